/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is over before what begins, in every run: told from `start` and `join` alone. */
#ifndef INTERLOCK_SIM_MECH_PRECEDENCE_H
#define INTERLOCK_SIM_MECH_PRECEDENCE_H

#include "sim/scenario/scenario.h"

/*
 * The rule. Of an op that is over it is known that
 *  - it is so at whatever comes after it in its own program, if that is one thread's, and no loop
 *    around both brings it back;
 *  - it is so at the end of its own threads, and of those who begin, or have joined somebody who
 *    ended, after it;
 *  - it is so at what follows a `join` of such threads, unless a loop may leave out the `join` alone;
 *  - threads begin after it if each `start` of theirs comes after it.
 * Whatever follows from that is found, and nothing else: values, locks, barriers, queues and events are
 * not looked at.
 */
struct precedence {
    const struct sim_scenario *scenario;
    uint32_t group, op; /* which is over */
    uint8_t *groups;    /* what is known of each */
};

/* Where memory does not suffice nothing is known, and the answers below are no. */
void precedence_init(struct precedence *known, const struct sim_scenario *scenario,
                     uint32_t group, uint32_t op);
void precedence_free(struct precedence *known);

/* Do all threads of that group begin after it? */
bool precedence_begins(const struct precedence *known, uint32_t group);

/* Is it over whenever a thread of that group reaches that op? */
bool precedence_holds_at(const struct precedence *known, uint32_t group, uint32_t op);

#endif
