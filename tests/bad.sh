#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file of tests/bad against the exact messages it must give.
#
# NAME.ini is loaded, and what is said about it must be NAME.err, with exit status 3; an empty
# NAME.err means that the file is good, and status 0. Files without NAME.err belong to others.
# With arguments, only those names; with UPDATE=1, NAME.err is written instead of compared.
set -u
LC_ALL=C.UTF-8
export LC_ALL

case ${CHECK_FILE:=tests/scenarios/check_file} in
/*) ;;
*) CHECK_FILE=$PWD/$CHECK_FILE ;;
esac
# Else UPDATE=1 would write the shell's message into every file.
test -x "$CHECK_FILE" || {
    echo "$CHECK_FILE: is not built; make tests/scenarios/check_file makes it"
    exit 99
}
cd "${srcdir:-.}/tests/bad" || exit 99
got=${TMPDIR:-/tmp}/interlock-bad.$$
trap 'rm -f "$got"' EXIT
test $# -gt 0 || set -- $(ls *.err | sed 's/\.err$//')

count=0 wrong=0
for name; do
    count=$((count + 1))
    "$CHECK_FILE" "$name.ini" 2>"$got" </dev/null
    status=$?
    if test "${UPDATE:-}" = 1; then
        cp "$got" "$name.err"
    fi
    wanted=3
    test -s "$name.err" || wanted=0
    if ! diff -u "$name.err" "$got"; then
        echo "$name: other messages"
    elif test $status -ne $wanted; then
        echo "$name: exit status $status, not $wanted"
    else
        continue
    fi
    wrong=$((wrong + 1))
done
echo "$count files, $wrong wrong"
test $wrong -eq 0
