#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/SUBJECTS.md, the scenarios and the measurements agree: 37 subjects, each with what is said,
# what is so, where that is from, what was measured, and scenarios; and every scenario stands
# somewhere.
#
# Catches a scenario that was renamed or taken away, one that nobody lists or that expects nothing, a
# subject that nobody can be asked about, one left without a source, a figure that was not measured or
# has been measured anew, and one that the simulator misses and that is shown as if it did not.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
cd "$source" || exit 99
page=docs/SUBJECTS.md
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

expected=$(for i in $(seq 37); do printf "$i %s\n" Said So From Measured See; done)
test "$items" = "$expected" ||
    complain "$page: not 37 subjects with Said, So, From, Measured and See, each with a text"

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
    grep -qs '^\[expect\]\|^\[goal\]' "scenarios/$name.ini" || complain "$name: expects nothing"
done
for file in scenarios/*.ini; do
    name=$(basename "$file" .ini)
    case $name in *-base) continue ;; esac
    printf '%s\n' "$names" | grep -q " $name\$" || complain "$page: $name stands nowhere"
done

# ---- against the measurements: `NAME` FIGURE, with (missed) where the simulator misses it ----
measured=$(awk '
    /^- / { on = /^- Measured:/; if (on) { sub(/^- Measured:/, ""); text = text "|" } }
    /^## / { on = 0 }
    on { text = text " " $0 }
    END { print text }' "$page" | tr -s ' ' | tr '|;' '\n\n')
wrong=$(printf '%s\n' "$measured" | awk -v page="$page" '
    FNR == NR {
        if (/^#/ || split($0, of, "; ") < 9) next
        if (!(of[1] in figure)) { figure[of[1]] = of[6]; missed[of[1]] = of[9] ~ /missed/ }
        next
    }
    /^ ?`/ && !/`interlock / {
        split($0, part, "`")
        name = part[2]
        split(part[3], said, " ")
        count++
        digits = index(said[1], ".") ? length(said[1]) - index(said[1], ".") : 0
        off = figure[name] - said[1]
        half = 0.5000001 / 10 ^ digits
        if (!(name in figure)) print page ": `" name "` is no line of reference.csv"
        else if ((off < 0 ? -off : off) > (half > 0.0005 * figure[name] ? half : 0.005 * figure[name]))
            print page ": `" name "` is " figure[name] " in reference.csv, not " said[1]
        else if ((part[3] ~ /missed/) != missed[name])
            print page ": `" name "` is " (missed[name] ? "" : "not ") "missed in reference.csv"
    }
    END { if (count < 40) print page ": only " count " measurements were found" }
    ' tests/agreement/reference.csv -)
test -z "$wrong" || complain "$wrong"
for name in $(printf '%s\n' "$measured" | sed -n 's/.*`interlock explain \([a-z_]*\)`.*/\1/p' | LC_ALL=C sort -u); do
    "$INTERLOCK" explain "$name" 2>&1 | grep -q '^  measured: ' ||
        complain "$page: interlock explain $name tells of no measurement"
done

echo "37 subjects, $(printf '%s\n' "$names" | wc -l) scenarios named, $bad wrong"
test $bad -eq 0
