#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What fuzzing has kept (tests/fuzz/corpus), and files of other tests, once to each target.
#
# Catches what fuzzing once found, and promises that a change of the readers breaks: a refusal without
# a word, a rule of definitions that does not hold, a derived scenario that is none.
set -u
source=${srcdir:-.}
bin=${REPLAY:-tests/fuzz}
count=0 bad=0

replay() { # TARGET FILE...
    target=$1
    shift
    count=$((count + $#))
    "$bin/replay_$target" "$@" 2>/dev/null && return
    bad=$((bad + 1))
    VERBOSE=1 "$bin/replay_$target" "$@" 2>&1 | tail -3
}

replay scenario "$source"/tests/bad/*.ini "$source"/scenarios/*.ini "$source"/tests/fuzz/corpus/scenario/*
replay run "$source"/scenarios/*.ini "$source"/tests/property/found/*.ini \
    "$source"/tests/fuzz/corpus/run/*
replay settings "$source"/tests/fuzz/corpus/settings/*
replay recording "$source"/tests/fuzz/corpus/recording/*
replay commands "$source"/tests/fuzz/corpus/commands/*
echo "$count files, $bad targets fail"
test $bad -eq 0
