/* SPDX-License-Identifier: GPL-3.0-or-later
 * The bag of tasks of [map]: which chunk is next, and whose draws a task's are. */
#ifndef INTERLOCK_SIM_MECH_BAG_H
#define INTERLOCK_SIM_MECH_BAG_H

#include "sim/engine/engine.h"
#include "sim/engine/flow.h"

/*
 * Messages in queues are not told apart; that a worker gets one means that a chunk is due, and it
 * takes the next. Whoever comes when there is none left has got what stands behind the last chunk:
 * the word to end.
 *
 * A task's draws are its own, so every model sees the same tasks, whoever executes them.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_bag {
    uint64_t taken; /* chunks */
};

#pragma GCC diagnostic pop

void bag_layout(struct sim *sim, struct sim_layout *layout);

/* The thread begins with the chunk it has taken. Returns how many tasks that has. */
int64_t bag_begin(struct sim *sim, struct sim_thread *thread);

/* A task is done: on to the next, if the chunk has `more`. */
void bag_next(struct sim *sim, struct sim_thread *thread, bool more);

#endif
