#!/bin/bash
# SPDX-License-Identifier: MIT
#
# valgrind.sh GRAYMILL TEST_PROGRAM... - what valgrind has to say, as TAP
#
# Reads of what was never written, which no sanitizer of gcc sees, and leaks.
# A test program is judged by its own process: its children may be meant to
# die.  Of graymill the driver and all workers are judged, for a worker that
# loses memory loses it with every picture.
set -u
cd "$(dirname "$0")/.." || exit 1

# These try every byte or every value of something: minutes under valgrind,
# and the sanitizers have them all.
too_long='^test_(gray|gray_png|gray_png_bad|gray_png_compress|idat|luma'
too_long+='|luma_damage|luma_gray|codec_jpeg_coefs_bad|cgroup|cgroup_memory'
too_long+='|confine|gif_lzw|icc|icc_transform|plan|plan_sweep|pool_death'
too_long+='|pool_done)$'
# Valgrind has descriptors and memory of its own, which these count or use up,
# and makes system calls of its own in the process that a sandbox locks.
of_resources='^test_(memory|pool_fds|pool_limits|sandbox|walk)$'
# Of what is damaged byte by byte, a part: no divisor of what fields have bytes.
export DAMAGE_EVERY=31
# No machine needs that long: what does hangs.
limit_s=3600
n_tests=0
n_failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Of a damaged HEIC the library leaves what is missing as memory was.  That of
# the system is filled before (heif_decode.c), that of valgrind cannot be.  And
# what rows of codecs lead to is lost to it, which looks where can be written.
cat >"$work/known" <<'END'
{
   missing slices of HEIC
   Memcheck:Value8
   ...
   fun:heif_color_row
}
{
   why a module cannot be had
   Memcheck:Leak
   fun:malloc
   ...
   fun:modules_load
}
END

# To a library of JPEG XL's, which looks for a clock when it is loaded, valgrind
# promises an instruction (RDTSCP) that not every machine has.
"${CC:-cc}" -shared -fPIC -o "$work/clock.so" -x c - <<'END' || exit 1
unsigned long _ZN3hwy8platform15TimerResolutionEv(void)
{
	return 1;
}
END

valgrind_to() {
	local log=$1
	shift
	LD_PRELOAD=$work/clock.so timeout -k 5 "$limit_s" valgrind -q --trace-children=yes \
		--leak-check=full --show-leak-kinds=definite \
		--errors-for-leak-kinds=definite --error-exitcode=99 \
		--suppressions="$work/known" --log-file="$log" "$@" </dev/null >"$work/out" 2>&1
}

# verdict PROBLEM NAME LOG...: no problem is a pass.
verdict() {
	n_tests=$((n_tests + 1))
	if [ -z "$1" ]; then
		echo "ok $n_tests - $2"
		return
	fi
	n_failed=$((n_failed + 1))
	echo "not ok $n_tests - $2: $1"
	cat "${@:3}" | sed 's/^/# /'
}

try_program() {
	local problem='' name=${1##*/}

	[[ $name =~ $too_long || $name =~ $of_resources ]] && return
	valgrind_to "$work/log.%p" "$1" || problem="status $?"
	verdict "$problem" "$name" "$work"/log.* "$work/out"
	rm -f "$work"/log.*
}

# try_run STATUS NAME ARGUMENT...: the run ends so, and no process complains.
try_run() {
	local problem='' expected=$1 name=$2
	shift 2
	valgrind_to "$work/log.%p" "$@"
	local status=$?
	[ "$status" -eq "$expected" ] || problem="status $status"
	cat "$work"/log.* | grep -q . && problem="$problem complaints"
	verdict "$problem" "$name" "$work"/log.* "$work/out"
	rm -f "$work"/log.*
}

graymill=("$1" --no-sandbox)
shift
mkdir "$work/in"
cp -r samples tests/data "$work/in"
try_run 1 'graymill, as it comes' "${graymill[@]}" -v -r -j 2 -o "$work/a" \
	"$work/in"
try_run 1 'graymill, by pixels' "${graymill[@]}" -r -j 2 -o "$work/b" \
	--jpeg=pixels --gray=linear --frames=first "$work/in"
try_run 1 'graymill, best and salvaged' "${graymill[@]}" -r -j 2 -o "$work/c" \
	--compress=best --salvage --progress=always "$work/in"
try_run 4 'graymill, stopped early' "${graymill[@]}" -r --fail-fast -o "$work/d" \
	"$work/in"
try_run 0 'graymill, nothing left to do' "${graymill[@]}" -q --skip-existing \
	-o "$work/a" "$work/in/samples/photo.jpg" "$work/in/data/gray.png"
try_run 2 'graymill, wrong usage' "${graymill[@]}" --jobs=none "$work/in"
for program in "$@"; do
	try_program "$program"
done

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
