#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Native kernels on this machine: each speedup as the model foretells it, within 10 %.
#
#   tests/kernels.sh          measures up to three times; VERBOSE=1 prints every table
#
# Catches a cost that is measured wrongly, a kernel that does not do what its shape says, a model that
# shares what is not shared. What is measured on a busy machine says nothing: then it is measured
# again, and if the machine never is quiet the test is skipped. Neither is a kernel good by chance:
# where the median of nine rounds is less certain than the error allowed (19 times of 20 it is right
# within a third of what the middle eight tenths of the rounds span), it is measured again, too. So it
# is where a cost that is foretold from is as uncertain: memory that others use fluctuates for seconds.
# Part of make check-long: it takes half a minute, and needs the machine for itself.
set -u
LC_ALL=C
export LC_ALL
interlock=${INTERLOCK:-./interlock}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

# judge FILE: a line for each kernel and number of cores; "noisy" where nothing can be said.
judge() {
    awk '
        function value(line) { sub(/.*: /, "", line); sub(/,$/, "", line); gsub(/"/, "", line); return line }
        BEGIN {
            costs["sqrt"] = costs["sum"] = costs["triad"] = "core_bandwidth memory_bandwidth"
            costs["bins-false"] = "store_rate store_shared"
            costs["bins-atomic"] = "atomic_rate atomic_shared"
        }
        function uncertain(name, list, count, i) {
            count = split(costs[name], list, " ")
            for (i = 1; i <= count; i++)
                if (!(list[i] in span) || span[list[i]] / 3 > 0.1) return 1
            return 0
        }
        /"doubt"/ { doubt = value($0) }
        /^    "[a-z_]*": [{]$/ { cost = $1; gsub(/[":]/, "", cost) }
        /^      "value"/ { amount = value($0) }
        /^      "high"/ { span[cost] = (value($0) - low) / amount }
        /"name"/ { name = value($0) }
        /"cores"/ { cores = value($0) }
        /"measured"/ { measured = value($0) }
        /"low"/ { low = value($0) }
        /"high"/ { high = value($0) }
        /"predicted"/ {
            if (cores == 1) next
            error = value($0) / measured - 1
            unknown = doubt != "null" || (high - low) / measured / 3 > 0.1 || uncertain(name)
            good = error <= 0.1 && error >= -0.1
            said = unknown ? "noisy" : good ? "good" : "wrong"
            printf "%-7s %-19s %3d cores: %.2f (%.2f to %.2f), foretold %.2f, %+.1f %%\n",
                said, name, cores, measured, low, high, value($0), 100 * error
        }' "$1"
}

: >"$dir/good"
names=
for _ in 1 2 3; do
    "$interlock" kernels --json ${names:+--only "$names"} >"$dir/json" || exit 1
    judge "$dir/json" >"$dir/judged"
    test -s "$dir/judged" || { echo 'one core: there is nothing to foretell'; exit 77; }
    test -z "${VERBOSE:-}" || cat "$dir/judged"
    names=$(awk '$1 != "good" { print $2 }' "$dir/judged" | sort -u | paste -s -d , -)
    # Who has a bad line is measured again with all numbers of cores.
    awk -v again=",$names," '!index(again, "," $2 ",")' "$dir/judged" >>"$dir/good"
    test -n "$names" || break
done
cat "$dir/good"
test -n "$names" || exit 0
grep -v '^good' "$dir/judged"
grep -q '^wrong' "$dir/judged" && exit 1
echo 'the machine was never quiet enough'
exit 77
