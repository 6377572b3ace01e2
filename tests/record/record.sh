#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock record, with a program that behaves like an interpreter (pretend.c), so that each hazard
# can be made at will: what the program does, prints and returns is as without it, and the recording
# holds each take and each drop, or says what is missing.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
here=$PWD
pretend=$here/tests/record/pretend
# shellcheck source=tests/record/sums.sh
. "$source/tests/record/sums.sh"
code=$source/tests/record
library=$here/recorder/interlock-record.so
test -x "$INTERLOCK" || { echo "no $INTERLOCK"; exit 99; }
begin_dir
cd "$dir" || exit 99
# record STATUS MODE: records, keeps out, err and the numbers
record() {
    what=$2
    rm -f rec run.json
    "$INTERLOCK" record -o rec -- "$pretend" "$what" >out 2>err </dev/null
    status=$?
    test $status -eq "$1" || fail "exit status $status, not $1"
    test ! -e rec.parts || fail "leaves its folder behind"
    "$INTERLOCK" run rec --json >run.json 2>>err || fail "the recording cannot be run"
}
# the number of that name in the part of the JSON that tells of the recording
number() { sed -n "s/^    \"$1\": \\([-0-9]*\\),*\$/\\1/p" run.json | head -1; }
expect() { test "$(number "$1")" = "$2" || fail "$1 is $(number "$1"), not $2"; }
consistent() { expect overlaps 0; expect unpaired 0; expect damaged_bytes 0; sums || fail "states do not sum to the run"; }
whole() { consistent; expect lost 0; test "$(cat out)" = done || fail "its output is not the same"; }
threads() { grep -c '^      "cpu_ns"' run.json; }

# ---- every take and drop, by one thread and by many ----
record 0 pairs; whole; expect takes 20000; expect drops 20000
record 0 threads; whole
test "$(number takes)" = "$(number drops)" || fail "takes and drops differ"
test "$(number takes)" -gt 3 || fail "no hand-offs"
grep -q '"forced": 0,' run.json && fail "no drop on request was seen"
"$INTERLOCK" trace rec >trace || fail "cannot be traced"
grep -q 'posts a drop request' trace || fail "no request in the trace"
grep -q 'has waited 5\.0' trace || fail "the switch interval is not the program's"
"$INTERLOCK" run -q rec | tr -s ' \n' ' ' | grep -q 'not blocked: more threads will not make this faster' ||
    fail "does not say that more threads would be of no use"
# what is much of what threads want may be little of the run, and then is not what to advise about
record 0 resting; whole
"$INTERLOCK" run -q rec | tr -s ' \n' ' ' | grep -q 'that is not what this program waits for' ||
    fail "advises about a hundredth of the run: $("$INTERLOCK" run -q rec | grep -A2 advice)"
record 0 quick; whole
"$INTERLOCK" derive rec 2>err | grep -q '^switch_interval = 100us' ||
    fail "another interval: $("$INTERLOCK" derive rec | grep interval)"
record 0 short; whole; expect takes 3001; expect drops 3001
test "$(threads)" -eq 301 || fail "$(threads) threads, not 301"
# a thread costs its beginning, not only its takes
sed -n 's/.*recording took about \([0-9.]*\) ms.*/\1/p' err | awk '$1 >= 2 { good = 1 } END { exit !good }' ||
    fail "recording costs less than it can: $(grep took err)"

# a lock that is a semaphore, let go for a moment again and again: what nobody else could use is not
# kept, and all that is done is with the lock
record 0 ticks; whole; expect processes 2; expect locks 2
test "$(number takes)" = "$(number drops)" || fail "takes and drops differ"
test "$(number takes)" -ge 25 && test "$(number takes)" -lt 3000 || fail "$(number takes) takes"
"$INTERLOCK" trace rec | grep -q 'sleeps until somebody lets it go' || fail "nobody waits"
"$INTERLOCK" run rec >table 2>&1
awk 'NR == FNR { done[$1] = $2; used[$1] = $3; next }
    $1 in done && $3 == "ms" && $2 >= done[$1] - 0.5 && $2 <= used[$1] + 0.5 { n++ }
    END { exit n != 3 }' work table ||
    fail "what is done is not with the lock: $(cat work; grep -e '^  thread-' -e '^  p2' table)"

# a build that does without its lock: its threads are seen all the same, and what the lock was taken
# for while it started is nothing
record 0 free; whole; expect locks 0; expect takes 0; expect processes 2
test "$(threads)" -eq 4 || fail "$(threads) threads, not 4"
"$INTERLOCK" run rec >table 2>&1
grep -q 'this build has no interpreter lock' table || fail "does not say that there is no lock"
# its time: computed, waiting for others, asleep; when it lacked a processor meanwhile is not known
awk '{ away = 0; for (i = 4; i < NF; i++) away += $i * ($(i + 1) == "ms" ? 1 : $(i + 1) == "us" ? 0.001 : 0) }
    $3 == "ms" && $1 ~ /^thread-[12]$/ && $2 >= 6.9 && $2 < 30 && away >= 40 && $4 > 0 { n++ }
    $1 == "main" && away >= 40 && $4 == "-" && $5 > 0 { n++ }
    $1 == "p2/main" && $2 >= 2.9 && away >= 10 && $4 == "-" && $5 > 0 { n++ }
    END { exit n != 4 }' table || fail "what its threads did is not seen: $(grep -A8 '^  thread' table)"
"$INTERLOCK" step rec --keys ':50%<Enter>' 2>/dev/null | grep -q 'at .* sleeps [0-9.]* ms' ||
    fail "the stepper does not tell what a thread does without a lock"
"$INTERLOCK" trace rec | grep -q 'main lets thread-[12] go on' || fail "nobody is seen to let a thread go on"
"$INTERLOCK" derive rec -o free.ini 2>err || fail "cannot be derived"
grep -q '^model = free-threaded' free.ini && grep -q '^python = 3.14t' free.ini ||
    fail "its scenario is of another model"
"$INTERLOCK" run --json free.ini 2>err | grep -q '"outcome": "ended"' || fail "its scenario does not end"

# such a build takes its lock for a moment when it imports: that is none that counts, whoever waited
# for it meanwhile goes on, and who comes back from a call later waits for nothing
record 0 lent; whole; expect locks 0
"$INTERLOCK" run rec >table 2>&1
awk '$1 == "main" && $3 == "ms" && $2 >= 9.9 && $2 < 40 && $4 >= 15 && $5 == "ms" && $6 >= 20 { n++ }
    $1 == "thread-1" && $3 == "ms" && $2 >= 4.9 && $2 < 40 && $4 == "-" { n++ }
    END { exit n != 2 }' table || fail "a lock that is lent is told as one that counts: $(grep -A8 '^  thread' table)"
record 0 kept; whole; expect locks 1
test "$(number takes)" -gt 3 || fail "no hand-offs of a lock that is switched on"

# ---- locks of the program ----
# Who has one keeps others out, whether anybody waited or not; a semaphore that one thread has and another
# lets go is none.
record 0 sections; whole
"$INTERLOCK" derive rec -o sections.ini 2>err || fail "cannot be derived"
test "$(grep -c '^    lock m1$' sections.ini)" = 10 || fail "$(grep -c 'lock m1$' sections.ini) sections, not 10"
grep -q '^    get wake-main$' sections.ini || fail "nobody waits for the baton"
grep -q 'lock m2' sections.ini && fail "the baton is a lock"
# ten times a millisecond, one after the other, though nothing else keeps the two apart
"$INTERLOCK" run --json --set runtime.model=processes sections.ini 2>err |
    awk '/"makespan_ns"/ { exit !($2 + 0 >= 10000000) }' || fail "two threads are within one lock"

# ---- hazards ----
record 0 trylock; whole; expect takes 20
record 0 reuse; whole; expect takes 300; expect drops 300; expect locks 1
record 0 close; whole; expect takes 10000
record 0 fork; whole; expect takes 3300; expect drops 3300; expect processes 2
# a child of vfork that leaves must not end its parent's recording
record 0 vfork; whole; expect takes 300; expect unended_processes 0
test "$(sed -n 's/^  "makespan_ns": \([0-9]*\),/\1/p' run.json)" -ge 30000000 ||
    fail "ends with its child"
# children that get an environment of their own are recorded, however they are started
record 0 exec; whole; expect takes 180; expect processes 9
record 0 shell; consistent; expect takes 30; expect processes 3
what='shell, and a library of its own'
"$INTERLOCK" record -o rec -- env LD_PRELOAD=libm.so.6 "$pretend" shell >out 2>err || fail 'cannot be recorded'
"$INTERLOCK" run rec --json >run.json 2>>err
consistent; expect takes 30
record 0 environment; consistent; expect takes 10
for line in FIRST=1 LAST=2 LD_PRELOAD=libm.so.6; do
    test "$(grep -cxF -- "$line" out)" = 1 || fail "the child does not get $line"
done
grep INTERLOCK out >/dev/null && fail "the child finds what its parent did not give it"
# what is sent to the recorder is meant for the program
what=signals
rm -f rec
"$INTERLOCK" record -o rec -- "$pretend" signals >out 2>err </dev/null &
recorder=$!
until grep -q ready out || ! kill -0 $recorder 2>err; do sleep 0.01; done
for signal in INT USR1 USR2 ALRM PIPE; do kill -s $signal $recorder; done
wait $recorder || fail "signals do not reach the program: $?, $(cat err)"
test -e rec && test ! -e rec.parts || fail "a signal ends the recorder"
# with the path that a shell tells a command
_=$INTERLOCK "$INTERLOCK" record -o none -- env >out 2>err
grep -qx "_=$(command -v env)" out || fail "the path that the program is told is $(grep '^_=' out)"
record 42 status; consistent; expect exit_status 42
record 137 kill; consistent; expect takes 5001; expect drops 5000; expect exit_status -9
expect unended_processes 1
record 0 full; consistent
test "$(cat out)" = done || fail "its output is not the same"
test "$(number lost)" -gt 0 || fail "does not tell that words are missing"
test "$(number takes)" -gt 100 || fail "nothing is left of what did find room"
grep -q 'missing: the limit on the size of files was reached$' err || fail "does not say what is missing, and why"
# what finds no room costs the program no system call
test "$(cat cost)" -le 1000 || fail "a take and a drop that find no room take $(cat cost) ns"

# what a program may do as long as nobody looks on
record 0 cancel; whole; expect takes 30010
record 0 robust; whole; expect takes 20
record 0 select; whole; expect takes 20
record 0 stack; whole; expect takes 20; expect processes 2
record 0 arguments; whole; expect takes 20; expect processes 2
record 0 streams; whole
test "$("$INTERLOCK" trace rec | grep -c 'lets main go on')" = 3 || fail "who writes into the next pipe is not seen"
# while no descriptor is free nothing is written; then it goes on, in a child that had not begun, too
record 0 descriptors; consistent; expect processes 2
test "$(cat out)" = done || fail "its output is not the same"
test "$(number takes)" -gt 6000 && test "$(number takes)" -lt 9000 || fail "$(number takes) takes"
grep -q 'missing: no descriptor was free for a time$' err || fail "does not say what is missing, and why"
"$INTERLOCK" trace rec | grep -q 'nothing is known of it for a time' || fail "the gap is not told"

# a recording that cannot be read, for want of memory, is not thrown away
what=starved
if ! ldd "$INTERLOCK" | grep -q -e asan; then
    rm -f rec
    "$INTERLOCK" record -o rec -- "$pretend" starved >out 2>err </dev/null
    test $? -eq 4 || fail "does not say with its exit status that nothing is kept"
    grep -qi memory err || fail "does not say why: $(cat err)"
    test ! -e rec || fail "keeps half a recording"
    "$INTERLOCK" run rec.parts --json >run.json 2>err || fail "the parts cannot be run"
    expect takes 100000
    rm -rf rec.parts
fi
# whoever starts the recorder may ignore the end of children
what='status, ignored'
(trap '' CHLD; exec "$INTERLOCK" record -q -o rec -- "$pretend" status >out 2>err)
test $? -eq 42 || fail "the command's status is lost"

# waits that do not end before their process does, or the recording, are what they are
record 0 unended; whole; expect stuck_threads 1
grep -q '1 thread still waits for others when the process ends' err || fail "does not say who waits to the end"
"$INTERLOCK" trace rec >trace
for line in 'thread-[12] is blocked: asleep' 'été is blocked: waiting for a lock'; do
    grep -q "$line" trace || fail "not '$line': $(grep 'is blocked' trace)"
done
# a name that is given late is seen though the thread never ends, and its row is as the others'
"$INTERLOCK" run rec | grep -q '^  été \{17\}  *[0-9]' || fail "no row of its name: $("$INTERLOCK" run rec | grep -A4 '^  thread')"
# what a child computed of which it could not tell, its parent can; and with it ends its lock's time
# On a busy machine the times may be others, once.
for try in 1 2; do
    record 0 killed; whole; expect processes 2; expect unended_processes 1
    "$INTERLOCK" run rec >table 2>&1
    awk '$1 == "time" { run = $2 } $1 == "p2/main" && $3 == "ms" && $2 >= 29 && $2 < 45 { n++ }
        $1 == "main" && $4 == "-" && $6 == "us" && $7 > 150 { n++ }
        /^  lock .*of p2/ { n += $(NF - 1) / 100 * run < run - 95 } END { exit n != 3 }' table && break
    test $try = 1 || fail "a killed child is not told of: $(grep -e '^  lock' -e 'main  ' table)"
done
# a program that becomes another ends there, and one that cannot be started is not become
record 0 become; expect processes 2; consistent; expect takes 12; expect drops 11
COLUMNS=500 "$INTERLOCK" run rec >table 2>&1
grep -q '^  p2 *[0-9]*: .*pretend pairs-b$' table || fail "does not say what it becomes"
awk '$1 == "main" && $3 == "us" { n++ } $1 == "p2/main" { n++ } END { exit n != 2 }' table ||
    fail "computes on, having become another: $(grep -A3 '^  thread' table)"

# ---- a recording that ends before the program does ----
# limited OPTION MODE: as record, with an option
limited() {
    what="$1 $2"
    rm -f rec run.json
    for try in 1 2 3 4 5 6 7 8 9 10; do
        "$INTERLOCK" record "$1" -o rec -- "$pretend" "$2" >out 2>err </dev/null
        test $? -eq 0 || fail "changes the exit status"
        test ! -e rec || break # else a busy machine has not even started the program in that time
    done
    test "$(cat out)" = done || fail "its output is not the same"
    "$INTERLOCK" run rec --json >run.json 2>>err || fail "the recording cannot be run"
    consistent; expect lost 0
}
makespan() { sed -n 's/^  "makespan_ns": \([0-9]*\),/\1/p' run.json; }
limited --duration=50ms threads
grep -q 'ends after 50.00 ms, as --duration asked; the program went on' err || fail "does not say so"
"$INTERLOCK" run rec | awk '/^[0-9]+ (main|thread)/ { lanes++; n += /[^ ]$/ } END { exit !lanes || n < lanes }' ||
    fail "what is under way at the end is not drawn"
"$INTERLOCK" derive rec 2>err | grep -q '^    The recording ends after 50.00 ms, before the program' ||
    fail "a scenario of a part does not say so"
expect until_ns 50000000
test "$(makespan)" = 50000000 || fail "is $(makespan) ns long, not 50 ms"
# on a busy machine the threads may have come up hardly before the end
test "$(number takes)" -ge 1 || fail "nothing is left of the beginning"
test "$(number takes)" -lt 100 || fail "the words of the end are still there"
"$INTERLOCK" trace rec | grep -q 'has ended' && fail "a thread has ended that goes on"
"$INTERLOCK" derive rec -o derived.ini 2>err && "$INTERLOCK" run --quiet derived.ini >out 2>err ||
    fail "no scenario of it"
# of one whose end is cut off a scenario is made, with a word about that
head -c $(($(stat -c %s rec) - 64)) rec >half
"$INTERLOCK" derive half -o derived.ini 2>err
grep -q 'half: damaged: [0-9]* bytes make no sense or are cut off' err || fail "derives what is cut off"
"$INTERLOCK" record -q -o all -- "$pretend" threads >out 2>err
test "$(stat -c %s rec)" -lt "$(stat -c %s all)" || fail "does not end writing"
# a program that ends earlier is whole, and says nothing of an end
limited --duration=1h pairs; expect takes 20000
grep -q -- '--duration' err && fail "speaks of an end that did not come"
limited --max-size=64KiB pairs
grep -q 'having grown to --max-size; the program went on' err || fail "does not say so"
test "$(number takes)" -gt 1000 || fail "nothing is left of the beginning"
test "$(number takes)" -lt 10000 || fail "has all $(number takes) takes in 64 KiB"
test "$(stat -c %s rec)" -le 65536 || fail "takes $(stat -c %s rec) bytes"
# the end is one for all threads and processes: what is there is without gaps
limited --max-size=64KiB short
limited --max-size=128KiB fork
test "$(number processes)" -ge 1 || fail "no process is left"
limited --max-size=1GiB pairs; expect takes 20000
what="nothing yet"
"$INTERLOCK" record --duration 1ns -o none -- "$pretend" pairs >out 2>err
test $? -eq 0 || fail "changes the exit status"
grep -q 'within --duration 1ns; none was not written' err || fail "blames the program"
what="what was there before"
"$INTERLOCK" record -q -o kept -- "$pretend" pairs >out 2>err
cp kept before
"$INTERLOCK" record -o kept -- true >out 2>err
grep -q 'kept was not written' err || fail "does not say that there is no recording"
cmp -s kept before || fail "takes away the recording of before"
test ! -e kept.new || fail "leaves kept.new"
"$INTERLOCK" record -q -o two -- "$pretend" locks >out 2>err
echo mine >kept.ini
"$INTERLOCK" derive two -o kept.ini 2>err
test $? -eq 3 || fail "derives two interpreters of one process"
test "$(cat kept.ini)" = mine || fail "takes away the scenario of before"
what=limits
for option in --duration=0s --duration=5 --max-size=1KiB --max-size=5; do
    "$INTERLOCK" record $option -o none -- "$pretend" pairs >out 2>err
    test $? -eq 2 || fail "$option is not refused"
    grep -q -e "$option\|$(echo $option | tr = ' ')" err || fail "does not say what is wrong with $option"
done
test ! -e none || fail "records although it refused"

# ---- two locks of one protocol, a folder, preloading something else too ----
what=folder
mkdir parts
INTERLOCK_RECORD_FOLDER=$dir/parts LD_PRELOAD=$library "$pretend" pairs >out 2>err ||
    fail "cannot be preloaded by hand"
"$INTERLOCK" run parts --json >run.json 2>>err || fail "a folder cannot be run"
expect takes 20000
echo notes >parts/notes.txt
"$INTERLOCK" run parts >out 2>err && fail "a folder with other files is taken for a recording"
what=preload
ldd "$INTERLOCK" | grep -q -e asan || LD_PRELOAD=$library "$INTERLOCK" record -q -o rec "$pretend" pairs >out 2>err ||
    fail "a preloaded library is in the way"

# ---- a scenario of it ----
record 0 threads; whole
used=$(number processor_ns)
"$INTERLOCK" derive rec -o derived.ini 2>err || fail "cannot be derived"
"$INTERLOCK" check derived.ini 2>err || fail "the scenario is not valid"
"$INTERLOCK" run --json derived.ini >run.json 2>err || fail "the scenario cannot be run"
test "$(threads)" -eq 4 || fail "the scenario has $(threads) threads, not 4"
# three threads of 40 ms each under one lock, however long others kept them from it
work=$(sed -n 's/^  "work_ns": \([0-9]*\),/\1/p' run.json)
test "$work" -gt 117000000 && test "$work" -lt "$used" ||
    fail "the scenario has $work ns of work, not 120 ms; the kernel counted $used"
# who was preempted, and then met the lock's mutex locked, was not blocked with the lock
for try in 1 2; do
    record 0 crowded; whole
    "$INTERLOCK" derive rec -o derived.ini 2>err || fail "cannot be derived"
    "$INTERLOCK" run --json derived.ini >run.json 2>err || fail "the scenario cannot be run"
    work=$(sed -n 's/^  "work_ns": \([0-9]*\),/\1/p' run.json)
    test "$work" -gt 58000000 && test "$work" -lt 65000000 && break
    test $try = 1 || fail "the scenario has $work ns of work, not 60 ms"
done
# each process has its own lock
record 0 fork
"$INTERLOCK" derive rec -o derived.ini 2>err || fail "two processes cannot be derived"
"$INTERLOCK" run --json derived.ini >run.json 2>err || fail "the scenario of two processes cannot be run"
test "$(grep -c '"name": "interpreter lock of' run.json)" -eq 2 || fail "two processes share a lock"

# ---- several locks, other C libraries ----
record 0 locks; whole; expect locks 3; expect crowded 0
test "$(number takes)" = "$(number drops)" || fail "takes and drops differ"
# what threads do while one of them opens the file is not seen
test "$(number takes)" -ge 1500 || fail "only $(number takes) takes"
test "$(threads)" -eq 9 || fail "$(threads) rows for 7 threads, one of them in three interpreters"
record 0 many; consistent; expect locks 56; expect takes 560; expect crowded 40
grep -q 'more interpreters than can be told apart; 40 takes' err || fail "does not say what is missing"
# where no version of a function has the name that is asked for first, the name alone does
record 0 versions; whole; expect locks 1
test "$(number takes)" -gt 103 || fail "only $(number takes) takes"
what=musl
if command -v musl-gcc >/dev/null 2>&1; then
    musl-gcc -std=c11 -D_GNU_SOURCE -O1 -rdynamic -I"$source" -o musl "$code"/pretend*.c 2>err || fail "cannot be built"
    for each in pairs threads fork exec status; do
        ./musl $each >plain 2>/dev/null
        status=$?
        pretend=./musl
        record $status $each; consistent; expect lost 0
        cmp -s plain out || fail "musl: another output"
    done
    expect takes 10
    pretend=$here/tests/record/pretend
else
    echo "no musl-gcc: nothing is shown of programs of musl"
fi

# ---- what cannot be recorded ----
what=missing
"$INTERLOCK" record -o none -- ./no-such-program >out 2>err
test $? -eq 4 || fail "a missing command does not give 4"
grep -q 'no-such-program cannot be started: No such file' err || fail "does not say what is missing"
test ! -e none.parts || fail "leaves its folder behind"
what=nothing
"$INTERLOCK" record -o none -- "$pretend" nothing >out 2>err
test $? -eq 0 || fail "changes the exit status"
grep -q 'no use of an interpreter lock was seen' err || fail "does not say that nothing was seen"
test ! -e none || fail "writes a recording of nothing"
what=static
if echo 'int main(void) { return 3; }' >static.c && ${CC:-cc} -static -o static static.c 2>/dev/null; then
    "$INTERLOCK" record -o none -- ./static >out 2>err
    test $? -eq 3 || fail "changes the exit status"
    grep -q 'linked statically' err || fail "does not say that it is linked statically"
fi
what=set-uid
if test "$(id -u)" -eq 0 && cp "$pretend" suid && chown nobody suid && chmod u+xs,go+rx suid && chmod go+x . &&
    test "$(stat -c %U suid)" = nobody && ! findmnt -no OPTIONS -T . 2>/dev/null | grep -q nosuid; then
    "$INTERLOCK" record -o none -- ./suid pairs >out 2>err
    test $? -eq 0 || fail "changes the exit status"
    test "$(cat out)" = done || fail "its output is not the same"
    grep -q 'set-uid or set-gid, and the system preloads nothing into it' err ||
        fail "does not say that nothing can be preloaded"
    test ! -e none || fail "writes a recording of nothing"
else
    echo "not root: nothing is shown of set-uid programs"
fi
what=precious
echo precious >precious
"$INTERLOCK" record -o precious -- "$pretend" pairs >out 2>err
test $? -eq 4 || fail "does not refuse to overwrite"
test "$(cat precious)" = precious || fail "overwrites what is no recording"
what=options
"$INTERLOCK" record -q -o rec -- "$pretend" -o x 2>err
test $? -eq 2 || fail "the command's options are taken for its own"
grep -q 'which mode' err || fail "the command does not get its options"
"$INTERLOCK" record -q -o rec "$pretend" --help 2>err
test $? -eq 2 || fail "the command's --help is taken for its own"
what=settings
"$INTERLOCK" record -q -o rec "$pretend" pairs >out 2>err
"$INTERLOCK" run rec --seed 3 >out 2>err
test $? -eq 2 || fail "a recording takes a seed"

"$INTERLOCK" check rec >out 2>err
test $? -eq 3 || fail "a recording is taken for a scenario"
grep -q 'this is a recording' err || fail "does not say that it is a recording"

# ---- the library is a guest: it brings nothing with it ----
what=library
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | grep -v \
    -e '^pthread_mutex_\(lock\|trylock\|unlock\|destroy\)$' -e '^pthread_cond_\(signal\|wait\|timedwait\|clockwait\)$' -e '^pthread_set\(specific\|name_np\)$' \
    -e '^sem_\(post\|wait\|trywait\|timedwait\|clockwait\|open\|init\|destroy\)$' \
    -e '^\(clock_\)\{0,1\}nanosleep$' -e '^select$' -e '^\(__\)\{0,1\}poll\(_chk\)\{0,1\}$' -e '^epoll_wait$' \
    -e '^\(__\)\{0,1\}\(read\|recv\|recvfrom\)\(_chk\)\{0,1\}$' -e '^recvmsg$' -e '^\(accept\|accept4\|connect\)$' \
    -e '^\(write\|send\|sendto\|sendmsg\)$' -e '^\(wait4\|waitid\|waitpid\)$' \
    -e '^\(socketpair\|close\|fclose\|pclose\|close_range\|dup2\|dup3\)$' \
    -e '^exec\(v\|ve\|vp\|vpe\|l\|le\|lp\)$' -e '^fexecve$' -e '^posix_spawnp\{0,1\}$' \
    -e '^_[eE]xit$' -e '^\(system\|popen\)$')
test -z "$exported" || fail "exports $exported"
needed=$(objdump -p "$library" | awk '$1 == "NEEDED" { print $2 }' |
    grep -v -e '^libc\.so' -e '^libdl\.so' -e '^libpthread\.so' -e '^ld-linux')
test -z "$needed" || fail "needs $needed"

test $bad -eq 0
