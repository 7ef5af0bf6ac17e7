#!/bin/bash
# SPDX-License-Identifier: MIT
#
# walls.sh - the walls between the rooms of src/
#
# Reads the #include lines and a few telling calls of every file under src/
# in the current folder.  Prints each breach and fails when there is one.
set -u

# What a room may include besides itself: a room, or one header of it.  A
# folder within formats is a room too.
declare -A may_include=(
	[base]=''
	[guard]='base'
	[image]='base'
	[meta]='base'
	[deflate]='base'
	[codec]='base image meta'
	[formats]='base codec'
	[plan]='base'
	[pool]='base'
	[job]='base guard image meta codec formats formats/jpeg formats/png'
	[report]='base'
	[cli]='base codec/compress.h image/gray.h'
	[run]='base guard codec formats plan pool job report cli'
	[main.c]='base run cli'
)

# What every format may know, and which formats share another's code.
each_format='base image meta deflate codec formats/formats.h'
declare -A shares=(
	[formats/bmp]='formats/stb'
	[formats/gif]='formats/stb'
	[formats/hdr]='formats/stb'
	[formats/pic]='formats/stb'
	[formats/psd]='formats/stb'
	[formats/tga]='formats/stb'
)

# Headers of the C library and of Linux; all others are of third parties.
system_headers='^(assert|ctype|dirent|errno|fcntl|float|fnmatch|getopt|grp|
inttypes|limits|locale|math|poll|pthread|pwd|sched|setjmp|signal|stdarg|
stdalign|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|
strings|termios|time|unistd|wchar|sys/[a-z]+|linux/[a-z]+)\.h$'
system_headers=${system_headers//$'\n'/}

declare -A third_party_user=()
n_breaches=0

breach() {
	echo "walls: $1: $2"
	n_breaches=$((n_breaches + 1))
}

# The code of a file without its comments.
code_of() {
	gcc -fpreprocessed -dD -E -P -x c "$1" 2>/dev/null
}

# The room that a path below src/ lies in.
room_of() {
	case $1 in
	formats/*/*) cut -d/ -f1,2 <<<"$1" ;;
	*) echo "${1%%/*}" ;;
	esac
}

# The rooms and headers that a room may include, one a line.
allowed_in() {
	case $1 in
	# shellcheck disable=SC2086 # lists of words
	formats/*) printf '%s\n' $each_format ${shares[$1]-} ;;
	# shellcheck disable=SC2086
	*) printf '%s\n' ${may_include[$1]-} ;;
	esac
}

check_own() {
	local file=$1 room=$2 header=$3 allowed

	# Our glue to third parties counts as theirs.
	if [[ $header == ../third_party/* ]]; then
		check_foreign "$file" "$header"
		return
	fi
	if [ ! -f "src/$header" ]; then
		breach "$file" "\"$header\" is not written from src/"
		return
	fi
	[ "$(room_of "$header")" = "$room" ] && return
	while read -r allowed; do
		[ "$header" = "$allowed" ] && return
		[ "$(room_of "$header")" = "$allowed" ] && return
	done < <(allowed_in "$room")
	breach "$file" "$room may not know $header"
}

check_foreign() {
	local file=$1 header=$2

	[[ $header =~ $system_headers ]] && return
	if [ -n "${third_party_user[$header]-}" ]; then
		breach "$file" "<$header> is included by \
${third_party_user[$header]} already"
	fi
	third_party_user[$header]=$file
}

# check_call FILE CODE CALL WHERE: a call that only some files may make.
check_call() {
	if grep -Eq "(^|[^A-Za-z0-9_])($3) *\(" <<<"$2" &&
		[[ ! $1 =~ ^src/($4)$ ]]; then
		breach "$1" "calls $3, which only $4 may"
	fi
}

while read -r file; do
	room=$(room_of "${file#src/}")
	code=$(code_of "$file")
	[[ $room == formats/* ]] || [ -n "${may_include[$room]+known}" ] ||
		breach "$file" "no such room in the table of walls.sh"
	while read -r header; do
		check_own "$file" "$room" "$header"
	done < <(sed -En 's/^# *include "(.*)".*/\1/p' <<<"$code")
	while read -r header; do
		check_foreign "$file" "$header"
	done < <(sed -En 's/^# *include <(.*)>.*/\1/p' <<<"$code")
	check_call "$file" "$code" 'exit' 'main\.c'
	check_call "$file" "$code" '_exit|_Exit|quick_exit' 'pool/.*'
	check_call "$file" "$code" 'fork|vfork|clone|posix_spawn' 'pool/.*'
	check_call "$file" "$code" 'exec[lv]p?e?|system|popen' 'nothing'
	check_call "$file" "$code" 'abort|raise' 'main\.c'
	check_call "$file" "$code" '_?setjmp|sigsetjmp|_?longjmp' \
		'codec/codec_trap\.c'
done < <(find src -name '*.[ch]' | sort)

[ "$n_breaches" -eq 0 ]
