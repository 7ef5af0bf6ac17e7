#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a run takes where a control group, made here, has little memory.

load common
load cgroup

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset GRAYMILL_JOBS NO_COLOR
    group=
    if is_sanitized; then
        skip 'built for sanitizers, which take memory of their own'
    fi
    mkdir in
}

teardown() {
    remove_group
}

# The folder of our own group, as far as memory is concerned.
own_group() {
    local top=/sys/fs/cgroup/memory path
    path=$(sed -nE 's/^[0-9]+:([^:]*,)?memory(,[^:]*)?://p' /proc/self/cgroup)
    if [ -z "$path" ]; then
        top=/sys/fs/cgroup
        path=$(sed -n 's/^0:://p' /proc/self/cgroup)
    fi
    # A container may have it at the top, whatever its name.
    [ -d "$top$path" ] && top=$top$path
    echo "$top"
}

# set_limit NBYTES: of memory, without a way out by swapping.
set_limit() {
    if [ -e "$group/memory.max" ]; then
        echo "$1" >"$group/memory.max" && echo 0 >"$group/memory.swap.max"
    else
        echo "$1" >"$group/memory.limit_in_bytes" &&
            echo "$1" >"$group/memory.memsw.limit_in_bytes"
    fi 2>/dev/null || [ "$(wc -l </proc/swaps)" -le 1 ] ||
        skip 'a group cannot be kept from swapping here'
}

# make_group NBYTES: below ours; v2 has none below one with processes, so
# beside ours there.
make_group() {
    local own folder
    own=$(own_group)
    for folder in "$own" "${own%/*}"; do
        group=$folder/graymill-test-$$
        if mkdir "$group" 2>/dev/null; then
            if [ -w "$group/memory.limit_in_bytes" ] ||
                [ -w "$group/memory.max" ]; then
                set_limit "$1"
                return
            fi
            rmdir "$group"
        fi
    done
    group=
    skip 'no group with a limit of memory can be made here'
}

# n_killed: processes of the group, by the kernel, for want of memory.
n_killed() {
    cat "$group/memory.events" "$group/memory.oom_control" 2>/dev/null |
        sed -n 's/^oom_kill //p'
}

# big_bmp NAME: a sparse 12288x4096 picture, which is held as a whole.
big_bmp() {
    {
        printf 'BM\66\0\0\11\0\0\0\0\66\0\0\0\50\0\0\0'
        printf '\0\60\0\0\0\20\0\0\1\0\30\0\0\0\0\0\0\0\0\11'
        printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
    } >"$1"
    truncate -s $((54 + 12288 * 4096 * 3)) "$1"
}

# small_pictures N
small_pictures() {
    for i in $(seq "$1"); do
        cp "$data/colour.jpg" "in/$i.jpg"
    done
}

@test "half of what the group may have is the default" {
    make_group 64M
    big_bmp in/big.bmp
    small_pictures 20
    run in_group "$binary" -o out in
    echo "$output"
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: in/big.bmp: 12288x4096 pixels need 145 MiB \
of memory, over the limit of 32 MiB (--max-memory)" ]
    [[ "${lines[1]}" == "Processed: 20 images in "*"; 1 failed)" ]]
    [ "$(n_killed)" -eq 0 ]
}

@test "a picture larger than the group is converted by strips" {
    make_group 64M
    printf 'P6 6000 6000 255\n' >in/big.ppm
    truncate -s +108000000 in/big.ppm
    run in_group "$binary" -o out in
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(stat -c %s out/processed_big.ppm)" -eq 36000017 ]
    [ "$(n_killed)" -eq 0 ]
}

@test "no more workers than the group has memory for" {
    make_group 64M
    small_pictures 200
    run in_group "$binary" -j 8 -o out in
    echo "$output"
    [[ "$output" == "Processed: 200 images in "*" (2 workers)" ]]
    [ "$(n_killed)" -eq 0 ]
}

@test "a group with next to nothing has one worker, and no less than 16M" {
    make_group 20M
    big_bmp in/big.bmp
    small_pictures 200
    run in_group "$binary" -j 8 -o out in
    echo "$output"
    [[ "${lines[0]}" == *", over the limit of 16 MiB (--max-memory)" ]]
    [[ "${lines[1]}" == "Processed: 200 images in "*" (1 worker; 1 failed)" ]]
    [ "$(n_killed)" -eq 0 ]
}

@test "a limit further up counts" {
    make_group 64M
    mkdir "$group/below" || skip 'no group can be made in the group'
    big_bmp in/big.bmp
    run bash -c 'echo $$ >"$0/below/cgroup.procs" && exec "$@"' "$group" \
        "$binary" in
    rmdir "$group/below"
    echo "$output"
    [[ "${lines[0]}" == *", over the limit of 32 MiB (--max-memory)" ]]
}

@test "what --max-memory says is more than the group: a worker is killed" {
    make_group 64M
    big_bmp in/big.bmp
    small_pictures 200
    run in_group "$binary" -j 2 --max-memory=1G -o out in
    echo "$output"
    [ "$status" -eq 1 ]
    [ "$(n_killed)" -eq 1 ]
    [ "${lines[0]}" = \
        "graymill: in/big.bmp: worker killed by signal 9 (Killed); \
out of memory? (see --max-memory and -j)" ]
    [[ "${lines[1]}" == "Processed: 200 images in "*"; 1 failed)" ]]
    [ ! -e out/processed_big.bmp ]
}
