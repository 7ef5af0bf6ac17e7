#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make WebP of photographs, to measure what they cost.

usage: make_webp.py FOLDER OUT_FOLDER

Writes each picture of FOLDER as OUT_FOLDER/q75/NAME.webp and as
OUT_FOLDER/q90/NAME.webp, which are lossy, and, of at most 1024 pixels a row,
as OUT_FOLDER/lossless/NAME.webp.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile

import cv2

MOST_LOSSLESS = 1024
KINDS = {"q75": ["-q", "75"], "q90": ["-q", "90"], "lossless": ["-z", "6"]}


def encode(path, out):
    """One picture in all kinds."""
    picture = cv2.imread(path)
    if picture is None:
        return
    name = os.path.splitext(os.path.basename(path))[0] + ".webp"
    height, width = picture.shape[:2]
    with tempfile.NamedTemporaryFile(suffix=".ppm") as pixels:
        for kind, options in KINDS.items():
            if kind == "lossless" and width > MOST_LOSSLESS:
                picture = cv2.resize(
                    picture, (MOST_LOSSLESS, height * MOST_LOSSLESS // width),
                    interpolation=cv2.INTER_AREA)
            cv2.imwrite(pixels.name, picture)
            subprocess.run(["cwebp", "-quiet", *options, pixels.name, "-o",
                            os.path.join(out, kind, name)], check=True)


def main():
    folder, out = sys.argv[1:3]
    for kind in KINDS:
        os.makedirs(os.path.join(out, kind))
    paths = [entry.path for entry in os.scandir(folder) if entry.is_file()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in [pool.submit(encode, path, out) for path in paths]:
            future.result()


if __name__ == "__main__":
    main()
