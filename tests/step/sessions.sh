#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random keys on nearly every shipped scenario, and what must hold meanwhile (tests/step/sessions.c).
#
# Catches a crash or a wrong screen that only some scenario's threads, locks or models bring.
# Then every third is played: choices, undoing, random keys. With many more keys, and all scenarios:
# tests/step/long.sh.
scenarios=${srcdir:-.}/scenarios

# where NAMES: all files but these
where() {
    for file in "$scenarios"/*.ini; do
        case " $1 " in
        *" $(basename "$file" .ini) "*) ;;
        *) echo "$file" ;;
        esac
    done
}
# Each key looks at all of ten thousand, or goes through a long run; by hand it is a long way from one
# choice to the next in others, which is gone again when one is taken back.
many='ten-thousand-tasks ten-thousand-threads instant-same-core instant-free process-lock crowd'
far="$many pool-large pool-threads long-call bottleneck"
# shellcheck disable=SC2046  # a list
tests/step/sessions -k 12 -s "$scenarios" $(where "$many") &&
    exec tests/step/sessions -g -k 6 -s "$scenarios" $(where "$far" | awk 'NR % 3 == 1')
