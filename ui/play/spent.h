/* SPDX-License-Identifier: GPL-3.0-or-later
 * Times by reason, as numbers and in words. */
#ifndef INTERLOCK_UI_PLAY_SPENT_H
#define INTERLOCK_UI_PLAY_SPENT_H

#include "sim/base/text.h"
#include "sim/trace/fold.h"

/* All the time that is not absent. */
sim_time play_spent_total(const sim_time spent[SIM_REASON_COUNT]);

/* The reason with the most time of those that are not `taken` (a bit each), absent never;
 * SIM_REASON_SAME: no other has any. */
enum sim_reason play_spent_most(const sim_time spent[SIM_REASON_COUNT], uint32_t taken);

/* "42%"; what is there is not "0%", and what is not all is not "100%". */
void play_put_percent(struct sim_text *text, sim_time part, sim_time whole);

/* " interpreter 73%, running 20%": the longest four, in parts of the total. */
void play_put_shares(struct sim_text *text, const sim_time spent[SIM_REASON_COUNT]);

#endif
