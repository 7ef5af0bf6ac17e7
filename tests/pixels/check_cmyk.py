#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check JPEGs of inks: gray as Pillow, djpeg and OpenCV see them; TAP.

usage: check_cmyk.py GRAYMILL [CORPUS]

CMYK and YCCK with every transform of Adobe's marker and without the marker,
baseline, in a scan for each component, and progressive, with every sampling.
"""
import io
import itertools
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

import jpeg_header
from tap import Tap

WIDTH, HEIGHT = 75, 51
DQT, DHT, SOF0, SOS, APP14 = 0xDB, 0xC4, 0xC0, 0xDA, 0xEE
IDS = b"CMYK"
# None is no marker; 2 is YCCK, and so is what the marker does not define.
TRANSFORMS = (None, 0, 1, 2, 3, 199)
# Of each component, across and down.
SAMPLINGS = {"full": "11 11 11 11", "halves": "22 11 11 22",
             "first only": "22 11 11 11", "rows": "21 11 11 21",
             "black only": "11 11 11 22"}
# Compressed again, with quality 100; other upsampling in OpenCV.
WORST, MEAN = 4, 1.0


def segment(code, payload):
    return bytes((0xFF, code)) + (len(payload) + 2).to_bytes(2, "big") + payload


def planes():
    """Ramps and edges; what the file holds, so 255 is no ink."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    ramps = [60 + 2 * x, 200 - 2 * x + y, 250 - 3 * y,
             255 - y - (x > WIDTH // 2) * 90]
    return [np.clip(ramp, 0, 255).astype(np.uint8) for ramp in ramps]


def gray_parts(plane):
    """Segments and data of a plane as a JPEG of its own."""
    file = io.BytesIO()
    Image.fromarray(plane).save(file, "JPEG", quality=95)
    data = file.getvalue()
    parts = list(jpeg_header.segments(data))
    at = data.index(segment(*parts[-1])) + len(segment(*parts[-1]))
    return parts, data[at:-2]


def shrink(plane, sampling, most):
    """To the size that a component of that sampling has."""
    down = [-(-size * int(part) // full) for size, part, full
            in zip((WIDTH, HEIGHT), sampling, most)]
    return np.asarray(Image.fromarray(plane).resize(down, Image.BOX))


def by_scans(samplings):
    """A scan for each component, all of them with one set of tables."""
    samplings = samplings.split()
    most = [max(int(s[i]) for s in samplings) for i in range(2)]
    frame = (b"\x08" + HEIGHT.to_bytes(2, "big") + WIDTH.to_bytes(2, "big") +
             b"\x04")
    head, scans = b"", b""
    for id, plane, sampling in zip(IDS, planes(), samplings):
        parts, data = gray_parts(shrink(plane, sampling, most))
        frame += bytes((id, int(sampling, 16), 0))
        head = b"".join(segment(code, payload) for code, payload in parts
                        if code in {DQT, DHT})
        scans += segment(SOS, bytes((1, id, 0, 0, 63, 0))) + data
    return b"\xff\xd8" + segment(SOF0, frame) + head + scans + b"\xff\xd9"


def jpegtran(data, *options):
    return subprocess.run(["jpegtran", *options], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


def mark(data, transform):
    """With Adobe's marker at its head, or without any."""
    marker = b"Adobe\0\x64\0\0\0\0"
    at = data.find(b"\xff\xee\0\x0e" + marker[:5])
    if at >= 0:
        data = data[:at] + data[at + 16:]
    if transform is None:
        return data
    return data[:2] + segment(APP14, marker + bytes((transform,))) + data[2:]


def kinds():
    for sampling, samplings in SAMPLINGS.items():
        scans = by_scans(samplings)
        yield f"scans, {sampling}", scans
        yield f"baseline, {sampling}", jpegtran(scans)
        yield f"progressive, {sampling}", jpegtran(scans, "-progressive")


def rec601(colors):
    red, green, blue = np.moveaxis(colors.astype(int), 2, 0)
    return (9798 * red + 19235 * green + 3735 * blue + (1 << 14)) >> 15


def of_pillow(path):
    """From the inks, with our formula."""
    light = 255 - np.asarray(Image.open(path)).astype(int)
    return rec601((light[..., :3] * light[..., 3:] + 127) // 255)


def of_djpeg(path):
    """Whatever it warns of."""
    run = subprocess.run(["djpeg", "-pnm", path], check=False,
                         capture_output=True)
    return rec601(np.asarray(Image.open(io.BytesIO(run.stdout))))


def of_opencv(path):
    return rec601(cv2.imread(path)[..., ::-1])


PEERS = {"Pillow": of_pillow, "djpeg": of_djpeg, "OpenCV": of_opencv}


def problems(path):
    """What differs from what the others see."""
    run = subprocess.run([BINARY, "-q", "--quality=100", "-o", "out", path],
                         stdin=subprocess.DEVNULL, capture_output=True,
                         check=False)
    if run.returncode != 0 or run.stderr:
        yield run.stderr.decode()
        return
    got = cv2.imread(os.path.join("out",
                                  "processed_" + os.path.basename(path)),
                     cv2.IMREAD_UNCHANGED).astype(int)
    for name, peer in PEERS.items():
        apart = np.abs(got - peer(path))
        if apart.max() > WORST or apart.mean() > MEAN:
            yield f"{name}: {apart.max()}, {apart.mean():.2f} in the mean"


def check_made(tap):
    for (name, data), transform in itertools.product(kinds(), TRANSFORMS):
        with open("x.jpg", "wb") as file:
            file.write(mark(data, transform))
        told = "no marker" if transform is None else f"transform {transform}"
        problem = "; ".join(problems("x.jpg"))
        tap.ok(not problem, f"{name}, {told}", problem)


def check_found(tap, corpus):
    tops = (os.path.join(corpus, "odd"),
            os.path.join(corpus, os.pardir, "pictures", "reported"))
    for top, _, names in itertools.chain(*map(os.walk, tops)):
        for path in (os.path.join(top, name) for name in sorted(names)):
            # With a profile it is another gray: check_profile.py.
            if (jpeg_header.is_jpeg(path) and
                    len(jpeg_header.read(path).components) == 4 and
                    jpeg_header.read(path).icc_space is None):
                problem = "; ".join(problems(path))
                tap.ok(not problem, os.path.relpath(path, corpus), problem)


def main():
    tap = Tap()
    corpus = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        check_made(tap)
        if corpus:
            check_found(tap, corpus)
        os.chdir("/")
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
