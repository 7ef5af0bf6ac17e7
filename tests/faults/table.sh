#!/bin/bash
# SPDX-License-Identifier: MIT
#
# table.sh [BUILD] - what was injected, and what came of it, as Markdown
#
# From a run of the tests in this folder, and of those of the pool; BUILD is
# "build" and has the test programs.  Fails when a test does.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$(realpath "${1:-build}")
log=$(mktemp)
FAULTS_TABLE=$(mktemp)
trap 'rm -f "$log" "$FAULTS_TABLE"' EXIT
export FAULTS_TABLE GRAYMILL=$build/graymill PRELOAD=$build/tests/preload.so
export CMOCKA_MESSAGE_OUTPUT=TAP
status=0

# passed COMMAND...: the names of the tests, a cell each.
passed() {
	"$@" >"$log" 2>&1 || status=1
	grep '^not ok' "$log"
	sed -En 's/^ok [0-9]+ - (.*)/\1/p' "$log"
}

bats --tap tests/faults >"$log" </dev/null || status=1
grep '^not ok' "$log"
echo '| what was injected | what graymill said | exit status | left in the output folder |'
echo '|---|---|---|---|'
cat "$FAULTS_TABLE"
echo
echo '| the pool alone, with jobs that do it | in |'
echo '|---|---|'
for name in death hostile limits messages fds signals; do
	passed "$build/tests/test_pool_$name" |
		sed "s/^test_//; s/_/ /g; s:.*:| & | tests/pool/test_pool_$name.c |:"
done
echo
echo '| allocations, each failing in turn | how many |'
echo '|---|---|'
passed tests/faults/nomem.py "$build/graymill" "$PRELOAD" |
	sed -E 's/(.*): ([0-9]+) allocations/| \1 | \2 |/'
exit "$status"
