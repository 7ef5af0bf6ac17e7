# SPDX-License-Identifier: MIT
"""GIFs of kinds that encoders make and decoders trip over."""
import struct

CONTROL = b"!\xf9\4%c\0\0%c\0"


class Codes:
    """Codes of growing size, the lowest bits first (GIF89a, appendix F)."""

    def __init__(self, nbits):
        self.clear = 1 << nbits
        self.first_size = self.size = nbits + 1
        self.bits = self.n_bits = 0

    def put(self, code):
        self.bits |= (code & (1 << self.size) - 1) << self.n_bits
        self.n_bits += self.size

    def bytes(self):
        return self.bits.to_bytes((self.n_bits + 7) // 8, "little")


def lzw(indices, nbits, clear_first=True, clears=True, ends=True, rest=()):
    """The codes of indices.  A full table is cleared, or kept to the end;
    rest are codes after the last pixel."""
    codes = Codes(nbits)
    if clear_first:
        codes.put(codes.clear)
    strings, following, string = {}, codes.clear + 2, ()
    for index in indices:
        longer = string + (index,)
        if not string or longer in strings:
            string = longer
            continue
        codes.put(strings[string] if len(string) > 1 else string[0])
        if following < 4096:
            strings[longer] = following
            if following == 1 << codes.size:
                codes.size += 1
            following += 1
        elif clears:
            codes.put(codes.clear)
            strings, following = {}, codes.clear + 2
            codes.size = codes.first_size
        string = (index,)
    codes.put(strings[string] if len(string) > 1 else string[0])
    if following == 1 << codes.size and codes.size < 12:
        codes.size += 1
    for code in rest:
        codes.put(code)
    if ends:
        codes.put(codes.clear + 1)
    return codes.bytes()


def blocks(codes):
    return b"".join(bytes([len(codes[i:i + 255])]) + codes[i:i + 255]
                    for i in range(0, len(codes), 255)) + b"\0"


def table(nbits, seed=1):
    return bytes((i * 73 * seed + i // 3 * 5) & 255
                 for i in range(3 << nbits))


def noise(n, nbits, seed=1):
    """Indices that repeat here and there."""
    state, out = seed, []
    for i in range(n):
        state = (state * 1664525 + 1013904223) & 0xffffffff
        out.append(((i // 7) if state >> 30 else state >> 16) &
                   ((1 << nbits) - 1))
    return out


def screen(size, nbits=None, background=0):
    packed = 0 if nbits is None else 0x80 | nbits - 1
    return (b"GIF89a" + struct.pack("<HHBBB", *size, packed, background, 0) +
            (b"" if nbits is None else table(nbits)))


def frame(size, nbits, at=(0, 0), interlaced=False, own=None, indices=None,
          **how):
    indices = indices or noise(size[0] * size[1], nbits)
    packed = 0x40 * interlaced | (0 if own is None else 0x80 | own - 1)
    return (b"," + struct.pack("<HHHHB", *at, *size, packed) +
            (b"" if own is None else table(own, 3)) +
            bytes([max(nbits, 2)]) +
            blocks(lzw(indices, max(nbits, 2), **how)))


def gif(size, nbits, **how):
    return screen(size, nbits) + frame(size, nbits, **how) + b";"


def full_tables():
    for nbits in range(3, 9):
        for side in (150, 233):
            yield gif((side, side), nbits, clears=False)


def unclear():
    for nbits in range(1, 9):
        yield gif((13, 9), nbits, clear_first=False)
        yield gif((130, 90), nbits, clear_first=False, clears=nbits % 2 > 0)


def after_the_end():
    for n in (1, 2, 3, 50, 500, 2000):
        yield gif((13, 9), 4, rest=[3] * n)
        yield gif((13, 9), 4, rest=[4095] * n, ends=False)
        yield gif((13, 9), 4, rest=[17] + [2] * n)


def beyond():
    for at in ((0, 0), (1, 0), (0, 5), (7, 3), (200, 100), (29, 19)):
        for size in ((30, 20), (31, 20), (30, 21), (64, 64)):
            for control in (b"", CONTROL % (1, 3)):
                yield (screen((30, 20), 4) + control +
                       frame(size, 4, at, interlaced=size[0] == 64) + b";")


def no_tables():
    for nbits in range(1, 9):
        yield screen((16, 16)) + frame((16, 16), nbits) + b";"
        yield (screen((16, 16)) + CONTROL % (1, 1) +
               frame((16, 16), nbits, interlaced=True) + b";")


def no_screens():
    for size in ((0, 0), (0, 9), (13, 0)):
        for frame_size in ((13, 9), (1, 1), (100, 3), (3, 100)):
            yield screen(size, 4) + frame(frame_size, 4) + b";"


def strays():
    one = screen((13, 9), 4), CONTROL % (1, 2), frame((13, 9), 4), b";"
    for n in (1, 2, 7, 300):
        for at in (1, 2, 3):
            yield b"".join(one[:at]) + bytes(n) + b"".join(one[at:])


def interlaced():
    for height in [*range(1, 20), 100]:
        yield gif((5, height), 4, interlaced=True)
        yield (screen((9, height + 3), 4) + CONTROL % (1, 5) +
               frame((5, height), 4, (2, 1), interlaced=True) + b";")


def transparent():
    for index in range(16):
        yield (screen((13, 9), 3) + CONTROL % (1, index) +
               frame((13, 9), 3) + b";")


def own_tables():
    for nbits in range(1, 9):
        yield screen((13, 9)) + frame((13, 9), nbits, own=nbits) + b";"
        yield screen((13, 9), 5) + frame((13, 9), nbits, own=nbits) + b";"


def no_trailers():
    whole = gif((13, 9), 4)
    for n in range(1, 3):
        yield whole[:-n]
    for end in (b"!", b"!\xfe", b"!\xfe\5ab", b"!\xfe\1x", b",", b",\0\0",
                b"x", b"\0\0", b"\xff;", b"!\xff\x0bNETSCAPE2.0\3\1"):
        yield whole[:-1] + end


def wide_codes():
    for nbits in (9, 10, 11):
        for size in ((13, 9), (100, 90)):
            for clear_first in (True, False):
                indices = noise(size[0] * size[1], 8)
                yield (screen(size, 8) +
                       frame(size, nbits, indices=indices,
                             clear_first=clear_first) + b";")


def missing_colours():
    for nbits in range(2, 9):
        for have in range(1, nbits):
            yield screen((16, 16), have) + frame((16, 16), nbits) + b";"


KINDS = {make.__name__: make for make in (
    full_tables, unclear, after_the_end, beyond, no_tables, no_screens, strays,
    interlaced, transparent, own_tables, no_trailers, wide_codes,
    missing_colours)}
