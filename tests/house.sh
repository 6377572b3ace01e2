#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The plan of the house, held by reading the sources (docs/ARCHITECTURE.md).
#
# Catches an include that points up or sideways, a second reader of a library that one file is
# meant to hide, a clock or a file in the simulator, a choice of configure's that reaches nobody, an
# undescribed file, a file too long to live in, a page in which a merge was left unfinished.
set -u
cd "${srcdir:-.}" || exit 99
bad=0
sources=$(find sim scenarios probe ui tests recorder points embed examples -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)

complain() { printf '%s\n' "$@"; bad=$((bad + 1)); }

# ---- floors: each folder of the page's table, and what it may include beside itself ----
floors=$(sed -n '/^## Floors/,/^## Laws/s/^| `\([^`]*\)\/` | .* | *\([^|]*\)|$/\1: \2/p' docs/ARCHITECTURE.md)
wrong=$(
    for file in $sources; do
        sed -n "s|^#include \"\(.*\)\".*|$file \1|p" "$file"
    done | awk -v floors="$floors" '
        function folder(path) { sub("/[^/]*$", "", path); return path }
        function named(word) {
            return "sim/" word in known ? "sim/" word : "ui/" word in known ? "ui/" word : word
        }
        function may(from, what,    k, but) {
            if (what ~ /^all of `sim\/`/) {
                but = what ~ / but / ? named(substr(what, index(what, " but ") + 5)) : ""
                for (k in known) if (k ~ /^sim\// && k != but) allowed[from, k] = 1
            } else if (what == "those above") {
                for (k in known) if (known[k] < known[from]) allowed[from, k] = 1
            } else if (what == "everything") {
                allowed[from, "*"] = 1
            } else if (named(what) in known) {
                allowed[from, named(what)] = 1
            } else {
                print "docs/ARCHITECTURE.md: " from "/ may include " what ", which is no floor of the house"
            }
        }
        BEGIN {
            count = split(floors "\ntests: everything\nexamples:\nembed/interlock:", lines, "\n")
            for (i = 1; i <= count; i++) known[substr(lines[i], 1, index(lines[i], ":") - 1)] = i
            for (i = 1; i <= count; i++) {
                from = substr(lines[i], 1, index(lines[i], ":") - 1)
                sub(" *$", "", lines[i])
                fields = split(substr(lines[i], length(from) + 3), what, ", ")
                for (k = 1; k <= fields; k++) if (what[k] != "") may(from, what[k])
            }
            if (count < 15) print "docs/ARCHITECTURE.md: the table of floors is not to be read"
        }
        {
            from = folder($1); to = folder($2)
            if (from ~ /^tests/) from = "tests"
            if ($2 == "config.h" || from == to || allowed[from, "*"] || allowed[from, to]) next
            if (!(from in known)) { print $1 ": " from "/ is no floor of the house"; next }
            print $1 ": includes " $2 ", which is not below it"
        }')
test -z "$wrong" || complain "$wrong"

# No model includes another: what they share is a mechanism.
for file in sim/models/*.c; do
    case $file in */models.c) continue ;; esac
    own=sim/models/$(basename "$file" .c).h
    if grep '^#include "sim/models/' "$file" | grep -v -e 'sim/models/models.h"' -e "$own\""; then
        complain "$file: includes another model"
    fi
done

# ---- one owner for each library ----
system=$(grep '^#include <' $sources)
only() { # header, the files that may include it
    header=$1
    shift
    for file in $(printf '%s\n' "$system" | sed -n "s|^\([^:]*\):#include <$header>.*|\1|p"); do
        for allowed; do
            # shellcheck disable=SC2254
            case $file in $allowed) continue 2 ;; esac
        done
        complain "$file: includes <$header>, which belongs to $*"
    done
}
only ini.h scenarios/read.c
only jansson.h 'ui/report/*' 'ui/cli/*' 'tests/*'
only popt.h ui/cli/options.c probe/main.c
only curses.h 'ui/tui/*'
only ncurses.h 'ui/tui/*'
only term.h 'ui/tui/*'
only SDL.h 'ui/gui/*' tests/gui/hands.c
only SDL_ttf.h ui/gui/font.c
only fontconfig/fontconfig.h ui/gui/font.c
only cairo.h ui/report/by_cairo.h tests/gui/painters.c tests/gui/near.c
only cairo-pdf.h ui/report/by_cairo.h
only cairo-svg.h ui/report/by_cairo.h
only 'gsl/.*' sim/study/interval.c sim/study/usl.c
only zlib.h ui/gui/png.c tests/gui/same.c

# Other programs have the public headers, and neither these folders nor config.h.
for file in embed/interlock/*.h examples/*.c tests/embed/*.c; do
    found=$(grep '^#include "' "$file")
    test -z "$found" || complain "$file: $found: only <interlock/...> is installed"
done

# ---- what configure has found is known only to who reads it ----
# (By the one header that does so for others, or on their own.)
for name in $(sed -n 's/.*AC_DEFINE(\[\([A-Z_]*\)\].*/\1/p' configure.ac); do
    for file in $(printf '%s\n' "$sources" | xargs grep -l "^#.*\<$name\>"); do
        grep -q -e '^#include "config.h"' -e '^#include "ui/report/by_cairo.h"' "$file" ||
            complain "$file: asks for $name without config.h, where it is never set"
    done
done

# ---- the simulator knows no clock, no file, no environment ----
for header in stdio.h time.h sys/time.h unistd.h fcntl.h pthread.h locale.h math.h; do
    found=$(grep -l "^#include <$header>" sim/*/*.[ch] | grep -v -e '^sim/base/assert.c$' -e '^sim/study/')
    test -z "$found" || complain "$found: includes <$header>; the simulator is pure"
done

# ---- every file says what it is, and is short enough to live in ----
wrong=$(awk '
    function ended() {
        if (lines > 800) print file ": " lines " lines; at most 800"
        if (lines == 1) print file ": its second line does not say what it is"
    }
    FNR == 1 { ended(); file = FILENAME }
    { lines = FNR }
    FNR == 1 && !/SPDX-License-Identifier: GPL-3[.]0-or-later/ { print file ": lacks the licence line" }
    FNR == 2 && !/^ \* [A-Za-z]/ { print file ": its second line does not say what it is" }
    END { ended() }' $sources)
test -z "$wrong" || complain "$wrong"

# ---- every number of a preset says where it comes from (the defaults: tests/sim/test_tables.c) ----
wrong=$(awk -F ' = ' '
    /^[a-z_]+ = / { values[FILENAME " " $1] = FNR }
    /^[a-z_]+\.source = (measured|published|assumed): ./ { sub("[.]source", "", $1); said[FILENAME " " $1] = 1 }
    END {
        for (value in values) {
            if (value in said || value ~ / cores$/) continue
            split(value, part, " ")
            print part[1] ":" values[value] ": " part[2] " does not say where it comes from"
        }
    }' scenarios/presets/*.ini)
test -z "$wrong" || complain "$wrong"

# ---- two versions of a page are not both in it ----
wrong=$(grep -n -E '^(<{7}|>{7}) ' README.md NEWS docs/*.md docs/*.[0-9] tests/agreement/reference.csv)
test -z "$wrong" || complain "$wrong"

# ---- every scenario is installed and distributed: automake takes a list, no pattern ----
for file in scenarios/*.ini scenarios/presets/*.ini tests/agreement/*.ini; do
    case $file in
    tests/*) list=tests/Makefile.inc name=${file#tests/} ;;
    *) list=scenarios/Makefile.inc name=${file#scenarios/} ;;
    esac
    grep -q "%D%/$name\( \|$\)" $list || complain "$file: is not in $list"
done

test $bad -eq 0 && echo "$(printf '%s\n' "$sources" | wc -l) files, as planned"
test $bad -eq 0
