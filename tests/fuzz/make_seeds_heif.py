#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small HEIF files, for fuzzing to start from.

usage: make_seeds_heif.py FOLDER

Those of pictures that are coded already, and some that heif-enc codes (Debian's
libheif-examples).  Needs python3-numpy and python3-opencv.
"""
import os
import struct
import subprocess
import sys
import tempfile

import cv2
import numpy as np

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "data"))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import metadata  # noqa: E402
import seeds_folder  # noqa: E402
from heif_files import (COLOUR, DEEP, GRAY, LANDSCAPE, LIMITED,  # noqa: E402
                        Heif, box, grid, ispe, landscape, nclx, square)

SIZE = (32, 32)

def clap(width, height, x, y):
    """Twice the distances of the centres."""
    return box(b"clap", struct.pack(">8i", width, 1, height, 1, x, 2, y, 2))


def views():
    turns = {"irot1": [box(b"irot", b"\1")], "irot2": [box(b"irot", b"\2")],
             "irot3": [box(b"irot", b"\3")], "imir0": [box(b"imir", b"\0")],
             "imir1": [box(b"imir", b"\1")], "clap": [clap(20, 10, 3, -5)],
             "all": [clap(21, 10, 3, -4), box(b"irot", b"\1"),
                     box(b"imir", b"\0")]}
    for name, properties in turns.items():
        for kind, units in (("colour", COLOUR), ("deep", DEEP)):
            yield f"{kind}-{name}", square(units, *properties)


def codings():
    for kind, units in (("colour", COLOUR), ("limited", LIMITED),
                        ("deep", DEEP), ("gray", GRAY)):
        yield kind, square(units)
        for matrix in (0, 1, 5, 8, 9):
            yield f"{kind}-{matrix}", square(units, nclx(1, 13, matrix, 1))
        yield f"{kind}-hlg", square(units, nclx(9, 18, 9, 0))


def alphas():
    for name, units, alpha in (("colour", COLOUR, GRAY), ("deep", DEEP, DEEP)):
        for is_premultiplied in (False, True):
            yield f"{name}-alpha-{is_premultiplied}", square(
                units, alpha=alpha, is_premultiplied=is_premultiplied)


def derived():
    yield "grid", landscape()
    for name, properties in (("turned", [box(b"irot", b"\1")]),
                             ("cut", [clap(70, 50, -11, 6)])):
        heif = Heif()
        whole = heif.item(b"grid", grid(2, 2, 120, 140), ispe(120, 140),
                          *properties)
        heif.refer(b"dimg", whole, *(
            heif.picture(LANDSCAPE, (64, 80), unit=3 + i % 2, hidden=True)
            for i in range(4)))
        yield f"grid-{name}", heif.file()
    heif = Heif()
    same = heif.item(b"iden", b"", ispe(*SIZE), box(b"imir", b"\1"))
    heif.refer(b"dimg", same, heif.picture(COLOUR, SIZE, box(b"irot", b"\1"),
                                           hidden=True))
    yield "iden", heif.file()
    heif = Heif()
    over = heif.item(b"iovl", struct.pack(
        ">BB4H2H4h", 0, 0, 65535, 0, 30000, 65535, 40, 36, -3, 5, 11, -7),
                     ispe(40, 36))
    heif.refer(b"dimg", over, heif.picture(COLOUR, SIZE, hidden=True),
               heif.picture(LIMITED, SIZE, hidden=True))
    yield "iovl", heif.file()


def scene(channels, bits, width, height):
    y, x = np.mgrid[0:height, 0:width]
    levels = np.dstack([x * (9 + c) + y * (5 - c) & 255
                        for c in range(channels)])
    return levels.astype(np.uint8) if bits == 8 else \
        (levels * 257).astype(np.uint16)


def encoded():
    ways = {"lossy": ["-q", "40"], "444": ["-q", "60", "-p", "chroma=444"],
            "422": ["-q", "60", "-p", "chroma=422"],
            "thumbnail": ["-t", "16"],
            "lossless": ["-L", "-p", "chroma=444",
                         "--matrix_coefficients=0"],
            "limited": ["--full_range_flag=0", "--matrix_coefficients=1"],
            "twelve": ["-b", "12"]}
    with tempfile.TemporaryDirectory() as work:
        png, heic = (os.path.join(work, name) for name in ("x.png", "x.heic"))
        for way, options in ways.items():
            for channels in (1, 3, 4):
                bits = 16 if way == "twelve" else 8
                cv2.imwrite(png, scene(channels, bits, 45, 39))
                subprocess.run(["heif-enc", *options, "-o", heic, png],
                               capture_output=True, check=True, timeout=600)
                with open(heic, "rb") as file:
                    yield f"{way}-{channels}", file.read()


def texts():
    yield "metadata", metadata.make("all_heif")


def seeds():
    for make in (codings, views, alphas, derived, encoded, texts):
        for name, data in make():
            yield name, data
            yield f"{name}-short", data[:len(data) * 3 // 4]


def main():
    seeds_folder.write(sys.argv[1], seeds())


if __name__ == "__main__":
    main()
