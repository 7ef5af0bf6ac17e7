#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every kind of ICO, Sun raster and Farbfeld, made from pictures that are known;
report as TAP.

usage: check_small.py GRAYMILL [CORPUS]

The gray of what is made is computed here, in numpy; Sun rasters are read by
ffmpeg, too.  Icons of CORPUS are compared with what Pillow makes of them.
"""
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

from tap import Tap

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "data"))
import small_formats as small  # noqa: E402

SIZES = ((1, 1), (16, 16), (37, 13), (200, 120))


def rec601(colors):
    r, g, b = (colors[..., c].astype(np.int64) for c in range(3))
    return (9798 * r + 19235 * g + 3735 * b + 16384) >> 15


def convert(work, name, data):
    """Gray and alpha, or None, of what becomes of these bytes."""
    path = os.path.join(work, name)
    with open(path, "wb") as file:
        file.write(data)
    subprocess.run([BINARY, "-q", "-o", os.path.join(work, "out"), path],
                   stdin=subprocess.DEVNULL, check=False)
    return read(os.path.join(work, "out", f"processed_{name}.png"))


def read(path):
    pixels = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.ndim == 2:
        return pixels, None
    return pixels[..., 0], pixels[..., 3]


def expect(tap, what, got, gray, alpha=None, off=0):
    pixels, got_alpha = got
    if pixels is None:
        tap.ok(False, what, "no output")
        return
    far = np.abs(pixels.astype(int) - gray).max() if \
        pixels.shape == gray.shape else pixels.shape
    same = (got_alpha is None or (got_alpha == 255).all()) \
        if alpha is None else np.array_equal(got_alpha, alpha)
    tap.ok(not isinstance(far, tuple) and far <= off and same, what,
           f"off by {far}, alpha {'same' if same else 'another'}")


def scene(width, height, channels, most=255, kind=np.uint8):
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(width * height + channels).integers(
        0, most + 1, (height, width, channels))
    flat = np.dstack([(x // 9 * (c + 3) + y // 5 * 7) * 11 % (most + 1)
                      for c in range(channels)])
    return np.where(x[..., None] % 40 < 20, noise, flat).astype(kind)


def check_icons(tap, work):
    for width, height in SIZES:
        if width > 256:
            continue
        rgba = scene(width, height, 4)
        rgba[0, 0, 3] = 77
        clear = scene(width, height, 1)[..., 0] > 99
        for kind, ending in ((1, "ico"), (2, "cur")):
            def wrap(data, bits):
                lesser = small.dib(np.zeros((1, 1, 3), np.uint8))
                pictures = [(1, 1, 24, lesser), (width, height, bits, data)]
                return small.icon(pictures[width * height == 1:], kind)

            size = f"{ending} of {width}x{height}"
            name = "x." + ending
            expect(tap, f"{size}, 32 bits",
                   convert(work, name, wrap(small.dib(rgba, clear), 32)),
                   rec601(rgba), rgba[..., 3])
            for header in (40, 108):
                expect(tap, f"{size}, 24 bits, header of {header}",
                       convert(work, name, wrap(small.dib(
                           rgba[..., :3], clear, header=header), 24)),
                       rec601(rgba), np.where(clear, 0, 255))
            for depth in (1, 4, 8):
                indices = scene(width, height, 1, (1 << depth) - 1)[..., 0]
                palette = scene(1 << depth, 1, 3)[0]
                expect(tap, f"{size}, {depth} bits",
                       convert(work, name, wrap(small.dib(
                           indices, clear, palette, depth), depth)),
                       rec601(palette[indices]), np.where(clear, 0, 255))
            png = os.path.join(work, "x.png")
            Image.fromarray(rgba).save(png)
            with open(png, "rb") as file:
                expect(tap, f"{size}, PNG",
                       convert(work, name, wrap(file.read(), 32)),
                       rec601(rgba), rgba[..., 3])


def by_ffmpeg(work, name, gray_only):
    out = os.path.join(work, "ffmpeg.png")
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i",
                    os.path.join(work, name), "-pix_fmt",
                    "gray" if gray_only else "rgb24", out],
                   stdin=subprocess.DEVNULL, check=True)
    pixels = np.asarray(Image.open(out))
    return pixels if gray_only else rec601(pixels)


def check_sun(tap, work):
    for width, height in SIZES:
        rgb = scene(width, height, 3)
        files = {}
        for kind in (0, 1, 2, 3):
            for depth in (24, 32):
                files[kind, depth, "colours"] = (
                    small.sun_colors(rgb, kind, depth), rec601(rgb))
        for kind in (0, 1, 2):
            for depth in (1, 8):
                indices = scene(width, height, 1, (1 << depth) - 1)[..., 0]
                rows = small.pack(indices, depth)
                palette = scene(1 << depth, 1, 3)[0]
                gray = 255 - 255 * indices.astype(int) if depth == 1 \
                    else indices
                files[kind, depth, "gray"] = (
                    small.sun(rows, width, depth, kind), gray)
                files[kind, depth, "a map"] = (
                    small.sun(rows, width, depth, kind, palette),
                    rec601(palette[indices]))
        for (kind, depth, what), (data, gray) in files.items():
            name = f"Sun of {width}x{height}, type {kind}, {depth} bits, {what}"
            expect(tap, name, convert(work, "x.ras", data), gray)
            if kind > 0 and (kind, what) != (2, "a map"):
                theirs = by_ffmpeg(work, "x.ras", what == "gray")
                tap.ok(np.array_equal(theirs, gray), name + ": ffmpeg")


def check_farbfeld(tap, work):
    for width, height in SIZES:
        rgba = scene(width, height, 4, 65535, np.uint16)
        gray, alpha = convert(work, "x.ff", small.farbfeld(rgba))
        off = np.abs(gray.astype(np.int64) - rec601(rgba)).max()
        tap.ok(gray.dtype == np.uint16 and off == 0 and
               np.array_equal(alpha, rgba[..., 3]),
               f"Farbfeld of {width}x{height}", f"off by {off}")


def check_corpus(tap, work, corpus):
    for folder, _, names in sorted(os.walk(corpus)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not name.endswith((".ico", ".cur")) or "/bad/" in path:
                continue
            with Image.open(path) as image, open(path, "rb") as file:
                rgba = np.asarray(image.convert("RGBA"))
                gray, alpha = convert(work, name, file.read())
                # Of a cursor Pillow reads no mask.
                if name.endswith(".cur"):
                    rgba = np.dstack([rgba[..., :3], alpha])
                expect(tap, f"{name}: Pillow", (gray, alpha), rec601(rgba),
                       rgba[..., 3])


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        check_icons(tap, work)
        check_sun(tap, work)
        check_farbfeld(tap, work)
        for corpus in sys.argv[2:]:
            check_corpus(tap, work, corpus)
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
