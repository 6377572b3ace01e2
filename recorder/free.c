/* SPDX-License-Identifier: GPL-3.0-or-later
 * Threads of an interpreter that does without its lock. */
#include "recorder/preload.h"

#include <limits.h>
#include <stddef.h>

/*
 * A free-threaded build (CPython 3.13t, 3.14t) takes its lock while it starts and while it imports a
 * module that might need it, and then, unless it is told otherwise or the module does, does without. A thread attaches to the interpreter and detaches from it by one
 * atomic exchange (tstate_try_attach in Python/pystate.c), which passes nobody. What does pass:
 *
 *     binding   pthread_setspecific, as the thread's state is made its own   it begins
 *     blocking  the calls of calls.c, waits of the parking lot among them    it was away
 *     posting   as in other builds                                           somebody goes on
 *
 * The parking lot (Python/parking_lot.c) is where a thread waits for a PyMutex, a lock of the
 * program, and for the world to go on that another has stopped. They look alike from here.
 *
 * So words come from calls that took PART_LONG_NS or more, at their end, and the stretch that ends
 * there is told as any other. Between them a thread is taken to compute: whether Python or C code,
 * nobody knows, and nothing depends on it where there is no lock.
 */
static void goes_on(void)
{
    uint64_t now = part_now();

    if (!part_is_known())
        stretch_begin(now); /* what it did before that does not count */
    stretch_end_outside(PART_WOKEN, now);
}

static bool is_without(void)
{
    return part_is_free && !self.held && self.phase == PHASE_OUTSIDE && !self.writing;
}

void free_bound(void)
{
    if (is_without() && !part_is_known())
        goes_on();
}

void free_note_went(void)
{
    if (!is_without())
        return;
    if (part_is_child())
        goes_on(); /* nobody binds the thread that a child of fork has */
    self.went = part_now();
}

void free_note_back(void)
{
    uint64_t went = self.went;

    self.went = 0;
    if (part_is_known() && part_now() - went >= PART_LONG_NS) {
        goes_on();
        self.blocked = PART_BLOCK_UNKNOWN;
    }
}

/*
 * Whether its lock is switched on for good cannot be told from calls: letting it go as it is switched
 * off looks like any letting go. So this one thing is read in the interpreter, struct
 * _gil_runtime_state of Include/internal/pycore_gil.h (3.13 and 3.14). That it lies so is believed
 * where the four addresses that are known lie so; elsewhere the lock is taken to be one that counts.
 */
struct gil_state {
    int enabled; /* 0 off, INT_MAX for good, else so many imports are under way */
    unsigned long interval;
    void *last_holder;
    int locked;
    unsigned long switch_number;
    pthread_cond_t cond;
    pthread_mutex_t mutex;
    pthread_cond_t switch_cond;
    pthread_mutex_t switch_mutex;
};

bool free_lends(const struct part_lock *lock)
{
    uint64_t begin = lock->cond - offsetof(struct gil_state, cond);

    return lock->mutex == begin + offsetof(struct gil_state, mutex) &&
           lock->switch_cond == begin + offsetof(struct gil_state, switch_cond) &&
           lock->switch_mutex == begin + offsetof(struct gil_state, switch_mutex) &&
           __atomic_load_n((const int *)(uintptr_t)begin, __ATOMIC_RELAXED) != INT_MAX;
}
