#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# One picture from standard input to standard output: graymill -

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples
without=${GRAYMILL_TESTS:-$BATS_TEST_DIRNAME/../../build/tests}/without
hint="Try 'graymill --help' for more information."

# fails STATUS LINE ARGUMENT...: of what stands on standard input; nothing is
# written.
fails() {
    local wanted=$1 line=$2 status=0
    shift 2
    graymill "$@" - >out 2>err || status=$?
    [ "$status" -eq "$wanted" ]
    [ ! -s out ]
    diff err <(echo "graymill: $line")
}

# worker_at_work: that of $driver has written a part of its copy.
worker_at_work() {
    worker=$(pgrep -P "$driver") || return
    for fd in "/proc/$worker/fd/"*; do
        case $(readlink "$fd") in
        *memfd:graymill*) [ "$(stat -L -c %s "$fd")" -lt 65536 ] || return 0 ;;
        esac
    done 2>/dev/null
    return 1
}

# A picture that takes its time, whose copy is made in parts.
start_giant() {
    giant_ppm giant.ppm
    env --default-signal=INT "$binary" --to=png - <giant.ppm >out 2>err 3>&- &
    driver=$!
    wait_until worker_at_work
}

@test "what comes is what the copy of a file is, of each format" {
    for picture in "$samples"/*.*; do
        [ "${picture##*.}" != py ] || continue
        rm -rf in
        mkdir in
        cp "$picture" in/
        graymill -q in
        graymill - <"$picture" >by_file
        cmp by_file in/processed_*
        # shellcheck disable=SC2002 # that is what is tried
        cat "$picture" | graymill - >by_pipe
        cmp by_pipe in/processed_*
    done
}

@test "options do for it what they do for a file" {
    cp "$samples/photo.jpg" in.jpg
    for options in --gray=linear --quality=30 --strip=all --orient=apply \
        --to=webp '--to=tiff --compress=best' '--to=png --profile=always' \
        --lossless=never --jpeg=pixels --formats=jpeg,png --sandbox=require \
        --no-sandbox --max-memory=1G --max-pixels=256000 --timeout=1000; do
        # shellcheck disable=SC2086 # words
        graymill -q --ext=replace --prefix= -o gray $options in.jpg
        # shellcheck disable=SC2086 # words
        graymill $options - <in.jpg >out
        cmp out gray/in.*
        rm -r gray
    done
    graymill --to=jpeg --background=black - <"$data/alpha.png" >black
    graymill --to=jpeg - <"$data/alpha.png" >white
    run -1 cmp -s black white
    graymill --frames=first --to=tga - <"$data/animation.gif" >first
    [ -s first ]
}

# All that --help shows, but for those that are listed here.
@test "options that are for files are refused, whichever there are" {
    accepted=" $(echo --formats --to --gray --lossless --jpeg --quality \
        --compress --profile --strip --background --frames --orient --salvage \
        --timeout --max-pixels --max-memory --sandbox --no-sandbox --strict --check --keep-smaller \
        --quiet --color --completion --help --version) "
    graymill --help | grep -oE -e '--[a-z0-9-]+\[?(=[A-Z]+)?' | sort -u |
        tr -d '[' >options
    n=0
    while IFS='=' read -r name value; do
        [[ "$accepted" != *" $name "* ]] || continue
        refused=
        # What such a value may be; of HOW each option has its own.
        case $value in
        '') words=(-) ;;
        SECONDS | I | N) words=(1) ;;
        K) words=(1/2) ;;
        WHEN) words=(never) ;;
        HOW) words=(skip replace hash) ;;
        LIST) words=(mode) ;;
        *) words=(x) ;;
        esac
        for word in "${words[@]}"; do
            status=0
            if [ "$word" = - ]; then
                graymill "$name" - <"$data/colour.png" >out 2>err || status=$?
            else
                graymill "$name=$word" - <"$data/colour.png" >out 2>err ||
                    status=$?
            fi
            [ "$status" -eq 2 ]
            [ ! -s out ]
            if diff err <(echo "graymill: option '$name' says nothing of '-'," \
                "which is one picture from standard input" && echo "$hint"); then
                refused=yes
            fi
        done
        # It needs another one, which is refused itself, or needs this one.
        [ -n "$refused" ] || [[ " --base --shard-index --shard-count --stream --summarize " == *" $name "* ]]
        n=$((n + 1))
    done <options
    [ "$n" -ge 20 ]
    fails 2 $'option \'--output-dir\' says nothing of \'-\', which is one picture from standard input\n'"$hint" \
        -o . --base=. <"$data/colour.png"
}

@test "it is the only picture, and a file of its name is ./-" {
    cp "$data/colour.png" ./-
    run -2 graymill - ./- <"$data/colour.png"
    [[ "$output" == "graymill: PATH '-' is standard input, one picture and no other: "* ]]
    graymill -- - <./- >out
    graymill ./-
    cmp out processed_-
}

@test "nothing is written of what is bad" {
    fails 1 'standard input: empty file' </dev/null
    echo no picture | fails 1 'standard input: not a picture of a known format'
    fails 1 'standard input: PNG is not among --formats=jpeg' \
        --formats=jpeg <"$data/colour.png"
    fails 1 'standard input: read: Bad file descriptor' <&-
    fails 1 'standard input: read: Is a directory' <.
    for n in 100 5000 20000; do
        head -c $n "$samples/photo.jpg" |
            fails 1 'standard input: truncated: the file ends before the picture does'
        run -1 graymill - < <(head -c "$n" "$samples/colour.png")
    done
    head -c 20000 "$samples/photo.jpg" >cut.jpg
    graymill --salvage - <cut.jpg >out 2>err
    [ -s out ]
    grep -q '^graymill: standard input: warning: ' err
}

@test "a warning is told, and is a failure with --strict" {
    head -c -2 "$samples/photo.jpg" >cut.jpg
    graymill - <cut.jpg >out 2>err
    [ "$(grep -c '^graymill: standard input: warning: ' err)" -eq 1 ]
    graymill -q - <cut.jpg >quiet 2>err
    [ ! -s err ]
    run -1 graymill -q --strict - <cut.jpg
    cmp out quiet
}

@test "what is too large is refused, be it the picture or its copy" {
    is_sanitized && skip 'sanitizers take memory of their own'
    printf 'P6 2000 2000 255\n' >big.ppm
    truncate -s +12000000 big.ppm
    # shellcheck disable=SC2002 # that is what is tried
    cat big.ppm | fails 1 \
        'standard input: more than 4194304 bytes (see --max-memory)' \
        --max-memory=16M
    printf 'P6 3000 3000 255\n' >big.ppm
    truncate -s +27000000 big.ppm
    fails 1 'standard input: its copy has more than 4194304 bytes (see --max-memory)' \
        --max-memory=16M <big.ppm
    fails 1 'standard input: 3000x3000 pixels is over the limit of 8999999 (--max-pixels)' \
        --max-pixels=8999999 <big.ppm
    graymill --max-memory=16M --to=png - <big.ppm >out
    [ -s out ]
}

@test "a picture that takes too long is given up" {
    giant_ppm giant.ppm
    fails 1 'standard input: timed out after 0.001 s' --timeout=0.001 \
        --to=png <giant.ppm
}

@test "a file is read from where it stands, and never by whoever may write it" {
    printf 'head' >in
    cat "$samples/colour.png" >>in
    graymill - <"$samples/colour.png" >want
    {
        head -c 4 >/dev/null
        graymill - >out
    } < <(cat in)
    python3 - "$binary" <<'END'
import os, subprocess, sys
with open("in", "rb") as file, open("moved", "wb") as out:
    os.lseek(file.fileno(), 4, os.SEEK_SET)
    subprocess.run([sys.argv[1], "-"], stdin=file, stdout=out, check=True)
END
    cmp moved want
    cp "$samples/colour.png" writable
    graymill - <>writable >out
    cmp out want
    cmp writable "$samples/colour.png"
}

@test "a terminal gives no picture and gets none" {
    need_terminal
    python3 - "$binary" "$data/colour.png" <<'END'
import os, subprocess, sys
driver, terminal = os.openpty()
program, picture = sys.argv[1:]
for to, come, words in (
        (terminal, open(picture), "standard output: is a terminal, and shows "
         "no picture: send it to a file or a program"),
        (open("out", "wb"), terminal, "standard input: is a terminal, and "
         "gives no picture: take it from a file or a program")):
    done = subprocess.run([program, "-"], stdin=come, stdout=to,
                          stderr=subprocess.PIPE)
    assert done.returncode == 2, done
    assert done.stderr.decode() == f"graymill: {words}\n", done
os.set_blocking(driver, False)
try:
    assert os.read(driver, 1) == b""
except BlockingIOError:
    pass
END
    [ ! -s out ]
}

@test "whoever does not read the copy is told of in a line" {
    mkfifo gone
    : <gone &
    exec 4>gone
    wait $!
    status=0
    graymill - <"$samples/photo.jpg" >&4 2>err || status=$?
    [ "$status" -eq 1 ]
    diff err <(echo 'graymill: standard output: write: nobody reads it')
    status=0
    graymill - <"$samples/photo.jpg" >/dev/full 2>err || status=$?
    [ "$status" -eq 4 ]
    diff err <(echo 'graymill: standard output: write: No space left on device')
    status=0
    graymill - <"$samples/photo.jpg" >&- 2>err || status=$?
    [ "$status" -eq 1 ]
    diff err <(echo 'graymill: standard output: write: Bad file descriptor')
}

@test "streams that are not waited for by their owner are" {
    graymill - <"$samples/colour.png" >want
    python3 - "$binary" "$samples/colour.png" <<'END'
import fcntl, os, subprocess, sys, threading
come, feed = os.pipe()
drain, to = os.pipe()
os.set_blocking(come, False)
os.set_blocking(to, False)
fcntl.fcntl(to, 1031, 4096)  # F_SETPIPE_SZ
program = subprocess.Popen([sys.argv[1], "-"], stdin=come, stdout=to)
os.close(come)
os.close(to)
def write():
    with open(sys.argv[2], "rb") as picture, open(feed, "wb") as pipe:
        pipe.write(picture.read())
writer = threading.Thread(target=write)
writer.start()
with open(drain, "rb") as pipe, open("out", "wb") as out:
    out.write(pipe.read())
writer.join()
assert program.wait() == 0
END
    cmp out want
}

@test "a worker that is killed leaves nothing, and a line" {
    start_giant
    kill -KILL "$worker"
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 1 ]
    [ ! -s out ]
    diff err <(echo 'graymill: standard input: worker killed by signal 9 (Killed); out of memory? (see --max-memory)')
}

@test "a signal ends it at once, and its worker" {
    for signal in INT TERM KILL; do
        start_giant
        kill -s "$signal" "$driver"
        status=0
        wait "$driver" || status=$?
        [ "$(kill -l "$status")" = "$signal" ]
        wait_until is_gone "$worker"
        [ ! -s out ]
    done
}

@test "where no work can be done in the sandbox it goes on with less" {
    is_sanitized && skip 'no library may stand before that of sanitizers'
    command -v fakeroot >/dev/null || skip 'no fakeroot'
    graymill - <"$samples/scan.tif" >want
    run --separate-stderr fakeroot "$binary" --sandbox=require - \
        <"$samples/scan.tif"
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    [[ "$stderr" == "graymill: sandbox: no work can be done in it here"* ]]
    fakeroot "$binary" - <"$samples/scan.tif" >out 2>err
    cmp out want
    grep -q '; going on without seccomp' err
}

@test "where there is no sandbox it says so" {
    [ -x "$without" ] || skip "without is not built"
    graymill - <"$samples/scan.tif" >want
    "$without" seccomp -- "$binary" - <"$samples/scan.tif" >out 2>err
    run -4 "$without" seccomp -- "$binary" --sandbox=require - \
        <"$samples/scan.tif"
    cmp out want
    grep -q '^graymill: sandbox: this system has no seccomp: ' err
}
