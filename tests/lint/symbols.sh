#!/bin/bash
# SPDX-License-Identifier: MIT
#
# symbols.sh FOLDER - what the objects in FOLDER/obj hold and export, and the
# modules in FOLDER/modules
#
# State that outlives a call may only be where the table says, and what a
# file exports starts with the noun of a header of its room.  A module exports
# itself alone.  Prints each breach and fails when there is one.
set -u

obj=$1/obj
n_breaches=0

# OBJECT:SYMBOL: a signal handler has no other way to the pipe; stb takes its
# allocator by name only.
may_be_mutable='^(pool/signals\.o:.*|third_party/stb.*)$'

# What a source that is gone has left behind is in no program.
objects() {
	find "$obj" -name '*.o' | sort | while read -r file; do
		source=${file#"$obj"/}
		source=${source%.o}.c
		if [ -f "src/$source" ] || [ -f "$source" ]; then
			echo "$file"
		fi
	done
}

# "ROOM NOUN" of each header: its first word; err.h is gm_, and a format is a
# codec.
nouns() {
	find src -name '*.h' -printf '%P\n' | sed -E \
		's:^(.*)/([^/._]*)[^/]*$:\1 \2:; s/ err$/ gm/'
	find src/formats -mindepth 1 -type d -printf 'formats/%f codec\n'
}

# Sections that stay writable hold state; constants with addresses in them
# (.data.rel.ro) are sealed by the loader.  Names with a dot are the compiler's.
objects | xargs nm -A -f sysv | awk -F '|' -v obj="$obj/" \
	-v may_be_mutable="$may_be_mutable" -v nouns="$(nouns)" '
	function breach(object, text) {
		print "symbols: " object ": " text
		n_breaches++
	}
	# NAME_module.c of a module exports what the program looks for.
	function is_module(object, symbol,    name) {
		name = symbol
		return sub(/^graymill_module_/, "", name) && object == \
			"formats/" name "/" name "_module.o"
	}
	BEGIN {
		for (n = split(nouns, rows, "\n"); n > 0; n--)
			known[rows[n]] = 1
	}
	NF < 7 { next }
	{
		gsub(/ /, "")
		split(substr($1, length(obj) + 1), parts, ":")
		object = parts[1]
		symbol = parts[2]
		if ($7 ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
			$7 !~ /^\.data\.rel\.ro/ && $4 == "OBJECT" &&
			object ":" symbol !~ may_be_mutable)
			breach(object, symbol " is mutable")
		if ($3 !~ /^[A-TV-Z]$/ || symbol ~ /\./ ||
			symbol == "main" || is_module(object, symbol) || object ~ /^third_party\//)
			next
		room = object
		sub(/\/[^\/]*$/, "", room)
		noun = symbol
		sub(/_.*/, "", noun)
		if (!((room " " noun) in known))
			breach(object, symbol " does not start with a noun")
	}
	END { exit n_breaches > 0 }' || n_breaches=1

for module in "$1"/modules/*.so; do
	[ -e "$module" ] || continue
	name=${module##*/}
	expected=graymill_module_${name%.so}
	while read -r symbol; do
		[ "$symbol" != "$expected" ] || continue
		echo "symbols: $module: exports $symbol"
		n_breaches=1
	done < <(nm -D --defined-only "$module" | awk '{ print $3 }')
done
[ "$n_breaches" -eq 0 ]
