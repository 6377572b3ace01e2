#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pictures of every view, as they were when somebody looked at them, within a tolerance
# (tests/gui/near.c).
#
# Catches what a list of rectangles does not see: what is painted over something else, words that
# cannot be told from what is behind them, another hatch. Letters are cairo's strokes, which are the
# same wherever which fonts are installed. With UPDATE=1 the pictures are written instead: look at
# them.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# fontconfig keeps its tables until the end; lists.sh looks for leaks of our own.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
build=$PWD
cd "$INTERLOCK_DATA" || exit 99 # for lessons/, which have no names of their own
pictures=$source/tests/gui/pictures
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-pictures.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
printf '<?xml version="1.0"?><fontconfig></fontconfig>\n' >"$work/fonts.conf"
FONTCONFIG_FILE=$work/fonts.conf
export FONTCONFIG_FILE
while read -r name arguments; do
    case $name in '' | '#'*) continue ;; esac
    count=$((count + 1))
    # shellcheck disable=SC2086
    if ! "$INTERLOCK" export $arguments -o "$work/$name.png" 2>"$work/said"; then
        cat "$work/said"
        bad=$((bad + 1))
    elif test "${UPDATE:-}" = 1; then
        cp "$work/$name.png" "$pictures/$name.png"
    elif ! "$build/tests/gui/near" "$work/$name.png" "$pictures/$name.png" >"$work/said"; then
        echo "$name: $(cat "$work/said")"
        bad=$((bad + 1))
    fi
done <"$pictures/list"

# Can this test fail? The same in the other theme must differ, and so must a later moment, letters
# that are one pixel larger, a stretch of time that is moved by a fiftieth.
for other in '--theme dark --at #21 --from 8ms --to 13ms' '--at #24 --from 8ms --to 13ms' \
    '--font-size 15 --at #21 --from 8ms --to 13ms' '--at #21 --from 8.1ms --to 13.1ms'; do
    # shellcheck disable=SC2086
    "$INTERLOCK" export counter-3.9 --size 480x360 $other -o "$work/other.png" 2>"$work/said"
    if "$build/tests/gui/near" "$work/other.png" "$pictures/lanes.png" >"$work/said"; then
        echo "$other: looks like the picture without it"
        bad=$((bad + 1))
    fi
done

echo "$count pictures, $bad wrong"
test $bad -eq 0
