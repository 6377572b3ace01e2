/* SPDX-License-Identifier: GPL-3.0-or-later
 * A condition variable as glibc builds it: two groups of waiters. */
#ifndef INTERLOCK_SIM_MECH_COND_H
#define INTERLOCK_SIM_MECH_COND_H

#include "sim/mech/mutex.h"

/*
 * The rule (glibc 2.25 to 2.40, nptl/pthread_cond_wait.c, pthread_cond_signal.c):
 *  - a waiter joins group 2;
 *  - a signal goes to group 1; when all of group 1 have been signalled, group 2 becomes group 1
 *    first;
 *  - a signal is a token: whoever of group 1 looks first takes it. Normally that is the oldest
 *    sleeper, which the kernel wakes for it; but a waiter of the group that is not yet asleep
 *    looks earlier, and steals it. The sleeper then wakes for nothing and sleeps again;
 *  - who times out leaves its group, and joins group 2 when it waits again;
 *  - the kernel's queue of sleepers is its own (kernel/futex): who has woken for nothing is the
 *    last there again; who has been woken by its time-out is there until it runs, and a wake-up
 *    spent on it makes its wait a signalled one.
 *  - who signals has the mutex, and keeps it for as long as its call to the kernel takes. Who comes
 *    back before that is over sleeps for the mutex, and is woken by its unlocking.
 * So the oldest are served first, roughly; and a thread that times out and waits again at once is
 * still awake when the answer comes, and tends to win, though it may have to sleep for the mutex.
 * Left out: waiting for stragglers of a closed group (they keep their token here), requeueing.
 */
struct sim_cond {
    struct sim_wait_list group[2];
    uint32_t members[2];  /* in each list */
    uint32_t first;       /* which of the two is group 1 */
    uint32_t unsignalled; /* members of group 1 for whom no token has been put yet */
    uint32_t tokens;      /* put into group 1 and not yet taken */

    /* constant */
    uint32_t mutex; /* given up while waiting */
    uint16_t timed; /* waits end after the switch interval */
    uint8_t kind;   /* enum sim_record_kind of the record that begins a sleep here */
    uint8_t reason; /* enum sim_reason of the time asleep */
    uint32_t unused[5];
};

_Static_assert(sizeof(struct sim_cond) == 64, "a condition variable's row is a cache line");

/* How a wait ends, in thread->result. */
enum cond_result {
    COND_SIGNALLED,
    COND_TIMED_OUT,
};

/* How soon a waiter is asleep. */
enum cond_haste {
    COND_NORMAL,  /* after sleep_call */
    COND_LINGERS, /* after a while: it will be awake when an answer comes soon */
    COND_EARLY,   /* the same; but it comes back before the mutex is free, and sleeps for that */
    COND_FAST,    /* before anyone can answer, or the way there has been paid for */
};

/* Waits, with the mutex given up meanwhile and held again afterwards; goes on in `after`. */
enum sim_flow cond_wait(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                        uint16_t after, uint32_t id, enum cond_haste haste);

/* Puts a token for one waiter and wakes it if it sleeps; nothing happens without waiters. Takes
 * effect at once; returns the processor time that the call takes. */
sim_time cond_signal(struct sim *sim, struct sim_thread *thread, uint32_t id);

#endif
