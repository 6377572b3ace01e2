/* SPDX-License-Identifier: GPL-3.0-or-later
 * All that a small scenario can come to, whoever goes on when. */
#ifndef INTERLOCK_SIM_STUDY_EXPLORE_H
#define INTERLOCK_SIM_STUDY_EXPLORE_H

#include "sim/engine/sim.h"

/*
 * A schedule is a list of choices: who goes on at each point where another could
 * (sim/mech/hand.h). All of them are searched depth first: the machine is put back to a checkpoint
 * and another thread is chosen.
 *
 *  1  Equal states are searched once. A state is what the future depends on: where each thread
 *     is, what it carries, the variables, locks and queues; not when it was reached, since nothing
 *     by hand depends on a time. It is kept as 128 bits of hash: with a million states the chance
 *     that two differ unnoticed is below 10^-26.
 *  2  No state comes twice on a schedule, since every piece of a program is gone through once. So
 *     states and choices are a graph without circles, and the schedules that lead to each outcome
 *     are counted exactly, by adding up along it.
 *  3  Where threads fall into sets that will never again touch anything in common, only one set is
 *     given choices (a persistent set): the order of the others against it changes nothing. Then
 *     what is counted are classes of schedules.
 */
struct explore_limits {
    uint64_t states;                /* most; 0: EXPLORE_STATES */
    uint64_t events;                /* most, in all schedules together; 0: no limit */
    uint32_t depth;                 /* longest schedule, in choices; 0: EXPLORE_DEPTH */
    int preemptions;                /* most in a schedule; -1: any number */
    bool every;                     /* count every schedule, no classes */
    const _Atomic int *interrupted; /* or NULL */
};

#define EXPLORE_STATES 1000000 /* assumed: some hundred megabytes, and a few seconds */
#define EXPLORE_DEPTH 4096

struct explore_outcome {
    enum sim_status status; /* SIM_ENDED or SIM_DEADLOCK */
    int64_t *values,
        *updates;      /* of each variable of the scenario: what it is, what was added */
    uint32_t *stuck;   /* of a deadlock: the op of each thread, from 1 */
    double schedules;  /* that come to it, or classes of them; exact up to 2^53 */
    uint32_t switches; /* the fewest with which one does */
    uint32_t *choices; /* that one: threads, in order; only choices between several */
    uint32_t choice_count;
};

enum explore_end {
    EXPLORE_ALL, /* every schedule, or every one within the bound on preemptions */
    EXPLORE_STATES_SPENT,
    EXPLORE_TOO_DEEP,
    EXPLORE_EVENTS_SPENT,
    EXPLORE_INTERRUPTED,
    EXPLORE_NO_MEMORY,
};

struct explore {
    enum explore_end end;
    bool classes; /* count classes, not schedules */
    bool bounded; /* some preemption was left out by the bound */
    uint64_t states;
    double schedules;
    uint32_t var_count;
    struct explore_outcome *outcomes; /* those without a loss first, then by values */
    uint32_t outcome_count;
};

/* `untimed` is by_hand_untimed() of the scenario, `model` its by_hand_model(). False with an error
 * when out of memory. */
bool explore(const struct sim_scenario *untimed, const struct sim_model *model,
             const struct explore_limits *limits, struct explore *result,
             struct sim_errors *errors);
void explore_free(struct explore *result);

/* Does it end with fewer updates than were made? */
bool explore_loses(const struct explore *result, const struct explore_outcome *outcome);

#endif
