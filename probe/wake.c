/* SPDX-License-Identifier: GPL-3.0-or-later
 * Wake-ups of an idle core's thread, and the calls that cause them. */
#include "probe/wake.h"

#include "probe/probes.h"

#include <sched.h>

#define SHALLOW 50000 /* ns asleep: as long as a lock is held shortly */
#define DEEP 5000000  /* as long as a switch interval */

enum { SLEEP, WAKE, END };

/* ---- the sleeper ---- */

static void sleep_and_tell(void *arg)
{
    struct probe_sleeper *sleeper = arg;

    for (;;) {
        atomic_store(&sleeper->went, probe_stamp().time);
        while (atomic_load(&sleeper->word) == SLEEP)
            probe_wait(&sleeper->word, SLEEP, NULL);
        atomic_store(&sleeper->came, probe_stamp().time);
        if (atomic_load(&sleeper->word) == END)
            return;
        while (atomic_load(&sleeper->came))
            ;
    }
}

static void start(struct probe_sleeper *sleeper, int core, void (*body)(void *))
{
    *sleeper = (struct probe_sleeper){ 0 };
    probe_helper_start(&sleeper->helper, core, body, sleeper);
}

void probe_sleeper_start(struct probe_sleeper *sleeper, int core)
{
    start(sleeper, core, sleep_and_tell);
}

void probe_sleeper_stop(struct probe_sleeper *sleeper)
{
    probe_post(&sleeper->word, END);
    atomic_store(&sleeper->came, 0);
    probe_helper_join(&sleeper->helper);
}

/* The waker's own coming up must not fall into what it measures: it is up this long before. */
#define UP_BEFORE 5000

static void pass_time(int64_t until, enum probe_waker waker)
{
    int64_t left = until - probe_stamp().time;

    if (waker == PROBE_WAKER_SLEEPS && left > UP_BEFORE)
        probe_sleep(left - UP_BEFORE);
    probe_spin_until(until);
}

struct probe_wake probe_sleeper_wake(struct probe_sleeper *sleeper, int64_t idle,
                                     enum probe_waker waker)
{
    int64_t went, begin, end, came;

    while (!(went = atomic_load(&sleeper->went)))
        ;
    pass_time(went + idle, waker);
    begin = probe_stamp().time;
    probe_post(&sleeper->word, WAKE);
    end = probe_stamp().time;
    while (!(came = atomic_load(&sleeper->came)))
        ;
    atomic_store(&sleeper->went, 0);
    atomic_store(&sleeper->word, SLEEP);
    atomic_store(&sleeper->came, 0);
    return (struct probe_wake){ came - begin, end - begin, begin - went };
}

/* ---- probes ---- */

enum figure { LATENCY, CALL };

static void add(struct probe_result *result, struct probe_wake wake, enum figure figure)
{
    probe_samples_add(&result->samples, (double)(figure == LATENCY ? wake.latency : wake.call));
}

static void wake_often(struct probe_result *result, double seconds, int64_t idle,
                       enum figure figure)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct probe_sleeper sleeper;

    probe_pin(probe_cores()->here);
    probe_sleeper_start(&sleeper, probe_cores()->there);
    while (probe_goes_on(&limit))
        add(result, probe_sleeper_wake(&sleeper, idle, PROBE_WAKER_SPINS), figure);
    probe_sleeper_stop(&sleeper);
    probe_unpin(0);
}

void probe_wake_latency(struct probe_result *result, double seconds)
{
    wake_often(result, seconds, SHALLOW, LATENCY);
}

void probe_deep_wake_latency(struct probe_result *result, double seconds)
{
    wake_often(result, seconds, DEEP, LATENCY);
}

void probe_wake_call_idle(struct probe_result *result, double seconds)
{
    wake_often(result, seconds, SHALLOW, CALL);
}

void probe_wake_call_none(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    const int batch = 100;
    probe_word word = 0;

    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;

        for (int i = 0; i < batch; i++)
            probe_wake(&word);
        probe_samples_add(&result->samples, (double)(probe_stamp().time - begin) / batch);
    }
}

/* ---- a busy core ---- */

/* Whoever wakes others is on its way from something else, not from a sleep: what a sleep makes slow
 * is in another parameter. */
static void warm_up(void)
{
    probe_word nobody = 0;

    for (int i = 0; i < 20; i++)
        probe_wake(&nobody);
}

/* A thread of the policy SCHED_BATCH never preempts on waking (kernel/sched/fair.c), so that
 * its wake-up on the waker's own core is only queueing. */
static void sleep_as_batch(void *arg)
{
    struct sched_param none = { 0 };

    sched_setscheduler(0, SCHED_BATCH, &none);
    sleep_and_tell(arg);
}

void probe_wake_call_busy(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct probe_sleeper sleeper;

    probe_pin(probe_cores()->here);
    start(&sleeper, probe_cores()->here, sleep_as_batch);
    while (probe_goes_on(&limit)) {
        int64_t begin, end;

        probe_sleep(20000); /* the sleeper needs the core to fall asleep */
        warm_up();
        begin = probe_stamp().time;
        probe_post(&sleeper.word, WAKE);
        end = probe_stamp().time;
        atomic_store(&sleeper.word, SLEEP);
        if (!atomic_load(&sleeper.came))
            probe_samples_add(&result->samples, (double)(end - begin));
        atomic_store(&sleeper.came, 0);
    }
    probe_sleeper_stop(&sleeper);
    probe_unpin(0);
}

/* ---- another core that is busy ---- */

/* A woken thread that has slept for long is owed time and takes the core from a spinner at once; one
 * of SCHED_BATCH queues until a tick. By how long it takes to come the two are told apart. */
#define REST 8000000   /* ns asleep, so that it is owed something */
#define NOT_NOW 200000 /* well beyond that: it has waited for a tick */

static void wake_beside_a_spinner(struct probe_result *result, double seconds, bool preempts,
                                  enum figure figure)
{
    struct probe_limit limit = probe_limit(seconds, 100);
    struct probe_sleeper sleeper;
    struct probe_spinner spinner;

    probe_pin(probe_cores()->here);
    probe_spinner_start(&spinner, probe_cores()->there);
    start(&sleeper, probe_cores()->there, preempts ? sleep_and_tell : sleep_as_batch);
    while (probe_goes_on(&limit)) {
        struct probe_wake wake = probe_sleeper_wake(&sleeper, REST, PROBE_WAKER_SPINS);
        bool fits = preempts ? wake.latency < PROBE_AT_ONCE : wake.latency > NOT_NOW;

        if (fits)
            add(result, wake, figure);
    }
    probe_sleeper_stop(&sleeper);
    probe_spinner_stop(&spinner);
    probe_unpin(0);
}

void probe_wake_call_remote(struct probe_result *result, double seconds)
{
    wake_beside_a_spinner(result, seconds, false, CALL);
}

void probe_preempt_call(struct probe_result *result, double seconds)
{
    wake_beside_a_spinner(result, seconds, true, CALL);
}

void probe_preempt_latency(struct probe_result *result, double seconds)
{
    wake_beside_a_spinner(result, seconds, true, LATENCY);
}

/* ---- from when on a core is deeply idle ---- */

/* Latencies at growing idle times; the first time from which on the median is nearer to the
 * deep one than to the shallow one. One step of the scan is a doubling. */
#define SCAN_STEPS 10

static double median_after(struct probe_sleeper *sleeper, int64_t idle, int count)
{
    struct probe_samples samples = { 0 };
    double median;

    for (int i = 0; i < count; i++)
        probe_samples_add(&samples,
                          (double)probe_sleeper_wake(sleeper, idle, PROBE_WAKER_SPINS).latency);
    median = probe_samples_quantile(&samples, 0.5);
    probe_samples_fini(&samples);
    return median;
}

void probe_deep_idle_after(struct probe_result *result, double seconds)
{
    int64_t idle = 10000;
    double median[SCAN_STEPS];
    struct probe_sleeper sleeper;
    int step = SCAN_STEPS - 1;

    probe_pin(probe_cores()->here);
    probe_sleeper_start(&sleeper, probe_cores()->there);
    for (int i = 0; i < SCAN_STEPS; i++) /* about 10 ms for each of `count` */
        median[i] = median_after(&sleeper, idle << i, 3 + (int)(seconds * 50));
    probe_sleeper_stop(&sleeper);
    probe_unpin(0);
    while (step > 0 && median[step - 1] > (median[0] + median[SCAN_STEPS - 1]) / 2)
        step--;
    probe_samples_add(&result->samples, (double)(idle << step));
}
