#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What --compress buys: seconds and bytes of each effort.

usage: curve.py GRAYMILL FOLDER [ROUNDS]

Each effort converts the PNG and the JPEG pictures of FOLDER, apart, ROUNDS
times (3), the best once.  Shown are the least seconds, all workers together,
and the bytes written, also as a part of those by default.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import folders
from pair import nbytes_below

EFFORTS = ("fast", "default", "best")


def convert(binary, effort, links, out):
    """Seconds."""
    shutil.rmtree(out, ignore_errors=True)
    began = time.perf_counter()
    subprocess.run([binary, "-q", f"--compress={effort}", "-o", out, links],
                   stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   check=False)
    return time.perf_counter() - began


def main():
    binary, folder = sys.argv[1:3]
    n_rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "out")
        for title, _, links in folders.sets("curve", folder, scratch):
            print(f"{title}: {len(os.listdir(links))} files")
            rows = {}
            for effort in EFFORTS:
                n = 1 if effort == "best" else n_rounds
                seconds = min(convert(binary, effort, links, out)
                              for _ in range(n))
                rows[effort] = seconds, nbytes_below(out)
            for effort, (seconds, nbytes) in rows.items():
                print(f"  {effort:8} {seconds:8.3f} s {nbytes:>11} bytes "
                      f"{nbytes / rows['default'][1]:6.3f}")


if __name__ == "__main__":
    main()
