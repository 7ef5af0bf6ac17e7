#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time graymill and the ancestor on the same files, in turn.

usage: pair.py [--rounds N] [--workers N] GRAYMILL NAME=FOLDER...

In each round both programs convert the folder once, first one leading and
then the other, after a round that does not count.  Prints for each folder the
median seconds of both, the median of the ratios round by round, and the bytes
each wrote.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def folder_nbytes(folder):
    return sum(entry.stat().st_size for entry in os.scandir(folder))


def timed(command, out_folder):
    shutil.rmtree(out_folder, ignore_errors=True)
    os.makedirs(out_folder)
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def compare(name, folder, args, scratch):
    files = sorted(entry.path for entry in os.scandir(folder) if entry.is_file())
    outs = {"graymill": scratch + "/graymill", "ancestor": scratch + "/ancestor"}
    commands = {
        "graymill": [args.graymill, "-j", str(args.workers),
                     "-o", outs["graymill"], folder],
        "ancestor": [sys.executable, HERE + "/ancestor.py", str(args.workers),
                     outs["ancestor"]] + files,
    }
    seconds = {"graymill": [], "ancestor": []}
    for i in range(args.rounds + 1):
        order = list(commands)
        if i % 2:
            order.reverse()
        for which in order:
            spent = timed(commands[which], outs[which])
            if i > 0:
                seconds[which].append(spent)
    ratio = statistics.median(
        a / g for a, g in zip(seconds["ancestor"], seconds["graymill"]))
    print(f"{name}: {len(files)} files, {args.workers} workers: "
          f"graymill {statistics.median(seconds['graymill']):.3f} s, "
          f"ancestor {statistics.median(seconds['ancestor']):.3f} s, "
          f"ratio {ratio:.2f}; bytes {folder_nbytes(outs['graymill'])} "
          f"against {folder_nbytes(outs['ancestor'])}")
    return ratio


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("graymill")
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for item in args.folders:
            name, folder = item.split("=", 1)
            compare(name, folder, args, scratch)


if __name__ == "__main__":
    main()
