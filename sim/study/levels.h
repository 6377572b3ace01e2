/* SPDX-License-Identifier: GPL-3.0-or-later
 * What cores lose while not all of them work. */
#ifndef INTERLOCK_SIM_STUDY_LEVELS_H
#define INTERLOCK_SIM_STUDY_LEVELS_H

#include "sim/study/result.h"

/*
 * Followed through the records of a run: a core works while a thread on it executes bytecode or C
 * code. Of p cores of which r work, p - r are lost at that instant: beside some that work, beside
 * one, or while none does.
 *
 * Slow cores count as much less as they are slower.
 */
typedef __int128 study_core_time; /* millionths of a core, times nanoseconds */

struct study_levels {
    uint32_t fast, slow; /* cores there are */
    int64_t slow_speed;  /* in millionths of a fast one */
    uint8_t *states;     /* of threads: enum below */
    uint32_t now[3];     /* so many threads are in each */
    uint32_t changed;    /* the thread that the last record was about */
    study_core_time some, one, none;
    sim_time alone;
};

struct study_lost {
    sim_time some, one, none; /* spread over all cores */
    sim_time alone;           /* how long just one works */
};

bool study_levels_init(struct study_levels *levels, const struct sim_scenario *scenario,
                       uint32_t threads);
void study_levels_free(struct study_levels *levels);

/* For study_run. */
struct study_reader study_levels_reader(struct study_levels *levels);

struct study_lost study_levels_lost(const struct study_levels *levels);

#endif
