#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Six real programs of different kinds are recorded, and their recordings derived. The scenario must
# take as long as the recording within 10 %, and foretell within 20 % what a change of the program
# does to its time: another switch interval, twice the threads, one core. Nothing is known of the
# changed program when it is foretold. Minutes: make check-long; for a quiet machine, of which it
# measures a preset first. INTERLOCK_PYTHON names an interpreter, INTERLOCK_PRESET a preset.
#
#   predict.sh [PROGRAM...]
#
# Recordings, and runs with and without the change, alternate, $rounds of each; medians count. Where
# they differ among themselves by more than the error that is allowed (the middle half of them), it
# is too noisy to tell, and at most one program of six may be so.
#
# Catches a wait whose end is not seen, a lock that is held where it is not, work that is lost or
# counted twice, and models that are right only where they were made.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$PWD
case ${srcdir:=.} in
/*) programs=$srcdir/tests/record/programs ;;
*) programs=$here/$srcdir/tests/record/programs ;;
esac
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$here/$INTERLOCK ;;
esac
python=${INTERLOCK_PYTHON:-$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null)}
test -n "$python" || { echo "no python3"; exit 77; }
test "$(nproc)" -ge 2 || { echo "one core: nothing to compare with"; exit 77; }
test -x "$INTERLOCK" || { echo "no $INTERLOCK"; exit 99; }
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
rounds=${INTERLOCK_ROUNDS:-7} bad=0 noisy=0
preset=${INTERLOCK_PRESET:-$dir/host.ini}
test -e "$preset" || probe/interlock-probe --seconds=20 >"$preset" || exit 99
cd "$dir" || exit 99

# name | arguments | what is changed in the scenario | how the changed program is run | its arguments
cases='hashing||machine.cores=1|taskset -c 0|
server||runtime.switch_interval=1ms||1000
queues||runtime.switch_interval=500us||3 1500 500
loop||machine.cores=1|taskset -c 0|
pool||machine.cores=1|taskset -c 0|
mixed||thread.thread-1.count=2 thread.thread-2.count=2||4'

# wall COMMAND...: how long it takes, in us
wall() {
    begin=$(date +%s%N)
    "$@" >out 2>&1 </dev/null || { echo "$*: exit status $?" >&2; head -3 out >&2; return 1; }
    end=$(date +%s%N)
    echo $(((end - begin) / 1000))
}
# simulated SETTING...: how long derived.ini takes with these, in us
simulated() {
    for setting; do set -- "$@" --set "$setting"; shift; done
    "$INTERLOCK" run --json derived.ini --set machine.preset="$preset" "$@" >run.json 2>err || return 1
    grep -q '"outcome": "ended"' run.json || { echo "$name: $(grep '"outcome"' run.json)" >&2; return 1; }
    sed -n 's/^  "makespan_ns": \([0-9]*\)[0-9]\{3\},/\1/p' run.json
}
# one round: appends to recorded, derived, foretold, measured
once() {
    # shellcheck disable=SC2086
    {
        "$INTERLOCK" record -q -o rec -- "$python" "$programs/$name.py" $arguments >out 2>&1 &&
            "$INTERLOCK" derive rec -o derived.ini || return 1
        "$INTERLOCK" run --json rec 2>err | sed -n 's/^  "makespan_ns": \([0-9]*\)[0-9]\{3\},/\1/p' >>recorded
        simulated machine.cores="$(nproc)" >>derived &&
            simulated $changes >>foretold &&
            wall $how "$python" "$programs/$name.py" $changed >>measured
    }
}
# judge WHAT FORETOLD MEASURED ALLOWED: medians, error, middle halves; 1: wrong, 2: too noisy
judge() {
    { sort -n "$2"; echo; sort -n "$3"; } | awk -v what="$1" -v allowed="$4" -v name="$name" '
        $1 == "" { second = 1; next }
        second { b[++m] = $1; next }
        { a[++n] = $1 }
        function quantile(list, count, share) { return list[1 + int((count - 1) * share + 0.5)] }
        function spread(list, count) {
            return 100 * (quantile(list, count, 0.75) - quantile(list, count, 0.25)) / quantile(list, count, 0.5)
        }
        END {
            x = quantile(a, n, 0.5); y = quantile(b, m, 0.5)
            error = 100 * (x - y) / y
            wide = spread(a, n) > spread(b, m) ? spread(a, n) : spread(b, m)
            verdict = wide > allowed ? "too noisy to tell" : (error < 0 ? -error : error) > allowed ? "WRONG" : "good"
            printf "%-8s %-34s %8.1f %8.1f %+7.1f %% %6.1f %%  %s\n", name, what, x / 1000, y / 1000, error, wide, verdict
            exit verdict == "WRONG" ? 1 : verdict == "good" ? 0 : 2
        }'
}

printf '%-8s %-34s %8s %8s %9s %8s\n' program '' 'model ms' 'real ms' error spread
echo "$cases" >list
while IFS='|' read -r name arguments changes how changed; do
    case " ${*:-$name} " in *" $name "*) ;; *) continue ;; esac
    rm -f recorded derived foretold measured
    for round in $(seq "$rounds"); do
        once || { echo "$name: round $round failed"; bad=$((bad + 1)); continue 2; }
    done </dev/null
    judge 'as it is' derived recorded 10
    first=$?
    judge "$changes" foretold measured 20
    second=$?
    if test $first -eq 1 || test $second -eq 1; then
        bad=$((bad + 1))
    elif test $first -eq 2 || test $second -eq 2; then
        noisy=$((noisy + 1))
    fi
done <list
test $noisy -le 1 || echo "$noisy of six programs are too noisy to tell"
test $bad -eq 0 && test $noisy -le 1
