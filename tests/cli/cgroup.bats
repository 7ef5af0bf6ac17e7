#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# How many workers there are where the processors are fewer than they seem:
# control groups that are made here, affinity, little memory.

load common
load cgroup

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset GRAYMILL_JOBS NO_COLOR
    group=
    # More than enough work for all of them.
    mkdir in
    for i in $(seq 200); do
        cp "$data/colour.jpg" "in/$i.jpg"
    done
}

teardown() {
    remove_group
}

# A group below ours, which can only take away: $group, or skip.
make_group() {
    local top
    for top in /sys/fs/cgroup/cpu /sys/fs/cgroup; do
        group=$top/graymill-test-$$
        if [ -w "$top/cgroup.procs" ] && mkdir "$group" 2>/dev/null; then
            [ -w "$group/cpu.cfs_quota_us" ] && return
            [ -w "$group/cpu.max" ] && return
            rmdir "$group"
        fi
    done
    group=
    skip 'no group with a CPU quota can be made here'
}

# set_quota MICROSECONDS: of each 100 ms.
set_quota() {
    if [ -e "$group/cpu.max" ]; then
        echo "$1 100000" >"$group/cpu.max"
    else
        echo 100000 >"$group/cpu.cfs_period_us"
        echo "$1" >"$group/cpu.cfs_quota_us"
    fi || skip 'the quota of a group cannot be set here'
}

# expect_workers N COMMAND...: all pictures are converted, by N workers.
expect_workers() {
    run "${@:2}"
    echo "$output"
    [ "$status" -eq 0 ]
    if [ "$1" -eq 1 ]; then
        [[ "$output" == "Processed: 200 images in "*" (1 worker)" ]]
    else
        [[ "$output" == "Processed: 200 images in "*" ($1 workers)" ]]
    fi
}

# The first that this process may use, which need not be 0.
first_processor() {
    taskset -cp $$ | sed 's/.*: //; s/[,-].*//'
}

# As many as there are without a group of ours.
usable() {
    graymill in | sed -n 's/.*(\([0-9]*\) worker.*/\1/p'
}

@test "a quota of half a processor is one worker" {
    make_group
    set_quota 50000
    expect_workers 1 in_group "$binary" in
}

@test "a quota of one and a half is two workers" {
    [ "$(usable)" -gt 1 ] || skip 'there is one processor only'
    make_group
    set_quota 150000
    expect_workers 2 in_group "$binary" in
}

@test "percent are those of the quota" {
    make_group
    set_quota 50000
    expect_workers 3 in_group "$binary" -j 300% in
}

@test "what -j says is more than the quota" {
    make_group
    set_quota 50000
    expect_workers 3 in_group "$binary" -j 3 in
}

@test "no quota leaves it to the affinity" {
    make_group
    expect_workers "$(usable)" in_group "$binary" in
    expect_workers 1 in_group taskset -c "$(first_processor)" "$binary" in
}

@test "affinity decides where there is no group" {
    expect_workers 1 taskset -c "$(first_processor)" "$binary" in
}

@test "little memory breaks nothing" {
    if readelf --dyn-syms -W "$binary" | grep -q ' __asan_init'; then
        skip 'a sanitizer takes more address space than there is'
    fi
    big_ppm in/big.ppm
    cp "$data/colour.bmp" in
    run bash -c 'ulimit -v 20000; exec "$0" -j 2 in' "$binary"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == *"Processed: 202 images in "* ]]
    printf 'BM\0\0\0\0\0\0\0\0\066\0\0\0\050\0\0\0' >in/large.bmp
    printf '\0\040\0\0\0\020\0\0\1\0\030\0' >>in/large.bmp
    truncate -s $((54 + 8192 * 4096 * 3)) in/large.bmp
    run bash -c 'ulimit -v 20000; exec "$0" -j 2 in' "$binary"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *"large.bmp: out of memory (pixels), with "*" MiB by --max-memory"* ]]
    [[ "$output" == *"Processed: 202 images in "*"; 1 failed)" ]]
}
