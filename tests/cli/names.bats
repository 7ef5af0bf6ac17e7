#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --to and --ext: other formats, and what copies in them are called.

load common
bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples

# decode FILE: a picture of any format as netpbm's, by other programs.
decode() {
    case $(head -c 4 "$1" | od -An -tx1 | tr -d ' ') in
    ffd8*) djpeg -grayscale "$1" ;;
    89504e47) pngtopam -alphapam "$1" ;;
    424d*) bmptopnm -quiet "$1" ;;
    716f6966) qoitopam "$1" ;;
    52494646) dwebp -quiet -pam "$1" -o - ;;
    50[3-7]*) cat "$1" ;;
    000000*) avifdec "$1" "$1.png" >/dev/null && pngtopam "$1.png" &&
        rm "$1.png" ;;
    *) tgatoppm -quiet "$1" ;;
    esac
}

# gray FILE: its width, height and gray samples, of 8 bits, without what tells
# formats of netpbm apart.
gray() {
    decode "$1" | pamtopnm | ppmtopgm -quiet | pamdepth -quiet 255 |
        pnmtoplainpnm | grep -v '^#' | tail -n +2
}

# The same of floats, and of whatever: what graymill makes of it.
gray_by_us() {
    graymill -q --to=pnm -o back "$1"
    gray back/processed_"${1##*/}"*
}

# most FILE FILE: the largest difference of two that gray has written.
most() {
    paste <(tr -s ' \n' '\n' <"$1") <(tr -s ' \n' '\n' <"$2") |
        awk '{ d = $1 - $2; if (d < 0) d = -d; if (d > most) most = d }
            END { print most + 0 }'
}

written=(jpeg png bmp hdr pfm pnm qoi webp avif tga)

@test "every format from every format, and the pixels are the same" {
    cp "$samples/photo.jpg" photo.jpg
    cp "$samples/colour.png" colour.png
    cp "$data/colour.bmp" "$data/colour.tga" "$data/colour.ppm" .
    cp "$samples/quite_ok.qoi" quite_ok.qoi
    cp "$data/still.gif" .
    graymill -q -o floats --to=hdr --prefix= colour.ppm
    graymill -q -o floats --to=pfm --prefix= colour.ppm
    for input in photo.jpg colour.png colour.bmp colour.tga colour.ppm \
        quite_ok.qoi still.gif floats/*.hdr floats/*.pfm; do
        name=${input##*/}
        rounded=0
        [[ $input != floats/* ]] || rounded=1
        graymill -q -o wanted --to=pnm "$input"
        gray "wanted/processed_$name"* >wanted.txt
        for format in "${written[@]}"; do
            graymill -q -o "out/$format" --to="$format" "$input"
            output=("out/$format/processed_$name"*)
            [ "${#output[@]}" -eq 1 ]
            if [[ $format == @(hdr|pfm) ]]; then
                gray_by_us "${output[0]}" >got.txt
            else
                gray "${output[0]}" >got.txt
            fi
            difference=$(most wanted.txt got.txt)
            case $format in
            # At a quality of 90; the direct way knows no pixels.
            jpeg) [ "$difference" -le 40 ] ;;
            # Of a JPEG it has the quality.
            webp | avif) [ "$difference" -le "$([[ $input == *.jpg ]] && echo 40 || echo "$rounded")" ] ;;
            # Eight bits of a mantissa.
            hdr) [ "$difference" -le 1 ] ;;
            # Of floats, netpbm has rounded 16 bits.
            *) [ "$difference" -le "$rounded" ] ;;
            esac
        done
        rm -r out wanted back
    done
}

@test "of a JPEG it is the Y that is decoded, unless another gray is asked for" {
    for sample in photo progressive; do
        graymill -q --to=pnm -o out "$samples/$sample.jpg"
        cmp <(djpeg -grayscale -pnm "$samples/$sample.jpg" | tail -c 1000) \
            <(tail -c 1000 "out/processed_$sample.jpg.pnm")
        cmp <(gray "$samples/$sample.jpg") <(gray "out/processed_$sample.jpg.pnm")
        graymill -q --to=png --gray=rec709 -o out "$samples/$sample.jpg"
        gray "$samples/$sample.jpg" >luma.txt
        gray "out/processed_$sample.jpg.png" >other.txt
        run ! cmp -s luma.txt other.txt
    done
}

@test "a JPEG that is to be one goes the direct way" {
    run graymill -v --to=jpeg -o out "$samples/photo.jpg"
    [[ "$output" == *", direct, "* ]]
    graymill -q -o plain "$samples/photo.jpg"
    cmp out/processed_photo.jpg plain/processed_photo.jpg
}

@test "a JPEG that was none has a quality of 90, or that which is asked for" {
    for quality in 90 35; do
        option=()
        [ "$quality" -eq 90 ] || option=(--quality="$quality")
        graymill -q --to=jpeg -o out "${option[@]}" "$data/colour.png"
        # cjpeg's tables of that quality are those of the library.
        pngtopam "$data/colour.png" | cjpeg -grayscale -quality "$quality" >want.jpg
        for file in want.jpg out/processed_colour.png.jpg; do
            djpeg -verbose -verbose "$file" 2>&1 >/dev/null |
                sed -n '/Define Quantization/,/Start Of Frame/p' |
                grep -E '^ +[0-9]' >"${file##*/}.table"
        done
        [ -s want.jpg.table ]
        diff want.jpg.table processed_colour.png.jpg.table
    done
}

@test "16 bits become the nearest of 8, and stay where they can" {
    python3 - <<END
import struct
with open("x.pgm", "wb") as file:
    file.write(b"P5 65536 1 65535\n")
    file.write(b"".join(struct.pack(">H", i) for i in range(65536)))
END
    for format in bmp qoi; do
        graymill -q --to="$format" x.pgm
        gray "processed_x.pgm.$format" | tail -n +3 | tr -s ' \n' '\n' >got
        seq 0 65535 | awk '{ print int($1 * 255 / 65535 + 0.5) }' >want
        diff want got
    done
    graymill -q --to=png x.pgm
    pngtopam processed_x.pgm.png | tail -c 131072 | cmp - <(tail -c 131072 x.pgm)
}

@test "light beyond white is cut off, with a warning" {
    python3 - <<END
import struct
with open("x.pfm", "wb") as file:
    file.write(b"Pf\n4 1\n-1.0\n" + struct.pack("<4f", -1, 0, 0.5, 7))
END
    run --separate-stderr graymill --to=png x.pfm
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"x.pfm: warning: light below black or beyond white is cut off" ]]
    [ "$(pngtopam processed_x.pfm.png | tail -c 8 | od -An -tx1)" = " 00 00 00 00 bc 40 ff ff" ]
    run --separate-stderr graymill --to=hdr x.pfm
    [ -z "$stderr" ]
}

@test "what a picture says goes with it" {
    tool=$BATS_TEST_DIRNAME/metadata.py
    python3 "$tool" make jpeg x.jpg
    graymill -q --to=png x.jpg
    python3 "$tool" tell processed_x.jpg.png >there
    for piece in eXIf 'iTXt XML:com.adobe.xmp' 'tEXt Comment: a comment' \
        'pHYs 11811 11811 1'; do
        grep -q "^$piece" there
    done
    # And back, to the byte.
    graymill -q --to=jpeg processed_x.jpg.png -o back --prefix=
    graymill -q x.jpg
    python3 "$tool" tell processed_x.jpg | sort >want
    python3 "$tool" tell back/processed_x.jpg.png.jpg | sort >got
    diff <(grep -i -e exif -e xmp want) <(grep -i -e exif -e xmp got)
}

@test "so does a gray profile, to the byte" {
    python3 "$BATS_TEST_DIRNAME/metadata.py" make all_png x.png
    graymill -q --to=jpeg --prefix= x.png
    graymill -q --to=png --prefix= x.png.jpg
    PYTHONPATH=$BATS_TEST_DIRNAME python3 -B - <<'END'
import zlib
import metadata
wanted = metadata.profile()
with open("x.png.jpg", "rb") as file:
    assert b"ICC_PROFILE\0\1\1" + wanted in file.read()
with open("x.png.jpg.png", "rb") as file:
    data = file.read()
at = data.index(b"iCCP")
size = int.from_bytes(data[at - 4:at], "big")
name, _, packed = data[at + 4:at + 4 + size].partition(b"\0")
assert zlib.decompress(packed[1:]) == wanted
END
}

@test "a profile that a copy cannot have is a warning" {
    python3 "$BATS_TEST_DIRNAME/metadata.py" make all_png x.png
    for format in bmp hdr pfm pnm qoi tga; do
        run --separate-stderr graymill --to="$format" x.png
        [ "$status" -eq 0 ]
        [[ "$stderr" == *"x.png: warning: its colour profile has no place in the copy, and is left out" ]]
    done
    run --separate-stderr graymill --to=jpeg x.png
    [ -z "$stderr" ]
    for option in --profile=never --strip=all; do
        run --separate-stderr graymill --to=bmp "$option" x.png
        [ -z "$stderr" ]
    done
}

@test "a picture that is too wide for a format is refused, and nothing is left" {
    printf 'P5 65537 1 255\n' >x.pgm
    head -c 65537 /dev/zero >>x.pgm
    for format in jpeg tga; do
        run graymill --to="$format" x.pgm
        [ "$status" -eq 1 ]
        [[ "$output" == *"x.pgm: "*"pixels"* ]]
        [ ! -e "processed_x.pgm.${format/jpeg/jpg}" ]
    done
    assert_no_temporaries
    graymill -q --to=png x.pgm
}

@test "the extension goes behind the whole name, or in the place of the old one" {
    cp "$data/colour.png" a.b.png
    cp "$data/still.gif" c.gif
    cp "$data/colour.jpg" d.jpeg
    cp "$data/colour.bmp" e
    cp "$data/colour.bmp" f.1
    graymill -q --to=jpg -o behind a.b.png c.gif d.jpeg e f.1
    [ "$(ls behind)" = "$(printf 'processed_%s\n' a.b.png.jpg c.gif.jpg d.jpeg e.jpg f.1.jpg)" ]
    graymill -q --to=jpg --ext=replace -o instead a.b.png c.gif d.jpeg e f.1
    [ "$(ls instead)" = "$(printf 'processed_%s\n' a.b.jpg c.jpg d.jpeg e.jpg f.1.jpg)" ]
    cp "$samples/softimage.pic" c.pic
    graymill -q --ext=replace --suffix=_bw --prefix= -o pic c.pic
    [ "$(ls pic)" = c_bw.png ]
    [ "$(graymill -n --to=jpg --ext=replace --prefix= c.gif)" = $'c.gif\tc.jpg' ]
}

@test "two pictures that would have one name are refused" {
    mkdir in
    cp "$data/colour.png" in/a.png
    cp "$samples/softimage.pic" in/a.pic
    run graymill --ext=replace in
    [ "$status" -eq 2 ]
    [[ "$output" == "graymill: in/a.png: output in/processed_a.png is also that of in/a.pic" ]]
    [ "$(ls in)" = $'a.pic\na.png' ]
    run graymill --to=png in
    [ "$status" -eq 0 ]
}

@test "a second run passes over what the first has made" {
    mkdir in
    cp "$data/still.gif" in
    cp "$data/colour.png" in/one.png
    cp "$data/colour.jpg" in/two.jpg
    for option in append replace; do
        for options in '' '--prefix= --suffix=_bw'; do
            # shellcheck disable=SC2086
            graymill -q --to=tga --ext="$option" $options in
            # shellcheck disable=SC2086
            run graymill --to=tga --ext="$option" $options in/*
            [ "$status" -eq 0 ]
            # shellcheck disable=SC2086
            run graymill --to=tga --ext="$option" $options in
            [[ "$output" == "Processed: 3 images in "* ]]
            rm -f in/processed_* in/*_bw*
        done
    done
}

@test "a format that is none is a usage error, and nothing is touched" {
    cp "$data/colour.jpg" .
    run graymill --to=pgn colour.jpg
    [ "$status" -eq 2 ]
    [[ "$output" == "graymill: option '--to': 'pgn' is not one of jpeg,"*"; did you mean 'png'?"* ]]
    run graymill --to=psd colour.jpg
    [ "$status" -eq 2 ]
    [[ "$output" == "graymill: option '--to': 'psd' is only read; written are jpeg,"* ]]
    run graymill --to=gif colour.jpg
    [ "$status" -eq 2 ]
    [[ "$output" == "graymill: option '--to': 'gif' is not made of other formats; written are jpeg,"* ]]
    [ "$(ls)" = colour.jpg ]
}

# Alpha that is blended by netpbm, of which a quality of 100 differs little.
@test "where there is no alpha the background is seen" {
    cp "$samples/alpha.png" x.png
    pngtopam -alphapam x.png | pamchannel -tupletype=GRAYSCALE 3 >alpha.pgm
    [ "$(sort -u <(pnmtoplainpnm alpha.pgm | tail -n +4 | tr -s ' ' '\n') | wc -l)" -gt 2 ]
    for background in '' '#ff8000' black; do
        option=()
        [ -z "$background" ] || option=(--background="$background")
        pngtopam x.png >colour.ppm
        read -r width height < <(sed -n 2p colour.ppm)
        ppmmake "${background:-white}" "$width" "$height" >under.ppm
        pamcomp -alpha=alpha.pgm -linear colour.ppm under.ppm |
            ppmtopgm | pnmtoplainpnm | tail -n +2 >want
        graymill -q --to=jpeg --quality=100 "${option[@]}" x.png
        gray processed_x.png.jpg >got
        [ "$(most want got)" -le 4 ]
        graymill -q --to=png --prefix=same_ "${option[@]}" x.png
        graymill -q --to=png x.png
        cmp same_x.png processed_x.png
    done
}
