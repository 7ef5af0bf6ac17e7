#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Kill runs at random instants, and see what they leave.

usage: kill_rounds.py GRAYMILL ROUNDS [SEED]

In each round a run is sent SIGKILL, SIGTERM or SIGINT, once or twice, to its
driver, a worker, all workers or all processes; in some, another run is at the
same files.  It must end in time by what it was sent, leave no process, and
under each final name what was there before or the right new bytes.  Then the
same run must come to the bytes of one that nobody disturbed, and leave no
stage.  Instants differ from run to run; all else follows from SEED.
"""
import ctypes
import dataclasses
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "pixels"))

import kill_fixture  # noqa: E402
import refuse  # noqa: E402
from tap import Tap  # noqa: E402

# A run that takes longer hangs, however slow the machine.
LIMIT_S = 600

PR_SET_CHILD_SUBREAPER = 36

# The leak checker has a process of its own below the driver, which would wait
# for ever for the end of its work when that is taken for a worker.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": ":".join(
    [*filter(None, [os.environ.get("ASAN_OPTIONS")]), "detect_leaks=0"])}

TARGETS = ["driver", "driver", "worker", "workers", "all"]
STOPPING = [signal.SIGTERM, signal.SIGINT]


@dataclasses.dataclass
class Blow:
    """A signal, this many seconds after the one before."""
    after_s: float
    target: str
    number: signal.Signals
    which: float               # of the workers

    def __str__(self):
        return f"{self.number.name} to {self.target} " \
               f"after {self.after_s * 1000:.1f} ms"


@dataclasses.dataclass
class Case:
    """What a round is to do."""
    layout: kill_fixture.Layout
    n_workers: int
    refused: list
    old: list                  # the outputs that exist already
    has_bystander: bool
    blows: list
    next_options: list         # of the run that is not disturbed

    def __str__(self):
        text = f"{self.layout.name}, -j {self.n_workers}"
        if self.refused:
            text += f", no {self.refused[0]}"
        text += f", {len(self.old)} old"
        if self.has_bystander:
            text += ", two runs"
        return "; ".join([text, *map(str, self.blows)])


def choose_blow(place, span_s):
    target = place.choice(TARGETS)
    # Workers ignore the others.
    share = 0.8 if target.startswith("worker") else 0.5
    return Blow(after_s=place.random() * span_s, target=target,
                number=signal.SIGKILL if place.random() < share else
                place.choice(STOPPING), which=place.random())


def choose(place, layouts):
    layout = place.choices(layouts, [2, 1, 1, 1])[0]
    share = place.choice([0, 0.5, 1])
    case = Case(layout=layout, n_workers=place.choice([2, 4]),
                refused=["tmpfile"] if place.random() < 0.4 and
                refuse.is_possible() else [],
                old=[path for path in layout.outputs
                     if layout.replaces or place.random() < share],
                has_bystander=not layout.replaces and
                place.random() < 0.15,
                blows=[choose_blow(place, layout.seconds * 1.1)],
                next_options=[])
    if place.random() < 0.4:
        case.blows.append(choose_blow(place, place.choice(
            [0, layout.seconds / 4])))
    if not case.old and place.random() < 0.5:
        case.next_options.append("--skip-existing")
    return case


def start(graymill, case, folder, options=()):
    def prepare():
        # Who ignores one of them has children that do.
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        if case.refused:
            refuse.refuse(case.refused)

    # No pipe: its end would be waited for as long as an orphan holds it.
    errors = tempfile.TemporaryFile()
    run = subprocess.Popen(
        [graymill, "-j", str(case.n_workers), *options,
         *case.layout.arguments],
        cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors, start_new_session=True, preexec_fn=prepare)
    return run, errors


def workers_of(driver):
    try:
        with open(f"/proc/{driver}/task/{driver}/children",
                  encoding="ascii") as file:
            return [int(pid) for pid in file.read().split()]
    except FileNotFoundError:
        return []


def strike(blow, run):
    """True when the signal went to the driver."""
    time.sleep(blow.after_s)
    # Not waited for yet, so these are its processes and no others.
    pids = workers_of(run.pid)
    if blow.target == "driver":
        pids = [run.pid]
    elif blow.target == "worker" and pids:
        pids = [pids[int(blow.which * len(pids))]]
    elif blow.target == "all":
        # At once, as a terminal does it.
        os.killpg(run.pid, blow.number)
        return True
    for pid in pids:
        try:
            os.kill(pid, blow.number)
        except ProcessLookupError:
            pass
    return blow.target == "driver"


def outcome(run, errors):
    """The end of a run as a text, "" when it ends with status 0."""
    with errors:
        try:
            run.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            return "hangs"
        errors.seek(0)
        text = errors.read().decode(errors="replace").strip()
    if run.returncode == 0 and not text:
        return ""
    return f"ended with {run.returncode}: {text or 'no error'}"


def orphans():
    """Wait for whatever is left of all runs, which the kernel kills when
    their driver is dead; the pids that do not end."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return []
    left = workers_of(os.getpid())
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return left


def fits(run, blows, to_driver):
    """Whether a run may end so when that was sent."""
    if run.returncode == 1:
        return any(blow.number == signal.SIGKILL and blow.target != "driver"
                   for blow in blows)
    return run.returncode == 0 or -run.returncode in to_driver


def disturb(graymill, case, folder):
    """Start a run and strike it; its problems and its status."""
    run, errors = start(graymill, case, folder)
    other = start(graymill, case, folder) if case.has_bystander else None
    to_driver = [blow.number for blow in case.blows if strike(blow, run)]
    end = outcome(run, errors)
    problems = []
    if end == "hangs" or not fits(run, case.blows, to_driver):
        problems.append(end)
    if other:
        end = outcome(*other)
        if end:
            problems.append(f"the other run {end}")
    left = orphans()
    if left:
        problems.append(f"processes are left: {left}")
    return problems, run.returncode


def play(graymill, case, pictures, folder):
    """A round: its problems, the status, and how many stages it left."""
    kill_fixture.stage(pictures, folder)
    inputs = kill_fixture.files_below(folder)
    if case.layout.replaces:
        old = {path: inputs.pop(path) for path in case.old}
    else:
        old = kill_fixture.put_old(folder, case.old)
    problems, status = disturb(graymill, case, folder)
    wrong, n_stages = kill_fixture.difference(
        case.layout, folder, inputs, old,
        status != 0 and not case.has_bystander)
    problems += wrong
    if n_stages > 0 and status != -signal.SIGKILL:
        problems.append(f"{n_stages} stages are left by a run "
                        f"that ended with {status}")
    end = outcome(*start(graymill, case, folder, case.next_options))
    if end:
        problems.append(f"the next run {end}")
    wrong, n_left = kill_fixture.difference(case.layout, folder, inputs, old,
                                            False)
    problems += [f"after the next run, {text}" for text in wrong]
    if n_left > 0:
        problems.append(f"{n_left} stages outlive the next run")
    return problems, status, n_stages


def learn(graymill, layout, pictures, folder):
    """What a run that nobody disturbs writes, and how long it takes."""
    kill_fixture.stage(pictures, folder)
    inputs = kill_fixture.files_below(folder)
    case = Case(layout, 2, [], [], False, [], [])
    began = time.monotonic()
    end = outcome(*start(graymill, case, folder))
    layout.seconds = time.monotonic() - began
    if end:
        sys.exit(f"kill_rounds.py: an undisturbed run {end}")
    layout.outputs = {
        path: data for path, data in kill_fixture.files_below(folder).items()
        if inputs.get(path) != data}


def main():
    graymill = os.path.abspath(sys.argv[1])
    n_rounds = int(sys.argv[2])
    seed = sys.argv[3] if len(sys.argv) > 3 else str(time.time_ns() % 10**6)
    tap = Tap()
    # Else nobody would know of the workers of a dead driver.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    tap.note(f"seed {seed}")
    n_killed = n_swept = 0
    with tempfile.TemporaryDirectory(prefix="graymill-kills-") as work:
        pictures = os.path.join(work, "pictures")
        kill_fixture.make_pictures(pictures)
        before = kill_fixture.files_below(pictures)
        layouts = kill_fixture.layouts(pictures)
        for layout in layouts:
            with tempfile.TemporaryDirectory(dir=work) as folder:
                learn(graymill, layout, pictures, folder)
            tap.note(f"{layout.name}: {len(layout.outputs)} files in "
                     f"{layout.seconds * 1000:.0f} ms")
        for round_i in range(n_rounds):
            case = choose(random.Random(f"{seed} {round_i}"), layouts)
            with tempfile.TemporaryDirectory(dir=work) as folder:
                problems, status, n_left = play(graymill, case, pictures,
                                                folder)
            n_killed += status < 0
            n_swept += n_left
            tap.ok(not problems, f"seed {seed}, round {round_i}: {case}",
                   "\n".join(problems))
        tap.ok(kill_fixture.files_below(pictures) == before,
               "all inputs are as they were")
    tap.note(f"{n_killed} of {n_rounds} runs ended by a signal; "
             f"{n_swept} stages were left, and swept")
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
