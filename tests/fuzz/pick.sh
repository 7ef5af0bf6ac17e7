#!/bin/bash
# SPDX-License-Identifier: MIT
#
# pick.sh BUILD NAME - choose what of BUILD/grown/NAME is worth committing
#
# BUILD/fuzz_NAME is what `make fuzz` has built.  A small set that reaches all
# code that the seeds and the grown ones reach replaces the last one in
# tests/fuzz/corpus/NAME.  What has a name there stays: it was found once, and
# libFuzzer names files by their hash.
set -eu
cd "$(dirname "$0")/../.."

build=$1
name=$2
corpus=tests/fuzz/corpus/$name
seeds=$build/seeds_$name

[ -d "$seeds" ] || seeds=$build/seeds
mkdir -p "$corpus"
find "$corpus" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' \
	-delete
mkdir -p "$build/found/$name"
# How often code is reached makes for many more files and little more sense.
"$build/fuzz_$name" -set_cover_merge=1 -use_counters=0 \
	-artifact_prefix="$build/found/$name/" "$corpus" \
	"$build/grown/$name" "$seeds" >"$build/pick_$name.log" 2>&1 || {
	tail -n 40 "$build/pick_$name.log"
	exit 1
}
echo "$corpus: $(find "$corpus" -type f | wc -l) files," \
	"$(find "$corpus" -type f -printf '%s\n' |
	awk '{ n += $1 } END { print n }') bytes"
