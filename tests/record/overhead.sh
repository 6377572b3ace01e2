#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What recording costs, measured in turn with and without it: at most 2 % of the processor time of
# a threaded program that computes (for most of a second, since starting is no computing), at most
# 150 ns for a release and a take of a program that does nothing else. Medians of processor times,
# so that others on the machine do not matter much; on one that is very busy it may fail all the
# same. Part of make check-long.
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
median() { sort -n "$1" | sed -n "$((rounds / 2 + 1))p"; }

for python in ${INTERLOCK_PYTHONS:-$(command -v python3)}; do
    for program in computes pairs; do
        rm -f plain recorded
        for _ in $(seq $rounds); do
            "$python" $program.py >>plain
            "$INTERLOCK" record -q -o rec "$python" $program.py >>recorded
        done
        plain=$(median plain) recorded=$(median recorded)
        if test $program = computes; then
            cost=$(((recorded - plain) * 10000 / plain)) most=200
            awk -v python="$python" -v cost=$cost 'BEGIN {
                printf "%s: recording takes %.2f %% of a program that computes\n", python, cost / 100 }'
        else
            cost=$(((recorded - plain) / 1000)) most=150
            echo "$python: recording takes $cost ns for a release and a take of $((plain / 1000)) ns"
        fi
        test $cost -le $most || bad=$((bad + 1))
    done
done
test $bad -eq 0
