#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check that a huge picture needs little memory; report as TAP.

usage: check_giant.py GRAYMILL PICTURE...

Loads nothing large itself, because the peak of a child includes what it was
forked from.  The time is for a run that hangs.
"""
import os
import resource
import subprocess
import sys

LIMIT_KIB = 64 * 1024


def main():
    binary, *pictures = sys.argv[1:]
    failed = 0
    for number, picture in enumerate(pictures, 1):
        run = subprocess.run([binary, "-j1", picture], check=False,
                             stdin=subprocess.DEVNULL, timeout=3600,
                             stdout=subprocess.PIPE)
        # The largest of all processes waited for so far, workers included.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        good = run.returncode == 0 and peak < LIMIT_KIB
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - "
              f"{os.path.basename(picture)} in {peak / 1024:.1f} MiB "
              f"(status {run.returncode})", flush=True)
    print(f"1..{len(pictures)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
