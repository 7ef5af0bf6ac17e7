#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small pictures of JPEG 2000, for fuzzing to start from.

usage: make_seeds_jp2.py FOLDER

Needs python3-numpy and python3-pil.
"""
import io
import os
import struct
import sys

import numpy as np
from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "cli"))

import metadata  # noqa: E402
import seeds_folder  # noqa: E402


def scene(channels, width=23, height=17):
    y, x = np.mgrid[0:height, 0:width]
    return np.dstack([x * (9 + c) + y * (5 - c) & 255
                      for c in range(channels)]).astype(np.uint8)


def encode(pixels, ending, **options):
    file = io.BytesIO()
    file.name = "x." + ending
    Image.fromarray(pixels).save(file, "JPEG2000", **options)
    return file.getvalue()


def pictures():
    ways = {"whole": {}, "tiles": {"tile_size": (8, 8)},
            "offset": {"tile_size": (9, 7), "offset": (5, 3),
                       "tile_offset": (2, 1)},
            "layers": {"quality_layers": [20, 5, 1], "progression": "RLCP"},
            "blocks": {"codeblock_size": (4, 8), "precinct_size": (16, 16),
                       "num_resolutions": 3, "progression": "CPRL"}}
    for name, options in ways.items():
        for channels in (1, 2, 3, 4):
            pixels = scene(channels)
            if channels == 1:
                pixels = pixels[..., 0]
            for ending in ("j2k", "jp2"):
                for irreversible in (False, True):
                    yield (f"{name}-{channels}-{irreversible}.{ending}",
                           encode(pixels, ending, irreversible=irreversible,
                                  **options))
    yield "deep.j2k", encode(scene(1)[..., 0].astype(np.uint16) * 257, "j2k")


def boxes():
    for name in ("all_jp2", "oriented_jp2"):
        yield name, metadata.make(name)
    colours = struct.pack(">HB", 3, 3) + b"\7\7\7" + bytes(range(9))
    channels = struct.pack(">H", 2) + struct.pack(">6H", 0, 0, 1, 1, 1, 0)
    start = metadata.jp2()
    for name, more in (
            ("palette", metadata.box(b"pclr", colours) + metadata.box(
                b"cmap", struct.pack(">HBBHBBHBB", 0, 1, 0, 0, 1, 1, 0, 1,
                                     2))),
            ("channels", metadata.box(b"cdef", channels))):
        at = start.index(b"jp2h") - 4
        nbytes, = struct.unpack(">I", start[at:at + 4])
        yield name, (start[:at] + struct.pack(">I", nbytes + len(more)) +
                     start[at + 4:at + nbytes] + more + start[at + nbytes:])


def seeds():
    for make in (pictures, boxes):
        for name, data in make():
            yield name, data
            yield f"{name}-short", data[:len(data) * 3 // 4]


def main():
    seeds_folder.write(sys.argv[1], seeds())


if __name__ == "__main__":
    main()
