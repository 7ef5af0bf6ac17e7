#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Pictures that cannot be replaced: they stay as they are.

load faults

# What is no gray picture must be the one that was there.
setup_in_place() {
    cp -r in before
    options=(--in-place --progress=never --no-sandbox -j1)
    place=in
}

# expect_in_place STATUS GRAY LINE...: as expect, GRAY being the names that are
# replaced.
expect_in_place() {
    local name
    [ "$left" = 'a.ppm b.jpg c.png' ]
    left=$2
    expect "$@"
    for name in a.ppm b.jpg c.png; do
        [[ " $2 " == *" $name "* ]] || cmp "in/$name" "before/$name"
    done
    assert_no_temporaries
}

@test "writing the gray one: EIO" {
    setup_in_place
    faulty 'write EIO in=worker path=/in/ at=2 most=1' in
    expect_in_place 1 'b.jpg c.png' 'graymill: in/a.ppm: write: Input/output error'
}

@test "writing the gray one: ENOSPC" {
    setup_in_place
    faulty 'write ENOSPC in=worker path=/in/' in
    expect_in_place 4 '' 'graymill: in/a.ppm: write: No space left on device' \
        'graymill: stopped: write: No space left on device'
}

@test "naming it: EIO" {
    setup_in_place
    faulty 'rename EIO most=1' in
    expect_in_place 1 'b.jpg c.png' \
        'graymill: in/a.ppm: rename output: Input/output error'
}

@test "naming one of them: ENOSPC, and how to go on" {
    setup_in_place
    faulty 'rename ENOSPC at=2' in
    expect_in_place 4 'a.ppm' \
        'graymill: in/b.jpg: rename output: No space left on device' \
        'graymill: stopped: rename output: No space left on device' \
        'graymill: stopped early: run it again'
}

@test "a copy that is made for want of a way out of the folder: ENOSPC" {
    setup_in_place
    faulty $'rename EXDEV most=1\nwrite ENOSPC in=driver path=in/' in
    expect_in_place 4 '' 'graymill: in/a.ppm: copy output: No space left on device' \
        'graymill: stopped: copy output: No space left on device'
}

@test "syncing its data, or what it has besides: EIO" {
    setup_in_place
    for process in worker driver; do
        faulty "fsync EIO in=$process most=1" --fsync in
        expect_in_place 1 'b.jpg c.png' \
            'graymill: in/a.ppm: sync output: Input/output error'
    done
}

@test "the picture cannot be opened again: EACCES" {
    setup_in_place
    faulty 'open EACCES in=driver path=in/a.ppm most=1' in
    expect_in_place 1 'b.jpg c.png' \
        'graymill: in/a.ppm: open the picture again: Permission denied'
}
