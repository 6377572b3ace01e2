#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock top without a terminal: lines on stderr, the program's output and exit status its own, and
# nothing left behind.
#
# Catches words that are read twice or not at all, states that do not follow them, a program that
# notices that it is watched.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
here=$PWD
pretend=$here/tests/record/pretend
test -x "$INTERLOCK" || { echo "no $INTERLOCK"; exit 99; }
begin_dir
cd "$dir" || exit 99
TMPDIR=$dir/tmp
export TMPDIR
mkdir tmp
what=top
"$INTERLOCK" top -- "$pretend" long >out 2>err </dev/null
status=$?
test $status -eq 42 || fail "exit status $status, not 42"
test "$(cat out)" = "begins
done" || fail "the program's output is not its own: $(cat out)"
test -z "$(ls tmp)" || fail "leaves $(ls tmp) behind"
grep -q '1 process, 3 threads' err || fail "does not count threads"
grep -q 'lock: [a-z0-9-]* has it, [0-9] waits*; [0-9]* hand-offs a second, held [0-9]* %' err ||
    fail "does not say who has the lock"
# a thread that computes has it or waits for it, all the time that it was there: it may have come up
# in the middle, and on a machine that has little time for it, it is hardly ever without
awk '/thread-1: / { gsub(/[,%;]/, ""); has = waits = without = 0
        for (i = 1; i < NF; i++) {
            if ($(i + 1) !~ /^[0-9]+$/) continue
            if ($i == "it" && $(i - 1) == "has") has = $(i + 1)
            if ($i == "waits") waits = $(i + 1)
            if ($i == "without") without = $(i + 1) }
        if (has + waits + without > 102 || has + waits < 0.6 * (has + waits + without)) wrong++
        all += has }
    END { exit all < 5 || wrong }' err || fail "shares that are none: $(grep thread-1: err)"
handoffs=$(sed -n 's/.* \([0-9]*\) hand-offs of 1 interpreter lock between 3 threads$/\1/p' err)
test "${handoffs:-0}" -ge 20 || fail "${handoffs:-no} hand-offs"

"$INTERLOCK" top --lines -q -- "$pretend" pairs >out 2>err </dev/null || fail "a short program is no good"
test "$(cat out)" = "done" || fail "the output is another"
# what --lines was called once, is still understood, and told to nobody
"$INTERLOCK" top --linear -- "$pretend" ticks >out 2>err </dev/null || fail "a lock of ticks is no good"
grep -q 'hand-offs of 2 interpreter locks between 4 threads' err || fail "does not see the lock of ticks"
"$INTERLOCK" top -- "$pretend" nothing >out 2>err </dev/null || fail "changes the exit status"
grep -q 'no use of an interpreter lock was seen' err || fail "does not say that nothing was seen"
"$INTERLOCK" top -- "$pretend" kill >out 2>err </dev/null
test $? -eq 137 || fail "does not pass on that it was killed"
"$INTERLOCK" top --help | grep -q -e --linear && fail "tells of a word that means something else"
"$INTERLOCK" top -- ./no-such-program >out 2>err </dev/null
test $? -eq 4 || fail "a missing command does not give 4"
"$INTERLOCK" top --duration=5 -- "$pretend" pairs >out 2>err </dev/null
test $? -eq 2 || fail "a time without a unit is not refused"
test -z "$(ls tmp)" || fail "leaves $(ls tmp) behind"
TMPDIR=$dir/none "$INTERLOCK" top -- "$pretend" pairs >out 2>err </dev/null
test $? -eq 4 || fail "a missing folder does not give 4"
test $bad -eq 0
