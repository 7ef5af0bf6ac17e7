#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Nothing in a gray file points at what is not there; as TAP.

usage: check_points.py GRAYMILL [CORPUS]

ExifTool says which pictures follow others, and what metadata say of them,
before and after.  Pictures are made here; those of CORPUS that have further
pictures, or something else behind them, are taken too, with those of
pictures/ultrahdr and pictures/reported beside it.
"""
import base64
import io
import os
import struct
import subprocess
import sys
import tempfile

from PIL import Image

import exiftool
import staging
from tap import Tap

WAYS = {"as it comes": [], "coefficients": ["--compress=best"],
        "pixels": ["--jpeg=pixels"]}

# What only says that there is, or was, something else.
CLAIMS = ("XMP-GCamera:Motion", "XMP-GCamera:MicroVideo", "XMP-GDepth:",
          "XMP-GImage:", "XMP-Device:", "XMP-xmp:Thumbnail",
          "XMP-dcterms:Provenance", "JUMBF:", "C2PA:")
XMP = b"http://ns.adobe.com/xap/1.0/\0"
NAMES = (b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
         b'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" '
         b'xmlns:Container="http://ns.google.com/photos/1.0/container/" '
         b'xmlns:Item="http://ns.google.com/photos/1.0/container/item/" '
         b'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"')


def tags_of(paths):
    return exiftool.tags_of(paths, "-MPImage")


def blob(value):
    if isinstance(value, str) and value.startswith("base64:"):
        return base64.b64decode(value[7:])
    return b""


def further(tags):
    """The further pictures that ExifTool finds by the index."""
    return [blob(value) for tag, value in sorted(tags.items())
            if tag.startswith("MPImage") and blob(value)]


def components(data):
    try:
        return len(Image.open(io.BytesIO(data)).getbands())
    except (OSError, SyntaxError):
        return 0


def values(tags, tag):
    value = tags.get(tag, [])
    return value if isinstance(value, list) else [value]


def directory(tags):
    """Mime and length of each item."""
    lengths = values(tags, "XMP-Container:DirectoryItemLength")
    mimes = values(tags, "XMP-Container:DirectoryItemMime")
    return mimes, [int(n) for n in lengths]


def faults(before, after, out):
    """What should not be, each in a few words."""
    with open(out, "rb") as file:
        data = file.read()
    gray = [picture for picture in further(before)
            if components(picture) == 1]
    have = further(after)
    if have != gray and not (have and not further(before)):
        yield f"{len(gray)} gray pictures follow, {len(have)} are kept"
    for picture in have:
        if components(picture) != 1:
            yield "a colour picture follows"
    n_index = after.get("MPF0:NumberOfImages")
    if n_index is not None and n_index != len(have) + 1:
        yield f"an index of {n_index} for {len(have)} pictures"
    if have and after.get("MPImage1:MPImageLength") != len(data) - sum(
            map(len, have)):
        yield "the index has another length for the first picture"
    for tag in after:
        if tag.startswith(CLAIMS):
            yield f"{tag} is there"
    mimes, lengths = directory(after)
    if any(str(mime).startswith("video/") for mime in mimes):
        yield "a film is in the directory"
    if sum(lengths) and not data[len(data) - sum(lengths):].startswith(
            b"\xff\xd8\xff"):
        yield "the directory is of something else"
    if "XMP-hdrgm:Version" in after and not have and not sum(lengths):
        yield "a gain map is told of"


def check(tap, name, pairs):
    """pairs: originals and outputs."""
    originals = [original for original, _ in pairs]
    outputs = [output for _, output in pairs]
    before, after = tags_of(originals), tags_of(outputs)
    said, says = (exiftool.warnings_of(paths) for paths in (originals, outputs))
    problems = []
    n_kept = 0
    for original, output in pairs:
        tags = after.get(output, {})
        n_kept += len(further(tags))
        problems += [f"{os.path.basename(original)}: {fault}" for fault in
                     faults(before.get(original, {}), tags, output)]
        problems += [f"{os.path.basename(original)}: {warning}" for warning in
                     says[output] - said[original]]
    tap.ok(pairs and not problems,
           f"{name}: {len(pairs)} pictures, {n_kept} follow them",
           "\n".join(problems))


def jpeg(picture, **options):
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


def segment(code, payload):
    return struct.pack(">BBH", 255, code, len(payload) + 2) + payload


def index(order, first, pictures, at):
    """MPF for pictures that follow a first one, its base at `at`."""
    n = len(pictures) + 1
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(
        order + "IH", 8, 3)
    head += struct.pack(order + "HHI4s", 0xB000, 7, 4, b"0100")
    head += struct.pack(order + "HHII", 0xB001, 4, 1, n)
    head += struct.pack(order + "HHIII", 0xB002, 7, 16 * n, 50, 0)
    head += struct.pack(order + "IIIHH", 0x030000, first, 0, 0, 0)
    offset = first - at
    for picture in pictures:
        head += struct.pack(order + "IIIHH", 0, len(picture), offset, 0, 0)
        offset += len(picture)
    return b"MPF\0" + head


def with_index(order, picture, segments, pictures, tail=b""):
    """A JPEG with segments, an index and what follows."""
    start = picture[:2] + b"".join(segments)
    n = len(index(order, 0, pictures, 0)) + 4
    first = len(start) + n + len(picture) - 2
    data = start + segment(0xE2, index(order, first, pictures,
                                       len(start) + 8))
    return data + picture[2:] + b"".join(pictures) + tail


def packet(attributes, *items):
    """XMP with these items in its directory: pairs of mime and length."""
    lines = [b'<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="'
             + mime + b'" Item:Semantic="x" Item:Length="%d"/></rdf:li>' % n
             for mime, n in items]
    return segment(0xE1, XMP + b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
                   + NAMES + b"><rdf:Description " + attributes
                   + b"><Container:Directory><rdf:Seq>" + b"".join(lines)
                   + b"</rdf:Seq></Container:Directory></rdf:Description>"
                   b"</rdf:RDF></x:xmpmeta>")


def gain_map(picture):
    data = jpeg(picture)
    return data[:2] + segment(
        0xE1, XMP + b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ' + NAMES
        + b'><rdf:Description hdrgm:Version="1.0" hdrgm:GainMapMax="2"/>'
        b"</rdf:RDF></x:xmpmeta>") + data[2:]


FILM = b"\0\0\0\x18ftypmp42" + bytes(500)
IMAGE = b"image/jpeg"


def made():
    """Names and pictures, and how many that follow are kept."""
    plain = Image.radial_gradient("L").resize((96, 64))
    color = Image.merge("RGB", (plain, plain.rotate(90), plain.rotate(180)))
    preview = jpeg(color.resize((48, 32)))
    gray = gain_map(plain.resize((48, 32)))
    color_map = gain_map(color.resize((48, 32)))
    hdr = b'hdrgm:Version="1.0"'
    for order in "<>":
        name = ord(order)
        first = jpeg(color)
        yield f"map{name}.jpg", with_index(order, first, [packet(
            hdr, (IMAGE, 0), (IMAGE, len(gray)))], [gray]), 1
        yield f"map-of-gray{name}.jpg", with_index(order, jpeg(plain), [packet(
            hdr, (IMAGE, 0), (IMAGE, len(gray)))], [gray]), 1
        yield f"preview-and-map{name}.jpg", with_index(order, first, [packet(
            hdr, (IMAGE, 0), (IMAGE, len(preview)), (IMAGE, len(gray)))],
            [preview, gray]), 1
        yield f"color-map{name}.jpg", with_index(order, first, [packet(
            hdr, (IMAGE, 0), (IMAGE, len(color_map)))], [color_map]), 0
        yield f"film{name}.jpg", with_index(order, first, [packet(
            hdr + b' GCamera:MotionPhoto="1"', (IMAGE, 0), (IMAGE, len(gray)),
            (b"video/mp4", len(FILM)))], [gray], FILM), 1
        yield f"cut{name}.jpg", with_index(
            order, first, [packet(hdr, (IMAGE, 0), (IMAGE, len(gray)))],
            [gray])[:-9], 0
        yield f"large{name}.jpg", with_index(
            order, jpeg(color.resize((1600, 1200)), quality=95), [packet(
                hdr, (IMAGE, 0), (IMAGE, len(gray)))], [gray]), 1
        progressive = jpeg(color, progressive=True)
        yield f"progressive{name}.jpg", with_index(order, progressive, [packet(
            hdr, (IMAGE, 0), (IMAGE, len(gray)))], [gray, gray]), 2


def written(folder):
    pictures, n_kept = [], {}
    for name, data, n in made():
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        pictures.append(staging.Picture(name, path))
        n_kept[path] = n
    return pictures, n_kept


def check_made(tap, folder, pictures, n_kept):
    for way, options in WAYS.items():
        out = os.path.join(folder, way.replace(" ", "-"))
        staging.convert(BINARY, pictures, out, "--prefix=", *options)
        pairs = [(p.path, p.out) for p in pictures if p.out]
        tap.ok(len(pairs) == len(pictures), f"all are converted, {way}")
        check(tap, f"made, {way}", pairs)
        after = tags_of([output for _, output in pairs])
        wrong = [os.path.basename(path) for path, output in pairs
                 if len(further(after[output])) != n_kept[path]]
        tap.ok(not wrong, f"as many as there should be, {way}",
               " ".join(wrong))


def gray_stays(tap, folder):
    """What was gray, with what follows, keeps every byte."""
    for order in "<>":
        name = f"map-of-gray{ord(order)}.jpg"
        with open(os.path.join(folder, name), "rb") as file:
            before = file.read()
        with open(os.path.join(folder, "as-it-comes", name), "rb") as file:
            tap.ok(file.read() == before, name)


def turned(tap, folder):
    """Pictures that are turned have nothing behind them that is not."""
    with open(os.path.join(folder, "map60.jpg"), "rb") as file:
        data = file.read()
    exif = (b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1)
            + struct.pack(">HHIHHI", 0x0112, 3, 1, 6, 0, 0))
    plain = Image.radial_gradient("L")
    color = Image.merge("RGB", (plain, plain.rotate(90), plain))
    gray = gain_map(plain.resize((48, 32)))
    path = os.path.join(folder, "turned.jpg")
    with open(path, "wb") as file:
        file.write(with_index(">", jpeg(color), [segment(0xE1, exif), packet(
            b'hdrgm:Version="1.0"', (IMAGE, 0), (IMAGE, len(gray)))], [gray]))
    for way, options in WAYS.items():
        subprocess.run([BINARY, "-q", "--orient=apply", "--prefix=", *options,
                        "-o", folder + "/turned", path], check=True)
        output = os.path.join(folder, "turned", "turned.jpg")
        tags = tags_of([output])[output]
        tap.ok(not further(tags) and "MPF0:NumberOfImages" not in tags
               and "XMP-hdrgm:Version" not in tags
               and not directory(tags)[1], f"turned, {way}")


def has_more(path):
    """Is there something to point at?"""
    with open(path, "rb") as file:
        data = file.read()
    return data[:2] == b"\xff\xd8" and any(
        text in data for text in (b"MPF\0", b"/container/", b"JP\0", b"SEFT",
                                  b"jumb", b"ns.google.com", b"g/img/"))


def shared(corpus):
    """Pictures beside the corpus, each name once."""
    for folder in ("ultrahdr", "reported"):
        beside = os.path.join(corpus, "..", "pictures", folder)
        for name in sorted(os.listdir(beside)) if os.path.isdir(beside) else []:
            path = os.path.abspath(os.path.join(beside, name))
            if name.endswith(".jpg") and has_more(path):
                yield staging.Picture(name, path)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        pictures, n_kept = written(folder)
        check_made(tap, folder, pictures, n_kept)
        gray_stays(tap, folder)
        turned(tap, folder)
        for corpus in sys.argv[2:]:
            staged = staging.stage(
                corpus, os.path.join(folder, "staged"),
                lambda path: path.lower().endswith((".jpg", ".jpeg", ".mpo")))
            staged = [p for p in staged if has_more(p.path)]
            for way, options in WAYS.items():
                out = os.path.join(folder, "corpus-" + way.replace(" ", "-"))
                every = staged + list(shared(corpus))
                staging.convert(BINARY, every, out, "--prefix=", *options)
                check(tap, f"corpus, {way}",
                      [(p.path, p.out) for p in every if p.out])
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
