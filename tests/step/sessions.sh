#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random keys on every shipped scenario, and what must hold meanwhile (tests/step/sessions.c).
#
# Catches a crash or a wrong screen that only some scenario's threads, locks or models bring.
# Then played: choices, undoing, random keys.
scenarios=${srcdir:-.}/scenarios
tests/step/sessions -k 150 -s "$scenarios" "$scenarios"/*.ini &&
    exec tests/step/sessions -g -k 60 -s "$scenarios" "$scenarios"/*.ini
