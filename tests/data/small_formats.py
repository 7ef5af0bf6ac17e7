# SPDX-License-Identifier: MIT
"""Icons, Sun rasters and Farbfeld, most kinds of which Pillow cannot write.

Pictures are numpy arrays, height x width x channels, of bytes unless it is
said; indices are height x width.
"""
import struct

import numpy as np


def pack(indices, depth):
    """Rows of indices of `depth` bits, without padding."""
    bits = indices[..., None] >> np.arange(depth - 1, -1, -1) & 1
    return np.packbits(bits.reshape(len(indices), -1).astype(np.uint8), axis=1)


def pad(rows, multiple):
    return np.pad(rows, ((0, 0), (0, -rows.shape[1] % multiple)))


def dib(pixels, clear=None, palette=None, depth=None, header=40):
    """A BMP as icons have it: RGBA, RGB, or indices of a palette; and a mask."""
    height, width = pixels.shape[:2]
    if palette is not None:
        rows = pack(pixels, depth)
        colors = b"".join(bytes([b, g, r, 0]) for r, g, b in palette)
    else:
        depth = 8 * pixels.shape[2]
        order = [2, 1, 0, 3][:pixels.shape[2]]
        rows = pixels[..., order].reshape(height, -1)
        colors = b""
    if clear is None:
        clear = np.zeros((height, width), bool)
    mask = np.packbits(clear, axis=1)
    return (struct.pack("<IiiHHIIiiII", header, width, height * 2, 1, depth, 0,
                        0, 0, 0, len(colors) // 4, 0).ljust(header, b"\0") +
            colors + pad(rows, 4)[::-1].tobytes() +
            pad(mask, 4)[::-1].tobytes())


def icon(pictures, kind=1):
    """A file of (width, height, bits, bytes); kind 2 is a cursor."""
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, kind, len(pictures))
    for width, height, bits, data in pictures:
        head += struct.pack("<BBBBHHII", width & 255, height & 255, 0, 0, 1,
                            bits, len(data), at)
        at += len(data)
    return head + b"".join(picture[3] for picture in pictures)


def sun_runs(data):
    """Bytes as type 2 has them."""
    out = bytearray()
    at = 0
    while at < len(data):
        n = 1
        while n < 256 and at + n < len(data) and data[at + n] == data[at]:
            n += 1
        if n > 2 or (data[at] == 0x80 and n > 1):
            out += bytes([0x80, n - 1, data[at]])
        elif data[at] == 0x80:
            out += b"\x80\0"
        else:
            out += data[at:at + n]
        at += n
    return bytes(out)


def sun(rows, width, depth, kind=1, palette=None, map_kind=None):
    """A file of rows as they are stored, which are padded here."""
    data = pad(rows, 2).tobytes()
    if kind == 2:
        data = sun_runs(data)
    colors = b"" if palette is None else np.asarray(
        palette, np.uint8).T.tobytes()
    if map_kind is None:
        map_kind = 0 if palette is None else 1
    return struct.pack(">8I", 0x59a66a95, width, len(rows), depth,
                       0 if kind == 0 else len(data), kind, map_kind,
                       len(colors)) + colors + data


def sun_colors(pixels, kind=1, depth=24):
    """RGB of 24 or 32 bits."""
    height, width = pixels.shape[:2]
    rows = pixels if kind == 3 else pixels[..., ::-1]
    if depth == 32:
        rows = np.dstack([np.full((height, width), 0xa5, np.uint8), rows])
    return sun(rows.reshape(height, -1), width, depth, kind)


def farbfeld(pixels):
    """RGBA of 16 bits."""
    height, width = pixels.shape[:2]
    return (b"farbfeld" + struct.pack(">II", width, height) +
            pixels.astype(">u2").tobytes())
