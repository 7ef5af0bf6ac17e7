#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Run a command where the kernel refuses some calls, as file systems may.

usage: refuse.py WHAT COMMAND [ARGUMENT...]

WHAT is a list with commas: "tmpfile", files without a name, as on a file
system that knows none; "flock", as on one that locks no files.
"""
import ctypes
import errno
import os
import platform
import struct
import sys

# Numbers of <linux/prctl.h>, <linux/seccomp.h> and <linux/audit.h>.
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7fff0000
ERRNO = 0x00050000
ARCHITECTURES = {
    "x86_64": {"audit": 0xc000003e, "openat": 257, "flock": 73},
    "i386": {"audit": 0x40000003, "openat": 295, "flock": 143},
    "aarch64": {"audit": 0xc00000b7, "openat": 56, "flock": 32},
}
# The bit of O_TMPFILE that is not that of O_DIRECTORY.
TMPFILE_BIT = 0o20000000

# Of <linux/bpf_common.h>, and where struct seccomp_data has its members.
LOAD, JUMP_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x45, 0x06
AT_NUMBER, AT_ARCHITECTURE, AT_FLAGS = 0, 4, 32

LIBC = ctypes.CDLL(None, use_errno=True)


def machine():
    """That of programs, which may have fewer bits than that of the kernel."""
    name = platform.machine()
    if struct.calcsize("P") == 4:
        return {"x86_64": "i386", "i686": "i386"}.get(name)
    return name


def is_possible():
    return machine() in ARCHITECTURES


def refusal(number):
    return (RETURN, 0, 0, ERRNO | number)


def program(what):
    """The filter, as (code, where to jump if true, if false, operand)."""
    numbers = ARCHITECTURES[machine()]
    steps = [(LOAD, 0, 0, AT_ARCHITECTURE),
             (JUMP_EQUAL, 1, 0, numbers["audit"]),
             (RETURN, 0, 0, ALLOW)]
    if "tmpfile" in what:
        steps += [(LOAD, 0, 0, AT_NUMBER),
                  (JUMP_EQUAL, 0, 3, numbers["openat"]),
                  (LOAD, 0, 0, AT_FLAGS),
                  (JUMP_SET, 0, 1, TMPFILE_BIT),
                  refusal(errno.EOPNOTSUPP)]
    if "flock" in what:
        steps += [(LOAD, 0, 0, AT_NUMBER),
                  (JUMP_EQUAL, 0, 1, numbers["flock"]),
                  refusal(errno.ENOSYS)]
    return steps + [(RETURN, 0, 0, ALLOW)]


def prctl(option, *values):
    words = [ctypes.c_ulong(value) for value in values]
    words += [ctypes.c_ulong(0)] * (4 - len(words))
    if LIBC.prctl(option, *words) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def refuse(what):
    """From now on, in this process and all that come from it."""
    steps = program(what)
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    text = ctypes.create_string_buffer(code)
    head = ctypes.create_string_buffer(
        struct.pack("@HP", len(steps), ctypes.addressof(text)))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(head))


def main():
    refuse(sys.argv[1].split(","))
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
