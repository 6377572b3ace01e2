/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waits that time out, and what an expiring timer costs whoever runs there. */
#include "probe/helper.h"
#include "probe/probes.h"

#include <sys/prctl.h>
#include <sys/timerfd.h>

/*
 * The kernel may let a timed wait of an ordinary thread end up to its timer slack late, and
 * without a reason to do it earlier takes all of it. Then the interrupt comes, on the core
 * where the wait began, and its thread is woken. So what is measured from the deadline on is
 *
 *     slack + latency
 *
 * and the latency is what is left after taking off the slack. It depends on how deeply the core
 * sleeps; a lock's waiter sleeps while the owner computes on another core, so that is the state
 * that counts. The figures for an otherwise idle machine are for the record.
 */
#define SHORT 100000 /* ns of waiting */
#define LONG 5000000

enum others { OTHERS_COMPUTE, OTHERS_IDLE };

static int64_t slack(void)
{
    return prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
}

void probe_timer_slack(struct probe_result *result, double seconds)
{
    (void)seconds;
    probe_samples_add(&result->samples, (double)slack());
}

static void wait_often(struct probe_result *result, double seconds, int64_t wait,
                       enum others others)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct probe_spinner spinner;
    probe_word word = 0;

    probe_pin(probe_cores()->here);
    if (others == OTHERS_COMPUTE)
        probe_spinner_start(&spinner, probe_cores()->there);
    while (probe_goes_on(&limit)) {
        int64_t until = probe_now() + wait;
        struct timespec deadline = probe_timespec(until);

        probe_wait(&word, 0, &deadline);
        probe_samples_add(&result->samples, (double)(probe_now() - until - slack()));
    }
    if (others == OTHERS_COMPUTE)
        probe_spinner_stop(&spinner);
    probe_unpin(0);
}

void probe_timer_latency(struct probe_result *result, double seconds)
{
    wait_often(result, seconds, SHORT, OTHERS_COMPUTE);
}

void probe_deep_timer_latency(struct probe_result *result, double seconds)
{
    wait_often(result, seconds, LONG, OTHERS_COMPUTE);
}

void probe_timer_latency_alone(struct probe_result *result, double seconds)
{
    wait_often(result, seconds, SHORT, OTHERS_IDLE);
}

void probe_deep_timer_latency_alone(struct probe_result *result, double seconds)
{
    wait_often(result, seconds, LONG, OTHERS_IDLE);
}

/* ---- setting one ---- */

#define NEXT 300000              /* ns: sooner than the tick, mostly */
#define FAR INT64_C(10000000000) /* certainly behind it */

static double cost_of_setting(int timer, int64_t in)
{
    struct itimerspec to = { .it_value = probe_timespec(in) };
    int64_t begin = probe_stamp().time;

    timerfd_settime(timer, 0, &to, NULL);
    return (double)(probe_stamp().time - begin);
}

/* One that is the next of its core, less one that is not: the call is the same. */
void probe_timer_set(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);

    if (timer < 0)
        return;
    while (probe_goes_on(&limit)) {
        double far;

        cost_of_setting(timer, FAR); /* cancels what is left of the sample before */
        far = cost_of_setting(timer, FAR);
        probe_samples_add(&result->samples, cost_of_setting(timer, NEXT) - far);
    }
    close(timer);
}

/* ---- the interrupt ---- */

#define GAP_BEFORE 2000 /* a timer may be some clock ticks early on the scale of stamps */
#define GAP_AFTER 40000 /* and its interrupt is over by then */

/* Computes until `until`; the time that went missing from `from` on, in gaps longer than a few
 * readings of the clock. */
static int64_t missing(int64_t from, int64_t until)
{
    int64_t last = probe_stamp().time, sum = 0, now;

    do {
        now = probe_stamp().time;
        if (now - last > 300 && now > from)
            sum += now - last;
        last = now;
    } while (now < until);
    return sum;
}

/* A timer that nobody waits for: what goes missing is the interrupt alone. The wake-up that
 * usually comes with it costs what a waker's call costs, and is a parameter of its own. */
void probe_timer_cost(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct itimerspec in = { .it_value = { .tv_nsec = SHORT } };
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);

    if (timer < 0)
        return;
    probe_pin(probe_cores()->here);
    while (probe_goes_on(&limit)) {
        int64_t expiry;

        timerfd_settime(timer, 0, &in, NULL);
        expiry = probe_stamp().time + SHORT;
        probe_samples_add(&result->samples,
                          (double)missing(expiry - GAP_BEFORE, expiry + GAP_AFTER));
    }
    close(timer);
    probe_unpin(0);
}
