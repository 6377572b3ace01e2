#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys in, screens out: each line of tests/step/screens/list is a screen that must be as its file.
#
# Catches a pane that vanished, moved or says something else. With UPDATE=1 the files are written
# instead of compared: look at what git then calls changed.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
screens=$source/tests/step/screens
got=${TMPDIR:-/tmp}/interlock-screen.$$
trap 'rm -f "$got"' EXIT
count=0 wrong=0

while read -r name size options scenario keys; do
    case $name in '' | '#'*) continue ;; esac
    case $options in ascii) options=--ascii ;; *) options= ;; esac
    count=$((count + 1))
    # shellcheck disable=SC2086
    "$INTERLOCK" step "$scenario" --size "$size" $options --keys "$keys" >"$got" 2>&1
    if test "${UPDATE:-}" = 1; then
        cp "$got" "$screens/$name.txt"
    elif ! diff -u "$screens/$name.txt" "$got"; then
        echo "$name: another screen"
        wrong=$((wrong + 1))
    fi
done <"$screens/list"

# ---- promises of the command line ----
expect() { # STATUS WORDS ARGUMENTS...
    status=$1 words=$2
    shift 2
    count=$((count + 1))
    "$INTERLOCK" step "$@" >"$got" 2>&1 </dev/null
    code=$?
    if test $code -ne "$status" || ! grep -q -- "$words" "$got"; then
        echo "step $*: status $code, not $status, or without '$words':"
        head -5 "$got"
        wrong=$((wrong + 1))
    fi
}
# Without a terminal it must say so, and name what works instead; not hang, not draw.
expect 4 'needs a terminal.*--keys.*--linear' two-threads
expect 2 'no such key: <Foo>' two-threads --keys '<Foo>'
expect 2 'must be columns and rows' two-threads --keys q --size 80
expect 2 'must be a number' two-threads --keys q --max-events many
expect 3 'cannot be read\|no such\|there is no' no-such-scenario --keys q
# Where one may go, and what is said to who goes nowhere.
expect 0 'step 20 of' two-threads --keys ':#20<Enter>'
expect 0 'step 20 of' two-threads --keys ':20<Enter>'
expect 0 ' 10.[0-9]* ms ' counter-3.9 --keys ':10.2ms<Enter>'
expect 0 'go to what?' two-threads --keys ':soon<Enter>'
expect 0 '0% to 100%' two-threads --keys ':200%<Enter>'
expect 0 'start of the run' two-threads --keys '<Left>'
expect 0 'end of the run' two-threads --keys 'G<Right>'
expect 0 'no lost update after' two-threads --keys 'tttt]'
# Conditions, as written in a hurry and in full; and what is none.
expect 0 'held by worker-2' two-threads --keys 'bholder = worker-2<Enter>'
expect 0 'held by worker-2' two-threads --keys "bholder == 'worker-2'<Enter>"
expect 0 ' 5.0[0-9]* ms   step' two-threads --keys 'bwaits(worker-1) > 1.5ms<Enter>'
expect 0 'neither a thread' two-threads --keys 'bhlder = worker-2<Enter>'
expect 0 'there is no such thread' two-threads --keys 'bwaits(worker-9) > 1ms<Enter>'
expect 0 'needs a condition' two-threads --keys 'b1ms + 1ms<Enter>'
expect 0 'no break is set' two-threads --keys 'c'
# The three tasks of a newcomer, each in at most three keys that the first screen shows.
expect 0 'step 1 of' two-threads --keys '<Right><Right><Left>'
expect 0 'waits for the interpreter lock, which worker-2 has' two-threads --keys '<Right*5><Up><Down>'
expect 0 'branch b1: cores = 5' two-threads --keys 'p<Right><Enter>'
# Esc goes up and never quits; q quits, and what follows is not played.
expect 0 'q quits' two-threads --keys '?<Esc>p<Esc>:<Esc><Esc>'
expect 0 'step 0 of' two-threads --keys 'q<Right>'
# Sentences for who cannot see lanes; an empty line is a step.
count=$((count + 1))
printf '\n\nq\n' | "$INTERLOCK" step two-threads --linear >"$got" 2>&1
if test "$(grep -c '^step ' "$got")" -ne 3 || ! grep -q 'comes up' "$got"; then
    echo "--linear: not three places with their sentences"
    wrong=$((wrong + 1))
fi

echo "$count screens and promises, $wrong wrong"
test $wrong -eq 0
