#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Files of many pieces: their time grows with them; report as TAP.

usage: check_growth.py GRAYMILL

Of each kind that growth.py writes: a file of 8 MB takes at most 2.2^3 times as
long as one of 1 MB, by the time of processors, the best of a few tries; what
takes no longer than a part of an honest picture is not told from noise.  Files
below 1 MB take less than four honest pictures and 256 MiB.
"""
import os
import subprocess
import sys
import tempfile

import yardstick
from tap import Tap

GROWTH = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                      "data", "growth.py")
GROUPS = ("png", "apng", "jpeg", "gif", "bmp", "tga", "psd", "text", "other",
          "tiff", "jp2", "heif", "avif", "jxl")

SMALL, LARGE = 1000000, 8000000
MOST_GROWTH = 2.2 ** 3
N_TRIES = 3

# Parts of an honest picture.
NOISE_LARGE = 1 / 4
NOISE_SMALL = 1 / 16
MOST_SMALL = 4
MOST_MIB = 256


def make(folder, nbytes, group):
    os.mkdir(folder)
    subprocess.run([sys.executable, GROWTH, str(nbytes), group], check=True,
                   cwd=folder)
    return sorted(os.listdir(folder))


def run(path):
    """Seconds of processors, peak MiB of any process."""
    child = subprocess.Popen([BINARY, "-q", "-j1", "--timeout=60", "-o", "out",
                              path], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def growth_problem(name, honest_s):
    """Tries until it is good; None if it ever was."""
    small = large = float("inf")
    for _ in range(N_TRIES):
        large = min(large, run(os.path.join("large", name))[0])
        if large <= honest_s * NOISE_LARGE:
            return None
        small = min(small, run(os.path.join("small", name))[0])
        if large <= MOST_GROWTH * max(small, honest_s * NOISE_SMALL):
            return None
    return f"{small:.3f} s of 1 MB, {large:.3f} s of 8 MB"


def cost_problem(name, honest_s):
    for _ in range(N_TRIES):
        seconds, mib = run(os.path.join("small", name))
        if seconds <= MOST_SMALL * honest_s and mib <= MOST_MIB:
            return None
    return f"{seconds:.3f} s, {mib:.1f} MiB"


def check(tap, group, honest_s):
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        make("small", SMALL, group)
        for name in make("large", LARGE, group):
            problem = (growth_problem(name, honest_s) or
                       cost_problem(name, honest_s))
            tap.ok(not problem, name, problem)
        os.chdir("/")


def main():
    tap = Tap()
    honest_s = yardstick.honest_s(BINARY)
    tap.note(f"an honest picture: {honest_s:.3f} s")
    for group in GROUPS:
        check(tap, group, honest_s)
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
