# SPDX-License-Identifier: MIT
"""Trees of pictures for runs that are killed, and what may be left of them."""
import dataclasses
import os
import random
import re
import shutil
import struct
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "samples")
sys.path.insert(0, os.path.join(HERE, "..", "data"))

from png_chunks import SIGNATURE, chunk, header  # noqa: E402

# Exactly so, see src/base/stage.h.
STAGE = re.compile(r"\.graymill-[0-9a-f]{16}(-[0-9a-f]{16})?\.tmp")

# Their outputs are written in several parts.
WIDTH, HEIGHT = 1400, 1000


def rows():
    """A ramp with some noise, in RGB."""
    noise = random.Random(1).randbytes(WIDTH * 3)
    line = bytes(x * 160 // WIDTH + (n & 31)
                 for x in range(WIDTH) for n in noise[x * 3:x * 3 + 3])
    for y in range(HEIGHT):
        turn = y * 37 % WIDTH * 3
        yield line[turn:] + line[:turn]


def large_pictures():
    raw = list(rows())
    yield "large.ppm", b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + b"".join(raw)
    yield "large.tga", struct.pack("<BBB5sHHHHBB", 0, 0, 2, bytes(5), 0, 0,
                                   WIDTH, HEIGHT, 24, 0x20) + b"".join(raw)
    yield "large.png", (
        SIGNATURE + header(WIDTH, HEIGHT, 8, 2) +
        chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in raw),
                                     1)) + chunk(b"IEND"))


def make_pictures(folder):
    """The tree that the inputs of every round are links to."""
    os.makedirs(os.path.join(folder, "sub", "deep"))
    for below in ("", "sub"):
        for entry in os.scandir(SAMPLES):
            if not entry.name.endswith(".py"):
                shutil.copy(entry.path, os.path.join(folder, below,
                                                     entry.name))
    for place, (name, data) in zip(("", "sub", "sub/deep"), large_pictures()):
        with open(os.path.join(folder, place, name), "wb") as file:
            file.write(data)


def stages_below(folder):
    """How many stages there are."""
    return sum(bool(STAGE.fullmatch(name)) for _, names, _ in os.walk(folder)
               for name in names)


def files_below(folder):
    """The bytes of every file that is in no stage, by its path below the
    folder."""
    found = {}
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not STAGE.fullmatch(name)]
        for name in names:
            path = os.path.join(top, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


@dataclasses.dataclass
class Layout:
    """One way to call graymill: options and paths, from the folder of a
    round, where the inputs are in "in"."""
    name: str
    arguments: list
    outputs: dict = None       # the right ones, by their path there
    replaces: bool = False     # the inputs, which are the old outputs
    seconds: float = 0         # that a run takes


def layouts(pictures):
    top = sorted(entry.name for entry in os.scandir(pictures)
                 if entry.is_file())
    # Of formats that are written.
    written = [os.path.join("in", name) for name in top
               if not name.endswith((".psd", ".pic", ".ico", ".ras",
                                     ".ff", ".jp2", ".nef",
                                     ".heic"))]
    return [Layout("-o", ["-o", "out", "-r", "in"]),
            Layout("a tree", ["-r", "in"]),
            Layout("files", [os.path.join("in", name) for name in top]),
            Layout("in place", ["--in-place", *written], replaces=True)]


def stage(pictures, folder):
    shutil.copytree(pictures, os.path.join(folder, "in"),
                    copy_function=os.link)


def put_old(folder, paths):
    """Let outputs exist already, each with bytes of its own."""
    old = {path: b"old " + os.fsencode(path) for path in paths}
    for path, data in old.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)),
                    exist_ok=True)
        with open(os.path.join(folder, path), "wb") as file:
            file.write(data)
    return old


def difference(layout, folder, inputs, old, may_be_cut_short):
    """What is wrong with the files of a round, and how many stages there are.
    What may be cut short may have old outputs, or none."""
    missing = dict(layout.outputs)
    problems = []
    for path, data in files_below(folder).items():
        if path in inputs:
            continue
        if path in layout.outputs:
            right = data == layout.outputs[path]
            if not right and not (may_be_cut_short and
                                  data == old.get(path)):
                problems.append(f"{path} is neither old nor new: "
                                f"{len(data)} bytes")
            del missing[path]
        else:
            problems.append(f"{path} is nothing we know")
    problems += [f"{path} is gone" for path in missing
                 if not may_be_cut_short or path in old]
    return problems, stages_below(folder)
