#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sweeps from outside: the same bytes however they come to be, and what is refused.
#
# One sweep is run with one worker, with two, interrupted and gone on with, killed with its journal
# torn, and in 7 shards that are merged; all must be the same file. POINTS=10000 makes it as large
# as it is promised for (tests/sweep-long.sh).
#
# Catches: results that depend on who was faster, a point that is run again or lost after an
# interruption, half a file under a whole one's name, parts that do not belong together but are
# merged, a misunderstood array index, a plot of something else.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX PARALLEL_SEQ
begin_dir
cd "$dir" || exit 99
same() { cmp -s "$1" "$2" || fail "$1 and $2 differ"; }
absent() { test ! -e "$1" || fail "$1 is there"; }

# ---- one sweep, however it is run ----

# 40 cores times as many values as it takes, random, with a latency; and a constraint.
points=${POINTS:-240}
cat >sweep.ini <<END
[scenario]
format = 1
title = A sweep of $points points
[values]
task = 1ms
[thread io]
program =
    repeat 3
        measure request
            io exp(1ms)
            python 10us
        end
    end
[thread cpu]
count = 2
program =
    python exp(2ms)
    python task
[sweep]
machine.cores = 1..40
values.task = 10us..$((points / 40 + 1))0us step 10us
constraint = values.task > 10us
replications = ${REPLICATIONS:-2}
END
run 0 sweep sweep.ini -o one.csv --workers 1
test "$(wc -l <one.csv)" -eq $((points * ${REPLICATIONS:-2} + 1)) ||
    fail "$(wc -l <one.csv) lines"
absent one.csv.part
absent one.csv.new*
run 0 sweep sweep.ini -o two.csv --workers 2
same one.csv two.csv
run 0 sweep sweep.ini --csv --workers 3 --quiet
same one.csv out

# interrupted FILE.csv COMMAND...: in the background, and interrupted when some points are done
interrupted() {
    file=$1
    shift
    "$@" sweep sweep.ini -o "$file" --workers 2 2>err &
    pid=$!
    while kill -0 $pid 2>/dev/null && test "$(grep -c '^@' "$file.part" 2>/dev/null || :)0" -lt 300; do :; done
    kill -INT $pid 2>/dev/null
    wait $pid
    status=$?
}

# A shell without job control has its background ignore the interrupt, and so it stays: whoever
# interrupts a script does not end what was to go on.
what='a sweep in the background'
interrupted deaf.csv "$INTERLOCK"
test $status -eq 0 || fail "exit status $status, not 0"
same one.csv deaf.csv

# Interrupted: kept, and gone on with; what is done is not run again. (timeout hands the signal on,
# to a program that does not ignore it.)
what='an interrupted sweep'
interrupted rest.csv timeout --foreground --preserve-status 600 "$INTERLOCK"
if test $status -eq 130; then
    says 'interrupted: [0-9]* of [0-9]* points are done and kept in rest.csv.part'
    absent rest.csv
    done=$(sed -n 's/.*interrupted: \([0-9]*\) .*/\1/p' err)
    run 0 sweep sweep.ini -o rest.csv --workers 1
    says "$done of $points points are done already"
elif test $status -ne 0; then
    fail "exit status $status, not 130"
else
    echo 'an interrupted sweep: it was faster than the interruption'
fi
same one.csv rest.csv
absent rest.csv.part

# Killed in the middle of a block: what is not whole is cut off and run again.
printf 'interlock sweep %s %s 0 %s 1/1\n' "$(sed -n 2p one.csv | cut -d, -f1)" \
    "$(sed -n 2p one.csv | cut -d, -f2)" "$points" >torn.csv.part
for point in 7 3; do
    awk -F, -v point=$point '$5 == point' one.csv >block
    printf '@%s %s\n' $point "$(wc -c <block)" >>torn.csv.part
    cat block >>torn.csv.part
done
awk -F, '$5 == 9' one.csv >block
printf '@9 %s\n' "$(wc -c <block)" >>torn.csv.part
head -c 100 block >>torn.csv.part
run 0 sweep sweep.ini -o torn.csv
says "2 of $points points are done already"
same one.csv torn.csv

# Whole already: not run again. Another sweep's journal: not touched.
cp one.csv whole.csv
run 0 sweep sweep.ini -o whole.csv
says 'whole already; nothing to run'
run 0 sweep sweep.ini -o whole.csv --seed 1
same two.csv one.csv
cmp -s whole.csv one.csv && fail 'another seed gives the same'
printf 'interlock sweep 0123456789abcdef 0.1.0 0 3 1/1\n' >other.csv.part
run 4 sweep sweep.ini -o other.csv
says 'holds what is done of another sweep'

# Seven shards.
for i in 1 2 3 4 5 6 7; do
    run 0 sweep sweep.ini -o part-$i.csv --shard $i/7 --quiet
done
run 0 merge part-*.csv -o merged.csv
same one.csv merged.csv
run 0 merge part-5.csv part-1.csv part-7.csv part-3.csv part-3.csv part-2.csv part-6.csv part-4.csv --csv
same one.csv out
test "$points" = 240 || {
    echo "$count runs, $bad wrong"
    test $bad -eq 0
    exit
}

# ---- parts that do not belong together ----

run 3 merge part-1.csv part-2.csv --csv
says 'of 240 points these are missing: 3-7, 10-14, 17-21'
silent
run 3 merge part-1.csv part-2.csv -o missing.csv
absent missing.csv
run 0 merge part-1.csv part-2.csv
says 'these are missing'
prints '70 points of 240'
run 0 sweep sweep.ini -o seeded.csv --shard 2/7 --seed 5 --quiet
run 3 merge part-1.csv seeded.csv --csv
says 'seeded.csv: has seed 5, and part-1.csv has seed 0'
run 0 sweep sweep.ini -o longer.csv --shard 2/7 --replications 3 --quiet
run 3 merge part-1.csv longer.csv --csv
says 'longer.csv: is of another sweep than part-1.csv'
run 0 sweep sweep.ini -o wider.csv --shard 2/7 --vary machine.tick=1ms --quiet
run 3 merge part-1.csv wider.csv --csv
says 'its columns differ'
sed 's/^\([^,]*\),[^,]*,/\1,9.9.9,/; 1s/9.9.9/version/' part-2.csv >newer.csv
run 3 merge part-1.csv newer.csv --csv
says 'newer.csv: was made by another version than part-1.csv'
sed '2s/,ended,/,until,/' part-2.csv >changed.csv
run 3 merge part-2.csv changed.csv --csv
says 'changed.csv:2: this point stands in another part, too, with other results'
head -c 2000 part-1.csv >cut.csv
run 3 merge cut.csv --csv
says 'cut.csv:[0-9]*: does not end: was the file cut off?'
sed '3s/,[^,]*$//' part-1.csv >cells.csv
run 3 merge cells.csv --csv
says 'cells.csv:3: has another number of cells'
(cat part-1.csv; sed 1d seeded.csv) >joined.csv
run 3 merge joined.csv --csv
says 'joined.csv:[0-9]*: belongs to another sweep, version or seed'
# A row of more points than there is room for: the room is that of a number which all rows share.
awk -F, -v OFS=, 'NR == 3 { $4 = $5 = 900000 } { print }' part-1.csv >points.csv
run 3 merge points.csv --csv
says 'points.csv:3: belongs to another sweep, version or seed'
# A cell that was mistyped, or comes from a spreadsheet, shows up in a table as if it were measured.
for cell in makespan_ns:nan makespan_ns:3e400 makespan_ns:-5 makespan_ns:1x makespan_ns:9999999999999999999 outcome:foo \
    speedup:inf waits.io:1.5 latency.request.count:many replication:; do
    awk -F, -v OFS=, -v name="${cell%%:*}" -v value="${cell#*:}" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i }
        NR == 3 { $column = value } { print }' part-1.csv >cell.csv
    run 3 merge cell.csv
    says "cell.csv:3: \(${cell%%:*}: cannot be '${cell#*:}'\|lacks its replication\)"
done
# A file system that was cut off from its power leaves zeros; what stands behind them is not left out.
(cat part-1.csv; printf '\0'; sed 1d part-2.csv) >zero.csv
run 3 merge zero.csv
says 'zero.csv: is no text'
# A column of somebody's own has numbers, or none.
sed '1s/$/,own/; 2,$s/$/,inf/' one.csv >own.csv
run 2 plot own.csv --figure own
says 'no point has a value of own'
sed 3p part-1.csv >twice.csv
run 3 merge twice.csv
says 'twice.csv:4: the point has this replication already'
# What spreadsheets put in front is nothing.
(printf '\357\273\277'; cat one.csv) >mark.csv
run 0 merge mark.csv --csv
same one.csv out
run 0 report mark.csv -o mark.html --quiet
run 3 merge "$source/COPYING"
says 'this is no sweep: the first line of one begins with sweep,version'
run 4 merge nowhere.csv
says 'nowhere.csv: cannot be read: No such file'
: >empty.csv
run 3 merge empty.csv
head -1 part-1.csv >headed.csv
run 3 merge headed.csv
says 'there is no point in any part'

# ---- who starts us ----

# by VARIABLE=... SHARD: the points that are run, or what is wrong
by() {
    set -- "$@"
    for last; do :; done
    (
        while test $# -gt 1; do
            export "${1?}"
            shift
        done
        "$INTERLOCK" sweep two-threads --vary machine.cores=1..8 --dry-run --shard "$last" 2>err
    ) | awk 'NR > 1 { printf "%s%s", (n++ ? " " : ""), $1 }'
}
# expect WANTED ...: what `by ...` gives
expect() {
    wanted=$1
    shift
    count=$((count + 1))
    what="$*"
    got=$(by "$@")
    test "$got" = "$wanted" || fail "points '$got', not '$wanted'"
}
expect '1 4 7' 1/3
expect '3 6' 3/3
expect '2 5 8' SLURM_ARRAY_TASK_ID=2 auto/3
expect '2 5 8' SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 auto
expect '1 4 7' SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 auto
expect '3 6' SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 \
    SLURM_ARRAY_TASK_STEP=2 auto
expect '1 4 7' JOB_COMPLETION_INDEX=0 auto/3
expect '3 6' JOB_COMPLETION_INDEX=2 auto/3
expect '2 5 8' PARALLEL_SEQ=2 auto/3
expect '' JOB_COMPLETION_INDEX=3 auto/3
says 'JOB_COMPLETION_INDEX=3 is not one of 3 parts'
expect '' SLURM_ARRAY_TASK_ID=0 auto/3
says 'is not one of 3 parts, which count from 1'
expect '' SLURM_ARRAY_TASK_ID=11 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 \
    SLURM_ARRAY_TASK_STEP=2 auto
says 'is not one of 3 parts'
expect '' PARALLEL_SEQ=2 auto
says 'GNU parallel does not say how many parts there are'
expect '' PARALLEL_SEQ=2 SLURM_ARRAY_TASK_ID=1 auto/3
says 'are both set'
expect '' PARALLEL_SEQ=two auto/3
says 'PARALLEL_SEQ is no number'
expect '' auto/3
says 'none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PARALLEL_SEQ is set'
for shard in 0/3 4/3 1 1/0 /3 x/3 1/3x auto/0 auto/x -1/3 1/9999999; do
    run 2 sweep two-threads --vary machine.cores=1,2 --shard "$shard"
    says "shard $shard: write I/N"
    silent
done
# More shards than points: an empty one is a part, too.
run 0 sweep two-threads --vary machine.cores=1,2 --shard 3/3 -o third.csv
for i in 1 2; do run 0 sweep two-threads --vary machine.cores=1,2 --shard $i/3 -o few-$i.csv; done
run 0 sweep two-threads --vary machine.cores=1,2 -o few.csv
run 0 merge third.csv few-2.csv few-1.csv --csv
same few.csv out

if command -v parallel >/dev/null 2>&1 && parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
    what='GNU parallel'
    count=$((count + 1))
    # shellcheck disable=SC2016
    INTERLOCK="$INTERLOCK" parallel --will-cite -j 2 \
        '"$INTERLOCK" sweep sweep.ini --shard auto/7 -o by-{#}.csv --quiet' ::: 1 2 3 4 5 6 7 \
        >out 2>err </dev/null || fail "exit status $?"
    run 0 merge by-*.csv -o by.csv
    same one.csv by.csv
else
    echo 'GNU parallel is not installed: its part is not tested'
fi

# ---- what is asked for wrongly ----

# Requests that come until the run is stopped have no makespan: how late they are answered is shown.
sed 's/^title = .*/&\nuntil = 1s/; s/ 300 as request/ as request/' "$source/scenarios/open-loop.ini" >endless.ini
run 0 sweep endless.ini --vary machine.cores=1,4 --replications 2 -o endless.csv
run 0 merge endless.csv; prints 'latency.request.p99_ns'; prints ' [0-9.]* ms '
run 0 plot endless.csv; prints '^latency.request.p99_ns'
run 2 sweep two-threads
says 'nothing varies'
run 3 sweep two-threads --vary machine.cores=4 --vary machine.cores=5
grep -q 'machine.cores: given twice$' err || fail 'an axis given twice on the command line is called a file that is'
run 0 sweep two-threads --vary runtime.model=gil,native
grep -q 'with the time of the compiled code$' out || fail 'what a model refuses is cut off'
run 2 sweep two-threads --vary machine.cores
says 'write section.key=LIST'
run 3 sweep two-threads --vary machine.cores=
says 'machine.cores: the value is missing'
run 3 sweep two-threads --vary machine.cores=4..1
says '^--vary: \[sweep\] machine.cores: the range is backwards'
run 3 sweep two-threads --vary machine.coers=1,2
says 'did you mean .cores'
run 3 sweep two-threads --vary scenario.title=a,b
says 'cannot vary'
run 3 sweep two-threads --vary 'machine.tick=10us..1s step 10us' --vary 'machine.slice=100us..1s step 10us'
says 'more than 1,000,000 points'
run 3 sweep two-threads --vary machine.cores=1..3 --vary thread.worker.count=1,2 \
    --zip machine.cores,thread.worker.count
says 'has 3 and thread.worker.count has 2'
run 3 sweep two-threads --vary machine.cores=1..3 --constraint 'machine.cores > 3'
says 'the constraints leave no point'
run 3 sweep two-threads --vary machine.cores=1..3 --constraint 'machine.cores >'
says '^--constraint: '
run 2 sweep two-threads --vary machine.cores=1..3 --workers 0
says 'must be a number from 1'
run 2 sweep two-threads --vary machine.cores=1..3 --csv --json
run 2 sweep two-threads --vary machine.cores=1..3 --figure speed
says 'no column is called speed'
# One run that was drawn is no more certain than ten. Where draws differ, nobody says otherwise.
run 0 sweep sweep.ini --vary machine.cores=1,2 --vary values.task=1ms --replications 1 --quiet
prints 'one run$'; grep -q 'faster\|slower' out && fail 'knows from one run'
run 0 sweep sweep.ini --vary machine.cores=1,2 --vary values.task=1ms --replications 1 --quiet \
    --against machine.cores=1
prints 'one run$'; grep -q 'faster\|slower' out && fail 'knows from one run'
run 0 sweep two-threads --vary scenario.seed=1,2 --replications 2 --quiet
prints 'runs each, with 95'
# What compare goes by, the table shows and merge, too.
run 0 sweep open-loop --vary runtime.model=gil,processes --against runtime.model=gil --quiet
prints 'latency.request.p99_ns'; prints 'processes .* less'
run 0 sweep open-loop --vary runtime.model=gil,processes --replications 2 --csv --quiet
mv out open.csv
run 0 merge open.csv; prints 'latency.request.p99_ns'
run 2 sweep two-threads --vary machine.cores=1..3 --against machine.cores=4
says 'the axis has no such value'
run 2 sweep two-threads --vary machine.cores=1..3 --against machine.tick=1ms
says 'no axis is called that'
run 4 sweep two-threads --vary machine.cores=1..3 -o nowhere/x.csv
says 'nowhere/x.csv.part: cannot be written: No such file or directory'
run 4 sweep nowhere.ini --vary machine.cores=1..3
if test -w /dev/full; then
    "$INTERLOCK" sweep two-threads --vary machine.cores=1..3 --csv >/dev/full 2>err
    status=$?
    what='a full disk'
    test $status -eq 4 || fail "exit status $status, not 4"
    says 'No space left on device'
    run 4 sweep two-threads --vary machine.cores=1..3 -o /dev/full
    says '/dev/full: cannot be written: No space left'
fi

# ---- what is shown ----

run 0 sweep two-threads --vary machine.cores=1..3 --vary thread.worker.count=1,2 --dry-run
prints '^    6              3                    2$'
run 0 sweep two-threads --vary machine.cores=1,2 --vary runtime.model=gil,unlocked,native \
    --against runtime.model=gil
prints 'base line'
prints 'unlocked .* 2.00 .* faster'
prints 'native  refused: '
run 0 sweep two-threads --vary machine.cores=1,2 --json
head -1 out | grep -q '^{"schema":"interlock/sweep/1","version":"' || fail 'no head'
sed 1d out | grep -v -q '^{"point":[12],"axes":{"machine.cores":"[12]"},"replication":[0-9],"outcome":"ended"' &&
    fail 'other lines'
run 0 sweep two-threads --vary machine.cores=1,2 --csv --max-events 5000 --set runtime.switch_interval=10us
prints ',given up,"the run has not ended within the limit of events'
# Deterministic: once. Random: ten times, as often as asked, or until it is narrow.
rows() { # WANTED ARGUMENTS...
    wanted_rows=$1
    shift
    run 0 sweep "$@" --csv --quiet
    test "$(sed 1d out | wc -l)" -eq "$wanted_rows" || fail "$(sed 1d out | wc -l) rows, not $wanted_rows"
}
cat >bursts.ini <<'END'
[scenario]
format = 1
[machine]
awake_share = 100%
wake_latency = 3us
[values]
task = 1ms
[thread worker]
program =
    native task
END
rows 2 bursts.ini --vary machine.cores=1,2
rows 20 bursts.ini --vary machine.cores=1,2 --set 'values.task=exp(1ms)'
rows 6 bursts.ini --vary machine.cores=1,2 --set 'values.task=exp(1ms)' --replications 3
rows 11 bursts.ini --vary 'values.task=1ms,exp(1ms)'
rows 20 bursts.ini --vary machine.cores=1,2 --set 'values.task=uniform(999us,1001us)' --replications auto
rows 2000 bursts.ini --vary machine.cores=1,2 --set 'values.task=exp(1ms)' --replications auto
run 0 sweep bursts.ini --vary 'values.task=uniform(1ms,2ms),normal(mean=1500us,sd=1us)' \
    --replications auto --precision 5% --against 'values.task=uniform(1ms,2ms)'
prints 'not distinguishable'

# ---- plots ----

run 0 sweep two-threads --vary machine.cores=1,2,4,8 --vary runtime.model=gil,unlocked -o p.csv --quiet
COLUMNS=60 run 0 plot p.csv
prints '^speedup$'
prints '^   2 ┤ .*▲.*▲.*▲'
prints 'machine.cores (logarithmic)'
prints 'runtime.model:  ● gil  ▲ unlocked'
test "$(wc -l <out)" -le 22 || fail 'more lines than a screen has'
test "$(awk '{ if (length($0) > most) most = length($0) } END { print most }' out)" -le 180 || fail 'too wide'
run 0 plot p.csv --ascii --size 50x15 --log none --figure makespan_ns
prints '100ms + '
prints 'runtime.model:  o gil  x unlocked'
LC_ALL=C grep -q '[^ -~]' out && fail '--ascii prints other characters'
test "$(wc -L <out)" -le 50 || fail 'wider than it was asked to be'
test "$(wc -l <out)" -le 15 || fail 'longer than it was asked to be'
run 0 plot p.csv --where 'runtime.model == "gil" and machine.cores >= 2' --ascii
grep -q unlocked out && fail '--where was not asked'
run 0 plot p.csv --x runtime.model --ascii
prints 'gil .*unlocked$'
run 0 plot p.csv -o p.svg
what='plot p.svg'
# Four of each, and one in the key.
test "$(grep -c '<circle' p.svg)" -eq 5 && test "$(grep -c '<polygon' p.svg)" -eq 5 || fail 'marks are missing'
tail -1 p.svg | grep -q '^</svg>$' || fail 'is not whole'
if "$INTERLOCK" plot p.csv -o p.png 2>err; then
    run 0 plot p.csv -o p.pdf
    head -c 4 p.png | grep -q PNG || fail 'p.png is no PNG'
    head -c 5 p.pdf | grep -q '%PDF-' || fail 'p.pdf is no PDF'
else
    says 'built without cairo'
    absent p.png
fi
run 2 plot p.csv -o p.gif
says 'ends in .svg, .png or .pdf'
run 4 plot p.csv -o nowhere/p.svg
run 2 plot p.csv --x machine.tick
run 2 plot p.csv --figure fugure
run 2 plot p.csv --log z
run 2 plot p.csv --where 'machine.cores >'
run 2 plot p.csv --where 'machine.cores > 8'
says 'leaves no point'
run 2 plot p.csv --size 5x5
run 3 plot "$source/COPYING"
says 'this is no sweep'
run 4 plot nowhere.csv
run 2 plot one.csv --figure latency.request.p99_ns --x values.task
says 'more than 8 curves'
run 0 plot one.csv --figure latency.request.p99_ns --where 'machine.cores < 4'

echo "$count runs, $bad wrong"
test $bad -eq 0
