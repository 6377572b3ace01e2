/* SPDX-License-Identifier: GPL-3.0-or-later
 * A comparison of models: as a table, and as JSON. */
#ifndef INTERLOCK_UI_REPORT_COMPARE_H
#define INTERLOCK_UI_REPORT_COMPARE_H

#include "scenarios/load.h"
#include "sim/study/compare.h"
#include "ui/report/summary.h"

#include <jansson.h>

/*
 * What a row says, each in a buffer that is returned:
 * - what is compared: the time, or how late answers are; "-" where it does not tell that;
 * - the speedup, or the ratio in its place: "3.10 (3.05-3.15)", or "-";
 * - the verdict on that: "faster", in a row of another version "faster than 3.12";
 * - such a row against its own version: "slower than sequential under 3.1: 0.58"; else "";
 * - a measure: "request: mean 5.49 ms, median 5.48 ms, 99% below 5.53 ms".
 */
#define REPORT_CELL 256
const char *report_compared(char text[REPORT_CELL], const struct study_comparison *comparison,
                            const struct study_row *row);
const char *report_speedup_text(char text[REPORT_CELL],
                                const struct study_comparison *comparison,
                                const struct study_row *row);
const char *report_verdict(char text[REPORT_CELL], const struct study_comparison *comparison,
                           const struct study_row *row);
const char *report_own(char text[REPORT_CELL], const struct study_row *row);
const char *report_latency(char text[REPORT_CELL], const struct study_latency *latency);

/* Why there is neither a speedup nor a ratio; "" where there is one, or where nothing is amiss. */
const char *report_why(const struct study_row *row);

/* "of 1 run", where it is not of as many as the others; else "". */
const char *report_runs(char text[REPORT_CELL], const struct study_comparison *comparison,
                        const struct study_row *row);

void report_compare_table(const struct summary_style *style, const struct scenario *scenario,
                          const struct study_comparison *comparison);

/* The object of `compare --json`. NULL when out of memory; the caller decrefs. */
json_t *report_compare(const struct scenario *scenario,
                       const struct study_comparison *comparison);

#endif
