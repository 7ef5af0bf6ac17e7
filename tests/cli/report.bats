#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --report and --resume: what a run tells to programs, and goes on by.

load common

bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples

# Every line is as the schema has it.
assert_valid() {
    /usr/bin/python3 "$BATS_TEST_DIRNAME/report_valid.py" "$@"
}

# record PATH: of the picture of that path in r.jsonl, the last one.
record() {
    jq -c --arg path "$1" 'select(.path == $path)' r.jsonl | tail -n 1
}

# n_status STATUS: how many pictures of r.jsonl have it.
n_status() {
    jq -c "select(.record == \"picture\" and .status == \"$1\")" r.jsonl |
        wc -l
}

@test "each input has a record, as the schema has it" {
    mkdir in
    cp "$samples"/*.* in/
    printf 'no picture' >in/none.png
    head -c 300 "$samples/photo.jpg" >in/cut.jpg
    run -1 graymill -r --report=r.jsonl -o out in
    assert_valid r.jsonl
    [ "$(jq -r .record r.jsonl | head -n 1)" = run ]
    [ "$(jq -r .record r.jsonl | tail -n 1)" = end ]
    [ "$(jq -c 'select(.record == "picture")' r.jsonl | wc -l)" -eq \
        "$(head -n 1 r.jsonl | jq .inputs)" ]
    for status in converted skipped failed untried; do
        [ "$(n_status $status)" -eq "$(tail -n 1 r.jsonl | jq .$status)" ]
    done
    [ "$(record in/none.png | jq -r .status,.code | xargs)" = \
        'skipped format' ]
    [ "$(record in/cut.jpg | jq -r .status,.code | xargs)" = \
        'failed truncated' ]
}

@test "what is told of a picture is so" {
    cp "$samples/photo.jpg" in.jpg
    touch -d '2001-02-03 04:05:06.789 UTC' in.jpg
    graymill --report=r.jsonl in.jpg
    record in.jpg | jq -e '
        .output == "processed_in.jpg" and .status == "converted" and
        .format == "JPEG" and .written == "JPEG" and .way == "direct" and
        .method == "rec601" and .width == 640 and .height == 400 and
        .depth == 8 and .frames == 1 and .attempts == 1 and
        .mtime == "981173106.789000000"'
    [ "$(record in.jpg | jq .bytes_in)" -eq "$(stat -c %s in.jpg)" ]
    [ "$(record in.jpg | jq .bytes_out)" -eq \
        "$(stat -c %s processed_in.jpg)" ]
    [ "$(tail -n 1 r.jsonl | jq .bytes_out)" -eq \
        "$(stat -c %s processed_in.jpg)" ]
}

@test "frames, depth and the format of the copy are told" {
    cp "$samples"/{still.gif,radiance.hdr,animated.apng} .
    graymill --report=r.jsonl ./still.gif ./radiance.hdr
    record ./still.gif | jq -e '.frames == 1 and .depth == 8'
    record ./radiance.hdr | jq -e '.depth == 32 and .written == "HDR"'
    graymill --to=png --report=r.jsonl ./radiance.hdr
    record ./radiance.hdr | jq -e '.depth == 32 and .written == "PNG"'
    graymill --report=r.jsonl ./animated.apng
    record ./animated.apng | jq -e '.frames > 1'
}

@test "options that decide what copies are stand in the first record" {
    cp "$samples/photo.jpg" .
    graymill --gray=rec709 --jpeg=pixels --quality=70 --background=black \
        --preserve=mode,xattr --to=webp --report=r.jsonl photo.jpg
    head -n 1 r.jsonl | jq -e '.options | .gray == "rec709" and
        .lossless == "never" and .quality == "70" and
        .background == "#000000" and .preserve == "mode,xattr" and
        .to == "webp" and (has("strip") | not)'
}

@test "a name that is no UTF-8 is told by its bytes, too" {
    cp "$samples/photo.jpg" $'bad\xff.jpg'
    graymill --report=r.jsonl ./$'bad\xff.jpg'
    assert_valid r.jsonl
    sed -n 2p r.jsonl | jq -e '.path == "./bad\ufffd.jpg"'
    [ "$(sed -n 2p r.jsonl | jq -r .path_b64 | base64 -d)" = \
        ./$'bad\xff.jpg' ]
    [ "$(sed -n 2p r.jsonl | jq -r .output_b64 | base64 -d)" = \
        ./$'processed_bad\xff.jpg' ]
    run -0 graymill --resume=r.jsonl ./$'bad\xff.jpg'
    [[ "$output" == *'1 skipped'* ]]
}

@test "a name of odd characters is told as it is" {
    cp "$samples/photo.jpg" $'a"\\\n\tä.jpg'
    graymill --report=r.jsonl ./*.jpg
    assert_valid r.jsonl
    [ "$(sed -n 2p r.jsonl | jq -r .path)" = ./$'a"\\\n\tä.jpg' ]
}

@test "a worker that is killed is told of with its signal" {
    big_ppm big.ppm
    "$binary" --report=r.jsonl -q big.ppm 2>/dev/null &
    # A worker at its picture has begun a copy.
    wait_until compgen -G '.graymill-*/*'
    pkill -KILL -P $!
    wait $! || true
    assert_valid r.jsonl
    record big.ppm | jq -e '.status == "failed" and .code == "crash" and
        .signal == 9 and .attempts >= 1'
}

@test "who is interrupted is told what was not tried" {
    mkdir in
    for i in 1 2 3; do
        big_ppm in/$i.ppm
    done
    "$binary" -j 1 --report=r.jsonl -o out in &
    wait_until compgen -G 'out/.graymill-*/*'
    kill -TERM $!
    wait $! || true
    assert_valid r.jsonl
    [ "$(n_status untried)" -ge 1 ]
    [ "$(jq -c 'select(.record == "picture")' r.jsonl | wc -l)" -eq 3 ]
}

@test "what has ended is told while the run goes on" {
    giant_ppm big.ppm
    cp "$samples/colour.png" .
    "$binary" -j 2 --report=r.jsonl --progress=never big.ppm colour.png &
    wait_until grep -q '"path":"colour.png"' r.jsonl
    kill -KILL $!
    wait $! || true
    assert_valid r.jsonl
    [ "$(record colour.png | jq -r .status)" = converted ]
    [ -z "$(record big.ppm)" ]
}

@test "- is standard output, and nothing else is there" {
    cp "$samples/photo.jpg" .
    run --separate-stderr -0 graymill --report=- photo.jpg
    printf '%s\n' "${lines[@]}" >r.jsonl
    assert_valid r.jsonl
    [ "${#lines[@]}" -eq 3 ]
    run -2 graymill -v --report=- photo.jpg
    run -2 graymill -n --report=r.jsonl photo.jpg
}

@test "a report replaces a report, and no other file" {
    cp "$samples/photo.jpg" .
    graymill --report=r.jsonl photo.jpg
    graymill --report=r.jsonl photo.jpg
    [ "$(wc -l <r.jsonl)" -eq 3 ]
    echo mine >other
    run -2 graymill --report=other photo.jpg
    [ "$output" = 'graymill: other: is there, and is no report' ]
    [ "$(cat other)" = mine ]
    run -2 graymill --report=photo.png photo.jpg
    [ ! -e photo.png ]
    run -2 graymill --report=none/r.jsonl photo.jpg
    [ "$output" = \
        'graymill: none/r.jsonl: open: No such file or directory' ]
}

@test "a report that cannot be written ends the run" {
    cp "$samples/photo.jpg" .
    run -4 graymill --report=/dev/full photo.jpg
    [[ "${lines[0]}" == *'/dev/full: write: No space left on device' ]]
}

@test "a reader of the report that leaves stops no picture" {
    for i in {1..20}; do
        cp "$samples/photo.jpg" "$i.jpg"
    done
    set +o pipefail
    graymill --report=- ./*.jpg | head -n 1 >/dev/null
    [ "$(find . -name "processed_*.jpg" | wc -l)" -eq 20 ]
}

@test "a pipe whose reader leaves holds nobody up" {
    mkfifo pipe
    # More than a pipe holds.
    for i in {1..300}; do
        ln "$samples/colour.png" "$i.png" 2>/dev/null ||
            cp "$samples/colour.png" "$i.png"
    done
    head -n 1 <pipe >first &
    ends "$binary" -q --report=pipe ./*.png || true
    wait $!
    [ "$(jq -r .record first)" = run ]
    [ "$(find . -name 'processed_*.png' | wc -l)" -eq 300 ]
}

@test "of several frames, those that are kept are counted" {
    graymill --report=r.jsonl -o . "$samples"/animated.apng
    n=$(sed -n 2p r.jsonl | jq .frames)
    [ "$n" -eq 5 ]
    graymill -q -o . "$samples/colour.png"
    img2webp -lossy -d 100 "$samples/colour.png" processed_colour.png \
        -o frames.webp 2>/dev/null
    for picture in "$samples/animated.apng" frames.webp; do
        for way in auto never; do
            graymill --frames=first --lossless=$way --report=r.jsonl -o one \
                "$picture"
            [ "$(sed -n 2p r.jsonl | jq .frames)" -eq 1 ]
        done
    done
}

@test "--resume does what is not done, and no more" {
    mkdir in
    for i in 1 2 3 4 5; do
        cp "$samples/photo.jpg" "in/$i.jpg"
    done
    head -c 300 "$samples/photo.jpg" >in/6.jpg
    run -1 graymill --report=r.jsonl -o out in
    rm out/processed_1.jpg
    touch -d '2001-02-03' in/2.jpg
    cat "$samples/photo.jpg" "$samples/photo.jpg" >in/3.jpg
    : >out/processed_4.jpg
    cp "$samples/photo.jpg" in/6.jpg
    cp r.jsonl first.jsonl
    graymill --report=r.jsonl --resume=first.jsonl -o out in
    assert_valid r.jsonl
    [ "$(n_status converted)" -eq 5 ]
    [ "$(record in/5.jpg | jq -r .status,.code | xargs)" = 'skipped done' ]
    # What is done by the second is done, by its report alone.
    graymill --report=r2.jsonl --resume=r.jsonl -o out in
    mv r2.jsonl r.jsonl
    [ "$(n_status skipped)" -eq 6 ]
    # Other options make other copies.
    graymill --report=r.jsonl --resume=r.jsonl --gray=r -o out in
    [ "$(n_status skipped)" -eq 6 ]
    [ "$(n_status converted)" -eq 6 ]
    # And these took the place of the first.
    graymill --report=r.jsonl --resume=r.jsonl -o out in
    [ "$(n_status skipped)" -eq 6 ]
    [ "$(n_status converted)" -eq 12 ]
}

@test "--resume takes several reports, and none that is not one" {
    cp "$samples/photo.jpg" 1.jpg
    cp "$samples/photo.jpg" 2.jpg
    graymill --report=a.jsonl 1.jpg
    graymill --report=b.jsonl 2.jpg
    graymill --resume=a.jsonl --resume=b.jsonl --report=r.jsonl 1.jpg 2.jpg
    [ "$(n_status skipped)" -eq 2 ]
    cat a.jsonl b.jsonl >both.jsonl
    graymill --resume=both.jsonl --report=r.jsonl 1.jpg 2.jpg
    [ "$(n_status skipped)" -eq 2 ]
    run -2 graymill --resume=1.jpg 1.jpg
    [ "$output" = 'graymill: 1.jpg: is no report' ]
    run -2 graymill --resume=none 1.jpg
    printf '{"record":"ru\n' >odd.jsonl
    run -2 graymill --resume=odd.jsonl 1.jpg
    [ "$output" = 'graymill: odd.jsonl: is no report' ]
    run -2 graymill --resume=/dev/zero 1.jpg
    run -2 graymill --in-place --resume=a.jsonl 1.jpg
}

@test "a report that was cut is gone on with" {
    cp "$samples/photo.jpg" 1.jpg
    cp "$samples/photo.jpg" 2.jpg
    graymill --report=r.jsonl --resume=r.jsonl 1.jpg 2.jpg
    for n in 1 100 300 700 $(($(wc -c <r.jsonl) - 10)) \
        $(($(wc -c <r.jsonl) - 100)) $(wc -c <r.jsonl); do
        head -c -"$n" r.jsonl >cut.jsonl
        graymill --report=cut.jsonl --resume=cut.jsonl 1.jpg 2.jpg
        graymill --report=cut.jsonl --resume=cut.jsonl 1.jpg 2.jpg
        # Between the runs is a line that was cut.
        [ "$(jq -Rc 'fromjson? | select(.record == "end")' cut.jsonl |
            wc -l)" -ge 1 ]
        graymill --report=r2.jsonl --resume=cut.jsonl 1.jpg 2.jpg
        [ "$(tail -n 1 r2.jsonl | jq .skipped)" -eq 2 ]
    done
}
