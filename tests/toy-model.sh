#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Adding a model takes one file and one line: those that docs/MODELS.md shows are put into a copy of
# the sources, which is built; the program then lists the model, and runs a scenario under it.
#
# Catches a list of models beside that of the sources, and a page whose example has fallen behind.
# Part of make check-long: it configures and builds the program once.
set -u
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/toy-model.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"

failed() { printf '%s\n' "$@"; exit 1; }

# What the page has behind a heading of a block: its language and the file it belongs into.
block() {
    sed -n "\\|^\`\`\`$1\$|,/^\`\`\`\$/{ /^\`\`\`/d; p; }" "$source/docs/MODELS.md"
}

copy_tree "$source" "$work/tree" || failed 'the sources could not be copied'
block 'c sim/models/open_layers.c' >"$work/tree/sim/models/open_layers.c"
line=$(block 'make sim/Makefile.inc')
test -s "$work/tree/sim/models/open_layers.c" || failed 'docs/MODELS.md shows no file'
test "$(printf '%s\n' "$line" | wc -l)" -eq 1 || failed 'docs/MODELS.md shows not one line, but:' "$line"

# Behind the last of the list, whose line goes on then.
awk -v line="$line" '
    /^sim_models = / { list = 1 }
    list && !/\\$/ { print $0 " \\"; print line; list = 0; next }
    { print }' "$source/sim/Makefile.inc" >"$work/tree/sim/Makefile.inc"
changed=$(diff "$source/sim/Makefile.inc" "$work/tree/sim/Makefile.inc" | grep -c '^>')
test "$changed" -eq 2 || failed "the list of sources has changed in $changed lines"

mkdir "$work/build"
(
    cd "$work/tree" && autoreconf -i && cd "$work/build" &&
        "$work/tree/configure" --quiet --enable-werror --disable-tui --disable-gui CFLAGS='-O1 -g0' &&
        make -s -j "$(nproc 2>/dev/null || echo 2)" interlock
) >"$work/log" 2>&1 || failed 'it does not build:' "$(tail -n 20 "$work/log")"

INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
"$work/build/interlock" list models | grep -q '^open-layers  *a toy' ||
    failed 'it is not listed:' "$("$work/build/interlock" list models)"
# speedup MODEL: in hundredths
speedup() {
    "$work/build/interlock" run callbacks --json --set runtime.model="$1" |
        sed -n 's/^  "speedup": \([0-9]*\)\.\([0-9]\)\([0-9]\).*/\1\2\3/p'
}
open=$(speedup open-layers) locked=$(speedup layered)
test "${open:-0}" -gt 750 || failed "callbacks under open-layers: speedup ${open:-unknown} hundredths"
test "${locked:-999}" -lt 300 || failed "callbacks under layered: speedup ${locked:-unknown} hundredths"
echo "built; callbacks: $locked hundredths with the lock, $open without"
