#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check first frames of GIFs against Pillow; report as TAP.

usage: check_gif.py GRAYMILL [FOLDER ...]

Takes what tests/data/odd_gifs.py makes, of which all must be converted, and
every .gif below the folders, of which all must be that Pillow reads.  What a
frame does not cover is transparent here and of colour 0 there; colours that a
table lacks are black here and gray there, and so are not compared.
"""
import os
import subprocess
import sys
import tempfile
import warnings

import cv2
import numpy as np
from PIL import Image

from tap import Tap

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "data"))

import odd_gifs  # noqa: E402

warnings.simplefilter("ignore", Image.DecompressionBombWarning)


def n_colours(path):
    """Of the table that holds for the first frame; 256 without one."""
    with open(path, "rb") as file:
        data = file.read()
    packed = data[10]
    n = 2 << (packed & 7) if packed & 128 else 0
    at = 13 + 3 * n
    while data[at] != 0x2c:
        if data[at] == 0x21:
            at += 2
            while data[at]:
                at += 1 + data[at]
        at += 1
    packed = data[at + 9]
    return 2 << (packed & 7) if packed & 128 else n or 256


def by_pillow(path):
    """Gray, alpha, and where they are to be compared; or None."""
    try:
        with Image.open(path) as picture:
            picture.load()
            x0, y0, x1, y1 = picture.dispose_extent
            clear = picture.info.get("transparency", -1)
            palette = picture.getpalette() if picture.mode == "P" else [
                i // 3 for i in range(768)]
            indices = np.array(picture)
    except Exception:  # Pillow raises whatever a decoder comes across
        return None
    colours = np.zeros((256, 1, 3), np.uint8)
    colours[:len(palette) // 3, 0] = np.reshape(palette, (-1, 3))
    gray = cv2.cvtColor(colours[..., ::-1].copy(), cv2.COLOR_BGR2GRAY)[:, 0]
    inside = np.zeros(indices.shape, bool)
    inside[y0:y1, x0:x1] = True
    alpha = np.where(inside & (indices != clear), 255, 0)
    return gray[indices], alpha, indices < n_colours(path)


def problem_of(path, output):
    want = by_pillow(path)
    if want is None:
        return None
    if not os.path.exists(output):
        return "is refused, and Pillow reads it"
    with Image.open(output) as picture:
        got = np.array(picture.convert("LA"))
    gray, alpha, is_there = want
    if got.shape[:2] != gray.shape:
        return f"has {got.shape[1]}x{got.shape[0]} pixels"
    if not np.array_equal(got[..., 1], alpha):
        return "has another alpha"
    # Alpha 0 has no colour.
    if (got[..., 0] != gray)[is_there & (alpha > 0)].any():
        return "has other pixels"
    return "is not black" if got[..., 0][~is_there].any() else None


def check(tap, title, names, must_convert):
    """Convert the files of the current folder, and compare."""
    subprocess.run([BINARY, "-q", "--frames=first", "--to=png", "-o", "out",
                    "."],
                   stdin=subprocess.DEVNULL, capture_output=True,
                   timeout=3600, check=False)
    problems = []
    for link, name in names:
        output = f"out/processed_{link}.png"
        problem = problem_of(link, output)
        if must_convert and not os.path.exists(output):
            problem = "is refused"
        if problem:
            problems.append(f"{name} {problem}")
    tap.ok(names and not problems, f"{title}: {len(names)} files",
           "\n".join(problems))


def made(make):
    for i, data in enumerate(make()):
        with open(f"{i}.gif", "wb") as file:
            file.write(data)
        yield f"{i}.gif", f"{i}.gif"


def found(folder):
    for top, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.lower().endswith(".gif"):
                path = os.path.join(top, name)
                link = f"{len(os.listdir())}.gif"
                os.symlink(path, link)
                yield link, os.path.relpath(path, folder)


def main():
    tap = Tap()
    folders = [os.path.abspath(folder) for folder in sys.argv[2:]]
    sets = [(name, lambda m=make: made(m), True)
            for name, make in odd_gifs.KINDS.items()]
    sets += [(os.path.basename(folder), lambda f=folder: found(f), False)
             for folder in folders]
    for title, stage, must_convert in sets:
        with tempfile.TemporaryDirectory() as work:
            os.chdir(work)
            check(tap, title, list(stage()), must_convert)
            os.chdir("/")
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
