/* SPDX-License-Identifier: GPL-3.0-or-later
 * The way from the ideal time to the actual one: as bars, and as JSON. */
#ifndef INTERLOCK_UI_REPORT_WATERFALL_H
#define INTERLOCK_UI_REPORT_WATERFALL_H

#include "sim/study/waterfall.h"
#include "ui/report/summary.h"

#include <jansson.h>

/* A row of what is shown of it. */
struct waterfall_row {
    const char *name, *text;
    sim_time from, to; /* between 0 and the actual time, but for a loss of less than nothing */
    double percent;    /* of the actual time */
};

/* What is lost, and at the end the actual time; returns how many rows. */
#define WATERFALL_ROWS (STUDY_LOSS_COUNT + 1)
size_t report_waterfall_rows(const struct study_waterfall *waterfall,
                             struct waterfall_row rows[WATERFALL_ROWS]);

/* What a row's time is, in a sentence. */
const char *report_waterfall_note(const struct study_waterfall *waterfall);

void report_waterfall_text(const struct summary_style *style,
                           const struct study_waterfall *waterfall);

/* NULL when out of memory; the caller decrefs. */
json_t *report_waterfall(const struct study_waterfall *waterfall);

#endif
