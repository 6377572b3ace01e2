/* SPDX-License-Identifier: GPL-3.0-or-later
 * Records as lines: for reading, as JSON, as CSV. */
#ifndef INTERLOCK_UI_REPORT_TOLD_H
#define INTERLOCK_UI_REPORT_TOLD_H

#include "sim/trace/sentence.h"

#include <stdio.h>

/* One line about a record, told with the fold before it. */
typedef void (*told_fn)(FILE *to, const struct sim_fold *before, struct sim_record record);

void told_text(FILE *to, const struct sim_fold *before, struct sim_record record);
void told_json(FILE *to, const struct sim_fold *before, struct sim_record record);
void told_csv(FILE *to, const struct sim_fold *before, struct sim_record record);

/* The beginning of a line as text, and the sentence that goes behind it, for who wraps it. Returns
 * how many columns are written. */
int told_begin(FILE *to, const struct sim_fold *before, struct sim_record record,
               char sentence[SIM_SENTENCE]);

/* The line before all of CSV: names of the columns (docs/JSON.md). */
void told_csv_head(FILE *to);

/* When it happened. */
sim_time told_time(const struct sim_fold *before, struct sim_record record);

#endif
