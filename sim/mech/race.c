/* SPDX-License-Identifier: GPL-3.0-or-later
 * Summing up what is lost. */
#include "sim/mech/race.h"

#define ONE ((int64_t)1 << 20)
#define A_NS 256 /* in which `lost` is summed up */

/* Of each update, as things are now. No more run at a time than there are cores. */
static int64_t share_lost(const struct sim *sim, const struct sim_race *race)
{
    int64_t running = (int64_t)race->adders, others, kept;

    if (running > (int64_t)sim->core_count)
        running = (int64_t)sim->core_count;
    if (race->adders < 2 || (running < 2 && !race->yields))
        return 0;
    others = sim_time_ratio(race->open, running - 1, (int64_t)race->adders);
    kept = sim_time_ratio(ONE, ONE, ONE + others);
    if (race->yields)
        kept = sim_time_ratio(kept, running, (int64_t)race->adders);
    return ONE - kept;
}

static void sum_up(const struct sim *sim, struct sim_race *race)
{
    sim_time time = sim->head->now - race->since;

    if (!race->adders)
        race->lost = 0;
    race->lost =
        sim_time_add(race->lost, sim_time_ratio(time, share_lost(sim, race), ONE / A_NS));
    race->since = sim->head->now;
}

struct race_way race_way(int64_t window, int64_t turn, bool yields)
{
    return (struct race_way){ (uint32_t)sim_time_ratio(ONE, window, turn), yields };
}

int64_t race_enter(struct sim *sim, struct sim_race *race, const struct race_way *way)
{
    sum_up(sim, race);
    race->open += way->open;
    race->adders++;
    race->yields += way->yields;
    return race->lost;
}

int64_t race_leave(struct sim *sim, struct sim_race *race, const struct race_way *way,
                   sim_time from, int64_t before, int64_t updates)
{
    sim_time time = sim->head->now - from;

    sum_up(sim, race);
    race->open -= way->open;
    race->adders--;
    race->yields -= way->yields;
    if (!time)
        return 0;
    return sim_time_ratio(updates, sim_time_ratio(race->lost - before, ONE / A_NS, time), ONE);
}
