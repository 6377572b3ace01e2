/* SPDX-License-Identifier: GPL-3.0-or-later
 * An event loop: tasks that share one thread. */
#ifndef INTERLOCK_SIM_MECH_LOOP_H
#define INTERLOCK_SIM_MECH_LOOP_H

#include "sim/engine/engine.h"
#include "sim/engine/flow.h"

/*
 * After CPython Lib/asyncio/base_events.py (_run_once) and Lib/selectors.py, 3.4 to 3.14.
 *
 * A task is a carried thread (sim/engine/engine.h): its row is where it is in its program. The
 * loop's thread, its carrier, is a thread like any other: it has a core or queues for one, holds
 * the interpreter lock or waits for it, sleeps in select. Its lowest frame is the loop:
 *
 *      carrier's frames                 task's row
 *      0  the loop                      pc, draws, frames
 *      1  the task's main   <--------   loaded when the task has its turn,
 *      2  an op             -------->   put back when it awaits something
 *
 * A task's turn is not interrupted by the loop: only where it awaits something, or ends, does the
 * loop go on. What a task does in its turn are the states that a thread would go through, with the
 * carrier's row for a thread; only those ops are others in which it awaits (tasks.c).
 *
 * Time in accounts. A task is `running` only while the carrier is, and `interpreter` or `runnable`
 * while the carrier waits for the lock or for a core on its behalf; every other task that is ready
 * is `loop`. The loop's own work is `loop` on a core: that of the task at whose turn it is done,
 * or, before the loop falls asleep, of the one that had the last turn. Which task that is, is the
 * carrier's `shown`.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_loop {
    struct sim_wait_list ready;   /* tasks with a handle in the ready list */
    struct sim_wait_list arrived; /* whose input or output has come since the last select */
    uint32_t ready_count, arrived_count;
    struct sim_thread_id aboard; /* the task that is loaded, 0 none */
    uint32_t todo;               /* handles that are still to be run in this iteration, and */
    uint32_t todo_calls;         /* of what other threads have handed in */
    uint32_t first_call, last_call; /* the latter, items (pool.h) */
    uint32_t calls;
    uint32_t piped;   /* there are bytes in the self-pipe */
    uint32_t reading; /* it is to be read in this iteration, until nothing is in it */
    uint32_t asleep;  /* in select */
    uint32_t timed;   /* by hand: a timer has been told to be due since the last look */
    uint32_t left;    /* tasks that have ended, whose memory the next ones take */
    uint32_t mains;   /* constant: coroutines that are to begin at once */
    sim_time paid;    /* for the turn under way, as if it were its task's last */
};

#pragma GCC diagnostic pop

/* Carriers that a scenario needs: one, if there are tasks. */
uint32_t loop_carriers(const struct sim_scenario *scenario);

void loop_layout(struct sim *sim, struct sim_layout *layout);

/* After the threads' own rows: makes those tasks that the scenario wants to be. */
void loop_init(struct sim *sim);

/* What making one more task takes: more, if there is no memory that another has left. */
sim_time loop_creation(struct sim *sim, struct sim_thread *thread);

/* What a task waits for outside has come. */
void loop_due(struct sim *sim, struct sim_thread *task);

/* The loop counts right, and what is loaded is one of its tasks. NULL: so it is. */
const char *loop_check(const struct sim *sim);

/* Does the thread carry a task just now? Then which; else NULL. */
struct sim_thread *loop_aboard(struct sim *sim, const struct sim_thread *thread);

/* The task that is aboard awaits something; the record that says what is appended already. For
 * `reason` until it is made ready; then it goes on in `after`. */
enum sim_flow loop_await(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t after, enum sim_reason reason);

/* A task has what it awaited, or is created: its handle goes into the ready list. */
void loop_make_ready(struct sim *sim, struct sim_thread *task);

/* The task is made ready at the first iteration that begins at that time or later; from then on it
 * waits for its turn, however late the loop is. */
void loop_call_at(struct sim *sim, const struct sim_thread *task, sim_time at);

/* Its input comes then. */
void loop_input_at(struct sim *sim, const struct sim_thread *task, sim_time at);

/*
 * By hand (hand.h) what tasks wait for outside comes when it is chosen: no event is armed for it.
 *
 * Is the task one for which something may come now? That is while the loop would see it next: asleep
 * in select, or on its way from there to the lock. (Whatever comes while a task has its turn is seen
 * no sooner, so it may as well come then.) In one look the loop sees input before timers.
 */
bool loop_may_come(const struct sim *sim, const struct sim_thread *task);
void loop_come(struct sim *sim, struct sim_thread *task);

/* The task on whose behalf the loop's thread wants the lock: the one whose turn it is, or is next; 0
 * if the loop has nothing to do. */
uint32_t loop_turn(const struct sim *sim);

/* A thread hands in an item, awake or not the loop takes notice (call_soon_threadsafe): returns
 * what waking it costs. */
sim_time loop_call_soon_threadsafe(struct sim *sim, struct sim_thread *thread, uint32_t item);

#endif
