#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time graymill and its peers on the same files, in turn.

usage: pair.py [--rounds N] [--workers N] [--peers NAME,...] [--peak PEAK]
               GRAYMILL NAME=FOLDER...

The pictures of a folder are converted apart by format, WebP as lossy and
lossless, and the JPEG ones once more as baseline and progressive.  In each
round graymill and a peer convert a set once, first one leading and then the
other, after a round that does not count.  For each peer: the median seconds of
both, the median of the ratios round by round with the least and the largest,
and the bytes each wrote; where both try their best, also how many of our files
are larger than its.  With PEAK, the program that peak.c makes, also the memory
for the largest file.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import folders
from peers import ONE_THREAD, PEERS, Command, Job


def nbytes_below(folder):
    return sum(os.path.getsize(os.path.join(top, name))
               for top, _, names in os.walk(folder) for name in names)


def larger_than(ours, theirs):
    """How many files of ours are larger, and of how many."""
    sizes = [{entry.name.removeprefix("processed_"): entry.stat().st_size
              for entry in os.scandir(folder)} for folder in (ours, theirs)]
    return (sum(size > sizes[1].get(name, 0)
                for name, size in sizes[0].items()), len(sizes[0]))


def graymill_command(binary, options, job):
    return Command([binary, *options, "-j", str(job.n_workers), "-o", job.out,
                    job.folder])


def timed(command, out):
    """Seconds and exit status.  What the last run wrote is put aside, for
    ext4 is slow to make files where some were just removed."""
    os.makedirs(out, exist_ok=True)
    os.rename(out, os.path.join(tempfile.mkdtemp(dir=os.path.dirname(out)),
                                "aside"))
    os.makedirs(out)
    began = time.perf_counter()
    run = subprocess.run(command.argv, input=command.stdin, check=False,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         env={**os.environ, **ONE_THREAD})
    return time.perf_counter() - began, run.returncode


def compare(peer, links, args, scratch):
    """The row of a peer."""
    jobs = [Job(links, os.path.join(scratch, "out", which), args.workers)
            for which in ("graymill", "peer")]
    commands = [graymill_command(args.graymill, peer.options, jobs[0]),
                peer.command(jobs[1])]
    seconds = [[], []]
    statuses = [0, 0]
    for round_i in range(args.rounds + 1):
        for which in (0, 1) if round_i % 2 == 0 else (1, 0):
            spent, status = timed(commands[which], jobs[which].out)
            statuses[which] = statuses[which] or status
            if round_i > 0:
                seconds[which].append(spent)
    ratios = [theirs / ours for ours, theirs in zip(*seconds)]
    row = (f"  {peer.name:18}  {statistics.median(seconds[0]):7.3f} s "
           f"{statistics.median(seconds[1]):7.3f} s "
           f"{statistics.median(ratios):6.2f} "
           f"({min(ratios):.2f}-{max(ratios):.2f})".ljust(60))
    row += "".join(f" {nbytes_below(job.out):>11}" for job in jobs)
    if peer.options:
        row += "  (%d of %d files larger)" % larger_than(
            *(job.out for job in jobs))
    for who, status in zip(("graymill", peer.name), statuses):
        if status:
            row += f"  ({who} ended with {status})"
    shutil.rmtree(os.path.join(scratch, "out"))
    return row


def tell_peak(links, args, scratch):
    """The most memory of a process, for the largest file of the set."""
    largest = max(Job(links, "", 1).files, key=os.path.getsize)
    out = os.path.join(scratch, "out", "peak")

    def peak_kib(*arguments):
        run = subprocess.run([args.peak, args.graymill, *arguments],
                             check=True, stdout=subprocess.PIPE)
        return int(run.stdout)

    peak = peak_kib("-q", "-j1", "-o", out, largest)
    aim = (os.path.getsize(largest) + nbytes_below(out)) / 1024 + 2048
    print(f"  memory: {peak} KiB for {os.path.basename(largest)}, "
          f"{'within' if peak <= aim else 'over'} the {aim:.0f} of input, "
          f"output and 2 MiB; --version alone {peak_kib('--version')}")
    shutil.rmtree(out)


def why_left_out(peer, has_option):
    if not peer.is_installed():
        return "not installed"
    missing = [o for o in peer.options if not has_option(o)]
    return f"graymill has no {missing[0]}" if missing else None


def report(title, picture_format, links, args, scratch):
    files = Job(links, "", 1).files
    print(f"{title}: {len(files)} files, "
          f"{sum(map(os.path.getsize, files)) / 1e6:.1f} MB, "
          f"{args.workers} workers, {args.rounds} rounds")
    print(f"  {'against':18} {'graymill':>9} {'peer':>10}  {'ratio':>6}"
          .ljust(60) + f" {'our bytes':>11} {'its bytes':>11}")
    help_text = subprocess.run([args.graymill, "--help"], check=True,
                               stdout=subprocess.PIPE).stdout.decode()
    for peer in PEERS:
        if picture_format not in peer.formats.split() or \
                (args.peers and peer.name not in args.peers.split(",")):
            continue
        reason = why_left_out(peer, lambda o: o.split("=")[0] in help_text)
        print(f"  {peer.name:18} left out: {reason}" if reason else
              compare(peer, links, args, scratch), flush=True)
    if args.peak:
        tell_peak(links, args, scratch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--peers", help="only these, with commas between")
    parser.add_argument("--peak", help="the program that peak.c makes")
    parser.add_argument("graymill")
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for item in args.folders:
            name, folder = item.split("=", 1)
            for found in folders.sets(name, folder, scratch):
                report(*found, args, scratch)


if __name__ == "__main__":
    main()
