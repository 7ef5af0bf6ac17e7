# SPDX-License-Identifier: MIT
"""What the header of a JPEG says, read without a library."""
import struct

SOI = b"\xff\xd8\xff"
SOS, EOI, APP0, APP2, APP14 = 0xDA, 0xD9, 0xE0, 0xE2, 0xEE
# SOF0 to SOF15; the codes between them are DHT, JPG and DAC (T.81 table B.1).
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Codes that stand alone, without a segment: TEM, RST0 to RST7, SOI.
ALONE = {0x01, *range(0xD0, 0xD9)}
ICC, ICC_HEAD = b"ICC_PROFILE\0", 14
# Where a profile names its colour space (ICC.1:2010 section 7.2).
ICC_SPACE = slice(ICC_HEAD + 16, ICC_HEAD + 20)


def is_jpeg(path):
    with open(path, "rb") as file:
        return file.read(3) == SOI


def segments(data):
    """Code and payload of each segment up to the first scan."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF or data[at + 1] in {0, 0xFF}:
            at += 1
            continue
        code = data[at + 1]
        if code in ALONE:
            at += 2
            continue
        if code == EOI:
            return
        nbytes, = struct.unpack_from(">H", data, at + 2)
        yield code, data[at + 4:at + 2 + nbytes]
        if code == SOS:
            return
        at += 2 + nbytes


class Header:
    """sof is None where there is no frame; a component is (id, h, v)."""

    def __init__(self, data):
        self.sof = self.adobe_transform = self.icc_space = None
        self.precision = self.width = self.height = 0
        self.components = []
        self.has_jfif = self.has_mpf = self.has_adobe = False
        for code, payload in segments(data):
            self._take(code, payload)

    def _take(self, code, payload):
        if code in FRAMES and self.sof is None and len(payload) >= 6:
            self.sof = code - 0xC0
            self.precision, self.height, self.width, n = struct.unpack_from(
                ">BHHB", payload)
            self.components = [
                (id, sampling >> 4, sampling & 15) for id, sampling in
                zip(payload[6:6 + 3 * n:3], payload[7:6 + 3 * n:3])]
        # libjpeg takes shorter ones of both for something else.
        elif code == APP0 and payload[:5] == b"JFIF\0" and len(payload) >= 14:
            self.has_jfif = True
        elif code == APP14 and payload[:5] == b"Adobe" and len(payload) >= 12:
            self.has_adobe = True
            self.adobe_transform = payload[11]
        elif code == APP2 and payload.startswith(ICC):
            self.icc_space = self.icc_space or payload[ICC_SPACE]
        elif code == APP2 and payload.startswith(b"MPF\0"):
            self.has_mpf = True

    @property
    def process(self):
        return {0: "baseline", 1: "baseline", 2: "progressive"}.get(
            self.sof, "other")

    @property
    def is_ycbcr(self):
        """By the rules of libjpeg's default_decompress_parms()."""
        if len(self.components) != 3:
            return False
        if self.has_jfif:
            return True
        if self.has_adobe:
            return self.adobe_transform != 0
        return bytes(id for id, _, _ in self.components) != b"RGB"

    def why_pixels(self):
        """Why Y cannot be taken as it is, or None if it can."""
        if self.sof not in {0, 1, 2, 9, 10} or self.precision != 8:
            return f"SOF{self.sof}, {self.precision} bits"
        if len(self.components) == 1:
            return None
        if not self.is_ycbcr:
            return f"{len(self.components)} components, not YCbCr"
        (_, h, v), *chroma = self.components
        if any(h < ch or v < cv for _, ch, cv in chroma):
            return "Y is not sampled the most"
        return None


def read(path):
    with open(path, "rb") as file:
        return Header(file.read())
