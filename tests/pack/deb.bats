#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The Debian packages of DIST, which make dist has made.

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.." || exit 1
    third_party/deb.sh "$DIST" "$BATS_FILE_TMPDIR/one"
    mkdir -p "$BATS_FILE_TMPDIR/another/place"
    (
        # What whoever makes them has set is not in them.
        umask 077
        export CFLAGS=-O0 LDFLAGS=-Wl,-z,lazy TZ=Asia/Tokyo LC_ALL=C
        third_party/deb.sh "$DIST" "$BATS_FILE_TMPDIR/another/place/two"
    )
}

setup() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    bats_require_minimum_version 1.5.0
}

@test "made in two folders, they are the same bytes" {
    ls one/graymill_*.deb one/graymill-codecs_*.deb one/graymill_*.dsc
    for file in one/*.deb one/*.dsc one/*.tar.*; do
        cmp "$file" "another/place/two/${file##*/}"
    done
}

@test "lintian has no errors and no warnings" {
    run -0 lintian --allow-root --fail-on error,warning one/*.changes
    [ -z "$output" ]
}

@test "one has the program, the other the modules, and each its licence" {
    dpkg-deb -x one/graymill_*.deb program
    dpkg-deb -x one/graymill-codecs_*.deb codecs
    run -0 program/usr/bin/graymill --version
    [[ "$output" == *$'\nwithout the modules '* ]]
    [ "$(find codecs -name '*.so' | wc -l)" -eq \
        "$(find "$BATS_TEST_DIRNAME/../../src/formats" -name '*_module.c' | wc -l)" ]
    [ -z "$(find program -name '*.so')" ]
    [ -s program/usr/share/zsh/vendor-completions/_graymill ]
    version=${DIST##*/graymill-}
    for documents in program/usr/share/doc/graymill \
        codecs/usr/share/doc/graymill-codecs; do
        grep -q 'THE SOFTWARE IS PROVIDED "AS IS"' "$documents/copyright"
        [[ "$(zcat "$documents/changelog.Debian.gz" | head -n 1)" == \
            "graymill (${version%.tar.gz}-1~upstream1) "* ]]
    done
}
