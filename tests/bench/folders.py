# SPDX-License-Identifier: MIT
"""The pictures of a folder, in sets of one kind: folders of links to them."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "pixels"))

import jpeg_header  # noqa: E402
import webp_parts  # noqa: E402

EXTENSIONS = {"jpeg": (".jpg", ".jpeg"), "png": (".png",), "gif": (".gif",),
              "lossy-webp": (".webp",), "lossless-webp": (".webp",)}


def format_of(path):
    with open(path, "rb") as file:
        head = file.read(4)
    if head.startswith(jpeg_header.SOI):
        return "jpeg"
    if head == b"RIFF" and webp_parts.is_webp(path):
        kinds = {frame.kind for frame in webp_parts.frames(path)}
        return "lossy-webp" if b"VP8 " in kinds else "lossless-webp"
    return {b"\x89PNG": "png", b"GIF8": "gif"}.get(head)


def link(paths, picture_format, folder):
    """Links with names by which a scan of the folder finds them."""
    os.makedirs(folder)
    for path in paths:
        name = os.path.basename(path)
        if not name.lower().endswith(EXTENSIONS[picture_format]):
            name += EXTENSIONS[picture_format][0]
        os.symlink(os.path.abspath(path), os.path.join(folder, name))


def subsets(picture_format, paths):
    """All of them, and apart what another way is taken for."""
    yield "all", paths
    if picture_format != "jpeg":
        return
    processes = {path: jpeg_header.read(path).process for path in paths}
    for process in ("baseline", "progressive"):
        chosen = [path for path in paths if processes[path] == process]
        if chosen and len(chosen) < len(paths):
            yield process, chosen


def sets(name, folder, scratch):
    """Title, format and folder of links, for each set of pictures."""
    files = sorted(entry.path for entry in os.scandir(folder)
                   if entry.is_file())
    formats = {path: format_of(path) for path in files}
    for picture_format in EXTENSIONS:
        paths = [path for path in files if formats[path] == picture_format]
        for subset, chosen in subsets(picture_format, paths):
            if chosen:
                links = os.path.join(scratch, name, picture_format, subset)
                link(chosen, picture_format, links)
                yield f"{name}, {picture_format}, {subset}", \
                    picture_format, links
