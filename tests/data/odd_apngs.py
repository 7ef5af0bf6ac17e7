# SPDX-License-Identifier: MIT
"""APNGs of every shape of pixel, whose frames are drawn in every way."""
import itertools
import random
import struct
import zlib

from png_chunks import SIGNATURE, chunk, header

SIZE = 21, 13
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16),
          6: (8, 16)}
# Colour types that have a clear colour only by tRNS.
OPAQUE = (0, 2, 3)
# x, y, width, height of frames after the first, which is as large as all.
REGIONS = [(3, 2, 11, 7), (0, 0, *SIZE), (20, 0, 1, 13), (0, 12, 21, 1),
           (5, 5, 6, 4), (1, 0, 20, 13)]
DISPOSALS, BLENDS = (0, 1, 2), (0, 1)


class Writer:
    """Chunks of fcTL and fdAT in the order of their numbers."""

    def __init__(self, depth, kind, seed=1):
        self.bits = depth * SAMPLES[kind]
        self.random = random.Random(seed)
        self.sequence = 0

    def numbered(self, name, payload):
        self.sequence += 1
        return chunk(name, struct.pack(">I", self.sequence - 1) + payload)

    def pixels(self, width, height):
        """Noise in which some bytes are all zeros or ones, unfiltered."""
        row_nbytes = (width * self.bits + 7) // 8
        return zlib.compress(b"".join(
            b"\0" + bytes(self.random.choice((0, 255, self.random.randrange(
                256))) for _ in range(row_nbytes)) for _ in range(height)))

    def control(self, place, i, dispose, blend):
        x, y, width, height = place
        return self.numbered(b"fcTL", struct.pack(
            ">IIIIHHBB", width, height, x, y, i, (0, 10, 1000)[i % 3],
            dispose, blend))

    def frames(self, n, begin_with_default):
        place = (0, 0, *SIZE)
        ways = list(itertools.product(DISPOSALS, BLENDS))
        if begin_with_default:
            yield chunk(b"IDAT", self.pixels(*SIZE))
            yield self.control(place, 0, 0, 0)
            yield self.numbered(b"fdAT", self.pixels(*SIZE))
        else:
            yield self.control(place, 0, 0, 0)
            yield chunk(b"IDAT", self.pixels(*SIZE))
        for i, (way, place) in enumerate(zip(ways, REGIONS[:n - 1])):
            yield self.control(place, i + 1, *way)
            data = self.pixels(*place[2:])
            half = len(data) // 2 if i % 2 else len(data)
            for part in filter(None, (data[:half], data[half:])):
                yield self.numbered(b"fdAT", part)


def transparency(depth, kind):
    if kind == 3:
        alphas = (0, 255, 128, 1)
        return chunk(b"tRNS", bytes(alphas[i % 4] for i in range(1 << depth)))
    return chunk(b"tRNS", b"\0\0" * SAMPLES[kind])


def palette(depth):
    return chunk(b"PLTE", random.Random(depth).randbytes(3 << depth))


def apng(depth, kind, begin_with_default, has_clear, plays, n_frames):
    data = SIGNATURE + header(*SIZE, depth, kind)
    data += chunk(b"acTL", struct.pack(">II", n_frames, plays))
    data += palette(depth) if kind == 3 else b""
    data += transparency(depth, kind) if has_clear else b""
    data += b"".join(Writer(depth, kind).frames(
        n_frames, begin_with_default))
    return data + chunk(b"IEND")


def all_of_them():
    """Names and data."""
    for kind, depths in DEPTHS.items():
        for depth, has_clear, by_default, n_frames in itertools.product(
                depths, (False, True)[:1 + (kind in OPAQUE)], (False, True),
                (1, 1 + len(REGIONS))):
            name = f"{kind}-{depth}" + "-clear" * has_clear + \
                "-default" * by_default + "-one" * (n_frames == 1)
            yield name, apng(depth, kind, by_default, has_clear, depth % 3,
                             n_frames)
