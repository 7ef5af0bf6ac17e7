#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Kill runs at random instants, and go on by their reports until all is done.

usage: resume_rounds.py GRAYMILL KILLS [SEED]

A run is sent SIGKILL: its driver, a worker, all workers or all processes.  The
next one goes on by what the reports so far say, and is killed, too, until one
comes to its end.  Some series have one report, which is gone on with, and some
one for each run.  Then it begins anew, until so many kills have struck.

Whatever is killed when, each line of a report but the last is a record as the
schema has it, and says of a converted picture only what is so; of all records
exactly one says of a picture that it was converted: a picture of which one says
so is not converted again, and its copy stays the very file that it was.  At the
end each copy has the right bytes, and there is nothing else.
"""
import base64
import ctypes
import dataclasses
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "..", "pixels"),
                os.path.join(HERE, "..", "cli")]

import kill_fixture  # noqa: E402
import kill_rounds  # noqa: E402
import report_valid  # noqa: E402
from tap import Tap  # noqa: E402

DATA = os.path.join(HERE, "..", "data")
SMALL = ["colour.png", "colour.jpg", "colour.ppm", "palette.png"]
# In each of the folders; one is no UTF-8, and one JSON must escape.
FOLDERS = ["", "sub", "sub/deep"]
NAMES = ["two words", "\u00e4\u20ac", 'a "quoted"\n\\name',
         os.fsdecode(b"\xff\xfe"), *map(str, range(8))]
# Kills in a row, if they strike.
LEAST_KILLS, MOST_KILLS = 3, 9


def make_pictures(folder):
    """Many small pictures, and one in the midst that takes longer."""
    for below in FOLDERS:
        top = os.path.join(folder, below)
        os.makedirs(top, exist_ok=True)
        for source in SMALL:
            for name in NAMES:
                shutil.copy(os.path.join(DATA, source),
                            os.path.join(top, f"{name} {source}"))
    name, data = next(kill_fixture.large_pictures())
    with open(os.path.join(folder, "sub", name), "wb") as file:
        file.write(data)


@dataclasses.dataclass
class Series:
    """Runs that go on where the one before was killed."""
    folder: str
    layout: kill_fixture.Layout
    validator: object
    is_one_report: bool
    reports: list = dataclasses.field(default_factory=list)
    n_kills: int = 0
    # Of each picture that a record says is converted, its copy.
    done: dict = dataclasses.field(default_factory=dict)
    seen: set = None           # lines of any series that the schema lets pass
    n_again: int = 0           # converted once more, for no record said so
    problems: list = dataclasses.field(default_factory=list)
    said: str = ""             # what was done to it

    def blame(self, text):
        self.problems.append(f"run {len(self.reports)}: {text}")


def begin_report(series):
    """The options of the next run, and what its report has before it."""
    if not (series.is_one_report and series.reports):
        series.reports.append(f"report{len(series.reports)}")
    report = series.reports[-1]
    if series.is_one_report:
        return [f"--report={report}", f"--resume={report}"]
    earlier = [path for path in series.reports[:-1]
               if os.path.exists(os.path.join(series.folder, path))]
    return [f"--report={report}", *(f"--resume={path}" for path in earlier)]


def read_report(series):
    """The bytes of the last report."""
    try:
        with open(os.path.join(series.folder, series.reports[-1]),
                  "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def path_of(record, field):
    if field + "_b64" in record:
        return os.fsdecode(base64.b64decode(record[field + "_b64"]))
    return record[field]


def identity(series, path):
    """Which file it is, as it is; None where there is none."""
    try:
        info = os.stat(os.path.join(series.folder, path))
    except FileNotFoundError:
        return None
    return info.st_dev, info.st_ino, info.st_mtime_ns, info.st_size


def is_right(series, output):
    try:
        with open(os.path.join(series.folder, output), "rb") as file:
            return file.read() == series.layout.outputs.get(output)
    except FileNotFoundError:
        return False


def take_record(series, record):
    """What it says must be so."""
    if record["record"] != "picture":
        return
    path, output = path_of(record, "path"), path_of(record, "output")
    if record["status"] == "converted":
        if path in series.done:
            series.blame(f"{path!r} was converted again")
        series.done[path] = output
        if not is_right(series, output):
            series.blame(f"{output!r} is not what it should be")
    elif record["status"] == "skipped":
        if record.get("code") != "done" or path not in series.done:
            series.blame(f"{path!r} was skipped: {record.get('code')}")
    elif record.get("code") not in ("crash", None):
        series.blame(f"{path!r}: {record.get('reason')}")


def take_report(series, text, n_before, was_killed):
    """What a run has appended to its report, which had that many bytes."""
    lines = text[n_before:].split(b"\n")
    if n_before > 0 and text[n_before - 1:n_before] != b"\n":
        # The end of the line that was cut.
        if lines.pop(0):
            series.blame("went on in a line that was cut")
    if lines and lines[-1] and not was_killed:
        series.blame(f"a line without its end: {lines[-1]}")
    kinds = []
    for line in lines[:-1]:
        try:
            record = json.loads(line)
            if line not in series.seen:
                series.validator.validate(record)
                series.seen.add(line)
        except Exception as wrong:  # whatever a library says
            series.blame(f"{line}: {wrong}")
            continue
        kinds.append(record["record"])
        take_record(series, record)
    if kinds and (kinds[0] != "run" or kinds.count("run") > 1):
        series.blame(f"the records are {kinds}")
    if not was_killed and (kinds[-1:] != ["end"] or len(kinds) !=
                           2 + len(series.layout.outputs)):
        series.blame(f"a report of {len(kinds)} records, without its end")


def do_run(graymill, series, n_workers, blow):
    """A run; true where it was to be killed, and has not come to its end."""
    options = begin_report(series)
    before = read_report(series)
    stood = {output: identity(series, output)
             for output in series.done.values()}
    outputs = set(kill_fixture.files_below(
        os.path.join(series.folder, "out")))
    case = kill_rounds.Case(series.layout, n_workers, [], [], False, [], [])
    run, errors = kill_rounds.start(graymill, case, series.folder, options)
    if blow:
        kill_rounds.strike(blow, run)
    end = kill_rounds.outcome(run, errors)
    left = kill_rounds.orphans()
    was_killed = run.returncode == -signal.SIGKILL
    if left:
        series.blame(f"processes are left: {left}")
    if end == "hangs" or not (was_killed or run.returncode in
                              ([0, 1] if blow else [0])):
        series.blame(end)
    take_report(series, read_report(series), len(before), was_killed)
    for output, was in stood.items():
        if identity(series, output) != was:
            series.blame(f"{output!r} was made again")
    series.n_again += count_again(series, stood, outputs)
    return was_killed or run.returncode == 1


def count_again(series, stood, outputs):
    """Copies that were there, without a record, and now have one."""
    return sum(output not in stood and
               os.path.relpath(output, "out") in outputs
               for output in series.done.values())


def check_end(series):
    """All is done, and there is nothing else."""
    if set(series.done.values()) != set(series.layout.outputs):
        series.blame(f"{len(series.done)} of {len(series.layout.outputs)} "
                     "copies are told of")
    found = kill_fixture.files_below(os.path.join(series.folder, "out"))
    right = {os.path.relpath(path, "out"): data
             for path, data in series.layout.outputs.items()}
    if found != right:
        series.blame(f"{len(found)} files of {len(right)}, or other bytes")
    if kill_fixture.stages_below(series.folder) > 0:
        series.blame("a stage is left")


def play(graymill, series, place):
    """Kill and go on until a run comes to its end; then once more, where
    nothing is left to do."""
    kills = place.randint(LEAST_KILLS, MOST_KILLS)
    for _ in range(kills):
        # What is done before a picture takes as long however many are left.
        left = 1 - len(series.done) / len(series.layout.outputs)
        span_s = series.layout.seconds * (0.5 + 0.6 * left)
        blow = kill_rounds.Blow(
            after_s=place.random() * span_s, target=place.choice(kill_rounds.TARGETS),
            number=signal.SIGKILL, which=place.random())
        series.said += f"; {blow}"
        struck = do_run(graymill, series, place.choice([1, 2, 4]), blow)
        series.n_kills += struck
        # However fast the machine is by now, half of them are to strike.
        series.layout.seconds *= 1.1 if struck else 0.9
    for _ in range(2):
        do_run(graymill, series, 2, None)
        check_end(series)


def learn(graymill, pictures, work):
    """What all this is to come to."""
    layout = kill_fixture.Layout("-o", ["-r", "-o", "out", "in"])
    with tempfile.TemporaryDirectory(dir=work) as folder:
        kill_rounds.learn(graymill, layout, pictures, folder)
    return layout


def main():
    graymill = os.path.abspath(sys.argv[1])
    n_wanted = int(sys.argv[2])
    seed = sys.argv[3] if len(sys.argv) > 3 else str(time.time_ns() % 10**6)
    tap = Tap()
    # Else nobody would know of the workers of a dead driver.
    ctypes.CDLL(None).prctl(kill_rounds.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    validator = report_valid.make_validator()
    tap.note(f"seed {seed}")
    n_kills = n_series = n_again = 0
    seen = set()
    with tempfile.TemporaryDirectory(prefix="graymill-resume-") as work:
        pictures = os.path.join(work, "pictures")
        make_pictures(pictures)
        layout = learn(graymill, pictures, work)
        tap.note(f"{len(layout.outputs)} files in "
                 f"{layout.seconds * 1000:.0f} ms")
        while n_kills < n_wanted:
            place = random.Random(f"{seed} {n_series}")
            with tempfile.TemporaryDirectory(dir=work) as folder:
                kill_fixture.stage(pictures, folder)
                series = Series(folder, layout, validator,
                                place.random() < 0.5, seen=seen)
                play(graymill, series, place)
            kind = "one report" if series.is_one_report else "reports"
            tap.ok(not series.problems, f"seed {seed}, series {n_series}, "
                   f"{kind}{series.said}", "\n".join(series.problems))
            n_series += 1
            n_kills += series.n_kills
            n_again += series.n_again
    tap.note(f"{n_kills} runs were cut short and gone on with; {n_again} "
             "copies had their name, but no record yet, and were made again")
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
