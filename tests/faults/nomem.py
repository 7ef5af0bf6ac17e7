#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Let every allocation fail in turn.

usage: nomem.py [--quick | --sparse] GRAYMILL PRELOAD

One allocation fails, in the driver or in a worker.  Those that come from one
place in the code, by the same callers, are alike: the first two and the last of
them are tried; in a driver that has one picture, which is the same to it
whatever it is, only where no such case before has had as many.  --quick leaves
most of the later ones out, and --sparse more of them, and of the cases that are
formats the driver, and workers of which one alone lacks memory.  A run has to
end by itself, with the right output or with none and a reason.
"""
import itertools
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "samples")

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "fuzz"))
import make_seeds_records  # noqa: E402

# What is converted, and how: one for each format and way.
CASES = {
    "JPEG, direct": ["photo.jpg"],
    "progressive JPEG, direct": ["progressive.jpg"],
    "JPEG, coefficients": ["--compress=best", "photo.jpg"],
    "progressive JPEG, coefficients": ["--compress=best", "progressive.jpg"],
    "JPEG, pixels": ["--jpeg=pixels", "photo.jpg"],
    "CMYK JPEG": ["cmyk.jpg"],
    "CMYK JPEG by its profile": ["inks.jpg"],
    "JPEG of a gamma by linear light": ["--gray=linear", "gamma.jpg"],
    "JPEG with a thumbnail": ["thumbnail.jpg"],
    "PNG, direct": ["colour.png"],
    "PNG, direct, best": ["--compress=best", "colour.png"],
    "palette PNG": ["palette.png"],
    "PNG of 16 bits": ["deep16.png"],
    "interlaced PNG": ["interlaced.png"],
    "animated PNG, direct": ["frames.png"],
    "animated PNG, which WebP gets": ["--to=webp", "frames.png"],
    "GIF": ["still.gif"],
    "GIF with XMP": ["xmp.gif"],
    "GIF of several frames, which PNG gets": ["--to=png", "frames.gif"],
    "GIF with a comment, which PNG gets": ["--to=png", "comment.gif"],
    "BMP": ["windows.bmp"],
    "PNM": ["portable.ppm"],
    "PGM with a comment": ["comment.pgm"],
    "TGA": ["targa.tga"],
    "PSD": ["layers.psd"],
    "PSD in Lab, deflated": ["lab.psd"],
    "HDR": ["radiance.hdr"],
    "PFM": ["floats.pfm"],
    "PIC": ["softimage.pic"],
    "QOI": ["quite_ok.qoi"],
    "ICO": ["icon.ico"],
    "Sun": ["workstation.ras"],
    "JPEG 2000": ["wavelets.jp2"],
    "camera raw": ["camera.nef"],
    "camera raw, by pixels": ["--lossless=never", "camera.nef"],
    "Farbfeld": ["field.ff"],
    "TIFF": ["scan.tif"],
    "TIFF, from PNG": ["--to=tiff", "colour.png"],
    "WebP, direct": ["lossy.webp"],
    "WebP, pixels": ["--lossless=never", "lossy.webp"],
    # Of lossless ones libwebp 1.2.4 may free what it has not set, where one
    # table has no memory: webp_decode.c sees to it that it has.
    "WebP without loss, from PNG": ["--to=webp", "colour.png"],
    "JPEG 2000, which is called PNG": ["wavelets.png"],
    "HEIC": ["phone.heic"],
    "AVIF": ["one.avif"],
    "AVIF, from PNG": ["--to=avif", "colour.png"],
    "JPEG XL": ["extra_large.jxl"],
    "JPEG XL, from JPEG": ["--to=jxl", "photo.jpg"],
    "JPEG XL, from PNG": ["--to=jxl", "colour.png"],
    "two folders": ["-r", "-v", "-j2", "-Eno*", "-E*/none/", "tree"],
    "a list of files": ["--files-from=list"],
    "a report": ["-r", "--report=/dev/null", "tree"],
    "going on by a report": ["-r", "--resume=report", "tree"],
    "a trace": ["-r", "--trace=/dev/null", "tree"],
    "a pipe": ["-"],
    "a pipe, by a module": ["--to=tiff", "-"],
    "the jobs of make": ["-j2", "--jobserver", "pair"],
    "pages that are looked at": ["--check", "pages.tif"],
    "JPEG and GIF that are looked at": ["--check", "gray.jpg", "gray.gif"],
    "a gray picture that is kept": ["--keep-smaller", "bits.pbm"],
}
# Of which the driver knows more than that there is a picture.
OF_THE_DRIVER = {"two folders", "a list of files", "a report",
                 "going on by a report", "a trace", "a pipe",
                 "a pipe, by a module", "the jobs of make"}
# jansson 2.14 does not bear that it gets no memory for a string that it parses:
# spare_check() sees to it that there is some.  And the C library ends a process
# that gets none for what a module has for each thread.  What these call is left
# out.
SPARED = {"json_loadb", "__tls_get_addr"}
# Built on libraries that may die where they get no memory: of such a worker that
# is all that is known.
MORTAL = {"JPEG 2000", "JPEG 2000, which is called PNG", "TIFF", "HEIC", "AVIF",
          "AVIF, from PNG", "a pipe, by a module", "pages that are looked at"}
# And these with sanitizers, which have an operator new of their own.
MORTAL_SANITIZED = {"JPEG XL", "JPEG XL, from JPEG", "JPEG XL, from PNG"}
# Where a library calls for memory from thousands of places, most are left out.
LEAST_PART = {"JPEG XL": 0.05, "JPEG XL, from JPEG": 0.05,
              "JPEG XL, from PNG": 0.05}
# No machine needs that long: a run that does hangs.
LIMIT_S = 600


def with_thumbnail(path):
    """With EXIF that has a small JPEG, of the fixtures, inside."""
    with open(os.path.join(HERE, "..", "data", "colour.jpg"), "rb") as file:
        small = file.read()
    exif = (b"MM\0*" + struct.pack(">IHI", 8, 0, 14)
            + struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, 44,
                          0x0202, 4, 1, len(small), 0) + small)
    with open(path, "rb") as file:
        data = file.read()
    return (data[:2] + struct.pack(">HH", 0xffe1, len(exif) + 8)
            + b"Exif\0\0" + exif + data[2:])


def with_profile(path, name):
    """With a profile that the fuzzers begin with."""
    profile = dict(make_seeds_records.profiles())[name]
    with open(path, "rb") as file:
        data = file.read()
    return (data[:2] + struct.pack(">HH", 0xffe2, len(profile) + 16)
            + b"ICC_PROFILE\0\1\1" + profile + data[2:])


class Wrong(Exception):
    """What a run should not have done."""


def outputs():
    """The files in the folder of outputs, by name."""
    found = {}
    for folder, _, names in os.walk("out"):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[path] = file.read()
    if found.get("out/-") == b"":
        # Nothing came through the pipe.
        del found["out/-"]
    return found


class Jobserver:
    """A pipe like that of make, with a token to spare."""

    def __init__(self):
        os.mkfifo("jobs")
        self.fd = os.open("jobs", os.O_RDWR | os.O_NONBLOCK)
        self.put()

    def put(self):
        os.write(self.fd, b"+")

    def check(self):
        """The token must be back, and is there for the next run."""
        try:
            n = len(os.read(self.fd, 4096))
        except BlockingIOError:
            n = 0
        self.put()
        if n != 1:
            raise Wrong("%d tokens, where there was 1" % n)


def start(binary, arguments, environment):
    """A run, and what it is to read: to the folder of outputs, or through."""
    piped = arguments[-1] == "-"
    has_folder = not piped and "--check" not in arguments
    shutil.rmtree("out", ignore_errors=True)
    if piped:
        os.mkdir("out")
    with open("photo.jpg", "rb") as file:
        data = file.read() if piped else None
    with open("out/-" if piped else os.devnull, "wb") as file:
        return data, subprocess.Popen(
            [binary, *(["-o", "out"] if has_folder else []), *arguments],
            env=dict(os.environ, **environment,
                     MAKEFLAGS="--jobserver-auth=fifo:jobs",
                     ASAN_OPTIONS="verify_asan_link_order=0"),
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=file, stderr=subprocess.PIPE, start_new_session=True)


def run(binary, arguments, environment):
    """Status, standard error and outputs of one run."""
    data, child = start(binary, arguments, environment)
    try:
        _, said = child.communicate(data, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        child.communicate()
        raise Wrong("still running after %d s" % LIMIT_S) from None
    try:
        os.killpg(child.pid, 9)
        raise Wrong("left a process behind")
    except ProcessLookupError:
        return child.returncode, said.decode(errors="replace"), outputs()


def run_by(tools, arguments, plan):
    """The same of one by a plan; and the lines of its log."""
    if os.path.exists("log"):
        os.unlink("log")
    result = run(tools[0], arguments,
                 {"LD_PRELOAD": tools[1], "FAULTS_LOG": "log",
                  "FAULTS": plan})
    with open("log", encoding="ascii") as file:
        return result, file.readlines()


def judge(status, said, made, expected, may_fail, mortal):
    """Raise Wrong unless that is a way in which such a run may end."""
    right_said, right = expected
    for path, data in made.items():
        if path not in right:
            raise Wrong("made %s" % path)
        if data != right[path]:
            raise Wrong("%s is not what it should be" % path)
    if status == 0:
        if made != right or said != right_said:
            raise Wrong("status 0, but %d of %d files; said: %s" %
                        (len(made), len(right), said))
        return
    if status not in (1, 4) or not may_fail:
        raise Wrong("status %d; said: %s" % (status, said))
    if mortal and re.search(
            r": worker (killed by signal|exited with status) \d+", said):
        return
    if not re.fullmatch(r"(graymill: [^\n]*\bmemory\b[^\n]*\n)+"
                        r"(graymill: stopped early: [^\n]*\n)?", said):
        raise Wrong("status %d; said: %s" % (status, said))


def calls(tools, arguments, side):
    """What a run allocates without any fault: by the place in the code that
    they come from, callers and all, the numbers of the calls in a process; and
    the first number that no process has."""
    (status, *_), log = run_by(tools, arguments, "alloc tell " + side)
    places, end = {}, 1
    for line in log:
        _, k, place, *callers = line.split()
        end = max(end, int(k) + 1)
        if SPARED.isdisjoint(callers):
            places.setdefault(place, []).append(int(k))
    if status != 0 or not places:
        raise Wrong("status %d and %d places" % (status, len(places)))
    return places, end


def choose(places, tried, part):
    """Which allocations are to fail: of each place the first two and the last
    one, unless as many of it were tried before; of these all, or later by such
    a part of them."""
    chosen = set()
    for place, ks in places.items():
        n_tried = tried.get(place, 0)
        if len(ks) > n_tried:
            chosen.update(ks[n_tried:n_tried + 2] + ks[-1:])
            tried[place] = len(ks)
    chosen = sorted(chosen)
    i = 0
    while i < len(chosen):
        yield chosen[i]
        i += 1 + int(i * part)


def sweep(tools, arguments, where, part, tried, mortal, jobserver):
    """All runs of one case; how many failed an allocation."""
    status, *expected = run(tools[0], arguments, {})
    jobserver.check()
    if status != 0 or bool(expected[1]) == ("--check" in arguments):
        raise Wrong("status %d without any fault" % status)
    places, end = calls(tools, arguments, where.split()[0])
    n_runs = 0
    for k in itertools.chain(choose(places, tried, part),
                             itertools.count(end)):
        result, log = run_by(tools, arguments,
                             "alloc ENOMEM at=%d %s" % (k, where))
        jobserver.check()
        struck = len(log) > 0
        try:
            # Once in a worker is made good by a second try.
            judge(*result, expected,
                  struck and (mortal or "most=1" not in where), mortal)
        except Wrong as wrong:
            raise Wrong("allocation %d: %s" % (k, wrong)) from None
        n_runs += struck
        if k >= end and not struck:
            return n_runs


def wheres(name, option):
    """The processes that allocations fail in, as rules have it."""
    if option == "--sparse" and name not in OF_THE_DRIVER:
        return ["in=worker"]
    return ["in=driver", "in=worker", "in=worker most=1"]


def main():
    """Make all sweeps; say so in TAP."""
    part = {"--quick": 0.2, "--sparse": 0.7}.get(sys.argv[1], 0)
    tools = [os.path.abspath(path) for path in sys.argv[-2:]]
    n_failed = n_tests = 0
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        for name in os.listdir(SAMPLES):
            shutil.copy(os.path.join(SAMPLES, name), ".")
        os.makedirs("tree/branch")
        shutil.copy("photo.jpg", "tree")
        shutil.copy("colour.png", "tree/branch")
        # A name of which JSON tells as text and as bytes.
        shutil.copy("colour.png", os.fsdecode(b'tree/"\xff".png'))
        with open("still.gif", "rb") as file:
            still = file.read()
        with open("comment.gif", "wb") as file:
            file.write(still[:-1] + b"\x21\xfe\x05still\0;")
        shutil.copy(os.path.join(HERE, "..", "data", "animation.gif"),
                    "frames.gif")
        shutil.copy(os.path.join(HERE, "..", "data", "animated.png"),
                    "frames.png")
        with open("xmp.gif", "wb") as file:
            file.write(still[:-1] + b"\x21\xff\x0bXMP DataXMP<x/>\1" +
                       bytes(range(255, -1, -1)) + b"\0;")
        with open("thumbnail.jpg", "wb") as file:
            file.write(with_thumbnail("photo.jpg"))
        with open("inks.jpg", "wb") as file:
            file.write(with_profile("cmyk.jpg", "inks"))
        with open("gamma.jpg", "wb") as file:
            file.write(with_profile("photo.jpg", "gamma-4"))
        with open("comment.pgm", "wb") as file:
            file.write(b"P5\n# a comment\n2 1\n255\nab")
        with open("lab.psd", "wb") as file:
            file.write(struct.pack(">4sH6xHIIHH12xH", b"8BPS", 1, 3, 1, 2, 8,
                                   9, 3) + zlib.compress(bytes(6)))
        shutil.copy("wavelets.jp2", "wavelets.png")
        with open("list", "w", encoding="ascii") as file:
            file.write("photo.jpg\ntree/branch/colour.png\n")
        subprocess.run([tools[0], "-q", "-r", "--report=report", "-o", "out",
                        "tree"], check=True)
        subprocess.run([tools[0], "-q", "--prefix=", "--ext=replace", "--to=tiff",
                        "-o", "gray", "frames.gif"], check=True)
        subprocess.run([tools[0], "-q", "--prefix=", "-o", "gray", "photo.jpg",
                        "frames.gif"], check=True)
        os.rename("gray/frames.tiff", "pages.tif")
        os.rename("gray/photo.jpg", "gray.jpg")
        os.rename("gray/frames.gif", "gray.gif")
        with open("bits.pbm", "wb") as file:
            file.write(b"P4 64 9\n" + bytes(range(72)))
        os.mkdir("pair")
        for name in ("pair/1.ppm", "pair/2.ppm"):
            with open(name, "wb") as file:
                # Each with work for a worker.
                file.write(b"P6 200 150 255\n" + bytes(range(250)) * 360)
        jobserver = Jobserver()
        mortal = MORTAL
        if sys.argv[1] == "--sparse":
            mortal = MORTAL | MORTAL_SANITIZED
        by_driver = {}
        for name, arguments in CASES.items():
            for where in wheres(name, sys.argv[1]):
                n_tests += 1
                try:
                    is_new = "worker" in where or name in OF_THE_DRIVER
                    n_runs = sweep(tools, arguments, where,
                                   max(part, LEAST_PART.get(name, 0)),
                                   {} if is_new else by_driver,
                                   "worker" in where and name in mortal,
                                   jobserver)
                    print("ok %d - %s, %s: %d allocations" %
                          (n_tests, name, where, n_runs), flush=True)
                except Wrong as wrong:
                    n_failed += 1
                    print("not ok %d - %s, %s: %s" %
                          (n_tests, name, where, wrong), flush=True)
    print("1..%d" % n_tests)
    return n_failed > 0


if __name__ == "__main__":
    sys.exit(main())
