/* SPDX-License-Identifier: GPL-3.0-or-later
 * Barriers and events between processes. */
#ifndef INTERLOCK_SIM_MECH_MEET_H
#define INTERLOCK_SIM_MECH_MEET_H

#include "sim/mech/python.h"

/*
 * multiprocessing.Barrier is the class of threading on a condition of multiprocessing, which is a lock
 * and three semaphores of the kernel (Lib/multiprocessing/synchronize.py, 3.3 to 3.14). Who waits
 * counts itself, lets the lock go and sleeps for the second semaphore; who calls lets all of them have
 * it, and, with the lock, sleeps for the third until each has said that it is awake. Then they take the
 * lock one after the other, and leave. So whoever is the last to come sleeps, too, and the others sleep
 * twice in each round: for being called, and for the lock.
 *
 * Who comes while others leave waits until the last of them has left, and calls it then.
 *
 * multiprocessing.Event is a semaphore for its flag, on such a condition. Who sets it calls all who wait
 * with the lock, and sleeps until each has said that it is awake: of four waiters on its core, mostly
 * four times. The lock is a semaphore that counts how deep its owner has it; nobody takes it twice here.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_meeting {
    struct sim_wait_list lockers, sleepers; /* asleep for the lock, and for being called */
    struct sim_thread_id caller; /* asleep until those whom it has called are awake */
    uint32_t locked;
    uint32_t counted; /* who waits and has not been called yet */
    uint32_t called;  /* and who has been, and has not noticed yet */
    uint32_t awake;   /* who has noticed, and has not been seen by who calls */
    uint32_t due;     /* so many it still has to see */
    uint32_t here;    /* inside a barrier */
    uint32_t leaving; /* and these leave */
    uint32_t crosses; /* constant: it joins several processes */
    uint32_t user;    /* constant: one of them */
};

#pragma GCC diagnostic pop

/* A row for each barrier and each event, where there are several processes; after those of interpreters. */
void meet_layout(struct sim *sim, struct sim_layout *layout);
void meet_init(struct sim *sim);

#endif
