#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/SUBJECTS.md and the scenarios agree: 37 subjects, each with what is said, what is so, where
# that is from, and scenarios; and every scenario stands somewhere.
#
# Catches a scenario that was renamed or taken away, one that nobody lists, a subject that nobody can
# be asked about, and one left without a source.
set -u
cd "${srcdir:-.}" || exit 99
page=docs/SUBJECTS.md
bad=0
complain() { printf '%s\n' "$@"; bad=$((bad + 1)); }

# ---- the page: "number word" for each item, "number scenario" for each name behind See ----
items=$(awk '
    /^## / { number = $2 + 0; next }
    /^- / { word = substr($2, 1, length($2) - 1); print number, word; if ($0 !~ /: ./) print number, "empty" }
    ' "$page")
names=$(awk '
    /^## / { number = $2 + 0; see = number == 0; next }
    /^- / { see = /^- See/ }
    see {
        while (match($0, /`[a-z0-9.-]+`/)) {
            print number, substr($0, RSTART + 1, RLENGTH - 2)
            $0 = substr($0, RSTART + RLENGTH)
        }
    }' "$page")

expected=$(for i in $(seq 37); do printf '%s Said\n%s So\n%s From\n%s See\n' "$i" "$i" "$i" "$i"; done)
test "$items" = "$expected" ||
    complain "$page: not 37 subjects with Said, So, From and See, each with a text"

# ---- against the scenarios ----
for i in $(seq 37); do
    asked=0
    for name in $(printf '%s\n' "$names" | sed -n "s/^$i //p"); do
        grep -qs '^\[question' "scenarios/$name.ini" && asked=1
    done
    test $asked -eq 1 || complain "$page: subject $i has no scenario with a question"
done
for name in $(printf '%s\n' "$names" | sed 's/^[0-9]* //' | LC_ALL=C sort -u); do
    test -e "scenarios/$name.ini" || complain "$page: there is no scenario $name"
done
for file in scenarios/*.ini; do
    name=$(basename "$file" .ini)
    case $name in *-base) continue ;; esac
    printf '%s\n' "$names" | grep -q " $name\$" || complain "$page: $name stands nowhere"
done

echo "37 subjects, $(printf '%s\n' "$names" | wc -l) scenarios named, $bad wrong"
test $bad -eq 0
