/* SPDX-License-Identifier: GPL-3.0-or-later
 * The execution models there are. */
#ifndef INTERLOCK_SIM_MODELS_MODELS_H
#define INTERLOCK_SIM_MODELS_MODELS_H

#include "sim/engine/model.h"

/* Ended by NULL. params.model is a place in it from 1; 0 lets the Python version choose. */
extern const struct sim_model *const sim_models[];

/* The model that a scenario asks for, by name or by its Python version. */
const struct sim_model *sim_model_of(const struct sim_scenario *scenario);

/* The version to run under a model that need not stand for `python`: that one if it does; else the
 * same release with the lock, or without; else the nearest. */
int64_t sim_model_version(const struct sim_model *model, int64_t python);

/* NULL when there is none of that name. */
const struct sim_model *sim_model_find(const char *name);

/* Adds what this model cannot run of the scenario; true when it can run all. */
bool sim_model_check(const struct sim_model *model, const struct sim_scenario *scenario,
                     struct sim_errors *errors);

/* Adds that a model cannot run what stands in a line (0: nowhere), and why; returns false. */
bool sim_model_refuse(const char *model, const struct sim_scenario *scenario, uint32_t line,
                      const char *what, const char *why, struct sim_errors *errors);

#endif
