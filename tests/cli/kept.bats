#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# README's table of formats: each cell of what is read, by a picture that has it
# and its copy as PNG, which holds all of it; and where an orientation ends up.
# What is written is for test_holds, depth and alpha for test_formats.

load common
bats_require_minimum_version 1.5.0

tool=$BATS_TEST_DIRNAME/metadata.py
samples=$BATS_TEST_DIRNAME/../../samples

# In the order of the columns, how metadata.py tells of each in a PNG.
kinds=(ICC EXIF XMP IPTC comments text density)
declare -gA marks=([ICC]='^iCCP ' [EXIF]='^eXIf ' [XMP]='^iTXt XML:com.adobe.xmp: '
    [IPTC]='^tEXt Raw profile type iptc: ' [comments]='^tEXt Comment: '
    [text]='^tEXt Author: ' [density]='^pHYs ')

# The rows of the table, of a format and then a word for each kind; "-" is no.
rows() {
    "$GRAYMILL_TESTS/test_formats" --table | awk -F ' *[|] *' '{
        printf "%s", $2
        for (i = 8; i <= 14; i++)
            printf " %s", $i == "" ? "-" : $i
        print "", $15 == "" ? "-" : $15
    }'
}

# An icon of one picture, which is this PNG.
icon_of() {
    python3 -c 'if True:
        import struct, sys
        data = open(sys.argv[1], "rb").read()
        sys.stdout.buffer.write(struct.pack(
            "<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(data), 22) + data)
    ' "$1"
}

# A raw whose preview is this JPEG, of that orientation.
raw_of() {
    python3 -B -c 'if True:
        import sys
        sys.path.insert(0, sys.argv[1])
        from camera_raw import raw
        data = open(sys.argv[2], "rb").read()
        sys.stdout.buffer.write(raw(data, b"NIKON", orientation=int(sys.argv[3])))
    ' "$data" "$1" "$2"
}

@test "what is read of each format goes on to a PNG" {
    python3 "$tool" make all_png all.png
    graymill -q --to=jpeg -o . --prefix=all_ all.png
    mv all_all.png.jpg all.jpg
    graymill -q --to=avif -o . --prefix= all.png
    mv all.png.avif AVIF
    cp all.png PNG
    cp all.jpg JPEG
    for name in BMP GIF PIC TGA HDR; do
        python3 "$tool" make "${name,,}" "$name"
    done
    python3 "$tool" make all_psd PSD
    python3 "$tool" make pam PNM
    cp "$samples/floats.pfm" PFM
    cp "$samples/quite_ok.qoi" QOI
    python3 "$tool" make all_webp WebP
    icon_of all.png >ICO
    python3 "$tool" make all_heif HEIF
    cp "$samples/workstation.ras" Sun
    cp "$samples/field.ff" Farbfeld
    python3 "$tool" make all_jp2 JP2
    raw_of all.jpg 1 >RAW
    graymill -q --to=jxl -o . --prefix=all_ all.png
    mv all_all.png.jxl JXL
    rows >table
    # Of modules, those that are there.
    graymill -q --to=tiff -o . --prefix= all.png && mv all.png.tif* TIFF ||
        ! grep '^TIFF ' table
    [ "$(wc -l <table)" -ge 17 ]
    while read -r format cells; do
        graymill -q --to=png -o out "$format"
        python3 "$tool" tell "out/processed_$format"* >told
        # shellcheck disable=SC2086 # words
        set -- $cells
        for kind in "${kinds[@]}"; do
            found=no
            ! grep -q "${marks[$kind]}" told || found=yes
            wanted=no
            [[ $1 != *r* ]] || wanted=yes
            [ "$found" = "$wanted" ] ||
                { echo "$format: $kind: $found"; return 1; }
            shift
        done
        rm -r out
    done <table
}

@test "an orientation stays in EXIF, or turns the pixels" {
    python3 "$tool" make oriented_png PNG
    python3 "$tool" make oriented JPEG
    python3 "$tool" make oriented_psd PSD
    python3 "$tool" make oriented_webp WebP
    icon_of PNG >ICO
    python3 "$tool" make oriented_jp2 JP2
    graymill -q --to=tiff -o . --prefix= PNG && mv PNG.tif* TIFF ||
        ! grep '^TIFF ' table
    raw_of "$samples/photo.jpg" 6 >RAW
    graymill -q --to=jxl -o oriented PNG
    mv oriented/* JXL
    rows >table
    while read -r format _ _ _ _ _ _ _ orientation; do
        # What is read, of whatever format it becomes; of AVIF see avif.bats.
        if [[ $orientation == r* && $format != AVIF ]]; then
            graymill -q --to=png -o out "$format"
            python3 "$tool" tell "out/processed_$format"* >told
            grep -q '^eXIf .*\\x01\\x12\\x00\\x03\\x00\\x00\\x00\\x01\\x00[^\\]*\\x0[2-8]' told
            rm -r out
        fi
        [[ $orientation == *w* || $orientation == turned ]] || continue
        # What is written, of a PNG of 2 by 3.
        graymill -q --to="${format,,}" -o out PNG
        graymill -q --to=pnm -o back out/*
        size=$(head -n 4 back/* | grep -aoE '^[0-9]+ [0-9]+$' | head -n 1)
        case $orientation in
        *w*) graymill -q --to=png -o told_of out/* &&
            python3 "$tool" tell told_of/* | grep -q '^eXIf ' ;;
        turned) [ "$size" = '3 2' ] ;;
        esac
        rm -rf out back told_of
    done <table
}
