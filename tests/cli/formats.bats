#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --formats: which decoders may run.

load common
bats_require_minimum_version 1.5.0

gif_is_out="GIF is not among --formats=jpeg,png"

@test "content counts, and no name" {
    cp "$data/colour.jpg" a.gif
    cp "$data/still.gif" b.jpg
    cp "$data/colour.png" c
    run --separate-stderr graymill --formats=PNG,jpeg -o out a.gif b.jpg c
    [ "$status" -eq 1 ]
    [[ "$output" == "Processed: 2 images in "*"; 1 failed)" ]]
    [[ "$stderr" == *"graymill: b.jpg: $gif_is_out"* ]]
    [ "$(ls out)" = $'processed_a.gif\nprocessed_c' ]
}

@test "a picture of a folder is skipped with a warning, or fails with --strict" {
    mkdir in
    cp "$data/colour.jpg" "$data/colour.png" "$data/still.gif" in
    run --separate-stderr graymill --formats=jpeg,png -o out in
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: 2 images in "*"; 1 skipped)" ]]
    [ "$stderr" = "graymill: in/still.gif: warning: skipped: $gif_is_out" ]
    run --separate-stderr graymill --strict --formats=jpeg,png -o out in
    [ "$status" -eq 1 ]
    [[ "$output" == "Processed: 2 images in "*"; 1 failed)" ]]
    [ "$stderr" = "graymill: in/still.gif: $gif_is_out" ]
    [ "$(ls out)" = $'processed_colour.jpg\nprocessed_colour.png' ]
    run graymill -q --formats=jpeg,png -o out in
    [ -z "$output" ]
}

@test "each format alone" {
    cp "$data"/colour.* "$data/still.gif" .
    for file in ./*; do
        extension=${file##*.}
        only=${extension/jpg/jpeg}
        run graymill --formats="${only/ppm/pnm}" -o "out.$extension" .
        [[ "$output" == *"Processed: 1 image in "*"; 5 skipped)" ]]
    done
}

@test "a list that is none is a usage error, and nothing is touched" {
    cp "$data/colour.jpg" .
    run graymill --formats=png,jpgg -o out colour.jpg
    [ "$status" -eq 2 ]
    [[ "$output" == "graymill: option '--formats': 'png,jpgg' is not a list of jpeg,"*"; did you mean 'jpeg'?"* ]]
    [ ! -e out ]
    graymill -q --formats=png,jpg -o out colour.jpg
}
