#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README says how many claims agree with real interpreters; here they are counted.
#
# Catches a change of the engine that makes the README too proud, or too modest. Takes a minute.
set -u
source=${srcdir:-.}
INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
tests/agreement/agree "$source/tests/agreement/reference.csv" >agreement.log
counted=$(sed -n 's/^\([0-9]*\) claims: \([0-9]*\) agree.*/\2 of \1 claims/p' agreement.log)
grep ' NO$' agreement.log
tail -1 agreement.log
test -n "$counted" || exit 99
rm agreement.log
grep -q "At present $counted agree" "$source/README.md" && exit
echo "README.md does not say: At present $counted agree"
exit 1
