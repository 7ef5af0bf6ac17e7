#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What make installs and packs.  BUILD is where the tree is built.

bats_require_minimum_version 1.5.0

setup() {
    top=$(realpath "$BATS_TEST_DIRNAME/../..")
    build=$(realpath "$top/${BUILD:-build}")
    root=$BATS_TEST_TMPDIR/root
    unset MAKEFLAGS MFLAGS MAKELEVEL
    cd "$top" || exit 1
}

# made TARGET VARIABLE=VALUE...
made() {
    make -s BUILD="$build" "$@"
}

# files FOLDER: those in it, with their modes.
files() {
    find "$1" -type f -printf '%m %P\n' | sort
}

@test "what is installed is there, and is gone again" {
    made install DESTDIR="$root" PREFIX=/usr
    files "$root" | grep -v '/lib/' >"$BATS_TEST_TMPDIR/installed"
    diff "$BATS_TEST_TMPDIR/installed" - <<END
644 usr/share/bash-completion/completions/graymill
644 usr/share/doc/graymill/LICENSE
644 usr/share/doc/graymill/README.md
644 usr/share/fish/vendor_completions.d/graymill.fish
644 usr/share/graymill/report.schema.json
644 usr/share/man/man1/graymill.1
644 usr/share/zsh/site-functions/_graymill
755 usr/bin/graymill
END
    diff <(cd "$root/usr/lib/graymill" 2>/dev/null && echo *.so) \
        <(cd "$build/modules" 2>/dev/null && echo *.so)
    mandoc -Tlint -Wwarning "$root/usr/share/man/man1/graymill.1"
    head -n 1 "$root/usr/share/doc/graymill/LICENSE" | grep -qx 'MIT License'
    tail -n 1 "$root/usr/share/doc/graymill/LICENSE" | grep -qx 'SOFTWARE\.'
    made uninstall DESTDIR="$root" PREFIX=/usr
    [ -z "$(files "$root")" ]
    [ ! -e "$root/usr/share/doc/graymill" ]
}

@test "folders are named in small letters and in capitals" {
    made install DESTDIR="$root/a" prefix=/p BINDIR=/b libdir=/l \
        datadir=/s MANDIR=/m docdir=/d
    made install DESTDIR="$root/b" PREFIX=/p bindir=/b LIBDIR=/l \
        DATADIR=/s mandir=/m DOCDIR=/d
    diff -r "$root/a" "$root/b"
    [ -x "$root/a/b/graymill" ]
    [ -e "$root/a/m/man1/graymill.1" ]
    [ -e "$root/a/d/LICENSE" ]
    [ -e "$root/a/s/graymill/report.schema.json" ]
    [ ! -e "$root/a/p" ]
    # Of both, that in small letters.
    made install DESTDIR="$root/c" PREFIX=/usr prefix=/opt
    [ -x "$root/c/opt/bin/graymill" ]
    made uninstall DESTDIR="$root/b" PREFIX=/p bindir=/b LIBDIR=/l \
        DATADIR=/s mandir=/m DOCDIR=/d
    [ -z "$(files "$root/b")" ]
}

@test "the version is the same wherever it stands" {
    version=$("$build/graymill" --version | head -n 1)
    made install DESTDIR="$root" PREFIX=/usr
    [ "$("$root/usr/bin/graymill" --version | head -n 1)" = "$version" ]
    foot=$(mandoc -Tascii "$root/usr/share/man/man1/graymill.1" | tail -n 1)
    [[ "$foot" == "$version "* && "$foot" == *" $version" ]]
    # The first of the changes tells of this one.
    sed -n '/^## Changes/,/^## /p' README.md | grep -m 1 '^\*\*' |
        grep -q "^\*\*${version#* }\*\*"
    [[ "$(made dist)" == *"/graymill-${version#* }.tar.gz" ]]
}

@test "the same files make the same package, of git or without it" {
    cd "$BATS_TEST_TMPDIR"
    mkdir one two
    made -C "$top" dist
    cp "$build"/graymill-*.tar.gz one
    tar tzf one/*.tar.gz >names
    run ! grep -vE '^graymill-[0-9.]+/[^/]' names
    (
        # Other modes, another time, another order, files that were made.
        umask 077
        cd two
        tar xzf ../one/*.tar.gz --no-same-permissions --touch
        cd graymill-*
        make -s dist
        echo made >build/object
        make -s dist
        cmp build/graymill-*.tar.gz ../../one/*.tar.gz
    )
    # What is in git is what is packed.
    [ ! -e "$top/.git" ] ||
        diff <(sed 's:^[^/]*/::' names | LC_ALL=C sort) \
            <(git -C "$top" ls-files | LC_ALL=C sort)
}

@test "what was packed says what it would build, and has all of it" {
    made dist
    cd "$BATS_TEST_TMPDIR"
    tar xzf "$build"/graymill-*.tar.gz
    cd graymill-*
    diff <(make -n MODULES= | grep -o 'src/[a-z0-9_/]*\.c' | sort -u) \
        <(make -C "$top" BUILD=none -n MODULES= |
            grep -o 'src/[a-z0-9_/]*\.c' | sort -u)
}

# fortify VARIABLE=VALUE...: how a source would be compiled.
fortify() {
    make -n BUILD=none V=1 none/obj/main.o "$@" |
        grep -o -- '-[DU]_FORTIFY_SOURCE[^ ]*' | sort | paste -s -d ' '
}

@test "a level of FORTIFY that the user asks for is left alone" {
    [ "$(fortify)" = -D_FORTIFY_SOURCE=2 ]
    [ "$(fortify CPPFLAGS=-D_FORTIFY_SOURCE=3)" = -D_FORTIFY_SOURCE=3 ]
    [ "$(fortify CFLAGS='-O2 -U_FORTIFY_SOURCE')" = -U_FORTIFY_SOURCE ]
}

@test "on a system that is not Linux make says so at once" {
    printf '#!/bin/sh\necho x86_64-apple-darwin23\n' >"$BATS_TEST_TMPDIR/cc"
    chmod +x "$BATS_TEST_TMPDIR/cc"
    run -2 make BUILD=none CC="$BATS_TEST_TMPDIR/cc"
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"graymill is for Linux"*"x86_64-apple-darwin23"* ]]
    [ ! -e none ]
}

@test "a Debian package is built from the packages that setup.sh installs" {
    # Those without which nothing is built need not be named.
    diff <(sed -n "/^build=/,/^tests=/{/^tests=/d;p}" third_party/setup.sh |
            grep -oE '[a-z0-9.+-]+-dev' | grep -vx libc6-dev | sort) \
        <(sed -n '/^Build-Depends:/,/^[^ B]/p' third_party/debian/control |
            grep -oE '[a-z0-9.+-]+-dev' | sort)
}
