/* SPDX-License-Identifier: GPL-3.0-or-later
 * Time travel: going to any step of a run. */
#ifndef INTERLOCK_SIM_TIMELINE_TIMELINE_H
#define INTERLOCK_SIM_TIMELINE_TIMELINE_H

#include "sim/engine/sim.h"
#include "sim/trace/run.h"

/*
 * A timeline is a run, commands and checkpoints:
 *
 *     step    0 ........ 4096 ........ 8192 ....... cursor .... frontier
 *     state   [c]         [c]           [c]            |            |
 *     records ################################################ - - - -
 *     commands            ^interval=1ms
 *
 * The cursor is where the machine stands; the frontier is the furthest it has ever been. Beyond
 * the frontier stepping makes history; before it, it repeats history: the machine is put back to
 * the nearest checkpoint and runs again, and what it records must equal what stands there. If it
 * ever does not, `diverged` says where: a fact to show, never to hide.
 *
 * The coordinate is the step number, since many steps can share an instant.
 *
 * Only scenario and commands make a run; checkpoints are a cache. They lie `spacing` steps apart;
 * when they outgrow the budget every second one goes and the spacing doubles.
 */
struct timeline_command {
    uint64_t step;   /* takes effect before this step */
    uint32_t thread; /* on whom the next choice falls; 0: it is about a parameter */
    enum sim_param_id param;
    int64_t number;       /* value, unless the parameter is a LATENCY */
    struct sim_dist dist; /* value, if it is */
};

struct timeline_checkpoint {
    uint64_t step;
    uint64_t records; /* in the run */
    uint64_t hash;    /* of the state */
    uint64_t *packed; /* what differs from the beginning: sim/timeline/pack.h */
    size_t bytes;     /* of that */
};

struct timeline {
    struct sim *sim;
    struct sim_cast *cast;
    struct sim_run *run;
    enum sim_status status; /* at the frontier */
    uint64_t frontier;      /* steps made so far */
    uint64_t diverged;      /* step at which a repetition differed; 0: never */
    uint64_t records;       /* of the run, up to the cursor */

    struct timeline_command *commands; /* ascending by step */
    size_t command_count, command_room;
    struct timeline_checkpoint *checkpoints; /* ascending; the first at step 0 */
    size_t checkpoint_count, checkpoint_room;
    unsigned char *beginning; /* the state at step 0 */
    uint64_t *packing;        /* room to pack a state */
    size_t bytes;             /* of the beginning and all checkpoints */
    uint64_t spacing;
    size_t budget;
};

/* Who takes part in a run of this machine; NULL when out of memory. */
struct sim_cast *timeline_cast_of(const struct sim *sim);

/* At step 0. NULL with an error when out of memory. `budget` is for checkpoints, in bytes; the
 * beginning is always kept. */
struct timeline *timeline_create(const struct sim_scenario *scenario,
                                 const struct sim_model *model, size_t budget,
                                 struct sim_errors *errors);
void timeline_destroy(struct timeline *timeline);

static inline uint64_t timeline_step_now(const struct timeline *timeline)
{
    return timeline->sim->head->step;
}

/* Moves the cursor to a step, making history if need be. Stops at the end of the run. False when
 * memory ran out on the way; the cursor then stands where that happened. */
bool timeline_seek(struct timeline *timeline, uint64_t step);

/* To the end of the run, or to `steps` in all. */
bool timeline_run(struct timeline *timeline, uint64_t steps);

/* A command at the cursor. Later steps, records and checkpoints of this timeline are forgotten:
 * whoever wants to keep them commands a branch. */
bool timeline_command(struct timeline *timeline, struct timeline_command command);

/* Back to a step, and all behind it is forgotten, commands that were given there too. */
bool timeline_rewind(struct timeline *timeline, uint64_t step);

/* A second timeline with the same past up to the cursor and nothing after it. NULL when out of
 * memory. */
struct timeline *timeline_branch(const struct timeline *timeline, struct sim_errors *errors);

#endif
