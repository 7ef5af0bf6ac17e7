#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --summarize: what the reports of several runs come to.

bats_require_minimum_version 1.5.0
load common

samples=$BATS_TEST_DIRNAME/../../samples

# Nine pictures, of which shards make parts.
nine() {
    mkdir in
    for i in 1 2 3 4 5 6 7 8 9; do
        cp "$data/colour.png" "in/$i.png"
    done
}

# What is said of how many, whatever the time and the bytes.
first_line() {
    sed -n -E '1s/ in [0-9.]+ s, .* -> .* \(/ (/p' <<<"$output"
}

@test "the reports of all shards are as that of one run" {
    nine
    for k in 1 2 3; do
        graymill --shard=$k/3 --report=$k.jsonl -o out in
    done
    run -0 graymill --summarize 1.jsonl 2.jsonl 3.jsonl
    [[ "$(first_line)" == 'Processed: 9 images ('*' workers)' ]]
    [[ "$output" == *$'\n''Slowest: '*' s in/'* ]]
    cat ./*.jsonl >all
    diff <(graymill --summarize - <all) <(graymill --summarize ./*.jsonl)
    [ -z "$(graymill --summarize -q all)" ]
}

@test "a shard without a report is named, with status 4" {
    nine
    for k in 1 3 4; do
        graymill --shard=$k/5 --report=$k.jsonl -o out in
    done
    run -4 graymill --summarize ./*.jsonl
    [[ "$output" == *$'\n''Shards of 5 without a report: 2, 5' ]]
    run -4 graymill --summarize -q ./*.jsonl
    [ -z "$output" ]
}

@test "failures are counted by their reason, with status 1" {
    nine
    head -c 100 in/1.png >in/cut.png
    head -c 60 in/1.png >in/cut2.png
    printf 'no picture' >in/none.png
    run -1 graymill --report=r.jsonl -o out in in/none.png
    run -1 graymill --summarize r.jsonl
    [[ "$(first_line)" == *'; 3 failed)' ]]
    grep -qx 'Failed: 2 truncated, 1 format' <<<"$output"
}

@test "a run that was cut counts until another has gone on with it" {
    nine
    graymill --report=whole.jsonl -o out in
    head -n 5 whole.jsonl >r.jsonl
    run -4 graymill --summarize r.jsonl
    [[ "$(first_line)" == 'Processed: 4 images ('*'; 5 not tried)' ]]
    [[ "$output" == *$'\n''Runs cut short, and not gone on with: 1' ]]
    graymill --report=r.jsonl --resume=r.jsonl -o out in
    run -0 graymill --summarize r.jsonl
    [[ "$(first_line)" == 'Processed: 9 images ('*')' ]]
    # So it is when the other one has a report of its own.
    head -n 5 whole.jsonl >r.jsonl
    graymill --report=s.jsonl --resume=r.jsonl -o out in
    run -0 graymill --summarize r.jsonl s.jsonl
    [[ "$(first_line)" == 'Processed: 9 images ('*')' ]]
}

@test "a report that was cut in a line swallows nothing of the next" {
    nine
    mkdir two
    cp "$data/colour.png" two/10.png
    graymill --report=whole.jsonl -o out in
    head -n 5 whole.jsonl | head -c -20 >cut.jsonl
    graymill --gray=linear --report=b.jsonl -o out two
    cat cut.jsonl b.jsonl >joined.jsonl
    run -4 graymill --summarize joined.jsonl
    [[ "$(first_line)" == 'Processed: 4 images ('*'; 6 not tried)' ]]
    # Nor is what was done with other options taken for done.
    run -0 graymill --resume=joined.jsonl -o out in two
    [[ "$output" == *'; 3 skipped)' ]]
}

@test "a report that is empty is that of a run that was cut" {
    : >r.jsonl
    run -4 graymill --summarize r.jsonl
    [[ "$output" == *$'\n''Runs cut short, and not gone on with: 1' ]]
}

@test "warnings count with --strict, and no picture with --require-input" {
    mkdir in none
    printf 'no picture' >in/none.png
    head -c 20000 "$samples/photo.jpg" >in/cut.jpg
    graymill --salvage --report=r.jsonl -o out in 2>/dev/null
    run -0 graymill --summarize r.jsonl
    [[ "$output" == *$'\n''Warnings: 2' ]]
    run -1 graymill --summarize --strict r.jsonl
    rm -r out
    rm in/cut.jpg
    graymill --report=r.jsonl -o out in 2>/dev/null
    run -1 graymill --summarize --strict r.jsonl
    run -3 graymill --summarize --require-input r.jsonl
    graymill --report=r.jsonl -o out none
    run -0 graymill --summarize r.jsonl
    run -3 graymill --summarize --require-input r.jsonl
}

@test "of pictures that were looked at" {
    nine
    run -1 graymill --check --report=r.jsonl in
    run -1 graymill --summarize r.jsonl
    [[ "$output" == 'Checked: '*' images in '*' not gray)'* ]]
}

@test "what is no report is refused, and so is what cannot be read" {
    nine
    graymill --report=r.jsonl -o out in
    run -2 graymill --summarize r.jsonl in/1.png
    [ "$output" = 'graymill: in/1.png: is no report' ]
    run -2 graymill --summarize none.jsonl
    [ "$output" = 'graymill: none.jsonl: open: No such file or directory' ]
    run -2 graymill --summarize in
    [ "$output" = 'graymill: in: read: Is a directory' ]
    status=0
    graymill --summarize r.jsonl >/dev/full 2>err || status=$?
    [ "$status" -eq 4 ]
    grep -q '^graymill: write standard output: ' err
}

@test "names steer no terminal, and codes of others are text" {
    printf '%s\n' '{"record":"run","schema":1,"inputs":1,"workers":1}' \
        '{"record":"picture","path":"a","output":"b","status":"failed","code":"\u001b[31m"}' \
        >r.jsonl
    run -1 graymill --summarize r.jsonl
    [[ "$output" == *'Failed: 1 \x1B[31m'* ]]
}
