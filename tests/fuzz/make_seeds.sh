#!/bin/bash
# SPDX-License-Identifier: MIT
#
# make_seeds.sh FOLDER - small JPEGs of every kind, for fuzzing to start from
#
# Needs cjpeg and jpegtran (libjpeg-turbo-progs).  The pictures are those of
# tests/data, and some of odd sizes that are made here.
set -eu
cd "$(dirname "$0")/../.."

to=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seeds=$work/seeds
mkdir "$seeds"

# shellcheck source=tests/fuzz/paint.sh
. tests/fuzz/paint.sh

# cut NAME CJPEG_OPTION...: a seed from standard input.  It warns of tables that
# are not baseline, which are wanted.
cut() {
	local name=$1

	shift
	cjpeg "$@" >"$seeds/$name.jpg" 2>"$work/warnings" || {
		cat "$work/warnings" >&2
		return 1
	}
}

# recut NAME SEED JPEGTRAN_OPTION...: a seed from another one.
recut() {
	local name=$1 seed=$2

	shift 2
	jpegtran -copy all "$@" "$seeds/$seed.jpg" >"$seeds/$name.jpg"
}

for size in '8 8' '17 9' '33 1' '1 33' '16 16' '40 24'; do
	read -r width height <<<"$size"
	name=${width}x$height
	paint "$width" "$height" >"$work/$name.ppm"
	for sample in 1x1 2x1 1x2 2x2 4x1 1x4; do
		cut "$name-$sample" -sample "$sample" <"$work/$name.ppm"
		recut "$name-$sample-progressive" "$name-$sample" -progressive
	done
	cut "$name-gray" -grayscale <"$work/$name.ppm"
	recut "$name-gray-progressive" "$name-gray" -progressive
done

picture=$work/40x24.ppm
for quality in 1 25 50 90 100; do
	cut "quality-$quality" -quality "$quality" <"$picture"
	cut "quality-$quality-progressive" -quality "$quality" -progressive \
		<"$picture"
done
for restart in 1 1B 3B 7B; do
	for sample in 1x1 2x1 2x2; do
		cut "restart-$restart-$sample" -restart "$restart" \
			-sample "$sample" <"$picture"
		recut "restart-$restart-$sample-progressive" "40x24-$sample" \
			-progressive -restart "$restart"
	done
	cut "restart-$restart-gray" -grayscale -restart "$restart" <"$picture"
done
cut optimised -optimize <"$picture"
cut optimised-gray -optimize -grayscale <"$picture"
cut arithmetic -arithmetic <"$picture"
cut rgb -rgb <"$picture"
cut wide-tables -quality 1 -optimize <"$picture"
recut jpegtran-gray 40x24-2x2 -grayscale

# Scan scripts: components: Ss-Se, Ah, Al;
declare -A scripts=(
	[apart]='0; 1; 2;'
	[luma-last]='2; 1; 0;'
	[luma-apart]='0; 1 2;'
	[luma-with-cr]='0 2; 1;'
	[spectral]='0 1 2: 0-0, 0, 0; 0: 1-5, 0, 0; 0: 6-63, 0, 0;
		1: 1-63, 0, 0; 2: 1-63, 0, 0;'
	[successive]='0 1 2: 0-0, 0, 2; 0: 1-63, 0, 2; 1: 1-63, 0, 1;
		2: 1-63, 0, 1; 0 1 2: 0-0, 2, 1; 0: 1-63, 2, 1; 0: 1-63, 1, 0;
		0 1 2: 0-0, 1, 0; 1: 1-63, 1, 0; 2: 1-63, 1, 0;'
	[dc-apart]='0: 0-0, 0, 1; 1: 0-0, 0, 0; 2: 0-0, 0, 0; 0: 0-0, 1, 0;
		0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;'
	[dc-paired]='0 1: 0-0, 0, 1; 2: 0-0, 0, 0; 0 1: 0-0, 1, 0;
		0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;'
	[incomplete]='0 1 2: 0-0, 0, 1; 0: 1-63, 0, 1;'
)
for script in "${!scripts[@]}"; do
	echo "${scripts[$script]}" >"$work/scans"
	for sample in 1x1 2x2; do
		recut "scans-$script-$sample" "40x24-$sample" \
			-scans "$work/scans"
		recut "scans-$script-$sample-restart" "40x24-$sample" \
			-scans "$work/scans" -restart 2B
	done
done

# What stands before and behind the picture.
exif='\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00'
comment='\xff\xfe\x00\x07seeds'
adobe='\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x01'
for seed in 40x24-2x2 40x24-2x2-progressive; do
	{
		printf '\xff\xd8%b%b' "$exif" "$comment$adobe"
		tail -c +3 "$seeds/$seed.jpg"
	} >"$seeds/$seed-segments.jpg"
	{
		cat "$seeds/$seed.jpg"
		printf 'and more'
	} >"$seeds/$seed-more.jpg"
	{
		head -c -2 "$seeds/$seed.jpg"
		printf '\xff\xff\xff\xd9'
	} >"$seeds/$seed-fill.jpg"
	head -c -30 "$seeds/$seed.jpg" >"$seeds/$seed-short.jpg"
done
for file in tests/data/*.jpg; do
	cp "$file" "$seeds/data-${file##*/}"
done

# Only a whole set appears.
mkdir -p "$(dirname "$to")"
rm -rf "$to"
mv "$seeds" "$to"
