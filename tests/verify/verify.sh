#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock verify and calibrate, as far as they can be told without measuring: interpreters that are
# made up, so that what they print is known.
#
# Catches an interpreter that hangs or crashes and takes the others with it; stderr that is lost; a
# noisy figure that is called good, a wrong one that is not called missed; a PATH without Python that
# is no failure; half a preset; a prediction that does not use the preset; measurements that are lost
# when a long run is cut, or taken for others'.
set -u
LC_ALL=C
export LC_ALL
source=${srcdir:-.}
interlock=${INTERLOCK:-./interlock}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
HOME=$dir/home XDG_DATA_HOME=$dir/data
export HOME XDG_DATA_HOME
unset PYENV_ROOT
mkdir -p "$dir/empty" "$HOME"
bad=0

complain() { printf '%s\n' "$@"; bad=$((bad + 1)); }

# expect STATUS PATTERN COMMAND...: its status, and a line of what it prints.
expect() {
    status=$1 pattern=$2
    shift 2
    "$@" >"$dir/out" 2>&1
    got=$?
    test "$got" = "$status" || complain "status $got, not $status: $*" "$(tail -5 "$dir/out")"
    grep -q -e "$pattern" "$dir/out" || complain "not said: $pattern: $*" "$(tail -5 "$dir/out")"
}

# fake NAME BODY: an interpreter that says it is 3.12, and runs BODY with the program's name in $1.
fake() {
    {
        echo '#!/bin/sh'
        echo 'shift 3'
        echo 'case $1 in */about.py)'
        printf "%s\n" "echo '{\"version\": \"3.12.9\", \"implementation\": \"CPython\", \"name\": \"3.12\", \"executable\": \"'\$0'\", \"modules\": [\"zlib\", \"ctypes\"]}'"
        echo 'exit;; esac'
        echo "$2"
    } >"$dir/$1"
    chmod +x "$dir/$1"
}

verify() { "$interlock" verify --preset vm-2 --quick "$@"; }

# ---- verdicts: what is foretold of one thread is 1.00, whatever the machine ----
fake good 'echo "{\"samples\": {\"wall\": [1.0, 1.01], \"cpu\": [1.0]}, \"given\": {\"turns\": 100000}}"'
fake wrong 'echo "{\"samples\": {\"wall\": [1.5]}, \"given\": {\"turns\": 100000}}"'
# every run is another process: what is not steady has to come from outside
fake noisy 'echo x >>"$0.runs"; n=$(wc -l <"$0.runs"); echo "{\"samples\": {\"wall\": [1.$n]}, \"given\": {\"turns\": 100000}}"'
expect 0 'threads 1, wall .* 1.00 .* 1.00 ' verify -p "$dir/good" 'threads 1, wall'
expect 0 '1 case: 1 good, 0 missed, 0 too noisy to tell, 0 failed' verify -p "$dir/good" 'threads 1, wall'
expect 1 'threads 1, wall .*missed' verify -p "$dir/wrong" 'threads 1, wall'
sed -i.old 's/1.\$n/$((n * 2)).0/' "$dir/noisy"
expect 0 'threads 1, wall .*noisy' verify -p "$dir/noisy" 'threads 1, wall'

# ---- who fails is one failed case, with what it said; the others go on ----
fake crash 'echo "this went wrong" >&2; kill -SEGV $$'
fake hang 'echo "waiting" >&2; sleep 60 & sleep 60'
fake garbage 'echo "no JSON at all"'
fake silent 'echo "{\"samples\": {}, \"given\": {\"turns\": 1}}"'
expect 1 'failed: was killed by SIGSEGV' verify -p "$dir/crash" 'threads 1, wall'
expect 1 'this went wrong' verify -p "$dir/crash" 'threads 1, wall'
begin=$(date +%s)
expect 1 'failed: did not end within 0.3 s' verify --limit 300ms -p "$dir/hang,$dir/good" 'threads 1, wall'
grep -q '2 cases: 1 good, 0 missed, 0 too noisy to tell, 1 failed' "$dir/out" ||
    complain 'one that hangs takes the others with it' "$(cat "$dir/out")"
test $(($(date +%s) - begin)) -lt 20 || complain 'a limit of 0.3 s took twenty'
expect 1 'failed: did not print its figures' verify -p "$dir/garbage" 'threads 1, wall'
expect 1 'failed: its program does not tell this figure' verify -p "$dir/silent" 'threads 1, wall'
expect 1 'cannot be started: No such file' verify -p "$dir/not-there" 'threads 1, wall'
# what never answers the first question is one failed case, too
printf '#!/bin/sh\necho "cannot start" >&2\nexit 3\n' >"$dir/broken"
chmod +x "$dir/broken"
expect 1 'ended with status 3: cannot start' verify -p "$dir/broken,$dir/good" 'threads 1, wall'
grep -q '1 good' "$dir/out" || complain 'one that does not answer takes the others with it'

# ---- JSON, and foretelling it anew ----
verify --json -p "$dir/good,$dir/crash" 'threads 1, wall' >"$dir/json" 2>/dev/null
head -2 "$dir/json" | grep -q '"schema": "interlock/verify/1"' || complain 'JSON does not begin with its schema'
for key in '"measured": 1.0' '"predicted": 1' '"too_noisy": 0' '"failed": 1' '"median_error"' \
    '"stderr": "this went wrong' '"verdict": "good"'; do
    grep -q "$key" "$dir/json" || complain "JSON lacks $key"
done
expect 1 'threads 1, wall .* 1.00 ' verify --measured "$dir/json"
expect 1 '2 cases: 1 good, 0 missed, 0 too noisy to tell, 1 failed' verify --measured "$dir/json"
expect 4 'not what interlock verify --json prints' sh -c "echo '{}' >$dir/other; $interlock verify --preset vm-2 --measured $dir/other"
expect 4 ': .*expected near' sh -c "echo '[' >$dir/other; $interlock verify --preset vm-2 --measured $dir/other"

# ---- what has been measured once is kept, and not run again; what was cut off or failed is ----
fake count 'echo x >>"$0.runs"; echo "{\"samples\": {\"wall\": [1.0], \"cpu\": [1.0]}, \"given\": {\"turns\": 100000}}"'
expect 0 '1 good' verify -p "$dir/count" --keep "$dir/kept" 'threads 1, wall'
expect 0 '1 good' verify -p "$dir/count" --keep "$dir/kept" 'threads 1, wall'
test "$(wc -l <"$dir/count.runs")" = 3 || complain "ran $(wc -l <"$dir/count.runs") times, not 3"
head -c -40 "$dir/kept" >"$dir/cut" && mv "$dir/cut" "$dir/kept"
expect 0 '1 good' verify -p "$dir/count" --keep "$dir/kept" 'threads 1, wall'
test "$(wc -l <"$dir/count.runs")" = 4 || complain 'a line that was cut off is not measured again'
expect 0 '1 good' verify -p "$dir/count" --keep "$dir/kept" 'threads 1, wall'
test "$(wc -l <"$dir/count.runs")" = 4 || complain 'what follows a line that was cut off is lost'
expect 1 '1 failed' verify -p "$dir/crash" --keep "$dir/kept" 'threads 1, wall'
grep -q "$dir/crash" "$dir/kept" && complain 'a run that failed is kept'
expect 4 'no/such/file: ' verify -p "$dir/good" --keep "$dir/no/such/file" 'threads 1, wall'

# ---- without Python, without a preset, without such a case ----
expect 4 'no Python is found' env PATH="$dir/empty" "$interlock" verify --preset vm-2
expect 4 'interlock calibrate makes it' "$interlock" verify -p "$dir/good" 'threads 1, wall'
expect 3 'there is no preset' "$interlock" verify --preset no-such -p "$dir/good"
expect 2 'no case is called so' verify -p "$dir/good" 'no such case'
expect 2 'no case is called so' "$interlock" verify -p "$dir/good" 'no such case' # nor a preset
expect 2 'none of these cases exists for these' verify -p "$dir/good" 'echo beside 2 threads'
expect 2 '--limit 3: ' verify --limit 3 -p "$dir/good"

# ---- the preset host is found where calibrate would write it, and decides ----
mkdir -p "$XDG_DATA_HOME/interlock/presets"
sed 's/^cores = 2/cores = 1/' "$source/scenarios/presets/vm-2.ini" >"$XDG_DATA_HOME/interlock/presets/host.ini"
fake calls 'echo "{\"samples\": {\"speedup\": [2.0]}, \"given\": {\"call\": 1000, \"calls\": 50}}"'
expect 0 'that let go, 2 threads .* 1.9[0-9] .* 2.00' verify -p "$dir/calls" 'calls that let go, 2'
expect 1 'that let go, 2 threads .* [01].[09][0-9] .* 2.00' "$interlock" verify --quick -p "$dir/calls" 'calls that let go, 2'
expect 0 host "$interlock" list presets

# ---- what an interpreter costs is taken of the preset of its version, the machine of the first ----
fake started 'echo "{\"samples\": {\"start\": [900]}, \"given\": {}}"'
printf '[runtime]\npython = 3.11\nthread_start = 5us\n' >"$dir/3.11.ini"
printf '[runtime]\npython = 3.12\nthread_start = 900us\n' >"$dir/3.12.ini"
expect 0 'threads started, us  *[89][0-9][0-9] ' "$interlock" verify --quick --preset "vm-2,$dir/3.11.ini,$dir/3.12.ini" \
    -p "$dir/started" 'threads started'
sed 's/^cores = .*/cores = 1/' "$source/scenarios/presets/vm-2.ini" | cat - "$dir/3.12.ini" >"$dir/own.ini"
for preset in 3.12 own; do
    "$interlock" verify --quick --preset "vm-2,$dir/$preset.ini" -p "$dir/started" 'threads started' >"$dir/$preset"
done
cmp -s "$dir/3.12" "$dir/own" && complain 'the machine beside the costs of an interpreter is not used'
expect 1 'threads started, us .*missed' "$interlock" verify --quick --preset "vm-2,$dir/3.11.ini" -p "$dir/started" 'threads started'
expect 3 'has no \[machine\]' "$interlock" verify --quick --preset "$dir/3.12.ini,vm-2" -p "$dir/started" 'threads started'
expect 3 'has no \[runtime\]' "$interlock" verify --quick --preset "vm-2,$source/scenarios/presets/vm-2-packing.ini" -p "$dir/started" 'threads started'
printf '[machine]\ncores = none\n' >>"$dir/3.11.ini"
expect 3 'cores' "$interlock" verify --quick --preset "vm-2,$dir/3.11.ini" -p "$dir/started" 'threads started'
expect 2 'names no preset' "$interlock" verify --quick --preset , -p "$dir/started" 'threads started'

# ---- interpreters are found in PATH and among pyenv's versions, each once ----
mkdir -p "$dir/bin" "$HOME/.pyenv/versions/9.9/bin"
fake python3 'echo "{\"samples\": {\"wall\": [1.0]}, \"given\": {\"turns\": 100000}}"'
mv "$dir/python3" "$dir/bin/python3"
ln -s "$dir/bin/python3" "$dir/bin/python"
cp "$dir/bin/python3" "$HOME/.pyenv/versions/9.9/bin/python"
for tool in sh; do ln -s "$(command -v $tool)" "$dir/bin/$tool"; done
sed -i.old "s|'\$0'|$dir/bin/python3|" "$dir/bin/python3"
expect 0 '^in all: 2 cases: 2 good' env PATH="$dir/bin" "$interlock" verify --preset vm-2 --quick 'threads 1, wall'
# pyenv's script in PATH knows of no version that has been chosen
printf '#!/bin/sh\nexit 127\n' >"$dir/bin/python9.9"
chmod +x "$dir/bin/python9.9"
cp "$dir/bin/python3" "$HOME/.pyenv/versions/9.9/bin/python9.9"
expect 0 '^in all: 1 case: 1 good' env PATH="$dir/bin" "$interlock" verify --preset vm-2 --quick -p 9.9 'threads 1, wall'

# ---- calibrate: another machine's cores; nothing half ----
expect 2 'needs -o FILE' "$interlock" calibrate --topology "$dir/none.xml"
expect 4 'none.xml: ' "$interlock" calibrate --topology "$dir/none.xml" -o "$dir/other.ini"
test ! -e "$dir/other.ini" || complain 'a preset of nothing'
expect 4 'cannot be written' "$interlock" calibrate --topology "$source/tests/verify/hybrid.xml" -o "$dir/no/such/folder.ini"
if "$interlock" calibrate --topology "$source/tests/verify/hybrid.xml" -o "$dir/other.ini" 2>"$dir/err"; then
    printf '[scenario]\nformat = 1\n[machine]\npreset = %s\n[thread t]\nprogram =\n    python 1ms\n' "$dir/other.ini" >"$dir/uses.ini"
    expect 0 '"machine.cores": 12' "$interlock" run "$dir/uses.ini" --json
    expect 0 '"machine.slow_cores": 8' "$interlock" run "$dir/uses.ini" --json
    "$interlock" calibrate --topology "$source/tests/verify/pairs.xml" -o "$dir/other.ini" 2>"$dir/err"
    expect 0 '"machine.cores": 8' "$interlock" run "$dir/uses.ini" --json
    expect 0 '"machine.threads_per_core": 2' "$interlock" run "$dir/uses.ini" --json
elif ! grep -q 'built without hwloc' "$dir/err"; then
    complain "$(cat "$dir/err")"
fi

test $bad = 0
