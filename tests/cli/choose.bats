#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Which pictures are taken, and which are left: --update, --exclude, --hidden.

load common
bats_require_minimum_version 1.5.0

# At the seconds and nanoseconds of a day: touch them so.
at() {
    touch -m -d "2020-02-02 02:02:$1" "${@:2}"
}

@test "-u converts what is newer than its copy, or has none" {
    cp "$data/colour.png" newer.png
    cp "$data/colour.png" older.png
    cp "$data/colour.png" same.png
    cp "$data/colour.png" alone.png
    cp "$data/colour.png" lost.png
    for name in newer older same; do
        echo old >"processed_$name.png"
    done
    ln -s nowhere processed_lost.png
    at 02.000000002 newer.png older.png same.png processed_same.png
    at 02.000000001 processed_newer.png
    at 02.000000003 processed_older.png
    [ "$(graymill -nu . | cut -f 1 | xargs)" = \
        './alone.png ./lost.png ./newer.png' ]
    run -0 graymill -u --report=r.jsonl .
    [[ "$output" == 'Processed: 3 images '*'; 2 skipped)' ]]
    [ "$(cat processed_older.png processed_same.png)" = $'old\nold' ]
    for name in newer alone lost; do
        cmp processed_newer.png "processed_$name.png"
    done
    [ "$(jq -r 'select(.path == "./older.png") | .code' r.jsonl)" = current ]
    /usr/bin/python3 "$BATS_TEST_DIRNAME/report_valid.py" r.jsonl
    # All is done, wherever copies go.
    [ -z "$(graymill -nu .)" ]
    graymill -q -o out .
    [ -z "$(graymill -nu -o out .)" ]
    touch alone.png
    [ "$(graymill -uv -o out . | grep -c '^\./.* -> ')" -eq 1 ]
    # It looks at pictures, and not at links to them.
    ln -s older.png link.png
    echo old >processed_link.png
    at 02.000000003 processed_link.png
    [ -z "$(graymill -nu link.png)" ]
}

@test "-u with a copy that has the time of its picture" {
    cp "$data/colour.png" x.png
    at 02.123456789 x.png
    graymill -q -p x.png
    run -0 graymill -vup x.png
    [ "${lines[0]}" = 'x.png: skipped: no newer than its output' ]
    # As file systems of whole seconds would keep it.
    at 02 processed_x.png
    [ -z "$(graymill -nup x.png)" ]
    [ -n "$(graymill -nu x.png)" ]
    at 03 x.png
    [ -n "$(graymill -nup x.png)" ]
    graymill -q -up x.png
    [ "$(stat -c %y x.png)" = "$(stat -c %y processed_x.png)" ]
}

@test "-u does not take for converted what changes meanwhile" {
    giant_ppm big.ppm
    "$binary" -u --progress=never big.ppm >out 2>err 3>&- &
    driver=$!
    wait_until has_begun
    printf 'P6 1 1 255\nnew' >new.ppm
    mv new.ppm big.ppm
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 1 ]
    [ "$(cat err)" = 'graymill: big.ppm: it has changed since it was read' ]
    graymill -u big.ppm
    [ -s processed_big.ppm ]
}

@test "-u goes with other rules but those that contradict it" {
    cp "$data/colour.png" x.png
    run -2 graymill -u --skip-existing x.png
    run -2 graymill -u --in-place x.png
    [ ! -e processed_x.png ]
    graymill -u --report=r.jsonl --resume=r.jsonl x.png
    run -0 graymill -u --report=r.jsonl --resume=r.jsonl x.png
    [[ "$output" == *'; 1 skipped)' ]]
}

@test "-u goes on by itself" {
    : >1.ppm
    cp "$data/colour.png" 0.png
    cp 0.png 2.png
    run -4 graymill -j1 -u --fail-fast 0.png 1.ppm 2.png
    [[ "$output" == *'graymill: stopped early: run it again' ]]
}

# pictures PATH...: each a picture, in folders that are made.
pictures() {
    for path in "$@"; do
        mkdir -p "$(dirname "$path")"
        cp "$data/colour.png" "$path"
    done
}

# taken OPTION...: which of what is below in/ would be converted.
taken() {
    graymill -nr "$@" in | cut -f 1 | cut -d / -f 2- | xargs
}

@test "-E leaves out of folders what matches, as git ignores it" {
    pictures in/{a,b,raw}.png in/sub/{a,b}.png in/raw/{a,deep/b}.png
    [ "$(taken)" = 'a.png b.png raw.png raw/a.png raw/deep/b.png sub/a.png sub/b.png' ]
    [ "$(taken -E a.png)" = 'b.png raw.png raw/deep/b.png sub/b.png' ]
    [ "$(taken -E /a.png)" = 'b.png raw.png raw/a.png raw/deep/b.png sub/a.png sub/b.png' ]
    [ "$(taken -E raw/ --exclude='sub/[!b].*')" = 'a.png b.png raw.png sub/b.png' ]
    [ "$(taken -E '**/deep')" = 'a.png b.png raw.png raw/a.png sub/a.png sub/b.png' ]
    # The last one counts, and what is below a folder goes with it.
    [ "$(taken -E 'raw*' -E '!raw.png' -E '!a.png')" = \
        'a.png b.png raw.png sub/a.png sub/b.png' ]
    [ "$(taken -E '*' -E '!*/' -E '!b.png')" = 'b.png raw/deep/b.png sub/b.png' ]
    [ "$(taken -E '*')" = '' ]
    # From each PATH on, and not above it.
    [ "$(graymill -n -E /a.png -E in -E sub in in/sub | cut -f 1 | xargs)" = \
        'in/b.png in/raw.png in/sub/b.png' ]
}

@test "-E is of folders: what is named is taken, and so are those" {
    pictures in/a.png in/sub/b.png
    [ "$(graymill -n -E '*.png' in/a.png | wc -l)" -eq 1 ]
    printf '%s\n' in/a.png in/sub >list
    [ "$(graymill -n -E '*.png' -E '!b.png' -E sub --files-from=list |
        cut -f 1 | xargs)" = 'in/a.png in/sub/b.png' ]
    # One that is met, too, is there once, as named.
    [ "$(graymill -nr -E '*.png' in in/a.png | cut -f 1)" = in/a.png ]
}

@test "what -E leaves out is not entered, counted or read" {
    pictures in/a.png in/no/b.png
    : >in/x.cr3
    : >in/no/y.cr3
    run -1 graymill -r --strict in
    rm in/processed_a.png in/no/processed_b.png
    run -0 graymill -v --strict -E no/ -E '*.cr3' in
    [ "${#lines[@]}" -eq 2 ]
    # Nobody may enter it.
    chmod 0 in/no
    run -0 graymill -r -E no -E '*.cr3' in
    chmod 755 in/no
    [[ "$output" == 'Processed: 1 image in '* ]]
    rm in/processed_a.png
    # The worker may read the one, and not the other.
    graymill -E b.png -v in in/no
    [ -e in/processed_a.png ]
    [ ! -e in/no/processed_b.png ]
}

@test "a rule that can match nothing is a usage error" {
    pictures in/a.png
    run -2 graymill -E '' in
    [ "${lines[0]}" = "graymill: option '--exclude': '' matches nothing" ]
    for rule in / '!' '[a' a\\ '[[:alfa:]]' "$(printf '%4097s' a)"; do
        run -2 graymill "--exclude=$rule" in
    done
    mapfile -t many < <(yes -- -Ex | head -n 257)
    run -0 graymill -n "${many[@]:1}" in
    run -2 graymill -n "${many[@]}" in
    [[ "${lines[0]}" == *' is more than 256 of them' ]]
    [ ! -e in/processed_a.png ]
}

@test "-E leaves out what git ignores, by many rules" {
    run -0 /usr/bin/python3 "$BATS_TEST_DIRNAME/like_git.py" "$binary" 80
}

@test "--hidden=skip leaves out names with a dot before" {
    pictures in/.a.png in/b.png in/.sub/c.png in/sub/.d.png in/sub/e.png
    [ "$(taken)" = '.a.png b.png .sub/c.png sub/.d.png sub/e.png' ]
    [ "$(taken --hidden=take)" = "$(taken)" ]
    [ "$(taken --hidden=skip)" = 'b.png sub/e.png' ]
    # Rules come after it, and what is named is taken.
    [ "$(taken --hidden=skip -E '!.a.png')" = '.a.png b.png sub/e.png' ]
    [ "$(graymill -n --hidden=skip in/.sub in/.a.png | cut -f 1 | xargs)" = \
        'in/.sub/c.png in/.a.png' ]
    (cd in && [ "$(graymill -n --hidden=skip . | cut -f 1)" = ./b.png ])
    run -2 graymill --hidden=no in
}

@test "--hidden=skip does not hide what killed runs have left" {
    pictures in/a.png
    mkdir -m 1700 in/.graymill-0123456789abcdef.tmp
    graymill -q --hidden=skip in
    assert_no_temporaries
}
