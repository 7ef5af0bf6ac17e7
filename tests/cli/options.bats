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
    for option in --help -h --version -V -vV; do
        graymill "$option" >out 2>err
        [ -s out ]
        [ ! -s err ]
    done
    [[ "$(graymill --version | head -n 1)" =~ ^"graymill "[0-9]+\.[0-9]+\.[0-9]+$ ]]
    [ "$(graymill --version)" = "$(graymill -V)" ]
}

@test "-h fits a screen of 24 lines, and --help has all of it and more" {
    graymill -h >short
    [ "$(wc -l <short)" -lt 24 ]
    [ "$(wc -L <short)" -le 80 ]
    graymill --help >long
    [ "$(grep -c '^  .*--' long)" -gt "$(grep -c '^  .*--' short)" ]
    grep -- '  *-[^ ]*, --' short | while IFS= read -r line; do
        grep -qxF -e "$line" long
    done
}

@test "a reader of --help and --version that went away ends them in silence" {
    mkfifo gone
    : <gone &
    exec 4>gone
    wait $!
    for option in --help -h --version; do
        status=0
        graymill "$option" >&4 2>err || status=$?
        [ "$(kill -l "$status")" = PIPE ]
        [ ! -s err ]
    done
}

@test "without a word, usage and two examples that run" {
    status=0
    graymill >out 2>err || status=$?
    [ "$status" -eq 2 ]
    [ ! -s out ]
    [ "$(wc -l <err)" -le 6 ]
    grep -q '^Usage: graymill ' err
    [ "$(tail -n 1 err)" = "$hint" ]
    mkdir -p photos/a
    cp "$data/colour.png" photos/
    cp "$data/colour.png" photos/a/
    sed -n -E 's/^  (graymill .*[a-z])  +.*/\1/p' err >examples
    [ "$(wc -l <examples)" -eq 2 ]
    while read -r line; do
        eval "$line"
    done <examples
    [ -s photos/processed_colour.png ]
    [ -s gray/processed_colour.png ]
    [ -s gray/a/processed_colour.png ]
}

@test "--version names the formats, and each library that is built on" {
    "$GRAYMILL_TESTS/test_formats" --table >table
    graymill --version >version
    # In the order of the list, which that of the table is not.
    for what in reads writes; do
        sed -n "s/^$what //p" version | sed 's/, /\n/g' | sort >"$what"
    done
    diff reads <(cut -d '|' -f 2 table | tr -d ' ' | sort)
    diff writes <(cut -d '|' -f 4 table | tr -d ' ' | sort -u)
    # Those of modules, which are in a table of their own, are not loaded for it.
    sed '1,/^writes /d; /^modules /d; /^without the modules /d' version | cut -d ' ' -f 1 | sort >libraries
    diff libraries <(sed -n -E '/libraries of modules/q
        s/^\| ((lib|stb|zlib|lcms|jansson)[a-z0-9_-]*) \|.*/\1/p' \
        "$BATS_TEST_DIRNAME/../../third_party/README.md" | sort)
    [ "$(wc -l <libraries)" -eq "$(sed '1,/^writes /d' version | grep -cE '^[a-z0-9_-]+ [0-9]+(\.[0-9]+)+( \(running with [0-9.]+\))?$')" ]
}

@test "--version that cannot be written is an error" {
    status=0
    graymill --version >/dev/full 2>err || status=$?
    [ "$status" -eq 2 ]
    grep -q '^graymill: write standard output: ' err
}

@test "--help that cannot be written is an error" {
    status=0
    graymill --help >/dev/full 2>err || status=$?
    [ "$status" -eq 2 ]
    grep -q '^graymill: write standard output: ' err
}

@test "a wrong command line is one line and a hint, with status 2" {
    cp "$data/colour.png" .
    assert_usage "no PATH given" -r
    assert_usage "unknown option '--grey=r'; did you mean --gray?" \
        --grey=r colour.png
    assert_usage "option '-q' takes no value: '90'; did you mean --quality=90?" \
        -q 90 colour.png
    assert_usage "unknown option '-output-dir'; did you mean --output-dir?" \
        -output-dir gray colour.png
    assert_usage "PATH '' is empty: is a variable not set?" colour.png ''
    assert_usage "unknown option '-x'" -rx colour.png
    assert_usage "ambiguous option '--s': --stream, --shard, --shard-index, --shard-count, --shard-by, --suffix, --skip-existing, --strict, --strip, --salvage, --sandbox, --summarize" \
        --s colour.png
    assert_usage "option '--recursive' takes no value" --recursive=1 colour.png
    assert_usage "option '--jobs' needs a value: N" colour.png -j
    assert_usage "option '--quality': '101' is not 'keep' or a number from 1 to 100" \
        --quality=101 colour.png
    assert_usage "option '--prefix': 'a/b' may not contain '/'" \
        --prefix=a/b colour.png
    [ ! -e processed_colour.png ]
}

@test "a number after -q may be the name of a picture" {
    cp "$data/colour.png" 90
    graymill -q 90
    [ -s processed_90 ]
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
