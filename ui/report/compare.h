/* SPDX-License-Identifier: GPL-3.0-or-later
 * A comparison of models: as a table, and as JSON. */
#ifndef INTERLOCK_UI_REPORT_COMPARE_H
#define INTERLOCK_UI_REPORT_COMPARE_H

#include "scenarios/load.h"
#include "sim/study/compare.h"
#include "ui/report/summary.h"

#include <jansson.h>

/* Indexed by enum study_verdict. */
extern const char *const report_verdicts[];

/* A row's verdict, about the ratio where that stands in place of a speedup. */
const char *report_verdict(const struct study_comparison *comparison,
                           const struct study_row *row);

/* The speedup, or that ratio: "3.10 (3.05-3.15)", or "-"; returns the buffer. */
#define REPORT_SPEEDUP 112
const char *report_speedup_text(char text[REPORT_SPEEDUP], const struct study_row *row);

void report_compare_table(const struct summary_style *style, const struct scenario *scenario,
                          const struct study_comparison *comparison);

/* The object of `compare --json`. NULL when out of memory; the caller decrefs. */
json_t *report_compare(const struct scenario *scenario,
                       const struct study_comparison *comparison);

#endif
