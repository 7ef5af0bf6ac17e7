#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# HEIF: what its copy in JPEG does not hold, and what one in PNG says of it.

load common
bats_require_minimum_version 1.5.0

tool=$BATS_TEST_DIRNAME/metadata.py

setup_file() {
    [ -e "${binary%/*}/modules/heif.so" ] || skip "this build has no HEIF"
}

# make NAME...: NAME.heic.
make() {
    for name; do
        python3 "$tool" make "${name}_heif" "$name.heic"
    done
}

# The name of a copy depends on that of its picture alone.
@test "what JPEG does not hold is told of, and PNG holds it" {
    make deep alpha both
    cp "$BATS_TEST_DIRNAME/../../samples/phone.heic" .
    for to in "" --to=jpeg; do
        run --separate-stderr graymill $to -o jpeg deep.heic alpha.heic \
            both.heic phone.heic
        [ "$status" -eq 0 ]
        [ "${#stderr_lines[@]}" -eq 3 ]
        local said="JPEG does not hold its"
        for line in "deep.heic: warning: $said depth" \
            "alpha.heic: warning: $said alpha" \
            "both.heic: warning: $said alpha and its depth"; do
            grep -qx "graymill: $line: --to=png does" <<<"$stderr"
        done
    done
    for name in deep alpha both phone; do
        [ -s "jpeg/processed_$name.heic.jpg" ]
    done
    run ! graymill --strict -o strict deep.heic
    run --separate-stderr graymill --to=png -o png deep.heic alpha.heic \
        both.heic
    [ -z "$stderr" ]
    # Depth, and whether there is alpha.
    [ "$(od -An -tu1 -j24 -N2 png/processed_deep.heic.png)" = '  16   0' ]
    [ "$(od -An -tu1 -j24 -N2 png/processed_alpha.heic.png)" = '   8   4' ]
    [ "$(od -An -tu1 -j24 -N2 png/processed_both.heic.png)" = '  16   4' ]
}

@test "a picture of a camera, which has more bits than JPEG holds, becomes PNG" {
    make deep
    mv deep.heic deep.HIF
    cp "$BATS_TEST_DIRNAME/../../samples/phone.heic" shallow.hif
    run --separate-stderr -0 graymill --strict -o out deep.HIF shallow.hif
    [ -z "$stderr" ]
    [ "$(od -An -tu1 -j24 -N2 out/processed_deep.HIF.png)" = '  16   0' ]
    [ "$(od -An -tu1 -j24 -N2 out/processed_shallow.hif.png)" = '   8   0' ]
    graymill --to=jpeg --ext=replace -o out shallow.hif
    [ -s out/processed_shallow.jpg ]
}

@test "that a picture is HLG its copy in PNG says, and the samples stay" {
    make deep hlg hlg_gray srgb
    graymill -q --to=png -o out ./*.heic
    for name in hlg hlg_gray; do
        run python3 "$tool" tell "out/processed_$name.heic.png"
        [ "$output" = 'cICP \t\x12\x00\x01' ]
    done
    python3 "$tool" tell out/processed_srgb.heic.png | grep -q '^sRGB'
    graymill -q --to=pnm -o out deep.heic hlg.heic
    cmp out/processed_deep.heic.pnm out/processed_hlg.heic.pnm
}

@test "pixels that are not square get a warning" {
    make square oblong
    run --separate-stderr graymill -o out square.heic oblong.heic
    [ "$status" -eq 0 ]
    [ "$stderr" = "graymill: oblong.heic: warning: its pixels are not square, which the copy does not say" ]
}
