#!/bin/bash
# SPDX-License-Identifier: MIT
#
# msan.sh BUILD TEST_PROGRAM... - what MemorySanitizer has to say, as TAP
#
# Reads of what was never written, in graymill and in the libraries that it is
# linked with (libs.sh): the test programs, what fuzzing begins with, has
# found and has grown, and whole runs, whose workers are not locked in, for they
# could not tell.
set -u
cd "$(dirname "$0")/.." || exit 1

build=$1
shift
# These hold the process to less memory, or fewer descriptors, than the
# sanitizer takes, or let it make no calls.
of_resources='^test_(memory|pool_fds|pool_limits|sandbox|confine)$'
limit_s=3600
n_tests=0
n_failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MSAN_OPTIONS=exitcode=99:log_path=$work/report

# try_command STATUS NAME COMMAND...: ends so, and no process complains.
try_command() {
	local expected=$1 name=$2 status
	shift 2
	timeout -k 5 "$limit_s" "$@" >"$work/out" 2>&1 </dev/null
	status=$?
	n_tests=$((n_tests + 1))
	if [ "$status" -eq "$expected" ] && ! [ -e "$(echo "$work"/report.* |
		cut -d ' ' -f 1)" ]; then
		echo "ok $n_tests - $name"
		return
	fi
	n_failed=$((n_failed + 1))
	echo "not ok $n_tests - $name: status $status"
	tail -n 40 "$work/out" "$work"/report.* 2>&1 | sed 's/^/# /'
	rm -f "$work"/report.*
}

for program in "$@"; do
	name=${program##*/}
	[[ $name =~ $of_resources ]] || try_command 0 "$name" "$program"
done
for program in "$build"/tests/replay_*; do
	[[ $program != *.[od] ]] || continue
	name=${program##*/replay_}
	seeds=$build/seeds_$name
	[ -d "$seeds" ] || seeds=$build/seeds
	files=(tests/fuzz/corpus/"$name"/* "$seeds"/*)
	# What make fuzz has grown beside, if it has.
	for grown in build/fuzz/grown/"$name"/*; do
		[ ! -f "$grown" ] || files+=("$grown")
	done
	printf '%s\n' "${files[@]}" >"$work/files"
	try_command 0 "replay_$name, ${#files[@]} files" \
		xargs -a "$work/files" -d '\n' "$program"
done

mkdir "$work/in"
cp -r samples tests/data "$work/in"
[ ! -d ../shared/corpus ] || cp -r ../shared/corpus "$work/in"
graymill=("$build/graymill" --sandbox=off -r -j 2)
try_command 1 'graymill, as it comes' "${graymill[@]}" -v -o "$work/a" \
	"$work/in"
try_command 1 'graymill, by pixels' "${graymill[@]}" -o "$work/b" \
	--jpeg=pixels --gray=linear --frames=first "$work/in"
try_command 1 'graymill, best and salvaged' "${graymill[@]}" -o "$work/c" \
	--compress=best --salvage --progress=always "$work/in"

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
