#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys in, screens out: each line of tests/step/screens/list is a screen that must be as its file.
#
# Catches a pane that vanished, moved or says something else. With UPDATE=1 the files are written
# instead of compared: look at what git then calls changed.
set -u
LC_ALL=C.UTF-8
export LC_ALL
unset COLUMNS NO_COLOR
source=$(cd "${srcdir:-.}" && pwd)
INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$PWD/$INTERLOCK ;;
esac
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
# Sentences for who cannot see lanes; an empty line is a step.
count=$((count + 1))
printf '\n\nq\n' | "$INTERLOCK" step two-threads --linear >"$got" 2>&1
if test "$(grep -c '^step ' "$got")" -ne 3 || ! grep -q 'comes up' "$got"; then
    echo "--linear: not three places with their sentences"
    wrong=$((wrong + 1))
fi

echo "$count screens and promises, $wrong wrong"
test $wrong -eq 0
