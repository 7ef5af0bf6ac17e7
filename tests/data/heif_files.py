# SPDX-License-Identifier: MIT
"""HEIF files, put together from pictures that are coded already.

No small tool codes HEVC, so the streams stand here as they were made once with
ffmpeg and x265: LANDSCAPE, 64x80 pixels each, the left and the right half of a
scene of make_samples.py (crf=24, ctu=16); COLOUR, LIMITED (by BT.709), DEEP (of
10 bits) and GRAY, 32x32 pixels in four quarters without loss, as in
tests/unit/heif_streams.h.
"""
import base64
import struct


def _units(*texts):
    return [base64.b64decode(text) for text in texts]


# Parameter sets of video, sequence and picture, and slices.
LANDSCAPE = _units(
    (
     "QAEMAf//BAgAAAMAn6gAAAMAAB66AkA="),
    (
     "QgEBBAgAAAMAn6gAAAMAAB6gIIFFluqttrmwIAAAAwAgAAADAyE="),
    (
     "RAHBc8CJ"),
    (
     "KAGvF4D4Jy7KZ6/96dVTz+llyd2gEz4yg0W8FCJ9cNwyURIXSKW2UuHngDmd/EjTQyn4"
     "EsBkP/RMBgEuAovbo4m6BGebxy2vqbJoBg84bnfz/nJxPILODgfQRn3K+3Gc92KjwST3"
     "eizb8+xc/rw90UQ4Vvto7wtSFOefsV0CB4u6yhC2AJgyf6mm5ztN6IjX+38uLEVktlQK"
     "QDHqYGibx+HIb7yLdbI0YoHbEJwpDl7YPiBpZ853/3yw08nk6Uj4YotDvwzE496kpK5E"
     "cygLZDr+FpLH4F9nOtJQXgZilfdH2H4cglBNU/Lnrr8AXLsI+nM04hmUvzJtM/gGuvGg"
     "xJXv7o1+zI9/sY6I46Lnqav5XVDW9h9AFtgI1Muc8yBL52sRwA937eop2B313b6HAbr5"
     "9Kc8ukyUWwx5Y5TSfyCYLUURrX7VJ7qX17+/77T2Eje17BkXbpoiH8a0QziwcQNTSGNk"
     "35M78Us8wGRoiOU7hKtZGfLk28MqO237IEJI0lL6pi/6gDDKxWd5+Fh9CkYTar4Ltk0X"
     "xi3awHzv91HTYg21y22AZfqFlZYpj72LYvP3qW2p38mTJjCCxqtzgEjInU8+LJzb/rAy"
     "Uof5FBLdw8gp34EyKooQfXMWQ4hXUGOkCBMbApJiY6R05GhXPB/qjIVxWuFkYA=="),
    (
     "KAGvF4D4JwAvZbrBRe2uHoYdxZs/215KiMo1tjvCXfM0kC81rwIllyOaDZ3hUirgrMkL"
     "tRmkhYIEy7iMJ1IF/lK/oHVjquLjw2FFKyh9g1dTkdg65bSBJHzdqEUxi0bj6QF0fTcm"
     "zRYscvYdR4a4wUapGEv8ijvujF2nSgUaOruHvD3AfkMixUuXHyJ+Tk1gjPd8gDFOJbEB"
     "cwY0Wu/5nuT+jdhh0K1GwT1oxgs8FeAgfbyqO3dmk00UAywi2cFP/J8SiTWtXA6z4bj0"
     "WoTRZtUOH8i55tlaoHmKHmCBpA5c4TfdS5LJT2a+Py83jelrtz+cDQ+6ADy/5QMvSD1E"
     "zCibEBBiGV+JM066tAP33aj3GLAU90Jk8Uk8A4wFe++qtHVqWEKh+hHnYMNsku/7P12R"
     "l3luSjro9ryuSPF8tMpzg/5PzPhQrmP9PjYlNsZ0UJfez0vNZ+vSV78yILJtu/eoXPby"
     "Kbdzv3Kty/Nde1NM+MSmzKzdyWd1ctLiBB3ymYLFavPpm8qF4cOcJ0xggXJvXpZ5ABxt"
     "xMF2N/VUhvwasVhcEoq1qezBiIsU+JYGBJhUh1ltDIpWOwfPezJq8VbUDe5Z/OSyX4/0"
     "Fj1DODqz+OruHWTVDo9sIGFajf5JuApILoYF11vsFNAlDhl2MVXo9phaTzaKcsT92A=="))
COLOUR = _units(
    (
     "QAEMAf//BAgAAAMAn6gAAAMAAP+6AkA="),
    (
     "QgEBBAgAAAMAn6gAAAMAAP+gQghZbqryubAgAAADACAAAAMDIQ=="),
    (
     "RAHBcYkS"),
    (
     "KAGvBbgkmABnf//rONYO0hAtsaxrGsa0wTBMEwTBMEwTe8V//8idr//7i2tkzGqqqra6"
     "66666jz/9j3QA/z/535XwuLi4uLj4+Pj4+Pj43O2bUVVJSlep4Af4f8L7vNmzZs2fPnz"
     "58+fPigAAktb8YzW4/sSNQ0o9cu01g3QAAiekMLL6QVw8V+Ed0hZYAAiOsN7c3EtjPP0"
     "4AI3T+EAAAMAAxaZHSwETNnCEIQhCELWta1rWta1rWhoABdp92ocJx3TqSVBRklg1nCk"
     "ncAAADhLBpegSEJDsecwACLNlqHfuAAmEyRN+xzRYn3PC8KKRKm/PZKagAAkD6Fe+jdi"
     "ViUJQlCULhOE4ThOE4ThLCAAzj3p1TG2gQCukP+DK/wbMtrZwAAA2zG2HIR5JxU9JFbj"
     "jTpG4OIAAMBLB1MzDTFp56yt+H9i1XPXzFA="))
LIMITED = _units(
    (
     "QAEMAf//BAgAAAMAn6gAAAMAAP+6AkA="),
    (
     "QgEBBAgAAAMAn6gAAAMAAP+gQghZbqryuagICAggAAADACAAAAMDIQ=="),
    (
     "RAHBcYkS"),
    (
     "KAGvBbgkmABnf//rONYO0hAtsaxrGsa0wTBMEwTBMEwTe8V//8idr//7i2tkzGqqqra6"
     "66666jz/9j3QA/z/535XwuLi4uLj4+Pj4+Pj43O2bUVVJSlep4Af4f8L7vNmzZs2fPnz"
     "58+fPigAAktb8YzW4/sSNQ0o9cu01g3QAAiekMLL6QVw8V+Ed0hZYAAiOsN7c3EtjPP0"
     "4AI3T+EAAAMAAxaZHSwETNnCEIQhCELWta1rWta1rWhoABdp92ocJx3TqSVBRklg1nCk"
     "ncAAADhLBpegSEJDsecwACLNlqHfuAAmEyRN+xzRYn3PC8KKRKm/PZKagAAkD6Fe+jdi"
     "ViUJQlCULhOE4ThOE4ThLCAAzj3p1TG2gQCukP+DK/wbMtrZwAAA2zG2HIR5JxU9JFbj"
     "jTpG4OIAAMBLB1MzDTFp56yt+H9i1XPXzFA="))
DEEP = _units(
    (
     "QAEMAf//BAgAAAMAnagAAAMAAP+6AkA="),
    (
     "QgEBBAgAAAMAnagAAAMAAP+gQghNluqvK5sCAAADAAIAAAMAMhA="),
    (
     "RAHBcYkS"),
    (
     "KAGvBbgkmABnf//68BtdoNcFqyBKW0pbSltKW0pnmmeaZ5pnmmeaZ5pnmmerxX//yJ2v"
     "//8GngdHvff8wcwcwcwczazazazazazazaxHP/2PdAD/0v/pX+jfz78u/Lvy78u/L/y/"
     "8v/L/y/8v/L/y9ztm1FVSU9N1PAD/xv/jX+Lfw7777777777/7/7/7/7/7/7/7/9kqIR"
     "1SAAAAMAAk++q/fQ3e+W8yrp6unq6erp6up+6n7qfup+6n7qfup+6ny2d3rslgAAAwKr"
     "tIT2i0WdeMljvrO+s76zvrO/Xr9ev16/Xr9ev16/Xr9XnuAAAA98jH2rOiggBBBVFeDS"
     "Jde+Gi+D+qvNnl14MoAAOTNAt2PKaunddiF+OkH/YwyahjXsUUXp9iNAdoA="))
GRAY = _units(
    (
     "QAEMAf//BAgAAAMAn+gAAAMAAP+6AkA="),
    (
     "QgEBBAgAAAMAn+gAAAMAAP/BCCFluqvK5sCAAAADAIAAAAyE"),
    (
     "RAHBcYkS"),
    (
     "KAGuC3AwXAOT//+HZws/9CwTz7z7z7z71tVtVtVtVtVtVtVv5jyRCMAQoA73j7qbMUgA"
     "AAMAAAMDw8PDw8PDwzoAAPLOyK/DalCl/CKQUGPHE/NAAAAz/qQnvHgT5JfT/dqoQGXE"
     "AAYwOJcaQllVirieXdomSW9QAAAF7mw8zJJ0B7r/r/r/r/sXcXcXcXcXcXcXcAQAC9lR"
     "1JOtewVL3MGOJgaDPwXEgoHcAAAlKwt3ydoeMPNbjPZ8q1WiqP9TDYADM/mqpXoaOiB9"
     "rBSWrSi+TlIMbXuAAJ7VJKkKkENDjHjHjHjHjvTvTvTvTvTvTvTiYADOiFAofAng2NUx"
     "shuIrM3EVuKYy0AAByPcsJVLNxbyNsgBJVjBhy8lBtugAdLxY+MQa2sIN1tWXw9oNzcV"
     "MmUiQA=="))


def box(kind, payload=b"", version=None, flags=0):
    if version is not None:
        payload = struct.pack(">I", version << 24 | flags) + payload
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def hvcc(units):
    sets = b"".join(struct.pack(">BHH", 0xa0 + i, 1, len(unit)) + unit
                    for i, unit in enumerate(units[:3]))
    return box(b"hvcC", b"\1" + bytes(20) + b"\x0f\3" + sets)


def ispe(width, height):
    return box(b"ispe", struct.pack(">II", width, height), 0)


def grid(across, down, width, height):
    return struct.pack(">4B2H", 0, 0, down - 1, across - 1, width, height)


def coded(unit):
    return struct.pack(">I", len(unit)) + unit


class Heif:
    """Items get the numbers 1, 2 and so on."""

    def __init__(self, brand=b"heic"):
        self.brand = brand
        self.items = []  # kind, whether it is hidden, bytes, properties
        self.references = []

    def item(self, kind, data, *properties, hidden=False):
        self.items.append((kind, hidden, data, properties))
        return len(self.items)

    def refer(self, kind, origin, *targets):
        self.references.append(box(kind, struct.pack(
            f">HH{len(targets)}H", origin, len(targets), *targets)))

    def picture(self, units, size, *properties, unit=3, hidden=False):
        return self.item(b"hvc1", coded(units[unit]), hvcc(units),
                         ispe(*size), *properties, hidden=hidden)

    def file(self, primary=1):
        ftyp = box(b"ftyp", self.brand + bytes(4) + b"mif1" + self.brand)
        infe, iloc, ipma, data, kinds = b"", b"", b"", b"", []
        for i, (kind, hidden, payload, properties) in enumerate(self.items):
            name = b"\0application/rdf+xml\0" if kind == b"mime" else b"\0"
            infe += box(b"infe", struct.pack(">HH4s", i + 1, 0, kind) + name,
                        2, int(hidden))
            at = len(ftyp) + 8 + len(data)
            iloc += struct.pack(">4H2I", i + 1, 0, 0, 1, at, len(payload))
            data += payload
            for extra in properties:
                if extra not in kinds:
                    kinds.append(extra)
            ipma += struct.pack(">HB", i + 1, len(properties)) + bytes(
                kinds.index(extra) + 1 for extra in properties)
        n = struct.pack(">H", len(self.items))
        meta = [box(b"hdlr", bytes(4) + b"pict" + bytes(13), 0),
                box(b"pitm", struct.pack(">H", primary), 0),
                box(b"iinf", n + infe, 0),
                box(b"iloc", b"\x44\0" + n + iloc, 1),
                box(b"iref", b"".join(self.references), 0),
                box(b"iprp", box(b"ipco", b"".join(kinds)) + box(
                    b"ipma", bytes(2) + n + ipma, 0))]
        return ftyp + box(b"mdat", data) + box(b"meta", b"".join(meta), 0)


def all_metadata(icc, exif, xmp):
    """A picture of colours with a profile, EXIF and XMP."""
    heif = Heif()
    picture = heif.picture(COLOUR, (32, 32), box(b"colr", b"prof" + icc))
    heif.refer(b"cdsc", heif.item(b"Exif", bytes(4) + exif), picture)
    heif.refer(b"cdsc", heif.item(b"mime", xmp), picture)
    return heif.file()


def nclx(primaries, transfer, matrix, full):
    return box(b"colr", b"nclx" + struct.pack(
        ">HHHB", primaries, transfer, matrix, full << 7))


def square(units, *properties, alpha=None, is_premultiplied=False):
    """One picture of 32x32 pixels, and what shines through it."""
    heif = Heif()
    picture = heif.picture(units, (32, 32), *properties)
    if alpha:
        other = heif.picture(alpha, (32, 32), box(
            b"auxC", b"urn:mpeg:hevc:2015:auxid:1\0", 0), hidden=True)
        heif.refer(b"auxl", other, picture)
        if is_premultiplied:
            heif.refer(b"prem", picture, other)
    return heif.file()


def landscape():
    """128x80 pixels, in two tiles."""
    heif = Heif()
    whole = heif.item(b"grid", grid(2, 1, 128, 80), ispe(128, 80))
    tiles = [heif.picture(LANDSCAPE, (64, 80), unit=3 + i, hidden=True)
             for i in range(2)]
    heif.refer(b"dimg", whole, *tiles)
    return heif.file()
