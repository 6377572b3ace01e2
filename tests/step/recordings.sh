#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Stepping through recordings: of a program that behaves like an interpreter, and of python3 where
# there is one.
#
# Catches a crash or a wrong screen where a session misses what only scenarios have: a timeline, a
# program, cores (tests/step/sessions.c); and that the screen says what a recording cannot tell.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
here=$PWD
begin_dir
cd "$dir" || exit 99
# step RECORDING ARGUMENTS...: keeps out and err
step() {
    "$INTERLOCK" step "$@" >out 2>err </dev/null || fail 'not exit status 0'
}

cat >program.py <<'END'
import threading, time
def work():
    n = 0
    for i in range(400000): n += i
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
time.sleep(0.01)
for t in threads: t.join()
END
"$INTERLOCK" record -q -o threads.rec -- "$here/tests/record/pretend" threads >out 2>err
"$INTERLOCK" record -q -o fork.rec -- "$here/tests/record/pretend" fork >out 2>err
"$INTERLOCK" record -q -o full.rec -- "$here/tests/record/pretend" full >out 2>err
"$INTERLOCK" record -q -o killed.rec -- "$here/tests/record/pretend" kill >out 2>err
python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null)
test -z "$python" || "$INTERLOCK" record -q -o python.rec -- "$python" program.py >out 2>err

for what in *.rec; do
    "$here/tests/step/sessions" -k 150 "$what" 2>err || fail 'a promise is broken'
done

what=threads.rec
step $what --keys ':50%<Enter>'
prints 'recorded'; prints 'cores  *not recorded'; prints ' step [0-9,]* .* recording$'
prints '^at .* blocked [0-9.]* ms'
grep -q 'branch\|p change' out && fail 'speaks of branches'
# where not all have room the largest stands first, and that there are others is seen
step $what --keys ':50%<Enter>' --size 60x24; prints '^at  *main  blocked [0-9.]* ms, .*…$'
step $what --keys G --size 160x40
prints 'end of the recording'; prints 'holds the lock  *[0-9.]* [mu]s'; prints 'waits for the lock'
step $what --keys p; prints 'cannot be changed: interlock derive'
# the window ends lanes of cores, not the columns of the screen
step $what --keys ':50%<Enter>' --size 40x12; prints 'main'
echo | "$INTERLOCK" step $what --linear >out 2>err || fail 'not in sentences'
prints '^step 0 of [0-9,]*, .*, recording$'; prints '^step 1 of '
what=killed.rec
step $what --keys '<Show>'
"$INTERLOCK" step threads.rec --keys q --seed 3 >out 2>err
test $? -eq 2 || fail 'a recording takes a seed'
what=fork.rec
step $what --keys '<Down>:50%<Enter>'; prints 'p2/main'
# what is missing stands on the first screen
what=full.rec
step $what --keys ''; prints 'incomplete: [0-9]* events'

test $bad -eq 0
