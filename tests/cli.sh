#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command as others rely on it: exit codes, stdout for data and stderr for messages, JSON.
#
# Each case says which promise of docs/JSON.md or `interlock --help` it holds.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
cd "$dir" || exit 99
quiet() { test ! -s err || fail "says something on stderr: $(head -1 err)"; }

# ---- help and usage ----
run 0 --help; prints '^  run '; quiet
run 0 run --help; prints '--seed'; quiet
run 0 help run; prints '--seed'; quiet
run 0 help nonsense; prints '^  run '
run 0 --version; prints '^interlock [0-9]'; quiet
# Lists are whole, and what a body's turn takes can be asked for.
run 3 check two-threads --set runtime.python=1.5; silent
sed -n 's/.*one of \(.*\), not .*/\1/p' err | sed 's/, /\n/g' >versions
run 0 list versions; cmp -s out versions || fail 'not the versions that are accepted'
run 0 explain plain; prints '2.7 to 3.1 [0-9.]* ns, 3.2 to 3.6 '
# What newcomers try first says what to do instead.
echo 'print(1)' >app.py
run 3 run app.py; silent; says 'record -- python3 app.py.*interlock points app.py'
run 3 run nosuch.py; silent; says 'record -- python3'
run 4 derive two-threads; silent
run 2 run two-threads --cores 8; silent; says '--set machine.cores='
run 2 compare two-threads --model=gil; silent; says '--set runtime.model='
run 2 run two-threads --set machine.cores 4; silent; says "behind '=': --set machine.cores=4"
run 2 run two-threads convoy-1; silent; says "'convoy-1' is one argument too many"
run 4 run two-threads.ini; silent; says "did you mean 'two-threads'"
run 4 run https://example.org/convoy.ini; silent; says 'https://example.org/.*URL.*fetch it'
run 3 run .; silent; says 'directory; name a file in it'
run 2 list --cores; silent
run 2 lesson 11 --answers; silent; says 'the course has lessons 1 to 10'
run 4 derive "$INTERLOCK_DATA/two-threads.ini"; silent; says 'is no recording'
run 2 trace two-threads -t nobody; silent; says 'no such thread, .*there are worker'
run 0 trace two-threads -t worker; prints 'worker-1 takes'; prints 'worker-2 takes'
run 0 explain machine.cores; prints '^cores (parameter)'
run 2 rnu; says "no verb 'rnu'; did you mean 'run'"; silent
run 2 frobnicate; says "no verb 'frobnicate'; interlock --help"; silent
run 2 run; silent
run 2 run two-threads --nonsense; says 'nonsense'; silent
run 2 run two-threads --max-events=x; says 'max-events'; silent
run 3 run two-threads --set=machine.cores=two; says "'two' is no count: 4, 1000, 1e6"; silent
# An option is blamed by its own name; a value that is wrong is wrong once, however many use it.
run 2 run two-threads --seed 9223372036854775808; says 'from 0 to 9223372036854775807$'; silent
run 2 run two-threads --seed -1; says '^interlock: --seed -1: must be a number'; silent
cat >value.ini <<'END'
[scenario]
format = 1

[values]
task = 1ms

[thread t]
program =
    io task
    python task
END
run 3 check value.ini --set values.task=5; test "$(wc -l <err)" -eq 1 || fail 'says it again'
run 2 sweep two-threads --vary machine.cores=1,2 --replications 3 --precision 2%; silent
says '--precision says when --replications auto'
run 3 check "$INTERLOCK_DATA/presets/laptop-8.ini"; says 'is it a preset'
# Of an option that is given twice the last one counts; the other is given back.
run 0 run two-threads --json --seed=1 --seed=2; prints '"seed": 2'

# ---- the ownership check: expected it is a result, unexpected an error that names both places ----
cat >racy.ini <<'END'
[scenario]
format = 1

[runtime]
model = native-owned

[thread left]
program =
    write total

[thread right]
program =
    read total
END
run 3 run racy.ini; silent
says "^racy.ini:9: error: left may write 'total' while right reads it"
says '^racy.ini:13: note: right reads it here'
run 3 run racy.ini --json; silent; says 'error: left may write'
run 0 check racy.ini; quiet                # the file is well written
run 0 trace racy.ini; prints 'refuses the program'
run 0 compare racy.ini --models native,native-owned
prints "native-owned  *refused: left may write 'total' while right reads it"
printf '\n[expect]\nthat = outcome == "refused"\n' >>racy.ini
run 0 run racy.ini; quiet; prints 'refused .*before it began'
run 0 run racy.ini --json; quiet; prints '"outcome": "refused"'
run 3 run racy.ini --set machine.cores=2; silent
printf 'that = speedup > 1\n' >>racy.ini
run 3 run racy.ini; says 'error: left may write'

# What workers of a pool run are copies of the task, which has a place.
cat >tasks.ini <<'END'
[scenario]
format = 1

[runtime]
model = native-owned

[map]
tasks = 8
workers = 4
program =
    write total
END
run 3 run tasks.ini; silent
says "^tasks.ini:11: error: pool-1 and pool-2 may write 'total' at the same time"
says '^tasks.ini:11: note: pool-2 writes it here'
printf '\n[expect]\nthat = outcome == "refused"\n' >>tasks.ini
run 0 run tasks.ini --json; quiet; prints '"line": 11'

# ---- kernels: the list, unknown ones, JSON ----
run 0 kernels --list; prints '^triad '; quiet
run 2 kernels --only nosuch; says "no kernel is called 'nosuch'"; silent
run 2 kernels --only=; silent
run 2 kernels two-threads; silent
run 0 kernels --only integer --quick --json
prints '"schema": "interlock/kernels/1"'
prints '"predicted": '

# ---- compare: verdicts, reasons of refusal, unknown models ----
run 0 compare two-threads --models sequential,gil,gil-ticks,unlocked,native; quiet
prints 'sequential .* base line'
prints 'gil  .* not distinguishable'       # not "slower" by the costs of two wake-ups a turn
prints 'unlocked .* 2.00 .* faster'
# Another version is not a better model: its bytecode is another, and it is told which is the slower lock.
prints 'gil-ticks .* faster than 3.12$'; prints 'slower than sequential under 3.1: 0[.][0-9]*$'
prints '^cores: at work on average, with overheads$' # `run` tells them without
run 0 compare counter-3.12 --models processes,unlocked --json
prints '"wrong": "updates of counter go to copies that are not shared"'
prints '"wrong": "updates of counter are lost"'
run 0 compare two-threads --models sequential,gil,gil-ticks,unlocked,native; quiet
prints 'native  *refused: .* cannot'; prints 'bytecode needs an interpreter'
run 0 compare two-threads --models gil --json; prints '"schema": "interlock/compare/1"'
prints '"low_ns"'; prints '"verdict": "not distinguishable"'
run 0 compare open-loop --models gil,processes # not only that both take as long
prints 'request: mean .* ms, median [5-7][.].* ms, 99% below '; prints 'request: mean .* ms, median 2[.].* ms, '
prints 'gil .* 1[.]00 .* base line$'; prints 'processes .* [6-9][.][0-9]* ([0-9.]*-[0-9.]*) .* faster$'
sed 's/^title = .*/&\nuntil = 2s/; s/ 300 as request/ as request/' "$source/scenarios/open-loop.ini" >endless.ini
run 0 compare endless.ini --models gil # it did what it was to do: no word of having no end
prints 'what counts is within what time 99 % of .request. are answered'; prints 'gil .* base line$'
grep -q 'no end\|by .scenario. until' out && fail 'what was asked for is told as a failure'
# A run that is stopped is as long under each model. What it measures is compared, with its own model: one
# thread after the other has nobody in the way, and under asyncio nobody comes to ask.
run 0 compare convoy-1 --models sequential,gil,processes,asyncio,layered
prints 'sequential .* -  .* not compared$'; prints 'gil .* 5[.].. ms .* 1[.]00 .* base line$'
prints 'processes .* us .* 1[45][.][0-9]* .* faster$'; prints 'layered .* 1[.]00 .* not distinguishable$'
prints 'request: mean 5[.].* ms, median 5[.].* ms, 99% below '; prints 'asyncio .* no end$'; prints 'no request was answered$'
run 0 compare convoy-1 --models gil,processes --json; prints '"requests": "request"'; prints '"against": "gil"'
prints '"mean_ns": 5[45]'; prints '"ratio_low": 1[45][.]'; prints '"speedup": null'
# An `until` that is not come to stops nothing: the time is compared.
run 0 compare throughput --set scenario.until=1h --models gil --json; prints '"requests": null'
prints '"against": "sequential"'; prints '"mean_ns"'
run 2 compare two-threads --models gil,gli; says "no model is called 'gli'"; silent
run 2 compare two-threads --models ,; says 'needs names'; silent
run 3 compare two-threads --set runtime.python=2.7; says "stands for 3.2 to 3.14, not for 2.7"

# ---- slips ----
run 2 run two-threads --jsno; says "did you mean '--json'?"
run 3 run two-threads --set cores=8; says 'did you mean machine.cores=8?'; silent
run 2 sweep two-threads --vary cores=1,2; says 'did you mean machine.cores=1,2?'
run 3 run two-threads --set runtime.model=threads; says 'interlock list models'
run 2 quiz; says 'such as interlock quiz two-threads'
for verb in $("$INTERLOCK" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
    run 0 "$verb" --help; prints "^Try:  interlock $verb"
done

# ---- files ----
run 4 run "$dir/none.ini"; says 'No such file'; silent
run 3 run two-thread; says 'two-threads'; silent
run 0 check two-threads convoy-1; quiet
printf '[scenario]\nformat = 1\n[machine]\ncores = 0\ncoers = 4\n[thread t]\nprogram =\n    python 5\n' >bad.ini
run 3 check bad.ini; says 'bad.ini:4: .machine. cores'; says "bad.ini:5:.*coers.*'cores'"; says 'bad.ini:8'
silent
run 3 run bad.ini; silent
run 3 run --json bad.ini; silent
: >empty.ini
run 3 run empty.ini; says 'empty.ini'; silent
"$INTERLOCK" run --json - <"$source/scenarios/two-threads.ini" >out 2>err || fail 'standard input'

# Of two that contradict each other neither is left out.
run 2 quiz two-threads --json -f markdown; says '--json and --format: one of them'; silent
run 2 sweep two-threads --vary machine.cores=1,2 --set machine.cores=3; silent
says 'the sweep varies that; --vary machine.cores=3 gives'
run 0 sweep two-threads --vary machine.cores=1,2 --set machine.slice=3ms --quiet
# A pipe is read once, from its first byte; who would need it again says so.
pipe() {
    cat "$source/scenarios/two-threads.ini" >pipe &
    run "$@"
    wait
}
mkfifo pipe
pipe 0 run pipe; prints '2 threads'
pipe 0 report pipe -q -o pipe.html
run 2 quiz pipe; says 'save pipe as a file'; silent
# Names of files and arguments are anybody's. What would do something to a terminal is not said as it
# is, and is in no title: of a picture, or of JSON, which is UTF-8.
escape=$(printf '\033') odd=$(printf 'x\033[31m\n\302\233\342\200\256\377.ini')
cp "$source/tests/bad/no-final-newline.ini" "$odd"
plain() { # FILE...
    LC_ALL=C grep "[$escape$(printf '\302\342\377')]" "$@" && fail 'shows what is no text'
}
run 0 run "$odd" --ascii; prints '^x?.31m?'; plain out
run 0 run "$odd" --json; prints '"title": "x?\[31m'; plain out
run 3 run "$odd" --set runtime.python=1.5; plain err
run 4 run "absent-$odd"; plain err
run 2 run --no-such="$odd"; plain err
run 0 export "$odd" -o odd.csv; plain odd.csv
if "$INTERLOCK" export two-threads -o odd.svg 2>/dev/null; then
    for format in svg png pdf; do
        run 0 export "$odd" -o "odd.$format"; quiet
    done
fi

# Beyond the limit of a file's size nothing is left, and it is said; a signal is not the end. (Where
# coverage is measured, its files are cut off, too: apart from the others.)
(
    GCOV_PREFIX=$dir
    export GCOV_PREFIX
    ulimit -f 4
    "$INTERLOCK" export two-threads -o large.json >out 2>err
    test $? -eq 4
) && grep -q 'large.json: cannot be written: File too large' err && ! ls large.json.new* >/dev/null 2>&1 ||
    fail "a file that is too large: $(cat err)"
# Nobody else's file is written to on the way to FILE, and what was begun goes with who is told to end:
# it would stay for ever. (A report of a pipe that never says anything has begun its file.)
echo mine >kept.json.new
run 0 export two-threads -o kept.json
test "$(cat kept.json.new)" = mine || fail 'a file of another name was written to'
mkfifo silence
exec 9<>silence
for signal in TERM HUP; do
    "$INTERLOCK" report two-threads - -o ended.html <silence >out 2>err 9>&- &
    what="interlock report, ended by $signal"
    for wait in $(seq 200); do
        ls ended.html.new-* >/dev/null 2>&1 && break
        sleep 0.05
    done
    test "$wait" -lt 200 || fail 'has not begun its file'
    kill -$signal $!
    wait $!
    test $? -gt 128 || fail 'goes on'
    ls ended.html* >/dev/null 2>&1 && fail "leaves $(ls ended.html*)"
done
exec 9>&-
# What is behind a link is whole, too, and stays what it was where it cannot be written.
echo before >behind.csv
ln -s behind.csv before.csv
(ulimit -f 1; "$INTERLOCK" export two-threads -o before.csv) >out 2>err && fail 'writes what has no room'
test "$(cat behind.csv)" = before || fail 'leaves half a file behind a link'
run 0 export two-threads -o before.csv
test -L before.csv -a "$(wc -l <behind.csv)" -gt 10 || fail 'replaces a link, or not what is behind it'
# What is read is not replaced by what is made of it: under its own name, by a link, as a part of the
# scenario.
cp "$source/scenarios/two-threads.ini" own.ini
ln -s own.ini link.svg
ln own.ini hard.csv
printf '[scenario]\nformat = 1\nextends = own.ini\n' >child.ini
printf '1ms\n2ms\n' >times.csv
printf '[scenario]\nformat = 1\n[thread t]\nprogram =\n    python trace("times.csv")\n' >traced.ini
for words in 'export own.ini -f csv -o own.ini' 'export own.ini -o link.svg' 'report own.ini -o own.ini' \
    'sweep own.ini --vary machine.cores=1,2 -o hard.csv' 'explore own.ini -o own.ini' \
    'report child.ini -o own.ini' 'export child.ini -f csv -o own.ini' 'export traced.ini -o times.csv' \
    'view own.ini --picture own.ini' 'merge hard.csv -o own.ini'; do
    # shellcheck disable=SC2086
    run 2 $words; says 'would replace what is read'; silent
done
"$INTERLOCK" report - -o own.ini <own.ini >out 2>err
test $? -eq 2 || fail 'standard input is replaced'
cmp -s own.ini "$source/scenarios/two-threads.ini" || fail 'own.ini is not what it was'
test "$(cat times.csv)" = "$(printf '1ms\n2ms')" || fail 'times.csv is not what it was'

# ---- a run ----
run 0 run two-threads; prints 'speedup'; quiet
run 0 run two-threads --ascii; quiet
run 0 run five-workers-map --ascii; prints '^  *y sync '; quiet # the eighth of what its lanes show
LC_ALL=C grep -q '[^ -~]' out && fail 'more than ASCII with --ascii'
LC_ALL=C run 0 run two-threads
LC_ALL=C grep -q '[^ -~]' out && fail 'more than ASCII in the C locale'
run 0 run counter-free; grep -q '^  lock' out && fail 'shows a lock that nobody takes'
for columns in 60 69 80 132; do
    COLUMNS=$columns; export COLUMNS
    run 0 run convoy-2
    # grep counts characters where mawk counts bytes.
    grep ".\{$((columns + 1))\}" out && fail "wider than $columns columns"
    grep '^ *%' out && fail "a share without its sign at $columns columns"
done
unset COLUMNS
run 0 run two-threads --json; quiet
head -2 out | grep -q '^  "schema": "interlock/run/1",$' || fail 'JSON does not begin with the schema'
for key in version seed parameters outcome makespan_ns work_ns speedup scaling events cores \
    threads locks vars latency; do
    prints "^  \"$key\":"
done
cp out first
run 0 run two-threads --json; cmp -s out first || fail 'the same seed gives another run'
run 0 run two-threads --json --seed 7; cmp -s out first && fail 'another seed gives the same run'
run 0 run two-threads --set machine.cores=1; says 'not checked'
run 0 run two-threads --set machine.cores=1 --quiet; quiet
run 3 run two-threads --set machine.cores=none; says 'cores'; silent
# A path is from its file's folder, and in --set from here.
mkdir below
printf '[machine]\ncores = 3\n' >below/three.ini
printf '[scenario]\nformat = 1\n[machine]\npreset = three.ini\n[thread a]\nprogram =\n    sleep 1ms\n' >below/at.ini
run 0 run below/at.ini --json; prints '"machine.cores": 3'
printf '[machine]\ncores = 5\n' >five.ini
run 0 run below/at.ini --json --set machine.preset=five.ini; prints '"machine.cores": 5'
run 3 run below/at.ini --set machine.preset=three.ini; says "cannot read 'three.ini'"
# What a preset of [machine] has of an interpreter was left out, and nothing said so; it is no word where
# the scenario is about another version.
printf '[machine]\ncores = 5\n[runtime]\npython = 3.11\nthread_start = 99us\n' >both.ini
run 0 run below/at.ini --json --set machine.preset=both.ini; prints '"runtime.python": "3.12"'
says '^interlock: .machine. preset = both.ini: its .runtime. is not taken; .runtime. preset = both.ini takes it$'
run 0 run below/at.ini --json --set machine.preset=both.ini --set runtime.preset=both.ini; quiet
prints '"runtime.thread_start": "99us"'
run 0 run below/at.ini --json --set machine.preset=both.ini --set runtime.python=3.9; quiet
run 0 run below/at.ini --quiet --set machine.preset=both.ini; quiet
run 3 run two-threads --set machine.coers=1; says "'cores'"; silent

# ---- what is to be known of a scenario: below what is decided by ----
# Whoever read a comparison of a derived scenario did not see what stands at the file's head.
sed 's/^format = 1/&\ncaveat =\n    Locks are known by waits\n    alone./' "$source/scenarios/two-threads.ini" >caveat.ini
for shown in 'compare caveat.ini --models gil' 'advise caveat.ini' 'sweep caveat.ini --vary machine.cores=1,2'; do
    run 0 $shown; prints '^note: Locks are known by waits alone\.$'
    run 0 $shown --json; prints '"caveat": *"Locks are known by waits alone\."'
done
run 0 compare two-threads --models gil; prints 'gil'; grep -q '^note:' out && fail 'a caveat that nobody has written'

# ---- expectations ----
sed 's/^that = .*/that = speedup > 1.9/' "$source/scenarios/two-threads.ini" >false.ini
run 1 run false.ini; says 'false.ini:[0-9]*: expected speedup > 1.9'; prints 'speedup'
sed 's/^that = .*/that = vars.nobody.value == 1/' "$source/scenarios/two-threads.ini" >unknown.ini
run 1 run unknown.ini; says 'vars.nobody.value'
sed 's/^that = .*/that = makespan < 1s/' "$source/scenarios/two-threads.ini" >near.ini
run 1 run near.ini; says "'makespan' has no value here: did you mean 'makespan_ns'"
# what a lock's name begins with is no name of it
sed 's/^that = .*/that = lo.upto[5ms] == 1/' "$source/scenarios/two-threads.ini" >half.ini
run 1 run half.ini; says "'lo.upto.5ms.' has no value here"
sed 's/^that = .*/that = threads[crew].waits.io == 0/' "$source/scenarios/two-threads.ini" >beside.ini
run 1 run beside.ini; says 'there are worker-1, worker-2'

# An expectation names what the run was given, as a number, and cores by theirs: neither had a value,
# nor had [values] one in a question, though the pages promise it.
cat >given.ini <<'END'
[scenario]
format = 1
title = Given
[values]
task = 5ms
n = 4
[machine]
cores = 3
[thread w]
count = 2
program =
    repeat n
        python task
    end
[expect]
that = values.task == 5ms and values.n == 4 and thread.w.count == 2
that = machine.cores == 3 and parameters[machine.cores] == 3 and machine.tick == 4ms
that = runtime.model == "gil" and runtime.python != runtime.model
that = title == "Given" and schema == "interlock/run/1" and version != ""
that = cores[1].busy_ns + cores[2].busy_ns + cores[3].busy_ns == work_ns
that = seed == 0
[question q]
ask = {values.n} tasks of {values.task as time} each: how long?
answer = makespan_ns / values.n
END
run 0 run given.ini; run 0 run given.ini --json; prints '"values.n": 4'
run 0 lesson --answers given.ini; prints '4 tasks of 5.00 ms each'; prints '10010829'
sed 's/^that = seed.*/that = cores[4].busy_ns == 0/' given.ini >fourth.ini
run 1 run fourth.ini; says "'cores.4..busy_ns' has no value here"

# What takes no time at all is as fast as any other that does, and has come to its end: -nan was told, and
# that it had not.
printf '[scenario]\nformat = 1\n[thread s]\nprogram =\n    python 0ms\n' >nothing.ini
run 0 run nothing.ini --set costs.startup=0% --set costs.handoff=0%
prints 'time  *0 ns'; prints 'speedup  *1.00'
run 0 compare nothing.ini --models sequential,gil --set costs.startup=0% --set costs.handoff=0%
prints 'gil .* 1.00 .* not distinguishable'

# Nobody has written `to-w`, for which a thread without a sender was said to wait.
printf '[scenario]\nformat = 1\n[thread a]\nprogram =\n    send 1KiB to w\n[thread w]\ncount = 2\nprogram =\n    recv\n' >inbox.ini
run 0 run inbox.ini --json; prints '"reason": "nobody can go on: w-2 waits for messages to w"'

# A fork server that nobody asks for anything is not stuck, and was said to be.
run 0 run inbox.ini --json --set runtime.model=processes --set runtime.python=3.14
prints '"reason": "nobody can go on: w-2 waits for messages to w; parent waits for the end of w-2"'

# ASCII is ASCII, also where a title is not, and a tab moves nothing.
printf '[scenario]\nformat = 1\ntitle = Caf\303\251\tend\n[thread w]\nprogram =\n    python 1ms\n' >title.ini
run 0 run title.ini --ascii; prints '^Caf? end$'
run 0 run title.ini --json; prints '"title": "Café end"'
run 0 advise title.ini --ascii; prints '^Caf? end$'

# What an `arg` is, is known without the sources.
run 0 list records; prints '^dispatch  *a time, in ns$'; prints '^queued  *a thread'

# ---- a speedup is of the same work: what a daemon does behind the end of the run is other work ----
cat >forgood.ini <<'END'
[scenario]
format = 1
[thread main]
program =
    start ghost
    python 20ms
[thread ghost]
start = manual
daemon = yes
program =
    python 1h
END
COLUMNS=200; export COLUMNS
# The scenario's own model is the base line then, and JSON knows no speedup.
run 0 compare forgood.ini --models sequential,gil,processes; prints 'compared with gil, for one thread'
prints 'against gil$'; prints 'gil  .* base line$'; prints 'processes .* \(faster\|slower\|not distinguishable\)$'
run 0 compare forgood.ini --models processes --json; prints '"speedup": null'; prints '"ratio": '
prints '"against": "gil"'; prints '"against_reason": "daemons that the end of this run'
run 0 run forgood.ini; prints 'speedup  *unknown: daemons that the end of this run cuts off'
run 0 sweep forgood.ini --vary machine.cores=2 --csv
grep -q ',[0-9]\{5,\}[.]' out && fail "a speedup against an hour: $(tail -1 out)"
unset COLUMNS

# ---- one is not many ----
printf '[scenario]\nformat = 1\n[thread a]\nprogram =\n    measure call\n    python 1ms\n    end\n' >once.ini
run 0 run once.ini; prints '^  call  *once, 1[.]'
run 1 explore two-adds-3.9 --preemptions 1 --quiet; prints 'has made 1 update of counter'
prints 'at most 1 preemption)'

# ---- a deadlock is an outcome ----
cat >deadlock.ini <<'END'
[scenario]
format = 1
[thread a]
program =
    lock first
    python 20ms
    lock second
[thread b]
program =
    lock second
    python 20ms
    lock first
END
COLUMNS=200; export COLUMNS # or the sentence is broken somewhere
run 0 run deadlock.ini; prints 'deadlock'; prints 'a waits for second, which b holds'; quiet
unset COLUMNS
run 0 run deadlock.ini --json; prints '"outcome": "deadlock"'; prints '"reason": .*which a holds'

# A model that comes to no end was run once, and says so beside nine others of ten runs.
run 0 compare convoy-1 --models asyncio,gil; prints '^ *of 1 run$'
run 0 compare convoy-1 --models asyncio,gil --json
prints '^      "replications": 1,'; prints '^      "replications": 10,'

# ---- trace, list, explain ----
run 0 trace two-threads; prints 'takes the lock'; quiet
run 0 trace two-threads --format json; quiet
run 0 trace two-threads --format csv; prints '^step,time_ns,core,thread,kind,'; quiet
# A thread of the model's own has no name that one of the file has.
cat >names.ini <<'END'
[scenario]
format = 1

[thread main]
program =
    python 1ms

[map]
tasks = 4
workers = 2
program =
    python 1ms
END
run 0 run names.ini --json; prints '"main.own"'
test -z "$(sed -n '/"threads"/,/"locks"/s/.*"name": //p' out | sort | uniq -d)" || fail 'twice a name'
# A wait that is longer than a record can tell is told as one, not as 4.29 s.
cat >long.ini <<'END'
[scenario]
format = 1

[thread w]
program =
    io 10s
    sleep 1s
END
run 0 trace long.ini --format csv
prints 'waits for input or output, 4.29 s or more.*,4294967295$'; prints 'sleeps for 1.00 s"'
run 2 trace two-threads --format xml; says 'xml'; silent
run 0 list; prints '^two-threads '; quiet
for what in scenarios presets models versions ops bodies reasons records parameters; do
    run 0 list $what; quiet
    test -s out || fail 'lists nothing'
done
run 0 explain switch interval; prints 'switch interval'; quiet
run 2 explain swich; says "did you mean 'switch'"; silent
# A key that two actions have does one of them.
run 0 list keys; quiet
twice=$(cut -c19-31 out | tr ' ' '\n' | sort | uniq -d | grep .) && fail "keys that two actions have: $twice"
run 2 explain race; says 'data race, race condition'; silent
run 2 explain 'PEP 703'; says 'free threading'; silent
run 2 explain zyzzyva; says 'interlock explain lists'; silent
run 0 explain convoy; quiet
run 0 explain map; prints 'tasks  *how many tasks'; quiet
for section in $("$INTERLOCK" list sections | sed -n 's/^\[\([a-z]*\).*/\1/p'); do
    run 0 explain "$section"; prints 'section of a scenario file'; quiet
done

# Names of Python's lead to words that there are, and that are ours: catches an op or key that has another
# name by now, and one name that explains another.
run 0 explain asyncio.to_thread; prints 'name in Python'; prints 'submit, results, pool'; quiet
run 0 explain Timer; prints '`start` is a time'; quiet
sed -n 's/^NAME("\([^"]*\)", "\([^"]*\)".*/\1|\2/p' "$source/ui/cli/python_names.def" >names
test "$(grep -c '^NAME(' "$source/ui/cli/python_names.def")" = "$(grep -c . names)" || fail 'a name without its words'
while IFS='|' read -r name words; do
    run 0 explain "$name"; prints 'name in Python'; quiet
    for word in $(echo "$words" | tr -d ,); do
        run 0 explain "$word"; quiet
        grep '^[^ ].*)$' out | grep -qv 'name in Python' || fail "$name: no $word"
    done
done <names

# ---- a full disk and a closed pipe lose nothing silently ----
if test -w /dev/full; then
    count=$((count + 1)) what='interlock run >/dev/full'
    "$INTERLOCK" run two-threads >/dev/full 2>err; test $? -eq 4 || fail 'not exit status 4'
    says 'cannot write'
fi
count=$((count + 1)) what='interlock trace | head'
"$INTERLOCK" trace two-threads 2>err | head -1 >out; quiet

echo "$count cases, $bad wrong"
test $bad -eq 0
