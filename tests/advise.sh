#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Advice is what reruns say: break-even points a sweep's crossing, each virtual speedup a rerun with
# that setting, each command the numbers that it is given for.
#
# Catches a bisection of something else than what sweep and compare run, a class of costs that scales
# other parameters than it says, other draws for one of the two that are compared, a command that
# cannot be run, advice on what was never validated, hundreds of runs of which each takes minutes.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
mkdir "$dir/bin"
ln -s "$INTERLOCK" "$dir/bin/interlock"
PATH=$dir/bin:$PATH
cd "$dir" || exit 99
# advise CODE ARGUMENTS...: its JSON in `advice`
advise() {
    wanted=$1
    shift
    interlock advise --json "$@" >advice 2>err </dev/null
    code=$?
    test $code -eq "$wanted" || complain "advise $*: exit status $code, not $wanted" "$(head -3 err)"
}

# finding PARAMETER KEY: of the first break-even finding about it
finding() {
    awk -v parameter="\"$1\"" -v key="\"$2\"" '
        { sub("^ *", ""); sub(",$", ""); split($0, part, ": ") }
        part[1] == "\"kind\"" { about = part[2] == "\"break-even\""; mine = 0 }
        part[1] == "\"parameter\"" && part[2] == parameter { mine = about }
        mine && part[1] == key { print part[2] + 0; exit }' advice
}

makespan() { interlock run --json "$@" 2>/dev/null | awk '$1 == "\"makespan_ns\":" { print $2 + 0 }'; }

# even BASE: of processes and BASE, by advice and by where a sweep's means cross. They are those of ten
# runs, some of which were lucky, so they may cross more than once; a coarse grid need not see that.
even() {
    advise 0 break-even --models "$1,processes"
    at=$(finding values.task threshold) low=$(finding values.task low) high=$(finding values.task high)
    interlock sweep break-even --vary "values.task=1500us..4000us step 20us" \
        --vary "runtime.model=$1,processes" --csv --quiet 2>/dev/null | awk -F, -v base="$1" '
            NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
            {
                task = $column["values.task"] + 0
                if ($column["values.task"] ~ /ms$/) task *= 1000
                sum[task, $column["runtime.model"]] += $column["makespan_ns"]
            }
            END {
                for (task = 4000; task >= 1500; task -= 20) {
                    more = sum[task, "processes"] / sum[task, base] - 1
                    if (task < 4000 && (more > 0) != (less > 0))
                        print 1000 * (task + 20 * more / (more - less))
                    less = more
                }
            }' >crossings
    awk -v base="$1" -v at="$at" -v low="$low" -v high="$high" '
        BEGIN { printf "processes against %s: %.0f us (%.0f to %.0f), sweep", base, at / 1e3, low / 1e3, high / 1e3 }
        { printf " %.0f", $1 / 1e3; near += at > 0.98 * $1 && at < 1.02 * $1 }
        END { print " us"; exit !(near && low && low <= at && at <= high) }' crossings ||
        complain "break-even against $1 is not where a sweep crosses"
}

even gil
cp advice of-break-even
even sequential
# Measured with CPython 3.12.1 on the machine of vm-2, bisected five times: tests/break-even.sh.
awk -v low="$low" -v high="$high" 'BEGIN { exit !(low < 3610e3 && high > 1885e3) }' ||
    complain "the range $low to $high ns does not overlap the measured one, 1885 to 3610 us"

# changes SCENARIO: each is the mean of the ratios of ten runs as they are and ten with the setting
changes() {
    advise 0 "$1"
    interlock sweep "$1" --vary "scenario.seed=0" --csv --quiet >as-it-is 2>/dev/null
    awk '{ sub("^ *", ""); sub(",$", ""); split($0, part, ": ") }
        part[1] == "\"setting\"" { gsub("\"", "", part[2]); setting = part[2] }
        part[1] == "\"speedup\"" && setting != "" { print setting, part[2]; setting = "" }' advice >changes
    test "$(wc -l <changes)" -ge 20 || complain "$1: $(wc -l <changes) changes"
    while read -r setting speedup; do
        interlock sweep "$1" --set "$setting" --vary "scenario.seed=0" --csv --quiet >with 2>/dev/null
        awk -F, -v speedup="$speedup" -v what="$1 with $setting" '
            FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
            NR == FNR { own[FNR] = $column["makespan_ns"]; next }
            { sum += own[FNR] / $column["makespan_ns"]; n++ }
            END {
                away = n ? speedup - sum / n : 1
                if (away < 1e-5 * speedup && away > -1e-5 * speedup) exit 0 # six digits are printed
                print what ": " speedup " times as fast, by rerunning " (n ? sum / n : "none")
                exit 1
            }' as-it-is with || bad=$((bad + 1))
    done <changes
    echo "$1: $(wc -l <changes) changes rerun"
}

changes process-start
test -z "${ALL:-}" || changes pickling

# same WHAT A B: two lists of settings come to the same time
same() {
    # shellcheck disable=SC2086
    a=$(makespan pickling $2) b=$(makespan pickling $3)
    if test -z "$a" || test "$a" != "$b"; then complain "$1: $a and $b ns"; fi
}
same 'no pickling' '--set costs.pickling=0%' '--set runtime.send_call=0ns --set runtime.recv_call=0ns
    --set runtime.pickle_bytes=0ns --set runtime.unpickle_bytes=0ns --set runtime.pickle_ints=0ns
    --set runtime.unpickle_ints=0ns --set runtime.pickle_floats=0ns --set runtime.unpickle_floats=0ns'
same 'twice the transfer' '--set runtime.pipe_write=50us --set runtime.pipe_read=70us
    --set machine.fresh_mib=200us --set runtime.interp_poll=1ms --set costs.transfer=200%' '
    --set runtime.pipe_write=100us --set runtime.pipe_read=140us --set machine.fresh_mib=400us
    --set runtime.interp_poll=2ms'
half=$(makespan process-start --set costs.work=50%)
test "$half" = "$(makespan process-start --set values.task=2500us)" ||
    complain "half the work is not half the task"
# distributions keep their shape
interlock run two-threads --json --set 'machine.cold=choice(1us:90%,50us:10%)' --set costs.handoff=50% \
    --set 'machine.context_switch=uniform(200ns,800ns)' --set 'machine.migration=lognormal(mean=2us,cv=0.4)' \
    2>/dev/null >run
for value in 'choice(500ns:90%,25us:10%)' 'uniform(100ns,400ns)' 'lognormal(mean=1us,cv=0.4)'; do
    grep -qF "$value" run || complain "half of a distribution is not $value"
done

# C code that holds the lock: the op is changed, not a setting
advise 0 c-call-holds
cp advice of-c-call-holds
command=$(awk -F'"' '$2 == "command" && $4 ~ /^sed/ { print $4; exit }' advice)
said=$(sed -n 's/.*letting the interpreter lock go.* makes it \([0-9.]*\) times.*/\1/p' advice)
now=$(makespan c-call-holds) then=$(eval "$command --json" 2>/dev/null |
    awk '$1 == "\"makespan_ns\":" { print $2 + 0 }')
awk -v now="$now" -v then="${then:-0}" -v said="${said:-0}" 'BEGIN {
    exit !(then && now / then > said - 0.05 && now / then < said + 0.05) }' ||
    complain "letting the lock go: $now ns, then ${then:-nothing}, said to be ${said:-nothing} times as fast"

# where requests come by themselves the answers count, not the makespan, which is all the same
p99() {
    interlock run open.ini --quiet --json --set "scenario.replication=$1" --set "runtime.model=$2" 2>/dev/null |
        awk '$1 == "\"latency\":" { on = 1 } on && $1 == "\"p99_ns\":" { print $2 + 0; exit }'
}
requests() {
    sed 's/ 300 as request/ 100 as request/' "$source/scenarios/open-loop.ini" >open.ini # a third of them
    advise 0 open.ini --models gil,processes
    grep -q '"requests": "request"' advice || complain 'open-loop: advice is not about its requests'
    said=$(sed -n 's/.* within .*: \([0-9.]*\) times as fast (.*) as gil.*/\1/p' advice)
    for i in 0 1 2 3 4 5 6 7 8 9; do echo "$(p99 $i gil) $(p99 $i processes)"; done |
        awk -v said="${said:-0}" '{ sum += $1 / $2 } END { exit !(said > sum / NR - 0.01 && said < sum / NR + 0.01) }' ||
        complain "processes answer ${said:-nothing} times as early, which reruns do not"
    sed 's/^title = .*/&\nuntil = 2s/; s/ 300 as request/ as request/' "$source/scenarios/open-loop.ini" >endless.ini
    advise 0 endless.ini --models gil,processes
    grep -q 'processes.*would answer 99 %' advice || complain 'requests without end are not compared'
}
test -z "${ALL:-}" || requests

# every command can be run as it stands
advise 0 two-threads
cp advice of-two-threads
for scenario in two-threads c-call-holds break-even; do
    awk -F'"' '$2 == "command" && $4 ~ /^interlock/ { print $4 }' "of-$scenario" >commands
    test -s commands || complain "$scenario: no commands"
    while read -r command; do
        eval "$command" >out 2>err </dev/null || complain "$scenario: $command" "$(head -2 err)"
    done <commands
done

# also beside a name of two words, as if the draws and the machine were the scenario's own
cp "$source/scenarios/c-call-holds.ini" 'two words.ini'
advise 0 'two words.ini' --seed 5 --set machine.cores=3
awk -F'"' '$2 == "command" && $4 ~ /^sed/ { print $4 }' advice >commands
grep -q "'two words.ini' .* --set machine.cores=3 --set scenario.seed=5\$" commands ||
    complain 'two words.ini: not the command of this run' "$(cat commands)"
sh -e commands >out 2>err </dev/null || complain 'two words.ini: a command' "$(head -2 err)"
printf '[scenario]\nformat = 1\ninclude = two words.ini\n' >includes.ini
advise 0 includes.ini
awk -F'"' '$2 == "command" && $4 ~ /^sed/ { exit 1 }' advice ||
    complain 'a line of an included file is changed, and that file run in its place'

# One core is as fast as one core, also by what work and span allow: a program that mostly waits was
# said to be 0.12 times as fast.
advise 0 readers
awk '$1 == "\"cores\":" { cores = $2 + 0 } $1 == "\"bound\":" && cores == 1 && $2 + 0 == 1 { good = 1 }
    $1 == "\"bound\":" && $2 + 0 < 1 { bad = 1 } END { exit !good || bad }' advice ||
    complain 'readers: fewer than one times as fast with one core'
grep -q '"amdahl": [2-9]\|"amdahl": [1-9][0-9]' advice && complain 'readers: Amdahl lets waiting go faster'
grep -q 'beats `gil` with the work (costs.work) from [1-9][^"]* is nowhere slower from' advice ||
    complain 'readers: not distinguishable, and yet beaten with any work'

# Who can be told apart at one core and at two cannot be said to be alike from one to two, nor up to
# the very count that is said to be surely better.
grep -q 'with cores (machine.cores) of 1 or less; it is 2 now' of-break-even ||
    complain 'break-even: counts that can be told apart are said to be not distinguishable'
cat >two.ini <<'END'
[scenario]
format = 1
until = 3s
warmup = 500ms
[machine]
cores = 2
[thread s]
count = 2
program =
    arrive exp(10ms) as req
    python exp(3ms)
    io exp(2ms)
    end
END
advise 0 two.ini --models gil,processes
grep -q 'of 2 or more (not distinguishable with 1); it is 2 now' advice ||
    complain 'two.ini: not distinguishable up to a count that is' "$(grep '(thread.s' advice)"
grep -q 'with cores (machine.cores) from 2 to 64, and is nowhere slower from 1 to 64' advice ||
    complain 'two.ini: beaten with one core, too' "$(grep '(machine.cores)' advice)"

# Work and span know no machine: a team of 32 has three rounds of 90 chunks to do, which are no chain
# of dependencies, and was said to allow less than 64 cores bring.
cat >team.ini <<'END'
[scenario]
format = 1
[machine]
cores = 8
[runtime]
model = native
[thread main]
program =
    native 10ms
    parallel 90
    native 1ms
    end
END
advise 0 team.ini
awk '$1 == "\"cores\":" { cores = $2 + 0 } $1 == "\"bound\":" && cores == 32 { bound = $2 + 0 }
    END { exit !(bound > 9.08 && bound < 9.1) }' advice || complain 'team.ini: 100 ms of work by a chain of 11 ms is not 9.09'

# What nobody can go back to is no advice, unless it is asked for; what computes something else says
# so; what is to be had without another interpreter is told, too; what helps most comes first.
advise 0 counter-3.12
grep -q 'gil-ticks' advice && complain 'the lock of 2.7 is advised for 3.12'
grep -q 'processes.* times as fast as gil; but updates of counter go to copies' advice ||
    complain 'processes that count in copies are advised as if they did not'
sed 's/add counter 1000000/add counter 1000/' "$source/scenarios/counter-3.12.ini" >few.ini
advise 0 few.ini --models gil,gil-ticks
grep -q 'gil-ticks, 3.1' advice || complain 'gil-ticks is not compared though it was asked for'
advise 0 c-call-holds --set runtime.python=3.11
grep -c '"text": ".*(free-threaded, 3.13t)\|"text": "processes (processes, 3.11)' advice | grep -qx 2 ||
    complain 'what 3.11 itself could do is not told beside what needs 3.13t'
interlock advise break-even | sed -n '/^  change/s/.*: \([0-9.]*\) times as fast.*/\1/p' >gains
sort -rn gains | cmp -s - gains || complain 'what helps most does not come first' "$(cat gains)"

# numbers are those of the command beside them, and told so that one can read them
advise 0 kernels-behind --models sequential,layered
grep -q 'iB' advice && ! grep -q '[0-9]e+' advice || complain 'a size as 1.6e+04'
grep -A3 '"parameter": "values.task"' of-break-even | grep -qx ' *"threshold": [0-9]*,' ||
    complain 'nanoseconds that are no whole number'
advise 0 ordered-locks --models gil,pypy
grep -q '0\.00[0-9]* times as fast' advice && ! grep -q '0\.00 times\|from 1 to 1 ' advice ||
    complain 'a small ratio is nothing' "$(grep times advice)"

# who interrupts it is told that it was
cat >slow.ini <<'END'
[scenario]
format = 1

[thread t]
count = 8
program =
    repeat 20000
        io exp(1ms)
        python exp(100us)
    end
END
# (--foreground: else its group is told, too, and the second time ends a program at once)
timeout --foreground --preserve-status -s INT 1 interlock advise slow.ini >out 2>err
test $? = 130 && grep -q 'slow.ini: interrupted' err || complain 'interrupted without a word'

# what goes on until it is stopped is compared by its answers
advise 0 convoy-1 --models gil,processes --set scenario.until=200ms
grep -q 'processes.*would answer 99 %' advice || complain 'convoy-1: its requests are not compared'

# What decides by an order of magnitude was a value of another machine, and nothing said so.
advise 0 convoy-2 --models gil --set scenario.until=400ms --set machine.preset=laptop-8
grep -q 'hinges on machine.awake_share' advice || complain 'convoy-2: what its answers hinge on is not said'
advise 0 convoy-2 --models gil --set scenario.until=400ms
grep -q 'hinges on' advice && complain 'convoy-2: what was measured is said to be assumed'

# what has no time to compare, what was never validated, what is no scenario
sed '/measure/d; /^        end$/d; /^\[expect]/,$d' "$source/scenarios/convoy-2.ini" >unmeasured.ini
advise 0 unmeasured.ini
grep -q 'cannot be compared: stopped by' advice || complain 'unmeasured: compared though it has no end'
interlock advise --waterfall unmeasured.ini | grep -q 'until ends this run' ||
    complain 'unmeasured: a time that is no time of a run, and nothing says so'
advise 5 two-threads --set machine.cores=128
advise 0 two-threads --set machine.cores=128 --force
grep -q '"domain"' advice || complain '--force does not say that it is outside'
advise 5 pickling --set map.argument=17MiB --set map.tasks=2 --models gil
advise 4 none.ini
sed 's/repeat 1000$/repeat 1000000/' "$source/scenarios/c-call-releases.ini" >long.ini
bounded interlock advise --json long.ini >/dev/null 2>err
test $? -eq 4 && grep -q 'too many events to ask' err || complain 'long: it is not refused' "$(cat err)"
# a model that would take minutes is refused in its row of a comparison, and the others are compared
compare_long() {
    bounded interlock compare hardware-threads --models sequential,gil-ticks >out 2>err
    grep -q 'gil-ticks  *refused: the run has not ended within' out &&
        grep -q 'sequential .* base line' out || complain 'a long model is compared' "$(cat out err)"
}
test -z "${ALL:-}" || compare_long
advise 3 two-threads --set machine.cores=0
advise 2 two-threads --models gi
interlock advise >out 2>&1 && complain 'advise without a file is good'
test $bad -eq 0
