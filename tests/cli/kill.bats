#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is left when workers or the driver are killed in mid-run.

bats_require_minimum_version 1.5.0
load common

workers_of() {
    pgrep -P "$1"
}

# A shell without job control has its background jobs ignore SIGINT.
start() {
    env --default-signal=INT "$binary" --progress=never "$@" >out 2>err 3>&- &
    driver=$!
}

# The worker that is at a big picture: it writes a file in a stage.
busy_worker() {
    local pid fd
    for pid in $(workers_of "$driver"); do
        for fd in "/proc/$pid/fd/"*; do
            case $(readlink "$fd") in
            *.graymill-*.tmp/*[0-9])
                if [ "$(stat -L -c %s "$fd")" -gt 65536 ]; then
                    echo "$pid"
                    return
                fi
                ;;
            esac
        done
    done 2>/dev/null
}

has_temporary() {
    [ -n "$(busy_worker)" ]
}

find_worker() {
    wait_until has_temporary
    worker=$(busy_worker)
}

@test "a killed worker: its file is named, the rest is converted" {
    giant_ppm big.ppm
    for i in 1 2 3 4 5; do
        cp "$data/colour.png" "$i.png"
    done
    start -j 2 .
    find_worker
    kill -9 "$worker"
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 1 ]
    [[ "$(cat err)" == "graymill: ./big.ppm: worker killed by signal 9 (Killed); out of memory?"* ]]
    [[ "$(cat out)" == "Processed: 5 images in "*"; 1 failed)" ]]
    [ ! -e processed_big.ppm ]
    assert_no_temporaries
}

@test "a killed driver leaves no worker and no partial output" {
    giant_ppm a.ppm
    giant_ppm b.ppm
    start -j 2 .
    wait_until has_temporary
    workers=$(workers_of "$driver")
    [ -n "$workers" ]
    kill -9 "$driver"
    wait "$driver" || true
    for pid in $workers; do
        wait_until is_gone "$pid"
    done
    [ -z "$(find . -name 'processed_*')" ]
}

@test "a killed driver has told what failed" {
    giant_ppm a.ppm
    : >b.png
    start -j 2 a.ppm b.png
    wait_until has_temporary
    wait_until test -s err
    kill -9 "$driver"
    wait "$driver" || true
    [[ "$(cat err)" == "graymill: b.png: "* ]]
}

@test "an interrupt lets running jobs finish and ends by the signal" {
    # Far more than are begun before the interrupt comes.
    big_ppm 1.ppm
    for i in $(seq 2 50); do
        ln 1.ppm "$i.ppm"
    done
    start -j 1 .
    wait_until has_temporary
    kill -INT "$driver"
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 130 ]
    [[ "$(cat out)" == *" not tried)" ]]
    [ "$(cat err)" = "graymill: stopping when 1 picture is done; interrupt \
again to kill
graymill: stopped early: to go on, run it again with --skip-existing" ]
    assert_no_temporaries
    for file in processed_*.ppm; do
        [ "$(stat -c %s "$file")" -eq 144000019 ]
    done
    # It died by the signal and did not merely exit with 130.
    run python3 - "$binary" <<'END'
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.argv[1], "-j", "1", "-o", "out2", "."],
                         stdout=subprocess.DEVNULL)
while not (os.path.isdir("out2") and os.listdir("out2")):
    time.sleep(0.005)
child.terminate()
sys.exit(0 if child.wait() == -signal.SIGTERM else 1)
END
    [ "$status" -eq 0 ]
}

@test "a second interrupt kills and clears away" {
    giant_ppm a.ppm
    giant_ppm b.ppm
    start -j 2 .
    wait_until has_temporary
    kill -INT "$driver"
    wait_until took_signals "$driver"
    kill -INT "$driver"
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 130 ]
    [ "$(grep -c 'worker killed because of a second signal$' err)" -eq 2 ]
    assert_no_temporaries
}

@test "--grace gives up what goes on after a signal, and clears away" {
    giant_ppm a.ppm
    start -j 1 --grace=0.001 --report=r.jsonl .
    wait_until has_temporary
    kill -TERM "$driver"
    status=0
    wait "$driver" || status=$?
    [ "$status" -eq 143 ]
    grep -qx 'graymill: ./a.ppm: worker killed 0.001 s after the run was stopped' err
    [ "$(jq -r 'select(.record == "picture").code' r.jsonl)" = stopped ]
    assert_no_temporaries
    [ ! -e processed_a.ppm ]
}

@test "--time-limit begins no more, and the next run goes on" {
    mkdir in
    for i in $(seq 9); do
        cp "$data/colour.png" "in/$i.png"
    done
    giant_ppm in/big.ppm
    # The largest goes first; the limit comes while it is at work, or before.
    run -4 graymill -j 1 --time-limit=0.001 --grace=0.001 -o gray in
    [[ "$output" == *" not tried)"* ]]
    [[ "$output" == *"graymill: stopped early, by --time-limit: to go on, run \
it again with --skip-existing"* ]]
    [ -z "$(find gray -type f 2>/dev/null)" ]
    rm in/big.ppm
    run -0 graymill --time-limit=1000000 --skip-existing -o gray in
    [ "$(find gray -name 'processed_*.png' | wc -l)" -eq 9 ]
}

# Some limit lies between the two, whatever the machine.
@test "--timeout fails what takes too long and names it" {
    giant_ppm big.ppm
    cp "$data/colour.png" .
    for limit in 0.05 1 20 400; do
        start -j 2 --timeout="$limit" .
        status=0
        wait "$driver" || status=$?
        [ "$status" -eq 1 ]
        assert_no_temporaries
        [ ! -s processed_colour.png ] || break
    done
    [ -s processed_colour.png ]
    [[ "$(cat err)" == "graymill: ./big.ppm: timed out after $limit s"* ]]
}
