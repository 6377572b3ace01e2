#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# All tests with AddressSanitizer and UndefinedBehaviorSanitizer, by each compiler there is.
# Then what reads and runs scenarios and recordings with MemorySanitizer, and a sweep's workers with
# ThreadSanitizer: more would need libraries that are built with them.
# Catches reads and writes outside of what is allocated, leaks, overflow, misaligned access; memory
# that nobody has set; races.
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

# more KIND COMPILER 'TARGETS' SCRIPT: that script says no word of the sanitizer.
more() {
    kind=$1 compiler=$2 targets=$3 script=$4
    command -v "$compiler" >/dev/null 2>&1 || { echo "$kind: there is no $compiler"; return; }
    mkdir "$work/$kind"
    cd "$work/$kind" || exit 99
    if ! "$work/tree/configure" --quiet --disable-tui --disable-gui CC="$compiler" \
        CFLAGS="-O1 -g -w -fsanitize=$kind" LDFLAGS="-fsanitize=$kind" >log 2>&1; then
        tail -1 log
        echo "$kind: not tried"
        return
    fi
    tried=$((tried + 1))
    # shellcheck disable=SC2086  # a list
    if make -s libsim.a >log 2>&1 && make -s -j "$jobs" $targets >log 2>&1 &&
        srcdir=$work/tree INTERLOCK=$work/$kind/interlock TSAN_OPTIONS=halt_on_error=1 \
            sh "$work/tree/tests/$script" >log 2>&1; then
        echo "$kind: $(tail -1 log)"
    else
        grep -e Sanitizer -e '#[0-4] ' -e error: log | head
        echo "$kind: failed"
        bad=$((bad + 1))
    fi
}
replays=tests/fuzz/replay_
more memory clang "${replays}scenario ${replays}settings ${replays}run ${replays}recording ${replays}commands" \
    fuzz/replay.sh
more thread gcc interlock sweep.sh
test $tried -gt 0 || exit 77
test $bad -eq 0
