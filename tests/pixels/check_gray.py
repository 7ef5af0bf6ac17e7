#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What --check says of the pictures of folders, by other decoders; TAP.

usage: check_gray.py GRAYMILL FOLDER...

Of at most MOST_BYTES, a picture is gray for it where all pixels of all frames
that Pillow decodes have an R, a G and a B that are the same; of formats that
Pillow does not have, or has otherwise, where --gray=r, g and b are one picture.
Whatever graymill makes is gray; it is stored as gray, too, unless it is a TIFF
that keeps its table of colours.
"""
import json
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image, ImageSequence

from tap import Tap

MOST_BYTES = 200000
FORMATS = {"JPEG", "PNG", "GIF", "BMP", "WebP", "PNM", "TGA"}
# Modes whose pixels Pillow has as they are in the file.
MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16", "I"}


def run(binary, *arguments, paths=()):
    return subprocess.run([binary, "-q", *arguments],
                          input=b"\0".join(map(os.fsencode, paths)),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout


def checked(binary, how, folders):
    """The records of the pictures that were gray, or not."""
    lines = run(binary, "--check=" + how, "--report=-", "-r", *folders).splitlines()
    return [record for record in map(json.loads, lines)
            if record.get("status") in ("gray", "color")]


def spread(pixels):
    """The most that R, G and B of a pixel differ."""
    colors = pixels[..., :3].astype(int)
    return int((colors.max(axis=-1) - colors.min(axis=-1)).max(initial=0))


def in_child(function, path):
    """What it returns, a number or None, which it is where it crashes."""
    ours, its = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(its, str(function(path)).encode())
        os._exit(0)
    os.close(its)
    os.waitpid(pid, 0)
    with open(ours, "rb") as answer:
        text = answer.read().decode()
    return int(text) if text.isdigit() else None


def by_pillow(path):
    """That of all frames, or None where Pillow does not tell."""
    most = 0
    try:
        with Image.open(path) as picture:
            for frame in ImageSequence.Iterator(picture):
                if frame.mode not in MODES:
                    return None
                if frame.mode in ("RGB", "RGBA", "P", "PA"):
                    most = max(most, spread(np.asarray(frame.convert("RGBA"))))
    except Exception:  # pylint: disable=broad-except
        return None
    return most


def make_components(binary, work, paths):
    for component in "rgb":
        run(binary, "--gray=" + component, "--to=png", "--strip=all", "--prefix=",
            "-o", os.path.join(work, component), "--base=/", "--files0-from=-",
            paths=paths)


def by_components(work, path):
    """The same by those three; None where one was not made."""
    planes = []
    for component in "rgb":
        copy = os.path.join(work, component, path.lstrip("/") + ".png")
        pixels = cv2.imread(copy, cv2.IMREAD_UNCHANGED)
        if pixels is None:
            return None
        planes.append(pixels if pixels.ndim == 2 else pixels[..., 0])
    return spread(np.stack(planes, axis=-1))


def judge(work, record):
    """Is it gray for others?  None where they cannot say."""
    path, form = record["path"], record["format"]
    if form in FORMATS:
        most = in_child(by_pillow, path)
    else:
        most = by_components(work, path)
    # Of lossy WebP without chroma libwebp makes a G that may be one less.
    return None if most is None or (most == 1 and form == "WebP") else most == 0


def check_originals(tap, binary, work, folders):
    records = [record for record in checked(binary, "content", folders)
               if os.path.getsize(record["path"]) <= MOST_BYTES
               # Their colours are not decoded.
               and "stored as colours" not in record.get("reason", "")]
    make_components(binary, work, [record["path"] for record in records
                                   if record["format"] not in FORMATS])
    for record in records:
        is_gray = judge(work, record)
        if is_gray is not None:
            tap.ok(is_gray == (record["status"] == "gray"),
                   f"{record['path']}: {record['status']}")


def has_table(path):
    told = subprocess.run(["tiffinfo", path], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False).stdout
    return b"palette color" in told


def check_copies(tap, binary, work, folders):
    copies = os.path.join(work, "copies")
    run(binary, "-r", "-o", copies, *folders)
    for how in ("content", "strict"):
        records = checked(binary, how, [copies])
        colored = [record["path"] for record in records if record["status"] == "color"]
        if how == "strict":
            colored = [path for path in colored if not has_table(path)]
        tap.ok(records and not colored, f"{len(records)} copies are gray: {how}",
               " ".join(colored))


def main():
    Image.init()
    binary, *folders = sys.argv[1:]
    binary = os.path.abspath(binary)
    folders = [os.path.abspath(folder) for folder in folders]
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        check_originals(tap, binary, work, folders)
        check_copies(tap, binary, work, folders)
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
