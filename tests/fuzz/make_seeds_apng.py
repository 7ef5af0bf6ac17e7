#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small animated PNGs of every kind, for fuzzing to start from.

usage: make_seeds_apng.py FOLDER

The folder must not be there yet, or be one that this script made.
"""
import os
import struct
import sys
import zlib

sys.dont_write_bytecode = True

import seeds_folder  # noqa: E402
from make_seeds_png import DATA, KINDS, palette, rows  # noqa: E402
from png_chunks import SIGNATURE, chunk, header  # noqa: E402

WIDTH, HEIGHT = 13, 11
WHOLE = (WIDTH, HEIGHT, 0, 0)
# Regions, disposals and blendings of frames after the first.
FRAMES = [((6, 5, 7, 6), 1, 1), ((1, 11, 12, 0), 2, 0), ((13, 1, 0, 10), 0, 1),
          (WHOLE, 2, 1)]


class Animation:
    def __init__(self, kind, opaque=False, interlaced=0, split=1):
        self.kind = kind
        self.how = {"opaque": opaque, "interlaced": interlaced}
        self.split = split
        self.sequence = 0

    def number(self):
        self.sequence += 1
        return struct.pack(">I", self.sequence - 1)

    def control(self, region, dispose, blend):
        return chunk(b"fcTL", self.number() + struct.pack(
            ">IIIIHHBB", *region, self.sequence, 30, dispose, blend))

    def data(self, region, is_idat):
        data = zlib.compress(rows(*region[:2], self.kind, **self.how))
        part = -(-len(data) // self.split)
        for at in range(0, len(data), part):
            piece = data[at:at + part]
            yield chunk(b"IDAT", piece) if is_idat else \
                chunk(b"fdAT", self.number() + piece)

    def chunks(self, frames, is_hidden):
        if is_hidden:
            yield from self.data(WHOLE, True)
        for i, (region, dispose, blend) in enumerate(frames):
            yield self.control(region, dispose, blend)
            yield from self.data(region, i == 0 and not is_hidden)


def seed(kind, frames, is_hidden=False, before=b"", **how):
    color, depth = kind
    if color == 3:
        before = palette(depth) + before
    return (SIGNATURE + header(WIDTH, HEIGHT, depth, color,
                               how.get("interlaced", 0)) +
            chunk(b"acTL", struct.pack(">II", len(frames), 2)) + before +
            b"".join(Animation(kind, **how).chunks(frames, is_hidden)) +
            chunk(b"tEXt", b"key\0value") + chunk(b"IEND"))


def seeds():
    first = (WHOLE, 0, 0)
    for kind in KINDS:
        name = f"type-{kind[0]}-{kind[1]}"
        yield name, seed(kind, [first, *FRAMES])
        yield f"{name}-hidden", seed(kind, FRAMES, True, split=3)
        yield f"{name}-plain", seed(kind, [first, (WHOLE, 0, 0)])
        yield f"{name}-interlaced", seed(kind, [first, *FRAMES], interlaced=1)
    yield "opaque", seed((6, 8), [first, (WHOLE, 0, 1)], opaque=True)
    yield "opaque-hidden", seed((6, 8), [first, (WHOLE, 0, 1)], True,
                                opaque=True)
    for color, transparent in ((0, b"\0\1"), (2, b"\0\1\0\2\0\3"),
                               (3, b"\0\x80\xff\x20")):
        yield f"transparent-{color}", seed(
            (color, 8), [first, *FRAMES], before=chunk(b"tRNS", transparent))
    yield "one", seed((2, 8), [first])
    yield "one-hidden", seed((2, 8), FRAMES[:1], True)
    with open(os.path.join(DATA, "animated.png"), "rb") as file:
        yield "data", file.read()


def main():
    seeds_folder.write(sys.argv[1], ((name + ".png", data)
                                     for name, data in seeds()))


if __name__ == "__main__":
    main()
