/* SPDX-License-Identifier: GPL-3.0-or-later
 * The section [goal]: what one has to bring about by hand, a level to play (docs/EXPLORE.md). */
#ifndef INTERLOCK_SCENARIOS_GOAL_H
#define INTERLOCK_SCENARIOS_GOAL_H

#include "scenarios/sections.h"

extern const struct section_key goal_keys[];

/* What is missing is told. */
bool goal_finish(struct build *build, const struct place *place, uint32_t row);

#endif
