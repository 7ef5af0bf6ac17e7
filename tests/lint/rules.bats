# SPDX-License-Identifier: MIT
#
# Each rule of tests/lint, seen to fail on a tree that breaks it.

rules=$BATS_TEST_DIRNAME

# A small tree that keeps every rule.
setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    mkdir -p src/base src/image src/formats/{gif,pic,png} third_party \
        samples tests .ci
    echo '# SPDX-License-Identifier: MIT' >Makefile
    header base/err 'int err_make(void);'
    header image/image '#include "base/err.h"'
    header image/gray '#include "image/image.h"'
    header formats/png/png_lib 'int png_lib_read(void);'
    file base/err '#include <string.h>' '' 'int' 'err_make(void)' '{' \
        '	return 0;' '}'
    file formats/png/png_lib '#include <png.h>' 'int' 'png_lib_read(void)' '{' \
        '	return err_make();' '}'
    {
        echo '/* SPDX-License-Identifier: MIT */'
        echo '#include <stdlib.h>'
        echo 'int main(void) { exit(0); }'
    } >src/main.c
}

# header NAME TEXT...: src/NAME.h with its guard round the lines of text.
header() {
    local guard
    guard=GM_$(tr 'a-z/' 'A-Z_' <<<"$1")_H
    mkdir -p "src/${1%/*}"
    printf '%s\n' '/* SPDX-License-Identifier: MIT */' "#ifndef $guard" \
        "#define $guard" "${@:2}" '#endif' >"src/$1.h"
}

# file NAME TEXT...: src/NAME.c, which includes its header.
file() {
    mkdir -p "src/${1%/*}"
    printf '%s\n' '/* SPDX-License-Identifier: MIT */' "#include \"$1.h\"" \
        "${@:2}" >"src/$1.c"
}

fails_with() {
    run "$rules/$1"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ $output == *"$2"* ]]
}

# symbols TEXT: compile one file with that text and look at its symbols.
symbols() {
    mkdir -p build/obj/pool src/pool
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
    echo '#include "image/image.h"' >>src/base/err.c
    fails_with walls.sh 'src/base/err.c: base may not know image/image.h'
}

@test "one header of a room can be allowed and the rest not" {
    mkdir src/cli
    echo '#include "image/gray.h"' >src/cli/a.c
    "$rules/walls.sh"
    echo '#include "image/image.h"' >>src/cli/a.c
    fails_with walls.sh 'cli may not know image/image.h'
}

@test "a room's private header stays in it" {
    header image/gray_block
    echo '#include "image/gray_block.h"' >>src/image/gray.h
    "$rules/walls.sh"
    header job/job '#include "image/gray.h"'
    header job/job_wire
    "$rules/walls.sh"
    header job/job '#include "image/gray_block.h"'
    fails_with walls.sh \
        'job may not know image/gray_block.h, which is private'
}

@test "formats do not know each other" {
    file formats/gif/codec_gif '#include "formats/png/png_lib.h"'
    header formats/gif/codec_gif
    fails_with walls.sh 'formats/gif may not know formats/png/png_lib.h'
}

@test "what formats share is known to those that the table names" {
    header formats/stb/stb
    header formats/pic/codec_pic '#include "formats/stb/stb.h"'
    "$rules/walls.sh"
    echo '#include "formats/stb/stb.h"' >>src/formats/png/png_lib.c
    fails_with walls.sh 'formats/png may not know formats/stb/stb.h'
}

@test "a new format needs no row" {
    header formats/qoi/qoi '#include "base/err.h"'
    "$rules/walls.sh"
}

@test "a job does not know a format" {
    header job/job
    header job/job_wire
    file job/job '#include "formats/gif/gif_lzw.h"'
    header formats/gif/gif_lzw
    fails_with walls.sh 'job may not know formats/gif/gif_lzw.h'
}

@test "nor does the list of formats" {
    header formats/formats '#include "formats/png/png_lib.h"'
    fails_with walls.sh 'formats may not know formats/png/png_lib.h'
}

# pair NAME OTHER: src/base/NAME.c, whose function calls OTHER's.
pair() {
    header "base/$1" "int $1_do(void);"
    file "base/$1" "#include \"base/$2.h\"" 'int' "$1_do(void)" '{' \
        "	return $2_do();" '}'
}

@test "a circle of two files" {
    pair hen egg
    header base/egg 'int egg_do(void);'
    file base/egg 'int' 'egg_do(void)' '{' '	return 0;' '}'
    "$rules/walls.sh"
    pair egg hen
    fails_with walls.sh \
        'a circle of files: base/egg -> base/hen -> base/egg'
}

@test "a circle of three files, one of them by an inline function" {
    pair a b
    header base/b 'static inline int' 'b_do(void)' '{' '	return c_do();' '}'
    pair c a
    fails_with walls.sh \
        'a circle of files: base/a -> base/b -> base/c -> base/a'
}

@test "a private header that needs the types of the public one" {
    header pool/pool 'struct pool_result { int n; };' 'int pool_run(void);'
    header pool/crew '#include "pool/pool.h"' \
        'int crew_wait(struct pool_result *result);'
    file pool/pool '#include "pool/crew.h"' 'int' 'pool_run(void)' '{' \
        '	return crew_wait(NULL);' '}'
    file pool/crew 'int' 'crew_wait(struct pool_result *result)' '{' \
        '	return 0;' '}'
    "$rules/walls.sh"
    sed -i 's/return 0/return pool_run()/' src/pool/crew.c
    fails_with walls.sh 'a circle of files: pool/crew -> pool/pool'
}

@test "a static function of the same name is the file's own" {
    pair hen egg
    header base/egg 'int egg_do(void);'
    file base/egg 'static int' 'hen_do(void)' '{' '	return 0;' '}' 'int' \
        'egg_do(void)' '{' '	return hen_do();' '}'
    "$rules/walls.sh"
}

@test "a circle of two headers" {
    header base/hen '#include "base/egg.h"'
    header base/egg '#include "base/hen.h"'
    fails_with walls.sh \
        'a circle of headers: base/egg.h -> base/hen.h -> base/egg.h'
}

@test "a circle of three rooms" {
    header meta/metadata '#include "image/image.h"'
    header base/err '#include "meta/metadata.h"'
    fails_with walls.sh 'a circle of rooms: base -> meta -> image -> base'
}

@test "an include in a comment is none" {
    printf '/*\n#include "image/image.h"\n*/\n' >>src/base/err.c
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
    fails_with walls.sh 'calls setjmp, which only codec/codec_trap.c may'
    echo 'int f(void) { return fork(); }' >src/base/err.c
    fails_with walls.sh 'calls fork'
    echo 'int f(void) { return system("ls"); }' >src/base/err.c
    fails_with walls.sh 'calls system, which nobody may'
    echo 'void f(void) { my_exit("exit(1)"); board_fork(); /* exit(1) */ }' \
        >src/base/err.c
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

@test "a module exports itself alone" {
    mkdir -p build/modules build/obj
    printf '%s\n' "int graymill_module_tiff = 1;" |
        gcc -shared -fPIC -x c -o build/modules/tiff.so -
    run "$rules/symbols.sh" build
    [ "$status" -eq 0 ]
    printf '%s\n' "int graymill_module_tiff = 1, more = 2;" |
        gcc -shared -fPIC -x c -o build/modules/tiff.so -
    run "$rules/symbols.sh" build
    [ "$status" -eq 1 ]
    [[ $output == *'tiff.so: exports more'* ]]
}

@test "the row of a module does without its library" {
    mkdir -p src/formats/tiff
    printf '%s\n' '#include <tiffio.h>' >src/formats/tiff/tiff_module.c
    cp src/formats/tiff/tiff_module.c src/formats/tiff/codec_tiff.c
    fails_with walls.sh 'codec_tiff.c: is in the program and may not include <tiffio.h>'
    rm src/formats/tiff/tiff_module.c
    run "$rules/walls.sh"
    [[ $output != *'is in the program'* ]]
}
