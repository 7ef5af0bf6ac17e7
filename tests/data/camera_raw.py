# SPDX-License-Identifier: MIT
"""What a camera calls raw: a TIFF with a JPEG in it."""
import struct


def directory(order, at, entries):
    """A directory of TIFF that begins at an offset, its values after it."""
    head = struct.pack(order + "H", len(entries))
    values = b""
    values_at = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        head += struct.pack(order + "HHI", tag, kind, count)
        if len(value) <= 4:
            head += value.ljust(4, b"\0")
        else:
            head += struct.pack(order + "I", values_at + len(values))
            values += value + bytes(len(value) % 2)
    return head + bytes(4) + values


def raw(jpeg, maker, *, order=">", orientation=1, thumbnail=b""):
    """What cameras write, but for what the sensor has seen."""
    def long(value):
        return struct.pack(order + "I", value)

    exif_at, sub_at, thumbnail_at = 400, 600, 800
    at = thumbnail_at + len(thumbnail) + len(thumbnail) % 2
    small = [(513, 4, 1, long(thumbnail_at)),
             (514, 4, 1, long(len(thumbnail)))] if thumbnail else []
    parts = {
        0: (b"MM\0*" if order == ">" else b"II*\0") + long(8),
        8: directory(order, 8, [
            (254, 4, 1, long(1)),
            (271, 2, len(maker) + 1, maker + b"\0"),
            (274, 3, 1, struct.pack(order + "H", orientation)),
            (330, 4, 1, long(sub_at)), *small,
            (34665, 4, 1, long(exif_at))]),
        exif_at: directory(order, exif_at, [
            (33434, 5, 1, long(1) + long(250)),
            (36867, 2, 20, b"2024:06:21 21:30:00\0"),
            (37500, 7, 64, b"a maker's own notes".ljust(64))]),
        sub_at: directory(order, sub_at, [
            (254, 4, 1, long(1)),
            (259, 3, 1, struct.pack(order + "H", 7)),
            (273, 4, 1, long(at)), (279, 4, 1, long(len(jpeg)))]),
        thumbnail_at: thumbnail, at: jpeg}
    out = b""
    for begin, data in parts.items():
        out = out.ljust(begin, b"\0") + data
    return out
