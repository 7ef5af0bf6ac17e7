#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check pictures of floats against OpenCV: every kind of PFM, and HDR scanned in
every order; TAP.

usage: check_floats.py GRAYMILL
"""
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

from tap import Tap

WIDTH, HEIGHT = 23, 11
WEIGHTS = np.float32([.299, .587, .114])
AXES = [(b"-Y", b"+X"), (b"-Y", b"-X"), (b"+Y", b"+X"), (b"+Y", b"-X"),
        (b"+X", b"-Y"), (b"+X", b"+Y"), (b"-X", b"-Y"), (b"-X", b"+Y")]


def pfm(picture, order, scale):
    letter = b"F" if picture.ndim == 3 else b"f"
    return (b"P%b\n%d %d\n%b\n" % (letter, WIDTH, HEIGHT, scale) +
            picture[::-1].astype(order + "f4").tobytes())


def hdr(rgbe, axes):
    """Pixels as they are, in the order that the axes name."""
    if b"+Y" in axes:
        rgbe = rgbe[::-1]
    if b"-X" in axes:
        rgbe = rgbe[:, ::-1]
    if axes[0].endswith(b"X"):
        rgbe = rgbe.transpose(1, 0, 2)
    return (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n%b %d %b %d\n" %
            (axes[0], rgbe.shape[0], axes[1], rgbe.shape[1]) +
            rgbe.tobytes())


def convert(path, data):
    """What OpenCV reads in the copy; None where there is none."""
    with open(path, "wb") as file:
        file.write(data)
    subprocess.run([BINARY, "-q", path], stdin=subprocess.DEVNULL,
                   check=False)
    folder, name = os.path.split(path)
    return cv2.imread(os.path.join(folder, "processed_" + name),
                      cv2.IMREAD_UNCHANGED)


def check_pfm(tap, work):
    light = np.random.default_rng(1).normal(1, 9, (HEIGHT, WIDTH, 3))
    light = light.astype(np.float32)
    for picture, want in ((light, light @ WEIGHTS), (light[..., 0],
                                                     light[..., 0])):
        for order, scale in (("<", b"-1.0"), (">", b"1.0"), ("<", b"-0.25")):
            path = os.path.join(work, "x.pfm")
            got = convert(path, pfm(picture, order, scale))
            # OpenCV divides by the scale; it is to be that of the original.
            tap.ok(got is not None and got.shape == want.shape and
                   np.allclose(got * abs(float(scale)), want, 1e-5, 1e-5),
                   f"PFM: {picture.ndim} axes, {order}, scale {scale}",
                   str(got))


def check_hdr(tap, work):
    rng = np.random.default_rng(1)
    rgbe = rng.integers(128, 256, (HEIGHT, WIDTH, 4), np.uint8)
    rgbe[..., 3] = rng.integers(120, 136, (HEIGHT, WIDTH))
    usual = convert(os.path.join(work, "usual.hdr"), hdr(rgbe, AXES[0]))
    want = cv2.imread(os.path.join(work, "usual.hdr"), cv2.IMREAD_UNCHANGED)
    want = want @ WEIGHTS[::-1]
    # An output has 8 bits of mantissa.
    tap.ok(np.allclose(usual[..., 0], want, 1 / 64), "HDR: gray as OpenCV's")
    for axes in AXES[1:]:
        got = convert(os.path.join(work, "x.hdr"), hdr(rgbe, axes))
        tap.ok(got is not None and np.array_equal(got, usual),
               f"HDR: {b' '.join(axes).decode()} is turned")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        check_pfm(tap, work)
        check_hdr(tap, work)
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
