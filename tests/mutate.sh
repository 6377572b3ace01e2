#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How much of what is changed in the engine's rules the quick tests notice: in a copy of the sources
# one condition, constant or statement is changed at a time (tests/mutate.awk), drawn from all there
# are in sim/engine and sim/mech.
#
#   tests/mutate.sh [COUNT [SEED]]      80 of them, seed 1
#
# Prints each that nobody notices, and the share that is noticed; fails below 90 %. One that does not
# compile is left out and another taken; one after which a test goes on for ever is noticed. Catches
# rules that no test would miss. Part of make check-long: it builds a library for each.
set -u
count=${1:-80} seed=${2:-1} wanted=90
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-mutate.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
tree=$work/tree build=$work/build
tests='property/properties sim/test_reference sim/test_lock sim/test_process sim/test_layers
  sim/test_loop sim/test_tables sim/test_native sim/test_explore sim/test_laws'
scripts='expect docs otherwise waterfall'

# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"
mkdir "$build"
copy_tree "$source" "$tree" || { echo 'the sources could not be copied'; exit 99; }
# A change may leave a variable unused: warnings are none of ours here.
(cd "$build" && "$tree/configure" --quiet --disable-tui --disable-gui CFLAGS='-O1 -g0 -w') \
    >"$work/log" 2>&1 || { tail -5 "$work/log"; exit 99; }
make -C "$build" -s libsim.a >"$work/log" 2>&1 # with what is made

# noticed: by which test; `built` is no if it does not compile.
noticed() {
    built=yes
    make -C "$build" -s libchecked.a libscenario.a >"$work/log" 2>&1 || { built=no; return 1; }
    for test in $tests; do
        make -C "$build" -s "tests/$test" >"$work/log" 2>&1 || { built=no; return 1; }
        (cd "$build" && srcdir=$tree CK_DEFAULT_TIMEOUT=60 timeout 100 "tests/$test") \
            >"$work/found" 2>&1 || return 0
    done
    make -C "$build" -s interlock >"$work/log" 2>&1 || { built=no; return 1; }
    for test in $scripts; do
        (cd "$build" && srcdir=$tree INTERLOCK=$build/interlock INTERLOCK_DATA=$tree/scenarios \
            timeout 100 sh "$tree/tests/$test.sh") >"$work/found" 2>&1
        case $? in 0 | 77) ;; *) return 0 ;; esac
    done
    return 1
}
noticed && { tail -5 "$work/found"; echo "$test fails before anything is changed"; exit 1; }
test $built = yes || { tail -5 "$work/log"; exit 99; }

cd "$tree" || exit 99
# Statements are many: every second of them.
awk -f tests/mutate.awk sim/engine/*.c sim/mech/*.c |
    awk -v seed="$seed" 'BEGIN { srand(seed) }
        { order = rand(); if ($3 != "gone" || order * 1e6 % 2 < 1) print order, $0 }' |
    sort -n | cut -d ' ' -f 2- >"$work/mutants"
tried=0 caught=0
while test $tried -lt "$count" && read -r file line kind; do
    cp -p "$file" "$work/kept"
    awk -f tests/mutate.awk -v line="$line" -v kind="$kind" "$work/kept" >"$file"
    if noticed; then
        caught=$((caught + 1)) tried=$((tried + 1))
    elif test $built = yes; then
        tried=$((tried + 1))
        printf '%s:%s: %s: nobody notices:%s\n' "$file" "$line" "$kind" \
            "$(sed -n "${line}s/^ */ /p" "$work/kept")"
    fi
    test -z "${VERBOSE:-}" || echo "$file $line $kind: built $built, ${test##*/}" >&2
    cp "$work/kept" "$file"
done <"$work/mutants"
echo "$caught of $tried changes noticed"
test $((caught * 100)) -ge $((tried * wanted))
