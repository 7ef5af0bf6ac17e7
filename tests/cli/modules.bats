#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Formats that are loaded when they are needed, one sample of each in samples/.

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples
modules=$(realpath "${binary%/*}")/modules
# The same program, whose modules are looked for in a folder that is not there.
tests=${GRAYMILL_TESTS:-$BATS_TEST_DIRNAME/../../build/tests}
bare=$tests/graymill_bare

teardown() {
    rm -rf "$tests/no_modules"
}

# Those that this build has.
built() {
    find "$modules" -name '*.so' -printf '%f\n' 2>/dev/null | sed 's/\.so$//' |
        LC_ALL=C sort
}

# sample NAME: a picture that needs the module, and fails where there is none.
sample() {
    local extensions
    case $1 in
    tiff) extensions='tiff tif' ;;
    heif) extensions='heic heif' ;;
    jp2) extensions='jp2 j2k' ;;
    *) extensions=$1 ;;
    esac
    for extension in $extensions; do
        find "$samples" -name "*.$extension" | sort | head -n 1
    done | grep -m 1 .
}

has_some() {
    [ -n "$(built)" ] || skip "this build has no modules"
}

# loaded FILE...: which modules the driver, and which any other process opens.
loaded() {
    rm -rf out calls
    ASAN_OPTIONS=detect_leaks=0 strace -f -o calls -e trace=open,openat \
        "$binary" -q -j 2 -o out "$@"
    sed -n -E "s|^([0-9]+) .*\"$modules/([a-z0-9]+)\.so\".*= [0-9]+\$|\1 \2|p" \
        calls | LC_ALL=C sort -u >opened
    driver=$(head -n 1 calls | cut -d ' ' -f 1)
    run ! grep -v "^$driver " opened
    opened=$(cut -d ' ' -f 2 opened | LC_ALL=C sort)
}

@test "every module that is built has a sample, which is converted" {
    has_some
    for name in $(built); do
        file=$(sample "$name")
        run graymill -o "$name" "$file"
        [ "$status" -eq 0 ]
        [[ "$output" == "Processed: 1 image in "* ]]
        [ -s "$name/processed_${file##*/}" ] ||
            [ -s "$(echo "$name/processed_${file##*/}".*)" ]
    done
}

@test "--version says which are there, and loads none" {
    mapfile -t names < <(built)
    run graymill --version
    shown=$(sed -n 's/^modules //p' <<<"$output" | sed 's/, /\n/g' |
        LC_ALL=C sort)
    [ "$shown" = "$(built)" ]
    run strace -f -e trace=open,openat "$binary" --version
    [[ "$output" != *"/modules/"*".so"* ]]
}

@test "a module is loaded by the driver when a name asks for it, else never" {
    has_some
    command -v strace >/dev/null || skip "no strace"
    cp "$data"/colour.* "$data/still.gif" .
    loaded .
    [ -z "$opened" ]
    for name in $(built); do
        loaded "$(sample "$name")" colour.png
        [ "$opened" = "$name" ]
        # Not among what may be read, it is not needed.
        rm -rf in && mkdir in
        cp "$(sample "$name")" in
        loaded --formats=png,jpeg in
        [ -z "$opened" ]
    done
    mkdir all
    for name in $(built); do
        cp "$(sample "$name")" all
    done
    loaded all
    [ "$opened" = "$(built)" ]
}

# What comes of a sample is the same, whatever it is called.
@test "what is called by another format's name gets its module" {
    has_some
    mkdir right wrong
    for name in $(built); do
        file=$(sample "$name")
        cp "$file" "right/${file##*/}"
        cp "$file" "wrong/$name.bmp"
        cp "$file" "wrong/$name"
    done
    cp "$data/colour.png" "$data/colour.bmp" wrong
    graymill -o a right
    for jobs in 1 2 4; do
        run --separate-stderr graymill -v -j $jobs -o "b$jobs" wrong/*
        [ "$status" -eq 0 ]
        n=$(find wrong -type f | wc -l)
        [[ "$output" == *"Processed: $n images in "* ]]
        # In the order of the inputs, those of second tries among them.
        diff <(sed -n -E 's|^(wrong/[^ ]*) -> .*|\1|p' <<<"$output") \
            <(printf '%s\n' wrong/*)
        [ "$(grep -c ': warning: content is ' <<<"$stderr")" -eq \
            "$(built | wc -l)" ]
    done
    for name in $(built); do
        file=$(sample "$name")
        cmp a/processed_"${file##*/}"* "b1/processed_$name.bmp"
        cmp "b1/processed_$name" "b4/processed_$name"
        cmp "b1/processed_$name" "b1/processed_$name.bmp"
    done
    loaded wrong/*
    [ "$opened" = "$(built)" ]
    assert_no_temporaries
}

# kept_in SANDBOX FILE OPTION...: no other worker than those that the file needs,
# no file but the picture and its copy, no memory that can be run.
kept_in() {
    strace -f -o calls -e \
        trace=open,openat,openat2,clone,clone3,fork,vfork,socket,mmap \
        "$binary" -q -j 1 --sandbox="$1" -o kept "${@:3}" "$2"
    rm -r kept
    driver=$(head -n 1 calls | cut -d ' ' -f 1)
    grep -v "^$driver " calls | sed 's/^[0-9]* *//' >worker
    grep -q "\"${2##*/}\"" worker
    [ "$(grep -cE '^(clone|fork|vfork|socket)' worker)" -eq 0 ]
    [ "$(grep -c PROT_EXEC worker)" -eq 0 ]
    # Besides: what a rehearsal does, how much memory there is, and the
    # time zone: Little CMS dates the profiles that it makes.
    grep '^open' worker >opened
    allowed="/proc/self/statm|/etc/localtime|${2##*/}|[0-9]+|r|w"
    run ! grep -vE "\"($allowed)\"" opened
}

@test "no library starts a thread or opens a file in a worker" {
    has_some
    command -v strace >/dev/null || skip "no strace"
    is_sanitized && skip "sanitizers have files and threads of their own"
    cjxl --quiet "$samples/photo.jpg" jpeg.jxl 2>/dev/null
    for name in $(built); do
        for sandbox in auto off; do
            kept_in $sandbox "$(sample "$name")"
            kept_in $sandbox "$(sample "$name")" --to=png
            [ "$name" != jxl ] || kept_in $sandbox jpeg.jxl
            run graymill --to="$name" -o there "$data/colour.png"
            [[ "$output" != *" is only read; written are "* ]] || continue
            for effort in fast best; do
                kept_in $sandbox "$samples/photo.jpg" --to="$name" \
                    --compress=$effort
            done
        done
    done
}

@test "what is not installed says so, and what to install" {
    [ -x "$bare" ] || skip "graymill_bare is not built"
    has_some
    mkdir in
    for name in $(built); do
        file=$(sample "$name")
        cp "$file" in
        cp "$file" "in/$name.gif"
        run "$bare" -o out "$file"
        [ "$status" -eq 1 ]
        [[ "${lines[0]}" == "graymill: $file: cannot read "*": install graymill-codecs" ]]
    done
    cp "$data/colour.png" in
    n=$(built | wc -l)
    run "$bare" -o out in
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "graymill: in: $n picture"*" not read here: 1 "* ]]
    [ "$(grep -c ': warning: skipped: cannot read .*: install graymill-codecs$' \
        <<<"$output")" -eq "$n" ]
    [[ "$output" == *"Processed: 1 image in "*"; $n skipped)" ]]
    run "$bare" -q --strict -o out in
    [ "$status" -eq 1 ]
    run "$bare" --version
    [[ "$output" == *$'\nwithout the modules '* ]]
    [[ "$output" != *$'\nmodules '* ]]
}

@test "--to a format that is not installed is a usage error" {
    [ -x "$bare" ] || skip "graymill_bare is not built"
    has_some
    cp "$data/colour.png" .
    for name in $(built); do
        run graymill --to="$name" -o there colour.png
        [[ "$output" != *" is only read; written are "* ]] || continue
        [ "$status" -eq 0 ]
        run "$bare" --to="$name" -o out colour.png
        [ "$status" -eq 2 ]
        [[ "${lines[0]}" == "graymill: option '--to': '$name' cannot be written: install graymill-codecs" ]]
        [ ! -e out ]
    done
}

@test "a module that others may write is not loaded" {
    [ -x "$bare" ] || skip "graymill_bare is not built"
    has_some
    name=$(built | head -n 1)
    file=$(sample "$name")
    mkdir "$tests/no_modules" in
    cp "$modules/$name.so" "$tests/no_modules"
    cp "$file" in
    "$bare" -q -o out in
    chmod o+w "$tests/no_modules/$name.so"
    run "$bare" -o out "$file"
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: $file: cannot read "*"/no_modules/$name.so can be written by others" ]]
    # It is a fault, not a picture of a kind that is passed over.
    run "$bare" -o out in
    [ "$status" -eq 1 ]
    [[ "$output" == *"; 1 failed)" ]]
    run "$bare" --to="$name" -o out2 "$data/colour.png"
    [ "$status" -eq 2 ]
    [ ! -e out2 ]
}

@test "in place, under another format's name" {
    has_some
    for name in $(built); do
        cp "$(sample "$name")" x.bmp
        run graymill --in-place x.bmp
        if [ "$status" -eq 0 ]; then
            [[ "$output" == *"Processed: 1 image in "* ]]
            run ! cmp "$(sample "$name")" x.bmp
        else
            [[ "$output" == "graymill: x.bmp: "*" is only read: --in-place leaves it as it is"* ]]
            cmp "$(sample "$name")" x.bmp
        fi
    done
    assert_no_temporaries
}

@test "a run that stops leaves what waited for a module untried" {
    has_some
    name=$(built | head -n 1)
    cp "$(sample "$name")" a.png
    cp "$data/truncated.png" b.png
    cp "$data/colour.png" c.png
    run graymill -j 1 --fail-fast -o out a.png b.png c.png
    [ "$status" -eq 4 ]
    [ ! -e out/processed_a.png ]
    [[ "$output" != *"graymill: a.png: "* ]]
    [[ "$output" == *"Processed: "*"1 failed"* ]]
}
