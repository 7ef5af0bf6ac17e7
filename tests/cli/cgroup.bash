# SPDX-License-Identifier: MIT
#
# Control groups that a test makes: $group is its folder, or empty.

in_group() {
    bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}

is_removed() {
    [ ! -d "$group" ] || rmdir "$group" 2>/dev/null
}

# The last process of a group takes a moment to be gone.
remove_group() {
    wait_until is_removed
}
