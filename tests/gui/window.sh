#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A real window on a display that Xvfb plays: what it shows is the picture of the same keys, pixel
# by pixel, and keys, clicks, the wheel and q reach it.
#
# Catches what no list can: a window that is not painted, a key that SDL names otherwise, a pointer
# that is counted from elsewhere, colours whose bytes stand in another order, a window that is larger
# than the display.
set -u
command -v Xvfb >/dev/null && command -v xdotool >/dev/null || exit 77
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# A real display brings libraries that leave memory behind; lists.sh looks for leaks of our own.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
build=$PWD
view=$(dirname "$INTERLOCK")/interlock-view
folder=$(mktemp -d "${TMPDIR:-/tmp}/interlock-window.XXXXXX") || exit 99
XDG_CONFIG_HOME=/dev/null
export XDG_CONFIG_HOME
unset SDL_VIDEODRIVER WAYLAND_DISPLAY
window= stays=
# Xvfb looks for a free number itself and says which.
Xvfb -displayfd 3 -screen 0 1000x600x24 -fbdir "$folder" -nolisten tcp 3>"$folder/number" \
    >/dev/null 2>&1 &
server=$!
trap 'kill $window $server 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    test -s "$folder/number" && break
    sleep 0.1
done
test -s "$folder/number" || exit 77
DISPLAY=:$(cat "$folder/number")
export DISPLAY
# await WHAT OPTION...: until the display shows the picture with these options; at most ten seconds
await() {
    what=$1
    shift
    "$view" counter-3.9 --font-size 14 --size 1000x600 --picture "$folder/wanted.png" "$@" || bad=1
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        "$build/tests/gui/same" "$folder/Xvfb_screen0" "$folder/wanted.png" >"$folder/said" && return
        # Where nothing is under the pointer.
        test "$stays" || xdotool mousemove 999 59$((_ % 10))
        sleep 0.1
        test "$_" -gt 10 && sleep 0.5
    done
    echo "$what: $(cat "$folder/said")"
    bad=$((bad + 1))
}

"$view" counter-3.9 --font-size 14 --size 1000x600 &
window=$!
await 'the first picture'
xdotool key bracketright bracketright Right
await 'keys' --keys ']]<Right>'
xdotool type ':40ms'
xdotool key Return Down
await 'typing' --keys ':40ms<Enter><Down>'
xdotool key Home question
await 'the help' --keys '<Home>?'
xdotool key Escape
xdotool mousemove 600 200 click 1
await 'a click' --keys ']]<Right>:40ms<Enter><Down><Home><Click 600,200>'
# What stands beside the pointer goes at a key.
xdotool mousemove 600 180
sleep 0.2
xdotool key Right Left
stays=1
await 'a key beside the pointer' --keys ']]<Right>:40ms<Enter><Down><Home><Click 600,200><Right><Left>'
stays=
xdotool key --delay 30 P v bracketright bracketright v
await 'pins and ranges' --keys ']]<Right>:40ms<Enter><Down><Home><Click 600,200><Right><Left>Pv]]v'
xdotool key ctrl+t
await 'the other theme' --keys ']]<Right>:40ms<Enter><Down><Home><Click 600,200><Right><Left>Pv]]v' --theme dark
xdotool key q
wait $window
code=$?
window=
test $code -eq 0 || { echo "q: status $code"; bad=$((bad + 1)); }

# Without a size it is as large as the display lets it be, as on a projector. The display goes away,
# as when a monitor or a connection does: a sentence and a status.
"$view" counter-3.9 --font-size 14 2>"$folder/said" &
window=$!
await 'a window that fits'
kill $server
wait $window
code=$?
window=
if test $code -ne 4 || ! grep -q 'the display is gone' "$folder/said"; then
    echo "without the display: status $code, $(tail -1 "$folder/said")"
    bad=$((bad + 1))
fi
test $bad -eq 0
