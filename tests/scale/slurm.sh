#!/bin/bash
# SPDX-License-Identifier: MIT
#
# slurm.sh GRAYMILL [FOLDER] - arrays of Slurm, tasks killed, a node lost
#
# slurmctld, and slurmd on two hosts, see hosts.bash.

# shellcheck disable=SC1091,SC2154 # what hosts.bash has
. "${0%/*}/hosts.bash"
logs+=('/var/log/slurm/*' 'slurm-*.out' '*.log')

# All that a cluster needs.  Munge has one key for all hosts, and here one
# daemon.  What is queued again waits for cred_expire, and is then seen within
# sched_interval.
begin_slurm() {
    dd if=/dev/urandom of=/etc/munge/munge.key bs=1024 count=1 status=none
    mkdir -m 755 /run/munge
    chown -R munge: /etc/munge /run/munge /var/l{ib,og}/munge
    setpriv --reuid=munge --regid=munge --clear-groups munged || return
    cat >/etc/slurm/slurm.conf <<'CONF'
ClusterName=site
SlurmctldHost=head
SlurmUser=root
AuthInfo=cred_expire=5
SchedulerParameters=sched_interval=2
ProctrackType=proctrack/linuxproc
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd.%n
SlurmdPidFile=/run/slurmd.%n.pid
SlurmctldLogFile=/var/log/slurm/slurmctld.log
SlurmdLogFile=/var/log/slurm/slurmd.%n.log
NodeName=n[1-2] CPUs=2
PartitionName=all Nodes=ALL Default=YES
CONF
    mkdir -p /var/spool/slurmctld
    slurmctld || return
    host n1 10.0.0.2 slurmd
    host n2 10.0.0.3 slurmd
}

# submit FILE [OPTION]...: $job is then its number.
submit() {
    job=$(sbatch --parsable "${@:2}" "$1") || die "sbatch $1"
}

# told NAME TASK: what Slurm tells of it.
told() {
    scontrol -o show job "$2" | grep -o " $1=[^ ]*" | cut -d = -f 2
}

# is_over JOB: all of its tasks.
is_over() {
    is '' squeue -h -j "$1"
}

begin_slurm || die 'Slurm'
wait_until 'both nodes' is idle sinfo -h -o %T

# Two shards of 8, and what they come to last.
mapfile -t k < <(largest_shards 8)
at=("$(last_of "${k[0]}/8")" "$(last_of "${k[1]}/8")")

# An array that is numbered in its own way.  The process of a task is killed, as
# one may be for want of memory, and the task is queued again.
cat >auto.sh <<'FILE'
#!/bin/sh
#SBATCH --array=0-14:2
n=$SLURM_ARRAY_TASK_ID
graymill -r --shard=auto -j "${SLURM_CPUS_PER_TASK:-1}" \
    --report="auto.$n.jsonl" --resume="auto.$n.jsonl" -o auto photos
FILE
n=$((2 * k[0] - 2))
hold "${at[0]}"
submit auto.sh
wait_until "task $n in its midst" in_midst "${at[0]}" "auto.$n.jsonl"
kill_run "${at[0]}"
let_go
wait_until 'the end of what was killed' is FAILED told JobState "${job}_$n"
ok 'what was killed has no end yet' is_status 4 \
    graymill --summarize auto.*.jsonl
scontrol requeue "${job}_$n" || die 'scontrol requeue'
wait_until 'the end of the array' is_over "$job"
ok 'auto: an array with a task killed does what one machine does' \
    is_whole auto auto.*.jsonl
ok 'and the task has gone on where its report ended' went_on "auto.$n.jsonl"
ok 'by the number of the task' grep -q \
    "this is ${k[0]}/8, by SLURM_ARRAY_TASK_ID" "slurm-${job}_$n.out"

# The tasks of a step, on both nodes.
srun -n 4 graymill -q -r -j 1 --shard=auto -o step photos 2>step.log
ok 'the tasks of a step do what one machine does' diff -r whole step

# Ranks in a job of both nodes: mpirun has a step for its daemon there.
cat >ranks.sh <<'FILE'
#!/bin/sh
#SBATCH -N 2 -n 4
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mpirun sh -c 'graymill -q -r -j 1 --shard=auto -o ranks photos || true'
FILE
submit ranks.sh
wait_until 'the end of the ranks' is_over "$job"
ok 'the ranks of a job do what one machine does' diff -r whole ranks

# The array of the man page.  A task is killed, and submitted again; the node of
# another is lost, and Slurm begins it again elsewhere.  That a node is down it
# would see by itself after SlurmdTimeout, which has to be longer than any
# machine is slow.
recipe 'An array of Slurm' | sed 's/32/8/g' >gray.sh
hold "${at[@]}"
submit gray.sh
for i in 0 1; do
    wait_until "task ${k[i]} in its midst" in_midst "${at[i]}" \
        "gray.${k[i]}.jsonl"
done
node=$(squeue -h -j "${job}_${k[1]}" -o %N)
lose "$node"
kill_run "${at[0]}"
let_go
wait_until 'the end of what was killed' is FAILED \
    told JobState "${job}_${k[0]}"
scontrol update NodeName="$node" State=DOWN Reason=lost
array=$job
submit gray.sh --array="${k[0]}"
wait_until 'the end of the array' is_over "$array"
wait_until 'the end of one task' is_over "$job"
ok 'an array with a task killed and a node lost does what one machine does' \
    is_whole gray gray.*.jsonl
ok 'and what was killed has gone on where its report ended' \
    went_on "gray.${k[0]}.jsonl"
ok 'and what was lost' went_on "gray.${k[1]}.jsonl"
ok 'which Slurm has begun again' is 1 told Restarts "${array}_${k[1]}"
end
