/* SPDX-License-Identifier: GPL-3.0-or-later
 * The laws where somebody chooses who goes on. */
#ifndef INTERLOCK_TESTS_PROPERTY_CHOSEN_H
#define INTERLOCK_TESTS_PROPERTY_CHOSEN_H

#include "tests/property/laws.h"

/*
 * Runs the scenario by hand, with its times and without, if it can be: every choice is drawn, every
 * record is looked at, and what was chosen brings about the same again from a state on the way.
 * What does not hold is told as in laws.h.
 */
void chosen_try(const struct sim_scenario *scenario, uint64_t seed, struct laws_tally *tally);

#endif
