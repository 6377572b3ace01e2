#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The stepper on a real terminal, which tmux plays: keys, resizing, ^Z and fg, ^C, a crash.
#
# Catches what no scripted screen can: keys that curses names otherwise, a picture that is not
# redrawn, a terminal that is left without echo or on the other screen.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# shellcheck source=tests/terminal.sh
. "$source/tests/terminal.sh"

keys "$INTERLOCK step convoy-2" Enter
await 'Nothing has happened yet'
keys Right Right Right Left
await 'step 2 of'
keys ']'
await 'takes the lock'
# A click (press and release) on the second thread's name selects it.
keys -l "$(printf '\033[M \043\047\033[M#\043\047')"
await '>2 cpu-2'
keys Home Space
await 'playing'
keys Space
await 'paused'
keys ':19.9ms' Enter
await 'the last event before 19.9ms'
keys F1
await 'type a word'
keys 'zoom in' Enter
await '10.00 ms ─'
keys Escape
await 'q quits'

# Resized while it runs: the layout follows, and comes back from below the least size.
$tmux resize-window -x 60 -y 15
await 'core 1/2'
$tmux resize-window -x 30 -y 8
await 'too small, need 40x10'
$tmux resize-window -x 80 -y 24
await 'so far'

# Stopped and continued: the shell has the terminal meanwhile, then the screen is back.
keys C-z
await 'Stopped'
keys 'fg' Enter
await 'so far'
keys q
await_shell
keys 'echo status $?; stty -a | grep -o " echo "' Enter
await 'status 0'
await ' echo '

# Interrupted: 130, and the terminal as before.
keys 'clear' Enter "$INTERLOCK step convoy-2" Enter
await 'Nothing has happened yet'
keys C-c
await_shell
keys 'echo status $?; stty -a | grep -o " echo "' Enter
await 'status 130'
await ' echo '

# Where the interrupt is ignored it stays so, as for whoever runs it from a script that goes on.
keys 'clear' Enter "(trap '' INT; exec $INTERLOCK step convoy-2)" Enter
await 'Nothing has happened yet'
keys C-c Right
await 'step 1 of'
keys q
await_shell

# Crashed: the terminal as before all the same.
keys 'clear' Enter "$INTERLOCK step convoy-2 & p=\$!; fg; echo gone" Enter
await 'Nothing has happened yet'
pid=$(pgrep -n -f "^$INTERLOCK step convoy-2") && kill -SEGV "$pid"
await 'gone'
keys 'stty -a | grep -o " echo "' Enter
await ' echo '

# A level and a lesson.
keys 'clear' Enter "$INTERLOCK play play-2-deadlock" Enter
await 'Deadlock these two'
keys 1 2 1
await 'the goal is reached, with 3 choices'
keys q
await_shell
await 'The next level: interlock play play-3-starve'
# Rows of words that are wider than the screen go on below where they began.
keys 'clear' Enter "$INTERLOCK trace two-threads --from 5ms --to 5.0586ms" Enter
await '^  *owner and posts a drop request; worker-2 will$'
keys 'clear' Enter "$INTERLOCK sweep two-threads --vary machine.cores=1,2 2>&1 | tail -n 3" Enter
await 'not distinguishab$'
keys 'clear' Enter "$INTERLOCK sweep two-threads --vary machine.cores=1,2" Enter
await '^  *distinguishable$'
# A table of more axes than there is room for, and the commands of advice: no line is broken by the
# terminal, which would do it anywhere.
whole() { $tmux capture-pane -p -J | sed 's/ *$//' | grep -v '^\$ ' | grep '.\{81\}' && complain 'a line is wider than the terminal'; }
for axes in '' '--vary thread.worker.count=2,3 --vary runtime.switch_interval=5ms'; do
    keys 'clear' Enter \
        "$INTERLOCK sweep two-threads --vary machine.cores=1,2 --vary runtime.model=gil $axes; echo end" Enter
    await '^end$'
    whole
done
keys 'clear' Enter "$INTERLOCK advise two-threads --set runtime.switch_interval=4ms 2>&1 >/dev/tty; echo end" Enter
await '^end$'
whole
keys 'clear' Enter "$INTERLOCK advise two-threads --set runtime.switch_interval=4ms | grep 'models gil'" Enter
await 'compare two-threads --set runtime.switch_interval=4ms -'
keys 'clear' Enter "XDG_STATE_HOME=/dev/null $INTERLOCK lesson 8" Enter
await 'What is in the counter at the end?'
keys b Enter
await 'Why do you think so?'
keys 'by chance' Enter
await 'r: what is so'
keys r
await 'You thought: because by chance'
keys Escape q
await_shell

# A long run tells how far it is, where there is somebody to read it, and takes that away before it says
# anything else: for seconds nothing was there.
long=${TMPDIR:-/tmp}/interlock-tmux.$$.ini
cat >"$long" <<END
[scenario]
format = 1
[thread t]
count = 2
program =
    repeat 100000000
        python 1us
        sleep 1us
    end
END
keys 'clear' Enter "$INTERLOCK run $long" Enter
await '^[0-9]* events$'
keys C-c
await_shell
await 'interrupted$'
$tmux capture-pane -p | grep -q '[0-9] events' && complain 'how far the run is stays on the screen'
rm -f "$long"

# No colour at all: not one escape for it.
keys 'clear' Enter "NO_COLOR=1 $INTERLOCK step convoy-2" Enter
await 'Nothing has happened yet'
colourless
keys q
await_shell
# A terminal that cannot place text is told so in words.
keys 'clear' Enter "TERM=dumb $INTERLOCK step convoy-2" Enter
await 'cannot place text'

# No word is cut at the terminal's edge: a row goes on below where its text began.
for list in --help 'list keys' 'list models'; do
    keys 'clear' Enter "$INTERLOCK $list" Enter
    await '^ \{14,31\}[a-z]'
done

echo "$bad wrong"
test $bad -eq 0
