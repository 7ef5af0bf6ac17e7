#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what becomes of bmpsuite, the pictures that show every kind of BMP; TAP.

usage: check_bmp.py GRAYMILL CORPUS

All files of its folders g (good) and q (questionable) must be converted but for
those that hold a JPEG or PNG.  They are compared with what OpenCV reads where
it reads them right, with netpbm, with the suite's own PNG, and where all of
these fail, with their masks taken apart here.
"""
import os
import struct
import subprocess
import sys
import tempfile

import cv2
import numpy as np

from tap import Tap

SUITE = os.path.join("odd", "pillow", "bmp")
# What OpenCV does not read, or shows without the lower bits.
BY_NETPBM = {"pal2.bmp"}
BY_PNG = {"rgb16.bmp": "rgb16.png", "rgb16-565.bmp": "rgb16-565.png",
          "rgb16-565pal.bmp": "rgb16-565.png"}
LIKE = {"pal8os2v2-16.bmp": "pal8.bmp", "pal8oversizepal.bmp": "pal8.bmp"}
BY_MASKS = {"rgb32bf.bmp", "rgb32bf-xbgr.bmp", "rgb32h52.bmp", "rgb16-231.bmp",
            "rgb32-111110.bmp", "rgba16-4444.bmp", "rgba32.bmp",
            "rgba32abf.bmp", "rgba32h56.bmp"}
WITH_GAPS = {"pal4rletrns.bmp", "pal8rletrns.bmp"}
REFUSED = {"rgb24jpeg.bmp", "rgb24png.bmp"}


def gray_of(picture):
    if picture.ndim == 2:
        return picture
    return cv2.cvtColor(picture[..., :3], cv2.COLOR_BGR2GRAY)


def take_apart(path):
    """B, G, R and, where there is a mask, alpha, scaled to 8 bits."""
    with open(path, "rb") as file:
        data = file.read()
    at, header = struct.unpack_from("<II", data, 10)
    width, height, depth = struct.unpack_from("<iixxH", data, 18)
    compression, = struct.unpack_from("<I", data, 30)
    masks = struct.unpack_from("<4I", data, 54)
    pixels = np.frombuffer(data, f"<u{depth // 8}", offset=at)
    pixels = pixels.reshape(height, -1)[::-1, :width].astype(np.uint64)
    has_alpha = (header >= 56 or compression == 6) and masks[3] != 0
    planes = []
    for mask in (*masks[2::-1], *masks[3:3 + has_alpha]):
        lowest = mask & -mask
        planes.append((pixels & mask) // lowest * 255 / (mask // lowest))
    return np.dstack([np.floor(plane + .5).astype(np.uint8)
                      for plane in planes])


def expected(path):
    folder, name = os.path.split(path)
    if name in BY_MASKS:
        return take_apart(path)
    if name in BY_NETPBM:
        pnm = subprocess.run(["bmptopnm", "-quiet", path], check=True,
                             capture_output=True).stdout
        return cv2.imdecode(np.frombuffer(pnm, np.uint8), cv2.IMREAD_UNCHANGED)
    if name in BY_PNG:
        path = os.path.join(folder, "..", "html", BY_PNG[name])
    elif name in LIKE:
        path = os.path.join(folder, "..", "g", LIKE[name])
    return cv2.imread(path)


def problem_with(path, output):
    want = expected(path)
    got = cv2.imread(output, cv2.IMREAD_UNCHANGED)
    if not np.array_equal(gray_of(got), gray_of(want)):
        return "pixels differ"
    has_alpha = got.ndim == 3 and got.shape[2] == 4
    if os.path.basename(path) in WITH_GAPS:
        alpha = set(np.unique(got[..., 3])) if has_alpha else set()
        return None if alpha == {0, 255} else f"alpha of {alpha}"
    if has_alpha != (want.ndim == 3 and want.shape[2] == 4):
        return f"alpha: {has_alpha}"
    if has_alpha and not np.array_equal(got[..., 3], want[..., 3]):
        return "alpha differs"
    return None


def main():
    binary, corpus = sys.argv[1:]
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        for folder in ("g", "q"):
            path = os.path.join(corpus, SUITE, folder)
            subprocess.run([binary, "-q", "-o", work, path],
                           stdin=subprocess.DEVNULL, capture_output=True,
                           check=False)
            for name in sorted(os.listdir(path)):
                output = os.path.join(work, "processed_" + name)
                there = os.path.exists(output)
                problem = "is there" if there else "no output"
                if there and name not in REFUSED:
                    problem = problem_with(os.path.join(path, name), output)
                elif not there and name in REFUSED:
                    problem = None
                tap.ok(problem is None, f"bmpsuite: {folder}/{name}", problem)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
