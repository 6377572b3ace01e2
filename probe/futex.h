/* SPDX-License-Identifier: GPL-3.0-or-later
 * The kernel's wait queue, without the library on top of it. */
#ifndef INTERLOCK_PROBE_FUTEX_H
#define INTERLOCK_PROBE_FUTEX_H

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef FUTEX_PRIVATE_FLAG
#define FUTEX_PRIVATE_FLAG 128
#endif

typedef _Atomic uint32_t probe_word;

/* Sleeps while *word == value, until woken or until `deadline` (CLOCK_MONOTONIC; NULL: for
 * ever). Returns 0 when woken, else an errno: EAGAIN when *word was another already,
 * ETIMEDOUT. As glibc waits for a condition variable. */
static inline int probe_wait(probe_word *word, uint32_t value, const struct timespec *deadline)
{
    long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value,
                          deadline, NULL, FUTEX_BITSET_MATCH_ANY);

    return result ? errno : 0;
}

/* Wakes at most one; returns how many. */
static inline long probe_wake(probe_word *word)
{
    return syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
}

/* Sleeps until the word is `value`. */
static inline void probe_await(probe_word *word, uint32_t value)
{
    uint32_t seen;

    while ((seen = atomic_load(word)) != value)
        probe_wait(word, seen, NULL);
}

/* Sets the word and wakes who awaits it. */
static inline void probe_post(probe_word *word, uint32_t value)
{
    atomic_store(word, value);
    probe_wake(word);
}

#endif
