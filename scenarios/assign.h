/* SPDX-License-Identifier: GPL-3.0-or-later
 * From sections and keys to the definition of a run. */
#ifndef INTERLOCK_SCENARIOS_ASSIGN_H
#define INTERLOCK_SCENARIOS_ASSIGN_H

#include "scenarios/load.h"
#include "scenarios/read.h"

/*
 * The second stage. Each key is looked up in a table and its value read by type and range; what
 * nobody says keeps its default. It knows one value at a time: whether they fit together is
 * asked afterwards (sim_scenario_validate, sim_model_check).
 */

/* Whether sections of that kind have a name, as [thread worker] has. */
bool assign_is_named(const char *kind);

/* Makes a scenario from a document that `file` stands for. Adds all that is wrong, and then
 * leaves `scenario` as it was. Everything is taken from the arena. */
bool assign_document(struct arena *arena, struct sources *sources, const char *file,
                     const struct read_document *document, struct scenario *scenario,
                     struct sim_errors *errors);

#endif
