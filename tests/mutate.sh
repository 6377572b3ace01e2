#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How much of what is changed in the engine's rules the quick tests notice: in a copy of the sources
# one condition, constant or statement is changed at a time (tests/mutate.awk), drawn from all there
# are in sim/engine and sim/mech.
#
#   tests/mutate.sh [COUNT [SEED]]           80 of them, seed 1
#   KEPT=FOLDER tests/mutate.sh ...          what was built and found stays there; the next call goes on
#                                            with it, and asks again those that nobody noticed if the
#                                            tests are others by then
#   KEPT=FOLDER SECONDS_MOST=N tests/mutate.sh ...   for so long at most: 75 when there are more
#   PART=2/3 tests/mutate.sh ...             COUNT of the second third, beside the others
#
# Prints each that nobody notices, and the share that is noticed; fails below 90 %. One that does not
# compile is left out and another taken; one after which a test goes on for ever (30 seconds of the
# processor, which others may want meanwhile) or takes all memory is noticed. The tests of the library
# are built with UndefinedBehaviorSanitizer if the compiler has it: who reads behind a table's end does
# nothing else wrong. (measured: the tests take 11 s in place of 7.5, with AddressSanitizer 24; the rows of
# the state lie in one block, where that sees nothing, so it is left out for its time.) Catches rules that no
# test would miss. Beside make check-long (GOALS): it builds a library for each.
set -u
count=${1:-80} seed=${2:-1} part=${PART:-1/1} wanted=90
source=$(cd "${srcdir:-.}" && pwd) || exit 99
if test -n "${KEPT:-}"; then
    mkdir -p "$KEPT" && work=$(cd "$KEPT" && pwd) || exit 99
else
    work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-mutate.XXXXXX") || exit 99
    trap 'rm -rf "$work"' EXIT
fi
trap 'exit 130' INT TERM
tree=$work/tree build=$work/build begun=$(date +%s)
# Both are the Makefile's; these scripts do not run the engine.
others='house headers globals completion'
sanitizer='-fsanitize=undefined -fno-sanitize-recover=all'

# ---- a copy of the sources, and what is built of it ----

# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"
begin() {
    mkdir "$build"
    copy_tree "$source" "$tree" || { echo 'the sources could not be copied'; exit 99; }
    # A change may leave a variable unused: warnings are none of ours here.
    (cd "$build" && "$tree/configure" --quiet --disable-tui --disable-gui CFLAGS="$plain") \
        >"$work/log" 2>&1 || { tail -5 "$work/log"; exit 99; }
    make -C "$build" -s libsim.a >"$work/log" 2>&1 # with what is made
}
# listed VARIABLE: of the Makefile
# shellcheck disable=SC2016  # make is to expand it
listed() { printf 'listed:\n\t@echo $(%s)\ninclude Makefile\n' "$1" | make -C "$build" -s -f - listed; }
plain='-O1 -g0 -w' sanitized="-O1 -g0 -w $sanitizer"
echo 'int main(void) { return 0; }' >"$work/try.c"
# shellcheck disable=SC2086  # flags
${CC:-cc} $sanitizer -o "$work/try" "$work/try.c" >"$work/log" 2>&1 && "$work/try" || sanitized=$plain
# Which engine and which tests: of others nothing is known.
engine_of() { (cd "$1" && cat sim/*/*.[ch] tests/mutate.awk) | cksum | cut -d ' ' -f 1; }
tests_of() { (cd "$1" && cat scenarios/*.[ch] tests/sim/*.[ch] tests/property/*.[ch] tests/*.sh) | cksum | cut -d ' ' -f 1; }
engine=$(engine_of "$source") asked=$(tests_of "$source")
if test "$(cat "$work/engine" 2>/dev/null)" != "$engine"; then
    rm -rf "$tree" "$build" "$work/whole" "$work/outcomes"
    begin
    echo "$engine" >"$work/engine"
elif test -e "$work/changed"; then # stopped in the middle of one
    cp "$work/kept" "$tree/$(cat "$work/changed")"
fi
rm -f "$work/changed"
touch "$work/outcomes"
(
    cd "$source" && tar -c scenarios docs README.md tests/sim tests/property tests/verify \
        tests/*.sh tests/*.awk tests/Makefile.inc
) | (cd "$tree" && tar -x)

# bounded SECONDS COMMAND...: none of its processes has the processor for longer. Check's tests share
# one process, so that the first that comes to no end is the last.
bounded() {
    (
        ulimit -t "$1" && ulimit -v 8000000 && shift && cd "$build" || exit 99
        export srcdir="$tree" CK_FORK=no INTERLOCK="$build/interlock" INTERLOCK_DATA="$tree/scenarios"
        exec timeout 1200 "$@"
    ) >"$work/found" 2>&1
}

# noticed: by which test; `built` is no if it does not compile. `property` reads files with a library
# that is the program's, too.
noticed() {
    test=compile
    built=yes
    make -C "$build" -s libscenario.a >"$work/log" 2>&1 || { built=no; return 1; }
    make -C "$build" -s CFLAGS="$sanitized" libchecked.a >"$work/log" 2>&1 || { built=no; return 1; }
    for test in $tests; do
        make -C "$build" -s CFLAGS="$sanitized" "$test" >"$work/log" 2>&1 || { built=no; return 1; }
        timed bounded 30 "$test" || return 0
    done
    make -C "$build" -s interlock >"$work/log" 2>&1 || { built=no; return 1; }
    for test in $scripts; do
        timed bounded 20 sh "$tree/$test"
        case $? in 0 | 77) ;; *) return 0 ;; esac
    done
    return 1
}
# The quick ones first, most is noticed by them: how long each takes is seen before anything is changed.
timed() {
    started=$(date +%s)
    "$@"
    passed=$?
    test ! -e "$work/timing" || echo "$(($(date +%s) - started)) $test" >>"$work/timing"
    return $passed
}
quickest() { sort -s -n "$work/times" | cut -d ' ' -f 2- | grep "$1" '\.sh$'; }
if test "$(cat "$work/whole" 2>/dev/null)" != "$asked"; then
    tests="$(listed sim_tests) tests/property/properties"
    scripts=$(listed script_tests | tr ' ' '\n' | grep -v -E "/($(echo "$others" | tr ' ' '|'))\.sh\$")
    : >"$work/timing"
    noticed && { tail -5 "$work/found"; echo "$test fails before anything is changed"; exit 1; }
    test $built = yes || { tail -5 "$work/log"; exit 99; }
    mv "$work/timing" "$work/times"
    echo "$asked" >"$work/whole"
fi
tests=$(quickest -v) scripts=$(quickest -e)

# ---- one after the other ----

# Statements are many: every second of them.
draw() {
    awk -f tests/mutate.awk sim/engine/*.c sim/mech/*.c |
        awk -v seed="$seed" 'BEGIN { srand(seed) }
            { order = rand(); if ($3 != "gone" || order * 1e6 % 2 < 1) print order, $0 }' |
        sort -n | cut -d ' ' -f 2- |
        awk -v part="${part%/*}" -v parts="${part#*/}" 'NR % parts == part % parts'
}

# try FILE LINE KIND: sets `outcome`.
try() {
    cp -p "$1" "$work/kept"
    echo "$1" >"$work/changed"
    awk -f tests/mutate.awk -v line="$2" -v kind="$3" "$work/kept" >"$1"
    outcome=missed
    if noticed; then
        outcome=caught
    elif test $built = no; then
        outcome=unbuilt
    fi
    test -z "${VERBOSE:-}" || echo "$1 $2 $3: $outcome, ${test##*/}" >&2
    cp "$work/kept" "$1"
    rm "$work/changed"
}

# The outcome that is known of a change; what was missed by other tests is not known.
known() { sed -n "s|^$1 $2 $3 \([a-z]*\) \(.*\)|\1 \2|p" "$work/outcomes" | grep -v "missed" || \
    sed -n "s|^$1 $2 $3 \(missed\) $asked\$|\1|p" "$work/outcomes"; }

cd "$tree" || exit 99
draw >"$work/mutants"
tried=0 caught=0 left=0
while test $tried -lt "$count" && read -r file line kind; do
    outcome=$(known "$file" "$line" "$kind" | tail -1 | cut -d ' ' -f 1)
    if test -z "$outcome"; then
        if test -n "${SECONDS_MOST:-}" && test $(($(date +%s) - begun)) -ge "$SECONDS_MOST"; then
            left=1
            break
        fi
        try "$file" "$line" "$kind"
        echo "$file $line $kind $outcome $asked" >>"$work/outcomes"
    fi
    case $outcome in
    caught) caught=$((caught + 1)) tried=$((tried + 1)) ;;
    missed)
        tried=$((tried + 1))
        printf '%s:%s: %s: nobody notices:%s\n' "$file" "$line" "$kind" "$(sed -n "${line}s/^ */ /p" "$file")"
        ;;
    esac
done <"$work/mutants"
echo "$caught of $tried changes noticed"
test $left -eq 0 || { echo "there are more: once again"; exit 75; }
test $((caught * 100)) -ge $((tried * wanted))
