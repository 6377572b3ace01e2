# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts that record: what run.json, a recording's run, says.

# sums: the states of each thread sum to the run, to the nanosecond
sums() {
    awk -F'[:,]' '/^  "makespan_ns"/ { run = $2 + 0 }
        /"waits": {}/ { if (run) wrong++ }
        /"waits": {$/ { within = 1; sum = 0; next }
        within && /}/ { within = 0; threads++; if (sum != run) { print "a thread has " sum " ns of " run; wrong++ } }
        within { sum += $2 }
        END { exit wrong || !threads }' run.json
}
