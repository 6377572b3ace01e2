/* SPDX-License-Identifier: GPL-3.0-or-later
 * Timing a fixed piece of work. */
#include "probe/pace.h"

#include "probe/clock.h"

#include <stdint.h>

#define TRIES 15
#define TURNS 100000 /* each waits for the one before it: a third of a millisecond */

static double once(void)
{
    int64_t begin = probe_now();
    volatile uint32_t sink;
    uint32_t state = 1;

    for (int i = 0; i < TURNS; i++)
        state = state * 1664525u + 1013904223u;
    sink = state;
    (void)sink;
    return (double)(probe_now() - begin);
}

void probe_pace_note(struct probe_pace *pace)
{
    double least = once();

    for (int i = 1; i < TRIES; i++) {
        double time = once();

        least = time < least ? time : least;
    }
    if (!pace->count || least < pace->least)
        pace->least = least;
    if (!pace->count || least > pace->most)
        pace->most = least;
    pace->count++;
}

double probe_pace_change(const struct probe_pace *pace)
{
    return pace->count ? pace->most / pace->least - 1 : 0;
}
