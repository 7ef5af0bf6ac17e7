#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --fsync: the data before the name, and the name before it counts.

load common

# The calls that matter, of all processes, in their order.  A sandbox would be
# tried before.
calls() {
    strace -f -e trace=fsync,rename,renameat,renameat2 -o calls \
        "$binary" --sandbox=off "$@" >out
    grep -oE '(fsync|rename(at2?)?)\(' calls | uniq | tr -d '(\n'
}

setup_file() {
    command -v strace >/dev/null || skip "no strace"
}

# A leak cannot be looked for under strace.
export ASAN_OPTIONS=detect_leaks=0

@test "a new output: data, name, folder" {
    cp "$data/colour.png" .
    run calls --fsync -o made colour.png
    [ "$output" = fsyncrenameat2fsync ]
    graymill -o plain colour.png
    diff -r made plain
}

@test "an output that is replaced: data, name, folder" {
    cp "$data/colour.png" .
    echo old >processed_colour.png
    run calls --fsync colour.png
    [ "$output" = fsyncrenameatfsync ]
}

@test "without it nothing is synced" {
    cp "$data/colour.png" .
    run calls colour.png
    [ "$output" = renameat2 ]
}
