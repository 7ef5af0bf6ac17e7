#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the driver and its workers need of the system.  tests/pool has jobs
# that crash, lie and hang.

load faults

all='a.ppm b.jpg c.png'

@test "first fork: EAGAIN" {
    faulty 'fork EAGAIN' -j2 in
    expect 4 '' 'graymill: fork: Resource temporarily unavailable'
}

@test "second fork: EAGAIN; one worker does it" {
    faulty 'fork EAGAIN from=2' -j2 in
    expect 0 "$all"
    [[ "$(cat stdout)" == *"(1 worker)" ]]
}

@test "clone(2), by strace: EAGAIN" {
    traced clone:error=EAGAIN -j2 in
    expect 4 '' 'graymill: fork: Resource temporarily unavailable'
}

@test "pipe for the first worker: EMFILE" {
    faulty 'pipe2 EMFILE at=3' -j2 in
    expect 4 '' 'graymill: pipe: Too many open files'
}

@test "pipe for the second worker: ENFILE; one worker does it" {
    faulty 'pipe2 ENFILE at=5' -j2 in
    expect 0 "$all"
    [[ "$(cat stdout)" == *"(1 worker)" ]]
}

@test "a limit of six descriptors, and of nine" {
    # shellcheck disable=SC2016 # for the inner shell
    observe sh -c 'ulimit -n 6 && exec "$@"' sh "$binary" "${options[@]}" in
    expect 4 '' 'graymill: out: make folder: Too many open files'
    # shellcheck disable=SC2016
    observe sh -c 'ulimit -n 9 && exec "$@"' sh "$binary" "${options[@]}" in
    expect 4 '' 'graymill: pipe: Too many open files'
}

@test "memory shared with workers: ENOMEM" {
    faulty 'mmap ENOMEM' in
    expect 4 '' \
        'graymill: memory shared with workers: Cannot allocate memory'
}

@test "random number of the run: ENOSYS" {
    faulty 'getrandom ENOSYS' in
    expect 4 '' 'graymill: getrandom: Function not implemented'
}

@test "dying with the driver, prctl(2): EPERM" {
    traced prctl:error=EPERM -j2 in
    expect 4 '' 'graymill: workers die before they do any job: worker exited with status 2'
}

@test "no close_range(2): ENOSYS" {
    faulty 'close_range ENOSYS' -j2 in
    expect 0 "$all"
}

@test "every second call that can be interrupted: EINTR" {
    faulty 'open EINTR every=2
read EINTR every=2
write EINTR every=2
poll EINTR every=2
waitpid EINTR every=2
getrandom EINTR every=2' -j2 in
    expect 0 "$all"
}

@test "poll(2) and wait4(2), by strace: EINTR every second time" {
    traced poll,wait4:error=EINTR:when=1+2 -j2 in
    expect 0 "$all"
}

@test "every poll: EINVAL" {
    faulty 'poll EINVAL' -j1 in/b.jpg
    expect 0 'b.jpg'
}

@test "reads of one byte from pipes" {
    faulty 'read short=1 path=pipe:' -j2 in
    expect 0 "$all"
}

@test "writes of one byte to pipes" {
    faulty 'write short=1 path=pipe:' -j2 in
    expect 0 "$all"
}

@test "every second write to a worker: EAGAIN" {
    faulty 'write EAGAIN in=driver path=pipe: every=2' -j2 in
    expect 0 "$all"
}

@test "the pipe of results ends early, once" {
    faulty 'read short=0 in=driver path=pipe: at=2' -j1 in
    expect 0 "$all"
}

@test "the pipe of jobs ends early, always" {
    faulty 'read short=0 in=worker path=pipe:' -j1 in
    expect 1 '' 'graymill: in/a.ppm: worker exited with status 0' \
        'graymill: in/b.jpg: worker exited with status 0' \
        'graymill: in/c.png: worker exited with status 0'
}

@test "a worker cannot be written to, once: EPIPE" {
    faulty 'write EPIPE in=driver path=pipe: most=1' -j1 in
    expect 0 "$all"
}

@test "no worker can be written to: EPIPE" {
    faulty 'write EPIPE in=driver path=pipe:' -j1 in
    expect 4 '' 'graymill: workers die before they do any job: worker killed by signal 9 (Killed)'
}

@test "no worker can write: EPIPE" {
    faulty 'write EPIPE in=worker path=pipe:' -j1 in
    expect 4 '' 'graymill: workers die before they do any job: worker exited with status 2'
}

@test "a garbled result, once; the job is done again" {
    faulty 'write garble in=worker path=pipe: at=2 most=1' -j1 in
    expect 0 "$all"
}

# What a worker has written before that is whole, though nobody can know.
@test "every result is garbled" {
    faulty 'write garble in=worker path=pipe: from=2' -j1 in
    expect 1 "$left" \
        'graymill: in/a.ppm: worker sent a garbled result and was killed' \
        'graymill: in/b.jpg: worker sent a garbled result and was killed' \
        'graymill: in/c.png: worker sent a garbled result and was killed'
}

# In the midst of it: the status of the job, and the format of its picture.
@test "a result that makes no sense fails its job" {
    for byte in 104 106; do
        rm -rf out
        faulty "write garble=$byte in=worker path=pipe: at=2 most=1" -j1 in
        expect 1 'b.jpg c.png' 'graymill: in/a.ppm: garbled result'
    done
}

@test "every batch of jobs is garbled" {
    faulty 'write garble in=driver path=pipe:' -j1 in
    expect 1 '' 'graymill: in/a.ppm: worker exited with status 2' \
        'graymill: in/b.jpg: worker exited with status 2' \
        'graymill: in/c.png: worker exited with status 2'
}

# The limit is less than the jump, and more than a picture takes anywhere.
@test "the driver's clock jumps an hour ahead, --timeout=1800" {
    faulty 'clock_gettime jump=3600 in=driver from=6' -j2 --timeout=1800 in
    expect 0 "$all"
}

# No time has passed when the end is before the beginning.
@test "the driver's clock jumps an hour back, --timeout=1800" {
    faulty 'clock_gettime jump=3600 in=driver most=5' -j2 --timeout=1800 in
    expect 0 "$all"
    [[ "$(cat stdout)" == "Processed: 3 images in 0.00 s, "*" (2 workers)" ]]
}

@test "the driver's clock jumps an hour to and fro, --timeout=1800" {
    faulty 'clock_gettime jump=3600 in=driver every=2' -j2 --timeout=1800 in
    expect 0 "$all"
}

# The driver looks for late jobs whenever its own clock has jumped.
jumps='clock_gettime jump=3600 in=driver most=5
clock_gettime jump=7200 in=driver most=3
clock_gettime jump=10800 in=driver most=3
clock_gettime jump=14400 in=driver most=3
clock_gettime jump=18000 in=driver'

@test "the workers' clocks are hours ahead, --timeout=1800" {
    faulty "$jumps
clock_gettime jump=21600 in=worker" -j2 --timeout=1800 in
    expect 0 "$all"
}

@test "the workers' clocks are hours behind, --timeout=1800" {
    faulty "$jumps" -j2 --timeout=1800 in
    expect 0 "$all"
}

# The driver sleeps in a call that has standard output for its descriptor: in
# write(2), for the pipe is full.
is_at_output() {
    local fd
    read -r _ fd _ <"/proc/$driver/syscall" && [ "$fd" = 0x1 ]
} 2>/dev/null

@test "an interrupt while standard output is full loses no line" {
    [ -n "$(cat /proc/self/syscall 2>/dev/null)" ] ||
        skip 'what a process waits for is not told here'
    name=$(printf '%060d' 0)
    for i in $(seq 600); do
        ln in/c.png "in/$name$i.png"
    done
    mkfifo pipe
    env --default-signal=INT "$binary" -v "${options[@]}" in >pipe 2>err 3>&- &
    driver=$!
    exec 5<pipe
    wait_until is_at_output
    kill -INT "$driver"
    wait_until took_signals "$driver"
    wait_until is_at_output
    cat <&5 >lines
    ended=0
    wait "$driver" || ended=$?
    [ "$ended" -eq 130 ]
    [ "$(wc -l <lines)" -eq 604 ]
    [[ "$(cat err)" == "graymill: stopping"*"; interrupt again to kill"* ]]
}

# without_lock INJECTION LOCK HARM: the run goes on and says so, or stops there.
without_lock() {
    rm -rf out
    traced "$1" --sandbox=auto -j1 in
    expect 0 "$all" "$(cat stderr)"
    [[ "$(cat stderr)" == "graymill: sandbox: "*" $2: a worker can $3" ]]
    rm -rf out
    traced "$1" --sandbox=require -j1 in
    expect 4 '' "$(cat stderr)"
    grep -q '^graymill: sandbox' stderr
}

@test "a lock that is there and cannot be closed, by strace" {
    "$binary" -q --sandbox=require -o locked in || skip 'locks are missing'
    local files='read and write all that the user can'
    without_lock landlock_create_ruleset:error=ENOMEM:when=2+2 Landlock "$files"
    without_lock landlock_add_rule:error=ENOMEM Landlock "$files"
    without_lock landlock_restrict_self:error=ENOMEM Landlock "$files"
    without_lock seccomp:error=ENOSYS seccomp 'make any system call'
    # A worker's last before it enters the filter.
    without_lock prctl:error=ENOMEM:when=3 seccomp 'make any system call'
    without_lock dup2:error=EBADF:when=1 'Landlock and seccomp' \
        'do all that the user can'
    # A sanitizer has a limit of its own to set.
    if ! is_sanitized; then
        without_lock prlimit64:error=EPERM 'Landlock and seccomp' \
            'do all that the user can'
    fi
}
