#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The library does what its headers promise: tests/embed/embed.c says what of it.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
test -x tests/embed/embed || exit 77
exec tests/embed/embed "$source/scenarios"
