#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run.sh TEST_PROGRAM... - run all tests and end with one total
#
# Each part speaks TAP: the cmocka programs named as arguments, then what
# fuzzing has found, then the bats files in tests/cli and tests/faults, every
# allocation that fails, the pixel checks, and runs that are killed at random.
# What passes is only counted; what fails is shown in full.  GRAYMILL names the
# binary, PRELOAD the library that makes calls fail, PIXEL_TOOL the program
# that compares pictures, REPLAYS the programs replay_NAME that take the files
# of tests/fuzz/corpus/NAME.
set -u
cd "$(dirname "$0")/.." || exit 1

# A test that hangs must not hang the run.  No machine needs that long.
limit_s=3600
n_passed=0
n_failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# run_part NAME COMMAND...: a part that breaks off, or that runs nothing,
# counts as one failure more.
run_part() {
	local name=$1 status passed failed began=$SECONDS
	shift
	timeout -k 5 "$limit_s" "$@" >"$log" 2>&1 </dev/null
	status=$?
	passed=$(grep -c '^ok ' "$log")
	# cmocka calls what it skips not ok (TAP means what is to be done).
	failed=$(grep '^not ok ' "$log" | grep -vc '# SKIP')
	if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] ||
		[ "$passed" -eq 0 ]; }; then
		echo "not ok - $name ended with status $status" >>"$log"
		failed=1
	fi
	if [ "$failed" -ne 0 ]; then
		cat "$log"
	fi
	printf '%-24s %4d passed, %d failed (%d s)\n' "$name" "$passed" \
		"$failed" $((SECONDS - began))
	n_passed=$((n_passed + passed))
	n_failed=$((n_failed + failed))
}

export CMOCKA_MESSAGE_OUTPUT=TAP
for program in "$@"; do
	run_part "${program##*/}" "$program"
done
for program in ${REPLAYS-}; do
	run_part "${program##*/}" "$program" \
		tests/fuzz/corpus/"${program##*/replay_}"/*
done
for file in tests/cli/*.bats tests/faults/*.bats; do
	run_part "${file##*/}" bats --tap "$file"
done
run_part nomem tests/faults/nomem.py --quick "$GRAYMILL" "$PRELOAD"
run_part pixels tests/pixels/check_pixels.sh
run_part kills /usr/bin/python3 -B tests/faults/kill_rounds.py "$GRAYMILL" 20

echo "check: $n_passed passed, $n_failed failed"
[ "$n_failed" -eq 0 ]
