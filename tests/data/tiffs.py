#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""TIFFs that are made of few tags.

usage: tiffs.py make FILE PAGE...     PAGE is color, gray, layers or circle
       tiffs.py show FILE             a line for each page
"""
import struct
import sys

# Two pixels: gray 124 and 18.
COLORS = bytes((200, 100, 50, 10, 20, 30))
GRAYS = bytes((124, 18))


def directory(at, samples, tags):
    """An entry is a tag, a type (3, 4 or 7) and a number, or four bytes."""
    fields = [(256, 3, 2), (257, 3, 1), (258, 3, 8),
              (262, 3, 2 if samples == 3 else 1), (273, 4, at),
              (277, 3, samples), (279, 4, 2 * samples), *tags]
    data = struct.pack("<H", len(fields))
    for tag, kind, value in fields:
        data += struct.pack("<HHI", tag, kind, 4 if kind == 7 else 1)
        data += value if kind == 7 else struct.pack("<I", value)
    return data


def make(pages):
    data = bytearray(struct.pack("<2sHI", b"II", 42, 0))
    link = 4
    for page in pages:
        if page == "circle":
            data[link:link + 4] = struct.pack("<I", first)
            break
        samples = 1 if page == "gray" else 3
        at = len(data)
        data += GRAYS if page == "gray" else COLORS
        struct.pack_into("<I", data, link, len(data))
        first = len(data) if link == 4 else first
        data += directory(at, samples, [(37724, 7, b"8BIM")]
                          if page == "layers" else [])
        link = len(data)
        data += bytes(4)
    return bytes(data)


def show(data):
    """Photometric interpretation, and the bytes of the strip."""
    at = struct.unpack_from("<I", data, 4)[0]
    met = set()
    while at and at not in met:
        met.add(at)
        n = struct.unpack_from("<H", data, at)[0]
        tags = {}
        for i in range(n):
            tag, kind, _, value = struct.unpack_from(
                "<HHII", data, at + 2 + 12 * i)
            tags[tag] = value & 0xffff if kind == 3 else value
        strip = data[tags[273]:tags[273] + tags[279]]
        yield f"{tags[262]} {' '.join(map(str, strip))}" + \
            (" layers" if 37724 in tags else "")
        at = struct.unpack_from("<I", data, at + 2 + 12 * n)[0]


if __name__ == "__main__":
    if sys.argv[1] == "make":
        with open(sys.argv[2], "wb") as out:
            out.write(make(sys.argv[3:]))
    else:
        with open(sys.argv[2], "rb") as file:
            print("\n".join(show(file.read())))
