/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the ownership check has found, as a compiler would say it, and as JSON. */
#ifndef INTERLOCK_UI_REPORT_FINDINGS_H
#define INTERLOCK_UI_REPORT_FINDINGS_H

#include "scenarios/load.h"
#include "sim/study/result.h"

#include <jansson.h>
#include <stdio.h>

/* "file:line: error: what", the line itself, and a note with the place of the other one. */
void findings_print(FILE *to, const struct scenario *scenario,
                    const struct study_result *result);

json_t *findings_json(const struct scenario *scenario, const struct study_result *result);

#endif
