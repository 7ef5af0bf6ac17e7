#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# GRAYMILL, which is built with musl, does what OTHER does, which is not.

load ../cli/common

bats_require_minimum_version 1.5.0

# Each to its folder, with its lines; what needs a module is left out.
both() {
    mkdir samples
    cp "$BATS_TEST_DIRNAME"/../../samples/* samples
    rm samples/*.{heic,avif,jxl,tif,jp2}
    for program in "$binary" "$OTHER"; do
        status=0
        "$program" -v -j 1 -o out "$@" samples >lines 2>&1 || status=$?
        echo "status $status" >>lines
        sed -i 's/ in [0-9.]* s,/ in X s,/' lines
        mv lines "lines.${program//\//_}"
        mv out "out.${program//\//_}"
    done
    diff lines.*
    diff -r out.*
}

@test "the program is not the other" {
    run -1 cmp -s "$binary" "$OTHER"
    grep -q GLIBC_ <(strings -a "$OTHER")
    run ! grep -q GLIBC_ <(strings -a "$binary")
}

@test "by any way they make the same bytes, and say the same" {
    both
}

@test "by pixels, too" {
    both --jpeg=pixels --gray=linear --compress=best --strip
}

@test "as PNG, too" {
    both --to=png
}
