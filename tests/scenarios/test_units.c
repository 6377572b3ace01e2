/* SPDX-License-Identifier: GPL-3.0-or-later
 * Quantities and distributions as they are written. */
#include "scenarios/amount.h"
#include "scenarios/units.h"
#include "sim/scenario/params.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- quantities ---- */

struct quantity {
    enum units_kind kind;
    const char *text;
    int64_t value;
};

static const struct quantity good[] = {
    { UNITS_TIME, "5ms", 5000000 },
    { UNITS_TIME, "250us", 250000 },
    { UNITS_TIME, "250\u00b5s", 250000 },
    { UNITS_TIME, "1.5s", 1500000000 },
    { UNITS_TIME, "31ns", 31 },
    { UNITS_TIME, "0ns", 0 },
    { UNITS_TIME, "2min", INT64_C(120000000000) },
    { UNITS_TIME, "1.5us", 1500 },
    { UNITS_TIME, "0.000000001s", 1 },
    { UNITS_TIME, "1e-3ms", 1000 },
    { UNITS_TIME, "9223372036854775807ns", INT64_MAX },
    { UNITS_SIZE, "64KiB", 65536 },
    { UNITS_SIZE, "1MB", 1000000 },
    { UNITS_SIZE, "0.5KiB", 512 },
    { UNITS_RATE, "800MB/s", 800000000 },
    { UNITS_RATE, "1B/s", 1 },
    { UNITS_SHARE, "30%", 300000 },
    { UNITS_SHARE, "0.0001%", 1 },
    { UNITS_SHARE, "250%", 2500000 },
    { UNITS_RATIO, "0.4", 400000 },
    { UNITS_RATIO, "40%", 400000 },
    { UNITS_COUNT, "1000000", 1000000 },
    { UNITS_COUNT, "1e6", 1000000 },
    { UNITS_COUNT, "1.5e3", 1500 },
    { UNITS_COUNT, "1_000_000", 1000000 },
    { UNITS_COUNT, "0e99", 0 },
};

/* A unit read with the wrong factor, or rounding on the way through a fraction. */
START_TEST(quantity_has_its_exact_value)
{
    char buffer[200];
    struct sim_text why = SIM_TEXT(buffer);
    int64_t value = -1;

    ck_assert_msg(units_parse(good[_i].kind, good[_i].text, &value, &why), "%s: %s",
                  good[_i].text, buffer);
    ck_assert_int_eq(value, good[_i].value);
    ck_assert_uint_eq(why.used, 0);
}
END_TEST

struct mistake {
    enum units_kind kind;
    const char *text;
    const char *why;
};

static const struct mistake bad[] = {
    { UNITS_TIME, "5", "a time needs a unit: 5ms, 250us" },
    { UNITS_TIME, "", "a time is missing: 5ms, 250us" },
    { UNITS_TIME, "5 ms", "a time is written without a space: 5ms, 250us" },
    { UNITS_TIME, "5mss", "'mss' is no unit of time: 5ms, 250us; did you mean 'ms'?" },
    { UNITS_TIME, "5KiB", "'KiB' is no unit of time: 5ms, 250us" },
    { UNITS_TIME, "-5ms", "'-5ms': a time is not negative: 5ms, 250us" },
    { UNITS_TIME, "five", "'five' is no time: 5ms, 250us" },
    { UNITS_TIME, ".5s", "'.5s' is no time: 5ms, 250us" },
    { UNITS_TIME, "1.5ns", "'1.5ns' is finer than a nanosecond" },
    { UNITS_TIME, "1e-400s", "'1e-400s' is finer than a nanosecond" },
    { UNITS_TIME, "9223372036854775808ns", "'9223372036854775808ns' is too large" },
    { UNITS_TIME, "1e300s", "'1e300s' is too large" },
    { UNITS_TIME, "99999999999h", "'99999999999h' is too large" },
    { UNITS_TIME, "1e99999999999s", "'1e99999999999s' is too large" },
    { UNITS_TIME, "18446744073709551616ns",
      "'18446744073709551616ns': a time has at most 19 digits: 5ms, 250us" },
    { UNITS_COUNT, "5ms", "a count has no unit: 4, 1000, 1e6" },
    { UNITS_COUNT, "1.5", "'1.5' is finer than one" },
    { UNITS_COUNT, "1__0", "a count has no unit: 4, 1000, 1e6" },
    { UNITS_SIZE, "64", "a size needs a unit: 64KiB, 1MB" },
    { UNITS_SIZE, "64KB", "'KB' is no unit of size: 64KiB, 1MB; did you mean 'kB'?" },
    { UNITS_RATE, "800MB", "'MB' is no unit of rate: 800MB/s, 2GiB/s" },
    { UNITS_SHARE, "0.3", "a share needs a unit: 30%, 0.5%" },
    { UNITS_SHARE, "0.00001%", "'0.00001%' is finer than 0.0001%" },
};

/* A mistake let through, or told in words that do not help to mend it. */
START_TEST(mistake_is_explained)
{
    char buffer[200];
    struct sim_text why = SIM_TEXT(buffer);
    int64_t value = -1;

    ck_assert(!units_parse(bad[_i].kind, bad[_i].text, &value, &why));
    ck_assert_str_eq(buffer, bad[_i].why);
    ck_assert_int_eq(value, -1);
}
END_TEST

/* A value that changes when what was written is read back. */
START_TEST(written_value_is_read_back)
{
    static const int64_t values[] = { 0, 1, 999, 1000, 1500, 60000, 123456789, INT64_MAX };

    for (int kind = 0; kind < UNITS_RATIO; kind++) {
        for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
            char buffer[40], reason[200];
            struct sim_text text = SIM_TEXT(buffer), why = SIM_TEXT(reason);
            int64_t value = -1;

            units_put((enum units_kind)kind, &text, values[i]);
            ck_assert_msg(units_parse((enum units_kind)kind, buffer, &value, &why), "%s: %s",
                          buffer, reason);
            ck_assert_int_eq(value, values[i]);
        }
    }
}
END_TEST

/* ---- distributions ---- */

struct fixture {
    struct arena *arena;
    struct sources sources;
    struct amounts amounts;
};

static struct fixture fixture;
static const char trace_name[] = "test_units_trace.csv";

static void set_up(void)
{
    FILE *file = fopen(trace_name, "w");

    ck_assert_ptr_nonnull(file);
    fputs("\xef\xbb\xbf# service times\n1ms\r\n\n  2.5ms  \n3ms", file);
    fclose(file);
    fixture.arena = arena_create();
    fixture.sources = (struct sources){ .arena = fixture.arena };
    amounts_init(&fixture.amounts, fixture.arena, &fixture.sources);
}

static void tear_down(void)
{
    arena_destroy(fixture.arena);
    remove(trace_name);
}

static struct sim_dist parse(enum units_kind kind, const char *text)
{
    char buffer[200];
    struct sim_text why = SIM_TEXT(buffer);
    struct sim_dist dist = { 0 };

    ck_assert_msg(amounts_parse(&fixture.amounts, kind, NULL, text, &dist, &why), "%s: %s",
                  text, buffer);
    return dist;
}

/* Arguments of a distribution swapped, or its name mistaken for another's. */
START_TEST(distribution_has_its_numbers)
{
    static const struct {
        const char *text;
        enum sim_dist_kind kind;
        int64_t a, b;
    } cases[] = {
        { "5ms", SIM_DIST_CONSTANT, 5000000, 0 },
        { "exp(5ms)", SIM_DIST_EXPONENTIAL, 5000000, 0 },
        { "exp( mean = 5ms )", SIM_DIST_EXPONENTIAL, 5000000, 0 },
        { "uniform(1ms,3ms)", SIM_DIST_UNIFORM, 1000000, 3000000 },
        { "uniform(1ms, 1ms)", SIM_DIST_UNIFORM, 1000000, 1000000 },
        { "normal(mean=5ms,sd=1ms)", SIM_DIST_NORMAL, 5000000, 1000000 },
        { "normal(sd=1ms,mean=5ms)", SIM_DIST_NORMAL, 5000000, 1000000 },
        { "lognormal(mean=5ms,cv=0.4)", SIM_DIST_LOGNORMAL, 5000000, 400000 },
        { "lognormal(5ms,40%)", SIM_DIST_LOGNORMAL, 5000000, 400000 },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct sim_dist dist = parse(UNITS_TIME, cases[i].text);

        ck_assert_uint_eq(dist.kind, cases[i].kind);
        ck_assert_int_eq(dist.a, cases[i].a);
        ck_assert_int_eq(dist.b, cases[i].b);
        ck_assert_uint_eq(dist.entries, 0);
    }
}
END_TEST

/* Counts that are drawn as times are: cut to whole ones. */
START_TEST(distribution_knows_counts)
{
    ck_assert_uint_eq(parse(UNITS_COUNT, "exp(3)").is_count, 1);
    ck_assert_uint_eq(parse(UNITS_TIME, "exp(3ns)").is_count, 0);
    ck_assert_uint_eq(parse(UNITS_SIZE, "exp(3B)").is_count, 0);
}
END_TEST

/* A distribution that is written otherwise than it was: by a rounded number, in another unit. */
START_TEST(distribution_is_read_back)
{
    static const char *const texts[] = {
        "5ms",
        "1min",
        "36h",
        "uniform(1500ns,2h)",
        "exp(5ms)",
        "normal(mean=5ms,sd=1ms)",
        "lognormal(mean=5ms,cv=0.000001)",
        "lognormal(mean=5ms,cv=0.4)",
        "lognormal(mean=5ms,cv=99.999999)",
        "choice(1ms:33.3333%,2min:66.6667%)",
        "choice(1us:0.0001%,0ns:99.9999%)",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct sim_dist dist = parse(UNITS_TIME, texts[i]);
        char buffer[100];
        struct sim_text text = SIM_TEXT(buffer);

        sim_dist_put(&text, &dist, fixture.amounts.table);
        ck_assert_str_eq(buffer, texts[i]);
    }
}
END_TEST

/* Each use of a trace with rows of its own, where [costs] scale them: they would soon be too many. */
START_TEST(trace_is_scaled_once)
{
    struct sim_dist first = parse(UNITS_TIME, "trace(\"test_units_trace.csv\")"),
                    second = first;
    struct sim_dist third = first, fourth = first;

    ck_assert(amounts_scale(&fixture.amounts, &first, 500000));
    ck_assert(amounts_scale(&fixture.amounts, &second, 500000));
    ck_assert(amounts_scale(&fixture.amounts, &third, 250000));
    ck_assert_uint_eq(first.first, 3);
    ck_assert_uint_eq(second.first, 3);
    ck_assert_uint_eq(third.first, 6);
    ck_assert_int_eq(fixture.amounts.table[7].value, 625000);
    fixture.amounts.count = AMOUNT_ROWS_MAX - 2;
    ck_assert(amounts_scale(&fixture.amounts, &fourth, 500000));
    ck_assert(!amounts_scale(&fixture.amounts, &fourth, 400000));
}
END_TEST

/* Probabilities of a choice that leave a gap, or rows of one distribution taken for another's.
 * */
START_TEST(choice_fills_its_own_rows)
{
    struct sim_dist first = parse(UNITS_TIME, "choice(1ms:90%, 50ms:10%)");
    struct sim_dist second = parse(UNITS_SIZE, "choice(1B:33.3333%,2B:33.3333%,3B:33.3334%)");
    const struct sim_dist_entry *table = fixture.amounts.table;

    ck_assert_uint_eq(first.first, 0);
    ck_assert_uint_eq(first.entries, 2);
    ck_assert_int_eq(table[1].value, 50000000);
    ck_assert_uint_eq(table[0].until, UINT64_C(3865470566));
    ck_assert_uint_eq(table[1].until, UINT64_C(1) << 32);
    ck_assert_uint_eq(second.first, 2);
    ck_assert_uint_eq(table[4].until, UINT64_C(1) << 32);
    ck_assert_int_eq(sim_dist_mean(&first, table), 5900000);
}
END_TEST

/* A trace read again at each mention, or its byte order mark, comments and line ends read as values. */
START_TEST(trace_is_read_once)
{
    struct sim_dist first = parse(UNITS_TIME, "trace(\"test_units_trace.csv\")");
    struct sim_dist second = parse(UNITS_TIME, "trace(\"./test_units_trace.csv\")");

    ck_assert_uint_eq(first.kind, SIM_DIST_TRACE);
    ck_assert_uint_eq(first.entries, 3);
    ck_assert_int_eq(fixture.amounts.table[first.first + 1].value, 2500000);
    ck_assert_int_eq(fixture.amounts.table[first.first + 2].value, 3000000);
    ck_assert_uint_eq(second.first, first.first);
    ck_assert_uint_eq(second.entries, first.entries);
    ck_assert_uint_eq(fixture.amounts.count, 3);
}
END_TEST

/* A malformed distribution that is taken, or leaves rows behind. */
START_TEST(malformed_distribution_leaves_nothing)
{
    static const char *const cases[][2] = {
        { "gamma(5ms)", "'gamma' is no distribution" },
        { "unifrom(1ms,2ms)", "'unifrom' is no distribution; did you mean 'uniform'?" },
        { "exp(5ms", "write it like exp(5ms)" },
        { "exp()", "a time is missing: 5ms, 250us" },
        { "exp(5)", "a time needs a unit: 5ms, 250us" },
        { "exp(5ms) x", "write it like exp(5ms)" },
        { "exp(5ms,6ms)", "write it like exp(5ms)" },
        { "uniform(1ms)", "write it like uniform(1ms,3ms)" },
        { "uniform(3ms,1ms)", "the first value is the smaller one: uniform(1ms,3ms)" },
        { "normal(mean=5ms,mean=1ms)", "write it like normal(mean=5ms,sd=1ms)" },
        { "normal(mean=5ms,cv=1)", "write it like normal(mean=5ms,sd=1ms)" },
        { "lognormal(mean=5ms,cv=101)", "cv is at most 100" },
        { "choice(1ms:90%,50ms:5%)", "the shares sum to 95%, not to 100%" },
        { "choice(1ms:90%,50ms:10.5%)", "the shares sum to 100.5%, not to 100%" },
        { "choice(1ms:50%,2ms)", "write it like choice(1ms:90%,50ms:10%)" },
        { "choice()", "write it like choice(1ms:90%,50ms:10%)" },
        { "trace(file.csv)", "write it like trace(\"file.csv\")" },
        { "trace(\"none.csv\")", "'none.csv': No such file or directory" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char buffer[200];
        struct sim_text why = SIM_TEXT(buffer);
        struct sim_dist dist = { .a = -1 };

        ck_assert(!amounts_parse(&fixture.amounts, UNITS_TIME, NULL, cases[i][0], &dist, &why));
        ck_assert_str_eq(buffer, cases[i][1]);
        ck_assert_int_eq(dist.a, -1);
        ck_assert_uint_eq(fixture.amounts.count, 0);
    }
}
END_TEST

/* A mistake inside a trace blamed on the scenario without saying where it is. */
START_TEST(mistake_in_a_trace_has_its_line)
{
    char buffer[200];
    struct sim_text why = SIM_TEXT(buffer);
    struct sim_dist dist;

    ck_assert(!amounts_parse(&fixture.amounts, UNITS_SIZE, NULL,
                             "trace(\"test_units_trace.csv\")", &dist, &why));
    ck_assert_str_eq(buffer,
                     "'test_units_trace.csv' line 2: 'ms' is no unit of size: 64KiB, 1MB");
}
END_TEST

/* A range that holds for the mean alone where a distribution has bounds. */
START_TEST(range_holds_for_all_values)
{
    struct sim_dist uniform = parse(UNITS_TIME, "uniform(1ms,3ms)");
    struct sim_dist choice = parse(UNITS_TIME, "choice(1ms:90%,50ms:10%)");
    struct sim_dist mean = parse(UNITS_TIME, "exp(5ms)");

    ck_assert(amounts_within(&fixture.amounts, &uniform, 1000000, 3000000));
    ck_assert(!amounts_within(&fixture.amounts, &uniform, 1000001, 3000000));
    ck_assert(!amounts_within(&fixture.amounts, &uniform, 1000000, 2999999));
    ck_assert(amounts_within(&fixture.amounts, &choice, 1000000, 50000000));
    ck_assert(!amounts_within(&fixture.amounts, &choice, 1000000, 49999999));
    ck_assert(amounts_within(&fixture.amounts, &mean, 0, 5000000));
    ck_assert(!amounts_within(&fixture.amounts, &mean, 0, 4999999));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("units");
    TCase *quantities = tcase_create("quantities"), *dists = tcase_create("distributions");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_loop_test(quantities, quantity_has_its_exact_value, 0,
                        (int)(sizeof(good) / sizeof(*good)));
    tcase_add_loop_test(quantities, mistake_is_explained, 0, (int)(sizeof(bad) / sizeof(*bad)));
    tcase_add_test(quantities, written_value_is_read_back);
    suite_add_tcase(suite, quantities);

    tcase_add_checked_fixture(dists, set_up, tear_down);
    tcase_add_test(dists, distribution_has_its_numbers);
    tcase_add_test(dists, choice_fills_its_own_rows);
    tcase_add_test(dists, distribution_knows_counts);
    tcase_add_test(dists, distribution_is_read_back);
    tcase_add_test(dists, trace_is_read_once);
    tcase_add_test(dists, trace_is_scaled_once);
    tcase_add_test(dists, malformed_distribution_leaves_nothing);
    tcase_add_test(dists, mistake_in_a_trace_has_its_line);
    tcase_add_test(dists, range_holds_for_all_values);
    suite_add_tcase(suite, dists);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
