#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Inputs that cannot be read, or change meanwhile: each fails alone.

load faults

@test "first read of a file: EIO" {
    faulty 'read EIO path=b.jpg' -j1 in
    expect 1 'a.ppm c.png' 'graymill: in/b.jpg: read: Input/output error'
}

@test "fifth read of a file: EIO" {
    faulty 'read EIO path=a.ppm at=5' -j1 in
    expect 1 'b.jpg c.png' 'graymill: in/a.ppm: read: Input/output error'
}

@test "going back to the start of a file: EIO" {
    cp "$BATS_TEST_DIRNAME/../../samples/deep16.png" in/c.png
    faulty 'lseek EIO' -j1 in
    expect 1 'a.ppm b.jpg' 'graymill: in/c.png: seek: Input/output error'
}

@test "short reads of at most 1000 bytes" {
    faulty 'read short=1000' -j2 in
    expect 0 'a.ppm b.jpg c.png'
}

@test "a read in the middle of a PSD: EIO" {
    cp "$BATS_TEST_DIRNAME/../../samples/layers.psd" in/d.psd
    faulty 'pread EIO at=3' -j1 in
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/d.psd: read: Input/output error'
}

@test "short reads of a PSD, of at most 100 bytes" {
    cp "$BATS_TEST_DIRNAME/../../samples/layers.psd" in/d.psd
    "$binary" -q -o right --prefix= in/d.psd
    faulty 'pread short=100' -j2 in
    expect 0 'a.ppm b.jpg c.png d.psd.png'
}

@test "opening one file: EMFILE" {
    faulty 'open EMFILE in=worker path=in/b.jpg' -j1 in
    expect 1 'a.ppm c.png' 'graymill: in/b.jpg: open: Too many open files'
}

@test "opening the folder: EMFILE" {
    faulty 'open EMFILE in=driver path=in' -j1 in
    expect 1 '' 'graymill: in: read folder: Too many open files'
}

@test "listing the folder: EIO" {
    traced getdents64:error=EIO in
    expect 1 '' 'graymill: in: read folder: Input/output error'
}

@test "listing the rest of the folder: EIO; what is known is converted" {
    traced getdents64:error=EIO:when=2 in
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in: read folder: Input/output error'
}

@test "a PNM is cut short while it is read" {
    meanwhile='truncate -s 100000 in/a.ppm'
    faulty 'read run path=a.ppm at=3' -j1 in
    expect 1 'b.jpg c.png' \
        'graymill: in/a.ppm: truncated: the picture is not complete'
}

@test "a JPEG is cut short before it is read" {
    meanwhile='truncate -s 400 in/b.jpg'
    faulty 'read run path=b.jpg at=1' -j1 in
    expect 1 'a.ppm c.png' \
        'graymill: in/b.jpg: truncated: the file ends before the picture does'
}

@test "a PNG is emptied before it is read" {
    meanwhile='truncate -s 0 in/c.png'
    faulty 'read run path=c.png at=1' -j1 in
    expect 1 'a.ppm b.jpg' \
        'graymill: in/c.png: truncated: emptied while it was read'
}

@test "a PNG is damaged before it is read" {
    meanwhile='printf 12345678 |
        dd of=in/c.png bs=1 seek=100 conv=notrunc 2>/dev/null'
    faulty 'read run path=c.png at=1' -j1 in
    expect 1 'a.ppm b.jpg' 'graymill: in/c.png: corrupt: bad adaptive filter value'
}

@test "a PNG becomes a JPEG between two readings of it" {
    cp "$BATS_TEST_DIRNAME/../../samples/deep16.png" in/c.png
    meanwhile='cat in/b.jpg >in/c.png'
    faulty 'lseek run at=1' -j1 in
    expect 1 'a.ppm b.jpg' 'graymill: in/c.png: corrupt: Not a PNG file'
}

@test "a file is removed while it is read: what is open stays whole" {
    meanwhile='rm in/a.ppm'
    faulty 'read run path=a.ppm at=2' -j1 in
    expect 0 'a.ppm b.jpg c.png'
}

@test "a file is removed before it is opened" {
    meanwhile='rm in/a.ppm'
    faulty 'open run in=worker path=a.ppm at=1' -j1 in
    expect 1 'b.jpg c.png' 'graymill: in/a.ppm: open: No such file or directory'
}

@test "a file becomes a FIFO before it is opened" {
    meanwhile='rm in/a.ppm && mkfifo in/a.ppm'
    faulty 'open run in=worker path=a.ppm at=1' -j1 in
    expect 1 'b.jpg c.png' 'graymill: in/a.ppm: not a regular file'
}

@test "a file becomes a folder before it is opened" {
    meanwhile='rm in/a.ppm && mkdir in/a.ppm'
    faulty 'open run in=worker path=a.ppm at=1' -j1 in
    expect 1 'b.jpg c.png' 'graymill: in/a.ppm: is a folder'
}

@test "a file becomes a link to itself before it is opened" {
    meanwhile='ln -sf a.ppm in/a.ppm'
    faulty 'open run in=worker path=a.ppm at=1' -j1 in
    expect 1 'b.jpg c.png' \
        'graymill: in/a.ppm: has become a link'
}

# A list of all that is in "in", the last without an end and for the second time.
a_list() {
    printf '%s\n' in/* >list
    printf 'in/c.png' >>list
}

@test "a folder becomes a link when what is below it is to be read" {
    mkdir -p in/sub/deep elsewhere/deep
    cp in/b.jpg in/sub/deep
    cp in/b.jpg elsewhere/deep
    # Else it is nobody but us who did it.
    chmod 777 in
    meanwhile='mv in/sub moved && ln -s ../elsewhere in/sub'
    faulty 'open run in=driver path=in/sub/deep at=1' -j1 -r in
    expect 1 'a.ppm b.jpg c.png' \
        'graymill: in/sub/deep: read folder: another has taken its place'
}

@test "a folder becomes another after it was read" {
    mkdir -m 777 top
    mv in top
    meanwhile='mv top/in moved && cp -r moved top/in'
    faulty 'mkdir run in=driver path=out at=1' -j1 top/in
    expect 1 '' \
        'graymill: top/in/a.ppm: another folder has taken the place of its own' \
        'graymill: top/in/b.jpg: another folder has taken the place of its own' \
        'graymill: top/in/c.png: another folder has taken the place of its own'
}

@test "it is our own doing where nobody else can have done it" {
    mkdir -m 755 top
    mv in top
    meanwhile='mv top/in moved && cp -r moved top/in'
    faulty 'mkdir run in=driver path=out at=1' -j1 top/in
    expect 0 'a.ppm b.jpg c.png'
}

@test "reading the list of files: EIO" {
    a_list
    faulty 'read EIO path=list' --files-from=list in
    expect 2 '' 'graymill: list: read: Input/output error'
}

@test "reading the rest of the list of files: EIO" {
    a_list
    faulty $'read short=10 path=list most=1\nread EIO path=list' \
        --files-from=list
    expect 2 '' 'graymill: list: read: Input/output error'
}

@test "reading the list of files: interrupted, and byte by byte" {
    a_list
    faulty $'read EINTR path=list every=3\nread short=1 path=list' \
        --files-from=list
    expect 0 'a.ppm b.jpg c.png'
}

@test "opening the list of files: interrupted" {
    a_list
    faulty 'open EINTR path=list most=2' --files-from=list
    expect 0 'a.ppm b.jpg c.png'
}

@test "opening the list of files: EMFILE" {
    a_list
    faulty 'open EMFILE path=list' --files-from=list in
    expect 2 '' 'graymill: list: open: Too many open files'
}

# odd_files FOLDER: what is no file, under names of pictures.
odd_files() {
    mkfifo "$1/fifo.png"
    ln -s loop.png "$1/loop.png"
    ln -s nowhere "$1/dangling.png"
    ln -s /dev/zero "$1/device.png"
    mkdir "$1/folder.png"
    python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$1/socket.png"
}

@test "FIFO, device, socket, folder and links, named" {
    odd_files .
    observe "$binary" "${options[@]}" -j1 fifo.png loop.png dangling.png \
        device.png folder.png socket.png in/b.jpg
    expect 1 'b.jpg' 'graymill: fifo.png: not a regular file' \
        'graymill: loop.png: open: Too many levels of symbolic links' \
        'graymill: dangling.png: open: No such file or directory' \
        'graymill: device.png: not a regular file' \
        'graymill: socket.png: not a regular file'
}

@test "FIFO, device, socket, folder and links, in a folder" {
    odd_files in
    observe "$binary" "${options[@]}" -r in
    expect 0 'a.ppm b.jpg c.png'
}
