/* SPDX-License-Identifier: GPL-3.0-or-later
 * Questions about where two models break even. */
#ifndef INTERLOCK_UI_QUIZ_EVEN_H
#define INTERLOCK_UI_QUIZ_EVEN_H

#include "ui/quiz/run.h"

/* "From which value of `task` on is it faster to run this as ...?" of a scenario whose times have a
 * name ([values]): draws who competes from `draws`, and finds where they break even
 * (sim/study/even.h). False when that is no question: there is no such point in sight, or several,
 * or it is too uncertain to be asked for. */
bool quiz_even(struct quiz_item *item, const struct quiz_run *run, uint64_t draws);

/* Who is ahead at what was answered. False when it cannot be run so. */
bool quiz_even_parting(const struct quiz_item *item, const struct quiz_run *run, int64_t answer,
                       struct sim_text *text);

#endif
