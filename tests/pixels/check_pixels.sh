#!/bin/bash
# SPDX-License-Identifier: MIT
#
# check_pixels.sh - outputs against decoders that are not ours, as TAP
#
# djpeg and netpbm read an input and its output, gray_compare says whether
# one is the gray of the other: exactly, but for JPEG.  GRAYMILL names the
# binary and PIXEL_TOOL the comparing program.
set -u
cd "$(dirname "$0")/../.." || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n_tests=0

result() {
	n_tests=$((n_tests + 1))
	echo "$1 $n_tests - $2"
}

# Decode a picture of any format as PNM on stdout, by its content.
decode() {
	case $(head -c 4 "$1" | od -An -tx1 | tr -d ' ') in
	ffd8*) djpeg "$1" ;;
	89504e47) pngtopam -alphapam "$1" ;;
	424d*) bmptopnm -quiet "$1" ;;
	47494638) giftopnm -quiet "$1" ;;
	50[34][0-9a-f]*) cat "$1" ;;
	716f6966) qoitopam "$1" ;;
	52494646) dwebp -quiet -pam "$1" -o - ;;
	*) tgatoppm -quiet "$1" ;;
	esac
}

# G and alpha: of three gray levels libwebp makes R, G and B one apart.
green_of() {
	pamchannel -tupletype GRAYSCALE_ALPHA 1 3 <"$1" >"$1.green" &&
		mv "$1.green" "$1"
}

# Where the output of an input is.
output_of() {
	local output=$work/${1%/*}/processed_${1##*/}

	# What is written in another format has its extension after its own.
	[ -e "$output" ] || [ ! -e "$output.png" ] || output+=.png
	echo "$output"
}

# compare INPUT MEAN
compare() {
	local output

	output=$(output_of "$1")
	# The Y of a JPEG is what its own library calls gray.
	if [[ $1 == *.jpg && $1 != *cmyk* ]]; then
		djpeg -grayscale "$1" >"$work/in.pnm"
	else
		decode "$1" >"$work/in.pnm"
	fi
	if decode "$output" >"$work/out.pnm" &&
		{ [[ $1 != *lossy.webp ]] || green_of "$work/out.pnm"; } &&
		verdict=$("$PIXEL_TOOL" "$work/in.pnm" "$work/out.pnm" "$2"); then
		result ok "$1 is gray: $verdict"
	else
		result 'not ok' "$1 is gray: ${verdict-}"
	fi
}

# What no decoder here reads must at least come out as a gray picture.
is_gray() {
	if decode "$(output_of "$1")" >"$work/out.pnm" &&
		"$PIXEL_TOOL" "$work/out.pnm" "$work/out.pnm" >/dev/null; then
		result ok "$1 becomes a gray picture"
	else
		result 'not ok' "$1 becomes a gray picture"
	fi
}

has_no_output() {
	if [ -e "$(output_of "$1")" ]; then
		result 'not ok' "$1 has no output"
	else
		result ok "$1 has no output"
	fi
}

# converts FOLDER STATUS
converts() {
	local status

	"$GRAYMILL" -q -o "$work/$1" "$1" 2>/dev/null
	status=$?
	if [ "$status" -eq "$2" ]; then
		result ok "$1 ends with status $2"
	else
		result 'not ok' "$1 ends with status $status"
	fi
}

converts samples 0
converts tests/data 1

for input in samples/*.{png,bmp,tga,ppm,gif,qoi} samples/lossless.webp \
	tests/data/{colour,gray,alpha,palette,deep16}.png \
	tests/data/colour.{bmp,tga,ppm} tests/data/{still,animation}.gif; do
	compare "$input" 0
done
for input in samples/{photo,progressive}.jpg tests/data/{colour,gray}.jpg; do
	compare "$input" 0.6
done
# Another loss, and the rounding of Y in 219 steps.
compare samples/lossy.webp 1
# Ink is made gray from its colours and then compressed again.
compare samples/cmyk.jpg 1.5
for input in samples/{layers.psd,softimage.pic}; do
	is_gray "$input"
done
for input in tests/data/truncated.{jpg,png,bmp} tests/data/huge.{jpg,png} \
	tests/data/bad-crc.png \
	tests/data/{not-a-picture,empty}.jpg; do
	has_no_output "$input"
done
if [ -z "$(find "$work" -name '.graymill-*')" ]; then
	result ok 'no temporary is left'
else
	result 'not ok' 'no temporary is left'
fi
echo "1..$n_tests"
