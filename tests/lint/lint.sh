#!/bin/bash
# SPDX-License-Identifier: MIT
#
# lint.sh BUILD - the checks of sources and objects that take no time
#
# BUILD is the folder with the objects of the tree as it is.  All checks are
# made, whatever the first ones find.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1
n_failed=0

check() {
	local name=$1
	shift
	if "$@"; then
		echo "lint: $name: ok"
	else
		echo "lint: $name: FAILED"
		n_failed=$((n_failed + 1))
	fi
}

mapfile -t all_c < <(find src tests third_party -name '*.[ch]' | sort)
mapfile -t scripts < <(find third_party tests .ci -name '*.sh' \
	-o -path '.ci/run' | sort)
mapfile -t bats_files < <(find tests -name '*.bats' -o -name '*.bash' | sort)

scripts() {
	# In bats, `load` hides where names come from and go to, and what is
	# quoted after =~ is meant literally.
	shellcheck "${scripts[@]}" &&
		shellcheck -s bats -e SC2034,SC2076,SC2154 "${bats_files[@]}"
}

check layout clang-format --dry-run -Werror "${all_c[@]}"
check texts tests/lint/texts.sh
check walls tests/lint/walls.sh
check symbols tests/lint/symbols.sh "$build"
check scripts scripts

[ "$n_failed" -eq 0 ]
