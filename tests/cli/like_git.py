#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""like_git.py GRAYMILL ROUNDS: --exclude leaves out what git ignores.

In the current folder, which is empty: a tree, and by round some rules made at
random, always the same ones.  Where git does not do as gitignore(5) says, the
rules are not such: "a**/b", in which it takes the asterisks for folders when
nothing special stands before them.
"""
import itertools
import os
import random
import re
import subprocess
import sys

NAMES = ["a", "b", "ab", "ba", "a.b", ".a", "[a]", "a-b", "B", "\\a", "*a", "!a", "1a", "aab"]
PARTS = ["a", "b", "a", "b", ".", "-", "1", "?", "*", "*", "**", "[ab]", "[!a]", "[^b]", "[a-b]",
         "[]a]", "[a-]", "[[:alpha:]]", "[[:digit:]-b]", "[![:alnum:]]", "[\\]a]", "[b-a]", "[[:alfa:]]", "[a",
         "[/a]", "[[:a]", "\\a", "\\*", "\\[", "\\\\", "\\!", "]", "!", "ab", ".png", "*.png"]
JOINTS = ["/", "/", "/", "/**/", "/**/", "/*/", "/***/", "//", "/./"]


def make_tree(rng):
    folders = [""] + [a + "/" for a in NAMES]
    folders += [a + "/" + b + "/" for a, b in itertools.product(NAMES[:6], NAMES[:6])]
    folders += ["a/b/%s/" % a for a in NAMES[:4]]
    paths = []
    for folder in folders:
        os.makedirs("tree/" + folder, exist_ok=True)
        for name in rng.sample(NAMES, 3):
            paths.append(folder + name + ".png")
    paths += ["a/folder.png/a.png", "b/dir.png/b.png"]
    for path in paths:
        os.makedirs(os.path.dirname("tree/" + path), exist_ok=True)
        if not os.path.isdir("tree/" + path):
            open("tree/" + path, "w", encoding="utf-8").close()
    return sorted(path for path in paths if os.path.isfile("tree/" + path))


def make_rule(rng):
    parts = []
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        parts.append("".join(rng.choices(PARTS, k=rng.choice([1, 1, 2, 3]))))
    rule = parts[0]
    for part in parts[1:]:
        rule += rng.choice(JOINTS) + part
    rule = rng.choice(["", "", "", "/", "**/", "!"]) + rule
    return rule + rng.choice(["", "", "", "/", "/*", "/**"])


def is_as_documented(rule):
    return not re.match(r"!?[^?*\[\\]*[^/?*\[\\!]\*\*+(/|$)", rule)


def left_out_by_git(rules, paths):
    with open("tree/.git/info/exclude", "w", encoding="utf-8") as file:
        file.write("".join(rule + "\n" for rule in rules))
    text = "".join(path + "\0" for path in paths)
    done = subprocess.run(["git", "-C", "tree", "check-ignore", "--no-index", "-z", "--stdin"],
                          input=text, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode in (0, 1)
    return set(done.stdout.split("\0")) - {""}


def left_out_here(graymill, rules, paths):
    command = [graymill, "-qnr", "--prefix=", "--suffix=.out"]
    command += ["--exclude=" + rule for rule in rules] + ["tree"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                          check=False)
    if done.returncode == 2 and "'--exclude'" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    return set(paths) - {line.split("\t")[0][len("tree/"):] for line in done.stdout.splitlines()}


def main():
    graymill, n_rounds = sys.argv[1], int(sys.argv[2])
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    paths = make_tree(rng)
    subprocess.run(["git", "init", "-q", "tree"], check=True)
    n_refused = n_some = 0
    for _ in range(n_rounds):
        rules = [make_rule(rng) for _ in range(rng.choice([1, 1, 2, 3]))]
        rules = [rule for rule in rules if is_as_documented(rule) and rule[0] != "#"]
        theirs = left_out_by_git(rules, paths)
        ours = left_out_here(graymill, rules, paths)
        if ours is None:
            # What cannot match is told; git lets it be.
            n_refused += 1
            continue
        if ours != theirs:
            sys.exit("%r: only git: %s; only here: %s" %
                     (rules, sorted(theirs - ours), sorted(ours - theirs)))
        n_some += 0 < len(theirs) < len(paths)
    print("%d rounds, %d leave out some, %d are refused" % (n_rounds, n_some, n_refused))
    sys.exit(n_some < n_rounds // 5)


main()
