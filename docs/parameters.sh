#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the reference of scenario files from the program's tables: sh docs/parameters.sh
# (tests/docs.sh does so with UPDATE=1, and otherwise fails when the two differ.)
set -u
LC_ALL=C.UTF-8 COLUMNS=80
export LC_ALL COLUMNS

# "term<TAB>text" as items of a list, in lines of at most 100 columns; a term that is indented is one
# of a list within it.
items() {
    awk -F '\t' '{
        indent = $1; sub(/[^ ].*/, "", indent); sub(/^ +/, "", $1)
        line = indent "- `" $1 "`"
        count = split($2, word, " ")
        for (i = 1; i <= count; i++) {
            if (length(line) + 1 + length(word[i]) > 100) { print line; line = indent " " }
            line = line " " word[i]
        }
        print line
    }'
}

# Of `interlock explain SECTION`: "key<TAB>= default (range): help; source; when" for each parameter.
parameters() {
    interlock explain "$1" | awk -v section="$1" '
        function put() { if (key != "") printf "%s\t= `%s`%s: %s. *%s*\n", key, value, range, help, source }
        /^[a-z_]+$/ { put(); key = $0; help = source = value = range = ""; next }
        key == "" { next }
        $1 == "[" section "]" && $2 == key {
            value = $0; sub(/^[^=]*= /, "", value)
            if (split(value, part, ", may be ") > 1) { value = part[1]; range = " (" part[2] ")" }
            next
        }
        { sub(/^ +/, "") }
        NF && value == "" { help = help (help == "" ? "" : " ") $0 }
        NF && value != "" { source = source (source == "" ? "" : " ") $0 }
        END { put() }' | items
}

cat <<'END_'
# Reference of scenario files

Made by docs/parameters.sh from the tables of the program. Do not edit. How a file is written, and
what programs and quantities look like, is told in [SCENARIOS.md](SCENARIOS.md); `interlock explain
WORD` says the same as this page of one word.

## Sections

Kinds of sections and their keys, beside the parameters below. NAME: there may be several, each with
a name of its own.

END_
interlock list sections | sed -e 's/^\(\[[^]]*\]\) */\1	/' -e 's/^    \([a-z]*\) */  \1	/' | items
cat <<'END_'

## Parameters

Each has a default, in brackets what it may be, and beside it what it is, where the number comes
from, and whether it may change while a run is under way. A preset replaces values and sources; a
file may say its own source, and bounds, as `wake_latency.source`, `.low` and `.high`.
END_
for section in scenario machine runtime costs; do
    printf '\n### [%s]\n\n' "$section"
    parameters "$section"
done
printf '\n## Ops of programs\n\n'
interlock list ops | awk '
    /^[a-z]/ { text = $0; sub(/^[a-z]+ +/, "", text) }
    /^ / { sub(/^ +/, ""); print $0 "\t" text }' | items
cat <<'END_'

## Bodies of `loop`, `add` and `ref`

The op and the body's name, and the source that it stands for.

END_
interlock list bodies | sed 's/^\([a-z]*\) *\([^ ]*\)  */\1 … as \2	/' | awk -F '\t' '{ print $1 "\t`` " $2 " ``" }' | items
