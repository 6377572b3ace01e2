/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a recording says about the program, in one sentence. */
#ifndef INTERLOCK_UI_REPORT_ADVICE_H
#define INTERLOCK_UI_REPORT_ADVICE_H

#include "sim/base/text.h"
#include "sim/study/result.h"

/* Whether it is the lock that the program waits for, who has it meanwhile, and what would help. */
void advice_put(struct sim_text *text, const struct study_result *result);

#endif
