# SPDX-License-Identifier: MIT
"""Directories of a TIFF, and samples of it that are not compressed."""
import dataclasses
import struct

import numpy as np

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4,
         12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
FORMATS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d",
           13: "I", 16: "Q", 17: "q", 18: "Q"}
PAIRS = {5: "II", 10: "ii"}

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
OFFSETS, N_SAMPLES, ROWS, COUNTS, PLANAR = 273, 277, 278, 279, 284
COLORMAP, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS = 320, 322, 323, 324
TILE_COUNTS, SUBIFDS, EXTRA, FORMAT, JPEG_TABLES = 325, 330, 338, 339, 347
EXIF, GPS, INTEROP = 34665, 34853, 40965
JPEG_AT, JPEG_NBYTES = 513, 514


@dataclasses.dataclass
class Field:
    kind: int
    raw: bytes   # the values as they stand
    values: tuple


@dataclasses.dataclass
class Directory:
    at: int
    fields: dict   # by tag
    following: int

    def get(self, tag, otherwise=None):
        field = self.fields.get(tag)
        return field.values[0] if field and field.values else otherwise

    def all(self, tag):
        field = self.fields.get(tag)
        return field.values if field else ()


class Tiff:
    """All of it that a reader can follow."""

    def __init__(self, data):
        self.data = data
        self.order = {b"II": "<", b"MM": ">"}[data[:2]]
        self.is_big = self.number("H", 2) == 43
        self.word = "Q" if self.is_big else "I"
        first = self.number(self.word, 8 if self.is_big else 4)
        self.pages = self.chain(first)

    def number(self, kind, at):
        return struct.unpack_from(self.order + kind, self.data, at)[0]

    def chain(self, at):
        found, met = [], set()
        while at and at not in met:
            met.add(at)
            found.append(self.directory(at))
            at = found[-1].following
        return found

    def directory(self, at):
        n = self.number("Q" if self.is_big else "H", at)
        word = 8 if self.is_big else 4
        entry, fields = at + (8 if self.is_big else 2), {}
        for _ in range(n):
            tag, kind = struct.unpack_from(self.order + "HH", self.data, entry)
            count = self.number(self.word, entry + 4)
            nbytes = count * SIZES.get(kind, 0)
            place = entry + 4 + word
            if nbytes > word:
                place = self.number(self.word, place)
            raw = self.data[place:place + nbytes]
            if len(raw) == nbytes and nbytes and tag not in fields:
                fields[tag] = Field(kind, raw, self.values(kind, raw, count))
            entry += 4 + 2 * word
        return Directory(at, fields, self.number(self.word, entry))

    def values(self, kind, raw, count):
        if kind in FORMATS:
            return struct.unpack(f"{self.order}{count}{FORMATS[kind]}", raw)
        if kind in PAIRS:
            return struct.unpack(
                f"{self.order}{PAIRS[kind][0] * 2 * count}", raw)
        return (raw,)

    def links(self, directory):
        """Directories that it leads to, by tag."""
        found = {}
        for tag, field in directory.fields.items():
            if tag in (SUBIFDS, EXIF, GPS, INTEROP) or field.kind in (13, 18):
                found[tag] = [self.chain(at) for at in field.values if at]
        return found

    def blocks(self, directory):
        """Bytes of all strips or tiles."""
        tiled = TILE_OFFSETS in directory.fields
        return [self.data[at:at + n] for at, n in zip(
            directory.all(TILE_OFFSETS if tiled else OFFSETS),
            directory.all(TILE_COUNTS if tiled else COUNTS))]

    def samples(self, directory):
        """Rows of pixels of samples, of strips that are not compressed."""
        assert directory.get(COMPRESSION, 1) == 1
        n = directory.get(N_SAMPLES, 1)
        blocks = self.blocks(directory)
        if directory.get(PLANAR, 1) == 1:
            return self.plane(directory, blocks, n)
        each = len(blocks) // n
        return np.dstack([self.plane(directory, blocks[i * each:][:each], 1)
                          for i in range(n)])

    def plane(self, directory, blocks, n):
        width, height = directory.get(WIDTH), directory.get(HEIGHT)
        bits, kind = directory.get(BITS, 1), directory.get(FORMAT, 1)
        row = (width * n * bits + 7) // 8
        rows = np.frombuffer(b"".join(blocks)[:row * height], np.uint8)
        return decode(rows.reshape(height, row), width * n, bits, kind,
                      self.order).reshape(height, width, n)


def decode(rows, n, bits, kind, order):
    """Numbers of rows of bytes: floats, or Python's own integers of 64 bits."""
    height = rows.shape[0]
    if kind == 3 and bits in (16, 32, 64):
        return rows.view(f"{order}f{bits // 8}").astype(np.float64)
    if bits in (8, 16, 32, 64):
        letter = "i" if kind == 2 else "u"
        found = rows.view(f"{order}{letter}{bits // 8}")
        return found.astype(object) if bits == 64 else found.astype(np.int64)
    if bits == 24:
        parts = rows[:, :3 * n].reshape(height, n, 3).astype(np.int64)
        parts = parts[..., ::-1] if order == "<" else parts
        return parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]
    singles = np.unpackbits(rows, axis=1)[:, :n * bits].reshape(
        height, n, bits).astype(np.int64)
    return singles @ (1 << np.arange(bits - 1, -1, -1))
