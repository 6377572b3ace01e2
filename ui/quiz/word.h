/* SPDX-License-Identifier: GPL-3.0-or-later
 * Putting what was drawn into words. */
#ifndef INTERLOCK_UI_QUIZ_WORD_H
#define INTERLOCK_UI_QUIZ_WORD_H

#include "ui/quiz/run.h"

/* The question's text, form, unit, choices, truth and explanation, when all that was drawn
 * stands in the item. False when it would be none: too few choices to choose from. */
bool quiz_word(struct quiz_item *item, const struct quiz_run *run,
               const struct quiz_tally *tally, uint64_t draws);

/* Whether a setting, "machine.cores=8", is of that parameter. */
bool quiz_sets(const char *setting, const char *parameter);

/* Its title, machine, and what the threads do. */
void quiz_describe(struct quiz_item *item, const struct quiz_run *run);

/* "step 9 (5.06 ms): worker-2 has waited ..." */
void quiz_put_record(struct sim_text *text, const struct quiz_run *run, uint64_t record);

/* The step to which a record belongs. */
uint64_t quiz_step_of(const struct quiz_run *run, uint64_t record);

#endif
