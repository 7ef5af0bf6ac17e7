#!/bin/bash
# SPDX-License-Identifier: MIT
#
# static.sh FOLDER - what Debian has not for `make LDFLAGS=-static`
#
# All libraries that are linked have an archive in their package, but for Little
# CMS: made of its source, which is fetched, this is left in FOLDER/lib.  Needs
# dpkg-dev, and CC, if that is not gcc.
set -eu

sources=$(realpath "${0%/*}/source.sh")
mkdir -p "$1/lib"
cd "$1"
[ ! -e lib/liblcms2.a ] || exit 0
"$sources" . liblcms2-dev
cd from_liblcms2-dev
# shellcheck disable=SC2086 # the flags are words
printf '%s\0' src/*.c | xargs -0 -n 4 -P "$(nproc)" \
	${CC:-gcc} ${CFLAGS:--O2} -fPIE -fstack-protector-strong -Iinclude -c
ar rcs ../lib/liblcms2.a ./*.o
