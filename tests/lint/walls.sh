#!/bin/bash
# SPDX-License-Identifier: MIT
#
# walls.sh - the walls between the rooms of src/
#
# Reads the #include lines and a few telling calls of every file under src/
# in the current folder.  Prints each breach and fails when there is one.
set -u

# What a room may include besides itself: a room, or one header of it.
declare -A may_include=(
	[base]=''
	[image]='base meta'
	[jpeg]='base meta'
	[png]='base meta image/gray.h image/image.h image/compress.h'
	[meta]='base'
	[plan]='base'
	[pool]='base'
	[job]='base image jpeg png meta'
	[report]='base'
	[cli]='base image/compress.h image/gray.h'
	[run]='base image jpeg png meta plan pool job report cli'
	[main.c]='base run cli'
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
	[ "${header%%/*}" = "$room" ] && return
	for allowed in ${may_include[$room]-}; do
		case $header in
		"$allowed" | "$allowed"/*) return ;;
		esac
	done
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
	room=${file#src/}
	room=${room%%/*}
	code=$(code_of "$file")
	[ -n "${may_include[$room]+known}" ] ||
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
		'image/codec_(jpeg|png|trap).*'
done < <(find src -name '*.[ch]' | sort)

[ "$n_breaches" -eq 0 ]
