# SPDX-License-Identifier: MIT
"""Readers of gray JPEG files that are not ours, each as strict as it gets.

Samples are a two-dimensional array.  A problem is a text, or None.
"""
import os
import subprocess
import warnings

os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(1 << 30)

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

import jpeg_header  # noqa: E402

# Of EXIF that is cut short, of large pictures: all of it allowed.
warnings.filterwarnings("ignore", module="PIL")

# stb_image has the inverse transform of libjpeg's, but rounds otherwise.
STB_MEAN, STB_WORST = 0.05, 1


class Complaint(Exception):
    """A program failed, or wrote to stderr."""


def run_strictly(*command):
    """What it writes to stdout."""
    run = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=3600,
                         capture_output=True, check=False)
    if run.returncode != 0 or run.stderr:
        text = run.stderr.decode(errors="replace").strip()
        raise Complaint(text or f"status {run.returncode}")
    return run.stdout


def samples_of_pgm(data):
    fields = data.split(None, 4)
    if len(fields) < 4 or fields[0] != b"P5":
        raise Complaint("not gray")
    width, height = int(fields[1]), int(fields[2])
    samples = np.frombuffer(data[-width * height:], np.uint8)
    return samples.reshape(height, width)


def djpeg(path):
    return samples_of_pgm(run_strictly("djpeg", path))


def jpegtran(path, out, *options):
    """Whether it takes the picture without a word, and what it says."""
    try:
        run_strictly("jpegtran", "-grayscale", *options, "-copy", "all",
                     "-outfile", out, path)
    except Complaint as complaint:
        return str(complaint)
    return None


def difference(samples, others):
    """Largest and mean, or a problem."""
    if samples.shape != others.shape:
        raise Complaint(f"shape {others.shape}, not {samples.shape}")
    apart = cv2.absdiff(samples, others)
    return int(apart.max()), float(apart.mean())


def problem_for_opencv(path, samples):
    others = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    if others is None:
        return "cannot be read"
    worst, _ = difference(samples, others)
    return f"{worst} apart" if worst > 1 else None


def is_read_by_pillow(path):
    try:
        with Image.open(path) as picture:
            picture.load()
    except Exception:  # Pillow raises whatever a decoder comes across
        return False
    return True


def problem_for_pillow(original, path, samples):
    if not is_read_by_pillow(path):
        # It stumbles over some EXIF, which is kept as it is.
        return "no more" if is_read_by_pillow(original) else None
    with Image.open(path) as picture:
        if picture.mode != "L" or picture.size != samples.shape[::-1]:
            return f"mode {picture.mode}, size {picture.size}"
    return None


def problem_for_stb(tool, path, samples):
    worst, mean = difference(samples, samples_of_pgm(run_strictly(tool, path)))
    if worst > STB_WORST or mean > STB_MEAN:
        return f"{worst} apart, {mean:.3f} in the mean"
    return None


def problems_for_jpeginfo(paths):
    """All at once: its complaints, a line each."""
    run = subprocess.run(["jpeginfo", "-c", *paths], check=False, timeout=3600,
                         stdin=subprocess.DEVNULL, capture_output=True)
    lines = run.stdout.decode(errors="replace").splitlines()
    bad = [line for line in lines if " OK" not in line]
    if len(lines) != len(paths):
        bad.append(f"{len(lines)} lines for {len(paths)} files")
    return bad


def has_gray_pictures(output):
    """Whether its index tells of pictures, and all that it does are gray."""
    with Image.open(output) as image:
        modes = set()
        for i in range(getattr(image, "n_frames", 1)):
            image.seek(i)
            modes.add(image.mode)
        return modes == {"L"} and i > 0


def problem_of_segments(original, output):
    """No colour, nor an index of what is not there, may be in a gray file."""
    was, now = jpeg_header.read(original), jpeg_header.read(output)
    with open(output, "rb") as file:
        file.seek(-2, os.SEEK_END)
        ends_well = file.read() == b"\xff\xd9"
    problems = {
        f"{len(now.components)} components": len(now.components) != 1,
        "Adobe's segment": now.has_adobe,
        f"a profile for {now.icc_space}": now.icc_space not in {None, b"GRAY"},
        "an index of what is no gray picture":
            now.has_mpf and not has_gray_pictures(output),
        "no JFIF any more": was.has_jfif and not now.has_jfif,
        "bytes after the end": not ends_well,
    }
    return ", ".join(text for text, found in problems.items() if found)
