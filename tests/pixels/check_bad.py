#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what the hostile files of the corpus cost with default limits, as TAP.

usage: check_bad.py GRAYMILL PEAK CORPUS

PEAK is the program that tests/bench/peak.c makes.  All files of bad/ are in one
run of two workers, whose memory is taken for three times, driver and workers,
what the largest of them held.  They must take less time of processors than as
many honest pictures.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

import staging
import yardstick
from tap import Tap

N_WORKERS = 2
LIMIT_KIB = 1 << 20
DEATHS = re.compile(r"worker (killed|exited)|timed out|out of memory")


def children_s():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(binary, peak, options, links, out):
    """Seconds of processors, KiB of all processes at most, stderr and exit
    status."""
    before_s = children_s()
    # No machine needs an hour: what does hangs.
    run = subprocess.run([peak, binary, f"-j{N_WORKERS}", *options, "-o", out,
                          *links], stdin=subprocess.DEVNULL, check=False,
                         capture_output=True, timeout=3600)
    seconds = children_s() - before_s
    return seconds, int(run.stdout) * (N_WORKERS + 1), run.stderr.decode(
        errors="replace"), run.returncode


def main():
    binary, peak, corpus = sys.argv[1:]
    tap = Tap()
    honest_s = yardstick.honest_s(os.path.abspath(binary))
    with tempfile.TemporaryDirectory() as work:
        bad = os.path.join(corpus, "bad", "")
        links = [picture.path for picture in staging.stage(
            corpus, os.path.join(work, "in"), lambda p: p.startswith(bad))]
        for options in ([], ["--salvage", "--frames=first"],
                        ["--jpeg=pixels", "--compress=best"]):
            name = f"bad: {len(links)} files {' '.join(options)}".rstrip()
            seconds, kib, text, status = measure(
                binary, peak, options, links, os.path.join(work, "out"))
            tap.note(f"{name}: {seconds:.2f} s, {kib / 1024:.1f} MiB")
            limit_s = honest_s * len(links)
            tap.ok(seconds < limit_s, f"{name}: as fast as honest pictures",
                   f"{seconds:.1f} s of {limit_s:.1f}")
            tap.ok(kib < LIMIT_KIB, f"{name}: within 1 GiB", f"{kib} KiB")
            deaths = [line for line in text.splitlines()
                      if DEATHS.search(line)]
            tap.ok(status == 1 and not deaths, f"{name}: no worker dies",
                   f"status {status}\n" + "\n".join(deaths))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
