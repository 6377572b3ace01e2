/* SPDX-License-Identifier: GPL-3.0-or-later
 * The op `ref`: an object that is used, and counted, in every turn of a loop. */
#include "sim/mech/share.h"

/*
 * Whoever uses an object counts one reference up before and down after it. How, is the
 * interpreter's: under a lock it adds and subtracts (plain); the gilectomy does both atomically; a
 * free-threaded build is biased: the object belongs to one thread, which counts for itself, and all
 * others count beside it, atomically. Objects that are never counted while in use (functions, code,
 * modules) are deferred.
 *
 * In a scenario an object belongs to the thread that uses it first.
 *
 * Source: PEP 703, Include/refcount.h of 3.13 and 3.14.
 */
static bool owns(struct sim *sim, struct sim_thread *thread)
{
    struct sim_var *var = python_var(sim, thread);

    if (!var->owner)
        var->owner = thread->self.i;
    return var->owner == thread->self.i;
}

/* The row of the body: what the op asks for, as this interpreter does it for this thread. */
static uint32_t body_of(struct sim *sim, struct sim_thread *thread)
{
    uint32_t form = engine_op(sim, thread)->form;
    bool parallel = interp_is_parallel(sim, thread);

    if (form == BODY_COUNTED)
        form = interp_lock_of(sim, thread)->counting;
    if (form == BODY_COUNTED_BIASED)
        form = owns(sim, thread) ? BODY_COUNTED_BIASED : BODY_COUNTED_ATOMIC;
    if (form == BODY_COUNTED_PLAIN && parallel)
        form = BODY_COUNTED_UNLOCKED; /* which is what it is without a lock */
    return form;
}

enum sim_flow op_ref(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return python_op(sim, thread, frame, body_of(sim, thread));
}
