#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock top on a real terminal, which tmux plays: the screen, sizes, q, Escape, ^C, no colour, and
# the terminal as it was. Some twenty seconds: make check-long.
set -u
command -v tmux >/dev/null || exit 77
LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR TMUX
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$PWD/$INTERLOCK ;;
esac
pretend=$PWD/tests/record/pretend
"$INTERLOCK" step two-threads </dev/null 2>&1 | grep -q 'no terminal interface' && exit 77
tmux="tmux -L interlock-top-$$ -f /dev/null"
trap '$tmux kill-server 2>/dev/null' EXIT
$tmux new-session -d -x 80 -y 24 'PS1="$ " sh -i' || exit 77
wrong=0

# await WORDS: until the screen has them; at most ten seconds
await() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        $tmux capture-pane -p | grep -q -- "$1" && return
        sleep 0.5
    done
    echo "waited in vain for '$1'; the screen is"
    $tmux capture-pane -p
    wrong=$((wrong + 1))
}
keys() { $tmux send-keys "$@"; }
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
$tmux capture-pane -p | grep -q '^begins' && { echo "the program writes into the screen"; wrong=$((wrong + 1)); }
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

keys "NO_COLOR=1 $INTERLOCK top -- $pretend long" Enter
await 'hand-offs a second'
if $tmux capture-pane -p -e | grep -q "$(printf '\033')\[[0-9;]*3[0-8][;m]"; then
    echo "NO_COLOR is set, and there is colour"
    wrong=$((wrong + 1))
fi
keys Escape
await '^done'
keys 'clear' Enter
# a terminal that cannot place text: lines
keys "TERM=dumb $INTERLOCK top -- $pretend long" Enter
await 'thread-1: '
echo "$wrong wrong"
test $wrong -eq 0
