#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the manual pages of files from the program's tables: sh docs/man5.sh scenario, or recording.
# (tests/docs.sh does so with UPDATE=1, and otherwise fails when they differ.)
set -u
LC_ALL=C.UTF-8 COLUMNS=80
export LC_ALL COLUMNS
# shellcheck source=docs/troff.sh
. "$(dirname "$0")/troff.sh"

head_of() { # NAME WHAT
    printf '.\\" SPDX-License-Identifier: GPL-3.0-or-later\n.\\" Made by docs/man5.sh. Do not edit.\n'
    printf '.TH %s 5 "" "%s" "File Formats"\n' "$(printf '%s' "$1" | tr a-z A-Z)" "$(interlock --version)"
    printf '.SH NAME\n%s \\- %s\n' "$(printf '%s' "$1" | plain)" "$2"
}

# Columns of `interlock list parameters`: section, key, default, help.
parameters() {
    interlock list parameters | awk -v section="$1" '$1 == section {
        name = $2; value = $3
        sub(/^[^ ]+ +[^ ]+ +[^ ]+ +/, "")
        print name "\t" $0 " (default: " value ")" }' | terms
}

scenario() {
    head_of interlock-scenario 'a machine, an interpreter and threads, for interlock'
    cat <<'END'
.SH DESCRIPTION
A scenario is a text file that
.BR interlock (1)
runs. It is UTF\-8, in sections:
.RI [ "kind" ]
or
.RI [ "kind name" ]
at the margin, below it
.I key
=
.IR value .
A value may go on in indented lines, for some keys. A line that begins with # or ; is a comment. The
first section is [scenario], and its first key is
.BR "format = 1" .
.PP
Times and sizes have units (5ms, 250us, 64KiB, 30%); counts have none. An unknown section or key is
an error, with the line and the nearest name. Errors are looked for in how lines are written, then in
sections, keys and ops, then in how they fit together, then in what the model can run; of the first of
these that has any all are told, 32 at most.
.B interlock check
tells them and runs nothing.
.SH SECTIONS
Kinds of sections, and their keys beside the parameters below. NAME: there may be several, each with
a name of its own.
END
    interlock list sections | awk '
        /^\[/ { head = text = $0; sub(/\] .*/, "]", head); sub(/^[^]]*\] */, "", text) }
        /^ / { head = "    " $1; text = $0; sub(/^ +[^ ]+ +/, "", text) }
        { print head "\t" text }' | terms
    cat <<'END'
.PP
The file
.I SCENARIOS.md
of the documentation describes each with examples.
END
    for section in machine runtime costs; do
        printf '.SH "PARAMETERS OF [%s]"\n' "$section"
        parameters "$section"
    done
    printf '.SH PROGRAMS\nOps of a thread, in order; what stands in brackets may be left out. A lock is not reentrant.\n'
    interlock list ops | awk '
        /^[a-z]/ { text = $0; sub(/^[a-z]+ +/, "", text) }
        /^ / { sub(/^ +/, ""); print $0 "\t" text }' | terms
    cat <<'END'
.SH DISTRIBUTIONS
A duration, count or size, and a parameter that is a latency, may be random:
.TP
.B uniform(1ms,3ms)
any value between, both included
.TP
.B exp(5ms)
exponential with that mean
.TP
.B normal(mean=5ms,sd=1ms)
what would be negative counts as 0
.TP
.B lognormal(mean=5ms,cv=0.4)
cv: standard deviation by mean
.TP
.B choice(1ms:90%,50ms:10%)
shares sum to 100 %
.TP
.B trace(\(dqfile.csv\(dq)
one value a line, in order, then from the start again; a task of [map] begins with the value of its
number
.SH EXAMPLE
.EX
[scenario]
format = 1
title = Two threads that only compute

[machine]
preset = laptop\-8
cores = 4

[runtime]
python = 3.12
switch_interval = 5ms

[thread worker]
count = 2
program =
    python 50ms

[expect]
that = speedup <= 1.05
.EE
.SH SEE ALSO
.BR interlock (1),
.BR interlock\-recording (5)
END
}

recording() {
    head_of interlock-recording 'what a real Python program did with its locks, for interlock'
    cat <<'END'
.SH DESCRIPTION
A recording is written by
.B interlock record
and read by run, trace, step, view, export, report and derive of
.BR interlock (1).
It tells when each thread of a program, unmodified, waited for the interpreter lock, had it, and
was without it, and who let whom go on. It is not changed afterwards.
.SH FORMAT
A head, then one part for each process that used an interpreter lock; while the program runs, these
are files of their own in a folder,
.IR FILE .parts,
which can be read as well, if the recorder was killed. All is in the byte order of the machine that
recorded; the first 16 bytes are "interlo\exf0rec 1\er\en" and a zero byte.
.PP
A part has a head of 4096 bytes and then chunks, each of one thread. A chunk has a head of 64 bytes
and then words of eight, one for each thing that the thread did with a lock: its kind in the upper
four bits, the number of the lock in the next six, and in the others the nanoseconds since the
part began. A word of processor time follows where a stretch lasted 20 us or more; a word about an
object where something was posted or waited for.
.PP
Three words about objects behind each other are one about a section, for which the thread had a lock of
the program: the lock's number, and when it was taken and let go. They stand where it was let go, for
sections of 20 us and more and those that somebody waited for. Older readers pass them over, and older
recordings have none.
.PP
A part that was cut off is whole up to where it ends. Bytes that make no sense are passed over, and
how many there were is said.
.SH REASONS
What a recording can tell of a thread, for each nanosecond:
END
    interlock list reasons | awk '{ $0 = substr($0, 2); name = $1; sub(/^ +[^ ]+ +/, "") }
        name ~ /^(running|native|interpreter|switch|runnable|io|sleep|lock|absent)$/ {
            print name "\t" $0 }' | terms
    cat <<'END'
.PP
Which core a thread had is not recorded.
.SH SEE ALSO
.BR interlock (1),
.BR interlock\-scenario (5)
END
}

case ${1:-} in
scenario | recording) "$1" ;;
*)
    echo 'usage: sh docs/man5.sh scenario|recording' >&2
    exit 2
    ;;
esac
