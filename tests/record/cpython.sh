#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# CPython's own tests under the recorder: each ends as it does without it. Minutes: make check-long.
# INTERLOCK_PYTHONS names interpreters, INTERLOCK_PYTHON_TESTS their tests.
#
# Catches a program that notices the recorder: descriptors, signals, forks, thread-local storage,
# environment, exit statuses.
set -u
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$PWD/$INTERLOCK ;;
esac
test -x "$INTERLOCK" || { echo "no $INTERLOCK"; exit 99; }
interpreters=${INTERLOCK_PYTHONS:-$(command -v python3)}
tests=${INTERLOCK_PYTHON_TESTS:-test_thread test_threading test_queue test_asyncio
    test_concurrent_futures test_subprocess test_multiprocessing_fork}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
bad=0 run=0

for python in $interpreters; do
    for test in $tests; do
        "$python" -c "import test.libregrtest, test.$test" 2>/dev/null || {
            echo "$python: $test: not installed"
            continue
        }
        "$python" -m test -q "$test" >plain 2>&1
        plain=$?
        "$INTERLOCK" record -o rec -- "$python" -m test -q "$test" >recorded 2>err
        recorded=$?
        run=$((run + 1))
        grep -h '^interlock: rec' err
        if test $plain -ne $recorded; then
            echo "$python: $test: exit status $recorded, without the recorder $plain"
            grep -e '^FAIL' -e '^ERROR' -e Error recorded | head -20
            bad=$((bad + 1))
        elif grep -e inconsistent -e damaged err; then
            echo "$python: $test"
            bad=$((bad + 1))
        fi
        rm -f rec
    done
done
test $run -gt 0 || exit 77
test $bad -eq 0
