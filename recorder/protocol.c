/* SPDX-License-Identifier: GPL-3.0-or-later
 * Recognising interpreter locks by what threads do with them. */
#include "recorder/preload.h"

#include <errno.h>
#include <stddef.h>

/*
 * CPython's lock, from 3.2 on, is a flag guarded by a mutex and two conditions (take_gil and
 * drop_gil in Python/ceval_gil.c). In calls of the C library,
 *
 *     taking      lock A   [timed waits on C]   lock B   signal D   unlock B   unlock A
 *     dropping    lock A    signal C   unlock A
 *     on request  and then  lock B   [wait on D]   unlock B
 *
 * The first whole taking by any thread makes (A, B, D) likely to be such a lock; from then on its
 * calls are noted. A dropping after it confirms it; readers ignore locks that never were. No name,
 * version or address inside the interpreter is looked at, so builds without symbols and those
 * that are yet to come are seen too, as long as they keep to the protocol.
 *
 * The stamps of takes and drops are read while A is held. So of two holders of one lock, the stamp
 * of the first one's drop lies before that of the second one's take.
 *
 * A drop is written before A is unlocked: whoever takes the lock next may end the process before
 * this thread runs again. Room for it was made at the take, so nobody is kept waiting. All else is
 * written when A is free again, or in a wait.
 */

/* ---- the table of locks ---- */

struct part_lock part_locks[PART_LOCKS];
uint32_t part_lock_count;

/* Open addressing; entries are added and never go. With 2 * PART_LOCKS of them, one look nearly
 * always tells that a mutex is not known. */
#define SLOTS 256

static struct known slots[SLOTS];
static char adding;

static size_t slot_of(uintptr_t mutex)
{
    return (mutex >> 4 ^ mutex >> 12) % SLOTS;
}

struct known protocol_find(const void *mutex)
{
    size_t slot = slot_of((uintptr_t)mutex);

    for (;; slot = (slot + 1) % SLOTS) {
        uintptr_t there = __atomic_load_n(&slots[slot].mutex, __ATOMIC_ACQUIRE);

        if (!there)
            return (struct known){ 0 };
        if (there == (uintptr_t)mutex)
            return slots[slot];
    }
}

static void add_slot(uintptr_t mutex, enum role role, uint32_t lock)
{
    size_t slot = slot_of(mutex);

    while (slots[slot].mutex && slots[slot].mutex != mutex)
        slot = (slot + 1) % SLOTS;
    slots[slot].lock = (uint8_t)lock;
    slots[slot].role = (uint8_t)role;
    __atomic_store_n(&slots[slot].mutex, mutex, __ATOMIC_RELEASE);
}

/* Its memory may become another mutex. The entry stays, so that the next ones are still found. */
void protocol_forget(const void *mutex)
{
    size_t slot = slot_of((uintptr_t)mutex);

    if (protocol_find(mutex).role == ROLE_NONE)
        return;
    while (slots[slot].mutex != (uintptr_t)mutex)
        slot = (slot + 1) % SLOTS;
    slots[slot].role = ROLE_NONE;
}

/* The lock of these addresses: the old one where an interpreter ended and the next one came to lie
 * in its place, else a new one. False when there is no room. */
static bool place_lock(const struct part_lock *wanted, uint32_t *lock)
{
    for (*lock = 0; *lock < part_lock_count; ++*lock) {
        if (part_locks[*lock].mutex == wanted->mutex &&
            part_locks[*lock].switch_mutex == wanted->switch_mutex)
            return true;
    }
    if (*lock == PART_LOCKS)
        return false;
    part_locks[*lock] = *wanted;
    __atomic_store_n(&part_lock_count, *lock + 1, __ATOMIC_RELEASE);
    return true;
}

static bool is_known(uintptr_t address)
{
    return protocol_find((const void *)address).role != ROLE_NONE;
}

/* One that another thread is just adding, or one too many, is left for the next time. */
bool protocol_add(const struct part_lock *wanted, enum role role, uint32_t *lock)
{
    bool good = false;

    if (__atomic_test_and_set(&adding, __ATOMIC_ACQUIRE))
        return false;
    if (!is_known(wanted->mutex) && !is_known(wanted->switch_mutex)) {
        good = place_lock(wanted, lock);
        if (!good)
            part_note_crowded();
    }
    if (good) {
        add_slot(wanted->mutex, role, *lock);
        if (wanted->switch_mutex)
            add_slot(wanted->switch_mutex, ROLE_SWITCH, *lock);
    }
    __atomic_clear(&adding, __ATOMIC_RELEASE);
    return good;
}

bool protocol_move(const void *from, const void *to)
{
    struct known known = protocol_find(from);

    if (known.role == ROLE_NONE)
        return false;
    protocol_forget(from);
    part_locks[known.lock].mutex = (uintptr_t)to;
    add_slot((uintptr_t)to, (enum role)known.role, known.lock);
    return true;
}

void protocol_begin(void)
{
    __atomic_clear(&adding, __ATOMIC_RELEASE);
}

/* ---- looking for a take at mutexes that are not known ---- */

/*
 * Of the mutexes that a thread holds, the two it locked last are kept in mind: `outer`, then
 * `inner`. It may hold others, before and for good.
 */
enum seen {
    SEEN_NOTHING,
    SEEN_SIGNAL,   /* a condition was signalled while both were held */
    SEEN_RELEASED, /* and then the inner one unlocked: only the outer one is missing */
};

void protocol_watch_lock(pthread_mutex_t *mutex)
{
    self.outer = self.inner;
    self.inner = mutex;
    self.seen = SEEN_NOTHING;
}

/*
 * A lock may be let go by a thread whose taking it nobody noted: it had it before anybody knew that
 * this is one, or came by while another thread opened the part. Then the letting go is not noted
 * either.
 */
static void note_held(uint32_t lock)
{
    if (part_is_known())
        self.held |= 1ull << lock;
}

static void found_take(void)
{
    uint64_t now = part_now();
    struct part_lock wanted = { .mutex = (uintptr_t)self.outer,
                                .switch_mutex = (uintptr_t)self.inner,
                                .switch_cond = (uintptr_t)self.signalled,
                                .state = PART_LOCK_LIKELY };
    uint32_t lock;

    if (!part_is_on() || !protocol_add(&wanted, ROLE_LOCK, &lock))
        return;
    self.since = now;
    part_write(PART_TAKE, lock, now);
    note_held(lock);
}

static void watch_signal(pthread_cond_t *cond)
{
    if (!self.outer || self.seen != SEEN_NOTHING)
        return;
    self.signalled = cond;
    self.seen = SEEN_SIGNAL;
}

void protocol_watch_unlock(pthread_mutex_t *mutex)
{
    if (self.seen == SEEN_SIGNAL && mutex == self.inner) {
        self.seen = SEEN_RELEASED;
        return;
    }
    if (self.seen == SEEN_RELEASED && mutex == self.outer)
        found_take();
    if (self.seen == SEEN_RELEASED || mutex == self.outer)
        self.outer = self.inner = NULL;
    else if (mutex == self.inner)
        self.inner = self.outer;
    self.seen = SEEN_NOTHING;
}

/* ---- at a known lock ---- */

int protocol_lock(struct known known, pthread_mutex_t *mutex)
{
    uint64_t asked = 0;
    int result;

    if (__builtin_expect(!self.next, 0))
        part_make_room(); /* a new thread's first words must not keep others from the mutex */
    result = real.mutex_trylock(mutex);
    if (result == EBUSY) {
        asked = part_now();
        away_count();
        result = real.mutex_lock(mutex);
        away_skip(part_now() - asked);
    }
    if (result && result != EOWNERDEAD) /* with that it has it: its last owner has died */
        return result;
    if (known.role == ROLE_LOCK) {
        self.asked = asked;
        self.stamp = part_now();
        self.phase = PHASE_INSIDE;
        self.lock = known.lock;
        self.waited = false;
    } else if (self.phase == PHASE_INSIDE && self.lock == known.lock) {
        self.phase = PHASE_TAKING;
    } else if (self.phase == PHASE_OUTSIDE && self.dropped) {
        self.phase = PHASE_SWITCH;
        part_write(PART_FORCED, known.lock, part_now());
    }
    return result;
}

void protocol_signal(pthread_cond_t *cond)
{
    if (self.phase == PHASE_INSIDE) {
        if (!self.waited && self.stamp - self.since >= AWAY_LONG_NS)
            away_count();
        self.phase = PHASE_SIGNALLED;
        self.signalled = cond;
    } else {
        watch_signal(cond);
    }
}

static void took(void)
{
    if (self.waited) {
        part_write(PART_TAKE, self.lock, self.stamp);
        stretch_end_wait();
    } else {
        if (self.asked)
            stretch_end_outside(PART_MUTEX, self.asked);
        stretch_end_outside(PART_TAKE, self.stamp);
    }
    note_held(self.lock);
    self.blocked = PART_BLOCK_UNKNOWN;
    self.dropped = false;
    part_make_room();
}

static void dropped(void)
{
    struct part_lock *lock = &part_locks[self.lock];
    uint32_t state = PART_LOCK_CONFIRMED;

    stretch_end(self.stamp);
    self.blocked = PART_BLOCK_UNKNOWN;
    self.dropped = true;
    if (lock->state == state)
        return;
    lock->cond = (uintptr_t)self.signalled;
    if (part_is_free && free_lends(lock))
        state = PART_LOCK_LENT;
    if (lock->state == state)
        return;
    lock->state = state;
    part_tell_locks();
}

static void left(void)
{
    part_write(PART_LEAVE, self.lock, self.stamp);
    stretch_end_wait();
}

/* Somebody else has taken the lock: what comes now is of the thread's own will. */
static void end_yield(void)
{
    if (!self.waited)
        self.stamp = part_now();
    part_write(PART_WOKEN, self.lock, self.stamp);
    stretch_end_wait();
}

void protocol_unlock(struct known known, pthread_mutex_t *mutex, int *result)
{
    uint8_t phase = self.phase;

    if (known.role == ROLE_LOCK && phase == PHASE_SIGNALLED) {
        if (self.held >> self.lock & 1)
            part_write(PART_DROP, self.lock, self.stamp);
        else /* a build that has no lock any more wakes the others so */
            phase = self.waited ? PHASE_INSIDE : PHASE_OUTSIDE;
        self.held &= ~(1ull << self.lock);
    }
    *result = real.mutex_unlock(mutex);
    if (known.role == ROLE_SWITCH) {
        if (phase == PHASE_SWITCH) {
            self.phase = PHASE_OUTSIDE;
            self.dropped = false;
            end_yield();
        }
        return;
    }
    self.phase = PHASE_OUTSIDE;
    if (phase == PHASE_TAKING)
        took();
    else if (phase == PHASE_SIGNALLED)
        dropped();
    else if (phase == PHASE_INSIDE && self.waited)
        left();
}

bool protocol_may_post(void)
{
    return part_is_known() && self.phase == PHASE_OUTSIDE && !self.writing;
}

/* With a number that says more, or 0. */
static void post(uint64_t object, uint64_t began, unsigned tag, uint64_t number)
{
    part_write(PART_POST, self.lock, began);
    part_write_object(object);
    if (number)
        part_write_number(tag, number);
    stretch_end(began);
}

void protocol_post(uint64_t object)
{
    if (protocol_may_post())
        post(object, part_now(), 0, 0);
}

void protocol_buried(pid_t child, uint64_t used)
{
    if (protocol_may_post())
        post(part_process_object((uint32_t)child), part_now(), PART_USED, used);
}

void protocol_written(uint64_t object, uint64_t began, uint64_t bytes)
{
    if (protocol_may_post())
        post(object, began, PART_BYTES, bytes);
}

void protocol_read(uint64_t object, uint64_t bytes)
{
    uint64_t now;

    if (!protocol_may_post())
        return;
    now = part_now();
    part_write(PART_READ, self.lock, now);
    part_write_object(object);
    part_write_number(PART_BYTES, bytes);
    stretch_end(now);
}

/* ---- waits ---- */

static uint64_t nanoseconds(const struct timespec *time)
{
    return (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
}

/* Whoever loses its core before it looks sees less than was set; that the program has set less is
 * believed when so many in a row see less, and then it is the most of what they see. */
#define IN_A_ROW 8

static bool is_shorter(uint32_t lock, uint64_t *left)
{
    static struct {
        uint64_t most;
        unsigned count;
    } seen[PART_LOCKS]; /* each guarded by its lock's mutex */
    uint64_t old = part_locks[lock].interval;

    if (*left + *left / 8 >= old) {
        seen[lock].most = seen[lock].count = 0;
        return false;
    }
    if (*left > seen[lock].most)
        seen[lock].most = *left;
    if (++seen[lock].count < IN_A_ROW)
        return false;
    *left = seen[lock].most;
    return true;
}

/* How long a waiter leaves the owner alone: the deadline, seen from now. Its clock is the monotonic
 * one from 3.8 on, and that of the day before. */
static void see_interval(const struct timespec *until)
{
    struct part_lock *lock = &part_locks[self.lock];
    uint64_t left = nanoseconds(until) - part_now();
    struct timespec day;

    if (left > 1000000000000u) {
        clock_gettime(CLOCK_REALTIME, &day);
        left = nanoseconds(until) - nanoseconds(&day);
    }
    if (left > 1000000000000u)
        return;
    left = (left + 999) / 1000 * 1000; /* it is set in microseconds, and some time has passed */
    if (is_shorter(self.lock, &left) || left > lock->interval) {
        lock->interval = left;
        part_tell_locks();
    }
}

void protocol_before_wait(struct known known, const struct timespec *until)
{
    if (known.role == ROLE_NONE)
        free_went();
    if (known.role == ROLE_SWITCH && self.phase == PHASE_SWITCH)
        part_write(PART_YIELD, known.lock, part_now());
    if (known.role != ROLE_LOCK || self.phase != PHASE_INSIDE || !until)
        return;
    if (self.waited)
        return;
    see_interval(until); /* before the rest takes time */
    if (self.asked)
        stretch_end_outside(PART_MUTEX, self.asked);
    stretch_end_outside(PART_WAIT, self.stamp);
    self.waited = true;
}

void protocol_after_wait(struct known known, int result)
{
    if (known.role == ROLE_NONE)
        free_came_back();
    if (known.role == ROLE_SWITCH && self.phase == PHASE_SWITCH) {
        self.stamp = part_now();
        self.waited = true;
    }
    if (known.role != ROLE_LOCK || self.phase != PHASE_INSIDE || !self.waited)
        return;
    self.stamp = part_now();
    part_write(result == ETIMEDOUT ? PART_EXPIRE : PART_WOKEN, self.lock, self.stamp);
}
