#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what becomes of GIFs against Pillow and Chromium; report as TAP.

usage: check_gif.py GRAYMILL [FOLDER ...]

Takes what tests/data/odd_gifs.py makes and every .gif below the folders.  A
GIF has the bytes that it had up to its end, but for its colour tables, which
are gray by the formula, and is shown as the gray of what was shown, frame by
frame; so is the APNG of an animation.  Only what is cut short, or others do
not read to its end, may be refused.

First frames as PNG are compared with the indices that Pillow reads: what a
frame does not cover is transparent here and of colour 0 there; colours that a
table lacks are black here and gray there, and so are not compared.
"""
import dataclasses
import itertools
import os
import struct
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import GifImagePlugin, Image

import chromium
import frames
from gif_tables import n_colours, walk
from tap import Tap

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "data"))

import odd_gifs  # noqa: E402


RUNS = {"first": ("--to=png", "--frames=first"), "gif": (),
        "apng": ("--to=png",)}
FILMS = ("gif", "apng")


@dataclasses.dataclass
class Picture:
    set: str
    name: str
    path: str
    must_convert: bool

    def copy(self, run):
        """In the folder of that run."""
        return os.path.join(run, "processed_" + os.path.basename(self.path) +
                            ("" if run == "gif" else ".png"))

    def has_copy(self, run):
        return os.path.exists(self.copy(run))

    def is_animation(self):
        tables, _ = walk(read(self.path))
        return len(tables) > 2

    def has_end(self):
        data = read(self.path)
        return walk(data)[1] < len(data)


def graymill(run):
    subprocess.run([BINARY, "-q", *RUNS[run], "-o", run, "in"],
                   stdin=subprocess.DEVNULL, capture_output=True,
                   timeout=3600, check=False)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def indices_by_pillow(path):
    """Those of the first frame, the palette, what is inside, and is clear."""
    GifImagePlugin.LOADING_STRATEGY = \
        GifImagePlugin.LoadingStrategy.RGB_AFTER_FIRST
    try:
        with Image.open(path) as picture:
            picture.load()
            palette = picture.getpalette() if picture.mode == "P" else [
                i // 3 for i in range(768)]
            return (np.array(picture), palette, picture.dispose_extent,
                    picture.info.get("transparency", -1))
    finally:
        GifImagePlugin.LOADING_STRATEGY = \
            GifImagePlugin.LoadingStrategy.RGB_ALWAYS


def first_by_pillow(path):
    """Gray, alpha, and where they are to be compared; or None."""
    try:
        indices, palette, (x0, y0, x1, y1), clear = indices_by_pillow(path)
    except Exception:  # Pillow raises whatever a decoder comes across
        return None
    colours = np.zeros((256, 1, 3), np.uint8)
    colours[:len(palette) // 3, 0] = np.reshape(palette, (-1, 3))
    gray = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)[:, 0]
    inside = np.zeros(indices.shape, bool)
    inside[y0:y1, x0:x1] = True
    alpha = np.where(inside & (indices != clear), 255, 0)
    return gray[indices], alpha, indices < n_colours(read(path))


def problem_of_png(picture):
    want = first_by_pillow(picture.path)
    if not picture.has_copy("first"):
        return "is refused" if want or picture.must_convert else None
    if want is None:
        return None
    with Image.open(picture.copy("first")) as copy:
        got = np.array(copy.convert("LA"))
    gray, alpha, is_there = want
    if got.shape[:2] != gray.shape:
        return f"has {got.shape[1]}x{got.shape[0]} pixels"
    if not np.array_equal(got[..., 1], alpha):
        return "has another alpha"
    # Alpha 0 has no colour.
    if (got[..., 0] != gray)[is_there & (alpha > 0)].any():
        return "has other pixels"
    return "is not black" if got[..., 0][~is_there].any() else None


def problem_of_bytes(was, now):
    tables, end = walk(was)
    want = bytearray(was[:end + 1])
    for at, n in filter(None, tables):
        n = min(n, (len(was) - at) // 3)
        colours = np.frombuffer(was, np.uint8, 3 * n, at).reshape(1, n, 3)
        want[at:at + 3 * n] = frames.gray_of(colours).repeat(3).tobytes()
    if end >= len(was):
        # What is cut short gets an end, where its last whole block has one.
        now = now.rstrip(b"\0;")
        want = want[:len(now)]
    if len(want) != len(now):
        return f"had {len(want)} bytes, has {len(now)}"
    apart = [i for i in range(len(want)) if want[i] != now[i]]
    return f"has other bytes at {apart[:9]}" if apart else None


def problem_of_gif(picture):
    shown = frames.by_pillow(picture.path)
    if not picture.has_copy("gif"):
        whole = picture.has_end() and shown.problem is None
        return "is refused" if whole else None
    copy = picture.copy("gif")
    gray = frames.by_pillow(copy)
    if not picture.has_end():
        # The copy has an end, where Pillow may find a fault or none.
        shown.problem = gray.problem = None
    return problem_of_bytes(read(picture.path), read(copy)) or \
        frames.problem_of(shown, gray)


def check(tap, title, pictures, problem_of):
    """One test for each set."""
    for name in dict.fromkeys(picture.set for picture in pictures):
        chosen = [picture for picture in pictures if picture.set == name]
        problems = [(picture.name, problem_of(picture)) for picture in chosen]
        tap.ok(not any(problem for _, problem in problems),
               f"{name}: {title} ({len(chosen)} files)",
               "\n".join(f"{name} {problem}" for name, problem in problems
                         if problem))


def problem_of_film(film, shown):
    """What is shown of an animation, then of its copies."""
    was, *copies = shown
    pillow = frames.by_pillow(film.path)
    for run in FILMS:
        if not film.has_copy(run):
            if film.has_end() and not was.problem and not pillow.problem:
                return f"is refused as {run}"
            continue
        now = copies.pop(0)
        if run == "apng" and (was.problem or
                              len(was.frames) != len(pillow.frames)):
            Tap.note(f"{film.name}: {len(was.frames)} frames in Chromium, "
                     f"{len(pillow.frames)} in Pillow, {len(now.frames)} as "
                     "APNG")
            continue
        problem = frames.problem_of(was, now)
        if problem:
            return f"{problem}, as {run}"
    return None


def check_by_chromium(tap, pictures):
    """The animations, whose frames are composed in every way there is."""
    title = "animations, by Chromium"
    if not chromium.is_installed():
        chromium.skip(tap, title)
        return
    films = [picture for picture in pictures if picture.is_animation()]
    groups = [[film.path, *(film.copy(run) for run in FILMS
                            if film.has_copy(run))] for film in films]
    problems = {film.path: problem_of_film(film, shown)
                for film, shown in zip(films, chromium.show_groups(groups))}
    check(tap, title, films, lambda film: problems[film.path])


def animations():
    """Frames of each disposal after each other, of several sizes; with a
    clear colour and without, by tables of their own or that of all."""
    for after, clear, own in itertools.product(range(4), (0, 1), (None, 3)):
        data = odd_gifs.screen((30, 20), 4)
        if after != 1:
            data += b"!\xff\x0bNETSCAPE2.0\3\1%c\0\0" % after
        for i, place in enumerate([(0, 0, 30, 20), (3, 2, 20, 10),
                                   (10, 0, 8, 20), (0, 5, 30, 5)] * 2):
            disposal = i if after == 0 else after
            data += struct.pack("<3sBHBB", b"!\xf9\4", disposal % 4 << 2 |
                                clear, 7 * i, i % 8, 0)
            data += odd_gifs.frame(place[2:], 3, place[:2], own=own,
                                   interlaced=i % 2 > 0)
        yield data + b";"


def made():
    """What odd_gifs.py makes, and animations."""
    for kind, make in {**odd_gifs.KINDS, "animations": animations}.items():
        for i, data in enumerate(make()):
            name = f"{kind}-{i}.gif"
            with open(f"in/{name}", "wb") as file:
                file.write(data)
            yield Picture(kind, name, f"in/{name}", True)


def found(folder):
    for top, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.lower().endswith(".gif"):
                path = f"in/{len(os.listdir('in'))}.gif"
                os.symlink(os.path.join(top, name), path)
                yield Picture(os.path.basename(folder), name, path, False)


def main():
    tap = Tap()
    folders = [os.path.abspath(folder) for folder in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        os.mkdir("in")
        pictures = list(made())
        for folder in folders:
            pictures += found(folder)
        for run in RUNS:
            graymill(run)
        check(tap, "first frames as PNG", pictures, problem_of_png)
        check(tap, "GIF to GIF", pictures, problem_of_gif)
        check_by_chromium(tap, pictures)
        os.chdir("/")
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
