#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write a picture of 30000 x 30000 in colour, row by row.

usage: make_giant.py png >giant.png
       make_giant.py ppm | cjpeg -quality 80 >giant.jpg
"""
import os
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "data"))
sys.dont_write_bytecode = True

from png_chunks import SIGNATURE, chunk, header  # noqa: E402

SIDE = 30000
STRIP = 100


def strips():
    """300 strips of 100 rows, which differ a little from strip to strip."""
    for number in range(SIDE // STRIP):
        row = bytes((x * 3 + c * 70 + number) & 255
                    for x in range(100) for c in range(3)) * (SIDE // 100)
        yield row


def write_png(out):
    deflate = zlib.compressobj(1)
    out.write(SIGNATURE + header(SIDE, SIDE, 8, 2))
    for row in strips():
        data = deflate.compress((b"\0" + row) * STRIP)
        if data:
            out.write(chunk(b"IDAT", data))
    out.write(chunk(b"IDAT", deflate.flush()) + chunk(b"IEND"))


def write_ppm(out):
    out.write(b"P6\n%d %d\n255\n" % (SIDE, SIDE))
    for row in strips():
        for _ in range(STRIP):
            out.write(row)


if __name__ == "__main__":
    {"png": write_png, "ppm": write_ppm}[sys.argv[1]](sys.stdout.buffer)
