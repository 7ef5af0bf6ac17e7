#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --preserve: what a copy gets of its picture besides gray.

load common
bats_require_minimum_version 1.5.0

# What is asked of a picture and its copy: mode, times, owner, a note.
mode() { stat -c %a "$1"; }
times() { stat -c '%x %y' "$1"; }
owner() { stat -c '%u %g' "$1"; }
note() {
    /usr/bin/python3 -c 'import os, sys
print(os.listxattr(sys.argv[1]))' "$1"
}

# x.png, unlike what a new file is in any of these.
picture() {
    cp "$data/colour.png" x.png
    /usr/bin/python3 -c 'import os
os.setxattr("x.png", "user.note", b"a note")' || skip 'no attributes here'
    if [ "$(id -u)" -eq 0 ]; then
        chown 30001 x.png
    fi
    chmod 2646 x.png
    touch -a -d '2001-02-03 04:05:06.789' x.png
    touch -m -d '2004-05-06 07:08:09.123' x.png
    read_at=$(times x.png)
    umask 027
}

# expect WORD...: of its picture the copy has these and no others.
expect() {
    for what in mode times owner note; do
        wanted=other
        [[ " $* " != *" $what "* ]] || wanted=same
        theirs=$("$what" x.png)
        # Who reads a file changes the time of its last access.
        [ "$what" != times ] || theirs=$read_at
        [ "$what" != mode ] || theirs=646
        got=other
        [ "$("$what" processed_x.png)" != "$theirs" ] || got=same
        [ "$got" = "$wanted" ] || { echo "$what: $got"; return 1; }
    done
}

@test "copies get what is asked for, and nothing else" {
    picture
    root=
    [ "$(id -u)" -ne 0 ] || root=owner
    none=owner
    [ -z "$root" ] || none=
    graymill -q x.png
    expect $none
    # The time of access is that at which graymill looks.
    for option in -p --preserve --preserve=timestamps,mode; do
        touch -a -d "${read_at%% *} 04:05:06.789" x.png
        read_at=$(times x.png)
        graymill -q "$option" x.png
        [ "$(stat -c %y x.png)" = "$(stat -c %y processed_x.png)" ]
        [ "$(mode processed_x.png)" = 646 ]
    done
    graymill -q --preserve=xattr x.png
    expect $none note
    graymill -q --preserve=ownership x.png
    expect owner
    graymill -q --preserve=all x.png
    [ "$(stat -c '%y %u %g' x.png)" = "$(stat -c '%y %u %g' processed_x.png)" ]
    [ "$(mode processed_x.png)" = 646 ]
    [ "$(note processed_x.png)" = "$(note x.png)" ]
}

@test "through a link and in place, too" {
    picture
    ln -s x.png link.png
    graymill -q --preserve link.png
    [ "$(stat -c %y x.png)" = "$(stat -c %y processed_link.png)" ]
    [ "$(mode processed_link.png)" = 646 ]
    changed=$(stat -c %y x.png)
    graymill -q --in-place x.png
    [ "$(stat -c %y x.png)" != "$changed" ]
    cp "$data/colour.png" y.png
    touch -d '2004-05-06 07:08:09.123' y.png
    graymill -q --in-place --preserve=timestamps y.png
    [ "$(stat -c %y y.png)" = "$changed" ]
    cmp y.png x.png
}

@test "what a group may is not for another group" {
    [ "$(id -u)" -eq 0 ] || skip 'two groups are needed'
    picture
    chown :30002 x.png
    chmod 640 x.png
    graymill -q --preserve=mode x.png
    [ "$(mode processed_x.png)" = 600 ]
    graymill -q --preserve=mode,ownership x.png
    [ "$(mode processed_x.png)" = 640 ]
}

@test "a word that names nothing is a usage error" {
    cp "$data/colour.png" x.png
    for list in '' 'mode,' times all,x context; do
        run graymill --preserve="$list" x.png
        [ "$status" -eq 2 ]
        [[ "$output" == *"option '--preserve': '$list' is"*" a list of mode, ownership, timestamps, xattr or all"* ]]
    done
    [ ! -e processed_x.png ]
}
