#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README says how many claims agree with real interpreters, and of what; here they are counted.
# UPDATE=1 writes both there.
#
# Catches a change of the engine that brings a claim out of what is allowed, or one that was missed
# into it; and a README that is too proud, or too modest. Takes a minute.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# `make all` does not build it: one of an older engine would count what that says.
test ! -e Makefile || make -s tests/agreement/agree >/dev/null || exit 99
tests/agreement/agree "$source/tests/agreement/reference.csv" >agreement.log
status=$?
counted=$(sed -n 's/^\([0-9]*\) claims: \([0-9]*\) agree.*/\2 of \1 claims/p' agreement.log)
grep -E ' NO( |$)' agreement.log
tail -1 agreement.log
test -n "$counted" || exit 99
awk -f "$source/tests/agreement.awk" "$source/tests/agreement/reference.csv" agreement.log >table || exit 99
awk -v counted="$counted" '
    FNR == NR { table = table $0 "\n"; next }
    /^At present [0-9]+ of [0-9]+ claims/ { sub(/[0-9]+ of [0-9]+ claims/, counted) }
    /^\| of \| claims \| agree/ { printf "%s", table; inside = 1 }
    inside && !/^\|/ { inside = 0 }
    !inside
    ' table "$source/README.md" >readme
test -z "${UPDATE:-}" || cp readme "$source/README.md"
diff "$source/README.md" readme ||
    complain 'README.md: not what agrees; UPDATE=1 tests/agreement.sh writes it anew'
rm -f agreement.log table readme
test $status = 0 || exit $status
test $bad = 0
