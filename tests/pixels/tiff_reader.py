# SPDX-License-Identifier: MIT
"""TIFF, read apart from libtiff: numbers as they stand in the file.

Strips and tiles, any bits, planes, both byte orders, BigTIFF; uncompressed,
PackBits, LZW, Deflate, and both predictors (TIFF 6.0, sections 2, 9, 13, 14).
"""
import dataclasses
import struct
import zlib

import numpy as np

FORMATS = {1: "B", 2: "c", 3: "H", 4: "I", 5: "II", 6: "b", 7: "B", 8: "h",
           9: "i", 10: "ii", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q",
           18: "Q"}
NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS = 1, 5, 8, 32946, 32773


class Unread(Exception):
    """This reader does not know it."""


@dataclasses.dataclass
class File:
    data: bytes
    order: str = "<"
    big: bool = False

    def __post_init__(self):
        self.order = "<" if self.data[:2] == b"II" else ">"
        self.big = self.take("H", 2)[0] == 43

    def take(self, form, at):
        return struct.unpack_from(self.order + form, self.data, at)

    def first(self):
        return self.take("Q", 8)[0] if self.big else self.take("I", 4)[0]

    def directory(self, at):
        """Tags as tuples of numbers, and where the next directory is."""
        count, entry, offset = ("Q", 20, "Q") if self.big else ("H", 12, "I")
        n = self.take(count, at)[0]
        at += struct.calcsize(count)
        tags = {}
        for at in range(at, at + n * entry, entry):
            tag, kind = self.take("HH", at)
            n_values = self.take(offset, at + 4)[0]
            form = FORMATS.get(kind, "B")
            value_at = at + 4 + struct.calcsize(offset)
            form = f"{n_values}s" if kind == 2 else form * n_values
            if struct.calcsize("=" + form) > struct.calcsize(offset):
                value_at = self.take(offset, value_at)[0]
            try:
                tags.setdefault(tag, self.take(form, value_at))
            except struct.error:
                continue
        end = at + entry if n else at
        return tags, self.take(offset, end)[0]


def unpack_bits(data):
    out = bytearray()
    at = 0
    while at < len(data):
        n = data[at]
        if n < 128:
            out += data[at + 1:at + 2 + n]
            at += n + 2
        else:
            if n > 128:
                out += data[at + 1:at + 2] * (257 - n)
            at += 2 if n > 128 else 1
    return bytes(out)


def unpack_lzw(data):
    """High bits first, codes growing one early; not the old kind."""
    if data[:1] == b"\0" and data[1:2] and data[1] & 1:
        raise Unread("LZW of the old kind")
    out, table, before = [], [], None
    value = n_bits = 0
    width = 9
    for byte in data:
        value = (value << 8 | byte) & 0xffffffff
        n_bits += 8
        if n_bits < width:
            continue
        n_bits -= width
        code = value >> n_bits & ((1 << width) - 1)
        if code == 257:
            break
        if code == 256:
            table = [bytes([i]) for i in range(256)] + [b"", b""]
            before, width = None, 9
            continue
        if before is None:
            entry = table[code]
        else:
            entry = table[code] if code < len(table) else \
                before + before[:1]
            table.append(before + entry[:1])
        out.append(entry)
        before = entry
        width = min(12, max(9, (len(table) + 1).bit_length()))
    return b"".join(out)


UNPACK = {NONE: bytes, LZW: unpack_lzw, DEFLATE: zlib.decompress,
          OLD_DEFLATE: zlib.decompress, PACKBITS: unpack_bits}


def numbers(data, order, bits, is_float):
    """Rows of bytes to rows of numbers."""
    if bits in (8, 16, 32, 64):
        kind = ("f" if is_float else "u") + str(bits // 8)
        return data.view(order + kind)
    if bits == 24:
        parts = data.reshape(data.shape[0], -1, 3).astype(np.uint32)
        if order == "<":
            parts = parts[..., ::-1]
        return parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]
    each = np.unpackbits(data, axis=1)
    n = each.shape[1] // bits
    each = each[:, :n * bits].reshape(data.shape[0], n, bits)
    return (each.astype(np.uint64) <<
            np.arange(bits - 1, -1, -1, dtype=np.uint64)).sum(axis=2)


class Page:
    def __init__(self, file, at):
        self.file = file
        self.tags, self.next = file.directory(at)
        self.width, self.height = self.number(256), self.number(257)
        self.bits = self.number(258, 1)
        self.n_samples = self.number(277, 1)
        self.format = self.number(339, 1)
        self.photometric = self.number(262, 1)
        self.is_planar = self.number(284, 1) == 2 and self.n_samples > 1
        self.compression = self.number(259, 1)

    def number(self, tag, otherwise=None):
        return self.tags.get(tag, (otherwise,))[0]

    def block(self, i, shape):
        """Of height, width and samples, before anything is made of them."""
        height, width, n = shape
        # Old writers have tiles where strips should be.
        at = self.tags.get(324, self.tags.get(273))[i]
        nbytes = self.tags.get(325, self.tags.get(279))[i]
        if nbytes == 0:
            raise Unread("a block that is not there")
        data = self.file.data[at:at + nbytes]
        if self.number(266, 1) == 2:
            data = bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)
        data = UNPACK[self.compression](data)
        row_nbytes = (width * n * self.bits + 7) // 8
        data = np.frombuffer(data[:row_nbytes * height].ljust(
            row_nbytes * height, b"\0"), np.uint8).reshape(height, row_nbytes)
        return self.undo(data, width, n).reshape(height, width, n)

    def undo(self, data, width, n):
        """The predictor."""
        predictor = self.number(317, 1) if self.compression != NONE else 1
        order, is_float = self.file.order, self.format == 3
        if predictor == 3:
            sums = np.cumsum(data.reshape(data.shape[0], -1, n), axis=1,
                             dtype=np.uint8).reshape(data.shape[0], -1)
            parts = sums.reshape(data.shape[0], self.bits // 8, -1)
            data = np.ascontiguousarray(parts.transpose(0, 2, 1)).reshape(
                data.shape)
            order = ">"
        if predictor == 2 and self.bits not in (8, 16, 32, 64):
            raise Unread("differences of so many bits")
        got = numbers(data, order, self.bits, is_float and predictor != 2)
        got = got[:, :width * n]
        if predictor == 2:
            got = np.cumsum(got.reshape(data.shape[0], width, n), axis=1,
                            dtype=got.dtype.newbyteorder("="))
            got = got.reshape(data.shape[0], -1)
            if is_float:
                got = got.view(f"f{self.bits // 8}")
        return got

    def read_luma(self):
        """Y of YCbCr in clumps of 8 bits, in strips."""
        h, v = self.tags.get(530, (2, 2))
        if self.compression not in UNPACK or 322 in self.tags:
            raise Unread("YCbCr by JPEG or in tiles")
        across, high = -(-self.width // h), self.number(278, self.height)
        rows = []
        for i, at in enumerate(self.tags[273]):
            data = UNPACK[self.compression](
                self.file.data[at:at + self.tags[279][i]])
            n = -(-min(high, self.height - i * high) // v)
            clumps = np.frombuffer(data, np.uint8)[
                :n * across * (h * v + 2)].reshape(n, across, -1)
            luma = clumps[..., :h * v].reshape(n, across, v, h)
            rows.append(luma.transpose(0, 2, 1, 3).reshape(n * v, across * h)[
                :min(high, self.height - i * high)])
        return np.vstack(rows)[:, :self.width]

    def read(self):
        """An array of height, width and samples."""
        if self.compression not in UNPACK:
            raise Unread(f"compression {self.compression}")
        if self.photometric == 6:
            raise Unread("YCbCr")
        if self.bits == 24 and self.format == 3:
            raise Unread("floats of 24 bits")
        tiled = 322 in self.tags
        block_h = self.number(323) if tiled else \
            min(self.number(278, self.height), self.height)
        block_w = self.number(322) if tiled else self.width
        across = -(-self.width // block_w)
        down = -(-self.height // block_h)
        n_planes = self.n_samples if self.is_planar else 1
        n = 1 if self.is_planar else self.n_samples
        planes = []
        for plane in range(n_planes):
            rows = []
            for y in range(down):
                high = block_h if tiled else \
                    min(block_h, self.height - y * block_h)
                rows.append(np.hstack([
                    self.block((plane * down + y) * across + x,
                               (high, block_w, n)) for x in range(across)]))
            whole = np.vstack(rows)
            planes.append(whole[:self.height, :self.width])
        return np.dstack(planes)


def first_page(path):
    with open(path, "rb") as opened:
        file = File(opened.read())
    return Page(file, file.first())
