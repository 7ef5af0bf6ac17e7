#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Lists of files, from a file and from standard input.  What a list may hold is
# tested in tests/unit/test_file_list.c.

bats_require_minimum_version 1.5.0
load common

# assert_refused WORDS ARGUMENT...: one line, status 2, and nothing is touched.
assert_refused() {
    local words=$1 before status=0
    shift
    before=$(find . | sort)
    graymill "$@" >"$BATS_RUN_TMPDIR/out" 2>"$BATS_RUN_TMPDIR/err" || status=$?
    echo "$status: $(cat "$BATS_RUN_TMPDIR/err")"
    [ "$status" -eq 2 ]
    [ ! -s "$BATS_RUN_TMPDIR/out" ]
    [ "$(cat "$BATS_RUN_TMPDIR/err")" = "graymill: $words" ]
    [ "$(find . | sort)" = "$before" ]
}

@test "a list stands behind the PATHs, in its order" {
    mkdir folder
    cp "$data/colour.png" z.png
    cp "$data/colour.png" folder/y.png
    cp "$data/colour.png" ./-n.png
    cp "$data/colour.png" ' "x" .png'
    printf '%s\n' folder -n.png '' ' "x" .png' >list
    run graymill -v --files-from=list z.png
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | sed -n '/^Processed/!s/ -> .*//p')" = \
        $'z.png\nfolder/y.png\n-n.png\n "x" .png' ]
    [[ "$output" == *$'\n'"Processed: 4 images in "* ]]
    [ -s folder/processed_y.png ]
    [ -s processed_-n.png ]
}

@test "names with newlines come by --files0-from" {
    cp "$data/colour.png" $'a\nb.png'
    cp "$data/colour.png" $'\nc.png'
    printf 'a\nb.png\0\nc.png\0' >list
    run graymill --files0-from=list
    [ "$status" -eq 0 ]
    [ -s $'processed_a\nb.png' ]
    [ -s $'processed_\nc.png' ]
    [[ "$output" == "Processed: 2 images in "* ]]
}

@test "- is standard input, ./- a file" {
    cp "$data/colour.png" a.png
    cp "$data/colour.png" b.png
    cp "$data/colour.png" c.png
    find . -name a.png -print0 | graymill --files0-from=-
    [ -s processed_a.png ]
    graymill -q --files-from - <<<b.png
    [ -s processed_b.png ]
    echo c.png >-
    graymill -q --files-from=./- </dev/null
    [ -s processed_c.png ]
}

@test "a list comes from a pipe with a name" {
    cp "$data/colour.png" a.png
    graymill -q --files-from=<(echo a.png)
    [ -s processed_a.png ]
}

@test "a list comes from a terminal" {
    need_terminal
    cp "$data/colour.png" a.png
    # What is typed, and Ctrl-D, once the program waits for it.
    python3 - "$binary" <<'END'
import os, pty, sys, time

def waits():
    with open(f"/proc/{pid}/stat") as file:
        sleeps = file.read().rsplit(")", 1)[1].split()[0] == "S"
    return sleeps and os.readlink(f"/proc/{pid}/exe") == os.path.realpath(
        sys.argv[1])

pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "-q", "--files-from=-"])
while not waits():
    time.sleep(0.01)
os.write(terminal, b"a.png\n\x04")
try:
    while os.read(terminal, 1000):
        pass
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
    [ -s processed_a.png ]
}

@test "an empty list is a run over no picture" {
    : >list
    for option in --files-from --files0-from; do
        run graymill "$option=list"
        [ "$status" -eq 0 ]
        [ "${lines[0]}" = "graymill: no picture found" ]
        [[ "${lines[1]}" == "Processed: 0 images in "* ]]
        run graymill --require-input "$option=list"
        [ "$status" -eq 3 ]
    done
    printf '\n\n' >list
    graymill --files-from=list
}

@test "a list that cannot be read ends the run before it begins" {
    cp "$data/colour.png" a.png
    mkdir folder
    assert_refused 'none: open: No such file or directory' \
        --files-from=none -o out a.png
    assert_refused 'folder: read: Is a directory' \
        --files0-from=folder -o out a.png
    assert_refused 'standard input: read: Bad file descriptor' \
        --files-from=- -o out a.png <&-
}

@test "what is no list ends the run before it begins" {
    cp "$data/colour.png" a.png
    printf 'a.png\n\na.png\0' >list
    assert_refused 'list: line 3: has a NUL; is it for --files0-from?' \
        --files-from=list -o out a.png
    printf 'a.png\0\0' >list
    assert_refused 'list: name 2: is empty' --files0-from=list -o out
    assert_refused 'standard input: line 1: has a NUL; is it for --files0-from?' \
        --files-from=- -o out <list
}

@test "a list without end is refused" {
    assert_refused '/dev/zero: line 1: has a NUL; is it for --files0-from?' \
        --files-from=/dev/zero
    assert_refused '/dev/zero: name 1: is empty' --files0-from=/dev/zero
    tr '\0' x </dev/zero | assert_refused 'standard input: line 1: is too long' \
        --files-from=-
}

@test "there is one list" {
    echo a.png >list
    for option in --files-from --files0-from; do
        run graymill --files-from=- "$option=list" <list
        [ "$status" -eq 2 ]
        [ "${lines[0]}" = "graymill: option '$option': 'list' is a second list" ]
    done
}

@test "what is listed and missing fails, and the rest goes on" {
    cp "$data/colour.png" a.png
    cp "$data/colour.png" b.png
    printf '%s\n' a.png none.png $'b.png\r' b.png/ b.png >list
    run graymill --files-from=list
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: none.png: open: No such file or directory" ]
    [ "${lines[1]}" = $'graymill: b.png\r: the name ends with a carriage return, as lines of other systems do: open: No such file or directory' ]
    [[ "$output" == *"Processed: 2 images in "*"; 3 failed)" ]]
    [ -s processed_a.png ]
    [ -s processed_b.png ]
}

@test "what other systems and other lists put into names is told" {
    cp "$data/colour.png" a.png
    printf '\xef\xbb\xbfa.png\na.png\n' >list
    run graymill --files-from=list
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = $'graymill: \xef\xbb\xbfa.png: the name begins with a byte order mark, as texts of other systems do: open: No such file or directory' ]
    run graymill --files0-from=<(printf 'a.png\n')
    [ "$status" -eq 1 ]
    [[ "$output" == *"the name ends with a newline; is the list for --files-from?: open: No such file or directory"* ]]
    # A file may well have such a name.
    mv a.png $'\xef\xbb\xbfa.png'
    mkdir b
    graymill --files-from=list || [ $? -eq 1 ]
    [ -s $'processed_\xef\xbb\xbfa.png' ]
}

@test "a FIFO, a socket and a device in a list are skipped" {
    cp "$data/colour.png" .
    mkfifo pipe.png
    /usr/bin/python3 -c 'import socket
socket.socket(socket.AF_UNIX).bind("socket.png")'
    printf '%s\n' pipe.png socket.png /dev/zero colour.png >list
    for _ in pipe socket device; do
        echo 'NAME: warning: skipped: not a regular file'
    done >said
    run --separate-stderr ends "$binary" --files-from=list
    [ "$status" -eq 0 ]
    printf '%s\n' "$stderr" | sed 's/^graymill: [^:]*/NAME/' | diff said -
    [[ "$output" == "Processed: 1 image in "*"3 skipped"* ]]
    run --separate-stderr ends "$binary" -n --files-from=list
    [ "$status" -eq 0 ]
    [ "$output" = $'colour.png\tprocessed_colour.png' ]
    printf '%s\n' "$stderr" | sed 's/^graymill: [^:]*/NAME/' | diff said -
    echo pipe.png >only
    run graymill -n --require-input --files-from=only
    [ "$status" -eq 3 ]
    run ends "$binary" --strict --files-from=list
    [ "$status" -eq 1 ]
    # As a folder is searched: of what find says, all that is none is passed by.
    find . -print0 | graymill -q --files0-from=- -o out
    [ -s out/processed_colour.png ]
}

@test "what is listed and no picture is skipped, by whatever name" {
    echo text >a.png
    echo text >a.txt
    cp "$data/colour.png" b
    run graymill --files-from=- <<<$'a.png\na.txt\nb'
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "graymill: a.png: warning: skipped: "* ]]
    [[ "${lines[1]}" == "graymill: a.txt: warning: skipped: "* ]]
    [[ "$output" == *"Processed: 1 image in "*"2 skipped)" ]]
    run graymill --strict --files-from=- <<<$'a.png\nb'
    [ "$status" -eq 1 ]
    # What the command line names must be a picture, listed or not.
    run graymill --files-from=- a.png <<<a.png
    [ "$status" -eq 1 ]
}

@test "what is listed twice counts once" {
    cp "$data/colour.png" a.png
    printf '%s\n' a.png ./a.png . a.png >list
    run graymill --files-from=list a.png
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 1 image in "* ]]
}

@test "an output that is listed ends the run" {
    cp "$data/colour.png" a.png
    cp "$data/colour.png" processed_a.png
    mkdir A
    cp a.png A
    ln -sf A/a.png processed_a.png
    assert_refused 'a.png: output processed_a.png is the input A/a.png' \
        --files-from=- <<<$'a.png\nA/a.png'
    mkdir b
    cp a.png b
    assert_refused 'b/a.png: output out/processed_a.png is also that of a.png' \
        --files-from=- -o out <<<$'a.png\nb/a.png'
}

@test "a dry run says what would be done with a list" {
    cp "$data/colour.png" a.png
    status=0
    graymill -n --files-from=- -o gray <<<$'a.png\nnone.png' \
        >out 2>err || status=$?
    [ "$status" -eq 1 ]
    [ "$(cat out)" = $'a.png\tgray/processed_a.png' ]
    [ "$(cat err)" = "graymill: none.png: open: No such file or directory" ]
    [ ! -e gray ]
}

@test "a list mirrors the tree below --base" {
    git init -q . 2>/dev/null || skip 'no git here'
    mkdir -p s/t gray
    for file in a.png s/a.png s/t/a.png; do
        cp "$data/colour.png" "$file"
    done
    echo text >s/readme
    git add a.png s
    git diff --cached --name-only | graymill -v --base=. -o out --files-from=- >out.txt 2>err
    [ "$(grep -c ' -> out/' out.txt)" -eq 3 ]
    [[ "$(cat err)" == "graymill: s/readme: warning: skipped: "* ]]
    [ "$(find out -type f | sort)" = \
        $'out/processed_a.png\nout/s/processed_a.png\nout/s/t/processed_a.png' ]
    # As folders do, and as other spellings of the same names.
    run graymill -n -r --base=s -o gray ./s//t/a.png s
    [ "$status" -eq 0 ]
    [ "$output" = $'s/t/a.png\tgray/t/processed_a.png\ns/a.png\tgray/processed_a.png' ]
}

@test "what is not below --base fails, and the rest goes on" {
    mkdir -p in/s in2
    for file in in/s/a.png in2/a.png a.png; do
        cp "$data/colour.png" "$file"
    done
    printf '%s\n' in/s/a.png in2/a.png in/../a.png "$PWD/in/s/a.png" in2 >list
    run graymill --base=./in -o out --files-from=list
    [ "$status" -eq 1 ]
    for path in in2/a.png in/../a.png "$PWD/in/s/a.png" in2; do
        grep -qxF "graymill: $path: as it is written, it is not below --base" <<<"$output"
    done
    [[ "$output" == *"Processed: 1 image in "*"; 4 failed)" ]]
    [ "$(find out -type f)" = out/s/processed_a.png ]
    # A folder of links, which are names like others.
    ln -s ../in2 in/link
    graymill -q --base=in -o out in/link/a.png
    [ -s out/link/processed_a.png ]
}

@test "--base is of no use without -o" {
    cp "$data/colour.png" a.png
    run graymill --base=. a.png
    [ "$status" -eq 2 ]
    [ "${lines[0]}" = "graymill: option '--base' needs --output-dir" ]
    [ ! -e processed_a.png ]
}

@test "many files in many folders, out of order, are within reach" {
    for i in $(seq 200); do
        mkdir "$i"
        cp "$data/colour.png" "$i/$i-a.png"
        cp "$data/colour.png" "$i/$i-b.png"
    done
    printf '%s\n' */*-a.png */*-b.png >list
    run graymill -j 2 --files-from=list
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 400 images in "* ]]
    [ "$(find . -name 'processed_*' | wc -l)" -eq 400 ]
    run graymill -j 2 --files-from=list -o out
    [[ "$output" == "Processed: 400 images in "* ]]
    [ "$(find out -name 'processed_*' | wc -l)" -eq 400 ]
}

# Standard input stays open, and silent, until the program has ended.
wait_for_list() {
    mkfifo pipe
    env --default-signal=INT "$binary" --files-from=- <pipe >out 2>err 3>&- &
    driver=$!
    exec 4>pipe
    echo a.png >&4
}

# No longer the shell that is to become it.
is_waiting() {
    [ "$(readlink "/proc/$driver/exe")" = "$(realpath "$binary")" ] &&
        grep -q '^State:.S' "/proc/$driver/status"
}

@test "signals end a run that waits for its list" {
    cp "$data/colour.png" a.png
    for signal in INT TERM; do
        rm -f pipe
        wait_for_list
        wait_until is_waiting
        kill -s "$signal" "$driver"
        status=0
        wait "$driver" || status=$?
        exec 4>&-
        [ "$status" -eq $((128 + $(kill -l "$signal"))) ]
        [ ! -s out ]
        [ ! -s err ]
    done
    [ ! -e processed_a.png ]
}

# Hundredths of a second, on a clock of the machine's.
hundredths() {
    sed 's/ .*//; s/\.//' /proc/uptime
}

# A run takes no longer than has passed since it had its list, but for what is
# rounded.  The time before that is one that could not be overlooked.
@test "the time of a run begins when its list is there" {
    cp "$data/colour.png" a.png
    run graymill --files-from=<(sleep 2; hundredths >given; echo a.png)
    ended=$(hundredths)
    [ "$status" -eq 0 ]
    taken=$(sed -E 's/Processed: 1 image in ([0-9]+)\.([0-9]+) s[ ,].*/\1\2/' <<<"$output")
    [ "$((10#$taken))" -le $((ended - $(cat given) + 2)) ]
}
