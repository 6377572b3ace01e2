#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What recording costs, measured in turn with and without it: at most 2 % of the processor time of
# a threaded program that computes (for most of a second, since starting is no computing), at most
# 150 ns for a release and a take of a program that does nothing else. Medians of processor times,
# so that others on the machine do not matter much. Where a median is less certain than what is asked
# of it (19 times of 20 it is right within a third of what the middle eight tenths span), all is
# measured again, and skipped if the machine never is quiet. Part of make check-long.
set -u
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$PWD/$INTERLOCK ;;
esac
test -x "$INTERLOCK" || { echo "no $INTERLOCK"; exit 99; }
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
rounds=15 bad=0

cat >computes.py <<'END'
import threading, time
def work():
    n = 0
    for i in range(4000000): n += i
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(int(time.process_time() * 1e9))
END
cat >pairs.py <<'END'
import os, threading, time
t = threading.Thread(target=int); t.start(); t.join()
file, write, times = os.open('/dev/null', os.O_WRONLY), os.write, []
for _ in range(40):
    begin = time.perf_counter()
    for _ in range(2000): write(file, b'')
    times.append(time.perf_counter() - begin)
print(int(min(times) / 2000 * 1e12))
END
at() { sort -n "$1" | sed -n "$2p"; }
median() { at "$1" $((rounds / 2 + 1)); }
uncertain() { echo $((($(at "$1" $((rounds - 1))) - $(at "$1" 2)) / 3)); }

# measure PYTHON PROGRAM: both by turns; `plain` and `recorded` in what the program counts
measure() {
    rm -f plain recorded
    for _ in $(seq $rounds); do
        "$1" "$2.py" >>plain
        "$INTERLOCK" record -q -o rec "$1" "$2.py" >>recorded
    done
    plain=$(median plain) recorded=$(median recorded)
    noise=$(($(uncertain plain) + $(uncertain recorded)))
}

# judge PYTHON PROGRAM: good, wrong, or noisy
judge() {
    measure "$1" "$2"
    case $2 in
    computes) most=$((plain / 50)) ;;
    *) most=150000 ;;
    esac
    said=noisy cost=$((recorded - plain))
    test $cost -gt $most || test $noise -gt $most || said=good
    test $((cost - noise)) -le $most || said=wrong
    awk -v of="$1 $2" -v said=$said -v plain="$plain" -v recorded="$recorded" -v noise="$noise" 'BEGIN {
        more = recorded - plain
        if (of ~ /pairs/) printf "%s: %.0f ns more for a release and a take of %.0f ns", of, more / 1e3, plain / 1e3
        else printf "%s: recording takes %.2f %%", of, 100 * more / plain
        printf " (uncertain by %.1f %%): %s\n", 100 * noise / plain, said }'
}

noisy=0
for python in ${INTERLOCK_PYTHONS:-$(command -v python3)}; do
    for program in computes pairs; do
        for _ in 1 2 3; do
            judge "$python" $program
            test "$said" = noisy || break
        done
        test "$said" != wrong || bad=$((bad + 1))
        test "$said" != noisy || noisy=$((noisy + 1))
    done
done
test $bad -eq 0 || exit 1
test $noisy -eq 0 || { echo 'the machine was never quiet enough'; exit 77; }
