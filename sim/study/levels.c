/* SPDX-License-Identifier: GPL-3.0-or-later
 * Counting cores at work, record by record. */
#include "sim/study/levels.h"

#include <stdlib.h>

#define WHOLE 1000000

enum state {
    ELSEWHERE, /* waiting, absent, or on a core without working */
    ON_FAST,
    ON_SLOW,
};

bool study_levels_init(struct study_levels *levels, const struct sim_scenario *scenario,
                       uint32_t threads)
{
    const struct sim_params *params = &scenario->params;

    *levels = (struct study_levels){ .fast = (uint32_t)(params->cores - params->slow_cores),
                                     .slow = (uint32_t)params->slow_cores,
                                     .slow_speed = params->slow_speed,
                                     .states = calloc(threads + 1u, 1) };
    return levels->states;
}

void study_levels_free(struct study_levels *levels)
{
    free(levels->states);
}

/* ---- following ---- */

static enum state state_of(const struct study_levels *levels, const struct fold_thread *thread)
{
    if (!thread->on_core ||
        (thread->reason != SIM_REASON_RUNNING && thread->reason != SIM_REASON_NATIVE))
        return ELSEWHERE;
    return thread->core > levels->fast ? ON_SLOW : ON_FAST;
}

static int64_t capacity(const struct study_levels *levels, uint32_t fast, uint32_t slow)
{
    return (int64_t)fast * WHOLE + (int64_t)slow * levels->slow_speed;
}

/* So long it was as it is now. */
static void add_up(struct study_levels *levels, sim_time passed)
{
    uint32_t fast = levels->now[ON_FAST], slow = levels->now[ON_SLOW];
    uint32_t works = fast + slow;
    study_core_time lost = capacity(levels, levels->fast - fast, levels->slow - slow);

    *(works == 0 ? &levels->none : works == 1 ? &levels->one : &levels->some) += lost * passed;
    if (works == 1)
        levels->alone += passed;
}

/* The fold has taken the last record in by now. */
static void read(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct study_levels *levels = context;
    uint32_t id = levels->changed;

    levels->now[levels->states[id]]--;
    levels->states[id] = id ? (uint8_t)state_of(levels, &before->threads[id]) : ELSEWHERE;
    levels->now[levels->states[id]]++;
    add_up(levels, sim_record_gap(record));
    levels->changed = record.thread;
}

struct study_reader study_levels_reader(struct study_levels *levels)
{
    return (struct study_reader){ .read = read, .context = levels };
}

/* ---- summing up ---- */

struct study_lost study_levels_lost(const struct study_levels *levels)
{
    int64_t all = capacity(levels, levels->fast, levels->slow);

    return (struct study_lost){ .some = (sim_time)(levels->some / all),
                                .one = (sim_time)(levels->one / all),
                                .none = (sim_time)(levels->none / all),
                                .alone = levels->alone };
}
