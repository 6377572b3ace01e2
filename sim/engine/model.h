/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the engine asks of an execution model. */
#ifndef INTERLOCK_SIM_ENGINE_MODEL_H
#define INTERLOCK_SIM_ENGINE_MODEL_H

#include "sim/engine/flow.h"
#include "sim/scenario/finding.h"
#include "sim/state/state.h"

/*
 * A model is one const struct at the end of its file in sim/models. The engine runs threads as
 * far as cores, run queues, sleeping and waking go; what a thread does with its time on a core is
 * said by states (sim/engine/flow.h), and the model says in which state which op begins.
 */
struct sim_op_rule {
    const char
        *how; /* NULL: runs as it stands; else how it is translated, or why it cannot run */
    uint16_t state; /* in which the op begins; 0: this model cannot run it */
};

struct sim_op_change {
    uint32_t kind; /* enum sim_op_kind; SIM_OP_COUNT ends a list */
    struct sim_op_rule rule;
};

/* How many interpreters there are: none, one for all threads, or one in each process. */
enum sim_interps { SIM_INTERPS_NONE = 0, SIM_INTERPS_ONE = 1, SIM_INTERPS_EACH };

struct sim_model {
    const char *name;
    const char *claim; /* one sentence: what the model stands for */

    /* Its interpreters: enum sim_interps, and what keeps threads apart in each: enum
     * interp_lock_kind (sim/mech/interp.h), of which the engine does not know. */
    uint32_t interps;
    uint32_t lock;

    /* The versions of CPython it stands for, inclusive. */
    enum sim_python first_python, last_python;

    /* Why an op that the model runs otherwise cannot be run as it stands; NULL: it can. A NULL
     * hook: every one can. */
    const char *(*refuses)(const struct sim_op *op);

    /* What its check of the program finds, at most `most` of it; returns how much there is. With
     * `strict` set a program of which something is found does not run: its outcome is `refused`.
     * NULL: there is no check. */
    uint32_t (*find)(const struct sim_scenario *scenario, struct sim_finding *list,
                     uint32_t most);
    bool strict;
    /* The scenario as the model runs it, with threads that nobody wrote: one allocation, which is
     * freed with the run. NULL: out of memory. A NULL hook: as it stands. */
    struct sim_scenario *(*translate)(const struct sim_scenario *scenario);

    /* What it cannot run of a scenario across ops; adds errors, true when there is nothing. A NULL
     * hook: nothing. */
    bool (*fits)(const struct sim_scenario *scenario, struct sim_errors *errors);

    /* Threads beyond the scenario's, which carry others (engine.h); their rows are the last. A NULL
     * hook: none. */
    uint32_t (*carriers)(const struct sim_scenario *scenario);

    /* Makes constants of the run (sim->constants, freed with free); NULL: needs none. NULL as
     * result: out of memory. */
    void *(*prepare)(const struct sim_scenario *scenario);

    /* Adds rows beyond the engine's own; called in both rounds of laying out. */
    void (*layout)(struct sim *sim, struct sim_layout *layout);

    /* Sets the first values of those rows, the threads' own being there already; NULL: all zero. */
    void (*init)(struct sim *sim);

    /* What a carried thread waits for outside has come; NULL where none is carried. */
    void (*due)(struct sim *sim, struct sim_thread *thread);

    /* A thread has ended; NULL: nothing to do. */
    void (*ended)(struct sim *sim, struct sim_thread *thread);

    /* Is there a choice to be made by the model, as sim->head->chosen has it or by a rule of its own,
     * and nothing else that happens at this instant? If so it is, as a step. A NULL hook: never. */
    bool (*choose)(struct sim *sim);

    /* Which of the model's own invariants does not hold; NULL: all do. A NULL hook: none. */
    const char *(*check)(const struct sim *sim);

    /* Bursts draw on the lines of the objects that they use (sim/mech/line.h). */
    bool lines;

    /* The states in which a thread begins, and a carrier. */
    uint16_t main, carry;

    /* How ops begin: indexed by enum sim_op_kind, and a list of those for which it is otherwise;
     * NULL: none. Who wants to know asks sim_model_rule; a run has it in op_states. */
    const struct sim_op_rule *ops;
    const struct sim_op_change *changes;

    /* Indexed by the numbers in frames. */
    const sim_state_fn *states;
};

/* Goes on in `state` in the same breath, where engine_go would come back to the step's loop first; but
 * not beyond the records that a step has room for. */
static inline enum sim_flow engine_pass(struct sim *sim, struct sim_thread *thread,
                                        struct sim_frame *frame, uint16_t state)
{
    frame->state = state;
    if (engine_is_full(sim))
        return SIM_FLOW_AGAIN;
    return sim->states[state](sim, thread, frame);
}

/* The procedure has ended, and another has called it, which goes on in the same breath: as with
 * SIM_FLOW_DONE, but for a way through the step's loop. */
static inline enum sim_flow engine_done(struct sim *sim, struct sim_thread *thread,
                                        struct sim_frame *frame)
{
    if (engine_is_full(sim))
        return SIM_FLOW_DONE;
    thread->depth--;
    frame--;
    return sim->states[frame->state](sim, thread, frame);
}

static inline const struct sim_op_rule *sim_model_rule(const struct sim_model *model,
                                                       uint32_t kind)
{
    const struct sim_op_change *change = model->changes;

    for (; change && change->kind < SIM_OP_COUNT; change++) {
        if (change->kind == kind)
            return &change->rule;
    }
    return &model->ops[kind];
}

#endif
