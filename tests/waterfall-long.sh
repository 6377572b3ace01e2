#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/waterfall.sh of every shipped scenario.
ALL=1 exec sh "${srcdir:-.}/tests/waterfall.sh"
