#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes what reads what strangers write: scenario files, settings, recordings, schedules and commands,
# and runs of scenarios.
#
#   tests/fuzz/fuzz.sh [SECONDS [TARGET...]]     60 seconds for each of them, or as many as asked for
#   KEPT=FOLDER tests/fuzz/fuzz.sh ...           what is built, found and counted stays there, and the
#                                                next call goes on with it; 0 seconds: only the counts
#   KEEP=1 tests/fuzz/fuzz.sh ...                what is new goes into the corpora of the sources
#   JOBS=N tests/fuzz/fuzz.sh ...                so many of them side by side, and of the compilers
#
# Needs clang with libFuzzer. Catches crashes, hangs (tests/fuzz/hang.c), reports of the address and
# undefined behaviour sanitizers, leaks, and broken promises (tests/fuzz/fuzz_*.c) on inputs nobody has
# written.
# An input that fails stays in the folder that is named then. Part of make check-long.
set -u
source=$(cd "${srcdir:-.}" && pwd) || exit 99
seconds=${1:-60}
test $# -gt 0 && shift
test $# -gt 0 || set -- scenario settings run recording commands
clang=${CLANG:-clang} jobs=${JOBS:-1}
if test -n "${KEPT:-}"; then
    mkdir -p "$KEPT" && work=$(cd "$KEPT" && pwd) || exit 99
else
    work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-fuzz.XXXXXX") || exit 99
fi
command -v clang >/dev/null || { echo 'there is no clang'; exit 77; }

# Comparisons are not traced: that costs half of the runs, and the readers compare words by strcmp,
# which the address sanitizer shows to the fuzzer anyway. The longest axis of a sweep is short, and so
# are the pieces of memory that a scenario is made in.
flags='-std=c11 -D_GNU_SOURCE -DSIM_CHECKS -DAXIS_VALUES_MAX=200 -DARENA_CHUNK=8192
  -gline-tables-only -O2
  -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
  -fno-sanitize-coverage=trace-cmp'

# Each source once, for all targets; made sources lie in the folder of the build.
compile() {
    echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return d && n < 0; }' >"$work/try.c"
    clang -fsanitize=fuzzer "$work/try.c" -o "$work/try" 2>/dev/null ||
        { echo 'this clang has no libFuzzer'; exit 77; }
    touch "$work/config.h"
    made=${BUILD:-$PWD}
    cd "$source" || exit 99
    {
        find sim scenarios -name '*.c' ! -path 'sim/study/*'
        # What reads recordings, and not what writes them.
        sed -n '/^librecorder_a_SOURCES/,/[^\\]$/p' recorder/Makefile.inc | grep -o '[a-z]*[.]c' |
            sed 's|^|recorder/|'
    } >"$work/sources"
    echo tests/fuzz/hang.c >>"$work/sources"
    # shellcheck disable=SC2016,SC2086  # for the inner shell; a list
    xargs -P "$jobs" -I '{}' sh -c 'object=$1/$(echo "$2" | tr / _).o; shift 2; "$@" -o "$object"' - \
        "$work" '{}' $clang $flags -I"$source" -I"$made" -I"$work" -c '{}' <"$work/sources" || exit 1
    sed "s|/|_|g; s|.*|$work/&.o|" "$work/sources" >"$work/objects"
    for target in scenario settings run recording commands; do
        more=
        test $target != commands || more=ui/cli/schedule_read.c
        # shellcheck disable=SC2086,SC2046  # lists
        $clang $flags -fsanitize=fuzzer -I"$source" "tests/fuzz/fuzz_$target.c" $more \
            $(cat "$work/objects") -linih -lm -o "$work/fuzz_$target" || exit 1
    done
    cd "$OLDPWD" || exit 99
}

# What was built of the same sources is good.
state=$(cd "$source" && find sim scenarios recorder tests/fuzz ui/cli/schedule_read.c \
    -name '*.[ch]' -o -name '*.def' -o -name fuzz.sh | LC_ALL=C sort | xargs cat | cksum | cut -d ' ' -f 1)
if test "$seconds" -gt 0 && test "$(cat "$work/state" 2>/dev/null)" != "$state"; then
    compile
    echo "$state" >"$work/state"
fi

# fuzz TARGET SHORT LONG [FOLDER...]: with these inputs beside the corpora. Adds a line to the counts:
# the target, runs, seconds, the state of the sources.
fuzz() {
    target=$1 length=$2
    # Small inputs reach as much in less time, nearly, and what is known of how rare a feature is costs
    # a third of it: every fourth call has large ones and knows.
    entropic=0
    test $(($(grep -c "^$target " "$work/runs") % 4)) -ne 3 || length=$3 entropic=1
    shift 3
    found=$work/found-$target
    mkdir -p "$found"
    begun=$(date +%s)
    if ASAN_OPTIONS=malloc_context_size=2:quarantine_size_mb=2 \
        "$work/fuzz_$target" -max_total_time="$seconds" -timeout=1200 -rss_limit_mb=2048 \
        -max_len="$length" -entropic=$entropic -dict="$source/tests/fuzz/scenario.dict" -artifact_prefix="$work/" -print_final_stats=1 \
        "$found" "$source/tests/fuzz/corpus/$target" "$@" >"$work/$target.log" 2>&1; then
        sed -n 's/^stat::number_of_executed_units: */'"$target"' /p' "$work/$target.log" |
            sed "s/\$/ $(($(date +%s) - begun)) $state/" >>"$work/runs"
        test -z "${KEEP:-}" || "$work/fuzz_$target" -merge=1 -max_len="$length" \
            "$source/tests/fuzz/corpus/$target" "$found" >"$work/merge.log" 2>&1
    else
        grep -e '^hang' -e ERROR -e SUMMARY -e 'Test unit' "$work/$target.log" | head -5
        echo "$target: see $work"
        echo "$target" >>"$work/bad"
    fi
}

# The corpora that one target has beside its own.
fuzz_target() {
    case $1 in
    scenario | run) fuzz "$1" 256 4096 "$source/tests/bad" "$source/scenarios" "$source/tests/property/found" ;;
    recording) fuzz "$1" 8192 32768 ;; # the first chunk begins at 4096
    *) fuzz "$1" 256 2048 ;;
    esac
}

touch "$work/runs"
: >"$work/bad"
started=0
test "$seconds" -eq 0 || for target; do
    fuzz_target "$target" &
    started=$((started + 1))
    test $((started % jobs)) -ne 0 || wait
done
wait

awk '{ runs[$1] += $2; time[$1] += $3; all += $2; took += $3; if (!states[$4]++) count++ }
    END {
        for (target in runs) printf "%s: runs: %d in %d s\n", target, runs[target], time[target]
        printf "%d runs in %.1f hours, of %d states of the sources\n", all, took / 3600, count
    }' "$work/runs"
bad=$(wc -l <"$work/bad")
test "$bad" -ne 0 || test -n "${KEPT:-}" || rm -rf "$work"
test "$bad" -eq 0
