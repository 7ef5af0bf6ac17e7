#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make the small pictures in this folder, most of them wrong in some way.

usage: make_data.py [FOLDER]

Needs python3-numpy and python3-pil.  The same versions of those give the
same bytes.
"""
import io
import os
import struct
import sys
import zlib

import numpy as np
from PIL import Image

sys.dont_write_bytecode = True

from png_chunks import SIGNATURE, chunk, header, png, up_filtered  # noqa: E402

SIDE = 24


def scene():
    """A small colour picture in which no two neighbours are alike."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return np.dstack([x * 10, y * 10, (x * y * 3) % 256]).astype(np.uint8)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def frame(shift):
    rows = np.roll(scene(), shift, axis=1)
    return zlib.compress(up_filtered([row.tobytes() for row in rows]), 9)


def apng():
    """Two frames (APNG specification 1.0: acTL, fcTL, fdAT)."""
    def control(number):
        return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, SIDE, SIDE,
                                          0, 0, 1, 10, 0, 0))
    return (SIGNATURE + header(SIDE, SIDE, 8, 2) +
            chunk(b"acTL", struct.pack(">II", 2, 0)) +
            control(0) + chunk(b"IDAT", frame(0)) +
            control(1) + chunk(b"fdAT", struct.pack(">I", 2) + frame(5)) +
            chunk(b"IEND"))


def huge_png():
    """10^10 pixels by its header, and nothing to back them."""
    return (SIGNATURE + header(100000, 100000, 8, 2) +
            chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND"))


def huge_jpeg(jpeg):
    """65500 x 65500 by its frame header (T.81 B.2.2)."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[:at + 5] + struct.pack(">HH", 65500, 65500) + jpeg[at + 9:]


def bad_crc(picture):
    at = picture.index(b"IDAT")
    nbytes = struct.unpack(">I", picture[at - 4:at])[0]
    end = at + 4 + nbytes
    return picture[:end] + bytes(4) + picture[end + 4:]


def pictures():
    colour = Image.fromarray(scene())
    jpeg = saved(colour, "JPEG", quality=90)
    good_png = saved(colour, "PNG")
    bmp = saved(colour, "BMP")
    gray = colour.convert("L")
    ink = Image.fromarray(np.dstack([scene(), scene()[..., 0] // 2]), "CMYK")
    palette = colour.quantize(16, dither=0)
    clear = np.dstack([scene(), scene()[..., 1]])
    deep = scene().astype(np.uint16) * 257 + np.arange(SIDE)[:, None, None]
    deep_rows = [row.astype(">u2").tobytes() for row in deep]
    frames = [Image.fromarray(np.roll(scene(), n, axis=1)).quantize(32)
              for n in (0, 5)]
    return {
        "colour.jpg": jpeg,
        "gray.jpg": saved(gray, "JPEG", quality=90),
        "cmyk.jpg": saved(ink, "JPEG", quality=90),
        "truncated.jpg": jpeg[:len(jpeg) * 2 // 3],
        "huge.jpg": huge_jpeg(jpeg),
        "colour.png": good_png,
        "gray.png": saved(gray, "PNG"),
        "alpha.png": saved(Image.fromarray(clear), "PNG"),
        "palette.png": saved(palette, "PNG", transparency=3),
        "deep16.png": png(SIDE, SIDE, 16, 2, deep_rows),
        "truncated.png": good_png[:len(good_png) * 2 // 3],
        "bad-crc.png": bad_crc(good_png),
        "huge.png": huge_png(),
        "animated.png": apng(),
        "animation.gif": saved(frames[0], "GIF", save_all=True, duration=100,
                               append_images=frames[1:]),
        "still.gif": saved(frames[0], "GIF"),
        "colour.bmp": bmp,
        "truncated.bmp": bmp[:len(bmp) // 2],
        "colour.tga": saved(colour, "TGA"),
        "colour.ppm": saved(colour, "PPM"),
        "png-inside.jpg": good_png,
        "not-a-picture.jpg": b"This is a letter, whatever its name says.\n",
        "empty.jpg": b"",
    }


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(
        os.path.abspath(__file__))
    os.makedirs(folder, exist_ok=True)
    for name, data in pictures().items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
