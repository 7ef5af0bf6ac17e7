#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a run does with folders, files and names.

load common

samples=$BATS_TEST_DIRNAME/../../samples

@test "a folder becomes gray, each output beside its input" {
    mkdir photos
    cp "$data/colour.png" "$data/colour.jpg" photos
    run graymill photos
    [ "$status" -eq 0 ]
    [[ "$output" =~ ^"Processed: 2 images in "[0-9.]+" s, "[0-9.]+" "k?"B -> "[0-9.]+" "k?"B (1 worker)"$ ]]
    [ -s photos/processed_colour.png ]
    [ -s photos/processed_colour.jpg ]
    assert_no_temporaries
}

@test "a second run passes over what the first has made" {
    cp "$data/colour.png" .
    graymill .
    run graymill .
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 1 image in "* ]]
    [ ! -e processed_processed_colour.png ]
}

@test "a second run gives the same bytes" {
    cp "$data"/colour.* .
    graymill -o a .
    graymill -o b .
    diff -r a b
}

@test "sub-folders are counted, and entered with -r" {
    mkdir -p top/one/two top/three
    cp "$data/colour.png" top/one/two
    run graymill top
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "graymill: top: 2 sub-folders not entered (use -r)" ]
    graymill -r top
    [ -s top/one/two/processed_colour.png ]
}

@test "copies that are named are passed over, beside their pictures" {
    mkdir p
    cp "$data/colour.png" "$data/still.gif" p
    cp "$data/colour.png" processed_alone.png
    graymill p/*
    run graymill p/*
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "graymill: p: 2 copies of an earlier run passed over" ]
    [[ "${lines[1]}" == "Processed: 2 images in "* ]]
    [ "$(find p -type f | wc -l)" -eq 4 ]
    # One that has lost its picture is a picture.
    run graymill processed_alone.png
    [ -s processed_processed_alone.png ]
    # With another prefix it is one as well.
    graymill --prefix=x_ p/processed_colour.png
    [ -s p/x_processed_colour.png ]
    # The picture may lie elsewhere, if it is an input.
    mkdir q
    graymill -o q p/colour.png
    run graymill -o q q/processed_colour.png p/colour.png
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "graymill: q: 1 copy of an earlier run passed over" ]
}

@test "an output folder that cannot be written to is one line" {
    cp "$data/colour.png" a.png
    cp "$data/colour.png" b.png
    mkdir out
    chmod 555 out
    # Modes say nothing to root.
    if [ "$(id -u)" -eq 0 ]; then
        chmod 777 .
        status=0
        output=$(setpriv --reuid=65534 --clear-groups "$binary" -q -o out . \
            2>&1) || status=$?
    else
        run graymill -q -o out .
    fi
    [ "$status" -eq 4 ]
    [ "$output" = "graymill: out: output folder: Permission denied" ]
}

@test "an output folder that cannot be reached is one that cannot be written" {
    cp "$data/colour.png" .
    mkdir -p above/out
    chmod 777 above/out
    chmod 0 above
    status=0
    if [ "$(id -u)" -eq 0 ]; then
        output=$(setpriv --reuid=65534 --clear-groups "$binary" -o above/out \
            colour.png 2>&1) || status=$?
    else
        run graymill -o above/out colour.png
    fi
    chmod 755 above
    [ "$status" -eq 4 ]
    [ "$output" = "graymill: above/out: output folder: Permission denied" ]
}

@test "a name that is too long says by how much" {
    name=$(printf '%0250d' 0).png
    cp "$data/colour.png" a.png
    cp "$data/colour.png" "${name:5}"
    run graymill .
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *': the name of its copy, processed_000'*'..., has 259 bytes, 4 too many; a shorter --prefix or --suffix helps' ]]
    [ -s processed_a.png ]
    graymill --prefix= -o out .
    # Of a name the start is shown, in whole characters.
    mv "${name:5}" "x$(printf 'é%.0s' {1..122}).png"
    run graymill --prefix= --suffix=123456789 x*
    [[ "${lines[0]}" == *", x$(printf 'é%.0s' {1..19})..., has 258 bytes, 3 too many; a shorter --prefix or --suffix helps" ]]
    # Of a short one all is shown; and not always is it the prefix.
    folder=$(printf '%0200d/' {1..20})$(printf '%070d' 0)
    run graymill -o "$folder" a.png
    [[ "${lines[0]}" == *": the path of its copy, processed_a.png, has 4106 bytes, 11 too many" ]]
    run graymill "$name$name"
    [ "${lines[0]}" = "graymill: $name$name: open: File name too long" ]
}

@test "what stands in the place of an output is seen, whatever it is" {
    cp "$data/colour.png" .
    mkdir processed_colour.png
    run graymill .
    [ "$status" -eq 1 ]
    [[ "$output" == *"graymill: ./colour.png: output: Is a directory"* ]]
    rmdir processed_colour.png
    mkfifo processed_colour.png
    run graymill --skip-existing .
    [ "$status" -eq 0 ]
    [[ "$output" == *"1 skipped"* ]]
    [ -p processed_colour.png ]
}

@test "a link that leads nowhere is no output folder" {
    cp "$data/colour.png" .
    ln -s nowhere out
    run graymill -o out colour.png
    [ "$status" -eq 4 ]
    [ "$output" = "graymill: out: make folder: Not a directory" ]
    [ ! -e nowhere ]
}

@test "-o mirrors the tree and is not taken for input" {
    mkdir -p top/one
    cp "$data/colour.png" top/one
    cp "$data/colour.jpg" top
    graymill -r -o top/gray top
    [ -s top/gray/one/processed_colour.png ]
    [ -s top/gray/processed_colour.jpg ]
    run graymill -r -o top/gray top
    [[ "$output" == "Processed: 2 images in "* ]]
    [ ! -e top/gray/gray ]
}

@test "--prefix and --suffix name the output" {
    cp "$data/colour.png" .
    graymill --prefix=gray- --suffix=.bw colour.png
    [ -s gray-colour.bw.png ]
}

@test "--skip-existing skips and counts" {
    cp "$data/colour.png" "$data/colour.jpg" .
    echo old >processed_colour.png
    run graymill --skip-existing .
    [ "$status" -eq 0 ]
    [[ "$output" == *"; 1 skipped)" ]]
    [ "$(cat processed_colour.png)" = old ]
    [ -s processed_colour.jpg ]
}

@test "an existing output is replaced" {
    cp "$data/colour.png" .
    echo old >processed_colour.png
    graymill colour.png
    [ "$(head -c 4 processed_colour.png | tail -c 3)" = PNG ]
}

@test "--dry-run lists input and output and writes nothing" {
    cp "$data/colour.png" "$data/still.gif" .
    run graymill -n -o out .
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "./colour.png	out/processed_colour.png" ]
    [ "${lines[1]}" = "./still.gif	out/processed_still.gif" ]
    [ "${#lines[@]}" -eq 2 ]
    [ ! -e out ]
}

@test "-v gives a line per input, in their order" {
    cp "$data/colour.png" a.png
    cp "$data/truncated.png" b.png
    cp "$data/not-a-picture.jpg" c.jpg
    run graymill -v . 2>err
    [ "$status" -eq 1 ]
    [[ "$output" =~ "./a.png -> ./processed_a.png (PNG 24x24, " ]]
    [[ "$output" =~ "./b.png: failed: truncated" ]]
    [[ "$output" =~ "./c.jpg: skipped: " ]]
    [[ "${lines[*]: -1}" == *"; 1 skipped, 1 failed)" ]]
}

@test "-q says nothing of what went well" {
    cp "$data/colour.png" .
    mkdir sub
    run graymill -q .
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -s processed_colour.png ]
}

@test "a missing file fails and the others go on" {
    cp "$data/colour.png" .
    run graymill missing.png colour.png
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: missing.png: open: No such file or directory" ]
    [[ "${lines[1]}" == "Processed: 1 image in "*"; 1 failed)" ]]
    [ -s processed_colour.png ]
}

@test "a named file that is no picture fails; a found one is skipped" {
    cp "$data/not-a-picture.jpg" .
    run graymill not-a-picture.jpg
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: not-a-picture.jpg: not a picture"* ]]
    run graymill .
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *"not-a-picture.jpg: warning: skipped: not a picture"* ]]
    [[ "${lines[1]}" == "Processed: 0 images in "*"; 1 skipped)" ]]
}

@test "what is no picture is called by its name" {
    printf 'v/1\001' >a.exr
    printf 'version https://git-lfs.github.com/spec/v1\n' >b.jpg
    : >c.png
    head -c 3000 /dev/zero >d.png
    run graymill a.exr b.jpg c.png d.png
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: a.exr: EXR is not read by this build" ]
    [ "${lines[1]}" = "graymill: b.jpg: Git LFS pointer: run git lfs pull" ]
    [ "${lines[2]}" = "graymill: c.png: empty file" ]
    [ "${lines[3]}" = \
        "graymill: d.png: not a picture: its first 3000 bytes are zero" ]
}

@test "a warning says once that it is one" {
    { head -c 11 "$data/colour.jpg"; printf '\003'; tail -c +13 "$data/colour.jpg"; } >x.jpg
    run graymill --jpeg=pixels x.jpg
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "graymill: x.jpg: warning: unknown JFIF revision"* ]]
}

@test "a FIFO and a device are refused without waiting" {
    mkfifo pipe.png
    /usr/bin/python3 -c 'import socket
socket.socket(socket.AF_UNIX).bind("socket.png")'
    for option in -v -n; do
        run ends "$binary" "$option" pipe.png socket.png /dev/zero
        [ "$status" -eq 1 ]
        [ "$(grep -c '^graymill: .*: not a regular file$' <<<"$output")" -eq 3 ]
    done
}

@test "a FIFO in a folder is passed over" {
    mkfifo pipe.png
    cp "$data/colour.png" .
    run ends "$binary" .
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 1 image in "* ]]
}

@test "two inputs with one output are refused before anything is written" {
    mkdir a b
    cp "$data/colour.png" a
    cp "$data/gray.png" b/colour.png
    run graymill -o out a b
    [ "$status" -eq 2 ]
    [[ "$output" == "graymill: "*"out/processed_colour.png"* ]]
    [ ! -e out ]
}

@test "an output that is an input is refused" {
    cp "$data/colour.png" .
    run graymill --prefix= colour.png
    [ "$status" -eq 2 ]
    cmp colour.png "$data/colour.png"
}

@test "an output that is a link to an input is refused" {
    cp "$data/colour.png" .
    ln colour.png processed_colour.png
    run graymill colour.png
    [ "$status" -eq 2 ]
    cmp colour.png "$data/colour.png"
}

@test "odd names survive" {
    odd=$'new\nline %d [0] *?.png'
    cp "$data/colour.png" ./-neg.png
    cp "$data/colour.png" "$odd"
    run graymill -- -neg.png "$odd"
    [ "$status" -eq 0 ]
    [ -s processed_-neg.png ]
    [ -s "processed_$odd" ]
}

is_png() {
    [ "$(head -c 4 "$1" | tail -c 3)" = PNG ]
}

is_gif() {
    [ "$(head -c 6 "$1")" = GIF89a ] || [ "$(head -c 6 "$1")" = GIF87a ]
}

@test "a PIC becomes a PNG, which its whole name says" {
    cp "$samples/softimage.pic" still.pic
    graymill still.pic
    is_png processed_still.pic.png
    [ ! -e processed_still.png ]
}

@test "what became a PNG is no input of a second run" {
    cp "$samples/softimage.pic" still.pic
    for names in --prefix=processed_ '--prefix= --suffix=_bw' \
        '--prefix=p_ --suffix=.bw'; do
        for _ in 1 2; do
            # shellcheck disable=SC2086 # two words
            run graymill $names .
            [[ "$output" == "Processed: 1 image in "* ]]
        done
        # shellcheck disable=SC2086
        run graymill --skip-existing $names .
        [[ "$output" == "Processed: 0 images in "*"; 1 skipped)" ]]
        rm -f ./*.png
    done
}

@test "a suffix goes before the extension of the input" {
    cp "$samples/softimage.pic" still.pic
    graymill --suffix=_bw still.pic
    is_png processed_still_bw.pic.png
}

@test "a PNG that a PIC's copy would be called like is refused" {
    cp "$samples/softimage.pic" still.pic
    cp "$data/colour.png" still.pic.png
    run graymill .
    [ "$status" -eq 2 ]
    [[ "$output" == *"processed_still.pic.png is also that of ./still.pic"* ]]
    [ ! -e processed_still.pic.png ]
}

@test "content decides, and a name that says otherwise gets a warning" {
    cp "$data/png-inside.jpg" .
    run graymill png-inside.jpg
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "graymill: png-inside.jpg: warning: content is PNG"* ]]
    is_png processed_png-inside.jpg
}

@test "only the name of a file changes the name of its copy" {
    cp "$samples/softimage.pic" pic.jpg
    cp "$samples/softimage.pic" pic
    cp "$data/colour.bmp" bmp.pic
    cp "$data/still.gif" gif.jpg
    run graymill -j 1 pic.jpg pic bmp.pic gif.jpg
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "graymill: pic.jpg: warning: content is PIC, not \
JPEG as the name says; written as PNG" ]]
    [[ "${lines[1]}" == "graymill: bmp.pic: warning: content is BMP, not \
PIC as the name says; written as PNG" ]]
    [[ "${lines[2]}" == "graymill: gif.jpg: warning: content is GIF, not \
JPEG as the name says; written as GIF" ]]
    is_png processed_pic.jpg
    is_png processed_pic
    is_png processed_bmp.pic.png
    is_gif processed_gif.jpg
}

@test "several frames become one where they are asked to; else not in silence" {
    cp "$data/animation.gif" "$data/animated.png" .
    run graymill --to=bmp animation.gif animated.png
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"--frames=first"* ]]
    [[ "${lines[1]}" == *"--frames=first"* ]]
    assert_no_temporaries
    run graymill --frames=first --to=png -o out animation.gif
    [ "$status" -eq 0 ]
    run graymill --frames=first -o out animated.png
    [ "$status" -eq 0 ]
    [ "$(grep -c acTL out/processed_animated.png)" -eq 0 ]
    run graymill -o out animated.png
    [ "$status" -eq 0 ]
    grep -q acTL out/processed_animated.png
    grep -q fdAT out/processed_animated.png
}

@test "a truncated picture fails and leaves nothing; --salvage takes it" {
    cp "$data"/truncated.* .
    run graymill -o out truncated.jpg truncated.png truncated.bmp
    [ "$status" -eq 1 ]
    [[ "$output" == *"; 3 failed)" ]]
    [ -z "$(ls -A out)" ]
    run graymill --salvage -o out truncated.jpg truncated.png truncated.bmp
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *": warning: "* ]]
    [ "$(find out -type f | wc -l)" -eq 3 ]
}

@test "--max-pixels refuses from the header" {
    cp "$data/huge.png" "$data/huge.jpg" "$data/colour.png" .
    run graymill -j 1 huge.png huge.jpg
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"100000x100000 pixels"*"(--max-pixels)" ]]
    run graymill --max-pixels=575 colour.png
    [ "$status" -eq 1 ]
    run graymill --max-pixels=576 colour.png
    [ "$status" -eq 0 ]
}

@test "-j 1 and -j 8 give the same files and the same text" {
    mkdir in
    cp "$data"/* in || true
    graymill -v --salvage -j 1 -o one in >1.out 2>1.err || true
    graymill -v --salvage -j 8 -o eight in >8.out 2>8.err || true
    diff -r one eight
    diff <(sed 's,one/,,;$d' 1.out) <(sed 's,eight/,,;$d' 8.out)
    diff <(sort 1.err) <(sort 8.err)
}

@test "--fail-fast stops early with status 4" {
    for i in $(seq 100 199); do
        cp "$data/truncated.png" "$i.png"
    done
    run graymill -j 1 --fail-fast .
    [ "$status" -eq 4 ]
    [[ "$output" == *" not tried)" ]]
}

@test "every method of --gray gives its value" {
    printf 'P6 1 1 255\n\310\144\062' >c.ppm # 200, 100, 50
    while read -r method value; do
        graymill -q --gray="$method" c.ppm
        [ "$(tail -c 1 processed_c.ppm | od -An -tu1 | tr -d ' ')" = "$value" ]
    done <<'END'
rec601 124
rec709 118
linear 128
lightness 125
average 117
r 200
g 100
b 50
END
}

@test "--quality sets the size of a JPEG" {
    cp "$data/colour.jpg" .
    graymill -q --quality=5 --prefix=low- colour.jpg
    graymill -q --quality=100 --prefix=high- --suffix=x colour.jpg
    [ "$(stat -c %s low-colour.jpg)" -lt "$(stat -c %s high-colourx.jpg)" ]
}

@test "a standard output that cannot be written is an error" {
    cp "$data/colour.png" .
    run bash -c '"$0" colour.png >/dev/full' "$binary"
    [ "$status" -eq 4 ]
    [[ "$output" == "graymill: write standard output"* ]]
}

@test "the output keeps the input's permission bits under the umask" {
    cp "$data/colour.png" .
    chmod 640 colour.png
    umask 027
    graymill -q colour.png
    [ "$(stat -c %a processed_colour.png)" = 640 ]
}

@test "a file size limit fails the picture, not the run" {
    cp "$data/colour.png" .
    big_ppm big.ppm
    run bash -c 'ulimit -f 1000; "$0" big.ppm colour.png' "$binary"
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: big.ppm: write: File too large" ]
    [ -s processed_colour.png ]
    assert_no_temporaries
}

@test "a log that reaches its file size limit is as one on a full disk" {
    mkdir p
    for i in $(seq 100); do
        echo >"p/no picture with a name of some length $i.jpg"
    done
    run bash -c 'ulimit -f 1; "$0" p/* >log 2>&1' "$binary"
    [ "$status" -eq 4 ]
    run bash -c 'ulimit -f 1; "$0" -v p/* 2>/dev/null >log' "$binary"
    [ "$status" -eq 4 ]
    for log in log /dev/full; do
        run bash -c 'ulimit -f 1; "$0" -q p/* 2>"$1"' "$binary" "$log"
        [ "$status" -eq 4 ]
    done
    # Nobody wants to hear of them: no log is lost.
    run bash -c '"$0" -q p/* 2>&-' "$binary"
    [ "$status" -eq 1 ]
}

# A new root with nothing but the program, its libraries and a picture.
bare_root() {
    local file
    mkdir "$1"
    cp "$binary" "$data/colour.png" "$1"
    ldd "$binary" | grep -o '/[^ ]*' | while read -r file; do
        mkdir -p "$1${file%/*}"
        cp "$file" "$1$file"
    done
}

@test "in a root without /dev, /proc and /tmp, with streams or without" {
    unshare -r true 2>/dev/null || skip 'no user namespaces'
    is_sanitized && skip 'sanitizers need /proc'
    bare_root new
    # What is to be said on a closed standard output is lost: 4.
    for case in '0' '0 <&-' '4 >&-' '0 2>&-' '4 <&- >&-' '0 <&- 2>&-' \
        '4 >&- 2>&-' '4 <&- >&- 2>&-'; do
        rm -f new/processed_colour.png
        status=0
        eval "unshare -r chroot new /${binary##*/} colour.png ${case#?}" ||
            status=$?
        [ "$status" -eq "${case%% *}" ]
        [ -s new/processed_colour.png ]
    done
}

@test "closed standard streams lend their numbers to nothing" {
    cp "$data/colour.png" "$data/colour.jpg" .
    status=0
    "$binary" -v colour.png colour.jpg missing.png <&- >&- 2>&- || status=$?
    [ "$status" -eq 4 ]
    [ -s processed_colour.png ]
    [ -s processed_colour.jpg ]
    status=0
    "$binary" -q colour.png missing.png <&- >&- 2>&- || status=$?
    [ "$status" -eq 1 ]
}

@test "--dry-run tells what would fail, with the same status" {
    cp "$data/colour.png" .
    mkdir processed_colour.png
    run graymill -n missing.png colour.png
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: missing.png: open: No such file or directory" ]
    [ "${lines[1]}" = "graymill: colour.png: output: Is a directory" ]
    run graymill missing.png colour.png
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: missing.png: open: No such file or directory" ]
    [ "${lines[1]}" = "graymill: colour.png: output: Is a directory" ]
}

@test "missing names that end in a slash are no collision" {
    cp "$data/colour.png" .
    run graymill -o out x/ y/ colour.png
    [ "$status" -eq 1 ]
    [[ "$output" == *"; 2 failed)" ]]
    [ -s out/processed_colour.png ]
}

@test "--fail-fast does not begin after a failure of the plan" {
    cp "$data/colour.png" .
    run graymill --fail-fast -v missing.png colour.png
    [ "$status" -eq 4 ]
    [[ "$output" == *"colour.png: not tried"* ]]
    [ ! -e processed_colour.png ]
}

@test "-o that is no folder is a usage error" {
    cp "$data/colour.png" .
    run graymill -o colour.png colour.png
    [ "$status" -eq 2 ]
    [ "$output" = "graymill: colour.png: output folder: Not a directory" ]
}

@test "a reader that goes away does not end the run" {
    for i in 1 2 3 4 5 6 7 8; do
        cp "$data/colour.png" "$i.png"
    done
    for option in -v --no-verbose -n --help; do
        python3 - "$binary" "${option/--no-verbose/--color=auto}" <<'END'
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
run = subprocess.run(sys.argv[1:] + ["."], stdout=writer,
                     stderr=subprocess.PIPE)
assert run.stderr == b"", run.stderr
assert run.returncode == -13, run.returncode
END
    done
    [ "$(find . -name 'processed_*' | wc -l)" -eq 8 ]
    "$binary" . | true
    [ "${PIPESTATUS[0]}" -eq 141 ] || [ "${PIPESTATUS[0]}" -eq 0 ]
    mkdir sub
    run python3 - "$binary" <<'END'
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
run = subprocess.run([sys.argv[1], "."], stderr=writer,
                     stdout=subprocess.DEVNULL, restore_signals=True)
sys.exit(run.returncode != 0)
END
    [ "$status" -eq 0 ]
}
