#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a scenario expects is false under another version or model: so it says something.
#
# Catches an [expect] that would hold whatever the model did.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
count=0 bad=0

# under SCENARIO MODEL PYTHON: the same file with these in its [runtime]
under() {
    : >"$dir/$1.seen"
    awk -v model="$2" -v python="$3" '
        function say() { print "model = " model "\npython = " python; said = 1 }
        /^\[/ { inside = $0 == "[runtime]" }
        inside && /^(model|python) = / { next }
        { print }
        inside && /^\[runtime\]/ { say() }
        END { if (!said) { print "\n[runtime]"; say() } }' "$source/scenarios/$1.ini" >"$dir/$1.ini"
}

# otherwise SCENARIO MODEL PYTHON
otherwise() {
    count=$((count + 1))
    under "$@"
    "$INTERLOCK" run --quiet --json "$dir/$1.ini" >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
    test $status -eq 1 && return
    echo "$1 under $2, $3: exit status $status, not 1"
    sed 's/^/    /' "$dir/err" | head -3
    bad=$((bad + 1))
}

# What others extend, as it is.
bases=$(sed -n 's/^extends = \(.*\)$/\1/p' "$source"/scenarios/*.ini | LC_ALL=C sort -u)
for base in $bases; do cp "$source/scenarios/$base" "$dir/"; done
# Without the lock instant answers come by the million, so a quarter of a second has to do. Under their own
# model that is enough for what they expect.
sed 's/^until = 4s$/until = 250ms/' "$source/scenarios/instant-base.ini" >"$dir/instant-base.ini"
for scenario in instant-35us instant-3us instant-apart instant-free instant-same-core; do
    cp "$source/scenarios/$scenario.ini" "$dir/"
    "$INTERLOCK" run --quiet "$dir/$scenario.ini" >/dev/null 2>&1 ||
        { echo "$scenario: a quarter of a second is not enough"; bad=$((bad + 1)); }
done

otherwise old-lock gil 3.12
otherwise old-lock-one-core gil 3.12
otherwise old-lock-crowd gil 3.12
otherwise lock-deleted gil 3.12
otherwise two-threads unlocked 3.12
otherwise fifteen-idle unlocked 3.12
otherwise counter-3.12 gil 3.9
otherwise counter-atomic unlocked 3.9
otherwise counter-3.9 gil 3.12
otherwise native-batch gil 3.12
otherwise hardware-threads gil 3.12
otherwise native-uneven gil 3.12
otherwise native-stream gil 3.12
otherwise native-counter sequential 3.12
otherwise ownership-racy native 3.12
otherwise ownership-disjoint sequential 3.12
otherwise ownership-luck sequential 3.12
otherwise ownership-order gil 3.12
otherwise five-sleeps sequential 3.12
otherwise loop-blocked gil 3.12
otherwise loop-executor sequential 3.12
otherwise loop-beside-cpu gil-ticks 3.1
otherwise ten-thousand-tasks gil 3.12
otherwise ten-thousand-threads asyncio 3.12
otherwise scraper sequential 3.12
otherwise scraper-tasks gil 3.12
otherwise database unlocked 3.12
otherwise files unlocked 3.12

otherwise counter-free gil 3.13
otherwise counter-free sequential 3.13t
otherwise counter-free-locked gil 3.13
otherwise count-unlocked gil 3.12
otherwise count-unlocked free-threaded 3.13t
otherwise count-tax gil 3.13
otherwise gilectomy gil 3.6
otherwise gilectomy unlocked 3.6
otherwise compiled-loop gil 3.12
otherwise compiled-loop unlocked 3.12
otherwise free-threaded gil 3.13
otherwise free-hot-object gil 3.14
otherwise free-hot-object unlocked 3.14t
otherwise free-collect gil 3.14
otherwise extension-unsafe gil 3.14
otherwise extension-unsafe unlocked 3.14t
sed 's/^priority = .*/priority = none/' "$source/scenarios/convoy-io-first.ini" >"$dir/patient.ini"
count=$((count + 1))
: >"$dir/convoy-io-first.seen"
"$INTERLOCK" run --quiet --json "$dir/patient.ini" >"$dir/out" 2>"$dir/err" </dev/null
test $? -eq 1 || { echo "convoy-io-first without priority: not 1"; bad=$((bad + 1)); }
for model in gil sequential; do
    for scenario in process-start break-even pickling process-memory process-copies process-shared \
        process-lock process-queue pool-large five-processes five-workers-map sub-interpreters; do
        otherwise $scenario $model 3.12
    done
done
otherwise pool-small unlocked 3.12
otherwise pool-first-task processes 3.7
otherwise pool-first-task gil 3.12
otherwise servers unlocked 3.12
otherwise servers sequential 3.12

for scenario in c-call-releases convoy-1 convoy-2 convoy-4 instant-35us instant-3us instant-apart \
    instant-free instant-same-core interval-100ms interval-100us interval-10us interval-1ms \
    interval-20ms interval-5ms process-spawn throughput array-sizes bottleneck \
    comprehension crowd device-work inference-server long-call open-loop pickling-sizes preprocessing small-calls \
    training-loader; do
    otherwise $scenario sequential 3.12
    otherwise $scenario unlocked 3.12
done
otherwise callbacks gil 3.12
otherwise callbacks unlocked 3.12
otherwise kernels-behind gil 3.12
otherwise c-call-holds unlocked 3.12
otherwise play-3-starve unlocked 3.12
otherwise readers sequential 3.12
otherwise pool-threads unlocked 3.12
otherwise shared-generator sequential 3.12
otherwise queue-mutex gil 3.14
otherwise queue-mutex sequential 3.12

# What explored scenarios say is about every schedule: 0, none breaks it; 1, one does.
# explored SCENARIO STATUS [MODEL PYTHON STATUS-UNDER-IT]
explored() {
    count=$((count + 1))
    cp "$source/scenarios/$1.ini" "$dir/"
    "$INTERLOCK" explore --quiet "$dir/$1.ini" >"$dir/out" 2>&1 </dev/null
    status=$?
    test $status -eq "$2" || { echo "$1 explored: exit status $status, not $2"; bad=$((bad + 1)); }
    : >"$dir/$1.seen"
    test $# -gt 2 || return
    under "$1" "$3" "$4"
    "$INTERLOCK" explore --quiet "$dir/$1.ini" >"$dir/out" 2>&1 </dev/null
    status=$?
    test $status -eq "$5" ||
        { echo "$1 explored under $3, $4: exit status $status, not $5"; bad=$((bad + 1)); }
    cp "$source/scenarios/$1.ini" "$dir/"
}
explored two-adds-3.9 1 gil 3.12 0
explored two-adds-3.12 0 gil 3.9 1
explored crossed-locks 1
explored late-second-lock 1
explored ordered-locks 0 # the same but for the order
explored play-1-lose-an-update 1 gil 3.12 0
explored play-2-deadlock 1
explored play-4-policy 1

# Every scenario stands in this list.
for file in "$source"/scenarios/*.ini; do
    name=$(basename "$file" .ini)
    case $name in *-base) continue ;; esac
    test -e "$dir/$name.seen" || { echo "$name: under no other model or version"; bad=$((bad + 1)); }
done

echo "$count scenarios otherwise, $bad as before"
test $bad -eq 0
