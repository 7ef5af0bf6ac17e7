#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a run of very many files over very many nodes comes to, on paper.

usage: model.py [OPTION...] FOLDER

The sizes of the files below FOLDER stand for all sizes there are: N of them
are drawn, as they are and with a heavy tail (Pareto, fitted to the largest
tenth, up to 4 GiB), and given to shards as src/plan/shard.c does it; of more
than ten million files the hash is taken for an even one.  What a picture costs
in calls and in bytes of a report is counted over a real run of the program.
All else follows from what is assumed, which is printed, too.

  --graymill=BIN  the program; without it nothing is counted
  --report=F      that of a run over FOLDER: sizes are those of its pictures,
                  and how long each took is given to the shards, too
  --files=N       1e6
  --nodes=N       32
  --seed=N        1
  --check         compare the shards of the program with those here, as TAP
"""
import argparse
import collections
import heapq
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "pixels"))

from tap import Tap  # noqa: E402

PICTURE = os.path.join(HERE, "..", "data", "colour.png")
PAGE = os.path.join(HERE, "..", "..", "man", "graymill.1")

# FNV-1a of 64 bits.
BASIS, PRIME = 14695981039346656037, 1099511628211

# Most files whose paths are hashed, and most that are sorted.
MOST_HASHED = 10**7
MOST_SORTED = 2 * 10**6

# Of a file, where the tail ends.
MOST_BYTES = 4 * 2**30

# Assumed: how long a server takes to tell of a file when it is asked for one
# after the other, what it answers in all, how many files a folder has, how
# many workers a node, how long a picture takes one of them, and how long a
# node lives.
STAT_S = 0.3e-3
SERVER_PER_S = 100_000
FILES_IN_FOLDER = 1000
WORKERS = 32
PICTURE_S = 20e-3
NODE_LIFE_H = 50_000
RECORD_BYTES, NAME_BYTES = 90, 20     # of memory, see LIMITS in the man page

# Of a program that is traced, what asks the file system about a name, or
# changes one, and what reads or writes.
NAME_CALLS = {"openat", "newfstatat", "fstatat64", "statx", "renameat",
              "renameat2", "unlinkat", "mkdirat", "linkat", "fgetxattr",
              "faccessat", "faccessat2"}
DATA_CALLS = {"read", "write", "pread64", "close"}


def fnv(path):
    number = BASIS
    for byte in path:
        number = (number ^ byte) * PRIME % 2**64
    return number


def fnv_of_numbers(numbers):
    """The same of the paths that these numbers have, at once."""
    numbers = np.asarray(numbers, np.uint64)
    hashes = np.full(len(numbers), BASIS, np.uint64)
    for place in range(12, -1, -1):
        bytes_ = numbers // np.uint64(10)**np.uint64(place) % np.uint64(10)
        hashes = (hashes ^ (bytes_ + np.uint64(48))) * np.uint64(PRIME)
        if place in {9, 6, 3}:
            hashes = (hashes ^ np.uint64(ord("/"))) * np.uint64(PRIME)
    for byte in b".jpg":
        hashes = (hashes ^ np.uint64(byte)) * np.uint64(PRIME)
    return hashes


def path_of_number(number):
    digits = f"{number:013d}"
    return f"{digits[:4]}/{digits[4:7]}/{digits[7:10]}/{digits[10:]}.jpg"


def by_size(shares, n_shards):
    """The shard of each of (path, size), the largest first to the lightest."""
    loads = [(0, shard) for shard in range(n_shards)]
    shards = {}
    for path, nbytes in sorted(shares, key=lambda share: (
            -share[1], share[0].rpartition(b"/")[0], share[0])):
        load, shard = loads[0]
        shards[path] = shard
        heapq.heapreplace(loads, (load + nbytes + 1, shard))
    return shards


def shards_by_size(sizes, n_shards):
    """The same of sizes alone; of one size the order does not matter."""
    loads = [(0, shard) for shard in range(n_shards)]
    shards = np.empty(len(sizes), np.int32)
    for i in np.argsort(-sizes, kind="stable"):
        load, shard = loads[0]
        shards[i] = shard
        heapq.heapreplace(loads, (load + int(sizes[i]) + 1, shard))
    return shards


def sizes_below(folder):
    return [(os.lstat(os.path.join(top, name)).st_size, 0)
            for top, _, names in os.walk(folder) for name in names]


def sizes_of(report):
    """With the seconds that each picture took."""
    with open(report, encoding="utf-8", errors="replace") as file:
        records = map(json.loads, file)
        return [(record["bytes_in"], record["wall_ms"] / 1000)
                for record in records if record["record"] == "picture" and
                record["status"] == "converted"]


class Seen:
    """What was seen of files; with is_heavy, the sizes of the largest tenth
    are those of a tail that goes on."""

    def __init__(self, pairs, is_heavy=False):
        pairs = np.array(sorted(pairs), float)
        self.sizes, self.times = pairs[:, 0], pairs[:, 1]
        n_tail = -(-len(pairs) // 10) if is_heavy else 0
        self.n_body = len(pairs) - n_tail
        self.least = max(self.sizes[max(self.n_body - 1, 0)], 1)
        # Hill's estimate.
        logs = np.log(self.sizes[self.n_body:] / self.least)
        self.alpha = 1 / logs.mean() if logs.any() else np.inf

    def tail(self, place, n):
        end = 1 - (self.least / MOST_BYTES)**self.alpha
        return np.floor(self.least * (1 - place.random(n) * end)**(
            -1 / self.alpha))

    def draw(self, place, n):
        """Sizes and times of n files."""
        drawn = place.integers(len(self.sizes), size=n, dtype=np.int32)
        sizes = self.sizes[drawn]
        is_tail = drawn >= self.n_body
        sizes[is_tail] = self.tail(place, np.count_nonzero(is_tail))
        return sizes, self.times[drawn]

    def draw_sums(self, place, n):
        """Their sums alone, and the largest size."""
        counts = place.multinomial(n, np.full(len(self.sizes),
                                              1 / len(self.sizes)))
        tail = self.tail(place, counts[self.n_body:].sum())
        body = counts[:self.n_body] @ self.sizes[:self.n_body]
        return body + tail.sum(), counts @ self.times, tail.max(
            initial=self.least)


def spread(loads):
    """The tail, against the mean."""
    mean = loads.mean() or 1
    return f"max/mean {loads.max() / mean:.4f}, " \
           f"p99/mean {np.percentile(loads, 99) / mean:.4f}, " \
           f"min/mean {loads.min() / mean:.4f}"


def tell_loads(how, sizes, times):
    print(f"  bytes by {how}: {spread(sizes)}")
    if times.any():
        print(f"  time by {how}: {spread(times)}")


def tell_bound(largest, total, n_nodes):
    """Longest first is never worse than this."""
    bound = 1 + largest * n_nodes / total
    print(f"  bytes by size: max/mean below {bound:.6f}")


def balance(seen, options, name):
    """Returns how long a picture takes, or 0."""
    place = np.random.default_rng(options.seed)
    n, n_nodes = options.files, options.nodes
    if n > MOST_HASHED:
        sums = np.array([seen.draw_sums(place, n_now) for n_now in
                         place.multinomial(n, np.full(n_nodes, 1 / n_nodes))])
        by_hash, times_by_hash = sums[:, 0], sums[:, 1]
        largest = sums[:, 2].max()
    else:
        shards = (fnv_of_numbers(np.arange(n)) %
                  np.uint64(n_nodes)).astype(np.int64)
        sizes, times = seen.draw(place, n)
        by_hash = np.bincount(shards, sizes, n_nodes)
        times_by_hash = np.bincount(shards, times, n_nodes)
        largest = sizes.max()
    total = by_hash.sum()
    print(f"{name}: {total / 1e9:.4g} GB, mean {total / n / 1e3:.1f} kB, "
          f"largest {largest / 1e6:.1f} MB")
    tell_loads("hash", by_hash, times_by_hash)
    if n <= MOST_SORTED:
        shards = shards_by_size(sizes, n_nodes)
        tell_loads("size", np.bincount(shards, sizes, n_nodes),
                   np.bincount(shards, times, n_nodes))
    else:
        tell_bound(largest, total, n_nodes)
    return times_by_hash.sum() / n


def tree_of(folder, picture, n, n_each):
    """Copies of a picture, so many in each folder."""
    for i in range(n):
        path = os.path.join(folder, str(i // n_each), f"{i}.png")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(picture, path)


def count_calls(command, folder):
    """How often each call is made, with all that is forked."""
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "-c", "-U", "calls,name", "-o",
                        log.name, *command], check=True, cwd=folder,
                       stdout=subprocess.DEVNULL)
        rows = [line.split() for line in log]
    return collections.Counter({row[1]: int(row[0]) for row in rows
                                if len(row) == 2 and row[0].isdigit() and
                                row[1] != "total"})


def sum_of(calls, names):
    return sum(calls[name] for name in names)


def count_run(graymill, n, n_each):
    """Calls of a list and of a run, and the bytes of its report."""
    with tempfile.TemporaryDirectory() as work:
        tree_of(os.path.join(work, "in"), PICTURE, n, n_each)
        begin = [graymill, "-q", "-r", "-j", "2", "-o", "out", "in"]
        listing = count_calls([*begin, "-n"], work)
        run = count_calls([*begin, "--report=report"], work)
        return listing, run, os.path.getsize(os.path.join(work, "report"))


def count_costs(graymill):
    """Of a picture, and of a folder, by what more of them take."""
    few, more = 100, 500
    pictures_before, pictures, folders = (
        count_run(graymill, n, n_each)
        for n, n_each in ((few, more), (more, more), (more, 1)))
    listing, run, report = (
        now - before for now, before in zip(pictures, pictures_before))
    n = more - few
    return {"list": sum_of(listing, NAME_CALLS) / n,
            "name": sum_of(run, NAME_CALLS) / n,
            "data": sum_of(run, DATA_CALLS) / n,
            "which": {call: run[call] / n for call in
                      sorted(NAME_CALLS | DATA_CALLS) if run[call] > n / 10},
            "report": report / n,
            "folder": sum_of(folders[1] - pictures[1], NAME_CALLS) /
            (more - 1)}


def served_h(n_calls):
    """Hours of a server that answers nothing else."""
    return n_calls / SERVER_PER_S / 3600


def hours_of(options, picture_s):
    """Of each node."""
    return options.files * picture_s / WORKERS / options.nodes / 3600


def tell_costs(costs, options, picture_s):
    n, n_nodes = options.files, options.nodes
    listing, work = n * costs["list"], n * (costs["name"] - costs["list"])
    one_each = n / FILES_IN_FOLDER * costs["folder"]
    all_each = one_each * n_nodes * (1 - (1 - 1 / n_nodes)**FILES_IN_FOLDER)
    print(f"counted: to list a picture {costs['list']:.1f} calls with names, "
          f"to list and convert it {costs['name']:.1f}, and "
          f"{costs['data']:.1f} with data; for each folder of copies "
          f"{costs['folder']:.1f} with "
          f"names; {costs['report']:.0f} bytes of a report")
    print("  " + ", ".join(f"{call} {number:.2f}" for call, number in
                           costs["which"].items()))
    print(f"list: on each node {listing:.3g} calls, "
          f"{listing * STAT_S / 3600:.3g} h at {STAT_S * 1e3:g} ms each, and "
          f"{n * (RECORD_BYTES + NAME_BYTES) / 1e9:.3g} GB of memory; of all "
          f"nodes {listing * n_nodes:.3g}, "
          f"{served_h(listing * n_nodes):.3g} h of a server that answers "
          f"{SERVER_PER_S:g} in a second")
    print(f"folders of {FILES_IN_FOLDER} files: by hash most nodes write to "
          f"each, with {all_each:.3g} calls, {served_h(all_each):.3g} h of "
          f"the server; where each has its own {one_each:.3g}, "
          f"{served_h(one_each):.3g} h")
    print(f"work: {work:.3g} calls with names, {served_h(work):.3g} h of the "
          f"server; {hours_of(options, picture_s):.3g} h of each node at "
          f"{picture_s * 1e3:.3g} ms a picture, {WORKERS} workers")
    print(f"report: {n * costs['report'] / 1e9:.3g} GB, "
          f"{n / n_nodes * costs['report'] / 1e9:.3g} GB for a node")


def tell_lost(options, picture_s):
    """A node that is lost is so after half of its work."""
    share = options.files / options.nodes
    hours = hours_of(options, picture_s)
    lost = options.nodes * hours / NODE_LIFE_H
    print(f"lost: {lost:.3g} of {options.nodes} nodes in {hours:.3g} h, where "
          f"one lives {NODE_LIFE_H} h; each repeats {share / 2:.3g} pictures, "
          f"{hours / 2:.3g} h, and with --resume {WORKERS}, and reads as many "
          f"records as there are done")


def shards_of(graymill, top, arguments, n_shards):
    """Where the program puts each file below top: path to shard."""
    shards = {}
    for shard in range(n_shards):
        told = subprocess.run(
            [graymill, "-r", "-n", f"--shard={shard + 1}/{n_shards}",
             *arguments, "."], cwd=top, check=True, capture_output=True).stdout
        for line in told.splitlines():
            path = line.partition(b"\t")[0].removeprefix(b"./")
            if path in shards:
                sys.exit(f"model.py: {path} is in two shards")
            shards[path] = shard
    return shards


def check(graymill, sizes, tap):
    """Names and sizes of all kinds, of which nothing but both counts."""
    place = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as top:
        names = [path_of_number(i) for i in (0, 7, 10**6, 10**12 + 9)]
        names += ["x.jpg", "a b/é.PNG", "a b/c/-.gif", "z/" + "n" * 200 +
                  ".tif", "a-b/x.jpg", "a/x.jpg", "a/b.jpg/x.jpg"]
        names += [f"of one size/{i}.bmp" for i in range(40)]
        names += [f"{i % 7}/{i}.webp" for i in range(150)]
        shares = []
        for name in names:
            nbytes = 1000 if name.startswith("of one") else int(
                sizes[place.integers(len(sizes))])
            path = os.path.join(top, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.truncate(nbytes)
            shares.append((os.fsencode(name), nbytes))
        for n_shards in (2, 3, 32):
            by_hash = {path: fnv(path) % n_shards for path, _ in shares}
            tap.ok(shards_of(graymill, top, [], n_shards) == by_hash,
                   f"{n_shards} shards by hash are those of the model")
            tap.ok(shards_of(graymill, top, ["--shard-by=size"], n_shards) ==
                   by_size(shares, n_shards),
                   f"{n_shards} shards by size are those of the model")
            alone = shards_by_size(np.array([size for _, size in shares],
                                            float), n_shards)
            loads = [collections.Counter(), collections.Counter()]
            for i, (path, nbytes) in enumerate(shares):
                loads[0][by_size(shares, n_shards)[path]] += nbytes
                loads[1][alone[i]] += nbytes
            tap.ok(sorted(loads[0].values()) == sorted(loads[1].values()),
                   f"so are what {n_shards} shards have then")
        numbers = [0, 1, 12345678, 10**9 - 1, 10**13 - 1]
        tap.ok([int(hash_) for hash_ in fnv_of_numbers(numbers)] ==
               [fnv(path_of_number(i).encode()) for i in numbers],
               "many hashes at once are those of one at a time")


def check_page(costs, tap):
    """What the man page says was counted."""
    with open(PAGE, encoding="utf-8") as file:
        text = " ".join(file.read().split())
    for words, name in ((r"A picture takes (\d+) calls", "name"),
                        (r"a folder of copies (\d+)", "folder"),
                        (r"A record of a report has (\d+) bytes", "report")):
        found = re.search(words, text)
        tap.ok(found and abs(int(found[1]) - costs[name]) <=
               0.15 * costs[name], f"the man page: {words}",
               f"{costs[name]:.1f} counted")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--graymill", type=os.path.abspath)
    parser.add_argument("--report")
    parser.add_argument("--files", type=lambda text: int(float(text)),
                        default=10**6)
    parser.add_argument("--nodes", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    pairs = sizes_of(options.report) if options.report else \
        sizes_below(options.folder)
    if not pairs:
        sys.exit(f"model.py: {options.folder}: no files")
    print(f"# {len(pairs)} sizes seen; {options.files} files drawn for "
          f"{options.nodes} nodes, seed {options.seed}")
    picture_s = balance(Seen(pairs), options, "as seen") or PICTURE_S
    heavy = Seen(pairs, True)
    balance(heavy, options, f"heavy tail, alpha {heavy.alpha:.2f}")
    tell_lost(options, picture_s)
    costs = count_costs(options.graymill) if options.graymill else None
    if costs:
        tell_costs(costs, options, picture_s)
    if options.check:
        tap = Tap()
        check(options.graymill, [size for size, _ in pairs], tap)
        check_page(costs, tap)
        sys.exit(tap.end())


if __name__ == "__main__":
    main()
