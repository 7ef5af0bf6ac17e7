# SPDX-License-Identifier: MIT
#
# Control groups that a test makes: $group is its folder, or empty.

in_group() {
    bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}

# The last process of a group takes a moment to be gone.
remove_group() {
    for _ in $(seq 100); do
        [ -d "$group" ] || return 0
        rmdir "$group" 2>/dev/null && return 0
        sleep 0.02
    done
}
