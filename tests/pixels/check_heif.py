#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check HEIF pictures against an independent decode; report as TAP.

usage: check_heif.py GRAYMILL FOLDER...

Reads all HEIF below the folders with heif_reader.py, whose HEVC is ffmpeg's:
where Y is the gray picture the copy in PNG has each sample of it, spread over
the whole range and rounded; else (another matrix) it is within a level of the
gray of R, G and B.  Alpha is exact.  So are copies by --gray=rec709 and g, to a
level.  What is read there must be converted, and nothing must be that is cut
short.  libheif (heif-convert) takes part where it makes one picture: no more
than a few samples are further from the gray of its colours than rounding and
its chroma explain.
"""
import glob
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

import staging
from heif_reader import Heif
from tap import Tap

EXTENSIONS = (".heic", ".heif", ".hif")
WEIGHTS = {1: (.2126, .0722), 2: (.299, .114), 5: (.299, .114),
           6: (.299, .114), 9: (.2627, .0593)}
METHODS = {"rec601": (.299, .587, .114), "rec709": (.2126, .7152, .0722),
           "g": (0, 1, 0)}
# What the method finds in Y, by the matrix.
AS_Y = {"rec601": (2, 5, 6), "rec709": (1,), "g": ()}
# Of what this reader does not know, and why.
OTHERS = {"alpha.heic": "an overlay"}
# Of which heif-convert makes a picture, and not of the primary one.
NOT_BY_LIBHEIF = ("invalid_id.heic",)
# Larger ones are read by graymill alone, here.
MAX_PIXELS = 30e6
# Levels of 255, and samples of a thousand beyond them, against libheif's RGB:
# where that is cut off at black or white, its gray is not Y.
LIBHEIF_LEVELS = 1.5
LIBHEIF_PERMILLE = 15


def scales(planes):
    """Of Y and of chroma: what is zero, and how many steps are one."""
    step = 1 << planes.bits - 8
    if planes.full:
        return 0, (1 << planes.bits) - 1, 128 * step, (1 << planes.bits) - 1
    return 16 * step, 219 * step, 128 * step, 224 * step


def expected(planes, method, most):
    """Samples, and how far a copy may be from them."""
    zero, steps, middle, chroma_steps = scales(planes)
    luma = (planes.planes[0].astype(np.float64) - zero) / steps
    if len(planes.planes) == 1 or planes.matrix in AS_Y[method]:
        return np.clip(np.floor(luma * most + .5), 0, most), 0
    blue, red = ((plane.astype(np.float64) - middle) / chroma_steps
                 for plane in planes.planes[1:])
    k_red, k_blue = WEIGHTS[planes.matrix]
    rgb = [luma + 2 * (1 - k_red) * red, None,
           luma + 2 * (1 - k_blue) * blue]
    rgb[1] = (luma - k_red * rgb[0] - k_blue * rgb[2]) / (1 - k_red - k_blue)
    rgb = [np.clip(np.floor(c * most + .5), 0, most) for c in rgb]
    # Weights of 15 bits, and one more rounding, of either depth.
    return sum(w * c for w, c in zip(METHODS[method], rgb)), \
        1 if most == 255 else 3


def read(path):
    picture = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if picture is None:
        return None, None
    if picture.ndim == 2:
        return picture, None
    return picture[..., 0], picture[..., 3]


def problem_of(planes, alpha, path, method):
    gray, opacity = read(path)
    most = 65535 if planes.bits > 8 else 255
    if gray is None or gray.shape != planes.planes[0].shape:
        return "has another size"
    if gray.dtype != (np.uint16 if most > 255 else np.uint8):
        return f"is of {gray.dtype}"
    samples, may_be = expected(planes, method, most)
    off = np.abs(gray - samples)
    if off.max() > may_be:
        return f"is {off.max():.0f} of {most} off, at {np.argmax(off)}"
    if (opacity is None) != (alpha is None):
        return "has no alpha" if opacity is None else "has alpha"
    if alpha is not None:
        codes = alpha.planes[0].astype(np.float64) / ((1 << alpha.bits) - 1)
        if not np.array_equal(np.floor(codes * most + .5), opacity):
            return "has another alpha"
    return None


def problem_of_libheif(path, copy, work):
    out = os.path.join(work, "libheif")
    os.makedirs(out)
    try:
        subprocess.run(["heif-convert", path, os.path.join(out, "x.png")],
                       capture_output=True, check=False, timeout=600)
        made = glob.glob(os.path.join(out, "*"))
        if len(made) != 1:
            return None
        theirs = cv2.imread(made[0], cv2.IMREAD_UNCHANGED)
    finally:
        subprocess.run(["rm", "-rf", out], check=True)
    ours, _ = read(copy)
    if theirs.shape[:2] != ours.shape:
        return "has another size"
    levels = [p.astype(np.float64) * (255 if p.dtype == np.uint8 else
                                      255 / 65535) for p in (theirs, ours)]
    levels[1] = levels[1] / (255 if ours.dtype == np.uint8 else 1)
    levels[0] = levels[0] / (255 if theirs.dtype == np.uint8 else 1)
    gray = levels[0] if theirs.ndim == 2 else \
        levels[0][..., :3] @ METHODS["rec601"][::-1]
    far = (np.abs(gray - levels[1]) > LIBHEIF_LEVELS).mean() * 1000
    return f"has {far:.1f} in 1000 elsewhere" if far > LIBHEIF_PERMILLE \
        else None


def find(folders):
    for folder in folders:
        for top, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.endswith(EXTENSIONS):
                    yield staging.Picture(name, os.path.join(top, name))


def check(tap, picture, binary, work):
    heif = Heif(picture.path, work)
    planes, alpha = heif.picture()
    for method in METHODS:
        out = os.path.join(work, method)
        subprocess.run([binary, "-q", "--to=png", "--gray=" + method, "-o",
                        out, picture.path], check=True, timeout=3600)
        copy = os.path.join(out, f"processed_{picture.name}.png")
        problem = problem_of(planes, alpha, copy, method)
        if not problem and method == "rec601" and \
                picture.name not in NOT_BY_LIBHEIF:
            problem = problem_of_libheif(picture.path, copy, work)
        tap.ok(not problem, f"{picture.name}, {method}",
               f"{picture.name} {problem}")


def main():
    binary, *folders = sys.argv[1:]
    tap = Tap()
    pictures = list(find(folders))
    with tempfile.TemporaryDirectory() as work:
        out = os.path.join(work, "out")
        os.mkdir(out)
        run = staging.convert(binary, pictures, out, "--to=png")
        staging.check_run(tap, pictures, run, out)
        for picture in pictures:
            bad = os.sep + "bad" + os.sep in picture.path
            if not picture.out or picture.warning:
                tap.ok(bad, f"{picture.name} is converted", picture.text)
                tap.note(f"{picture.name}: {picture.text or picture.warning}")
                continue
            tap.ok(not bad, f"{picture.name} is whole", "is not refused")
            shape = cv2.imread(picture.out, cv2.IMREAD_UNCHANGED).shape
            if picture.name in OTHERS or shape[0] * shape[1] > MAX_PIXELS:
                tap.note(f"{picture.name}: "
                         f"{OTHERS.get(picture.name, 'is large')}")
                continue
            check(tap, picture, binary, work)
    tap.ok(pictures, "there are pictures")
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
