#!/bin/bash
# SPDX-License-Identifier: MIT
#
# libs.sh FOLDER [NAME...] - libraries that are linked, made by CC with CFLAGS
#
# For what the distribution's own will not do: a sanitizer, another C library,
# an archive that it has not.  Fetches the sources of its packages, in the
# versions that are installed where it still has them, into FOLDER; leaves
# FOLDER/lib and FOLDER/include.  Needs dpkg-dev.  Of NAMEs
# (all) those that are there already stay.
set -eu

sources=$(realpath "${0%/*}/source.sh")
mkdir -p "$1"
cd "$1"
folder=$PWD
shift
names=(z deflate lcms2 png webp jpeg jansson seccomp cmocka)

# unpack PACKAGE: the source of what is installed of it, which is then the
# current folder.
unpack() {
	"$sources" "$folder" "$1"
	cd "$folder/from_$1"
}

# archive NAME ARGUMENT...: compile what the arguments name, and keep it as a
# library.
archive() {
	local name=$1

	shift
	# shellcheck disable=SC2086 # the flags are words
	${CC:-gcc} ${CFLAGS:--O2} -fPIC -fstack-protector-strong -w \
		-I"$folder/include" -c "$@"
	ar rcs "$folder/lib/lib$name.a" ./*.o
}

# defined NAME...: each as 1, for the headers that configure makes.
defined() {
	printf '#define %s 1\n' "$@"
}

make_z() {
	unpack zlib1g-dev
	cp z{lib,conf}.h "$folder/include"
	archive z -DHAVE_UNISTD_H ./*.c
}

make_deflate() {
	unpack libdeflate-dev
	cp libdeflate.h "$folder/include"
	archive deflate -I. lib/*.c lib/*/*.c
}

make_lcms2() {
	unpack liblcms2-dev
	cp include/lcms2*.h "$folder/include"
	archive lcms2 -Iinclude -Isrc src/*.c
}

make_png() {
	unpack libpng-dev
	cp scripts/pnglibconf.h.prebuilt pnglibconf.h
	cp png.h pngconf.h pnglibconf.h "$folder/include"
	rm -f pngtest.c
	archive png -DPNG_INTEL_SSE_OPT=0 -DPNG_ARM_NEON_OPT=0 ./png*.c
}

make_webp() {
	unpack libwebp-dev
	cp -r src/webp "$folder/include"
	archive webp -I. src/dec/*.c src/enc/*.c src/dsp/*.c src/utils/*.c \
		sharpyuv/*.c
}

make_jpeg() {
	unpack libjpeg62-turbo-dev
	sed /WITH_SIMD/d "$(find /usr/include -name jconfig.h -print -quit)" \
		>"$folder/include/jconfig.h"
	{
		echo '#define BUILD ""'
		echo '#define VERSION ""'
		echo '#define PACKAGE_NAME "libjpeg-turbo"'
		echo '#define INLINE inline'
		echo '#define THREAD_LOCAL __thread'
		echo '#define FALLTHROUGH'
		echo '#define SIZEOF_SIZE_T __SIZEOF_SIZE_T__'
		defined HAVE_BUILTIN_CTZL
	} >jconfigint.h
	sed 's/@.*@//' jversion.h.in >jversion.h
	cp j{peglib,morecfg,error}.h "$folder/include"
	# shellcheck disable=SC2046 # the list is made of words
	archive jpeg $(sed -n '/^set(JPEG_SOURCES/,/)/p' CMakeLists.txt |
		grep -o '[a-z0-9]*\.c') j{aricom,carith,darith,simd_none}.c
}

make_jansson() {
	unpack libjansson-dev
	sed 's/@json_inline@/inline/; s/@json_have_[a-z_]*@/1/' \
		src/jansson_config.h.in >src/jansson_config.h
	cp src/jansson{,_config}.h "$folder/include"
	defined HAVE_{FCNTL,SCHED,UNISTD,STDINT,LOCALE}_H HAVE_CLOSE HAVE_OPEN \
		HAVE_SYS_{PARAM,STAT,TIME,TYPES}_H HAVE_{GETPID,READ,SETLOCALE} \
		HAVE_{GETTIMEOFDAY,SCHED_YIELD,ATOMIC_BUILTINS} \
		USE_URANDOM >src/jansson_private_config.h
	archive jansson -DHAVE_CONFIG_H -Isrc src/*.c
}

make_seccomp() {
	unpack libseccomp-dev
	cp include/seccomp*.h "$folder/include"
	defined HAVE_LINUX_SECCOMP_H >configure.h
	rm -f src/arch-syscall-dump.c
	archive seccomp -I. src/*.c
}

make_cmocka() {
	unpack libcmocka-dev
	cp include/cmocka*.h "$folder/include"
	defined HAVE_{SETJMP,STDARG,STDDEF,STDINT,INTTYPES,STDIO,STDLIB}_H \
		HAVE_{STRING,STRINGS,SIGNAL,TIME,UNISTD,MALLOC}_H \
		HAVE_SYS_{STAT,TYPES}_H HAVE_STRUCT_TIMESPEC HAVE_CLOCK_GETTIME \
		HAVE_{CALLOC,EXIT,FREE,FPRINTF,LONGJMP,SIGLONGJMP,MALLOC} \
		HAVE_{MEMCPY,MEMSET,PRINTF,SETJMP,SIGNAL,STRCMP,STRCPY} \
		HAVE_{STRSIGNAL,SNPRINTF,VSNPRINTF} \
		HAVE_GCC_THREAD_LOCAL_STORAGE >src/config.h
	archive cmocka -DHAVE_CONFIG_H -Isrc -Iinclude src/cmocka.c
}

mkdir -p lib include
[ $# -gt 0 ] || set -- "${names[@]}"
for name; do
	[ -e "lib/lib$name.a" ] || (make_"$name")
done
