#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cppcheck, clang's static analyzer and gcc -fanalyzer over all sources that are built here.
#
#   tests/analyse.sh [cppcheck|clang|gcc ...]      all of them
#
# Each must be silent but for the lines of `excused` below, which say why. Catches what no run comes
# to: a path without a value, a pointer that may be NULL, memory that is kept or given back twice.
# Which is not there is left out; 77 if none is. Part of make check-long: it takes minutes.
set -u
source=$(cd "${srcdir:-.}" && pwd) || exit 99
build=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-analyse.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
cd "$source" || exit 99
test $# -gt 0 || set -- cppcheck clang gcc
find sim scenarios recorder points probe ui -name '*.c' | sort >"$work/sources"
test -s "$work/sources" || { echo "no sources are in $source; srcdir= names them"; exit 99; }
libraries=$(pkg-config --cflags jansson popt ncursesw sdl2 SDL2_ttf cairo fontconfig gsl 2>/dev/null)
flags="-std=c11 -D_GNU_SOURCE -DHAVE_CONFIG_H -I. -I$build $libraries"
ran=0 bad=0

# A message that is no fault: FILE, the FUNCTIONs it is excused in (- outside of any, * of wherever
# it is inlined), a part of it, and why. One a line.
excused='
scenarios/expr.c|expr_parse|returnDanglingLifetime|what is returned lies in the arena
sim/base/grow.c|sim_grow|memleak|the pointer is the caller'"'"'s, by its address
sim/mech/bytecode.h|-|syntaxError|a list that a table is made into
sim/models/by_hand.c|by_hand_untimed|nullPointerArithmeticRedundantCheck|it is computed, but not used before the check
ui/report/sweep.c|ratio_to|nullPointerArithmeticRedundantCheck|it is computed, but not used before the check
sim/study/waterfall.c|study_waterfall|ctuuninitvar|written to, not read
ui/cli/advise_change.c|set_width|ctuuninitvar|written to, not read
ui/cli/calibrate.c|put_topology|ctunullpointer|there is a `from` where there is another topology
ui/cli/python_costs.c|python_costs_print|unknownMacro|json_object_foreach is of jansson
ui/report/json.c|each_name|unknownMacro|json_object_foreach is of jansson
ui/cli/schedule.c|cli_schedule_write|useClosedFile|standard output was never opened here
ui/gui/paint.c|tile_of|identicalInnerCondition|the pointer has changed in between
ui/report/picture_cairo.c|cut|uninitvar|only what was kept is copied
sim/engine/engine.h|*|BinaryOperatorResult|128 << 40 has room in 64 bits
scenarios/assign.c|assign_keys assign_sections|NullDereference|there are as many as names
scenarios/overlay.c|overlay_documents|NullDereference|there are as many as names
scenarios/load.c|find_place|NullDereference|a number behind all others is that of the map
scenarios/nearest.c|distance|UndefReturn|the rows of a table are written in the order in which they are read
scenarios/program.c|find_word|null-argument|a line without a word is not read
scenarios/values.c|values_yes_no|uninitialized.Assign|it is written when the answer is yes
sim/base/dist.c|table_mean|DivideZero|a distribution by a table has entries
sim/mech/bytecode.c|bytecode_body|DivideZero|a body has instructions, which cost something
sim/mech/sync.c|sync_leave_list sync_sleep wait_in_kernel wait_look|CallAndMessage|only ops that wait come here, and they have rules
sim/study/compare.c|*|BinaryOperatorResult|a series that has ended has all its times
sim/study/waterfall.c|measure_span|uninitialized.Assign|it is not used unless the waterfall is known
sim/study/waterfall.c|lost_in|BinaryOperatorResult|it is not used unless the waterfall is known
ui/cli/explain.c|print_place|NullDereference|it is asked of keys that there are
ui/cli/pythons.c|is_known|NonNullParamChecker|one that answers says where it is
ui/play/act.c|choose_kind|DivideZero|there are kinds of events
ui/play/change.c|put_choice put_model|DivideZero|there are models, and choices
ui/quiz/question.c|in_units|BinaryOperatorResult|it is written when something is behind the number
ui/report/plot.c|make_curves|NonNullParamChecker|a curve has a mark
ui/report/sheet.c|read_all|NonNullParamChecker|there are bytes when all is read
ui/report/sheet_merge.c|begin put_blocks sheet_merge|NullDereference|when heads are good there is a first, and rows are its points
sim/mech/pypy.c|down_to|DivideZero|a body has check points
ui/play/chart_lane.c|same_holder|NonNullParamChecker|there is a row for each core
sim/study/waterfall.c|lost_in|uninitialized.UndefReturn|it is not used unless the waterfall is known
sim/engine/fair.c|open_accounts|Wanalyzer-null-dereference|where a thread is alone there is one
sim/engine/engine.h|engine_show|Wanalyzer-null-dereference|who is shown is there
probe/clock.c|probe_stamp|Wanalyzer-use-of-uninitialized|the counter writes it
probe/kernels.c|create|Wanalyzer-malloc-leak|kernels_fini has it, of what failed, too
probe/topology.c|take_cores|Wanalyzer-null-dereference|there are as many cores as hwloc counts
recorder/cast.c|add_process look_at_words|Wanalyzer-possible-null-dereference|`good` tells that there are
recorder/recording.c|fail read_file|Wanalyzer-malloc-leak|the recording keeps it, or it is freed
scenarios/amount.c|amounts_parse|Wanalyzer-null-argument|there is a parenthesis
sim/mech/control.c|spawn_created|Wanalyzer-null-dereference|it was there when the call began
sim/mech/loop.c|loop_await put_back|Wanalyzer-null-dereference|whoever runs on the loop is a task
sim/study/explore.c|add_level add_outcome|Wanalyzer-malloc-leak|explore_free has it, of what failed, too
sim/study/explore_paths.c|keep_choices|Wanalyzer-malloc-leak|explore_free has it
sim/trace/run.c|have_windows|Wanalyzer-malloc-leak|the run keeps it, when it fails, too
ui/cli/completion.c|put_words|Wanalyzer-null-argument|words are put where there are some
ui/cli/verify_foretell.c|verify_foretell|Wanalyzer-malloc-leak|the line keeps it
ui/report/verified.c|take_samples verified_take_json|Wanalyzer-malloc-leak|the line keeps it
ui/report/sheet.c|read_all read_head|Wanalyzer-null-argument|there are bytes when all is read
ui/report/sheet_merge.c|begin sheet_merge|Wanalyzer-null-dereference|when it is good there is a first, and what is merged
'

# A finding with the function in which its line stands: a definition begins in the first column.
in_function() {
    awk '
        function find(file, line,    text, at, name, found) {
            found = "-"
            while (at < line && (getline text < file) > 0) {
                at++
                if (text ~ /^}/ && at < line)
                    found = "-"
                if (text !~ /^[A-Za-z_].*\(/ || text ~ /;$/ || text ~ /^[A-Z_]*\(/)
                    continue
                name = text
                sub(/\(.*/, "", name)
                sub(/.*[ *]/, "", name)
                found = name
            }
            close(file)
            return found
        }
        {
            sub(/^\.\//, "")
            split($0, part, ":")
            place = $0
            sub(/: .*/, "", place)
            print place ": " find(part[1], part[2]) substr($0, length(place) + 1)
        }'
}

# tell NAME: what it has said, without what is excused.
tell() {
    ran=1
    in_function <"$work/said" >"$work/placed" && mv "$work/placed" "$work/said"
    printf '%s\n' "$excused" | sed '/^$/d; s/|[*]|/|[^:]*|/' | while IFS='|' read -r file functions part _; do
        set -f
        for function in $functions; do
            printf '^%s:[0-9:]*: %s: .*%s\n' "$file" "$function" "$part"
        done
    done >"$work/patterns"
    if test -s "$work/patterns"; then
        grep -v -f "$work/patterns" "$work/said" >"$work/left"
    else
        cp "$work/said" "$work/left"
    fi
    sort -u "$work/left" | head -40
    count=$(sort -u "$work/left" | wc -l)
    echo "$1: $count findings in $(wc -l <"$work/sources") files"
    test "$count" -eq 0 || bad=1
}

for tool; do
    : >"$work/said"
    command -v "$tool" >/dev/null || { echo "there is no $tool"; continue; }
    case $tool in
    cppcheck)
        # NULL is a pointer in the C of every system that is supported: it may end a list.
        cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr -I . -I "$build" \
            --suppress=missingIncludeSystem --suppress=varFuncNullUB --template='{file}:{line}: {id}: {message}' \
            --file-list="$work/sources" 2>"$work/said"
        ;;
    clang)
        while read -r file; do
            # shellcheck disable=SC2086  # a list
            clang --analyze $flags -Xclang -analyzer-output=text "$file" -o "$work/out" 2>&1 |
                grep ': warning: ' >>"$work/said"
        done <"$work/sources"
        ;;
    gcc)
        while read -r file; do
            # shellcheck disable=SC2086  # a list
            gcc $flags -O1 -fanalyzer -c "$file" -o "$work/out.o" 2>&1 |
                grep ': warning: .*-Wanalyzer' >>"$work/said"
        done <"$work/sources"
        ;;
    esac
    tell "$tool"
done
test $ran -eq 1 || exit 77
exit $bad
