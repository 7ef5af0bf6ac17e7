#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What --to makes of the pictures of a folder, by other decoders; TAP.

usage: check_to.py GRAYMILL CORPUS [MOST_BYTES]

Of each picture of at most MOST_BYTES (300000) that becomes a PNG, the copies in
all other formats have the samples of that one, as OpenCV, netpbm and Pillow say:
rounded to 8 bits where the format has no more, seen on white where it has no
alpha, by the curve of sRGB where it has floats.  Those of HDR may be one of 255
off, and those of JPEG and of lossy WebP and AVIF as their quality has it.  A
picture that is refused in one format is refused in all.
"""
import os
import re
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

from outcomes import is_tiff
from tap import Tap

EXTENSIONS = {"jpeg": "jpg", "bmp": "bmp", "tga": "tga", "hdr": "hdr",
              "pfm": "pfm", "pnm": "pnm", "qoi": "qoi", "webp": "webp",
              "avif": "avif"}
WITHOUT_ALPHA = {"jpeg", "hdr", "pfm"}
# OpenCV takes no notice of a transparent gray.
TOOLS = {"png": ["pngtopam", "-alphapam"], "qoi": ["qoitopam"], "pnm": None}
# Of 255.  Signal to noise is in dB.
MOST_OFF = {"hdr": 1, "pfm": 0.01}
LEAST_PSNR = 28
# Pixels a side; of more none can be written.
MOST_SIDE = {"jpeg": 65500, "tga": 65535, "webp": 16383, "avif": 65536}


def pictures(corpus, most_nbytes):
    for folder, folders, names in os.walk(corpus):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.getsize(path) <= most_nbytes:
                yield path


def convert(binary, work, paths, form):
    """All into one folder; whatever fails has no file there."""
    folder = os.path.join(work, form)
    subprocess.run([binary, "-q", "--to=" + form, "--prefix=", "-o", folder,
                    "--base=/", "--frames=first", "--orient=apply", "--files0-from=-"],
                   input=b"\0".join(map(os.fsencode, paths)),
                   stderr=subprocess.DEVNULL, check=False)
    return folder


def made(folder, path, extension):
    """The copy of path; None where there is none."""
    for name in (path, path + "." + extension):
        copy = os.path.join(folder, name.lstrip("/"))
        if os.path.exists(copy):
            return copy
    return None


def planes(copy, form):
    """Gray from 0 to 1 and alpha, or None, as other decoders see them."""
    if form == "tga":
        with Image.open(copy) as picture:
            pixels = np.asarray(picture.convert("LA")) / 255
            return pixels[..., 0], pixels[..., 1]
    if form == "avif":
        return by_avifdec(copy)
    if form in TOOLS:
        with open(copy, "rb") as file:
            return netpbm(TOOLS[form], file.read())
    if form in MOST_OFF:
        light = cv2.imread(copy, cv2.IMREAD_UNCHANGED)
        light = light if light.ndim == 2 else light[..., 0]
        light = light.astype(np.float64)
        return np.where(light <= 0.0031308, light * 12.92,
                        1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055
                        ), None
    return of_pixels(cv2.imread(copy, cv2.IMREAD_UNCHANGED |
                                cv2.IMREAD_IGNORE_ORIENTATION))


def by_avifdec(copy):
    subprocess.run(["avifdec", copy, copy + ".png"], check=True,
                   stdout=subprocess.DEVNULL)
    return of_pixels(cv2.imread(copy + ".png", cv2.IMREAD_UNCHANGED))


def of_pixels(pixels):
    most = float(np.iinfo(pixels.dtype).max)
    if pixels.ndim == 2:
        return pixels / most, None
    alpha = pixels[..., 3] / most if pixels.shape[2] == 4 else None
    return pixels[..., 0] / most, alpha


def netpbm(tool, data):
    """The planes of what a tool makes of a picture, or of the picture."""
    if tool:
        data = subprocess.run(tool, input=data, capture_output=True,
                              check=True).stdout
    lines, at, fields = [], 0, {}
    if data[:2] == b"P7":
        while not lines or lines[-1] != b"ENDHDR":
            end = data.index(b"\n", at)
            lines.append(data[at:end])
            at = end + 1
        for line in lines:
            word, _, value = line.partition(b" ")
            fields[word] = value
        width, height, depth, most = (int(fields[key]) for key in (
            b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL"))
    else:
        words = []
        while len(words) < 4:
            end = data.index(b"\n", at)
            words += data[at:end].partition(b"#")[0].split()
            at = end + 1
        width, height, most = map(int, words[1:4])
        depth = 3 if words[0] == b"P6" else 1
    kind = np.dtype(np.uint8 if most < 256 else ">u2")
    samples = np.frombuffer(data[at:], kind, width * height * depth)
    samples = samples.reshape(height, width, depth) / most
    return samples[..., 0], samples[..., -1] if depth in (2, 4) else None


def has_jpeg(path):
    """Is that what is in the strips or tiles of a TIFF?"""
    info = subprocess.run(["tiffinfo", path], capture_output=True, check=False)
    return re.search(rb"Compression Scheme: .*JPEG", info.stdout) is not None


def is_lossy(path, copy, form):
    """A JPEG is, a WebP that has the chunk of it (RFC 9649, 2.5), and an AVIF
    where such a picture becomes one."""
    if form == "avif":
        with open(path, "rb") as file:
            head = file.read(4)
        return head[:2] == b"\xff\xd8" or is_tiff(path) and has_jpeg(path) or \
            head == b"RIFF" and is_lossy(path, path, "webp")
    if form != "webp":
        return form == "jpeg"
    with open(copy, "rb") as file:
        data = file.read()
    at = 12
    while data[at:at + 4] not in (b"VP8 ", b"VP8L", b""):
        size = int.from_bytes(data[at + 4:at + 8], "little")
        at += 8 + size + size % 2
    return data[at:at + 4] == b"VP8 "


def problem(form, want, got, lossy):
    """Why the planes are not those of the PNG, or None."""
    gray, alpha = want
    if form in WITHOUT_ALPHA and alpha is not None:
        gray, alpha = gray * alpha + 1 - alpha, None
    if got[0].shape != gray.shape:
        return f"{got[0].shape} for {gray.shape}"
    if lossy:
        noise = np.mean((got[0] - gray) ** 2)
        psnr = 99 if noise == 0 else -10 * np.log10(noise)
        return None if psnr >= LEAST_PSNR else f"{psnr:.1f} dB"
    off = np.abs(got[0] - gray).max() * 255
    if alpha is not None or got[1] is not None:
        ours = np.ones_like(gray) if alpha is None else alpha
        theirs = np.ones_like(gray) if got[1] is None else got[1]
        off = max(off, np.abs(ours - theirs).max() * 255)
    # Half a step where 16 bits become 8, or are seen on white.
    most = MOST_OFF.get(form, 0) + 0.501
    return None if off <= most else f"{off:.2f} of 255"


def main(binary, corpus, most_nbytes=300000):
    tap = Tap()
    paths = list(pictures(os.path.abspath(corpus), int(most_nbytes)))
    with tempfile.TemporaryDirectory() as work:
        folders = {form: convert(binary, work, paths, form)
                   for form in ("png", *EXTENSIONS)}
        n_seen = 0
        for path in paths:
            png = made(folders["png"], path, "png")
            want = planes(png, "png") if png else None
            n_seen += png is not None
            for form, extension in EXTENSIONS.items():
                copy = made(folders[form], path, extension)
                name = f"{os.path.relpath(path, corpus)} as {form}"
                fits = not png or max(want[0].shape) <= MOST_SIDE.get(
                    form, 1 << 20)
                if not fits:
                    tap.ok(not copy, name, "has too many pixels a side")
                    continue
                if not copy or not png:
                    tap.ok(not copy and not png, name, "only one is written")
                    continue
                why = problem(form, want, planes(copy, form),
                              is_lossy(path, copy, form))
                tap.ok(why is None, name, why)
        tap.ok(n_seen > 0, f"{n_seen} of {len(paths)} pictures")
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
