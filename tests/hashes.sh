#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same states, step by step, whatever compiler and optimisation made the program (law 5).
#
# Catches arithmetic that the language leaves open (overflow, shifts, the order of evaluation,
# padding, memory that nobody has set), which a saved run or a golden trace would not survive.
# Part of make check-long: it builds the simulator once for each line below.
set -u
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/hashes.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
jobs=$(nproc 2>/dev/null || echo 2)
builds=0 bad=0

# build COMPILER 'FLAGS' CONFIGURE-ARGUMENTS...
build() {
    compiler=$1 flags=$2
    shift 2
    what="$compiler $flags${*:+ $*}"
    if ! command -v "$compiler" >/dev/null 2>&1; then
        echo "$what: there is no $compiler here"
        return
    fi
    builds=$((builds + 1))
    folder=$work/$builds
    mkdir "$folder"
    if ! (
        cd "$folder" &&
            "$work/tree/configure" --quiet --disable-tests --disable-tui --disable-gui \
                CC="$compiler" CFLAGS="$flags" "$@" &&
            make -s -j "$jobs" tests/sim/hashes
    ) >"$work/log" 2>&1; then
        tail -5 "$work/log"
        echo "$what: cannot be built"
        bad=$((bad + 1))
        return
    fi
    (cd "$source" && "$folder/tests/sim/hashes" scenarios/*.ini) >"$work/lines" || bad=$((bad + 1))
    if ! test -s "$work/first"; then
        cp "$work/lines" "$work/first"
    elif ! cmp -s "$work/first" "$work/lines"; then
        diff "$work/first" "$work/lines" | head -10
        echo "$what: other states than with the first"
        bad=$((bad + 1))
        return
    fi
    echo "$what: $(wc -l <"$work/lines") runs, $(awk '{ n += $3 } END { print n }' "$work/lines") steps"
}

# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"
copy_tree "$source" "$work/tree" || { echo 'the sources could not be copied'; exit 99; }
build gcc '-O0'
build gcc '-O2'
build gcc '-O3 -fno-strict-aliasing -funsigned-char'
build gcc '-O2' --enable-checks
build clang '-O0'
build clang '-O2'
if test $builds -lt 2; then
    echo 'skipped: there is nothing to compare'
    exit 77
fi
test $bad -eq 0 && echo "$builds builds, the same states"
test $bad -eq 0
