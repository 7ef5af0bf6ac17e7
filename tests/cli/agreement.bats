#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What --help, the man page and the program say must be the same thing.

load common

man=$BATS_TEST_DIRNAME/../../man/graymill.1

# "-o --output-dir=DIR", a line for each option that --help shows.
help_options() {
    graymill --help | sed -n -E \
        's/^  (-.,|   ) (--[^ ]+)( .*)?$/\1 \2/p' |
        sed -e 's/,//' -e 's/^ *//' | sort
}

# The same of the tags in the man page's OPTIONS.
man_options() {
    sed -n '/^\.Sh OPTIONS/,/^\.Sh OUTPUT/p' "$man" |
        sed -n 's/^\.It Fl //p' |
        sed -E -e 's/ , Fl / -/' -e 's/ Ns = Ns (Ar|Cm) /=/' \
            -e 's/ Ns Op = Ns Ar (.*)/[=\1]/' -e 's/^/-/' | sort
}

# section NAME: the lines of a section of the man page, as they stand there.
section() {
    sed -n "/^\\.Sh $1\$/,/^\\.Sh /p" "$man"
}

@test "every option of --help stands in the man page, and the reverse" {
    [ "$(help_options | wc -l)" -gt 20 ]
    diff <(help_options) <(man_options)
}

@test "every option that the man page mentions exists" {
    grep -o -E 'Fl -[a-z][a-z0-9-]+' "$man" | sed 's/Fl /-/' | sort -u >mentioned
    help_options | grep -o -E -- '--[a-z0-9-]+' | sort -u >known
    [ -s mentioned ]
    [ -z "$(comm -23 mentioned known)" ]
}

@test "the man page has no warnings" {
    run mandoc -Tlint -Wwarning "$man"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "the man page has its sections in order" {
    diff <(sed -n 's/^\.Sh //p' "$man") <(printf '%s\n' NAME SYNOPSIS \
        DESCRIPTION OPTIONS OUTPUT ENVIRONMENT 'EXIT STATUS' EXAMPLES RECIPES LIMITS \
        NOTES 'SEE ALSO')
}

# The current folder as a repository of git with pictures and text in it, of
# both of which some were changed since.
changed_repository() {
    echo text >notes.txt
    git init -q .
    git add -A
    git -c user.name=x -c user.email=x@example.org commit -qm all
    echo more >>notes.txt
    cp "$data/colour.png" "$(printf '%s\n' photos/*.png | head -n 1)"
}

@test "the examples of the man page run, and run again" {
    cp -r "$BATS_TEST_DIRNAME/../../samples" pictures
    { section EXAMPLES; section RECIPES; } | sed -n 's/^\.Dl \$ //p' | sed 's/\\-/-/g' >examples
    [ "$(wc -l <examples)" -ge 9 ]
    # For programs that run others.
    mkdir bin
    ln -s "$(realpath "$binary")" bin/graymill
    while read -r line; do
        rm -rf room
        mkdir room
        (
            cd room
            cp -r ../pictures photos
            cp "$data/colour.png" ./-odd.png
            PATH=$PWD/../bin:$PATH
            changed_repository
            eval "$line" >../out
            # And again, over what it has made.
            eval "$line" >../again
        )
        if [[ "$line" == *" - >"* ]]; then
            [ -s "room/${line##*>}" ]
            continue
        fi
        [ -s out ]
        [ -s again ]
        if [[ "$line" != *" -n "* ]]; then
            grep -q '^Processed: [1-9]' out
        fi
    done <examples
}

@test "the extensions in the man page are those that a folder is searched for" {
    section DESCRIPTION |
        sed -n -E 's/^\.It [A-Z]+ Ta ([a-z_ ]+) Ta .*/\1/p' | tr ' ' '\n' >listed
    section DESCRIPTION |
        sed -n -E 's/^\.It ([A-Z]+) Ta ([a-z ]+) Ta PNG$/\1 \2/p' |
        sed '/^PNG /d; s/^[A-Z]* //' | tr ' ' '\n' >become_png
    section DESCRIPTION |
        sed -n -E 's/^\.It ([A-Z]+) Ta ([a-z ]+) Ta JPEG$/\1 \2/p' |
        sed '/^JPEG /d; s/^[A-Z]* //' | tr ' ' '\n' >become_jpeg
    [ -s become_png ]
    [ -s become_jpeg ]
    [ "$(wc -l <listed)" -gt 10 ]
    mkdir folder
    while read -r extension; do
        : >"folder/$extension.${extension^^}"
    done <listed
    : >folder/none.txt
    [ "$(graymill -n folder | wc -l)" -eq "$(wc -l <listed)" ]
    graymill -n folder | while IFS=$'\t' read -r in out; do
        extension=${in##*.}
        # As the text below the table says.
        if grep -qx "${extension,,}" become_png ||
            [ "${extension,,}" = hif ]; then
            [ "${out##*/}" = "processed_${in##*/}.png" ]
        elif grep -qx "${extension,,}" become_jpeg; then
            [ "${out##*/}" = "processed_${in##*/}.jpg" ]
        else
            [ "${out##*/}" = "processed_${in##*/}" ]
        fi
    done
}

@test "the test vector of the man page is what the program computes" {
    printf 'P6 1 1 255\n\310\144\062' >x.ppm
    mandoc -Tascii "$man" | col -b | tr -s ' \n\t' ' ' >text
    for method in rec601 rec709 linear lightness average; do
        graymill -q --gray="$method" x.ppm
        value=$(tail -c 1 processed_x.ppm | od -An -tu1 | tr -d ' ')
        grep -q "[ ]$value by $method," text
    done
    grep -q 'and 200, 100, 50 by r, g, b' text
    for method in r g b; do
        graymill -q --gray="$method" x.ppm
        tail -c 1 processed_x.ppm | od -An -tu1 | tr -d ' '
    done | paste -s -d ' ' | grep -q '^200 100 50$'
}

@test "--help names the defaults that the program has" {
    graymill --help | grep -q 'default 1073741824'
    # One pixel more than 2^30, in a header with nothing behind it.
    printf 'P5 65537 16384 255\n' >large.pgm
    run graymill large.pgm
    [[ "$output" == *1073741824* ]]
    printf 'P5 65536 16384 255\n' >edge.pgm
    run graymill edge.pgm
    [[ "$output" != *1073741824* ]]
}

@test "what is kept, by the man page, is what the formats say" {
    "$GRAYMILL_TESTS/test_holds" list | sort >rows
    [ "$(wc -l <rows)" -ge 9 ]
    section DESCRIPTION |
        grep -E '^\.It [A-Z][A-Za-z0-9]+ Ta ' | grep -v ' Ta .* Ta ' | sort >page
    diff rows page
}
