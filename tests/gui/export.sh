#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock export: kinds of files, the moment and the stretch of time, and what is said when it
# cannot be.
#
# Catches a file that is no picture, or half of one, under the final name; the same command that
# makes another file; a part of the window that the picture lacks; a program that needs a display or
# a font to draw a slide. With UPDATE=1 the lists are written instead of compared.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# fontconfig keeps its tables until the end; lists.sh looks for leaks of our own.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
lists=$source/tests/gui/lists
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-export.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
got=$work/said
expect() { expect_all export "$@" </dev/null; } # STATUS WORDS ARGUMENTS...

# ---- what is drawn: exactly, without fonts ----
while read -r name arguments; do
    case $name in '' | '#'*) continue ;; esac
    count=$((count + 1))
    # shellcheck disable=SC2086
    "$INTERLOCK" export $arguments --draw-list >"$work/list" 2>&1
    if test "${UPDATE:-}" = 1; then
        cp "$work/list" "$lists/$name.txt"
    elif ! diff -u "$lists/$name.txt" "$work/list"; then
        complain "$name: another picture"
    fi
done <"$lists/exports"

# Window and picture lay the same lanes out: what stands above the drawer is the same list.
if test -x "$(dirname "$INTERLOCK")/interlock-view"; then
    count=$((count + 1))
    "$INTERLOCK" view counter-3.9 --keys ':#20<Enter>' --draw-list >"$work/window"
    "$INTERLOCK" export counter-3.9 --at '#20' --draw-list >"$work/picture"
    for list in window picture; do
        sed -n '/paused/d; /What happens, and why/q; /panel$\|edge$/d; p' "$work/$list" >"$work/$list.top"
    done
    test "$(wc -l <"$work/picture.top")" -gt 50 || complain 'there are no lanes to compare'
    diff "$work/window.top" "$work/picture.top" || complain 'the window and the picture differ'
fi

# ---- mistakes ----
expect 2 'where to' two-threads
expect 2 'ends in .svg, .png or .pdf' two-threads -o "$work/x.gif"
expect 2 'ends in .svg, .png or .pdf' two-threads -o "$work/svg"
expect 2 'must be light or dark' two-threads -o "$work/x.svg" --theme pink
expect 2 'must be pixels' two-threads -o "$work/x.svg" --size 9x9
expect 2 'must be 8 to 72' two-threads -o "$work/x.svg" --font-size 5
expect 2 'no such key' two-threads --keys '<Foo>' --draw-list
expect 2 'needs a unit' two-threads --from 5 --draw-list
expect 2 'ends behind its beginning' two-threads --from 5ms --to 4ms --draw-list
expect 2 'the run ends before that' two-threads --from 5s --draw-list
expect 2 'the run ends before that' two-threads --at '#99999' --draw-list
expect 2 'go to what' two-threads --at nowhere --draw-list
expect 3 '' no-such-scenario --draw-list

# ---- files ----
"$INTERLOCK" export two-threads -o "$work/a.svg" 2>"$work/said"
if grep -q 'built without cairo' "$work/said"; then
    expect 4 'built without cairo' two-threads -o "$work/a.svg"
    exit $((bad ? 1 : 77))
fi
begins() { # FILE BYTES: does it begin so?
    count=$((count + 1))
    test "$(head -c ${#2} "$work/$1" | tr -d '\0')" = "$2" || complain "$1: does not begin with $2"
}
for kind in svg png pdf; do
    expect 0 '' counter-3.9 --at 10ms --from 5ms --to 12ms --size 800x500 --theme dark -o "$work/one.$kind"
    test -s "$work/said" && complain "$kind: says something: $(head -1 "$work/said")"
    expect 0 '' counter-3.9 --at 10ms --from 5ms --to 12ms --size 800x500 --theme dark -o "$work/two.$kind"
    cmp "$work/one.$kind" "$work/two.$kind" || complain "$kind: the same again is another file"
    expect 0 '' counter-3.9 --at 10ms --from 5ms --to 12ms --size 800x500 -o "$work/light.$kind"
    cmp -s "$work/one.$kind" "$work/light.$kind" && complain "$kind: both themes look alike"
done
# A cairo that cannot be loaded: a word of it, and no file. All else goes on without.
mkdir "$work/broken"
: >"$work/broken/libcairo.so.2"
LD_LIBRARY_PATH=$work/broken expect 4 'cairo, which draws pictures, cannot be loaded' two-threads \
    -o "$work/none.svg"
test -e "$work/none.svg" && complain 'a file without cairo'
LD_LIBRARY_PATH=$work/broken expect 0 '' two-threads --draw-list
begins one.svg '<?xml'
grep -q 'width="800px" height="500px"' "$work/one.svg" || complain 'svg: another size'
tail -1 "$work/one.svg" | grep -q '^</svg>' || complain 'svg: is cut'
begins one.pdf '%PDF'
tail -1 "$work/one.pdf" | grep -q '^%%EOF' || complain 'pdf: is cut'
test "$(od -An -tx1 -N24 "$work/one.png" | tr -d ' \n')" = \
    89504e470d0a1a0a0000000d49484452"$(printf '%08x%08x' 800 500)" || complain 'png: no picture of 800x500'
# A picture far out is of thousands of columns, and still no monster.
expect 0 '' convoy-4 --from 0ms --to 8s -o "$work/far.svg"
test "$(wc -c <"$work/far.svg")" -lt 4000000 || complain 'svg: larger than it need be'

# What cannot be written leaves what was there; and nothing lies beside it.
expect 4 'cannot be written' two-threads -o /dev/null/x.svg
cp "$work/one.svg" "$work/kept.svg"
(
    ulimit -f 16
    trap '' XFSZ
    "$INTERLOCK" export two-threads -o "$work/kept.svg" 2>"$work/said"
    test $? -eq 4
) || complain 'a file that is cut off: status is not 4'
count=$((count + 1))
grep -q 'cannot be written' "$work/said" || complain 'a file that is cut off: no word of it'
cmp "$work/one.svg" "$work/kept.svg" || complain 'a failure has changed what was there'
test -e "$work/kept.svg.new" && complain 'half a file is left behind'

# No display and nothing else in the environment; no font: strokes, and a word of it.
env -i ASAN_OPTIONS=detect_leaks=0 INTERLOCK_DATA="$INTERLOCK_DATA" "$INTERLOCK" export two-threads -o "$work/bare.png" ||
    complain 'an empty environment'
printf '<?xml version="1.0"?><fontconfig></fontconfig>\n' >"$work/fonts.conf"
FONTCONFIG_FILE=$work/fonts.conf expect 0 'font is installed, so letters are strokes' two-threads \
    -o "$work/strokes.png"
cmp -s "$work/bare.png" "$work/strokes.png" && complain 'strokes look like letters'
# Sizes from useless to absurd.
expect 0 '' two-threads --size 64x64 -o "$work/small.png"
expect 0 '' two-threads --size 320x200 -o "$work/small.pdf"
expect 0 '' two-threads --size 10000x400 -o "$work/wide.png"

echo "$count checks, $bad wrong"
test $bad -eq 0
