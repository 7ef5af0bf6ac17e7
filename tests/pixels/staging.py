# SPDX-License-Identifier: MIT
"""Pictures of the corpus, and what graymill says of each."""
import collections
import dataclasses
import os
import re
import subprocess

FOLDERS = ("photos", "odd", "bad")
WARNING = re.compile(r"graymill: (?P<input>.*): warning: (?P<text>.*)$")
LINE = re.compile(r"^(?P<input>.*?)(?: -> (?P<out>.*) \(\w+ \d+x\d+"
                  r"(?:, (?P<way>direct|coefficients|pixels))?, [^()]*\)"
                  r"|: (?:failed|skipped): (?P<text>.*))$")
DEATHS = re.compile(r"worker (killed|exited)|timed out")


@dataclasses.dataclass
class Picture:
    name: str            # below the corpus
    path: str            # a link that tells all names apart
    way: str = "untold"  # direct, coefficients, pixels or refused
    out: str = None
    text: str = None     # why it was refused
    warning: str = None  # what was said of it though it was converted

    @property
    def folder(self):
        return self.name.split(os.sep)[0]


def stage(corpus, folder, is_wanted):
    """Links to all pictures that are wanted, in a new folder."""
    os.mkdir(folder)
    pictures = []
    for part in FOLDERS:
        for top, folders, names in os.walk(os.path.join(corpus, part)):
            folders.sort()
            for path in (os.path.join(top, name) for name in sorted(names)):
                if not is_wanted(path):
                    continue
                name = os.path.relpath(path, corpus)
                link = os.path.join(folder, name.replace(os.sep, "+"))
                os.symlink(os.path.abspath(path), link)
                pictures.append(Picture(name, link))
    return pictures


def convert(binary, pictures, out, *options):
    """Fill in what became of each; its exit status and stderr."""
    run = subprocess.run([binary, "-v", "--timeout=3600", *options, "-o", out,
                          *(picture.path for picture in pictures)],
                         stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=36000, check=False)
    by_path = {picture.path: picture for picture in pictures}
    for line in run.stdout.decode(errors="replace").splitlines()[:-1]:
        match = LINE.match(line)
        assert match, line
        picture = by_path.pop(match["input"])
        picture.out, picture.text = match["out"], match["text"]
        picture.way = match["way"] or ("untold" if match["out"] else "refused")
    assert not by_path, f"nothing was said of {list(by_path)}"
    by_path = {picture.path: picture for picture in pictures}
    for line in run.stderr.decode(errors="replace").splitlines():
        match = WARNING.match(line)
        if match and match["input"] in by_path:
            by_path[match["input"]].warning = match["text"]
    return run


def check_run(tap, pictures, run, out):
    deaths = [f"{p.name}: {p.text}" for p in pictures
              if p.text and DEATHS.search(p.text)]
    tap.ok(run.returncode in {0, 1} and not deaths, "no worker dies",
           "\n".join(deaths) or f"status {run.returncode}")
    there = {os.path.join(out, name) for name in os.listdir(out)}
    told = {picture.out for picture in pictures if picture.out}
    tap.ok(there == told, "outputs are what was said and no more",
           " ".join(sorted(there ^ told)))
    complaints = [line for line in run.stderr.decode(
        errors="replace").splitlines() if not line.startswith("graymill: ")]
    tap.ok(not complaints, "each complaint is a line with a name",
           "\n".join(complaints))


def tell_ways(tap, pictures, all_ways):
    """A line for each folder: how many went which way."""
    for folder in FOLDERS:
        ways = collections.Counter(
            p.way for p in pictures if p.folder == folder)
        tap.note(f"{folder:7}" + "".join(
            f" {ways[way]:4} {way}" for way in (*all_ways, "untold", "refused")
            if ways[way] or way != "untold"))
