# SPDX-License-Identifier: MIT
"""Files of many pieces, of the formats that modules read.

Like those of growth.py: each is of about n bytes, of one kind of piece.
"""
import os
import struct

from heif_files import COLOUR, Heif, box, coded, grid

SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                       os.pardir, "samples")


def sample(name):
    with open(os.path.join(SAMPLES, name), "rb") as file:
        return file.read()


def fill(piece, nbytes):
    return piece * (nbytes // len(piece))


def directory(at, entries, following=0):
    """An IFD and, behind it, what its entries do not hold (TIFF 6.0, 2).

    An entry is a tag, type 3 or 4 and numbers, or type 1 or 7 and bytes.
    """
    after = at + 2 + 12 * len(entries) + 4
    fields, data = b"", b""
    for tag, kind, values in sorted(entries, key=lambda entry: entry[0]):
        content = values if isinstance(values, bytes) else struct.pack(
            f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
        fields += struct.pack("<HHI", tag, kind, len(values))
        if len(content) <= 4:
            fields += content.ljust(4, b"\0")
        else:
            fields += struct.pack("<I", after + len(data))
            data += content
    return (struct.pack("<H", len(entries)) + fields +
            struct.pack("<I", following) + data)


def picture(width, height, offsets, counts, *more, compression=1):
    """The entries of RGB of 8 bits; others of more take their places."""
    entries = {256: (4, [width]), 257: (4, [height]), 258: (3, [8, 8, 8]),
               259: (3, [compression]), 262: (3, [2]), 273: (4, offsets),
               277: (3, [3]), 278: (4, [1]), 279: (4, counts)}
    for tag, kind, values in more:
        entries[tag] = (kind, values)
    return [(tag, kind, values) for tag, (kind, values) in entries.items()
            if values is not None]


def tiff(data, *arguments, **options):
    """One picture, behind the data, which begin at 8."""
    return (struct.pack("<2sHI", b"II", 42, 8 + len(data)) + data +
            directory(8 + len(data), picture(*arguments, **options)))


def pages(n):
    """A chain of directories, which share their one pixel."""
    file = bytearray(b"II*\0\x0c\0\0\0abc\0")
    while len(file) < n:
        one = picture(1, 1, [8], [3])
        size = len(directory(0, one))
        file += directory(len(file), one, len(file) + size)
    return bytes(file) + directory(len(file), picture(1, 1, [8], [3]))


def lzw_clears(n):
    """Codes 256 of nine bits, eight of which are nine bytes."""
    return fill(int("100000000" * 8, 2).to_bytes(9, "big"), n)


def tiffs(n):
    yield "pages.tif", pages(n)
    m = n // 11
    yield "strips.tif", tiff(bytes(3 * m), 1, m, range(8, 8 + 3 * m, 3),
                             [3] * m)
    m = n // 8
    yield "one-strip.tif", tiff(bytes(4), 1, m, [8] * m, [3] * m)
    m = n // (768 + 8)
    side = int(m ** 0.5)
    m = side * side
    yield "tiles.tif", tiff(
        bytes(768 * m), 16 * side, 16 * side, None, None,
        (278, 4, None), (322, 3, [16]), (323, 3, [16]),
        (324, 4, range(8, 8 + 768 * m, 768)), (325, 4, [768] * m))
    one = directory(8 + 3, picture(1, 1, [8], [3]))
    yield "subifds.tif", (struct.pack("<2sHI", b"II", 42, 11 + len(one)) +
                          bytes(3) + one +
                          directory(11 + len(one), picture(
                              1, 1, [8], [3], (330, 4, [11] * (n // 4)))))
    tags = [(40000 + i, 3, [1]) for i in range(500)]
    file = bytearray(b"II*\0\x0c\0\0\0abc\0")
    while len(file) < n:
        size = len(directory(0, picture(1, 1, [8], [3]) + tags))
        last = len(file) + size >= n
        file += directory(len(file), picture(1, 1, [8], [3]) + tags,
                          0 if last else len(file) + size)
    yield "tags.tif", bytes(file)
    yield "xmp.tif", tiff(b"abcd", 1, 1, [8], [3], (700, 1, fill(b"<a/>", n)))
    yield "icc.tif", tiff(b"abcd", 1, 1, [8], [3], (34675, 7, bytes(n)))
    yield "resources.tif", tiff(b"abcd", 1, 1, [8], [3],
                                (34377, 1, fill(b"8BIM\4\4\0\0\0\0\0\0", n)))
    for name, compression, data in (
            ("lzw-clears", 5, lzw_clears(n)),
            ("runs-nothing", 32773, fill(b"\x80", n)),
            ("runs-of-one", 32773, fill(b"\0a", n)),
            ("deflate-empty", 8, b"\x78\x9c" + fill(b"\0\0\0\xff\xff", n)),
            ("fax-ends", 4, fill(b"\0\x10\1", n)),
            ("fax-ends-of-group-3", 3, fill(b"\0\x10\1", n))):
        more = (((258, 3, [1]), (262, 3, [0]), (277, 3, [1]))
                if compression in (3, 4) else ())
        yield f"{name}.tif", tiff(data, 3000, 3000, [8], [len(data)],
                                  (278, 4, [3000]), *more,
                                  compression=compression)


def codestream(width, height, tile, middle, parts):
    """JPEG 2000 of one component and no levels (T.800 A.5, A.6)."""
    def marker(code, payload):
        return struct.pack(">HH", code, len(payload) + 2) + payload
    return (b"\xff\x4f" +
            marker(0xff51, struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0,
                                       tile, tile, 0, 0, 1) + b"\7\1\1") +
            marker(0xff52, struct.pack(">BBHBBBBBB", 0, 0, 1, 0, 0, 4, 4, 0,
                                       1)) +
            marker(0xff5c, b"\x40\x40") + middle + parts + b"\xff\xd9")


def jp2(stream, extra=b""):
    width, height = struct.unpack(">II", stream[8:16])
    return (box(b"jP  ", b"\r\n\x87\n") +
            box(b"ftyp", b"jp2 \0\0\0\0jp2 ") + extra +
            box(b"jp2h", box(b"ihdr", struct.pack(">IIHBBBB", height, width, 1,
                                                  7, 7, 0, 0)) +
                box(b"colr", b"\1\0\0\0\0\0\x11")) + box(b"jp2c", stream))


def tile_part(tile, part, n_parts, data):
    return struct.pack(">HHHIBBH", 0xff90, 10, tile, 14 + len(data), part,
                       n_parts, 0xff93) + data


def jp2s(n):
    one = tile_part(0, 0, 1, b"\0")
    yield "boxes.jp2", jp2(codestream(8, 8, 8, b"", one), fill(box(b"free"), n))
    yield "texts.jp2", jp2(codestream(8, 8, 8, fill(b"\xff\x64\0\4\0\1", n),
                                      one))
    side = min(int((n // 15) ** 0.5), 255)
    yield "tiles.jp2", jp2(codestream(
        side, side, 1, b"", b"".join(tile_part(i, 0, 1, b"\0")
                                     for i in range(side * side))))
    yield "tile-of-nothing.jp2", jp2(codestream(
        8, 8, 8, b"", tile_part(0, 0, 1, fill(b"\0", n))))
    yield "parts.jp2", jp2(codestream(
        8, 8, 8, b"", b"".join(tile_part(0, i % 255, 0, b"")
                               for i in range(n // 14))))
    inside = box(b"uuid", bytes(16))
    yield "uuids.jp2", jp2(codestream(8, 8, 8, b"", one), fill(inside, n))


def heifs(n):
    plain = Heif()
    plain.picture(COLOUR, (32, 32))
    plain = plain.file()
    yield "boxes.heic", plain + fill(box(b"free"), n)
    many = Heif()
    many.picture(COLOUR, (32, 32))
    for _ in range(min(n // 120, 60000)):
        many.picture(COLOUR[:3] + [b"\x28\1"], (32, 32), hidden=True)
    yield "items.heic", many.file()
    many = Heif()
    many.picture(COLOUR, (32, 32))
    for i in range(min(n // 60, 60000)):
        many.refer(b"cdsc", many.item(b"Exif", bytes(4) + b"II*\0"), 1)
    yield "exifs.heic", many.file()
    side = 250
    many = Heif()
    whole = many.item(b"grid", grid(side, side, side * 32, side * 32),
                      box(b"ispe", struct.pack(">II", side * 32, side * 32), 0))
    tile = many.picture(COLOUR, (32, 32), hidden=True)
    many.refer(b"dimg", whole, *[tile] * min(side * side, n // 2))
    yield "one-tile.heic", many.file()
    many = Heif()
    many.picture(COLOUR, (32, 32))
    for _ in range(n // 14):
        many.refer(b"cdsc", 1, 1)
    yield "references.heic", many.file()
    many = Heif()
    deep = many.picture(COLOUR, (32, 32), hidden=True)
    for _ in range(min(n // 100, 60000)):
        following = many.item(b"iden", b"")
        many.refer(b"dimg", following, deep)
        deep = following
    yield "derived.heic", many.file(deep)
    units = fill(b"\0\0\0\2\x4e\1", n)
    one = Heif()
    one.picture(COLOUR[:3] + [units[4:] + coded(COLOUR[3])], (32, 32))
    yield "units.heic", one.file()


def avifs(n):
    plain = sample("one.avif")
    yield "boxes.avif", plain + fill(box(b"free"), n)


def jxls(n):
    plain = sample("extra_large.jxl")
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    stream = plain
    if plain[4:8] == b"JXL ":
        at, stream = 0, b""
        while at < len(plain):
            size, kind = struct.unpack(">I4s", plain[at:at + 8])
            size = size or len(plain) - at
            if kind == b"jxlc":
                stream += plain[at + 8:at + size]
            elif kind == b"jxlp":
                stream += plain[at + 12:at + size]
            at += size
    whole = box(b"jxlc", stream)
    yield "boxes.jxl", head + fill(box(b"free"), n) + whole
    yield "boxes-last.jxl", head + whole + fill(box(b"free"), n)
    yield "exifs.jxl", head + fill(box(b"Exif", bytes(4) + b"II*\0"), n) + whole
    yield "xmps.jxl", head + fill(box(b"xml ", b"<a/>"), n) + whole
    yield "xmp.jxl", head + box(b"xml ", fill(b"<a/>", n)) + whole
    count = n // 12
    yield "parts.jxl", head + b"".join(
        box(b"jxlp", struct.pack(">I", i)) for i in range(count)) + box(
            b"jxlp", struct.pack(">I", count | 1 << 31) + stream)


GROUPS = {"tiff": tiffs, "jp2": jp2s, "heif": heifs, "avif": avifs, "jxl": jxls}
