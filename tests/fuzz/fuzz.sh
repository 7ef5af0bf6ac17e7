#!/bin/bash
# SPDX-License-Identifier: MIT
#
# fuzz.sh BUILD SECONDS NAME... - run BUILD/fuzz_NAME for SECONDS each
#
# 0 seconds have no end.  Starts from BUILD/seeds_NAME or else BUILD/seeds,
# tests/fuzz/corpus/NAME and what earlier runs have grown in BUILD/grown/NAME;
# adds to the latter.  What a
# harness finds goes to BUILD/found/NAME, is shown, ends that harness and fails
# the run.  Speaks TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1
seconds=$2
shift 2
n_failed=0

# Of the log: how many inputs, how many a second, what of the code they reach.
summary() {
	awk '/^stat::number_of_executed_units/ { n = $2 }
	     /^stat::average_exec_per_sec/ { speed = $2 }
	     / cov: / { for (i = 1; i < NF; i++)
		     if ($i == "cov:") reached = $(i + 1) }
	     END { print n + 0, "inputs,", speed + 0, "a second, reached",
		     reached + 0 }' "$1"
}

for name in "$@"; do
	log=$build/fuzz_$name.log
	seeds=$build/seeds_$name
	[ -d "$seeds" ] || seeds=$build/seeds
	mkdir -p "$build"/{grown,found}/"$name"
	# 16 KiB hold every kind of scan and chunk; more is only slower.
	"$build/fuzz_$name" -max_total_time="$seconds" -max_len=16384 \
		-timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$build/found/$name/" "$build/grown/$name" \
		"tests/fuzz/corpus/$name" "$seeds" >"$log" 2>&1
	status=$?
	if [ "$status" -eq 0 ]; then
		echo "ok - fuzz_$name"
	else
		# What was found, without what was grown before.
		grep -v '^#[0-9]' "$log" | tail -n 40
		echo "not ok - fuzz_$name ended with status $status: $log"
		n_failed=$((n_failed + 1))
	fi
	echo "fuzz_$name: $(summary "$log")"
done
[ "$n_failed" -eq 0 ]
