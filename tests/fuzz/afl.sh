#!/bin/bash
# SPDX-License-Identifier: MIT
#
# afl.sh BUILD SECONDS - the whole program under AFL++, from argv to the output
#
# BUILD/graymill_afl is what `make afl` has built.  One worker, no sandbox
# (which would stop the sanitizers' reports); a driver in persistent mode forks
# a worker for each input.  Two fuzzers share what they find: one has the
# options that come by default, the other those that lead through the rest.
# Starts from tests/fuzz/corpus, tests/data and samples, and goes on where an
# earlier run has stopped.  All of it is kept in BUILD/afl; what is
# found there in */crashes and */hangs fails the run.  Needs afl++.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1
seconds=$2
to=$build/afl
# Inputs and outputs come and go many times a second.
work=$(mktemp -d "${AFL_TMPDIR:-/dev/shm}/graymill-afl-XXXXXX")
set -m
trap 'jobs -p | sed "s/^/-/" | xargs -r kill -- 2>/dev/null; rm -rf "$work"' \
	EXIT
trap 'exit 1' INT TERM HUP

export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
export UBSAN_OPTIONS=abort_on_error=1:halt_on_error=1:symbolize=0
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_AUTORESUME=1
export AFL_FAST_CAL=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1

# Small ones alone: what is large is slow, and hides nothing that these lack.
gather() {
	mkdir "$work/seeds"
	find tests/fuzz/corpus/{luma,coefs,png,pixels,stb,own} tests/data \
		samples -type f -size -3k \
		-exec cp --backup=numbered -t "$work/seeds" {} +
}

# fuzz NAME ROLE OPTION...
fuzz() {
	local name=$1 role=$2
	shift 2

	mkdir -p "$work/$name"
	AFL_TMPDIR=$work/$name afl-fuzz "$role" "$name" -i "$work/seeds" \
		-o "$to" -f "$work/$name/in" -m none -t 10000 -V "$seconds" \
		-- "$build/graymill_afl" -j 1 --sandbox=off -q \
		-o "$work/$name/out" "$@" -- "$work/$name/in" \
		>"$to/$name.log" 2>&1 ||
		echo "afl-fuzz $name ended with status $?: $to/$name.log"
}

# tell NAME: what the fuzzer says of itself, and what it has found.
tell() {
	local n_found

	n_found=$(find "$to/$1"/{crashes,hangs} -name 'id:*' | wc -l)
	[ "$n_found" -eq 0 ] || printf 'not '
	echo "ok - afl $1: $(awk '
		/^(run_time|execs_done|corpus_count|saved_crashes|saved_hangs) / {
			printf "%s %s; ", $1, $3
		}' "$to/$1/fuzzer_stats")"
	[ "$n_found" -eq 0 ]
}

mkdir -p "$to"
gather
fuzz plain -M &
fuzz odd -S --salvage --jpeg=pixels --gray=linear --frames=first \
	--compress=best &
wait
status=0
tell plain || status=1
tell odd || status=1
exit "$status"
