/* SPDX-License-Identifier: GPL-3.0-or-later
 * What comes before what: accesses that nothing but time has kept apart. */
#ifndef INTERLOCK_SIM_MECH_ORDER_H
#define INTERLOCK_SIM_MECH_ORDER_H

#include "sim/engine/engine.h"

/*
 * Of two accesses by different threads one comes before the other in every run if something in the
 * program makes it wait: a lock that the one lets go and the other takes, an item in a queue, a
 * barrier, an event, a start, a join, the end of a `parallel`, a pool's work and its result, an import;
 * or, under `sequential`, the order of the file. If nothing does, they may come in any order or at once,
 * whatever happened in this run.
 *
 * This is told by vector clocks (Fidge 1988, Mattern 1989; for races DJIT, Itzkovitz 1999). Each
 * thread counts its own time and knows up to which time of each other thread it comes after; who
 * lets something go leaves what it knows there, and who takes it learns that. An access leaves its
 * thread's time at the part; who comes later and does not know of that time is not ordered after it.
 *
 * An `add` is one access, however many updates it makes: a plain one writes, and where each update is
 * kept whole, by a lock or by being one instruction, it does so atomically. Under the interpreter lock
 * plain updates that nothing orders are luck, too: that no switch falls between reading and writing.
 *
 * A thread's vector has a place for every thread, and a part or variable has four, so this is done for scenarios
 * that are small enough (ORDER_MOST places in all), and else not at all.
 */
#define ORDER_MOST 65536

enum order_object {
    ORDER_LOCK, /* by its row; as all of these */
    ORDER_QUEUE,
    ORDER_BARRIER,
    ORDER_EVENT,
    ORDER_TEAM,   /* by its thread */
    ORDER_POOL,   /* by its group, from 1: what has been submitted */
    ORDER_RESULT, /* by the submitter: what workers have done for it */
    ORDER_OBJECT_COUNT
};

/* Behind the rows of everything else that it counts, those of memory among them. */
void order_layout(struct sim *sim, struct sim_layout *layout);
void order_init(struct sim *sim);

/* The thread leaves what it knows at an object; or learns what was left there. */
void order_leave(struct sim *sim, const struct sim_thread *thread, enum order_object kind,
                 uint32_t row);
void order_learn(struct sim *sim, const struct sim_thread *thread, enum order_object kind,
                 uint32_t row);

/* `to` comes after all that `from` has done by now. */
void order_after(struct sim *sim, const struct sim_thread *from, const struct sim_thread *to);

enum order_access {
    ORDER_READS,
    ORDER_WRITES,
    ORDER_WATCHES, /* reads atomically */
    ORDER_UPDATES, /* writes so */
    ORDER_ACCESS_COUNT
};

/* What a `read` or `write` does. */
enum order_access order_access_of(const struct sim_op *op);

/* Must two accesses not come at the same time? One writes, and not both are atomic. */
bool order_clash(enum order_access a, enum order_access b);

/* Rows of variables (of sim->vars) come behind those of parts. */
uint32_t order_of_var(const struct sim *sim, uint32_t var);

/* The thread touches a part (its row). True if somebody else has, one of the two having written, and
 * nothing has put that before this. */
bool order_touch(struct sim *sim, const struct sim_thread *thread, uint32_t part,
                 enum order_access access);

#endif
