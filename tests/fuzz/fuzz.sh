#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes what reads what strangers write: scenario files, settings, recordings, and runs of scenarios.
#
#   tests/fuzz/fuzz.sh [SECONDS [TARGET...]]     60 seconds for each of them, or as many as asked for
#   KEEP=1 tests/fuzz/fuzz.sh ...                what is new goes into the corpora of the sources
#
# Needs clang with libFuzzer. Catches crashes, hangs (a minute), reports of the address and undefined
# behaviour sanitizers, leaks, and broken promises (tests/fuzz/fuzz_*.c) on inputs nobody has written.
# An input that fails stays in the folder that is named then. Part of make check-long.
set -u
source=$(cd "${srcdir:-.}" && pwd) || exit 99
seconds=${1:-60}
test $# -gt 0 && shift
test $# -gt 0 || set -- scenario settings run recording
work=$(mktemp -d "${TMPDIR:-/tmp}/interlock-fuzz.XXXXXX") || exit 99
bad=0
command -v clang >/dev/null || { echo 'there is no clang'; exit 77; }
flags='-std=c11 -D_GNU_SOURCE -DSIM_CHECKS -g -O1 -fsanitize=fuzzer-no-link,address,undefined
  -fno-sanitize-recover=undefined'
echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return d && n < 0; }' >"$work/try.c"
clang -fsanitize=fuzzer "$work/try.c" -o "$work/try" 2>/dev/null ||
    { echo 'this clang has no libFuzzer'; rm -rf "$work"; exit 77; }
touch "$work/config.h"

# Each source once, for all targets; made sources lie in the folder of the build.
build() {
    cd "$source" || exit 99
    {
        find sim scenarios -name '*.c' ! -path 'sim/study/*'
        # What reads recordings, and not what writes them.
        sed -n '/^librecorder_a_SOURCES/,/[^\\]$/p' recorder/Makefile.inc | grep -o '[a-z]*[.]c' |
            sed 's|^|recorder/|'
    } >"$work/sources"
    made=${BUILD:-$OLDPWD}
    while read -r file; do
        object=$work/$(echo "$file" | tr / _).o
        # shellcheck disable=SC2086  # a list
        clang $flags -I"$source" -I"$made" -I"$work" -c "$file" -o "$object" || exit 1
        echo "$object"
    done <"$work/sources" >"$work/objects"
    cd "$OLDPWD" || exit 99
}
build || exit 1

for target; do
    corpus=$source/tests/fuzz/corpus/$target
    found=$work/found-$target
    mkdir -p "$found" "$corpus" 2>/dev/null
    case $target in
    scenario | run) length=4096 more="$source/tests/bad $source/scenarios $source/tests/property/found" ;;
    recording) length=12288 more= ;; # the first chunk begins at 4096
    *) length=2048 more= ;;
    esac
    # shellcheck disable=SC2086,SC2046  # lists
    clang $flags -fsanitize=fuzzer -I"$source" "$source/tests/fuzz/fuzz_$target.c" \
        $(cat "$work/objects") -linih -lm -o "$work/fuzz_$target" || exit 1
    # shellcheck disable=SC2086  # a list
    if "$work/fuzz_$target" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len=$length \
        -dict="$source/tests/fuzz/scenario.dict" -artifact_prefix="$work/" -print_final_stats=1 \
        "$found" "$corpus" $more >"$work/$target.log" 2>&1; then
        sed -n 's/^stat::number_of_executed_units: */'"$target"': runs: /p' "$work/$target.log"
        test -z "${KEEP:-}" || "$work/fuzz_$target" -merge=1 -max_len=$length "$corpus" "$found" \
            >"$work/merge.log" 2>&1
    else
        grep -e ERROR -e SUMMARY -e 'Test unit' "$work/$target.log" | head -5
        echo "$target: see $work"
        bad=1
    fi
done
test $bad -ne 0 || rm -rf "$work"
exit $bad
