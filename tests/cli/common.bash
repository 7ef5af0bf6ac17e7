# SPDX-License-Identifier: MIT
#
# What every bats file here begins with: a fresh folder to stand in, the
# binary as `graymill`, the fixtures as $data.

data=$BATS_TEST_DIRNAME/../data
binary=${GRAYMILL:-$BATS_TEST_DIRNAME/../../build/graymill}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset GRAYMILL_JOBS NO_COLOR
}

graymill() {
    "$binary" "$@"
}

# Sanitizers bring their own checks, are built without FORTIFY, and end a
# process that gets no memory.
is_sanitized() {
    readelf --dyn-syms -W "$binary" | grep -q ' __asan_init'
}

# big_ppm NAME: a sparse 12000x12000 picture, to catch a worker in the act.
big_ppm() {
    printf 'P6 12000 12000 255\n' >"$1"
    truncate -s +432000000 "$1"
}

# No temporary and no half-made output stands below this folder.
assert_no_temporaries() {
    [ -z "$(find . -name '.graymill-*')" ]
}

# Wait, at most 10 s, until the command succeeds.
wait_until() {
    for _ in $(seq 1000); do
        if "$@"; then
            return 0
        fi
        sleep 0.01
    done
    return 1
}

# is_gone PID
is_gone() {
    ! kill -0 "$1" 2>/dev/null
}
