#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Files that ask for much, and what they get; report as TAP.

usage: check_bombs.py GRAYMILL

By its size a picture is refused from its header: in 32 MiB and less time of
processors than an honest picture of 16 million pixels takes, with a word of the
size, the limit and the option.  Pieces between small pictures, however many or
large, cost little memory and less time than ten of those, whatever becomes of
the picture: a gigabyte that is inflated twice costs four to six.  What is below 1 MB and packed as tightly as can be, which blank
scans are, costs no more than eighty, and 256 MiB.
"""
import os
import re
import subprocess
import sys
import tempfile

import yardstick
from tap import Tap

BOMBS = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                     "data", "bombs.py")
REFUSED = re.compile(r"\d+x\d+ pixels is over the limit of 1073741824 "
                     r"\(--max-pixels\)")
MIB = 1 << 20


def run(arguments):
    """Exit status, standard error, seconds of processors, peak MiB of any
    process."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        errors.seek(0)
        text = errors.read().decode(errors="replace").strip()
    child.returncode = os.waitstatus_to_exitcode(status)
    # What its workers took is in it, for the driver has waited for them.
    return child.returncode, text, seconds, usage.ru_maxrss * 1024 / MIB


def attempt(name, most_s, most_mib):
    status, text, seconds, mib = run([BINARY, "-j", "1", "-o", "out", name])
    problem = None
    if status not in (0, 1) or "worker" in text:
        problem = f"status {status}: {text}"
    elif seconds > most_s or mib > most_mib:
        problem = f"{seconds:.3f} s of {most_s:.3f}, {mib:.1f} MiB: {text}"
    return status, text, problem


def check(tap, kind, most_s, most_mib, must_refuse):
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        subprocess.run([sys.executable, BOMBS, kind], check=True)
        for name in sorted(os.listdir()):
            status, text, problem = attempt(name, most_s, most_mib)
            if must_refuse and not problem and not (
                    status == 1 and REFUSED.search(text)):
                problem = f"status {status}: {text}"
            tap.ok(not problem, f"{kind}: {name}", problem)
            tap.note(text[:120] or "converted")
        os.chdir("/")


def main():
    tap = Tap()
    honest_s = yardstick.honest_s(BINARY)
    tap.note(f"an honest picture: {honest_s:.3f} s")
    check(tap, "sizes", honest_s, 32, True)
    check(tap, "chunks", 10 * honest_s, 32, False)
    check(tap, "packed", 80 * honest_s, 256, False)
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
