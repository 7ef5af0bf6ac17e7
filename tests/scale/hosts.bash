# SPDX-License-Identifier: MIT
#
# hosts.bash - hosts on one machine, for the engines that the scripts here try
#
# A script that reads this is begun again as the first process of a machine of
# its own: namespaces of processes, mounts, names and networks, in which /run is
# empty and what is written to /etc and /var is seen by nobody else.  Whatever
# becomes of it, with its end all is gone: hosts, services, files.  Its
# arguments are GRAYMILL and a FOLDER of pictures (samples).  It stands in
# a folder with "photos", which is that one, and "whole", the gray copies of a
# run on one machine; the report of that is whole.jsonl.  Its host is "head".
#
# Needs root, unshare and mount, and a kernel with veth, bridges, overlayfs and
# fanotify.  What is missing is a failure.

# Only sees to it that what hangs ends one day.
hang_s=${SCALE_HANG_S:-300}
n_tests=0
n_failed=0
logs=()

# ok NAME COMMAND...: a test.
ok() {
    local name=$1 said
    shift
    n_tests=$((n_tests + 1))
    if said=$("$@" 2>&1); then
        echo "ok $n_tests - $name"
    else
        n_failed=$((n_failed + 1))
        echo "not ok $n_tests - $name"
        tail -n 40 <<<"$said" | sed 's/^/# /'
    fi
}

# die TEXT: no use in going on.
die() {
    local log

    echo "not ok $((n_tests + 1)) - $1"
    for log in "${logs[@]}"; do
        # shellcheck disable=SC2086 # a pattern
        tail -v -n 15 $log 2>&1 | sed 's/^/# /'
    done
    echo "1..$((n_tests + 1))"
    exit 1
}

# end: what stands last in a script.
end() {
    echo "1..$n_tests"
    exit $((n_failed > 0))
}

# is TEXT COMMAND...: it says that, in all lines, and nothing else.
is() {
    [ "$("${@:2}" | sort -u)" = "$1" ]
}

# is_status N COMMAND...
is_status() {
    local status=0

    "${@:2}" || status=$?
    [ "$status" -eq "$1" ]
}

# wait_until TEXT COMMAND...: it is tried until it succeeds.
wait_until() {
    local text=$1 last=$((SECONDS + hang_s))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$last" ] || die "waited in vain: $text"
        sleep 0.05
    done
}

begin_again() {
    [ "$(id -u)" -eq 0 ] || die 'this needs root'
    SCALE_BEGUN=yes exec unshare -mnpuf --kill-child --mount-proc "$0" "$@"
}

# own NAME FOLDER PLACE: the folder stands there, and nobody else sees what is
# written to it, or is held at its files.
own() {
    mkdir "/run/$1" "/run/$1.work" && mount -t overlay -o "lowerdir=$2" \
        -o "upperdir=/run/$1,workdir=/run/$1.work" overlay "$3"
}

own_folders() {
    mount -t tmpfs -o mode=755 tmpfs /run && own etc /etc /etc &&
        own var /var /var && mkdir -p /run/bin /run/tmp /run/work/photos &&
        own photos "$folder" /run/work/photos
}

own_network() {
    hostname head && ip link set lo up &&
        ip link add cable type bridge && ip link set cable up &&
        ip addr add 10.0.0.1/24 dev cable
    printf '%s\n' '127.0.0.1 localhost' '10.0.0.1 head' '10.0.0.2 n1' \
        '10.0.0.3 n2' >/etc/hosts
}

# One machine; not all of a folder need be a picture, or whole.
learn() {
    whole_status=0
    graymill -q -r --report=whole.jsonl -o whole photos 2>whole.log ||
        whole_status=$?
    [ "$whole_status" -le 1 ] && grep -q '"converted"' whole.jsonl
}

is_gone() {
    ! kill -0 "$1" 2>/dev/null
}

declare -A host_of

# host NAME ADDRESS COMMAND...: begin a host, and the command on it.  It has
# processes, a name and a network of its own, and files of all.
host() {
    local name=$1 address=$2 pid
    shift 2
    # shellcheck disable=SC2016 # for that shell
    unshare -mnpuf --kill-child --mount-proc bash -c '
        hostname "$0"
        until ip link set eth0 up 2>/dev/null; do sleep 0.05; done
        ip link set lo up
        ip addr add "$1/24" dev eth0
        touch "/run/$0.is_up"
        "${@:2}" &
        # The first process ends with the host alone, and waits for orphans.
        while :; do wait; sleep 0.2; done' "$name" "$address" "$@" \
        >>"/run/$name.log" 2>&1 &
    pid=$!
    host_of[$name]=$pid
    logs+=("/run/$name.log")
    wait_until "host $name" has_own_network "$pid"
    ip link add "$name" type veth peer name eth0 netns "$pid" ||
        die "a cable for $name"
    ip link set "$name" master cable up || die "a cable for $name"
    wait_until "host $name" [ -e "/run/$name.is_up" ]
}

has_own_network() {
    [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# on NAME COMMAND...: run it on a host.
on() {
    # The folder, too, is to be that of its own mounts.
    # shellcheck disable=SC2016 # for that shell
    nsenter -t "$(pgrep -P "${host_of[$1]}")" -a -- \
        sh -c 'cd "$0" && exec "$@"' "$PWD" "${@:2}"
}

# lose NAME: the power goes; all of its processes at once, and its network.
lose() {
    kill -KILL "${host_of[$1]}"
    # Else the shell would tell of it.
    wait "${host_of[$1]}" 2>/dev/null
}

# hold FILE...: who opens one is held, see held.
hold() {
    : >/run/held
    "$here/hold.py" "$@" >/run/held 2>&1 &
    holder=$!
    logs+=(/run/held)
    wait_until 'hold.py' grep -q '^ready' /run/held
}

# held NAME [N]: the process that is held at it, or the Nth one.
held() {
    awk -v n="${2-1}" -v name="$1" '{ path = $0; sub(/^[0-9]+ /, "", path) }
        substr(path, length(path) - length(name)) == "/" name && ++found == n {
            print $1 }' /run/held | grep .
}

# host_of_held NAME: where the process is that is held.
host_of_held() {
    nsenter -t "$(held "$1")" -u hostname
}

let_go() {
    kill "$holder"
    wait "$holder" 2>/dev/null
}

# in_midst NAME REPORT: the run of this report is held there, and has told of
# a picture before.
in_midst() {
    held "$1" >/dev/null && grep -qs '"record":"picture"' "$2"
}

# kill_run NAME: the run that is held there; its workers end with it.
kill_run() {
    kill -KILL "$(ps -o ppid= -p "$(held "$1")" | tr -d ' ')" ||
        die "nobody is held at $1"
}

# records REPORT...: what they say of each picture in the end.  A line may be
# cut, where a run was.
records() {
    cat "$@" | jq -R -c 'fromjson? |
        select(.record == "picture" and .code != "done")' |
        jq -s -c 'group_by(.path // .path_b64)[] | last |
            [.path // .path_b64, .status, .code, .bytes_out]'
}

# in_two REPORT...: pictures that two of them tell of.
in_two() {
    local report

    for report; do
        jq -R -r 'fromjson? | select(.record == "picture") |
            .path // .path_b64' "$report" | sort -u
    done | sort | uniq -d
}

# is_whole FOLDER REPORT...: the copies are those of one machine, to the byte,
# and the reports tell of each picture what that of one machine tells, each in
# one of them, and come to the same.
is_whole() {
    diff -r whole "$1" && diff <(records whole.jsonl) <(records "${@:2}") &&
        is '' in_two "${@:2}" &&
        is_status "$whole_status" graymill --summarize "${@:2}"
}

# went_on REPORT: a run was cut in its midst, and the next one has made nothing
# again of which a record had said that it was made.
went_on() {
    [ "$(grep -c '"record":"run"' "$1")" -ge 2 ] &&
        grep -q '"code":"done"' "$1" &&
        [ -z "$(jq -R -r 'fromjson? | select(.status == "converted") |
            .path // .path_b64' "$1" | sort | uniq -d)" ]
}

# last_of K/N: the picture that a run of one worker comes to last in a shard.
last_of() {
    graymill -q -r -j 1 --shard="$1" --report=- -o /run/probe photos \
        2>/dev/null | jq -r 'select(.status == "converted") | .path' |
        tail -n 1
    rm -rf /run/probe
}

# largest_shards N: the two with the most pictures.
largest_shards() {
    local k

    for ((k = 1; k <= $1; k++)); do
        echo "$(graymill -n -r --shard="$k/$1" -o gray photos \
            2>/dev/null | wc -l) $k"
    done | sort -rn | head -n 2 | cut -d ' ' -f 2
}

# recipe TEXT: the first block after the line of the man page that begins so.
recipe() {
    awk -v text="$1" '
        index($0, text) == 1 { here = 1 }
        here && /^\.Ed/ { exit }
        shown { print }
        here && /^\.Bd/ { shown = 1 }' "$here/../../man/graymill.1" |
        sed 's/\\e/\\/g' | grep .
}

here=$(realpath "${BASH_SOURCE[0]%/*}")
[ -n "${SCALE_BEGUN-}" ] || begin_again "$@"
program=$(realpath "${1:-$here/../../build/graymill}")
folder=$(realpath "${2:-$here/../../samples}")
unset GRAYMILL_JOBS NO_COLOR
own_folders || die 'a machine of its own'
own_network || die 'a network of its own'
ln -s "$program" /run/bin/graymill
export TMPDIR=/run/tmp
PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /run/work || exit 1
learn || die "$folder by one machine"
