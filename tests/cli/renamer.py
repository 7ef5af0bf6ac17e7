#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Put a link in the place of each folder that a run makes for itself, or of one.

usage: renamer.py FOLDER TARGET STOP [NAME]

TARGET is where the link leads, and STOP ends it when it is there; both are seen
from FOLDER, in which all may write and rename.  With NAME, which is a folder in
it, that and the link are exchanged to and fro.  A line is added to a file
"exchanged" there for each exchange.
"""
import ctypes
import os
import sys

HERE = -100
EXCHANGE = 2

folder, target, stop = sys.argv[1:4]
os.chdir(folder)
libc = ctypes.CDLL(None)
seen = set()


def exchange_all(log):
    for name in os.listdir("."):
        if not name.startswith(".graymill-") or name in seen:
            continue
        try:
            # Now and then only once it is in use.
            for _ in range(len(seen) % 4 * 500):
                os.getpid()
            os.rename(name, f"moved-{len(seen)}")
            os.symlink(target, name)
        except OSError:
            continue
        seen.add(name)
        log.write(name + "\n")
        log.flush()


def exchange(name, log):
    """There, and back again, and at times it stays a while."""
    for _ in range(2):
        if libc.renameat2(HERE, name, HERE, b"link", EXCHANGE) == 0:
            log.write("\n")
            log.flush()
        for _ in range(os.urandom(1)[0] * 20):
            os.getpid()


if len(sys.argv) > 4:
    os.symlink(target, "link")
with open("exchanged", "w") as file:
    while not os.path.exists(stop):
        if len(sys.argv) > 4:
            exchange(sys.argv[4].encode(), file)
        else:
            exchange_all(file)
