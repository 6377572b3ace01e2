/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who has which lock of the program, and which of its sections are told. */
#include "recorder/preload.h"

/*
 * Up to CPython 3.13.0 a threading.Lock, and whatever is built on one, is a semaphore made with the
 * value 1: each take is a wait, each release a post, and all of them pass here, those too for which
 * nobody has to wait. Who takes it and lets it go has a section, in which no other thread is. Most
 * sections are over within a microsecond and nobody notices them. Told are those that last
 * PART_LONG_NS or that somebody waited for, at their end.
 *
 * A semaphore that another thread posts than has it is a signal, as those in Event and Condition are,
 * and no lock from then on. One that is made with another value, or has a name, is none.
 *
 * A semaphore has one of few places by its address. Where all are taken its sections are not told; a
 * place is never shared, so no section is told that was none. Only who has the semaphore writes into
 * its place, but for `passed`.
 */
#define SETS 2048
#define WAYS 4

static struct hold {
    const sem_t *semaphore;    /* NULL: nobody's place */
    const struct self *holder; /* NULL: nobody */
    uint64_t taken;
    uint32_t number; /* in the process, in the order of their making */
    bool waited;     /* the holder, to take it */
    bool passed;     /* it is a signal */
} holds[SETS][WAYS];

static uint32_t made; /* so far */

static struct hold *find(const sem_t *semaphore)
{
    uintptr_t address = (uintptr_t)semaphore;
    struct hold *set = holds[(address >> 4 ^ address >> 15) % SETS];

    for (int i = 0; i < WAYS; i++) {
        if (__atomic_load_n(&set[i].semaphore, __ATOMIC_RELAXED) == semaphore)
            return &set[i];
    }
    return NULL;
}

/* Takes a place; nobody else knows the semaphore yet. */
static void place(const sem_t *semaphore)
{
    uintptr_t address = (uintptr_t)semaphore;
    struct hold *set = holds[(address >> 4 ^ address >> 15) % SETS];

    for (int i = 0; i < WAYS; i++) {
        const sem_t *nobody = NULL;

        if (!__atomic_compare_exchange_n(&set[i].semaphore, &nobody, semaphore, false,
                                         __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            continue;
        set[i].holder = NULL;
        set[i].passed = false;
        set[i].number = __atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
        return;
    }
}

void holds_made(const sem_t *semaphore, unsigned value)
{
    holds_forget(semaphore);
    if (value == 1 && part_is_on())
        place(semaphore);
}

void holds_forget(const sem_t *semaphore)
{
    struct hold *hold = find(semaphore);

    if (hold)
        __atomic_store_n(&hold->semaphore, NULL, __ATOMIC_RELEASE);
}

void holds_took(const sem_t *semaphore, bool waited)
{
    struct hold *hold = find(semaphore);

    if (!hold || __atomic_load_n(&hold->passed, __ATOMIC_RELAXED))
        return;
    hold->waited = waited;
    hold->taken = part_now();
    __atomic_store_n(&hold->holder, &self, __ATOMIC_RELAXED);
}

bool holds_release(const sem_t *semaphore, bool wanted)
{
    struct hold *hold = find(semaphore);
    uint64_t now;

    if (!hold || __atomic_load_n(&hold->passed, __ATOMIC_RELAXED))
        return false;
    if (__atomic_load_n(&hold->holder, __ATOMIC_RELAXED) != &self) {
        __atomic_store_n(&hold->passed, true, __ATOMIC_RELAXED);
        return false;
    }
    __atomic_store_n(&hold->holder, NULL, __ATOMIC_RELAXED);
    now = part_now();
    if ((wanted || hold->waited || now - hold->taken >= PART_LONG_NS) && protocol_may_post())
        part_write_section(hold->number, hold->waited, hold->taken, now);
    return now - hold->taken >= AWAY_LONG_NS;
}
