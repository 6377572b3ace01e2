/* SPDX-License-Identifier: GPL-3.0-or-later
 * How much faster than one thread after the other. */
#ifndef INTERLOCK_SIM_STUDY_SPEEDUP_H
#define INTERLOCK_SIM_STUDY_SPEEDUP_H

#include "sim/study/result.h"

/*
 * speedup = makespan of `sequential` / makespan: same work, same draws, same machine, and the
 * CPython of the scenario. scaling = makespan of the same model with one worker / makespan: what
 * more workers bring, the model's own single-thread cost left out. A model whose single-thread
 * cost is CPython's has one for both.
 *
 * Where the base line cannot run (a consumer before its producer waits for ever) or the run itself
 * has not ended, there is no number but a reason. So it is where a daemon that the run's end cuts off
 * goes on to its own end in the base line, since who started it waits for it there: more work.
 */
#define STUDY_OTHER_WORK                                                                       \
    "daemons that the end of this run cuts off go on to their own end, one thread after the "  \
    "other"

struct study_speedup {
    bool known;
    double speedup, scaling;
    char why[256]; /* not known: why */
};

struct study_speedup study_speedup(const struct sim_scenario *scenario,
                                   const struct study_result *result,
                                   const struct study_limits *limits);

#endif
