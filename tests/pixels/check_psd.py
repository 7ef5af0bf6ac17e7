#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every kind of PSD and PSB, made from pictures that are known; report as TAP.

usage: check_psd.py GRAYMILL [CORPUS]

The gray of what is made is computed here, in numpy.  What CORPUS has is
compared with what Pillow, which knows no more than 8 bits, makes of it; what
lies in pictures/reported beside it, with what it was reported for.
"""
import itertools
import os
import struct
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
from odd_formats import psd_file, resource  # noqa: E402

HEIGHT, WIDTH = 13, 37
PACKINGS = ("raw", "PackBits", "ZIP", "predicted ZIP")
NO_MERGED = "without a merged picture"


def graymill(*arguments):
    return subprocess.run([BINARY, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=36000, check=False)


def read(path):
    """Gray and alpha, or None for that, of what was written."""
    pixels = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.ndim == 2:
        return pixels, None
    return pixels[..., 0], pixels[..., 3] if pixels.shape[2] == 4 else None


def rec601(colors):
    r, g, b = (colors[..., c].astype(np.int64) for c in range(3))
    return (9798 * r + 19235 * g + 3735 * b + 16384) >> 15


def encode(light):
    """The sRGB curve of IEC 61966-2-1."""
    light = np.clip(light, 0, 1)
    return np.where(light <= .0031308, light * 12.92,
                    1.055 * light ** (1 / 2.4) - .055)


def samples(depth, n):
    """Ramps, flat parts that runs are made of, and noise."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    noise = np.random.default_rng(n).random((HEIGHT, WIDTH, n))
    ramps = np.dstack([(x * (3 + c) + y * (5 - c)) % 40 / 39
                       for c in range(n)])
    picture = np.where(x[..., None] < 12, (y[..., None] % 3) / 2,
                       np.where(y[..., None] < 7, ramps, noise))
    return np.round(picture * ((1 << depth) - 1)).astype(np.int64)


def as_planes(pixels, depth):
    kind = {1: None, 8: np.uint8, 16: ">u2", 32: ">f4"}[depth]
    if kind is None:
        return [np.packbits(pixels[..., c] == 0, axis=1).tobytes()
                for c in range(pixels.shape[2])]
    return [pixels[..., c].astype(kind).tobytes()
            for c in range(pixels.shape[2])]


def inks(pixels, most):
    washed = pixels[..., :3] * pixels[..., 3:]
    return rec601((washed + most // 2) // most)


def lightness(pixels, most):
    value = pixels[..., 0] * 100 / most
    light = np.where(value > 8, ((value + 16) / 116) ** 3, value * 27 / 24389)
    return np.round(encode(light) * most)


def kinds():
    """Name, mode, depth, planes, palette, and the gray that is wanted."""
    yield "bitmap", 0, 1, samples(1, 1), b"", lambda p, m: p[..., 0] * 255
    for mode, name in ((1, "gray"), (8, "duotone")):
        for depth in (8, 16):
            yield (f"{name}, {depth} bits", mode, depth, samples(depth, 1),
                   b"", lambda p, m: p[..., 0])
    palette = np.random.default_rng(7).integers(0, 256, (3, 256), np.uint8)
    yield ("indexed", 2, 8, samples(8, 1), palette.tobytes(),
           lambda p, m: rec601(np.moveaxis(palette[:, p[..., 0]], 0, 2)))
    for depth in (8, 16):
        yield (f"RGB, {depth} bits", 3, depth, samples(depth, 3), b"",
               lambda p, m: rec601(p))
        yield f"CMYK, {depth} bits", 4, depth, samples(depth, 4), b"", inks
        yield f"Lab, {depth} bits", 9, depth, samples(depth, 3), b"", lightness
    light = (samples(16, 3) / 65535).astype(np.float32).astype(float)
    yield ("gray of floats", 1, 32, light[..., :1], b"",
           lambda p, m: np.round(encode(p[..., 0]) * 65535))
    yield ("RGB of floats", 3, 32, light, b"",
           lambda p, m: rec601(np.round(encode(p) * 65535)))


def layers(version, depth):
    """What says that there is transparency."""
    wide = ">Q" if version == 2 else ">I"
    if depth == 8:
        return struct.pack(wide + "h2x", 4, -1)
    return (struct.pack(wide + "I", 0, 0) + b"8BIMMt%d" % depth +
            struct.pack(wide, 0))


def compare(tap, name, data, want, alpha=None, slack=0):
    with open("x.psd", "wb") as file:
        file.write(data)
    run = graymill("-q", "x.psd")
    if run.returncode != 0 or run.stderr:
        tap.ok(False, name, run.stderr.decode())
        return
    gray, got_alpha = read("processed_x.psd.png")
    problem = None
    if (got_alpha is None) != (alpha is None):
        problem = "alpha is missing, or should be"
    elif alpha is not None and not np.array_equal(got_alpha, alpha):
        problem = "alpha differs"
    elif (np.abs(gray - want) > slack).any():
        problem = f"by up to {np.abs(gray - want).max()}"
    tap.ok(not problem, name, problem)


def check_kinds(tap):
    for (name, mode, depth, pixels, palette, gray), packing, version in (
            itertools.product(kinds(), range(4), (1, 2))):
        most = 65535 if depth > 8 else 255
        compare(tap, f"{name}, {PACKINGS[packing]}, version {version}",
                psd_file(mode, depth, (HEIGHT, WIDTH),
                         as_planes(pixels, depth), packing, version=version,
                         palette=palette), gray(pixels, most))


def check_alpha(tap):
    """What was blended with white is told apart from it, up to rounding."""
    for (name, mode, depth, pixels, palette, gray), version in (
            itertools.product(kinds(), (1, 2))):
        if mode in (0, 2, 9):
            continue
        most = {8: 255, 16: 65535, 32: 1}[depth]
        alpha = samples(16, 2)[..., 1:] / 65535
        alpha = np.maximum(np.round(alpha * most), most // 8) if most > 1 \
            else np.maximum(alpha, .125)
        blended = pixels * (alpha / most) + most - alpha
        blended = np.dstack([np.round(blended) if most > 1 else blended,
                             alpha])
        compare(tap, f"{name} and alpha, version {version}",
                psd_file(mode, depth, (HEIGHT, WIDTH),
                         as_planes(blended, depth), 1, version=version,
                         layers=layers(version, depth)),
                gray(pixels, 65535 if depth > 8 else 255),
                np.round(alpha / most * (65535 if depth > 8 else 255))[..., 0],
                16)
        if depth < 32:
            compare(tap, f"{name} and a selection, version {version}",
                    psd_file(mode, depth, (HEIGHT, WIDTH),
                             as_planes(blended, depth), 0, version=version),
                    gray(blended[..., :-1].astype(np.int64), most))


def check_index(tap):
    pixels = samples(8, 1)
    palette = bytes(range(256)) * 3
    compare(tap, "an index that is transparent",
            psd_file(2, 8, (HEIGHT, WIDTH), as_planes(pixels, 8), 1,
                     palette=palette, resources=resource(1047, b"\0\0")),
            pixels[..., 0], np.where(pixels[..., 0] == 0, 0, 255))


def has_no_picture(data):
    """As resource 1057 says: a version, and whether there is one."""
    at = data.find(b"8BIM\x04\x21")
    return at >= 0 and data[at + 16] == 0


def check_file(path, folder):
    """What is wrong with the outcome, if anything is."""
    run = graymill("-q", "-o", folder, path)
    output = os.path.join(folder,
                          "processed_" + os.path.basename(path) + ".png")
    with open(path, "rb") as file:
        data = file.read()
    if has_no_picture(data):
        return None if NO_MERGED in run.stderr.decode() else "is converted"
    if data[13] > 4:  # channels, of which Pillow does not find the rows
        return None
    try:
        want = np.asarray(Image.open(path).convert("RGBA"))
    except Exception:  # Pillow raises whatever a decoder comes across
        return None
    if run.returncode != 0:
        return run.stderr.decode()
    gray, alpha = read(output)
    wanted = rec601(want)
    if alpha is not None:
        if want[..., 3].min() < 255 and not np.array_equal(alpha,
                                                           want[..., 3]):
            return "alpha differs"
        wanted = np.where(alpha == 255, wanted, gray)
    return None if np.array_equal(gray, wanted) else "pixels differ"


def check_corpus(tap, corpus):
    for top, folders, names in os.walk(os.path.join(corpus, "odd")):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith((".psd", ".psb")):
                path = os.path.join(top, name)
                problem = check_file(path, "out")
                tap.ok(not problem, os.path.relpath(path, corpus), problem)


def check_reported(tap, reported):
    if not os.path.isdir(reported):
        tap.skip("what was reported", "is not there")
        return
    run = graymill("-q", os.path.join(reported, "02-psd-no-composite.psd"),
                   "-o", "out")
    tap.ok(run.returncode == 1 and NO_MERGED in run.stderr.decode(),
           "a placeholder is refused", run.stderr.decode())
    names = "08-psd-rle-row-overflow.psd", "09-psd-300dpi-xmp.psd"
    run = graymill("-o", "out",
                   *(os.path.join(reported, name) for name in names))
    pixels = [read(f"out/processed_{name}.png")[0] for name in names]
    tap.ok(run.returncode == 0 and "longer than" in run.stderr.decode() and
           np.array_equal(*pixels), "rows end where the table says",
           run.stderr.decode())


def main():
    tap = Tap()
    corpus = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        check_kinds(tap)
        check_alpha(tap)
        check_index(tap)
        if corpus:
            check_corpus(tap, corpus)
            check_reported(tap, os.path.join(corpus, os.pardir, "pictures",
                                             "reported"))
        os.chdir("/")
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
