# SPDX-License-Identifier: MIT
#
# What every bats file here begins with: three pictures in the folder "in",
# and ways to convert them into "out" while something goes wrong.
#
# With FAULTS_TABLE each run is written down there as well, see table.sh.

load ../cli/common

preload=${PRELOAD:-$BATS_TEST_DIRNAME/../../build/tests/preload.so}
# A sanitizer wants to come first, and cannot look for leaks under strace.
export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0

# The first and largest takes several writes.
setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset GRAYMILL_JOBS NO_COLOR
    mkdir in
    printf 'P6 1000 600 255\n' >in/a.ppm
    truncate -s +1800000 in/a.ppm
    cp "$data/colour.jpg" in/b.jpg
    cp "$data/colour.png" in/c.png
    "$binary" -q -o right --prefix= in
    # A worker that is locked in could not do what a plan asks of it.
    options=(-o out --prefix= --progress=never)
    place=out
    if "$binary" --help | grep -q -e --no-sandbox; then
        options+=(--no-sandbox)
    fi
}

# The table has a row for a run.
write_down() {
    {
        printf '| %s | ' "$BATS_TEST_DESCRIPTION"
        sed 's/|/\\|/g; 9,$d' stderr | awk '{ printf "%s`%s`", sep, $0
            sep = "<br>" }'
        printf ' | %s | %s |\n' "$status" "${left:-nothing}"
    } >>"$FAULTS_TABLE"
}

# observe COMMAND...: sets status, and left to the names in $place; stdout and
# stderr are in files of these names.  No process may be left.
observe() {
    status=0
    setsid -w sh -c 'echo $$ >session; exec "$@"' sh \
        timeout -k 10 "$hang_s" "$@" \
        >stdout 2>stderr </dev/null || status=$?
    left=
    if [ -d "$place" ]; then
        left=$(find "$place" -mindepth 1 -printf '%P\n' | sort | paste -sd ' ')
    fi
    if [ -n "${FAULTS_TABLE-}" ]; then
        write_down
    fi
    ! pgrep -s "$(cat session)"
}

# faulty PLAN ARGUMENT...: the plan is that of preload.c, and what it runs is
# in $meanwhile.  It must strike.
faulty() {
    local plan=$1
    shift
    observe env LD_PRELOAD="$preload" FAULTS="$plan" \
        FAULTS_LOG="$PWD/strikes" FAULTS_RUN="${meanwhile-}" \
        "$binary" "${options[@]}" "$@"
    [ -s strikes ]
}

# mounted OPTIONS ARGUMENT...: "out" is what mount(8) makes of the options, for
# this run alone; at its end "seen" is a copy.
mounted() {
    local mount=$1
    shift
    if ! unshare -rm mount -t tmpfs none in; then
        skip 'no file system can be mounted here'
    fi
    mkdir -p out
    place=seen
    # shellcheck disable=SC2016 # for the inner shell
    observe unshare -rm sh -c 'mount $0 out && { "$@"; status=$?; }
        cp -r out seen && exit $status' "$mount" \
        "$binary" "${options[@]}" "$@"
}

# traced INJECTION ARGUMENT...: the injection is strace's.  It must strike.
traced() {
    local injection=$1
    shift
    # shellcheck disable=SC2086 # it may be several words
    observe strace -f -qq -o trace -e inject=$injection \
        "$binary" "${options[@]}" "$@"
    grep -q INJECTED trace
}

# expect STATUS LEFT LINE...: how it must have ended, to the letter, though
# lines of standard error come in any order; what is
# left must be what it is without a fault.
expect() {
    local name wanted_status=$1 wanted_left=$2
    shift 2
    [ "$status" -eq "$wanted_status" ]
    diff <([ "$#" -eq 0 ] || printf '%s\n' "$@" | sort) <(sort stderr)
    [ "$left" = "$wanted_left" ]
    for name in $left; do
        cmp "$place/$name" "right/$name"
    done
}
