#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Which pictures are taken, and which are left: --update.

load common
bats_require_minimum_version 1.5.0

# At the seconds and nanoseconds of a day: touch them so.
at() {
    touch -m -d "2020-02-02 02:02:$1" "${@:2}"
}

@test "-u converts what is newer than its copy, or has none" {
    cp "$data/colour.png" newer.png
    cp "$data/colour.png" older.png
    cp "$data/colour.png" same.png
    cp "$data/colour.png" alone.png
    cp "$data/colour.png" lost.png
    for name in newer older same; do
        echo old >"processed_$name.png"
    done
    ln -s nowhere processed_lost.png
    at 02.000000002 newer.png older.png same.png processed_same.png
    at 02.000000001 processed_newer.png
    at 02.000000003 processed_older.png
    [ "$(graymill -nu . | cut -f 1 | xargs)" = \
        './alone.png ./lost.png ./newer.png' ]
    run -0 graymill -u --report=r.jsonl .
    [[ "$output" == 'Processed: 3 images '*'; 2 skipped)' ]]
    [ "$(cat processed_older.png processed_same.png)" = $'old\nold' ]
    for name in newer alone lost; do
        cmp processed_newer.png "processed_$name.png"
    done
    [ "$(jq -r 'select(.path == "./older.png") | .code' r.jsonl)" = current ]
    /usr/bin/python3 "$BATS_TEST_DIRNAME/report_valid.py" r.jsonl
    # All is done, wherever copies go.
    [ -z "$(graymill -nu .)" ]
    graymill -q -o out .
    [ -z "$(graymill -nu -o out .)" ]
    touch alone.png
    [ "$(graymill -uv -o out . | grep -c '^\./.* -> ')" -eq 1 ]
    # It looks at pictures, and not at links to them.
    ln -s older.png link.png
    echo old >processed_link.png
    at 02.000000003 processed_link.png
    [ -z "$(graymill -nu link.png)" ]
}

@test "-u with a copy that has the time of its picture" {
    cp "$data/colour.png" x.png
    at 02.123456789 x.png
    graymill -q -p x.png
    run -0 graymill -vup x.png
    [ "${lines[0]}" = 'x.png: skipped: no newer than its output' ]
    # As file systems of whole seconds would keep it.
    at 02 processed_x.png
    [ -z "$(graymill -nup x.png)" ]
    [ -n "$(graymill -nu x.png)" ]
    at 03 x.png
    [ -n "$(graymill -nup x.png)" ]
    graymill -q -up x.png
    [ "$(stat -c %y x.png)" = "$(stat -c %y processed_x.png)" ]
}

@test "-u does not take for converted what changes meanwhile" {
    giant_ppm big.ppm
    "$binary" -u --progress=never big.ppm >out 2>err 3>&- &
    driver=$!
    wait_until has_begun
    printf 'P6 1 1 255\nnew' >new.ppm
    mv new.ppm big.ppm
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 1 ]
    [ "$(cat err)" = 'graymill: big.ppm: it has changed since it was read' ]
    graymill -u big.ppm
    [ -s processed_big.ppm ]
}

@test "-u goes with other rules but those that contradict it" {
    cp "$data/colour.png" x.png
    run -2 graymill -u --skip-existing x.png
    run -2 graymill -u --in-place x.png
    [ ! -e processed_x.png ]
    graymill -u --report=r.jsonl --resume=r.jsonl x.png
    run -0 graymill -u --report=r.jsonl --resume=r.jsonl x.png
    [[ "$output" == *'; 1 skipped)' ]]
}

@test "-u goes on by itself" {
    : >1.ppm
    cp "$data/colour.png" 0.png
    cp 0.png 2.png
    run -4 graymill -j1 -u --fail-fast 0.png 1.ppm 2.png
    [[ "$output" == *'graymill: stopped early: run it again' ]]
}
