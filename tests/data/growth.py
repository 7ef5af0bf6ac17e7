#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write files of many pieces, into the current folder.

usage: growth.py NBYTES [GROUP]

Of each format, or of one group of them, pictures of about NBYTES bytes that are as many pieces as there
is room for, of each kind that a reader goes through one by one.  Needs nothing
but Python itself.
"""
import os
import struct
import sys
import zlib

sys.dont_write_bytecode = True

import growth_modules  # noqa: E402
from png_chunks import SIGNATURE, chunk, header, png  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def fill(piece, nbytes):
    return piece * (nbytes // len(piece))


def pngs(n):
    """Twice: the direct way has RGB of 8 bits, libpng what is transparent."""
    gray = bytearray(132)
    gray[0:4], gray[16:20] = struct.pack(">I", 132), b"GRAY"
    rgb = gray[:16] + b"RGB " + gray[20:]
    iccp = [chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(p)))
            for p in (gray, rgb)]
    text, phys = chunk(b"tEXt", b"x\0"), chunk(b"pHYs", bytes(9))
    pieces = {
        "texts": fill(text, n),
        "text-phys": fill(text, n // 2) + fill(phys, n // 2),
        "phys-text": fill(phys + text, n),
        "text-exif": fill(text, n // 2) + fill(chunk(b"eXIf", b"x"), n // 2),
        "text-iccp": fill(text, n // 2) + fill(iccp[0], n // 2),
        "iccp-rgb": fill(iccp[1], n),
        "splt": fill(chunk(b"sPLT", b"x\0\10"), n),
        "private": fill(chunk(b"abCd"), n),
        "unsafe": fill(chunk(b"abCD"), n),
        "itxt": fill(chunk(b"iTXt", b"x\0\0\0\0\0"), n),
    }
    for name, extra in pieces.items():
        yield f"{name}.png", png(8, 8, 8, 2, [bytes(24)] * 8, extra)
        yield f"{name}-clear.png", png(8, 8, 8, 2, [bytes(24)] * 8,
                                       chunk(b"tRNS", bytes(6)) + extra)
        yield f"{name}-gray.png", png(8, 8, 16, 0, [bytes(16)] * 8, extra)
    # Pixels of which each compressed byte, and as many of none, is a chunk.
    data = zlib.compress(bytes(range(251)) * (n // 13 // 256), 0)
    height = n // 13 // 256 * 251 // 25
    data = zlib.compress((b"\0" + bytes(range(24))) * height, 0)
    one = b"".join(chunk(b"IDAT", data[i:i + 1]) for i in range(len(data)))
    for name, extra in ("rgb", b""), ("clear", chunk(b"tRNS", bytes(6))):
        yield f"idat-{name}.png", (SIGNATURE + header(8, height, 8, 2) + extra
                                   + one + chunk(b"IEND"))
        yield f"idat-empty-{name}.png", (
            SIGNATURE + header(8, 1, 8, 2) + extra + fill(chunk(b"IDAT"), n)
            + chunk(b"IDAT", zlib.compress(bytes(25))) + chunk(b"IEND"))
    blocks = b"\x78\1" + fill(b"\0\0\0\xff\xff", n)
    yield "empty-blocks.png", (
        SIGNATURE + header(8, 1, 8, 2) + chunk(b"IDAT", blocks)
        + chunk(b"IEND"))
    flushed = zlib.compressobj(9)
    rows = b"".join(flushed.compress(b"\0" + bytes(3)) +
                    flushed.flush(zlib.Z_FULL_FLUSH) for _ in range(n // 12))
    yield "flushes.png", (
        SIGNATURE + header(1, n // 12, 8, 2)
        + chunk(b"IDAT", rows + flushed.flush()) + chunk(b"IEND"))


def animation(n, shared, size, region, data, is_hidden=False):
    """As many frames of region (width, height, x, y) as n bytes hold."""
    whole = zlib.compress((b"\0" + bytes(3 * size)) * size)
    first = struct.pack(">IIIIHHBB", size, size, 0, 0, 1, 10, 0, 0)
    control = struct.pack(">IIIIHHBB", *region, 1, 10, 2, 1)
    frames, sequence = [], 0
    if not is_hidden:
        frames.append(chunk(b"fcTL", struct.pack(">I", 0) + first))
        sequence = 1
    frames.append(chunk(b"IDAT", whole))
    n_frames = n // (38 + 16 * len(data) + sum(map(len, data)))
    for _ in range(n_frames):
        for kind, payload in (b"fcTL", control), *(
                (b"fdAT", piece) for piece in data):
            frames.append(chunk(kind, struct.pack(">I", sequence) + payload))
            sequence += 1
    return (SIGNATURE + header(size, size, 8, 2) + chunk(
        b"acTL", struct.pack(">II", n_frames + (not is_hidden), 0)) + shared +
        b"".join(frames) + chunk(b"IEND"))


def animations(n):
    """Twice again, and what is no animation at its last byte."""
    dot = zlib.compress(b"\0" + bytes(3))
    empty = [b""] * 1000
    for name, shared in ("", b""), ("-clear", chunk(b"tRNS", b"\0\1" * 3)):
        for kind, region, data in (
                ("dots", (1, 1, 7, 7), [dot]),
                ("bytes", (1, 1, 7, 7), [dot[i:i + 1]
                                         for i in range(len(dot))]),
                ("empty", (1, 1, 7, 7), [dot, *empty]),
                ("rows", (8, 1, 0, 1), [zlib.compress(bytes(25))])):
            yield f"frames-{kind}{name}.png", animation(
                n, shared, 8, region, data)
            yield f"frames-{kind}{name}-hidden.png", animation(
                n, shared, 8, region, data, True)
        lacking = animation(n, shared, 8, (1, 1, 7, 7), [dot])
        at = lacking.rindex(b"fdAT") - 4
        yield f"frames-lacking{name}.png", lacking[:at] + chunk(b"IEND")
        yield f"frames-odd{name}.png", lacking[:at] + chunk(
            b"fdAT", bytes(4)) + lacking[at:]


def small_jpeg():
    with open(os.path.join(HERE, "colour.jpg"), "rb") as file:
        return file.read()


def segment(code, payload):
    return struct.pack(">BBH", 255, code, len(payload) + 2) + payload


def gray_jpeg(sof, width, height, data, extra=b""):
    """Of codes of one bit: 0 is no difference, and an end of block."""
    codes = b"\1" + bytes(15) + b"\0"
    return (b"\xff\xd8" + segment(0xdb, b"\0" + b"\1" * 64)
            + segment(sof, struct.pack(">BHHBBBB", 8, height, width, 1, 1,
                                       0x11, 0))
            + segment(0xc4, b"\0" + codes + b"\x10" + codes) + extra + data
            + b"\xff\xd9")


SOS = segment(0xda, b"\1\1\0\0\x3f\0")
DC = segment(0xda, b"\1\1\0\0\0\0")


def restarts(n):
    """A scan with a restart after each of its blocks, a row of 8000."""
    n_rows = min(n // 3 // 8000, 8000)
    blocks = b"".join(b"\x3f\xff%c" % (0xd0 + i % 8)
                      for i in range(n_rows * 8000))
    return gray_jpeg(0xc0, 64000, n_rows * 8, SOS + blocks[:-2],
                     segment(0xdd, b"\0\1"))


def jpegs(n):
    jpeg = small_jpeg()
    at = jpeg.index(b"\xff\xc4")
    tables = jpeg[at:at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]]
    irb = b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\0" * 5000
    pieces = {
        "com": b"\xff\xfe\0\2",
        "app": b"".join(b"\xff%c\0\2" % (0xe0 + i) for i in range(14)),
        "adobe": segment(0xee, b"Adobe" + bytes(7)),
        "jfif": segment(0xe0, b"JFIF\0\1\1" + bytes(7)),
        "exif": segment(0xe1, b"Exif\0\0II*\0"),
        "xmp": segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0x"),
        "icc": b"".join(segment(0xe2, b"ICC_PROFILE\0%c\xff" % i + bytes(20))
                        for i in range(1, 255)),
        "icc-1": segment(0xe2, b"ICC_PROFILE\0\1\xff" + bytes(16) + b"GRAY"),
        "irb": segment(0xed, irb),
        "irb-small": segment(0xed, irb[:26]),
        "dht": tables,
        "dqt": segment(0xdb, b"\1" + b"\1" * 64),
        "dri": segment(0xdd, b"\0\0"),
        "fill": b"\xff",
        "odd": b"\0",
        "stuffed": b"\xff\0",
    }
    for name, piece in pieces.items():
        yield f"{name}.jpg", jpeg[:at] + fill(piece, n) + jpeg[at:]
        yield f"{name}-end.jpg", jpeg[:-2] + fill(piece, n) + jpeg[-2:]
    yield "rst-end.jpg", jpeg[:-2] + fill(b"\xff\xd0", n) + jpeg[-2:]
    yield "restarts.jpg", restarts(n)
    # In a scan, to no end: markers, fill bytes, stuffed bytes.
    for name, piece in ("rst", b"\xff\xd3"), ("ff", b"\xff"), ("00", b"\xff\0"):
        yield f"scan-{name}.jpg", gray_jpeg(0xc0, 800, 800,
                                            SOS + fill(piece, n))
    for sof in 0xc0, 0xc2:
        scan = (SOS if sof == 0xc0 else DC) + b"\0" * 13
        yield f"scans-{sof:x}.jpg", gray_jpeg(sof, 80, 80, fill(scan, n))
        refined = segment(0xda, b"\1\1\0\1\1\0") + b"\0"
        yield f"refined-{sof:x}.jpg", gray_jpeg(
            sof, 80, 80, DC + b"\0" * 13 + fill(refined, n))


def gif(extra, width, height, codes, after=b""):
    return (b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0)
            + bytes(6) + extra + b"," +
            struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\2" + codes
            + b"\0" + after + b";")


def gifs(n):
    small = b"\2\x44\1"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0"
    pieces = {
        "comments": b"!\xfe\1x\0",
        "empty": b"!\xfe\0",
        "controls": b"!\xf9\4" + bytes(4) + b"\0",
        "applications": b"!\xff\x0bXMP DataXMP\1x\0",
        "unknown": b"!\x77\1x\0",
    }
    for name, piece in pieces.items():
        yield f"{name}.gif", gif(fill(piece, n), 1, 1, small)
        yield f"{name}-end.gif", gif(b"", 1, 1, small, fill(piece, n))
    yield "long-comment.gif", gif(b"!\xfe" + fill(b"\1x", n) + b"\0", 1, 1,
                                  small)
    yield "frames.gif", gif(b"", 1, 1, small, fill(frame, n))
    clear = b"\xff" + b"\x24\x49\x92" * 85
    yield "clears.gif", gif(b"", 24, 24, fill(clear, n))
    yield "tiny-blocks.gif", gif(b"", 24, 24, fill(b"\1\x24", n))
    # A clear and one pixel, again and again: three bits each.
    pixels = b"\xff" + b"\x04\x41\x10" * 85
    side = int((n * 8 / 6) ** 0.5)
    yield "pixels.gif", gif(b"", side, side, fill(pixels, n))


def bmp(width, height, depth, compression, data):
    return (b"BM" + struct.pack("<IHHI", 0, 0, 0, 54 + 1024) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, depth,
                        compression, 0, 0, 0, 256, 0) + bytes(1024) + data)


def bmps(n):
    for name, piece in (("deltas", b"\0\2\0\0"), ("overrun", b"\xff\1"),
                        ("ones", b"\1\1"), ("literals", b"\0\3abc\0")):
        yield f"{name}.bmp", bmp(24, 24, 8, 1, fill(piece, n))
    yield "rows.bmp", bmp(24, n // 2, 8, 1, fill(b"\0\0", n))
    yield "pixels.bmp", bmp(100, n // 200, 8, 1, fill(b"\1\1", n))


def tga(kind, width, height, depth, data):
    return struct.pack("<BBBHHBHHHHBB", 0, 0, kind, 0, 0, 0, 0, 0, width,
                       height, depth, 0) + data


def tgas(n):
    width = 1000
    height = n // 2 // width
    yield "ones.tga", tga(11, width, height, 8, fill(b"\0x", n))
    yield "runs.tga", tga(11, width, height, 8, fill(b"\x80x", n))
    yield "plain.tga", tga(3, width, 2 * height, 8, bytes(n))


def psd(width, height, resources, layers, compression, data):
    return (b"8BPS\0\1" + bytes(6)
            + struct.pack(">HIIHHI", 1, height, width, 8, 1, 0)
            + struct.pack(">I", len(resources)) + resources
            + struct.pack(">I", len(layers)) + layers
            + struct.pack(">H", compression) + data)


def psds(n):
    block = b"8BIM%b\0\0" + struct.pack(">I", 4) + b"abcd"
    for name, number in (("iptc", 1028), ("exif", 1058), ("xmp", 1060),
                         ("icc", 1039), ("density", 1005), ("other", 1000)):
        yield f"{name}.psd", psd(1, 1, fill(block % struct.pack(
            ">H", number), n), b"", 0, b"x")
    layers = struct.pack(">II", 0, 0) + fill(b"8BIMxxxx\0\0\0\0", n)
    yield "layers.psd", psd(1, 1, b"", layers, 0, b"x").replace(
        b"\0\1\0\0\0\1\0\0\0\1", b"\0\2\0\0\0\1\0\0\0\1", 1) + b"x"
    width, height = 100, n // 202
    yield "packed.psd", psd(width, height, b"", b"", 1,
                            struct.pack(">H", 2 * width) * height
                            + b"\0x" * (width * height))
    yield "no-ops.psd", psd(1, n // 204, b"", b"", 1, (
        b"\0\xca" * (n // 204) + (b"\x80" * 200 + b"\0x") * (n // 204)))
    yield "deflated.psd", psd(100, n // 100, b"", b"", 2,
                              zlib.compress(bytes(n // 100 * 100), 0))


def texts(n):
    yield "numbers.pgm", b"P2 100 %d 255\n" % (n // 200) + fill(b"7 ", n)
    yield "comments.pgm", (b"P2 100 %d 255\n" % (n // 500)
                           + fill(b"7#x\n ", n))
    yield "bits.pbm", b"P1 100 %d\n" % (n // 100) + fill(b"0", n)
    half = min(n, 1 << 20) - 999
    yield "header.pgm", b"P5\n" + fill(b"#\n", half) + b"1 1 255\nx"
    yield "header.pam", (b"P7\n" + fill(b"WIDTH 1\n", half) + b"HEIGHT 1\n"
                         b"DEPTH 1\nMAXVAL 255\nENDHDR\nx")
    yield "header.hdr", (b"#?RADIANCE\n" + fill(b"EXPOSURE=1\n", half)
                         + b"\n-Y 1 +X 1\nabcd")
    yield "comments.hdr", (b"#?RADIANCE\n" + fill(b"#x\n", half)
                           + b"\n-Y 1 +X 1\nabcd")
    line = b"\2\2\0\x64" + b"\1x" * 400
    yield "ones.hdr", (b"#?RADIANCE\n\n-Y %d +X 100\n" % (n // len(line))
                       + fill(line, n))
    yield "turned.hdr", (b"#?RADIANCE\n\n+X %d +Y 100\n" % (n // len(line))
                         + fill(line, n))
    yield "plain.pfm", b"PF 100 %d -1\n" % (n // 1200) + bytes(n)


def others(n):
    side = int(n ** 0.5)
    yield "ones.qoi", (b"qoif" + struct.pack(">IIBB", side, side, 3, 0)
                       + b"\xc0" * (side * side) + bytes(7) + b"\1")
    yield "indices.qoi", (b"qoif" + struct.pack(">IIBB", side, side, 3, 0)
                          + b"\0" * (side * side) + bytes(7) + b"\1")
    height = n // 200
    yield "ones.pic", (b"\x53\x80\xf6\x34" + bytes(84) + b"PICT"
                       + struct.pack(">HHfHH", 50, min(height, 65535), 1, 3, 0)
                       + b"\0\x08\2\xe0" + fill(b"\0abc", n))


GROUPS = {"png": pngs, "apng": animations, "jpeg": jpegs, "gif": gifs,
          "bmp": bmps, "tga": tgas, "psd": psds, "text": texts, "other": others,
          **growth_modules.GROUPS}


def main():
    n = int(sys.argv[1])
    for group in sys.argv[2:] or GROUPS:
        for name, content in GROUPS[group](n):
            with open(name, "wb") as file:
                file.write(content)


if __name__ == "__main__":
    main()
