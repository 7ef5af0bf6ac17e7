#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The ways from JPEG to gray JPEG, and what options say of them.

load common

samples=$BATS_TEST_DIRNAME/../../samples

# way OPTION...: the way that -v tells of x.jpg.
way() {
    graymill -v "$@" x.jpg |
        sed -n -E 's/^x\.jpg -> .* \(JPEG [0-9]+x[0-9]+, ([a-z]+), .*\)$/\1/p'
}

# Bytes of all files below a folder.
total() {
    find "$1" -type f -printf '%s\n' | awk '{ n += $1 } END { print n }'
}

# ends_in JPEG: without its end marker, and with what stdin has in its place,
# it is converted in every way; as the whole one where it takes the same way.
ends_in() {
    mkdir -p whole
    cp "$1" whole/x.jpg
    head -c -2 "$1" >x.jpg
    cat >>x.jpg
    for option in --salvage --jpeg=lossless --compress=best --jpeg=pixels \
        --gray=rec709; do
        rm -f processed_x.jpg whole/processed_x.jpg
        run graymill "$option" x.jpg
        [ "$status" -eq 0 ]
        [ "${lines[0]}" = "graymill: x.jpg: warning: the end marker is missing" ]
        [ "$(tail -c 2 processed_x.jpg | od -An -tx1)" = " ff d9" ]
        [[ "$option" != --salvage && "$option" != --jpeg=lossless ]] || continue
        graymill -q "$option" whole/x.jpg
        cmp processed_x.jpg whole/processed_x.jpg
    done
    assert_no_temporaries
}

@test "a YCbCr or gray JPEG loses nothing" {
    for picture in "$samples"/{photo,progressive}.jpg \
        "$data"/{colour,gray}.jpg; do
        cp "$picture" x.jpg
        [[ "$(way)" =~ ^(direct|coefficients)$ ]]
        cmp <(djpeg -grayscale x.jpg) <(djpeg processed_x.jpg)
    done
}

@test "--lossless=never decodes and compresses again" {
    cp "$samples/photo.jpg" x.jpg
    [ "$(way --lossless=never)" = pixels ]
    djpeg -grayscale x.jpg >in.pnm
    djpeg processed_x.jpg >out.pnm
    run cmp -s in.pnm out.pnm
    [ "$status" -eq 1 ]
    [[ "$(way --lossless=never --lossless=auto)" != pixels ]]
}

@test "--jpeg=lossless and pixels are other words for it" {
    cp "$samples/photo.jpg" x.jpg
    [ "$(way --jpeg=pixels)" = pixels ]
    [[ "$(way --lossless=never --jpeg=lossless)" != pixels ]]
    [ "$(way --jpeg=lossless --lossless=never)" = pixels ]
}

# Of what contradicts it the man page says that it counts.
@test "--lossless=auto leaves it to what else is asked for" {
    cp "$samples/photo.jpg" x.jpg
    for option in --quality=80 --gray=g; do
        [ "$(way "$option")" = pixels ]
        mv processed_x.jpg asked.jpg
        [ "$(way --lossless=auto "$option")" = pixels ]
        cmp asked.jpg processed_x.jpg
    done
}

@test "what only pixels can give takes them" {
    cp "$data/colour.jpg" x.jpg
    [ "$(way --quality=80)" = pixels ]
    [ "$(way --gray=rec709)" = pixels ]
    [[ "$(way --quality=keep --gray=rec601)" != pixels ]]
    cp "$data/cmyk.jpg" x.jpg
    [ "$(way)" = pixels ]
    cp "$data/colour.jpg" x.pic
    run graymill -v x.pic
    [[ "$output" == *"x.pic -> processed_x.pic.png (JPEG 24x24, pixels, "* ]]
}

@test "-v tells the way of a PNG" {
    cp "$data"/{colour,deep16}.png .
    run graymill -v colour.png deep16.png
    [[ "${lines[0]}" == *"(PNG 24x24, direct, "* ]]
    [[ "${lines[1]}" == *"(PNG "*", "* ]]
}

@test "of other formats no way is told" {
    cp "$data/colour.bmp" .
    run graymill -v colour.bmp
    [[ "$output" =~ "(BMP 24x24, "[0-9.]+" "k?B" -> "[0-9.]+" "k?B")" ]]
}

@test "--compress=best is no larger than what jpegtran makes" {
    mkdir in theirs
    cp "$samples"/{photo,progressive}.jpg "$data"/{colour,gray}.jpg in
    for picture in in/*; do
        jpegtran -copy all -grayscale -optimize "$picture" \
            >"theirs/${picture#in/}"
    done
    graymill -q --compress=best --prefix= -o best in
    graymill -q --prefix= -o default in
    graymill -q --compress=fast --prefix= -o fast in
    [ "$(total best)" -le "$(total theirs)" ]
    [ "$(total best)" -le "$(total default)" ]
    [ "$(total best)" -le "$(total fast)" ]
    for picture in in/*; do
        cmp <(djpeg "best/${picture#in/}") <(djpeg "theirs/${picture#in/}")
        cmp <(djpeg "fast/${picture#in/}") <(djpeg "theirs/${picture#in/}")
    done
}

@test "--compress is for PNG and for pixels too" {
    mkdir png
    cp "$samples"/*.png png
    for effort in fast default best; do
        graymill -q --jpeg=pixels --compress="$effort" --prefix= \
            -o "$effort" "$samples/photo.jpg"
        graymill -q --compress="$effort" --prefix= -o "$effort/png" png
        cmp <(djpeg "$effort/photo.jpg") <(djpeg fast/photo.jpg)
        for picture in png/*; do
            cmp <(pngtopam -alphapam "$effort/$picture") \
                <(pngtopam -alphapam "fast/$picture")
        done
    done
    [ "$(stat -c %s best/photo.jpg)" -lt "$(stat -c %s default/photo.jpg)" ]
    [ "$(total best/png)" -lt "$(total default/png)" ]
    [ "$(total default/png)" -le "$(total fast/png)" ]
}

@test "what follows the picture is left out, and said so with -v only" {
    cp "$data/colour.jpg" x.jpg
    cat "$data/gray.jpg" >>x.jpg
    for how in lossless pixels; do
        run graymill --jpeg="$how" -v x.jpg
        [ "$status" -eq 0 ]
        [[ "${lines[0]}" == *"; trailing data left out)" ]]
        [ "$(tail -c 2 processed_x.jpg | od -An -tx1)" = ' ff d9' ]
        run graymill --jpeg="$how" x.jpg
        [ "${#lines[@]}" -eq 1 ]
    done
    run graymill -v "$data/colour.jpg" -o out
    [[ "$output" != *"left out"* ]]
}

@test "a name that says something else gets its warning in every way" {
    cp "$data/colour.jpg" x.png
    for option in --jpeg=lossless --compress=best --jpeg=pixels; do
        run graymill "$option" x.png
        [ "$status" -eq 0 ]
        [ "${lines[0]}" = "graymill: x.png: warning: content is JPEG, not PNG as the name says; written as JPEG" ]
    done
}

@test "a JPEG cut short fails in every way, and leaves nothing" {
    head -c 5000 "$samples/photo.jpg" >x.jpg
    for option in --jpeg=lossless --compress=best --jpeg=pixels; do
        run graymill "$option" x.jpg
        [ "$status" -eq 1 ]
        [[ "${lines[0]}" == "graymill: x.jpg: truncated: "* ]]
        [ ! -e processed_x.jpg ]
        run graymill --salvage "$option" x.jpg
        [ "$status" -eq 0 ]
        [[ "${lines[0]}" == "graymill: x.jpg: warning: truncated: "* ]]
        rm processed_x.jpg
    done
    assert_no_temporaries
}

@test "a JPEG of which only the end marker is missing is converted" {
    ends_in "$data/colour.jpg" </dev/null
    ends_in "$data/colour.jpg" < <(printf '\xff')
    ends_in "$samples/progressive.jpg" </dev/null
    ends_in "$data/colour.jpg" <"$samples/make_samples.py"
    ends_in "$data/colour.jpg" <"$data/gray.jpg"
    # A second frame header, of other components.
    ends_in "$data/colour.jpg" < <(printf '\xff\xc0\0\21\10\0\1\0\1\3' &&
        head -c 20 /dev/zero)
}
