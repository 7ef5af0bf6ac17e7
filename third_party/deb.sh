#!/bin/bash
# SPDX-License-Identifier: MIT
#
# deb.sh PACKAGE FOLDER - Debian packages of what `make dist` has packed
#
# Leaves in FOLDER the source package, graymill and graymill-codecs, and tells
# their names.  Needs debhelper, and what they are built from (setup.sh).  What
# is in them depends on PACKAGE and on the libraries that are there alone: the
# version and the changes are README's, the date is that of the manual page.
# DEBFULLNAME and DEBEMAIL name who gives them away.
set -eu
umask 022

package=$(realpath "$1")
mkdir -p "$2"
cd "$2"
name=${package##*/}
name=${name%.tar.gz}
version=${name##*-}
maintainer="${DEBFULLNAME:-The graymill authors}"
maintainer+=" <${DEBEMAIL:-graymill@example.org}>"

# Whatever Debian itself may make one day, which begins with 1, is newer.
revision=1~upstream1
rm -rf "$name" graymill_* graymill-codecs_* graymill-*dbgsym_*
tar xzf "$package"
cp "$package" "graymill_$version.orig.tar.gz"
cd "$name"
cp -r third_party/debian debian
sed -i "s/@MAINTAINER@/$maintainer/" debian/control
mkdir debian/source
echo '3.0 (quilt)' >debian/source/format

day=$(sed -n 's/^\.Dd //p' man/graymill.1)

# section NAME: of README.
section() {
    sed -n "/^## $1\$/,/^## /{/^## /d;p}" README.md
}

# The entry of this version, as a changelog has it.
{
    echo "graymill ($version-$revision) unstable; urgency=medium"
    echo
    section Changes | sed -n "/^\*\*$version\*\* */,/^\*\*/p" |
        sed "s/^\*\*$version\*\* *//; /^\*\*/,\$d; /^\$/d" |
        sed '1s/^/  * /; 1!s/^/    /'
    echo
    echo " -- $maintainer  $(date -Ru -d "$day UTC")"
} >debian/changelog
{
    echo 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
    echo 'Upstream-Name: graymill'
    echo
    echo 'Files: *'
    sed -n "s/^Copyright (c) /Copyright: ${day##* } /p" README.md
    echo 'License: Expat'
    sed -n '/^Permission is hereby granted/,$p' README.md |
        sed 's/^$/./; s/^/ /'
} >debian/copyright

# Of what the caller has set, nothing goes into them.
env -i PATH="$PATH" HOME="$PWD" LC_ALL=C.UTF-8 TZ=UTC \
    DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-parallel=$(nproc)}" \
    dpkg-buildpackage -us -uc >../build.log 2>&1 || {
    cat ../build.log
    exit 1
}
cd ..
rm -r "$name"
printf '%s\n' "$PWD"/graymill*.deb
