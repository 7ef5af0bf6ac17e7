#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# JPEG XL: the JPEG in it, with loss or without, depth, frames, what is damaged.

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples
tool=$BATS_TEST_DIRNAME/metadata.py

setup_file() {
    [ -e "${binary%/*}/modules/jxl.so" ] || skip "this build has no JPEG XL"
}

# encode FILE COPY OPTION...: by libjxl's own program.
encode() {
    cjxl --quiet --num_threads=0 "${@:3}" "$1" "$2" 2>said ||
        { cat said; return 1; }
}

# report FILE: what libjxl says of it.
report() {
    jxlinfo "$1"
}

@test "a JPEG in it becomes the gray JPEG in the copy, which --to=jpeg gives" {
    for name in photo progressive; do
        graymill -q -o jpeg "$samples/$name.jpg"
        encode "$samples/$name.jpg" "$name.jxl"
        run graymill -v -o copy "$name.jxl"
        [[ "${lines[0]}" == *", direct, "* ]]
        djxl --quiet "copy/processed_$name.jxl" again.jpg
        cmp again.jpg "jpeg/processed_$name.jpg"
        run graymill -v --to=jpeg -o given "$name.jxl"
        [[ "${lines[0]}" == *", direct, "* ]]
        cmp "given/processed_$name.jxl.jpg" "jpeg/processed_$name.jpg"
    done
}

@test "the smallest JPEG is that of the coefficients" {
    encode "$samples/photo.jpg" x.jxl
    graymill -q --compress=best -o jpeg "$samples/photo.jpg"
    run graymill -v --compress=best --to=jpeg -o given x.jxl
    [[ "${lines[0]}" == *", coefficients, "* ]]
    cmp given/* jpeg/*
}

@test "what only pixels can give is coded again" {
    encode "$samples/photo.jpg" x.jxl
    for option in --gray=rec709 --quality=50 --lossless=never; do
        run graymill -v "$option" -o out x.jxl
        [[ "${lines[0]}" == *", pixels, "* ]]
        report out/processed_x.jxl | grep -q '8-bit Grayscale'
        run -1 grep -q 'JPEG bitstream' <(report out/processed_x.jxl)
    done
}

@test "a JPEG of which not all is there is a picture all the same" {
    # As libjxl 0.8 and newer call it, and as those before do.
    encode "$samples/photo.jpg" x.jxl --allow_jpeg_reconstruction=0 ||
        encode "$samples/photo.jpg" x.jxl --jpeg_store_metadata=0
    run graymill -v -o out x.jxl
    [[ "${lines[0]}" == *", pixels, "* ]]
}

@test "to JPEG XL without loss, and back, of 8 bits and of 16" {
    for name in colour.png alpha.png deep16.png portable.ppm; do
        graymill -q --to=jxl -o less "$samples/$name"
        report "less/processed_$name.jxl" | grep -q 'lossless'
        graymill -q --to=png -o wanted "$samples/$name"
        graymill -q --to=png --prefix= -o got "less/processed_$name.jxl"
        graymill -q --to=pnm --prefix= -o pnm_wanted wanted/*
        graymill -q --to=pnm --prefix= -o pnm_got got/*
        cmp pnm_wanted/* pnm_got/*
        rm -r wanted got pnm_wanted pnm_got
    done
    report less/processed_deep16.png.jxl | grep -q '16-bit Grayscale'
    report less/processed_alpha.png.jxl | grep -q 'Grayscale+Alpha'
}

@test "floats stay floats" {
    graymill -q --to=jxl -o less "$samples/floats.pfm"
    report less/*.jxl | grep -q '32-bit float.* Grayscale'
    graymill -q -o wanted "$samples/floats.pfm"
    graymill -q --to=pfm -o got less/*.jxl
    cmp wanted/* got/*
    run graymill -v -o again less/*.jxl
    report again/*.jxl | grep -q '32-bit float.* Grayscale'
}

@test "what was lossless stays so, and what was not has loss" {
    for name in colour deep16; do
        encode "$samples/$name.png" less.jxl -d 0 -e 3
        graymill -q -o less less.jxl
        report less/* | grep -q 'lossless'
        graymill -q --to=pnm -o wanted "$samples/$name.png"
        graymill -q --to=pnm -o got less/*.jxl
        cmp wanted/* got/*
        rm -r less wanted got
    done
    encode "$samples/colour.png" lossy.jxl -d 1 -e 3
    graymill -q -o lossy lossy.jxl
    report lossy/* | grep -q 'lossy'
    graymill -q --to=jxl --quality=90 -o high "$samples/photo.jpg"
    graymill -q --to=jxl --quality=30 -o low "$samples/photo.jpg"
    [ "$(stat -c %s low/*)" -lt "$(stat -c %s high/*)" ]
}

@test "harder is smaller, and none loses more" {
    for effort in fast default best; do
        graymill -q --to=jxl --compress="$effort" -o "$effort" \
            "$samples/colour.png"
        graymill -q --to=pnm -o "$effort" "$effort"/*.jxl
    done
    cmp fast/*.pnm default/*.pnm
    cmp best/*.pnm default/*.pnm
    [ "$(stat -c %s best/*.jxl)" -le "$(stat -c %s fast/*.jxl)" ]
}

@test "an animation is refused, or its first frame taken" {
    encode "$data/animated.png" x.jxl -d 0 -e 3
    report x.jxl | grep -q 'animation'
    run graymill -o out x.jxl
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: x.jxl: animation of "*" frames; --frames=first takes the first" ]]
    [ ! -e out/processed_x.jxl ]
    graymill -q --frames=first -o out x.jxl
    run -1 grep -q 'animation' <(report out/processed_x.jxl)
    graymill -q --frames=first --to=pnm -o wanted "$data/animated.png"
    graymill -q --to=pnm -o got out/*
    cmp wanted/* got/*
}

@test "metadata go on, but for what --strip leaves out" {
    python3 "$tool" make all_png all.png
    python3 "$tool" tell all.png | grep -E '^(eXIf|iTXt XML)' >wanted
    [ "$(wc -l <wanted)" -eq 2 ]
    graymill -q --to=jxl --prefix= all.png
    graymill -q --prefix= -o again all.png.jxl
    graymill -q --to=png --prefix= -o back again/*
    python3 "$tool" tell back/* >told
    grep -q '^iCCP ' told
    diff wanted <(grep -E '^(eXIf|iTXt XML)' told)
    graymill -q --strip -o stripped all.png.jxl
    run -1 grep -qE 'Exif|xml ' stripped/*
}

@test "metadata of the JPEG in it are those of the gray JPEG" {
    python3 "$tool" make jpeg x.jpg
    graymill -q -o jpeg x.jpg
    encode x.jpg x.jxl
    graymill -q -o copy x.jxl
    djxl --quiet copy/* again.jpg
    cmp again.jpg jpeg/*
}

@test "what is cut short fails and leaves nothing, or is salvaged" {
    encode "$samples/colour.png" x.jxl -d 1 -e 3
    size=$(stat -c %s x.jxl)
    for part in 10 50 90 99; do
        head -c $((size * part / 100)) x.jxl >cut.jxl
        run graymill -o out cut.jxl
        [ "$status" -eq 1 ]
        [[ "${lines[0]}" == "graymill: cut.jxl: truncated: "* ]]
        [ ! -e out/processed_cut.jxl ]
    done
    encode "$samples/photo.jpg" x.jxl -j 0 -d 1 -e 3 -p
    head -c $(($(stat -c %s x.jxl) * 9 / 10)) x.jxl >cut.jxl
    run graymill --salvage -o out cut.jxl
    [ "$status" -eq 0 ]
    [[ "$output" == *"cut.jxl: warning: truncated: "* ]]
    encode "$samples/photo.jpg" x.jxl
    head -c $(($(stat -c %s x.jxl) * 9 / 10)) x.jxl >cut.jxl
    for to in jxl jpeg; do
        run graymill --to=$to -o none cut.jxl
        [ "$status" -eq 1 ]
        [[ "${lines[0]}" == "graymill: cut.jxl: truncated: "* ]]
    done
    assert_no_temporaries
}

@test "what is damaged fails with a reason, and ends no worker" {
    encode "$samples/photo.jpg" jpeg.jxl
    encode "$samples/colour.png" less.jxl -d 0 -e 3
    encode "$samples/colour.png" lossy.jxl -d 1 -e 3
    for name in jpeg less lossy; do
        size=$(stat -c %s "$name.jxl")
        for at in 3 5 7 11; do
            cp "$name.jxl" bad.jxl
            printf '\xff\xff\xff\xff\xff\xff\xff\xff' |
                dd of=bad.jxl bs=1 seek=$((size * at / 13)) conv=notrunc status=none
            run graymill -o out bad.jxl
            [ "$status" -eq 0 ] ||
                [[ "${lines[0]}" =~ ^"graymill: bad.jxl: "(corrupt|truncated|unsupported)": " ]]
        done
    done
    printf '\xff\x0a' >bad.jxl
    run graymill -o out bad.jxl
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: bad.jxl: truncated: "* ]]
    assert_no_temporaries
}

@test "what needs more memory than there is, is refused by its header" {
    head -c 1400000 /dev/urandom >noise
    { printf 'P5 1400 1000 255\n'; cat noise; } >noise.pgm
    run graymill --to=jxl --max-memory=60M noise.pgm
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"1400x1000 pixels need "*" MiB of memory, over the limit"* ]]
    encode noise.pgm x.jxl -d 0 -e 1
    run graymill --to=png --max-memory=60M x.jxl
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"1400x1000 pixels need "*" MiB of memory, over the limit"* ]]
    run graymill --max-pixels=1000 x.jxl
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"--max-pixels"* ]]
}

@test "a file that calls itself something else is read by its content" {
    cp "$samples/extra_large.jxl" x.jpg
    run graymill -v -o out x.jpg
    [ "$status" -eq 0 ]
    [[ "$output" == *"content is JXL"* ]]
}
