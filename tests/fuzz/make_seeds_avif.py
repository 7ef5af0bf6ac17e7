#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small AVIF files of every kind, for fuzzing to start from.

usage: make_seeds_avif.py FOLDER

Needs python3-numpy, python3-pil and libavif-bin.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "cli"))

import metadata  # noqa: E402
import seeds_folder  # noqa: E402

LOSSY = ["--min", "30", "--max", "30"]


def scene(path, alpha, width=18, height=14):
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 13, y * 17, (x + y) * 8]
    if alpha:
        planes.append(x * y)
    Image.fromarray(np.dstack(planes).astype(np.uint8)).save(path)


def kinds():
    for yuv in ("400", "420", "422", "444"):
        yield f"{yuv}", ["-y", yuv, *LOSSY], {}
        yield f"{yuv}-alpha", ["-y", yuv, *LOSSY], {"alpha": True}
    for depth in ("10", "12"):
        yield (f"depth-{depth}", ["-d", depth, "-y", "420", "-r", "limited",
                                  *LOSSY], {"alpha": True})
    yield "identity", ["--lossless"], {"alpha": True}
    yield "gray", ["-y", "400", "--min", "0", "--max", "0"], {}
    yield "limited", ["-y", "420", "-r", "limited", *LOSSY], {}
    for matrix in ("1", "8", "9"):
        yield (f"matrix-{matrix}", ["-y", "444", "--cicp", f"1/13/{matrix}",
                                    *LOSSY], {})
    yield "multiplied", ["-p", "-y", "444", *LOSSY], {"alpha": True}
    for turns in range(4):
        yield (f"turned-{turns}", ["--irot", str(turns), "--imir",
                                   str(turns % 2), *LOSSY], {})
    yield "clap", ["-y", "420", "--clap", "10,1,8,1,0,1,-1,1", *LOSSY], {}
    yield ("grid", ["-y", "420", "--grid", "2x1", *LOSSY],
           {"width": 128, "height": 64})


def seeds():
    with tempfile.TemporaryDirectory() as work:
        source, coded = (os.path.join(work, name)
                         for name in ("source.png", "coded.avif"))
        meta = []
        for option, name, data in (("--exif", "exif", metadata.EXIF),
                                   ("--xmp", "xmp", metadata.XMP),
                                   ("--icc", "icc", metadata.profile())):
            path = os.path.join(work, name)
            with open(path, "wb") as file:
                file.write(data)
            meta += [option, path]
        for name, options, shape in [*kinds(), ("meta", [*meta, *LOSSY], {}),
                                     ("frames", [*LOSSY], {})]:
            scene(source, shape.pop("alpha", False), **shape)
            inputs = [source] * (3 if name == "frames" else 1)
            subprocess.run(["avifenc", "-j", "1", "-s", "10", *options,
                            *inputs, coded], stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, check=True)
            with open(coded, "rb") as file:
                data = file.read()
            yield name, data
        yield "cut", data[:len(data) * 2 // 3]


if __name__ == "__main__":
    seeds_folder.write(sys.argv[1], seeds())
