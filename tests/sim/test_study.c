/* SPDX-License-Identifier: GPL-3.0-or-later
 * Intervals: what they are, and how often they are right. */
#include "sim/study/compare.h"
#include "sim/study/interval.h"
#include "tests/sim/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Catches a wrong quantile, or a deviation divided by n: worked out by hand, with t(97.5%, 2) =
 * 4.302653 and t(97.5%, 9) = 2.262157 from a printed table. */
START_TEST(intervals_are_students)
{
    const double three[] = { 1, 2, 3 }, ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    struct study_interval interval = study_interval(three, 3);

    ck_assert_double_eq_tol(interval.mean, 2, 1e-12);
    ck_assert_double_eq_tol(interval.high - 2, 4.302653 * 1 / sqrt(3), 1e-5);
    ck_assert_double_eq_tol(interval.low + interval.high, 4, 1e-12);
    interval = study_interval(ten, 10);
    ck_assert_double_eq_tol(interval.high - 5.5, 2.262157 * sqrt(82.5 / 9) / sqrt(10), 1e-5);
}
END_TEST

/* Catches a division by zero, and an interval made up from one run. */
START_TEST(one_run_has_no_interval)
{
    const double one[] = { 7 };
    struct study_interval interval = study_interval(one, 1);

    ck_assert_double_eq(interval.low, 7);
    ck_assert_double_eq(interval.high, 7);
    ck_assert(study_is_narrow(&interval, 0));
}
END_TEST

/* Catches comparing means instead of runs in pairs: here pairs differ by exactly 2, and means by
 * less than they vary. */
START_TEST(ratios_are_of_pairs)
{
    const double base[] = { 2, 20, 200 }, values[] = { 1, 10, 100 };
    struct study_interval ratio;

    ck_assert(study_interval_of_ratios(base, values, 3, &ratio));
    ck_assert_double_eq(ratio.low, 2);
    ck_assert_double_eq(ratio.high, 2);
    ck_assert_int_eq(study_side_of(&ratio), STUDY_ABOVE);
}
END_TEST

/* Catches a verdict on what cannot be told apart: an interval that reaches into the margin. */
START_TEST(the_margin_is_not_distinguished)
{
    static const struct {
        struct study_interval ratio;
        enum study_side side;
    } cases[] = {
        { { 1.5, 1.011, 2 }, STUDY_ABOVE },    { { 1.5, 1.009, 2 }, STUDY_WITHIN },
        { { 1, 1, 1 }, STUDY_WITHIN },         { { 0.5, 0.1, 0.989 }, STUDY_BELOW },
        { { 0.5, 0.1, 0.991 }, STUDY_WITHIN }, { { 1, 0.5, 1.5 }, STUDY_WITHIN },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_int_eq(study_side_of(&cases[i].ratio), cases[i].side);
}
END_TEST

/* ---- coverage ---- */

#define REPETITIONS 1000
#define BURSTS 20

/* Twenty bursts of C code, exponential with a mean of 5 ms, on one core. Nothing but their lengths
 * is random, so the mean makespan is known: that of bursts that all take 5 ms. */
static void build_bursts(struct build *build, enum sim_dist_kind kind)
{
    build_init(build, 1);
    build_op(build, SIM_OP_REPEAT, BURSTS);
    build_op(build, SIM_OP_NATIVE, SIM_MS(5))->amount.kind = kind;
    build_end(build);
    build_threads(build, "worker", 1);
}

static double makespan_of(struct build *build, int64_t replication)
{
    struct study_result result;
    double makespan;

    build->scenario.params.replication = replication;
    result = run_build(build, "native");
    makespan = (double)result.makespan;
    study_result_free(&result);
    return makespan;
}

/* Catches a limit of events that is looked at now and then only: a run of as many goes through, and
 * with one less it is given up there. */
START_TEST(a_limit_of_events_is_exact)
{
    static struct build build;
    static struct sim_errors errors;
    struct study_result result;
    struct study_limits limits = { .events = 0 };

    build_bursts(&build, SIM_DIST_CONSTANT);
    ck_assert(
        study_run(&build.scenario, sim_model_find("native"), NULL, &limits, &result, &errors));
    limits.events = result.events;
    study_result_free(&result);
    ck_assert(
        study_run(&build.scenario, sim_model_find("native"), NULL, &limits, &result, &errors));
    study_result_free(&result);
    limits.events--;
    ck_assert(
        !study_run(&build.scenario, sim_model_find("native"), NULL, &limits, &result, &errors));
    ck_assert_uint_eq(result.events, limits.events);
    ck_assert_uint_eq(errors.count, 1);
}
END_TEST

static double known_mean(void)
{
    static struct build build;

    build_bursts(&build, SIM_DIST_CONSTANT);
    return makespan_of(&build, 0);
}

/* Catches intervals that promise more, or less, than they hold: of 1000 studies of ten runs each,
 * the 95 % interval has the known mean in it in 93 to 97 of 100. */
START_TEST(intervals_cover_the_mean)
{
    static struct build build;
    double known = known_mean();
    int covered = 0;

    build_bursts(&build, SIM_DIST_EXPONENTIAL);
    for (int i = 0; i < REPETITIONS; i++) {
        double runs[STUDY_REPLICATIONS];
        struct study_interval interval;

        for (int k = 0; k < STUDY_REPLICATIONS; k++)
            runs[k] = makespan_of(&build, (int64_t)i * STUDY_REPLICATIONS + k);
        interval = study_interval(runs, STUDY_REPLICATIONS);
        covered += interval.low <= known && known <= interval.high;
    }
    printf("intervals of %d runs: %.1f %% of %d have the mean in them\n", STUDY_REPLICATIONS,
           100.0 * covered / REPETITIONS, REPETITIONS);
    ck_assert_int_ge(covered, REPETITIONS * 93 / 100);
    ck_assert_int_le(covered, REPETITIONS * 97 / 100);
}
END_TEST

/* Catches the same where the number of runs is decided as they come (`replications = auto`): to
 * stop when the interval happens to be narrow costs some of what it promises, not much. */
START_TEST(stopping_when_narrow_costs_little)
{
    static struct build build;
    static double runs[STUDY_REPLICATIONS_MOST];
    double known = known_mean();
    int covered = 0, all = 0;

    build_bursts(&build, SIM_DIST_EXPONENTIAL);
    for (int i = 0; i < REPETITIONS; i++) {
        struct study_interval interval;
        uint32_t count = 0;

        do {
            runs[count] = makespan_of(&build, (int64_t)i * STUDY_REPLICATIONS_MOST + count);
            interval = study_interval(runs, ++count);
        } while (count < STUDY_REPLICATIONS || !study_is_narrow(&interval, 0.10));
        covered += interval.low <= known && known <= interval.high;
        all += (int)count;
    }
    printf("intervals made narrow, by %.1f runs on average: %.1f %%\n",
           (double)all / REPETITIONS, 100.0 * covered / REPETITIONS);
    ck_assert_int_ge(covered, REPETITIONS * 90 / 100);
    ck_assert_int_ge(all, 12 * REPETITIONS); /* that the rule was at work */
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(intervals_are_students),
        SUITE_TEST(one_run_has_no_interval),
        SUITE_TEST(ratios_are_of_pairs),
        SUITE_TEST(the_margin_is_not_distinguished),
        SUITE_TEST(a_limit_of_events_is_exact),
        SUITE_TEST(intervals_cover_the_mean),
        SUITE_TEST(stopping_when_narrow_costs_little),
        { NULL, NULL },
    };

    return suite_run("study", tests);
}
