# SPDX-License-Identifier: MIT
"""What an honest picture takes on this machine, to compare others with."""
import os
import random
import statistics
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "data"))

from png_chunks import SIGNATURE, chunk, header  # noqa: E402

SIDE = 4000


def make_picture(path):
    """Holds little in memory: the peak of a child includes that of its
    parent."""
    row = b"\0" + random.Random(1).randbytes(3 * SIDE)
    deflate = zlib.compressobj(1)
    data = b"".join(deflate.compress(row) for _ in range(SIDE))
    with open(path, "wb") as file:
        file.write(SIGNATURE + header(SIDE, SIDE, 8, 2) +
                   chunk(b"IDAT", data + deflate.flush()) + chunk(b"IEND"))


def run_s(binary, path):
    child = subprocess.Popen([binary, "-q", "-j1", path],
                             stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return usage.ru_utime + usage.ru_stime


def honest_s(binary):
    """Seconds of processors for a PNG of 16 million pixels: the median of
    five."""
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "honest.png")
        make_picture(path)
        return statistics.median(run_s(binary, path) for _ in range(5))
