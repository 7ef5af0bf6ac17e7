#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --stream: work that begins before the list of it ends.

bats_require_minimum_version 1.5.0
load common

# start OPTION...: a run whose list is written to descriptor 9, name by name.
start() {
    mkfifo names
    "$binary" --progress=never --stream --files-from=- "$@" \
        <names >out.txt 2>err.txt 9>&- 3>&- &
    run_pid=$!
    exec 9>names
}

# finish STATUS: no more names come.
finish() {
    local status=0

    exec 9>&-
    wait "$run_pid" || status=$?
    [ "$status" -eq "$1" ]
}

has_line() {
    grep -q "$1" out.txt
}

teardown() {
    exec 9>&-
}

@test "a picture is converted while the list is still open" {
    mkdir in
    cp "$data/colour.png" in/a.png
    cp "$data/colour.png" in/b.png
    start -o out
    echo in/a.png >&9
    wait_until test -e out/processed_a.png
    echo in/b.png >&9
    wait_until test -e out/processed_b.png
    finish 0
    [[ "$(cat out.txt)" == 'Processed: 2 images in '* ]]
    cmp out/processed_a.png out/processed_b.png
}

@test "each line in is a line of JSON out, at once" {
    cp "$data/colour.png" a.png
    printf 'no picture' >b.png
    start --report=- -o out
    echo a.png >&9
    wait_until has_line '"path":"a.png".*"status":"converted"'
    echo b.png >&9
    wait_until has_line '"path":"b.png".*"status":"skipped"'
    echo c.png >&9
    wait_until has_line '"path":"c.png".*"status":"failed"'
    finish 1
    /usr/bin/python3 "$BATS_TEST_DIRNAME/report_valid.py" out.txt
    [ "$(jq -c 'select(.record == "picture")' out.txt | wc -l)" -eq 3 ]
    jq -e 'select(.record == "end") |
        .converted == 1 and .skipped == 1 and .failed == 1' out.txt
    run -1 graymill --summarize out.txt
    [[ "$output" == 'Processed: 1 image '*'1 skipped, 1 failed)'* ]]
}

@test "the copies are those of a run that knew its list" {
    mkdir in
    for file in "$data"/*.{png,jpg,bmp,gif}; do
        cp "$file" in/
    done
    find in -type f | sort >list
    graymill --files-from=list -o whole 2>/dev/null || true
    start -o parts
    while read -r name; do
        echo "$name" >&9
    done <list
    finish 0 || finish 1
    diff -r whole parts
}

@test "a name that is there already is not written over, and fails" {
    mkdir in other
    cp "$data/colour.png" in/a.png
    cp "$data/gray.png" other/a.png
    start -o out
    echo in/a.png >&9
    wait_until test -e out/processed_a.png
    cp out/processed_a.png before
    echo other/a.png >&9
    finish 1
    cmp before out/processed_a.png
    [ "$(cat err.txt)" = 'graymill: other/a.png: the name of its copy is that of one that was made since the run began' ]
    # Of an earlier run it is.
    echo other/a.png >list
    run -0 graymill --stream --files-from=list -o out
    run -1 cmp -s before out/processed_a.png
}

@test "two of one name in a part that is not the first end the run" {
    mkdir in other
    cp "$data/colour.png" in/a.png
    cp "$data/colour.png" in/b.png
    cp "$data/colour.png" other/b.png
    start -o out
    echo in/a.png >&9
    wait_until test -e out/processed_a.png
    printf 'in/b.png\nother/b.png\n' >&9
    finish 4
    [[ "$(cat err.txt)" == 'graymill: '*'b.png: '* ]]
    [ -s out/processed_a.png ]
    [ ! -e out/processed_b.png ]
}

@test "--time-limit ends a run that waits for names, and its report says so" {
    cp "$data/colour.png" a.png
    start --time-limit=0.2 --report=r.jsonl -o out
    status=0
    wait "$run_pid" || status=$?
    [ "$status" -eq 4 ]
    grep -q 'stopped early, by --time-limit' err.txt
    run -4 graymill --summarize r.jsonl
    # Until another run has done the rest.
    echo a.png >list
    run -0 graymill --stream --files-from=list --report=r.jsonl --resume=r.jsonl -o out
    run -0 graymill --summarize r.jsonl
}

@test "a signal ends a run that waits for names" {
    cp "$data/colour.png" a.png
    start -o out
    echo a.png >&9
    wait_until test -e out/processed_a.png
    # It may be at its work's end, or waiting already.
    kill -TERM "$run_pid"
    status=0
    wait "$run_pid" || status=$?
    [ "$status" -eq 143 ]
    [ "$(find out -name '.graymill*' | wc -l)" -eq 0 ]
}

@test "--fail-fast stops before the list ends" {
    head -c 100 "$data/colour.png" >bad.png
    start --fail-fast --report=r.jsonl
    echo ./bad.png >&9
    status=0
    wait "$run_pid" || status=$?
    [ "$status" -eq 4 ]
    run -4 graymill --summarize r.jsonl
}

@test "--skip-existing, --resume and --shard hold in each part" {
    for i in 1 2 3 4; do
        cp "$data/colour.png" "$i.png"
    done
    start -o out --shard=1/2 --report=r.jsonl
    for i in 1 2 3 4; do
        echo "$i.png" >&9
        sleep 0.1
    done
    finish 0
    n=$(find out -type f | wc -l)
    run -0 graymill --shard=2/2 -o out [1-4].png
    [ "$(find out -type f | wc -l)" -eq 4 ]
    printf '%s\n' [1-4].png >list
    run -0 graymill --stream --files-from=list --skip-existing -o out
    [[ "$output" == *' 4 skipped)' ]]
    rm -r out
    run -0 graymill --stream --files-from=list --shard=1/2 --resume=r.jsonl -o out
    [ "$(find out -type f | wc -l)" -eq "$n" ]
}

@test "no memory is kept of parts that are over" {
    if is_sanitized; then
        skip 'built for sanitizers, which take memory of their own'
    fi
    # What is not there takes as much of it as what is.
    seq -f 'a/quite/long/path/that/is/not/there/%.0f.png' 700000 >list
    for n in 140000 700000; do
        head -n "$n" list |
            /usr/bin/python3 "$BATS_TEST_DIRNAME/peak.py" "$binary" -q \
                --stream --files-from=- >"peak.$n" 2>/dev/null
    done
    # Five times the names: not half as much again.
    [ "$(cat peak.700000)" -lt $(($(cat peak.140000) * 3 / 2)) ]
}

@test "no name, and no list" {
    run -0 graymill --stream --files-from=/dev/null
    [[ "${lines[0]}" == 'graymill: no picture found' ]]
    run -3 graymill --stream --require-input --files-from=/dev/null
    [ "$output" = 'graymill: no picture was read' ]
    run -2 graymill --stream .
    [[ "${lines[0]}" == "graymill: option '--stream' needs --files-from" ]]
    run -2 graymill --stream --files-from=/dev/null --shard=1/2 --shard-by=size
    [[ "${lines[0]}" == "graymill: option '--stream' cannot be with --shard-by=size" ]]
}
