#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The laws on a hundred thousand random scenarios, or on COUNT of them from FIRST on.
#
#   tests/property/long.sh [FIRST [COUNT]]
#
# Catches what happens in one of ten thousand: orders of events that fall on the same nanosecond, a
# setting at the end of its range. Several machines may share the numbers.
set -u
PROPERTIES=${PROPERTIES:-tests/property/properties}
exec "$PROPERTIES" "${1:-1000}" "${2:-100000}"
