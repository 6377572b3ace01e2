#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock report: the page as bytes, without a browser (browser.sh looks at it with one).
#
# Catches a page that is not well-formed, or that needs anything outside of it; words of a scenario
# that become markup or script; a part that is missing; other bytes for the same input; a page that
# is not whole under its name; a file that was there and is spoiled by a failure.
set -u
here=$PWD
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
cd "$dir" || exit 99
expect() { expect_of "report -q" "$@"; } # STATUS WORDS ARGUMENTS...
page() { # FILE PARTS...: well-formed, and has these headings
    file=$1
    shift
    said=$(awk -f "$source/tests/report/page.awk" "$file") || complain "$said"
    for part; do
        grep -q "<h2>$part" "$file" || complain "$file: lacks '$part'"
    done
}

# ---- a scenario with everything, and hostile words ----
cp "$source/tests/report/hostile.ini" .
expect 0 '' hostile.ini -o page.html --models gil,processes
page page.html 'The whole run' 'Record by record' 'Where the threads' 'The same workload' \
    'From the ideal' 'What to do about it' 'With more cores' 'Along its axes' 'Parameters'
grep -q '<pre>\$ interlock [a-z]* .*hostile.ini.*</pre></dd>' page.html || complain "no finding has its command"
test "$(grep -c 'universal scalability law: contention' page.html)" = 3 || complain "not three laws"
grep -q '&lt;script&gt;hacked()' page.html || complain "the hostile title is not there as text"
grep -q 'interlock report -q hostile.ini -o page.html' page.html || complain "no command"
cp page.html first.html
expect 0 '' hostile.ini -o page.html --models gil,processes
cmp -s page.html first.html || complain "the same input made another page"
expect 0 '' hostile.ini -o page.html --models gil,processes --no-advice
page page.html 'From the ideal'
! grep -q '<h2>What to do' page.html || complain "advice that was not wanted"

# ---- can the check fail? ----
broken() { # WHAT SED
    count=$((count + 1))
    sed "$2" first.html >bad.html
    if cmp -s first.html bad.html; then
        complain "$1: nothing was changed"
    elif awk -f "$source/tests/report/page.awk" bad.html >out; then
        complain "$1: not noticed"
    fi
}
broken 'a tag without its end' '0,/<\/h1>/s///'
broken 'an end without its tag' '0,/<table>/s///'
broken 'markup in a title' 's/&lt;img/<img/'
broken 'a script more' 's/&lt;script&gt;/<script>/'
broken 'a picture elsewhere' 's/<footer>/<footer><img src="http:\/\/example.org\/x.png">/'
broken 'an event without a sentence' '0,/<li .*<\/li>/s///'
broken 'an attribute without quotes' '0,/<section class="subject"/s//<section class=subject/'

# ---- several at once: a stretch of a long run, a recording, a sweep's results ----
"$INTERLOCK" sweep hostile.ini -q -o sweep.csv 2>said || complain "sweep: $(cat said)"
expect 0 '' convoy-1 two-threads sweep.csv -o page.html --models gil --from 20ms --records 50
page page.html 'Along its axes'
# One word for each thing: an event has several records, and the lock's row is called as in the window.
grep -q '50 records in words' page.html || complain 'records are called otherwise'
grep -q '"locks":\["GIL"\]' page.html || complain 'the row of the lock is called otherwise'
grep -q 'records.*those from 20.00 ms' page.html || complain "it is not said that there is more"
test "$(grep -c '<h1>' page.html)" = 3 || complain "not three subjects"
# A stopped run is compared by what it measures, and there is no way from an ideal time to `until`.
expect 0 '' convoy-1 -o page.html --models gil --no-advice
grep -q 'request: mean 5.* ms, median 5.* ms, 99% below' page.html || complain "what a stopped run measures is not told"
! grep -q '<h2>From the ideal' page.html || complain "an ideal time where [scenario] until is the time"

# Another version's bytecode is faster or slower: without its own base line the lock of 3.1 is a fast one.
expect 0 '' two-threads -o page.html --models gil-ticks --no-advice
for words in '<div>faster than 3.12</div><div>slower than sequential under 3.1: 0' 'against one thread after the other under 3.12' \
    'Cores: at work on average, with overheads' 'in all: the times of all threads' 'not how long threads wait'; do
    grep -q "$words" page.html || complain "the comparison lacks: $words"
done
expect 0 '' ownership-racy -o page.html --models gil
page page.html
if test -x "$here/tests/record/pretend"; then
    "$INTERLOCK" record -q -o threads.rec -- "$here/tests/record/pretend" threads >out 2>said
    expect 0 '' threads.rec -o page.html
    page page.html 'The whole run' 'Record by record'
    ! grep -q '<h2>The same workload' page.html || complain "a recording under each model?"
fi

# A gap is longer than its record can say at once: no event lies behind the end of what is shown.
printf '%s\n' '[scenario]' 'format = 1' '[thread t]' 'program =' '    python 1ms' '    sleep 20s' >gap.ini
expect 0 '' gap.ini -o page.html --no-advice --to 10s
sed -n 's/.*"events":\[\(.*\)\].*/\1/p' page.html | tr ',' '\n' | awk '
    NR % 7 == 1 { now += $1 } END { exit !NR || now > 10000000000 }' ||
    complain 'an event lies behind the end of what is shown'

# ---- what cannot be is said, and spoils nothing ----
cp first.html page.html
expect 2 'where to' two-threads
expect 2 'must be a number' two-threads -o page.html --records none
expect 2 'must be a number' two-threads -o page.html --events none # as it was called before
expect 2 'no model' two-threads -o page.html --models gli
expect 2 'has ended before' two-threads -o page.html --from 9s
expect 3 'did you mean' two-threads two-thread -o page.html
expect 4 'cannot be written' two-threads -o nowhere/page.html --models gil
cmp -s page.html first.html || complain "a failure has spoiled the page that was there"
for left in *.new; do
    test ! -e "$left" || complain "$left was left behind"
done

echo "$count pages, $bad wrong"
test $bad -eq 0
