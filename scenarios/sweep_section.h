/* SPDX-License-Identifier: GPL-3.0-or-later
 * The keys of [sweep], for the table of sections. */
#ifndef INTERLOCK_SCENARIOS_SWEEP_SECTION_H
#define INTERLOCK_SCENARIOS_SWEEP_SECTION_H

#include "scenarios/sections.h"

extern const struct section_key sweep_keys[];

/* Any other key is an axis. */
bool sweep_assign_axis(struct build *build, const struct place *place,
                       const struct read_entry *entry, uint32_t row);

bool sweep_finish(struct build *build, const struct place *place, uint32_t row);

#endif
