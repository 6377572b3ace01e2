/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs as JSON: what other programs read. */
#ifndef INTERLOCK_UI_REPORT_JSON_H
#define INTERLOCK_UI_REPORT_JSON_H

#include "scenarios/load.h"
#include "sim/study/interval.h"
#include "sim/study/result.h"
#include "sim/study/speedup.h"

#include <jansson.h>
#include <stdio.h>

/*
 * The names here are a contract (docs/JSON.md): they may be added to, not changed. They are also
 * the names that [expect] uses: a path like `latency.request.p50_ns` is looked up in the object
 * that `run --json` prints, so that there is one word for each thing.
 */

/* An object that begins with schema, version, seed and parameters. */
json_t *report_head(const char *schema, const struct scenario *scenario);

/* Adds to an object, which has begun, what `run --json` tells of a run. */
void report_put_run(json_t *object, const struct study_result *result,
                    const struct study_speedup *speedup);

/* What an expression can ask of a run: the object of `run --json` without the parameters. NULL when out of memory; the caller decrefs. */
json_t *report_facts(const struct scenario *scenario, const struct study_result *result,
                     const struct study_speedup *speedup);

/* The object of `run --json`. NULL when out of memory; the caller decrefs. */
json_t *report_run(const struct scenario *scenario, const struct study_result *result,
                   const struct study_speedup *speedup);

/* A ratio with its interval, as NAME, NAME_low and NAME_high. */
void report_set_ratio(json_t *object, const char *name, const struct study_interval *ratio);

/* "ended", "deadlock", ... */
const char *report_outcome(enum sim_status outcome);

/* Prints an object and a newline. */
void report_print(const json_t *object, FILE *to);

/* What a dotted path names in an object: `threads[worker-1].waits.interpreter` looks for the
 * member of an array with that name, `cores[1]` is the first of one without names. NULL when there is no such thing. */
const json_t *report_lookup(const json_t *object, const char *path);

#define REPORT_HINT 160

/* Of a path that names nothing: "did you mean 'makespan_ns'?", or what there is beside the part
 * that leads nowhere. NULL when there is nothing to be said. */
const char *report_hint(const json_t *object, const char *path, char hint[REPORT_HINT]);

#endif
