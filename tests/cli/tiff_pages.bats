#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# TIFF as TIFF: pages, and what is left of them.

load common
bats_require_minimum_version 1.5.0

tool=$BATS_TEST_DIRNAME/../data/tiffs.py

setup_file() {
    [[ -e ${binary%/*}/modules/tiff.so ]] || skip 'no module for TIFF'
}

show() {
    python3 "$tool" show "$1"
}

@test "every page of a TIFF is in its copy, and gray" {
    python3 "$tool" make a.tif color gray color
    run -0 --separate-stderr "$binary" -v a.tif
    [[ ${lines[0]} == 'a.tif -> processed_a.tif (TIFF 2x1, pixels, '* ]]
    [[ -z $stderr ]]
    run -0 show processed_a.tif
    [[ $output == $'1 124 18\n1 124 18\n1 124 18' ]]
}

@test "--frames=first takes the first page alone" {
    python3 "$tool" make a.tif color gray
    graymill -q --frames=first a.tif
    run -0 show processed_a.tif
    [[ $output == '1 124 18' ]]
}

@test "a gray TIFF is copied as it is" {
    python3 "$tool" make a.tif gray gray
    graymill -q a.tif
    cmp a.tif processed_a.tif
}

@test "a chain of pages that comes round ends, with a warning" {
    python3 "$tool" make a.tif color gray circle
    run -0 --separate-stderr "$binary" a.tif
    [[ $stderr == *'warning: a directory that is damaged, or met twice, is left out' ]]
    run -0 show processed_a.tif
    [[ $output == $'1 124 18\n1 124 18' ]]
}

@test "--in-place keeps all pages" {
    python3 "$tool" make a.tif color gray
    graymill -q --in-place a.tif
    run -0 show a.tif
    [[ $output == $'1 124 18\n1 124 18' ]]
}

@test "layers in colour are left out, but not in place" {
    python3 "$tool" make a.tif layers
    cp a.tif before.tif
    run -1 --separate-stderr "$binary" -q --in-place a.tif
    [[ $stderr == *'further pictures would be lost: --in-place leaves it as it is'* ]]
    cmp a.tif before.tif
    graymill -q a.tif
    run -0 show processed_a.tif
    [[ $output == '1 124 18' ]]
}
