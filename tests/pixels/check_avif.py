#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what becomes of AVIF; report as TAP.

usage: check_avif.py GRAYMILL PHOTOGRAPH FOLDER...

Takes what avif_encodings.py makes of a photograph, all of which must be
converted, and every AVIF below the folders: of those each that avifdec opens,
but for what is listed here.

The gray picture is Y as avifdec has it, in the full range and turned, where the
matrix is that of Rec. 601; else the gray of avifdec's R, G and B, to within a
level, or what libyuv is off by.  A copy as AVIF has nothing but Y, the depth and the range of its
picture; what was coded without loss has those very samples, and the rest is
near them.  Chromium shows copies as gray, of the size of the pictures.
"""
import os
import sys
import tempfile

import numpy as np

import avif_encodings
import avif_judges
import chromium
import staging
from tap import Tap

# H.273, table 4: whose Y is gray by Rec. 601.
REC601 = {"2", "5", "6"}
LEVEL = {8: 1, 16: 257}
# libyuv, by which avifdec goes, rounds each of R, G and B down to 6 bits
# of a fraction.  R, G and B are cut off, and Y is not, where they were
# multiplied by alpha and coded with loss.
N_LEVELS_OF_LIBYUV = 3
N_LEVELS_MULTIPLIED = 4
# Decibels between a picture and its copy, at the coarsest quantiser met.
LEAST_PSNR = 28
# What avifdec opens, and makes another picture of.
REFUSED = {
    "ycgco-re.avif": "matrix coefficients that libavif takes for Rec. 601",
}


def read_pnm(path):
    """Samples of gray, and of alpha where there is one."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"P5":
        head, width, height, most = data.split(maxsplit=4)[:4]
        at = len(data) - int(width) * int(height) * (
            2 if int(most) > 255 else 1)
        depth = 1
    else:
        head, _, _ = data.partition(b"ENDHDR\n")
        at = len(head) + len(b"ENDHDR\n")
        fields = dict(line.split(maxsplit=1)
                      for line in head.split(b"\n")[1:-1])
        width, height, most, depth = (int(fields[name]) for name in (
            b"WIDTH", b"HEIGHT", b"MAXVAL", b"DEPTH"))
    samples = np.frombuffer(data[at:], ">u2" if int(most) > 255 else "u1")
    return samples.reshape(int(height), int(width), depth).astype(np.int64)


def gray_of(rgb):
    r, g, b = (rgb[..., i].astype(np.int64) for i in range(3))
    return (9798 * r + 19235 * g + 3735 * b + (1 << 14)) >> 15


class Case:
    def __init__(self, picture):
        self.picture = picture
        self.name, self.path = picture.name, picture.path
        self.fields = avif_judges.info(self.path)
        self.is_made = self.name.startswith("made")

    @property
    def depth(self):
        return int(self.fields["Bit Depth"])

    @property
    def bits(self):
        return 16 if self.depth > 8 else 8

    @property
    def is_full(self):
        return self.fields["Range"] == "Full"

    @property
    def has_alpha(self):
        return self.fields["Alpha"] != "Absent"

    @property
    def is_luma(self):
        return self.fields["Format"] == "YUV400" or \
            self.fields["Matrix Coeffs."] in REC601

    @property
    def is_multiplied(self):
        return self.fields["Alpha"] == "Premultiplied"

    def turned(self, samples):
        return avif_judges.upright(avif_judges.crop(samples, self.fields),
                                   self.fields)


def problem_of_gray(case, work):
    gray = read_pnm(case.gray)
    if case.is_luma and not case.is_multiplied:
        wanted = avif_judges.full(avif_judges.luma(case.path, work),
                                  case.depth, case.is_full)
        most_off = 0
    else:
        wanted = gray_of(avif_judges.colors(case.path, work))
        most_off = LEVEL[case.bits] * (
            N_LEVELS_MULTIPLIED if case.is_multiplied else
            N_LEVELS_OF_LIBYUV)
    wanted = case.turned(wanted)
    if wanted.shape != gray.shape[:2]:
        return f"has {gray.shape}, should have {wanted.shape}"
    off = np.abs(wanted - gray[..., 0])
    if case.is_multiplied:
        # Where little of it is left, a level becomes many.
        off = off * gray[..., 1] // (LEVEL[case.bits] * 255)
    if off.max() > most_off:
        return f"is {off.max()} off, in {np.count_nonzero(off > most_off)} " \
            "places"
    return problem_of_alpha(case, gray, work)


def problem_of_alpha(case, gray, work):
    if case.has_alpha != (gray.shape[2] == 2):
        return "has alpha" if not case.has_alpha else "has no alpha"
    if not case.has_alpha:
        return None
    alpha = case.turned(avif_judges.colors(case.path, work)[..., 3])
    off = np.abs(alpha.astype(np.int64) - gray[..., 1]).max()
    return f"has alpha {off} off" if off > case.bits // 16 else None


def psnr(was, now, most):
    error = np.mean((was - now).astype(float) ** 2)
    return np.inf if error == 0 else 10 * np.log10(most * most / error)


def problem_of_copy(case, work):
    """And how near it is: case.psnr."""
    fields = avif_judges.info(case.picture.out)
    if fields is None:
        return "cannot be decoded"
    if fields["Format"] != "YUV400" or \
            fields["Bit Depth"] != case.fields["Bit Depth"]:
        return f"is {fields['Format']} of {fields['Bit Depth']} bits"
    if case.is_luma and fields["Range"] != case.fields["Range"]:
        return f"has the range {fields['Range']}"
    if fields["Transformations"] != "None":
        return "is turned"
    gray = read_pnm(case.gray)
    codes = avif_judges.luma(case.picture.out, work)
    samples = avif_judges.full(codes, case.depth, fields["Range"] == "Full")
    case.psnr = psnr(gray[..., 0], samples, 65535 if case.depth > 8 else 255)
    if "lossless" in case.name and not np.isinf(case.psnr):
        return f"has other samples ({case.psnr:.1f} dB)"
    return f"is {case.psnr:.1f} dB off" if case.psnr < LEAST_PSNR else None


def problem_of_shown(case, was, now):
    """The first frame of each, as Chromium shows it: of crops it knows only
    those from the upper left corner on."""
    if now.problem or not now.frames:
        return f"is not shown: {now.problem}"
    rgba = now.frames[0]
    is_cropped = "Valid, derived crop rect" in case.fields
    if was.frames and not is_cropped and \
            was.frames[0].shape != rgba.shape:
        return f"has {rgba.shape}, not {was.frames[0].shape}"
    rgb = rgba[rgba[..., 3] == 255][:, :3]
    return "has colours" if rgb.size and np.ptp(rgb, axis=1).max() > 0 \
        else None


def check(tap, title, cases, problem_of):
    told = [f"{case.name} {problem}" for case in cases
            for problem in [problem_of(case)] if problem]
    tap.ok(cases and not told, f"{title} ({len(cases)})", "\n".join(told))


def is_avif(path):
    with open(path, "rb") as file:
        head = file.read(64)
    return head[4:8] == b"ftyp" and (b"avif" in head[8:] or b"avis" in head[8:])


def staged(work, photograph, folders):
    made = os.path.join(work, "made")
    os.mkdir(made)
    for path in avif_encodings.make(made, photograph):
        yield staging.Picture(os.path.join("made", os.path.basename(path)),
                              path)
    links = os.path.join(work, "in")
    os.mkdir(links)
    for number, folder in enumerate(folders):
        for top, _, names in sorted(os.walk(folder)):
            for path in (os.path.join(top, name) for name in sorted(names)):
                if is_avif(path):
                    name = os.path.relpath(path, folder)
                    link = os.path.join(
                        links, f"{number}+{name.replace(os.sep, '+')}")
                    os.symlink(os.path.abspath(path), link)
                    yield staging.Picture(name, link)


def check_refusals(tap, cases):
    refused = [case for case in cases if not case.picture.out]
    for case in refused:
        tap.note(f"{case.name}: {case.picture.text}")
    check(tap, "what avifdec opens is converted", cases, lambda case: None
          if case.picture.out or case.fields is None or
          os.path.basename(case.name) in REFUSED
          else case.picture.text)


def check_shown(tap, cases):
    if not chromium.is_installed():
        chromium.skip(tap, "as Chromium shows them")
        return
    shown = chromium.show_groups([[case.path, case.picture.out]
                                  for case in cases])
    problems = {case.path: problem_of_shown(case, *group)
                for case, group in zip(cases, shown)}
    check(tap, "copies in Chromium", cases, lambda case: problems[case.path])


def main(photograph, *folders):
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        pictures = list(staged(work, photograph, folders))
        grays = {picture.path: staging.Picture(picture.name, picture.path)
                 for picture in pictures}
        staging.convert(BINARY, list(grays.values()),
                        os.path.join(work, "gray"), "--to=pnm",
                        "--frames=first")
        out = os.path.join(work, "out")
        run = staging.convert(BINARY, pictures, out, "--compress=fast",
                              "--frames=first")
        staging.check_run(tap, pictures, run, out)
        cases = [Case(picture) for picture in pictures]
        check_refusals(tap, cases)
        cases = [case for case in cases if case.picture.out and case.fields]
        for case in cases:
            case.gray = grays[case.path].out
        check(tap, "gray", cases, lambda case: problem_of_gray(case, work))
        check(tap, "copies", cases, lambda case: problem_of_copy(case, work))
        check_shown(tap, cases)
        exact = sum(np.isinf(getattr(case, "psnr", 0)) for case in cases)
        tap.note(f"{exact} of {len(cases)} copies have the very samples")
    return tap.end()


if __name__ == "__main__":
    BINARY = sys.argv[1]
    sys.exit(main(*sys.argv[2:]))
