/* SPDX-License-Identifier: GPL-3.0-or-later
 * Hours and days: events that lie far ahead, and clocks that have come far. */
#include "sim/engine/check.h"
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

#define HOUR SIM_S(3600)

/* So much may be added to an hour by waking up. */
#define CLOSE SIM_MS(1)

static void is_close(sim_time time, sim_time due)
{
    ck_assert_int_ge(time, due);
    ck_assert_int_le(time, due + CLOSE);
}

/* Catches events of which the first is not the next: where all of them are far, and where one has
 * been far and others are not. Ties go to the smaller id. */
START_TEST(who_sleeps_for_hours_wakes_in_order)
{
    static const int hours[] = { 9, 3, 7, 2, 8, 30, 3 };
    struct study_result result;
    struct build build;

    build_init(&build, 8);
    for (size_t i = 0; i < sizeof(hours) / sizeof(*hours); i++) {
        build_op(&build, SIM_OP_SLEEP, hours[i] * HOUR);
        build_op(&build, SIM_OP_SLEEP, SIM_MS(10 * (int64_t)i));
        build_threads(&build, "sleeper", 1);
    }
    result = events_run(&build, "native");
    for (uint32_t i = 0; i < sizeof(hours) / sizeof(*hours); i++)
        is_close(events_nth(SIM_RECORD_END, i + 1, 0).time, hours[i] * HOUR + SIM_MS(10) * i);
    study_result_free(&result);
}
END_TEST

/* Catches a moment that lies just where what is near ends: the far ones have to get their places
 * anew, or somebody else wakes. */
START_TEST(who_sleeps_just_so_long_wakes_alone)
{
    for (sim_time more = -2; more <= 2; more++) {
        const sim_time sleeps = (sim_time)SIM_EVENT_FAR + more;
        struct study_result result;
        struct build build;

        build_init(&build, 2);
        build_without_costs(&build);
        build_op(&build, SIM_OP_SLEEP, 2 * HOUR);
        build_threads(&build, "longer", 1);
        build_op(&build, SIM_OP_SLEEP, sleeps);
        build_threads(&build, "sleeper", 1);
        result = events_run(&build, "native");
        ck_assert_int_eq(events_nth(SIM_RECORD_END, 2, 0).time, sleeps);
        ck_assert_int_eq(events_nth(SIM_RECORD_END, 1, 0).time, 2 * HOUR);
        study_result_free(&result);
    }
}
END_TEST

/* Catches a gap that one record can just tell, or just not, and is told wrongly; soon after what is due
 * soon has been planned, or later. */
START_TEST(a_gap_is_told_by_one_record_or_two)
{
    for (sim_time i = 0; i < 10; i++) {
        const sim_time before = i % 2, more = i / 2 - 2;
        const sim_time after = SIM_MS(before) + (sim_time)UINT32_MAX + more;
        struct study_result result;
        struct build build;

        build_init(&build, 1);
        build_without_costs(&build);
        build_op(&build, SIM_OP_NATIVE, SIM_MS(before));
        build_op(&build, SIM_OP_NATIVE, (sim_time)UINT32_MAX + more);
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(&build, "t", 1);
        result = events_run(&build, "native");
        ck_assert_int_eq(events_nth(SIM_RECORD_END, 1, 0).time, after + SIM_MS(1));
        ck_assert_uint_eq(events_count(SIM_RECORD_GAP), more > 0);
        for (size_t e = 1; e < event_count; e++) /* all of a step are of one moment */
            ck_assert(events[e].record.flags & SIM_RECORD_FIRST ||
                      events[e - 1].record.kind == SIM_RECORD_GAP ||
                      events[e].time == events[e - 1].time);
        study_result_free(&result);
    }
}
END_TEST

/* Three of whom each computes for a second on one core, beside a fourth who sleeps for long. */
static struct study_result share_after(sim_time rest)
{
    struct build build;

    build_init(&build, 1);
    build_op(&build, SIM_OP_SLEEP, rest);
    build_op(&build, SIM_OP_NATIVE, SIM_S(1));
    build_threads(&build, "late", 3);
    build_op(&build, SIM_OP_SLEEP, 5 * HOUR);
    build_threads(&build, "sleeper", 1);
    return events_run(&build, "native");
}

/* Catches a core whose ticks do not come, come early or all at once when it has been idle for hours:
 * it is shared as it is after a second. */
START_TEST(after_hours_a_core_is_shared_as_ever)
{
    struct study_result soon = share_after(SIM_S(1));
    size_t preempted = events_count(SIM_RECORD_PREEMPT);
    sim_time end = events_nth(SIM_RECORD_END, 3, 0).time;
    struct study_result late = share_after(2 * HOUR);

    ck_assert_uint_gt(preempted, 100);
    ck_assert_uint_ge(events_count(SIM_RECORD_PREEMPT), preempted - preempted / 20);
    ck_assert_uint_le(events_count(SIM_RECORD_PREEMPT), preempted + preempted / 20);
    is_close(events_nth(SIM_RECORD_END, 3, 0).time + CLOSE / 2, 2 * HOUR - SIM_S(1) + end);
    ck_assert_int_gt(late.fold->threads[1].spent[SIM_REASON_NATIVE], SIM_S(1) - 1);
    study_result_free(&soon);
    study_result_free(&late);
}
END_TEST

/* Reading takes `computes`, and its memory a part of the bandwidth that leaves room for one more. */
static void build_stream(struct build *build, sim_time computes, uint32_t times)
{
    if (times > 1)
        build_op(build, SIM_OP_REPEAT, times);
    build_op(build, SIM_OP_READ, computes)->index = SIM_INDEX_WHOLE;
    if (times > 1)
        build_end(build);
    build_threads(build, "stream", 1);
}

/* Catches a shared clock that runs over after hours, or one that starts anew and forgets how far those
 * are who draw on it: where there is bandwidth for all, each ends when it would alone. */
START_TEST(a_shared_clock_runs_for_days)
{
    static const struct {
        sim_time computes;
        uint32_t times;
    } streams[] = { { 50 * HOUR, 1 }, { HOUR, 45 }, { HOUR / 3, 130 }, { HOUR / 60, 2 } };
    struct study_result result;
    struct build build;

    build_init(&build, 4);
    build.regions[0] = (struct sim_region_def){ 1 << 20, 1 };
    for (int i = 0; i < 4; i++)
        build_stream(&build, streams[i].computes, streams[i].times);
    result = events_run(&build, "native");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    for (uint32_t i = 0; i < 4; i++)
        is_close(events_nth(SIM_RECORD_END, i + 1, 0).time,
                 streams[i].computes * streams[i].times);
    study_result_free(&result);
}
END_TEST

/* The share of so many updates each that two make of one variable, on cores so fast, that is kept. */
static double kept(int64_t updates, int64_t speed)
{
    struct study_result result;
    struct build build;
    double share;

    build_init(&build, 2);
    build.scenario.params.speed = speed;
    build_op(&build, SIM_OP_ADD, updates);
    build_threads(&build, "adder", 2);
    build_python(&build, sim_model_find("unlocked"));
    result = events_run(&build, "unlocked");
    ck_assert_int_eq(result.fold->vars[0].expected, 2 * updates);
    share = (double)result.fold->vars[0].value / 2 / (double)updates;
    study_result_free(&result);
    return share;
}

/* Catches a sum of what is lost that runs over after 2.4 hours, so that more is lost than was done. */
START_TEST(updates_are_lost_for_hours)
{
    double soon = kept(1000000, 1000000);

    ck_assert_double_eq_tol(kept(SIM_UPDATES_MAX, 1000000), soon, 0.01);
    ck_assert_double_eq_tol(kept(SIM_UPDATES_MAX, 10000), soon, 0.01);
}
END_TEST

/* Threads that each wait for as long, 400 times. */
static struct study_result wait_for_years(uint32_t threads, sim_time time, sim_time until)
{
    struct build build;

    build_init(&build, 2);
    build.scenario.params.until = until;
    build_op(&build, SIM_OP_REPEAT, 400);
    build_op(&build, SIM_OP_IO, time);
    build_end(&build);
    build_threads(&build, "waits", threads);
    return events_run(&build, "native");
}

/* Catches a run that is cut off behind 73 years and said to have ended; and times of many threads that
 * are less than nothing in sum. */
START_TEST(what_cannot_be_counted_is_no_end)
{
    struct study_result result = wait_for_years(2, 8000 * HOUR, SIM_TIME_NEVER);
    sim_time sum = 0;

    ck_assert_int_eq(result.outcome, SIM_OVERLONG);
    ck_assert_int_eq(result.makespan, SIM_EVENT_TIME_MAX - 1);
    ck_assert_ptr_nonnull(strstr(result.why, "73"));
    study_result_free(&result);

    result = wait_for_years(100, 1000 * HOUR, SIM_TIME_NEVER);
    ck_assert_int_eq(result.outcome, SIM_OVERLONG);
    for (uint32_t i = 1; i <= 100; i++)
        sum += result.fold->threads[i].spent[SIM_REASON_IO];
    ck_assert_int_gt(sum, INT64_MAX / 2);
    study_result_free(&result);

    result = wait_for_years(2, 8000 * HOUR, 600000 * HOUR);
    ck_assert_int_eq(result.outcome, SIM_UNTIL);
    study_result_free(&result);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(who_sleeps_for_hours_wakes_in_order),
        SUITE_TEST(who_sleeps_just_so_long_wakes_alone),
        SUITE_TEST(a_gap_is_told_by_one_record_or_two),
        SUITE_TEST(after_hours_a_core_is_shared_as_ever),
        SUITE_TEST(a_shared_clock_runs_for_days),
        SUITE_TEST(updates_are_lost_for_hours),
        SUITE_TEST(what_cannot_be_counted_is_no_end),
        { NULL, NULL },
    };

    return suite_run("hours", tests);
}
