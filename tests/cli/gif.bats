#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# GIF stays GIF: by its colour tables, with all of its frames.

load common
bats_require_minimum_version 1.5.0

tool=$BATS_TEST_DIRNAME/metadata.py
samples=$BATS_TEST_DIRNAME/../../samples

# The bytes in which two files of one size differ.
n_differences() {
    [ "$(stat -c %s "$1")" -eq "$(stat -c %s "$2")" ]
    cmp -l "$1" "$2" | wc -l
}

# n_frames FILE: by another program.
n_frames() {
    giftopnm -quiet -image=all "$1" | pamfile -allimages - | wc -l
}

@test "a GIF stays one, of as many bytes, directly" {
    cp "$data/still.gif" .
    run graymill -v still.gif
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "still.gif -> processed_still.gif (GIF 24x24, direct, "* ]]
    n_changed=$(n_differences still.gif processed_still.gif)
    # Of the 256 entries that a table has at the most.
    [ "$n_changed" -gt 0 ]
    [ "$n_changed" -le 768 ]
    # What is gray stays as it is.
    graymill -q --prefix=again_ processed_still.gif
    cmp processed_still.gif again_processed_still.gif
}

@test "--lossless=never changes nothing of it, for no pixel would be another" {
    cp "$data/still.gif" .
    graymill -q still.gif
    run graymill -v --lossless=never --prefix=never_ still.gif
    [[ "${lines[0]}" == *"(GIF 24x24, direct, "* ]]
    cmp never_still.gif processed_still.gif
}

@test "its colours are gray by every method, as those of its PNG are" {
    cp "$samples/still.gif" .
    for method in rec601 rec709 linear lightness average r g b; do
        graymill -q --gray=$method still.gif
        graymill -q --gray=$method --to=pnm -o pixels still.gif
        giftopnm -quiet processed_still.gif | ppmtopgm >got.pgm
        cmp got.pgm pixels/processed_still.gif.pnm
    done
}

@test "an animation keeps its frames; --frames=first takes one" {
    cp "$data/animation.gif" .
    graymill -q animation.gif
    n_differences animation.gif processed_animation.gif
    n=$(n_frames animation.gif)
    [ "$n" -gt 1 ]
    [ "$(n_frames processed_animation.gif)" -eq "$n" ]
    graymill -q --frames=first --prefix=first_ animation.gif
    [ "$(n_frames first_animation.gif)" -eq 1 ]
    cmp <(giftopnm -quiet first_animation.gif) \
        <(giftopnm -quiet -image=1 processed_animation.gif)
}

@test "in place, too, but not where something would be lost" {
    cp "$data/animation.gif" .
    graymill -q animation.gif
    graymill -q --in-place animation.gif
    cmp animation.gif processed_animation.gif
    cp "$data/still.gif" .
    echo more >>still.gif
    run graymill --in-place still.gif
    [ "$status" -eq 1 ]
    [[ "$output" == *"still.gif: trailing data would be lost"* ]]
}

@test "comments, XMP and extensions of applications stay; --strip leaves them" {
    make_gif() {
        python3 "$tool" make "$1" x.gif
        graymill -q "${@:2}" x.gif
    }
    make_gif gif
    [ "$(n_differences x.gif processed_x.gif)" -le 6 ]
    make_gif gif_odd_xmp
    [ "$(n_differences x.gif processed_x.gif)" -le 6 ]
    make_gif gif_comments
    [ "$(n_differences x.gif processed_x.gif)" -le 6 ]
    for how in most all; do
        make_gif gif --strip=$how
        grep -aq NETSCAPE2.0 processed_x.gif
        [ "$(grep -ac 'XMP\|first' processed_x.gif)" -eq 0 ]
        giftopnm -quiet processed_x.gif >stripped.pnm
    done
}

@test "a GIF that is cut short fails; what there is of it is salvaged" {
    head -c 2000 "$samples/still.gif" >still.gif
    size=$(stat -c %s "$data/animation.gif")
    head -c $((size - 30)) "$data/animation.gif" >animation.gif
    run graymill -o out ./*.gif
    [ "$status" -eq 1 ]
    [[ "$output" == *"; 2 failed)" ]]
    [ "$(grep -c 'gif: truncated: ' <<<"$output")" -eq 2 ]
    run graymill --salvage -o out ./*.gif
    [ "$status" -eq 0 ]
    [ "$(grep -c 'gif: warning: truncated: ' <<<"$output")" -eq 2 ]
    for name in out/*; do
        [ "$(tail -c 2 "$name" | od -An -tx1)" = ' 00 3b' ]
        run graymill -o again "$name"
        [ "$status" -eq 0 ]
        cmp "$name" again/*"${name#out/}"
    done
}

@test "a JPEG called gif stays a JPEG, with a warning" {
    cp "$data/colour.jpg" x.gif
    run graymill x.gif
    [ "$status" -eq 0 ]
    [[ "$output" == *"content is JPEG, not GIF as the name says; written as JPEG"* ]]
    djpeg processed_x.gif >x.pnm
}

@test "an animation becomes one in PNG" {
    cp "$data/animation.gif" .
    n=$(n_frames animation.gif)
    run graymill -v --to=png animation.gif
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *"animation.gif -> processed_animation.gif.png (GIF "*", pixels, "* ]]
    grep -q acTL processed_animation.gif.png
    [ "$(grep -ao fcTL processed_animation.gif.png | wc -l)" -eq "$n" ]
    graymill -q --to=png --frames=first -o first animation.gif
    [ "$(grep -c acTL first/processed_animation.gif.png)" -eq 0 ]
    run graymill --to=bmp animation.gif
    [ "$status" -eq 1 ]
    [[ "$output" == *"--frames=first takes the first"* ]]
}
