#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Nothing is passed over in silence: no input, pictures that are not read, files
# that are none, and what --strict and --require-input make of them.

load common

# pointer NAME: what Git has in the place of a large file.
pointer() {
    printf '%s\n' 'version https://git-lfs.github.com/spec/v1' \
        'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32' 'size 12345' >"$1"
}

# warned NAME: a picture that is converted, with a warning.
warned() {
    cp "$data/png-inside.jpg" "$1"
}

@test "no input is a note, and with --require-input status 3" {
    run graymill .
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "graymill: no picture found" ]
    [[ "${lines[1]}" == "Processed: 0 images in "* ]]
    run graymill -q --require-input .
    [ "$status" -eq 3 ]
    [ "$output" = "graymill: no picture was read" ]
}

@test "pictures that are not read are counted for each folder" {
    mkdir -p phone/sub clean
    touch phone/{1,2,3,4,5}.exr phone/{6,7}.EXR phone/{1,2,3,4,5}.dds
    touch phone/sub/x.xcf phone/notes.txt phone/clip.mp4 clean/page.html
    run graymill phone clean
    [ "$status" -eq 0 ]
    [ "${lines[1]}" = "graymill: phone: 12 pictures of formats that are not \
read here: 7 exr, 5 dds" ]
    [[ "${lines[2]}" == "Processed: 0 images in "* ]]
    [ "${#lines[@]}" -eq 3 ]
    run graymill -r phone
    [ "${lines[0]}" = "graymill: phone: 13 pictures of formats that are not \
read here: 7 exr, 5 dds, 1 xcf" ]
    run graymill phone/sub
    [ "${lines[0]}" = \
        "graymill: phone/sub: 1 picture of a format that is not read here: 1 xcf" ]
    run graymill -q phone
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    run graymill -n phone
    [[ "$output" == *"7 exr, 5 dds" ]]
}

@test "what is not read is told once, however often it is met" {
    mkdir -p a/sub/deep
    touch a/1.exr a/sub/2.dds
    ln -s a link
    run graymill a a/ link "$PWD/a/../a" a/sub a/sub
    [ "${#lines[@]}" -eq 5 ]
    [ "${lines[0]}" = "graymill: a: 1 sub-folder not entered (use -r)" ]
    [ "${lines[1]}" = "graymill: a/sub: 1 sub-folder not entered (use -r)" ]
    [[ "${lines[2]}" == "graymill: a: 1 picture of a format"*": 1 exr" ]]
    [[ "${lines[3]}" == "graymill: a/sub: 1 picture of a format"*": 1 dds" ]]
    run graymill -q -r --strict a/sub a
    [ "${#lines[@]}" -eq 3 ]
    [[ "${lines[0]}" == "graymill: a/sub: 1 picture of a format"*": 1 dds" ]]
    [[ "${lines[1]}" == "graymill: a: 1 picture of a format"*": 1 exr" ]]
    [ "${lines[2]}" = "graymill: --strict: 2 pictures not read" ]
}

@test "--strict fails what is found and no picture" {
    cp "$data/colour.png" .
    pointer a.jpg
    pointer b.jpg
    run graymill -v .
    [ "$status" -eq 0 ]
    [[ "$output" == *"a.jpg: warning: skipped: Git LFS pointer: run git lfs pull"* ]]
    run graymill -q --strict .
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "graymill: ./a.jpg: Git LFS pointer: run git lfs pull" ]
    [ "${lines[1]}" = "graymill: ./b.jpg: Git LFS pointer: run git lfs pull" ]
    [ "${#lines[@]}" -eq 2 ]
    run graymill --strict --fail-fast -j 1 .
    [ "$status" -eq 4 ]
}

@test "--strict fails for a picture that is not read, and says so" {
    cp "$data/colour.png" .
    touch x.exr
    run graymill -q --strict .
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: .: 1 picture of a format that is not"* ]]
    [ "${lines[1]}" = "graymill: --strict: 1 picture not read" ]
    [ -s processed_colour.png ]
    run graymill -n --strict .
    [ "$status" -eq 1 ]
    rm x.exr
    run graymill -q --strict .
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "--strict fails for a warning, which -q does not hide" {
    warned x.jpg
    run graymill -q x.jpg
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    run graymill -q --strict x.jpg
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "graymill: x.jpg: warning: content is PNG"* ]]
    [ "${lines[1]}" = "graymill: --strict: 1 warning" ]
    [ -s processed_x.jpg ]
}

@test "--require-input wants a picture that was read, not a name" {
    pointer a.jpg
    run graymill --require-input .
    [ "$status" -eq 3 ]
    [[ "$output" == *"graymill: no picture was read" ]]
    run graymill --require-input a.jpg
    [ "$status" -eq 1 ]
    touch x.dds
    rm a.jpg
    run graymill -q --require-input .
    [ "$status" -eq 3 ]
    [ "$output" = "graymill: no picture was read" ]
    cp "$data/colour.png" .
    run graymill -q --require-input .
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    # Read by a run before this one.
    run graymill -q --require-input --skip-existing .
    [ "$status" -eq 0 ]
    run graymill -q -n --require-input .
    [ "$status" -eq 0 ]
}
