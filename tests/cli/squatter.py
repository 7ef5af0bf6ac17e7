#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Take every name that a run gives to what it makes, and lock it.

Where names of others can be removed, by folders in their place.

usage: squatter.py FOLDER STOP

Until there is a file STOP, seen from FOLDER, in which all may write; makes a
file "ready" there before.
"""
import ctypes
import fcntl
import os
import struct
import sys

IN_CREATE = 0x100
IN_NONBLOCK = 0x800

folder, stop = sys.argv[1:]
os.chdir(folder)
libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(IN_NONBLOCK)
if watch < 0 or libc.inotify_add_watch(watch, b".", IN_CREATE) < 0:
    sys.exit("no inotify")
seen, held = set(), {}


def exchange(name):
    """Put a folder of ours in its place, where that can be done."""
    try:
        os.rmdir(name)
        os.mkdir(name)
        held[name] = os.open(name, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(held[name], fcntl.LOCK_EX)
    except OSError:
        pass


open("ready", "w").close()
while not os.path.exists(stop):
    try:
        data = os.read(watch, 65536)
    except BlockingIOError:
        data = b""
    while data:
        nbytes, = struct.unpack_from("I", data, 12)
        name = data[16:16 + nbytes].rstrip(b"\0")
        data = data[16 + nbytes:]
        if name.startswith(b".graymill-") and name not in seen:
            seen.add(name)
            exchange(name)
    for name in seen:
        try:
            # What is another's cannot be opened, but may be gone the next time.
            fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        if name in held:
            os.close(held[name])
        held[name] = fd
