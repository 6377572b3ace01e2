/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a condition may ask about a moment of a run. */
#ifndef INTERLOCK_UI_PLAY_MOMENT_H
#define INTERLOCK_UI_PLAY_MOMENT_H

#include "scenarios/expr.h"
#include "sim/trace/fold.h"

/*
 * The expressions are those of [expect] (scenarios/expr.h); here they ask about a moment:
 *
 *     holder            who has the interpreter lock; "nobody"
 *     asked             who has posted a request that is pending; "nobody"
 *     waiting           how many want the interpreter lock
 *     waits[T]          for how long thread T has been waiting, whatever for; 0 when it is not
 *     does[T]           its reason: "running", "interpreter", "io", ...
 *     spent[T].REASON   how much time it has spent on that so far
 *     vars.V.value      a shared variable; vars.V.lost what is missing
 *     locks[L]          who holds a lock of the program
 *     queues[Q]         items in it
 *     deadlock          nobody can go on any more
 *     time, step
 *
 * A thread's name stands for itself.
 */
struct play_moment {
    const struct sim_fold *fold;
    char names[2][256]; /* of threads: a comparison has two sides */
    int turn;
};

/* An expr_lookup_fn; `context` is a struct play_moment. */
struct expr_value play_moment_look_up(void *context, const char *path);

#endif
