#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How time and memory grow: make growth, or make growth EVENTS=1000000000, which takes minutes.
# Prints tables in the way of docs/GROWTH.md. Processor time of one run each, so a few per cent of
# a figure are chance.
set -u
bench=${BENCH:-tests/bench/bench}
interlock=${INTERLOCK:-./interlock}
events=${EVENTS:-100000000}

table() {
    printf '\n| %s | %s | memory, MB |\n| --- | --- | --- |\n' "$1" "$2"
}

# row MODEL PARAMETER COUNT WHAT
row() {
    "$bench" "$1" "$2" "$3" | awk -v what="$4" 'NR == 1 { printf "| %s | %.4g | %.4g |\n", what, $5, $6 / 1e6 }'
}

table 'cores, 8 threads each' 'ns an event'
for cores in 1 4 16 64 256 1024; do row rq $cores 2000000 $cores; done

table 'threads on 4 cores' 'ns a step'
for threads in 2 16 64 256 1000 10000 100000; do row crowd $threads 200000 $threads; done

table 'events, no records kept' 'ns an event'
n=1000000
while test $n -le "$events"; do
    row rq 2 $n $n
    n=$((n * 10))
done

table 'steps kept, 16 threads' 'ns a record to keep'
for n in 100000 1000000 10000000; do row keep 16 $n $n; done

printf '\n| points of a sweep | ms a point |\n| --- | --- |\n'
for points in 10 100 1000; do
    begun=$(date +%s%N)
    "$interlock" sweep convoy-2 --set scenario.until=1s --csv --quiet --vary machine.cores=1..10 \
        --replications $((points / 10)) --workers 1 >/dev/null || exit 4
    echo "$points $begun $(date +%s%N)" | awk '{ printf "| %d | %.3g |\n", $1, ($3 - $2) / 1e6 / $1 }'
done
