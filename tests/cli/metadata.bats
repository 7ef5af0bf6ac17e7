#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a picture says besides its pixels, and what its gray copy says of it.

load common

tool=$BATS_TEST_DIRNAME/metadata.py

make() {
    python3 "$tool" make "$@"
}

# expect FILE: it says what stands on standard input.
expect() {
    diff <(python3 "$tool" tell "$1") -
}

exif='MM\x00*\x00\x00\x00\x08\x00\x01\x011\x00\x02\x00\x00\x00\x04cam\x00\x00\x00\x00\x00'
xmp='<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
# 1028, its length, and the data set of a caption.
iptc='8BIM\x04\x04\x00\x00\x00\x00\x00\x0c\x1c\x02x\x00\x07caption'

@test "a JPEG that becomes PNG keeps what it says" {
    make jpeg x.pic
    graymill x.pic
    expect processed_x*.png <<END
eXIf $exif
iTXt XML:com.adobe.xmp: $xmp
tEXt Raw profile type iptc: iptc $iptc
tEXt Comment: a comment
pHYs 11811 11811 1
END
}

@test "a JPEG that stays one keeps it to the byte, by every way" {
    make jpeg x.jpg
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086 # none is no word
        graymill -q $options x.jpg
        diff <(python3 "$tool" tell x.jpg) \
            <(python3 "$tool" tell processed_x.jpg)
    done
}

# size FILE: width and height, by the header of a JPEG or PNG.
size() {
    python3 - "$1" <<END
import struct, sys
data = open(sys.argv[1], "rb").read()
if data[:4] == b"\x89PNG":
    print("%dx%d" % struct.unpack(">II", data[16:24]))
else:
    at = 2
    while data[at + 1] not in (0xc0, 0xc2):
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
    print("%dx%d" % struct.unpack(">HH", data[at + 5:at + 9])[::-1])
END
}

# EXIF of a picture of 40x30 pixels, and of one that was turned.
oriented='MM\x00*\x00\x00\x00\x08\x00\x02\x01\x12\x00\x03\x00\x00\x00\x01\x00'
sizes_at='\x00\x00\x87i\x00\x04\x00\x00\x00\x01\x00\x00\x00&\x00\x00\x00\x00\x00\x02'
width_is='\xa0\x02\x00\x04\x00\x00\x00\x01\x00\x00\x00'
height_is='\xa0\x03\x00\x04\x00\x00\x00\x01\x00\x00\x00'
turned="$oriented\\x01$sizes_at$width_is\\x1e$height_is("
upright="$oriented\\x01$sizes_at$width_is($height_is\\x1e"

@test "a JPEG that is turned says so everywhere, by every way" {
    make oriented x.jpg
    wide=$(size x.jpg)
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086 # none is no word
        graymill -q $options x.jpg
        diff <(python3 "$tool" tell x.jpg) \
            <(python3 "$tool" tell processed_x.jpg)
        # shellcheck disable=SC2086
        graymill -q --orient=apply $options x.jpg
        [ "$(size processed_x.jpg)" = "${wide#*x}x${wide%x*}" ]
        # Of another version, perhaps.
        python3 "$tool" tell processed_x.jpg |
            sed 's/^e0 JFIF.x00.x01.x0[12]/e0 /' >told
        diff told - <<END
e0 \x01\x00\x96\x01,\x00\x00
e1 Exif\x00\x00$turned
e1 http://ns.adobe.com/xap/1.0/\x00<r tiff:Orientation="1"/>
END
    done
    make oriented x.pic
    graymill -q --orient=apply x.pic
    expect processed_x*.png <<END
eXIf $turned
iTXt XML:com.adobe.xmp: <r tiff:Orientation="1"/>
pHYs 5906 11811 1
END
}

@test "a PNG is turned by what follows its pixels" {
    make oriented_png x.png
    graymill -q x.png
    cmp x.png processed_x.png
    graymill -q --orient=apply x.png
    [ "$(size processed_x.png)" = 3x2 ]
    expect processed_x.png <<END
pHYs 1000 2000 1
eXIf $turned
iTXt XML:com.adobe.xmp: <r tiff:Orientation="1"/>
END
}

@test "a PSD that is turned says so, too" {
    make oriented_psd x.psd
    graymill -q --orient=apply x.psd
    expect processed_x.psd.png <<END
pHYs 2854 11811 1
tEXt Raw profile type iptc: iptc $iptc
eXIf $turned
iTXt XML:com.adobe.xmp: <r tiff:Orientation="1"/>
END
}

@test "what is upright is converted as ever" {
    make upright_png x.png
    make jpeg y.jpg
    graymill -v -j 1 --orient=apply x.png y.jpg >out
    [ "$(grep -c ', direct, ' out)" -eq 2 ]
    cmp x.png processed_x.png
    expect x.png <<END
pHYs 2000 1000 1
eXIf $upright
END
    mv processed_y.jpg kept.jpg
    graymill -q y.jpg
    cmp kept.jpg processed_y.jpg
}

# Instead of what says that there is something behind the picture.
n_spaces=$(printf '%23s' '')
no_motion="<r $n_spaces a=\"b\">$(printf '%122s' '')</r>"

@test "nothing points at a film that is left out, by every way" {
    make motion x.jpg
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086 # none is no word
        graymill -v --strict $options x.jpg >out 2>err
        grep -q '; trailing data, video, signature left out)$' out
        [ ! -s err ]
        python3 "$tool" tell processed_x.jpg | grep -v '^e0 ' >told
        diff told - <<<"e1 http://ns.adobe.com/xap/1.0/\x00$no_motion"
    done
    make motion x.pic
    graymill -q x.pic
    expect processed_x*.png <<END
iTXt XML:com.adobe.xmp: $no_motion
pHYs 11811 11811 1
END
}

# follower FILE: what follows its picture, by the index.
follower() {
    PYTHONPATH=${tool%/*} python3 -c "import metadata, sys
sys.stdout.buffer.write(metadata.second(sys.argv[1]))" "$1"
}

@test "a gray picture follows, and the index says where, by every way" {
    make with_map x.jpg
    follower x.jpg >second
    cmp second "$data/gray.jpg"
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086
        graymill -v --strict $options x.jpg >out
        grep -q '; trailing data left out)$' out
        follower processed_x.jpg | cmp - second
        tail -c "$(stat -c %s second)" processed_x.jpg | cmp - second
    done
    graymill -v --strip x.jpg >out
    grep -q '; trailing data left out)$' out
    [ "$(grep -c MPF processed_x.jpg)" -eq 0 ]
    make with_map x.pic
    graymill -v x.pic >out
    grep -q '; trailing data, further pictures left out)$' out
}

@test "the picture in extended XMP goes, and its name is true" {
    make extended x.jpg
    packet="<r $(printf '%22s' '') crs:Version=\"1\"/>"
    name=$(printf %s "$packet" | md5sum | cut -c 1-32 | tr a-f A-F)
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086
        graymill -v $options x.jpg >out
        grep -q '; depth map left out)$' out
        python3 "$tool" tell processed_x.jpg | grep -v '^e0 ' >told
        diff told - <<END
e1 http://ns.adobe.com/xap/1.0/\x00<r xmpNote:HasExtendedXMP="$name"/>
e1 http://ns.adobe.com/xmp/extension/\x00$name\x00\x00\x00+\x00\x00\x00\x00$packet
END
    done
    make extended x.pic
    graymill -q x.pic
    expect processed_x*.png <<END
iTXt XML:com.adobe.xmp: <r $(printf '%57s' '')/>
pHYs 11811 11811 1
END
}

@test "a signature of a PNG goes" {
    make signed_png x.png
    for options in '' --orient=apply; do
        # shellcheck disable=SC2086
        graymill -v $options x.png >out
        grep -q '; signature left out)$' out
        expect processed_x.png <<END
pHYs 2000 1000 1
iTXt XML:com.adobe.xmp: <r $(printf '%37s' '')/>
END
    done
}

@test "Canon's segment before the JFIF header stays" {
    make ciff x.jpg
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086
        graymill -q $options x.jpg
        python3 "$tool" tell processed_x.jpg >told
        grep -q '^e0 II.*HEAPJPGM' told
        grep -q '^e0 JFIF' told
    done
}

@test "the resolution of a BMP stays" {
    make bmp x.bmp
    make bmp_alpha y.bmp
    graymill -q x.bmp y.bmp
    for copy in processed_x.bmp processed_y.bmp; do
        [ "$(od -An -td4 -j 38 -N 8 "$copy" | tr -s ' ')" = ' 11811 5906' ]
    done
    make bmp x.pic
    graymill -q x.pic
    expect processed_x*.png <<<'pHYs 11811 5906 1'
}

@test "comments and XMP of a GIF stay" {
    make gif x.gif
    graymill -q --to=png x.gif
    expect processed_x*.png <<END
tEXt Comment: first
iTXt XML:com.adobe.xmp: $xmp
tEXt Comment: $(printf 'c%.0s' {1..300})
END
}

@test "EXIF, XMP, IPTC and the resolution of a PSD stay" {
    make psd x.psd
    graymill -q x.psd
    expect processed_x*.png <<END
pHYs 11811 2854 1
tEXt Raw profile type iptc: iptc $iptc
eXIf $exif
iTXt XML:com.adobe.xmp: $xmp
END
}

@test "the comment of a PIC stays" {
    make pic x.pic
    graymill -q x.pic
    expect processed_x*.png <<<'tEXt Comment: made by hand'
}

@test "author and comments of a TGA stay" {
    make tga x.tga
    run graymill -v x.tga
    [[ "$output" != *"left out"* ]]
    expect processed_x.tga <<'END'
id the ID
author an author
comment line one\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00line two
software a program
alpha
offsets
END
    cp x.tga x.pic
    graymill -q x.pic
    expect processed_x*.png <<'END'
tEXt Comment: the ID
tEXt Comment: line one\nline two
tEXt Author: an author
tEXt Software: a program
END
}

@test "comments of a PNM stay" {
    printf 'P6\n# one\n#two\n1 1 # three\n255\nabc' >x.ppm
    graymill -q x.ppm
    printf 'P5\n# one\n#two\n# three\n1 1\n255\nb' >expected
    cmp <(head -c -1 processed_x.ppm) <(head -c -1 expected)
    make pam x.pam
    graymill -q x.pam
    [ "$(head -n 3 processed_x.pam)" = $'P7\n# of a PAM\n#more' ]
    cp x.ppm x.pic
    graymill -q x.pic
    expect processed_x*.png <<<'tEXt Comment: one\ntwo\nthree'
}

@test "EXPOSURE and PRIMARIES of an HDR stay true" {
    make hdr x.hdr
    graymill -q x.hdr
    diff <(sed '/^$/q' processed_x.hdr | head -n -1) - <<'END'
#?RADIANCE
# made by hand
EXPOSURE=2.5
PRIMARIES=.64 .33 .3 .6 .15 .06 .3127 .329
VIEW= -vtv
FORMAT=32-bit_rle_rgbe
END
    # Once more, nothing changes.
    graymill -q --prefix=again_ processed_x.hdr
    cmp processed_x.hdr again_processed_x.hdr
}

@test "EXPOSURE stays however long the header is" {
    make hdr_long x.hdr
    graymill -q x.hdr
    grep -a -q '^EXPOSURE=2.5$' processed_x.hdr
    [ "$(grep -a -c '^#' processed_x.hdr)" -eq 2 ]
}

@test "of a text that is too long nothing is kept" {
    printf 'P5\n#%070000d\n1 1\n255\na' 0 >x.pgm
    graymill -q x.pgm
    printf 'P5\n1 1\n255\na' | cmp - processed_x.pgm
}

@test "of what may be said once the first counts, and -v tells of the others" {
    for format in png webp; do
        make twice_$format x.$format
        run graymill -v --to=png --ext=replace -o out x.$format
        [[ "${lines[0]}" == *"; repeated metadata left out)" ]]
        python3 "$tool" tell out/processed_x.png | grep '^eXIf' >told
        [ "$(wc -l <told)" -eq 1 ]
        grep -q cam told
    done
}

@test "comments of a GIF are kept up to a limit, and never fail it" {
    make gif_comments x.gif
    graymill -q --to=png x.gif
    [ "$(python3 "$tool" tell processed_x.gif.png | grep -c '^tEXt')" -eq 16131 ]
}

@test "XMP that a GIF holds in another way than it should is left out" {
    make gif_odd_xmp x.gif
    graymill -q --to=png x.gif
    python3 "$tool" tell processed_x.gif.png >told
    [ "$(grep -c '^tEXt' told)" -eq 2 ]
    ! grep -q '^iTXt' told || return 1
}

@test "a segment without length before the picture is an empty one" {
    make jpeg_empty_app0 x.jpg
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086
        graymill -q $options x.jpg
        python3 "$tool" tell processed_x.jpg | grep -q 'a comment'
    done
}

@test "--profile=always reaches a JPEG that says nothing" {
    # Its JFIF header, of 18 bytes, behind the start of image.
    [ "$(tail -c +3 "$data/colour.jpg" | head -c 2 | od -An -tx1)" = ' ff e0' ]
    { head -c 2 "$data/colour.jpg"; tail -c +21 "$data/colour.jpg"; } >x.jpg
    for how in lossless pixels; do
        graymill -q --jpeg=$how --profile=always x.jpg
        grep -aq ICC_PROFILE processed_x.jpg
        graymill -q --jpeg=$how x.jpg
        [ "$(grep -ac ICC_PROFILE processed_x.jpg)" -eq 0 ]
    done
}

# All of it but the resolution, the orientation, and what a sample is.
@test "--strip leaves what the pixels need, and nothing else" {
    make oriented x.jpg
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086 # none is no word
        graymill -q $options --strip x.jpg
        python3 "$tool" tell processed_x.jpg |
            sed 's/^e0 JFIF.x00.x01.x0[12]/e0 /' >told
        diff told - <<'END'
e0 \x01\x01,\x00\x96\x00\x00
e1 Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00
END
        # shellcheck disable=SC2086
        graymill -q $options x.jpg
        mv processed_x.jpg whole.jpg
        # shellcheck disable=SC2086
        graymill -q $options --strip=most x.jpg
        cmp <(djpeg processed_x.jpg) <(djpeg whole.jpg)
    done
    make oriented_png x.png
    graymill -q --strip x.png
    expect processed_x.png <<'END'
pHYs 2000 1000 1
eXIf II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00
END
}

@test "--strip=all turns what could no longer say that it has to be" {
    make oriented x.jpg
    wide=$(size x.jpg)
    for options in '' --compress=best --jpeg=pixels; do
        # shellcheck disable=SC2086
        graymill -q $options --orient=apply x.jpg
        mv processed_x.jpg turned.jpg
        # shellcheck disable=SC2086
        graymill -q $options --strip=all x.jpg
        [ "$(size processed_x.jpg)" = "${wide#*x}x${wide%x*}" ]
        cmp <(djpeg processed_x.jpg) <(djpeg turned.jpg)
        [ "$(python3 "$tool" tell processed_x.jpg)" = \
            'e0 JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00' ]
    done
    make jpeg y.jpg
    graymill -q --strip=all y.jpg
    [ -z "$(python3 "$tool" tell processed_y.jpg)" ]
    make oriented_png x.png
    graymill -q --strip=all x.png
    [ "$(size processed_x.png)" = 3x2 ]
    [ -z "$(python3 "$tool" tell processed_x.png)" ]
}
