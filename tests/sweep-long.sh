#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ten thousand points, however they are run (tests/sweep.sh says how).
#
# Catches what only many points show: an order, a file or a memory that is enough for few.
set -u
source=$(cd "${srcdir:-.}" && pwd)
POINTS=10000 REPLICATIONS=1 sh "$source/tests/sweep.sh"
