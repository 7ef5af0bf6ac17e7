#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check the ways from a JPEG XL to its gray one; report as TAP.

usage: check_jxl.py GRAYMILL PHOTOGRAPHS [FOLDER]

Takes what cjxl makes of the photographs of a folder, JPEG and PNG, all of which
must be converted, and every .jxl below FOLDER, which must be that djxl opens;
of an animation the first frame.

The copy in PNG is the formula of graymill on what djxl decodes, but for one
level.  The copy in JPEG XL is that, too, bit for bit, where the input was
without loss; else it is near, and so is its alpha.  What was made from a JPEG
gives, byte for byte, the gray JPEG that graymill makes of that JPEG: by djxl
from the copy, and by --to=jpeg.
"""
import dataclasses
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

from tap import Tap

WEIGHTS = np.array([9798, 19235, 3735])
FLOAT_WEIGHTS = np.array([.299, .587, .114])
# Levels of 255: the mean of what coding once more with loss may change.
MOST_LOST = 2.5
# Of all of it; the library (0.7.0) codes alpha with loss, too.
MOST_LOST_ALPHA = .04
N_PHOTOGRAPHS = 4
ENCODINGS = {
    "lossless": ["-d", "0", "-e", "3"],
    "best": ["-d", "0", "-e", "7"],
    "lossy": ["-d", "1", "-e", "4"],
    "progressive": ["-d", "2", "-e", "4", "-p"],
    "modular": ["-d", "1", "-m", "1", "-e", "3"],
}


@dataclasses.dataclass
class Picture:
    name: str
    path: str
    lossy: bool
    jpeg: bool = False


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=600, check=False)


def info(path):
    return run("jxlinfo", path).stdout.decode(errors="replace")


def djxl(path, out):
    """Whether it was decoded to a file of that name."""
    if os.path.exists(out):
        os.remove(out)
    return run("djxl", "--num_threads=0", path, out).returncode == 0 and \
        os.path.exists(out)


def srgb(light):
    light = np.clip(light, 0, 1)
    return np.where(light <= .0031308, light * 12.92,
                    1.055 * light ** (1 / 2.4) - .055)


def samples(path, work):
    """The first frame as floats, height x width x channels, or None.  Colours
    in XYB, which djxl makes linear where there is a profile, are of sRGB."""
    out = os.path.join(work, "decoded.npy")
    if not djxl(path, out):
        return None
    values, text = np.load(out)[0], info(path)
    if " lossy," in text and "-byte ICC profile" in text:
        n = values.shape[2] - (values.shape[2] + 1) % 2
        values[..., :n] = srgb(values[..., :n])
    return values


def bits_of(text):
    """8, 16, or 32 for floats."""
    if "float" in text:
        return 32
    for word in text.split():
        if word.endswith("-bit") and word[:-4].isdigit():
            return 8 if int(word[:-4]) <= 8 else 16
    return 8


def quantised(values, bits):
    most = 2 ** bits - 1
    return np.rint(np.clip(values, 0, 1) * most).astype(np.int64)


def split(values):
    """Gray or colours, and alpha or None."""
    n = values.shape[2]
    return (values[..., :n - 1], values[..., n - 1]) if n % 2 == 0 \
        else (values, None)


def gray_of(values):
    """By the formula, of whole numbers; of floats by the same weights."""
    colors, alpha = split(values)
    if colors.shape[2] == 1:
        return colors[..., 0], alpha
    if values.dtype.kind == "f":
        return colors.astype(np.float64) @ FLOAT_WEIGHTS, alpha
    return (colors @ WEIGHTS + (1 << 14)) >> 15, alpha


def read_png(path):
    image = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    bits = 16 if image.dtype == np.uint16 else 8
    image = image.astype(np.int64)
    if image.ndim == 2:
        return image, None, bits
    return image[..., 0], image[..., 3], bits


def most_off(left, right):
    if left is None or right is None:
        return 0 if left is right else None
    return np.abs(left - right).max() if left.shape == right.shape else None


def problem_of_png(picture, path, decoded):
    gray, alpha, bits = read_png(path)
    was, was_alpha = gray_of(quantised(decoded, bits))
    off = most_off(gray, was)
    if off is None or off > (1 if bits == 8 else 257):
        return f"PNG is {off} levels of {bits} bits off"
    if was_alpha is not None and (was_alpha == 2 ** bits - 1).all():
        was_alpha = alpha if alpha is None else was_alpha
    off = most_off(alpha, was_alpha)
    if off is None or off > 1:
        return f"PNG has alpha that is {off} off"
    if not picture.lossy and bits_of(info(picture.path)) < 32 and \
            most_off(gray, was) != 0:
        return "PNG is not exact"
    return None


def problem_of_copy(picture, path, decoded, work):
    now = samples(path, work)
    if now is None:
        return "djxl does not open the copy"
    bits = bits_of(info(picture.path))
    if bits_of(info(path)) != bits:
        return f"had {bits} bits, has another number of them"
    if bits < 32:
        decoded, now = quantised(decoded, bits), quantised(now, bits)
    gray, alpha = gray_of(decoded)
    now_gray, now_alpha = split(now)
    scale = 1 if bits == 32 else 2 ** bits - 1
    off = np.abs(gray - now_gray[..., 0]) / scale
    if picture.lossy:
        if off.mean() * 255 > MOST_LOST:
            return f"is {off.mean() * 255} levels off on average"
    elif off.max() > (1e-6 if bits == 32 else 0):
        return f"is up to {off.max() * 255} levels off"
    off = most_off(alpha, now_alpha)
    most = MOST_LOST_ALPHA if picture.lossy else 1e-6
    return None if off is not None and off / scale < most \
        else f"has another alpha, {off} off"


def convert(path, out, *options):
    """The copy, or what graymill said instead."""
    os.makedirs(out, exist_ok=True)
    done = run(BINARY, "--frames=first", "--prefix=", *options, "-o", out,
               path)
    copies = os.listdir(out)
    return (os.path.join(out, copies[0]), "") if copies \
        else (None, done.stdout.decode(errors="replace"))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def problem_of_jpeg(picture, work):
    """By the JPEG that it was made from."""
    jpeg = os.path.join(work, "was.jpg")
    again = os.path.join(work, "again.jpg")
    if not djxl(picture.path, jpeg):
        return "djxl makes no JPEG of it"
    gray, text = convert(jpeg, os.path.join(work, "gray"))
    copy, _ = convert(picture.path, os.path.join(work, "wrapped"))
    direct, _ = convert(picture.path, os.path.join(work, "jpeg"), "--to=jpeg")
    if not (gray and copy and direct):
        return "is not converted: " + text
    if not djxl(copy, again):
        return "djxl makes no JPEG of the copy"
    if read(again) != read(gray):
        return "the copy holds another JPEG"
    return None if read(direct) == read(gray) else "--to=jpeg is another JPEG"


def problem_of(picture, work):
    decoded = samples(picture.path, work)
    copy, text = convert(picture.path, os.path.join(work, "copy"))
    if decoded is None:
        return None if copy is None else "djxl does not open it"
    if copy is None:
        return "is not converted: " + text
    if picture.jpeg:
        return problem_of_jpeg(picture, work)
    png, text = convert(picture.path, os.path.join(work, "png"), "--to=png")
    if png is None:
        return "is not converted to PNG: " + text
    return problem_of_png(picture, png, decoded) or \
        problem_of_copy(picture, copy, decoded, work)


def make(folder, photographs):
    """What cjxl makes of them."""
    for kind in (".png", ".jpg"):
        names = sorted(name for name in os.listdir(photographs)
                       if name.endswith(kind))
        names.sort(key=lambda name: os.path.getsize(
            os.path.join(photographs, name)))
        for name in names[:N_PHOTOGRAPHS]:
            yield from encode(folder, os.path.join(photographs, name))


def encode(folder, path):
    name = os.path.basename(path)
    encodings = ENCODINGS if path.endswith(".png") else {
        "JPEG": ["-e", "3"], "pixels": ["-j", "0", "-d", "1", "-e", "4"]}
    for word, options in encodings.items():
        out = os.path.join(folder, f"{name}-{word}.jxl")
        done = run("cjxl", "--num_threads=0", *options, path, out)
        if done.returncode == 0:
            yield Picture(f"made/{name}, {word}", out,
                          word not in ("lossless", "best"), word == "JPEG")


def found(folder):
    for top, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(top, name)
            if name.endswith(".jxl"):
                text = info(path)
                yield Picture(os.path.relpath(path, folder), path,
                              " lossy," in text,
                              "JPEG bitstream reconstruction" in text)


def main(photographs, folder=None):
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        pictures = list(make(work, photographs))
        tap.ok(pictures, "cjxl makes some")
        if folder:
            pictures += found(folder)
        for picture in pictures:
            with tempfile.TemporaryDirectory() as own:
                problem = problem_of(picture, own)
            tap.ok(not problem, picture.name, problem)
    return tap.end()


if __name__ == "__main__":
    BINARY = sys.argv[1]
    sys.exit(main(*sys.argv[2:]))
