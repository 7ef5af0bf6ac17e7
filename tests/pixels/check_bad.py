#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what the hostile files of the corpus cost with default limits, as TAP.

usage: check_bad.py GRAYMILL PEAK CORPUS

PEAK is the program that tests/bench/peak.c makes.  All files of bad/ are in one
run of two workers, whose memory is taken for three times, driver and workers,
what the largest of them held.
"""
import os
import re
import subprocess
import sys
import tempfile
import time

import staging
from tap import Tap

N_WORKERS = 2
LIMIT_S = 60
LIMIT_KIB = 1 << 20
DEATHS = re.compile(r"worker (killed|exited)|timed out|out of memory")


def measure(binary, peak, options, links, out):
    """Seconds, KiB of all processes at most, stderr and exit status."""
    began = time.monotonic()
    run = subprocess.run([peak, binary, f"-j{N_WORKERS}", *options, "-o", out,
                          *links], stdin=subprocess.DEVNULL, check=False,
                         capture_output=True, timeout=600)
    seconds = time.monotonic() - began
    return seconds, int(run.stdout) * (N_WORKERS + 1), run.stderr.decode(
        errors="replace"), run.returncode


def main():
    binary, peak, corpus = sys.argv[1:]
    tap = Tap()
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
            tap.ok(seconds < LIMIT_S, f"{name}: within {LIMIT_S} s",
                   f"{seconds:.0f} s")
            tap.ok(kib < LIMIT_KIB, f"{name}: within 1 GiB", f"{kib} KiB")
            deaths = [line for line in text.splitlines()
                      if DEATHS.search(line)]
            tap.ok(status == 1 and not deaths, f"{name}: no worker dies",
                   f"status {status}\n" + "\n".join(deaths))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
