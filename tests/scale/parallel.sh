#!/bin/bash
# SPDX-License-Identifier: MIT
#
# parallel.sh GRAYMILL [FOLDER] - GNU parallel over ssh, runs killed, a host lost
#
# sshd on two hosts, see hosts.bash, which have the files of all, as by NFS.

# shellcheck disable=SC1091,SC2154 # what hosts.bash has
. "${0%/*}/hosts.bash"

# Keys for root, whose home is a folder of this script's own.  Without
# ServerAliveInterval a lost host would be waited for.
begin_ssh() {
    mkdir -m 755 /run/sshd
    mkdir -m 700 "$HOME" "$HOME/.ssh"
    sed -i "s|^root:.*|root:x:0:0:root:$HOME:/bin/bash|" /etc/passwd
    sed -i 's|^root:[^:]*:|root:*:|' /etc/shadow
    ssh-keygen -q -A
    ssh-keygen -q -t ed25519 -N '' -f "$HOME/.ssh/id_ed25519" || return
    cp "$HOME/.ssh/id_ed25519.pub" "$HOME/.ssh/authorized_keys"
    cat >"$HOME/.ssh/config" <<'CONF'
StrictHostKeyChecking accept-new
LogLevel ERROR
ServerAliveInterval 5
CONF
    host n1 10.0.0.2 /usr/sbin/sshd -D -e -o UsePAM=no -o "SetEnv=PATH=$PATH"
    host n2 10.0.0.3 /usr/sbin/sshd -D -e -o UsePAM=no -o "SetEnv=PATH=$PATH"
}

answers() {
    ssh -o BatchMode=yes "$1" true 2>>/run/ssh.log
}

# has_failed_alike N: the status of parallel is how many runs have failed.
has_failed_alike() {
    [ "$(($1 > 0))" -eq "$whole_status" ]
}

export HOME=/run/home
logs+=(/run/ssh.log '*.log')
begin_ssh || die 'sshd'
wait_until 'n1 by ssh' answers n1
wait_until 'n2 by ssh' answers n2

mapfile -t k < <(largest_shards 8)
at=("$(last_of "${k[0]}/8")" "$(last_of "${k[1]}/8")")

# The runs of the man page, of which one is killed, and one loses its host.
# What has failed is tried again where it has failed least; a host that is lost
# fails at once, and so takes tries.
recipe 'One run at a time' | sed 's/32/8/g' >gray.sh
hold "${at[@]}"
sh gray.sh >parallel.log 2>&1 &
engine=$!
for i in 0 1; do
    wait_until "shard ${k[i]} in its midst" in_midst "${at[i]}" \
        "gray.${k[i]}.jsonl"
done
node=$(host_of_held "${at[1]}")
kill_run "${at[0]}"
lose "$node"
let_go
wait_until 'the end of parallel' is_gone "$engine"
wait "$engine"
ok "it has failed where a run on one machine has" has_failed_alike "$?"
ok 'runs of which one is killed and one loses its host do what one machine does' \
    is_whole gray gray.*.jsonl
ok 'and what was killed has gone on where its report ended' \
    went_on "gray.${k[0]}.jsonl"
ok 'and what was lost' went_on "gray.${k[1]}.jsonl"

# Without another try: the same command again, by the log of what has failed.
rm -r gray gray.*.jsonl gray.log
other=$([ "$node" = n1 ] && echo n2 || echo n1)
sed -i "s/--retries 5/--resume-failed/; s/n1,n2/$other/" gray.sh
hold "${at[0]}"
sh gray.sh >parallel.log 2>&1 &
engine=$!
wait_until "shard ${k[0]} in its midst" in_midst "${at[0]}" "gray.${k[0]}.jsonl"
kill_run "${at[0]}"
let_go
wait_until 'the end of parallel' is_gone "$engine"
wait "$engine"
ok 'a run that was killed has failed' [ "$?" -ne 0 ]
sh gray.sh >>parallel.log 2>&1
ok 'the same again has failed where a run on one machine has' \
    has_failed_alike "$?"
ok 'and does what one machine does' is_whole gray gray.*.jsonl
ok 'and has gone on where the report ended' went_on "gray.${k[0]}.jsonl"
end
