#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Hold whoever opens one of these files, until this is ended.

usage: hold.py FILE...

For each that is held a line goes to stdout: its process, and the file.  So a run
is caught in its midst, however fast the machine is.  The kernel asks (fanotify),
nothing is done to the program; whoever is held can be killed.  Needs root.
"""
import ctypes
import os
import struct
import sys

FAN_CLASS_CONTENT = 0x4
FAN_MARK_ADD = 0x1
FAN_OPEN_PERM = 0x10000
AT_FDCWD = -100
EVENT = struct.Struct("=IBBHQii")  # fanotify_event_metadata

LIBC = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    result = getattr(LIBC, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        sys.exit(f"hold.py: {name}: {os.strerror(number)}")
    return result


def main():
    asked = call("fanotify_init", FAN_CLASS_CONTENT, os.O_RDONLY)
    for path in sys.argv[1:]:
        call("fanotify_mark", asked, FAN_MARK_ADD,
             ctypes.c_uint64(FAN_OPEN_PERM), AT_FDCWD, os.fsencode(path))
    print("ready", flush=True)
    while True:
        events = os.read(asked, 4096)
        while events:
            n, _, _, _, _, fd, pid = EVENT.unpack_from(events)
            # Who closes no descriptor has not answered.
            print(pid, os.readlink(f"/proc/self/fd/{fd}"), flush=True)
            events = events[n:]


if __name__ == "__main__":
    main()
