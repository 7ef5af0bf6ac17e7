#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --fsync: the data before the name, and the name before it counts.

load common

# The calls that matter, of all processes, in their order; a file gets its name
# at the first or the second attempt.  A sandbox would be tried before.
calls() {
    strace -f -e trace=fsync,linkat,rename -o calls \
        "$binary" --sandbox=off "$@" >out
    grep -oE '(fsync|linkat|rename)\(' calls | uniq | tr -d '(\n'
}

setup_file() {
    command -v strace >/dev/null || skip "no strace"
}

# A leak cannot be looked for under strace.
export ASAN_OPTIONS=detect_leaks=0

@test "a new output: data, name, folder" {
    cp "$data/colour.png" .
    run calls --fsync -o made colour.png
    [ "$output" = fsynclinkatfsync ]
    graymill -o plain colour.png
    diff -r made plain
}

@test "an output that is replaced: data, name, folder" {
    cp "$data/colour.png" .
    echo old >processed_colour.png
    run calls --fsync colour.png
    [ "$output" = fsynclinkatrenamefsync ]
}

@test "without it nothing is synced" {
    cp "$data/colour.png" .
    run calls colour.png
    [ "$output" = linkat ]
}

# failing NTH: one worker, whose NTH fsync(2) fails.
failing() {
    strace -f -o calls -e trace=fsync \
        -e inject=fsync:error=EIO:when="$1" "$binary" --sandbox=off -j 1 --fsync .
}

@test "data that cannot be synced: what is there stays, the rest goes on" {
    cp "$data/colour.png" "$data/colour.jpg" .
    echo old >processed_colour.jpg
    cp processed_colour.jpg processed_colour.png
    run failing 1
    [ "$status" -eq 1 ]
    [[ "$output" == *": sync output: Input/output error"* ]]
    [ "$(grep -lx old processed_* | wc -l)" -eq 1 ]
    assert_no_temporaries
}

@test "a folder that cannot be synced: failed, but nothing is lost" {
    cp "$data/colour.png" "$data/colour.jpg" .
    graymill -o plain .
    echo old >processed_colour.jpg
    cp processed_colour.jpg processed_colour.png
    run failing 2
    [ "$status" -eq 1 ]
    [[ "$output" == *": sync output folder: Input/output error"* ]]
    cmp processed_colour.jpg plain/processed_colour.jpg
    cmp processed_colour.png plain/processed_colour.png
    assert_no_temporaries
}
