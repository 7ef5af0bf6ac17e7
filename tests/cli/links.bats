#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Links that others have laid, and who may read a copy.

load common

needs_root() {
    if [ "$(id -u)" -ne 0 ]; then
        skip 'two users are needed'
    fi
}

# A folder of everybody's, with a link to what is root's alone.
lay_trap() {
    needs_root
    mkdir -m 1777 shared
    mkdir -m 700 private
    cp "$data/colour.png" private/secret.png
    ln -s "$PWD/private/secret.png" shared/trap.png
    chown -h 30001 shared/trap.png
    cp "$data/colour.png" shared/fine.png
}

@test "a link of another user to a file of ours is not followed" {
    lay_trap
    run graymill shared
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = 'graymill: shared/trap.png: warning: skipped: a link of another user, to a file that is not theirs; --follow takes it' ]
    [[ "${lines[1]}" == 'Processed: 1 image in '* ]]
    [ ! -e shared/processed_trap.png ]
    run graymill --strict shared
    [ "$status" -eq 1 ]
    run graymill -n shared
    [ "$status" -eq 0 ]
    [[ "$output" != *processed_trap.png* ]]
}

@test "it is with --follow, or when it is named" {
    lay_trap
    graymill --follow -o one shared
    cmp one/processed_trap.png one/processed_fine.png
    graymill -o two shared/trap.png
    cmp two/processed_trap.png one/processed_fine.png
    graymill -o three --files-from=- <<<shared/trap.png
    cmp three/processed_trap.png one/processed_fine.png
}

@test "links of one's own, of root, and of others to their own are followed" {
    lay_trap
    chmod 755 . shared private
    chmod 644 private/* shared/*.png
    rm shared/trap.png
    cp "$data/colour.png" theirs.png
    cp "$data/colour.png" ours.png
    chown 30001 theirs.png
    chown 30002 ours.png
    chmod 644 ./*.png
    for name in root ours theirs; do
        ln -s ../private/secret.png "shared/$name.png"
    done
    ln -sf ../theirs.png shared/theirs.png
    chown -h 30002 shared/ours.png
    chown -h 30001 shared/theirs.png
    mkdir -m 777 out
    # What is above the folder that we stand in is closed to that user.
    cp "$binary" program
    setpriv --reuid=30002 --regid=30002 --clear-groups \
        ./program --strict -o out shared
    for name in root ours theirs fine; do
        [ -s "out/processed_$name.png" ]
    done
}

@test "a link of another user in the tree of copies leads nowhere" {
    lay_trap
    mkdir -p in/sub/deep out
    cp "$data/colour.png" in/sub/deep
    for link in out/sub out/sub/deep; do
        rm -rf out/sub
        mkdir -p "${link%/*}"
        ln -s "$PWD/private" "$link"
        chown -h 30001 "$link"
        run graymill -r -o out in
        [ "$status" -eq 4 ]
        [ "$output" = "graymill: out/sub/deep: output folder: on the way is a link of another user, to what is not theirs; --follow takes it" ]
        [ "$(ls private)" = secret.png ]
    done
    graymill -r --follow -o out in
    [ -s private/processed_colour.png ]
    # What is named is taken as it is, and so is a link of one's own.
    chown -h 30001 out/sub/deep
    graymill -o out/sub/deep in/sub/deep
    chown -h 0 out/sub/deep
    graymill -r -o out in
}

# acl FILE TAG:PERM...: its access ACL, user 30001 being the one that is named.
# So of a folder that which is for files in it, as KIND=default.
acl() {
    KIND=${KIND:-access} /usr/bin/python3 - "$@" <<'EOF'
import os
import struct
import sys

acl = struct.pack("<I", 2)
for entry in sys.argv[2:]:
    tag, perm = map(int, entry.split(":"))
    acl += struct.pack("<HHI", tag, perm, 30001 if tag == 2 else 2**32 - 1)
os.setxattr(sys.argv[1], "system.posix_acl_" + os.environ["KIND"], acl)
EOF
}

@test "the mask of an ACL is no right of the group" {
    cp "$data/colour.png" "$data/colour.jpg" .
    for picture in colour.png colour.jpg; do
        acl "$picture" 1:6 2:6 4:0 16:6 32:0 || skip 'no ACL here'
        [ "$(stat -c %a "$picture")" = 660 ]
    done
    (umask 0; graymill .)
    for picture in colour.png colour.jpg; do
        [ "$(stat -c %a "processed_$picture")" = 600 ]
    done
}

acls() {
    /usr/bin/python3 -c 'import os, sys
print([name for name in os.listxattr(sys.argv[1]) if "acl" in name])' "$1"
}

@test "an ACL of the folder for what is made in it is not for copies" {
    local picture
    mkdir in out
    cp "$data/colour.png" "$data/colour.jpg" in
    chmod 640 in/*
    KIND=default acl out 1:7 2:7 4:7 16:7 32:5 || skip 'no ACL here'
    (umask 022; graymill -o out in)
    for picture in colour.png colour.jpg; do
        [ "$(stat -c %a "out/processed_$picture")" = 640 ]
        run acls "out/processed_$picture"
        [ "$output" = "[]" ]
    done
}

@test "what a group may read is not for another group" {
    needs_root
    mkdir in out kept
    cp "$data/colour.png" in
    chgrp 30001 in/colour.png kept
    chmod 640 in/colour.png
    chmod 2755 kept
    (umask 0; graymill -o out in; graymill -o kept in)
    [ "$(stat -c %a:%g out/processed_colour.png)" = "600:$(id -g)" ]
    [ "$(stat -c %a:%g kept/processed_colour.png)" = 640:30001 ]
}
