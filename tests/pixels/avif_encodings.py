# SPDX-License-Identifier: MIT
"""AVIF of every kind, made of one picture by libavif's own encoder."""
import os
import subprocess

import cv2
import numpy as np

# Odd, and larger than a tile's block.
WIDTH, HEIGHT = 211, 133
# Of a grid each tile has at least 64 pixels a side, and an even number.
GRID_WIDTH, GRID_HEIGHT = 256, 128
LOSSY = ["--min", "20", "--max", "20"]
LOSSLESS = ["--min", "0", "--max", "0", "--minalpha", "0", "--maxalpha", "0"]


def source(folder, photograph, alpha=False, deep=False, grid=False):
    """A part of the photograph, as PNG."""
    size = (GRID_WIDTH, GRID_HEIGHT) if grid else (WIDTH, HEIGHT)
    picture = cv2.resize(cv2.imread(photograph), size)
    if alpha:
        y, x = np.mgrid[0:size[1], 0:size[0]]
        picture = np.dstack([picture, ((x * 3 + y * 2) % 256).astype("u1")])
    if deep:
        picture = picture.astype("u2") * 257 + np.arange(size[0])[:, None] % 90
        picture = np.clip(picture, 0, 65535).astype("u2")
    path = os.path.join(folder, f"source{alpha:d}{deep:d}{grid:d}.png")
    cv2.imwrite(path, picture)
    return path


def kinds():
    """A name, the options, and what the source is."""
    for depth in ("8", "10", "12"):
        for yuv in ("400", "420", "422", "444"):
            for scale in ("full", "limited"):
                yield (f"{yuv}-{depth}-{scale}",
                       ["-d", depth, "-y", yuv, "-r", scale, *LOSSY],
                       {"deep": depth != "8"})
    for cicp in ("1/13/1", "1/1/1", "9/16/9", "2/2/2", "1/13/5", "1/13/7",
                 "12/13/12", "1/13/4"):
        for scale in ("full", "limited"):
            yield (f"cicp-{cicp.replace('/', '-')}-{scale}",
                   ["--cicp", cicp, "-y", "420", "-r", scale, *LOSSY], {})
    yield "identity", ["--lossless"], {}
    yield "identity-deep", ["--lossless", "-d", "10"], {"deep": True}
    yield "ycgco", ["--cicp", "1/13/8", "-y", "444", *LOSSY], {}
    for scale in ("full", "limited"):
        for yuv in ("400", "420"):
            yield (f"lossless-{yuv}-{scale}",
                   ["-y", yuv, "-r", scale, *LOSSLESS], {})
        yield (f"lossless-bt709-{scale}",
               ["-y", "444", "--cicp", "1/13/1", "-r", scale, *LOSSLESS], {})
    for yuv in ("400", "420", "444"):
        yield f"alpha-{yuv}", ["-y", yuv, *LOSSY], {"alpha": True}
        yield (f"premultiplied-{yuv}", ["-y", yuv, "-p", *LOSSY],
               {"alpha": True})
    yield ("alpha-deep", ["-y", "444", "-d", "12", *LOSSLESS],
           {"alpha": True, "deep": True})
    yield ("alpha-bt709", ["-y", "444", "--cicp", "1/13/1", *LOSSY],
           {"alpha": True})
    yield "grid", ["-y", "420", "--grid", "2x2", *LOSSY], {"grid": True}
    yield ("grid-alpha", ["-y", "444", "--grid", "4x1", *LOSSY],
           {"grid": True, "alpha": True})
    for turns in range(4):
        for mode in (None, "0", "1"):
            mirror = ["--imir", mode] if mode else []
            name = f"turned-{turns}-{mode}"
            yield name, ["--irot", str(turns), *mirror, *LOSSY], {}
            yield (f"{name}-bt709", ["--irot", str(turns), *mirror, "-y",
                                     "420", "--cicp", "1/13/1", *LOSSY], {})
    yield ("clap", ["-y", "420", "--clap",
                    "100,1,60,1,13,2,-9,2", "--irot", "1", *LOSSY], {})


def make(folder, photograph):
    """The paths of the files."""
    for name, options, wanted in kinds():
        path = os.path.join(folder, f"{name}.avif")
        run = subprocess.run(
            ["avifenc", "-j", "1", "-s", "9", *options,
             source(folder, photograph, **wanted), path],
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=3600)
        if run.returncode != 0:
            raise RuntimeError(f"{name}: {run.stderr.decode()}")
        yield path
