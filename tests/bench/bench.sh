#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast the engine is: make bench, or make bench YARDSTICK=tight.c ROUNDS=9.
#
# YARDSTICK is a C program without an engine that plays the same two models as flat arrays; the
# lines compare with it. It is built here and now, and both run by turns, so that what else the
# machine does meets both. Each figure is the median of the rounds, with the least and the most.
# The ratio is that of the medians, with the least and the most of a single round.
set -u
bench=${BENCH:-tests/bench/bench}
interlock=${INTERLOCK:-./interlock}
rounds=${ROUNDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
yardstick=

# "median least most" of numbers, one a line.
spread() {
    sort -n | awk '{ x[NR] = $1 }
        END { if (NR) printf "%.6g %.6g %.6g\n", (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2, x[1], x[NR] }'
}

if test -n "${YARDSTICK:-}"; then
    yardstick=$work/yardstick
    # Records as we keep them, and the event queue of the same kind; all that the compiler can do.
    if ! ${CC:-cc} -O3 -march=native -DQ=2 -DTRACE=1 -DZIG "$YARDSTICK" -o "$yardstick" -lm 2>"$work/log"; then
        cat "$work/log" >&2
        echo "bench: $YARDSTICK cannot be built" >&2
        exit 4
    fi
fi

# ours MODEL PARAMETER COUNT: nanoseconds each
ours() { "$bench" "$1" "$2" "$3" | awk 'NR == 1 { print $5 }'; }

# The yardstick prints: engine model parameters events seconds ...
theirs() { "$yardstick" "$1" "$2" "$3" | awk -v count="$3" '{ printf "%.3f\n", $5 * 1e9 / count }'; }

# measure WHAT UNIT MODEL PARAMETER COUNT
measure() {
    : >"$work/ours"
    : >"$work/theirs"
    round=0
    while test $round -lt "$rounds"; do
        ours "$3" "$4" "$5" >>"$work/ours"
        test -z "$yardstick" || theirs "$3" "$4" "$5" >>"$work/theirs"
        round=$((round + 1))
    done
    spread <"$work/ours" | {
        read -r median least most
        printf '%-28s %10.4g %s [%.4g .. %.4g]' "$1" "$median" "$2" "$least" "$most"
    }
    test -z "$yardstick" || compare
    printf '\n'
}

compare() {
    paste "$work/ours" "$work/theirs" | awk '{ print $1 / $2 }' | spread >"$work/ratios"
    {
        spread <"$work/ours"
        spread <"$work/theirs"
        cat "$work/ratios"
    } | awk '
        NR == 1 { ours = $1 }
        NR == 2 { printf "   yardstick %.4g [%.4g .. %.4g]", $1, $2, $3; theirs = $1 }
        NR == 3 { printf "   ratio %.2f [%.2f .. %.2f]", ours / theirs, $2, $3 }'
}

for threads in 2 8 64 1024; do
    measure "hand-off, $threads threads" ns convoy $threads $((400000 / threads))
done
for cores in 2 64 1024; do
    measure "event, run queues, $cores cores" ns rq $cores 2000000
done
yardstick=
for threads in 2 64 2000 100000; do
    measure "step, $threads on 4 cores" ns crowd $threads 100000
done
# Processor time of the whole, records kept.
"$bench" turns 100000000 | awk '{ printf "%-28s %10.4g ms of processor time (wanted: under 50)\n", "10^8 loop turns, 2 threads", $4 * 1e3 }'
measure 'checkpoint, 64 threads' ns save 64 100000
measure 'record kept, 16 threads' ns keep 16 2000000
"$bench" keep 16 10000000 | awk '$1 == "keep-bytes" {
    printf "%-28s %10.4g bytes a record, %.4g a step, with checkpoints (wanted: 20)\n",
           "memory, 10^7 steps", $5, $6 }'

# Going to random steps of a run of ten million, in a small state and in one of a megabyte.
for threads in 16 1500; do
    "$bench" seek 10000000 $threads | awk -v threads=$threads '
        $1 == "seek" { mean = $5 * 1e-6 }
        $1 == "seek-worst" { worst = $5 * 1e-6 }
        $1 == "seek-state" { printf "%-28s %10.4g ms, at worst %.4g (wanted: 16); a state of %.4g kB\n",
                             "seek, 10^7 steps, " threads, mean, worst, $3 / 1e3 }'
done

# The window (tests/bench/frames.c), if it is built.
if test -n "${FRAMES:-}"; then
    "$FRAMES" | awk '{
        printf "%-28s %10.4g s (wanted: under 2), with the whole run %.4g s\n", "window, 10^7 events, opening", $2, $3
        printf "%-28s %10.4g ms (wanted: 16), 99%% %.4g ms (33), worst %.4g ms\n", "its frames, 1280x720", $4, $5, $6
        printf "%-28s %10.4g (wanted: at most 40)\n", "its bytes an event", $7 }'
fi

# sweep WORKERS: seconds that a sweep of 1000 points takes.
sweep() {
    begun=$(date +%s%N)
    "$interlock" sweep convoy-2 --set scenario.until=5s --replications 1 --csv --quiet \
        --vary machine.cores=1..100 --vary thread.cpu.count=1..10 --workers "$1" >/dev/null || exit 4
    echo "$begun $(date +%s%N)" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
}
if test "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)" -ge 2; then
    round=0
    while test $round -lt "$rounds"; do
        sweep 1 >>"$work/one"
        sweep 2 >>"$work/two"
        round=$((round + 1))
    done
    {
        spread <"$work/one"
        spread <"$work/two"
        paste "$work/one" "$work/two" | awk '{ print $1 / $2 }' | spread
    } | awk '
        NR == 1 { one = $1; printf "%-28s %10.4g s, one worker [%.4g .. %.4g]\n", "sweep, 1000 points", $1, $2, $3 }
        NR == 2 { two = $1 }
        NR == 3 { printf "%-28s %10.4g times one worker [%.2f .. %.2f] (wanted: 1.9)\n", "sweep, two workers", one / two, $2, $3 }'
fi

# start COMMAND...: milliseconds from the shell and back.
start() {
    begun=$(date +%s%N)
    for _ in 1 2 3 4 5 6 7 8 9 10; do "$@" >/dev/null || exit 4; done
    echo "$begun $(date +%s%N)" | awk '{ printf "%.4f\n", ($2 - $1) / 1e7 }'
}
round=0
while test $round -lt "$rounds"; do
    start "$interlock" run c-call-holds >>"$work/start"
    start /bin/true >>"$work/nothing"
    round=$((round + 1))
done
{
    spread <"$work/start"
    spread <"$work/nothing"
} | awk '
    NR == 1 { printf "%-28s %10.4g ms [%.4g .. %.4g] (wanted: 3)", "run of 350 events", $1, $2, $3 }
    NR == 2 { printf "   /bin/true %.4g [%.4g .. %.4g]\n", $1, $2, $3 }'

# The stepper: going to any step, and drawing at 200 x 60, with much and little to be seen.
if test -x "${SESSIONS:-}"; then
    "$SESSIONS" -t -s "$INTERLOCK_DATA" "$MILLION" | awk -F '[;,:] *' '
        /window/ { sub(/.*ini, /, "", $0); print "stepping, " $0 }'
    echo '    (milliseconds; wanted: going at most 16, drawing at most 5)'
fi
