# SPDX-License-Identifier: MIT
"""HEIF as it is read without graymill: boxes by this file, HEVC by ffmpeg.

Decodes the primary picture to planes of what is shown.  Knows only what the
pictures of a check have; anything else is a KeyError or a ValueError.
"""
import dataclasses
import os
import struct
import subprocess

import numpy as np

UNSPECIFIED = 2
ALPHAS = (b"urn:mpeg:hevc:2015:auxid:1",
          b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")


@dataclasses.dataclass
class Planes:
    """Y, and Cb and Cr unless it is gray, of the size of Y; codes."""
    planes: list
    bits: int
    matrix: int
    full: bool


def boxes(data, at=0, end=None):
    end = len(data) if end is None else end
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8:at + 16])[0], 16
        size = size or end - at
        yield kind, at + head, min(at + size, end)
        at += size


def number(data, at, nbytes):
    return int.from_bytes(data[at:at + nbytes], "big")


class Heif:
    def __init__(self, path, folder):
        with open(path, "rb") as file:
            self.data = file.read()
        self.folder = folder
        self.stem = os.path.join(folder, os.path.basename(path))
        meta = {kind: (at, end) for kind, at, end in boxes(self.data)}[b"meta"]
        self.parts = {kind: (at, end) for kind, at, end in boxes(
            self.data, meta[0] + 4, meta[1])}
        at = self.parts[b"pitm"][0]
        self.primary = number(self.data, at + 4, 4 if self.data[at] else 2)
        self.read_infe()
        self.read_iloc()
        self.read_iref()
        self.read_iprp()

    def read_infe(self):
        at, end = self.parts[b"iinf"]
        self.kinds = {}
        for _, item, _ in boxes(self.data, at + (8 if self.data[at] else 6),
                                end):
            wide = 4 if self.data[item] == 3 else 2
            self.kinds[number(self.data, item + 4, wide)] = \
                self.data[item + 6 + wide:item + 10 + wide]

    def read_iloc(self):
        at, _ = self.parts[b"iloc"]
        version = self.data[at]
        sizes = number(self.data, at + 4, 2)
        offset, length, base, index = (sizes >> s & 15 for s in (12, 8, 4, 0))
        wide = 4 if version == 2 else 2
        n = number(self.data, at + 6, wide)
        at += 6 + wide
        self.places = {}
        for _ in range(n):
            item = number(self.data, at, wide)
            at += wide
            method = number(self.data, at, 2) if version else 0
            at += 4 if version else 2
            start = number(self.data, at, base)
            at += base
            n_extents = number(self.data, at, 2)
            at += 2
            self.places[item] = method, []
            for _ in range(n_extents):
                at += index if version else 0
                self.places[item][1].append(
                    (start + number(self.data, at, offset),
                     number(self.data, at + offset, length)))
                at += offset + length

    def read_iref(self):
        self.references = []
        if b"iref" not in self.parts:
            return
        at, end = self.parts[b"iref"]
        wide = 4 if self.data[at] else 2
        for kind, start, _ in boxes(self.data, at + 4, end):
            n = number(self.data, start + wide, 2)
            self.references.append((kind, number(self.data, start, wide), [
                number(self.data, start + wide + 2 + i * wide, wide)
                for i in range(n)]))

    def read_iprp(self):
        inner = list(boxes(self.data, *self.parts[b"iprp"]))
        kinds = [(kind, self.data[at:end]) for name, start, stop in inner
                 if name == b"ipco"
                 for kind, at, end in boxes(self.data, start, stop)]
        self.properties = {}
        for at in (at for name, at, _ in inner if name == b"ipma"):
            version, wide = self.data[at], 2 if self.data[at + 3] & 1 else 1
            n, at = number(self.data, at + 4, 4), at + 8
            for _ in range(n):
                size = 4 if version else 2
                item, count = number(self.data, at, size), self.data[at + size]
                at += size + 1
                links = [number(self.data, at + i * wide, wide) &
                         ((1 << 8 * wide - 1) - 1) for i in range(count)]
                self.properties[item] = [kinds[i - 1] for i in links if i]
                at += count * wide

    def load(self, item):
        method, extents = self.places[item]
        base = self.parts[b"idat"][0] if method == 1 else 0
        return b"".join(self.data[base + at:base + at + n]
                        for at, n in extents)

    def targets(self, kind, origin):
        return next(to for name, item, to in self.references
                    if name == kind and item == origin)

    def found(self, item, kind):
        return [value for name, value in self.properties.get(item, ())
                if name == kind]

    def alpha_of(self, item):
        for kind, origin, to in self.references:
            names = self.found(origin, b"auxC") if kind == b"auxl" else []
            if item in to and names and \
                    names[0][4:].split(b"\0")[0] in ALPHAS:
                return origin
        return None

    def coding(self, items):
        """Matrix and range that colr tells of the first item that has it."""
        for item in items:
            for value in self.found(item, b"colr"):
                if value[:4] == b"nclx":
                    return number(value, 8, 2), value[10] >= 128
        return None

    def stream(self, item):
        """What a decoder of HEVC takes (H.265, annex B)."""
        config = self.found(item, b"hvcC")[0]
        units, at = [], 23
        for _ in range(config[22]):
            n, at = number(config, at + 1, 2), at + 3
            for _ in range(n):
                size = number(config, at, 2)
                units.append(config[at + 2:at + 2 + size])
                at += 2 + size
        data, at = self.load(item), 0
        while at < len(data):
            size = number(data, at, config[21] % 4 + 1)
            at += config[21] % 4 + 1
            units.append(data[at:at + size])
            at += size
        return b"".join(b"\0\0\0\1" + unit for unit in units)

    def decode(self, items):
        """Planes of each, which are coded alike."""
        path = self.stem + ".hevc"
        with open(path, "wb") as file:
            for item in items:
                file.write(self.stream(item))
        probe = subprocess.run(
            ["ffprobe", "-v", "error", "-show_entries",
             "stream=width,height,pix_fmt,color_range,color_space", "-of",
             "default=nw=1", path], capture_output=True, text=True,
            check=True, timeout=600)
        told = dict(line.split("=") for line in probe.stdout.splitlines())
        raw = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", path, "-fps_mode", "passthrough",
             "-f", "rawvideo", "-"], stdin=subprocess.DEVNULL,
            capture_output=True, check=True, timeout=600).stdout
        os.unlink(path)
        return list(self.take(told, raw, len(items)))

    def take(self, told, raw, n):
        name = told["pix_fmt"]
        bits = int(name.rstrip("le")[-2:]) if name.endswith("le") else 8
        width, height = int(told["width"]), int(told["height"])
        samples = np.frombuffer(raw, np.uint16 if bits > 8 else np.uint8)
        shapes = [(height, width)]
        if not name.startswith("gray"):
            across, down = {"420": (2, 2), "422": (2, 1), "444": (1, 1)}[
                name[4:7] if name.startswith("yuvj") else name[3:6]]
            shapes += [(height // down, width // across)] * 2
        full = told.get("color_range") == "pc" or name.startswith("yuvj")
        matrix = {"bt709": 1, "gbr": 0, "bt2020nc": 9}.get(
            told.get("color_space"), UNSPECIFIED)
        each = sum(h * w for h, w in shapes)
        if samples.size != n * each:
            raise ValueError(f"{samples.size} samples for {n} of {each}")
        for i in range(n):
            at, planes = i * each, []
            for h, w in shapes:
                plane = samples[at:at + h * w].reshape(h, w)
                planes.append(plane.repeat(height // h, 0)
                              .repeat(width // w, 1))
                at += h * w
            yield Planes(planes, bits, matrix, full)

    def whole(self, item):
        """Of a coded picture, a grid, or what is the same as one of them."""
        kind = self.kinds[item]
        if kind == b"iden":
            inner = self.targets(b"dimg", item)[0]
            return self.shown(inner)
        if kind == b"hvc1":
            return self.with_coding(self.decode([item])[0], [item])
        if kind != b"grid":
            raise ValueError(f"a {kind}")
        data, tiles = self.load(item), self.targets(b"dimg", item)
        wide = 4 if data[1] & 1 else 2
        down, across = data[2] + 1, data[3] + 1
        width = number(data, 4, wide)
        height = number(data, 4 + wide, wide)
        parts = self.decode(tiles)
        rows = [[np.hstack([part.planes[c] for part in
                            parts[y * across:(y + 1) * across]])
                 for c in range(len(parts[0].planes))] for y in range(down)]
        parts[0].planes = [np.vstack([row[c] for row in rows])
                           [:height, :width]
                           for c in range(len(parts[0].planes))]
        return self.with_coding(parts[0], [item, tiles[0]])

    def with_coding(self, planes, items):
        told = self.coding(items)
        if told:
            planes.matrix, planes.full = told
        return planes

    def shown(self, item, properties=None):
        planes = self.whole(item)
        for kind, value in properties or self.properties.get(item, ()):
            if kind == b"clap":
                self.cut(planes, struct.unpack(">8i", value))
            elif kind == b"irot":
                planes.planes = [np.rot90(plane, value[0] & 3)
                                 for plane in planes.planes]
            elif kind == b"imir":
                planes.planes = [np.flip(plane, value[0] & 1)
                                 for plane in planes.planes]
        return planes

    @staticmethod
    def cut(planes, clap):
        height, width = planes.planes[0].shape
        w, h = clap[0] // clap[1], clap[2] // clap[3]
        x = int(clap[4] / clap[5] + (width - w) / 2)
        y = int(clap[6] / clap[7] + (height - h) / 2)
        planes.planes = [plane[y:y + h, x:x + w] for plane in planes.planes]

    def picture(self):
        """Of the primary item: what is shown, and its alpha or None."""
        alpha = self.alpha_of(self.primary)
        turns = [p for p in self.properties[self.primary]
                 if p[0] in (b"clap", b"irot", b"imir")]
        return self.shown(self.primary), alpha and self.shown(
            alpha, None if any(p[0] in (b"clap", b"irot", b"imir") for p in
                               self.properties[alpha]) else turns or None)
