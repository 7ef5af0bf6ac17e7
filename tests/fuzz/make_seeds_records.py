#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make small inputs that are no pictures, for fuzzing to start from.

usage: make_seeds_records.py exif|globs|icc|lists|meta|mpf|options|orient|wire|xmp
FOLDER
"""
import hashlib
import os
import re
import struct
import sys

sys.dont_write_bytecode = True

import seeds_folder  # noqa: E402

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                     "src", "cli", "option_table.c")
VALUES = ["", "0", "1", "8", "50%", "1001%", "4097", "100", "101", "keep",
          "1.5", "0.001", "1000001", "1073741824", "rec601", "rec709",
          "linear", "lightness", "average", "r", "g", "b", "lossless",
          "pixels", "apply", "fast", "default", "best", "first", "auto", "always",
          "never", "plain", "out", "gray_", "a/b", "-", "16M", "17MB", "2GiB",
          "rec610", "Best"]


def number(value):
    """s15Fixed16Number (ICC.1 4.6)."""
    return struct.pack(">i", round(value * 65536))


def curve(*samples):
    """curveType (ICC.1 10.6): the same, a gamma, or samples."""
    return (b"curv\0\0\0\0" + struct.pack(">I", len(samples)) +
            struct.pack(">%dH" % len(samples), *samples))


def parametric(kind, *values):
    """parametricCurveType (ICC.1 10.18)."""
    return (b"para\0\0\0\0" + struct.pack(">HH", kind, 0) +
            b"".join(map(number, values)))


def xyz(*values):
    return b"XYZ \0\0\0\0" + b"".join(map(number, values))


def lut8(n_in, n_out, corners):
    """lut8Type (ICC.1 10.10) with a grid of 2 in each direction."""
    matrix = (1, 0, 0, 0, 1, 0, 0, 0, 1)
    line = bytes(range(256))
    return (b"mft1\0\0\0\0" + bytes((n_in, n_out, 2, 0)) +
            b"".join(map(number, matrix)) + line * n_in + corners +
            line * n_out)


def icc_profile(space, version, tags, pcs=b"XYZ "):
    """ICC.1 7.2 and 7.3."""
    at = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, value in tags:
        value += b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", at + len(data), len(value))
        data += value
    header = struct.pack(
        ">I4sI4s4s4s6H4s", at + len(data), b"lcms", version << 24, b"mntr",
        space, pcs, 2020, 1, 2, 3, 4, 5, b"acsp")
    header += b"\0" * 28 + number(0.9642) + number(1) + number(0.8249)
    return header.ljust(128, b"\0") + table + data


def profiles():
    colors = [(b"rXYZ", xyz(0.436, 0.222, 0.014)),
              (b"gXYZ", xyz(0.385, 0.717, 0.097)),
              (b"bXYZ", xyz(0.143, 0.061, 0.714)),
              (b"wtpt", xyz(0.9642, 1, 0.8249))]
    srgb = parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    curves = {"same": curve(), "gamma": curve(563), "srgb": srgb,
              "samples": curve(*range(0, 65536, 257)),
              "falling": curve(65535, 0), "steep": parametric(0, 100)}
    for name, line in curves.items():
        for version in (2, 4):
            yield "%s-%d" % (name, version), icc_profile(
                b"RGB ", version, colors + [(c + b"TRC", line)
                                            for c in (b"r", b"g", b"b")])
            yield "gray-%s-%d" % (name, version), icc_profile(
                b"GRAY", version, [colors[3], (b"kTRC", line)])
    yield "apart", icc_profile(b"RGB ", 4, colors + [
        (b"rTRC", curve(563)), (b"gTRC", curve(461)), (b"bTRC", srgb)])
    yield "lut", icc_profile(b"RGB ", 2, [colors[3], (b"A2B0", lut8(
        3, 3, bytes(255 * (i >> b & 1) for i in range(8) for b in (2, 1, 0))
    ))], b"Lab ")
    yield "inks", icc_profile(b"CMYK", 2, [colors[3], (b"A2B0", lut8(
        4, 3, bytes(range(48))))], b"Lab ")
    yield "empty", icc_profile(b"RGB ", 4, [])


def iccs():
    for i, (name, data) in enumerate(profiles()):
        yield name, bytes([i % 9]) + data


def words(*argv, jobs=""):
    return "\0".join((jobs,) + argv).encode()


def options():
    with open(TABLE, encoding="utf-8") as file:
        rows = re.findall(r"\{GROUP_\w+, (?:'(.)'|0), \"([\w-]+)\", "
                          r"(NULL|\"\w+\"),", file.read())
    assert len(rows) > 20, "rows of the table are not found"
    for letter, name, value in rows:
        if value == "NULL":
            yield name, words("--" + name, "a.jpg")
            yield name + "-value", words(f"--{name}=x", "a.jpg")
        for i, text in enumerate(VALUES if value != "NULL" else []):
            yield f"{name}-{i}", words(f"--{name}={text}", "a.jpg")
        if letter:
            yield f"{name}-letter", words("-" + letter, "1", "a.jpg")
    yield "paths", words("a.jpg", "--", "-v", "")
    yield "no-path", words("-v")
    yield "unknown", words("-x", "a.jpg")
    yield "unknown-long", words("--x\n", "a.jpg")
    yield "nearly", words("--output-dri=x", "a.jpg")
    yield "one-dash", words("-output-dir", "out", "a.jpg")
    yield "base", words("--base=in", "-o", "out", "in/a.jpg")
    yield "equals", words("-o=out", "a.jpg")
    yield "number", words("-rq", "90", "a.jpg")
    yield "dash", words("a.jpg", "-")
    yield "ambiguous", words("--pre", "x", "--pr", "a.jpg")
    yield "jobs-2", words("a.jpg", jobs="2")
    yield "jobs-bad", words("a.jpg", jobs="2x")
    yield "all", words("-rnqv", "-o", "out", "-j", "3", "a.jpg", "--salvage",
                       "--timeout", "2.25", "b.png", "--quality", "70")


def job(number, is_alone, source, target):
    head = struct.pack("=iiBBBB", 5, 7, number, is_alone, 1, 0)
    return head + source + b"\0" + target + b"\0"


def result(status, number, way, *texts):
    return (struct.pack("=QQQqqQQQIIHHHH", 2049, 12, 1000, 1700000000, 5, 1000, 700, 900, 64, 48, status, number, way,
                        1) + b"".join(text + b"\0" for text in texts))


def batch(*messages):
    data = b"".join(struct.pack("=QI", i, len(message)) + message
                    for i, message in enumerate(messages))
    return struct.pack("=II", len(data), len(messages)) + data


def record(kind, status, place, message):
    return struct.pack("=IHBBQ", len(message), place, kind, status,
                       place) + message


def wires():
    jobs = [job(0, 0, b"a.jpg", b"0"),
            job(2, 1, b"b c.gif", b"17")]
    results = [result(0, 1, 1, b"", b""),
               result(11, 2, 3, b"truncated: 3 rows", b""),
               result(0, 8, 0, b"", b"a warning\nof \x1b[31mlines")]
    yield "job", jobs[0]
    yield "job-alone", jobs[1]
    yield "batch", batch(*jobs)
    yield "batch-empty-message", batch(b"", jobs[0])
    for i, message in enumerate(results):
        yield f"result-{i}", message
        yield f"record-{i}", record(3, 0, i, message)
    yield "records", b"".join(record(3, 0, i, message)
                              for i, message in enumerate(results))
    yield "entered", record(1, 0, 0, b"") + record(3, 0, 0, results[0])
    yield "enter-failed", record(2, 9, 0, b"a reason")
    yield "too-large", record(4, 0, 5, b"")


def profile(space):
    return bytes(16) + space + bytes(112)


def metas():
    long = b"text of some length, " * 4
    for picture in range(4):
        for kind in range(21):
            for i, data in enumerate((b"", long)):
                yield (f"jpeg-{picture}-{kind}-{i}",
                       bytes([picture * 2, kind, len(data)]) + data)
        for kind in range(22):
            for i, data in enumerate((b"\0", b"\1\2\3\4", b"key\0value",
                                      bytes(32), profile(b"GRAY"),
                                      profile(b"RGB "), b"teSt" + long)):
                yield (f"png-{picture}-{kind}-{i}",
                       bytes([picture * 2 + 1, kind, len(data)]) + data)
            # The same kinds again, of which 192 and above stand after.
            yield (f"png-{picture}-{kind}-after",
                   bytes([picture * 2 + 1, 198 + kind, 3]) + b"a\0b")


def lists():
    texts = [b"", b"a.jpg\n", b"a.jpg\nb/c d.png\n\n-e\r\n", b"a\nb",
             b"a.jpg\0", b"a\nb\0-c\0d", b"\0", b"a\0\0b\0", b"a\n\0"]
    for i, text in enumerate(texts):
        for how in range(16):
            yield f"list-{i}-{how}", bytes([how, 0]) + text
    # The longest name, and one that is longer.
    for n in (1023, 1024):
        for how in range(16):
            yield f"long-{n}-{how}", bytes([how, 127]) + b"x" * n + b"\n\0"


def globs():
    patterns = ["", "*", "**", "a", "?b", "[a-c]*", "[!a]b", "[]-a]b", "[[:alpha:]-]*b", "**/b",
                "a/**/b", "a/**", "a**/b", "*a*b*", "\\*a", "[\\]a-\\c]b", "[[:a]b", "a/*/b", "[",
                "a\\", "[[:b:]]", "/a/b", "***/a?/**/b"]
    paths = ["", "a", "ab", "a/b", "a/a/b", "b/ab", "*a", "]b", "-b", "x/aa/y/b"]
    for i, pattern in enumerate(patterns):
        for j, path in enumerate(paths):
            yield f"glob-{i}-{j}", pattern.encode() + b"\0" + path.encode()


def jpeg(n_components):
    """The least that looks like a whole one."""
    parts = b"".join(bytes([i + 1, 17, 0]) for i in range(n_components))
    scan = b"".join(bytes([i + 1, 0]) for i in range(n_components))
    return (b"\xff\xd8\xff\xfe\0\4ab"
            + struct.pack(">HHBHHB", 0xffc0, 8 + len(parts), 8, 1, 1,
                          n_components) + parts
            + struct.pack(">HHB", 0xffda, 6 + len(scan), n_components) + scan
            + b"\0\77\0data\xff\0\xff\xd0more data\xff\xd9")


def tiff(order, ifds, tail=b""):
    """Directories one after another; a value of bytes stands after them."""
    at = 8
    body = b""
    values = b""
    values_at = 8 + sum(6 + 12 * len(ifd) for ifd in ifds)
    for i, ifd in enumerate(ifds):
        body += struct.pack(order + "H", len(ifd))
        for tag, kind, value in ifd:
            if isinstance(value, bytes):
                n = len(value) // {3: 2, 4: 4}.get(kind, 1)
                field = struct.pack(order + "I", values_at + len(values))
                if len(value) <= 4:
                    field = value.ljust(4, b"\0")
                else:
                    values += value
            else:
                n = 1
                field = struct.pack(order + {3: "H2x", 4: "I"}[kind], value)
            body += struct.pack(order + "HHI", tag, kind, n) + field
        at += 6 + 12 * len(ifd)
        body += struct.pack(order + "I", 0 if i + 1 == len(ifds) else at)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return head + body + values + tail


def block(number, value):
    return (b"8BIM" + struct.pack(">HHI", number, 0, len(value)) + value
            + b"\0" * (len(value) % 2))


def exifs():
    exif = {}
    for order in "<>":
        for n in (1, 3):
            sub = [(0x9101, 7, b"\1\2\3\0"), (0x927c, 7, b"note" + jpeg(n))]
            # Each directory follows the one before: that of EXIF is third.
            first = [(0x010f, 2, b"maker\0"), (0x8769, 4, 8 + 30 + 42)]
            second = [(0x0103, 3, 6), (0x0201, 4, 200), (0x0202, 4, 64)]
            exif[f"jpeg-{n}-{order}"] = tiff(order, [first, second, sub]).ljust(
                200, b"\0") + jpeg(n)
        for kind in (2, 6):
            shorts = struct.pack(order + "3H", 8, 8, 8)
            strips = struct.pack(order + "2I", 240, 252)
            sizes = struct.pack(order + "2I", 12, 12)
            exif[f"strips-{kind}-{order}"] = tiff(order, [
                [(0x010f, 2, b"maker\0")],
                [(0x0102, 3, shorts), (0x0103, 3, 1), (0x0106, 3, kind),
                 (0x0111, 4, strips), (0x0115, 3, 3), (0x0117, 4, sizes),
                 (0x011c, 3, 1), (0x0212, 3, struct.pack(order + "2H", 2, 1))],
            ]).ljust(240, b"\0") + bytes(range(24))
    irb = {}
    for number in (1033, 1036):
        for kind, data in enumerate((bytes(range(22)), jpeg(3))):
            head = struct.pack(">6IHH", kind, 3, 2, 12, 24, len(data), 24, 1)
            irb[f"irb-{number}-{kind}"] = (block(1028, b"iptc!")
                                           + block(number, head + data))
    for choice in range(0, 16, 2):
        for name, data in exif.items():
            yield f"{name}-{choice}", bytes([choice]) + data
        for name, data in irb.items():
            yield f"{name}-{choice}", bytes([choice + 1]) + data


def orients():
    for order in "<>":
        for value in range(10):
            # The directory of EXIF follows the first one.
            first = [(0x0100, 4, 40), (0x0101, 3, 30), (0x0112, 3, value),
                     (0x8769, 4, 8 + 6 + 4 * 12)]
            inner = [(0xa002, 4, 40), (0xa003, 3, 30)]
            exif = tiff(order, [first, inner])
            yield f"exif-{value}-{order}", b"\0" + exif
            yield f"transposed-{value}-{order}", b"\2" + exif
    for i, xmp in enumerate((b"<r tiff:Orientation=\"6\"/>",
                             b"<tiff:Orientation>\n3</tiff:Orientation>",
                             b"tiff:Orientation = '9'", b"tiff:Orientation")):
        yield f"xmp-{i}", b"\1" + xmp


def xmps():
    names = {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
             "Container": "http://ns.google.com/photos/1.0/container/",
             "Item": "http://ns.google.com/photos/1.0/container/item/",
             "h": "http://ns.adobe.com/hdr-gain-map/1.0/",
             "GCamera": "http://ns.google.com/photos/1.0/camera/"}
    names = "".join(f' xmlns:{name}="{at}"' for name, at in names.items())
    start = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{names}>'
    end = "</rdf:RDF></x:xmpmeta>"
    item = ('<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="{}" '
            'Item:Length="{}" Item:Padding="0"/></rdf:li>')
    items = item.format("image/jpeg", 0) + item.format("video/mp4", 2032)
    parts = {
        "attributes": '<rdf:Description h:Version="1.0" GCamera:MotionPhoto='
                      '"1" GDepth:Data="AAAA" tiff:Orientation="6"/>',
        "elements": "<rdf:Description><GCamera:MicroVideoOffset>1"
                    "</GCamera:MicroVideoOffset><xmp:Thumbnails><rdf:Alt>"
                    "<rdf:li><xmpGImg:image>AAAA</xmpGImg:image></rdf:li>"
                    "</rdf:Alt></xmp:Thumbnails></rdf:Description>",
        "container": "<rdf:Description><Container:Directory><rdf:Seq>" + items
                     + "</rdf:Seq></Container:Directory></rdf:Description>",
        "other": "<!-- a --><![CDATA[b]]><?c d?><dcterms:provenance/>",
    }
    for name, part in parts.items():
        yield name, b"\0" + (start + part + end).encode()
    more = b'<r GImage:Data="AAAA"/>'
    guid = hashlib.md5(more).hexdigest().upper()
    more = guid.encode() + struct.pack(">II", len(more), 0) + more
    main = f'<r xmpNote:HasExtendedXMP="{guid}"/>'.encode()
    yield "extended", b"\1" + main.ljust(len(more)) + more


# One component, a scan of a few bytes.
GRAY_JPEG = (b"\xff\xd8\xff\xe1\0\x08map...\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0"
             b"\xff\xda\0\x08\1\1\0\0\x3f\0abc\xff\0\xff\xd9")


def mpfs():
    """An index, XMP, and pictures that follow."""
    color = GRAY_JPEG.replace(b"\1\1\1\x11", b"\1\3\1\x11")
    xmp = (b"<a><Container:Directory><rdf:li/><rdf:li Item:Length='%d'/>"
           b"</Container:Directory></a>\0" % len(GRAY_JPEG))
    for order in "<>":
        for n in (1, 2, 3):
            head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(
                order + "IH", 8, 2)
            head += struct.pack(order + "HHII", 0xB001, 4, 1, n)
            head += struct.pack(order + "HHIII", 0xB002, 7, 16 * n, 38, 0)
            at = len(head) + 16 * n + len(xmp)
            for i in range(n):
                head += struct.pack(order + "IIIHH", 0, len(GRAY_JPEG),
                                    at + (i - 1) * len(GRAY_JPEG) if i else 0,
                                    i, 0)
            data = b"MPF\0" + head + xmp
            for name, last in (("gray", GRAY_JPEG), ("color", color)):
                yield f"{name}-{n}-{ord(order)}", (
                    struct.pack(">H", len(head)) + data
                    + GRAY_JPEG * (n - 2) + last)


SETS = {"exif": exifs, "globs": globs, "icc": iccs, "lists": lists, "meta": metas,
        "options": options, "orient": orients, "wire": wires,
        "xmp": xmps, "mpf": mpfs}


def main():
    seeds_folder.write(sys.argv[2], SETS[sys.argv[1]]())


if __name__ == "__main__":
    main()
