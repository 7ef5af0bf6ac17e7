#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --fsync: the data before the name, and the name before it counts.

load common

# The calls that matter, of all processes, in their order.
calls() {
    strace -f -e trace=fsync,linkat,rename -o calls "$binary" "$@" >out
    grep -oE '(fsync|linkat|rename)\(' calls | tr -d '(\n'
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
    [ "$output" = fsyncrenamefsync ]
}

@test "without it nothing is synced" {
    cp "$data/colour.png" .
    run calls colour.png
    [ "$output" = linkat ]
}

@test "what cannot be synced has failed, and nothing is left of it" {
    cp "$data/colour.png" "$data/colour.jpg" .
    for nth in 1 2; do
        run strace -f -o calls -e trace=fsync \
            -e inject=fsync:error=EIO:when=$nth "$binary" -j 1 --fsync .
        [ "$status" -eq 1 ]
        [[ "$output" == *": sync output"*": Input/output error"* ]]
        [ "$(find . -name 'processed_*' | wc -l)" -eq 1 ]
        rm processed_*
    done
    assert_no_temporaries
}
