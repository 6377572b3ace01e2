#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every header compiles alone. Catches one that works only behind another.
#
# Where a file of the same name includes it before all others, as is the custom here, the build has
# shown that; it is asked of the rest.
set -u
source=${srcdir:-.}
bad=0 count=0
is_first() {
    test -e "$source/${1%.h}.c" && awk -v own="\"$1\"" '
        /^#include/ && $2 != "\"config.h\"" { exit $2 != own }' "$source/${1%.h}.c"
}
for header in $(cd "$source" && find sim scenarios probe points ui recorder embed tests -name '*.h' |
    LC_ALL=C sort); do
    is_first "$header" && continue
    count=$((count + 1))
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
echo "$count headers, $bad wrong"
test $count -gt 10 && test $bad -eq 0
