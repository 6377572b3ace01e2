# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts that use the program on a real terminal, which tmux plays: 80x24, with a shell in it.
# Behind tests/begin.sh; what is waited for in vain counts as `bad`.
command -v tmux >/dev/null || exit 77
unset TMUX
"$INTERLOCK" step two-threads </dev/null 2>&1 | grep -q 'no terminal interface' && exit 77
XDG_CONFIG_HOME=/dev/null
export XDG_CONFIG_HOME
tmux="tmux -L interlock-$$ -f /dev/null"
trap '$tmux kill-server 2>/dev/null' EXIT
$tmux new-session -d -x 80 -y 24 'PS1="$ " sh -i' || exit 77

# await WORDS: until the screen has them; at most ten seconds
await() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        $tmux capture-pane -p | grep -q -- "$1" && return
        sleep 0.5
    done
    complain "waited in vain for '$1'; the screen is" "$($tmux capture-pane -p)"
}
keys() { $tmux send-keys "$@"; }

# Until the shell has the terminal again: keys that come before that are the program's, and are gone.
await_shell() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        test "$($tmux display-message -p '#{pane_current_command}')" = sh && return
        sleep 0.2
    done
}

# Not one escape for a colour.
colourless() {
    $tmux capture-pane -p -e | grep -q "$(printf '\033')\[[0-9;]*3[0-8][;m]" &&
        complain 'NO_COLOR is set, and there is colour'
}
