# SPDX-License-Identifier: MIT
"""What the chunks of a PNG say of its shape (PNG sections 5 and 11.2)."""
import dataclasses
import struct

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclasses.dataclass
class Header:
    width: int
    height: int
    depth: int
    type: int
    palette: list

    @property
    def n_pixels(self):
        return self.width * self.height

    def least_depth(self):
        """Bits that hold the gray of every colour of the palette."""
        grays = [(9798 * r + 19235 * g + 3735 * b + (1 << 14)) >> 15
                 for r, g, b in self.palette]
        for depth in (1, 2, 4):
            if all(gray % (255 // ((1 << depth) - 1)) == 0 for gray in grays):
                return depth
        return 8


def is_png(path):
    """By half of the signature, as graymill has it."""
    with open(path, "rb") as file:
        return file.read(4) == SIGNATURE[:4]


def chunks(path):
    """Kinds and payloads."""
    with open(path, "rb") as file:
        file.seek(len(SIGNATURE))
        while len(head := file.read(8)) == 8:
            nbytes, kind = struct.unpack(">I4s", head)
            yield kind, file.read(nbytes)
            file.seek(4, 1)


def is_animation(path):
    return is_png(path) and any(kind == b"acTL" for kind, _ in chunks(path))


def read(path):
    """Of a file that libpng can read."""
    palette = []
    fields = (0, 0, 0, 0)
    with open(path, "rb") as file:
        file.seek(len(SIGNATURE))
        while len(head := file.read(8)) == 8:
            nbytes, kind = struct.unpack(">I4s", head)
            if kind == b"IDAT":
                break
            payload = file.read(nbytes)
            file.seek(4, 1)
            if kind == b"IHDR":
                fields = struct.unpack(">IIBB", payload[:10])
            elif kind == b"PLTE":
                palette = list(zip(*[iter(payload)] * 3))
    return Header(*fields, palette)
