/* SPDX-License-Identifier: GPL-3.0-or-later
 * Hardware threads that share a core. */
#ifndef INTERLOCK_SIM_ENGINE_SIBLINGS_H
#define INTERLOCK_SIM_ENGINE_SIBLINGS_H

#include "sim/base/hint.h"
#include "sim/state/state.h"

/*
 * The rule, with [machine] threads_per_core = 2:
 *  - Each of `cores` is a hardware thread; two of them are siblings, as Linux calls them, on one core
 *    (sim_params_sibling). A slow core has only one.
 *  - While both have work, each does it at `shared_speed` of what it would alone, whatever it is: a
 *    burst under way goes on faster or slower when its sibling becomes idle or busy.
 *  - A thread for which a core is looked for gets one beside an idle sibling, if there is one; a slow one
 *    rather than one beside work.
 *  - Where two compute on one core while another has been idle for `spread_after`, one of them is moved
 *    there.
 * What one sees: twice as many threads as cores get 1.2 times as much done, not twice; what each takes
 * longer over its work is `shared` (sim/trace/fold.h).
 * What it costs: a core that becomes busy or idle settles and arms its sibling's burst anew; one event
 * while somebody is to be moved.
 * Left out: what is shared depends on the code (a chain of instructions that wait for each other loses
 * nothing, one that loads all it can loses half). What a burst brings to a shared rate
 * (sim/engine/rates.h) goes by the speed with which it begins. Each idle core has a balancer of its own
 * in Linux, and it is moved when that has failed four times to find a thread in a queue.
 */

/* The other hardware thread of its core; 0: it has none. */
uint16_t siblings_of(const struct sim *sim, uint16_t core);

/* Has its sibling work? */
bool siblings_is_beside_work(const struct sim *sim, uint16_t core);

/* How fast it is as its sibling is now, in millionths. */
int64_t siblings_speed(const struct sim *sim, uint16_t core);

/* A core has become busy or idle: its sibling goes on at another speed. Called where sim->paired. */
SIM_SELDOM void siblings_changed(struct sim *sim, uint16_t core);

/* All cores idle. */
void siblings_init(struct sim *sim);

/* The balancer is one behind the last core in sim->ticks. Its event fell due: moves one thread. */
static inline uint32_t siblings_balancer(const struct sim *sim)
{
    return sim->core_count + 1;
}

void siblings_balance(struct sim *sim);

/* Which invariant does not hold; NULL: all do. */
const char *siblings_check(const struct sim *sim);

#endif
