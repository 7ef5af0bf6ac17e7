#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pictures of every orientation, kept and turned; report as TAP.

usage: check_orient.py GRAYMILL [CORPUS]

What is turned is compared with what is kept, turned by Pillow.  A JPEG that is
turned by coefficients is what jpegtran makes of it, and one by pixels what
Pillow makes of the turned Y with the same table, turned too.  The pictures of
CORPUS in odd/orientation, of two scenes, look alike when they are turned.
"""
import io
import os
import struct
import subprocess
import sys
import tempfile
import zlib

import numpy as np
from PIL import Image, ImageOps

from tap import Tap

sys.dont_write_bytecode = True

TAG = 0x0112
TRANSFORMS = {2: "-flip horizontal", 3: "-rotate 180", 4: "-flip vertical",
              5: "-transpose", 6: "-rotate 90", 7: "-transverse",
              8: "-rotate 270"}
MIRRORED_X = (2, 3, 7, 8)
MIRRORED_Y = (3, 4, 6, 7)


def run(*arguments, **more):
    return subprocess.run(arguments, capture_output=True, timeout=36000,
                          check=True, **more).stdout


def graymill(folder, name, *options):
    """What became of a picture, and by which way."""
    told = run(BINARY, "-v", "-o", os.path.join(folder, "out"), *options,
               os.path.join(folder, name)).decode()
    way = next(w for w in ("direct", "coefficients", "pixels", "")
               if f", {w}, " in told or w == "")
    out = os.listdir(os.path.join(folder, "out"))
    path = os.path.join(folder, "out", out[0])
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data, way


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def orientation(data):
    return opened(data).getexif().get(TAG)


def samples(picture):
    """Gray and alpha as numbers, of 16 bits too."""
    return np.array(picture).astype(np.int64)


def upright(data):
    return samples(ImageOps.exif_transpose(opened(data)))


def exif(value):
    tags = Image.Exif()
    tags[TAG] = value
    return tags.tobytes()


def noise(height, width, channels, depth=8):
    """Smooth, with an edge and some noise."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    extra = np.random.default_rng(7).integers(0, 20, y.shape)
    value = (x * 3 + y * 2 + c * 60 + extra + 90 * (x > y)) % 256
    return (value * ((1 << depth) - 1) // 255).astype(
        np.uint16 if depth == 16 else np.uint8)


def png(pixels, color_type, depth, value, is_late):
    """A PNG whose EXIF stands before its pixels, or after them."""
    def chunk(kind, payload):
        return (struct.pack(">I", len(payload)) + kind + payload +
                struct.pack(">I", zlib.crc32(kind + payload)))

    height, width = pixels.shape[:2]
    wide = pixels.astype(">u2") if depth == 16 else pixels
    rows = b"".join(b"\0" + row.tobytes() for row in wide)
    tag = chunk(b"eXIf", exif(value)[6:])
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth,
                                       color_type, 0, 0, 0)) +
            (b"" if is_late else tag) +
            chunk(b"IDAT", zlib.compress(rows)) +
            (tag if is_late else b"") + chunk(b"IEND", b""))


def check_pngs(tap, folder):
    kinds = {"gray": (0, 1, 8), "gray, 16 bits": (0, 1, 16),
             "gray and alpha": (4, 2, 8), "colour": (2, 3, 8),
             "colour, 16 bits": (2, 3, 16), "colour and alpha": (6, 4, 8)}
    for name, (color_type, channels, depth) in kinds.items():
        problems = []
        for value in range(1, 9):
            for is_late in (False, True):
                data = png(noise(23, 37, channels, depth), color_type, depth,
                           value, is_late)
                with open(os.path.join(folder, "x.png"), "wb") as file:
                    file.write(data)
                kept, _ = graymill(folder, "x.png")
                turned, _ = graymill(folder, "x.png", "--orient=apply")
                if (orientation(kept), orientation(turned)) != (value, 1):
                    problems.append(f"{value}: the tag")
                if not np.array_equal(samples(opened(turned)), upright(kept)):
                    problems.append(f"{value}: pixels")
        tap.ok(not problems, f"PNG, {name}: turned as Pillow does",
               ", ".join(problems))


def expected_way(value, width, height, options):
    if value == 1 and not options:
        return "direct"
    exact = not (value in MIRRORED_X and width % 8 or
                 value in MIRRORED_Y and height % 8)
    return "coefficients" if exact and "pixels" not in options else "pixels"


def jpegtran(path, value):
    made = run("jpegtran", "-perfect", "-grayscale",
               *TRANSFORMS.get(value, "").split(), path)
    return run("djpeg", "-pnm", input=made)


def luma(path):
    """Y, without the rounding of colours on the way, turned."""
    picture = Image.open(path)
    picture.draft("L", picture.size)
    return ImageOps.exif_transpose(picture)


def encoded(path, value):
    """Y turned and compressed again, decoded."""
    table = np.array(Image.open(path).quantization[0]).reshape(8, 8)
    table = table.T if value >= 5 else table
    made = io.BytesIO()
    luma(path).save(made, "JPEG", qtables=[table.ravel().tolist()])
    return samples(opened(made.getvalue()))


def is_as_made(path, turned, value, way):
    if way == "pixels":
        return np.array_equal(samples(opened(turned)), encoded(path, value))
    return run("djpeg", "-pnm", input=turned) == jpegtran(path, value)


def check_jpeg(folder, size, value, save, options):
    """What is wrong with a JPEG that is turned."""
    path = os.path.join(folder, "x.jpg")
    Image.fromarray(noise(*size, 3)).save(path, exif=exif(value), **save)
    kept, _ = graymill(folder, "x.jpg")
    turned, way = graymill(folder, "x.jpg", "--orient=apply",
                           *options.split())
    told = f"{size[1]}x{size[0]}, {value}, {way}: "
    if (orientation(kept), orientation(turned)) != (value, 1):
        return told + "the tag"
    if way != expected_way(value, size[1], size[0], options):
        return told + "not the way that is expected"
    if not is_as_made(path, turned, value, way):
        return told + "pixels"
    return None


def check_jpegs(tap, folder):
    saves = {"4:2:0": {"quality": 80, "subsampling": 2},
             "4:4:4": {"quality": 92, "subsampling": 0},
             "progressive": {"quality": 80, "progressive": True}}
    for name, save in saves.items():
        for options in ("", "--compress=best", "--jpeg=pixels"):
            problems = [check_jpeg(folder, size, value, save, options)
                        for size in ((32, 48), (31, 48), (32, 45), (21, 35))
                        for value in range(1, 9)]
            problems = [p for p in problems if p]
            tap.ok(not problems, f"JPEG, {name} {options}: turned",
                   "\n".join(problems))


def check_turned(folder, name, value, options):
    """What is wrong with a picture of the corpus, and its gray."""
    path = os.path.join(folder, name)
    turned, way = graymill(folder, name, "--orient=apply", *options.split())
    kept, _ = graymill(folder, name, *options.split())
    gray = samples(opened(turned))
    if (orientation(kept), orientation(turned)) != (value, 1):
        return f"{name}: the tag", gray
    if not is_as_made(path, turned, value, way):
        return f"{name}: pixels", gray
    return None, gray


def check_scene(tap, folder, scene):
    first = None
    for options in ("", "--jpeg=pixels"):
        problems = []
        for value in range(1, 9):
            name = f"{scene}_{value}.jpg"
            link = os.path.join(folder, name)
            if not os.path.lexists(link):
                os.symlink(os.path.join(CORPUS, "odd", "orientation", name),
                           link)
            problem, gray = check_turned(folder, name, value, options)
            first = gray if first is None else first
            if problem is None and np.abs(gray - first).mean() > 4:
                problem = f"{name}: does not look like the first"
            problems += [problem] if problem else []
        tap.ok(not problems, f"{scene} {options}: all eight look alike",
               ", ".join(problems))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check_pngs(tap, folder)
    with tempfile.TemporaryDirectory() as folder:
        check_jpegs(tap, folder)
    for scene in ("Landscape", "Portrait") if CORPUS else ():
        with tempfile.TemporaryDirectory() as folder:
            check_scene(tap, folder, scene)
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    CORPUS = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    sys.exit(main())
