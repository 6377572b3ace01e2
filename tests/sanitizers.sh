#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# All tests with AddressSanitizer and UndefinedBehaviorSanitizer, by each compiler there is.
# Catches reads and writes outside of what is allocated, leaks, overflow, misaligned access.
# Part of make check-long: it builds and tests everything once a compiler.
set -u
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/sanitizers.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
jobs=$(nproc 2>/dev/null || echo 2)
tried=0 bad=0
# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"
copy_tree "$source" "$work/tree" || { echo 'the sources could not be copied'; exit 99; }

for compiler in gcc clang; do
    mkdir "$work/$compiler"
    cd "$work/$compiler" || exit 99
    command -v $compiler >/dev/null 2>&1 || { echo "$compiler: not here"; continue; }
    if ! "$work/tree/configure" --quiet --enable-asan --enable-ubsan --enable-werror \
        CC=$compiler >log 2>&1; then
        tail -1 log
        echo "$compiler: not tried"
        continue
    fi
    tried=$((tried + 1))
    if make -s -j "$jobs" all >log 2>&1 && make -s -j "$jobs" check >log 2>&1; then
        echo "$compiler: $(sed -n 's/^# PASS: *//p' test-suite.log) passed, $(
            sed -n 's/^# SKIP: *//p' test-suite.log) skipped"
    else
        grep -E '^(FAIL|ERROR)|error:|warning:' log
        test ! -f test-suite.log || grep -E 'Sanitizer|runtime error' test-suite.log | sort -u | head
        echo "$compiler: failed"
        bad=$((bad + 1))
    fi
done
test $tried -gt 0 || exit 77
test $bad -eq 0
