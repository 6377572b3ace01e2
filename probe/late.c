/* SPDX-License-Identifier: GPL-3.0-or-later
 * A wake-up of somebody whom his time-out has woken already. */
#include "probe/helper.h"
#include "probe/probes.h"

#include <sched.h>

/*
 * A thread whose time-out has woken it stands in the queue of what it waited for until it runs, so
 * a wake-up can be spent on it. There is no core to be found for it and nothing to be interrupted,
 * but more to be done than for nobody: its core's run queue is looked at.
 *
 * The waiter is on a core where another computes, as a thread of the policy SCHED_BATCH, which never
 * preempts on waking (kernel/sched/fair.c): from its time-out to the next tick it is awake and does
 * not run.
 */
#define WAIT 200000 /* ns */
/* When its time-out and slack are certainly over, and mostly not the tick. */
#define AFTER 200000

enum { ASLEEP };

struct late {
    struct probe_helper helper;
    probe_word word;
    _Atomic int64_t deadline; /* of the wait under way; 0: there is none */
    _Atomic bool ends;
};

static void wait_as_batch(void *arg)
{
    struct sched_param none = { 0 };
    struct late *late = arg;

    sched_setscheduler(0, SCHED_BATCH, &none);
    while (!atomic_load(&late->ends)) {
        int64_t until = probe_now() + WAIT;
        struct timespec deadline = probe_timespec(until);

        atomic_store(&late->deadline, until);
        probe_wait(&late->word, ASLEEP, &deadline);
        atomic_store(&late->deadline, 0);
    }
}

/* Adds the call, if it came between the time-out and the waiter's next moment on its core. */
static void call_once(struct probe_result *result, struct late *late)
{
    int64_t until = 0, begin, end;
    long woken;

    while (!(until = atomic_load(&late->deadline)))
        ;
    while (probe_now() < until + AFTER)
        ;
    begin = probe_stamp().time;
    woken = probe_wake(&late->word);
    end = probe_stamp().time;
    if (woken == 1 && atomic_load(&late->deadline) == until)
        probe_samples_add(&result->samples, (double)(end - begin));
    while (atomic_load(&late->deadline) == until)
        ;
}

void probe_wake_call_awake(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 100);
    struct probe_spinner spinner;
    static struct late late;

    late = (struct late){ .word = ASLEEP };
    probe_pin(probe_cores()->here);
    probe_spinner_start(&spinner, probe_cores()->there);
    probe_helper_start(&late.helper, probe_cores()->there, wait_as_batch, &late);
    while (probe_goes_on(&limit))
        call_once(result, &late);
    atomic_store(&late.ends, true);
    probe_helper_join(&late.helper);
    probe_spinner_stop(&spinner);
    probe_unpin(0);
}
