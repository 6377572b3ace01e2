#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a scenario expects is false under another version or model: so it says something.
#
# Catches an [expect] that would hold whatever the model did.
set -u
source=$(cd "${srcdir:-.}" && pwd)
INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$PWD/$INTERLOCK ;;
esac
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
count=0 bad=0

# otherwise SCENARIO MODEL PYTHON
otherwise() {
    count=$((count + 1))
    sed -e "s/^model = .*/model = $2/" -e "s/^python = .*/python = $3/" \
        "$source/scenarios/$1.ini" >"$dir/$1.ini"
    grep -q '^python = ' "$dir/$1.ini" || # compiled code names no version
        sed -i "s/^model = .*/&\npython = $3/" "$dir/$1.ini"
    grep -q '^python = ' "$dir/$1.ini" ||
        printf '\n[runtime]\nmodel = %s\npython = %s\n' "$2" "$3" >>"$dir/$1.ini"
    grep -q '^model = ' "$dir/$1.ini" || sed -i "s/^python = /model = $2\n&/" "$dir/$1.ini"
    "$INTERLOCK" run --quiet --json "$dir/$1.ini" >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
    test $status -eq 1 && return
    echo "$1 under $2, $3: exit status $status, not 1"
    sed 's/^/    /' "$dir/err" | head -3
    bad=$((bad + 1))
}

otherwise old-lock gil 3.12
cp "$source/scenarios/old-lock.ini" "$dir/"
otherwise old-lock-one-core gil 3.12
otherwise old-lock-crowd gil 3.12
otherwise lock-deleted gil 3.12
otherwise two-threads unlocked 3.12
otherwise fifteen-idle unlocked 3.12
otherwise counter-3.12 gil 3.9
otherwise counter-3.9 gil 3.12
otherwise native-batch gil 3.12
otherwise native-uneven gil 3.12
otherwise native-stream gil 3.12
otherwise native-counter sequential 3.12
otherwise ownership-racy native 3.12
otherwise ownership-disjoint sequential 3.12
otherwise ownership-luck sequential 3.12
otherwise ownership-order gil 3.12
otherwise five-sleeps sequential 3.12
otherwise loop-blocked gil 3.12
cp "$source/scenarios/loop-blocked.ini" "$dir/"
otherwise loop-executor sequential 3.12
otherwise loop-beside-cpu gil-ticks 3.1
otherwise ten-thousand-tasks gil 3.12
cp "$source/scenarios/ten-thousand-tasks.ini" "$dir/"
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
cp "$source"/scenarios/convoy-1.ini "$dir/"
sed 's/^priority = .*/priority = none/' "$source/scenarios/convoy-io-first.ini" >"$dir/patient.ini"
count=$((count + 1))
"$INTERLOCK" run --quiet --json "$dir/patient.ini" >"$dir/out" 2>"$dir/err" </dev/null
test $? -eq 1 || { echo "convoy-io-first without priority: not 1"; bad=$((bad + 1)); }
cp "$source/scenarios/pool-small.ini" "$dir/"
for model in gil sequential; do
    for scenario in process-start pickling process-memory process-copies process-shared pool-large \
        five-processes five-workers-map sub-interpreters; do
        otherwise $scenario $model 3.12
    done
done
otherwise pool-small unlocked 3.12
otherwise servers unlocked 3.12
otherwise servers sequential 3.12

echo "$count scenarios otherwise, $bad as before"
test $bad -eq 0
