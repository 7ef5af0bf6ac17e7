#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Temporaries that a killed run has left, and those of a run that goes on.

load common

refuse=$BATS_TEST_DIRNAME/../faults/refuse.py
left=.graymill-0123456789abcdef-42.tmp

find_temporary() {
    temporary=$(find . -name '.graymill-*')
    [ -n "$temporary" ]
}

# The run in the background gives its temporary a name at once.
start_with_names() {
    /usr/bin/python3 -B "$refuse" tmpfile "$binary" -j 1 "$1" >out 2>err 3>&- &
    driver=$!
    wait_until find_temporary
    worker=$(pgrep -P "$driver")
}

# Its worker is stopped while it writes; it may be too late for that.
stop_in_the_act() {
    start_with_names big.ppm
    kill -STOP "$worker" && wait_until grep -q '^State:.T' \
        "/proc/$worker/status" && [ -e "$temporary" ]
} 2>/dev/null

@test "what a killed run has left goes with the next run" {
    giant_ppm big.ppm
    start_with_names big.ppm
    kill -9 "$driver"
    wait "$driver" || true
    # It dies with the driver, and holds its lock until it is dead.
    wait_until is_gone "$worker"
    [ -e "$temporary" ]
    rm big.ppm
    cp "$data/colour.png" .
    graymill .
    [ -s processed_colour.png ]
    assert_no_temporaries
}

@test "what another run is writing is left alone" {
    big_ppm big.ppm
    until stop_in_the_act; do
        kill -CONT "$worker" || true
        wait "$driver"
    done
    cp "$data/colour.png" .
    touch "$left"
    graymill colour.png
    [ ! -e "$left" ]
    [ -e "$temporary" ]
    kill -CONT "$worker"
    wait "$driver"
    [ "$(stat -c %s processed_big.ppm)" -eq 144000019 ]
    assert_no_temporaries
}

@test "nothing is swept by --dry-run or a run that is refused" {
    cp "$data/colour.png" "$data/still.gif" .
    touch "$left"
    graymill -n .
    run graymill --prefix= .
    [ "$status" -eq 2 ]
    [ -e "$left" ]
    graymill --skip-existing .
    [ ! -e "$left" ]
}

@test "where files cannot be locked, nothing is swept" {
    cp "$data/colour.png" .
    touch "$left"
    for _ in 1 2; do
        /usr/bin/python3 -B "$refuse" flock,tmpfile "$binary" .
        [ -s processed_colour.png ]
        [ -e "$left" ]
    done
}

@test "what only has the name of a temporary stays, and is not waited for" {
    cp "$data/colour.png" .
    echo precious >precious
    ln -s precious .graymill-0123456789abcdef-1.tmp
    mkdir .graymill-0123456789abcdef-2.tmp
    cp precious .graymill-0123456789abcdef-2.tmp
    mkfifo .graymill-0123456789abcdef-3.tmp
    ln precious .graymill-0123456789abcdef-4.tmp
    echo mine >.graymill-0123456789abcdef.tmp
    ends "$binary" .
    [ -L .graymill-0123456789abcdef-1.tmp ]
    [ "$(cat .graymill-0123456789abcdef-2.tmp/precious)" = precious ]
    [ -p .graymill-0123456789abcdef-3.tmp ]
    [ ! -e .graymill-0123456789abcdef-4.tmp ]
    [ "$(cat precious)" = precious ]
    [ "$(cat .graymill-0123456789abcdef.tmp)" = mine ]
}

# What a run leaves that is killed while it asks a file system about names.
put_probe() {
    local folder=$1/.graymill-0123456789abcdef-$2.tmp
    mkdir -p "$folder/sub"
    printf '\0\0\0\0' | tee "$folder/k.jpg" >"$folder/sub/k.png"
}

@test "what has asked the file system and was killed is swept, and not read" {
    cp "$data/colour.png" .
    put_probe . 1
    graymill -n -r . >plan
    [ "$(wc -l <plan)" -eq 1 ]
    [ -e .graymill-0123456789abcdef-1.tmp ]
    graymill -r .
    assert_no_temporaries
    put_probe . 2
    mkdir out
    put_probe out 3
    graymill -o out colour.png
    [ ! -e out/.graymill-0123456789abcdef-3.tmp ]
    graymill -o new/one colour.png
    assert_no_temporaries
    mkdir top
    put_probe top 4
    graymill -o top/new/ colour.png
    assert_no_temporaries
}

@test "what still asks the file system is left alone" {
    cp "$data/colour.png" .
    put_probe . 1
    flock .graymill-0123456789abcdef-1.tmp sleep 1000 3>&- &
    wait_until eval '! flock -n .graymill-0123456789abcdef-1.tmp true'
    graymill .
    [ -s .graymill-0123456789abcdef-1.tmp/sub/k.png ]
    kill "$(pgrep -P $!)"
    wait $! || true
    rm processed_colour.png
    graymill .
    assert_no_temporaries
}
