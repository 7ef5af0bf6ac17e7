#!/bin/bash
# SPDX-License-Identifier: MIT
#
# two_hosts.sh GRAYMILL [FOLDER] - two runs of the same at the same time
#
# On two hosts, see hosts.bash, into one folder.

# shellcheck disable=SC1091,SC2154 # what hosts.bash has
. "${0%/*}/hosts.bash"
logs+=('*.log')

host n1 10.0.0.2 true
host n2 10.0.0.3 true
at=$(last_of 1/1)

# begin FOLDER: a run on each.
begin() {
    local name

    hold "$at"
    for name in n1 n2; do
        on "$name" graymill -r -j 1 --report="$1.$name.jsonl" -o "$1" \
            photos >"$name.log" 2>&1 &
        run_of[$name]=$!
    done
    wait_until 'two runs in their midst' held "$at" 2 >/dev/null
}

# end_of HOST: of its run; $status is how it ended.
end_of() {
    wait_until "the end of the run on $1" is_gone "${run_of[$1]}"
    wait "${run_of[$1]}"
    status=$?
}

# are_whole FOLDER: the copies that are there so far.
are_whole() {
    local name n=0

    while IFS= read -r -d '' name; do
        cmp "whole/$name" "$1/$name" || return
        n=$((n + 1))
    done < <(find "$1" -name '.graymill-*' -prune -o -type f -printf '%P\0')
    [ "$n" -gt 0 ]
}

# tells_all REPORT: what that of one machine tells.
tells_all() {
    diff <(records whole.jsonl) <(records "$1")
}

declare -A run_of
begin both
ok 'in their midst, copies are whole' are_whole both
let_go
end_of n1
ok 'one has the status of a run on one machine' [ "$status" -eq "$whole_status" ]
end_of n2
ok 'the other has it, too' [ "$status" -eq "$whole_status" ]
ok 'the copies are those of one machine, and nothing else' diff -r whole both
ok 'the report of one tells of all' tells_all both.n1.jsonl
ok 'the report of the other, too' tells_all both.n2.jsonl

# One host is lost.
begin lost
lose n2
let_go
end_of n1
ok 'while one is lost, the other has the status of a run on one machine' \
    [ "$status" -eq "$whole_status" ]
ok 'its report tells of all' tells_all lost.n1.jsonl
graymill -q -r -o lost photos 2>again.log
ok 'the next one leaves the copies of one machine, and nothing else' \
    diff -r whole lost
end
