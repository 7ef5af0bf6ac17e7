#!/bin/bash
# SPDX-License-Identifier: MIT
#
# make_seeds_vp8.sh FOLDER - small VP8 frames of every kind, for fuzzing to
# start from
#
# Needs cwebp (webp) and ppmtoppm (netpbm).  cwebp makes one partition of
# tokens: tests/fuzz/corpus/vp8 has frames of more.
set -eu

to=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seeds=$work/seeds
mkdir "$seeds"

# shellcheck source=tests/fuzz/paint.sh
. "$(dirname "$0")/paint.sh"

# cut NAME SIZE CWEBP_OPTION...: the frame, without the 20 bytes before it.
cut() {
	local name=$1 size=$2

	shift 2
	cwebp -quiet "$@" "$work/$size.ppm" -o "$work/whole.webp"
	tail -c +21 "$work/whole.webp" >"$seeds/$name"
}

for size in '1 1' '16 16' '17 33' '70 40'; do
	read -r width height <<<"$size"
	paint "$width" "$height" | ppmtoppm >"$work/$width.ppm"
	for quality in 1 30 75 100; do
		cut "$width-q$quality" "$width" -q "$quality"
		cut "$width-q$quality-simple" "$width" -q "$quality" -nostrong
	done
done
for segments in 1 2 3 4; do
	cut "segments-$segments" 70 -segments "$segments" -sns 100
done
for method in 0 1 2 3 4 5 6; do
	cut "method-$method" 70 -m "$method" -f 60
done
cut no-filter 70 -f 0
cut sharp 70 -f 100 -sharpness 7
cut auto 70 -af
cut low-memory 70 -low_memory
head -c 100 "$seeds/70-q75" >"$seeds/short"

# Only a whole set appears.
mkdir -p "$(dirname "$to")"
rm -rf "$to"
mv "$seeds" "$to"
