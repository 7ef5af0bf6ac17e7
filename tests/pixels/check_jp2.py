#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""JPEG 2000 of every kind against independent decodes; report as TAP.

usage: check_jp2.py GRAYMILL [CORPUS]...

What opj_compress makes of pictures that are known is compared with them, where
it loses nothing, else with what opj_decompress makes of all components, and
the formula; what is Y alone may be one level off.  The files of CORPUS are
compared with opj_decompress, too; those that it opens and graymill does not are
a list here, with reasons.
"""
import itertools
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

from tap import Tap

# What opj_decompress opens, and why it is not converted.
NOT_CONVERTED = {
    "00r0_gray_l.jp2": "a profile of a colour space that nobody knows",
    "00r1_graya_la.jp2": "no channel is a colour",
}


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=600, check=False)


def convert(path, out, *options):
    """Gray and alpha, or None, that graymill makes of a file."""
    run(BINARY, "-q", *options, "-o", out, path)
    name = os.path.join(out, f"processed_{os.path.basename(path)}.png")
    pixels = cv2.imread(name, cv2.IMREAD_UNCHANGED)
    if pixels is not None:
        os.remove(name)
    if pixels is None or pixels.ndim == 2:
        return pixels, None
    return pixels[..., 0], pixels[..., 3]


def weigh(colors):
    """Gray of 8 or 16 bits, to the bit as graymill has it."""
    r, g, b = (colors[..., c].astype(np.int64) for c in range(3))
    return (9798 * r + 19235 * g + 3735 * b + 16384) >> 15


def scaled(samples, bits):
    """Of any depth to 8 or 16 bits."""
    most = 65535 if bits > 8 else 255
    wide = samples.astype(np.int64)
    kind = np.uint16 if bits > 8 else np.uint8
    return ((wide * most + ((1 << bits) - 1) // 2) //
            ((1 << bits) - 1)).astype(kind)


def scene(width, height, channels, bits):
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(width + channels).random(
        (height, width, channels))
    ramps = np.dstack([(x * (c + 2) + y * (5 - c)) % 97 / 96
                       for c in range(channels)])
    mix = np.where((x // 16 + y // 16)[..., None] % 3 == 0, noise, ramps)
    return np.round(mix * ((1 << bits) - 1)).astype(np.int64)


# It refuses sizes whose bits have one in common with the number of components.
def put_raw(path, samples, bits, signed):
    """Planes as opj_compress reads them: high bytes first."""
    values = samples - (1 << (bits - 1)) if signed else samples
    kind = ("i" if signed else "u") + ("1" if bits <= 8 else "2")
    with open(path, "wb") as file:
        file.write(np.moveaxis(values, 2, 0).astype(">" + kind).tobytes())


def encode(work, samples, bits, options, *, signed=False, ending="jp2",
           sub=""):
    height, width, channels = samples.shape
    raw, path = (os.path.join(work, name) for name in ("x.raw", "x." + ending))
    put_raw(raw, samples, bits, signed)
    shape = (f"{width},{height},{channels},{bits},"
             f"{'s' if signed else 'u'}{sub}")
    done = run("opj_compress", "-i", raw, "-o", path, "-F", shape, *options)
    if done.returncode != 0:
        raise RuntimeError(done.stdout.decode() + done.stderr.decode())
    return path


def decode(work, path, channels, bits):
    """All components by opj_decompress, of one size."""
    raw = os.path.join(work, "y.raw")
    done = run("opj_decompress", "-i", path, "-o", raw)
    if done.returncode != 0:
        return None
    data = np.fromfile(raw, "<u2" if bits > 8 else np.uint8)
    return np.moveaxis(data.reshape(channels, -1), 0, 1)


def compare(tap, what, got, gray, alpha, most_off):
    pixels, got_alpha = got
    if pixels is None:
        tap.ok(False, what, "no output")
        return
    if pixels.size != gray.size:
        tap.ok(False, what, f"{pixels.shape}, not {gray.shape}")
        return
    off = np.abs(pixels.astype(np.int64).ravel() - gray.ravel()).max()
    same = got_alpha is None if alpha is None else (
        got_alpha is not None and
        np.array_equal(got_alpha.ravel(), alpha.ravel()))
    tap.ok(off <= most_off and same, what, f"off by {off}, alpha {same}")


def gray_of(samples, bits):
    """Gray and alpha of components."""
    wide = scaled(samples, bits)
    n = samples.shape[-1]
    gray = weigh(wide[..., :3]) if n >= 3 else wide[..., 0].astype(np.int64)
    return gray, wide[..., n - 1] if n % 2 == 0 else None


TILINGS = {"whole": [], "tiles": ["-t", "64,48"],
           "offsets": ["-t", "60,50", "-d", "37,21", "-T", "7,3"],
           "tile-parts": ["-t", "64,64", "-TP", "R"],
           "odd blocks": ["-b", "16,32", "-n", "3", "-c", "[64,64]"],
           "markers": ["-SOP", "-EPH", "-p", "CPRL"]}


def check_lossless(tap, work):
    out = os.path.join(work, "out")
    depths = (1, 2, 4, 5, 8, 9, 12, 16)
    for (name, tiling), channels, bits in itertools.product(
            TILINGS.items(), (1, 3, 4), depths):
        samples = scene(200, 131, channels, bits)
        path = encode(work, samples, bits, tiling,
                      ending="j2k" if bits == 8 and channels == 1 else "jp2")
        # One bit in colour it does not code without loss.
        if bits == 1 and channels > 1:
            samples = decode(work, path, channels, bits)
        gray, alpha = gray_of(samples, bits)
        compare(tap, f"lossless, {name}, {channels} of {bits} bits",
                convert(path, out), gray, alpha, 0)
    for bits, channels in itertools.product((8, 12), (1, 3)):
        samples = scene(64, 48, channels, bits)
        path = encode(work, samples, bits, [], signed=True)
        gray, _ = gray_of(samples, bits)
        compare(tap, f"signed, {channels} of {bits} bits", convert(path, out),
                gray, None, 0)


def check_lossy(tap, work):
    out = os.path.join(work, "out")
    for (name, tiling), bits, rate in itertools.product(
            TILINGS.items(), (8, 12), ("3", "20")):
        samples = scene(200, 131, 3, bits)
        what = f"lossy, {name}, {bits} bits, 1:{rate}"
        path = encode(work, samples, bits, [*tiling, "-I", "-r", rate])
        colors = decode(work, path, 3, bits)
        # Y is clipped as Y: where R, G or B is, theirs is another.
        inside = ((colors > 0) & (colors < (1 << bits) - 1)).all(axis=1)
        gray, _ = gray_of(colors, bits)
        got, _ = convert(path, out)
        level = 1 if bits == 8 else 65535 // ((1 << bits) - 1) + 1
        off = np.abs(got.astype(np.int64).ravel() - gray)[inside].max()
        tap.ok(off <= level, what + ": Y", f"off by {off}")
        got, _ = convert(path, out, "--lossless=never", "--gray=average")
        wide = scaled(colors, bits).astype(np.int64)
        off = np.abs(got.astype(np.int64).ravel() -
                     np.round(wide.mean(axis=1))).max()
        tap.ok(off <= 1, what + ": R, G and B", f"off by {off}")


def check_subsampled(tap, work):
    """YCC with coarse chroma: the first component is the gray picture."""
    out = os.path.join(work, "out")
    for name, tiling in (("whole", []), ("tiles", ["-t", "64,48"])):
        for dx, dy in ((2, 1), (2, 2)):
            width, height = 128, 96
            y = scene(width, height, 1, 8)[..., 0]
            chroma = scene(width // dx, height // dy, 2, 8)
            raw, path = (os.path.join(work, n) for n in ("x.yuv", "x.j2k"))
            with open(raw, "wb") as file:
                for plane in (y, chroma[..., 0], chroma[..., 1]):
                    file.write(plane.astype(np.uint8).tobytes())
            os.rename(raw, raw + ".raw")
            done = run("opj_compress", "-i", raw + ".raw", "-o", path, "-F",
                       f"{width},{height},3,8,u@1x1:{dx}x{dy}:{dx}x{dy}",
                       "-mct", "0", *tiling)
            if done.returncode != 0:
                raise RuntimeError(done.stderr.decode())
            compare(tap, f"chroma by {dx}x{dy}, {name}", convert(path, out),
                    y, None, 0)


def check_file(tap, work, path):
    """Against all components of opj_decompress, as PNM or what it is."""
    name = os.path.basename(path)
    got = convert(path, os.path.join(work, "out"))
    png = os.path.join(work, "y.png")
    done = run("opj_decompress", "-i", path, "-o", png)
    theirs = cv2.imread(png, cv2.IMREAD_UNCHANGED) \
        if done.returncode == 0 and os.path.exists(png) else None
    if os.path.exists(png):
        os.remove(png)
    if theirs is None:
        tap.skip(name, "opj_decompress does not open it")
        return
    if name in NOT_CONVERTED:
        tap.ok(got[0] is None, f"{name}: {NOT_CONVERTED[name]}", "converted")
        return
    alpha = theirs[..., 3] if theirs.ndim == 3 and theirs.shape[2] == 4 \
        else None
    gray = theirs.astype(np.int64) if theirs.ndim == 2 \
        else weigh(theirs[..., 2::-1])
    if got[0] is not None and theirs.ndim == 3 and alpha is None:
        # What was clipped in R, G or B is not in Y.
        clipped = ((theirs == 0) | (theirs == 255)).any(axis=2)
        got[0][clipped] = gray[clipped]
    compare(tap, f"{name}: opj_decompress", got, gray, alpha, 1)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        check_lossless(tap, work)
        check_lossy(tap, work)
        check_subsampled(tap, work)
        for corpus in sys.argv[2:]:
            for folder, _, names in sorted(os.walk(corpus)):
                for name in sorted(names):
                    if name.endswith((".jp2", ".j2k", ".jpx", ".jpf")):
                        check_file(tap, work, os.path.join(folder, name))
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
