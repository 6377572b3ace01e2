/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fork-join: chunks of work that a thread shares with its team. */
#ifndef INTERLOCK_SIM_MECH_TEAM_H
#define INTERLOCK_SIM_MECH_TEAM_H

#include "sim/engine/engine.h"
#include "sim/engine/flow.h"

/*
 * `parallel N W ... end`: a thread and W - 1 workers of its own execute N chunks of what stands
 * between, and the thread goes on when all are done.
 *
 *     thread     ==fork==[ chunks 0 1 2 ]========join==>
 *     worker 1        |--[ chunks 3 4 5 ]------|   (sleeps until the next fork)
 *     worker 2        |--[ chunks 6 7 ]---|
 *
 * Workers come up at the first fork and are kept, as OpenMP and Mojo's runtime keep theirs. Static
 * chunks are dealt out beforehand, each worker's in a row, the first N mod W workers getting one
 * more (as Mojo's parallelize and OpenMP's schedule(static) do); dynamic ones are taken one by one.
 * A chunk's draws are its own, whoever executes it: a program that runs the chunks in a loop sees
 * the same.
 *
 * Left out: spinning at the join, which saves a wake-up where others come soon; guided chunks;
 * teams within teams.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_team {
    struct sim_wait_list idle;  /* workers that sleep until there is a fork */
    struct sim_thread_id waits; /* the thread, once it sleeps at the join */
    uint32_t head;              /* the op whose chunks are under way, or were last */
    uint32_t dynamic;
    uint32_t workers; /* that take part, the thread included */
    uint32_t forked;  /* of those, called so far */
    uint32_t busy;    /* of them, not done yet; without the thread */
    int64_t count;    /* chunks */
    int64_t next;     /* dynamic: that nobody has taken yet */
};

#pragma GCC diagnostic pop

void team_layout(struct sim *sim, struct sim_layout *layout);

/* The thread belongs to a team, and does what that asks for. */
bool team_is_worker(const struct sim *sim, const struct sim_thread *thread);

/* The thread whose team it belongs to; itself where it does not. */
struct sim_thread *team_leader(struct sim *sim, struct sim_thread *thread);

/* Which of its group the thread is, or within `parallel` which of its team; from 0. */
uint32_t team_self(const struct sim *sim, const struct sim_thread *thread);

/* The chunk under way; 0 outside of `parallel`. */
int64_t team_chunk(const struct sim *sim, const struct sim_thread *thread);

#endif
