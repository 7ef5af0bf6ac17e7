#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check graymill against OpenCV, Pillow and djpeg; report as TAP.

usage: check_corpus.py GRAYMILL [CORPUS]

CORPUS is a folder of real pictures with photos/, odd/ and bad/ in it.  Without
it only what needs no pictures is checked.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import cv2
import numpy as np

import outcomes
from tap import Tap

os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(1 << 30)

# Mean difference to what libjpeg itself calls gray, in steps of 1/255.
JPEG_MEAN = 0.6


def graymill(*arguments):
    return subprocess.run([BINARY, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=36000, check=False)


def files_below(folder):
    for top, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.relpath(os.path.join(top, name), folder)


def is_gray_jpeg_of(original, output):
    """Both through djpeg, which knows the Y of the original as gray."""
    want, got = (cv2.imdecode(np.frombuffer(subprocess.run(
        ["djpeg", *options, path], capture_output=True, check=True).stdout,
        np.uint8), cv2.IMREAD_UNCHANGED)
        for options, path in ((["-grayscale"], original), ([], output)))
    if got.ndim != 2 or got.shape != want.shape:
        return f"shape {got.shape}"
    mean = cv2.absdiff(want, got).mean()
    return None if mean <= JPEG_MEAN else f"mean difference {mean:.2f}"


def is_gray_of(original, output):
    """Exactly OpenCV's gray; alpha as it was, or left out if it was opaque."""
    want = cv2.imread(original, cv2.IMREAD_UNCHANGED)
    got = cv2.imread(output, cv2.IMREAD_UNCHANGED)
    alpha = want[..., 3] if want.ndim == 3 and want.shape[2] == 4 else None
    if want.ndim == 3:
        want = cv2.cvtColor(want[..., :3], cv2.COLOR_BGR2GRAY)
    if alpha is None and got.ndim != 2:
        return f"{got.shape[2]} channels"
    if alpha is not None and got.ndim == 2:
        if (alpha != np.iinfo(alpha.dtype).max).any():
            return "alpha is missing"
    elif alpha is not None and not np.array_equal(got[..., 3], alpha):
        return "alpha differs"
    gray = got if got.ndim == 2 else got[..., 0]
    if gray.dtype != want.dtype:
        return f"{gray.dtype} instead of {want.dtype}"
    return None if np.array_equal(gray, want) else "pixels differ"


def check_photos(tap, photos, out):
    run = graymill("-q", "-r", "-o", out, photos)
    tap.ok(run.returncode == 0 and not run.stderr, "photos: all convert",
           run.stderr.decode())
    for name in files_below(photos):
        folder, base = os.path.split(name)
        output = os.path.join(out, folder, "processed_" + base)
        original = os.path.join(photos, name)
        same = is_gray_jpeg_of if name.endswith("jpg") else is_gray_of
        problem = (same(original, output) if os.path.exists(output)
                   else "no output")
        tap.ok(problem is None, f"photos/{name}", problem)


def check_all_colours(tap, work):
    every = np.arange(1 << 24, dtype=np.uint32).reshape(4096, 4096)
    picture = np.dstack([every & 255, every >> 8 & 255, every >> 16])
    picture = picture.astype(np.uint8)
    original = os.path.join(work, "all.png")
    cv2.imwrite(original, picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    graymill("-q", original)
    got = cv2.imread(os.path.join(work, "processed_all.png"),
                     cv2.IMREAD_UNCHANGED)
    want = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    tap.ok(np.array_equal(got, want), "all 2^24 colours as OpenCV has them")


def tree(folder):
    content = {}
    for name in files_below(folder):
        with open(os.path.join(folder, name), "rb") as file:
            content[name] = file.read()
    return content


def check_jobs(tap, folder, work):
    """One worker and eight must leave the same bytes and the same text."""
    trees, texts = [], []
    out = os.path.join(work, "jobs")
    for jobs in ("1", "8"):
        run = graymill("-v", "-j", jobs, "-o", out, folder)
        lines = run.stdout.splitlines()
        trees.append(tree(out))
        # The summary tells the time and the workers.
        texts.append((lines[:-1], sorted(run.stderr.splitlines()),
                      run.returncode))
        shutil.rmtree(out)
    differing = [name for name in trees[0].keys() | trees[1].keys()
                 if trees[0].get(name) != trees[1].get(name)]
    tap.ok(len(trees[0]) > 10 and not differing,
           "-j 1 and -j 8 give the same files", " ".join(differing))
    tap.ok(texts[0] == texts[1], "-j 1 and -j 8 give the same text")


def main():
    tap = Tap()
    corpus = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as work:
        check_all_colours(tap, work)
        if corpus is None:
            check_jobs(tap, "samples", work)
        else:
            check_photos(tap, os.path.join(corpus, "photos"),
                         os.path.join(work, "photos"))
            outcomes.check(tap, BINARY, corpus, work)
            check_jobs(tap, os.path.join(work, "in"), work)
    return tap.end()


if __name__ == "__main__":
    BINARY = sys.argv[1]
    sys.exit(main())
