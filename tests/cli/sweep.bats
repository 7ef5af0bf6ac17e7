#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stages that a killed run has left, and those of a run that goes on.

load common

refuse=$BATS_TEST_DIRNAME/../faults/refuse.py
left=.graymill-0123456789abcdef.tmp

put_left() {
    mkdir -m 1700 "$left"
    touch "$left/1"
}

# The file that is being written.
find_temporary() {
    temporary=$(find . -path './.graymill-*/*[0-9]')
    [ -n "$temporary" ]
}

start() {
    "$binary" -j 1 "$1" >out 2>err 3>&- &
    driver=$!
    wait_until find_temporary
    worker=$(pgrep -P "$driver")
}

# Its worker is stopped while it writes; it may be too late for that.
stop_in_the_act() {
    start big.ppm
    kill -STOP "$worker" && wait_until grep -q '^State:.T' \
        "/proc/$worker/status" && [ -e "$temporary" ]
} 2>/dev/null

@test "what a killed run has left goes with the next run" {
    giant_ppm big.ppm
    start big.ppm
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
    put_left
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
    put_left
    graymill -n .
    run graymill --prefix= .
    [ "$status" -eq 2 ]
    [ -e "$left" ]
    graymill --skip-existing .
    [ ! -e "$left" ]
}

@test "where files cannot be locked, nothing is swept" {
    cp "$data/colour.png" .
    put_left
    for _ in 1 2; do
        /usr/bin/python3 -B "$refuse" flock "$binary" .
        [ -s processed_colour.png ]
        [ -e "$left" ]
    done
}

@test "what only has the name of a stage stays, and is not waited for" {
    cp "$data/colour.png" .
    mkdir precious
    echo precious >precious/1
    ln -s precious .graymill-0123456789abcde1.tmp
    mkdir -m 1700 .graymill-0123456789abcde2.tmp
    echo precious >.graymill-0123456789abcde2.tmp/precious
    mkdir -m 700 .graymill-0123456789abcde5.tmp
    echo precious >.graymill-0123456789abcde5.tmp/5
    mkfifo .graymill-0123456789abcde3.tmp
    echo mine >.graymill-0123456789abcde4.tmp
    mkdir .graymill-0123456789abcdef-5.tmp
    ends "$binary" .
    [ -L .graymill-0123456789abcde1.tmp ]
    [ "$(cat precious/1)" = precious ]
    [ "$(cat .graymill-0123456789abcde2.tmp/precious)" = precious ]
    [ "$(cat .graymill-0123456789abcde5.tmp/5)" = precious ]
    [ -p .graymill-0123456789abcde3.tmp ]
    [ "$(cat .graymill-0123456789abcde4.tmp)" = mine ]
    [ -d .graymill-0123456789abcdef-5.tmp ]
}

# What a run leaves that is killed while it asks a file system about names.
put_probe() {
    local folder=$1/.graymill-0123456789abcde$2.tmp
    mkdir -p "$folder/sub"
    chmod 1700 "$folder"
    printf '\0\0\0\0' | tee "$folder/k.jpg" >"$folder/sub/k.png"
}

@test "what has asked the file system and was killed is swept, and not read" {
    cp "$data/colour.png" .
    put_probe . 1
    graymill -n -r . >plan
    [ "$(wc -l <plan)" -eq 1 ]
    [ -e .graymill-0123456789abcde1.tmp ]
    graymill -r .
    assert_no_temporaries
    put_probe . 2
    mkdir out
    put_probe out 3
    graymill -o out colour.png
    [ ! -e out/.graymill-0123456789abcde3.tmp ]
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
    flock .graymill-0123456789abcde1.tmp sleep 1000 3>&- &
    wait_until eval '! flock -n .graymill-0123456789abcde1.tmp true'
    graymill .
    [ -s .graymill-0123456789abcde1.tmp/sub/k.png ]
    kill "$(pgrep -P $!)"
    wait $! || true
    rm processed_colour.png
    graymill .
    assert_no_temporaries
}
