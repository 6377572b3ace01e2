/* SPDX-License-Identifier: GPL-3.0-or-later
 * Drawing from distributions with integers only. */
#include "sim/base/dist.h"

#include "sim/base/assert.h"
#include "sim/base/fixed.h"
#include "sim/base/hint.h"
#include "sim/base/rng.h"

#include <stdbool.h>

/*
 * Exponential and normal variates come from Marsaglia and Tsang's ziggurat (see ziggurat.awk):
 * in 98 of 100 draws one table look-up and one multiplication. The densities needed in the rest
 * are computed in fixed point. Further numbers inside one draw are mixed from its 64 bits.
 */
#include "sim/base/ziggurat.inc"

struct ziggurat {
    const int64_t *edges;
    const int64_t *heights;
    sim_fixed (*density_at)(sim_fixed x);
    sim_fixed (*tail)(sim_fixed start, uint64_t bits);
};

/* Where in its layer it falls, which is below the curve if it is within the layer above. */
static inline sim_fixed ziggurat_place(const struct ziggurat *shape, uint64_t bits)
{
    return (sim_fixed)sim_draw_below(bits, (uint64_t)shape->edges[(bits & 255) + 1]);
}

static inline bool ziggurat_is_within(const struct ziggurat *shape, uint64_t bits, sim_fixed x)
{
    return x < shape->edges[bits & 255];
}

/* It falls beyond that: in the tail, or where the curve passes, at a height of its own. */
SIM_SELDOM static sim_fixed ziggurat_beyond(const struct ziggurat *shape, uint64_t bits)
{
    sim_fixed x = ziggurat_place(shape, bits);

    do {
        unsigned layer = bits & 255;
        sim_fixed low, high, height;

        if (layer == 255)
            return shape->tail(shape->edges[255], sim_mix64(bits + 1));
        low = shape->heights[layer + 1];
        high = shape->heights[layer];
        height = low + (sim_fixed)sim_draw_below(sim_mix64(bits + 2), (uint64_t)(high - low));
        if (height < shape->density_at(x))
            return x;
        bits = sim_mix64(bits + 3);
        x = ziggurat_place(shape, bits);
    } while (!ziggurat_is_within(shape, bits, x));
    return x;
}

static inline sim_fixed ziggurat_draw(const struct ziggurat *shape, uint64_t bits)
{
    sim_fixed x = ziggurat_place(shape, bits);

    return ziggurat_is_within(shape, bits, x) ? x : ziggurat_beyond(shape, bits);
}

/* -ln of a uniform number in (0, 1]. */
static sim_fixed minus_log(uint64_t bits)
{
    return -sim_fixed_log((sim_fixed)(bits >> 32) + 1);
}

static sim_fixed exponential_density(sim_fixed x)
{
    return sim_fixed_exp(-x);
}

/* What is left beyond the tail's start is exponential again. */
static sim_fixed exponential_tail(sim_fixed start, uint64_t bits)
{
    return start + minus_log(bits);
}

static sim_fixed normal_density(sim_fixed x)
{
    return sim_fixed_exp(-sim_fixed_mul(x, x) / 2);
}

/* Marsaglia's tail: accept x = -ln(u)/start while -2 ln(v) > x^2. */
static sim_fixed normal_tail(sim_fixed start, uint64_t bits)
{
    for (;;) {
        sim_fixed x = (sim_fixed)(((__int128)minus_log(bits) << 32) / start);
        sim_fixed y = minus_log(sim_mix64(bits + 1));

        if (2 * y > sim_fixed_mul(x, x))
            return start + x;
        bits = sim_mix64(bits + 2);
    }
}

static const struct ziggurat exponential = { exponential_edges, exponential_heights,
                                             exponential_density, exponential_tail };
static const struct ziggurat normal = { normal_edges, normal_heights, normal_density,
                                        normal_tail };

/* x * scale for a scale in Q32, saturating; of a count one more as often as its fraction is large. */
static int64_t scaled(const struct sim_dist *dist, uint64_t bits, int64_t x, sim_fixed scale)
{
    int64_t value = sim_time_ratio(x, scale, SIM_FIXED_ONE);
    uint32_t fraction = (uint32_t)((uint64_t)x * (uint64_t)scale);

    if (!dist->is_count)
        return value;
    return sim_time_add(value, (uint32_t)sim_mix64(bits + 4) < fraction);
}

static int64_t normal_value(const struct sim_dist *dist, uint64_t bits)
{
    int64_t away = scaled(dist, bits, dist->b, ziggurat_draw(&normal, bits));
    int64_t value = bits & 256 ? sim_time_add(dist->a, away) : dist->a - away;

    return value < 0 ? 0 : value;
}

/* With cv the coefficient of variation, ln X is normal with variance s^2 = ln(1 + cv^2) and mean
 * ln(mean) - s^2/2. */
static int64_t lognormal_value(const struct sim_dist *dist, uint64_t bits)
{
    sim_fixed cv = (sim_fixed)(((__int128)dist->b << 32) / 1000000);
    sim_fixed variance = sim_fixed_log(SIM_FIXED_ONE + sim_fixed_mul(cv, cv));
    sim_fixed away = sim_fixed_mul(sim_fixed_sqrt(variance), ziggurat_draw(&normal, bits));

    return scaled(dist, bits, dist->a,
                  sim_fixed_exp((bits & 256 ? away : -away) - variance / 2));
}

static int64_t choice_value(const struct sim_dist *dist, const struct sim_dist_entry *entry,
                            uint64_t bits)
{
    const struct sim_dist_entry *last = entry + dist->entries - 1;

    while (entry < last && bits >> 32 >= entry->until)
        entry++;
    return entry->value;
}

static int64_t value_of(const struct sim_dist *dist, const struct sim_dist_entry *table,
                        uint64_t bits, uint64_t nth)
{
    switch ((enum sim_dist_kind)dist->kind) {
    case SIM_DIST_CONSTANT:
        return dist->a;
    case SIM_DIST_UNIFORM:
        return dist->a + (int64_t)sim_draw_below(bits, (uint64_t)(dist->b - dist->a) + 1);
    case SIM_DIST_EXPONENTIAL:
        return scaled(dist, bits, dist->a, ziggurat_draw(&exponential, bits));
    case SIM_DIST_NORMAL:
        return normal_value(dist, bits);
    case SIM_DIST_LOGNORMAL:
        return lognormal_value(dist, bits);
    case SIM_DIST_CHOICE:
        return choice_value(dist, table + dist->first, bits);
    case SIM_DIST_TRACE:
        return table[dist->first + nth % dist->entries].value;
    case SIM_DIST_KIND_COUNT:
        break;
    }
    SIM_REQUIRE(!"a distribution of a known kind");
    return 0;
}

int64_t sim_dist_value(const struct sim_dist *dist, const struct sim_dist_entry *table,
                       uint64_t bits, uint64_t nth)
{
    int64_t value = value_of(dist, table, bits, nth);

    return value > SIM_DIST_MOST ? SIM_DIST_MOST : value;
}

static int64_t table_mean(const struct sim_dist *dist, const struct sim_dist_entry *entry)
{
    __int128 sum = 0;
    uint64_t from = 0;

    for (uint32_t i = 0; i < dist->entries; from = entry[i++].until) {
        if (dist->kind == SIM_DIST_TRACE)
            sum += entry[i].value;
        else
            sum += (__int128)entry[i].value * (int64_t)(entry[i].until - from);
    }
    return (int64_t)(dist->kind == SIM_DIST_TRACE ? sum / dist->entries : sum >> 32);
}

int64_t sim_dist_mean(const struct sim_dist *dist, const struct sim_dist_entry *table)
{
    switch ((enum sim_dist_kind)dist->kind) {
    case SIM_DIST_UNIFORM:
        return dist->a + (dist->b - dist->a) / 2;
    case SIM_DIST_CHOICE:
    case SIM_DIST_TRACE:
        return table_mean(dist, table + dist->first);
    default:
        return dist->a;
    }
}

static int64_t table_bound(const struct sim_dist_entry *entry, uint32_t entries)
{
    int64_t most = 0;

    for (uint32_t i = 0; i < entries; i++)
        most = entry[i].value > most ? entry[i].value : most;
    return most;
}

int64_t sim_dist_bound(const struct sim_dist *dist, const struct sim_dist_entry *table,
                       int64_t otherwise)
{
    switch ((enum sim_dist_kind)dist->kind) {
    case SIM_DIST_CONSTANT:
        return dist->a;
    case SIM_DIST_UNIFORM:
        return dist->b;
    case SIM_DIST_CHOICE:
    case SIM_DIST_TRACE:
        return table_bound(table + dist->first, dist->entries);
    default:
        return otherwise;
    }
}
