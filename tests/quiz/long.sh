#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Generated questions as in tests/quiz/quiz.sh, a thousand of them: each is answered a second time
# from the trace alone. Part of make check-long: it reads a trace for each question.
set -u
source=$(cd "${srcdir:-.}" && pwd)
: "${INTERLOCK:=./interlock}" "${RECOUNT:=tests/quiz/recount}"
scenarios=$(for file in "$source"/scenarios/*.ini; do basename "$file" .ini; done)
for seed in 11 12 13 14 15; do
    # shellcheck disable=SC2086
    "$INTERLOCK" quiz $scenarios --seed $seed --count 200 --json --answers |
        "$RECOUNT" "$INTERLOCK" || exit 1
done
