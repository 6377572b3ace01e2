/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.2 and later. */
#ifndef INTERLOCK_SIM_MECH_GIL_H
#define INTERLOCK_SIM_MECH_GIL_H

#include "sim/mech/cond.h"

/*
 * An interpreter and its lock (CPython Include/internal/pycore_gil.h, struct _gil_runtime_state):
 * a flag guarded by a mutex, a condition variable on which waiters sleep, and a second pair for
 * the forced switch. The algorithm is the same from 3.2 to 3.14 but for where a request is kept.
 */
struct sim_interp {
    struct sim_thread_id holder;      /* 0: the lock is free */
    struct sim_thread_id last_holder; /* survives a release */
    uint64_t switches;                /* changes of owner */
    uint32_t mutex, cond;
    uint32_t switch_mutex, switch_cond;
    uint32_t requested;   /* up to 3.12: gil_drop_request, whoever it was meant for */
    uint32_t threads_own; /* constant: from 3.13 on requests are bits of the threads */

    /* the lock of 3.1 and before: ticks.h */
    struct sim_wait_list sleepers;
    uint32_t waiting; /* threads that have found it taken and have not got it yet */
    uint32_t ticks;   /* since the last check, as of its holder's `done` */
    uint64_t ticking; /* constant: this is that lock */
};

/* A thread as its interpreter sees it (PyThreadState). */
struct sim_tstate {
    struct sim_interp_id interp;
    uint16_t requested;    /* 3.13 and later: its own drop bit */
    uint8_t attached;      /* it holds the lock */
    uint8_t interruptible; /* its burst is bytecode, with check points */
    uint8_t stale;         /* interrupted between reading and writing a shared variable */
    uint8_t holds;         /* interrupted while it holds the lock of a `locked` update */
    uint8_t at_lock;       /* the burst ends where that lock is let go or found taken */
    uint8_t at_check;      /* the burst ends at a check that wakes somebody up: ticks.h */
    uint8_t robbed;        /* somebody else took the lock during its check: ticks.h */
    uint8_t unused[5];
    uint64_t seen_switches; /* when its wait began */
    /* the stretch of bytecode under way, in work since it began */
    sim_time total; /* of the op */
    sim_time done;  /* before the burst under way */
    sim_time burst; /* up to where the burst goes, from `done` */
    int64_t stale_value;
    sim_time length; /* of the burst under way, with what its checks take: ticks.h */
    sim_time check;  /* what each of them takes */
    sim_time rest;   /* of the check with which the burst began; race.h: when it began */
    uint32_t body;   /* enum bytecode_body_id */
    uint32_t point;  /* check point at which it stopped */
};

/* Rows for `interps` interpreters. */
void gil_layout(struct sim *sim, struct sim_layout *layout, uint32_t interps);
void gil_init(struct sim *sim);

/* Takes the interpreter's lock, waiting as long as it takes; goes on in `after`. */
enum sim_flow gil_take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                       uint16_t after);

/* Lets it go; goes on in `after`, which may be long after when a switch is forced. */
enum sim_flow gil_drop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                       uint16_t after);

/* Which invariant of the locks does not hold; NULL: all do. */
const char *gil_check(const struct sim *sim);

/* Is the thread, which holds the lock, asked to let it go? */
static inline bool gil_requested(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct sim_interp *interp;

    if (!tstate->interp.i) /* a model without a lock: there is no such row */
        return false;
    interp = &sim->interps[tstate->interp.i];
    return interp->threads_own ? tstate->requested : interp->requested;
}

#endif
