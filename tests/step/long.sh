#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same with ten thousand keys on every scenario; under valgrind, where it is installed, with
# fewer: leaks, and reads of what was never written.
set -e
tests/step/sessions -k 10000 -s "${srcdir:-.}/scenarios" "${srcdir:-.}"/scenarios/*.ini
tests/step/sessions -g -k 1000 -s "${srcdir:-.}/scenarios" "${srcdir:-.}"/scenarios/*.ini
command -v valgrind >/dev/null || exit 0
valgrind -q --leak-check=full --error-exitcode=9 tests/step/sessions -k 60 -s "${srcdir:-.}/scenarios" \
    "${srcdir:-.}"/scenarios/two-threads.ini "${srcdir:-.}"/scenarios/readers.ini
