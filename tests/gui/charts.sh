#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random keys and pointers on every shipped scenario, and what must hold meanwhile
# (tests/gui/charts.c).
#
# Catches what only some scenario's threads, locks or models bring, in windows of any size.
exec tests/gui/charts -k 40 -s "${srcdir:-.}/scenarios" "${srcdir:-.}"/scenarios/*.ini
