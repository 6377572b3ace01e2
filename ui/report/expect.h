/* SPDX-License-Identifier: GPL-3.0-or-later
 * Expressions over a run: what a scenario says of it in [expect]. */
#ifndef INTERLOCK_UI_REPORT_EXPECT_H
#define INTERLOCK_UI_REPORT_EXPECT_H

#include "scenarios/load.h"
#include "scenarios/sweep.h"
#include "sim/study/result.h"
#include "ui/report/json.h"

#include <jansson.h>
#include <stdio.h>

/*
 * A path in an expression is a path in the object of `run --json`, so that there is one name for
 * each thing. Beyond it:
 *
 *     machine.cores, values.task   what it was given, as a number in nanoseconds, bytes, ...; also
 *                                  parameters[machine.cores]. It is looked for in the scenario:
 *                                  writing all of it into the object takes longer than many a run
 *     threads[io].waits.lock       0, not unknown, when no time was spent on that reason
 *     latency.request.upto[6ms]    the share of all that lasted at most so long, 0 to 1;
 *     locks[NAME].turn.upto[6ms]   likewise
 */
struct expect_run {
    const json_t *json;
    const struct scenario *scenario;   /* NULL: there is none */
    const struct study_result *result; /* NULL: `json` is all that is known */
    struct sweep_words words;
    char hint[REPORT_HINT]; /* of the path looked up last */
};

/* An expr_lookup_fn; `context` is a struct expect_run. */
struct expr_value expect_look_up(void *context, const char *path);

/* Evaluates each expectation and says on `to` (NULL: nothing) which are false or cannot be told.
 * Returns how many are not true. */
uint32_t expect_check(const struct scenario *scenario, struct expect_run *run, FILE *to);

#endif
