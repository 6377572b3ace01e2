/* SPDX-License-Identifier: GPL-3.0-or-later
 * Calibrating the time-stamp counter. */
#include "probe/clock.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#define HAVE_COUNTER 1
#else
#define HAVE_COUNTER 0
#endif

/* One bracketed reading errs by some 20 ns, the best of BRACKETS by less; over CALIBRATION
 * that is about one part in a million. */
#define CALIBRATION 20000000
#define BRACKETS 20

static bool use_counter;
static double ns_per_count;
static uint64_t first_count;

int64_t probe_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void probe_sleep(int64_t duration)
{
    struct timespec until = probe_timespec(probe_now() + duration);

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

#if HAVE_COUNTER
static uint64_t counter(unsigned *aux)
{
    return __rdtscp(aux);
}

/* A counter that stops or changes its pace is no clock; the kernel names the properties. */
static bool counter_is_steady(void)
{
    static const char *const wanted[] = { " rdtscp", " constant_tsc", " nonstop_tsc" };
    char line[8192];
    FILE *file = fopen("/proc/cpuinfo", "r");
    bool steady = false;

    if (!file)
        return false;
    while (!steady && fgets(line, sizeof(line), file))
        steady = !strncmp(line, "flags", 5) && strstr(line, wanted[0]) &&
                 strstr(line, wanted[1]) && strstr(line, wanted[2]);
    fclose(file);
    return steady;
}
#else
static uint64_t counter(unsigned *aux)
{
    *aux = 0;
    return 0;
}

static bool counter_is_steady(void)
{
    return false;
}
#endif

struct reading {
    int64_t time;
    uint64_t count;
};

/* Both clocks at one moment: the count between the two closest readings of the time. */
static struct reading read_both(void)
{
    struct reading best = { 0 };
    int64_t least = INT64_MAX;
    unsigned aux;

    for (int i = 0; i < BRACKETS; i++) {
        int64_t before = probe_now();
        uint64_t count = counter(&aux);
        int64_t after = probe_now();

        if (after - before < least) {
            least = after - before;
            best = (struct reading){ .time = before + least / 2, .count = count };
        }
    }
    return best;
}

void probe_clock_init(void)
{
    struct reading first, last;

    if (!counter_is_steady())
        return;
    first = read_both();
    while (probe_now() - first.time < CALIBRATION)
        ;
    last = read_both();
    if (last.count <= first.count)
        return;
    ns_per_count = (double)(last.time - first.time) / (double)(last.count - first.count);
    first_count = first.count;
    use_counter = true;
}

struct probe_stamp probe_stamp(void)
{
    unsigned aux;
    uint64_t count;

    if (!use_counter)
        return (struct probe_stamp){ .time = probe_now(), .core = sched_getcpu() };
    /* Linux keeps the core's number in the low 12 bits of the auxiliary register, the node's
     * above them. */
    count = counter(&aux);
    return (struct probe_stamp){ .time =
                                     (int64_t)((double)(count - first_count) * ns_per_count),
                                 .core = (int)(aux & 0xfff) };
}
