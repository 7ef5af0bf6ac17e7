#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check the ways from a WebP to its gray one; report as TAP.

usage: check_webp.py GRAYMILL PHOTOGRAPHS [CORPUS]

Takes what webp_encodings.py makes of the photographs of a folder, all of which
must be converted, and every WebP below CORPUS, which must be that Pillow
reads.

Of lossy pictures, frame by frame: Y is what it was and chroma neutral, as
libwebp (dwebp) and ffmpeg, which has a decoder of its own, have it; alpha
keeps its bytes; no file is more than 0.5 % larger.  In Pillow and Chromium R,
G and B are one, but for three levels, where libwebp has one of them one apart.
Lossless pictures are the gray of what they were, with alpha and what it hides.
Animations have their frames where they were, as long and as often.
"""
import collections
import dataclasses
import os
import sys
import tempfile

import numpy as np

import chromium
import frames
import staging
import webp_encodings
import webp_parts
from tap import Tap
from webp_judges import by_dwebp, by_ffmpeg, pam, planes, read

LARGER = 1.005
# Bytes that RIFF may need to be even.
PADDING = 2
NEUTRAL = 128
# Levels, of what was blended before it was gray.
BLENDED_OFF = 2
N_UNEVEN = 3


def problem_of_planes(was, now, size):
    if not was or len(was) != len(now):
        return f"had {len(was)} samples, has {len(now)}"
    (luma, _, _, alpha), copy = planes(was, size), planes(now, size)
    if not np.array_equal(luma, copy[0]):
        return f"has another Y, in {np.count_nonzero(luma != copy[0])} places"
    if not np.array_equal(alpha, copy[3]):
        return "has another alpha"
    return None if (np.concatenate(copy[1:3]) == NEUTRAL).all() \
        else "has colours"


class Frame:
    """A frame of an input and of its copy, as files of their own."""

    def __init__(self, folder, picture, i, was, now):
        self.name = picture.name + (f", frame {i}" if was.head else "")
        self.was, self.now = was, now
        self.is_lossy = was.kind == b"VP8 "
        stem = os.path.basename(picture.path) + f"-{i}"
        self.paths = [os.path.join(folder, f"{stem}-{side}.webp")
                      for side in ("was", "now")]
        for path, frame in zip(self.paths, (was, now)):
            with open(path, "wb") as file:
                file.write(frame.as_file())


def problem_of_container(picture):
    was, now = (webp_parts.frames(path)
                for path in (picture.path, picture.out))
    if len(was) != len(now):
        return f"had {len(was)} frames, has {len(now)}"
    plays = [payload[4:] for path in (picture.path, picture.out) for kind,
             payload in webp_parts.chunks(path) if kind == b"ANIM"]
    if len(set(plays)) > 1:
        return f"was played {plays[0]} times, is {plays[1]}"
    for i, (old, new) in enumerate(zip(was, now)):
        if (old.head, old.kind, old.size()) != (new.head, new.kind,
                                                new.size()):
            return f"frame {i} is another kind, or elsewhere"
        if old.kind == b"VP8 " and old.alpha != new.alpha:
            return f"frame {i} has other bytes of alpha"
    return None


def problem_of_nbytes(picture):
    was, now = (os.path.getsize(path) for path in (picture.path, picture.out))
    return f"had {was} bytes, has {now}" \
        if now > max(LARGER * was, was + PADDING) else None


def check(tap, title, items, problem_of):
    problems = [(item.name, problem_of(item)) for item in items]
    told = [f"{name} {problem}" for name, problem in problems if problem]
    tap.ok(items and not told, f"{title} ({len(items)})", "\n".join(told))


def check_planes(tap, lossy, folder):
    paths = sum((frame.paths for frame in lossy), [])
    for decode in (by_dwebp, by_ffmpeg):
        outs = iter(decode(paths, folder))
        decoded = {frame.name: (next(outs), next(outs)) for frame in lossy}
        check(tap, f"planes, {decode.__name__}", lossy,
              lambda frame: problem_of_planes(
                  *map(read, decoded[frame.name]), frame.was.size()))


def problem_of_levels(shown, uneven):
    """Opaque pixels have R, G and B that are one or beside each other; where
    they are not one, the colour is put to uneven."""
    for rgba in shown.frames:
        rgb = rgba[rgba[..., 3] == 255][:, :3]
        apart = np.ptp(rgb, axis=1) if rgb.size else np.zeros(0, np.uint8)
        if apart.max(initial=0) > 1:
            return f"has colours {apart.max()} levels apart"
        uneven |= set(map(tuple, np.unique(rgb[apart > 0], axis=0)))
    return shown.problem


def check_levels(tap, judge, names, all_shown):
    uneven = set()
    problems = [(name, problem_of_levels(shown, uneven))
                for name, shown in zip(names, all_shown)]
    told = [f"{name} {problem}" for name, problem in problems if problem]
    tap.ok(names and not told, f"lossy is gray in {judge} ({len(names)})",
           "\n".join(told))
    tap.ok(len(uneven) <= N_UNEVEN, f"levels of {judge} where R, G and B are "
           "not one", str(sorted(uneven)))


def problem_of_samples(frame):
    was, now = map(pam, frame.paths)
    return frames.problem_of_frame(was, now, invisible=True)


def problem_of_film(has_loss, was, now):
    """Of an animation as it is composed; of lossy ones only when, for how
    long, and how clear."""
    if not has_loss:
        return frames.problem_of(was, now, most_off=BLENDED_OFF,
                                 most_off_soft=BLENDED_OFF)
    alphas = [dataclasses.replace(
        shown, frames=[frame[..., [3, 3, 3, 3]] for frame in shown.frames])
        for shown in (was, now)]
    return frames.problem_of(*alphas) or problem_of_levels(now, set())


def is_lossy(picture):
    return any(frame.kind == b"VP8 "
               for frame in webp_parts.frames(picture.path))


def check_films(tap, judge, films, groups):
    problems = {film.path: problem_of_film(is_lossy(film), *group)
                for film, group in zip(films, groups)}
    check(tap, f"animations in {judge}", films,
          lambda film: problems[film.path])


def check_shown(tap, pictures):
    """Stills and animations as they are shown."""
    films = [p for p in pictures if webp_parts.is_animation(p.path)]
    stills = [p for p in pictures if is_lossy(p) and p not in films]
    names = [picture.name for picture in stills]
    check_levels(tap, "Pillow", names, (
        frames.by_pillow(picture.out) for picture in stills))
    check_films(tap, "Pillow", films, (
        [frames.by_pillow(path) for path in (film.path, film.out)]
        for film in films))
    if not chromium.is_installed():
        chromium.skip(tap, "as Chromium shows them")
        return
    check_levels(tap, "Chromium", names, chromium.show(
        picture.out for picture in stills))
    check_films(tap, "Chromium", films, chromium.show_groups(
        [[film.path, film.out] for film in films]))


def check_refusals(tap, pictures):
    refused = [picture for picture in pictures if not picture.out]
    for picture in refused:
        tap.note(f"{picture.name}: {picture.text}")
    check(tap, "refusals", pictures, lambda picture: None if picture.out or (
        not picture.name.startswith("made") and
        frames.by_pillow(picture.path).problem) else picture.text)


def tell_ways(tap, pictures):
    ways = collections.Counter()
    for picture in pictures:
        kinds = {frame.kind.decode().strip()
                 for frame in webp_parts.frames(picture.path)}
        film = webp_parts.is_animation(picture.path)
        ways[picture.name.split(os.sep)[0], "+".join(sorted(kinds)) +
             " animation" * film, picture.way] += 1
    for (folder, kind, way), n in sorted(ways.items()):
        tap.note(f"{folder:5} {kind:20} {way:8} {n:4}")


def staged(work, photographs, corpus):
    folder = os.path.join(work, "made")
    os.mkdir(folder)
    for path in webp_encodings.make(folder, photographs):
        yield staging.Picture(os.path.join("made", os.path.basename(path)),
                              path)
    if corpus:
        yield from staging.stage(corpus, os.path.join(work, "in"),
                                 webp_parts.is_webp)


def check_frames(tap, pictures, work):
    folder = os.path.join(work, "frames")
    os.mkdir(folder)
    pieces = [Frame(folder, picture, i, *both) for picture in pictures
              for i, both in enumerate(zip(*map(
                  webp_parts.frames, (picture.path, picture.out))))]
    check_planes(tap, [frame for frame in pieces if frame.is_lossy], folder)
    check(tap, "samples of lossless frames", [
        frame for frame in pieces if not frame.is_lossy], problem_of_samples)


def main(photographs, corpus=None):
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        pictures = list(staged(work, photographs, corpus))
        out = os.path.join(work, "out")
        run = staging.convert(BINARY, pictures, out)
        staging.check_run(tap, pictures, run, out)
        check_refusals(tap, pictures)
        copied = [picture for picture in pictures if picture.out]
        check(tap, "containers", copied, problem_of_container)
        check(tap, "bytes of lossy pictures", list(filter(is_lossy, copied)),
              problem_of_nbytes)
        check_frames(tap, copied, work)
        check_shown(tap, copied)
        tell_ways(tap, pictures)
    return tap.end()


if __name__ == "__main__":
    BINARY = sys.argv[1]
    sys.exit(main(*sys.argv[2:]))
