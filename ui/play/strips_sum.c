/* SPDX-License-Identifier: GPL-3.0-or-later
 * What many threads did, put into one lane. */
#include "ui/play/strips_part.h"

#include "ui/view/cells.h"

#include <stdlib.h>
#include <string.h>

/*
 * Where the window's strips have all threads, their shares are added up, which costs nothing that
 * is worth mentioning, however long the run is. Where there are more threads, the window's records
 * are read once for all groups.
 */

void strips_sums_free(struct strips_sums *sums)
{
    free(sums->sum);
    *sums = (struct strips_sums){ .count = 0 };
}

const struct strip_sum *strips_sums_row(const struct strips_sums *sums, uint32_t group)
{
    for (uint32_t i = 0; i < sums->count; i++) {
        if (sums->group[i] == group)
            return sums->sum + (size_t)i * sums->of.columns;
    }
    return NULL;
}

static bool same(const struct strips_sums *sums, const struct strips *strips,
                 const uint32_t *groups, uint32_t count)
{
    return sums->sum && sums->count == count && strips_same(&sums->of, strips) &&
           sums->of.together == strips->together && sums->of.done == strips->done &&
           !memcmp(sums->group, groups, count * sizeof(*groups));
}

/* Each thread's lane among the groups; NULL when out of memory. */
static uint32_t *lanes_of(const struct strips_sums *sums, const struct sim_cast *cast,
                          uint32_t (*group_of)(const struct sim_cast *cast, uint32_t thread),
                          uint32_t sizes[STRIPS_LANES])
{
    uint32_t *lanes = malloc(((size_t)cast->threads + 1) * sizeof(*lanes));

    memset(sizes, 0, STRIPS_LANES * sizeof(*sizes));
    for (uint32_t t = 1; lanes && t <= cast->threads; t++) {
        uint32_t group = group_of(cast, t), i = 0;

        while (i < sums->count && sums->group[i] != group)
            i++;
        lanes[t] = i < sums->count ? i : VIEW_NO_LANE;
        if (i < sums->count)
            sizes[i]++;
    }
    return lanes;
}

/* ---- from shares ---- */

static bool runs(uint8_t reason)
{
    return reason == SIM_REASON_RUNNING || reason == SIM_REASON_NATIVE;
}

static struct strip_sum add_column(const struct strips *strips, uint32_t lane, uint32_t column,
                                   const uint32_t *lanes)
{
    int64_t times[SIM_REASON_COUNT] = { 0 };
    struct strip_sum sum = { .runner = 0 };
    int most = 0;

    for (uint32_t t = strips->first_thread; t < strips->first_thread + strips->threads; t++) {
        const struct strip_mix *mix = strips_thread(strips, t, column);
        int ran = 0;

        if (lanes[t] != lane)
            continue;
        strips_add_mix(times, mix, 1);
        for (int part = 0; part < STRIPS_REASONS; part++)
            ran += runs(mix->reason[part]) ? mix->share[part] : 0;
        if (ran > most) {
            most = ran;
            sum.runner = t;
        }
    }
    sum.mix = strips_mix_of(times);
    return sum;
}

static void add_shares(struct strips_sums *sums, const struct strips *strips,
                       const uint32_t *lanes)
{
    for (uint32_t lane = 0; lane < sums->count; lane++) {
        for (uint32_t i = 0; i < strips->columns; i++)
            sums->sum[(size_t)lane * strips->columns + i] = add_column(strips, lane, i, lanes);
    }
}

/* ---- from records ---- */

static void take_cells(struct strips_sums *sums, const struct view_cells *cells)
{
    for (size_t i = 0; i < (size_t)cells->threads * cells->columns; i++)
        sums->sum[i] =
            (struct strip_sum){ strips_mix_of_cell(&cells->cell[i]), cells->cell[i].thread };
}

static bool read_records(struct strips_sums *sums, const struct sim_run *run,
                         struct sim_fold *fold, const uint32_t *lanes, uint32_t most)
{
    struct view_cells *cells = view_cells_create_shared(
        sums->of.from, sums->of.to, sums->of.columns, sums->count, lanes, most);

    if (!cells)
        return false;
    strips_read_cells(run, fold, cells, NULL);
    take_cells(sums, cells);
    view_cells_destroy(cells);
    return true;
}

/* ---- either ---- */

bool strips_sums_read(struct strips_sums *sums, const struct strips *strips,
                      const struct sim_run *run, struct sim_fold *fold, const uint32_t *groups,
                      uint32_t count,
                      uint32_t (*group_of)(const struct sim_cast *cast, uint32_t thread))
{
    uint32_t sizes[STRIPS_LANES], most = 1, *lanes;
    bool good;

    if (same(sums, strips, groups, count))
        return true;
    strips_sums_free(sums);
    sums->of = *strips;
    sums->count = count;
    memcpy(sums->group, groups, count * sizeof(*groups));
    sums->sum = calloc((size_t)count * strips->columns + 1, sizeof(*sums->sum));
    lanes = lanes_of(sums, run->cast, group_of, sizes);
    for (uint32_t i = 0; i < count; i++)
        most = sizes[i] > most ? sizes[i] : most;
    good = sums->sum && lanes;
    if (good && strips->threads == run->cast->threads)
        add_shares(sums, strips, lanes);
    else if (good)
        good = read_records(sums, run, fold, lanes, most);
    free(lanes);
    if (!good)
        strips_sums_free(sums);
    return good;
}

/* ---- cores ---- */

void strips_put_cores(const struct strips *strips, uint32_t first, struct strip_holder *row)
{
    for (uint32_t i = 0; i < strips->columns; i++) {
        struct strips_held held = { .most = 0 };
        int64_t whole = 0;

        for (uint32_t c = first; c < strips->cores; c++)
            whole += strips_hold_all(&held, strips_core(strips, c, i), 1);
        row[i] = strips_holder_of(held, whole > 255 ? whole : 255);
    }
}
