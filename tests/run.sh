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
# of tests/fuzz/corpus/NAME, NOMEM how many allocations fail (--quick), LEAVE
# parts that are left out, CHECK_JOBS how many run at a time (as many as there
# are cores).
set -u
cd "$(dirname "$0")/.." || exit 1
# That of the make which has called is not for those that tests call.
unset MAKEFLAGS MFLAGS

# What setup.sh has installed comes before what else has those names.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH

# A test that hangs must not hang the run.  No machine needs that long.
limit_s=1500
n_jobs=${CHECK_JOBS:-$(nproc)}
n_running=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# try_part NAME COMMAND...: what came of it goes to stdout at once, so that
# parts do not mix, and to a file of counts.  A part that breaks off, or that
# runs nothing, counts as one failure more.
try_part() {
	local name=$1 log=$work/$1.log status passed failed began=$SECONDS
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
	[ "$failed" -ne 0 ] || : >"$log"
	printf '%-24s %4d passed, %d failed (%d s)\n' "$name" "$passed" \
		"$failed" $((SECONDS - began)) >>"$log"
	flock "$work" cat "$log"
	echo "$passed $failed" >"$work/$name.counts"
}

# run_part NAME COMMAND...: begins once there is room for it.
run_part() {
	[[ " ${LEAVE-} " != *" $1 "* ]] || return 0
	if [ "$n_running" -ge "$n_jobs" ]; then
		wait -n
		n_running=$((n_running - 1))
	fi
	try_part "$@" &
	n_running=$((n_running + 1))
	n_parts=$((n_parts + 1))
}

export CMOCKA_MESSAGE_OUTPUT=TAP
n_parts=0
# The long ones first.
run_part nomem tests/faults/nomem.py "${NOMEM:---quick}" "$GRAYMILL" "$PRELOAD"
for file in tests/cli/*.bats tests/faults/*.bats; do
	run_part "${file##*/}" bats --tap "$file"
done
run_part kills /usr/bin/python3 -B tests/faults/kill_rounds.py "$GRAYMILL" 20
run_part resumes /usr/bin/python3 -B tests/faults/resume_rounds.py \
	"$GRAYMILL" 10
run_part pixels tests/pixels/check_pixels.sh
for program in "$@"; do
	run_part "${program##*/}" "$program"
done
for program in ${REPLAYS-}; do
	run_part "${program##*/}" "$program" \
		tests/fuzz/corpus/"${program##*/replay_}"/*
done
wait

# A part without counts was lost.
cat "$work"/*.counts | awk -v n_parts="$n_parts" '
	{ n_passed += $1; n_failed += $2 }
	END {
		n_failed += n_parts - NR
		printf "check: %d passed, %d failed\n", n_passed, n_failed
		exit n_failed > 0
	}'
