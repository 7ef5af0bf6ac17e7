#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is said of files that are cut short, damaged, or more than a picture.

load common

samples=$BATS_TEST_DIRNAME/../../samples

# The pictures, without the script that paints them.
sample_names() {
    (cd "$samples" && printf '%s\n' *.*[!y])
}

# The last byte of these is no part of the pixels: a footer, a mark.
ends_in_a_mark() {
    [[ "$1" == *.tga || "$1" == *.gif ||
        "$1" == *.jpg || "$1" == *.png || "$1" == *.apng ||
        "$1" == *.nef || "$1" == *.jp2 ]]
}

# These say where their parts are: there is no end at which more could begin.
has_places() {
    [[ "$1" == *.heic || "$1" == *.ico || "$1" == *.jp2 || "$1" == *.jxl ||
        "$1" == *.nef || "$1" == *.tif ]]
}

# What these say of themselves stands at the end, or their pixels are coded as a
# whole.
is_all_or_nothing() {
    [[ "$1" == *.avif || "$1" == *.heic || "$1" == *.jxl || "$1" == *.tif ]]
}

# cut NAME NBYTES: a copy that ends there.
cut() {
    head -c "$2" "$samples/$1" >"$1"
}

# run_on NAME ARGUMENT...: on that file, into ./out.
run_on() {
    run graymill "${@:2}" -o out "$1"
    echo "$1: $status: $output"
}

@test "a file that is cut is truncated, wherever it is cut" {
    for name in $(sample_names); do
        size=$(stat -c %s "$samples/$name")
        cuts="$((size / 2)) $((size * 2 / 3)) $((size - 40))"
        # Alpha and the modes of all rows come before the first row.
        [ "$name" != lossy.webp ] ||
            cuts="$((size * 4 / 5)) $((size * 9 / 10)) $((size - 40))"
        ends_in_a_mark "$name" || cuts+=" $((size - 1))"
        for nbytes in $cuts; do
            cut "$name" "$nbytes"
            run_on "$name"
            [ "$status" -eq 1 ]
            [[ "${lines[0]}" == "graymill: $name: truncated: "* ]]
            run_on "$name" --salvage
            if is_all_or_nothing "$name"; then
                [ "$status" -eq 1 ]
                continue
            fi
            [ "$status" -eq 0 ]
            [[ "${lines[0]}" == "graymill: $name: warning: truncated: "* ]]
        done
    done
}

# Checksums, the size of an empty chunk, "IEND" and its checksum.
@test "a PNG that has lost its end is whole, whatever is in its place" {
    for name in $(cd "$samples" && echo *.png); do
        size=$(stat -c %s "$samples/$name")
        for n in 1 4 8 11 12 14 16 18 20; do
            cut "$name" $((size - n))
            run_on "$name"
            [ "$status" -eq 0 ]
            [ "${lines[0]}" = "graymill: $name: warning: the end marker is missing" ]
            run graymill -q -o again "out/processed_$name"
            [ "$output" = "" ]
            cmp "again/processed_processed_$name" "out/processed_$name"
        done
    done
    cut colour.png $(($(stat -c %s "$samples/colour.png") - 12))
    cat "$data/gray.jpg" >>colour.png
    run_on colour.png -v
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "graymill: colour.png: warning: the end marker is missing" ]
    [[ "$output" == *"trailing data left out"* ]]
}

@test "a header that is cut is truncated or no picture, salvaged or not" {
    for name in $(sample_names); do
        for nbytes in 3 15 25; do
            cut "$name" "$nbytes"
            for option in --no-option --salvage; do
                run_on "$name" "${option/--no-option/-v}"
                [ "$status" -eq 1 ]
                [[ "$output" =~ ^"graymill: $name: "(truncated|not a picture|corrupt: no frame) ]]
            done
        done
    done
}

@test "the end mark alone may be missing" {
    cut still.gif "$(($(stat -c %s "$samples/still.gif") - 1))"
    run_on still.gif
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *": warning: the end marker is missing" ]]
}

@test "what follows a picture is left out, and -v tells" {
    for name in $(sample_names); do
        cp "$samples/$name" .
        run_on "$name" -v
        [ "$status" -eq 0 ]
        [[ "$output" != *"trailing data left out"* ]]
        mv out/processed_* whole
        for garbage in x "$(seq 100)"; do
            cp "$samples/$name" .
            printf '%s' "$garbage" >>"$name"
            run_on "$name" -v
            [ "$status" -eq 0 ]
            has_places "$name" ||
                [[ "${lines[0]}" == *"; trailing data left out)" ]]
            cmp whole out/processed_*
        done
        rm -r out
    done
}

# flip NAME OFFSET: a copy whose byte there is another.
flip() {
    cp "$samples/$1" .
    printf '\377' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "damage that can be seen is called so" {
    flip colour.png 20000
    flip interlaced.png 12000
    flip radiance.hdr 56 # the length of a run
    flip softimage.pic 112 # and of another
    # A part of the scan is gone, and the end is there.
    { head -c 20000 "$samples/photo.jpg"; tail -c 15000 "$samples/photo.jpg"; } >photo.jpg
    printf 'P2 2 2 7 1 2 3 8 ' >plain.pnm
    for name in *.*; do
        run_on "$name"
        [ "$status" -eq 1 ]
        [[ "${lines[0]}" =~ ^"graymill: $name: "[Cc]"orrupt" ]]
    done
    for name in colour.png interlaced.png photo.jpg; do
        run_on "$name" --salvage
        [ "$status" -eq 0 ]
        [[ "${lines[0]}" =~ ^"graymill: $name: warning: "[Cc]"orrupt" ]]
    done
}

# Codes are looked at where pixels are made of them.
@test "damage in the codes of a GIF stays in a GIF, and is told of a PNG" {
    flip still.gif 2000
    run_on still.gif
    [ "$status" -eq 0 ]
    run_on still.gif --to=png
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: still.gif: corrupt: "* ]]
}

@test "damage beside the picture is a warning" {
    python3 -B - "$data" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
from png_chunks import chunk
png = open(sys.argv[1] + "/colour.png", "rb").read()
text = chunk(b"tEXt", b"Title\0x")
with open("text.png", "wb") as file:
    file.write(png[:33] + text[:-1] + b"?" + png[33:])
jpeg = open(sys.argv[1] + "/colour.jpg", "rb").read()
with open("end.jpg", "wb") as file:
    file.write(jpeg[:-2] + b"12345678" + jpeg[-2:])
END
    for name in text.png end.jpg; do
        run_on "$name"
        [ "$status" -eq 0 ]
        [[ "${lines[0]}" == "graymill: $name: warning: "* ]]
    done
}
