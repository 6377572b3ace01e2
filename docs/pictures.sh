#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures of the README from the program: make pictures
#
# The terminal's is what tmux has on its screen, with the colours that the stepper asked for, painted by
# docs/terminal.awk; the window's is what `interlock export` writes. Both are of the same scenario.
# tests/docs.sh holds the words of the first to what the program shows now.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR TMUX
INTERLOCK=$(cd "$(dirname "$INTERLOCK")" && pwd)/$(basename "$INTERLOCK")
cd "${srcdir:-.}"
INTERLOCK_DATA=$PWD/scenarios XDG_CONFIG_HOME=/dev/null
export INTERLOCK_DATA XDG_CONFIG_HOME
tmux="tmux -L interlock-$$ -f /dev/null"
command -v tmux >/dev/null || { echo 'pictures: tmux is missing' >&2; exit 1; }
trap '$tmux kill-server 2>/dev/null' EXIT

await() {
    for _ in $(seq 50); do
        $tmux capture-pane -p | grep -qF -- "$1" && return
        sleep 0.2
    done
    echo "pictures: waited in vain for '$1'" >&2
    exit 1
}

# As in the README: `interlock step counter-3.9 --keys '/is interrupted<Enter>'`, 80 columns by 20.
$tmux new-session -d -x 80 -y 20 "TERM=tmux-256color '$INTERLOCK' step counter-3.9"
$tmux set-option -g default-terminal tmux-256color
$tmux set-option -g status off
$tmux resize-window -x 80 -y 20
await 'Nothing has happened yet'
$tmux send-keys -l '/is interrupted'
$tmux send-keys Enter
await 'is interrupted between reading'
$tmux capture-pane -e -p | LC_ALL=C awk -f docs/terminal.awk >docs/terminal.svg.new
mv docs/terminal.svg.new docs/terminal.svg
"$INTERLOCK" export counter-3.9 -o docs/window.png --at '#48' --size 1200x640
ls -l docs/terminal.svg docs/window.png
