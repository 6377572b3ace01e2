/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython up to 3.1, 2.7 among them: a semaphore. */
#include "recorder/preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

/*
 * In calls of the C library (PyThread_acquire_lock and PyThread_release_lock in
 * Python/thread_pthread.h), taking is sem_wait, and dropping sem_post; but that is so for each lock
 * of a program. So here the interpreter is asked: PyEval_InitThreads makes the semaphore, notes it,
 * and waits for it, which nobody has to wait for yet; and PyEval_ThreadsInitialized, that programs
 * may call, tells whether it is noted. Where that changes between the making of a semaphore and the
 * first wait for it, it is the one. A child of fork makes some again, this one among them, which is
 * the first that it waits for (PyEval_ReInitThreads).
 *
 * Every hundred ticks, a few microseconds, the lock is let go and taken again. To keep each would
 * cost more than a little, and tell nothing: so the word of a drop is taken back where the same
 * thread comes to have the lock again within PART_LONG_NS and nobody else has had it meanwhile.
 * Once in PIECE_NS it stays, with the processor time, so that what is not seen of a thread that
 * loses its core is short.
 */
#define PIECE_NS 4000000

#define MADE 4

static struct {
    const sem_t *made[MADE]; /* just now, by the thread that is going to wait for one of them */
    unsigned count;
    const sem_t *present; /* the interpreter's; NULL: none yet */
    uint32_t takes;       /* of it: whoever has it counts */
} ticks;

/* To look for the function takes long, and leaves an error that the program did not make. So it is
 * looked for until it is found, or an interpreter has shown itself that does without. */
static bool noted(void)
{
    static int (*ask)(void);
    void *found;

    if (!ask && !part_lock_count) {
        found = dlsym(RTLD_DEFAULT, "PyEval_ThreadsInitialized");
        memcpy(&ask, &found, sizeof(ask));
        dlerror();
    }
    return ask && ask() != 0;
}

void ticks_made(const sem_t *semaphore, unsigned value)
{
    bool again = ticks.present && part_is_child();

    if (!again)
        ticks.count = 0;
    if (part_is_on() && value == 1 && ticks.count < MADE &&
        (again || (!ticks.present && !noted())))
        ticks.made[ticks.count++] = semaphore;
}

static bool was_made(const sem_t *semaphore)
{
    for (unsigned i = 0; i < ticks.count; i++) {
        if (ticks.made[i] == semaphore)
            return true;
    }
    return false;
}

/* The first wait for what was just made: is it the interpreter's? */
bool ticks_found(const sem_t *semaphore)
{
    struct part_lock wanted = { .mutex = (uintptr_t)semaphore,
                                .state = PART_LOCK_CONFIRMED,
                                .ticks = 1 };
    bool is_it = was_made(semaphore) && noted();
    uint32_t lock;

    if (!part_is_child() || is_it)
        ticks.count = 0;
    if (!is_it || (!(ticks.present && protocol_move(ticks.present, semaphore)) &&
                   !protocol_add(&wanted, ROLE_TICKS, &lock)))
        return false;
    ticks.present = semaphore;
    self.released = false;
    part_tell_locks();
    return true;
}

/* ---- letting go ---- */

/* The letting go that was written last is one that stays: what came before it has ended. */
void ticks_settle(void)
{
    if (!self.released)
        return;
    self.released = false;
    stretch_end(self.stamp);
    self.blocked = PART_BLOCK_UNKNOWN;
}

int ticks_post(struct known known, sem_t *semaphore)
{
    int result;

    self.lock = known.lock;
    self.stamp = part_now();
    self.takes = ticks.takes;
    part_write(PART_DROP, known.lock, self.stamp);
    self.released = true;
    result = real.sem_post(semaphore);
    if (self.stamp - self.since >= PIECE_NS)
        ticks_settle();
    return result;
}

/* ---- taking ---- */

static bool is_as_if_kept(uint64_t now)
{
    return self.released && self.takes == ticks.takes && now - self.stamp < PART_LONG_NS &&
           part_take_back(part_word_of(PART_DROP, self.lock, self.stamp));
}

static void took(void)
{
    uint64_t now = part_now();

    if (is_as_if_kept(now)) {
        self.fought += now - self.stamp;
        self.released = false;
        return;
    }
    ticks_settle();
    ticks.takes++;
    self.stamp = now;
    if (self.waited) {
        part_write(PART_WOKEN, self.lock, now);
        part_write(PART_TAKE, self.lock, now);
        stretch_end_wait();
    } else {
        stretch_end_outside(PART_TAKE, now);
    }
    self.waited = false;
    self.blocked = PART_BLOCK_UNKNOWN;
    part_make_room();
}

int ticks_trywait(struct known known, sem_t *semaphore)
{
    int result = real.sem_trywait(semaphore);

    self.lock = known.lock;
    if (result == 0)
        took();
    return result;
}

/* A signal may end the wait, and it is begun again. */
int ticks_wait(struct known known, sem_t *semaphore)
{
    int saved = errno, result = ticks_trywait(known, semaphore);

    if (result == 0)
        return 0;
    errno = saved;
    if (!self.waited) {
        ticks_settle();
        stretch_end_outside(PART_WAIT, part_now());
        self.waited = true;
    }
    result = real.sem_wait(semaphore);
    if (result == 0)
        took();
    return result;
}
