#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a terminal is sent.

load common

# Run it over a picture that takes its time, interrupted twice; in the terms of
# cat -v, to the file shown.
watch() {
    need_terminal
    giant_ppm big.ppm
    python3 "$BATS_TEST_DIRNAME/terminal.py" "$@" "$binary" -j 1 big.ppm |
        cat -v >shown
}

@test "keys that are echoed do not make the line of progress wrap" {
    watch front 11
    # The line is as wide as the terminal lets it be, the cursor at its start.
    grep -F '^M0/1 images^[[J^M^C' shown
    # It may be drawn again before the answer to a key comes.
    local again='\^C(\^M0/1 images\^\[\[J\^M)*\^M\^\[\[J'
    grep -E "${again}graymill: stopping when 1 picture is done;" shown
    grep -E "${again}graymill: big.ppm: \^\[\[31mworker killed" shown
}

@test "a run in the background draws no line of progress" {
    watch back 80
    grep -F 'graymill: stopping' shown
    run grep -F -e '0/1 images' -e '^[[J' shown
    [ "$status" -eq 1 ]
}

@test "an error is written in one piece" {
    : >1.png
    python3 - "$binary" >pieces <<'END'
import os, subprocess, sys

reader, writer = os.pipe2(os.O_DIRECT)
subprocess.run([sys.argv[1], "-q", "1.png"], stderr=writer)
os.close(writer)
while piece := os.read(reader, 4096):
    print(piece)
END
    diff pieces - <<<"b'graymill: 1.png: empty file\\n'"
}
