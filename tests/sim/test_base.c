/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers, text, distributions, the event queue. */
#include "sim/base/dist.h"
#include "sim/base/fixed.h"
#include "sim/base/pages.h"
#include "sim/base/rng.h"
#include "sim/base/text.h"
#include "sim/base/unit.h"
#include "sim/state/events.h"
#include "sim/trace/histogram.h"
#include "tests/sim/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- time and text ---- */

/* Catches a sum or product that wraps round and puts an event into the past. */
START_TEST(durations_saturate)
{
    ck_assert_int_eq(sim_time_add(SIM_TIME_NEVER - 1, 5), SIM_TIME_NEVER);
    ck_assert_int_eq(sim_time_scale(SIM_S(1000000), 1000000000), SIM_TIME_NEVER);
    ck_assert_int_eq(sim_time_ratio(SIM_TIME_NEVER, 3, 1), SIM_TIME_NEVER);
    ck_assert_int_eq(sim_time_ratio(SIM_S(9000000), 1000000, 500000), SIM_S(18000000));
}
END_TEST

static const char *time_text(sim_time time)
{
    static char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_time(&text, time);
    return buffer;
}

/* Catches rounding that shows 1000 us for a millisecond, or loses digits. */
START_TEST(times_read_well)
{
    ck_assert_str_eq(time_text(0), "0 ns");
    ck_assert_str_eq(time_text(31), "31 ns");
    ck_assert_str_eq(time_text(999), "999 ns");
    ck_assert_str_eq(time_text(1000), "1.00 us");
    ck_assert_str_eq(time_text(5094123), "5.09 ms");
    ck_assert_str_eq(time_text(99960), "100.0 us");
    ck_assert_str_eq(time_text(999960), "1.00 ms");
    ck_assert_str_eq(time_text(999400), "999.4 us");
    ck_assert_str_eq(time_text(SIM_S(3600)), "3600.0 s");
    ck_assert_str_eq(time_text(SIM_TIME_NEVER), "never");
}
END_TEST

static const char *shown(const char *string)
{
    static char buffer[64];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_shown(&text, string);
    return buffer;
}

/* Catches a name that moves the cursor of who looks at it, or turns what stands beside it round, or
 * that cairo and JSON would not take; and one of people that is spoilt. */
START_TEST(only_text_is_shown)
{
    ck_assert_str_eq(shown("a\x1b[2J\n\x7f"), "a?[2J??");
    ck_assert_str_eq(shown("\xc2\x9b\u202e\u2066\u200f\u061c\u2028"), "??????");
    ck_assert_str_eq(shown("\xef\xbf\xbe\xef\xb7\x90\xf0\x9f\xbf\xbf"), "???");
    ck_assert_str_eq(shown("\xe9t\xc3"), "?t?");
    ck_assert_str_eq(shown("\u00e9t\u00e9 \u6771\U0001f40d\u00a0\u05e9"),
                     "\u00e9t\u00e9 \u6771\U0001f40d\u00a0\u05e9");
}
END_TEST

/* Catches a value that a scenario file could not give back. */
START_TEST(exact_times_lose_nothing)
{
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_exact_time(&text, 1500);
    ck_assert_str_eq(buffer, "1500ns");
    text = SIM_TEXT(buffer);
    sim_text_put_exact_time(&text, SIM_MS(5));
    ck_assert_str_eq(buffer, "5ms");
    text = SIM_TEXT(buffer);
    sim_text_put_exact_time(&text, 0);
    ck_assert_str_eq(buffer, "0ns");
}
END_TEST

static const char *size_text(int64_t size)
{
    static char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_size(&text, size);
    return buffer;
}

/* Catches a unit that is too large or too small for its number, up to the largest there is. */
START_TEST(sizes_are_short)
{
    ck_assert_str_eq(size_text(0), "0 B");
    ck_assert_str_eq(size_text(999), "999 B");
    ck_assert_str_eq(size_text(1000), "1.0 KiB");
    ck_assert_str_eq(size_text(64 << 10), "64.0 KiB");
    ck_assert_str_eq(size_text(9463808), "9.0 MiB");
    ck_assert_str_eq(size_text(INT64_MAX), "8388608.0 TiB");
}
END_TEST

/* Catches writing behind the end of the buffer. */
START_TEST(text_stops_at_its_end)
{
    char buffer[8] = "XXXXXXX";
    struct sim_text text = sim_text_over(buffer, 5);

    sim_text_put(&text, "abcdefgh");
    sim_text_put_int(&text, 12345);
    ck_assert_str_eq(buffer, "abcd");
    ck_assert_int_eq(buffer[6], 'X');
}
END_TEST

/* ---- fixed point ---- */

/* Catches a series that is too short, a range reduction that is off by a factor, a shift by as many
 * bits as there are. */
START_TEST(fixed_point_agrees_with_libm)
{
    for (double x = -50; x < 20; x += 0.37) {
        double wanted = exp(x), got = (double)sim_fixed_exp((sim_fixed)(x * 4294967296.0));

        ck_assert_double_lt(fabs(got / 4294967296.0 - wanted), wanted * 1e-7 + 1e-8);
    }
    for (double x = 1e-6; x < 1e6; x *= 1.7) {
        double got = (double)sim_fixed_log((sim_fixed)(x * 4294967296.0)) / 4294967296.0;

        ck_assert_double_lt(fabs(got - log(x)), 3e-10 / x + 1e-7); /* x itself is rounded */
        got = (double)sim_fixed_sqrt((sim_fixed)(x * 4294967296.0)) / 4294967296.0;
        ck_assert_double_lt(fabs(got - sqrt(x)), 1e-6 * sqrt(x) + 1e-6);
    }
}
END_TEST

/* ---- distributions ---- */

#define DRAWS 200000

struct moments {
    double mean, sd, skew;
};

static struct moments moments_of(struct sim_dist dist, const struct sim_dist_entry *table)
{
    double sum = 0, squares = 0, cubes = 0, mean, variance;
    double *values = malloc(DRAWS * sizeof(*values));
    uint64_t stream = sim_stream(7, 0, 1);

    for (uint64_t i = 0; i < DRAWS; i++) {
        values[i] = (double)sim_dist_value(&dist, table, sim_draw(stream, SIM_FOR_WORK, i), i);
        sum += values[i];
    }
    mean = sum / DRAWS;
    for (uint64_t i = 0; i < DRAWS; i++) {
        squares += pow(values[i] - mean, 2);
        cubes += pow(values[i] - mean, 3);
    }
    variance = squares / DRAWS;
    free(values);
    return (struct moments){ mean, sqrt(variance), cubes / DRAWS / pow(variance, 1.5) };
}

static void expect_moments(struct sim_dist dist, double mean, double sd, double skew)
{
    struct moments got = moments_of(dist, NULL);

    ck_assert_double_lt(fabs(got.mean - mean), 0.01 * mean);
    ck_assert_double_lt(fabs(got.sd - sd), 0.02 * sd + 1e-9);
    ck_assert_double_lt(fabs(got.skew - skew), 0.1 + 0.1 * fabs(skew));
}

/* Catches a table, tail or wedge that bends a distribution: mean, spread and skewness of each. */
START_TEST(distributions_have_their_moments)
{
    double s2 = log(1 + 0.4 * 0.4);

    expect_moments((struct sim_dist){ .kind = SIM_DIST_EXPONENTIAL, .a = 1000000 }, 1e6, 1e6,
                   2);
    expect_moments((struct sim_dist){ .kind = SIM_DIST_UNIFORM, .a = 1000, .b = 3000 }, 2000,
                   2000 / sqrt(12), 0);
    expect_moments((struct sim_dist){ .kind = SIM_DIST_NORMAL, .a = 1000000, .b = 100000 }, 1e6,
                   1e5, 0);
    expect_moments((struct sim_dist){ .kind = SIM_DIST_LOGNORMAL, .a = 1000000, .b = 400000 },
                   1e6, 4e5, (exp(s2) + 2) * sqrt(exp(s2) - 1));
}
END_TEST

/* Catches counts that are cut to whole ones, so that three in the mean are 2.5, or pulled towards
 * the mean; to be whole adds f(1 - f) to the variance, a sixth in the mean. */
START_TEST(counts_keep_their_mean)
{
    struct sim_dist often = { .kind = SIM_DIST_EXPONENTIAL, .is_count = 1, .a = 3 };
    struct sim_dist seldom = { .kind = SIM_DIST_EXPONENTIAL, .is_count = 1, .a = 1 };
    struct sim_dist skew = { .kind = SIM_DIST_LOGNORMAL, .is_count = 1, .a = 3, .b = 500000 };
    struct sim_dist near = { .kind = SIM_DIST_NORMAL, .is_count = 1, .a = 10, .b = 1 };

    ck_assert_double_lt(fabs(moments_of(often, NULL).mean - 3), 0.03);
    ck_assert_double_lt(fabs(moments_of(seldom, NULL).mean - 1), 0.01);
    ck_assert_double_lt(fabs(moments_of(skew, NULL).mean - 3), 0.02);
    ck_assert_double_lt(fabs(moments_of(near, NULL).mean - 10), 0.01);
    ck_assert_double_lt(fabs(moments_of(near, NULL).sd - sqrt(1 + 1 / 6.0)), 0.02);
    ck_assert_int_eq(sim_dist_mean(&often, NULL), 3);
}
END_TEST

/* Catches a tail that is cut off or too heavy: quantiles far out. */
START_TEST(tails_are_right)
{
    struct sim_dist dist = { .kind = SIM_DIST_EXPONENTIAL, .a = 1000000 };
    uint64_t stream = sim_stream(9, 0, 1), beyond7 = 0, beyond9 = 0;

    for (uint64_t i = 0; i < 10000000; i++) {
        int64_t value = sim_dist_value(&dist, NULL, sim_draw(stream, SIM_FOR_WORK, i), i);

        beyond7 += value > 7 * dist.a;
        beyond9 += value > 9 * dist.a;
    }
    ck_assert_double_lt(fabs((double)beyond7 / 1e7 / exp(-7) - 1), 0.05);
    ck_assert_double_lt(fabs((double)beyond9 / 1e7 / exp(-9) - 1), 0.12);
}
END_TEST

/* Catches probabilities that are shifted by one entry, and a trace that skips its first value, and
 * another entry's value for the largest. */
START_TEST(tables_are_used_in_order)
{
    struct sim_dist_entry table[] = {
        { 10, 3865470566 }, { 500, 4294967296 }, { 7, 0 }, { 8, 0 }
    };
    struct sim_dist choice = { .kind = SIM_DIST_CHOICE, .entries = 2 };
    struct sim_dist trace = { .kind = SIM_DIST_TRACE, .first = 2, .entries = 2 };

    ck_assert_double_lt(fabs(moments_of(choice, table).mean - (0.9 * 10 + 0.1 * 500)), 1);
    ck_assert_int_eq(sim_dist_mean(&choice, table), 59);
    ck_assert_int_eq(sim_dist_value(&trace, table, 1, 0), 7);
    ck_assert_int_eq(sim_dist_value(&trace, table, 1, 1), 8);
    ck_assert_int_eq(sim_dist_value(&trace, table, 1, 2), 7);
    ck_assert_int_eq(sim_dist_bound(&choice, table, 1), 500);
    ck_assert_int_eq(sim_dist_bound(&trace, table, 1), 8);
}
END_TEST

/* ---- event queue ---- */

#define SLOTS 100

/* What the tree is compared with. */
struct plain_event {
    sim_time time; /* SIM_TIME_NEVER: none */
    enum sim_rank rank;
};

static bool comes_before(const struct plain_event *a, const struct plain_event *b)
{
    return a->time != b->time ? a->time < b->time
                              : a->time != SIM_TIME_NEVER && a->rank < b->rank;
}

static uint32_t first_of(const struct plain_event *plain)
{
    uint32_t first = 1;

    for (uint32_t i = 2; i <= SLOTS; i++)
        first = comes_before(&plain[i], &plain[first]) ? i : first;
    return first;
}

static void is_like(const struct sim_events *events, const struct plain_event *plain)
{
    uint32_t first = first_of(plain);

    ck_assert_int_eq(sim_events_next(events), plain[first].time);
    for (uint32_t i = 1; i <= SLOTS; i++) {
        ck_assert(sim_events_has(events, i) == (plain[i].time != SIM_TIME_NEVER));
        if (sim_events_has(events, i))
            ck_assert_int_eq(sim_events_time(events, i), plain[i].time);
    }
    if (plain[first].time != SIM_TIME_NEVER)
        ck_assert_uint_eq(sim_events_first_slot(events), first);
}

/* Arms and cancels at random, at most `span` ahead of a clock that goes on to every other event. */
static void like_a_search(int64_t span)
{
    sim_event_node nodes[256];
    sim_time far[129], now = 0;
    struct plain_event plain[SLOTS + 1]; /* from 1, as slots are */
    struct sim_events events = { .nodes = nodes, .far = far };

    sim_events_size(&events, SLOTS);
    ck_assert_uint_eq(events.leaves, 128);
    sim_events_clear(&events);
    for (int i = 1; i <= SLOTS; i++)
        plain[i].time = SIM_TIME_NEVER;
    for (uint64_t i = 0; i < 5000; i++) {
        uint64_t bits = sim_mix64(i);
        uint32_t slot = (uint32_t)(bits % SLOTS) + 1;

        plain[slot].time = now + (sim_time)sim_draw_below(sim_mix64(bits), (uint64_t)span);
        plain[slot].rank = (enum sim_rank)(bits >> 20 & 1);
        sim_events_set(&events, slot, plain[slot].time, plain[slot].rank);
        slot = bits % 3 ? 0 : first_of(plain);
        if (slot && plain[slot].time != SIM_TIME_NEVER) {
            now = plain[slot].time;
            if (sim_event_is_far(sim_events_first(&events)))
                sim_events_turn(&events, now);
            ck_assert_uint_eq(sim_events_first_slot(&events), slot);
            plain[slot].time = SIM_TIME_NEVER;
            sim_events_cancel(&events, slot);
        }
        is_like(&events, plain);
    }
}

/* Catches an event that is lost, early or late, or an order other than (time, rank, slot): against
 * a plain search, with many ties. */
START_TEST(the_first_event_is_first)
{
    like_a_search(100);
}
END_TEST

/* The same where some, most and all events are far when they are armed. */
START_TEST(far_events_come_in_order)
{
    like_a_search((int64_t)(SIM_EVENT_FAR + SIM_EVENT_FAR / 8));
    like_a_search((int64_t)SIM_EVENT_FAR * 3);
    like_a_search((int64_t)SIM_EVENT_FAR * 200);
}
END_TEST

/* Catches a rank that gets into the time, and times that are cut off. */
START_TEST(events_hold_time_and_rank)
{
    const sim_time far = SIM_S(1000000000), edge = (sim_time)SIM_EVENT_FAR;
    sim_event_node nodes[4];
    sim_time kept[3];
    struct sim_events events = { .nodes = nodes, .far = kept };

    sim_events_size(&events, 2);
    sim_events_clear(&events);
    sim_events_set(&events, 1, 5, SIM_RANK_TICK);
    sim_events_set(&events, 2, 5, SIM_RANK_BURST);
    ck_assert_uint_eq(sim_events_first_slot(&events), 2);
    sim_events_set(&events, 2, 6, SIM_RANK_TIMER);
    ck_assert_uint_eq(sim_events_first_slot(&events), 1);
    sim_events_set(&events, 1, edge, SIM_RANK_TIMER);
    sim_events_set(&events, 2, edge - 1, SIM_RANK_TICK);
    ck_assert_uint_eq(sim_events_first_slot(&events), 2);
    sim_events_set(&events, 2, far, SIM_RANK_TICK);
    ck_assert_int_eq(sim_events_next(&events), edge);
    ck_assert_int_eq(sim_events_time(&events, 2), far);
    sim_events_set(&events, 1, SIM_TIME_NEVER, SIM_RANK_TICK);
    ck_assert(sim_events_has(&events, 1) && sim_events_time(&events, 1) > far);
}
END_TEST

/* ---- histogram ---- */

static int by_value(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;

    return (x > y) - (x < y);
}

/* Catches a quantile that is off by more than the promised part in a thousand. */
START_TEST(quantiles_are_close)
{
    static struct sim_histogram histogram;
    static sim_time values[10000];

    for (uint64_t i = 0; i < 10000; i++) {
        values[i] = (sim_time)(sim_mix64(i) >> (24 + i % 30));
        sim_histogram_add(&histogram, values[i]);
    }
    qsort(values, 10000, sizeof(*values), by_value);
    for (uint64_t percent = 1; percent <= 100; percent++) {
        double wanted = (double)values[percent * 100 - 1];
        double got = (double)sim_histogram_quantile(&histogram, percent, 100);

        ck_assert_double_le(fabs(got - wanted), 0.001 * wanted + 1);
    }
    ck_assert_int_eq(sim_histogram_quantile(&histogram, 0, 100), values[0]);
    ck_assert_int_eq(histogram.most, values[9999]);
}
END_TEST

/* Catches a quantile outside what was seen: the middle of the bucket in which all values lie may
 * be above the greatest or below the least. */
START_TEST(quantiles_stay_within_what_was_seen)
{
    for (sim_time value = 5000000; value < 5004096; value += 512) {
        static struct sim_histogram histogram;

        histogram = (struct sim_histogram){ .count = 0 };
        for (int i = 0; i < 10; i++)
            sim_histogram_add(&histogram, value);
        for (uint64_t percent = 0; percent <= 100; percent += 10)
            ck_assert_int_eq(sim_histogram_quantile(&histogram, percent, 100), value);
    }
}
END_TEST

/* Catches a sum that stops at 292 years: the mean of many requests that are late together. */
START_TEST(mean_of_years_is_a_mean)
{
    static struct sim_histogram histogram;

    for (int i = 0; i < 1000; i++)
        sim_histogram_add(&histogram, INT64_C(1) << 60);
    ck_assert_int_eq(sim_histogram_mean(&histogram), INT64_C(1) << 60);
}
END_TEST

/* Catches pages that begin elsewhere than was asked for, or end before what was: those of large pieces
 * are rounded to others' sizes. */
START_TEST(pages_are_as_large_as_asked_for)
{
    const size_t sizes[] = {
        1, 64, 65, SIM_PAGES_FROM - 1, SIM_PAGES_FROM, 3 * SIM_PAGES_FROM + 1
    };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        unsigned char *pages = sim_pages_new(64, sizes[i]);

        ck_assert_ptr_nonnull(pages);
        ck_assert_uint_eq((uintptr_t)pages % 64, 0);
        memset(pages, 1, sizes[i]);
        ck_assert_uint_eq(pages[sizes[i] - 1], 1);
        free(pages);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(durations_saturate),
        SUITE_TEST(times_read_well),
        SUITE_TEST(only_text_is_shown),
        SUITE_TEST(exact_times_lose_nothing),
        SUITE_TEST(sizes_are_short),
        SUITE_TEST(text_stops_at_its_end),
        SUITE_TEST(fixed_point_agrees_with_libm),
        SUITE_TEST(distributions_have_their_moments),
        SUITE_TEST(counts_keep_their_mean),
        SUITE_TEST(tails_are_right),
        SUITE_TEST(tables_are_used_in_order),
        SUITE_TEST(the_first_event_is_first),
        SUITE_TEST(far_events_come_in_order),
        SUITE_TEST(events_hold_time_and_rank),
        SUITE_TEST(quantiles_are_close),
        SUITE_TEST(quantiles_stay_within_what_was_seen),
        SUITE_TEST(mean_of_years_is_a_mean),
        SUITE_TEST(pages_are_as_large_as_asked_for),
        { NULL, NULL },
    };

    return suite_run("base", tests);
}
