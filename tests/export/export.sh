#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock export --format chrome and csv: what other programs read.
#
# Catches an event without what its phase needs, times that go backwards in a track, a slice without
# an end, an arrow with one, a track without a name; slices that do not sum to the run's times, to
# the nanosecond; a record that is not told; CSV with other columns, or a cell that breaks out of its
# own; a run held in memory; a file left behind that is not whole.
set -u
here=$PWD
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
check=$here/tests/export/check_chrome
begin_dir
cd "$dir" || exit 99
expect() { expect_of export "$@"; } # STATUS WORDS ARGUMENTS...

# ---- the format, the sums and the sentences: models that differ in what they have ----
for file in two-threads counter-3.9 five-workers-map gilectomy ten-tasks crossed-locks callbacks \
    compiled-loop ownership-racy process-spawn sub-interpreters database; do
    test -f "$source/scenarios/$file.ini" || continue
    expect 0 '' "$file" -o trace.json
    "$INTERLOCK" run "$file" --json >run.json 2>said
    result=$("$check" trace.json run.json) || complain "$file:" "$result"
    told=$(printf '%s\n' "$result" | sed -n 's/.* \([0-9]*\) sentences$/\1/p')
    records=$("$INTERLOCK" trace "$file" --format json | wc -l)
    test "$told" = "$records" || complain "$file: $told of $records records are told"
done
case $("$check" trace.json) in
*' 0 arrows'* | *' 0 counts'*) complain "$file: no arrows, or nothing is counted" ;;
esac

# ---- can the check fail? Each of these breaks one rule. ----
expect 0 '' two-threads -o good.json
broken() { # WHAT SED
    count=$((count + 1))
    sed "$2" good.json >bad.json
    if cmp -s good.json bad.json; then
        complain "$1: nothing was changed"
    elif "$check" bad.json >out; then
        complain "$1: not noticed"
    fi
}
first() { grep -n "^{\"ph\":\"$1\"" good.json | sed -n "${2:-1}s/:.*//p"; }
broken 'a slice without an end' "$(first E)d"
broken 'an end without a slice' "$(first B)d"
broken 'an arrow without an end' "$(first f)d"
broken 'an arrow without a beginning' "$(first s)d"
broken 'a track without a name' "$(first M 3)d"
broken 'a process without a name' "$(first M 1)d"
broken 'no length' "$(first X)s/\"dur\":[0-9.]*,//"
broken 'no time' "$(first i)s/\"ts\":[0-9.]*,//"
broken 'time goes backwards' "$(first E)s/\"ts\":[0-9.]*/\"ts\":0.000/"
broken 'no phase' "$(first X)s/\"ph\":\"X\"/\"ph\":\"Q\"/"

# ---- a stretch of the run: every track is cut at both ends ----
expect 0 '' convoy-1 --from 20ms --to 60ms -o trace.json
result=$("$check" trace.json) || complain "a stretch:" "$result"
sed -n 's/.*"ts":\([0-9]*\)\..*/\1/p' trace.json | awk '
    $1 && ($1 < 20000 || $1 > 60000) { bad = 1 } END { exit bad }' ||
    complain "something outside of the stretch"
grep -q '"ph":"X".*"ts":20000.000' trace.json || complain "nothing is under way at the beginning"

# ---- recordings ----
if test -x "$here/tests/record/pretend"; then
    "$INTERLOCK" record -q -o threads.rec -- "$here/tests/record/pretend" threads >out 2>said
    expect 0 '' threads.rec -o trace.json
    "$INTERLOCK" run threads.rec --json >run.json 2>said
    result=$("$check" trace.json run.json) || complain "a recording:" "$result"
fi

# ---- CSV: the lines of `trace`, all of them ----
expect 0 '' convoy-1 --to 30ms -o records.csv
"$INTERLOCK" trace convoy-1 --to 30ms --all --format csv | cmp - records.csv ||
    complain "CSV is not what trace prints"
test "$(head -1 records.csv)" = step,time_ns,core,thread,kind,sentence,reason,on_core,arg ||
    complain "other columns"

# ---- names that try to get out of their cell, string or line ----
cat >hostile.ini <<'END'
[scenario]
format = 1
title = ","x":"</script>\u0041&
[runtime]
model = gil
[thread a]
program =
    python 1ms
END
expect 0 '' hostile.ini -o trace.json
"$check" trace.json >out || complain "a hostile title:" "$(cat out)"

# ---- what cannot be is said, and leaves nothing ----
expect 2 'where to' two-threads
expect 2 'must be svg' two-threads -f pgn -o x.json
expect 2 'else name it by --format' two-threads -o x.txt
expect 2 'is for pictures' two-threads -o x.json --size 9x9
expect 2 'has ended before' two-threads -o x.json --from 9s
expect 2 'has ended before' two-threads -o x.csv --from 9s
expect 4 'limit of events' convoy-1 -o x.json --max-events 9
expect 4 'cannot be written' two-threads -o nowhere/x.json
for left in x.json x.json.new x.csv x.csv.new; do
    test ! -e $left || complain "$left was left behind"
done
expect 0 '' two-threads -f chrome -o -
cmp -s out good.json || grep -q traceEvents out || complain "nothing on standard output"

# ---- 80 MB of text about 200,000 events, in less memory than that ----
case $(nm -D "$INTERLOCK" 2>/dev/null) in
*__asan_*) ;; # it reserves more addresses than there are
*)
    count=$((count + 1))
    size=$(
        ulimit -v 75000
        "$INTERLOCK" export "$source/tests/bench/million.ini" --set scenario.until=1600ms \
            -f chrome -o - 2>said | wc -c
    )
    test "$size" -gt 80000000 || complain "a long run: $size bytes" "$(cat said)"
    ;;
esac

echo "$count exports, $bad wrong"
test $bad -eq 0
