#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The lock's protocol (tests/model/lock.pml) in every order, by spin; and with one rule left out at a
# time, each of which must be found out.
#
# Catches an understanding of the protocol by which two could have the lock, a wake-up could be lost,
# or who was asked to let go could have it again at once. Part of make check-long; skipped without
# spin.
set -u
command -v spin >/dev/null || { echo 'there is no spin'; exit 77; }
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-model.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
cp "$source/tests/model/lock.pml" . || exit 99
bad=0

# search WORDS...: with these definitions; prints what spin has found.
search() {
    # shellcheck disable=SC2086  # definitions
    spin -a "$@" lock.pml >log 2>&1 && ${CC:-cc} -O2 -w -DSAFETY -DMEMLIM=4096 -DCOLLAPSE -o pan pan.c 2>>log ||
        { cat log; exit 1; }
    ./pan -m1000000 >log 2>&1
    grep -q 'max search depth too small\|out of memory' log && { cat log; exit 1; }
    errors=$(sed -n 's/.*errors: \([0-9]*\)$/\1/p' log)
    states=$(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' log)
    found=$(sed -n 's/^pan:1: \(.*\) (at depth.*/\1/p' log)
}

holds() {
    search "$@"
    echo "$*: $states states, errors: ${errors:-?}${found:+, $found}"
    test "${errors:-1}" -eq 0 || bad=1
}

broken() {
    search "$@"
    echo "$*: ${found:-NOT found out} ($states states)"
    test "${errors:-0}" -gt 0 || bad=1
}

for own in '' -DOWN; do
    holds -DTHREADS=2 -DTURNS=4 $own
    holds -DTHREADS=3 -DTURNS=2 $own
    for rule in FLAG MUTEX SIGNAL FORCE SWITCH_SIGNAL LOOK; do
        broken -DTHREADS=3 -DTURNS=2 "-DBREAK_$rule" $own
    done
done
exit $bad
