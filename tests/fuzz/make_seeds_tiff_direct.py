#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small TIFFs of every kind, for fuzzing to start from.

usage: make_seeds_tiff_direct.py FOLDER

Needs python3-numpy and python3-pil.
"""
import io
import struct
import sys

import numpy as np
from PIL import Image, TiffImagePlugin

sys.dont_write_bytecode = True

import seeds_folder  # noqa: E402

CODINGS = ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "lzma",
           "zstd", "webp")


def scene(mode):
    y, x = np.mgrid[0:9, 0:13]
    rgb = np.dstack([x * 19, y * 28, (x + y) // 4 * 40]).astype(np.uint8)
    picture = Image.fromarray(rgb)
    if mode == "I;16":
        return Image.fromarray((x * 4000 + y).astype(np.uint16))
    return picture.convert(mode)


def saved(picture, **options):
    out = io.BytesIO()
    picture.save(out, "TIFF", **options)
    return out.getvalue()


def directory(order, fields, following=0):
    """Classic, with values of up to four bytes; others are offsets."""
    data = struct.pack(order + "H", len(fields))
    for tag, kind, n, value in sorted(fields):
        data += struct.pack(order + "HHI", tag, kind, n)
        data += struct.pack(order + {3: "HH", 4: "I"}[kind],
                            *((value, 0) if kind == 3 else (value,)))
    return data + struct.pack(order + "I", following)


def plain(order, bits, n, planar=1):
    """Two pixels of n samples of so many bits, with a smaller copy."""
    nbytes = (2 * n * bits + 7) // 8
    pixels = bytes(i * 37 & 255 for i in range(nbytes))
    head = {"<": b"II*\0", ">": b"MM\0*"}[order]
    at = 8 + nbytes + nbytes % 2
    strips = [8, (nbytes // n)] if planar == 2 else [8, nbytes]
    fields = [(256, 3, 1, 2), (257, 3, 1, 1), (258, 3, 1, bits),
              (262, 3, 1, 2 if n > 2 else 1), (273, 4, 1, strips[0]),
              (277, 3, 1, n), (279, 4, 1, strips[1]), (284, 3, 1, planar)]
    sub = directory(order, fields[:-1])
    fields.append((330, 4, 1, at))
    return head + struct.pack(order + "I", at + len(sub)) + \
        pixels + b"\0" * (nbytes % 2) + sub + directory(order, fields)


def seeds():
    for coding in CODINGS:
        for mode in ("RGB", "RGBA", "CMYK", "YCbCr", "L"):
            try:
                yield f"{mode}-{coding}", saved(scene(mode),
                                                compression=coding)
            except (OSError, RuntimeError, KeyError):
                pass  # not every coding has every mode
    for mode in ("P", "1", "I;16", "F", "LAB"):
        try:
            yield mode, saved(scene(mode))
        except (OSError, ValueError):
            pass
    yield "fax", saved(scene("1"), compression="group4")
    yield "pages", saved(scene("RGB"), save_all=True, append_images=[
        scene("P"), scene("L")])
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270] = "a scene"
    tags[700] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    tags[37724] = b"layers"
    exif = Image.Exif()
    exif[274] = 6
    exif.get_ifd(34665)[37121] = b"\1\2\3\0"
    exif.get_ifd(34853)[1] = "N"
    yield "tags", saved(scene("RGB"), tiffinfo=tags)
    yield "exif", saved(scene("RGB"), exif=exif)
    for order in "<>":
        for bits in (1, 3, 8, 12, 16, 24, 32, 64):
            for n in (1, 3, 4):
                yield f"{'le' if order == '<' else 'be'}-{bits}-{n}", \
                    plain(order, bits, n)


if __name__ == "__main__":
    seeds_folder.write(sys.argv[1], list(seeds()))
