/* SPDX-License-Identifier: GPL-3.0-or-later
 * What bursts of bytecode do to each other where several threads execute it at the same time. */
#ifndef INTERLOCK_SIM_MECH_SHARE_H
#define INTERLOCK_SIM_MECH_SHARE_H

#include "sim/mech/python.h"

/*
 * Nothing of this exists under an interpreter lock, which keeps threads apart altogether. Without
 * it, a burst that updates, reads or counts a shared object meets others in two ways:
 *  - its updates, or its counting, overwrite theirs where nothing keeps them apart (race.h);
 *  - the object's cache line and lock go from core to core (line.h), in models that have lines.
 *
 * A count is one fetch of the object's line: a name's use counts up, its drop counts down. Who
 * reads an attribute in a loop counts the box and what is in it, both up and down: 3.14 borrows
 * local variables (LOAD_FAST_BORROW), but not one whose load is fused with the store of the
 * loop's own (STORE_FAST_LOAD_FAST, seen with dis). A change of a list or dictionary is made
 * under its lock: who finds that taken yields its core, 40 times, before it goes to sleep
 * (Python/lock.c, _PyMutex_LockTimed); so does who finds a lock of the program taken.
 *
 * Sources: CPython 3.13 and 3.14, Include/refcount.h, Python/lock.c, Objects/listobject.c,
 * Objects/dictobject.c, Python/bytecodes.c.
 */

void share_do_begin(struct sim *sim, struct sim_thread *thread);
void share_do_end(struct sim *sim, struct sim_thread *thread);
bool share_do_tell_stall(struct sim *sim, struct sim_thread *thread);

/* Can others be at what the op uses at the same time: without an interpreter lock, or with one in
 * each of the processes that share it? It is asked once, when the op begins. */
bool share_is_open(const struct sim *sim, const struct sim_thread *thread);

/* A burst begins, and has ended. Returns whether it was shared at all. */
static inline void share_begin(struct sim *sim, struct sim_thread *thread)
{
    if (sim->tstates[thread->self.i].open)
        share_do_begin(sim, thread);
}

static inline bool share_end(struct sim *sim, struct sim_thread *thread)
{
    bool open = sim->tstates[thread->self.i].open;

    if (open)
        share_do_end(sim, thread);
    return open;
}

/* Tells how long it stood still for others; false when that has been told. */
static inline bool share_tell_stall(struct sim *sim, struct sim_thread *thread)
{
    return sim->rate_count && share_do_tell_stall(sim, thread);
}

#endif
