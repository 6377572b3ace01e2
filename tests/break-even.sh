#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From which task size on a pool beats a loop: bisected under the model, against the real one.
#
# Catches a change of what making a pool, a task or its end cost that moves the break-even out of
# what was measured. Measured with CPython 3.12.1 on the machine of vm-2: a Pool made, eight tasks
# mapped one by one, the pool closed and joined, against a loop; bisected five times, least and most.
# And a scenario whose expectation holds by the luck of its draws.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
bad=0

# faster WORKERS REPLICATION NS: is the pool faster with tasks of so many nanoseconds?
faster() {
    sed "s/^    loop 1$/    native $3ns holding/; /^start = /d" \
        "$source/tests/agreement/map.ini" >"$dir/map.ini"
    "$INTERLOCK" run --json --set map.tasks=8 --set map.chunk=1 \
        --set "map.workers=$1" --set "scenario.replication=$2" "$dir/map.ini" |
        awk '/"speedup":/ { exit !($2 + 0 > 1) }'
}

# even WORKERS LEAST MOST KNOWN: in microseconds; KNOWN is `missed` where it is known to be
even() {
    for replication in 1 2 3 4 5; do
        low=20000 high=20000000
        for round in 1 2 3 4 5 6 7 8 9; do
            middle=$(awk "BEGIN { printf \"%d\", sqrt($low * $high) }")
            if faster "$1" $replication "$middle"; then high=$middle; else low=$middle; fi
        done
        echo "$high"
    done | sort -n >"$dir/found"
    least=$(($(head -1 "$dir/found") / 1000)) most=$(($(tail -1 "$dir/found") / 1000))
    overlaps=no
    test $least -le "$3" && test $most -ge "$2" && overlaps=yes
    echo "Pool($1), 8 tasks: measured $2 to $3 us, predicted $least to $most us ${4:-}"
    case $overlaps${4:-} in
    yes | nomissed) ;;
    *) bad=$((bad + 1)) ;;
    esac
}

# every TASK CONDITION: of 24 runs with other draws, all the speedups
every() {
    "$INTERLOCK" sweep break-even --set "values.task=$1" --vary scenario.seed=0 --replications 24 \
        --csv --quiet 2>/dev/null |
        awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
            { speedup = $column["speedup"]; if (!('"$2"')) exit 1 }
            END { exit NR != 25 }' ||
        complain "break-even with tasks of $1: not every run has $2"
}

# What the scenario says must not be a matter of where its workers happened to begin.
every 20ms 'speedup > 1.2 && speedup < 2'
every 500us 'speedup < 1'
even 2 1885 3610
# Making a pool of four takes longer on the real machine than what is known of its parts.
even 4 2777 3569 missed
test $bad -eq 0
