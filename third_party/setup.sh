#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Install the packages that graymill is built from, with apt-get, where they
# are missing.  Does nothing, and needs no network, when they are there.
#
#   setup.sh            what `make` needs, the libraries of all modules
#                       among it
#   setup.sh --core     the same without those: `make` leaves the modules out
#   setup.sh --tests    and what `make check` needs
#   setup.sh --ci       and what `make lint` and .ci/run need
#   setup.sh --scale    the engines that tests/scale tries.  None is begun, but
#                       on a machine that begins services by itself they are
#                       when it starts again, an sshd among them
#   setup.sh --deb      what `make deb` and `make check-deb` need
#
# Debian's names; third_party/README.md says what each package is for.
set -eu

build='gcc libc6-dev make libjpeg-dev libpng-dev zlib1g-dev libdeflate-dev
	libwebp-dev libseccomp-dev liblcms2-dev libjansson-dev libstb-dev'
modules='libtiff-dev libde265-dev libavif-dev libjxl-dev libopenjp2-7-dev'
tests='libcmocka-dev bats binutils git mandoc libjpeg-turbo-progs netpbm webp
	libavif-bin libheif-dev libjxl-tools procps bsdextrautils fish jq python3
	git-lfs inotify-tools parallel systemd
	python3-fusepy python3-jsonschema strace fakeroot zsh
	proot eatmydata'
ci='clang clang-format clang-tidy chromium ffmpeg libimage-exiftool-perl
	libopenjp2-tools libtiff-tools libvips-tools shellcheck jpeginfo
	pngcheck python3-numpy python3-opencv python3-pil valgrind
	libheif-examples dpkg-dev musl-tools'
scale='iproute2 munge openmpi-bin openssh-client openssh-server parallel
	procps jq python3 slurm-client slurmctld slurmd'
deb='bats build-essential debhelper fakeroot git lintian'

die() {
	printf 'setup.sh: %s\n' "$*" >&2
	exit 1
}

is_installed() {
	case $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) in
	installed*) return 0 ;;
	*) return 1 ;;
	esac
}

case $#:${1-} in
0:) wanted="$build $modules" ;;
1:--core) wanted=$build ;;
1:--tests) wanted="$build $modules $tests" ;;
1:--ci) wanted="$build $modules $tests $ci" ;;
1:--scale) wanted=$scale ;;
1:--deb) wanted="$build $modules $deb" ;;
*) die 'usage: setup.sh [--core | --tests | --ci | --scale | --deb]' ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	# shellcheck disable=SC2086 # the lists hold line breaks
	die 'this system has no apt-get. Install what these Debian packages' \
		'hold, under the names they have here:' $wanted
fi

# install PACKAGE...: those that are missing.
install() {
	missing=
	for package; do
		is_installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0

	if [ "$(id -u)" -eq 0 ]; then
		sudo=
	elif command -v sudo >/dev/null; then
		sudo=sudo
	else
		die "not root and no sudo. Ask an administrator to run:" \
			"apt-get install$missing"
	fi

	printf 'setup.sh: installing%s\n' "$missing"
	# One source of many that cannot be reached need not matter.
	apt update ||
		echo 'setup.sh: going on with the package lists at hand' >&2
	# shellcheck disable=SC2086 # the list is made of words
	apt install -y --no-install-recommends $missing ||
		die "apt-get could not install$missing"
}

apt() {
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q \
		-o DPkg::Lock::Timeout=120 "$@"
}

# What Debian's packages ask before they begin a service.
policy=/usr/sbin/policy-rc.d
if [ "${1-}" = --scale ] && [ ! -e "$policy" ]; then
	[ "$(id -u)" -eq 0 ] || die '--scale is for root, as tests/scale is'
	trap 'rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi

# shellcheck disable=SC2086 # the lists hold line breaks
install $wanted
# What clang's sanitizers need at run time is named after its version.
if [ "${1-}" = --ci ]; then
	install "$(dpkg-query -W -f '${Depends}' clang |
		sed -n 's/^.*\<clang-\([0-9]*\).*/libclang-rt-\1-dev/p')"
fi
