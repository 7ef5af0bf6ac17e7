# SPDX-License-Identifier: MIT
"""PSD, Softimage PIC and Radiance HDR, which Pillow cannot write.

Pictures are numpy arrays, height x width x 3.
"""
import struct
import zlib

import numpy as np


def runs(data, least):
    """Split bytes into (is_run, bytes): runs of at least `least` alike."""
    at = start = 0
    while at < len(data):
        end = at
        while end < len(data) and end - at < 127 and data[end] == data[at]:
            end += 1
        if end - at >= least:
            if start < at:
                yield False, data[start:at]
            yield True, data[at:end]
            start = end
        elif end - start > 120:
            yield False, data[start:end]
            start = end
        at = end
    if start < at:
        yield False, data[start:at]


def packbits(row):
    out = b""
    for is_run, part in runs(row, 3):
        if is_run:
            out += bytes([257 - len(part), part[0]])
        else:
            out += bytes([len(part) - 1]) + part
    return out


def resource(number, value):
    """Of a PSD: an image resource block without a name."""
    return (struct.pack(">4sHHI", b"8BIM", number, 0, len(value)) + value +
            bytes(len(value) % 2))


def differences(row, depth):
    """A row of bytes as PSD's prediction leaves it."""
    if depth == 16:
        samples = np.frombuffer(row, ">u2").astype(np.uint16)
        return np.diff(samples, prepend=np.uint16(0)).astype(">u2").tobytes()
    if depth == 32:
        row = np.frombuffer(row, np.uint8).reshape(-1, 4).T.tobytes()
    samples = np.frombuffer(row, np.uint8)
    return np.diff(samples, prepend=np.uint8(0)).tobytes()


def psd_file(mode, depth, shape, planes, compression=1, *, version=1,
             palette=b"", resources=b"", layers=b""):
    """Only the merged picture.  A plane is the bytes of a channel."""
    height, width = shape
    stride = (width * depth + 7) // 8
    rows = [plane[y * stride:(y + 1) * stride]
            for plane in planes for y in range(height)]
    if compression == 1:
        rows = [packbits(row) for row in rows]
        lengths = b"".join(struct.pack(">I" if version == 2 else ">H",
                                       len(row)) for row in rows)
        rows = [lengths] + rows
    elif compression == 3:
        rows = [differences(row, depth) for row in rows]
    pixels = b"".join(rows)
    if compression >= 2:
        pixels = zlib.compress(pixels)
    return (struct.pack(">4sH6xHIIHH", b"8BPS", version, len(planes), height,
                        width, depth, mode) +
            struct.pack(">I", len(palette)) + palette +
            struct.pack(">I", len(resources)) + resources +
            struct.pack(">Q" if version == 2 else ">I", len(layers)) + layers +
            struct.pack(">H", compression) + pixels)


def psd(picture):
    """RGB, 8 bits, PackBits."""
    return psd_file(3, 8, picture.shape[:2],
                    [picture[..., c].tobytes() for c in range(3)])


def pic(picture):
    """RGB as one packet of mixed run lengths."""
    height, width, _ = picture.shape
    out = struct.pack(">If80s4sHHfHH", 0x5380f634, 3.71, b"graymill", b"PICT",
                      width, height, 1., 3, 0)
    out += bytes([0, 8, 2, 0xe0])
    for row in picture:
        pixels = [p.tobytes() for p in row]
        for is_run, part in runs(pixels, 2):
            if is_run:
                out += bytes([127 + len(part)]) + part[0]
            else:
                out += bytes([len(part) - 1]) + b"".join(part)
    return out


def pfm(picture):
    """A portable float map of RGB, the last row first."""
    height, width, _ = picture.shape
    return (b"PF\n%d %d\n-1.0\n" % (width, height) +
            picture[::-1].astype("<f4").tobytes())


def hdr(picture):
    """Linear light in RGBE with the run lengths of each component."""
    height, width, _ = picture.shape
    most = np.maximum(picture.max(axis=2), 1e-9)
    exponent = np.ceil(np.log2(most * 1.0001)).astype(int)
    mantissa = np.clip(picture * 256 / 2. ** exponent[..., None], 0, 255)
    rgbe = np.dstack([mantissa.astype(np.uint8),
                      (exponent + 128).astype(np.uint8)])
    out = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n"
    out += b"-Y %d +X %d\n" % (height, width)
    for row in rgbe:
        out += struct.pack(">BBH", 2, 2, width)
        for c in range(4):
            for is_run, part in runs(row[:, c].tobytes(), 3):
                if is_run:
                    out += bytes([128 + len(part), part[0]])
                else:
                    out += bytes([len(part)]) + part
    return out


def qoi(pixels):
    """The Quite OK Image format, of height x width x 3 or 4 bytes."""
    height, width, channels = pixels.shape
    out = bytearray(b"qoif" + struct.pack(">IIBB", width, height, channels, 0))
    last, run, seen = (0, 0, 0, 255), 0, [(0, 0, 0, 0)] * 64
    for pixel in pixels.reshape(-1, channels).tolist():
        pixel = (tuple(pixel) + (255,))[:4]
        if run == 62 or (run and pixel != last):
            out.append(0xc0 | run - 1)
            run = 0
        if pixel == last:
            run += 1
            continue
        index = sum(c * w for c, w in zip(pixel, (3, 5, 7, 11))) % 64
        red, green, blue = ((p - q + 128) % 256 - 128
                            for p, q in zip(pixel[:3], last[:3]))
        if seen[index] == pixel:
            out.append(index)
        elif pixel[3] != last[3]:
            out += bytes((0xff,) + pixel)
        elif all(-2 <= step <= 1 for step in (red, green, blue)):
            out.append(0x40 | red + 2 << 4 | green + 2 << 2 | blue + 2)
        elif -32 <= green < 32 and all(-8 <= step - green < 8
                                       for step in (red, blue)):
            out += bytes((0x80 | green + 32,
                          red - green + 8 << 4 | blue - green + 8))
        else:
            out += bytes((0xfe,) + pixel[:3])
        seen[index] = last = pixel
    if run:
        out.append(0xc0 | run - 1)
    return bytes(out + b"\0" * 7 + b"\1")
