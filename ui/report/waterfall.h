/* SPDX-License-Identifier: GPL-3.0-or-later
 * The way from the ideal time to the actual one: as bars, and as JSON. */
#ifndef INTERLOCK_UI_REPORT_WATERFALL_H
#define INTERLOCK_UI_REPORT_WATERFALL_H

#include "sim/study/waterfall.h"
#include "ui/report/summary.h"

#include <jansson.h>

void report_waterfall_text(const struct summary_style *style,
                           const struct study_waterfall *waterfall);

/* NULL when out of memory; the caller decrefs. */
json_t *report_waterfall(const struct study_waterfall *waterfall);

#endif
