#!/bin/bash
# SPDX-License-Identifier: MIT
#
# coverage.sh BUILD - which part of each room the tests have reached
#
# BUILD has graymill, made with clang's coverage, and in BUILD/profiles what
# all that was linked with the same objects has counted.  Prints for each room
# how many lines there are, and how many of them and of the ways that branches
# take were reached in per cent; BUILD/missed.txt has what was not.
set -eu
cd "$(dirname "$0")/.." || exit 1

build=$1
data=$build/all.profdata

# A process that was killed when it had just begun has written no whole file.
llvm-profdata merge --failure-mode=all -o "$data" "$build"/profiles/*.profraw
program=("$build/graymill")
for module in "$build"/modules/*.so; do
	[ ! -e "$module" ] || program+=(-object "$module")
done
llvm-cov show "${program[@]}" -instr-profile="$data" src \
	-show-branches=count -show-line-counts >"$build/show.txt"
awk '/^[^ ]*\.[ch]:$/ { file = $0 }
	/^ *[0-9]+\| +0\|/ { print file $0 }
	/ Branch \(.*(True|False): 0[],]/ { print file $0 }' \
	"$build/show.txt" >"$build/missed.txt"

# Of a line of the report: regions, functions, lines and branches, each with
# how many there are, how many were missed, and the share.
llvm-cov report "${program[@]}" -instr-profile="$data" src |
	awk '
	function share(n, missed) { return n ? 100 * (n - missed) / n : 100 }
	function put(name) {
		printf "%-14s %6d lines  %5.1f %%  branches %5.1f %%\n", name,
			lines[name], share(lines[name], no_lines[name]),
			share(ways[name], no_ways[name])
	}
	function add(name) {
		lines[name] += $8; no_lines[name] += $9
		ways[name] += $11; no_ways[name] += $12
	}
	$1 ~ /\.[ch]$/ {
		room = $1
		if (!sub("/[^/]*$", "", room))
			room = "main"
		if (!(room in lines))
			rooms[++n] = room
		add(room)
		add("all")
	}
	END {
		for (i = 1; i <= n; i++)
			put(rooms[i])
		put("all")
	}'
