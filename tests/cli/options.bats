#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The command line as a user meets it: where texts go, and what they exit
# with.  What each value may be is tested in tests/unit.

load common

hint="Try 'graymill --help' for more information."

# assert_usage LINE OPTION...: refused in that one line, and nothing done.
assert_usage() {
    local line=$1 status=0
    shift
    graymill "$@" >out 2>err || status=$?
    [ "$status" -eq 2 ]
    [ ! -s out ]
    diff err <(printf 'graymill: %s\n%s\n' "$line" "$hint")
}

@test "--help and --version go to standard output" {
    for option in --help -h --version -V; do
        graymill "$option" >out 2>err
        [ -s out ]
        [ ! -s err ]
    done
    [[ "$(graymill --version)" =~ ^"graymill "[0-9]+\.[0-9]+\.[0-9]+$ ]]
    [ "$(graymill -h)" = "$(graymill --help)" ]
}

@test "--help that cannot be written is an error" {
    status=0
    graymill --help >/dev/full 2>err || status=$?
    [ "$status" -eq 2 ]
    grep -q '^graymill: write standard output: ' err
}

@test "a wrong command line is one line and a hint, with status 2" {
    cp "$data/colour.png" .
    assert_usage "no PATH given"
    assert_usage "no PATH given" -r
    assert_usage "unknown option '--grey=r'" --grey=r colour.png
    assert_usage "unknown option '-x'" -rx colour.png
    assert_usage "ambiguous option '--s': --suffix, --skip-existing, --strict, --salvage, --sandbox" \
        --s colour.png
    assert_usage "option '--recursive' takes no value" --recursive=1 colour.png
    assert_usage "option '--jobs' needs a value: N" colour.png -j
    assert_usage "option '--quality': '101' is not 'keep' or a number from 1 to 100" \
        --quality=101 colour.png
    assert_usage "option '--prefix': 'a/b' may not contain '/'" \
        --prefix=a/b colour.png
    [ ! -e processed_colour.png ]
}

@test "a value with a newline stays in one line" {
    assert_usage "unknown option '--a\\nb'" $'--a\nb' x
}

@test "options may follow paths, and -- ends them" {
    cp "$data/colour.png" ./-r.png
    cp "$data/colour.png" ./b.png
    graymill b.png -q --suffix=_g -- -r.png
    [ -s processed_b_g.png ]
    [ -s processed_-r_g.png ]
}

@test "GRAYMILL_JOBS stands for -j where that is not given" {
    for i in 1 2 3 4 5 6; do
        cp "$data/colour.png" "$i.png"
    done
    truncate -s 200000 ./*.png
    GRAYMILL_JOBS=3 run graymill -o a .
    [[ "$output" == *"(3 workers"* ]]
    GRAYMILL_JOBS=3 run graymill -j 1 -o b .
    [[ "$output" == *"(1 worker"* ]]
    GRAYMILL_JOBS='' graymill -o c .
    GRAYMILL_JOBS=3x assert_usage "environment variable GRAYMILL_JOBS: '3x' is not a number from 0 to 4096, or 1% to 1000%" \
        -o d .
    [ ! -e d ]
    GRAYMILL_JOBS=3x graymill -j 1 -o d .
}

@test "the last of -q and -v counts" {
    cp "$data/colour.png" .
    [ -z "$(graymill -v -q colour.png)" ]
    [[ "$(graymill -q -v colour.png)" == colour.png* ]]
}
