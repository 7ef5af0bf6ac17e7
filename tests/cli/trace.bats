#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --trace: what each worker did when.

load common

bats_require_minimum_version 1.5.0

samples=$BATS_TEST_DIRNAME/../../samples

# events FILTER: those of t.json that jq selects, one a line; of a trace that
# was cut short, too.
events() {
    jq -c ".[] | select($1)" t.json 2>/dev/null ||
        { sed '$!b; /}$/!d' t.json && echo ']'; } | jq -c ".[] | select($1)"
}

@test "each picture that took a worker is an event, and none overlap" {
    mkdir in
    cp "$samples"/*.* in/
    head -c 300 "$samples/photo.jpg" >in/cut.jpg
    run -1 graymill -j 4 -r --trace=t.json --report=r.jsonl -o out in
    python3 - <<'END'
import json
with open("t.json", encoding="utf-8") as file:
    events = json.load(file)
with open("r.jsonl", encoding="utf-8") as file:
    records = [json.loads(line) for line in file]
pictures = {r["path"]: r for r in records
            if r["record"] == "picture" and "worker" in r}
head = events[0]
assert head["name"] == "process_name" and head["ph"] == "M", head
assert head["args"] == {"name": "graymill"}, head
assert {e["pid"] for e in events} == {head["pid"]}
named = [e["tid"] for e in events if e["name"] == "thread_name"]
assert len(set(named)) == len(named)
done = [e for e in events if e["ph"] == "X"]
assert set(named) == {e["tid"] for e in done}
assert sorted(e["name"] for e in done) == sorted(pictures)
assert len(done) + len(named) + 1 == len(events)
for event in done:
    record = pictures[event["name"]]
    args = event["args"]
    assert event["tid"] == record["worker"]
    assert abs(event["ts"] - record["start_ms"] * 1000) < 1, (event, record)
    assert abs(event["dur"] - record["wall_ms"] * 1000) < 1, (event, record)
    for key in "status bytes_in bytes_out code reason format way".split():
        assert args.get(key) == record.get(key), (key, event, record)
assert any(e["args"]["status"] == "failed" for e in done)
for worker in named:
    at = 0
    for event in sorted((e for e in done if e["tid"] == worker),
                        key=lambda e: e["ts"]):
        assert event["ts"] >= at, event
        at = event["ts"] + event["dur"]
END
}

@test "names of any bytes are told" {
    cp "$samples/photo.jpg" $'a"\\\n\xff.jpg'
    graymill --trace=t.json ./*.jpg
    [ "$(events '.ph == "X"' | jq -r .name)" = $'./a"\\\n\xef\xbf\xbd.jpg' ]
}

@test "a picture that is lost with its worker is a mark" {
    big_ppm big.ppm
    "$binary" --trace=t.json -q big.ppm 2>/dev/null &
    wait_until compgen -G '.graymill-*/*'
    pkill -KILL -P $!
    wait $! || true
    [ "$(events '.ph == "X"' | wc -l)" -eq 0 ]
    events '.ph == "i"' | jq -e '.name == "big.ppm" and .s == "t" and
        .ts > 0 and .args.status == "failed" and .args.signal == 9 and
        .args.code == "crash"'
}

@test "a trace that is cut short has all that ended before" {
    mkdir in
    cp "$samples/photo.jpg" in/0.jpg
    big_ppm in/1.ppm
    "$binary" -j 1 --trace=t.json -o out in >/dev/null 2>&1 &
    # It has told of the first once the second is begun.
    wait_until grep -qs '"in/0.jpg"' t.json
    kill -KILL $!
    wait $! || true
    run -1 grep -q '^]' t.json
    [ "$(events '.ph == "X"' | jq -r .name)" = in/0.jpg ]
    # A prefix of whole lines is an array without its end.
    head -n 2 t.json >some.json
    echo ']' >>some.json
    jq -e 'length == 2' some.json
}

@test "- is standard output, and nothing else is there" {
    cp "$samples/photo.jpg" .
    graymill --trace=- photo.jpg >t.json
    [ "$(events '.ph == "X"' | wc -l)" -eq 1 ]
    run -2 graymill -v --trace=- photo.jpg
    run -2 graymill --report=- --trace=- photo.jpg
}

@test "nothing is replaced but a trace" {
    cp "$samples/photo.jpg" .
    graymill --trace=t.json photo.jpg
    graymill --trace=t.json photo.jpg
    [ "$(events '.ph == "X"' | wc -l)" -eq 1 ]
    rm processed_photo.jpg
    echo mine >notes.txt
    run -2 graymill --trace=notes.txt photo.jpg
    [ "$output" = 'graymill: notes.txt: is there, and is no trace' ]
    [ "$(cat notes.txt)" = mine ]
    run -2 graymill --trace=t.jpg photo.jpg
    [ "$output" = 'graymill: t.jpg: is a name for a picture, not for a trace' ]
    run -2 graymill --trace=./r --report=r photo.jpg
    [ "$output" = 'graymill: ./r: is that of --report' ]
    graymill --report=r2 photo.jpg
    run -2 graymill --trace=r2 photo.jpg
    [ "$output" = 'graymill: r2: is there, and is no trace' ]
    run -2 graymill -n --trace=t.json photo.jpg
    [ "${lines[0]}" = "graymill: option '--dry-run' cannot be with --trace" ]
    run -2 graymill --trace=no/folder photo.jpg
    [[ "$output" == 'graymill: no/folder: open: '* ]]
}

@test "a trace that cannot be written stops the run" {
    cp "$samples/photo.jpg" .
    run -4 graymill --trace=/dev/full photo.jpg
    [[ "$output" == *'graymill: /dev/full: write: No space left on device'* ]]
}
