#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""terminal.py front|back COLUMNS PROGRAM [ARG...]

Run a program in a terminal of so many columns, interrupt it twice, by Ctrl-C or
as a job in the background by signals, and write what the terminal was sent.
"""

import fcntl
import glob
import os
import pty
import signal
import struct
import sys
import termios

where, columns, *program = sys.argv[1:]


def become_program():
    size = struct.pack("HHHH", 24, int(columns), 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    if where == "back":
        # The parent, which leads the session, stays in front.
        pid = os.fork()
        if pid != 0:
            os.waitpid(pid, 0)
            os._exit(0)
        os.setpgid(0, 0)
        print("pid", os.getpid(), "end", flush=True)
    os.environ["TERM"] = "xterm"
    os.execv(program[0], program)


def has_begun():
    """True once a picture is being written; to try a stage takes a byte."""
    try:
        return any(os.path.getsize(path) > 1
                   for path in glob.glob(".graymill-*/*"))
    except FileNotFoundError:
        return False


def may_interrupt(n_interrupts, got):
    if n_interrupts == 1:
        return b"again" in got
    if where == "front":
        return b"0/1 images" in got and has_begun()
    return b"end" in got and has_begun()


def interrupt(terminal, got):
    if where == "front":
        os.write(terminal, b"\x03")
    else:
        os.kill(int(got.split()[1]), signal.SIGINT)


pid, terminal = pty.fork()
if pid == 0:
    become_program()
os.set_blocking(terminal, False)
got, n_interrupts = b"", 0
while True:
    try:
        got += os.read(terminal, 1000)
    except BlockingIOError:
        pass
    except OSError:
        break
    if n_interrupts < 2 and may_interrupt(n_interrupts, got):
        n_interrupts += 1
        interrupt(terminal, got)
os.waitpid(pid, 0)
sys.stdout.buffer.write(got)
