# SPDX-License-Identifier: MIT
"""What ExifTool says of files."""
import collections
import json
import subprocess


def run(paths, *options):
    names = "\n".join(paths).encode()
    return subprocess.run(["exiftool", *options, "-@", "-"],
                          input=names, capture_output=True, timeout=36000,
                          check=False).stdout


def tags_of(paths, *asked_for):
    """Tags and values by file, bytes in base64; some only come if asked for."""
    out = run(paths, "-q", "-q", "-j", "-b", "-a", "-G1", "-all", *asked_for)
    return {tags["SourceFile"]: tags for tags in json.loads(out or "[]")}


def warnings_of(paths):
    """Sets of what its validation says, by file."""
    warnings = collections.defaultdict(set)
    path = None
    out = run(paths, "-validate", "-warning", "-error", "-a", "-s")
    for line in out.decode(errors="replace").splitlines():
        if line.startswith("======== "):
            path = line[9:]
            continue
        name, _, text = line.partition(":")
        if name.strip() in ("Warning", "Error"):
            warnings[path or paths[0]].add(text.strip())
    return warnings
