/* SPDX-License-Identifier: GPL-3.0-or-later
 * What only a recorded run has to tell. */
#ifndef INTERLOCK_UI_REPORT_RECORDED_H
#define INTERLOCK_UI_REPORT_RECORDED_H

#include "recorder/recording.h"
#include "ui/report/json.h"
#include "ui/report/summary.h"

/* Processes, what is missing, and a table of threads: running, waiting, computing, blocked. */
void recorded_print(const struct summary_style *style, const struct recording *recording,
                    const struct study_result *result);

/* Says, sentence by sentence, what a reader must know before believing the rest; nothing when all is
 * well. */
void recorded_warn(void (*say)(void *context, const char *text), void *context,
                   const struct recording *recording);

/* Why events are missing, behind a colon; nothing where that is not known: facts->causes. */
void recorded_put_causes(struct sim_text *text, uint32_t causes);

/* The object of `run --json`. NULL when out of memory; the caller decrefs. */
json_t *recorded_json(const struct recording *recording, const struct study_result *result,
                      const struct study_speedup *speedup);

#endif
