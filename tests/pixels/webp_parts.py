# SPDX-License-Identifier: MIT
"""WebP as RIFF: its chunks, its frames as files of their own (WebP container
specification)."""
import dataclasses
import struct

# Of ANMF: place, size, duration and flags, before the chunks of the frame.
FRAME_NBYTES = 16
ALPHA_FLAG = 0x10


@dataclasses.dataclass
class Frame:
    head: bytes    # of ANMF; empty for a still
    alpha: bytes   # the payload of ALPH, or None
    kind: bytes    # "VP8 " or "VP8L"
    data: bytes

    def size(self):
        if self.kind == b"VP8 ":
            width, height = struct.unpack_from("<HH", self.data, 6)
            return width & 0x3fff, height & 0x3fff
        bits, = struct.unpack_from("<I", self.data, 1)
        return (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1

    def as_file(self):
        """A still with no metadata."""
        parts = chunk(self.kind, self.data)
        if self.alpha is not None:
            flags, size = ALPHA_FLAG, [n - 1 for n in self.size()]
            parts = chunk(b"VP8X", struct.pack(
                "<I", flags) + b"".join(n.to_bytes(3, "little")
                                        for n in size)) + \
                chunk(b"ALPH", self.alpha) + parts
        return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WEBP" + parts


def chunk(kind, payload):
    return kind + struct.pack("<I", len(payload)) + payload + \
        bytes(len(payload) % 2)


def split(data):
    """Kinds and payloads."""
    at = 0
    while at + 8 <= len(data):
        kind, nbytes = struct.unpack_from("<4sI", data, at)
        yield kind, data[at + 8:at + 8 + nbytes]
        at += 8 + nbytes + nbytes % 2


def chunks(path):
    with open(path, "rb") as file:
        return list(split(file.read()[12:]))


def is_webp(path):
    with open(path, "rb") as file:
        head = file.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WEBP"


def frame_of(head, parts):
    alpha = None
    for kind, payload in parts:
        if kind == b"ALPH":
            alpha = payload
        elif kind in {b"VP8 ", b"VP8L"}:
            return Frame(head, alpha, kind, payload)
    return None


def frames(path):
    """All of an animation, or the only one."""
    parts = chunks(path)
    found = [frame_of(payload[:FRAME_NBYTES], split(payload[FRAME_NBYTES:]))
             for kind, payload in parts if kind == b"ANMF"]
    return list(filter(None, found or [frame_of(b"", parts)]))


def is_animation(path):
    return any(kind == b"ANMF" for kind, _ in chunks(path))
