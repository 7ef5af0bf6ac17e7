#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check animated PNGs against Chromium and Pillow; report as TAP.

usage: check_apng.py GRAYMILL [CORPUS]

Takes what tests/data/odd_apngs.py makes, and every PNG below CORPUS that has
an acTL.  What is sound is converted, by the direct way with the chunks that
say how frames are shown, and is shown as the gray of what was shown, frame by
frame, for as long and as often.  A table tells of what is not sound, or not
shown by Chromium to its end, where the copy is shown otherwise.
"""
import collections
import os
import re
import struct
import sys
import tempfile

from PIL import Image

import chromium
import frames
import png_header
import staging
from png_header import chunks
from tap import Tap

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "data"))

import odd_apngs  # noqa: E402

LETTERS = {b"acTL": "a", b"fcTL": "c", b"IDAT": "I", b"fdAT": "d"}
# The first picture is a frame, or it is not.
SOUND = re.compile("(ac|ca)I+(cd+)*|aI+(cd+)+")
# How Pillow composes frames rightly: not those of 16 bits and of palettes.
MODES = {"L", "LA", "RGB", "RGBA"}
DEPTH_OFF = 1
# What Chromium loses when it multiplies alpha in, and when it blends.
SOFT_OFF = 2
BLENDED_OFF = 2


def payloads(path, *kinds):
    return [payload for kind, payload in chunks(path) if kind in kinds]


def has_numbers(path):
    """Those of fcTL and fdAT count from 0."""
    found = [payload[:4] for payload in payloads(path, b"fcTL", b"fdAT")]
    return found == [struct.pack(">I", i) for i in range(len(found))]


def is_sound(path):
    """One acTL before the pixels, and as many frames as it says, each with
    pixels and with numbers in order."""
    order = "".join(LETTERS.get(kind, "") for kind, _ in chunks(path))
    if not SOUND.fullmatch(order) or not has_numbers(path):
        return False
    n_frames, = struct.unpack(">I", payloads(path, b"acTL")[0][:4])
    return n_frames == order.count("c")


def limits(path):
    """Levels that 16 bits lose, and colours that were blended before they
    were gray."""
    header = png_header.read(path)
    is_deep = header.depth == 16
    has_alpha = header.type in {4, 6} or bool(payloads(path, b"tRNS"))
    has_blends = any(payload[-1] for payload in payloads(path, b"fcTL"))
    return {"most_off": BLENDED_OFF if has_alpha and has_blends
            else DEPTH_OFF * is_deep, "most_off_soft": SOFT_OFF,
            "alpha_off": BLENDED_OFF * is_deep}


def problem_of_chunks(picture):
    was, now = ([payload[4:] for payload in payloads(path, b"fcTL")]
                for path in (picture.path, picture.out))
    if was != now or payloads(picture.path, b"acTL") != \
            payloads(picture.out, b"acTL"):
        return "has other chunks that say how frames are shown"
    return None if has_numbers(picture.out) else "has other numbers"


def is_composed_by_pillow(path):
    with Image.open(path) as picture:
        return picture.mode in MODES and "transparency" not in picture.info


def problem_by_pillow(picture):
    return frames.problem_of(frames.by_pillow(picture.path),
                             frames.by_pillow(picture.out),
                             **limits(picture.path))


def check(tap, title, pictures, problem_of):
    problems = [(picture.name, problem_of(picture)) for picture in pictures]
    told = [f"{name} {problem}" for name, problem in problems if problem]
    tap.ok(pictures and not told, f"{title} ({len(pictures)} files)",
           "\n".join(told))


def problem_by_chromium(picture, was, copies):
    problem = frames.problem_of(was, copies[0], **limits(picture.path)) \
        if copies else picture.text
    if problem is None or (is_sound(picture.path) and not was.problem):
        return problem
    Tap.note(f"{picture.name}: {picture.way}, {problem}; Chromium: "
             f"{len(was.frames)} frames {was.problem or ''}")
    return None


def check_by_chromium(tap, pictures):
    title = "frames by Chromium"
    if not chromium.is_installed():
        chromium.skip(tap, title)
        return
    groups = [list(filter(None, (p.path, p.out))) for p in pictures]
    problems = {picture.path: problem_by_chromium(picture, was, copies)
                for picture, (was, *copies) in zip(
                    pictures, chromium.show_groups(groups))}
    check(tap, title, pictures, lambda picture: problems[picture.path])


def tell_ways(tap, pictures):
    ways = collections.Counter((p.folder, p.way) for p in pictures)
    for (folder, way), n in sorted(ways.items()):
        tap.note(f"{folder:5} {way:8} {n:4}")


def made(folder):
    os.mkdir(folder)
    for name, data in odd_apngs.all_of_them():
        path = os.path.join(folder, f"{name}.png")
        with open(path, "wb") as file:
            file.write(data)
        yield staging.Picture(os.path.join("made", name), path)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        pictures = list(made(os.path.join(work, "made")))
        if len(sys.argv) > 2:
            pictures += staging.stage(sys.argv[2], os.path.join(work, "in"),
                                      png_header.is_animation)
        out = os.path.join(work, "out")
        run = staging.convert(BINARY, pictures, out)
        staging.check_run(tap, pictures, run, out)
        sound = [picture for picture in pictures if is_sound(picture.path)]
        check(tap, "what is sound is converted", sound,
              lambda picture: picture.text)
        direct = [picture for picture in sound if picture.way == "direct"]
        check(tap, "chunks of the direct way", direct, problem_of_chunks)
        check(tap, "frames by Pillow", [
            picture for picture in direct
            if is_composed_by_pillow(picture.path) and
            is_composed_by_pillow(picture.out)], problem_by_pillow)
        check_by_chromium(tap, pictures)
        tell_ways(tap, pictures)
    return tap.end()


if __name__ == "__main__":
    BINARY = sys.argv[1]
    sys.exit(main())
