#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README says how many claims agree with real interpreters; here they are counted.
#
# Catches a change of the engine that brings a claim out of what is allowed, or one that was missed
# into it; and a README that is too proud, or too modest. Takes a minute.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
tests/agreement/agree "$source/tests/agreement/reference.csv" >agreement.log
status=$?
counted=$(sed -n 's/^\([0-9]*\) claims: \([0-9]*\) agree.*/\2 of \1 claims/p' agreement.log)
grep -E ' NO( |$)' agreement.log
tail -1 agreement.log
test -n "$counted" || exit 99
rm agreement.log
test $status = 0 || exit $status
grep -q "At present $counted agree" "$source/README.md" && exit
echo "README.md does not say: At present $counted agree"
exit 1
