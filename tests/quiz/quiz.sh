#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Questions: generated ones are answered a second time from the trace alone; those of scenarios and
# lessons can be asked, each with one answer; asking, progress and messages are as promised.
#
# Catches an answer that the run does not give, a sheet that depends on more than its seed, a key
# that is told before it is asked for, a lesson that cannot be asked, progress that is lost.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
COLUMNS=80
export COLUMNS
case ${RECOUNT:=tests/quiz/recount} in
/*) ;;
*) RECOUNT=$PWD/$RECOUNT ;;
esac
work=$(mktemp -d) || exit 99
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
got=$work/got
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
cd "$work" || exit 99
test -x "$INTERLOCK" && test -x "$RECOUNT" || { echo "no $INTERLOCK, no $RECOUNT"; exit 99; }
expect() { expect_all '' "$@" </dev/null; } # STATUS WORDS VERB ARGUMENTS...

# ---- 40 questions over all scenarios, and a second opinion on each (many: tests/quiz/long.sh) ----
scenarios=$(for file in "$source"/scenarios/*.ini; do basename "$file" .ini; done)
# shellcheck disable=SC2086
"$INTERLOCK" quiz $scenarios --seed 1 --count 40 --json --answers >sheet.json ||
    complain 'no sheet of 40 questions'
"$RECOUNT" "$INTERLOCK" <sheet.json || complain 'the trace answers otherwise'
# Kinds that need what few scenarios have: lost updates, wake-ups in vain, intervals that expire.
"$INTERLOCK" quiz counter-3.9 lock-deleted old-lock convoy-4 --seed 5 --count 60 --json --answers >few.json
"$RECOUNT" "$INTERLOCK" <few.json || complain 'the trace answers otherwise'
# Where two models break even: several runs, and another command's opinion.
"$INTERLOCK" quiz break-even process-start pool-threads --seed 3 --count 40 --json \
    --answers >even.json
"$RECOUNT" "$INTERLOCK" <even.json || complain 'other commands answer otherwise'
test "$(grep -c '"kind": "break-even"' even.json)" -ge 2 || complain 'few break-even points'
# More cores than a word has bits: `a` comes back on the 65th.
cat >wide.ini <<'END'
[scenario]
format = 1
[runtime]
model = native
[machine]
cores = 65
[thread a]
program =
    native 1ms
    sleep 5ms
    native 1ms
[thread b]
count = 64
start = 3ms
affinity = 1..64
program =
    native 100ms
END
"$INTERLOCK" quiz wide.ini --seed 2 --count 100 --json --answers >wide.json
"$RECOUNT" "$INTERLOCK" <wide.json || complain 'the trace answers otherwise'
grep -A9 '"kind": "own-cores"' wide.json | grep -q '"thread": "a"' || complain 'nobody asks where a has been'
kinds=$(sed -n 's/^KIND([A-Z_]*, "\([^"]*\)".*/\1/p' "$source/ui/quiz/kinds.def")
for kind in $kinds; do
    grep -q "\"kind\": \"$kind\"" sheet.json few.json even.json || complain "no question of kind $kind"
done
# Can the second opinion differ at all?
"$INTERLOCK" quiz two-threads convoy-2 --seed 1 --count 20 --json --answers |
    sed 's/"answer": 2,/"answer": 3,/' | "$RECOUNT" "$INTERLOCK" >/dev/null &&
    complain 'recount finds nothing wrong with wrong answers'
sed '/"kind": "break-even"/,/"answer"/s/"answer": \([0-9]*\)/"answer": \11/' even.json |
    "$RECOUNT" "$INTERLOCK" >/dev/null && complain 'recount finds nothing wrong with a wrong break-even'

# ---- the seed alone makes the sheet ----
quiz() { "$INTERLOCK" quiz two-threads convoy-2 counter-3.9 "$@" 2>&1; }
quiz --seed 7 >one
quiz --seed 7 >two
quiz --seed 8 >other
quiz --seed 7 --count 3 >short
cmp -s one two || complain 'the same seed gives two sheets'
cmp -s one other && complain 'two seeds give the same sheet'
test "$(sed -n '/^ 3\. /,/^ 4\. /p' one | head -6)" = "$(sed -n '/^ 3\. /,$p' short | head -6)" ||
    complain 'a shorter sheet begins otherwise'
grep -q 'Answers\|#[0-9]' one && complain 'answers that nobody asked for'
quiz --seed 7 --json | grep -q '"answer"\|because' && complain 'answers in JSON that nobody asked for'
quiz --seed 7 --format markdown --answers >got
grep -q '^## Answers' got || complain 'no Markdown'
# In which unit, and how exactly, stands in both.
grep -qx 'Answer: a time in ms; right within 10 %' got || complain 'Markdown without units'
grep -q '^      Answer: a time in ms; right within 10 %' one || complain 'a sheet without units'
# The command beside an answer shows the run that the question is about.
command=$(quiz --seed 7 --answers | sed -n 's/^    interlock step //p' | head -1)
eval "set -- $command"
expect 0 ' of [0-9]' step "$@" --keys G

# ---- what stands above a question is so ----
# A title that names what was drawn otherwise, by the seed or by hand, is set right.
expect 0 'switch interval 100us; here: 8 cores, switch' quiz interval-100us --seed 3 --count 1
expect 0 'on four cores; here: thread.worker.count=3' quiz two-threads --count 1 \
    --set thread.worker.count=3
expect 0 'io, on core 1: ' quiz instant-same-core --count 1
# What changes nothing is no change; and only some locks have an interval.
quiz --count 60 --json | grep -A 9 '"file": "two-threads"' | grep -q 'cores=4' &&
    complain 'four cores instead of four'
"$INTERLOCK" quiz old-lock compiled-loop free-threaded gilectomy --count 40 --json |
    grep -q 'switch.interval' && complain 'an interval where nobody waits for one'
"$INTERLOCK" step compiled-loop --keys '<Esc>:50%<Enter>' | grep -q 'of patience' &&
    complain 'patience under a lock that knows none'
# Who reads one question in two sheets finds one answer to it: of which draws it is stands above. When
# a thread that has not waited gets the lock is not asked, since nobody could know.
for seed in 1 2 3 4 5 6 7 8 9 10; do
    "$INTERLOCK" quiz counter-3.9 two-threads c-call-holds --seed $seed --count 12 --json --answers
done | awk '
    /^      "(title|machine|ask)":/ { asked = /"title"/ ? $0 : asked $0 }
    /^      "kind":/ { first = /first-lock/ }
    /^      "answer":/ {
        if (asked in answer && answer[asked] != $0)
            print "two answers:" asked $0 answer[asked]
        if (first && $2 + 0 < 1000000)
            print "a wake-up is asked for:" asked $0
        answer[asked] = $0
    }
    END { print (length(answer) > 80 ? "asked" : "nothing asked") }' >got
test "$(cat got)" = asked || complain 'a question without one answer:' "$(cat got)"
# No two lessons of the guide have a question with the same answer on their sheets.
twice=$(sed -n 's/^ [1-3]\. //p' "$source/docs/TEACHING.md" | sort | uniq -d)
test -z "$twice" || complain 'two sheets have one answer:' "$twice"

# ---- asking ----
# ask STATUS WORDS ANSWERS: of the sheet whose first answer stands in the key
key=$("$INTERLOCK" quiz two-threads --seed 1 --answers --count 1 | sed -n '/^Answers/,$p' |
    sed -n 's/^ 1\. \([^ ]*\).*/\1/p')
ask() {
    printf '%b' "$3" >answers
    expect_all quiz "$1" "$2" two-threads --seed 1 --count 1 --ask <answers
}
ask 0 '^1 of 1 right' "$key\\n"
ask 0 '^0 of 0 right, 1 passed over' '\n'
ask 0 'is no answer here' 'soon\n\n'
ask 0 '^0 of 0 right' ''
case $key in *\)) other=$(printf '%s' "$key" | tr 'ab' 'ba') ;; *) other=9999 ;; esac
ask 1 'Your picture and the run part at' "$other\\n"
ask 1 "interlock step two-threads .*--at '#[0-9]" "$other\\n"

# ---- what is wrong with a command line ----
expect 2 'must be text, markdown or json' quiz two-threads --format csv
expect 2 'must be a number from 1' quiz two-threads --count 0
expect 2 'must be a number from 0' quiz two-threads --seed x
expect 2 'save standard input' quiz -
expect 3 'did you mean' quiz two-thread
printf '[scenario]\nformat = 1\n[thread a]\nprogram =\n  sleep 1ms\n' >little.ini
expect 3 'nothing more can be asked' quiz little.ini --count 300 --set machine.cores=1 \
    --set runtime.switch_interval=5ms --set scenario.seed=1
expect 2 'must be 1\|go to what' step two-threads --at soon --keys q
expect 0 'step 20 of' step two-threads --at '#20' --keys '<Esc>'

printf '[scenario]\nformat = 1\n[thread a]\nprogram =\n  sleep 1ms\n[question q]\nask = x\n' >vary.ini
printf 'answer = makespan_ns\nvary = machine.coers=2\n' >>vary.ini
expect 3 "did you mean 'cores'" check vary.ini
printf '[question r]\nask = y\nchoices =\n  1 when events > 0\n  2 when events > 1\n' >>vary.ini
sed -i 's/coers/cores/' vary.ini
"$INTERLOCK" check vary.ini || complain "vary.ini is valid"
expect 3 'r cannot be asked: more than one of the choices' lesson vary.ini --answers

# ---- every scenario asks; each question of theirs and of the lessons has one answer ----
# (a level, which has a [goal], asks for something to be done)
grep -L '^\[goal\]' "$source"/scenarios/*.ini "$source"/scenarios/lessons/*.ini | grep -v -e '-base\.ini$' >asking
while read -r file; do
    count=$((count + 1))
    asked=$(grep -c '^\[question ' "$file")
    "$INTERLOCK" lesson "$file" --answers >got 2>&1 </dev/null && test "$asked" -gt 0 &&
        test "$(grep -c '^    Answer: ' got)" -eq "$asked" ||
        complain "$file: asks nothing, or cannot be asked:" "$(tail -2 got)"
    # A time divided by its unit, which is then taken for nanoseconds.
    grep 'Answer: [0-9.]* ns' got && complain "$file: nobody predicts nanoseconds"
done <asking
# A condition to look at that cannot be set, or never becomes true.
xargs grep -H '^watch = ' <asking | sort -u >watches
while IFS= read -r line; do
    file=${line%%:watch = *} watch=${line#*:watch = }
    "$INTERLOCK" step "$file" --keys "b$watch<Enter>" --size 200x24 </dev/null |
        grep -qF " break $watch" || complain "$file: c goes nowhere: $watch"
done <watches
test -s watches || complain 'nothing is to be looked at'
test "$(find "$source/scenarios/lessons" -name '*.ini' | wc -l)" -eq 10 || complain 'not ten lessons'

# ---- asking on the screen (more screens: tests/step/screens.sh) ----
# One attempt: what is said cannot be said again; without an answer nothing is shown.
expect 0 'You say: 50.0' lesson 1 --keys '50 ms<Enter><Esc>r'
expect 0 'choose what you expect' lesson 8 --keys '<Enter>'
# A tied vote is no prediction of the first of the two.
expect 0 'two have the most votes' lesson 8 --presenter --keys '3 12 12<Enter>'
expect 0 'You say: b)' lesson 8 --presenter --keys '3 12 3<Enter>'
# A bar that nobody has drawn is no prediction of nothing.
expect 0 'draw or type what you expect' lesson 1 --keys '<Enter>'
expect 0 'You say: 0 ns' lesson 1 --keys '<Right><Left><Enter>'
expect 0 "is no answer here" lesson 1 --keys 'soon<Enter>'
"$INTERLOCK" lesson 8 --keys 'a<Enter>' >got 2>&1
grep -q '624,202\|so it is' got && complain 'the truth is told before the run'
# Nor is it behind Esc: not by what a model is said to do, and not by a legend of what will happen.
for what in 10 counter-free free-hot-object ownership-racy c-call-holds; do
    "$INTERLOCK" lesson $what --keys '<Esc>' --size 120x24 >got 2>&1
    grep -q 'cores busy\|refused\|wrong' got && complain "$what: a claim before the run" "$(cat got)"
    sed -n '/^so far/,$p' got | grep -q '█\|░\|stall' && complain "$what: a legend before the run"
done
"$INTERLOCK" lesson 10 --keys '1<Enter><Enter><Right>' --size 120x24 | grep -q '█ running' ||
    complain 'no legend of a run that is looked at'
# Where the file has a moment to look at, playing pauses.
expect 0 'paused: the break' lesson 2 --keys '5<Enter><Enter><Space><Wait 30s>'
# In the lesson of the convoy that is where the answer is there and the lock is not.
expect 0 'the lock is cpu.s: io sleeps, and leaves' lesson 4 --keys '0.35<Enter><Enter>c'
# In that of waiting it is where all eight have waited, and all of them are to be seen.
"$INTERLOCK" lesson 3 --presenter --size 80x24 --keys 'c<Enter><Enter>c' >got
test "$(grep -c '^.[1-8] reader-[1-8] *~~~~~~' got)" = 8 || complain 'not eight that wait:' "$(cat got)"
# What is asked of a whole team is answered for all of it, and a share is typed in per cent.
share=$("$INTERLOCK" run native-uneven --quiet | sed -n 's/^  sync .* \([0-9.]*\) %.*/\1/p')
expect 0 "You said 50 %; it is $share" lesson native-uneven --keys '50%<Enter><Enter>r'
# What a question is there to set right is not called right: the tolerance is less than what it teaches.
expect 0 'You said b) 5 ms to the digit' lesson 5 --keys 'b<Enter><Enter>r'
expect 0 'You said 0 ns' lesson interval-20ms --keys '0<Enter><Enter>r'
expect 0 'You said 5.00 ms' lesson comprehension --keys '5<Enter><Enter>r'
expect 0 'You said 1160 MiB' lesson process-memory --keys '1160<Enter><Enter>r'
expect 0 'Right: you said 5.50 ms' lesson comprehension --keys '5.5<Enter><Enter>r'
# A small ratio is told as the summary tells it.
expect 0 'it is 0.032' lesson five-processes --keys '1<Enter><Enter>r'
# A question is offered by the stepper, and told line by line.
expect 0 'what you expect: r' step two-threads --keys '<Esc>'
expect 0 'asks no question' step interval-base --keys 'r'
printf 'r\n90<Enter>\n<Enter>\nr\n' | "$INTERLOCK" step two-threads --linear >got 2>&1
grep -q 'Right: you said 90' got || complain '--linear does not ask:' "$(cat got)"

# ---- the course goes on where one stopped ----
rm -rf state
expect 0 'Lesson 1 of 10, question 1' lesson --keys '<Esc>r'
expect 0 'run' lesson --keys '90<Enter><Enter>r<Enter>'
expect 0 'Lesson 1 of 10, question 2' lesson --keys '<Esc>r'
expect 0 'Lesson 2 of 10, question 1' lesson --keys 'c<Enter><Enter>r<Enter><Enter><Esc>rr<Enter>'
# What is left of the keys is for the next lesson; it is not all played again.
rm -rf state
expect 0 'You say: 7.00 ms' lesson 1 --keys \
    '90<Enter><Enter>r<Enter><Enter>c<Enter><Enter>r<Enter><Enter><Enter>7<Enter>'
grep -q 'Lesson 1' got && complain 'the lesson that was left is shown'
grep -q '^01-taking-turns 2 of 2, 2 right$' state/interlock/lessons ||
    complain "the state file says: $(cat state/interlock/lessons)"
expect 0 'Lesson 2 of 10, question 1' lesson --keys '<Esc>r'
expect 0 'Lesson 4 of 10' lesson convoy --keys '<Esc>r'
expect 0 'Lesson 10 of 10' lesson 10 --keys '<Esc>r'
expect 3 'cannot be read\|no such\|there is no\|did you mean' lesson nothing-like-it --keys q
expect 3 'asks no questions' lesson interval-base --keys q
expect 4 'lesson needs a terminal' lesson
for i in 01-taking-turns 02-who-asks 03-waiting-overlaps 04-convoy 05-how-short 06-c-that-keeps \
    07-c-that-lets-go 08-lost-updates 09-threads-that-hurt 10-without-the-lock; do
    echo "$i 3 of 3, 1 right"
done >state/interlock/lessons
expect 0 'All 10 lessons are done' lesson --keys q
echo 'garbage' >state/interlock/lessons
expect 0 'Lesson 1 of 10' lesson --keys '<Esc>r'
# Nowhere to keep it: a sentence, and the lesson goes on.
rm -rf state && : >state
expect 0 'progress is not kept: .*Not a directory' lesson 1 --keys '90<Enter><Enter>r'
expect 0 'Right: you said' lesson 1 --keys '90<Enter><Enter>r'
unset XDG_STATE_HOME HOME
expect 0 'neither XDG_STATE_HOME nor HOME is set' lesson 1 --keys '90<Enter><Enter>r'

echo "$count promises, $bad wrong"
test $bad -eq 0
