#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scenarios/python/enact.py: the program that it makes of a scenario is the scenario's, and ends.
#
# Catches an op that is left out, or done in another order or number; turns that are not counted; an op
# that it does not know and passes over; a drawn program (tests/agreement/drawn) that is no valid
# scenario, cannot be enacted, or is not what draw.py draws; and a baseline of other loops than the
# program's. Nothing is timed. Skipped without Python.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
python=$(command -v python3) || { echo 'there is no python3'; exit 77; }
enact=$source/scenarios/python/enact.py
folder=$(mktemp -d "${TMPDIR:-/tmp}/interlock-enact.XXXXXX") || exit 99
trap 'rm -rf "$folder"' EXIT
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
cd "$folder" || exit 99

cat >all.ini <<'END'
[scenario]
format = 1
title = Every op that can be enacted
[values]
piece = 2000
[queue jobs]
capacity = 1
[barrier all]
parties = 3
[thread main]
program =
    start maker
    repeat 2
        get jobs     code = jobs.get()
    end
    wait made
    barrier all
    join maker
[thread maker]
count = 2
start = manual
program = make
[program make]
program =
    measure one
        lock l
        loop piece as total
        unlock l
    end
    sleep 1ms
    put jobs
    set made
    barrier all
[thread watcher]
start = 2ms
daemon = yes
program =
    repeat 1000000
        sleep 10ms
    end
END
cat >wanted <<'END'
barrier_all = threading.Barrier(3)
event_made = threading.Event()
lock_l = threading.Lock()
queue_jobs = queue.Queue(1)

def thread_main():
    start('maker')
    for _ in turns(2):
        queue_jobs.get()
    event_made.wait()
    barrier_all.wait()
    join('maker')

def thread_maker():
    with Measure('one'):
        lock_l.acquire()
        total(2000)
        lock_l.release()
    sleep(0.001)
    queue_jobs.put(None)
    event_made.set()
    barrier_all.wait()

def thread_watcher():
    sleep(0.002)
    for _ in turns(1000000):
        sleep(0.01)

cast = {'main': (thread_main, 1, False, False),
        'maker': (thread_maker, 2, False, True),
        'watcher': (thread_watcher, 1, True, False)}
END
run 0 check all.ini
count=$((count + 1))
"$python" "$enact" all.ini show >out || complain 'all.ini: cannot be shown'
diff wanted out || complain 'all.ini: another program'
count=$((count + 1))
timeout 60 "$python" "$enact" all.ini 2 >out 2>err || complain 'all.ini: does not end well' "$(cat err)"
grep -q '"turns": 4000' out || complain "all.ini: other turns than 4000: $(cat out)"
grep -q '"latency.one": \[[0-9.]*, [0-9.]*, [0-9.]*, [0-9.]*\]' out || complain "all.ini: not four times: $(cat out)"

# Twice in two threads, and three times in sequence.
count=$((count + 1))
cat >loops.py <<'END'
import runpy
import sys

sys.argv = [sys.argv[1], "all.ini", "2"]
sys.path.insert(0, sys.argv[0].rsplit("/", 1)[0])
import measure

loops = []
measure.total = loops.append
runpy.run_path(sys.argv[0])
sys.exit(loops != [2000] * 10 and "total: %s" % loops)
END
"$python" loops.py "$enact" >out 2>err || complain "all.ini: another baseline: $(cat err)"

# What cannot be enacted is not left out.
for op in 'python 5ms' 'loop 10 as pass' 'add n 10' 'io 1ms' 'put jobs 1KiB'; do
    count=$((count + 1))
    printf '[scenario]\nformat = 1\n[thread t]\nprogram =\n    %s\n' "$op" >other.ini
    "$python" "$enact" other.ini show >out 2>err
    test $? -eq 2 || complain "$op: not exit status 2"
    grep -q "\`$op\` cannot be enacted" err || complain "$op: $(cat err)"
    test ! -s out || complain "$op: prints a program all the same"
done

count=$((count + 1))
printf '[scenario]\nformat = 1\nextends = all.ini\n' >other.ini
"$python" "$enact" other.ini show >out 2>err
test $? -eq 2 || complain 'extends: not exit status 2'
grep -q "\`extends\` cannot be enacted" err || complain "extends: $(cat err)"
"$python" "$enact" missing.ini >out 2>err && complain 'a file that is not there is enacted'
test "$(wc -l <err)" -eq 1 || complain "missing.ini: not one sentence: $(cat err)"

mkdir drawn
"$python" "$source/tests/agreement/draw.py" 1 24 drawn || complain 'draw.py fails'
for file in "$source"/tests/agreement/drawn/*.ini; do
    count=$((count + 1))
    cmp -s "$file" "drawn/${file##*/}" || complain "$file: not what draw.py draws"
    "$INTERLOCK" check "$file" || complain "$file: not valid"
done
cat >shown.py <<'END'
import contextlib
import io
import re
import runpy
import sys

enact, files = sys.argv[1], sys.argv[2:]
sys.path.insert(0, enact.rsplit("/", 1)[0])
for file in files:
    program = io.StringIO()
    sys.argv = [enact, file, "show"]
    with contextlib.redirect_stdout(program):
        runpy.run_path(enact, run_name="__main__")
    wanted = re.findall(r"^ *loop +(\d+)", open(file).read(), re.MULTILINE)
    shown = re.findall(r"^ *total\((\d+)\)$", program.getvalue(), re.MULTILINE)
    if not wanted or sum(map(int, wanted)) != sum(map(int, shown)):
        print("%s: has loops of %s turns, its program %s" % (file, wanted, shown))
END
"$python" shown.py "$enact" "$source"/tests/agreement/drawn/*.ini >out 2>err || complain "$(tail -1 err)"
test ! -s out || complain "$(cat out)"
echo "$count programs, $bad wrong"
test $bad -eq 0
