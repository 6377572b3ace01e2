#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Dropped files and files that change (tests/gui/hands.c), in a window that nobody sees.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
exec tests/gui/hands "${srcdir:-.}/scenarios/counter-3.9.ini" "${srcdir:-.}/scenarios"
