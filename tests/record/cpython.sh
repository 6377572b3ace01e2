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

# once NAME COMMAND...: runs the tests; what they came to is in NAME, all that they printed in NAME.log.
# Some of them hang now and then, whoever looks on.
once() {
    name=$1
    shift
    timeout -k 10 900 "$@" -m test -v "$test" >"$name.log" 2>"$name.err" </dev/null
    echo "exit status $?" >"$name"
    sed -n -e 's/^\(Ran [0-9]* tests\{0,1\}\) in .*/\1/p' -e '/^OK\( (\|$\)/p' -e '/^FAILED (/p' "$name.log" "$name.err" >>"$name"
}
# Some of these tests race with the clock, and fail now and then on a busy machine whoever looks on.
# So what differs is run again; what comes of it with the recorder at least once comes without it.
same() {
    : >plains
    for try in 1 2 3; do
        once plain "$python"
        grep -q '^Ran ' plain || { cat plain; tail -3 plain.err; return 1; }
        once recorded "$INTERLOCK" record -o rec -- "$python"
        tr '\n' ' ' <plain >>plains
        echo >>plains
        ! grep -e inconsistent -e damaged recorded.err || return 1
        ! grep -qxF -- "$(tr '\n' ' ' <recorded)" plains || return 0
    done
    echo "with the recorder $(tr '\n' ' ' <recorded), without it:"
    cat plains
    grep -h -A20 -e '^FAIL:' -e '^ERROR:' recorded.log recorded.err | head -60
    return 1
}

for python in $interpreters; do
    for test in $tests; do
        "$python" -c "import test.libregrtest, test.$test" 2>/dev/null || {
            echo "$python: $test: not installed"
            continue
        }
        run=$((run + 1)) verdict=same
        same || { verdict=DIFFERENT; bad=$((bad + 1)); }
        echo "$python: $test: $verdict: $(tr '\n' ' ' <recorded)$(sed -n 's/^interlock: rec: \([0-9]* takes.*\);.*/\1/p' recorded.err)"
        rm -f rec
    done
done
test $run -gt 0 || exit 77
test $bad -eq 0
