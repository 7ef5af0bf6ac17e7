#!/bin/bash
# SPDX-License-Identifier: MIT
#
# mpi.sh GRAYMILL [FOLDER] - ranks of Open MPI, one killed
#
# For ranks on several nodes, see slurm.sh.

# shellcheck disable=SC1091,SC2154 # what hosts.bash has
. "${0%/*}/hosts.bash"
logs+=('*.log')

# What mpirun asks of root, and of more ranks than processors.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1

mapfile -t k < <(largest_shards 4)
at=$(last_of "${k[0]}/4")
rank=$((k[0] - 1))

# try_ranks: with one killed in its midst; $status is that of mpirun.
try_ranks() {
    local engine

    rm -rf gray gray.*.jsonl
    hold "$at"
    sh gray.sh >mpirun.log 2>&1 &
    engine=$!
    wait_until "rank $rank in its midst" in_midst "$at" "gray.$rank.jsonl"
    kill_run "$at"
    wait_until 'the end of mpirun' is_gone "$engine"
    let_go
    wait "$engine"
    status=$?
}

# All is there once it is run again.
run_again() {
    sh gray.sh >>mpirun.log 2>&1
    ok 'run again, it does what one machine does' is_whole gray gray.*.jsonl
    ok 'and it has gone on where the report ended' went_on "gray.$rank.jsonl"
}

# The ranks of the man page.
recipe 'Ranks of Open MPI' | sed 's/32/4/g; /--summarize/d' >gray.sh
try_ranks
ok 'where the run of a rank is killed, all others come to their end' \
    [ "$(cat gray.*.jsonl | grep -c '"record":"end"')" -eq 3 ]
ok 'and the reports tell' is_status 4 graymill --summarize gray.*.jsonl
run_again

# And where they do fail, but for pictures.
sed -i 's/ || true/ || [ $? -eq 1 ]/' gray.sh
try_ranks
ok 'where a rank fails, mpirun says so' [ "$status" -ne 0 ]
run_again
end
