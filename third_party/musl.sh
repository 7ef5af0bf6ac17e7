#!/bin/bash
# SPDX-License-Identifier: MIT
#
# musl.sh FOLDER [--headers] - what Debian has not for a build with musl
#
# Leaves in FOLDER a compiler, musl-gcc, which is that of musl-tools but can
# link a program that needs no other file and is loaded at any address, the
# headers of Linux, and of libraries, in FOLDER/include, and these libraries,
# made of their sources (libs.sh), in FOLDER/lib.  With --headers, for those who
# only compile, the headers are the distribution's, those of modules among them.
# Needs musl-tools, and without --headers dpkg-dev.
set -eu

libs=$(realpath "${0%/*}/libs.sh")
mkdir -p "$1/include"
cd "$1"

# Where Debian has what is made for one architecture.
arch=$(gcc -print-multiarch)
specs=$(echo /usr/lib/*-linux-musl/musl-gcc.specs)
# shellcheck disable=SC2094 # of the same name, elsewhere
sed -e 's|-dynamic-linker [^ ]*|%{static-pie:-static --no-dynamic-linker -z text;:&}|' \
	-e 's|%{!shared: \(.*\)/Scrt1.o}|%{static-pie:\1/rcrt1.o;!shared:\1/Scrt1.o}|' \
	"$specs" >specs
printf '#!/bin/sh\nexec gcc "$@" -specs %s\n' "$PWD/specs" >musl-gcc
chmod +x musl-gcc

# link_headers NAME...: the distribution's.
link_headers() {
	local name

	for name; do
		if [ -e "/usr/include/$arch/$name" ]; then
			ln -sfn "/usr/include/$arch/$name" include/
		else
			ln -sfn "/usr/include/$name" include/
		fi
	done
}

link_headers linux asm asm-generic stb
if [ "${2-}" = --headers ]; then
	link_headers zlib.h zconf.h libdeflate.h lcms2.h lcms2_plugin.h webp \
		png.h pngconf.h pnglibconf.h jpeglib.h jmorecfg.h jerror.h \
		jconfig.h jansson.h jansson_config.h seccomp.h \
		seccomp-syscalls.h tiff.h tiffio.h tiffvers.h tiffconf.h \
		libde265 avif jxl
else
	CC=$PWD/musl-gcc "$libs" .
fi
