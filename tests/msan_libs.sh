#!/bin/bash
# SPDX-License-Identifier: MIT
#
# msan_libs.sh FOLDER - the libraries that are linked, made for MemorySanitizer
#
# To it, all is unwritten that a library writes which was not made for it.
# Fetches the sources of the distribution's packages, in the versions that are
# installed where it still has them, into FOLDER; leaves FOLDER/lib and
# FOLDER/include.  Needs clang, cmake and dpkg-dev.  libseccomp is left as it is:
# nothing comes from it.
set -eu

sources=$(realpath "${0%/*}/../third_party/source.sh")
mkdir -p "$1"
cd "$1"
folder=$PWD
flags='-O1 -g -fPIC -fsanitize=memory -fno-omit-frame-pointer'

# unpack PACKAGE: the source of what is installed of it, as from_PACKAGE.
unpack() {
	"$sources" "$folder" "$1"
}

# archive NAME FOLDER ARGUMENTS: compile what the arguments name in the folder,
# in which their patterns are resolved, and keep it as a library.
archive() {
	(
		cd "$2"
		# shellcheck disable=SC2086 # words and patterns
		clang $flags -I"$folder/include" -c $3
		ar rcs "$folder/lib/lib$1.a" ./*.o
	)
}

mkdir -p lib include
if [ ! -e lib/libz.a ]; then
	unpack zlib1g-dev
	cp from_zlib1g-dev/z{lib,conf}.h include
	archive z from_zlib1g-dev '-DHAVE_UNISTD_H ./*.c'
fi
if [ ! -e lib/libdeflate.a ]; then
	unpack libdeflate-dev
	cp from_libdeflate-dev/libdeflate.h include
	archive deflate from_libdeflate-dev '-I. lib/*.c lib/*/*.c'
fi
if [ ! -e lib/liblcms2.a ]; then
	unpack liblcms2-dev
	cp from_liblcms2-dev/include/lcms2*.h include
	archive lcms2 from_liblcms2-dev '-Iinclude -Isrc src/*.c'
fi
if [ ! -e lib/libpng.a ]; then
	unpack libpng-dev
	cd from_libpng-dev
	cp scripts/pnglibconf.h.prebuilt pnglibconf.h
	cp png.h pngconf.h pnglibconf.h ../include
	rm -f pngtest.c
	cd ..
	archive png from_libpng-dev \
		'-DPNG_INTEL_SSE_OPT=0 -DPNG_ARM_NEON_OPT=0 ./png*.c'
fi
if [ ! -e lib/libwebp.a ]; then
	unpack libwebp-dev
	cp -r from_libwebp-dev/src/webp include
	archive webp from_libwebp-dev \
		'-I. src/dec/*.c src/enc/*.c src/dsp/*.c src/utils/*.c sharpyuv/*.c'
fi
if [ ! -e lib/libcmocka.a ]; then
	unpack libcmocka-dev
	cp from_libcmocka-dev/include/cmocka.h include
	printf '#define HAVE_%s 1\n' SETJMP_H STDARG_H STDDEF_H STDINT_H \
		INTTYPES_H STDIO_H STDLIB_H STRING_H STRINGS_H SIGNAL_H \
		TIME_H UNISTD_H MALLOC_H SYS_STAT_H SYS_TYPES_H STRUCT_TIMESPEC \
		CLOCK_GETTIME CALLOC EXIT FREE FPRINTF LONGJMP SIGLONGJMP \
		MALLOC MEMCPY MEMSET PRINTF SETJMP SIGNAL STRCMP STRCPY \
		STRSIGNAL SNPRINTF VSNPRINTF >from_libcmocka-dev/src/config.h
	echo '#define HAVE_GCC_THREAD_LOCAL_STORAGE 1' \
		>>from_libcmocka-dev/src/config.h
	archive cmocka from_libcmocka-dev \
		'-DHAVE_CONFIG_H -Isrc -Iinclude src/cmocka.c'
fi
if [ ! -e lib/libjpeg.a ]; then
	unpack libjpeg62-turbo-dev
	cmake -S from_libjpeg62-turbo-dev -B jpeg -DCMAKE_C_COMPILER=clang \
		-DCMAKE_C_FLAGS="$flags" -DWITH_SIMD=0 -DENABLE_SHARED=0 \
		-DWITH_TURBOJPEG=0 -DCMAKE_BUILD_TYPE=None >jpeg.log
	make -s -C jpeg jpeg-static >>jpeg.log
	cp jpeg/jconfig.h from_libjpeg62-turbo-dev/j{peglib,morecfg,error}.h \
		include
	cp jpeg/libjpeg.a lib
fi
