#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is lost between the ideal time and the actual one sums to it exactly, and each share is what
# a rerun says.
#
# Catches a share that is dropped or counted twice, a class of costs that [costs] does not take away
# or takes away otherwise than the waterfall does, work that gets lost with a cost, a core that is
# counted as working while it is not. Names of scenarios may be given; ALL=1: all that are shipped.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
unknown=0

# number FILE KEY: an integer of the top of an object
number() { awk -F '[:,] *' -v key="\"$2\"" '{ sub("^ *", "") } $1 == key { print $2 + 0; exit }' "$1"; }

# sums SCENARIO: exactly; and the ideal is the work divided by the cores, to the nanosecond or two
# that rounding takes
sums() {
    "$INTERLOCK" advise --waterfall --json "$1" >"$dir/advice" 2>"$dir/err" ||
        { complain "$1: $(cat "$dir/err")"; return; }
    count=$((count + 1))
    if grep -q '"reason": "' "$dir/advice"; then
        unknown=$((unknown + 1))
        "$INTERLOCK" run --json "$1" 2>/dev/null | grep -q '"outcome": "\(refused\|deadlock\)"' ||
            complain "$1: $(grep '"reason"' "$dir/advice")"
        return
    fi
    awk -v name="$1" '
        { sub("^ *", ""); sub(",$", "") }
        split($0, part, ": ") && part[1] == "\"ns\"" { sum += part[2]; if (!n++) ideal = part[2] }
        part[1] == "\"actual_ns\"" { actual = part[2] }
        part[1] == "\"work_ns\"" { work = part[2] }
        part[1] == "\"machine.cores\"" { cores = part[2] }
        part[1] == "\"machine.slow_cores\"" { slow = part[2] }
        END {
            if (sum != actual || !actual) { print name ": the shares sum to " sum ", not " actual; exit 1 }
            if (n != 12) { print name ": " n " shares, not 12"; exit 1 }
            away = ideal - work / cores
            if (!slow && (away > 12 || away < -12)) {
                print name ": the ideal is " ideal ", the work by the cores " work / cores; exit 1 }
        }' "$dir/advice" || bad=$((bad + 1))
}

# falls SCENARIO: with one thing after the other taken away by --set, runs are as long as the
# waterfall says
falls() {
    set -- "$1" "$(number "$dir/advice" actual_ns)"
    name=$1 time=$2 sets=
    for what in startup library transfer pickling handoff placement sharing lock; do
        case $what in
        lock) sets="$sets --set runtime.lock=none" ;;
        *) sets="$sets --set costs.$what=0%" ;;
        esac
        share=$(awk -v name="\"$what\"" '$2 == name "," { getline; getline; print $2 + 0 }' "$dir/advice")
        # shellcheck disable=SC2086
        "$INTERLOCK" run --json $sets "$name" >"$dir/run" 2>/dev/null
        time=$((time - share)) found=$(number "$dir/run" makespan_ns)
        test "$time" = "$found" ||
            complain "$name without $what: $found ns, by the waterfall $time"
    done
}

# one of each model, of waiting and of ending
if test $# -eq 0; then
    set -- two-threads old-lock counter-3.12 native-batch native-stream process-spawn pickling break-even \
        sub-interpreters free-hot-object gilectomy five-sleeps pool-small ownership-racy \
        ordered-locks loop-blocked instant-free extension-unsafe
fi
if test -n "${ALL:-}"; then
    set --
    for file in "$source"/scenarios/*.ini; do set -- "$@" "$(basename "$file" .ini)"; done
fi
for scenario; do
    sums "$scenario"
    case $scenario in
    two-threads | old-lock | process-spawn | pickling | break-even | sub-interpreters | native-stream | free-hot-object)
        falls "$scenario" ;;
    esac
done
echo "$count scenarios, $unknown of which come to no end"
test $bad -eq 0
