/* SPDX-License-Identifier: GPL-3.0-or-later
 * Classes of costs, and scaling them: what if pickling took half? */
#ifndef INTERLOCK_SIM_SCENARIO_COSTS_H
#define INTERLOCK_SIM_SCENARIO_COSTS_H

#include "sim/scenario/params.h"

/*
 * A class is a parameter of [costs]: 100% leaves its members (costs.def) as they are, 0% takes
 * them away. Whoever makes a scenario scales once, when all parameters have their values; from
 * then on nothing knows of classes.
 */
#define SIM_COST_WHOLE 1000000

/* The class of a parameter: a parameter of [costs]; SIM_PARAM_COUNT when it is no cost. */
enum sim_param_id sim_cost_class(enum sim_param_id id);

/* Scales a parameter that is a number: shorter, faster, or surer, and still in its range. */
void sim_cost_scale(struct sim_params *params, enum sim_param_id id, int64_t share);

/* Takes a class away: as [costs] would with 0%. */
void sim_cost_remove(struct sim_params *params, enum sim_param_id cost_class);

#endif
