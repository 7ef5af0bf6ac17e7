#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program that graymill replaces, as people write it.

usage: ancestor.py WORKERS OUT_FOLDER FILE...

A multiprocessing.Pool maps imread, cvtColor and imwrite over the files; each
worker holds OpenCV to one thread.  The output goes to
OUT_FOLDER/processed_NAME, WebP at quality 75, for without one OpenCV makes it
lossless.
"""
import multiprocessing
import os
import sys

import cv2

QUALITY = [cv2.IMWRITE_WEBP_QUALITY, 75]
out_folder = sys.argv[2]


def process(path):
    cv2.setNumThreads(1)
    image = cv2.imread(path)
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    name = "processed_" + os.path.basename(path)
    cv2.imwrite(os.path.join(out_folder, name), gray, QUALITY)
    return path


if __name__ == "__main__":
    os.makedirs(out_folder, exist_ok=True)
    with multiprocessing.Pool(int(sys.argv[1])) as pool:
        done = pool.map(process, sys.argv[3:], chunksize=1)
    print(f"Processed: {len(done)} images")
