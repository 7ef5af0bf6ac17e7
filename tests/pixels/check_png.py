#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check the ways from a PNG to its gray one; report as TAP.

usage: check_png.py GRAYMILL PNG_DECODE GRAY_COMPARE CORPUS

Takes every file of CORPUS (photos/, odd/ and bad/) that begins like a PNG.
What libpng reads without a word must become the gray of just those pixels,
what it refuses must be refused, but for what is wrong after the last row, of
which there must be a warning.  Then the bytes of photos/png, against those
of others; with --compress=best only for small pictures, as the best takes
its time, unless PNG_BEST_ALL is set in the environment.
"""
import collections
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

import png_header
import png_peers
import staging
from tap import Tap

# What png_decode.c ends with.
READ, REFUSED, WARNED, TOO_LARGE = 0, 1, 3, 4
AFTER_THE_PIXELS = {"the end marker is missing",
                    "the checksum after the pixels is wrong"}

# So large a picture takes the best several seconds, in pixels.
LARGE = 2_000_000


def decode(path, pam):
    """What libpng says of a file, whose pixels go to pam."""
    with open(pam, "wb") as file:
        run = subprocess.run([PNG_DECODE, path], stdin=subprocess.DEVNULL,
                             stdout=file, stderr=subprocess.PIPE,
                             timeout=3600, check=False)
    return run.returncode, run.stderr.decode(errors="replace").strip()


def problem_of_pixels(original_pam, output, pam):
    status, text = decode(output, pam)
    if status != READ:
        return f"libpng says of the output: {text or status}"
    run = subprocess.run([GRAY_COMPARE, original_pam, pam], timeout=3600,
                         capture_output=True, check=False)
    if run.returncode == 0:
        return None
    return (run.stdout or run.stderr).decode().strip()


def problem_of_depth(picture):
    """A palette becomes gray of the least depth that holds its colours."""
    was = png_header.read(picture.path)
    now = png_header.read(picture.out)
    if now.type not in {0, 4}:
        return f"type {now.type}"
    # By way of pixels, 8 bits are what comes out.
    want = {was.least_depth()} | ({8} if picture.way == "pixels" else set())
    return None if now.depth in want else f"{now.depth} bits, not {want}"


def is_composed(picture):
    """Its frames are new pictures, of which the first stands in IDAT: they are
    for check_apng.py."""
    return picture.way == "pixels" and png_header.is_animation(picture.path)


def judge(picture, work):
    """(what, problem or None) for each check that applies to a picture."""
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        yield from judge_in(picture, os.path.join(scratch, "was.pam"),
                            os.path.join(scratch, "now.pam"))


def judge_in(picture, was, now):
    status, text = decode(picture.path, was)
    if status == READ:
        yield "what libpng reads is converted", picture.text
    if status == REFUSED:
        told = picture.warning in AFTER_THE_PIXELS if picture.out \
            else picture.text
        yield "what libpng refuses is refused with a reason", \
            None if told else f"libpng: {text}"
    if picture.out is None or status == REFUSED or is_composed(picture):
        return
    if status == WARNED:
        yield "what libpng warns of has another way", \
            text if picture.way == "direct" else None
    if status in {READ, WARNED}:
        yield "pixels are the gray of libpng's", problem_of_pixels(
            was, picture.out, now)
    if png_header.read(picture.path).type == 3:
        yield "palettes become gray of the least depth", \
            problem_of_depth(picture)


def check_pictures(tap, pictures, work):
    """One test for each check and folder."""
    found = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = pool.map(lambda p: list(judge(p, work)), pictures)
        for picture, verdict in zip(pictures, verdicts):
            for what, problem in verdict:
                found[picture.folder, what].append(
                    f"{picture.name}: {problem}" if problem else None)
    for (folder, what), all_problems in found.items():
        problems = list(filter(None, all_problems))
        tap.ok(not problems, f"{folder}: {what} ({len(all_problems)} files)",
               "\n".join(problems))


def pngcheck(path):
    """Its complaint, or None."""
    run = subprocess.run(["pngcheck", "-q", path], stdin=subprocess.DEVNULL,
                         capture_output=True, timeout=3600, check=False)
    text = (run.stdout + run.stderr).decode(errors="replace")
    # The names of the files differ.
    text = " ".join(text.replace(path, "").split())
    return text if run.returncode != 0 or text else None


def check_pngcheck(tap, pictures):
    """Where it stops at the original, a chunk that is kept may be to blame."""
    name = "pngcheck finds no fault in any output that was not there before"
    if shutil.which("pngcheck") is None:
        tap.skip(name, "there is no pngcheck")
        return
    problems = []
    n_old = 0
    for picture in (p for p in pictures if p.out):
        complaint = pngcheck(picture.out)
        if complaint and pngcheck(picture.path):
            n_old += 1
        elif complaint:
            problems.append(f"{picture.name}: {complaint}")
    tap.ok(not problems, f"{name} ({n_old} have one)",
           "\n".join(problems))


def tell_gray(tap, pictures):
    copies = []
    for picture in (p for p in pictures if p.way == "direct"):
        if png_header.read(picture.path).type in {0, 4}:
            with open(picture.path, "rb") as old, open(picture.out,
                                                       "rb") as new:
                copies.append(old.read() == new.read())
    tap.note(f"of {len(copies)} gray files by the direct way {sum(copies)} "
             "keep every byte")


def photos_of(pictures):
    return [p for p in pictures
            if p.name.startswith(os.path.join("photos", "png"))]


def check_bytes(tap, pictures, work):
    """All photos together, by default, to those of others."""
    photos = photos_of(pictures)
    ours = sum(os.path.getsize(p.out) for p in photos)
    for peer in (png_peers.ancestor, png_peers.vips):
        name = f"photos/png: bytes, to those of {peer.__name__}"
        with tempfile.TemporaryDirectory(dir=work) as out:
            theirs = png_peers.all_bytes(peer, [p.path for p in photos], out)
        if theirs is None:
            tap.skip(name, "it is not there")
            continue
        tap.note(f"{name}: {ours} against {sum(theirs)}")
        tap.ok(ours <= sum(theirs), name, f"{ours} against {sum(theirs)}")


def check_best(tap, pictures, work):
    """The photos, with --compress=best, to those of ImageMagick: none is
    larger."""
    everything = bool(os.environ.get("PNG_BEST_ALL"))
    photos = [staging.Picture(p.name, p.path) for p in photos_of(pictures)
              if everything or png_header.read(p.path).n_pixels < LARGE]
    name = (f"photos/png: bytes with --compress=best, to ImageMagick's "
            f"({len(photos)} files)")
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        staging.convert(BINARY, photos, os.path.join(scratch, "ours"),
                        "--compress=best")
        theirs = png_peers.all_bytes(png_peers.imagemagick,
                                     [p.path for p in photos],
                                     os.path.join(scratch, "theirs"))
        if theirs is None:
            tap.skip(name, "there is no ImageMagick")
            return
        ours = [os.path.getsize(p.out) for p in photos]
    tap.note(f"{name}: {sum(ours)} against {sum(theirs)}")
    larger = [f"{p.name}: {a} against {b}"
              for p, a, b in zip(photos, ours, theirs) if a > b]
    tap.ok(not larger, name, "; ".join(larger))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        pictures = staging.stage(sys.argv[4], os.path.join(work, "in"),
                                 png_header.is_png)
        out = os.path.join(work, "out")
        run = staging.convert(BINARY, pictures, out)
        staging.check_run(tap, pictures, run, out)
        check_pictures(tap, pictures, work)
        check_pngcheck(tap, pictures)
        check_bytes(tap, pictures, work)
        check_best(tap, pictures, work)
        staging.tell_ways(tap, pictures, ("direct", "pixels"))
        tell_gray(tap, pictures)
    return tap.end()


if __name__ == "__main__":
    BINARY, PNG_DECODE, GRAY_COMPARE = sys.argv[1:4]
    sys.exit(main())
