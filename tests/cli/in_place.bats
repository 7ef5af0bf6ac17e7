#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --in-place: pictures that are replaced by their gray ones.

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples

needs_root() {
    if [ "$(id -u)" -ne 0 ]; then
        skip 'two users are needed'
    fi
}

# All formats that are written, in "in", and what they become in "gray".
pictures() {
    mkdir in
    cp "$data"/colour.{bmp,jpg,png,ppm,tga} "$data"/{alpha,deep16}.png in
    cp "$samples/quite_ok.qoi" "$samples/floats.pfm" "$samples/radiance.hdr" in
    graymill -q -o gray --prefix= in
    mkdir -p colour
    cp in/* colour
}

# attributes FILE: its mode, owner, ACL and extended attributes.
attributes() {
    stat -c '%a %u %g' "$1"
    /usr/bin/python3 -c 'import os, sys
for name in sorted(os.listxattr(sys.argv[1])):
    print(name, os.getxattr(sys.argv[1], name))' "$1"
}

# Owner, user 30001, the group, the mask and all others; a note of the user.
set_attributes() {
    /usr/bin/python3 -c 'import os, struct, sys
entries = (1, 6), (2, 4), (4, 0), (16, 4), (32, 0)
acl = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, perm, 30001 if tag == 2 else 2**32 - 1)
    for tag, perm in entries)
os.setxattr(sys.argv[1], "system.posix_acl_access", acl)
os.setxattr(sys.argv[1], "user.note", b"a note")' "$1" || skip 'no ACL here'
}

@test "every picture becomes what its copy would be, and nothing else is there" {
    pictures
    find in | sort >before
    run --separate-stderr graymill --in-place in
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 10 images in "* ]]
    [ -z "$stderr" ]
    find in | sort | diff before -
    diff -r in gray
    assert_no_temporaries
}

@test "a second time it is the same, in the sandbox, and with --fsync" {
    pictures
    graymill -q --in-place --fsync --sandbox=auto in
    diff -r in gray
    graymill -q --in-place -j2 in
    diff -r in gray
}

@test "owner, mode, ACL and extended attributes stay" {
    pictures
    for name in colour.jpg deep16.png; do
        set_attributes "in/$name"
    done
    chmod 464 in/colour.bmp
    chmod 4755 in/colour.ppm
    if [ "$(id -u)" -eq 0 ]; then
        chown 30001:30002 in/*
    fi
    for name in in/*; do
        attributes "$name" >"was.${name##*/}"
    done
    # The bits by which a file runs as its owner do not.
    sed -i 's/^4755/755/' was.colour.ppm
    (
        umask 077
        graymill -q --in-place in
    )
    diff -r in gray
    for name in in/*; do
        attributes "$name" | diff "was.${name##*/}" -
    done
}

@test "so do they where a copy is made for want of a way out of the folder" {
    set_attributes_of=colour.jpg
    pictures
    set_attributes "in/$set_attributes_of"
    attributes "in/$set_attributes_of" >was
    preload=${PRELOAD:-$BATS_TEST_DIRNAME/../../build/tests/preload.so}
    ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$preload \
        FAULTS='rename EXDEV most=1' FAULTS_LOG=$PWD/strikes \
        "$binary" -q --no-sandbox --in-place "in/$set_attributes_of"
    [ -s strikes ]
    cmp "in/$set_attributes_of" "gray/$set_attributes_of"
    attributes "in/$set_attributes_of" | diff was -
    assert_no_temporaries
}

@test "other names of a file keep the colour picture" {
    pictures
    ln in/colour.png kept.png
    ln in/colour.jpg in/second.jpg
    graymill -q --in-place in
    cmp kept.png colour/colour.png
    # Each name of its own accord.
    cmp in/second.jpg gray/colour.jpg
    cmp in/colour.jpg gray/colour.jpg
}

@test "a link is not replaced, nor what it leads to" {
    pictures
    mkdir links
    ln -s ../in/colour.png links/link.png
    ln -s ../in links/folder
    run --separate-stderr graymill --in-place links
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 0 images in "*"; 1 skipped)" ]]
    [[ "$stderr" == *"links/link.png: warning: skipped: a link, which --in-place does not replace; "* ]]
    for option in '' --follow; do
        # shellcheck disable=SC2086 # none is no word
        run graymill --in-place $option links/link.png
        [ "$status" -eq 1 ]
        [[ "$output" == *"links/link.png: a link, which --in-place does not replace; name what it leads to"* ]]
    done
    diff -r in colour
    [ -L links/link.png ]
    # A folder that is named is gone into, by whatever name.
    graymill -q --in-place links/folder
    [ -L links/folder ]
    diff -r in gray
}

@test "what cannot be converted stays to the byte" {
    mkdir in
    cp "$samples"/softimage.pic "$data"/truncated.{jpg,png,bmp} "$data/bad-crc.png" in
    cp "$samples/softimage.pic" in/pic.png
    cat "$data/colour.jpg" "$data/colour.jpg" >in/two.jpg
    cp -r in before
    run --separate-stderr graymill --in-place in
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"in/softimage.pic: PIC is only read: --in-place leaves it as it is"* ]]
    [[ "$stderr" == *"in/pic.png: PIC is only read: --in-place leaves it as it is"* ]]
    [[ "$stderr" == *"in/two.jpg: trailing data would be lost: --in-place leaves it as it is, --frames=first takes the picture alone"* ]]
    [[ "$output" == "Processed: 0 images in "*"; 7 failed)" ]]
    diff -r in before
    assert_no_temporaries
    for option in --frames=first --strip; do
        cp before/two.jpg in
        graymill -q --in-place "$option" in/two.jpg
        [ "$(stat -c %s in/two.jpg)" -lt 1000 ]
    done
}

@test "names with the prefix of copies are pictures like all others" {
    mkdir in
    cp "$data/colour.jpg" in/processed_colour.jpg
    cp "$data/colour.jpg" in
    graymill -q --in-place in
    cmp in/colour.jpg in/processed_colour.jpg
    graymill -q --in-place in/*
    cmp in/colour.jpg in/processed_colour.jpg
    run ! cmp -s in/colour.jpg "$data/colour.jpg"
}

@test "a file that is named twice is converted once" {
    pictures
    run graymill --in-place in in/colour.png ./in/../in/colour.png
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 10 images in "* ]]
    diff -r in gray
}

@test "-n says so and touches nothing" {
    pictures
    [ "$(graymill -n --in-place in/colour.png)" = $'in/colour.png\tin/colour.png' ]
    diff -r in colour
}

@test "what names copies has nothing to say, and nothing is touched" {
    cp "$data/colour.jpg" .
    for option in -oout --output-dir=out --prefix=x --prefix= --suffix=_bw \
        --to=png --ext=replace --skip-existing -u --salvage; do
        run graymill "$option" --in-place colour.jpg
        [ "$status" -eq 2 ]
        [[ "$output" == "graymill: option '--in-place' cannot be with --"* ]]
        run graymill --in-place "$option" colour.jpg
        [ "$status" -eq 2 ]
    done
    cmp colour.jpg "$data/colour.jpg"
    [ ! -e out ]
}

# As user 30002, to whom the folder belongs.
as_other() {
    setpriv --reuid=30002 --regid=30002 --clear-groups "$binary" "$@"
}

@test "a folder or a file that may not be written to is left as it is" {
    needs_root
    pictures
    chmod 755 . in
    chown -R 30002:30002 in
    chmod 555 in
    run as_other --in-place in
    [ "$status" -eq 4 ]
    [[ "$output" == *"graymill: in: output folder: Permission denied"* ]]
    diff -r in colour
    chmod 755 in
    chmod 444 in/colour.jpg
    chown 30003:30003 in/colour.png
    chmod 644 in/colour.png
    run as_other --in-place in
    [ "$status" -eq 1 ]
    for name in colour.jpg colour.png; do
        [[ "$output" == *"in/$name: write to what is to be replaced: Permission denied"* ]]
        cmp "in/$name" "colour/$name"
    done
    [ "$(stat -c '%a %u' in/colour.jpg)" = '444 30002' ]
    cmp in/colour.bmp gray/colour.bmp
}

@test "of another's file, what is not one's own to give is narrowed" {
    needs_root
    pictures
    chmod 755 .
    chmod 777 in
    # Group and others may read, but of the new group only who both may.
    chown 30003:30003 in/*
    chmod 646 in/*
    run as_other --in-place in
    [ "$status" -eq 0 ]
    diff -r in gray
    for name in in/*; do
        [ "$(stat -c '%a %u %g' "$name")" = '644 30002 30002' ]
    done
}

@test "a picture that changes while it is converted is not lost" {
    giant_ppm big.ppm
    # Of a slow machine it would tell how far it is.
    "$binary" --progress=never --in-place big.ppm >out 2>err 3>&- &
    driver=$!
    wait_until has_begun
    printf 'P6 1 1 255\nnew' >new.ppm
    mv new.ppm big.ppm
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 1 ]
    cat err
    [[ "$(cat err)" == "graymill: big.ppm: it has changed since it was read, and stays" ]]
    [ "$(cat big.ppm)" = $'P6 1 1 255\nnew' ]
    assert_no_temporaries
}
