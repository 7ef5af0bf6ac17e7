#!/bin/bash
# SPDX-License-Identifier: MIT
#
# texts.sh - the habits of the house that need no compiler
#
# Looks at the sources under the current folder.  Prints each breach and
# fails when there is one; a long file is only worth a warning.
set -u

max_lines=300
n_breaches=0

breach() {
	echo "texts: $1: $2"
	n_breaches=$((n_breaches + 1))
}

# Every file written by hand: its licence, its white space.
while read -r file; do
	head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
		breach "$file" 'no SPDX line at the top'
	grep -nE '[[:blank:]]+$' "$file" /dev/null &&
		breach "$file" 'white space at the end of a line'
	grep -nE '(TODO|FIXME|XXX)([^A-Za-z]|$)' "$file" /dev/null |
		grep -v 'texts.sh:' | grep -v 'XXXXXX' &&
		breach "$file" 'unfinished business'
done < <(find src tests third_party samples .ci Makefile -type f \( \
	-name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.bats' \
	-o -name '*.bash' -o -name '*.awk' -o -name Makefile -o -path '.ci/*' \) | sort)

# Code and comments of a file, without its strings and /* */ comments.
without_strings() {
	sed -E 's/"([^"\\]|\\.)*"//g; s:/\*.*\*/::; /^[[:blank:]]*\*/d' "$1"
}

while read -r file; do
	without_strings "$file" | grep -n '//' &&
		breach "$file" 'a // comment'
	gcc -fpreprocessed -dD -E -P -x c "$file" 2>/dev/null |
		grep -E '^# *define +[A-Za-z0-9_]+\(' &&
		breach "$file" 'a macro that looks like a function'
	lines=$(wc -l <"$file")
	[ "$lines" -le "$max_lines" ] ||
		echo "texts: warning: $file: $lines lines"
done < <(find src tests third_party -name '*.[ch]' | sort)

# A test's room may be told from ours of the same name, or not.
while read -r file; do
	guard=$(tr 'a-z/.' 'A-Z__' <<<"${file#*/}")
	for word in ifndef define; do
		grep -qxE "#$word GM_(TESTS_)?$guard" "$file" ||
			breach "$file" "no #$word of its guard GM_$guard"
	done
done < <(find src tests -name '*.h' | sort)

while read -r name; do
	breach "$name" 'names more than one file'
done < <(find src tests third_party -name '*.[ch]' -printf '%f\n' |
	sort | uniq -d)

[ "$n_breaches" -eq 0 ]
