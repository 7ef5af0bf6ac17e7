#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A driver that is killed before it does the next thing, whichever that is: its
# report says of nothing that it is done which is not, and the next run goes on.

load faults

# converted: what the report says is that, a line for each time.
converted() {
    jq -Rr 'fromjson? | select(.status == "converted") | .output' r.jsonl
}

# told_is_there: and with the right bytes.
told_is_there() {
    local path
    while read -r path; do
        cmp "$path" "right/${path#out/}"
    done < <(converted)
}

# killed_at CALL N: false once there are no N such calls.
killed_at() {
    local status=0
    rm -rf out r.jsonl
    strace -qq -o trace -e inject="$1:signal=KILL:when=$2" "$binary" \
        "${options[@]}" -j 1 -q --report=r.jsonl --resume=r.jsonl in ||
        status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 137 ]
    [ "$status" -ne 0 ]
}

# Sets n to how many such calls there are.
goes_on_after() {
    n=0
    while killed_at "$1" $((n + 1)); do
        n=$((n + 1))
        [ ! -e r.jsonl ] || told_is_there
        "$binary" "${options[@]}" -q --report=r.jsonl --resume=r.jsonl in
        told_is_there
        diff <(converted | sort) <(printf 'out/%s\n' a.ppm b.jpg c.png)
    done
}

@test "killed before it gives a copy its name, by strace" {
    goes_on_after renameat2
    [ "$n" -ge 3 ]
}

@test "killed before it writes, by strace" {
    goes_on_after write
    [ "$n" -ge 3 ]
}
