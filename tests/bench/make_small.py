#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cut small pictures out of large ones, to measure what a file costs.

usage: make_small.py FOLDER OUT_FOLDER [N]

Writes N pictures of 64x64 (5000) as OUT_FOLDER/jpeg/NUMBER.jpg, and as many
as OUT_FOLDER/png/NUMBER.png.  The same FOLDER gives the same ones again.
"""
import os
import random
import sys

import cv2

SIDE = 64
SEED = 1


def pictures(folder):
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        picture = cv2.imread(entry.path) if entry.is_file() else None
        if picture is not None and min(picture.shape[:2]) >= SIDE:
            yield picture


def main():
    folder, out = sys.argv[1:3]
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
    for part in ("jpeg", "png"):
        os.makedirs(os.path.join(out, part))
    place = random.Random(SEED)
    n_pictures = sum(1 for _ in pictures(folder))
    if n_pictures == 0:
        sys.exit(f"make_small.py: {folder}: no picture of {SIDE}x{SIDE}")
    # One at a time: all of them may not fit into memory.
    for i, picture in enumerate(pictures(folder)):
        height, width = picture.shape[:2]
        for number in range(i, n, n_pictures):
            top = place.randrange(height - SIDE + 1)
            left = place.randrange(width - SIDE + 1)
            crop = picture[top:top + SIDE, left:left + SIDE]
            for part, extension in (("jpeg", "jpg"), ("png", "png")):
                cv2.imwrite(os.path.join(
                    out, part, f"{number:06d}.{extension}"), crop)


if __name__ == "__main__":
    main()
