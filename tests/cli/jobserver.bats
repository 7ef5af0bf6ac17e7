#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --jobserver: no more workers than make has jobs to spare, and no token lost.

load common

bats_require_minimum_version 1.5.0

# some_ppms N: in in/, each with work for a worker.
some_ppms() {
    mkdir in
    for ((i = 0; i < $1; i++)); do
        printf 'P6 3000 3000 255\n' >"in/$i.ppm"
        truncate -s +27000000 "in/$i.ppm"
    done
}

# A program for recipes: tokens take N | put N | count, of the jobserver.
write_tokens() {
    cat >tokens.py <<'END'
import os, re, sys
auth = re.findall(r"--jobserver-(?:auth|fds)=(\S+)", os.environ["MAKEFLAGS"])[-1]
if auth.startswith("fifo:"):
    path, writer = auth[5:], os.open(auth[5:], os.O_RDWR)
else:
    reader, writer = map(int, auth.split(","))
    path = f"/proc/self/fd/{reader}"
again = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
def take(most):
    taken = b""
    while len(taken) < most:
        try:
            taken += os.read(again, 1)
        except BlockingIOError:
            break
    return taken
if sys.argv[1] == "take":
    assert len(take(int(sys.argv[2]))) == int(sys.argv[2])
elif sys.argv[1] == "put":
    os.write(writer, b"+" * int(sys.argv[2]))
else:
    there = take(4096)
    os.write(writer, there)
    print(len(there))
END
}

# styles: options for each kind of jobserver that make can have; one, before 4.4.
styles() {
    make --jobserver-style=pipe --version >/dev/null 2>&1 &&
        echo --jobserver-style=fifo --jobserver-style=pipe || echo -s
}

# makes N RECIPE: by make -jN, whose tokens are all there after each line.
makes() {
    local n=$1 style
    shift
    write_tokens
    {
        printf 'all:\n'
        printf '\t+%s\n' "$@"
        printf '\t+python3 tokens.py count >count\n'
    } >Makefile
    for style in $(styles); do
        rm -rf count gray
        BIN=$binary ends make "$style" -j"$n" >out 2>err
        [ "$(cat count)" -eq $((n - 1)) ]
        run -1 grep -E 'tokens|jobserver' err
    done
}

# children N: the driver has that many, its guardian among them.
has_children() {
    [ "$(pgrep -c -P "$driver")" -eq "$1" ]
}

@test "each worker but one takes a token, and gives it back" {
    some_ppms 12
    # shellcheck disable=SC2016 # for the shell of make
    makes 3 '"$$BIN" -j 8 --jobserver --to=png -o gray in'
    [[ "$(grep Processed out)" == *'12 images in '*'(3 workers)' ]]
}

@test "while make has none to spare there is one worker" {
    some_ppms 6
    # shellcheck disable=SC2016 # for the shell of make
    makes 3 'python3 tokens.py take 2' \
        '"$$BIN" -j 8 --jobserver --to=png -o gray in' \
        'python3 tokens.py count >while; python3 tokens.py put 2'
    [[ "$(grep Processed out)" == *'6 images in '*'(1 worker)' ]]
    [ "$(cat while)" -eq 0 ]
}

@test "no more are taken than there is work for, nor than -j says" {
    some_ppms 6
    # shellcheck disable=SC2016 # for the shell of make
    makes 5 '"$$BIN" -j 2 --jobserver --to=png -o gray in'
    [[ "$(grep Processed out)" == *'(2 workers)' ]]
}

@test "tokens go back from a run that fails, and one whose worker dies" {
    some_ppms 6
    echo none >in/x.png
    for i in 1 2 3; do
        giant_ppm in/giant$i.ppm
    done
    cat >die.sh <<'END'
"$BIN" -j 3 --jobserver --fail-fast -o gray in/x.png in/[0-9].ppm
[ $? -eq 4 ] || exit 1
"$BIN" -j 3 --jobserver --to=png -o gray in/giant[123].ppm &
driver=$!
until [ "$(pgrep -c -P $driver)" -eq 4 ]; do
    kill -0 $driver || exit 1
    sleep 0.01
done
pkill -KILL -n -P $driver
# It goes on, until it is told not to: two signals at a time may be one.
while kill -TERM $driver 2>/dev/null; do
    sleep 0.01
done
wait $driver
true
END
    makes 3 'bash die.sh'
}

@test "tokens go back when the run is interrupted, or killed" {
    mkdir in
    for i in 1 2 3; do
        giant_ppm in/$i.ppm
    done
    mkfifo tokens.fifo
    exec 5<>tokens.fifo
    flags="-j --jobserver-auth=3,4 --jobserver-auth=fifo:$PWD/tokens.fifo"
    for signal in KILL TERM INT; do
        env --default-signal=INT MAKEFLAGS="$flags" "$binary" -j 3 \
            --jobserver --to=png -o out in >out.txt 2>&1 3>&- 5>&- &
        driver=$!
        wait_until has_children 2
        # Another worker works once there is a token for it.
        printf 'ab' >&5
        wait_until has_children 4
        run ! read -r -t 0 -u 5
        # Two at a time may be one.
        while kill -s "$signal" "$driver" 2>/dev/null; do
            sleep 0.01
        done
        wait "$driver" || true
        got=
        while [ "${#got}" -lt 2 ]; do
            read -r -N 1 -t "$hang_s" -u 5 byte
            got+=$byte
        done
        [[ "$got" == ab || "$got" == ba ]]
        run ! read -r -t 0 -u 5
    done
}

@test "without its guardian a run goes on with the worker that it has" {
    some_ppms 3
    big_ppm in/big.ppm
    mkfifo tokens.fifo
    exec 5<>tokens.fifo
    MAKEFLAGS="--jobserver-auth=fifo:$PWD/tokens.fifo" "$binary" -j 3 --jobserver --to=png -o out in >out.txt 2>&1 3>&- 5>&- &
    driver=$!
    # The guardian is the older one.
    wait_until has_children 2
    pkill -KILL -o -P "$driver"
    wait "$driver"
    grep -q '4 images in .*(1 worker)' out.txt
}

@test "without a jobserver a line says why, and there is one worker" {
    some_ppms 6
    run graymill --jobserver -o gray in
    [ "${lines[0]}" = 'graymill: --jobserver: MAKEFLAGS tells of none: is it run by make -j?; going on with one worker' ]
    [[ "${lines[1]}" == *'(1 worker)' ]]
    run graymill -j 2 --jobserver -o gray in
    [[ "${lines[0]}" == *'; going on as -j says' ]]
    [[ "${lines[1]}" == *'(2 workers)' ]]
    run graymill -q --jobserver -o gray in
    [ -z "$output" ]
    MAKEFLAGS=--jobserver-auth=fifo:missing run graymill --jobserver -o gray in
    [[ "${lines[0]}" == 'graymill: --jobserver: open: No such file or directory; going on with one worker' ]]
    for odd in -2,-2 98,99 3 x,y fifo:in; do
        MAKEFLAGS="--jobserver-auth=$odd" run graymill --jobserver -o gray in
        [ "$status" -eq 0 ]
        [[ "${lines[0]}" == 'graymill: --jobserver: '* ]]
    done
}

@test "a recipe without a + is told so" {
    some_ppms 2
    # shellcheck disable=SC2016 # for the shell of make
    printf 'all:\n\t"$$BIN" --jobserver -o gray in\n' >Makefile
    # That of a pipe: one that has a name is open to all recipes.
    style=$(styles)
    BIN=$binary ends make "${style##* }" -j3 >out 2>err 3>&-
    grep -q '^graymill: --jobserver: make has closed it: the recipe needs a + before the command; ' err
    grep -q '(1 worker)' out
}
