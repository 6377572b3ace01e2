/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run: making one, and stepping it. */
#ifndef INTERLOCK_SIM_ENGINE_SIM_H
#define INTERLOCK_SIM_ENGINE_SIM_H

#include "sim/base/error.h"
#include "sim/state/state.h"

/*
 * Making a run allocates; stepping does not. The scenario and the model must outlive the run.
 * State at step n is a function of the scenario (its seed included), the commands given so far
 * and n, and of nothing else.
 */

/* A run at step 0. NULL with an error when the scenario asks for more than memory holds; the
 * scenario is valid and the model can run it (sim_models_check). */
struct sim *sim_create(const struct sim_scenario *scenario, const struct sim_model *model,
                       struct sim_errors *errors);
void sim_destroy(struct sim *sim);

/* Takes the next event. Records go to sim->out, where the caller keeps room for
 * SIM_RECORDS_PER_STEP; sim->out then points behind the last one. Each step appends at least one
 * record, and the first of them is flagged. Does nothing once the run is no longer SIM_GOING. */
enum sim_status sim_step(struct sim *sim);

/* The same, until records have reached `end`, behind which there is room for one step's, or the run is
 * over. */
void sim_fill(struct sim *sim, const struct sim_record *end);

/* When the next step will happen; SIM_TIME_NEVER when nothing can happen any more. */
sim_time sim_next(const struct sim *sim);

/* Copies the state out (sim->size bytes) and back in. */
void sim_save(const struct sim *sim, void *checkpoint);
void sim_restore(struct sim *sim, const void *checkpoint);

/* The next choice that the model has to make falls on this thread, if it can. */
void sim_choose(struct sim *sim, uint32_t thread);

/* Changes a live parameter from the next step on. */
void sim_set_number(struct sim *sim, enum sim_param_id id, int64_t value);
void sim_set_dist(struct sim *sim, enum sim_param_id id, struct sim_dist dist);

#endif
