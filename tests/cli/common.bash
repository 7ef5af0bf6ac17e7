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

# How fast the machine is, no test may know: they wait for what happens.  This
# many seconds only see to it that a test that hangs ends one day.
hang_s=600

# ends COMMAND...: it must end, whenever.
ends() {
    timeout -k 10 "$hang_s" "$@"
}

# Sanitizers bring their own checks, are built without FORTIFY, and end a
# process that gets no memory.
is_sanitized() {
    readelf --dyn-syms -W "$binary" | grep -q ' __asan_init'
}

# big_ppm NAME: a sparse 12000x12000 picture, which takes a while.
big_ppm() {
    printf 'P6 12000 12000 255\n' >"$1"
    truncate -s +432000000 "$1"
}

# giant_ppm NAME: the largest sparse picture that is converted by default, to
# catch a worker in the act: a thousand times the work of catching it.
giant_ppm() {
    printf 'P6 32767 32767 255\n' >"$1"
    truncate -s +3221028867 "$1"
}

# A root without /dev/pts has no terminals to make.
need_terminal() {
    python3 -c 'import os; os.openpty()' 2>/dev/null ||
        skip 'no terminal can be made here'
}

# No temporary and no half-made output stands below this folder.
assert_no_temporaries() {
    [ -z "$(find . -name '.graymill-*')" ]
}

# wait_until COMMAND...: it is tried until it succeeds.
wait_until() {
    local end=$((SECONDS + hang_s))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.01
    done
}

# took_signals PID: those that it was sent have come to its handler.
took_signals() {
    ! grep -q '^S[a-z]*Pnd:.*[1-9a-f]' "/proc/$1/status"
}

# is_gone PID: whoever is to wait for it may not have done so yet.
is_gone() {
    ! grep -qs '^State:.[^XZ]' "/proc/$1/status"
}

# There is something of a copy: the head of its picture has been read.
has_begun() {
    [ -n "$(find . -path './.graymill-*.tmp/*' -size +0)" ]
}
