#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Linear gray of PNGs by cICP, gAMA and cHRM, and what is kept; TAP.

usage: check_light.py GRAYMILL

The light of colours is computed here, in numpy, with the weights that the
standards print, or that their primaries have; an output may be a level of its depth from its code.
"""
import os
import struct
import subprocess
import sys
import tempfile

import cv2
import numpy as np

from tap import Tap

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "data"))
from png_chunks import chunk, png  # noqa: E402

SIDE = 48


def bt709(code):
    return np.where(code < 0.081243, code / 4.5,
                    ((code + 0.0992968) / 1.0992968) ** (1 / 0.45))


def pq(code):
    root = code ** (32 / 2523)
    return (np.maximum(root - 0.8359375, 0) /
            (18.8515625 - 18.6875 * root)) ** (16384 / 2610)


def hlg(code):
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(code <= 0.5, code ** 2 / 3,
                    (np.exp((code - c) / a) + b) / 12)


def srgb(code):
    return np.where(code <= 0.04045, code / 12.92,
                    ((code + 0.055) / 1.055) ** 2.4)


def gamma(exponent):
    return lambda code: code ** exponent


def cicp(primaries, transfer, matrix=0, full=1):
    return chunk(b"cICP", bytes((primaries, transfer, matrix, full)))


def gama(number):
    return chunk(b"gAMA", struct.pack(">I", number))


BT709 = (0.2126, 0.7152, 0.0722)
BT2020 = (0.2627, 0.6780, 0.0593)
P3 = (0.2290, 0.6917, 0.0793)
CHRM_BT2020 = chunk(b"cHRM", struct.pack(
    ">8I", 31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600))
SRGB = chunk(b"sRGB", b"\0")
HDR = chunk(b"mDCV", bytes(24)) + chunk(b"cLLI", bytes(8))

KNOWN = {
    "PQ": (cicp(9, 16) + HDR, pq, BT2020),
    "HLG": (cicp(9, 18), hlg, BT2020),
    "BT.709": (cicp(1, 1), bt709, BT709),
    "BT.2020, 10 bits": (cicp(9, 14), bt709, BT2020),
    "P3 of displays": (cicp(12, 13), srgb, P3),
    "linear": (cicp(1, 8), gamma(1), BT709),
    "System M": (cicp(4, 4), gamma(2.2), (0.29897, 0.58642, 0.11461)),
    "sRGB by code points": (cicp(1, 13), srgb, BT709),
    "code points before gamma and sRGB":
        (cicp(9, 18) + gama(100000) + SRGB, hlg, BT2020),
    "sRGB before gamma": (gama(100000) + SRGB, srgb, BT709),
    "gamma 1": (gama(100000), gamma(1), BT709),
    "gamma 1.8": (gama(55556), gamma(1.8), BT709),
    "gamma and primaries":
        (gama(50000) + CHRM_BT2020, gamma(2), BT2020),
    "gamma of sRGB": (gama(45455), srgb, BT709),
    "nothing": (b"", srgb, BT709),
}
UNKNOWN = {
    "transfer characteristics 2": cicp(1, 2),
    "colour primaries 2": cicp(2, 16),
    "matrix coefficients 9": cicp(9, 16, 9),
    "a narrow range": cicp(9, 16, 0, 0),
}


def colors(depth):
    """All corners and edges of the cube, and what is between, some of it."""
    rng = np.random.default_rng(7)
    pixels = rng.integers(0, 1 << depth, (SIDE, SIDE, 3))
    levels = np.linspace(0, (1 << depth) - 1, SIDE).astype(int)
    for i in range(8):
        for c in range(3):
            pixels[i, :, c] = levels if i >> c & 1 else 0
    return pixels


def write(path, pixels, depth, extra):
    """True colour, or a palette where depth is 0."""
    height, width, _ = pixels.shape
    if depth == 0:
        palette = pixels.reshape(-1, 3)[:256].astype(np.uint8)
        data = png(256, 1, 8, 3, [bytes(range(256))],
                   extra + chunk(b"PLTE", palette.tobytes()))
    else:
        samples = pixels.astype(np.uint8 if depth == 8 else ">u2")
        data = png(width, height, depth, 2,
                   [row.tobytes() for row in samples], extra)
    with open(path, "wb") as file:
        file.write(data)


def kinds_of(path):
    with open(path, "rb") as file:
        data = file.read()
    at, kinds = 8, []
    while at < len(data):
        nbytes, kind = struct.unpack_from(">I4s", data, at)
        kinds.append(kind.decode())
        at += 12 + nbytes
    return kinds


def convert(binary, path, *options):
    """The copy's path, and what is said on standard error."""
    out = os.path.join(os.path.dirname(path), "out")
    run = subprocess.run([binary, "-q", "-o", out, *options, path],
                         stdin=subprocess.DEVNULL, capture_output=True,
                         text=True, check=False)
    return os.path.join(out, "processed_" + os.path.basename(path)), run


def problem_of(binary, path, pixels, depth, curve, weights):
    most = (1 << (depth or 8)) - 1
    made, run = convert(binary, path, "--gray=linear")
    if run.returncode != 0:
        return run.stderr
    gray = cv2.imread(made, cv2.IMREAD_UNCHANGED)
    if depth == 0:
        pixels = pixels.reshape(1, -1, 3)[:, :256]
    light = curve(pixels / most) @ weights
    # Its code is between those beside the one that was made.
    low = curve(np.clip(gray - 1.0, 0, most) / most)
    high = curve(np.clip(gray + 1.0, 0, most) / most)
    slack = 1e-4 if depth != 16 else 2e-4
    wrong = (light < low - slack) | (light > high + slack)
    return "%d pixels are off" % wrong.sum() if wrong.any() else None


def check_known(tap, binary, folder):
    for name, (extra, curve, weights) in KNOWN.items():
        for depth in (8, 16, 0):
            pixels = colors(depth or 8)
            path = os.path.join(folder, "x.png")
            write(path, pixels, depth, extra)
            problem = problem_of(binary, path, pixels, depth, curve, weights)
            tap.ok(problem is None, "%s, %s" % (
                name, "%d bits" % depth if depth else "palette"), problem)


def check_kept(tap, binary, folder):
    path = os.path.join(folder, "kept.png")
    write(path, colors(8), 8, cicp(9, 16) + HDR + CHRM_BT2020)
    for options in ((), ("--gray=linear",), ("--profile=always",)):
        kinds = kinds_of(convert(binary, path, *options)[0])
        tap.ok(kinds == ["IHDR", "cICP", "mDCV", "cLLI", "IDAT", "IEND"],
               "what is kept, " + " ".join(options), " ".join(kinds))


def check_unknown(tap, binary, folder):
    for reason, extra in UNKNOWN.items():
        path = os.path.join(folder, "unknown.png")
        write(path, colors(8), 8, extra)
        _, run = convert(binary, path, "--gray=linear")
        tap.ok(run.returncode == 1 and reason in run.stderr,
               "not known: " + reason, run.stderr)
        made, run = convert(binary, path)
        tap.ok(run.returncode == 0 and "cICP" in kinds_of(made),
               "by codes: " + reason, run.stderr)


def main():
    binary = os.path.abspath(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check_known(tap, binary, folder)
        check_kept(tap, binary, folder)
        check_unknown(tap, binary, folder)
    return tap.end()


sys.exit(main())
