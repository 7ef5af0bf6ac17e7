#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# GRAYMILL, which is linked with -static.

load ../cli/common

@test "it needs no other file, and is loaded at any address" {
    run readelf -lW "$binary"
    [[ "$output" != *INTERP* && "$output" == *DYNAMIC* ]]
    run readelf -dW "$binary"
    [[ "$output" != *'(NEEDED)'* && "$output" == *'PIE'* ]]
}

@test "in an empty root it converts pictures, locked in" {
    mkdir -p root/in
    cp "$binary" root
    cp "$data"/colour.* "$data/cmyk.jpg" root/in
    graymill -q -o here root/in
    enter='chroot root'
    [ "$(id -u)" -eq 0 ] || enter='unshare -r chroot root'
    run $enter /graymill --sandbox=require -o /out /in
    [ "$status" -eq 0 ]
    [[ "$output" == "Processed: "*" images in "* ]]
    diff -r here root/out
    run $enter /graymill --version
    [[ "$output" == *$'\nwithout the modules '* && "$output" != *$'\nmodules '* ]]
}
