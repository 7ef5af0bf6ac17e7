#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small PNGs of every kind, for fuzzing to start from.

usage: make_seeds_png.py FOLDER

The folder must not be there yet, or be one that this script made.
"""
import os
import struct
import sys
import zlib

sys.dont_write_bytecode = True
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
sys.path.insert(0, DATA)

import seeds_folder  # noqa: E402
from png_chunks import ADAM7, SIGNATURE, chunk, header  # noqa: E402

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
KINDS = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1),
         (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]
SIZES = [(1, 1), (3, 2), (8, 8), (13, 11), (33, 1), (1, 33), (40, 24)]


class Noise:
    def __init__(self, seed):
        self.state = seed

    def byte(self):
        self.state = (self.state * 1103515245 + 12345) & 0x7fffffff
        return self.state >> 16 & 255


def passes(width, height, interlaced):
    """Width and height of each pass that has pixels."""
    if not interlaced:
        return [(width, height)]
    sizes = [(-(-(width - x0) // dx), -(-(height - y0) // dy))
             for x0, y0, dx, dy in ADAM7]
    return [(w, h) for w, h in sizes if w > 0 and h > 0]


def rows(width, height, kind, interlaced=0, filters=range(5), opaque=False):
    """Rows of any bytes with filters in turn, as they are compressed."""
    color, depth = kind
    bits = CHANNELS[color] * depth
    noise = Noise(width * 31 + height)
    data = bytearray()
    for w, h in passes(width, height, interlaced):
        for y in range(h):
            data.append(0 if opaque else filters[y % len(filters)])
            row = bytes(noise.byte() & (255 if y % 3 else 15)
                        for _ in range((w * bits + 7) // 8))
            if opaque:
                row = bytes(255 if i % 4 == 3 else b
                            for i, b in enumerate(row))
            data += row
    return bytes(data)


def palette(depth, step=1):
    n = 1 << depth
    return chunk(b"PLTE", b"".join(bytes((i * step & 255, i * 7 & 255, 9))
                                   for i in range(n)))


def seed(width, height, kind, before=b"", after=b"", more=b"", **how):
    color, depth = kind
    interlaced = how.get("interlaced", 0)
    if color == 3 and b"PLTE" not in before:
        before = palette(depth) + before
    split = how.pop("split", 1)
    level = how.pop("level", 6)
    data = zlib.compress(rows(width, height, kind, **how), level)
    part = -(-len(data) // split)
    return (SIGNATURE + header(width, height, depth, color, interlaced) +
            before + b"".join(chunk(b"IDAT", data[i:i + part])
                              for i in range(0, len(data), part)) +
            after + chunk(b"IEND") + more)


def profile(space):
    head = bytes(16) + space + bytes(112)
    return chunk(b"iCCP", b"name\0\0" + zlib.compress(head))


def background(kind):
    return chunk(b"bKGD", {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: b"\1",
                           4: b"\0\1", 6: b"\0\1\0\2\0\3"}[kind[0]])


def chunks(kind):
    """Lists of chunks by name."""
    color, depth = kind
    yield "gamma", chunk(b"gAMA", struct.pack(">I", 45455))
    yield "srgb", chunk(b"sRGB", b"\0")
    yield "chrm", chunk(b"cHRM", bytes(range(32)))
    yield "profile-gray", profile(b"GRAY")
    yield "profile-rgb", profile(b"RGB ")
    yield "sbit", chunk(b"sBIT", bytes([min(depth, 5)] * (
        3 if color == 3 else CHANNELS[color])))
    yield "background", background(kind)
    yield "text", (chunk(b"tEXt", b"key\0value") +
                   chunk(b"zTXt", b"key\0\0" + zlib.compress(b"value")))
    yield "size-time", (chunk(b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\1") +
                        chunk(b"tIME", b"\7\xe8\1\1\0\0\0"))
    yield "private", chunk(b"prVt", b"kept") + chunk(b"prVT", b"not")
    yield "frames", chunk(b"acTL", b"\0\0\0\1\0\0\0\0")
    yield "transparent", chunk(b"tRNS", {0: b"\0\1", 2: b"\0\1\0\2\0\3",
                                         3: b"\1"}.get(color, b""))


def seeds():
    for kind in KINDS:
        name = f"type-{kind[0]}-{kind[1]}"
        for width, height in SIZES:
            yield f"{name}-{width}x{height}", seed(width, height, kind)
        yield f"{name}-interlaced", seed(13, 11, kind, interlaced=1)
        yield f"{name}-split", seed(13, 11, kind, split=3)
        yield f"{name}-stored", seed(13, 11, kind, level=0)
        for what, extra in chunks(kind):
            if kind[0] == 3:
                extra = palette(kind[1]) + extra
            yield f"{name}-{what}", seed(8, 8, kind, before=extra)
    for i, name in enumerate(("none", "sub", "up", "average", "paeth")):
        for kind in ((2, 8), (6, 8)):
            yield f"filter-{name}-{kind[0]}", seed(40, 24, kind, filters=[i])
    for name in sorted(os.listdir(DATA)):
        if name.endswith(".png"):
            with open(os.path.join(DATA, name), "rb") as file:
                yield "data-" + name[:-4], file.read()
    yield "opaque", seed(40, 24, (6, 8), opaque=True)
    yield "wide", seed(3000, 2, (2, 8), filters=[2])
    yield "tall", seed(2, 500, (2, 8))
    yield "behind", seed(8, 8, (2, 8), more=b"and more", after=chunk(
        b"tEXt", b"key\0behind") + chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0"))
    for depth, step in ((8, 255), (4, 255), (4, 17), (2, 85), (1, 255)):
        yield f"palette-{depth}-{step}", seed(
            13, 11, (3, depth), before=chunk(b"PLTE", b"".join(
                bytes([i * step & 255] * 3) for i in range(1 << depth))))


def main():
    seeds_folder.write(sys.argv[1], ((name + ".png", data)
                                     for name, data in seeds()))


if __name__ == "__main__":
    main()
