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

/* The thread begins with the chunk it has taken, whose tasks its block counts. */
void bag_begin(struct sim *sim, struct sim_thread *thread, struct sim_block *block);

/* A task is done: on to the next, or the thread's draws are its own again. */
void bag_next(struct sim *sim, struct sim_thread *thread, const struct sim_block *block);

#endif
