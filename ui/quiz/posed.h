/* SPDX-License-Identifier: GPL-3.0-or-later
 * The questions that scenarios ask of themselves. */
#ifndef INTERLOCK_UI_QUIZ_POSED_H
#define INTERLOCK_UI_QUIZ_POSED_H

#include "ui/quiz/question.h"

/* The question with its answer, as `lookup` knows the run. False when `why` says what cannot be
 * told of this run: a path without a value, or choices of which not exactly one is so. */
bool quiz_pose(const struct scenario *scenario, const struct scenario_question *from,
               expr_lookup_fn lookup, void *context, struct quiz_question *question,
               struct sim_text *why);

#endif
