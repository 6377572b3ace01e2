/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a time-out adds to an interrupt that serves others, too. */
#include "probe/helper.h"
#include "probe/probes.h"

/*
 * Waits on one core that fall due together are served by one interrupt, which wakes one thread
 * after the other; the first of them has the core only when it is over. So that thread is back the
 * later the more there are. Now one and now five wait, by turns, since how long a timer takes drifts
 * by half within minutes on a virtual machine.
 */
#define WAITERS 5
#define WAIT 300000 /* ns: all have begun to wait long before */
#define END UINT32_MAX

struct group {
    struct waiter {
        struct group *group;
        struct probe_helper helper;
        uint32_t number;
    } waiter[WAITERS];
    probe_word round;
    _Atomic uint32_t count, back; /* how many are to wait, and have come back */
    _Atomic int64_t deadline, first;
};

static void wait_once(struct group *group)
{
    struct timespec deadline = probe_timespec(atomic_load(&group->deadline));
    probe_word word = 0;
    int64_t none = 0;

    probe_wait(&word, 0, &deadline);
    atomic_compare_exchange_strong(&group->first, &none, probe_now());
    atomic_fetch_add(&group->back, 1);
}

static void wait_when_told(void *arg)
{
    struct waiter *waiter = arg;
    struct group *group = waiter->group;
    uint32_t seen = 0;

    while (seen != END) {
        while (atomic_load(&group->round) == seen)
            probe_wait(&group->round, seen, NULL);
        seen = atomic_load(&group->round);
        if (seen != END && waiter->number < atomic_load(&group->count))
            wait_once(group);
    }
}

static void tell_all(struct group *group, uint32_t round)
{
    atomic_store(&group->round, round);
    for (int i = 0; i < WAITERS; i++)
        probe_wake(&group->round);
}

/* How late the first of so many is. */
static int64_t lateness(struct group *group, uint32_t round, uint32_t count)
{
    atomic_store(&group->count, count);
    atomic_store(&group->back, 0);
    atomic_store(&group->first, 0);
    atomic_store(&group->deadline, probe_now() + WAIT);
    tell_all(group, round);
    while (atomic_load(&group->back) < count)
        ;
    probe_spin(WAIT / 5); /* so that all sleep again */
    return atomic_load(&group->first) - atomic_load(&group->deadline);
}

void probe_timer_each(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    static struct group group;
    uint32_t round = 0;

    group = (struct group){ .round = 0 };
    probe_pin(probe_cores()->here);
    for (uint32_t i = 0; i < WAITERS; i++) {
        struct waiter *waiter = &group.waiter[i];

        *waiter = (struct waiter){ .group = &group, .number = i };
        probe_helper_start(&waiter->helper, probe_cores()->there, wait_when_told, waiter);
    }
    while (probe_goes_on(&limit)) {
        int64_t one = lateness(&group, ++round, 1), all = lateness(&group, ++round, WAITERS);

        probe_samples_add(&result->samples, (double)(all - one) / (WAITERS - 1));
    }
    tell_all(&group, END);
    for (int i = 0; i < WAITERS; i++)
        probe_helper_join(&group.waiter[i].helper);
    probe_unpin(0);
}
