#!/bin/bash
# SPDX-License-Identifier: MIT
#
# symbols.sh FOLDER - what the objects in FOLDER/obj hold and export
#
# State that outlives a call may only be where the table says, and what a
# file exports starts with the noun of a header of its room.  Prints each
# breach and fails when there is one.
set -u

obj=$1/obj
n_breaches=0

# OBJECT:SYMBOL: a signal handler has no other way to the pipe; stb takes its
# allocator by name only.
may_be_mutable='^(pool/signals\.o:.*|third_party/stb.*)$'

breach() {
	echo "symbols: $1: $2"
	n_breaches=$((n_breaches + 1))
}

# The first words of a room's headers, as alternatives; err.h is gm_, and a
# format is a codec.
nouns_of() {
	{
		find "src/$1" -name '*.h' -printf '%f\n'
		[[ $1 == formats/* ]] && echo codec
	} | sed 's/[._].*//; s/^err$/gm/' | sort -u | paste -sd '|'
}

while read -r file; do
	object=${file#"$obj"/}
	# What a source that is gone has left behind is in no program.
	[ -f "src/${object%.o}.c" ] || [ -f "${object%.o}.c" ] || continue
	# Sections that stay writable; constants with addresses in them
	# (.data.rel.ro) are sealed by the loader.
	while read -r symbol; do
		[[ $object:$symbol =~ $may_be_mutable ]] ||
			breach "$object" "$symbol is mutable"
	done < <(nm -f sysv "$file" | awk -F '|' '
		{ gsub(/ /, "") }
		$7 ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
		$7 !~ /^\.data\.rel\.ro/ && $4 == "OBJECT" { print $1 }')
	case $object in
	third_party/* | main.o) continue ;;
	esac
	nouns=$(nouns_of "${object%/*}")
	while read -r symbol; do
		[[ $symbol =~ ^($nouns)(_|$) ]] ||
			breach "$object" "$symbol does not start with a noun"
	done < <(nm -g --defined-only -f posix "$file" |
		awk '$2 != "i" { print $1 }' | grep -v '\.')
done < <(find "$obj" -name '*.o' | sort)

[ "$n_breaches" -eq 0 ]
