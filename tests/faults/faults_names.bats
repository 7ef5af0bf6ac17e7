#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# File systems that take names for one, or tell of files what is not so.  Each
# test has one of its own, by FUSE, where it can be mounted.

load ../cli/common

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset GRAYMILL_JOBS NO_COLOR
    mkdir back odd
    /usr/bin/python3 -c 'import fusepy' || return 1
    if ! { [ -w /dev/fuse ] && unshare -m true; } 2>/dev/null; then
        skip 'nothing can be mounted here'
    fi
}

teardown() {
    if mountpoint -q odd; then
        umount -l odd
    fi
}

# odd_fs HABIT...
odd_fs() {
    /usr/bin/python3 -B "$BATS_TEST_DIRNAME/odd_fs.py" "$PWD/back" "$PWD/odd" \
        "$@" 2>fs.err 3>&- &
    wait_until mountpoint -q odd
}

# pictures NAME...: each differs from the others.
pictures() {
    local name n=0
    for name; do
        mkdir -p "$(dirname "$name")"
        n=$((n + 1))
        printf 'P6 1 %d 255\n%0*d' "$n" $((3 * n)) "$n" >"$name"
    done
}

# assert_refused CULPRIT OUTPUT OTHER ARGUMENT...: and nothing is written.
assert_refused() {
    local words="graymill: $1: output $2 is, to its file system, also that of $3"
    local before
    shift 3
    before=$(find odd | sort)
    run graymill "$@"
    echo "$status: $output"
    [ "$status" -eq 2 ]
    [ "$output" = "$words" ]
    [ "$(find odd | sort)" = "$before" ]
}

@test "upper and lower case are one" {
    odd_fs case
    pictures in/IMG_1.ppm in/img_1.ppm in/other.ppm
    assert_refused in/img_1.ppm odd/processed_img_1.ppm in/IMG_1.ppm -o odd in
    # Of a folder that is not there, the one above is asked.
    assert_refused in/img_1.ppm odd/a/b/processed_img_1.ppm in/IMG_1.ppm \
        -o odd/a/b in
}

@test "names that are told apart are left in peace" {
    pictures in/IMG_1.ppm in/img_1.ppm in/é.ppm $'in/e\xcc\x81.ppm' in/x.ppm
    run graymill -o out in
    [ "$status" -eq 0 ]
    [ "$(find out -type f | wc -l)" -eq 5 ]
    assert_no_temporaries
    odd_fs nlink0
    run graymill -o odd in
    [ "$status" -eq 0 ]
    [ "$(find odd -type f | wc -l)" -eq 5 ]
    assert_no_temporaries
}

@test "names are shorter there, also in a folder that is still to be made" {
    name=$(printf '%0131d' 0).ppm
    pictures "in/$name" in/x.ppm
    odd_fs short
    for out in odd odd/a/b; do
        run graymill -r -o "$out" in
        [ "$status" -eq 1 ]
        [[ "${lines[0]}" == "graymill: in/$name: the name of its copy, "*" has 145 bytes, 2 too many; "* ]]
        [ -s "$out/processed_x.ppm" ]
    done
    mkdir in/sub
    mv "in/$name" in/sub
    run graymill -r -o odd/c in
    [[ "${lines[0]}" == *" has 145 bytes, 2 too many; "* ]]
    graymill -r --prefix= -o odd/d in
}

@test "two folders become one" {
    odd_fs case
    pictures in/A/x.ppm in/a/X.ppm in/b/x.ppm
    assert_refused in/a/X.ppm odd/out/a/processed_X.ppm in/A/x.ppm \
        -r -o odd/out in
    pictures in/a/y.ppm
    rm in/a/X.ppm
    run graymill -r -o odd/out in
    [ "$status" -eq 0 ]
    [ "$(find odd/out -name 'processed_*' | wc -l)" -eq 3 ]
}

@test "accents are one, as one character or as two" {
    odd_fs accents
    pictures in/é.ppm $'in/e\xcc\x81.ppm' in/E.ppm
    assert_refused in/é.ppm odd/processed_é.ppm $'in/e\xcc\x81.ppm' -o odd in
    rm in/é.ppm
    graymill -o odd in
}

@test "dots at the end of a name do not count" {
    odd_fs ends
    pictures in/x.ppm in/x.ppm.
    assert_refused in/x.ppm. odd/x.ppm. in/x.ppm --prefix= -o odd in/x.ppm \
        in/x.ppm.
}

@test "names of two PATHs are one" {
    odd_fs case
    pictures a/x.ppm b/X.PPM
    assert_refused b/X.PPM odd/processed_X.PPM a/x.ppm -o odd a b
    assert_refused b/X.PPM odd/processed_X.PPM a/x.ppm --skip-existing -o odd \
        --files-from=- a <<<b/X.PPM
}

@test "the third name of a group is one with the second" {
    odd_fs case
    pictures in/é1.ppm in/x1.ppm in/y1.ppm in/É1.ppm
    assert_refused in/É1.ppm odd/processed_É1.ppm in/é1.ppm -o odd \
        in/x1.ppm in/é1.ppm in/y1.ppm in/É1.ppm
}

# Where the answer was another, who comes second finds the name taken.
@test "what this run has made is not replaced" {
    pictures in/IMG_1.ppm in/img_1.ppm
    for habit in case lower; do
        for options in '-j 1' '-j 2' '-j 1 --no-sandbox'; do
            odd_fs "$habit" top
            # shellcheck disable=SC2086 # they are words
            run graymill $options -o odd in
            [ "$status" -eq 1 ]
            [[ "$output" == *': output: something that was not there when the run began has its name; upper and lower case are one there'* ]]
            [[ "$output" == *'Processed: 1 image in '*'1 failed)' ]]
            [ "$(find odd -type f | wc -l)" -eq 1 ]
            umount odd
            rm back/*
        done
    done
}

@test "where no folder can be made, nothing is" {
    odd_fs flat
    pictures in/x.ppm odd/y.ppm
    for input in '-o odd in' odd; do
        # shellcheck disable=SC2086 # they are words
        graymill $input 2>told && return 1 || status=$?
        [ "$status" -eq 4 ]
        [ "$(<told)" = 'graymill: odd: make folder: Operation not permitted' ]
        [ "$(ls odd)" = y.ppm ]
    done
}

@test "what is there is replaced where upper and lower case are one" {
    odd_fs case
    pictures in/x.ppm in/y.ppm
    graymill -o odd in
    echo old >odd/processed_x.ppm
    graymill -o odd in
    [ "$(head -c 2 odd/processed_x.ppm)" = P5 ]
    mv odd/processed_x.ppm odd/PROCESSED_X.ppm
    cp in/x.ppm odd
    graymill odd
    [ "$(find odd -iname 'processed_x*' | wc -l)" -eq 1 ]
}

@test "files without links" {
    odd_fs nlink0
    pictures odd/x.ppm odd/y.ppm
    for _ in 1 2; do
        run ends "$binary" odd
        [ "$status" -eq 0 ]
        [[ "$output" == "Processed: 2 images in "* ]]
    done
    assert_no_temporaries
}

@test "files that have no size until they are read" {
    odd_fs size0
    for picture in colour.png colour.jpg colour.bmp colour.tga still.gif \
        deep16.png truncated.png; do
        cp "$data/$picture" odd
    done
    : >odd/empty.ppm
    run graymill -v odd/*
    [ "$status" -eq 1 ]
    [[ "$output" == *"odd/truncated.png: failed: truncated"* ]]
    [[ "$output" == *"odd/empty.ppm: failed: empty file"* ]]
    [[ "$output" == *"Processed: 6 images in "*"; 2 failed)" ]]
    graymill -q -o right "$data"/colour.* "$data/still.gif" "$data/deep16.png"
    for picture in right/processed_colour.png right/processed_still.gif \
        right/processed_deep16.png right/processed_colour.tga; do
        cmp "$picture" "odd/${picture#right/}"
    done
}

@test "files that all have one number" {
    odd_fs ino1
    pictures odd/A/x.ppm odd/B/x.ppm odd/B/y.ppm
    for _ in 1 2; do
        run graymill -r odd
        [ "$status" -eq 0 ]
        [[ "$output" == "Processed: 3 images in "* ]]
        [ -s odd/A/processed_x.ppm ]
        [ -s odd/B/processed_x.ppm ]
    done
    # The folder of -o is one of those.
    mkdir odd/out
    for _ in 1 2; do
        run graymill -r -o odd/out --prefix=z_ odd
        [ "$status" -eq 0 ]
        [ -s odd/out/A/z_x.ppm ]
        [ ! -e odd/out/out ]
    done
    # What is one file indeed is one still.
    run graymill -o odd/A --prefix= odd/A
    [ "$status" -eq 2 ]
    [[ "$output" == *": output odd/A/"*" is the input odd/A/"* ]]
}
