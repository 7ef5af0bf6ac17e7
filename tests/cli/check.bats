#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --check: whether pictures are gray; nothing is written.  --keep-smaller: what
# is gray already.

load common
bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

# Pictures whose pixels are gray, but for one in what is called so.
make_pictures() {
    /usr/bin/python3 - <<'END'
from PIL import Image

gray = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
color = gray.copy()
color.putpixel((7, 5), (10, 11, 10))
gray.save("gray.png")
color.save("color.png")
gray.convert("L").save("plain.png")
color.save("color.tif", save_all=True, append_images=[gray])
gray.save("page.tif", save_all=True, append_images=[color])
gray.save("pages.tif", save_all=True, append_images=[gray.resize((9, 9))])
gray.save("frames.png", save_all=True, append_images=[gray, color])
gray.save("gray.jpg", quality=90)
gray.save("progressive.jpg", quality=90, progressive=True)
red = Image.new("RGB", (40, 30), (200, 0, 0))
gray.save("red.jpg", quality=90)
red.save("red.jpg", quality=90)
# One color that no pixel has, and then one that has it.
table = Image.new("P", (4, 4), 1)
table.putpalette([255, 0, 0, 9, 9, 9, 200, 200, 200])
table.putpixel((3, 3), 2)
table.save("unused.gif")
table.putpixel((2, 1), 0)
table.save("used.gif")
clear = Image.new("RGBA", (5, 5), (9, 9, 9, 0))
clear.save("clear.png")
clear.putpixel((1, 4), (0, 0, 9, 0))
clear.save("unseen.png")
END
}

# says HOW NAME...: the names that are not gray.
says() {
    run -1 --separate-stderr graymill -q --check="$1" "${@:2}"
    [ -z "$output" ]
    cut -d : -f 2 <<<"$stderr" | sort | xargs
}

@test "each picture that is not gray has a line, and the status tells" {
    make_pictures
    before=$(ls -a) stamp=$(stat -c '%y %z' .)
    ends "$binary" --check -q -j 2 . 2>"$BATS_RUN_TMPDIR/told" && return 1
    # Not even for a while.
    [ "$(ls -a)" = "$before" ]
    [ "$(stat -c '%y %z' .)" = "$stamp" ]
    run -1 --separate-stderr graymill --check -j 2 .
    [[ "$output" == 'Checked: 14 images in '*' workers; 7 not gray)' ]]
    [ "$(sort <<<"$stderr")" = "$(sort <<'END'
graymill: ./color.png: not gray: a colour at 7,5
graymill: ./color.tif: not gray: a colour at 7,5
graymill: ./frames.png: not gray: a colour at 7,5 of frame 2
graymill: ./page.tif: not gray: a colour at 7,5 of page 2
graymill: ./red.jpg: not gray: a colour at 0,0
graymill: ./unseen.png: not gray: a colour at 1,4
graymill: ./used.gif: not gray: a colour at 2,1
END
)" ]
    run -0 graymill --check gray.png gray.jpg unused.gif pages.tif
    [[ "$output" == 'Checked: 4 images in '*' worker)' ]]
    run -0 graymill --check -v gray.png progressive.jpg
    [ "${lines[0]}" = 'gray.png: gray (PNG 40x30, pixels)' ]
    [ "${lines[1]}" = 'progressive.jpg: gray (JPEG 40x30, pixels)' ]
    run -1 graymill --check -v gray.jpg color.png
    [ "${lines[0]}" = 'gray.jpg: gray (JPEG 40x30, direct)' ]
    [[ "$output" == *$'\ncolor.png: not gray: a colour at 7,5\n'* ]]
    run -0 graymill --check --frames=first page.tif frames.png
    run -0 graymill --check --sandbox=require gray.png
    run -4 graymill --check --fail-fast color.png gray.png
    [[ "$output" == *'1 not gray, 1 not tried)' ]]
}

@test "no picture of a file is left out" {
    make_pictures
    /usr/bin/python3 - <<'END'
import struct
import zlib
from PIL import Image

gray = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
other = gray.rotate(180)
color = gray.copy()
color.putpixel((7, 5), (10, 11, 10))
# One that is no frame.
color.save("hidden.png", save_all=True, default_image=True, append_images=[gray, other])
gray.save("apart.png", save_all=True, default_image=True, append_images=[gray, other])
# Lab, and then duotone: 2 x 1 pixels.
for mode, n in ((9, 3), (8, 1)):
    with open(f"{mode}.psd", "wb") as file:
        file.write(struct.pack(">4sH6xHIIHHIIIH", b"8BPS", 1, n, 1, 2, 8, mode, 0, 0, 0, 0)
                   + bytes(range(2 * n)))
END
    run -1 graymill --check hidden.png
    [[ "$output" == *'hidden.png: not gray: a colour at 7,5 of page 2'* ]]
    run -0 graymill --check apart.png
    run -0 graymill --check --frames=first hidden.png
    for name in 8.psd 9.psd; do
        run -1 graymill --check "$name"
        [[ "$output" == *"$name: not gray: stored as colours"* ]]
    done
}

@test "strict: what is stored as colours is not gray" {
    make_pictures
    [ "$(says content .)" = './color.png ./color.tif ./frames.png ./page.tif ./red.jpg ./unseen.png ./used.gif' ]
    [ "$(says strict .)" = './clear.png ./color.png ./color.tif ./frames.png ./gray.jpg ./gray.png ./page.tif ./pages.tif ./progressive.jpg ./red.jpg ./unseen.png ./used.gif' ]
    run -1 graymill --check=strict gray.jpg
    [[ "$output" == *'gray.jpg: not gray: stored as colours'* ]]
    run -0 graymill --check=strict plain.png unused.gif
}

@test "what is made is gray, whatever it was" {
    graymill -q -o out/a "$data"/colour.*
    graymill -q -o out/b "$top"/samples
    run -0 graymill --check -r out
    [[ "$output" == 'Checked: '* ]]
    [ "$(find out -type f | wc -l)" -ge 34 ]
    run -0 graymill --check=strict -r out
    # The prefix is no reason to pass anything over.
    cp "$data/colour.png" processed_colour.png
    cp "$data/colour.png" colour.png
    run -1 graymill --check .
    [[ "$output" == *'2 not gray)' ]]
}

@test "the picture on standard input" {
    make_pictures
    run -0 --separate-stderr graymill --check - <gray.png
    [ -z "$output$stderr" ]
    run -1 --separate-stderr graymill --check - <color.png
    [ -z "$output" ]
    [ "$stderr" = 'graymill: standard input: not gray: a colour at 7,5' ]
    run -1 --separate-stderr graymill --check=strict - <gray.jpg
    [ "$stderr" = 'graymill: standard input: not gray: stored as colours' ]
}

@test "the report tells of each" {
    make_pictures
    head -c -40 gray.png >cut.png
    run -1 graymill --check --report=r.jsonl .
    /usr/bin/python3 "$BATS_TEST_DIRNAME/report_valid.py" r.jsonl
    [ "$(jq -r 'select(.record == "picture") | .status' r.jsonl | sort |
        uniq -c | xargs)" = '7 color 1 failed 7 gray' ]
    [ "$(jq -c 'select(.record == "end") | [.gray, .color, .failed, .converted]' \
        r.jsonl)" = '[7,7,1,0]' ]
    [ "$(jq -c 'select(.path == "./used.gif") | [.code, .reason, .output]' \
        r.jsonl)" = '["color","not gray: a colour at 2,1",""]' ]
    [ "$(jq -c 'select(.record == "run") | .options' r.jsonl)" = \
        '{"check":"content"}' ]
}

@test "what is damaged is not gray, and neither are other files" {
    make_pictures
    head -c -100 gray.jpg >cut.jpg
    run -1 graymill --check cut.jpg
    [[ "$output" == *'cut.jpg: truncated: '* ]]
    run -0 graymill --check --salvage cut.jpg
    [[ "$output" == *'cut.jpg: warning: '* ]]
    run -1 graymill --check --strict --salvage cut.jpg
    mkdir folder
    echo text >folder/text.png
    run -0 graymill --check folder
    [[ "$output" == *'text.png: warning: skipped: not a picture'* ]]
    run -1 graymill --check folder/text.png
    run -3 graymill --check --require-input folder
}

@test "--keep-smaller: what is gray stays, where its copy is larger" {
    /usr/bin/python3 - <<'END'
from PIL import Image

ramp = Image.linear_gradient("L").resize((64, 64))
ramp.convert("1").save("bits.pbm")
# Of two colours; one is gray.
for name, second in (("gray", 200), ("color", 201)):
    table = Image.new("P", (64, 64))
    table.putdata([x // 9 % 2 for x in range(64 * 64)])
    table.putpalette([9, 9, 9, 200, second, 200])
    table.save(name + ".bmp")
END
    graymill -q -o plain bits.pbm gray.bmp color.bmp
    graymill -q -o kept --keep-smaller bits.pbm gray.bmp color.bmp
    for name in bits.pbm gray.bmp; do
        [ "$(stat -c %s "plain/processed_$name")" -gt "$(stat -c %s "$name")" ]
        cmp "$name" "kept/processed_$name"
    done
    [ "$(stat -c %s plain/processed_color.bmp)" -gt "$(stat -c %s color.bmp)" ]
    cmp plain/processed_color.bmp kept/processed_color.bmp
    graymill --keep-smaller - <gray.bmp >piped.bmp
    cmp piped.bmp gray.bmp
    before=$(sha256sum <bits.pbm)
    graymill -q --keep-smaller --in-place bits.pbm
    [ "$(sha256sum <bits.pbm)" = "$before" ]
    # What is asked for is done all the same.
    for option in --strip --orient=apply --to=png --frames=first; do
        graymill -q -o asked "$option" --keep-smaller gray.bmp
        run -1 cmp -s gray.bmp "$(find asked -type f)"
        rm -r asked
    done
    # What is cut does not become a picture by being copied.
    head -c -40 gray.bmp >cut.bmp
    graymill -q --salvage --keep-smaller cut.bmp 2>/dev/null
    run -1 cmp -s cut.bmp processed_cut.bmp
}
