/* SPDX-License-Identifier: GPL-3.0-or-later
 * Break-even points and the universal scalability law, where the answer is known. */
#include "sim/study/even.h"
#include "sim/study/usl.h"
#include "tests/sim/suite.h"

#include <check.h>
#include <math.h>

/* ---- break-even ---- */

/* A ratio that is (value / even)^power, give or take `spread`. */
struct known {
    double even, power, spread;
    int64_t refused_above; /* 0: never */
    int asked;
};

static bool known_ratio(void *context, int64_t value, struct study_interval *ratio)
{
    struct known *known = context;
    double mean = pow((double)value / known->even, known->power);

    known->asked++;
    if (known->refused_above && value > known->refused_above)
        return false;
    *ratio = (struct study_interval){ mean, mean - known->spread, mean + known->spread };
    return true;
}

static struct study_even ask(struct known *known, int64_t from, int64_t to, int64_t now)
{
    struct study_even_question question = {
        .from = from, .to = to, .now = now, .ratio = known_ratio, .context = known
    };

    return study_even(&question);
}

/* Catches a bisection that stops too early, goes the wrong way, or asks the same again and again. */
START_TEST(a_crossing_is_found)
{
    for (double power = -1; power <= 1; power += 0.5) {
        struct known known = { .even = 3456789, .power = power };
        struct study_even even;

        if (power == 0)
            continue;
        even = ask(&known, 1000, 1000000000, 20000);
        ck_assert_int_eq(even.end, STUDY_EVEN_FOUND);
        ck_assert_int_eq(even.crossings, 1);
        ck_assert_int_eq(even.other_above, power > 0);
        ck_assert_double_eq_tol((double)even.at, 3456789, 3456789 * 0.0021);
        ck_assert_int_le(known.asked, 60);
    }
}
END_TEST

/* The ends are where the interval leaves the margin. Catches a range that is that of the mean, or
 * whose ends are mixed up where the other one is faster below. */
START_TEST(the_range_is_where_they_cannot_be_told_apart)
{
    struct known rising = { .even = 1e6, .power = 1, .spread = 0.1 };
    struct known falling = { .even = 1e6, .power = -1, .spread = 0.1 };
    struct study_even even = ask(&rising, 1000, 1000000000, 1000000);

    ck_assert_double_eq_tol((double)even.low, 0.89e6, 0.89e6 * 0.003);
    ck_assert_double_eq_tol((double)even.high, 1.11e6, 1.11e6 * 0.003);
    even = ask(&falling, 1000, 1000000000, 1000000);
    ck_assert_double_eq_tol((double)even.low, 1e6 / 1.11, 1e6 / 1.11 * 0.003);
    ck_assert_double_eq_tol((double)even.high, 1e6 / 0.89, 1e6 / 0.89 * 0.003);
    ck_assert(!even.low_open && !even.high_open);
}
END_TEST

/* Catches an end that is made up where the range goes on beyond what was tried. */
START_TEST(a_range_may_be_open)
{
    struct known known = { .even = 1e6, .power = 0.1, .spread = 0.3 };
    struct study_even even = ask(&known, 500000, 100000000, 1000000);

    ck_assert_int_eq(even.end, STUDY_EVEN_FOUND);
    ck_assert(even.low_open);
    ck_assert_int_eq(even.low, 500000);
    ck_assert(!even.high_open);
}
END_TEST

/* Catches an end of the range that runs away from a steep crossing, and whole numbers that are cut
 * to the grid. */
START_TEST(steep_and_whole)
{
    struct known known = { .even = 6.5, .power = 8 };
    struct study_even even = ask(&known, 1, 64, 4);

    ck_assert_int_eq(even.at, 7);
    ck_assert_int_eq(even.low, 6);
    ck_assert_int_eq(even.high, 7);
}
END_TEST

/* Catches a crossing that is invented, and `not distinguishable` that is taken for a win. */
START_TEST(without_a_crossing_it_says_so)
{
    struct known above = { .even = 10, .power = 1 }, below = { .even = 1e12, .power = 1 };
    struct known alike = { .even = 1e6, .power = 0, .spread = 0.5 };
    struct known refused = { .even = 10, .power = 1, .refused_above = 1 };

    ck_assert_int_eq(ask(&above, 1000, 1000000, 5000).end, STUDY_EVEN_OTHER);
    ck_assert_int_eq(ask(&below, 1000, 1000000, 5000).end, STUDY_EVEN_BASE);
    ck_assert_int_eq(ask(&alike, 1000, 1000000, 5000).end, STUDY_EVEN_NEITHER);
    ck_assert_int_eq(ask(&refused, 1000, 1000000, 5000).end, STUDY_EVEN_UNKNOWN);
}
END_TEST

/* Counts: at 1 they are alike, from 2 on the other one is surely faster. Catches `beats` that is said
 * of where it is only not slower. */
START_TEST(who_is_faster_somewhere_need_not_be_so_everywhere)
{
    struct known known = { .even = 0.95, .power = 1, .spread = 0.1 };
    struct study_even even = ask(&known, 1, 64, 4);

    ck_assert_int_eq(even.end, STUDY_EVEN_OTHER);
    ck_assert_int_eq(even.least, 1);
    ck_assert_int_eq(even.low, 2);
    ck_assert_int_eq(even.high, 64);
    ck_assert(!even.low_open && even.high_open);
}
END_TEST

/* Values that cannot be asked bound the range. Catches an answer beyond them. */
START_TEST(what_cannot_be_run_is_left_out)
{
    struct known known = { .even = 1e5, .power = 1, .refused_above = 1000000 };
    struct study_even even = ask(&known, 1000, 1000000000, 5000);

    ck_assert_int_eq(even.end, STUDY_EVEN_FOUND);
    ck_assert_double_eq_tol((double)even.at, 1e5, 210);
    ck_assert_int_le(even.most, 1000000);
}
END_TEST

static bool wave(void *context, int64_t value, struct study_interval *ratio)
{
    double mean = 1 + 0.5 * sin(2 * log((double)value));

    (void)context;
    *ratio = (struct study_interval){ mean, mean, mean };
    return true;
}

/* Catches taking just any of several crossings. */
START_TEST(of_several_the_nearest_counts)
{
    struct study_even_question question = { .from = 1000, .to = 1000000000, .ratio = wave };
    struct study_even even;

    for (int64_t now = 3000; now < 100000000; now *= 7) {
        question.now = now;
        even = study_even(&question);
        ck_assert_int_eq(even.end, STUDY_EVEN_FOUND);
        ck_assert_int_gt(even.crossings, 3);
        ck_assert_double_eq_tol(sin(2 * log((double)even.at)), 0, 0.01);
        /* crossings are half a wave apart, and the grid may miss two of them */
        ck_assert_double_le(fabs(log((double)even.at / (double)now)), 3.15 / 2);
    }
}
END_TEST

/* ---- the law ---- */

/* Catches a fit that finds another law than the one the points are from. */
START_TEST(the_law_is_found_again)
{
    static const struct study_usl laws[] = {
        { .contention = 0.05, .coherency = 0.002 },
        { .contention = 0.5, .coherency = 0 },
        { .contention = 0.001, .coherency = 0.0001 },
        { .contention = 0.02, .coherency = 0.05 },
    };
    double n[8], speedups[8];

    for (size_t l = 0; l < sizeof(laws) / sizeof(*laws); l++) {
        struct study_usl found = { 0 };

        for (int i = 0; i < 8; i++) {
            n[i] = 1 << i;
            speedups[i] = study_usl_at(&laws[l], n[i]);
        }
        ck_assert(study_usl_fit(n, speedups, 8, &found));
        ck_assert_double_eq_tol(found.contention, laws[l].contention, 1e-4);
        ck_assert_double_eq_tol(found.coherency, laws[l].coherency, 1e-4);
        ck_assert_double_lt(found.off, 1e-3);
    }
}
END_TEST

/* Catches a peak that nothing was seen of, and a law from two points. */
START_TEST(a_peak_has_been_seen)
{
    double n[] = { 1, 2, 4, 8 }, flat[] = { 1, 1, 1, 1 }, up[] = { 1, 2, 4, 8 };
    double round[] = { 1, 1.8, 2.4, 2.0 };
    struct study_usl usl = { 0 };

    ck_assert(!study_usl_fit(n, up, 2, &usl));
    ck_assert(study_usl_fit(n, up, 4, &usl) && usl.peak == 0);
    ck_assert(study_usl_fit(n, flat, 4, &usl) && usl.peak == 0);
    ck_assert(study_usl_fit(n, round, 4, &usl));
    ck_assert_double_eq_tol(usl.peak, 5, 1);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_crossing_is_found),
        SUITE_TEST(the_range_is_where_they_cannot_be_told_apart),
        SUITE_TEST(a_range_may_be_open),
        SUITE_TEST(steep_and_whole),
        SUITE_TEST(without_a_crossing_it_says_so),
        SUITE_TEST(who_is_faster_somewhere_need_not_be_so_everywhere),
        SUITE_TEST(what_cannot_be_run_is_left_out),
        SUITE_TEST(of_several_the_nearest_counts),
        SUITE_TEST(the_law_is_found_again),
        SUITE_TEST(a_peak_has_been_seen),
        { NULL, NULL },
    };

    return suite_run("advise", tests);
}
