#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Two hosts at one folder: "out" and "two" are mounts of "back", by FUSE, and
# who works at one does not see the locks of the other.

load faults

teardown() {
    local mount
    for mount in out two; do
        if mountpoint -q "$mount"; then
            umount -l "$mount"
        fi
    done
}

# host MOUNT HABIT...: see odd_fs.py.
host() {
    local mount=$1
    shift
    mkdir -p back "$mount"
    if ! { [ -w /dev/fuse ] && unshare -m true; } 2>/dev/null; then
        skip 'nothing can be mounted here'
    fi
    /usr/bin/python3 -B "$BATS_TEST_DIRNAME/odd_fs.py" "$PWD/back" \
        "$PWD/$mount" "$@" 2>fs.err 3>&- &
    fs=$!
    wait_until mountpoint -q "$mount"
}

stages() {
    find back -name '.graymill-*' -prune
}

# What is being written, by the host of "out".
has_temporary() {
    temporary=$(find out -path 'out/.graymill-*/*[0-9]' -size +64k)
    [ -n "$temporary" ]
}

start_giant() {
    giant_ppm giant.ppm
    "$binary" -j 1 -o out giant.ppm >stdout 2>stderr 3>&- &
    driver=$!
    wait_until has_temporary
    worker=$(pgrep -P "$driver")
}

# A run on the host of "out" is killed while it writes.
leave_a_stage() {
    start_giant
    kill -9 "$driver"
    wait "$driver" || true
    wait_until is_gone "$worker"
    [ "$(stages | wc -l)" -eq 1 ]
}

changed_there() {
    stat -c %Y "two/$(basename "$(stages)")"
}

is_seen_as_changed() {
    [ "$(changed_there)" != "$1" ]
}

# age DAYS: so long ago something was last made in what is left.  A host
# remembers for a while what it was told before.
age() {
    local before
    before=$(changed_there)
    touch -d "$1 days ago" "$(stages)"
    wait_until is_seen_as_changed "$before"
}

@test "what another host is writing is left alone, and all is whole" {
    host out
    host two
    # While the first is in the act, the second does it all.
    meanwhile="$binary -q -o two --prefix= in"
    for _ in new old; do
        faulty 'write run in=worker path=/out/ at=1' -j1 in
        expect 0 'a.ppm b.jpg c.png'
    done
    rm out/b.jpg
    meanwhile="$binary -q -o two --prefix= --skip-existing in"
    faulty 'write run in=worker path=/out/ at=1' -j1 in
    expect 0 'a.ppm b.jpg c.png'
}

@test "two hosts at once: each file is whole, and both are done" {
    local n one other
    host out
    host two
    for n in {10..29}; do
        cp in/c.png "in/$n.png"
        cp right/c.png "right/$n.png"
    done
    for _ in new old; do
        unshare -n "$binary" -j 2 -q --prefix= -o out in 3>&- &
        one=$!
        unshare -n "$binary" -j 2 -q --prefix= -o two in 3>&- &
        other=$!
        wait "$one"
        wait "$other"
        diff -r back right
    done
}

@test "what a killed run has left: its host sweeps it, others in a month" {
    host out
    host two
    leave_a_stage
    graymill -q -o two in
    [ "$(stages | wc -l)" -eq 1 ]
    graymill -q -o out in
    [ -z "$(stages)" ]
    leave_a_stage
    age 29
    graymill -q -o two in
    [ "$(stages | wc -l)" -eq 1 ]
    age 31
    graymill -q -o two in
    [ -z "$(stages)" ]
}

@test "it is a month by the clock of the file system" {
    host out
    host two late
    leave_a_stage
    graymill -q -o two in
    [ "$(stages | wc -l)" -eq 1 ]
    age 31
    graymill -q -o two in
    [ -z "$(stages)" ]
}

@test "what is made and named though the answer is lost" {
    local n
    host out lost
    for n in new old; do
        observe "$binary" "${options[@]}" in
        expect 0 'a.ppm b.jpg c.png'
    done
    place=out/sub
    observe "$binary" "${options[@]}" -o out/sub in
    expect 0 'a.ppm b.jpg c.png'
}

# As NFS does, FUSE has it go on under another name, which stays when the host
# is lost.
@test "what is open when it is removed fails no run, and goes in the end" {
    host out
    start_giant
    exec 9<"$temporary"
    kill -9 "$worker"
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 1 ]
    [ "$(wc -l <stderr)" -eq 1 ]
    [ -n "$(find back -path '*/.graymill-*/.fuse_hidden*' -size +64k)" ]
    kill -9 "$fs"
    exec 9<&-
    umount -l out
    touch -d '31 days ago' "$(stages)"
    host out
    graymill -q -o out in
    [ -z "$(stages)" ]
}
