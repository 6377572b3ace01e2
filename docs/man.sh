#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the manual page from what the program says of itself: sh docs/man.sh >docs/interlock.1
# (tests/docs.sh does so with UPDATE=1, and otherwise fails when the two differ.)
set -u
LC_ALL=C.UTF-8 COLUMNS=80
export LC_ALL COLUMNS
help=$(interlock --help) || exit 99
# shellcheck source=docs/troff.sh
. "$(dirname "$0")/troff.sh"

# The names of verbs and lists from `interlock --help`; both begin a line after two blanks.
verbs=$(printf '%s\n' "$help" | sed -n 's/^  \([a-z]*\)  *.*/\1/p')

cat <<'END'
.\" SPDX-License-Identifier: GPL-3.0-or-later
.\" Made by docs/man.sh. Do not edit.
END
printf '.TH INTERLOCK 1 "" "%s" "User Commands"\n' "$(interlock --version)"
cat <<'END'
.SH NAME
interlock \- how an interpreter's threads share a multicore machine
.SH SYNOPSIS
.B interlock
.I VERB
.RI [ OPTION ...]
.RI [ FILE ]
.SH DESCRIPTION
.B interlock
plays a scenario, a small text file, on a simulated multicore machine under CPython's global
interpreter lock, and says for every nanosecond of every thread where it went and why.
.PP
.I FILE
is a path, the name of a shipped scenario, or
.B \-
for standard input. Without a verb, on a terminal, the next lesson of the course begins.
.SH VERBS
END
for verb in $verbs; do
    printf '.SS "%s"\n' "$(printf '%s\n' "$help" |
        sed -n "s/^  $verb  *\([^ ]*\)  .*/interlock $verb \1/p" | plain)"
    interlock "$verb" --help | sed -n '1s/^[^:]*: //p' | plain
    # An option's line begins with at most six blanks; what is further in goes on with its help.
    interlock "$verb" --help | sed 1,3d | awk '
        /^$/ { exit } # what to try is for who is new to it
        /^ ? ? ? ? ? ?-/ { if (line) print line; line = $0; next }
        { sub(/^ +/, ""); line = line " " $0 }
        END { if (line) print line }' |
        sed 's/^ *//; s/   */\t/' | terms
done
cat <<'END'
.SH "EXIT STATUS"
.BR record " and " top
have that of their command; for all others it is:
END
interlock list exits | plain | while read -r status when; do
    printf '.TP\n.B %s\n%s\n' "$status" "$when"
done
cat <<'END'
.SH ENVIRONMENT
.TP
.B INTERLOCK_DATA
The folder of the shipped scenarios, with presets/ in it; looked into first.
.TP
.BR XDG_STATE_HOME ", " HOME
Where the progress of lessons is kept: interlock/lessons in the former, or in .local/state of the
latter.
.TP
.B COLUMNS
Width of what is printed; else that of the terminal, or 80.
.TP
.BR LC_ALL ", " LC_CTYPE ", " LANG
A locale that is not UTF\-8 has the effect of
.BR \-\-ascii .
.SH EXAMPLES
.EX
interlock run two\-threads
interlock run two\-threads \-\-set machine.cores=16 \-\-json
interlock sweep two\-threads \-\-vary machine.cores=1,2,4..16
interlock trace convoy\-1 \-\-from 20ms \-\-to 27ms
interlock explain switch interval
.EE
.SH "SEE ALSO"
.BR interlock\-scenario (5),
.BR interlock\-recording (5)
END
