#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random keys on every shipped scenario, and what must hold meanwhile (tests/step/sessions.c).
#
# Catches a crash or a wrong screen that only some scenario's threads, locks or models bring.
exec tests/step/sessions -k 150 -s "${srcdir:-.}/scenarios" "${srcdir:-.}"/scenarios/*.ini
