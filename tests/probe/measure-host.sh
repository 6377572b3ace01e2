#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures the reference data host-*.csv anew: measure-host.sh PROBE FOLDER
#
# PROBE is the program interlock-probe, FOLDER where the files go. Takes about half an hour: five
# blocks, each with all probes once, the wake-up curve, and the lock replica in all set-ups. Waits
# until nothing else runs, and repeats what was disturbed, up to four times.
set -eu

probe=$1
folder=$2
quiet=0.05 # cores used by others, at most

busy() { awk '/^cpu /{ print $2 + $3 + $4 + $7 + $8 }' /proc/stat; }

# Waits until others have used less than that for two seconds, ten minutes at most.
wait_for_quiet() {
    tries=0
    while [ $tries -lt 300 ]; do
        before=$(busy)
        sleep 2
        if awk "BEGIN { exit !(($(busy) - $before) / 200 < $quiet) }"; then
            return
        fi
        tries=$((tries + 1))
    done
}

# Is the value at most $quiet?
is_quiet() { awk "BEGIN { exit !($1 <= $quiet) }"; }

machine() {
    echo "# $1"
    echo "# measured by tests/probe/measure-host.sh with interlock-probe on"
    sed -n 's/^model name[^:]*: /# /p' /proc/cpuinfo | head -n 1
    echo "# $(nproc) cores, $(uname -sr), $(date -u +%Y-%m-%d)"
}

probes() {
    for _ in 1 2 3 4; do
        wait_for_quiet
        "$probe" --csv 2>/dev/null >"$folder/part"
        used=$(sed -n 's/^# .*other_cpu \([0-9.]*\).*/\1/p' "$folder/part")
        is_quiet "$used" && break
    done
    now=$(date -u +%H:%M)
    sed -n "/^name,/d; s/^[^#]/$1,$now,$used,&/p" "$folder/part" >>"$folder/host-probes.csv"
}

wakes() {
    wait_for_quiet
    "$probe" wake | sed -n "/^idle/d; s/^/$1,/p" >>"$folder/host-wake.csv"
}

# replica RUN THREADS OPTION...: other_cpu is the last of the values.
replica() {
    run=$1
    shift
    for place in free same apart; do
        for _ in 1 2 3 4; do
            line=$("$probe" replica "$@" --place $place --csv | tail -n 1)
            is_quiet "${line##*,}" && break
            wait_for_quiet
        done
        echo "$run,$line" >>"$folder/host-replica.csv"
    done
}

replicas() {
    wait_for_quiet
    for threads in 1 2 4 8; do
        replica "$1" $threads --seconds 3
    done
    for interval in 20000 1000 100 10; do
        replica "$1" 2 --interval $interval --seconds 3
    done
    for threads in 1 2 4; do
        replica "$1" $threads --io 300 --seconds 5
        replica "$1" $threads --io 0 --seconds 3
    done
}

machine "costs and habits of the machine: all probes, five times some minutes apart" \
    >"$folder/host-probes.csv"
echo "run,at,other_cpu,$("$probe" --only tick --csv 2>/dev/null | sed -n 2p)" \
    >>"$folder/host-probes.csv"
machine "latency and cost of waking a thread (us) whose core has been idle for idle_us" \
    >"$folder/host-wake.csv"
echo "run,$("$probe" wake --seconds 0.01 | head -n 1)" >>"$folder/host-wake.csv"
machine "the native lock replica: three runs of each set-up; times in us, shares of 1" \
    >"$folder/host-replica.csv"
echo "run,$("$probe" replica 1 --seconds 0.1 --csv | head -n 1)" >>"$folder/host-replica.csv"

for block in 1 2 3 4 5; do
    probes $block
    [ $block -gt 3 ] || wakes $block
    [ $block -gt 3 ] || replicas $block
    [ $block -le 3 ] || sleep 120
done
rm -f "$folder/part"
