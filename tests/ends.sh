#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever a file says, every verb that runs it comes to an end, in the build that is installed.
#
# Catches a run that goes on for ever at one instant, a search or a follow-up run without --max-events,
# a loop inside a step where a thread stands in a list twice: with the invariants of the other tests
# compiled in, that one is an assertion there and a program without end here. A new verb has to be
# added below.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
cd "$dir" || exit 99

# Two threads that take turns for ages; one that does nothing for as long; requests that come all at
# once, for ever; a queue that nobody reads; threads that wait for each other.
file() { { echo '[scenario]'; echo 'format = 1'; cat; } >"$1.ini"; }
file turns <<END
[thread t]
count = 2
program =
    repeat 1000000000
        repeat 1000000000
            python 1us
            lock a
            unlock a
        end
    end
END
file nothing <<END
[thread t]
program =
    repeat 1000000000
        repeat 1000000000
        end
    end
END
file instant <<END
until = 1s
[thread t]
program =
    arrive 0ns as request
        native 0ns
    end
END
file switches <<END
[machine]
cores = 1
[runtime]
python = 2.7
[thread t]
count = 3
program =
    repeat 1000000000
        repeat 1000000000
            sleep 0ns
            io 0ns
        end
    end
END
file waits <<END
[thread one]
program =
    wait never
[thread other]
program =
    join one
END

# ends WHAT COMMAND...: whatever it says, by itself, and not by a signal
ends() {
    what=$1
    shift
    count=$((count + 1))
    # shellcheck disable=SC3045  # where there is no such limit, the clock ends it
    (ulimit -t 30; exec timeout -s KILL 600 "$@") >out 2>err </dev/null
    status=$?
    test $status -ne 2 || complain "$what: it does not get that far:" "$(head -3 err)"
    test $status -lt 124 || complain "$what: status $status: it comes to no end"
}

# What follows a verb, where it runs a file; - where it runs none, or only one that is shipped.
most='--max-events 4000'
while read -r verb arguments; do
    echo "$verb" >>verbs
    test "$arguments" != - || continue
    for file in turns nothing instant switches waits; do
        # shellcheck disable=SC2086  # a list
        ends "$verb $file" "$INTERLOCK" $verb $file.ini $arguments
    done
done <<END
run $most
compare $most
advise $most
sweep $most --vary machine.cores=1,2
merge -
plot -
step $most --keys ]G:50%<Enter>
explore $most
play --keys ]G
view -
export $most -o picture.svg
report $most -o page.html
lesson -
quiz
trace $most
record -
top -
derive -
points -
kernels -
calibrate -
verify -
check
list -
explain -
completion -
END
"$INTERLOCK" --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p' | LC_ALL=C sort >all
LC_ALL=C sort verbs | diff all - || complain 'there is a verb that is not tried here'
ends 'export records' "$INTERLOCK" export turns.ini --max-events 4000 -o records.csv
ends 'the beginning of a trace' "$INTERLOCK" trace turns.ini --to 1ms
test -s out || complain 'the beginning of a trace: there is none'

# What has broken the engine once: see tests/property.
for found in "$source"/tests/property/found/*.ini; do
    ends "run $(basename "$found")" "$INTERLOCK" run "$found" --max-events 4000
done
echo "$count commands, $bad not in order"
test $bad -eq 0
