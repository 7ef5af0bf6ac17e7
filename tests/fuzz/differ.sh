#!/bin/bash
# SPDX-License-Identifier: MIT
#
# differ.sh OLD NEW [FOLDER...] - what two builds of graymill do differently
#
# Every file of tests/fuzz/corpus, of tests/data, of samples and of the FOLDERs
# (build/fuzz/seeds*, say) goes through both under several sets of options.
# Says for each set which outputs differ, and which messages, and ends with 1
# if any do.  Folders are scanned by names, so each file is named here; both
# builds see the same names, and messages hold no times.
set -u

old=$(realpath "$1") || exit 2
new=$(realpath "$2") || exit 2
shift 2
folders=()
for folder; do
	folders+=("$(realpath "$folder")")
done
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n_sets=0
n_differ=0

# Short names, one after the other, with the list of what each one was.
gather() {
	local file n=0

	mkdir "$work/in"
	while IFS= read -r -d '' file; do
		n=$((n + 1))
		ln -s "$(realpath "$file")" "$work/in/$n"
		echo "$n $file"
	done < <(find tests/fuzz/corpus tests/data samples "${folders[@]}" \
		-type f -print0 | sort -z) >"$work/names"
	find "$work/in" -type l | sort -V >"$work/list"
	echo "$n files"
}

# convert WHO PROGRAM OPTION...: outputs by their sums, lines in the order of
# the inputs, without the summary, which tells the time.
convert() {
	local who=$1 status
	shift

	"$@" -v --files-from="$work/list" -o "$work/out" \
		>"$work/$who.lines" 2>"$work/$who.errors"
	status=$?
	{
		echo "status: $status"
		sed -n "s|$work/||g; s|^in/||p" "$work/$who.lines"
		sed "s|$work/||g; s|in/||g" "$work/$who.errors" | sort -V
	} >"$work/$who.said"
	(cd "$work/out" && find . -type f -exec sha1sum {} + | sort -k 2V) \
		>"$work/$who.sums"
	rm -rf "$work/out"
}

# compare OPTION...
compare() {
	local n_outputs n_said

	mkdir -p "$work/out"
	convert old "$old" "$@"
	mkdir -p "$work/out"
	convert new "$new" "$@"
	n_outputs=$(diff "$work/old.sums" "$work/new.sums" | grep -c '^[<>]')
	n_said=$(diff "$work/old.said" "$work/new.said" | grep -c '^[<>]')
	n_sets=$((n_sets + 1))
	echo "== ${*:-(as it comes)}: $(wc -l <"$work/new.sums") outputs," \
		"$n_outputs lines of sums and $n_said of messages differ"
	[ "$((n_outputs + n_said))" -gt 0 ] || return 0
	n_differ=$((n_differ + 1))
	{
		diff "$work/old.sums" "$work/new.sums"
		diff "$work/old.said" "$work/new.said"
	} | grep '^[<>]' | tee -a "$work/differences"
}

# What the numbers stand for.
name_files() {
	grep -oE '(processed_|[<>] |graymill: )[0-9]+' "$work/differences" |
		grep -oE '[0-9]+$' | sort -u | join - <(sort -k 1b,1 "$work/names")
}

gather
compare
compare --salvage
compare --jpeg=pixels --frames=first
compare --gray=linear --quality=50
compare --compress=best --frames=first --salvage
[ "$n_differ" -eq 0 ] || name_files
echo "$n_differ of $n_sets sets of options differ"
[ "$n_differ" -eq 0 ]
