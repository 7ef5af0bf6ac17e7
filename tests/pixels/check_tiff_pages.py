#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""TIFF as TIFF: every page, every tag and every pixel of files of PATHS; report
as TAP.

usage: check_tiff_pages.py GRAYMILL PATH...

Directories are read here; pixels are decoded by libtiff's tiffcp, or where they
are JPEG by libjpeg, and made gray in numpy.
"""
import io
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

import tiff_parts as parts
from tap import Tap

# What says how samples are, and where.
ANEW = {parts.BITS, parts.COMPRESSION, parts.PHOTOMETRIC, parts.OFFSETS,
        parts.N_SAMPLES, parts.COUNTS, parts.PLANAR, parts.TILE_OFFSETS,
        parts.TILE_COUNTS, parts.EXTRA, parts.FORMAT, parts.JPEG_TABLES,
        parts.COLORMAP, parts.SUBIFDS, parts.EXIF, parts.GPS, parts.INTEROP}
# What is of colours, of places, or of what is no more.
GONE = {280, 281, 288, 289, 300, 301, 318, 319, 332, 333, 334, 336, 337, 340,
        341, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
        32995, 32996, 34675, 37724, 52545}
# Pictures in them become gray where they stand.
PATCHED = {700, 34377, 37500}
PREDICTOR, ROWS = 317, parts.ROWS
GRAY = {0, 1, 4, 32844}
NONE, OJPEG, JPEG, DEFLATE, WEBP, LERC = 1, 6, 7, 8, 50001, 34887
SGILOG, SGILOG24 = 34676, 34677
LERC_PARAMETERS = 50674


def weigh(r, g, b):
    return (9798 * r + 19235 * g + 3735 * b + 16384) >> 15


def plain_rgb(inks, most):
    """What a colour's ink and black let through."""
    left = most - inks.astype(np.int64)
    return [(left[..., i] * left[..., 3] * 2 + most) // (2 * most)
            for i in range(3)]


def gray_of(samples, page):
    """Gray, or None where the formula is not of these numbers alone."""
    kind, bits = page.get(parts.PHOTOMETRIC), page.get(parts.BITS, 1)
    form = page.get(parts.FORMAT, 1)
    if kind == 5 and form == 1 and samples.shape[2] >= 4 and bits in (8, 16):
        return weigh(*plain_rgb(samples, (1 << bits) - 1))
    if kind != 2:
        return None
    r, g, b = (samples[..., i] for i in range(3))
    if form == 3:
        gray = .299 * r + .587 * g + .114 * b
        return gray.astype(f"f{bits // 8}") if bits in (16, 32) else gray
    return weigh(r, g, b)


def decode(work, path, index, planes):
    """Samples of a page, by tiffcp; and its directory."""
    out = os.path.join(work, "plain.tif")
    subprocess.run(["tiffcp", "-c", "none", "-p",
                    "separate" if planes == 2 else "contig", "-s",
                    f"{path},{index}", out], check=True,
                   stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(out, "rb") as file:
        tiff = parts.Tiff(file.read())
    return tiff.samples(tiff.pages[0]), tiff.pages[0]


def join(tables, block):
    """A JPEG of a block and the tables that it lacks."""
    return block[:2] + tables[2:-2] + block[2:] if tables else block


def luma(tiff, page):
    """Y of each block, by libjpeg."""
    tables = page.fields.get(parts.JPEG_TABLES)
    found = []
    for block in tiff.blocks(page):
        image = Image.open(io.BytesIO(join(tables and tables.raw, block)))
        image.draft("L", image.size)
        found.append(np.asarray(image.convert("L")))
    return found


def expected_compression(page):
    value = page.get(parts.COMPRESSION, NONE)
    return {OJPEG: {JPEG}, WEBP: {JPEG, DEFLATE}, SGILOG24: {SGILOG},
            LERC: {LERC, DEFLATE}}.get(value, {value})


class Check:
    def __init__(self, tap, work, name, path, out):
        self.tap, self.work, self.name = tap, work, name
        self.path, self.out = path, out
        with open(path, "rb") as file:
            self.before = parts.Tiff(file.read())
        with open(out, "rb") as file:
            self.after = parts.Tiff(file.read())

    def run(self):
        before, after = self.before, self.after
        problems = []
        if (before.order, before.is_big) != (after.order, after.is_big):
            problems.append("another kind of TIFF")
        self.compare_chains(before.pages, after.pages, "page", problems)
        self.tap.ok(not problems, f"{self.name}: directories",
                    "\n".join(problems))
        for i, (a, b) in enumerate(zip(before.pages, after.pages)):
            self.compare_pixels(i, a, b)

    def compare_chains(self, before, after, what, problems):
        if len(before) != len(after):
            problems.append(f"{what}: {len(after)} of {len(before)}")
        for i, (a, b) in enumerate(zip(before, after)):
            self.compare(a, b, f"{what} {i}", problems)
            links = self.before.links(a), self.after.links(b)
            if links[0].keys() != links[1].keys():
                problems.append(f"{what} {i} leads to {list(links[1])}")
                continue
            for tag, chains in links[0].items():
                for x, y in zip(chains, links[1][tag]):
                    self.compare_chains(x, y, f"{what} {i}, {tag}", problems)

    @staticmethod
    def compare(before, after, what, problems):
        is_picture = parts.PHOTOMETRIC in before.fields
        is_same = before.get(parts.PHOTOMETRIC) in GRAY
        for tag in before.fields.keys() | after.fields.keys():
            a, b = before.fields.get(tag), after.fields.get(tag)
            if tag in ANEW or (a and b and a.raw == b.raw):
                continue
            if tag in GONE and not is_same and (b is None or tag == 34675):
                continue
            if tag in PATCHED and a and b and len(a.raw) == len(b.raw):
                continue
            if tag in (PREDICTOR, LERC_PARAMETERS) and \
                    before.get(parts.COMPRESSION) in (WEBP, LERC):
                continue
            if tag == ROWS and before.get(parts.COMPRESSION) in (OJPEG, WEBP):
                continue
            if not is_picture and tag == 37121 and b.raw == b"\1\0\0\0":
                continue
            problems.append(f"{what}: tag {tag}")
        if not is_picture:
            return
        if after.get(parts.COMPRESSION, NONE) not in \
                expected_compression(before):
            problems.append(f"{what}: compression")
        if after.get(parts.BITS, 1) < before.get(parts.BITS, 1) and \
                before.get(parts.BITS) != 32:
            problems.append(f"{what}: depth falls")

    def compare_pixels(self, i, a, b):
        name = f"{self.name}: page {i + 1}"
        before, after = self.before, self.after
        kind = a.get(parts.PHOTOMETRIC)
        if kind in GRAY or kind is None:
            self.tap.ok(before.blocks(a) == after.blocks(b),
                        f"{name}, gray, bytes")
        elif kind == 3:
            n = 1 << a.get(parts.BITS)
            colors = np.array(b.all(parts.COLORMAP)).reshape(3, n)
            self.tap.ok(before.blocks(a) == after.blocks(b) and
                        (colors[0] == colors[1]).all() and
                        (colors[0] == colors[2]).all() and
                        self.has_gray(a, colors[0]), f"{name}, palette")
        elif kind == 6 and a.get(parts.COMPRESSION) == JPEG:
            pairs = zip(luma(before, a), luma(after, b), strict=True)
            self.tap.ok(all(np.array_equal(x, y) for x, y in pairs),
                        f"{name}, luma")
        else:
            self.compare_samples(name, i, a)

    @staticmethod
    def has_gray(page, gray):
        n = gray.size
        rgb = np.array(page.all(parts.COLORMAP), np.int64).reshape(3, n)
        wanted = weigh(*rgb)
        for scale in (1, 256, 257):
            if not (rgb % scale).any() and rgb.max() // scale < 256:
                wanted = weigh(*(rgb // scale)) * scale
        return np.array_equal(gray, wanted)

    def compare_samples(self, name, i, page):
        if page.get(parts.COMPRESSION) in (WEBP, SGILOG, SGILOG24):
            self.compare_views(name, i)
            return
        try:
            before, form = decode(self.work, self.path, i,
                                  page.get(parts.PLANAR))
        except (subprocess.CalledProcessError, AssertionError):
            self.compare_views(name, i)
            return
        after, _ = decode(self.work, self.out, i, 1)
        gray = gray_of(before, form)
        if gray is None:
            self.compare_views(name, i)
            return
        n_colors = 4 if form.get(parts.PHOTOMETRIC) == 5 else 3
        same = np.array_equal(after[..., 1:], before[..., n_colors:])
        if page.get(parts.COMPRESSION) in (OJPEG, JPEG):
            far = np.abs(after[..., 0] - gray.astype(int)).mean()
            self.tap.ok(far < 2, f"{name}, coded with loss",
                        f"{far:.2f} levels off")
            return
        off = np.abs(np.asarray(after[..., 0] - gray, np.float64)).max()
        if gray.dtype.kind == "f":
            off /= max(1, np.abs(gray).max()) * np.finfo(gray.dtype).eps
        self.tap.ok(same and off <= (gray.dtype.kind == "f"), name,
                    f"{off} off, further samples same: {same}")

    def compare_views(self, name, i):
        """By what viewers see: libtiff's RGBA."""
        views = []
        for path in self.path, self.out:
            out = os.path.join(self.work, "view.tif")
            subprocess.run(["tiffcp", "-c", "none", f"{path},{i}",
                            os.path.join(self.work, "one.tif")], check=False,
                           stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            run = subprocess.run(["tiff2rgba", "-c", "none", "-n", path
                                  if i == 0 else
                                  os.path.join(self.work, "one.tif"), out],
                                 stdin=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, check=False)
            if run.returncode:
                self.tap.skip(name, "nobody else reads it")
                return
            with open(out, "rb") as file:
                tiff = parts.Tiff(file.read())
            views.append(tiff.samples(tiff.pages[0]))
        gray = weigh(*(views[0][..., c].astype(np.int64) for c in range(3)))
        far = np.abs(views[1][..., 0] - gray).mean()
        self.tap.ok(far < 3, f"{name}, as it is seen", f"{far:.2f} levels off")


def check_file(tap, work, path):
    name = os.path.basename(path)
    out = os.path.join(work, "out", "processed_" + name)
    run = subprocess.run([BINARY, "-q", "-o", os.path.join(work, "out"), path],
                         stdin=subprocess.DEVNULL, capture_output=True,
                         check=False)
    if run.returncode:
        tap.ok(False, name, run.stderr.decode(errors="replace"))
        return
    Check(tap, work, name, path, out).run()
    os.remove(out)


def files(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (os.path.join(folder, name) for name in sorted(names)
                        if name.lower().endswith((".tif", ".tiff")))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        for path in files(sys.argv[2:]):
            check_file(tap, work, path)
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
