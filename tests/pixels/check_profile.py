#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The colour profiles of what is made of a folder's pictures; report as TAP.

usage: check_profile.py GRAYMILL CORPUS

Of each JPEG and PNG with a profile that Little CMS reads, and each PSD: what
is made has a profile of gray or none, and its samples are, by that profile or
else by that of sRGB, as light as the colours they were made of: along the
neutral axis L* differs by half of one at most.
"""
import io
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageCms

from tap import Tap

NAMES = (".jpg", ".jpeg", ".png", ".psd")
MOST = 0.5
CODES = np.arange(256, dtype=np.uint8)
# In 8 bits, 0 to 100.
STEP = 100 / 255
LAB = ImageCms.createProfile("LAB")
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


def parse(profile):
    """The profile, or None where Little CMS can make nothing of it."""
    try:
        parsed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
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


def convert(binary, path, policy, folder):
    """The path of what is made, or None."""
    run = subprocess.run([binary, "-q", "--profile=" + policy, "-o", folder,
                          path], stdin=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, check=False)
    return (os.path.join(folder, os.listdir(folder)[0])
            if run.returncode == 0 else None)


def has_gray_curve(profile):
    """Whether R = G = B of it is gray."""
    if profile.profile.xcolor_space.strip() != "RGB":
        return profile.profile.xcolor_space.strip() == "GRAY"
    picture = Image.fromarray(np.repeat(CODES[None, :, None], 3, axis=2))
    transform = ImageCms.buildTransform(profile, LAB, "RGB", "LAB", 1)
    lab = np.asarray(ImageCms.applyTransform(picture, transform))[0]
    return np.abs(lab[:, 1:].astype(np.int8)).max() <= 3


def check(tap, binary, path, name):
    profile = find_profile(path)
    source = profile and parse(profile)
    # What inks are, and such colours, no profile of gray can say.
    if not source or not has_gray_curve(source):
        return
    for policy in ("auto", "always", "never"):
        with tempfile.TemporaryDirectory() as folder:
            result = convert(binary, path, policy, folder)
            if result is not None:
                wrong = judge(source, result, policy)
                tap.ok(wrong is None, name + ", " + policy, wrong)


def main():
    binary, corpus = sys.argv[1:]
    tap = Tap()
    for path in pictures(corpus):
        check(tap, binary, path, os.path.relpath(path, corpus))
    tap.ok(tap.n_tests > 100, "pictures with profiles are there")
    return tap.end()


sys.exit(main())
