#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small WebP files of every kind, for fuzzing to start from.

usage: make_seeds_webp.py FOLDER

Needs python3-numpy and python3-pil.
"""
import io
import os
import sys

import numpy as np
from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "cli"))

import metadata  # noqa: E402
import seeds_folder  # noqa: E402


def scene(alpha, shift=0, width=11, height=7):
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 20, y * 30, (x + shift) // 4 * 60]
    if alpha:
        planes.append(x * y * 3)
    return Image.fromarray(np.dstack(planes).astype(np.uint8))


def saved(picture, **options):
    out = io.BytesIO()
    picture.save(out, "WEBP", **options)
    return out.getvalue()


def seeds():
    for alpha in (False, True):
        for lossless in (False, True):
            name = f"{'alpha' if alpha else 'opaque'}-{int(lossless)}"
            options = {"lossless": lossless, "quality": 60}
            yield name, saved(scene(alpha), **options)
            yield f"{name}-exact", saved(scene(alpha), exact=True, **options)
            yield f"{name}-meta", saved(
                scene(alpha), exif=metadata.EXIF, xmp=metadata.XMP,
                icc_profile=metadata.profile(), **options)
            yield f"{name}-frames", saved(
                scene(alpha), save_all=True, duration=[40, 90, 20], loop=3,
                append_images=[scene(alpha, 3), scene(alpha, 5)],
                minimize_size=True, **options)
            yield f"{name}-mixed", saved(
                scene(alpha, 0, 40, 33), save_all=True, duration=50,
                append_images=[scene(alpha, i, 40, 33) for i in range(1, 5)],
                allow_mixed=True, **options)
    for colours in (2, 4, 16, 200):
        yield f"palette-{colours}", saved(
            scene(False, 0, 30, 20).quantize(colours).convert("RGB"),
            lossless=True)
    yield "one-colour", metadata.webp()
    yield "all-meta", metadata.make("all_webp")
    whole = saved(scene(False), quality=60)
    yield "cut", whole[:len(whole) * 2 // 3]


if __name__ == "__main__":
    seeds_folder.write(sys.argv[1], seeds())
