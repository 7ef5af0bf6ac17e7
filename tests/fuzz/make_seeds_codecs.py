#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small pictures of the lesser formats, for fuzzing to start from.

usage: make_seeds_codecs.py stb|own|gif FOLDER

stb are those that are read through stb_image, own those that are read without
a library, gif those among them that stay GIFs.  Needs python3-numpy and
python3-pil.
"""
import io
import os
import struct
import sys

import numpy as np
from PIL import Image

sys.dont_write_bytecode = True
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
sys.path.insert(0, DATA)
sys.path.insert(0, os.path.join(DATA, "..", "cli"))

import camera_raw  # noqa: E402
import metadata  # noqa: E402
import odd_formats  # noqa: E402
import odd_gifs  # noqa: E402
import seeds_folder  # noqa: E402
import small_formats as small  # noqa: E402

WIDTH, HEIGHT = 11, 7
ANY = bytes((i * 37 + i // 5) & 255 for i in range(4096))


def scene(width=WIDTH, height=HEIGHT):
    y, x = np.mgrid[0:height, 0:width]
    return np.dstack([x * 20, y * 30, x // 4 * 60]).astype(np.uint8)


def bmp(depth, header=40, height=HEIGHT, masks=(), compression=0, colors=0,
        codes=None):
    n_colors = (colors or 1 << depth) if depth <= 8 else 0
    palette = b"".join(ANY[3 * i:3 * i + 3] + (b"" if header == 12 else b"\0")
                       for i in range(n_colors))
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, abs(height), 1, depth)
    else:
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, depth,
                           compression, 0, 0, 0, colors, 0)
    packed = b"".join(struct.pack("<I", mask) for mask in masks)
    info += packed
    if header > 40:
        info = info.ljust(header, b"\0")
    stride = (WIDTH * depth + 31) // 32 * 4
    at = 14 + len(info) + len(palette)
    pixels = codes or ANY[:stride * abs(height)]
    return (b"BM" + struct.pack("<IHHI", at + len(pixels), 0, 0, at) + info +
            palette + pixels)


# Runs, rows of pixels as they are, rows that end early, and steps.
CODES = (b"\x0b\x12\0\0" + b"\0\x0b" + ANY[:12] + b"\0\0\5\3\0\0" +
         b"\3\4\0\2\2\1\0\3\1\2\3\0\0\0" + b"\0\2\1\2\x0a\7\0\1")


def bmps():
    for depth in (1, 2, 4, 8, 16, 24, 32):
        for header in (12, 16, 40, 64, 108, 124):
            yield f"{depth}-{header}", bmp(depth, header)
        yield f"{depth}-top-down", bmp(depth, height=-HEIGHT)
    yield "8-few-colours", bmp(8, colors=3)
    for depth, compression in ((8, 1), (4, 2)):
        for height in (HEIGHT, -HEIGHT):
            yield (f"{depth}-rle-{height}",
                   bmp(depth, height=height, compression=compression,
                       codes=CODES))
        yield (f"{depth}-rle-whole",
               bmp(depth, compression=compression,
                   codes=b"\x0b\x12\0\0" * HEIGHT + b"\0\1"))
        yield (f"{depth}-rle-os2", bmp(depth, 64, compression=compression,
                                       codes=CODES))
    for depth, masks in ((16, (0xf800, 0x7e0, 0x1f)), (16, (0x30, 0xe, 1)),
                         (16, (0xf00, 0xf0, 0xf, 0xf000)),
                         (32, (0xffe00000, 0x1ffc00, 0x3ff)),
                         (32, (0xff, 0xff00, 0xff0000)),
                         (32, (0xff, 0xff00, 0xff0000, 0xff000000))):
        for header in (40, 56, 124):
            yield (f"{depth}-{header}-{masks[0]:x}-{len(masks)}-masks",
                   bmp(depth, header, masks=masks,
                       compression=6 if len(masks) == 4 else 3))


def tga(kind, depth, descriptor=0, colors=0, color_depth=24, first=0, name=b""):
    head = struct.pack("<BBBHHBHHHHBB", len(name), colors > 0, kind, first,
                       colors, color_depth if colors else 0, 0, 0, WIDTH,
                       HEIGHT, depth, descriptor)
    pixel = (depth + 7) // 8
    pixels = ANY[:WIDTH * HEIGHT * pixel]
    if kind >= 8:
        # A run of 4 and 7 pixels as they are, for each row.
        row = bytes([0x83]) + ANY[:pixel] + bytes([6]) + ANY[:7 * pixel]
        pixels = row * HEIGHT
    return head + name + ANY[:colors * ((color_depth + 7) // 8)] + pixels


def tgas():
    for rle in (0, 8):
        for depth in (15, 16, 24, 32):
            yield f"colour-{depth}-{rle}", tga(2 + rle, depth)
            yield f"indexed-{depth}-{rle}", tga(1 + rle, 8, 0, 256, depth)
        for depth in (8, 16):
            yield f"gray-{depth}-{rle}", tga(3 + rle, depth)
        for origin in (0x10, 0x20, 0x30):
            yield f"origin-{origin}-{rle}", tga(2 + rle, 24, origin)
        yield f"alpha-{rle}", tga(2 + rle, 32, 8, name=b"a name")
        yield f"first-{rle}", tga(1 + rle, 8, 0x20, 100, 24, 7)


def gif(image, **options):
    out = io.BytesIO()
    image.save(out, "GIF", **options)
    return out.getvalue()


def gifs():
    image = Image.fromarray(scene()).quantize(16)
    other = Image.fromarray(scene()[::-1]).quantize(16)
    for interlace in (0, 1):
        yield f"interlaced-{interlace}", gif(image, interlace=interlace)
        yield f"clear-{interlace}", gif(image, interlace=interlace,
                                        transparency=3)
    yield "frames", gif(image, save_all=True, append_images=[other])
    yield "comment", gif(image, comment=b"a comment")
    # A screen of another size, and a palette of the frame's own.
    whole = gif(image)
    colors = 3 << ((whole[10] & 7) + 1)
    yield "larger-screen", whole[:6] + b"\x20\0\x20\0" + whole[10:]
    at = whole.index(b"\x2c", 13 + colors)
    yield "own-palette", (whole[:10] + b"\0\0\0" + whole[13 + colors:at + 9] +
                          bytes([whole[at + 9] | whole[10] & 0x87]) +
                          whole[13:13 + colors] + whole[at + 10:])


def odd_gif_seeds():
    """A small one or two of each kind."""
    for kind, make in odd_gifs.KINDS.items():
        small = sorted(make(), key=len)
        for i in (0, len(small) // 2):
            yield f"{kind}-{i}", small[i]


def psd_blocks(version):
    """The layers of 16 bits, and what says that there is transparency."""
    wide = ">Q" if version == 2 else ">I"
    blocks = b"8BIMLr16" + struct.pack(wide, 4) + b"\0\1\0\0"
    blocks += b"8BIMcinf" + struct.pack(">I", 3) + b"abc\0"
    blocks += b"8BIMMt16" + struct.pack(wide, 0)
    return struct.pack(wide, 0) + struct.pack(">I", 0) + blocks


def psds():
    alpha = struct.pack(">IhI", 6, -1, 0)
    resources = odd_formats.resource(1047, b"\0\3")
    for mode, channels in ((0, 1), (1, 1), (1, 2), (2, 1), (3, 3), (3, 5),
                           (4, 4), (4, 5), (8, 1), (9, 3), (9, 4)):
        for depth in (1, 8, 16, 32):
            nbytes = (WIDTH * depth + 7) // 8 * HEIGHT
            planes = [ANY[i:i + nbytes] for i in range(channels)]
            for compression in range(4):
                yield (f"{mode}-{channels}-{depth}-{compression}",
                       odd_formats.psd_file(
                           mode, depth, (HEIGHT, WIDTH), planes, compression,
                           layers=alpha, resources=resources))
    for version in (1, 2):
        planes = [ANY[i:i + 2 * WIDTH * HEIGHT] for i in range(2)]
        yield f"blocks-{version}", odd_formats.psd_file(
            1, 16, (HEIGHT, WIDTH), planes, 1, version=version,
            layers=psd_blocks(version))
    yield "selection", odd_formats.psd_file(
        3, 8, (HEIGHT, WIDTH), [ANY[:WIDTH * HEIGHT]] * 4, 1)
    yield "placeholder", odd_formats.psd_file(
        1, 8, (HEIGHT, WIDTH), [ANY[:WIDTH * HEIGHT]], 0,
        resources=odd_formats.resource(1057, b"\0\0\0\1\0"))


def pic(packets):
    head = struct.pack(">If80s4sHHfHH", 0x5380f634, 3.71, b"seed", b"PICT",
                       WIDTH, HEIGHT, 1., 3, 0)
    row = b""
    for i, (kind, channels) in enumerate(packets):
        n = bin(channels).count("1")
        head += bytes([i + 1 < len(packets), 8, kind, channels])
        if kind == 0:
            row += ANY[:WIDTH * n]
        elif kind == 1:
            row += bytes([4]) + ANY[:n] + bytes([7]) + ANY[n:2 * n]
        else:
            row += (bytes([3 + 127]) + ANY[:n] + bytes([6]) + ANY[:7 * n] +
                    bytes([128, 0, 1]) + ANY[:n])
    return head + row * HEIGHT


def pics():
    for kind in (0, 1, 2):
        yield f"colour-{kind}", pic([(kind, 0xe0)])
        yield f"alpha-{kind}", pic([(kind, 0xe0), (2 - kind, 0x10)])
        yield f"apart-{kind}", pic([(kind, 0x80), (kind, 0x40), (kind, 0x20)])


def pnm_rows(magic, channels, maxval):
    n = WIDTH * HEIGHT * channels
    samples = [ANY[i] * maxval // 255 for i in range(n)]
    if magic == 4:
        return ANY[:(WIDTH + 7) // 8 * HEIGHT]
    if magic <= 3:
        return b" ".join(b"%d" % sample for sample in samples) + b"\n"
    return b"".join(struct.pack(">H" if maxval > 255 else "B", sample)
                    for sample in samples)


def pnms():
    for maxval in (1, 3, 15, 100, 255, 1023, 65535):
        for magic in range(1, 7):
            if magic in (1, 4) and maxval > 1:
                continue
            head = b"P%d\n# seed\n%d %d\n" % (magic, WIDTH, HEIGHT)
            if magic not in (1, 4):
                head += b"%d\n" % maxval
            yield (f"p{magic}-{maxval}",
                   head + pnm_rows(magic, 3 if magic in (3, 6) else 1, maxval))
        for channels, kind in ((1, b"GRAYSCALE"), (2, b"GRAYSCALE_ALPHA"),
                               (3, b"RGB"), (4, b"RGB_ALPHA"), (4, b"")):
            head = (b"P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL %d\n" %
                    (WIDTH, HEIGHT, channels, maxval))
            if kind:
                head += b"TUPLTYPE " + kind + b"\n"
            yield (f"p7-{maxval}-{channels}-{len(kind)}", head + b"ENDHDR\n" +
                   pnm_rows(7, channels, maxval))
    yield "several", (b"P5 11 7 255\n" + pnm_rows(5, 1, 255)) * 2


def pfms():
    for letter, channels in (("F", 3), ("f", 1)):
        for order, scale in (("<", "-1.0"), (">", "2.5e-3"), ("<", "-0")):
            floats = struct.pack(f"{order}{WIDTH * HEIGHT * channels}f",
                                 *(c / 64 for c in
                                   ANY[:WIDTH * HEIGHT * channels]))
            head = f"P{letter}\n{WIDTH} {HEIGHT}\n{scale}\n"
            yield f"{letter}{scale}", head.encode() + floats
    yield "no-number", b"Pf\n1 1\n-1\n\0\0\xc0\x7f"


def hdr_plain(width, height, *pixels, axes=(b"-Y", b"+X")):
    return (b"#?RGBE\nFORMAT=32-bit_rle_rgbe\nEXPOSURE=1\n\n%b %d %b %d\n" %
            (axes[0], height, axes[1], width) +
            b"".join(bytes(pixel) for pixel in pixels))


def hdrs():
    light = scene().astype(np.float32) / 64
    yield "packed", odd_formats.hdr(light)
    yield "wide", odd_formats.hdr(np.tile(light[:2], (1, 24, 1)))
    yield "plain", hdr_plain(2, 2, *([(9, 8, 7, 130)] * 4))
    for axes in ((b"+Y", b"-X"), (b"+X", b"-Y"), (b"-X", b"+Y")):
        yield b"".join(axes).decode(), hdr_plain(
            3, 2, *([(9, 8, 7, 130)] * 6), axes=axes)
    yield "repeated", hdr_plain(20, 1, (9, 8, 7, 130), (1, 1, 1, 19))
    yield "long", hdr_plain(300, 1, (9, 8, 7, 130), (1, 1, 1, 43),
                            (1, 1, 1, 1))
    yield "mixed", hdr_plain(8, 2, *([(9, 8, 7, 0)] * 8), (2, 2, 0, 8),
                             *([(136, 5)] * 4))


def icons():
    colors = scene()
    rgba = np.dstack([colors, colors[..., 0]])
    clear = colors[..., 1] > 99
    palette = colors.reshape(-1, 3)[:16]
    png = io.BytesIO()
    Image.fromarray(rgba).save(png, "PNG")
    pictures = {"32": (32, small.dib(rgba, clear)),
                "24": (24, small.dib(colors, clear)),
                "v4": (24, small.dib(colors, clear, header=108)),
                "4": (4, small.dib(colors[..., 0] // 16, clear, palette, 4)),
                "png": (32, png.getvalue())}
    for name, (bits, data) in pictures.items():
        yield name, small.icon([(WIDTH, HEIGHT, bits, data)])
    yield "all", small.icon([(WIDTH, HEIGHT, *picture)
                             for picture in pictures.values()], 2)


def suns():
    colors = scene()
    palette = colors.reshape(-1, 3)[:32]
    for kind in range(4):
        for depth in (24, 32):
            yield f"{kind}-{depth}", small.sun_colors(colors, kind, depth)
    for kind in (1, 2):
        for depth in (1, 8):
            rows = small.pack(colors[..., 0] >> (8 - depth), depth)
            yield f"{kind}-{depth}", small.sun(rows, WIDTH, depth, kind)
            yield f"{kind}-{depth}-map", small.sun(rows, WIDTH, depth, kind,
                                                   palette)


def farbfelds():
    yield "deep", small.farbfeld(np.dstack([scene(), scene()[..., 1]]) * 257)


def raws():
    """With previews; and without, told apart by their first entries."""
    file = io.BytesIO()
    Image.fromarray(scene()).save(file, "JPEG", quality=50)
    for order, maker in (("<", b"SONY"), (">", b"NIKON")):
        yield f"preview-{maker.decode()}", camera_raw.raw(
            file.getvalue(), maker, order=order, orientation=6)
    for order, make, tag, value in (("<", b"SONY", 254, 1),
                                    (">", b"PENTAX", 262, 32803),
                                    ("<", b"Leica", 50706, 1025)):
        yield make.decode(), (b"II*\0" if order == "<" else b"MM\0*") + \
            struct.pack(order + "IHHHIIHHII4x", 8, 2, tag, 4, 1, value,
                        271, 2, len(make) + 1, 38) + make + b"\0"


def fixtures(*endings):
    for name in sorted(os.listdir(DATA)):
        if name.endswith(endings):
            with open(os.path.join(DATA, name), "rb") as file:
                yield name, file.read()


def telling(*names):
    """Pictures that say something besides their pixels."""
    return lambda: ((name, metadata.make(name)) for name in names)


def samples():
    folder = os.path.join(DATA, "..", "..", "samples")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            yield name, file.read()


SETS = {
    "stb": {"tga": tgas, "pic": pics, "telling": telling("pic", "tga"),
            "data": lambda: fixtures(".tga")},
    "own": {"bmp": bmps, "pnm": pnms, "hdr": hdrs, "pfm": pfms, "psd": psds,
            "gif": gifs, "odd-gif": odd_gif_seeds, "raw": raws, "ico": icons,
            "sun": suns, "farbfeld": farbfelds,
            "telling": telling("bmp", "bmp_alpha", "gif", "hdr", "pam", "psd"),
            "data": lambda: fixtures(".bmp", ".gif", ".ppm"),
            "sample": samples},
    "gif": {"gif": gifs, "odd-gif": odd_gif_seeds,
            "telling": telling("gif", "gif_odd_xmp"),
            "data": lambda: fixtures(".gif")},
}


def seeds(makers):
    for kind, make in makers.items():
        for name, data in make():
            yield f"{kind}-{name}", data
            yield f"{kind}-{name}-short", data[:len(data) * 3 // 4]


def main():
    seeds_folder.write(sys.argv[2], seeds(SETS[sys.argv[1]]))


if __name__ == "__main__":
    main()
