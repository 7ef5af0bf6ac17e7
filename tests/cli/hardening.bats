#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the built binary itself says of its hardening.

load common

# The dynamic section.
dynamic() {
    readelf -dW "$binary"
}

# lacks NAME: there is a dynamic section, and no such entry in it.
lacks() {
    local entries
    entries=$(dynamic)
    [[ "$entries" == *"(NEEDED)"* && "$entries" != *"($1)"* ]]
}

# imports PATTERN: the binary calls a function of the C library of that name.
imports() {
    readelf --dyn-syms -W "$binary" | grep -qE " UND $1(@|$)"
}

# The flags of a segment, such as "RW"; fails when there is none.
segment_flags() {
    readelf -lW "$binary" | awk -v type="$1" '
        $1 == type { gsub(/0x[0-9a-f]+/, ""); $1 = ""; gsub(/ /, "")
                     print; found = 1 }
        END { exit !found }'
}

@test "the binary is loaded at any address" {
    readelf -hW "$binary" | grep -q 'Type: *DYN '
    dynamic | grep -q '(FLAGS_1).* PIE'
}

@test "what the loader has bound is sealed before main" {
    segment_flags GNU_RELRO
    dynamic | grep -q '(FLAGS).* BIND_NOW'
    dynamic | grep -q '(FLAGS_1).* NOW'
}

@test "nothing writable can be executed" {
    flags=$(segment_flags GNU_STACK)
    [[ "$flags" != *E* ]]
    run segment_flags LOAD
    [ "$status" -eq 0 ]
    [[ "$output" != *W*E* ]]
    lacks TEXTREL
}

@test "libraries are looked for where the system has them" {
    lacks RPATH
    lacks RUNPATH
}

@test "a smashed stack is noticed" {
    if is_sanitized; then
        skip 'built for sanitizers, which see to the stack themselves'
    fi
    imports __stack_chk_fail
}

@test "calls that copy are checked" {
    if is_sanitized; then
        skip 'built for sanitizers, which FORTIFY would blind'
    fi
    imports '__(mem|str|v?s?n?printf)[a-z]*_chk'
}

@test "so are the modules" {
    for module in "${binary%/*}"/modules/*.so; do
        [ -e "$module" ] || skip "this build has no modules"
        binary=$module
        segment_flags GNU_RELRO
        dynamic | grep -q '(FLAGS).* BIND_NOW'
        flags=$(segment_flags GNU_STACK)
        [[ "$flags" != *E* ]]
        run segment_flags LOAD
        [[ "$output" != *W*E* ]]
        lacks TEXTREL
        lacks RPATH
        lacks RUNPATH
        is_sanitized || imports __stack_chk_fail
    done
}
