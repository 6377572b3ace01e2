/* SPDX-License-Identifier: GPL-3.0-or-later
 * Models whose interpreter lock goes to whoever is chosen. */
#ifndef INTERLOCK_SIM_MODELS_BY_HAND_H
#define INTERLOCK_SIM_MODELS_BY_HAND_H

#include "sim/models/models.h"

/* For a scenario's own model: NULL if it is refused, or if it is not known where that one switches.
 * These models are in no list: a run by hand is a scenario and choices, not a scenario. */
const struct sim_model *by_hand_model(const struct sim_scenario *scenario);

/* Why there is none for its own model, as what follows "the model 'pypy' "; NULL: there is one. */
const char *by_hand_why_not(const struct sim_scenario *scenario);

/* Why none of them can run a scenario, whatever its model; NULL: one can. */
const char *by_hand_refuses(const struct sim_scenario *scenario);

/*
 * The same program without times, for which orders are all that counts: the machine costs nothing,
 * input and output and C code without the lock are over at once (so whoever waits for them may go
 * on at any moment, as soon or as late as one likes), nobody loses patience. What tasks of an event
 * loop await keeps its time, which nobody looks at: it comes when it is chosen. NULL when out of
 * memory; to be freed with free(). It refers to what belongs to `scenario`.
 */
struct sim_scenario *by_hand_untimed(const struct sim_scenario *scenario);

#endif
