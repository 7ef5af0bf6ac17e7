#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The recipes of the man page, taken from there, and the hook for pre-commit.

load common
bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    mkdir bin photos
    ln -s "$(realpath "$binary")" bin/graymill
    PATH=$PWD/bin:$PATH
    unset -f graymill
    unset GRAYMILL_JOBS NO_COLOR
    cp "$data"/colour.{jpg,png} photos
}

# recipe TEXT: the first block after the line of the man page that begins so.
recipe() {
    awk -v text="$1" '
        index($0, text) == 1 { here = 1 }
        here && /^\.Ed/ { exit }
        shown { print }
        here && /^\.Bd/ { shown = 1 }' "$top/man/graymill.1" |
        sed 's/\\e/\\/g' | grep .
}

# commands KEY: what stands below the key of a recipe in YAML.
commands() {
    awk -v key="$1" '
        found && $0 !~ indent { exit }
        found { sub(/^ *(- )?/, ""); print }
        $0 ~ "^ *" key ":" { found = 1; match($0, /^ */)
            indent = "^" substr($0, 1, RLENGTH) "  " }'
}

git_here() {
    git init -q .
    git config user.name x
    git config user.email x@example.org
}

@test "the problem matcher finds file, severity and text of what is told" {
    recipe '.Pa graymill.json' >matcher.json
    cp "$data/truncated.png" photos
    cp "$data/colour.png" photos/named.jpg
    echo text >"photos/a b: c.png"
    run graymill -o gray photos photos/a* photos/missing.jpg
    [ "$status" -eq 1 ]
    printf '%s\n' "${lines[@]}" >out
    jq -R -c --slurpfile matcher matcher.json '
        $matcher[0].problemMatcher[0].pattern[0] as $p |
        [match($p.regexp).captures[].string] | select(length > 0) |
        [.[$p.file - 1], .[$p.severity - 1], .[$p.message - 1]]' out |
        sort >found
    [ "$(jq -r 'select(.[1] == null) | .[0]' found | sort | paste -s -d ' ')" = \
        'photos/a b photos/missing.jpg photos/truncated.png' ]
    [ "$(jq -r 'select(.[1] == "warning") | .[0]' found)" = photos/named.jpg ]
    grep -q '^\["photos/missing.jpg",null,"open: No such file' found
    # What is no error is none.
    run -1 grep Processed found
}

@test "a step of GitHub Actions names the matcher and ends as the run does" {
    recipe 'A step of GitHub' | commands run >step
    [ "$(wc -l <step)" -eq 2 ]
    run -0 bash -e step
    [ "${lines[0]}" = '::add-matcher::graymill.json' ]
    [ -e gray/processed_colour.jpg ]
    cp "$data/truncated.png" photos
    run -1 bash -e step
}

@test "a job of GitLab gets a test for each picture, and a page" {
    recipe '.Pa junit.sh' >junit.sh
    recipe 'As a page' >page.sh
    cp "$data/truncated.png" 'photos/<&">.png'
    recipe 'A job of GitLab' >job
    run -1 bash -c "$(commands script <job)"
    bash -e -c "$(commands after_script <job)"
    bash page.sh <gray.jsonl >page.html
    /usr/bin/python3 - <<'END'
import xml.etree.ElementTree as tree

suite = tree.parse("gray.xml").getroot()
assert suite.attrib == {"name": "graymill", "tests": "3", "failures": "1"}
failed = [case for case in suite if case.find("failure") is not None]
assert len(suite) == 3 and len(failed) == 1
assert failed[0].get("name") == 'photos/<&">.png'
assert failed[0][0].get("message")
rows = [[cell.text for cell in row] for row in tree.parse("page.html").getroot()]
assert sorted(row[1] for row in rows) == ["converted", "converted", "failed"]
END
}

@test "a list that is cut has each picture in one part" {
    echo text >photos/text
    recipe 'Very many pictures, by a list' | sed 's/ 1000000 / 1 /' >lines
    bash -e <(head -n 1 lines)
    [ "$(echo part.*)" = 'part.0000 part.0001 part.0002' ]
    for I in 0 1 2; do
        export I
        bash -e <(tail -n +2 lines)
    done
    [ -s gray/processed_colour.jpg ]
    [ -s gray/processed_colour.png ]
    [ "$(jq -s 'map(select(.status == "converted")) | length' \
        gray.?.jsonl)" -eq 2 ]
}

@test "a rule of make makes a copy once" {
    recipe 'A rule of' >Makefile
    make -s gray/colour.jpg
    [ -s gray/colour.jpg ]
    run make gray/colour.jpg
    [[ "$output" == *'up to date'* ]]
}

@test "what Git LFS keeps is fetched, and converted" {
    command -v git-lfs >/dev/null || skip 'there is no git-lfs'
    export HOME=$PWD
    mkdir there
    (
        cd there
        git_here
        git lfs install --local >/dev/null
        git lfs track '*.jpg' >/dev/null
        cp "$data/colour.jpg" .
        git add -A
        git commit -qm all
    )
    GIT_LFS_SKIP_SMUDGE=1 git clone -q "file://$PWD/there" here
    cd here
    git lfs install --local >/dev/null
    head -n 1 colour.jpg | grep -q git-lfs
    recipe 'is a text of three lines' >lfs
    bash -e lfs
    graymill -q -o .. "$data/colour.jpg"
    cmp gray/processed_colour.jpg ../processed_colour.jpg
}

# ours: what is read, a recipe, with folders that are ours.
ours() {
    sed "s:/srv/:$PWD/:g; s:/usr/bin/graymill:$PWD/bin/graymill:"
}

@test "a line of crontab says nothing when all is well" {
    line=$(recipe 'Each night' | ours)
    [[ "$line" == '0 3 * * * graymill '* ]]
    run -0 sh -c "${line#0 3 \* \* \* }"
    [ -z "$output" ]
    [ -e gray/processed_colour.jpg ]
    cp "$data/truncated.png" photos
    run -1 sh -c "${line#0 3 \* \* \* }"
    [[ "$output" == *truncated.png* ]]
}

@test "the units of systemd are right, and what they run" {
    recipe 'Whenever something' | ours >gray.path
    awk '/^Whenever/ { here = 1 } here' "$top/man/graymill.1" |
        awk '/^\.Ed/ { n++; next } n == 1 && !/^\.Bd/ { print } n > 1 { exit }' |
        ours >gray.service
    grep -qx "PathChanged=$PWD/photos" gray.path
    sh -c "$(sed -n 's/^ExecStart=//p' gray.service)"
    [ -e gray/processed_colour.jpg ]
    command -v systemd-analyze >/dev/null || skip 'there is no systemd'
    run -0 systemd-analyze verify ./gray.path ./gray.service
    [[ "$output" != *gray.* ]]
}

@test "a folder that is watched has its pictures converted as they come" {
    command -v inotifywait >/dev/null || skip 'there is no inotifywait'
    recipe '.Ql inotifywait ,' >watch
    setsid bash watch >out 2>&1 3>&- &
    watcher=$!
    # It takes a while until it watches; what comes before is not seen.
    comes() {
        cp "$data/colour.png" "photos/new one.png"
        [ -e "gray/processed_new one.png" ]
    }
    wait_until comes || failed=1
    kill -- "-$watcher"
    wait "$watcher" || true
    [ -z "${failed-}" ]
}

# field ID KEY: of a hook for pre-commit.
field() {
    awk -v id="$1" -v key="$2" '
        $1 == "-" { here = $3 == id; sub(/^- /, "  ") }
        here && $1 == key ":" { sub(/^ *[a-z]+: /, ""); print }' \
        "$top/.pre-commit-hooks.yaml"
}

# hook ID AFTERWARDS: in this repository, as pre-commit does: what is staged and
# matches.
hook() {
    pattern=$(field "$1" files)
    [ "$(field "$1" language)" = system ]
    for name in a.JPG b.jpeg c.webp d.tif; do
        grep -qP "$pattern" <<<"$name"
    done
    run -1 grep -P "$pattern" <<<"notes.png.txt"
    git_here
    echo text >notes.txt
    git add -A
    cat >.git/hooks/pre-commit <<END
#!/bin/sh
git diff --cached --name-only -z --diff-filter=d | grep -zP '$pattern' |
    xargs -0 -r $(field "$1" entry) $2
END
    chmod +x .git/hooks/pre-commit
}

@test "the hook of pre-commit makes gray what is committed, once" {
    recipe 'refuses them' | grep -q "id: graymill$"
    # And then whether it is still what is staged.
    hook graymill '&& git diff --quiet'
    run -1 git commit -qm all
    run -0 git diff --name-only
    [ "$output" = $'photos/colour.jpg\nphotos/colour.png' ]
    git add -A
    git commit -qm all
    git diff --quiet
}

@test "its other hook refuses what is not gray, and changes nothing" {
    hook graymill-check
    run -1 git commit -qm all
    [[ "$output" == *'graymill: photos/colour.jpg: not gray: '* ]]
    git diff --quiet
    graymill -q --in-place photos
    git add -A
    git commit -qm all
}

@test "a step of GitHub Actions fails where a picture is not gray" {
    git_here
    git add -A
    recipe 'A step that fails' | commands run >step
    [ "$(wc -l <step)" -eq 2 ]
    run -1 bash -e step
    [ "${lines[0]}" = '::add-matcher::graymill.json' ]
    [[ "$output" == *'graymill: photos/colour.png: not gray: '* ]]
    graymill -q --in-place photos
    run -0 bash -e step
}
