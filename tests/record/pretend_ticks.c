/* SPDX-License-Identifier: GPL-3.0-or-later
 * The lock of CPython up to 3.1: a semaphore. */
#include "tests/record/pretend.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* As PyEval_InitThreads and PyThread_acquire_lock have it; which of the semaphores is the lock, a
 * recorder learns from PyEval_ThreadsInitialized alone. In a child of fork another one is made before
 * it, as PyEval_ReInitThreads does. */
static sem_t *ticking, *pending;

extern int PyEval_ThreadsInitialized(void);

int PyEval_ThreadsInitialized(void)
{
    return ticking != NULL;
}

static sem_t *make_semaphore(void)
{
    sem_t *made = malloc(sizeof(*made));

    require(made && sem_init(made, 0, 1) == 0, "no semaphore");
    return made;
}

static void wait_semaphore(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0)
        require(errno == EINTR, "cannot wait for a semaphore");
}

/* What it did and what its processor time came to, posts that wake somebody and waits included:
 * between the two lies what it did with the lock. Told in a file, a line for each thread. */
static void tell_work(const char *name, long long done, long long used)
{
    char line[80];
    int file = open("work", O_WRONLY | O_CREAT | O_APPEND, 0600);
    int length = snprintf(line, sizeof(line), "%s %.3f %.3f\n", name, (double)done / 1e6,
                          (double)used / 1e6);

    require(file >= 0 && write(file, line, (size_t)length) == length, "cannot tell");
    close(file);
}

static void compute_ticking(const char *name, long long wanted)
{
    long long done = 0, first;

    wait_semaphore(ticking);
    first = now(CLOCK_THREAD_CPUTIME_ID);
    while (done < wanted) {
        long long begin = now(CLOCK_THREAD_CPUTIME_ID);

        for (volatile int tick = 0; tick < 20000; tick++)
            continue;
        done += now(CLOCK_THREAD_CPUTIME_ID) - begin;
        sem_post(ticking);
        wait_semaphore(ticking);
    }
    sem_post(ticking);
    tell_work(name, done, now(CLOCK_THREAD_CPUTIME_ID) - first);
}

static void *tick_some(void *name)
{
    compute_ticking(name, 40000000);
    return NULL;
}

/* A semaphore of the program's own comes and goes beside it. */
void mode_ticks(void)
{
    static char names[2][16] = { "thread-1", "thread-2" };
    pthread_t threads[2];
    sem_t *own = make_semaphore();
    pid_t child;

    wait_semaphore(own);
    sem_post(own);
    ticking = make_semaphore();
    wait_semaphore(ticking);
    for (int i = 0; i < 2; i++)
        threads[i] = start(tick_some, names[i]);
    sem_post(ticking);
    join(threads, 2);
    wait_semaphore(ticking);
    child = fork();
    if (child == 0) {
        ticking = make_semaphore();
        pending = make_semaphore();
        wait_semaphore(ticking);
        sem_post(ticking);
        compute_ticking("p2/main", 20000000);
        _exit(0);
    }
    require_child(child, 0, "the child fails");
    sem_post(ticking);
}
