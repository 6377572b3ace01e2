#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock top on a real terminal, which tmux plays: the screen, sizes, q, Escape, ^C, no colour, and
# the terminal as it was. Some twenty seconds: make check-long.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# shellcheck source=tests/terminal.sh
. "$source/tests/terminal.sh"
pretend=$PWD/tests/record/pretend

# the terminal echoes, the status is this
over() {
    keys 'clear; echo status $?; stty -a | grep -o " echo "' Enter
    await "status $1"
    await '^ echo'
    keys 'clear' Enter
}

# to the end: the output comes when the screen is gone, the status is the program's
keys "$INTERLOCK top -- $pretend long" Enter
await 'thread-[12] has it, [01] wait'
$tmux capture-pane -p | grep -q '^begins' && complain "the program writes into the screen"
$tmux resize-window -x 40 -y 10
await '^thread-1 .*%'
$tmux resize-window -x 80 -y 24
await '^done'
await 'ended with exit status 42'
over 0 # of the shell's clear

# q: no screen any more, the program goes on to its end
keys "$INTERLOCK top -- $pretend long; echo its \$?" Enter
await 'hand-offs a second'
keys q
await '^done'
await 'its 42'
over 0

# ^C is the program's
keys "$INTERLOCK top -- $pretend long; echo its \$?" Enter
await 'hand-offs a second'
keys C-c
await 'exit status 130'
over 0

# its input is empty, and it has no other descriptor that it did not have
keys "$INTERLOCK top -- ls -l /proc/self/fd" Enter
await '/dev/null'
$tmux capture-pane -p | grep -q ' [3-9] -> /dev/null' && complain "the program has a descriptor more"
keys 'clear' Enter

keys "NO_COLOR=1 $INTERLOCK top -- $pretend long" Enter
await 'hand-offs a second'
colourless
keys Escape
await '^done'
keys 'clear' Enter
# a terminal that cannot place text: lines
keys "TERM=dumb $INTERLOCK top -- $pretend long" Enter
await 'thread-1: '
echo "$bad wrong"
test $bad -eq 0
