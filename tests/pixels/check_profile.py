#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The colour profiles of what is made of a folder's pictures; report as TAP.

usage: check_profile.py GRAYMILL CORPUS

Of each JPEG and PNG with a profile that Little CMS reads, and each PSD: what
is made has a profile of gray or none, and its samples are, by that profile or
else by that of sRGB, as light as the colours they were made of: along the
neutral axis L* differs by half of one at most.  Where R = G = B of it is no
gray, and where it is of inks, as also in PSDs that are made here, the gray is
that of what Little CMS makes of the colours in sRGB: relative colorimetric,
with black point compensation.  By --gray=linear it is Y of the colours, within
a level of 8 bits, on the curve of the profile.
"""
import io
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image, ImageCms

from tap import Tap

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "data"))
from odd_formats import psd_file, resource  # noqa: E402

NAMES = (".jpg", ".jpeg", ".png", ".psd")
MOST = 0.5
CODES = np.arange(256, dtype=np.uint8)
# In 8 bits, 0 to 100.
STEP = 100 / 255
LAB = ImageCms.createProfile("LAB")
# cmsFLAGS_BLACKPOINTCOMPENSATION; cmsFLAGS_NOOPTIMIZE: without a table for the
# whole way, as of 16 bits.
BLACK_POINTS, EXACTLY = 0x2000, 0x100
# Y of the colorants, D50.
SRGB_WEIGHTS = (0.22249, 0.71689, 0.06062)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def find_profile(path):
    """The bytes of it, None where there is none or no picture."""
    try:
        with Image.open(path) as picture:
            return picture.info.get("icc_profile")
    except (OSError, SyntaxError, ValueError, OverflowError,
            Image.DecompressionBombError):
        return None


def lightness(profile):
    """L* of all codes of 8 bits, R = G = B where it is of colours."""
    if profile.profile.xcolor_space.strip() == "GRAY":
        mode, picture = "L", Image.fromarray(CODES[None])
    else:
        mode = "RGB"
        picture = Image.fromarray(np.repeat(CODES[None, :, None], 3, axis=2))
    transform = ImageCms.buildTransform(profile, LAB, mode, "LAB", 1)
    lab = np.asarray(ImageCms.applyTransform(picture, transform))
    return lab[0, :, 0] * STEP


def is_of_inks(profile):
    return profile.profile.xcolor_space.strip() == "CMYK"


def parse(profile):
    """The profile, or None where Little CMS can make nothing of it."""
    try:
        parsed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if not is_of_inks(parsed):
            lightness(parsed)
    except (OSError, ImageCms.PyCMSError):
        return None
    return parsed


def pictures(corpus):
    for folder, _, names in sorted(os.walk(corpus)):
        for name in sorted(names):
            if name.lower().endswith(NAMES) and "/bad" not in folder:
                yield os.path.join(folder, name)


def judge(source, result, policy):
    """What is wrong with it, or None."""
    gray = find_profile(result)
    if policy == "never":
        return None if gray is None else "has a profile"
    if gray is None and policy == "always":
        return "has no profile"
    made = SRGB if gray is None else parse(gray)
    if made is None:
        return "its profile cannot be read"
    if gray is not None and made.profile.xcolor_space.strip() != "GRAY":
        return "its profile is of " + made.profile.xcolor_space
    apart = np.abs(lightness(made) - lightness(source)).max()
    return "L* is off by %.2f" % apart if apart > MOST + STEP else None


def convert(binary, path, policy, folder, *options):
    """The path of what is made, or None."""
    run = subprocess.run([binary, "-q", "--profile=" + policy, "-o", folder,
                          *options, path], stdin=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, check=False)
    return (os.path.join(folder, os.listdir(folder)[0])
            if run.returncode == 0 else None)


def rec601(colors):
    r, g, b = np.moveaxis(colors.astype(int), 2, 0)
    return (9798 * r + 19235 * g + 3735 * b + 16384) >> 15


def to_srgb(picture, profile, flags=0):
    """Its colours as the profile has them, 8 bits."""
    transform = ImageCms.buildTransform(
        profile, SRGB, picture.mode, "RGB", 1, BLACK_POINTS | flags)
    return np.asarray(ImageCms.applyTransform(picture, transform))


def judge_gray(result, expected, policy):
    """What is wrong with a picture that went through sRGB, or None."""
    if (find_profile(result) is not None) != (policy == "always"):
        return "has a profile" if policy == "auto" else "has none"
    gray = cv2.imread(result, cv2.IMREAD_UNCHANGED)
    gray = np.rint(gray / (257 if gray.dtype == np.uint16 else 1))
    apart = np.abs(gray - expected)
    return ("gray is off by %d, %.2f in the mean" % (apart.max(), apart.mean())
            if apart.max() > 1 or apart.mean() > 0.25 else None)


def check_through_srgb(tap, binary, path, name, expected):
    for policy in ("auto", "always"):
        with tempfile.TemporaryDirectory() as folder:
            result = convert(binary, path, policy, folder, "--quality=100")
            wrong = ("is not converted" if result is None
                     else judge_gray(result, expected, policy))
            tap.ok(wrong is None, name + ", by sRGB, " + policy, wrong)


def check_inks(tap, binary, profile, folder):
    """PSDs, whose channels are 255 where there is no ink."""
    y, x = np.mgrid[0:64, 0:64]
    inks = np.stack([x * 4, y * 4, (x + y) * 2, (x * y) % 256],
                    axis=2).astype(np.uint8)
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    picture = Image.fromarray(255 - inks, "CMYK")
    for depth, dtype, scale, flags in ((8, np.uint8, 1, 0),
                                       (16, ">u2", 257, EXACTLY)):
        expected = rec601(to_srgb(picture, source, flags))
        planes = [(inks[..., i].astype(int) * scale).astype(dtype).tobytes()
                  for i in range(4)]
        path = os.path.join(folder, "%d.psd" % depth)
        with open(path, "wb") as file:
            file.write(psd_file(4, depth, (64, 64), planes,
                                resources=resource(1039, profile)))
        check_through_srgb(tap, binary, path, "PSD of inks, %d bits" % depth,
                           expected)


def has_gray_curve(profile):
    """Whether R = G = B of it is gray."""
    if profile.profile.xcolor_space.strip() != "RGB":
        return profile.profile.xcolor_space.strip() == "GRAY"
    picture = Image.fromarray(np.repeat(CODES[None, :, None], 3, axis=2))
    transform = ImageCms.buildTransform(profile, LAB, "RGB", "LAB", 1)
    lab = np.asarray(ImageCms.applyTransform(picture, transform))[0]
    return np.abs(lab[:, 1:].astype(np.int8)).max() <= 3


def has_light_of_srgb(profile):
    """Whether its Y is told by the weights of BT.709 and the curve of sRGB."""
    columns = [getattr(profile.profile, color + "_colorant")[0]
               for color in ("red", "green", "blue")]
    weights = np.array([column[1] for column in columns])
    apart = np.abs(lightness(profile) - lightness(SRGB)).max()
    return (np.abs(weights / weights.sum() - SRGB_WEIGHTS).max() < 0.002 and
            apart <= STEP)


def light_of_srgb(colors):
    codes = np.arange(256) / 255
    light = np.where(codes <= 0.04045, codes / 12.92,
                     ((codes + 0.055) / 1.055) ** 2.4)
    y = light[colors] @ (0.2126, 0.7152, 0.0722)
    return 255 * np.where(y <= 0.0031308, y * 12.92,
                          1.055 * y ** (1 / 2.4) - 0.055)


def check_linear(tap, binary, path, name, source):
    """As Little CMS makes gray by the profile that the copy has."""
    with tempfile.TemporaryDirectory() as folder:
        result = convert(binary, path, "always", folder, "--gray=linear",
                         "--to=png")
        if result is None:
            return
        gray = cv2.imread(result, cv2.IMREAD_UNCHANGED)
        made = parse(find_profile(result))
    # Of 16 bits Pillow reads the high ones.
    if gray.dtype != np.uint8:
        return
    with Image.open(path) as picture:
        colors = picture.convert("RGB")
    gray = gray[..., 0] if gray.ndim == 3 else gray
    if has_light_of_srgb(source):
        expected = light_of_srgb(np.asarray(colors))
    else:
        transform = ImageCms.buildTransform(source, made, "RGB", "L", 1,
                                            EXACTLY)
        expected = np.asarray(ImageCms.applyTransform(colors, transform))
    apart = np.abs(gray - expected.astype(float)).max()
    tap.ok(apart <= 1, name + ", linear", "off by %.2f" % apart)


def is_linear_known(path, source):
    """Of PSDs the merged picture is another matter; tables have no colorants."""
    with Image.open(path) as picture:
        return (picture.format in {"JPEG", "PNG"} and
                picture.mode in {"RGB", "RGBA", "P"} and
                source.profile.xcolor_space.strip() == "RGB" and
                source.profile.is_matrix_shaper)


def check(tap, binary, path, name):
    profile = find_profile(path)
    source = profile and parse(profile)
    if not source:
        return
    if not has_gray_curve(source):
        with Image.open(path) as picture:
            expected = rec601(to_srgb(picture, source))
        check_through_srgb(tap, binary, path, name, expected)
        return
    if is_linear_known(path, source):
        check_linear(tap, binary, path, name, source)
    for policy in ("auto", "always", "never"):
        with tempfile.TemporaryDirectory() as folder:
            result = convert(binary, path, policy, folder)
            if result is not None:
                wrong = judge(source, result, policy)
                tap.ok(wrong is None, name + ", " + policy, wrong)


def main():
    binary, corpus = sys.argv[1:]
    tap = Tap()
    inks = None
    for path in pictures(corpus):
        check(tap, binary, path, os.path.relpath(path, corpus))
        profile = find_profile(path)
        if profile and profile[16:20] == b"CMYK":
            inks = profile
    tap.ok(inks is not None, "a profile of inks is there")
    with tempfile.TemporaryDirectory() as folder:
        if inks:
            check_inks(tap, binary, inks, folder)
    tap.ok(tap.n_tests > 100, "pictures with profiles are there")
    return tap.end()


sys.exit(main())
