/* SPDX-License-Identifier: GPL-3.0-or-later
 * What counts in a scenario's runs, replication by replication. */
#ifndef INTERLOCK_SIM_STUDY_SERIES_H
#define INTERLOCK_SIM_STUDY_SERIES_H

#include "sim/study/interval.h"
#include "sim/study/result.h"

/* So many replications as are worth it: one where nothing is random. */
int study_replications(const struct sim_scenario *scenario);

/* What counts, which is `aim` (aim.h), in `count` replications, from the scenario's own on. False when
 * one of them does not tell it or cannot be run; then `why` says what is in the way. */
bool study_series(const struct sim_scenario *scenario, const struct sim_model *model,
                  const struct study_limits *limits, uint32_t aim, int count, double *values,
                  struct sim_text *why);

#endif
