/* SPDX-License-Identifier: GPL-3.0-or-later
 * Counting cores at work, record by record. */
#include "sim/study/levels.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE 1000000

bool study_levels_init(struct study_levels *levels, const struct sim_scenario *scenario,
                       uint32_t threads)
{
    const struct sim_params *params = &scenario->params;
    uint32_t slow = (uint32_t)params->slow_cores;

    *levels = (struct study_levels){ .fast = (uint32_t)params->cores - slow,
                                     .slow = slow,
                                     .slow_speed = params->slow_speed,
                                     .threads = threads };
    levels->times = calloc((levels->fast + 1u) * (size_t)(slow + 1), sizeof(*levels->times));
    levels->works = calloc(threads + 1u, 1);
    return levels->times && levels->works;
}

void study_levels_free(struct study_levels *levels)
{
    free(levels->times);
    free(levels->works);
}

/* ---- following ---- */

static uint8_t works_on(const struct study_levels *levels, const struct sim_fold *fold,
                        uint32_t id)
{
    const struct fold_thread *thread = &fold->threads[id];

    if (!thread->on_core ||
        (thread->reason != SIM_REASON_RUNNING && thread->reason != SIM_REASON_NATIVE))
        return 0;
    return thread->core > levels->fast ? 2 : 1;
}

static void count(struct study_levels *levels, uint8_t works, uint32_t by)
{
    if (works == 1)
        levels->fast_now += by;
    else if (works == 2)
        levels->slow_now += by;
}

/* The fold has taken the last record in by now. */
static void read(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct study_levels *levels = context;
    uint32_t id = levels->changed;
    sim_time passed = record.dt;

    if (record.kind == SIM_RECORD_GAP)
        passed += (sim_time)record.arg << 32;
    if (id) {
        count(levels, levels->works[id], UINT32_MAX); /* one fewer */
        levels->works[id] = works_on(levels, before, id);
        count(levels, levels->works[id], 1);
    }
    levels->times[levels->fast_now * (levels->slow + 1) + levels->slow_now] += passed;
    levels->changed = record.thread;
}

struct study_reader study_levels_reader(struct study_levels *levels)
{
    return (struct study_reader){ .read = read, .context = levels };
}

/* ---- summing up ---- */

struct study_lost study_levels_lost(const struct study_levels *levels)
{
    int64_t all = (int64_t)levels->fast * WHOLE + (int64_t)levels->slow * levels->slow_speed;
    struct study_lost lost = { 0 };

    for (uint32_t fast = 0; fast <= levels->fast; fast++) {
        for (uint32_t slow = 0; slow <= levels->slow; slow++) {
            sim_time time = levels->times[fast * (levels->slow + 1) + slow];
            int64_t busy = (int64_t)fast * WHOLE + (int64_t)slow * levels->slow_speed;
            sim_time part = sim_time_ratio(time, all - busy, all);

            if (fast + slow == 1)
                lost.alone += time;
            *(fast + slow == 0   ? &lost.none
              : fast + slow == 1 ? &lost.one
                                 : &lost.some) += part;
        }
    }
    return lost;
}
