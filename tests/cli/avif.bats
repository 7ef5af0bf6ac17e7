#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# AVIF: with loss or without, how it is turned, what is copied, what is refused.

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples
tool=$BATS_TEST_DIRNAME/metadata.py

setup_file() {
    [ -e "${binary%/*}/modules/avif.so" ] || skip "this build has no AVIF"
}

# report FILE: what libavif says of it, a word or more after each name.
report() {
    avifdec --info "$1" | sed -n 's/^ *[*] \([^:]*[^: ]\) *: /\1: /p'
}

@test "a copy is Y alone, of the depth and the range of its picture" {
    for depth in 8 10 12; do
        for range in full limited; do
            avifenc -s 10 -d "$depth" -r "$range" -y 444 "$data/colour.png" x.avif >/dev/null
            graymill -q x.avif
            report processed_x.avif >told
            grep -qx 'Format: YUV400' told
            grep -qx "Bit Depth: $depth" told
            grep -qix "Range: $range" told
        done
    done
}

@test "what is gray is copied, and stays as it is" {
    run graymill -v -o one "$samples/one.avif"
    [[ "${lines[0]}" == *" (AVIF 200x125, pixels, "* ]]
    run graymill -v -o two one/processed_one.avif
    [[ "${lines[0]}" == *" (AVIF 200x125, direct, "* ]]
    cmp one/processed_one.avif two/processed_processed_one.avif
    for option in --quality=50 --lossless=never; do
        run graymill -v "$option" -o three one/processed_one.avif
        [[ "${lines[0]}" == *" (AVIF 200x125, pixels, "* ]]
    done
}

@test "what says more than gray has is not copied" {
    python3 "$tool" make all_png all.png
    graymill -q --to=avif --prefix= all.png
    run graymill -v -o out all.png.avif
    [[ "${lines[0]}" == *", direct, "* ]]
    run graymill -v --strip -o stripped all.png.avif
    [[ "${lines[0]}" == *", pixels, "* ]]
    run ! grep -q 'Exif' stripped/*
}

@test "what was lossless stays so, and what was not has its quantiser" {
    graymill -q --to=avif -o less "$data/colour.ppm"
    graymill -q --to=pnm -o wanted "$data/colour.ppm"
    graymill -q --to=pnm -o got less/*
    cmp wanted/processed_colour.ppm got/processed_processed_colour.ppm.avif.pnm
    graymill -q --to=avif -o lossy "$samples/photo.jpg"
    graymill -q --to=avif --quality=30 -o small "$samples/photo.jpg"
    [ "$(stat -c %s small/*)" -lt "$(stat -c %s lossy/*)" ]
}

@test "properties turn a picture, and an orientation becomes properties" {
    avifenc -s 10 --irot 1 "$samples/colour.png" x.avif >/dev/null
    run graymill -v -o out x.avif
    [[ "${lines[0]}" == *" (AVIF 150x240, "* ]]
    report out/processed_x.avif | grep -q '^Resolution: 150x240'
    python3 "$tool" make oriented_png oriented.png
    graymill -q --to=avif oriented.png
    report processed_oriented.png.avif >told
    grep -q '^irot (Rotation): ' told
    mv processed_oriented.png.avif turned.avif
    graymill -q --to=png -o back turned.avif
    python3 "$tool" tell back/* | grep '^eXIf ' >told
    grep -q '\\x01\\x12\\x00\\x03\\x00\\x00\\x00\\x01\\x00\\x01' told
}

@test "harder is smaller, and none is slower than it has to be" {
    for effort in fast default best; do
        graymill -q --to=avif --compress="$effort" -o "$effort" "$data/colour.png"
        graymill -q --to=pnm -o "$effort" "$effort"/*.avif
    done
    cmp fast/*.pnm default/*.pnm
    cmp best/*.pnm default/*.pnm
    [ "$(stat -c %s best/*.avif)" -le "$(stat -c %s fast/*.avif)" ]
}

@test "what needs more memory than there is, is refused by its header" {
    head -c 1400000 /dev/urandom >noise
    { printf 'P5 1400 1000 255\n'; cat noise; } >noise.pgm
    run graymill --to=avif --max-memory=60M noise.pgm
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"1400x1000 pixels need 62 MiB of memory, over the limit"* ]]
}

@test "a file that calls itself something else is read by its content" {
    cp "$samples/one.avif" x.jpg
    run graymill -v -o out x.jpg
    [ "$status" -eq 0 ]
    [[ "$output" == *"content is AVIF"* ]]
}
