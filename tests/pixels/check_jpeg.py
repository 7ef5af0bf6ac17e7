#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check the ways from a JPEG to its gray one; report as TAP.

usage: check_jpeg.py GRAYMILL STB_DECODE CORPUS

Takes every file of CORPUS (photos/, odd/ and bad/) that begins like a JPEG.
What jpegtran takes without a word must become gray with the samples that
jpegtran gives, or, where Y cannot be taken as it is, by way of pixels.  With
all others graymill may do as it likes but die or leave something broken.
"""
import collections
import concurrent.futures
import functools
import os
import subprocess
import sys
import tempfile

import numpy as np

import jpeg_header
import jpeg_judges as judges
import staging
from tap import Tap

# Where outputs must please everybody.
STRICT = {"photos", "odd"}
LOSSLESS = {"direct", "coefficients"}
# Output bytes of graymill to those of jpegtran over photos/jpeg.
MOST_BYTES = 1.01


def judge(picture, work):
    """(what, problem or None) for each check that applies to a picture."""
    twin = os.path.join(work, "jpegtran", os.path.basename(picture.path))
    jpegtran_takes_it = judges.jpegtran(picture.path, twin) is None
    if jpegtran_takes_it:
        yield "what jpegtran takes is converted", picture.text
    if picture.out is None:
        return
    what = "djpeg has no complaint"
    try:
        samples = judges.djpeg(picture.out)
        yield what, None
    except judges.Complaint as complaint:
        yield what, str(complaint)
        return
    if picture.way in LOSSLESS:
        if jpegtran_takes_it:
            same = np.array_equal(samples, judges.djpeg(twin))
            yield "samples are jpegtran's", None if same else "they differ"
        yield "nothing in it is about colour", judges.problem_of_segments(
            picture.path, picture.out) or None
        if picture.folder in STRICT:
            yield from judge_strictly(picture, samples)
    elif jpegtran_takes_it:
        reason = jpeg_header.read(picture.path).why_pixels()
        yield "pixels only where Y cannot be taken", \
            None if reason else f"the way is {picture.way}"


def judge_strictly(picture, samples):
    for who, problem_for in (
            ("OpenCV", judges.problem_for_opencv),
            ("Pillow", functools.partial(judges.problem_for_pillow,
                                         picture.path)),
            ("stb_image", functools.partial(judges.problem_for_stb,
                                            STB_DECODE))):
        try:
            problem = problem_for(picture.out, samples)
        except judges.Complaint as complaint:
            problem = str(complaint)
        yield f"{who} reads the same", problem


def check_pictures(tap, pictures, work):
    """One test for each check and folder."""
    os.mkdir(os.path.join(work, "jpegtran"))
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


def check_jpeginfo(tap, pictures):
    for folder in sorted(STRICT):
        outs = [p.out for p in pictures
                if p.folder == folder and p.way in LOSSLESS]
        problems = judges.problems_for_jpeginfo(outs) if outs else ["no files"]
        tap.ok(not problems, f"{folder}: jpeginfo finds no fault",
               "\n".join(problems))


def tell_ways(tap, pictures):
    staging.tell_ways(tap, pictures, ("direct", "coefficients", "pixels"))
    copies = []
    for picture in (p for p in pictures if p.way in LOSSLESS):
        header = jpeg_header.read(picture.path)
        if len(header.components) == 1 and header.process == "baseline":
            with open(picture.path, "rb") as old, open(picture.out,
                                                       "rb") as new:
                copies.append(old.read() == new.read())
    tap.note(f"of {len(copies)} gray baseline files {sum(copies)} keep "
             "every byte")


def check_bytes(tap, pictures, work, most, ours=(), theirs=()):
    """Another run, with options of each: size, and samples still."""
    name = " ".join(["photos/jpeg: bytes, to those of jpegtran", *ours])
    photos = [staging.Picture(p.name, p.path) for p in pictures
              if p.name.startswith(os.path.join("photos", "jpeg"))]
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        staging.convert(BINARY, photos,
                                os.path.join(scratch, "out"), *ours)
        twins = [os.path.join(scratch, os.path.basename(p.path))
                 for p in photos]
        assert all(p.out for p in photos), "not all photos are converted"
        differing = []
        for picture, twin in zip(photos, twins):
            judges.jpegtran(picture.path, twin, *theirs)
            if not np.array_equal(judges.djpeg(picture.out),
                                  judges.djpeg(twin)):
                differing.append(picture.name)
        got = sum(os.path.getsize(p.out) for p in photos)
        want = sum(map(os.path.getsize, twins))
    tap.note(f"{name} {got} against {want}")
    tap.ok(got <= want * most, name, f"{got} against {want}")
    tap.ok(not differing, name.replace("bytes, to those of", "samples as of"),
           "\n".join(differing))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        pictures = staging.stage(
            sys.argv[3], os.path.join(work, "in"), jpeg_header.is_jpeg)
        out = os.path.join(work, "out")
        run = staging.convert(BINARY, pictures, out)
        staging.check_run(tap, pictures, run, out)
        check_pictures(tap, pictures, work)
        check_jpeginfo(tap, pictures)
        check_bytes(tap, pictures, work, MOST_BYTES)
        help_text = subprocess.run([BINARY, "--help"], check=True,
                                   stdout=subprocess.PIPE).stdout
        if b"--compress" in help_text:
            check_bytes(tap, pictures, work, 1, ["--compress=best"],
                        ["-optimize"])
        else:
            tap.skip("photos/jpeg: bytes with --compress=best",
                     "there is no --compress")
        tell_ways(tap, pictures)
    return tap.end()


if __name__ == "__main__":
    BINARY, STB_DECODE = sys.argv[1:3]
    sys.exit(main())
