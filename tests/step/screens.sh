#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys in, screens out: each line of tests/step/screens/list is a mode of the stepper, of a level, of
# a lesson, whose screens must be as its file says: at 80x24, 40x12 and 200x60, in both characters.
#
# Catches a pane that vanished, moved or says something else, at a size at which nobody looked, and
# a character that ASCII does not have. With UPDATE=1 the files are written instead of compared:
# look at what git then calls changed.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
screens=$source/tests/step/screens
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
got=$work/got
XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
export XDG_STATE_HOME XDG_CONFIG_HOME

# A verb and what it opens, as one word: step:two-threads, lesson:1/presenter.
show() { # COMMAND KEYS SIZE CHARACTERS
    verb=${1%%:*} what=${1#*:}
    set -- "${what%/presenter}" "$@"
    test "$1" = "$what" || set -- "$@" --presenter
    what=$1 keys=$3 size=$4 characters=$5
    shift 5
    test "$characters" = unicode || set -- "$@" --ascii
    rm -rf "$XDG_STATE_HOME" # each lesson from its beginning
    "$INTERLOCK" "$verb" "$what" --size "$size" "$@" --keys "$keys"
}

# An ASCII screen of 200x60 is looked at for its characters only: it is as the other one.
show_all() { # COMMAND KEYS
    for characters in unicode ascii; do
        for size in 80x24 40x12 200x60; do
            echo "== $size $characters"
            case $characters$size in
            ascii200x60) show "$1" "$2" $size $characters | LC_ALL=C grep -n '[^ -~]' ;;
            unicode200x60) show "$1" "$2" $size $characters | cat -s ;;
            *) show "$1" "$2" $size $characters ;;
            esac
        done
    done
}

while read -r name size command keys; do
    case $name in '' | '#'*) continue ;; esac
    count=$((count + 1))
    case $size in
    all) show_all "$command" "$keys" >"$got" 2>&1 ;;
    *) show "$command" "$keys" "$size" unicode >"$got" 2>&1 ;;
    esac
    if test "${UPDATE:-}" = 1; then
        cp "$got" "$screens/$name.txt"
    elif ! diff -u "$screens/$name.txt" "$got"; then
        complain "$name: another screen"
    fi
    if sed -n '/^== .* ascii/,$p' "$got" | LC_ALL=C grep -q '[^ -~]'; then
        complain "$name: not ASCII"
    fi
done <"$screens/list"

# ---- promises of the command line ----
expect() { expect_all step "$@" </dev/null; } # STATUS WORDS ARGUMENTS...
# Without a terminal it must say so, and name what works instead; not hang, not draw.
expect 4 'needs a terminal.*--keys.*--linear' two-threads
expect 2 'no such key: <Foo>' two-threads --keys '<Foo>'
expect 2 'must be columns and rows' two-threads --keys q --size 80
expect 2 'must be a number' two-threads --keys q --max-events many
expect 3 'cannot be read\|no such\|there is no' no-such-scenario --keys q
# Where one may go, and what is said to who goes nowhere.
expect 0 'step 20 of' two-threads --keys ':#20<Enter>'
expect 0 'step 20 of' two-threads --keys ':20<Enter>'
# While what comes has been hidden nothing tells how much of it there is; a question hides it, too.
expect 0 'step 20  ' two-threads --keys ':#20<Enter>ff'
expect 0 '^━*●$' two-threads --keys ':#20<Enter>ff'
expect 0 'step 174 of 174' two-threads --keys 'Gff'
expect 0 'step 0  ' two-threads --keys 'fr<Esc>'
expect 0 'hidden until' two-threads --keys 'r<Esc>f'
expect 0 'step 0 of 174' two-threads --keys 'fr90<Enter><Enter>'
# Nor do an event's parts, what the owner of the lock will do, the branch of a what-if, a window of the
# whole run. Where nothing is hidden all of that is told.
hides() { # WORDS ARGUMENTS...
    hidden=$1
    shift
    expect 0 "" "$@"
    if grep -e "$hidden" "$got"; then complain "step $*: tells what comes, which is hidden"; fi
}
expect 0 'request   io has waited' convoy-1 --keys ':20ms<Enter>e'
hides 'request   io has waited' convoy-1 --keys 'ff:20ms<Enter>e'
expect 0 'counter-2 notices in ' counter-3.9 --keys '<Right*7>'
hides 'counter-2 notices in ' counter-3.9 --keys 'ff<Right*7>'
expect 0 '≠.*ms$' counter-3.9 --keys ']p<Down*3>1ms<Enter>'
expect 0 'differs from main from 6.12 ms' counter-3.9 --keys ']p<Down*3>1ms<Enter>'
hides '≠.*ms$\|6.12 ms\|nothing changes' counter-3.9 --keys 'ff]p<Down*3>1ms<Enter>'
expect 0 '≠.*ms$' counter-3.9 --keys 'ff]p<Down*3>1ms<Enter>:12ms<Enter>'
expect 0 ' 200.0 ms$' counter-3.9 --keys 0
hides ' 200.0 ms$' counter-3.9 --keys ff0
expect 0 ' 20.00 ms$' counter-3.9 --keys 'ff:12ms<Enter>0'
expect 0 ' 10.[0-9]* ms ' counter-3.9 --keys ':10.2ms<Enter>'
expect 0 'go to what?' two-threads --keys ':soon<Enter>'
expect 0 '0% to 100%' two-threads --keys ':200%<Enter>'
expect 0 'start of the run' two-threads --keys '<Left>'
expect 0 'end of the run' two-threads --keys 'G<Right>'
expect 0 'no lost update after' two-threads --keys 'tttt]'
# Where nothing happens for half a window one goes to what happens next: one stood still, as at the end.
expect 0 'this is the next event' two-threads --keys ':#6<Enter>zzzzzzzzzzd'
expect 0 'step 7 of 174' two-threads --keys ':#6<Enter>zzzzzzzzzz<PgDn>'
# What all parameters may be asked for, a value may hold, too: it is typed then. What is called so comes
# before what only speaks of it.
# One change upon the other, with no more than three branches at a time: it was called out of memory.
changes=$(for i in $(seq 79); do printf 'p%d<Enter><Tab><Tab>x<Tab>' $((i % 2 + 3)); done)
expect 0 'too many changes one upon the other' two-threads --keys "p5<Enter>${changes}p7<Enter>"
expect 0 'zzzz: no parameter' two-threads --keys 'p/zzzz<Enter>'
expect 0 '^> machine.wake_latency ' two-threads --keys 'p/wake<Enter>'
expect 0 '^> machine.deep_wake_latency ' two-threads --keys 'p/wake<Enter>/<Enter>'
expect 0 '^> machine.threads_per_core ' two-threads --keys 'p/hardware thr<Enter>'
expect 0 '→ 4/ ' two-threads --keys 'p4/'
expect 0 '^> machine.cores ' two-threads --keys 'p/wake<Esc>'
# A hand-off is one to the key as it is to the count: who has a lock first has it from nobody.
expect 0 'nobody waits, 2 hand-offs' counter-3.9 --keys ']]'
expect 0 'nobody waits, 1 hand-off$' counter-3.9 --keys ']]['
cat >"$work/alone.ini" <<END
[scenario]
format = 1
[thread alone]
program =
    python 1ms
    io 1ms
    python 1ms
END
expect 0 'no hand-off after' "$work/alone.ini" --keys ']'
# A place lies mostly a little before a time: of a part of the run, too, and where one clicks nothing
# else tells why one lands far away.
expect 0 'the last event before 50%' free-hot-object --keys ':50%<Enter>'
expect 0 'the last event before 2[0-9][0-9]\.[0-9] ms' free-hot-object --keys '<Click 40,2>'
expect 0 'the last event before 1[0-9]\.[0-9]* ms' counter-3.9 --keys '<Click 68,5>'
expect 0 ' █ running  ' counter-3.9 --keys '<Click 39,2>'
# Branches are looked at when it was asked for, however far before its last event is there: else one
# drifts back from branch to branch, and who comes back from a short run is at its beginning.
expect 0 'b1, .*; the last event before 60.00 ms' counter-3.9 --size 120x24 \
    --keys ':60ms<Enter>p<Down*4>1<Enter>'
for back in '<Tab>' x; do
    expect 0 '^ 55.704757 ms .*branch main' counter-3.9 \
        --keys ":60ms<Enter>p<Down*4>1<Enter>$back"
done
expect 0 '^ the last event before 60.00 ms' counter-3.9 \
    --keys ':60ms<Enter>p<Down*4>1<Enter><Tab>'
for times in 2 40; do
    expect 0 '^ 98.992678 ms .*branch b1' counter-3.9 \
        --keys ":20ms<Enter>p<Down*3>1ms<Enter>:100ms<Enter><Tab*$times>"
done
# In a past in common it is the same step, of all those at that time.
expect 0 'step 1 of.*branch main' counter-3.9 --keys ']p<Down*3>1ms<Enter>g<Right><Tab>'
# Conditions, as written in a hurry and in full; and what is none.
expect 0 'held by worker-2' two-threads --keys 'bholder = worker-2<Enter>'
expect 0 'held by worker-2' two-threads --keys "bholder == 'worker-2'<Enter>"
expect 0 ' 5.0[0-9]* ms   step' two-threads --keys 'bwaits(worker-1) > 1.5ms<Enter>'
expect 0 'neither a thread' two-threads --keys 'bhlder = worker-2<Enter>'
expect 0 'there is no such thread' two-threads --keys 'bwaits(worker-9) > 1ms<Enter>'
expect 0 'needs a condition' two-threads --keys 'b1ms + 1ms<Enter>'
expect 0 'no break is set' two-threads --keys 'c'
# A mistyped one stays to be mended, with what there is to ask for, and the old one stays set.
expect 0 '^ break when: xx(io) > 5' two-threads --keys 'bwaiting > 0<Enter>bxx(io) > 5<Enter>'
expect 0 'it is holder, asked, waiting' two-threads --keys 'bxx(io) > 5<Enter>'
expect 0 'waiting > 0: not' two-threads --keys 'bwaiting > 0<Enter>bxx(io) > 5<Enter><Esc>Gc'
# Who is stopped by the collector waits; what is too long for the row above the keys takes two.
expect 0 'pauses, for collector' free-collect --keys 'w'
expect 0 "mean '2.7'" two-threads --keys 'p<Down>2.6<Enter>'
# A model takes the nearest version along for which it stands, and a version its model: either was an
# error that asked for the other, which was one, too.
follow() { expect 0 "$1" two-threads --keys "$2"; } # WORDS KEYS
follow 'b1, model = free-threaded, python = 3.13t: differs' 'p<Down*2>free-threaded<Enter>'
follow 'b1, python = 3.13t, model = free-threaded: differs' 'p<Down>3.13t<Enter>'
follow 'b2, model = gil, python = 3.13: differs' 'p<Down>3.13t<Enter>p<Down*2>gil<Enter>'
follow 'b1, python = pypy3.9, model = pypy: differs' 'p<Down>pypy3.9<Enter>'
follow 'b2, model = gilectomy, python = 3.6: differs' 'p<Down*2>pypy<Enter>p<Down*2>gilectomy<Enter>'
follow 'b1, python = 2.7, model = gil-ticks: differs' 'p<Down>2.7<Enter>'
follow 'b2, python = 3.14: ' 'p<Down*2>processes<Enter>p<Down>3.14<Enter>'
# Whoever looks on can pause, and sees that not all lanes have room.
expect 0 'Space pause' two-threads --keys '<Space><Wait 100ms>'
expect 0 'and 9 more threads' inference-server --keys 0
# The three tasks of a newcomer, each in at most three keys, of which each stands on the bottom line
# of the screen that one has before oneself.
press() { # WORDS SCENARIO KEYS...
    shown=$1 scenario=$2 pressed=
    shift 2
    test $# -le 3 || complain "$*: more than three keys"
    for key; do
        line=$("$INTERLOCK" step "$scenario" --keys "$pressed<Show>" 2>&1 | sed -n 24p)
        case $key in
        '<Left>') sign='\(←\|Left \)' ;;
        '<Right>') sign='\(→\|Right \)' ;;
        '<Enter>') sign='Enter ' ;;
        *) sign=" $key " ;;
        esac
        if ! printf ' %s ' "$line" | grep -q -e "$sign"; then
            complain "step $scenario, behind '$pressed': nothing tells of the key $key: $line"
        fi
        pressed=$pressed$key
    done
    expect 0 "$shown" "$scenario" --keys "$pressed"
}
press 'step 1 of' two-threads '<Right>' '<Right>' '<Left>'
press 'waits for the interpreter lock, which worker-2 has; 5.00 ms of its' two-threads w
press 'waits for the interpreter lock, which cpu-. has' convoy-2 w
press 'branch b1: cores = 5' two-threads p '<Right>' '<Enter>'
# All cores that are in use are counted, however many they are, and no number of them is cut: with
# names of threads so short a label had eight columns.
cores=$source/tests/many-cores.ini
expect 0 '^ core 954/71 ' "$cores" --keys ':3ms<Enter>'
expect 0 '^ core 954 ' "$cores" --keys ':3ms<Enter>' --size 80x50
expect 0 '^ and 6[0-9] more cores' "$cores" --keys G --size 80x50
# A branch beside the current one has all of its threads, too, or says how many there are besides:
# there were only as many as the current one has.
expect 0 '^ 2 counter-2 [^ ]*$' counter-3.9 --keys ':60ms<Enter>p<Down*4>1<Enter>' --size 80x50
beside=':60ms<Enter>p<Down*4>7<Enter>p<Down*4>9<Enter><Tab>'
expect 0 '^ and 6 more threads$' counter-3.9 --keys "$beside"
expect 0 '^ and 8 more threads$' counter-3.9 --keys "$beside"
# Each has the room that the others leave.
expect 0 '^ 9 counter-9 ' counter-3.9 --keys "$beside" --size 80x60
# Who is selected is in sight in both, however many threads and rows there are.
cat >"$work/many.ini" <<END
[scenario]
format = 1
[thread t]
count = 200
program =
    python 1ms
END
expect 0 '^>. t-70 .*█' "$work/many.ini" --keys ':60ms<Enter>p<Down>3.14<Enter>Lt-70<Enter>' --size 80x200
count=$((count + 1))
test "$(grep -c '^>. t-70 .*█' "$got")" = 2 || complain 'step: the selected thread is not beside itself'
# A sentence for each thread, as far as there are few; how many there are besides, and the selected one.
expect 0 '^  and 168 more threads' "$work/many.ini" --linear
count=$((count + 1))
echo 'Lt-70<Enter>' | "$INTERLOCK" step "$work/many.ini" --linear | grep -q '^[*] t-70 ' ||
    complain 'step --linear: nothing is said of the selected thread'
# Zoomed in the axis says where it begins and how long it is, also where the cursor is at its end:
# both ends were 10.98 ms.
expect 0 '^10\.9800 ms .* +2\.00 us$' convoy-1 --keys ':16ms<Enter>zzzzzzzzzzzz'
expect 0 '^7,999\.990 ms .* +20\.00 us$' convoy-1 --keys 'Gzzzzzzzzz'
# The longest name that a thread may have has its columns, and keeps its number: the bars of patience and
# of sums were printed over it.
cat >"$work/name.ini" <<END
[scenario]
format = 1
[thread a-name-of-forty-eight-characters-that-is-long-xx]
count = 3
program =
    python 20ms
END
expect 0 '^        .* a-name-of-forty-[a-z-]*…-[23] ■' "$work/name.ini" --keys ':7ms<Enter>'
expect 0 '^so far  a-name-of-forty-[a-z-]*…-1 [█░]* ' "$work/name.ini" --keys ':7ms<Enter>'
expect 0 '^ 3 a-name-of-f…-3 ' "$work/name.ini" --keys ':7ms<Enter>'
# A build that can do without its lock has none that is free.
expect 0 '^lock    no interpreter lock' free-threaded --keys '<Right>'
expect 0 '^GIL     .*held by worker' extension-unsafe --keys 'G'
# What only the window has says so, instead of what it would have done.
for key in P K J F A; do
    expect 0 '^ only in the window' servers --keys ":20ms<Enter><Down*4>$key"
done
# A wait under way keeps the interval it began with, whatever is set meanwhile; catches a sentence and
# a patience that are told by the interval of now.
expect 0 '^why .*worker-2 has waited 5.00 ms without' two-threads --size 80x30 \
    --keys ':28ms<Enter>p<Down*3>20ms<Enter><Right><Right>'
expect 0 ' 5.00 ms of patience left' counter-3.9 --keys ':30ms<Enter>p<Down*3>1ms<Enter>'
# Whoever asks the help about a key finds it before all words with that letter.
expect 0 '^> q  *quit' two-threads --keys '?q'
# Esc goes up and never quits; q quits, and what follows is not played.
expect 0 'q quits' two-threads --keys '?<Esc>p<Esc>:<Esc><Esc>'
expect 0 'step 0 of' two-threads --keys 'q<Right>'
# Keys of one's own, from a folder as the XDG specification has it: one that is not absolute is not
# looked into.
mkdir -p "$work/config/interlock"
printf '[keys]\nstep = <Foo>\n' >"$work/config/interlock/keys.ini"
expect 2 'no such key' two-threads --linear
cd "$work" || exit 99
XDG_CONFIG_HOME=config HOME=$work/none
export HOME
expect 0 'step 0 of' two-threads --linear
XDG_CONFIG_HOME=$work/none
# Sentences for who cannot see lanes; an empty line is a step.
count=$((count + 1))
printf '\n\nq\n' | "$INTERLOCK" step two-threads --linear >"$got" 2>&1
if test "$(grep -c '^step ' "$got")" -ne 3 || ! grep -q 'comes up' "$got"; then
    complain '--linear: not three places with their sentences'
fi
# They say what the screen shows, and what is open: what is asked for and typed, which parameter, value
# or key is chosen; an event's parts.
linear() { # LINES WORDS...: each is in what is answered
    lines=$1
    shift
    printf "$lines" | "$INTERLOCK" step counter-3.9 --linear >"$got" 2>&1
    for words; do
        count=$((count + 1))
        grep -q -e "$words" "$got" || complain "--linear, $lines: without '$words'" "$(cat "$got")"
    done
}
linear 'p\n<Down>\n<Down*2><Right>\n' 'What if?' '^  > machine.cores  8 ' \
    '^  > runtime.python  3.9 ' '^  > runtime.switch_interval  5ms -> 10ms ' \
    'Changing it makes a branch' 'Enter runs it.*Esc'
linear 'p<Down*3>1ms<Enter>\n' '^step .*, branch b1: switch_interval = 1ms$'
linear '?\nq\n' '^  > → l s  step  one event forward' '^  > q  quit  leave'
linear ':7ms\n\n' '^  go to (20ms, #412, 50%%*): 7ms' '^  Enter goes there  Esc leaves' '^step 15 of'
linear 'bxx > 5\n\n' 'it is holder, asked\|neither a thread' '^  break when: xx > 5'
linear 'm\n' 'set which mark? a letter'
linear '/wakes\n\n' '^  search wakes'
linear ']e\n' '^  +26 ns notice  counter-2 notices' '^  >  +1.17 us take  counter-1 takes the lock'
linear '<Right*7>\n' '^  drop request by counter-1; counter-2 notices in '
linear 'tttt]\n' '^  GIL  held by counter-2 for 1.53 us, nobody waits, 2 hand-offs' \
    '^  counter = 77975, 78012 updates are lost' '^  so far  counter-1  running 5.06 ms  interp' \
    '^  at  counter-1  add counter 1000000 as plain'
# Who has ended has ended, and is not said to come perhaps.
linear 'G\n' '^\* counter-1 has not come up yet' '^\* counter-1 has ended'

echo "$count screens and promises, $bad wrong"
test $bad -eq 0
