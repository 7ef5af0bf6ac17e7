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

# breaches TEXT: each line of input, FILE or FILE:LINE:..., is one.
breaches() {
	while IFS= read -r line; do
		echo "$line"
		breach "${line%%:*}" "$1"
	done
}

# Every file written by hand: its licence, its white space.
mapfile -t files < <(find src tests third_party samples .ci Makefile -type f \
	\( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.bats' \
	-o -name '*.bash' -o -name '*.awk' -o -name Makefile -o -path '.ci/*' \
	\) | sort)
breaches 'no SPDX line at the top' < <(awk 'FNR == 1 || FNR == 2 {
	seen[FILENAME] = seen[FILENAME] $0 }
	END { for (file in seen)
		if (seen[file] !~ /SPDX-License-Identifier: MIT/)
			print file }' "${files[@]}")
breaches 'white space at the end of a line' < <(grep -nE '[[:blank:]]+$' \
	"${files[@]}" /dev/null)
breaches 'unfinished business' < <(grep -nE \
	'(TODO|FIXME|XXX)([^A-Za-z]|$)' "${files[@]}" /dev/null |
	grep -v 'texts.sh:' | grep -v 'XXXXXX')

# The code of all files, FILE:LINE:CODE, without strings and comments.
mapfile -t sources < <(find src tests third_party -name '*.[ch]' | sort)
breaches 'a // comment' < <(grep -nF // "${sources[@]}" /dev/null | sed -E '
	s/"([^"\\]|\\.)*"//g; s:/\*.*\*/::
	/^[^:]*:[0-9]+:[[:blank:]]*\*/d' | grep //)
breaches 'a macro that looks like a function' < <(grep -nE \
	'^[[:blank:]]*#[[:blank:]]*define[[:blank:]]+[A-Za-z0-9_]+\(' \
	"${sources[@]}" /dev/null)
wc -l "${sources[@]}" | awk -v max="$max_lines" '$1 > max && $2 != "total" {
	print "texts: warning: " $2 ": " $1 " lines" }'

# A test's room may be told from ours of the same name, or not.
while read -r file; do
	guard=${file#*/}
	guard=${guard^^}
	guard=${guard//[\/.]/_}
	text=$(<"$file")
	for word in ifndef define; do
		[[ $text =~ (^|$'\n')"#$word GM_"(TESTS_)?$guard($'\n'|$) ]] ||
			breach "$file" "no #$word of its guard GM_$guard"
	done
done < <(find src tests -name '*.h' | sort)

while read -r name; do
	breach "$name" 'names more than one file'
done < <(find src tests third_party -name '*.[ch]' -printf '%f\n' |
	sort | uniq -d)

[ "$n_breaches" -eq 0 ]
