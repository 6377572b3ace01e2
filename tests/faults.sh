#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong around a program: every command that prints or writes, with nowhere to print to, no
# home, no language, no room on the disk, less and less memory, interrupted though it ignores that, and
# killed while it writes.
#
# Catches an exit status that means something else, a signal, silence, half of what was asked for, and a
# file that has its name before it is whole. A new verb has to be added below. Part of make check-long: it starts the program some thousand times.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
pretend=$PWD/tests/record/pretend
begin_dir
cd "$dir" || exit 99

# is STATUS WHAT: the last call ended so.
is() {
    count=$((count + 1))
    test "$status" -eq "$1" || fail "$2: exit status $status, not $1"
}

# What prints, with what it ends with when all goes well; and what writes `out`.
prints='run two-threads
run two-threads --json
run many.ini
trace two-threads
list
list keys
explain gil
compare two-threads
compare two-threads --json
advise convoy-1
sweep two-threads --vary machine.cores=1,2 --csv --quiet
quiz two-threads
explore two-adds-3.12
step two-threads --keys nnq
completion bash
points source.py
play play-2-deadlock --keys 121
play play-2-deadlock --solve
lesson 1 --answers
merge one.csv two.csv
plot one.csv
derive program.rec
run program.rec
kernels --list
calibrate --topology machine.xml -o -
verify --preset vm-2 --measured measured.json'
writes='export two-threads --format csv -o out
export two-threads --format chrome -o out
export two-threads --format svg -o out
report two-threads --quiet -o out
sweep two-threads --vary machine.cores=1..4 --quiet -o out
explore two-adds-3.9 -o out
derive program.rec -o out
calibrate --topology machine.xml -o out'
# What prints nothing when all is well, ends as somebody else's program does, or needs a window.
others='check
record
top
view'
"$INTERLOCK" --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p' | LC_ALL=C sort >all
printf '%s\n' "$prints" "$writes" "$others" | cut -d ' ' -f 1 | LC_ALL=C sort -u | diff all - ||
    complain 'there is a verb that is not tried here'

echo 'x = 1' >source.py
cat >many.ini <<END # of which a run takes some memory
[scenario]
format = 1
[machine]
cores = 1024
[thread t]
count = 8000
program =
    python 1us
END
cp "$source/tests/verify/pairs.xml" machine.xml
cp "$source/tests/verify/reference/cpython-3.9.18.json" measured.json
"$INTERLOCK" record -q -o program.rec -- "$pretend" pairs >out || exit 99
for part in one two; do
    "$INTERLOCK" sweep two-threads --vary machine.cores=1,2 --quiet -o $part.csv \
        --shard "$(test $part = one && echo 1 || echo 2)/2" || exit 99
done

# ---- nowhere to print to, nobody around ----

while read -r what; do
    # shellcheck disable=SC2086
    {
        "$INTERLOCK" $what >/dev/null 2>err </dev/null; status=$?
        good=$status
        case $what in verify*) is 1 'as it should be' ;; *) is 0 'as it should be' ;; esac
        env -i INTERLOCK_DATA="$INTERLOCK_DATA" "$INTERLOCK" $what >/dev/null 2>err </dev/null
        status=$?
        is "$good" 'with no home, no language and no path'
        HOME=/dev/null XDG_CONFIG_HOME=/dev/null "$INTERLOCK" $what >/dev/null 2>err </dev/null
        status=$?
        is "$good" 'with a home that is none'
        "$INTERLOCK" $what >&- 2>err </dev/null; status=$?
        is 4 'with standard output closed'
        test -s err || fail 'standard output is closed, and nothing is said'
        test -w /dev/full || continue
        "$INTERLOCK" $what >/dev/full 2>err </dev/null; status=$?
        is 4 'on a full disk'
        test -s err || fail 'the disk is full, and nothing is said'
    }
done <<END
$prints
END

# ---- less and less memory, smaller and smaller files ----

# What it prints, writes and ends with when nothing is amiss.
as_whole() {
    rm -f out out.*
    # shellcheck disable=SC2086
    "$INTERLOCK" $what >whole 2>err </dev/null
    good=$?
    if test -e out; then mv out whole-file; else rm -f whole-file; fi
}

# An end that is in order: as good with all of it, or 4 with a sentence and no file.
in_order() {
    count=$((count + 1))
    case $status in
    "$good")
        cmp -s printed whole || fail "$1: not all is printed"
        test ! -e whole-file || cmp -s out whole-file || fail "$1: there is another file"
        ;;
    4)
        test -s err || fail "$1: silence"
        test ! -e out || fail "$1: there is a file that is not whole"
        ;;
    127) ;; # its libraries had no room
    *) fail "$1: exit status $status" ;;
    esac
}

while read -r what; do
    as_whole
    for room in 25000 27500 30000 32500 35000 40000 50000 60000 80000 100000 140000; do
        rm -f out out.*
        # shellcheck disable=SC2086
        (ulimit -v $room; exec "$INTERLOCK" $what >printed 2>err </dev/null)
        status=$?
        in_order "with $room KiB"
    done
done <<END
$prints
$writes
END

while read -r what; do
    case $what in *' -o out'*) ;; *) continue ;; esac
    as_whole
    for blocks in 1 4; do
        rm -f out out.*
        # shellcheck disable=SC2086
        {
            (ulimit -f $blocks; trap '' XFSZ; exec "$INTERLOCK" $what 2>err </dev/null)
            echo $? >status
        } | cat >printed # which may be as long as it likes
        read -r status <status
        in_order "in a file of $blocks blocks"
    done
    # Killed at any time, the old file is there, or the new one.
    for delay in 0.02 0.05 0.1 0.2; do
        echo old >out
        # shellcheck disable=SC2086
        "$INTERLOCK" $what >printed 2>err </dev/null &
        sleep $delay
        kill -9 $! 2>/dev/null
        wait $! 2>/dev/null
        "$INTERLOCK" $what >printed 2>err </dev/null; status=$?
        in_order 'again after a kill'
        test "$(head -c 3 out)" != old || test $status -ne 0 || fail 'nothing was written'
    done
done <<END
$writes
END

# ---- interrupted, though it was started with that ignored ----

trap '' INT
while read -r what; do
    as_whole
    # shellcheck disable=SC2086
    "$INTERLOCK" $what >printed 2>err </dev/null &
    while kill -INT $! 2>/dev/null; do sleep 0.01; done
    wait $!
    status=$?
    in_order 'interrupted, though it ignores that'
    is "$good" 'interrupted, though it ignores that'
done <<END
$prints
$writes
END
trap 'exit 130' INT

# ---- what is no scenario ----

what=run status=0
truncate -s 4G huge.ini 2>/dev/null || : >huge.ini
mkdir folder.ini
for file in huge.ini folder.ini . /dev/zero /dev/null; do
    "$INTERLOCK" run "$file" >printed 2>err
    status=$?
    count=$((count + 1))
    case $status in 3 | 4) ;; *) fail "$file: exit status $status" ;; esac
    test -s err && test ! -s printed || fail "$file: nothing is said, or something printed"
    grep -q '^:' err && fail "$file: has lost its name"
done

echo "$count times something was wrong, $bad not in order"
test $bad -eq 0
