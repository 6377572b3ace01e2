#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The simulator has no state outside its block: libsim defines nothing writable, and calls nothing
# of the C library that knows a clock, a file or the environment.
set -u
archive=${LIBSIM:-./libsim.a}
nm=${NM-nm} objdump=${OBJDUMP-objdump}
test -r "$archive" || { echo "no $archive"; exit 99; }
test -z "${SANITIZE:-}" || { echo 'with sanitizers, coverage or LTO objects look otherwise'; exit 77; }
test -n "$nm" && test -n "$objdump" || { echo 'needs nm and objdump'; exit 77; }

# What cannot be read must not pass for what is clean.
$nm "$archive" 2>/dev/null | grep -q ' T sim_step$' || { echo "no sim_step in $archive"; exit 99; }

# .data.rel.ro holds tables of pointers: written by the linker only, then read-only.
writable=$($objdump -t "$archive" 2>/dev/null |
    awk '/ O / && ($0 ~ / \.bss/ || ($0 ~ / \.data/ && $0 !~ /\.data\.rel\.ro/)) || / \*COM\*/')
called=$($nm -u "$archive" | awk '
    $1 == "U" && $2 ~ /^(time|clock_gettime|gettimeofday|getenv|secure_getenv|fopen|fopen64|open|open64|read|write|rand|random|srand|setlocale|pthread_.*)$/')
if test -n "$writable$called"; then
    printf '%s\n' "$writable" "$called"
    exit 1
fi
