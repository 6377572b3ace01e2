#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The course of lessons in the window, and that it is the one of the terminal.
#
# Catches a course that begins anew in the window, progress that one painter keeps and the other does
# not see, an answer that is told before it is asked for, a page that is not drawn, a lesson that
# closes the window instead of going on.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# fontconfig keeps its tables until the end; lists.sh looks for leaks of our own.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
test -x "$(dirname "$INTERLOCK")/interlock-view" || exit 77
begin_dir
got=$dir/got
XDG_STATE_HOME=$dir/state
export XDG_STATE_HOME
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
expect() { expect_all '' "$@" </dev/null; } # STATUS WORDS VERB ARGUMENTS...
kept() { # LINE: so far one has come
    count=$((count + 1))
    grep -qx "$1" "$dir/state/interlock/lessons" ||
        complain "kept is $(cat "$dir/state/interlock/lessons"), not $1"
}

lesson() { # WORDS KEYS
    expect 0 "$1" view --lesson --draw-list --keys "$2"
}
# Step by step: context and question, reason, run, comparison, restating, why; then the varied one.
lesson 'Lesson 1 of 10, question 1 of 2' ''
lesson 'Two threads each add up a million numbers' ''
grep -q '93\.38' "$got" && complain 'the answer is told before it is asked for'
# Who leaves the page before it is answered sees no more.
lesson 'step 0"' '<Esc>'
grep -q '93\.38\|of 174' "$got" && complain 'the run is told before it is predicted'
grep -q '"running"\|"interpreter"' "$got" && complain 'the legend tells what will happen'
lesson 'step 0"' '90<Enter><Esc>f0'
grep -q '93\.38\|of 174' "$got" && complain 'the run is told before the prediction is done'
lesson 'Why do you think so' '90<Enter>'
lesson 'nobody waits' '90<Enter>both at once<Enter>'
test -e "$dir/state/interlock/lessons" && complain 'a prediction counts before the run was looked at'
lesson 'Right: you said 90.00 ms; it is 93.38 ms' '90<Enter>both at once<Enter>r'
kept '01-taking-turns 1 of 2, 1 right'
# The terminal goes on where the window was, and the window where the terminal was.
expect 0 'Lesson 1 of 10, question 2' lesson --keys '<Esc>r'
expect 0 'Lesson 1 of 10, question 2' view --lesson --draw-list
expect 0 'run' lesson --keys 'c<Enter><Enter>r'
kept '01-taking-turns 2 of 2, 2 right'
lesson 'Lesson 2 of 10, question 1' ''
# From one lesson to the next in the same window, by number, name and beginning.
expect 0 'Lesson 2 of 10, question 1' view --lesson 1 --draw-list --keys \
    '90<Enter><Enter>r<Enter><Enter>c<Enter><Enter>r<Enter><Enter><Enter>'
expect 0 'Lesson 4 of 10' view --lesson convoy --draw-list
expect 0 'Lesson 10 of 10' view --lesson 10 --draw-list
# Choices are boxes; one is chosen by a click, too.
expect 0 'a) exactly' view --lesson 8 --draw-list
expect 0 '[0-9]x[0-9]* select$' view --lesson 8 --draw-list --keys '<Down>'
# Any scenario with questions; one without; none of that name; nothing to look at.
expect 0 'question 1 of 1' view --lesson two-threads --draw-list
expect 3 'asks no questions' view --lesson interval-base --draw-list
expect 3 'cannot be read\|no such\|there is no\|did you mean' view --lesson nothing-like-it --draw-list
expect 2 'a FILE, or --lesson' view
for lesson in "$source"/scenarios/lessons/*.ini; do
    echo "$(basename "$lesson" .ini) 2 of 2, 1 right"
done >"$dir/state/interlock/lessons"
expect 0 'All 10 lessons are done. interlock view --lesson 1 begins again' view --lesson

echo "$count checks, $bad wrong"
test $bad -eq 0
