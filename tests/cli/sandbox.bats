#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The sandbox as a user meets it.  What it refuses: tests/unit/attack.c.

load common
bats_require_minimum_version 1.5.0

without=${GRAYMILL_TESTS:-$BATS_TEST_DIRNAME/../../build/tests}/without

has_locks() {
    run graymill "$data/empty.jpg"
    [[ "$output" != *"sandbox: this system has no"* ]]
}

# The worker of a run with one has opened a picture.
is_at_work() {
    worker=$(pgrep -P "$driver") &&
        find "/proc/$worker/fd" -lname '*.ppm' 2>/dev/null | grep -q .
}

# What /proc says of a worker while it is at a picture.
worker_status() {
    "$binary" -j 1 "$@" ./*.ppm >/dev/null 2>&1 3>&- &
    driver=$!
    wait_until is_at_work
    seen=$(grep -E '^(NoNewPrivs|Seccomp):' "/proc/$worker/status")
    kill -9 "$driver"
    wait "$driver" || true
}

@test "a worker is locked in, and is not with --no-sandbox" {
    has_locks || skip "$output"
    giant_ppm big.ppm
    worker_status -o a
    [ "$seen" = $'NoNewPrivs:\t1\nSeccomp:\t2' ]
    for off in --no-sandbox --sandbox=off; do
        worker_status -o b "$off"
        [ "$seen" = $'NoNewPrivs:\t0\nSeccomp:\t0' ]
    done
}

# Libraries that have had many faults.
@test "without a sandbox, TIFF and HEIF get a line, which is one" {
    samples=$BATS_TEST_DIRNAME/../../samples
    cp "$data/colour.png" "$samples/phone.heic" "$samples/scan.tif" .
    cp phone.heic again.heic
    graymill --version | grep -q '^without the modules .*\(tiff\|heif\)' &&
        skip 'without its modules'
    local line="graymill: sandbox: off, for heif,tiff, too: "
    for off in --no-sandbox --sandbox=off; do
        run --separate-stderr graymill -j 2 "$off" -o out .
        [ "$status" -eq 0 ]
        [[ "$stderr" == "$line"* ]]
        [ "${#stderr_lines[@]}" -eq 1 ]
    done
    run --separate-stderr graymill --sandbox=off --formats=png,heif -o out \
        colour.png again.heic
    [[ "$stderr" == "graymill: sandbox: off, for heif, too: "* ]]
    run --separate-stderr graymill -q --sandbox=off -o out .
    [ -z "$stderr" ]
    run --separate-stderr graymill -o out .
    [[ "$stderr" != *"sandbox: off"* ]]
    run --separate-stderr graymill --sandbox=off -o out colour.png
    [ -z "$stderr" ]
}

core_limit() {
    awk '/^Max core/ { print $5 }' "/proc/$1/limits"
}

# What the process was given: its environment, its descriptors, and cores.
@test "a worker inherits nothing, but with --sandbox=off" {
    giant_ppm big.ppm
    echo secret >secret
    export SECRET=secret
    exec 7<secret
    ulimit -S -c "$(ulimit -H -c)"
    for sandbox in auto off; do
        "$binary" -j 1 --sandbox=$sandbox -o a ./*.ppm >/dev/null 2>&1 3>&- &
        driver=$!
        wait_until is_at_work
        [ -z "$(find "/proc/$worker/fd" -lname '*secret')" ]
        [ "$(find "/proc/$worker/fd" -mindepth 1 | wc -l)" -eq 9 ]
        seen=$(tr -d '\0' <"/proc/$worker/environ")
        core=$(core_limit "$worker")
        kill -9 "$driver"
        wait "$driver" || true
        if [ "$sandbox" = auto ]; then
            [ -z "$seen" ]
            [[ "$core" == [01] ]]
        else
            [[ "$seen" == *SECRET=secret* ]]
            # Sanitizers leave no core of so much memory.
            is_sanitized || [ "$core" = "$(core_limit self)" ]
        fi
    done
}

# A file system may never come back from it, and a timeout is for workers.
@test "the driver opens no picture" {
    command -v strace >/dev/null || skip "no strace"
    mkdir in
    cp "$data"/colour.* "$data/still.gif" in
    head -c 100000 /dev/zero | tee -a in/* >/dev/null
    for sandbox in auto off; do
        ASAN_OPTIONS=detect_leaks=0 strace -o calls -e trace=%file \
            "$binary" -j 2 --sandbox=$sandbox -o "$sandbox" in in/colour.png
        grep -q 'open.*"in"' calls
        [ "$(grep '^open.*"in/' calls | grep -vc O_PATH)" -eq 0 ]
    done
}

# Both make system calls of their own that no job makes.
@test "under a preloaded library or a tracer: what can be kept of it" {
    has_locks || skip "$output"
    is_sanitized && skip 'no library may stand before that of sanitizers'
    cp "$data"/colour.* "$data/still.gif" .
    graymill -v -o plain . | sed 's/ in .* s / /' >plain.txt
    for with in fakeroot proot; do
        run --separate-stderr "$with" "$binary" -v -j 2 -o "$with" .
        [ "$status" -eq 0 ]
        [[ "$stderr" == *"graymill: sandbox: no work can be done in it here "*"; going on without seccomp"* ]]
        [ "$(grep -c sandbox <<<"$stderr")" -eq 1 ]
        diff -r plain "$with"
        run "$with" "$binary" -q -j 2 -o "$with" .
        [ "$status" -eq 0 ]
        [[ "$output" != *sandbox* ]]
        run "$with" "$binary" -j 2 --sandbox=require -o "$with.not" .
        [ "$status" -eq 4 ]
        [[ "$output" == *"graymill: sandbox: no work can be done in it here "* ]]
        [ -z "$(ls "$with.not")" ]
    done
    assert_no_temporaries
}

@test "a library that asks with fcntl is at home in it" {
    has_locks || skip "$output"
    is_sanitized && skip 'no library may stand before that of sanitizers'
    cp "$data/colour.png" .
    run eatmydata "$binary" --fsync --sandbox=require colour.png
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 1 image in "* ]]
}

@test "work that cannot be done without it either is no reason to leave it" {
    has_locks || skip "$output"
    cp "$data/colour.png" b.png
    mkfifo a.png
    for with in env fakeroot; do
        # No library may stand before that of sanitizers.
        ! is_sanitized || [ "$with" = env ] || continue
        run --separate-stderr "$with" "$binary" -j 2 -o "$with" a.png b.png
        [ "$status" -eq 1 ]
        [[ "$output" == "Processed: 1 image in "*"; 1 failed)" ]]
        [[ "$stderr" == *"graymill: a.png: "* ]]
        if [ "$with" = env ]; then
            [[ "$stderr" != *sandbox* ]]
        else
            [[ "$stderr" == *"going on without seccomp"* ]]
        fi
    done
}

@test "a file of a folder that is a link to somewhere else" {
    mkdir in else
    cp "$data/colour.png" else/real.png
    ln -s ../else/real.png in/link.png
    ln -s "$PWD/else/real.png" in/far.png
    graymill -o out in
    cmp out/processed_link.png out/processed_far.png
}

@test "named files, folders that are links, and names without a folder" {
    mkdir a b
    cp "$data/colour.png" a/1.png
    cp "$data/colour.jpg" b/2.jpg
    cp "$data/gray.png" 3.png
    ln -s a linked
    ln -s b/2.jpg 4.jpg
    run graymill linked b/2.jpg 3.png 4.jpg
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 4 images in "* ]]
    [ -s a/processed_1.png ] && [ -s b/processed_2.jpg ]
    [ -s processed_3.png ] && [ -s processed_4.jpg ]
}

@test "an output folder that has links to elsewhere below it" {
    mkdir -p in/sub out elsewhere
    cp "$data/colour.png" in/sub
    ln -s ../elsewhere out/sub
    graymill -r -o out in
    [ -s elsewhere/processed_colour.png ]
}

@test "hundreds of folders, some met and some named" {
    for i in $(seq 100); do
        mkdir -p "in/$i/deep" "named/$i"
        ln "$data/gray.png" "in/$i/deep/a.png" 2>/dev/null ||
            cp "$data/gray.png" "in/$i/deep/a.png"
        cp "in/$i/deep/a.png" "named/$i"
    done
    run graymill -r in named/*
    [[ "$output" == "Processed: 200 images in "* ]]
    run graymill -r -o out in
    [[ "$output" == "Processed: 100 images in "* ]]
    run graymill named/*/a.png
    [[ "$output" == "Processed: 100 images in "* ]]
}

@test "all formats, replaced and new, on a kernel without the locks" {
    [ -x "$without" ] || skip "without is not built"
    cp "$data"/colour.* "$data/still.gif" "$data/cmyk.jpg" .
    graymill -o out .
    for locks in landlock seccomp "landlock seccomp"; do
        # shellcheck disable=SC2086 # two words
        run "$without" $locks -- "$binary" -o "out $locks" .
        [ "$status" -eq 0 ]
        case $locks in
        landlock)
            words="Landlock: a worker can read and write all that the user can"
            ;;
        seccomp) words="seccomp: a worker can make any system call" ;;
        *) words="Landlock and seccomp: a worker can do all that the user can" ;;
        esac
        [ "$(grep sandbox <<<"$output")" = \
            "graymill: sandbox: this system has no $words" ]
        diff -r out "out $locks"
        for quiet in -q --sandbox=off; do
            # shellcheck disable=SC2086
            run "$without" $locks -- "$binary" "$quiet" -o "out $locks" .
            [[ "$output" != *sandbox* ]]
        done
        # shellcheck disable=SC2086
        run "$without" $locks -- "$binary" --sandbox=require -o "not $locks" .
        [ "$status" -eq 4 ]
        [ "$(grep sandbox <<<"$output")" = \
            "graymill: sandbox: this system has no ${words%:*}" ]
        [ -z "$(ls "not $locks")" ]
    done
}

@test "a file that is named as a folder fails alone" {
    cp "$data/colour.png" a.png
    cp "$data/colour.png" b.png
    run graymill a.png b.png/ b.png/c.png
    [ "$status" -eq 1 ]
    [[ "$output" == *"Processed: 1 image in "*"; 2 failed)" ]]
    [ -s processed_a.png ]
}

@test "a pipe that is named fails alone" {
    cp "$data/colour.png" a.png
    run graymill -o out a.png <(cat a.png)
    [ "$status" -eq 1 ]
    [[ "$output" == "graymill: /dev/fd/"*": "* ]]
    [[ "$output" == *"Processed: 1 image in "*"; 1 failed)" ]]
}

@test "with --no-sandbox nothing is said and the same is done" {
    cp "$data"/colour.* .
    graymill -o a .
    run graymill --no-sandbox -v -o b .
    [[ "$output" != *sandbox* ]]
    diff -r a b
}

@test "no descriptors left is not the sandbox's fault" {
    has_locks || skip "$output"
    cp "$data/colour.png" .
    for n in 4 5 6; do
        run bash -c 'exec 3>&- 4>&- 5>&-; ulimit -n "$1" && "$0" colour.png' \
            "$binary" "$n"
        [ "$status" -eq 4 ]
        [[ "$output" == *": Too many open files"* ]]
        [[ "$output" != *"going on without"* ]]
    done
}

# The kernel takes no seventeenth.
in_sixteen_sandboxes() {
    python3 -c '
import ctypes, os, sys
libc = ctypes.CDLL(None)
handled = ctypes.c_uint64(1 << 9)  # to make sockets, which nobody does
libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
for _ in range(16):
    rules = libc.syscall(444, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    if rules < 0 or libc.syscall(446, rules, 0) != 0:
        sys.exit("sixteen: cannot")
    os.close(rules)
os.execv(sys.argv[1], sys.argv[1:])' "$@"
}

@test "in so many sandboxes that one more cannot be had: seccomp alone" {
    has_locks || skip "$output"
    cp "$data/colour.png" .
    run in_sixteen_sandboxes "$binary" colour.png
    [[ "$output" != 'sixteen: cannot' ]] || skip "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == "graymill: sandbox: no work "*"; going on without Landlock: a worker can read and write all that the user can
Processed: 1 image in "* ]]
    run in_sixteen_sandboxes "$binary" --sandbox=require -o not colour.png
    [ "$status" -eq 4 ]
    [ -z "$(ls not)" ]
}
