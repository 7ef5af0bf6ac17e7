#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --shard: a part of the pictures, for each of many machines.

load common
bats_require_minimum_version 1.5.0

# put_tree FOLDER: forty pictures of several sizes.
put_tree() {
    mkdir -p "$1/a/b"
    for i in {1..40}; do
        case $((i % 3)) in
        0) cp "$data/colour.png" "$1/$i.png" ;;
        1) cp "$data/colour.jpg" "$1/a/$i.jpg" ;;
        2) cp "$data/still.gif" "$1/a/b/$i.gif" ;;
        esac
    done
}

@test "shards are disjoint, and together the whole" {
    put_tree photos
    graymill -q -r -o whole photos
    for how in hash size; do
        for k in 1 2 3 4 5; do
            graymill -q -r --shard="$k/5" --shard-by="$how" \
                --report="r$k.jsonl" -o "$how" photos
            /usr/bin/python3 "$BATS_TEST_DIRNAME/report_valid.py" "r$k.jsonl"
            [ "$(jq -c 'select(.record == "run") | [.shard, .shards]' \
                "r$k.jsonl")" = "[$k,5]" ]
            [ "$(jq -r 'select(.record == "picture") | .status' \
                "r$k.jsonl" | sort -u)" = converted ]
        done
        diff -r whole "$how"
        # None twice.
        [ "$(cat r?.jsonl | grep -c '"record":"picture"')" -eq 40 ]
    done
    # The reports of all are that of the whole.
    cat r?.jsonl >all.jsonl
    run -0 graymill -r --resume=all.jsonl -o size photos
    [[ "$output" == 'Processed: 0 images '*'; 40 skipped)' ]]
}

@test "a dry run shows a shard, wherever it is mounted" {
    put_tree photos
    put_tree elsewhere/mnt
    graymill -n -r --shard=2/4 photos | cut -f 1 | sed 's|^photos/||' >here
    graymill -n -r --shard-index=1 --shard-count=4 -o out "$PWD/elsewhere/mnt" |
        cut -f 1 | sed 's|.*/mnt/||' >there
    cmp here there
    [ -s here ]
    [ "$(wc -l <here)" -lt 40 ]
    # Those that are named are taken as they are given.
    find photos -type f | graymill -n --shard=2/4 --files-from=- --base=photos \
        -o out | cut -f 1 | sed 's|^photos/||' | sort | cmp - <(sort here)
}

@test "auto: what the engine says, and which variable it was" {
    put_tree photos
    export CI_NODE_INDEX=3 CI_NODE_TOTAL=4
    run -0 --separate-stderr graymill -n -r --shard=auto photos
    [ "$stderr" = 'graymill: --shard=auto: this is 3/4, by CI_NODE_INDEX' ]
    [ "$output" = "$(graymill -n -r --shard=3/4 photos)" ]
    # Nobody is asked who is not to be asked.
    [ "$(graymill -n -r photos | wc -l)" -eq 40 ]
    [ "$(graymill -q -n -r --shard=auto photos 2>&1)" = "$output" ]
    export JOB_COMPLETION_INDEX=1
    run -2 graymill -n -r --shard=auto photos
    [[ "$output" == *"'auto' is not known: JOB_COMPLETION_INDEX does not say"* ]]
    run -2 graymill -n -r --shard=auto --shard-count=4 photos
    [[ "$output" == *'it is 2/4, by JOB_COMPLETION_INDEX, but also 3/4'* ]]
    unset CI_NODE_INDEX CI_NODE_TOTAL
    run -0 graymill -n -r --shard=auto --shard-count=4 photos
}

@test "two inputs of one name are refused in every shard" {
    mkdir x y
    cp "$data/colour.png" x/a.png
    cp "$data/colour.png" y/a.png
    for k in 1 2 3; do
        run -2 graymill --shard="$k/3" -o out x y
        [ ! -e out ]
    done
}

@test "a shard may be empty" {
    mkdir photos
    cp "$data/colour.png" photos
    n=0
    for k in 1 2 3; do
        run -0 graymill --require-input --shard="$k/3" photos
        [[ "$output" != *'1 image '* ]] || n=$((n + 1))
        [[ "$output" != *'no picture'* ]]
    done
    [ "$n" -eq 1 ]
    run -3 graymill --require-input --shard=1/3 -E '*' photos
}
