#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random keys on every shipped scenario but two, and what must hold meanwhile (tests/step/sessions.c).
#
# Catches a crash or a wrong screen that only some scenario's threads, locks or models bring.
# Then played: choices, undoing, random keys. With many more keys: tests/step/long.sh.
scenarios=${srcdir:-.}/scenarios
for file in "$scenarios"/*.ini; do
    case $file in
    */ten-thousand-t*.ini) ;; # each key looks at all of them: tests/step/long.sh
    *) set -- "$@" "$file" ;;
    esac
done
tests/step/sessions -k 30 -s "$scenarios" "$@" &&
    exec tests/step/sessions -g -k 15 -s "$scenarios" "$scenarios"/*.ini
