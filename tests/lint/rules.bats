# SPDX-License-Identifier: MIT
#
# Each rule of tests/lint, seen to fail on a tree that breaks it.

rules=$BATS_TEST_DIRNAME

# A small tree that keeps every rule.
setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    mkdir -p src/base src/image src/pool src/cli third_party samples tests .ci
    spdx='/* SPDX-License-Identifier: MIT */'
    echo '# SPDX-License-Identifier: MIT' >Makefile
    printf '%s\n' "$spdx" '#ifndef GM_BASE_ERR_H' '#define GM_BASE_ERR_H' \
        'int err_make(void);' '#endif' >src/base/err.h
    printf '%s\n' "$spdx" '#include "base/err.h"' '' '#include <string.h>' \
        'int' 'err_make(void)' '{' '	return 0;' '}' >src/base/err.c
    printf '%s\n' "$spdx" '#include "base/err.h"' '#include <png.h>' \
        'int codec_x(void);' 'int codec_x(void) { return err_make(); }' \
        >src/image/codec_png.c
    printf '%s\n' "$spdx" '#include <stdlib.h>' 'int main(void) { exit(0); }' \
        >src/main.c
}

fails_with() {
    run "$rules/$1"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ $output == *"$2"* ]]
}

# symbols TEXT: compile one file with that text and look at its symbols.
symbols() {
    mkdir -p build/obj/pool
    touch src/pool/wire.h "src/pool/${2-wire}.c"
    printf '%s\n' "$1" | gcc -O1 -x c -c -o "build/obj/pool/${2-wire}.o" -
    run "$rules/symbols.sh" build
    echo "$output"
}

@test "a tree that keeps the rules passes" {
    "$rules/walls.sh"
    "$rules/texts.sh"
}

@test "a room may not include what it may not know" {
    printf '#include "image/codec.h"\n' >>src/base/err.c
    echo '/* SPDX-License-Identifier: MIT */' >src/image/codec.h
    fails_with walls.sh 'base may not know image/codec.h'
}

@test "one header of a room can be allowed and the rest not" {
    touch src/image/gray.h src/image/image.h
    echo '#include "image/gray.h"' >src/cli/a.c
    "$rules/walls.sh"
    echo '#include "image/image.h"' >>src/cli/a.c
    fails_with walls.sh 'cli may not know image/image.h'
}

@test "an include in a comment is none" {
    printf '/*\n#include "image/codec.h"\n*/\n' >>src/base/err.c
    "$rules/walls.sh"
}

@test "includes are written from src/" {
    echo '#include "err.h"' >>src/base/err.c
    fails_with walls.sh 'not written from src/'
}

@test "a room that the table does not know is told" {
    mkdir src/attic
    touch src/attic/a.c
    fails_with walls.sh 'no such room'
}

@test "a third-party header is included once" {
    echo '#include <png.h>' >>src/base/err.c
    fails_with walls.sh '<png.h> is included by'
}

@test "calls that belong to one place" {
    echo 'void f(void) { exit(1); }' >>src/base/err.c
    fails_with walls.sh 'calls exit,'
    echo 'void f(void) { _exit(1); }' >src/base/err.c
    fails_with walls.sh 'calls _exit'
    echo 'void f(void) { if (setjmp(x)) g(); }' >src/base/err.c
    fails_with walls.sh 'longjmp, which'
    echo 'int f(void) { return fork(); }' >src/base/err.c
    fails_with walls.sh 'calls fork'
    echo 'int f(void) { return system("ls"); }' >src/base/err.c
    fails_with walls.sh 'system|popen, which'
    echo 'void f(void) { my_exit(1); board_fork(); }' >src/base/err.c
    "$rules/walls.sh"
}

@test "the SPDX line stands at the top" {
    sed -i 1d src/base/err.c
    fails_with texts.sh 'no SPDX line'
}

@test "white space at the end of a line" {
    echo 'int x; ' >>src/base/err.c
    fails_with texts.sh 'white space'
}

@test "unfinished business" {
    echo "/* TO""DO: more */" >>src/base/err.c
    fails_with texts.sh 'unfinished'
}

@test "a line comment" {
    echo 'int x; // why' >>src/base/err.c
    fails_with texts.sh 'a // comment'
    sed -i '$d' src/base/err.c
    echo 'const char *x = "http://y"; /* see http://z */' >>src/base/err.c
    "$rules/texts.sh"
}

@test "a macro that looks like a function" {
    echo '#define TWICE(x) ((x) + (x))' >>src/base/err.c
    fails_with texts.sh 'looks like a function'
}

@test "a guard that is not the file's own" {
    sed -i s/GM_BASE_ERR_H/GM_ERR_H/ src/base/err.h
    fails_with texts.sh 'its guard GM_BASE_ERR_H'
}

@test "file names are unique" {
    cp src/base/err.c src/image/err.c
    fails_with texts.sh 'err.c: names more than one file'
}

@test "a long file is a warning and no failure" {
    for _ in {1..300}; do echo '/* line */' >>src/base/err.c; done
    run "$rules/texts.sh"
    [ "$status" -eq 0 ]
    [[ $output == *'src/base/err.c: 309 lines'* ]]
}

@test "state that outlives a call" {
    symbols 'int wire_f(void) { static int n; return ++n; }'
    [ "$status" -eq 1 ]
    [[ $output == *'n.'*' is mutable'* ]]
    symbols 'const char *wire_names[] = {"a"};'
    [ "$status" -eq 1 ]
    symbols 'const char *const wire_names[] = {"a", "b"};'
    [ "$status" -eq 0 ]
    symbols 'int wire_pipe[2];' signals
    [[ $output != *wire_pipe' is mutable'* ]]
}

@test "an exported name starts with its noun" {
    symbols 'int helper(void) { return 0; }'
    [ "$status" -eq 1 ]
    [[ $output == *'helper does not start with a noun'* ]]
    symbols 'int wire_f(void) { return 0; }'
    [ "$status" -eq 0 ]
}
