#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pictures of one colour, which nothing packs tighter; report as TAP.

usage: check_flat.py GRAYMILL

Blank scans are honest: each must be converted, however few bytes its encoder
needs for however many pixels.  They are written by OpenCV and Pillow, one after
another, each in a process of its own for the memory that it takes.
"""
import os
import subprocess
import sys
import tempfile

from tap import Tap

# By Pillow: mode, side and what save() is told.
PILLOW = (
    ("bits.png", "1", 20000, {}),
    ("gray.png", "L", 20000, {}),
    ("best.png", "L", 12000, {"optimize": True}),
    ("colour.png", "RGB", 12000, {}),
    ("clear.png", "RGBA", 8000, {}),
    ("palette.png", "P", 20000, {}),
    ("gray.gif", "L", 20000, {}),
    ("rows.gif", "P", 20000, {"interlace": 0}),
    ("packed.tga", "L", 12000, {"compression": "tga_rle"}),
    ("colour.tga", "RGB", 8000, {"compression": "tga_rle"}),
    ("plain.jpg", "L", 20000, {}),
    ("progressive.jpg", "RGB", 12000, {"progressive": True,
                                       "optimize": True}),
)
HDR_SIDE = 6000


def make(name):
    if name.endswith(".hdr"):
        import cv2
        import numpy
        cv2.imwrite(name, numpy.ones((HDR_SIDE, HDR_SIDE, 3), numpy.float32))
        return
    from PIL import Image
    Image.MAX_IMAGE_PIXELS = None
    mode, side, how = next(row[1:] for row in PILLOW if row[0] == name)
    Image.new(mode, (side, side), "white").save(name, **how)


def check(tap, name):
    subprocess.run([sys.executable, os.path.abspath(__file__), "--make", name],
                   check=True)
    # Where a format has a way without pixels, they are asked for.
    options = ["--to=png"] * name.endswith(".gif")
    run = subprocess.run([BINARY, "-j1", *options, "-o", "out", name],
                         check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
    text = run.stderr.decode(errors="replace").strip()
    tap.ok(run.returncode == 0 and not text,
           f"{name}, {os.path.getsize(name)} bytes", text)
    os.remove(name)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        for name in [row[0] for row in PILLOW] + ["lines.hdr"]:
            check(tap, name)
        os.chdir("/")
    return tap.end()


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(sys.argv[2])
    else:
        BINARY = os.path.abspath(sys.argv[1])
        sys.exit(main())
