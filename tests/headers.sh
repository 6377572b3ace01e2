#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every header compiles alone. Catches one that works only behind another.
set -u
source=${srcdir:-.}
bad=0
for header in $(cd "$source" && find sim scenarios probe ui recorder embed tests -name '*.h' 2>/dev/null |
    LC_ALL=C sort); do
    # shellcheck disable=SC2086
    if ! printf '#include "%s"\n' "$header" |
        ${CC:-cc} -std=c11 -D_GNU_SOURCE -fsyntax-only -I. -I"$source" ${HEADER_CFLAGS:-} -x c - \
            2>headers.log; then
        cat headers.log
        echo "$header: does not compile alone"
        bad=$((bad + 1))
    fi
done
rm -f headers.log
test $bad -eq 0
