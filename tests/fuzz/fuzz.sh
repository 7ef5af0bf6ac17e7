#!/bin/bash
# SPDX-License-Identifier: MIT
#
# fuzz.sh BUILD SECONDS NAME... - run BUILD/fuzz_NAME for SECONDS each
#
# 0 seconds have no end.  FUZZ_JOBS (1) of them run at a time.  With the same
# FUZZ_SEED (0: none), the same harness tries the same.  Starts from
# BUILD/seeds_NAME or else BUILD/seeds, tests/fuzz/corpus/NAME and what earlier
# runs have grown in BUILD/grown/NAME; adds to the latter.  What a harness
# finds goes to BUILD/found/NAME, is shown, ends that harness and fails the
# run.  Speaks TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1
seconds=$2
shift 2
n_running=0
n_failed=0

# Each harness is a group of its own, so that none is left when this one ends.
set -m
trap 'jobs -p | sed "s/^/-/" | xargs -r kill --' EXIT

# Of the log: how many inputs, how many a second, what of the code they reach.
summary() {
	awk '/^stat::number_of_executed_units/ { n = $2 }
	     /^stat::average_exec_per_sec/ { speed = $2 }
	     / cov: / { for (i = 1; i < NF; i++)
		     if ($i == "cov:") reached = $(i + 1) }
	     END { print n + 0, "inputs,", speed + 0, "a second, reached",
		     reached + 0 }' "$1"
}

# tell NAME LOG STATUS
tell() {
	if [ "$3" -eq 0 ]; then
		echo "ok - fuzz_$1"
	else
		# What was found, without what was grown before.
		grep -av '^#[0-9]' "$2" | tail -n 40
		echo "not ok - fuzz_$1 ended with status $3: $2"
	fi
	echo "fuzz_$1: $(summary "$2")"
}

fuzz() {
	local name=$1 log=$build/fuzz_$1.log seeds=$build/seeds_$1
	local status report

	[ -d "$seeds" ] || seeds=$build/seeds
	mkdir -p "$build"/{grown,found}/"$name"
	# 16 KiB hold every kind of scan and chunk; more is only slower.  What
	# is grown takes its time where the machine is busy.
	"$build/fuzz_$name" -max_total_time="$seconds" -max_len=16384 \
		-seed="${FUZZ_SEED:-0}" -reload=0 -timeout=600 \
		-rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$build/found/$name/" "$build/grown/$name" \
		"tests/fuzz/corpus/$name" "$seeds" >"$log" 2>&1
	status=$?
	# At once, for another harness may end at the same time.
	report=$(tell "$name" "$log" "$status")
	echo "$report"
	return "$status"
}

wait_for_one() {
	wait -n || n_failed=$((n_failed + 1))
	n_running=$((n_running - 1))
}

for name in "$@"; do
	[ "$n_running" -lt "${FUZZ_JOBS:-1}" ] || wait_for_one
	fuzz "$name" &
	n_running=$((n_running + 1))
done
while [ "$n_running" -gt 0 ]; do
	wait_for_one
done
[ "$n_failed" -eq 0 ]
