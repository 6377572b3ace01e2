/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is found wrong with a program before it runs. */
#ifndef INTERLOCK_SIM_SCENARIO_FINDING_H
#define INTERLOCK_SIM_SCENARIO_FINDING_H

#include <stdint.h>

enum sim_finding_kind {
    SIM_FINDING_WRITES,     /* two tasks may write one part at the same time */
    SIM_FINDING_READS,      /* the second may read what the first writes */
    SIM_FINDING_BORROWED,   /* a task writes what it has only borrowed */
    SIM_FINDING_NOT_PASSED, /* a task touches what is none of its arguments */
    SIM_FINDING_MOVED,      /* the first touches what has been moved to the second */
    SIM_FINDING_TOO_MANY,   /* more accesses than can be checked */
};

struct sim_finding {
    enum sim_finding_kind kind;
    uint32_t region;    /* index */
    uint32_t op[2];     /* of the one and the other; equal where there is one only */
    uint32_t thread[2]; /* ids */
    int64_t chunk[2];   /* of a `parallel`; -1: no chunk but the thread itself */
};

#endif
