#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Put a link in the place of each folder that a run makes for itself.

usage: renamer.py FOLDER TARGET STOP

TARGET is where the link leads, and STOP ends it when it is there; both are seen
from FOLDER, in which all may write and rename.  A line is added to a file
"exchanged" there for each exchange.
"""
import os
import sys

folder, target, stop = sys.argv[1:]
os.chdir(folder)
seen = set()
with open("exchanged", "w") as log:
    while not os.path.exists(stop):
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
