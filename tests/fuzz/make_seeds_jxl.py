#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small JPEG XL files of every kind, for fuzzing to start from.

usage: make_seeds_jxl.py FOLDER

Needs python3-numpy, python3-pil, libjpeg-turbo-progs and libjxl-tools.
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

LOSSLESS = ["-d", "0", "-e", "3"]
LOSSY = ["-d", "1", "-e", "3"]
MODULAR = ["-d", "1", "-m", "1", "-e", "3"]


def scene(channels, width=18, height=14, dtype=np.uint8):
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 13, y * 17, (x + y) * 8, x * y]
    if channels < 3:
        planes = [planes[0], planes[3]]
    pixels = np.dstack(planes[:channels]).astype(dtype)
    return pixels * 257 if dtype == np.uint16 else pixels


def png(pixels, **options):
    def write(path):
        image = pixels[..., 0] if pixels.shape[2] == 1 else pixels
        Image.fromarray(image).save(path, "PNG", **options)
    return write


def pfm(channels):
    """Floats, some of them beyond white."""
    def write(path):
        pixels = scene(channels).astype("<f4") / 200
        with open(path, "wb") as file:
            file.write(b"%s\n18 14\n-1.0\n" % (b"PF" if channels == 3
                                              else b"Pf"))
            file.write(pixels.tobytes())
    return write


def pam16(path):
    """Gray of 16 bits with alpha."""
    with open(path, "wb") as file:
        file.write(b"P7\nWIDTH 18\nHEIGHT 14\nDEPTH 2\nMAXVAL 65535\n"
                   b"TUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n")
        file.write(scene(2, dtype=np.uint16).astype(">u2").tobytes())


def frames(path):
    first, *more = (Image.fromarray(np.roll(scene(3), i, 0))
                    for i in range(3))
    first.save(path, "PNG", save_all=True, append_images=more, duration=100)


def jpeg(*options, exif=b""):
    def write(path):
        with tempfile.NamedTemporaryFile(suffix=".ppm") as source:
            Image.fromarray(scene(3, 40, 24)).save(source.name)
            data = subprocess.run(["cjpeg", *options, source.name],
                                  stdout=subprocess.PIPE, check=True).stdout
        if exif:
            data = data[:2] + metadata.segment(0xe1, b"Exif\0\0" + exif) + \
                data[2:]
        with open(path, "wb") as file:
            file.write(data)
    return write


def kinds():
    """Name, ending and maker of a source, options of cjxl."""
    for channels in range(1, 5):
        for name, options in (("lossless", LOSSLESS), ("lossy", LOSSY),
                              ("modular", MODULAR)):
            yield (f"{name}-{channels}", "png", png(scene(channels)), options)
    yield ("deep", "png", png(scene(1, dtype=np.uint16)), LOSSLESS)
    yield ("deep-alpha", "pam", pam16, LOSSLESS)
    for channels in (1, 3):
        yield (f"floats-{channels}", "pfm", pfm(channels), LOSSLESS)
        yield (f"lossy-floats-{channels}", "pfm", pfm(channels), LOSSY)
    exif = metadata.oriented(6)
    yield ("boxes", "png", png(scene(3), exif=exif,
                               icc_profile=metadata.profile()),
           [*LOSSLESS, "--container=1"])
    yield ("progressive", "png", png(scene(3, 300, 20)), [*LOSSY, "-p"])
    yield ("noise", "png", png(scene(3, 80, 60)),
           [*LOSSY, "--photon_noise=ISO3200"])
    yield ("squeezed", "png", png(scene(3)), [*MODULAR, "-R", "1"])
    yield ("hard", "png", png(scene(4)), ["-d", "0", "-e", "8"])
    yield ("frames", "apng", frames, LOSSLESS)
    yield ("lossy-frames", "apng", frames, LOSSY)
    for sample in ("1x1", "2x2", "2x1"):
        for name, options in (("jpeg", []), ("jpeg-progressive",
                                             ["-progressive"])):
            yield (f"{name}-{sample}", "jpg",
                   jpeg("-sample", sample, *options), ["-e", "3"])
    yield ("jpeg-gray", "jpg", jpeg("-grayscale"), ["-e", "3"])
    yield ("jpeg-restart", "jpg", jpeg("-restart", "1"), ["-e", "3"])
    yield ("jpeg-exif", "jpg", jpeg(exif=exif), ["-e", "3"])
    yield ("jpeg-alone", "jpg", jpeg(), ["-e", "3", "--jpeg_store_metadata=0"])


def brob(name, content):
    """A box that is compressed (Brotli, RFC 7932): stored, as one block."""
    head = len(content) - 1 << 4 | 1 << 20
    return metadata.box(b"brob", name + head.to_bytes(3, "little") + content +
                        b"\3")


def seeds():
    with tempfile.TemporaryDirectory() as work:
        coded = os.path.join(work, "coded.jxl")
        for name, ending, write, options in kinds():
            source = os.path.join(work, "source." + ending)
            write(source)
            done = subprocess.run(
                ["cjxl", "--num_threads=0", *options, source, coded],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, check=False)
            if done.returncode != 0:
                sys.exit(f"{name}: {done.stdout.decode()}")
            with open(coded, "rb") as file:
                data = file.read()
            yield name, data
            if name == "boxes":
                yield "compressed-boxes", data + brob(b"xml ", metadata.XMP)
            yield name + "-cut", data[:len(data) * 2 // 3]


if __name__ == "__main__":
    seeds_folder.write(sys.argv[1], seeds())
