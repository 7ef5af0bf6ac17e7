# SPDX-License-Identifier: MIT
"""Decoders of WebP, as others have them: dwebp, and ffmpeg, whose VP8 is not
libwebp's."""
import concurrent.futures
import os
import subprocess

import numpy as np

# So many files take part in a run of ffmpeg.
N_AT_ONCE = 24


def read(path):
    """Its bytes; none when it was not made."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def planes(data, size):
    """Y, U, V, and alpha or nothing."""
    width, height = size
    n_luma, n_chroma = width * height, ((width + 1) // 2) * ((height + 1) // 2)
    return np.split(np.frombuffer(data, np.uint8), [
        n_luma, n_luma + n_chroma, n_luma + 2 * n_chroma])


def by_dwebp(paths, folder):
    """Files of planes."""
    def decode(path):
        out = os.path.join(folder, os.path.basename(path) + ".yuv")
        subprocess.run(["dwebp", "-quiet", path, "-yuv", "-o", out],
                       stdin=subprocess.DEVNULL, check=False, timeout=3600)
        return out

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(decode, paths))


def by_ffmpeg(paths, folder):
    outs = [os.path.join(folder, os.path.basename(path) + ".ffmpeg")
            for path in paths]
    for first in range(0, len(paths), N_AT_ONCE):
        part = slice(first, first + N_AT_ONCE)
        inputs = [["-threads", "1", "-i", path] for path in paths[part]]
        outputs = [["-map", f"{i}:v", "-f", "rawvideo", out]
                   for i, out in enumerate(outs[part])]
        subprocess.run(["ffmpeg", "-v", "error", *sum(inputs + outputs, [])],
                       stdin=subprocess.DEVNULL, check=False, timeout=3600)
    return outs


def pam(path):
    """RGBA by libwebp."""
    run = subprocess.run(["dwebp", "-quiet", path, "-pam", "-o", "-"],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         check=True, timeout=3600)
    head, _, samples = run.stdout.partition(b"ENDHDR\n")
    fields = dict(line.split() for line in head.split(b"\n")[1:-1])
    return np.frombuffer(samples, np.uint8).reshape(
        int(fields[b"HEIGHT"]), int(fields[b"WIDTH"]), 4)
