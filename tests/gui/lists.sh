#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the window draws, as lists, without a display or a font; and what it says when it cannot.
#
# Catches a part that vanished or moved, an event that is no longer drawn; a program that hangs
# or crashes where there is no display. With UPDATE=1 the lists are written instead of compared.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
lists=$source/tests/gui/lists
got=${TMPDIR:-/tmp}/interlock-list.$$
trap 'rm -rf "$got" "$got".*' EXIT
expect() { expect_all view "$@" </dev/null; } # STATUS WORDS ARGUMENTS...

# Both programs explain the same options; the one without a window says what is missing.
expect 0 'look at a run in a window' --help
if ! test -x "$(dirname "$INTERLOCK")/interlock-view"; then
    # One that is installed elsewhere would be found and started.
    command -v interlock-view >/dev/null || expect 4 'interlock-view, is not installed' two-threads
    echo 'built without the window'
    exit $((bad ? 1 : 77))
fi

while read -r name size scenario keys; do
    case $name in '' | '#'*) continue ;; esac
    count=$((count + 1))
    "$INTERLOCK" view "$scenario" --size "$size" --keys "$keys" --draw-list >"$got" 2>&1
    if test "${UPDATE:-}" = 1; then
        cp "$got" "$lists/$name.txt"
    elif ! diff -u "$lists/$name.txt" "$got"; then
        complain "$name: another picture"
    fi
done <"$lists/list"

# Sizes from useless to absurd are drawn, or refused in words.
expect 0 '"too"' two-threads --size 64x64 --draw-list
expect 0 'picture 10000x600' two-threads --size 10000x600 --draw-list
expect 2 'must be pixels' two-threads --size 10x10 --draw-list
expect 2 'must be light or dark' two-threads --theme pink --draw-list
expect 2 'must be 8 to 72' two-threads --font-size 500 --draw-list
expect 2 'no such key: <Foo>' two-threads --keys '<Foo>' --draw-list
expect 3 'cannot be read\|no such\|there is no' no-such-scenario --draw-list
# Going somewhere brings the window there; zooming keeps the place.
expect 0 'step 20 of' two-threads --keys ':#20<Enter>' --draw-list
expect 0 '"90 ms"' two-threads --keys ':90ms<Enter>' --draw-list
expect 0 'whole run' two-threads --keys '?whole run' --draw-list

# What comes is hidden: neither the ruler nor a word says where a what-if will differ, and an event's
# parts end at the event.
expect 0 '"≠"' counter-3.9 --keys ']]p<Down*3>1ms<Enter>' --draw-list
expect 0 '' counter-3.9 --keys 'f]]p<Down*3>1ms<Enter>' --draw-list
if grep -e '≠\|6.12 ms' "$got"; then complain 'a what-if tells what is hidden'; fi
expect 0 'code "notices"' convoy-1 --keys ':20ms<Enter>e' --draw-list
expect 0 '' convoy-1 --keys 'f:20ms<Enter>e' --draw-list
if grep -e 'code "notices"' "$got"; then complain "an event's parts tell what is hidden"; fi

# A wait that lasts at the end of the run has its row and its entry in the legend as every other: of a
# run that is cut off, of a deadlock. Where rows have no room, what is left out is told.
cut='two-threads --set scenario.until=4ms --at 100% --draw-list'
expect 0 '4.00 ms"' $cut
expect 0 'plain "interpreter"' $cut
expect 0 'quiet small "interpreter"' $cut
sed 's/lock right .*/&\n    sleep 1ms/; s/lock left .*/&\n    sleep 1ms/' \
    "$source/scenarios/crossed-locks.ini" >"$got.ini"
expect 0 'plain "lock"' "$got.ini" --at 100% --draw-list
expect 0 'quiet small "lock"' "$got.ini" --at 100% --draw-list
expect 0 'plain "others"' database --at 80% --keys '<Right>' --size 1000x420 --draw-list

# However many threads there are, and however little room, there is a lane of the lock and one of the
# cores.
expect 0 '"GIL"' crowd --presenter --at 50% --draw-list
expect 0 '"core 1 +31"' crowd --presenter --at 50% --draw-list
expect 0 '"GIL server-1"' servers --size 800x600 --at 136ms --draw-list
expect 0 '"GIL server-2"' servers --size 500x300 --at 136ms --keys 'Lhandler-2.1<Enter>' --draw-list

# Of more cores than lanes the last lane has who is on one of the rest, and says how many they are,
# whatever their numbers. A window crashed where a core in use had a number above 72.
cores=$source/tests/many-cores.ini
expect 0 '"core 957 +67"' "$cores" --at 10ms --draw-list
expect 0 'rect [0-9]*,170 1014x12 thread-5' "$cores" --at 10ms --draw-list
expect 0 '"core 1017 +7"' "$cores" --at 10ms --size 1280x3000 --draw-list
expect 0 'rect [0-9]*,1196 1014x14 thread-5' "$cores" --at 10ms --size 1280x3000 --draw-list

# A branch beside the current one has all of its threads, too, or says how many are not shown: there
# were only as many as the current one has.
expect 0 'plain "counter-2"' counter-3.9 --keys 'p<Down*4>1<Enter>' --draw-list
beside='p<Down*4>7<Enter>p<Down*4>19<Enter><Tab>'
expect 0 '"branch b1: counter.count = 7; lanes not shown: 2"' counter-3.9 --keys "$beside" --draw-list
# The box that folds them has a place of its own.
expect 0 'rect 25,259 12x12 thread-1' counter-3.9 --keys "$beside" --draw-list

# One thread takes the lock over from another of the same colour: worker-39 and worker-99.
expect 0 'rect [0-9]*,287 2x30 lane' crowd --presenter --at 50% --keys A --draw-list

# The legend stays while something is said, typed, looked for or waited for.
for keys in '/lets go<Enter>' '/lets' 'bwaiting > 0<Enter>' G; do
    expect 0 'quiet small "interpreter"' two-threads --keys "$keys" --draw-list
done
expect 0 'code "search"' two-threads --keys '/lets go<Enter>' --draw-list

# Letters for a class grow with the window, but where a size is asked for: the row of keys is a
# twenty-fifth of it or so.
expect 0 'rect 0,678 1280x42 panel' two-threads --presenter --draw-list
expect 0 'rect 0,1016 1920x64 panel' two-threads --presenter --size 1920x1080 --draw-list
expect 0 'rect 0,678 2400x42 panel' two-threads --presenter --size 2400x720 --draw-list
expect 0 'rect 0,1056 1920x24 panel' two-threads --presenter --size 1920x1080 --font-size 14 --draw-list

# What has no room says so, and nothing ends within a number; what has room is there whole.
expect 0 'code ".*…"' servers --size 800x600 --at 50% --draw-list
expect 0 'code ".*…"' two-threads --at '#8' --draw-list
expect 0 'code "refused"' ownership-racy --draw-list
expect 0 'key code "Esc"' two-threads --size 800x600 --presenter --keys p --draw-list

# What has been lost stands before whose turn it is, which may be cut.
expect 0 'warning code "lost"' counter-3.9 --keys ':50.7ms<Enter>' --draw-list

# The window goes on by half of itself as the terminal does: where nothing happened for so long it stood
# still.
expect 0 '"step 7 of 174"' two-threads --keys ':#6<Enter>zzzzzzzzzzzzzzzzzzzzd' --draw-list

# What is searched for among the parameters is typed below their list, which stays in sight.
expect 0 'value code "machine.wake_latency"' two-threads --keys 'p/wake' --draw-list
expect 0 'chosen code "> machine.cores' two-threads --keys 'p/wake' --draw-list

# A selected range has a line where it begins, not where the window does.
expect 0 'rect 528,96 1x274 frame' counter-3.9 --keys ':20ms<Enter>v<Right*12>vzzzz' --draw-list
grep -q 'rect 158,96 1x274 frame' "$got" && complain 'a range begins where the window does'

# While what comes is hidden nothing tells how much of it there is: no length, no number of steps, no
# window that ends where the run does.
expect 0 '"run, 93.38 ms"' two-threads --keys '0' --draw-list
expect 0 '"90 ms"' two-threads --keys '0' --draw-list
expect 0 '"step 3"' two-threads --keys '0<Right*3>f' --draw-list
expect 0 '"here, 20.0' two-threads --keys '0<Right*3>f' --draw-list
grep -q '"run,\|"90 ms"\|of 174' "$got" && complain 'the length of a hidden run is told'
expect 0 '"step 174 of 174"' two-threads --keys 'Gf' --draw-list

# What is counted has its name, and thousands are written in one way.
expect 0 '"request: [0-9]* ended, 1,[0-9]* a second"' servers --keys 0 --draw-list
# While what comes is hidden, that is what has ended up to the event, however wide a pixel is: those in
# the event's own pixel were not counted, so none of two.
expect 0 '"request: 2 ended, 121 a second"' convoy-1 --keys 'f:17ms<Enter>0' --draw-list
expect 0 '"request: 2 ended, 121 a second"' convoy-1 --keys 'f:17ms<Enter>' --draw-list
expect 0 'strong "7,996\.164' convoy-1 --at 7999ms --draw-list

# A page goes down to the keys: no strip of another colour between them.
expect 0 'rect 0,56 1024x520 panel' two-threads --keys '?' --size 1024x600 --draw-list
expect 0 'rect 0,576 1024x24 panel' two-threads --keys '?' --size 1024x600 --draw-list

# In front of a class there is room for few keys: that it plays is among them.
expect 0 'code "Space"' two-threads --presenter --size 1024x600 --draw-list

# A picture is a PNG file, or it is said why not.
expect 4 'cannot be written' two-threads --picture /dev/null/picture.png
# What cannot be written whole leaves what was there, and nothing beside it; the second picture
# is larger than the file may become.
"$INTERLOCK" view two-threads --size 64x64 --picture "$got.png"
cp "$got.png" "$got.kept"
count=$((count + 1))
(
    ulimit -f 8
    trap '' XFSZ
    "$INTERLOCK" view two-threads --picture "$got.png" >"$got" 2>&1
    test $? -eq 4
) && grep -q 'cannot be written: File too large' "$got" && cmp "$got.png" "$got.kept" &&
    ! test -e "$got.png.new" ||
    complain 'a picture for which there is no room:' "$(cat "$got"; ls "$got".*)"
expect 0 '' two-threads --picture /dev/null
# Without a font, without a display: a sentence, no window that nobody sees, no crash.
printf '<?xml version="1.0"?><fontconfig></fontconfig>\n' >"$got.conf"
FONTCONFIG_FILE=$got.conf expect 4 'font is installed; .*apt-get install' two-threads \
    --picture "$got.png"
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
expect 4 'no window can be opened.*--picture' two-threads
DISPLAY=:nonexistent expect 4 'no window can be opened' two-threads
# A window under SDL's driver for tests: opened, painted, closed by q.
SDL_VIDEODRIVER=dummy expect 0 '' two-threads --keys ']]<Size 500x300>q'

echo "$count checks, $bad wrong"
test $bad -eq 0
