#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --max-memory: what does not fit is tried alone, and refused by its header.

load common

# picture NAME: 24 MiB of pixels, of which a BMP holds all at once.
picture() {
    {
        printf 'BM\66\0\200\1\0\0\0\0\66\0\0\0\50\0\0\0'
        printf '\0\20\0\0\0\10\0\0\1\0\30\0\0\0\0\0\0\0\200\1'
        printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
    } >"$1"
    truncate -s $((54 + 4096 * 2048 * 3)) "$1"
}

@test "what does not fit beside others is tried alone" {
    if is_sanitized; then
        skip 'built for sanitizers, which take memory of their own'
    fi
    for i in 1 2 3 4; do
        picture "$i.bmp"
    done
    run graymill -j 4 --max-memory=64M .
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 4 images in "*"(4 workers)" ]]
}

@test "what does not fit at all is refused, and the rest is converted" {
    picture big.bmp
    cp "$data"/colour.* .
    run graymill --max-memory=16M .
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: ./big.bmp: 4096x2048 pixels need 25 MiB of \
memory, over the limit of 16 MiB (--max-memory)" ]
    [ ! -e processed_big.bmp ]
    [ -s processed_colour.bmp ]
}

@test "what is held to be written is refused by its header, too" {
    {
        printf '#?RADIANCE\n\n-Y 8192 +X 600\n'
        head -c 20000000 /dev/zero | tr '\0' '\1'
    } >big.hdr
    run graymill --max-memory=16M big.hdr
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: big.hdr: 600x8192 pixels need 19 MiB of \
memory, over the limit of 16 MiB (--max-memory)" ]
    [ ! -e processed_big.hdr ]
}

@test "what is held to be read and to be written is added up" {
    {
        printf 'Pf\n600 4096\n-1.0\n'
        head -c $((600 * 4096 * 4)) /dev/zero
    } >big.pfm
    run graymill --max-memory=16M big.pfm
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: big.pfm: 600x4096 pixels need 19 MiB of \
memory, over the limit of 16 MiB (--max-memory)" ]
    [ ! -e processed_big.pfm ]
}

@test "no more workers than the memory is for" {
    for i in $(seq 40); do
        big_ppm "$i.ppm"
        truncate -s 3000000 "$i.ppm"
    done
    run graymill -j 8 --max-memory=48M .
    [[ "$output" == *"(3 workers; "* ]]
}

@test "a size that is none is a usage error" {
    for size in 0 15M 16MB 1.5G 2048T x; do
        run graymill --max-memory="$size" .
        [ "$status" -eq 2 ]
        [[ "${lines[0]}" == *"--max-memory"*" from 16M to 1024T, with "* ]]
    done
}

@test "what is held to be turned is refused by its header, too" {
    python3 "$BATS_TEST_DIRNAME/metadata.py" make large_png big.png
    graymill -q --max-memory=16M big.png
    [ -s processed_big.png ]
    rm processed_big.png
    run graymill --max-memory=16M --orient=apply big.png
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: big.png: 4096x5000 pixels need 20 MiB of \
memory, over the limit of 16 MiB (--max-memory)" ]
    [ ! -e processed_big.png ]
}
