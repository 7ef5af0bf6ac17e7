#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small TIFFs of every kind, for fuzzing to start from.

usage: make_seeds_tiff.py FOLDER

Needs python3-numpy and python3-pil.
"""
import io
import struct
import sys

import numpy as np
from PIL import Image

import seeds_folder

WIDTH, HEIGHT = 11, 7
COMPRESSIONS = (None, "tiff_lzw", "packbits", "tiff_adobe_deflate", "jpeg")


def scene(mode):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = np.dstack([x * 20, y * 30, (x + y) * 9, x * y * 3])
    return Image.fromarray(planes.astype(np.uint8)).convert("RGB").convert(
        mode)


def saved(picture, **options):
    out = io.BytesIO()
    picture.save(out, "TIFF", **options)
    return out.getvalue()


def plain(bits, n_samples, photometric, data, extra=()):
    """Uncompressed, of one strip, high bytes first, and further tags."""
    tags = {256: WIDTH, 257: HEIGHT, 258: bits, 262: photometric, 273: 8,
            277: n_samples, 278: HEIGHT, 279: len(data), **dict(extra)}
    n = len(tags)
    at = 8 + len(data)
    out = struct.pack(">2sHI", b"MM", 42, at) + data
    values = b""
    entries = b""
    for tag, value in sorted(tags.items()):
        value = value if isinstance(value, tuple) else (value,)
        if tag == 258:
            value *= n_samples
        packed = struct.pack(f">{len(value)}H", *value)
        if len(packed) > 4:
            place = struct.pack(">I", at + 2 + 12 * n + 4 + len(values))
            values += packed
        else:
            place = packed.ljust(4, b"\0")
        entries += struct.pack(">HHI", tag, 3, len(value)) + place
    return out + struct.pack(">H", n) + entries + bytes(4) + values


def ramp(n):
    return bytes(i * 37 & 255 for i in range(n))


def plain_seeds():
    n = WIDTH * HEIGHT
    for bits in (1, 2, 3, 4, 6, 10, 12, 16, 24, 32, 64):
        row = (WIDTH * bits + 7) // 8
        yield plain(bits, 1, bits % 2, ramp(row * HEIGHT))
    for bits in (8, 16, 32):
        yield plain(bits, 1, 1, ramp(n * bits // 8), {339: 2})
    for bits in (16, 24, 32, 64):
        yield plain(bits, 1, 1, ramp(n * bits // 8), {339: 3})
    yield plain(32, 2, 1, ramp(8 * n), {338: 1, 339: (3, 3)})
    for kind in (8, 9, 10):
        yield plain(8, 3, kind, ramp(3 * n))
    for bits in (8, 16, 32):
        yield plain(bits, 4, 5, ramp(4 * n * bits // 8),
                    {339: (3,) * 4} if bits == 32 else {})
    for kind in (1, 2):
        yield plain(8, 4, 2, ramp(4 * n), {338: kind})
    across, down = (WIDTH + 1) // 2, (HEIGHT + 1) // 2
    yield plain(8, 3, 6, ramp(6 * across * down), {530: (2, 2)})
    yield plain(8, 3, 6, ramp(3 * n), {530: (1, 1)})
    yield plain(4, 1, 3, ramp(6 * HEIGHT), {320: tuple(range(0, 48 * 999,
                                                              999))})


def seeds():
    for mode in ("L", "RGB"):
        for compression in COMPRESSIONS:
            yield saved(scene(mode), compression=compression)
    yield saved(scene("1"), compression="group3")
    yield saved(scene("1"), compression="group4")
    yield saved(scene("P"))
    yield saved(scene("CMYK"), compression="tiff_lzw")
    yield saved(scene("RGB"), compression="tiff_lzw", tiffinfo={317: 2})
    yield saved(scene("L"), save_all=True, append_images=[scene("RGB")])
    yield saved(scene("L"), description="words", dpi=(72, 300),
                icc_profile=b"no profile", tiffinfo={274: 6})
    yield from plain_seeds()


if __name__ == "__main__":
    seeds_folder.write(sys.argv[1], ((f"seed-{i:03}.tif", data)
                                     for i, data in enumerate(seeds())))
