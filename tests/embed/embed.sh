#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The library does what its headers promise: tests/embed/embed.c says what of it. And the example
# prints what stands beside it (UPDATE=1: then it does), which tests/install.sh asks of what is
# installed, and too seldom.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
test -x tests/embed/embed || exit 77
begin_dir
tests/embed/whatif "$source/scenarios" >"$dir/whatif.txt" || complain 'the example fails'
test -z "${UPDATE:-}" || cp "$dir/whatif.txt" "$source/examples/"
diff -u "$source/examples/whatif.txt" "$dir/whatif.txt" ||
    complain 'examples/whatif.txt: not what it prints; UPDATE=1 tests/embed/embed.sh makes it anew'
tests/embed/embed "$source/scenarios" || bad=$((bad + 1))
test $bad -eq 0
