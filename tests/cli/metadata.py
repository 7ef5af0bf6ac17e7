#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make pictures that say something, and tell what a PNG, JPEG or TGA says.

metadata.py make NAME FILE   write one of the pictures below
metadata.py tell FILE        a line for each piece, in the order of the file
"""

import hashlib
import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "data"))
sys.dont_write_bytecode = True

import heif_files  # noqa: E402

EXIF = (b"MM\0*" + struct.pack(">IH", 8, 1) +
        struct.pack(">HHI4sI", 0x0131, 2, 4, b"cam\0", 0))
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
IPTC = b"\x1c\x02\x78\0\x07caption"


def block(number, value):
    """An image resource block of Photoshop."""
    return (b"8BIM" + struct.pack(">HHI", number, 0, len(value)) + value +
            b"\0" * (len(value) % 2))


def segment(code, payload):
    return struct.pack(">BBH", 255, code, len(payload) + 2) + payload


def jpeg(original, *segments):
    """A JPEG with segments after its SOI in place of its JFIF header."""
    with open(original, "rb") as file:
        data = file.read()
    assert data[3] == 0xE0
    return (data[:2] + b"".join(segments) +
            data[4 + int.from_bytes(data[4:6], "big"):])


def oriented(value):
    """EXIF of a picture that has to be turned, with its width and height."""
    return (b"MM\0*" + struct.pack(">IH", 8, 2) +
            struct.pack(">HHIHH", 0x0112, 3, 1, value, 0) +
            struct.pack(">HHII", 0x8769, 4, 1, 38) + bytes(4) +
            struct.pack(">H", 2) +
            struct.pack(">HHII", 0xA002, 4, 1, 40) +
            struct.pack(">HHII", 0xA003, 4, 1, 30))


ORIENTED_XMP = b'<r tiff:Orientation="6"/>'


# What a phone says of a film behind its picture, and who signed that.
MOTION_XMP = (b'<r GCamera:MotionPhoto="1" a="b"><Container:Directory>'
              b'<rdf:li Item:Mime="image/jpeg"/>'
              b'<rdf:li Item:Mime="video/mp4" Item:Length="8"/>'
              b'</Container:Directory></r>')
C2PA = (b"JP\0\1\0\0\0\1" + struct.pack(">I", 24) + b"jumb" +
        struct.pack(">I", 16) + b"jumdc2pa" + bytes(4))
EXTENDED = b'<r GImage:Data="/9j/4AAQ" crs:Version="1"/>'


def extended(packet):
    """A packet that has a second one, and that."""
    name = hashlib.md5(packet).hexdigest().upper().encode()
    return (b"http://ns.adobe.com/xap/1.0/\0"
            b'<r xmpNote:HasExtendedXMP="' + name + b'"/>',
            b"http://ns.adobe.com/xmp/extension/\0" + name +
            struct.pack(">II", len(packet), 0) + packet)


def with_map(data):
    """A colour JPEG that a gray one follows, its index and a film."""
    with open(data + "gray.jpg", "rb") as file:
        gray = file.read()
    entries = (b"MM\0*" + struct.pack(">IH", 8, 2) +
               struct.pack(">HHII", 0xB001, 4, 1, 2) +
               struct.pack(">HHIII", 0xB002, 7, 32, 38, 0))
    first = jpeg(data + "colour.jpg", segment(0xE0, JFIF),
                 segment(0xE2, b"MPF\0" + entries + bytes(32)))
    base = first.index(b"MPF\0") + 4
    places = (struct.pack(">IIII", 0x30000, len(first), 0, 0) +
              struct.pack(">IIII", 0, len(gray), len(first) - base, 0))
    at = base + len(entries)
    return first[:at] + places + first[at + 32:] + gray + b"\0\0\0\x08ftyp"


def second(name):
    """The second picture of a JPEG, by its index."""
    with open(name, "rb") as file:
        data = file.read()
    base = data.index(b"MPF\0") + 4
    n, at = struct.unpack(">II", data[base + 58:base + 66])
    assert int.from_bytes(data[base + 42:base + 46], "big") == base + at
    return data[base + at:base + at + n]


def chunk(kind, value):
    return (struct.pack(">I", len(value)) + kind + value +
            struct.pack(">I", zlib.crc32(kind + value)))


def oriented_png(depth, *after, width=2, height=3, before=b""):
    """Black pixels, with what follows them."""
    rows = bytes(height * (1 + width * depth // 8))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0,
                                       0, 0)) +
            chunk(b"pHYs", struct.pack(">IIB", 2000, 1000, 1)) + before +
            chunk(b"IDAT", zlib.compress(rows)) + b"".join(after) +
            chunk(b"IEND", b""))


JFIF = b"JFIF\0\1\2\1\1\x2c\1\x2c\0\0"
UNEVEN = b"JFIF\0\1\2\1\1\x2c\0\x96\0\0"
CIFF = b"II\x1a\0\0\0HEAPJPGM\2\0\1\0" + bytes(8)


def bmp(alpha):
    info = struct.pack("<IiiHHIIiiII", 108 if alpha else 40, 2, 2, 1,
                       32 if alpha else 24, 3 if alpha else 0, 0, 11811, 5906,
                       0, 0)
    if alpha:
        info += struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
        info += bytes(52)
    return (b"BM" + struct.pack("<IHHI", 0, 0, 0, 14 + len(info)) + info +
            bytes(range(16)))


def gif(xmp=XMP + b"\1" + bytes(range(255, -1, -1))):
    comment = b"c" * 300
    return (b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) +
            b"\xff\0\0\0\xff\0" + b"!\xfe\x05first\0" +
            b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0" +
            b"!\xff\x0bXMP DataXMP" + xmp + b"\0" +
            b",\0\0\0\0\1\0\1\0\0\2\2D\1\0" +
            b"!\xfe\xff" + comment[:255] + b"\x2d" + comment[255:] + b"\0;")


def psd(exif=EXIF, xmp=XMP):
    resources = (block(1005, struct.pack(">IHHIHH", 300 << 16, 1, 1,
                                         int(72.5 * 65536), 1, 1)) +
                 block(1028, IPTC) + block(1036, b"thumbnail") +
                 block(1058, exif) + block(1060, xmp))
    return (b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 1, 1, 8, 3) +
            bytes(4) + struct.pack(">I", len(resources)) + resources +
            bytes(4) + b"\0\0\1\2\3")


def profile():
    """A gray profile of version 2, of a gamma of 2.2 (ICC.1:2001-04)."""
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061)
    curve = b"curv" + bytes(4) + struct.pack(">IHxx", 1, 563)
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"gray\0"
    text = text.ljust(92, b"\0")
    words = b"text" + bytes(4) + b"none\0\0\0\0"
    tags = ((b"wtpt", white), (b"kTRC", curve), (b"desc", text),
            (b"cprt", words))
    at = 128 + 4 + 12 * len(tags)
    table = struct.pack(">I", len(tags))
    for name, value in tags:
        table += name + struct.pack(">II", at, len(value))
        at += len(value)
    head = (struct.pack(">I4xI", at, 0x02100000) + b"mntrGRAYXYZ " +
            struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) +
            struct.pack(">iii", 63190, 65536, 54061))
    return head.ljust(128, b"\0") + table + b"".join(v for _, v in tags)


def all_png():
    """A gray PNG with one of all that a picture can say."""
    iptc = block(1028, IPTC)
    return oriented_png(
        8, chunk(b"eXIf", EXIF), before=(
            chunk(b"iCCP", b"gray\0\0" + zlib.compress(profile())) +
            chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + XMP) +
            chunk(b"tEXt", b"Raw profile type iptc\0\niptc\n%8d\n" %
                  len(iptc) + iptc.hex().encode() + b"\n") +
            chunk(b"tEXt", b"Comment\0words") +
            chunk(b"tEXt", b"Author\0somebody")))


def all_psd():
    """A gray PSD with all that it can say."""
    data = psd()
    icc = block(1039, profile())
    n, = struct.unpack(">I", data[30:34])
    return (data[:12] + b"\0\1" + data[14:24] + b"\0\1" + struct.pack(">I", 0) +
            struct.pack(">I", n + len(icc)) + icc + data[34:34 + n] +
            bytes(4) + b"\0\0\1")


def pic():
    return (b"\x53\x80\xf6\x34" + bytes(4) + b"made by hand".ljust(80, b"\0") +
            b"PICT" + struct.pack(">HHfHH", 1, 1, 1, 3, 0) + b"\0\x08\0\xe0" +
            b"\1\2\3")


def tga():
    pixels = bytes(range(12))
    area = (struct.pack("<H", 495) + b"an author".ljust(41, b"\0") +
            b"line one".ljust(81, b"\0") + b"line two".ljust(243, b"\0"))
    area = area.ljust(426, b"\0") + b"a program".ljust(41, b"\0")
    area = area.ljust(482, b"\0") + struct.pack("<III", 7, 7, 7) + b"\3"
    head = struct.pack("<BBB5xHHHHBB", 6, 0, 2, 0, 0, 2, 2, 24, 0) + b"the ID"
    return (head + pixels + area +
            struct.pack("<II", len(head) + len(pixels), 0) +
            b"TRUEVISION-XFILE.\0")


def hdr():
    return (b"#?RADIANCE\n# made by hand\nEXPOSURE=2.5\nCOLORCORR=1 2 3\n"
            b"PRIMARIES=.64 .33 .3 .6 .15 .06 .3127 .329\n"
            b"FORMAT=32-bit_rle_rgbe\nVIEW= -vtv\n\n-Y 1 +X 1\n\1\2\3\x81")


def pam():
    return (b"P7\n# of a PAM\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\n"
            b"TUPLTYPE RGB_ALPHA\n#more\nENDHDR\nabcd")


def webp(*chunks, width=2, height=3):
    """A lossless picture of one colour, whose codes take no bits (RFC 9649)."""
    size = struct.pack("<I", width - 1 | (height - 1) << 14 | 1 << 28)
    side = [struct.pack("<I", n - 1)[:3] for n in (width, height)]
    pieces = [(b"VP8X", b"\x3c\0\0\0" + b"".join(side)),
              *(piece for piece in chunks if piece[0] == b"ICCP"),
              (b"VP8L", b"/" + size + bytes.fromhex("071011118888fe07")),
              *(piece for piece in chunks if piece[0] != b"ICCP")]
    data = b"".join(kind + struct.pack("<I", len(value)) + value +
                    b"\0" * (len(value) % 2) for kind, value in pieces)
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def box(name, data):
    return struct.pack(">I", len(data) + 8) + name + data


# 4x2 samples of 8 bits, without loss, by OpenJPEG.
CODESTREAM = bytes.fromhex(
    "ff4fff510029000000000004000000020000000000000000000000040000"
    "000200000000000000000001070101ff52000c00000001000004040001ff"
    "5c00044040ff90000a00000000001b0001ff93df805007992d3d843678f8"
    "e9adffd9")


def jp2(*uuids, comment=b"", icc=b""):
    """Gray, in boxes; of what is said the density is always there."""
    colour = b"\2\0\0" + icc if icc else struct.pack(">BBBI", 1, 0, 0, 17)
    density = box(b"resc", struct.pack(">4H2B", 11811, 1, 11811, 1, 0, 0))
    at = CODESTREAM.index(b"\xff\x52")
    if comment:
        comment = struct.pack(">HHH", 0xff64, len(comment) + 4, 1) + comment
    return (box(b"jP  ", b"\r\n\x87\n") +
            box(b"ftyp", b"jp2 \0\0\0\0jp2 ") +
            box(b"jp2h", box(b"ihdr", struct.pack(">IIHBBBB", 2, 4, 1, 7, 7, 0,
                                                  0)) +
                box(b"colr", colour) + box(b"res ", density)) +
            box(b"jp2c", CODESTREAM[:at] + comment + CODESTREAM[at:]) +
            b"".join(box(b"uuid", name + data) for name, data in uuids))


UUID_EXIF = b"JpgTiffExif->JP2"
UUID_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
UUID_IPTC = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")


def make(name):
    data = __file__.rsplit("/cli/", 1)[0] + "/data/"
    photoshop = b"Photoshop 3.0\0" + block(1005, bytes(16)) + block(1028, IPTC)
    pictures = {
        "jpeg": lambda: jpeg(
            data + "colour.jpg", segment(0xE0, JFIF),
            segment(0xE1, b"Exif\0\0" + EXIF),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
            segment(0xED, photoshop), segment(0xFE, b"a comment\0")),
        "oriented": lambda: jpeg(
            data + "colour.jpg", segment(0xE0, UNEVEN),
            segment(0xE1, b"Exif\0\0" + oriented(6)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + ORIENTED_XMP)),
        "motion": lambda: jpeg(
            data + "colour.jpg", segment(0xE0, JFIF),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + MOTION_XMP),
            segment(0xEB, C2PA)) + b"\0\0\0\x08ftyp",
        "with_map": lambda: with_map(data),
        "extended": lambda: jpeg(
            data + "colour.jpg", segment(0xE0, JFIF),
            *(segment(0xE1, part) for part in extended(EXTENDED))),
        "signed_png": lambda: oriented_png(
            16, chunk(b"caBX", C2PA[8:]), chunk(
                b"iTXt", b"XML:com.adobe.xmp" + bytes(5) +
                b'<r dcterms:provenance="self#jumbf=/c2pa"/>')),
        "oriented_png": lambda: oriented_png(
            16, chunk(b"eXIf", oriented(6)),
            chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + ORIENTED_XMP)),
        "large_png": lambda: oriented_png(
            8, chunk(b"eXIf", oriented(6)), width=4096, height=5000),
        "upright_png": lambda: oriented_png(8, chunk(b"eXIf", oriented(1))),
        "ciff": lambda: jpeg(data + "colour.jpg", segment(0xE0, CIFF),
                             segment(0xE0, JFIF)),
        "bmp": lambda: bmp(False),
        "bmp_alpha": lambda: bmp(True),
        "jpeg_empty_app0": lambda: jpeg(data + "colour.jpg",
                                        segment(0xE0, JFIF), b"\xff\xe0\0\1",
                                        segment(0xFE, b"a comment")),
        "all_png": all_png,
        "all_psd": all_psd,
        "gif": gif,
        "gif_odd_xmp": lambda: gif(bytes([len(XMP)]) + XMP),
        "gif_comments": lambda: gif().replace(b"!\xfe\x05first\0",
                                              b"!\xfe\1c\0" * 700000),
        "psd": psd,
        "oriented_psd": lambda: psd(oriented(8), ORIENTED_XMP),
        "pic": pic,
        "tga": tga,
        "hdr": hdr,
        "hdr_long": lambda: hdr().replace(b"EXPOSURE", b"#" * 70000 +
                                          b"\nEXPOSURE"),
        "pam": pam,
        "twice_png": lambda: oriented_png(
            8, chunk(b"eXIf", EXIF), chunk(b"eXIf", oriented(6))),
        "twice_webp": lambda: webp((b"EXIF", EXIF), (b"EXIF", oriented(6)),
                                   (b"XMP ", XMP)),
        "all_webp": lambda: webp((b"ICCP", profile()), (b"EXIF", EXIF),
                                 (b"XMP ", XMP)),
        "all_heif": lambda: heif_files.all_metadata(profile(), EXIF, XMP),
        "deep_heif": lambda: heif_files.square(heif_files.DEEP),
        "alpha_heif": lambda: heif_files.square(
            heif_files.COLOUR, alpha=heif_files.GRAY),
        "both_heif": lambda: heif_files.square(
            heif_files.DEEP, alpha=heif_files.DEEP),
        "hlg_heif": lambda: heif_files.square(
            heif_files.DEEP, heif_files.nclx(9, 18, 6, 1)),
        "hlg_gray_heif": lambda: heif_files.square(
            heif_files.GRAY, heif_files.nclx(9, 18, 6, 1)),
        "srgb_heif": lambda: heif_files.square(
            heif_files.COLOUR, heif_files.nclx(1, 13, 6, 1)),
        "square_heif": lambda: heif_files.square(
            heif_files.COLOUR, heif_files.box(
                b"pasp", struct.pack(">II", 7, 7))),
        "oblong_heif": lambda: heif_files.square(
            heif_files.COLOUR, heif_files.box(
                b"pasp", struct.pack(">II", 4, 3))),
        "all_jp2": lambda: jp2((UUID_EXIF, EXIF), (UUID_XMP, XMP),
                               (UUID_IPTC, IPTC), comment=b"words",
                               icc=profile()),
        "oriented_jp2": lambda: jp2((UUID_EXIF, oriented(6))),
        "oriented_webp": lambda: webp((b"EXIF", oriented(6)),
                                      (b"XMP ", ORIENTED_XMP)),
    }
    return pictures[name]()


def profile_bytes(text):
    """What a raw profile of ImageMagick's has after its name and length."""
    lines = text.split(b"\n")
    value = bytes.fromhex(b"".join(lines[3:]).decode())
    assert lines[0] == b"" and len(value) == int(lines[2])
    return lines[1] + b" " + value


def tell_png(data):
    at = 8
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        value = data[at + 8:at + 8 + n]
        crc, = struct.unpack(">I", data[at + 8 + n:at + 12 + n])
        assert crc == zlib.crc32(kind + value)
        at += 12 + n
        if kind == b"pHYs":
            yield kind, "%d %d %d" % struct.unpack(">IIB", value)
        elif kind in (b"tEXt", b"iTXt"):
            keyword, text = value.split(b"\0", 1)
            if kind == b"iTXt":
                assert text[:4] == bytes(4)
                text = text[4:]
            if keyword.startswith(b"Raw profile"):
                text = profile_bytes(text)
            yield kind, keyword + b": " + text
        elif kind not in (b"IHDR", b"IDAT", b"IEND"):
            yield kind, value


def tell_jpeg(data):
    at = 2
    while data[at + 1] != 0xDA:
        n = int.from_bytes(data[at + 2:at + 4], "big")
        if data[at + 1] >= 0xE0:
            yield "%02x" % data[at + 1], data[at + 4:at + 2 + n]
        at += 2 + n


def tell_tga(data):
    yield "id", data[18:18 + data[0]]
    at, = struct.unpack("<I", data[-26:-22])
    assert data[-18:] == b"TRUEVISION-XFILE.\0" and at + 495 + 26 == len(data)
    area = data[at:at + 495]
    for name, begin, end in (("author", 2, 43), ("comment", 43, 367),
                             ("software", 426, 467), ("alpha", 494, 495),
                             ("offsets", 482, 494)):
        yield name, area[begin:end].rstrip(b"\0")


def main():
    if sys.argv[1] == "make":
        with open(sys.argv[3], "wb") as file:
            file.write(make(sys.argv[2]))
        return
    with open(sys.argv[2], "rb") as file:
        data = file.read()
    tell = tell_png if data[1:4] == b"PNG" else tell_tga
    if data[:2] == b"\xff\xd8":
        tell = tell_jpeg
    for name, value in tell(data):
        name = name if isinstance(name, str) else name.decode()
        value = value.encode() if isinstance(value, str) else value
        print((name + " " + repr(value)[2:-1]).rstrip())


if __name__ == "__main__":
    main()
