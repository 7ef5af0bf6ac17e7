# SPDX-License-Identifier: MIT
"""What becomes of odd and hostile files.

Every input must end in one status, every output must be a whole gray picture,
and what others can read may only be refused for a reason that stands in
refused.txt (path below the corpus, TAB, reason).
"""
import os
import re
import subprocess

import cv2
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = {"JPEG", "MPO", "PNG", "BMP", "DIB", "TGA", "PPM", "GIF",
           "WEBP"}
LINE = re.compile(r"^.*?/(\d{5})\.[^/]*?"
                  r"(?: -> (?P<out>.*) \(.*\)|: (?P<state>skipped|failed): "
                  r"(?P<text>.*))$")
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"P", b"RIFF")
TIFF_SIGNATURES = {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}
PHOTOMETRIC = re.compile(r"^ *Photometric Interpretation: (.*)$", re.MULTILINE)
GRAY_KINDS = {"min-is-black", "min-is-white", "CIE Log2(L)",
              "palette color (RGB from colormap)"}
DEATHS = re.compile(r"worker (killed|exited)|timed out")


def stage(corpus, folder):
    """Link every file under a number, so that no two outputs are one."""
    os.mkdir(folder)
    names = []
    for part in ("odd", "bad"):
        for top, folders, files in os.walk(os.path.join(corpus, part)):
            folders.sort()
            for name in sorted(files):
                path = os.path.join(top, name)
                extension = os.path.splitext(name)[1] or ".jpg"
                os.symlink(os.path.abspath(path), os.path.join(
                    folder, f"{len(names):05d}{extension}"))
                names.append(os.path.relpath(path, corpus))
    return names


def run_all(binary, work):
    """The inputs' numbers with (output, state, text), and the exit status."""
    run = subprocess.run([binary, "-v", "--timeout=3600", "-o",
                          os.path.join(work, "out"),
                          os.path.join(work, "in")],
                         stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=36000, check=False)
    *lines, summary = run.stdout.decode(errors="replace").splitlines()
    outcomes = {}
    for line in lines:
        match = LINE.match(line)
        assert match and match[1] not in outcomes, line
        outcomes[int(match[1])] = match["out"], match["state"], match["text"]
    return outcomes, run.returncode, summary


class Silence:
    """Closes stderr to libraries that write there whatever they are told."""

    def __enter__(self):
        self.kept = os.dup(2)
        self.null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(self.null, 2)

    def __exit__(self, *_):
        os.dup2(self.kept, 2)
        os.close(self.kept)
        os.close(self.null)


def read_by_pillow(path):
    try:
        with Image.open(path) as picture:
            picture.load()
            return picture.format in FORMATS
    except Exception:  # Pillow raises whatever a decoder comes across
        return False


def read_by_opencv(path):
    with open(path, "rb") as file:
        if not file.read(4).startswith(SIGNATURES):
            return False
    try:
        return cv2.imread(path, cv2.IMREAD_UNCHANGED) is not None
    except cv2.error:
        return False


def readers(path):
    """Who else makes a picture of it, whole or not."""
    with Silence():
        return ["Pillow"] * read_by_pillow(path) + \
            ["OpenCV"] * read_by_opencv(path)


def has_its_codes(path, original):
    """Codes of a GIF are copied, whatever they are."""
    with open(path, "rb") as file, open(original, "rb") as other:
        return file.read(3) == other.read(3) == b"GIF" and \
            not read_by_pillow(original)


def problem_of_webp(picture):
    """WebP has no gray: of some levels libwebp has one sample one apart."""
    samples = np.array(picture.convert("RGB"))
    return "has colours" if np.ptp(samples, axis=2).max() > 1 else None


def problem_of_tiff(path):
    """Of all pages; Pillow knows few kinds.  check_tiff_pages.py decodes."""
    info = subprocess.run(["tiffinfo", path], capture_output=True, check=False)
    if b"TIFF Directory" not in info.stdout:
        return "cannot be read"
    colours = set(PHOTOMETRIC.findall(info.stdout.decode(errors="replace")))
    colours -= GRAY_KINDS
    return f"has {colours.pop()}" if colours else None


def is_tiff(path):
    with open(path, "rb") as file:
        return file.read(4) in TIFF_SIGNATURES


def problem_of_output(path, original):
    if is_tiff(path):
        return problem_of_tiff(path)
    try:
        with Image.open(path) as picture:
            picture.load()
            mode = picture.mode
            if picture.format == "WEBP":
                return problem_of_webp(picture)
    except Exception as error:
        if has_its_codes(path, original):
            return None
        # Pillow knows neither HDR nor PAM.
        picture = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        return None if picture is not None else f"cannot be read: {error}"
    # Pillow shows 16-bit gray+alpha as RGBA, BMP with alpha too.
    return None if mode in {"1", "L", "LA", "I", "I;16", "P", "RGBA"} \
        else f"has mode {mode}"


def known_refusals():
    with open(os.path.join(HERE, "refused.txt"), encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("\t") for line in file
                    if not line.startswith("#"))


def check_refusals(tap, corpus, names, outcomes):
    known = known_refusals()
    surprises = []
    for number, (out, _, text) in sorted(outcomes.items()):
        name = names[number]
        if out is not None:
            if name in known:
                surprises.append(f"{name}\tis converted by now")
            continue
        if known.get(name) == text:
            continue
        who = readers(os.path.join(corpus, name))
        if who:
            surprises.append(f"{name}\t{text}\t({' and '.join(who)} read it)")
    tap.ok(not surprises, "odd, bad: what others read is converted, or "
           "refused as refused.txt says", "\n".join(surprises))


def check(tap, binary, corpus, work):
    names = stage(corpus, os.path.join(work, "in"))
    outcomes, status, summary = run_all(binary, work)
    tap.ok(status == 1, f"odd, bad: exit status 1 ({summary})", str(status))
    counted = sum(int(n) for n in re.findall(
        r"Processed: (\d+)|(\d+) skipped|(\d+) failed", summary)
        for n in n if n)
    tap.ok(counted == len(outcomes), "odd, bad: one status for each input")
    deaths = [f"{names[n]}: {text}" for n, (_, _, text) in outcomes.items()
              if text and DEATHS.search(text)]
    tap.ok(not deaths, "odd, bad: no worker dies", "\n".join(deaths))
    there = set(os.listdir(os.path.join(work, "out")))
    told = {os.path.basename(out) for out, _, _ in outcomes.values() if out}
    tap.ok(there == told, "odd, bad: outputs are what was said and no more",
           " ".join(sorted(there ^ told)))
    problems = []
    for number, (out, _, _) in sorted(outcomes.items()):
        problem = out and problem_of_output(
            out, os.path.join(corpus, names[number]))
        if problem:
            problems.append(f"{names[number]}: {problem}")
    tap.ok(not problems, "odd, bad: outputs are whole gray pictures",
           "\n".join(problems))
    check_refusals(tap, corpus, names, outcomes)
