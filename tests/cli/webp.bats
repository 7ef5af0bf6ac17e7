#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# WebP: with loss or without, and what goes with it.

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples
tool=$BATS_TEST_DIRNAME/metadata.py

# coding FILE: VP8 of a lossy picture, VP8L of a lossless one.
coding() {
    python3 - "$1" <<END
import sys
with open(sys.argv[1], "rb") as file:
    data = file.read()
assert data[:4] == b"RIFF" and int.from_bytes(data[4:8], "little") == len(data) - 8
at = 12
while data[at:at + 4] not in (b"VP8 ", b"VP8L"):
    size = int.from_bytes(data[at + 4:at + 8], "little")
    at += 8 + size + size % 2
print(data[at:at + 4].decode())
END
}

# refused_by_header WIDTH HEIGHT OPTION...: noise with alpha needs some memory
# to become WebP, and with less of it is refused for what its header says.
refused_by_header() {
    local mib
    python3 - "$1" "$2" <<END
import random, sys
with open("noise.pam", "wb") as file:
    file.write(b"P7\nWIDTH %s\nHEIGHT %s\nDEPTH 2\nMAXVAL 255\n"
               b"TUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n"
               % (sys.argv[1].encode(), sys.argv[2].encode()))
    file.write(random.Random(1).randbytes(
        int(sys.argv[1]) * int(sys.argv[2]) * 2))
END
    for mib in {20..80..2}; do
        run --separate-stderr graymill --to=webp --max-memory="${mib}M" \
            "${@:3}" noise.pam
        [ "$status" -eq 0 ] && [ "$mib" -gt 20 ] && return
        [[ $stderr == *"pixels need "*" MiB of memory, over the limit"* ]]
    done
    false
}

@test "what was lossless stays so, and what was not has its quality" {
    graymill -q -o out "$samples"/loss{y,less}.webp
    [ "$(coding out/processed_lossless.webp)" = VP8L ]
    [ "$(coding out/processed_lossy.webp)" = 'VP8 ' ]
    graymill -q --to=webp -o out "$data/colour.png" "$samples/photo.jpg"
    [ "$(coding out/processed_colour.png.webp)" = VP8L ]
    [ "$(coding out/processed_photo.jpg.webp)" = 'VP8 ' ]
    graymill -q --quality=80 -o number "$samples"/loss{y,less}.webp
    [ "$(coding number/processed_lossless.webp)" = 'VP8 ' ]
    [ "$(coding number/processed_lossy.webp)" = 'VP8 ' ]
}

@test "harder is smaller, and no pixel is another" {
    for effort in fast default best; do
        graymill -q --compress="$effort" -o "$effort" "$samples/lossless.webp"
        dwebp -quiet -ppm "$effort/processed_lossless.webp" -o "$effort.ppm"
    done
    cmp fast.ppm default.ppm
    cmp best.ppm default.ppm
    [ "$(stat -c %s best/*)" -lt "$(stat -c %s fast/*)" ]
}

@test "a side of more than 16383 pixels is refused" {
    printf 'P5 16384 1 255\n%16384s' x >wide.pgm
    run graymill --to=webp wide.pgm
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = \
        "graymill: wide.pgm: WebP holds at most 16383 pixels a side" ]
    printf 'P5 16383 1 255\n%16383s' x >less.pgm
    graymill -q --to=webp less.pgm
}

@test "the profile of a WebP is one of RGB" {
    python3 "$tool" make all_png all.png
    run graymill --to=webp all.png
    [ "$status" -eq 0 ]
    [ "$(head -c 16 processed_all.png.webp | tail -c 4)" = VP8X ]
    at=$(grep -abo ICCP processed_all.png.webp | head -n 1 | cut -d : -f 1)
    [ "$(tail -c +"$((at + 8 + 16 + 1))" processed_all.png.webp | head -c 4)" = 'RGB ' ]
    graymill -q --to=webp --profile=never -o never all.png
    run ! grep -q ICCP never/*
}

@test "a WebP that is cut short fails, and is salvaged as far as it goes" {
    head -c 3000 "$samples/lossless.webp" >cut.webp
    run graymill cut.webp
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: cut.webp: truncated: "* ]]
    run graymill -v --salvage cut.webp
    [ "$status" -eq 0 ]
    [[ "$output" == *"truncated: what is missing is black"* ]]
}

@test "what needs more memory than there is, is refused by its header" {
    if is_sanitized; then
        skip 'built for sanitizers, which take memory of their own'
    fi
    refused_by_header 900 700
    refused_by_header 900 700 --quality=80
    refused_by_header 300 200 --compress=best
    refused_by_header 300 200 --compress=best --quality=80
}
