# SPDX-License-Identifier: MIT
"""What libavif's own programs make of a file: avifdec's report, planes and
colours, turned as the report says."""
import re
import subprocess

import cv2
import numpy as np

FIELD = re.compile(r"^ +\* (?P<name>[^:*]+?) *: (?P<value>.*)$")
SIZE = re.compile(r" W(\d+) H(\d+)")


def info(path):
    """Lines of the report, by name; None when it cannot be decoded."""
    run = subprocess.run(["avifdec", "--no-strict", "--info", path],
                         stdin=subprocess.DEVNULL, capture_output=True,
                         check=False, timeout=3600)
    if run.returncode != 0:
        return None
    fields = {}
    for line in run.stdout.decode(errors="replace").splitlines():
        match = FIELD.match(line)
        if match:
            fields.setdefault(match["name"], match["value"])
    return fields


def upright(samples, fields):
    """Turned against the clock, then mirrored (ISO/IEC 23008-12)."""
    turns = fields.get("irot (Rotation)")
    mode = fields.get("imir (Mirror)")
    if turns:
        samples = np.rot90(samples, int(turns))
    if mode:
        samples = samples[::-1] if mode.startswith("Mode 0") \
            else samples[:, ::-1]
    return samples


def crop(samples, fields):
    """To the clean aperture, where that is valid."""
    match = re.match(r"X: (\d+), Y: (\d+), W: (\d+), H: (\d+)",
                     fields.get("Valid, derived crop rect", ""))
    if not match:
        return samples
    x, y, width, height = map(int, match.groups())
    return samples[y:y + height, x:x + width]


def luma(path, work):
    """Codes of Y."""
    out = f"{work}/judged.y4m"
    subprocess.run(["avifdec", "--no-strict", path, out],
                   stdin=subprocess.DEVNULL, capture_output=True, check=True,
                   timeout=3600)
    with open(out, "rb") as file:
        data = file.read()
    head, _, rest = data.partition(b"\n")
    head = head.decode()
    width, height = map(int, SIZE.search(head).groups())
    deep = re.search(r" C\w*?(p10|p12|mono10|mono12)", head)
    samples = np.frombuffer(rest[len("FRAME\n"):],
                            "<u2" if deep else "u1", width * height)
    return samples.reshape(height, width)


def colors(path, work):
    """R, G, B and maybe alpha of 16 bits, or of 8 where that is the depth."""
    out = f"{work}/judged.png"
    subprocess.run(["avifdec", "--no-strict", "--upsampling", "best", path,
                    out], stdin=subprocess.DEVNULL, capture_output=True,
                   check=True, timeout=3600)
    samples = cv2.imread(out, cv2.IMREAD_UNCHANGED)
    return samples[..., [2, 1, 0, 3]] if samples.shape[-1] == 4 \
        else samples[..., ::-1]


def full(codes, depth, is_full):
    """Samples of 8 or 16 bits, rounded to the nearest (H.273, 8.3)."""
    most = 65535 if depth > 8 else 255
    black = 0 if is_full else 16 << depth - 8
    white = (1 << depth) - 1 if is_full else 235 << depth - 8
    above = np.clip(codes.astype(np.int64), black, white) - black
    span = white - black
    return (2 * above * most + span) // (2 * span)
