#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write small files that ask for much, into the current folder.

usage: bombs.py sizes|chunks|packed

sizes: of every format, 60000 x 60000 pixels by the header, or 65535, and next
to nothing behind it.  chunks: pictures of a few pixels between pieces that are
many, or large once they are inflated.  packed: below 1 MB, as many pixels of one
colour as there can be.  Needs nothing but Python itself.
"""
import os
import struct
import sys
import zlib

sys.dont_write_bytecode = True

from growth_modules import codestream, jp2, tiff, tile_part  # noqa: E402
from heif_files import COLOUR, Heif, grid, ispe  # noqa: E402
from png_chunks import SIGNATURE, chunk, header, png  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SIDE = 60000
MOST = 65535


def png_bomb(depth, colour, interlaced=0, extra=b""):
    return (SIGNATURE + header(SIDE, SIDE, depth, colour, interlaced) + extra +
            chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND"))


def small_jpeg():
    with open(os.path.join(HERE, "colour.jpg"), "rb") as file:
        return file.read()


def jpeg_bomb(frame):
    """Another kind of frame, and another size (T.81 B.2.2)."""
    jpeg = small_jpeg()
    at = jpeg.index(b"\xff\xc0")
    return (jpeg[:at] + frame + jpeg[at + 2:at + 5] +
            struct.pack(">HH", SIDE, SIDE) + jpeg[at + 9:])


def bmp_bomb(width, height, depth, compression=0):
    return (b"BM" + struct.pack("<IHHI", 0, 0, 0, 1078) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, depth,
                        compression, 0, 0, 0, 0, 0) + bytes(2000))


def tga_bomb(kind, depth):
    return struct.pack("<BBBHHBHHHHBB", 0, 0, kind, 0, 0, 0, 0, 0, SIDE, SIDE,
                       depth, 0) + b"\xff" * 1000


def psd_bomb(side, compression, version=1):
    return (b"8BPS\0" + bytes([version]) + bytes(6) + struct.pack(">HIIHH", 3, side, side, 8, 3)
            + bytes(12 if version == 1 else 16) + struct.pack(">H", compression) + bytes(1000))


def riff(*chunks):
    data = b"".join(name + struct.pack("<I", len(value)) + value +
                    b"\0" * (len(value) % 2) for name, value in chunks)
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def u24(value):
    return struct.pack("<I", value)[:3]


def canvas(width, height, flags=0x12):
    return (b"VP8X", bytes([flags, 0, 0, 0]) + u24(width - 1) +
            u24(height - 1))


def blank_vp8l(width, height):
    """Of one colour, in codes that take no bits (RFC 9649, 3)."""
    size = width - 1 | (height - 1) << 14 | 1 << 28
    return (b"VP8L", b"/" + struct.pack("<I", size) +
            bytes.fromhex("071011118888fe07"))


def blank_frame(x, y, width, height, flags=0):
    name, value = blank_vp8l(width, height)
    return (b"ANMF", u24(x // 2) + u24(y // 2) + u24(width - 1) +
            u24(height - 1) + u24(40) + bytes([flags]) + name +
            struct.pack("<I", len(value)) + value + b"\0")


ANIM = (b"ANIM", bytes(6))


def pic_bomb():
    return (b"\x53\x80\xf6\x34" + bytes(84) + b"PICT" +
            struct.pack(">HHfHH", SIDE, SIDE, 1, 3, 0) +
            b"\0\x08\2\xe0" + bytes(1000))


def gif(screen, frame, codes):
    return (b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + bytes(6) +
            b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\2" +
            b"".join(bytes([len(codes[i:i + 255])]) + codes[i:i + 255]
                     for i in range(0, len(codes), 255)) + b"\0;")


def sizes():
    """Name and bytes of each."""
    nothing = tile_part(0, 0, 1, b"\0")
    yield "large.tif", tiff(bytes(64), MOST, MOST, [8], [64], (278, 4, [MOST]))
    yield "large.jp2", jp2(codestream(MOST, MOST, MOST, b"", nothing))
    yield "large-tiles.jp2", jp2(codestream(MOST, MOST, 512, b"", nothing))
    heif = Heif()
    whole = heif.item(b"grid", grid(255, 255, MOST, MOST), ispe(MOST, MOST))
    tile = heif.picture(COLOUR, (257, 257), hidden=True)
    heif.refer(b"dimg", whole, *[tile] * (255 * 255))
    yield "large-grid.heic", heif.file()
    yield "rgb.png", png_bomb(8, 2)
    yield "bits.png", png_bomb(1, 0)
    yield "deep.png", png_bomb(16, 6)
    yield "interlaced.png", png_bomb(8, 2, 1)
    yield "palette.png", png_bomb(8, 3, 0, chunk(b"PLTE", bytes(768)))
    yield "transparent.png", png_bomb(8, 2, 0, chunk(b"tRNS", bytes(6)))
    yield "baseline.jpg", jpeg_bomb(b"\xff\xc0")
    yield "progressive.jpg", jpeg_bomb(b"\xff\xc2")
    yield "arithmetic.jpg", jpeg_bomb(b"\xff\xc9")
    yield "colour.bmp", bmp_bomb(SIDE, SIDE, 24)
    yield "topdown.bmp", bmp_bomb(SIDE, -SIDE, 32)
    yield "palette.bmp", bmp_bomb(SIDE, SIDE, 8)
    yield "wide.bmp", bmp_bomb(2**31 - 1, 2, 1)
    yield "runs.bmp", bmp_bomb(SIDE, SIDE, 8, 1)
    yield "colour.tga", tga_bomb(2, 24)
    yield "packed.tga", tga_bomb(10, 32)
    yield "gray.tga", tga_bomb(11, 8)
    yield "plain.psd", psd_bomb(SIDE, 0)
    yield "packed.psd", psd_bomb(SIDE, 1)
    yield "deflated.psb", psd_bomb(SIDE, 2, 2)
    yield "runs.pic", pic_bomb()
    yield "screen.gif", gif((MOST, MOST), (1, 1), b"\x44\1")
    yield "canvas.webp", riff(canvas(SIDE, SIDE), ANIM,
                              blank_frame(0, 0, 1, 1))
    yield "lines.hdr", (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n"
                        b"-Y 60000 +X 60000\n" + b"\2\2\xea\x60" * 99)
    for kind in range(1, 7):
        most = b"" if kind in (1, 4) else b" 255"
        yield f"p{kind}.pnm", (b"P%d 60000 60000%b\n" % (kind, most) +
                               b"0 1 " * 99)
    yield "p7.pam", (b"P7\nWIDTH 60000\nHEIGHT 60000\nDEPTH 4\nMAXVAL 255\n"
                     b"TUPLTYPE RGB_ALPHA\nENDHDR\n" + bytes(999))


def deflated_zeros(n_mib):
    """A zlib stream of so many MiB: a block that refers to none, repeated."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflate.compress(bytes(1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    adler = ((n_mib << 20) % 65521 << 16) + 1
    return (b"\x78\xda" + block * n_mib + b"\3\0" + struct.pack(">I", adler))


def chunks():
    row = [bytes(24 * 3)]
    gib = deflated_zeros(1024)
    for name, extra in (
            ("iccp", chunk(b"iCCP", b"x\0\0" + gib)),
            ("ztxt", chunk(b"zTXt", b"x\0\0" + gib)),
            ("itxt", chunk(b"iTXt", b"x\0\1\0\0\0" + gib)),
            ("many", chunk(b"tEXt", b"x\0y") * 100000),
            ("empty-idat", chunk(b"IDAT") * 100000)):
        yield f"{name}.png", png(24, 24, 8, 2, row * 24, extra)
        yield f"{name}-16.png", png(12, 24, 16, 2, row * 24, extra)
    # Rows that end at once.
    yield "blank.bmp", bmp_bomb(MOST, 64, 4, 2)
    yield "huge-blank.bmp", bmp_bomb(MOST, 4096, 8, 1)
    # What is in the pixels beyond the pixels.
    yield "overfull.png", (SIGNATURE + header(24, 24, 8, 2) +
                           chunk(b"IDAT", gib) + chunk(b"IEND"))
    jpeg = small_jpeg()
    at = jpeg.index(b"\xff\xc4")
    tables = jpeg[at:at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]]
    for name, extra in (
            ("dht", tables * 20000),
            ("dqt", (b"\xff\xdb\0\x43\1" + b"\1" * 64) * 20000),
            ("com", b"\xff\xfe\0\2" * 65535),
            ("app", b"".join(b"\xff%c\0\2" % (0xe0 + i % 16)
                             for i in range(65535))),
            ("exif", (b"\xff\xe1\xff\xff" + bytes(65533)) * 50),
            ("icc", b"".join(b"\xff\xe2\xff\xffICC_PROFILE\0%c\x40" % i +
                             bytes(65519) for i in range(1, 65))),
            ("fill", b"\xff" * 4000000)):
        yield f"{name}.jpg", jpeg[:at] + extra + jpeg[at:]
    for name, pieces in (
            ("unknown", [(b"ABCD", b"")] * 100000),
            ("xmp", [(b"XMP ", b"")] * 500000),
            ("alpha", [(b"ALPH", b"")] * 500000)):
        yield f"{name}.webp", riff(canvas(24, 24, 0), *pieces,
                                   blank_vp8l(24, 24))
    # Code 4 of three bits, again and again: clear.
    clear = b"\x24\x49\x92" * 1000000
    yield "clear.gif", gif((24, 24), (24, 24), clear)
    yield "comments.gif", (gif((24, 24), (1, 1), b"\x44\1")[:19] +
                           b"!\xfe\1x\0" * 500000 +
                           gif((24, 24), (1, 1), b"\x44\1")[19:])
    yield "frame.gif", gif((24, 24), (MOST, MOST), b"\x44\1")


def zeros(nbytes):
    """A zlib stream of so many bytes."""
    deflate = zlib.compressobj(9)
    mib = bytes(1 << 20)
    return (b"".join(deflate.compress(mib) for _ in range(nbytes >> 20)) +
            deflate.compress(bytes(nbytes % (1 << 20))) + deflate.flush())


# First column and row of each pass, and the steps (PNG 8.2).
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
          (1, 0, 2, 2), (0, 1, 1, 2))


def plain_png(width, height, depth, colour, interlaced=0, extra=b""):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    passes = PASSES if interlaced else ((0, 0, 1, 1),)
    nbytes = sum((1 + ((width - x + dx - 1) // dx * channels * depth + 7) // 8)
                 * ((height - y + dy - 1) // dy) for x, y, dx, dy in passes)
    return (SIGNATURE + header(width, height, depth, colour, interlaced) +
            extra + chunk(b"IDAT", zeros(nbytes)) + chunk(b"IEND"))


def blank_apng(side, part, n_frames, extra=b""):
    """Frames of part x part pixels, over one of side x side."""
    def control(number, width):
        return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, width,
                                          0, 0, 1, 10, 0, 1))
    whole, data = (zlib.compress(bytes((1 + 3 * width) * width), 9)
                   for width in (side, part))
    return (SIGNATURE + header(side, side, 8, 2) +
            chunk(b"acTL", struct.pack(">II", n_frames, 0)) + extra +
            control(0, side) + chunk(b"IDAT", whole) + b"".join(
                control(2 * i - 1, part) +
                chunk(b"fdAT", struct.pack(">I", 2 * i) + data)
                for i in range(1, n_frames)) + chunk(b"IEND"))


def plain_psd(side, channels, depth, mode, sample_nbits):
    palette = bytes(768) if mode == 2 else b""
    return (b"8BPS\0\1" + bytes(6) +
            struct.pack(">HIIHHI", channels, side, side, depth, mode,
                        len(palette)) + palette + bytes(8) +
            struct.pack(">H", 2) +
            zeros(side * channels * (side * sample_nbits // 8)))


def plain_bmp(width, height, codes):
    return (b"BM" + struct.pack("<IHHI", 0, 0, 0, 1078) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, 0, 0, 0,
                        256, 0) + bytes(1024) + codes)


def plain_tga(kind, width, height, depth, code, n_colours=0, alpha=0):
    return (struct.pack("<BBBHHBHHHHBB", 0, int(n_colours > 0), kind, 0,
                        n_colours, 32, 0, 0, width, height, depth,
                        8 if alpha else 0) +
            bytes(n_colours * 4) + code * (width * height // 128))


def lzw_zeros(n):
    """Codes of n indices of two bits, all 0: strings that grow as they can."""
    bits, nbits, width, code, length = 4, 3, 3, 6, 1
    n -= 1
    bits, nbits = bits | 0 << nbits, nbits + width
    while n > 0:
        if code < 4095:
            length += 1
        take = code if length <= n else 0
        n -= length if take else 1
        bits, nbits = bits | take << nbits, nbits + width
        if code < 4095:
            code += 1
            if code == 1 << width and width < 12:
                width += 1
        if nbits >= 4096:
            yield (bits & (1 << 4096) - 1).to_bytes(512, "little")
            bits, nbits = bits >> 4096, nbits - 4096
    bits, nbits = bits | 5 << nbits, nbits + width
    yield bits.to_bytes((nbits + 7) // 8, "little")


def blank_gif(side, interlaced, clear_i):
    codes = b"".join(lzw_zeros(side * side))
    clear = (b"" if clear_i is None else
             b"!\xf9\4\1\0\0" + bytes([clear_i]) + b"\0")
    return (b"GIF89a" + struct.pack("<HHBBB", side, side, 0x81, 0, 0) +
            bytes(range(12)) + clear + b"," +
            struct.pack("<HHHHB", 0, 0, side, side, interlaced) + b"\2" +
            b"".join(bytes([len(codes[i:i + 255])]) + codes[i:i + 255]
                     for i in range(0, len(codes), 255)) + b"\0;")


def hdr(width, height, row):
    return (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y %d +X %d\n" %
            (height, width) + row * height)


def pic(width, height, packet, row):
    return (b"\x53\x80\xf6\x34" + bytes(84) + b"PICT" +
            struct.pack(">HHfHH", width, height, 1, 3, 0) + packet +
            row * height)


def plain_tiff(width, height, depth, n_samples, compression, data):
    """One strip."""
    return tiff(data, width, height, [8], [len(data)],
                (258, 3, [depth] * n_samples), (277, 3, [n_samples]),
                (262, 3, [2 if n_samples == 3 else 1]), (278, 4, [height]),
                compression=compression)


def tiff_lzw(n):
    """Codes of n bytes, all 0: strings that grow as they can (TIFF 6.0, 13)."""
    bits, nbits, out = 256, 9, bytearray()
    code, width, length = 0, 9, 0
    while n > 0:
        # The code that is made by it is the one that comes.
        bits, nbits = bits << width | code, nbits + width
        length += 1
        n -= length
        code = max(code + 1, 258)
        width += code + (length > 1) > (1 << width) - 1 and code < 4094
        if code == 4094:
            bits, nbits = bits << width | 256, nbits + width
            code, width, length = 0, 9, 0
        if nbits >= 4096:
            out += (bits >> nbits % 8).to_bytes(nbits // 8, "big")
            bits, nbits = bits & (1 << nbits % 8) - 1, nbits % 8
    bits, nbits = bits << width | 257, nbits + width
    out += (bits << -nbits % 8).to_bytes((nbits + 7) // 8, "big")
    return bytes(out)


def packed_modules():
    for name, depth, n, side in (("bits", 1, 1, 32767), ("gray", 8, 1, 28000),
                                 ("colour", 8, 3, 16000), ("deep", 16, 3, 11000),
                                 ("float", 32, 3, 8000)):
        row = (side * depth * n + 7) // 8
        yield f"{name}.tif", plain_tiff(side, side, depth, n, 8,
                                        zeros(row * side))
    yield "codes.tif", plain_tiff(16000, 16000, 8, 3, 5,
                                  tiff_lzw(3 * 16000 * 16000))
    yield "runs.tif", plain_tiff(4000, 5000, 8, 3, 32773, b"\x81\0" * 480000)
    yield "lines-of-fax.tif", plain_tiff(32767, 32767, 1, 1, 4,
                                         b"\xff" * 4100)
    yield "long-lines-of-fax.tif", plain_tiff(1 << 24, 64, 1, 1, 4,
                                              b"\xff" * 8)
    yield "many-lines-of-fax.tif", plain_tiff(128, 1 << 23, 1, 1, 4,
                                              b"\xff" * (1 << 20))
    nothing = tile_part(0, 0, 1, b"\0")
    for side in (4096, 32767):
        yield f"nothing-{side}.jp2", jp2(codestream(side, side, side, b"",
                                                    nothing))
    yield "tiles-of-nothing.jp2", jp2(codestream(
        32767, 32767, 256, b"", b"".join(tile_part(i, 0, 1, b"\0" * 16)
                                         for i in range(16384))))


def packed():
    yield from packed_modules()
    clear = chunk(b"tRNS", bytes(2))
    yield "bits.png", plain_png(32767, 32767, 1, 0)
    yield "bits-clear.png", plain_png(32767, 32767, 1, 0, 0, clear)
    yield "gray-clear.png", plain_png(31000, 31000, 8, 0, 0, clear)
    yield "deep-clear.png", plain_png(22000, 22000, 16, 0, 0, clear)
    yield "gray-interlaced.png", plain_png(31000, 31000, 8, 0, 1)
    yield "colour.png", plain_png(18000, 18000, 8, 2)
    yield "deep.png", plain_png(11000, 11000, 16, 6)
    for depth in (1, 2, 4, 8):
        colours = chunk(b"PLTE", bytes(3 << depth))
        yield f"palette-{depth}.png", plain_png(23200, 23200, depth, 3, 0,
                                                colours)
        yield f"palette-{depth}-clear.png", plain_png(
            16400, 16400, depth, 3, 0, colours + chunk(b"tRNS", bytes(1)))
    yield "palette.png", plain_png(31000, 31000, 8, 3, 0, colours)
    yield "interlaced.png", plain_png(4600, 4600, 8, 2, 1)
    for name, colour, extra in (("narrow", 2, b""),
                                ("narrow-clear", 2, chunk(b"tRNS", bytes(6)))):
        yield f"{name}.png", plain_png(1, 1000000, 8, colour, 0, extra)
        yield f"{name}-long.png", plain_png(1, 60000000, 8, colour, 0, extra)
    for name, extra in ("", b""), ("-clear", chunk(b"tRNS", b"\0\1" * 3)):
        yield f"frames{name}.png", blank_apng(4600, 4600, 12, extra)
        yield f"frames-more{name}.png", blank_apng(4600, 4600, 15, extra)
        yield f"frames-dots{name}.png", blank_apng(4600, 1, 12000, extra)
    yield "bits.psd", plain_psd(29992, 1, 1, 0, 1)
    yield "indices.psd", plain_psd(14200, 1, 8, 2, 8)
    yield "colour.psd", plain_psd(8000, 3, 8, 3, 8)
    yield "floats.psd", plain_psd(4000, 3, 32, 3, 32)
    yield "over.psd", plain_psd(30000, 1, 8, 1, 8)
    yield "runs.bmp", plain_bmp(12750, 9600,
                                (b"\xff\0" * 50 + b"\0\0") * 9600)
    yield "steps.bmp", plain_bmp(12750, 9600, b"\0\0" * 480000)
    yield "gray.tga", plain_tga(11, 64000, 980, 8, b"\xff\0")
    yield "colour.tga", plain_tga(10, 64000, 490, 24, b"\xff\0\0\0")
    yield "indices.tga", plain_tga(9, 64000, 980, 8, b"\xff\0", 256)
    yield "runs.qoi", (b"qoif" + struct.pack(">IIBB", 7750, 7992, 4, 0) +
                       b"\xfd" * 999000 + bytes(7) + b"\1")
    run = b"\xff\0" * 257 + b"\xf9\0"
    yield "runs.hdr", hdr(32760, 480, b"\2\2\x7f\xf8" + run * 4)
    repeats = b"\x80\x80\x80\x80" b"\1\1\1\xfe" b"\1\1\1\x7f"
    yield "repeats.hdr", hdr(32767, 16000, repeats)
    yield "one-run.pic", pic(65535, 16384, b"\0\x08\2\xe0",
                             b"\x80\xff\xffabc")
    yield "some-runs.pic", pic(65535, 256, b"\0\x08\2\xe0",
                               b"\x80\xff\xffabc")
    yield "colours.tga", plain_tga(9, 64000, 980, 8, b"\xff\0", 256, 32)
    for name, side, interlaced, clear_i in (
            ("plain", 23200, 0, None), ("lines", 23200, 0x40, None),
            ("clear", 16300, 0, 0), ("clear-not", 16300, 0, 3),
            ("clear-lines", 16300, 0x40, 0), ("over", 32767, 0, None)):
        yield f"{name}.gif", blank_gif(side, interlaced, clear_i)
    yield "screen.gif", gif((MOST, 16383), (1, 1), b"\x44\1")
    yield "largest.webp", riff(blank_vp8l(16383, 16383))
    yield "held.webp", riff(blank_vp8l(2896, 2896))
    padding = (b"ABCD", bytes(990000))
    yield "held-more.webp", riff(canvas(5000, 5000, 0), blank_vp8l(5000, 5000),
                                 padding)
    for side, n in ((16383, 2), (2300, 25), (1000, 134), (200, 3400)):
        yield f"frames-{side}.webp", riff(
            canvas(side, side), ANIM, *[blank_frame(0, 0, side, side)] * n)
    yield "frames.webp", riff(canvas(1, 1), ANIM,
                              *[blank_frame(0, 0, 1, 1)] * 20000)
    # A frame of one pixel, and all is shown again.
    yield "frames-small.webp", riff(
        canvas(1000, 1000), ANIM, *[blank_frame(0, 0, 1, 1)] * 134)
    yield "screen-free.gif", gif((2048, 2048), (1, 1), b"\x44\1")


if __name__ == "__main__":
    kinds = {"sizes": sizes, "chunks": chunks, "packed": packed}
    for name, content in kinds[sys.argv[1]]():
        with open(name, "wb") as file:
            file.write(content)
