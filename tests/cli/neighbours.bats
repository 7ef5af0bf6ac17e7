#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Another user of a folder that all may write to.

load common

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset GRAYMILL_JOBS NO_COLOR
    if [ "$(id -u)" -ne 0 ]; then
        skip 'two users are needed'
    fi
    # What is above the folder that we stand in is closed to them.
    cp "$binary" program
    mkdir in
    for n in 1 2 3 4 5 6 7 8; do
        cp "$data/colour.png" "in/$n.png"
    done
    chmod -R a+rX . in
    mkdir -m 1777 shared
}

# Nobody else plays these two.
teardown() {
    touch stop
    pkill -U 30021,30022 || true
}

# as USER COMMAND...
as() {
    local user=$1
    shift
    setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
}

n_copies() {
    find shared -name 'processed_*.png' -size +0 -user 30021 | wc -l
}

@test "names that another user has taken, and locks, are in nobody's way" {
    for n in 0 1 2 3 4 5 6 7; do
        as 30022 mkdir -m 777 "shared/.graymill-000000000000000$n.tmp"
        as 30022 touch "shared/.graymill-000000000000000$n.tmp/$n"
        as 30022 flock "shared/.graymill-000000000000000$n.tmp" \
            sleep 1000 3>&- &
    done
    wait_until eval '! flock -n shared/.graymill-0000000000000007.tmp true'
    # Waiting for a lock, it would end by no time of its own.
    ends setpriv --reuid=30021 --regid=30021 --clear-groups \
        ./program -o shared in
    pkill -U 30022 -x sleep
    wait || true
    [ "$(n_copies)" -eq 8 ]
    [ "$(find shared -name '.graymill-*.tmp' | wc -l)" -eq 8 ]
    # Nor are they swept by the next, for they are another's.
    as 30021 ./program -o shared in
    [ "$(find shared -name '.graymill-*.tmp' | wc -l)" -eq 8 ]
}

@test "nor are those that one takes as soon as they are seen" {
    local n
    for n in {10..200}; do
        cp in/1.png "in/$n.png"
        # What is there already must be replaced, by something with a name.
        as 30021 touch "shared/processed_$n.png"
    done
    # By a path it could not be read.
    as 30022 /usr/bin/python3 - shared ../stop 3>&- \
        <"$BATS_TEST_DIRNAME/squatter.py" &
    wait_until [ -e shared/ready ]
    for n in 1 2 3; do
        ends setpriv --reuid=30021 --regid=30021 --clear-groups \
            ./program -j 2 -o shared in
        [ "$(n_copies)" -eq 199 ]
    done
    touch stop
    wait
}

is_in_the_making() {
    [ -n "$(find shared -mindepth 2 -name '*[0-9]')" ]
}

@test "a run ends where one exchanges its folder for a locked one" {
    chmod 777 shared
    as 30022 /usr/bin/python3 - shared ../stop 3>&- \
        <"$BATS_TEST_DIRNAME/squatter.py" &
    wait_until [ -e shared/ready ]
    for _ in 1 2 3 4 5 6 7 8; do
        rm -f shared/processed_*
        run ends setpriv --reuid=30021 --regid=30021 --clear-groups \
            ./program -q -o shared in
        [ "$status" -eq 0 ] || [ "$status" -eq 4 ]
        [ "$status" -eq 4 ] || [ "$(n_copies)" -eq 8 ]
    done
    touch stop
    wait
}

# What a run could be led to: numbers are the names that it uses in its folder.
make_victim() {
    local n
    mkdir victim
    for n in {0..199}; do
        echo "of the victim" >"victim/$n"
    done
    chown -R 30021:30021 victim
}

assert_victim_is_whole() {
    [ "$(find victim -mindepth 1 | wc -l)" -eq 200 ]
    [ "$(sort -u victim/*)" = "of the victim" ]
}

n_exchanged() {
    wc -l <shared/exchanged
}

@test "a link in the place of the folder of a run leads it nowhere" {
    local n sandbox
    for n in {10..199}; do
        cp in/1.png "in/$n.png"
    done
    make_victim
    chmod 777 shared
    as 30022 /usr/bin/python3 - shared ../victim ../stop 3>&- \
        <"$BATS_TEST_DIRNAME/renamer.py" &
    wait_until [ -e shared/exchanged ]
    for sandbox in off auto; do
        n=$(($(n_exchanged) + 10))
        while [ "$(n_exchanged)" -lt "$n" ]; do
            run ends setpriv --reuid=30021 --regid=30021 --clear-groups \
                ./program -j 2 -q --sandbox=$sandbox -o shared in
            assert_victim_is_whole
            [ "$status" -eq 0 ] || [ "$status" -eq 4 ]
            [ "$status" -eq 4 ] || [ "$(n_copies)" -eq 198 ]
        done
    done
    touch stop
    wait
}

# exchange FOLDER NAME TARGET: all the time, until there is a file "stop".
exchange() {
    as 30022 /usr/bin/python3 - "$1" "$3" ../stop "$2" 3>&- \
        <"$BATS_TEST_DIRNAME/renamer.py" &
    wait_until [ -s "$1/exchanged" ]
}

@test "a link in the place of a sub-folder of pictures leads to none" {
    local copy sandbox
    ./program -q -o wanted in/1.png
    mkdir -m 777 theirs
    mkdir -p theirs/sub/deep
    cp in/*.png theirs/sub
    cp in/*.png theirs/sub/deep
    # With it each picture has a rule of its own.
    touch theirs/sub/other.txt
    mkdir -m 700 private private/deep
    for copy in in/*.png; do
        cp "$data/deep16.png" "private/${copy#in/}"
        cp "$data/deep16.png" "private/deep/${copy#in/}"
    done
    chown -R 30021:30021 theirs/sub private
    mkdir copies
    chown 30021 copies
    exchange theirs sub ../private
    for sandbox in off auto; do
        for _ in {1..15}; do
            run ends setpriv --reuid=30021 --regid=30021 --clear-groups \
                ./program -j 2 -q -r --sandbox=$sandbox -o copies theirs
            [ "$status" -le 1 ] || [ "$status" -eq 4 ]
            for copy in copies/sub/processed_* copies/sub/*/*; do
                [ ! -e "$copy" ] || cmp "$copy" wanted/processed_1.png
            done
            rm -rf copies/sub
        done
    done
    touch stop
    wait
}

@test "and in that of a sub-folder of copies nowhere either" {
    local sandbox
    mkdir -p tree/sub
    cp in/*.png tree/sub
    make_victim
    mkdir -m 777 copies
    mkdir copies/sub
    chown 30021:30021 copies/sub
    exchange copies sub ../victim
    for sandbox in off auto; do
        for _ in {1..15}; do
            run ends setpriv --reuid=30021 --regid=30021 --clear-groups \
                ./program -j 2 -q -r --sandbox=$sandbox -o copies tree
            [ "$status" -eq 0 ] || [ "$status" -eq 4 ]
            assert_victim_is_whole
        done
    done
    touch stop
    wait
}

@test "pictures that are exchanged all the time take no lock away" {
    mkdir -m 777 theirs
    cp in/1.png theirs/1.png
    cp in/2.png theirs/2.png
    # So that each picture has a rule of its own.
    touch theirs/other.txt
    as 30022 /usr/bin/python3 -c 'import os
data = open("in/1.png", "rb").read()
while not os.path.exists("stop"):
    open("theirs/new", "wb").write(data)
    os.rename("theirs/new", "theirs/1.png")
    open("theirs/ready", "w").close()' 3>&- &
    wait_until [ -e theirs/ready ]
    for _ in {1..15}; do
        run ./program -o out theirs
        [[ "$output" != *sandbox* ]]
    done
    touch stop
    wait
}

@test "a copy in the making is out of the reach of another user" {
    giant_ppm in/giant.ppm
    chmod 644 in/giant.ppm
    (umask 0; as 30021 ./program -q -o shared in/giant.ppm 3>&- || true) &
    wait_until is_in_the_making
    stage=$(echo shared/.graymill-*.tmp)
    [ "$(stat -c %a:%u "$stage")" = 1700:30021 ]
    run as 30022 ls "$stage"
    [ "$status" -ne 0 ]
    run as 30022 mv "$stage" shared/mine
    [ "$status" -ne 0 ]
    run as 30022 cat "$(find shared -mindepth 2 -name '*[0-9]' | head -1)"
    [ "$status" -ne 0 ]
    # The first asks to stop, the second does not wait for the picture.
    until ! pkill -TERM -U 30021 -x program; do
        sleep 0.01
    done
    wait || true
    assert_no_temporaries
}

@test "what another user has under a copy's name fails alone" {
    as 30022 touch shared/processed_3.png
    run as 30021 ./program -o shared in
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = 'graymill: in/3.png: rename output: Operation not permitted' ]
    [ "$(n_copies)" -eq 7 ]
    [ ! -s shared/processed_3.png ]
    assert_no_temporaries
    # A link there is replaced, or left; what it leads to is not touched.
    rm shared/processed_*
    echo ours >ours
    chown 30021 ours
    as 30022 ln -s ../ours shared/processed_5.png
    run as 30021 ./program -o shared in
    [ "$(cat ours)" = ours ]
    [ "$(n_copies)" -eq 7 ]
}

@test "in a user namespace it is the same" {
    as 30021 unshare -Ur true 2>/dev/null || skip 'no user namespaces'
    as 30022 mkdir -m 777 shared/.graymill-0000000000000001.tmp
    as 30021 unshare -Ur ./program --strict -o shared in
    [ "$(n_copies)" -eq 8 ]
    [ "$(find shared -name '.graymill-*.tmp' | wc -l)" -eq 1 ]
}
