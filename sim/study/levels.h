/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long how many cores are at work. */
#ifndef INTERLOCK_SIM_STUDY_LEVELS_H
#define INTERLOCK_SIM_STUDY_LEVELS_H

#include "sim/study/result.h"

/*
 * Followed through the records of a run: a core works while a thread on it executes bytecode or C
 * code. Slow cores are counted apart from fast ones, since they work less in the same time.
 */
struct study_levels {
    uint32_t fast, slow;         /* cores there are */
    int64_t slow_speed;          /* in millionths of a fast one */
    sim_time *times;             /* by fast * (slow + 1) + slow cores at work */
    uint8_t *works;              /* by thread: 0, 1 on a fast core, 2 on a slow one */
    uint32_t fast_now, slow_now; /* at work */
    uint32_t changed;            /* the thread that the last record was about */
    uint32_t threads;
};

/* What the cores lose while so many of them work. */
struct study_lost {
    sim_time some, one, none;
    sim_time alone; /* how long just one works */
};

bool study_levels_init(struct study_levels *levels, const struct sim_scenario *scenario,
                       uint32_t threads);
void study_levels_free(struct study_levels *levels);

/* For study_run. */
struct study_reader study_levels_reader(struct study_levels *levels);

struct study_lost study_levels_lost(const struct study_levels *levels);

#endif
