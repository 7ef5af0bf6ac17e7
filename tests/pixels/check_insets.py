#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pictures inside pictures become gray, and nothing else changes; as TAP.

usage: check_insets.py GRAYMILL [CORPUS]

ExifTool says what metadata are there before and after, Pillow what the
pictures are that it finds in them.  Pictures are made here; those of CORPUS,
and of pictures/reported beside it, are taken too.
"""
import base64
import io
import os
import struct
import subprocess
import sys
import tempfile
import zlib

from PIL import Image

import exiftool
import staging
from tap import Tap

WAYS = {"as it comes": [], "coefficients": ["--compress=best"],
        "pixels": ["--jpeg=pixels"]}

# These ExifTool only tells when it is asked for them.
ASKED_FOR = ("-PhotoshopThumbnail", "-PhotoshopBGRThumbnail", "-ThumbnailTIFF",
             "-PreviewImage")

# All that may differ from the original: groups, or tags, as ExifTool has them.
MAY_DIFFER = {
    "SourceFile": "another file",
    "System:": "another file",
    "Composite:": "made of others",
    "ExifTool:": "said of below",
    "ICC": "a gray profile or none; check_profile.py",
    "File:ColorComponents": "gray",
    "File:YCbCrSubSampling": "gray",
    "File:EncodingProcess": "arithmetic coding and 12 bits are not written",
    "File:FileType": "the first frame of an APNG is a PNG",
    "File:MIMEType": "the same",
    "JFIF:": "made where there was none, and no EXIF",
    "JFXX:": "a thumbnail in colours",
    "Adobe:": "which colours the components are",
    "APP14:": "the same",
    "MPF": "the pictures that follow; check_points.py",
    "MPImage": "the same",
    "XMP-GCamera:M": "films; check_points.py",
    "XMP-Container:": "the same",
    "ExifIFD:ComponentsConfiguration": "gray",
    # Of XMP.
    "XMP-tiff:BitsPerSample": "of colours",
    "XMP-tiff:SamplesPerPixel": "of colours",
    "XMP-tiff:PhotometricInterpretation": "of colours",
    "XMP-tiff:YCbCr": "of colours",
    "XMP-tiff:PrimaryChromaticities": "of colours",
    "XMP-exif:ComponentsConfiguration": "of colours",
    "XMP-photoshop:ColorMode": "of colours",
    "XMP-photoshop:ICCProfile": "of colours",
    # From the start of the file, where segments before have another length.
    ":ThumbnailOffset": "moved",
    ":StripOffsets": "moved",
    ":PreviewImageStart": "moved",
    # How the samples are stored.
    "PNG:ColorType": "gray",
    "PNG:BitDepth": "of gray",
    "PNG:Interlace": "rows are written in order",
    "PNG:Palette": "gray has none",
    "PNG:PaletteHistogram": "the same",
    "PNG:SuggestedPalette": "the same",
    "PNG:BackgroundColor": "gray",
    "PNG:Transparency": "alpha",
    "PNG:SignificantBits": "of gray",
    "PNG:PixelCalibration": "of samples that are others",
    "PNG:Animation": "the first frame of an APNG is a PNG",
    "PNG:AppleDataOffsets": "into the pixels",
    # Which colours they are.
    "PNG:Red": "gray has no primaries",
    "PNG:Green": "the same",
    "PNG:Blue": "the same",
    "PNG:WhitePoint": "the same",
    "PNG:ProfileName": "of a profile",
    "PNG:ICC_Profile": "one that cannot be read",
    "PNG:SRGBRendering": "in the place of a profile",
    # Malformed, or in another place.
    "PNG:Exif": "a text that becomes eXIf",
    "PNG:Gamma": "of no length",
    "PNG:ModifyDate": "of no length",
    "PNG:TextualData": "of no length",
}
# Only of these may there be more.
MAY_COME = ("JFIF:", "ICC", "MPImage", "PNG:SRGBRendering", "PNG:Background",
            "PNG:SignificantBits", "Composite:", "ExifTool:", "System:")
# Pictures that ExifTool finds by an offset into what follows the picture.
BEHIND = {"PreviewImage", "JpgFromRaw", "OtherImage"}


def picture_in(value):
    """The picture that a value is, or None."""
    if not isinstance(value, str) or not value.startswith("base64:"):
        return None
    data = base64.b64decode(value[7:])
    if data[:2] not in (b"\xff\xd8", b"II", b"MM", b"\x89P"):
        return None
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, SyntaxError, ValueError):
        return None
    return picture


def is_gray(picture):
    if picture.mode in ("1", "L", "LA", "I;16"):
        return True
    r, g, b = picture.convert("RGB").split()
    return r.tobytes() == g.tobytes() == b.tobytes()


def is_kept(tag):
    return not any(tag.endswith(name) if name.startswith(":")
                   else tag.startswith(name) for name in MAY_DIFFER)


def changes(before, after):
    """What should not be, each in a few words."""
    # In a PNG they are a text, of which IPTC is kept.
    if before.get("File:FileType") == "PNG":
        before = {tag: value for tag, value in before.items()
                  if not tag.startswith("Photoshop:")}
    for tag, value in after.items():
        picture = picture_in(value)
        if picture is not None and not is_gray(picture):
            yield f"{tag} is {picture.mode}"
    for tag, value in after.items():
        if tag not in before and not tag.startswith(MAY_COME):
            yield f"{tag}: {value!r:.60} is new"
    for tag, value in before.items():
        if not is_kept(tag):
            continue
        was = picture_in(value)
        if was is None:
            if after.get(tag) != value and tag.split(":")[1] not in BEHIND:
                yield f"{tag}: {value!r:.60} is {after.get(tag)!r:.60}"
            continue
        picture = picture_in(after.get(tag))
        if picture is None:
            if tag.split(":")[1] not in BEHIND:
                yield f"{tag} is gone"
        elif picture.size != was.size:
            yield f"{tag}: {was.size} is {picture.size}"
        elif was.mode == "L" and value != after[tag]:
            yield f"{tag} was gray, and is another"


def is_of_what_is_behind(warning):
    """Offsets in maker notes are never followed, nor changed."""
    return any(name in warning for name in BEHIND) and (
        "Error reading " in warning or " past end of file" in warning)


class Originals:
    """What ExifTool says of them, once, however many ways they go."""

    def __init__(self):
        self.tags = {}
        self.warnings = {}

    def read(self, paths):
        paths = [path for path in paths if path not in self.warnings]
        if not paths:
            return
        self.tags.update(exiftool.tags_of(paths, *ASKED_FOR))
        warnings = exiftool.warnings_of(paths)
        self.warnings.update((path, warnings[path]) for path in paths)


def check(tap, name, pairs, known):
    """pairs: originals, which are in known once they were read, and outputs."""
    outputs = [output for _, output in pairs]
    known.read([original for original, _ in pairs])
    before, said = known.tags, known.warnings
    after = exiftool.tags_of(outputs, *ASKED_FOR)
    says = exiftool.warnings_of(outputs)
    n_insets = 0
    problems = []
    for original, output in pairs:
        tags = after.get(output, {})
        n_insets += sum(picture_in(value) is not None
                        for value in tags.values())
        problems += [f"{os.path.basename(original)}: {change}" for change in
                     changes(before.get(original, {}), tags)]
        problems += [f"{os.path.basename(original)}: {warning}" for warning in
                     says[output] - said[original]
                     if not is_of_what_is_behind(warning)]
    tap.ok(not problems, f"{name}: {len(pairs)} pictures, {n_insets} inside",
           "\n".join(problems))


def is_wanted(path):
    return path.lower().endswith((".jpg", ".jpeg", ".png"))


def reported(corpus):
    beside = os.path.join(corpus, "..", "pictures", "reported")
    names = sorted(os.listdir(beside)) if os.path.isdir(beside) else []
    return [staging.Picture(name, os.path.abspath(os.path.join(beside, name)))
            for name in names if is_wanted(name)]


def corpora(tap, folder, pictures):
    known = Originals()
    for way, options in WAYS.items():
        out = os.path.join(folder, way.replace(" ", "-"))
        staging.convert(BINARY, pictures, out, "--prefix=", *options)
        check(tap, f"corpus, {way}",
              [(picture.path, picture.out) for picture in pictures
               if picture.out], known)


def jpeg(picture, **options):
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


def segment(code, payload):
    return struct.pack(">BBH", 255, code, len(payload) + 2) + payload


def with_segments(data, *segments):
    return data[:2] + b"".join(segments) + data[2:]


def chunk(kind, value):
    return (struct.pack(">I", len(value)) + kind + value
            + struct.pack(">I", zlib.crc32(kind + value)))


def entry(order, tag, kind, n, value):
    field = "H2x" if (kind, n) == (3, 1) else "I"
    return struct.pack(order + "HHI" + field, tag, kind, n, value)


def exif(order, entries, data):
    """Two directories, of which the second has these; data stand at 256."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    first = (struct.pack(order + "H", 1) + entry(order, 0x0112, 3, 1, 1)
             + struct.pack(order + "I", 26))
    second = (struct.pack(order + "H", len(entries))
              + b"".join(entry(order, *e) for e in entries) + bytes(4))
    return (head + first + second).ljust(256, b"\0") + data


def exif_jpeg(order, thumbnail):
    return exif(order, [(0x0103, 3, 1, 6), (0x0201, 4, 1, 256),
                        (0x0202, 4, 1, len(thumbnail))], thumbnail)


def exif_rgb(order, picture):
    data = struct.pack(order + "3H", 8, 8, 8) + picture.tobytes()
    return exif(order, [(0x0100, 3, 1, picture.width),
                        (0x0101, 3, 1, picture.height),
                        (0x0102, 3, 3, 256), (0x0103, 3, 1, 1), (0x0106, 3, 1, 2),
                        (0x0111, 4, 1, 262), (0x0115, 3, 1, 3),
                        (0x0116, 3, 1, picture.height),
                        (0x0117, 4, 1, len(data) - 6)], data)


def made(folder):
    """Pictures that have others in them."""
    picture = Image.radial_gradient("L").resize((96, 64))
    color = Image.merge("RGB", (picture, picture.rotate(90), picture.rotate(
        180)))
    small = color.resize((48, 32))
    files = {}
    for order in "<>":
        files[f"exif{ord(order)}.jpg"] = with_segments(
            jpeg(color), segment(0xE1, b"Exif\0\0"
                                 + exif_jpeg(order, jpeg(small))))
        files[f"exif{ord(order)}.png"] = png(color, exif_jpeg(order,
                                                              jpeg(small)))
    files["gray.jpg"] = with_segments(jpeg(picture), segment(
        0xE1, b"Exif\0\0" + exif_jpeg("<", jpeg(small))))
    files["rgb-jpeg.jpg"] = with_segments(jpeg(color), segment(
        0xE1, b"Exif\0\0" + exif_jpeg("<", jpeg(small, keep_rgb=True))))
    files["cmyk.jpg"] = with_segments(jpeg(color), segment(
        0xE1, b"Exif\0\0" + exif_jpeg("<", jpeg(small.convert("CMYK")))))
    files["gray.png"] = png(picture, exif_jpeg(">", jpeg(small)))
    files["strips.jpg"] = with_segments(jpeg(color), segment(
        0xE1, b"Exif\0\0" + exif_rgb(">", small)))
    head = struct.pack(">6IHH", 1, 48, 32, 144, 4608, 0, 24, 1)
    block = head + jpeg(small)
    block = (b"8BIM" + struct.pack(">HHI", 1036, 0, len(block)) + block
             + bytes(len(block) % 2))
    files["photoshop.jpg"] = with_segments(jpeg(color), segment(
        0xED, b"Photoshop 3.0\0" + block))
    files["two.jpg"] = with_segments(
        jpeg(color), segment(0xED, b"Photoshop 3.0\0" + block[:300]),
        segment(0xED, b"Photoshop 3.0\0" + block[300:]))
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    return [staging.Picture(name, os.path.join(folder, name))
            for name in files]


def png(picture, data):
    file = io.BytesIO()
    picture.save(file, "PNG")
    file = file.getvalue()
    return file[:33] + chunk(b"eXIf", data) + file[33:]


def strips_are_gray(tap, picture):
    """ExifTool does not tell of those samples."""
    with open(picture.path, "rb") as file:
        data = file.read()
    with open(picture.out, "rb") as file:
        out = file.read()
    at = data.index(b"Exif\0\0") + 6 + 262
    colors = data[at:at + 4608]
    gray = bytes((9798 * colors[i - i % 3] + 19235 * colors[i - i % 3 + 1]
                  + 3735 * colors[i - i % 3 + 2] + 16384) >> 15
                 for i in range(4608))
    at = out.index(b"Exif\0\0") + 6 + 262
    tap.ok(out[at:at + 4608] == gray, "samples without compression")


def gray_stays(tap, folder):
    """What was gray, and holds nothing but gray, keeps every byte."""
    picture = Image.radial_gradient("L")
    data = with_segments(jpeg(picture), segment(
        0xE1, b"Exif\0\0" + exif_jpeg("<", jpeg(picture.resize((32, 32))))))
    path = os.path.join(folder, "gray-in-gray.jpg")
    with open(path, "wb") as file:
        file.write(data)
    subprocess.run([BINARY, "-q", "--prefix=", "-o", folder + "/out", path],
                   check=True)
    with open(os.path.join(folder, "out", "gray-in-gray.jpg"), "rb") as file:
        tap.ok(file.read() == data, "gray with a gray thumbnail")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        pictures = made(folder)
        known = Originals()
        for way, options in WAYS.items():
            out = os.path.join(folder, way.replace(" ", "-"))
            staging.convert(BINARY, pictures, out, "--prefix=", *options)
            pairs = [(p.path, p.out) for p in pictures if p.out]
            tap.ok(len(pairs) == len(pictures), f"all are converted, {way}")
            check(tap, f"made, {way}", pairs, known)
            strips_are_gray(tap, next(p for p in pictures
                                      if p.name == "strips.jpg"))
        gray_stays(tap, folder)
        for corpus in sys.argv[2:]:
            staged = staging.stage(corpus, os.path.join(folder, "staged"),
                                   is_wanted)
            corpora(tap, folder, staged + reported(corpus))
    return tap.end()


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv[1])
    sys.exit(main())
