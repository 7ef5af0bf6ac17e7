# SPDX-License-Identifier: MIT
"""Programs that make gray PNGs, for the bytes they write."""
import os
import shutil
import subprocess
import warnings

os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(1 << 30)

import cv2  # noqa: E402

warnings.filterwarnings("ignore")


def ancestor(path, out):
    picture = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2GRAY)
    return cv2.imwrite(out, picture)


def vips(path, out):
    return is_done("vips", "colourspace", path, out, "b-w")


def imagemagick(path, out):
    return is_done("mogrify", "-path", os.path.dirname(out), "-colorspace",
                   "Gray", path)


def is_done(program, *arguments):
    if shutil.which(program) is None:
        return False
    subprocess.run([program, *arguments], stdin=subprocess.DEVNULL,
                   timeout=3600, check=True)
    return True


def all_bytes(peer, paths, folder):
    """Bytes of each output; None when the peer is not installed."""
    os.makedirs(folder, exist_ok=True)
    sizes = []
    for path in paths:
        out = os.path.join(folder, os.path.basename(path))
        if not peer(path, out):
            return None
        sizes.append(os.path.getsize(out))
        os.remove(out)
    return sizes
