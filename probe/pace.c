/* SPDX-License-Identifier: GPL-3.0-or-later
 * Timing fixed pieces of work. */
#include "probe/pace.h"

#include "probe/helper.h"

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

/* ---- two cores at once ---- */

#define LOADS 30000 /* turns of eight: a tenth of a millisecond */
#define PAIRS 8

static const volatile uint32_t table[16] = { 1 };

/* As many as a core can in a cycle: none waits for another. */
static double load_much(void)
{
    int64_t begin = probe_now();

    for (int i = 0; i < LOADS; i++) {
        (void)table[0], (void)table[1], (void)table[2], (void)table[3];
        (void)table[4], (void)table[5], (void)table[6], (void)table[7];
    }
    return (double)(probe_now() - begin);
}

static void load_until_stopped(void *arg)
{
    struct probe_spinner *other = arg;

    while (!atomic_load_explicit(&other->stop, memory_order_relaxed))
        load_much();
}

static double least_of(double time, double least)
{
    return least == 0 || time < least ? time : least;
}

struct pair {
    struct probe_helper helper;
    double alone, beside; /* ns, the least */
};

/* By turns alone and beside another. */
static void time_pair(void *arg)
{
    struct pair *pair = arg;

    for (int i = 0; i < PAIRS; i++) {
        struct probe_spinner other = { .stop = false };

        pair->alone = least_of(load_much(), pair->alone);
        probe_helper_start(&other.helper, probe_cores()->there, load_until_stopped, &other);
        for (int k = 0; k < 2; k++)
            pair->beside = least_of(load_much(), pair->beside);
        probe_spinner_stop(&other);
    }
}

/* By threads of its own: the caller stays where it is. */
static struct pair pair_now(void)
{
    struct pair pair = { .alone = 0 };

    probe_helper_start(&pair.helper, probe_cores()->here, time_pair, &pair);
    probe_helper_join(&pair.helper);
    return pair;
}

/* ---- notes ---- */

static void note(struct probe_pace *pace, enum probe_piece piece, double time)
{
    pace->least[piece] = least_of(time, pace->least[piece]);
    pace->most[piece] = time > pace->most[piece] ? time : pace->most[piece];
}

void probe_pace_note(struct probe_pace *pace)
{
    double least = once();

    for (int i = 1; i < TRIES; i++)
        least = least_of(once(), least);
    note(pace, PROBE_CHAIN, least);
    if (probe_cores()->pinnable && probe_cores()->here != probe_cores()->there) {
        struct pair pair = pair_now();

        note(pace, PROBE_LOADS, pair.alone);
        /* what two do in the time of one */
        pace->shared += 2 * pair.alone < PROBE_PACE_WHOLE * pair.beside;
    }
    pace->count++;
}

/* How much slower the slowest was than the fastest, as a share: of the piece that has changed most. */
static double change_of(const struct probe_pace *pace)
{
    double change = 0;

    for (int i = 0; i < PROBE_PIECES; i++) {
        if (pace->least[i] > 0 && pace->most[i] / pace->least[i] - 1 > change)
            change = pace->most[i] / pace->least[i] - 1;
    }
    return change;
}

struct probe_load_figures probe_pace_load(const struct probe_pace *pace,
                                          const struct probe_load *begin)
{
    struct probe_load_figures load = probe_load_since(begin);

    load.pace = change_of(pace);
    load.shared = pace->count ? (double)pace->shared / pace->count : 0;
    return load;
}
