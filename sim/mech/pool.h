/* SPDX-License-Identifier: GPL-3.0-or-later
 * Thread pools: work that is handed over, and futures of its results. */
#ifndef INTERLOCK_SIM_MECH_POOL_H
#define INTERLOCK_SIM_MECH_POOL_H

#include "sim/engine/engine.h"
#include "sim/engine/flow.h"

/*
 * After CPython Lib/concurrent/futures/thread.py, 3.2 to 3.14. A piece of work is what stands in a
 * `submit` block: it waits in the pool's queue until a worker, a thread of the pool, executes it.
 * Its draws are its own, a stream named by who submitted it and as its how-manieth draw, so that
 * whoever executes it, and in whatever order, draws the same.
 *
 * Workers come up on demand. Up to 3.7 each piece brings up another until there are all; from 3.8
 * on only if no worker is known to be idle, which is counted by a semaphore: a worker adds one when
 * it has done a piece (3.8 to 3.11), or when it then finds the queue empty (3.12 and later).
 *
 * The queue they wait at is a queue.Queue up to 3.6, and PyPy's own of a semaphore: each piece calls
 * another worker. From 3.7 to 3.12 (Modules/_queuemodule.c) it has one lock, for which all who are idle
 * sleep, and a flag that somebody does: `put` lets the lock go if the flag is set, and clears it; who
 * has got the lock sets it, and has the interpreter's lock by then; takes a piece, and lets the lock go
 * again. So workers come up in a chain, each woken by the one before, and the last finds nothing, has
 * the lock, and sleeps on. From 3.13 on a piece is handed to the worker that has waited longest, whom
 * nobody can come before (Python/parking_lot.c).
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_item {
    struct sim_thread_id submitter;
    uint32_t op;      /* the `submit` */
    uint32_t next;    /* in the pool's queue, the loop's, or of the free ones */
    uint32_t chained; /* the submitter's next */
    uint32_t done;
    uint32_t group; /* the pool's */
    uint32_t draws; /* of the submitter when it was submitted */
    uint32_t unused;
    uint64_t stream; /* of its draws */
};

struct sim_pool {
    struct sim_wait_list idle; /* workers asleep for work */
    uint32_t first, last;      /* the queue */
    uint32_t semaphore;        /* workers known to be idle */
    uint32_t started;
    uint32_t
        taken; /* the queue's lock, where it has one: somebody has it, who may sleep for it */
    uint32_t flagged; /* so the next piece is to let it go */
};

/* What a thread has to do with pools. */
struct sim_job {
    uint32_t item;        /* a worker's: what it executes; 0 nothing */
    uint32_t first, last; /* a submitter's: what it has not seen the end of, oldest first */
    uint32_t waits; /* a submitter's: the item it sleeps for; a task's: the group + 1 of the
                             pool whose results it awaits */
};

#pragma GCC diagnostic pop

/* A row for each pool, that of its first worker: there is one in each process that the group lives in.
 * And as many items as there can be at a time (sim_scenario_items). */
void pool_layout(struct sim *sim, struct sim_layout *layout);
void pool_init(struct sim *sim);

/* No item is lost, and who sleeps for work has none. NULL: so it is. */
const char *pool_check(const struct sim *sim);

/* The end of a `submit` block that was executed in place. */
void pool_end_here(struct sim *sim, struct sim_thread *thread, const struct sim_op *head);

/* A worker, between two ops. */
enum sim_flow worker_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame);

/* Lists of items, by their `next`. */
void pool_append(struct sim *sim, uint32_t *first, uint32_t *last, uint32_t item);
uint32_t pool_take(struct sim *sim, uint32_t *first, uint32_t *last);

/* For the loop: the carrier, showing the submitter, has handled an item's end. */
void pool_collect(struct sim *sim, struct sim_thread *thread, uint32_t item);

/* How many results of the pool the task has not seen yet. */
uint32_t pool_unseen(const struct sim *sim, const struct sim_thread *task, uint32_t group);

/* The task awaits them: it is made ready when there are none any more. */
void pool_await(struct sim *sim, const struct sim_thread *task, uint32_t group);

#endif
