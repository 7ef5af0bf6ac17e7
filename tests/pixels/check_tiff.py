#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what becomes of TIFFs against decoders that are not ours, as TAP.

usage: check_tiff.py GRAYMILL [FOLDER ...]

Takes every TIFF below the folders.  As PNG, the first page is exactly the
gray, by the formula, of the samples that tiff_reader.py finds; of what that
does not read, of what vips or Pillow do, which have libtiff in common with
graymill, but not what is made of its samples: exactly, within a level where
chroma is involved.  What all of them refuse may be refused.
"""
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

import tiff_reader
from tap import Tap

SIGNED, FLOAT = 2, 3
GRAY_KINDS, PALETTE, RGB, INKS, YCBCR = (0, 1, 4), 3, 2, 5, 6
LABS = (8, 9, 10)
# ReferenceBlackWhite with which codes of YCbCr are those of JFIF.
WEIGHTS = (0.299, 0.587, 0.114)
FULL = (0, 255, 128, 255, 128, 255)

# LogL and LogLuv; JPEG as TIFF 6.0 had it.
LOG_KINDS, OLD_JPEG = (32844, 32845), 6

# Of YCbCr, Y is taken, where others clamp R, G and B first: in so many pixels
# that shows.
LOOSE = 0.1


def rec601(rgb):
    rgb = rgb.astype(np.uint64)
    weighed = rgb[..., 0] * 9798 + rgb[..., 1] * 19235 + rgb[..., 2] * 3735
    return (weighed + (1 << 14)) >> 15


def scaled(values, most, to_most):
    """Rounded to nearest."""
    if most <= to_most and to_most % most == 0:
        return values.astype(np.uint64) * (to_most // most)
    if most > 1 << 40:
        return np.round(values.astype(np.longdouble) / most * to_most).astype(
            np.uint64)
    return (values.astype(np.uint64) * to_most + most // 2) // most


def srgb_code(light):
    """Of linear light, 16 bits."""
    light = np.clip(np.nan_to_num(light.astype(np.float64), nan=0.0), 0, 1)
    code = np.where(light <= 0.0031308, light * 12.92,
                    1.055 * light ** (1 / 2.4) - 0.055)
    return np.floor(code * 65535 + 0.5).astype(np.uint64)


def divided(colours, alpha, most):
    """What was multiplied by alpha."""
    alpha = alpha[..., None].astype(np.uint64)
    safe = np.maximum(alpha, 1)
    whole = np.minimum((colours.astype(np.uint64) * most + safe // 2) // safe,
                       most)
    return np.where((alpha == 0) | (alpha == most), colours, whole)


def light_of(lightness):
    return np.where(lightness > 8, ((lightness + 16) / 116) ** 3,
                    lightness * 27 / 24389)


def colours_of_palette(page, index):
    entries = np.array(page.tags[320], np.uint32).reshape(3, -1)
    if ((entries & 255) == 0).__or__(entries % 257 == 0).all():
        entries, bits = entries >> 8, 8
    elif (entries < 256).all():
        bits = 8
    else:
        bits = 16
    return entries[:, index.astype(np.int64)].transpose(1, 2, 0), bits


def alpha_of(page, n_colours):
    """Its sample and whether colours are multiplied by it, or None."""
    kinds = page.tags.get(338, ())
    for i, kind in enumerate(kinds):
        sample = page.n_samples - len(kinds) + i
        if kind in (1, 2) and sample >= n_colours:
            return sample, kind == 1
    return None


def want_of_floats(page, values, n_colours, alpha):
    """Codes of 16 bits, as PNG has them."""
    values = values.astype(np.float32)
    colours = values[..., :n_colours]
    if alpha is None:
        gray = colours[..., 0] if n_colours == 1 else (
            0.299 * colours[..., 0].astype(np.float64) +
            0.587 * colours[..., 1].astype(np.float64) +
            0.114 * colours[..., 2].astype(np.float64)).astype(np.float32)
        return srgb_code(1 - gray if page.photometric == 0 else gray), None
    opacity = values[..., alpha[0]]
    if alpha[1]:
        with np.errstate(all="ignore"):
            colours = np.where(opacity[..., None] > 0,
                               colours / opacity[..., None], colours)
    codes = srgb_code(colours)
    gray = codes[..., 0] if n_colours == 1 else rec601(codes)
    return gray, np.floor(np.clip(opacity, 0, 1) * 65535 + 0.5)


def want_of_inks(page, values, most):
    left = (most - values[..., :4]).astype(np.uint64)
    if page.format == FLOAT:
        left = np.floor((1 - np.clip(values[..., :4].astype(np.float64), 0, 1))
                        * 65535 + 0.5).astype(np.uint64)
        most = 65535
    rgb = (left[..., :3] * left[..., 3:] + most // 2) // most
    return rec601(rgb)


def want(page, values):
    """Gray, alpha or None, of the samples of the first page."""
    kind = page.photometric
    if kind == PALETTE:
        colours, _ = colours_of_palette(page, values[..., 0])
        return rec601(colours), None
    n_colours = {RGB: 3, INKS: 4}.get(kind, 1)
    alpha = alpha_of(page, n_colours)
    if page.format == FLOAT and kind != INKS:
        return want_of_floats(page, values, n_colours, alpha)
    most = (1 << page.bits) - 1
    if page.format == SIGNED and kind not in LABS:
        values = values.astype(np.uint64) ^ np.uint64(1 << (page.bits - 1))
    code_most = 255 if page.bits <= 8 else 65535
    if kind in LABS:
        white = 0xff00 if kind == 9 and page.bits == 16 else most
        light = light_of(values[..., 0].astype(np.float64) * 100 / white)
        code = srgb_code(light).astype(np.float64)
        return (np.round(code / 257) if page.bits == 8 else code), None
    if page.format != FLOAT:
        values = scaled(values, most, code_most)
    opacity = None
    if alpha:
        opacity = values[..., alpha[0]]
        if alpha[1]:
            values = np.dstack([divided(values[..., :n_colours], opacity,
                                        code_most)])
    if kind == INKS:
        return want_of_inks(page, values, code_most), opacity
    if kind == 0:
        values = code_most - values
    gray = values[..., 0] if n_colours == 1 else rec601(values[..., :3])
    return gray, opacity


def wants_profile(page):
    return 34675 in page.tags and page.photometric == INKS


def fractions(page, tag, otherwise):
    """Whole numbers in pairs."""
    both = page.tags.get(tag)
    return otherwise if both is None else tuple(
        a / b for a, b in zip(both[::2], both[1::2]))


def has_luma(page):
    """Is Y the gray of the formula?"""
    weights = fractions(page, 529, WEIGHTS)
    return fractions(page, 532, FULL) == FULL and \
        np.allclose(weights, WEIGHTS, atol=0.0005)


def by_reader(path):
    page = tiff_reader.first_page(path)
    if page.photometric == YCBCR and has_luma(page):
        return page.read_luma(), None
    if page.photometric not in (*GRAY_KINDS, PALETTE, RGB, INKS, *LABS):
        raise tiff_reader.Unread(f"colours of kind {page.photometric}")
    if wants_profile(page):
        raise tiff_reader.Unread("a profile of inks")
    return want(page, page.read())


def by_pillow(path):
    """Of 8 bits, gray or RGB."""
    with Image.open(path) as picture:
        if picture.tag_v2.get(274, 1) > 1:
            raise ValueError("Pillow turns it")
        picture.load()
        if picture.mode == "1":
            return np.array(picture.convert("L")), None
        if picture.mode in ("L", "RGB"):
            got = np.array(picture)
            return (got if got.ndim == 2 else rec601(got)), None
        if picture.mode == "RGBA":
            got = np.array(picture)
            return rec601(got), got[..., 3]
    raise ValueError(picture.mode)


def by_vips(path):
    with tempfile.NamedTemporaryFile(suffix=".png") as out:
        done = subprocess.run(["vips", "copy", path, out.name],
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise ValueError(done.stderr)
        got = cv2.imread(out.name, cv2.IMREAD_UNCHANGED)
    return (got if got.ndim == 2 else rec601(got[..., 2::-1])), None


def opens(read, path):
    try:
        return read(path)
    except Exception:  # whatever a decoder comes across
        return None


def opens_by_cv2(path):
    return cv2.imread(path, cv2.IMREAD_UNCHANGED) is not None


def compare(got, expected, is_loose=False):
    """Exactly; or where chroma is made light of in other ways, about."""
    gray, alpha = expected
    got_gray = got if got.ndim == 2 else got[..., 0]
    if got_gray.shape != gray.shape:
        return f"has {got_gray.shape} pixels, not {gray.shape}"
    off = np.abs(got_gray.astype(np.int64) - gray.astype(np.int64))
    if off.max() > 0 and not (is_loose and (off > 2).mean() < LOOSE):
        return f"is {off.max()} levels off, {(off > 2).mean():.4f} over 2"
    if alpha is not None and (got.ndim == 2 or
                              (got[..., -1] != alpha).any()):
        return "has another alpha"
    return None


def read_copy(path):
    """A gray PNG, with alpha as the second of two samples."""
    got = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    return got if got.ndim == 2 else got[..., [0, -1]]


def problem_of(path, copy):
    if not os.path.exists(copy):
        opened = opens(by_pillow, path) or opens(by_vips, path)
        if opened is not None or opens_by_cv2(path):
            return "is refused, though others open it"
        return None
    got = read_copy(copy)
    try:
        return compare(got, by_reader(path))
    except tiff_reader.Unread as why:
        Tap.note(f"{os.path.basename(path)}: {why}")
    expected = opens(by_pillow, path) or opens(by_vips, path)
    if expected is None:
        Tap.note(f"{os.path.basename(path)}: nothing to compare it with")
        return None
    if got.dtype == np.uint16 and expected[0].max() < 256:
        Tap.note(f"{os.path.basename(path)}: others have 8 bits")
        return None
    page = tiff_reader.first_page(path)
    if page.photometric == INKS:
        Tap.note(f"{os.path.basename(path)}: others take other profiles")
        return None
    if page.format == SIGNED or page.photometric in LOG_KINDS:
        Tap.note(f"{os.path.basename(path)}: others scale it otherwise")
        return None
    return compare(got, expected, page.compression == OLD_JPEG)


def found(folder):
    for top, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.lower().endswith((".tif", ".tiff")):
                yield os.path.join(top, name)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        for folder in map(os.path.abspath, sys.argv[2:]):
            out = os.path.join(work, "out")
            subprocess.run([sys.argv[1], "-q", "-r", "--to=png",
                            "--frames=first", "-o", out, folder],
                           stdin=subprocess.DEVNULL, capture_output=True,
                           timeout=3600, check=False)
            for path in found(folder):
                below = os.path.relpath(path, folder)
                head, name = os.path.split(below)
                copy = os.path.join(out, head, f"processed_{name}.png")
                problem = problem_of(path, copy)
                tap.ok(problem is None, below, problem)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
