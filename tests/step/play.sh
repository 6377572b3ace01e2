#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Exploring and playing, as a user meets them; and each level can be won (--solve is a search).
#
# Catches a level that nobody can win, a schedule that its own file does not lead to, choices on the
# screen that do something else after undoing, and what is said and returned in the wrong way.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
work=${TMPDIR:-/tmp}/interlock-play.$$
mkdir "$work" || exit 99
trap 'rm -rf "$work"' EXIT
got=$work/got

expect() { expect_all '' "$@"; } # STATUS WORDS VERB ARGUMENTS...: reads standard input

# ---- what it must show ----
expect 1 'counter = 2 of 4' explore two-adds-3.9 </dev/null
expect 1 'all 70 schedules' explore two-adds-3.9 </dev/null
expect 0 'all 6 schedules' explore two-adds-3.12 </dev/null
expect 0 'outcome .*schedules' explore two-adds-3.12 </dev/null
count=$((count + 1))
! grep -q 'How an update' "$got" || complain 'explore two-adds-3.12: finds a loss where there is none'
expect 1 'nobody can go on: north waits for right, which south holds; south waits' \
    explore crossed-locks </dev/null
expect 0 'crossed = 2 ' explore ordered-locks </dev/null
expect 1 '"complete": true' explore two-adds-3.9 --json </dev/null
expect 1 '"loses": 2,' explore two-adds-3.9 --json </dev/null
expect 0 '"deadlock": null' explore ordered-locks --json </dev/null
# Other models: every access; nothing but locks; nobody has a choice.
expect 0 'counter = 2 of 4' explore two-adds-3.12 --set runtime.model=unlocked --quiet </dev/null
expect 3 'leaves nobody a choice' explore two-adds-3.12 --set runtime.model=sequential </dev/null
expect 3 'several processes have a lock each' explore servers </dev/null
expect 3 'a .map. has no schedule' explore pool-small --set runtime.model=gil </dev/null
expect 3 'cannot run this' explore two-adds-3.12 --set runtime.model=native </dev/null

# Without the lock every access; models that have no schedule say why, each for itself.
expect 0 'counter = 2 of 4' explore two-adds-3.12 --set runtime.model=free-threaded \
    --set runtime.python=3.13t </dev/null
expect 3 'a lock of its own' explore two-adds-3.12 --set runtime.model=processes </dev/null
expect 3 'known of no loop' explore two-adds-3.12 --set runtime.model=pypy --set runtime.python=pypy3.9 \
    </dev/null
expect 3 'submitted to a pool' explore loop-executor </dev/null

# Without a file it is the first level; while all wait for the lock each of them has its row.
expect 1 'Level 1: lose an update' play --keys 'e' </dev/null
expect 1 'counter-2 asleep; waits 0 ns' play --keys '<Esc>' </dev/null

# ---- an event loop ----
# Explored, and run with times: whatever comes of any times is among what was explored, and each of
# those comes about with some. Catches a choice that a loop does not have, and one that is left out.
cat >"$work/queue.ini" <<END
[scenario]
format = 1
[runtime]
model = asyncio
python = 3.12
[values]
a = 1ms
b = 2ms
c = 3ms
[thread one]
program =
    io a
    get q
    add first 1
    lock left
    sleep b
    lock right
    unlock right
    unlock left
[thread two]
program =
    sleep b
    get q
    add second 1
    lock right
    io c
    lock left
    unlock left
    unlock right
[thread source]
program =
    sleep c
    put q
    io a
    put q
END
sed '$d' "$work/queue.ini" >"$work/one.ini" # one item for two
for file in queue one; do
    "$INTERLOCK" explore "$work/$file.ini" --quiet 2>/dev/null |
        sed -n 's/^ *[0-9]  \(deadlock, \)*\(first = .*second = [0-9]\).*/\1\2/p' | sort -u >"$work/explored"
    for a in 1 2 4 7; do
        for b in 1 3 5 8; do
            for c in 2 6; do
                "$INTERLOCK" run "$work/$file.ini" --json --set values.a=${a}ms --set values.b=${b}ms \
                    --set values.c=${c}ms | awk '
                        /"outcome": "deadlock"/ { printf "deadlock, " }
                        /"first": / { name = "first" } /"second": / { name = "second" }
                        /"value": / && name { value[name] = $2 + 0; name = "" }
                        END { print "first = " value["first"] ", second = " value["second"] }'
            done
        done
    done | sort -u >"$work/run"
    count=$((count + 1))
    if ! diff "$work/explored" "$work/run" >"$work/diff" || test "$(wc -l <"$work/run")" -ne 2; then
        complain "explore $file, a loop: what was explored (<) is not what comes of other times (>):" \
            "$(cat "$work/diff" "$work/run")"
    fi
done
# Between two awaits a task is not interrupted: nothing is lost, and crossed locks are none.
expect 0 'all 1 schedule,' explore crossed-locks --set runtime.model=asyncio </dev/null
expect 0 'all 1 schedule,' explore two-adds-3.12 --set runtime.model=asyncio </dev/null
expect 0 'two is ready, and waits for its turn' explore "$work/queue.ini" --quiet </dev/null
expect 0 '1 one waits for input' play "$work/queue.ini" --keys '<Show>' </dev/null
expect 0 'one cannot go on' play "$work/queue.ini" --keys '211' </dev/null

# ---- bounds ----
expect 0 'bounded: 2 schedules' explore two-adds-3.9 --preemptions 0 --set runtime.python=3.9 </dev/null
expect 5 'given up after 20 states' explore two-adds-3.9 --max-states 20 </dev/null
expect 5 'thousands of turns' explore counter-3.9 </dev/null
expect 2 'must be a number from 1' explore two-adds-3.9 --max-states none </dev/null
expect 2 'must be a number from 1 to 3' explore two-adds-3.9 --step 9 </dev/null

# ---- a schedule as a file ----
expect 1 'How an update' explore two-adds-3.9 -o "$work/schedule" </dev/null
expect 0 '2 updates are lost' step two-adds-3.9 --schedule "$work/schedule" --linear \
    --keys '/lost<Enter>n' </dev/null
expect 0 'by hand 3.9' explore two-adds-3.9 --step 3 --keys q </dev/null
expect 0 'belongs to its scenario' step two-adds-3.9 --schedule "$work/schedule" --keys p </dev/null
expect 4 'No such file' step two-adds-3.9 --schedule "$work/none" --keys q </dev/null
expect 3 "has no thread 'counter-1'" step crossed-locks --schedule "$work/schedule" --keys q </dev/null
printf 'counter-1 50\n' >"$work/long"
expect 0 'choice [0-9]* of 50 cannot be made' step two-adds-3.9 --schedule "$work/long" --keys '<Show>' </dev/null
printf 'counter-1 0\n' >"$work/zero"
expect 3 'how often it is chosen' step two-adds-3.9 --schedule "$work/zero" --keys q </dev/null

# ---- levels ----
for level in "$source"/scenarios/play-[123]-*.ini; do
    name=$(basename "$level" .ini)
    expect 0 '^# Interlock schedule' play "$name" --solve </dev/null
    cp "$got" "$work/solution"
    "$INTERLOCK" play "$name" --linear </dev/null >"$work/offered" 2>&1
    # Names as the schedule has them, each to its number on the screen.
    keys=$(awk '
        FNR == NR { if (match($0, /^  (not )?[1-9] /)) { sub("not ", ""); number[$2] = $1 }; next }
        !/^#/ { for (i = 0; i < ($2 ? $2 : 1); i++) printf "%s", number[$1] }
    ' "$work/offered" "$work/solution")
    expect 0 'reached: ' play "$name" --keys "$keys" </dev/null
done
# What is played with times is followed with times.
"$INTERLOCK" play play-3-starve --solve >"$work/starve"
expect 0 'end of the run: all threads' step play-3-starve --schedule "$work/starve" --keys 'G<Right>' </dev/null
expect 0 ' 2[0-9][0-9]\.[0-9]* ms ' step play-3-starve --schedule "$work/starve" --keys 'G' </dev/null
count=$((count + 1))
if "$INTERLOCK" step play-3-starve --schedule "$work/starve" --keys '<Show>' </dev/null | grep -q 'cannot be made'; then
    complain 'step play-3-starve: the schedule that was played is not followed'
fi
expect 0 'Nobody can: all' play play-4-policy <<END
3
END
expect 1 'Somebody can' play play-4-policy <<END
1
2
END
expect 1 'A number from 1 to 3' play play-4-policy <<END
7
END
# A policy that cannot be explored whole ended without a word, as if the world had failed.
level() { # POLICY...
    printf '%s\n' '[scenario]' 'format = 1' '[thread t]' 'program =' '    native 1ms' '[goal]' 'ask = which?'
    printf 'that = %s\n' "$1"
    printf 'policy = %s: this\n' "$2"
}
level deadlock counter-3.9 >"$work/level.ini"
expect 5 'thousands of turns' play "$work/level.ini" <<END
1
END
# What was found is true all the same, and says of how many.
cat >"$work/long.ini" <<END
[scenario]
format = 1
[runtime]
python = 3.9
[thread t]
count = 8
program =
    repeat 6
        lock l
        add x 1 as plain
        unlock l
        add y 1 as plain
    end
END
level 'vars.x.value > 0' "$work/long.ini" >"$work/found.ini"
expect 1 'in about 3.3e+30 of about .* that were tried:' play "$work/found.ini" <<END
1
END
# Interrupted while it searches: sooner or later, as the machine is slow or fast.
level deadlock "$work/long.ini" >"$work/long-level.ini"
echo 1 >"$work/one"
count=$((count + 1))
for after in 0.5 1.5 0.1; do
    timeout --foreground --preserve-status -s INT $after "$INTERLOCK" play "$work/long-level.ini" \
        <"$work/one" >"$got" 2>&1
    status=$?
    grep -q 'interrupted: not all schedules' "$got" && break
done
test $status -eq 130 && grep -q 'interrupted: not all' "$got" ||
    complain "play: interrupted in a search, and status $status:" "$(cat "$got")"

# ---- playing ----
cat >"$work/three.ini" <<END
[scenario]
format = 1
[thread t]
count = 3
program =
    lock L
    add x 1 as plain
    unlock L
END
expect 0 't-2 cannot go on: it waits for L, which t-1 holds' play "$work/three.ini" --keys '122' </dev/null
expect 0 'the goal is reached, with 3 choices' play play-2-deadlock --keys '121' </dev/null
expect 1 'Who goes on?\|choose ' play play-2-deadlock --keys '121u' </dev/null
expect 1 'nothing has been chosen yet' play play-2-deadlock --keys 'u' </dev/null
expect 1 'no thread of that number' play play-2-deadlock --keys '9' </dev/null
expect 0 'interlock play' step two-threads --keys 'o' </dev/null
expect 0 'come to its end' play two-adds-3.12 --keys '<Down>oooooooo' </dev/null
expect 4 'needs a terminal' play play-2-deadlock </dev/null
expect 2 'save the scenario as a file' play - </dev/null
expect 0 'Goal, reached: Deadlock these two' play play-2-deadlock --linear <<END
1
2
1
END

echo "$count promises, $bad broken"
test $bad -eq 0
