# SPDX-License-Identifier: MIT
#
# What the README shows is what the program does.

load common

readme=$BATS_TEST_DIRNAME/../../README.md

@test "the first command of the README runs and prints what stands there" {
    command=$(sed -n 's/^    \$ //p' "$readme" | head -n 1)
    shown=$(grep -A 1 -m 1 '^    \$ ' "$readme" | tail -n 1)
    [ "${command%% *}" = build/graymill ]
    mkdir build
    ln -s "$(realpath "$binary")" build/graymill
    cp -r "$BATS_TEST_DIRNAME/../../samples" .
    run bash -c "$command"
    [ "$status" -eq 0 ]
    # Time, workers and what libraries make of it are those of the machine.
    fixed='s/^ *//; s/ in [0-9.]* s, / in T s, /; s/[0-9.]* kB/N kB/g
        s/([0-9]* workers\{0,1\}/(N workers/'
    [ "$(sed "$fixed" <<<"$output")" = "$(sed "$fixed" <<<"$shown")" ]
}

@test "the formats of the README are those that are known" {
    "$GRAYMILL_TESTS/test_formats" --table >known
    [ "$(wc -l <known)" -ge 9 ]
    sed -n '/^## Formats/,/^## /p' "$readme" | grep '^| [A-Z][A-Za-z0-9]* |' >shown
    diff shown known
}

@test "the first screen of the README names the formats, and what becomes PNG" {
    head -n 24 "$readme" | paste -s -d ' ' >screen
    grep -o 'It reads [^.]*\.' screen | grep -oE '[A-Z][A-Za-z0-9]{2,}' | sort >reads
    grep -o '[A-Z][^.]* become PNG' screen | sed 's/ become PNG//' |
        grep -oE '[A-Z][A-Za-z0-9]{2,}' | sort >become_png
    "$GRAYMILL_TESTS/test_formats" --table >table
    diff reads <(cut -d '|' -f 2 table | tr -d ' ' | sort)
    diff become_png <(awk -F ' *[|] *' '$2 != "PNG" && $4 == "PNG" {
        print $2 }' table | sort)
    grep -q 'Linux only' screen
}

@test "each format has a sample, which is what its name says" {
    samples=$BATS_TEST_DIRNAME/../../samples
    "$GRAYMILL_TESTS/test_formats" --table | cut -d '|' -f 2,3 | tr -d '|' >rows
    while read -r format extensions; do
        for extension in $extensions; do
            ls "$samples"/*."$extension" 2>/dev/null || continue
        done >found
        [ -s found ] || { echo "no sample of $format"; return 1; }
        run graymill -v -o out "$(head -n 1 found)"
        [[ "$output" == *" ($format "* && "$output" != *warning* ]]
    done <rows
}

@test "every promise of the section on security names tests, which are there" {
    tests=$BATS_TEST_DIRNAME/..
    sed -n '/^## Security/,/^What holds where/p' "$readme" |
        awk '/^- /{ printf "\n" } { printf "%s ", $0 }' | grep '^- ' >promises
    [ "$(wc -l <promises)" -ge 8 ]
    while read -r promise; do
        grep -oE '\b(test|fuzz|check)_[a-z_]+|\b[a-z_]+\.bats' \
            <<<"$promise" >named || { echo "no test: $promise"; return 1; }
        while read -r name; do
            find "$tests" -name "$name" -o -name "$name.c" \
                -o -name "$name.py" | grep -q . ||
                { echo "not there: $name"; return 1; }
        done <named
    done <promises
}

@test "the numbers of attempts in the README are what is tried" {
    tests=$BATS_TEST_DIRNAME/../unit
    n=$(cat "$tests"/attack_*.c | grep -oE '\.(attempt|call) = ' | wc -l)
    n_modes=$(grep -oE '\.attempt = ' "$tests/attack_modes.c" | wc -l)
    grep -q "$n attempts to get out" "$readme"
    grep -q "$n_modes ways" "$readme"
}
