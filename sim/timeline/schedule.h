/* SPDX-License-Identifier: GPL-3.0-or-later
 * A timeline of a run by hand: from choice to choice. */
#ifndef INTERLOCK_SIM_TIMELINE_SCHEDULE_H
#define INTERLOCK_SIM_TIMELINE_SCHEDULE_H

#include "sim/timeline/timeline.h"

/*
 * For models of sim/models/by_hand.h. A schedule is a list of threads: on whom each choice falls
 * that is one, between several. Followed, it becomes commands of the timeline.
 */

/* Makes history up to the next choice between several, or to the end, or by so many steps. False when
 * memory ran out. */
bool schedule_to_choice(struct timeline *timeline, uint64_t steps);

/* Is there one where the timeline stands? */
bool schedule_at_choice(const struct timeline *timeline);

/* It falls on this thread, which may be chosen; goes to the next one, by so many steps at most. */
bool schedule_choose(struct timeline *timeline, uint32_t thread, uint64_t steps);

/* Chooses `count` times, as far as that can be, with so many steps at most between two choices;
 * returns how often it could. */
size_t schedule_follow(struct timeline *timeline, const uint32_t *threads, size_t count,
                       uint64_t steps);

#endif
