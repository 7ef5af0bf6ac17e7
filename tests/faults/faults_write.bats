#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Outputs that cannot be written.  What would fail for every picture stops the
# run; all else fails one picture.  In the plans, /out/ tells outputs from
# pipes.

load faults

@test "write: ENOSPC" {
    faulty 'write ENOSPC in=worker path=/out/' -j1 in
    expect 4 '' 'graymill: in/a.ppm: write: No space left on device' \
        'graymill: stopped: write: No space left on device'
    [[ "$(cat stdout)" == *"(1 worker; 1 failed, 2 not tried)" ]]
}

@test "second write of one file: EDQUOT" {
    faulty 'write EDQUOT in=worker path=/out/ at=2' -j1 in
    expect 4 '' 'graymill: in/a.ppm: write: Disk quota exceeded' \
        'graymill: stopped: write: Disk quota exceeded'
}

@test "second write of one file: EIO" {
    faulty 'write EIO in=worker path=/out/ at=2 most=1' -j1 in
    expect 1 'b.jpg c.png' 'graymill: in/a.ppm: write: Input/output error'
}

@test "short writes of at most 1000 bytes" {
    faulty 'write short=1000' -j2 in
    expect 0 'a.ppm b.jpg c.png'
}

@test "a file system of 300 KiB that is full" {
    mounted '-t tmpfs -o size=300k none' -j1 in
    expect 4 '' 'graymill: in/a.ppm: write: No space left on device' \
        'graymill: stopped: write: No space left on device'
}

@test "a file system with room for one more file" {
    mounted '-t tmpfs -o nr_inodes=3 none' -j1 in
    expect 4 'a.ppm' 'graymill: in/b.jpg: create output: No space left on device' \
        'graymill: stopped: create output: No space left on device' \
        'graymill: stopped early: to go on, run it again with --skip-existing'
}

@test "a read-only mount" {
    mounted '-t tmpfs -o ro none' -j1 in
    expect 4 '' 'graymill: out: output folder: Read-only file system'
}

@test "creating an output: EDQUOT" {
    faulty 'open EDQUOT in=worker path=out' -j1 in
    expect 4 '' 'graymill: in/a.ppm: create output: Disk quota exceeded' \
        'graymill: stopped: create output: Disk quota exceeded'
}

@test "creating one output: EMFILE" {
    faulty 'open EMFILE in=worker path=out most=1' -j1 in
    expect 1 'b.jpg c.png' \
        'graymill: in/a.ppm: create output: Too many open files'
}

@test "creating an output: ESTALE, as of all in that folder" {
    faulty 'open ESTALE in=worker path=/out/' -j1 in
    expect 4 '' 'graymill: out: create output: Stale file handle'
}

@test "making the output folder: ENOSPC" {
    faulty 'mkdir ENOSPC most=1' in
    expect 4 '' 'graymill: out: make folder: No space left on device'
}

@test "making the output folder: EROFS" {
    faulty 'mkdir EROFS most=1' in
    expect 4 '' 'graymill: out: make folder: Read-only file system'
}

@test "making the folder in which outputs are made: ENOSPC" {
    mkdir out
    faulty 'mkdir ENOSPC' in
    expect 4 '' 'graymill: out: make folder: No space left on device'
}

@test "making it: EACCES" {
    mkdir out
    faulty 'mkdir EACCES' in
    expect 4 '' 'graymill: out: make folder: Permission denied'
}

@test "naming one output: EIO" {
    faulty 'rename EIO most=1' -j1 in
    expect 1 'b.jpg c.png' \
        'graymill: in/a.ppm: rename output: Input/output error'
}

@test "naming outputs: ENOSPC" {
    faulty 'rename ENOSPC' -j1 in
    expect 4 '' 'graymill: in/a.ppm: rename output: No space left on device' \
        'graymill: stopped: rename output: No space left on device'
}

# What NFS does when an answer is lost, be the names new or not.
@test "naming outputs: done, but an answer was lost" {
    faulty 'rename lost=ENOENT' -j1 in
    expect 0 'a.ppm b.jpg c.png'
    faulty 'rename lost=ENOENT' -j1 in
    expect 0 'a.ppm b.jpg c.png'
    rm -r out
    faulty 'rename lost=EEXIST' -j1 in
    expect 0 'a.ppm b.jpg c.png'
}

@test "naming an output that is gone: what is there is not taken for it" {
    mkdir out
    echo old >out/a.ppm
    meanwhile='rm out/.graymill-*/*'
    faulty 'rename run at=1' -j1 in
    [ "$(cat out/a.ppm)" = old ]
    cp right/a.ppm out
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/a.ppm: rename output: No such file or directory'
}

@test "nothing can be moved out of a folder: it is copied" {
    mkdir out
    cp right/a.ppm out
    faulty 'rename EXDEV path=out/ most=1' -j1 in
    expect 0 'a.ppm b.jpg c.png'
    faulty 'rename EXDEV path=out/' -j1 in
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/a.ppm: rename output: Invalid cross-device link' \
        'graymill: in/b.jpg: rename output: Invalid cross-device link' \
        'graymill: in/c.png: rename output: Invalid cross-device link'
}

@test "what is copied takes no ACL of its folder" {
    mkdir out
    # Its owner, user 30001, the group, the mask and all others.
    /usr/bin/python3 -c 'import os, struct
entries = (1, 7), (2, 7), (4, 7), (16, 7), (32, 5)
acl = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, perm, 30001 if tag == 2 else 2**32 - 1)
    for tag, perm in entries)
os.setxattr("out", "system.posix_acl_default", acl)' || skip 'no ACL here'
    faulty 'rename EXDEV path=out/ most=1' -j1 in
    expect 0 'a.ppm b.jpg c.png'
    for name in a.ppm b.jpg c.png; do
        [ "$(stat -c %a "out/$name")" = "$(stat -c %a "in/$name")" ]
        run /usr/bin/python3 -c 'import os, sys
print([name for name in os.listxattr(sys.argv[1]) if "acl" in name])' "out/$name"
        [ "$output" = "[]" ]
    done
}

@test "copying one: ENOSPC" {
    faulty $'rename EXDEV most=1\nwrite ENOSPC in=driver path=out/' -j1 in
    expect 4 '' 'graymill: in/a.ppm: copy output: No space left on device' \
        'graymill: stopped: copy output: No space left on device'
}

@test "renaming over an older output: EIO" {
    mkdir out
    cp right/a.ppm out
    faulty 'rename EIO most=1' -j1 in
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/a.ppm: rename output: Input/output error'
}

@test "data that cannot be synced: what is there stays" {
    mkdir out
    echo old >out/a.ppm
    faulty 'fsync EIO in=worker most=1' -j1 --fsync in
    [ "$(cat out/a.ppm)" = old ]
    cp right/a.ppm out
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/a.ppm: sync output: Input/output error'
}

@test "a folder that cannot be synced: failed, but nothing is lost" {
    mkdir out
    echo old >out/a.ppm
    faulty 'fsync EIO in=driver most=1' -j1 --fsync in
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/a.ppm: sync output folder: Input/output error'
}

@test "closing one output: EIO" {
    faulty 'close EIO in=worker path=/out/ most=1' -j1 in
    expect 1 'b.jpg c.png' \
        'graymill: in/a.ppm: close output: Input/output error'
}

@test "closing outputs: ENOSPC" {
    faulty 'close ENOSPC in=worker path=/out/' -j1 in
    expect 4 '' 'graymill: in/a.ppm: close output: No space left on device' \
        'graymill: stopped: close output: No space left on device'
}

@test "the output folder is removed in mid-run" {
    meanwhile='rm -r out'
    faulty 'write run in=worker path=/out/ at=1' -j1 in
    expect 4 '' \
        'graymill: in/a.ppm: rename output: No such file or directory' \
        'graymill: out: create output: No such file or directory'
}

@test "the output folder becomes another before anything is made in it" {
    mkdir -m 777 top
    mkdir top/out
    meanwhile='mv top/out moved && mkdir top/out'
    faulty 'getrandom run in=driver at=2' -j1 -o top/out in
    [ "$(cat stderr)" = 'graymill: top/out: another has taken its place' ]
    [ -z "$(find moved top/out -mindepth 1)" ]
}

@test "the name of an output is taken in mid-run: it is replaced" {
    meanwhile='echo else >out/a.ppm'
    faulty 'rename run path=a.ppm at=1' -j1 in
    expect 0 'a.ppm b.jpg c.png'
}

@test "the name of an output becomes a folder in mid-run" {
    meanwhile='mkdir out/a.ppm'
    faulty 'rename run path=a.ppm at=1' -j1 in
    [ -d out/a.ppm ]
    rmdir out/a.ppm
    left='b.jpg c.png'
    expect 1 'b.jpg c.png' 'graymill: in/a.ppm: rename output: Is a directory'
}

@test "standard output: EIO" {
    traced "write:error=EIO -P $PWD/stdout" in
    expect 4 'a.ppm b.jpg c.png' \
        'graymill: write standard output: Input/output error'
}
