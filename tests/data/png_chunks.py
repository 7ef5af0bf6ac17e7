# SPDX-License-Identifier: MIT
"""PNG written by hand, for what Pillow cannot or will not write."""
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Where each of Adam7's passes starts and how far it steps (PNG section 8.1).
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
         (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data=b""):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def header(width, height, depth, colour, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth,
                                      colour, 0, 0, interlaced))


def up_filtered(rows):
    """Rows of bytes, each less the one above (filter 2, PNG section 9.2)."""
    above = bytes(len(rows[0]))
    out = []
    for row in rows:
        out.append(b"\2" + bytes((a - b) & 255 for a, b in zip(row, above)))
        above = row
    return b"".join(out)


def png(width, height, depth, colour, rows, extra=b""):
    return (SIGNATURE + header(width, height, depth, colour) + extra +
            chunk(b"IDAT", zlib.compress(up_filtered(rows), 9)) +
            chunk(b"IEND"))


def png_interlaced(width, height, depth, colour, pixels):
    """pixels[y][x] are the bytes of one pixel."""
    data = b""
    for x0, y0, dx, dy in ADAM7:
        rows = [b"".join(row[x0::dx]) for row in pixels[y0::dy]]
        if rows and rows[0]:
            data += up_filtered(rows)
    return (SIGNATURE + header(width, height, depth, colour, 1) +
            chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND"))
