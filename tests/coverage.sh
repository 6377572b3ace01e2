#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which share of the simulator's lines and branches its tests execute.
#
#   tests/coverage.sh [FOLDER]      sim, or another; with VERBOSE=1 each file
#
# In a build of its own, without assertions, which no test is to come to. Fails below 95 % of lines and
# 85 % of branches. Part of make check-long; skipped without gcov.
set -u
command -v gcov >/dev/null || { echo 'there is no gcov'; exit 77; }
folder=${1:-sim}
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-coverage.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
tree=$work/tree build=$work/build
# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"
mkdir "$build"
copy_tree "$source" "$tree" || { echo 'the sources could not be copied'; exit 99; }
cd "$build" || exit 99
"$tree/configure" --quiet --disable-tui --disable-gui CFLAGS='-O0 -g0 --coverage -w' >log 2>&1 ||
    { tail -5 log; exit 99; }
tests=$(cd "$tree/tests" && ls sim/test_*.c scenarios/test_*.c | sed 's/[.]c$//')
make -s libsim.a >log 2>&1 # with what is made
for test in $tests property/properties; do
    make -s "tests/$test" >log 2>&1 || { tail -5 log; exit 99; }
    srcdir=$tree "tests/$test" >log 2>&1 || { tail -5 log; exit 1; }
done
tests/property/properties 1000 3000 >log 2>&1 || { tail -5 log; exit 1; }
# The command with the library that these tests run, whose objects lie beside those of libsim.
cp libchecked.a libsim.a && make -s interlock tests/scenarios/check_file >log 2>&1 || { tail -5 log; exit 99; }
for test in bad expect cli waterfall docs; do
    srcdir=$tree INTERLOCK=$build/interlock CHECK_FILE=$build/tests/scenarios/check_file \
        INTERLOCK_DATA=$tree/scenarios sh "$tree/tests/$test.sh" >log 2>&1
    case $? in 0 | 77) ;; *) echo "$test.sh:"; tail -5 log; exit 1 ;; esac
done
find "$folder" -name '*libchecked_a-*.gcda' | sort | while read -r data; do
    gcov -b -n "$data" 2>/dev/null
done | awk -v tree="$tree/" -v verbose="${VERBOSE:-}" '
    /^File / { name = $2; gsub("\047", "", name); sub(tree, "", name); own = name ~ /^[^\/].*[.]c$/ }
    /^Lines executed:/ && own {
        split($2, part, ":"); share = part[2] + 0; n = $NF; lines += n; hit += share * n / 100
        text = sprintf("%5.1f %% of %4d lines", share, n)
    }
    /^Taken at least once:/ && own {
        split($4, part, ":"); share = part[2] + 0; n = $NF; branches += n; taken += share * n / 100
        if (verbose) printf "%s, %5.1f %% of %4d branches  %s\n", text, share, n, name
        own = 0
    }
    END {
        if (!lines) { print "nothing was measured"; exit 1 }
        printf "%.1f %% of %d lines, %.1f %% of %d branches\n",
            100 * hit / lines, lines, 100 * taken / branches, branches
        exit 100 * hit < 95 * lines || 100 * taken < 85 * branches
    }'
