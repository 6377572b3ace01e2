/* SPDX-License-Identifier: GPL-3.0-or-later
 * Counting hand-overs, waits and wake-ups of a run. */
#include "probe/replica_figures.h"

#include <math.h>

static double us(double ns)
{
    return ns / 1000;
}

/* The quantile in us, NAN without samples. */
static double at(const struct probe_samples *samples, double share)
{
    return samples->count ? us(probe_samples_quantile(samples, share)) : NAN;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static int64_t gap(const struct replica_handover *handover)
{
    return handover->taken - handover->released;
}

static bool is_forced(const struct replica_handover *handover)
{
    return handover->requester >= 0;
}

/* ---- holds and gaps ---- */

/* Holds that ended because someone asked. */
static void count_holds(const struct replica_run *run, struct replica_figures *figures)
{
    struct probe_samples holds = { 0 };

    for (size_t i = 1; i < run->handover_count; i++) {
        const struct replica_handover *handover = &run->handovers[i];

        if (is_forced(handover) && handover->releaser)
            probe_samples_add(&holds,
                              (double)(handover->released - run->handovers[i - 1].taken));
    }
    figures->hold_p10 = at(&holds, 0.1);
    figures->hold_p50 = at(&holds, 0.5);
    figures->hold_p90 = at(&holds, 0.9);
    probe_samples_fini(&holds);
}

static void count_gaps(const struct replica_run *run, struct replica_figures *figures)
{
    struct probe_samples gaps = { 0 };
    double switches = 0, same = 0, blocked = 0;

    for (size_t i = 0; i < run->handover_count; i++) {
        const struct replica_handover *handover = &run->handovers[i];

        if (handover->winner != handover->releaser)
            switches++;
        if (!is_forced(handover))
            continue;
        probe_samples_add(&gaps, (double)gap(handover));
        same += handover->winner_core == handover->releaser_core;
        blocked += handover->blocked;
    }
    figures->switches_per_s = switches / run->wall;
    figures->forced_per_s = (double)gaps.count / run->wall;
    figures->same_core = ratio(same, (double)gaps.count);
    figures->blocked = ratio(blocked, (double)gaps.count);
    figures->gap_p10 = at(&gaps, 0.1);
    figures->gap_p50 = at(&gaps, 0.5);
    figures->gap_p90 = at(&gaps, 0.9);
    probe_samples_fini(&gaps);
}

/* Of hand-overs to a requester on another core, with nobody else about: was it still awake? */
static void count_awake(const struct replica_run *run, struct replica_figures *figures)
{
    struct probe_samples gaps[REPLICA_ASLEEP + 1] = { { 0 } };
    double awake, held, asleep;

    for (size_t i = 0; i < run->handover_count; i++) {
        const struct replica_handover *handover = &run->handovers[i];

        if (!is_forced(handover) || handover->winner != handover->requester ||
            handover->requester_core == handover->releaser_core ||
            handover->waiting & (handover->waiting - 1))
            continue;
        probe_samples_add(&gaps[replica_met(run, i)], (double)gap(handover));
    }
    awake = (double)gaps[REPLICA_AWAKE].count;
    held = (double)gaps[REPLICA_AT_MUTEX].count;
    asleep = (double)gaps[REPLICA_ASLEEP].count;
    figures->awake_count = awake + held + asleep;
    figures->awake_share = ratio(awake + held, figures->awake_count);
    figures->mutex_held_share = ratio(held, awake + held);
    figures->awake_gap_p50 = at(&gaps[REPLICA_AWAKE], 0.5);
    figures->held_gap_p50 = at(&gaps[REPLICA_AT_MUTEX], 0.5);
    figures->asleep_gap_p50 = at(&gaps[REPLICA_ASLEEP], 0.5);
    for (int i = 0; i <= REPLICA_ASLEEP; i++)
        probe_samples_fini(&gaps[i]);
}

/* ---- who wins ---- */

enum winner { REQUESTER, IO, RELEASER, OTHER, WINNERS };

static enum winner winner_of(const struct replica_handover *handover)
{
    if (handover->winner == handover->requester)
        return REQUESTER;
    if (!handover->winner)
        return IO;
    return handover->winner == handover->releaser ? RELEASER : OTHER;
}

/* Forced releases by computing threads; beside an I/O thread, those for which it waited. */
static void count_wins(const struct replica_run *run, struct replica_figures *figures)
{
    struct probe_samples gaps[WINNERS] = { { 0 } };
    double all = 0;

    for (size_t i = 0; i < run->handover_count; i++) {
        const struct replica_handover *handover = &run->handovers[i];

        if (!is_forced(handover) || !handover->releaser ||
            (run->config.with_io && !(handover->waiting & 1)))
            continue;
        all++;
        probe_samples_add(&gaps[winner_of(handover)], (double)gap(handover));
    }
    figures->contests = all;
    figures->requester_wins = ratio((double)gaps[REQUESTER].count, all);
    figures->io_wins = ratio((double)gaps[IO].count, all);
    figures->releaser_wins = ratio((double)gaps[RELEASER].count, all);
    figures->other_wins = ratio((double)gaps[OTHER].count, all);
    figures->requester_gap_p50 = at(&gaps[REQUESTER], 0.5);
    figures->io_gap_p50 = at(&gaps[IO], 0.5);
    figures->other_gap_p50 = at(&gaps[OTHER], 0.5);
    for (int i = 0; i < WINNERS; i++)
        probe_samples_fini(&gaps[i]);
}

/* ---- the I/O thread ---- */

/* How many intervals a wait lasted: each takes an interval and about 90 us of slack and waking
 * more; a wait counts from four tenths of one on. */
static int intervals_in(double wait, double interval)
{
    return (int)((wait + 0.4 * interval) / (interval + 90000));
}

static void count_io(const struct replica_run *run, struct replica_figures *figures)
{
    const struct probe_samples *waits = &run->io_waits;
    double n = (double)waits->count, interval = (double)run->config.interval;
    double delayed = 0, times[4] = { 0 }; /* one, two, three, more */

    for (size_t i = 0; i < waits->count; i++) {
        int count = intervals_in(waits->values[i], interval);

        delayed += waits->values[i] > interval / 5;
        if (count)
            times[count > 4 ? 3 : count - 1]++;
    }
    figures->io_per_s = n / run->wall;
    figures->io_mean = waits->count ? us(probe_samples_summary(waits).mean) : NAN;
    figures->io_p10 = at(waits, 0.1);
    figures->io_p50 = at(waits, 0.5);
    figures->io_p90 = at(waits, 0.9);
    figures->io_p99 = at(waits, 0.99);
    figures->io_most = at(waits, 1);
    figures->io_delayed = ratio(delayed, n);
    figures->io_one = ratio(times[0], n);
    figures->io_two = ratio(times[1], n);
    figures->io_three = ratio(times[2], n);
    figures->io_more = ratio(times[3], n);
}

/* ---- wake-ups ---- */

/* Of computing threads that waited alone. */
static void count_wakes(const struct replica_run *run, struct replica_figures *figures)
{
    struct probe_samples latency[2] = { { 0 } }; /* from another core, from the same */
    double got = 0, n = 0;

    for (size_t i = 0; i < run->wake_count; i++) {
        if (!run->wakes[i].thread)
            continue;
        n++;
        probe_samples_add(&latency[run->wakes[i].same_core], (double)run->wakes[i].latency);
        got += run->wakes[i].got_it;
    }
    figures->wakes_per_s = n / run->wall;
    figures->wake_same_core = ratio((double)latency[1].count, n);
    figures->wake_got_it = ratio(got, n);
    figures->wake_other_p50 = at(&latency[0], 0.5);
    figures->wake_same_p50 = at(&latency[1], 0.5);
    probe_samples_fini(&latency[0]);
    probe_samples_fini(&latency[1]);
}

struct replica_figures replica_figures_of(const struct replica_run *run)
{
    struct replica_figures figures = { .seconds = run->wall,
                                       .cpu = run->load.own_cpu,
                                       .other_cpu = run->load.other_cpu };

    for (int i = 1; i <= run->config.computing; i++)
        figures.turns_per_s += (double)run->thread[i].turns / run->wall;
    count_holds(run, &figures);
    count_gaps(run, &figures);
    count_awake(run, &figures);
    count_wins(run, &figures);
    count_io(run, &figures);
    count_wakes(run, &figures);
    return figures;
}
