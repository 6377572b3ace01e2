/* SPDX-License-Identifier: GPL-3.0-or-later
 * Locks of the program, as CPython up to 3.13.0 makes them. */
#include "tests/record/pretend.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

#define TURNS 5

static sem_t guard; /* a lock */
static sem_t baton; /* begins as one does, and then one thread has it and another lets it go */

/* As PyThread_acquire_lock_timed is called: tried first with the interpreter's lock. */
static void enter(sem_t *lock)
{
    if (sem_trywait(lock) == 0)
        return;
    drop();
    while (sem_wait(lock) != 0)
        require(errno == EINTR, "cannot wait for a lock");
    take();
}

static void *rest_in_turns(void *first)
{
    for (int i = 0; i < TURNS; i++) {
        take();
        enter(&guard);
        drop();
        rest(1000000);
        take();
        sem_post(&guard);
        drop();
    }
    take();
    if (first) {
        sem_post(&baton);
    } else {
        enter(&baton);
        drop();
        rest(1000000);
        take();
        sem_post(&baton);
    }
    drop();
    return NULL;
}

void mode_sections(void)
{
    pthread_t threads[2];

    pairs(1);
    require(sem_init(&guard, 0, 1) == 0 && sem_init(&baton, 0, 1) == 0, "no semaphore");
    take();
    enter(&baton);
    drop();
    for (int i = 0; i < 2; i++)
        require(pthread_create(&threads[i], NULL, rest_in_turns, i ? NULL : &guard) == 0,
                "no thread");
    take();
    enter(&baton);
    sem_post(&baton);
    drop();
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}
