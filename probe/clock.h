/* SPDX-License-Identifier: GPL-3.0-or-later
 * What time it is, on which core, as cheaply as the machine can say it. */
#ifndef INTERLOCK_PROBE_CLOCK_H
#define INTERLOCK_PROBE_CLOCK_H

#include <stdint.h>
#include <time.h>

/*
 * Two clocks, never to be mixed:
 *  - probe_now() is CLOCK_MONOTONIC, on whose scale deadlines of timed waits stand. About 20
 *    ns.
 *  - probe_stamp() reads the processor's time-stamp counter and the core's number in one
 *    instruction (rdtscp), where the counter runs at one rate and alike on all cores. It is
 *    good for differences of up to a second: its rate is calibrated to some parts in a million.
 *    Elsewhere it falls back to the first clock.
 */
struct probe_stamp {
    int64_t time; /* ns since some moment */
    int core;     /* as the kernel numbers them */
};

/* Finds out which clock to use and calibrates it, in 20 ms. Call once, before the threads. */
void probe_clock_init(void);

int64_t probe_now(void);
struct probe_stamp probe_stamp(void);

static inline int64_t probe_stamp_time(void)
{
    return probe_stamp().time;
}

/* A moment on the scale of probe_now(), as the system calls want it. */
static inline struct timespec probe_timespec(int64_t time)
{
    return (struct timespec){ .tv_sec = time / 1000000000, .tv_nsec = time % 1000000000 };
}

/* Busy until probe_stamp().time has reached `time`; returns the first stamp that has. */
static inline struct probe_stamp probe_spin_until(int64_t time)
{
    struct probe_stamp stamp;

    do
        stamp = probe_stamp();
    while (stamp.time < time);
    return stamp;
}

static inline void probe_spin(int64_t duration)
{
    probe_spin_until(probe_stamp().time + duration);
}

/* Asleep for at least `duration`. */
void probe_sleep(int64_t duration);

#endif
