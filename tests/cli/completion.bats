#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the shells complete, in the shells.

load common
bats_require_minimum_version 1.5.0

# bash_completes WORD...: what a line of these words, the last one begun, may go
# on with.
bash_completes() {
    # shellcheck disable=SC2016
    bash --norc -c '
        source completion
        compopt() { :; }
        COMP_WORDS=(graymill "$@")
        COMP_CWORD=$#
        _graymill
        [ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"
    ' bash "$@"
}

# zsh_completes LINE WANTED: it comes to that by a tab.
zsh_completes() {
    ends zsh -f "$BATS_TEST_DIRNAME/zsh_completes.zsh" "$PWD" "$1" "$2"
}

@test "bash completes options, their values, files and folders" {
    graymill --completion=bash >completion
    bash --norc -n completion
    mkdir folder
    : >file.jpg
    [ "$(bash_completes --gray)" = --gray= ]
    [ "$(bash_completes --in)" = --in-place ]
    [ "$(bash_completes --gray = l | xargs)" = 'linear lightness' ]
    [ "$(bash_completes --gray =)" = "$(bash_completes --gray = '')" ]
    [ "$(bash_completes --gray =l | xargs)" = '' ]
    [ "$(bash_completes --gray=li | xargs)" = \
        '--gray=linear --gray=lightness' ]
    [ "$(bash_completes --to = we)" = webp ]
    [ "$(bash_completes --output-dir = f)" = folder ]
    [ "$(bash_completes -o f)" = folder ]
    [ "$(bash_completes --report = f | sort | xargs)" = \
        'file.jpg folder' ]
    [ "$(bash_completes -r f | sort | xargs)" = 'file.jpg folder' ]
    [ "$(bash_completes --quality = 7)" = '' ]
    # Every option, and nothing else.
    diff <(bash_completes -- | tr -d = | sort) \
        <(graymill --help | grep -oE -- '--[a-z0-9-]+' | sort)
}

@test "fish completes options and their values" {
    command -v fish >/dev/null || skip 'there is no fish'
    graymill --completion=fish >completion
    completes() {
        # shellcheck disable=SC2016
        HOME=$PWD fish --no-config -c \
            'complete -e graymill; source completion; complete -C"$argv"' "$@"
    }
    mkdir folder
    completes 'graymill --gra' | grep -q '^--gray'
    [ "$(completes 'graymill --gray=l' | cut -f 1 | sort | xargs)" = \
        '--gray=lightness --gray=linear' ]
    completes 'graymill --output-dir=f' | grep -q folder
    [ "$(completes 'graymill --to=we' | cut -f 1)" = --to=webp ]
    diff <(completes 'graymill --' | cut -f 1 | tr -d = | grep '^--' | sort -u) \
        <(graymill --help | grep -oE -- '--[a-z0-9-]+' | sort)
}

@test "zsh completes options and their values" {
    command -v zsh >/dev/null || skip 'there is no zsh'
    need_terminal
    graymill --completion=zsh >_graymill
    zsh -f -n _graymill
    mkdir folder
    zsh_completes 'graymill --gra' --gray
    zsh_completes 'graymill --gray=lin' --gray=linear
    zsh_completes 'graymill --formats=jpeg,we' --formats=jpeg,webp
    zsh_completes 'graymill -o fol' 'graymill -o folder'
    zsh_completes 'graymill -r fol' 'graymill -r folder'
}

@test "a shell that is not known is told" {
    run -2 graymill --completion=csh
    [[ "${lines[0]}" == *'is not one of bash, zsh, fish'* ]]
    status=0
    graymill --completion=bash >/dev/full 2>err || status=$?
    [ "$status" -eq 2 ]
}
