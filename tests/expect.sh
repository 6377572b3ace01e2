#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every shipped scenario is valid, runs, and meets what it says of itself in [expect].
#
# Catches a change of a model that makes a lesson untrue, and a scenario that expects nothing.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
bad=0 count=0
for file in "$source"/scenarios/*.ini; do
    count=$((count + 1))
    "$INTERLOCK" run --quiet --json "$file" >/dev/null </dev/null
    status=$?
    if test $status -ne 0; then
        echo "$file: exit status $status"
        bad=$((bad + 1))
    fi
    # A base is there to be extended, and what it expects is not taken over.
    case $file in *-base.ini) continue ;; esac
    grep -q '^\[expect\]' "$file" || {
        echo "$file: expects nothing"
        bad=$((bad + 1))
    }
done
echo "$count scenarios, $bad wrong"
test $bad -eq 0
