/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who gets the interpreter lock that somebody lets go, and who sleeps for what until then. */
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

static struct study_result computing(uint32_t threads, int64_t awake, int64_t held)
{
    struct build build;

    build_init(&build, 4);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(60));
    build_threads(&build, "worker", threads);
    build.scenario.params.awake_share = awake;
    build.scenario.params.mutex_held_share = held;
    return events_run(&build, "gil");
}

/* Who takes the lock after each steal? */
static void check_who_steals_wins(void)
{
    uint32_t thief = 0;

    for (size_t i = 0; i < event_count; i++) {
        const struct sim_record *record = &events[i].record;

        if (record->kind == SIM_RECORD_STEAL)
            thief = record->thread;
        if (record->kind == SIM_RECORD_TAKE && thief) {
            ck_assert_uint_eq(record->thread, thief);
            thief = 0;
        }
    }
}

/* Catches a waiter that has the signal, but not the mutex, and gets that without having slept; and
 * one that loses the lock to an older sleeper by this. */
START_TEST(who_comes_early_sleeps_for_the_mutex_and_wins)
{
    struct study_result result = computing(2, 1000000, 0);

    ck_assert_uint_gt(events_count(SIM_RECORD_STEAL), 15);
    ck_assert_uint_eq(events_count(SIM_RECORD_MUTEX_WAIT), 0);
    study_result_free(&result);
    /* of more, one may come by meanwhile */
    for (uint32_t threads = 2; threads <= 3; threads++) {
        result = computing(threads, 1000000, 1000000);
        ck_assert_uint_gt(events_count(SIM_RECORD_STEAL), 15);
        ck_assert_uint_ge(events_count(SIM_RECORD_MUTEX_WAIT), events_count(SIM_RECORD_STEAL));
        check_who_steals_wins();
        study_result_free(&result);
    }
}
END_TEST

/* A thread that sleeps once, on a machine where all else takes no time. */
static struct study_result sleeping(struct build *build, sim_time sleep, uint32_t threads)
{
    struct sim_params *p = &build->scenario.params;

    build_op(build, SIM_OP_SLEEP, sleep);
    build_op(build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(build, "sleeper", threads);
    p->timer_slack = SIM_US(50);
    p->timer_latency = p->deep_timer_latency = sim_dist_constant(SIM_US(100));
    p->timer_charge = p->timer_cost = p->context_switch = p->sleep_call = sim_dist_constant(0);
    return events_run(build, "native");
}

static sim_time used(sim_time sleep, sim_time set)
{
    struct build build;
    struct study_result result;
    sim_time cpu;

    build_init(&build, 1);
    build.scenario.params.timer_set = sim_dist_constant(set);
    result = sleeping(&build, sleep, 1);
    cpu = result.cpu;
    study_result_free(&result);
    return cpu;
}

/* Catches a timer that is set for nothing, and one that the processor is told of although the tick
 * comes before it. */
START_TEST(setting_the_next_timer_takes_time)
{
    ck_assert_int_eq(used(SIM_MS(1), SIM_US(10)), used(SIM_MS(1), 0) + SIM_US(10));
    ck_assert_int_eq(used(SIM_MS(10), SIM_US(10)), used(SIM_MS(10), 0));
}
END_TEST

/* How much longer than asked such a machine's only thread sleeps. */
static sim_time overslept(enum sim_python python, const char *model, sim_time sleep)
{
    struct build build;
    struct study_result result;
    sim_time over;

    build_init(&build, 1);
    build_without_costs(&build);
    build.scenario.params.python = python;
    build.scenario.params.timer_slack = SIM_US(50);
    build_op(&build, SIM_OP_SLEEP, sleep);
    build_threads(&build, "sleeper", 1);
    result = events_run(&build, model);
    over = result.makespan - sleep;
    study_result_free(&result);
    return over;
}

/* Catches a sleep of nothing that is over at once where clock_nanosleep is told of a time, or that
 * sleeps where select is; and compiled code that sleeps by the rules of a version. */
START_TEST(a_sleep_of_nothing_sleeps_from_3_11_on)
{
    ck_assert_int_eq(overslept(SIM_PYTHON_3_10, "gil", 0), 0);
    ck_assert_int_eq(overslept(SIM_PYTHON_3_11, "gil", 0), SIM_US(50));
    ck_assert_int_eq(overslept(SIM_PYTHON_3_14T, "free-threaded", 0), SIM_US(50));
    ck_assert_int_eq(overslept(SIM_PYTHON_PYPY, "pypy", 0), 0);
    ck_assert_int_eq(overslept(SIM_PYTHON_3_10, "native", 0), SIM_US(50));
    ck_assert_int_eq(overslept(SIM_PYTHON_3_11, "asyncio", 0), 0);
}
END_TEST

/* Catches a select that is as exact as clock_nanosleep, one that is always a thousandth late, and one
 * without end; and a loop that asks the kernel otherwise. */
START_TEST(select_is_a_thousandth_late)
{
    ck_assert_int_eq(overslept(SIM_PYTHON_3_10, "gil", SIM_S(1)), SIM_MS(1));
    ck_assert_int_eq(overslept(SIM_PYTHON_3_10, "gil", SIM_MS(40)), SIM_US(50));
    ck_assert_int_eq(overslept(SIM_PYTHON_3_10, "gil", SIM_S(1000)), SIM_MS(100));
    ck_assert_int_eq(overslept(SIM_PYTHON_3_11, "gil", SIM_S(1)), SIM_US(50));
    ck_assert_int_eq(overslept(SIM_PYTHON_PYPY, "pypy", SIM_S(1)), SIM_MS(1));
    ck_assert_int_eq(overslept(SIM_PYTHON_3_14, "asyncio", SIM_S(1)), SIM_MS(1));
}
END_TEST

/* Catches a core that is as cold after a short sleep as after a long one, and one that becomes
 * colder than cold. */
START_TEST(a_core_goes_cold_by_and_by)
{
    /* and the slack */
    static const sim_time slept[] = { SIM_US(950), SIM_US(4950), SIM_MS(20) };
    static const sim_time cold[] = { SIM_US(200), SIM_MS(1), SIM_MS(1) };

    for (int i = 0; i < 3; i++) {
        struct build build;
        struct study_result result;
        sim_time dispatched;

        build_init(&build, 1);
        build.scenario.params.cold = sim_dist_constant(SIM_MS(1));
        build.scenario.params.cold_after = SIM_MS(5);
        result = sleeping(&build, slept[i], 1);
        dispatched = events_nth(SIM_RECORD_DISPATCH, 1, 1).time;
        ck_assert_int_eq(events_nth(SIM_RECORD_END, 1, 0).time,
                         dispatched + SIM_US(100) + cold[i] + SIM_MS(1));
        study_result_free(&result);
    }
}
END_TEST

/* Catches two whom one interrupt wakes as if each had one of its own, and an interrupt on a core that
 * is still coming up as processor time of the thread it comes up for. */
START_TEST(who_comes_up_first_waits_for_the_interrupt)
{
    struct study_result result[2];
    sim_time begins[2];

    for (int i = 0; i < 2; i++) {
        struct build build;

        build_init(&build, 1);
        build.scenario.params.timer_each = sim_dist_constant(i ? SIM_US(30) : 0);
        result[i] = sleeping(&build, SIM_MS(1), 2);
        begins[i] = events_nth(SIM_RECORD_END, 0, 1).time;
    }
    ck_assert_int_eq(begins[1], begins[0] + SIM_US(30));
    ck_assert_int_eq(result[1].cpu, result[0].cpu);
    study_result_free(&result[0]);
    study_result_free(&result[1]);
}
END_TEST

/* Catches a waiter that is signalled while it sets its timer, and sleeps all the same until it is
 * woken. */
START_TEST(who_sets_a_timer_is_not_woken)
{
    struct build build;
    struct study_result result;
    uint32_t asked = 0;

    build_init(&build, 4);
    build.scenario.params.switch_interval = SIM_US(100);
    build.scenario.params.tick = SIM_S(1); /* no timer is behind it */
    build.scenario.params.awake_share = 0;
    build.scenario.params.timer_set = sim_dist_constant(SIM_US(50));
    build_op(&build, SIM_OP_PYTHON, SIM_MS(20));
    build_threads(&build, "worker", 2);
    result = events_run(&build, "gil");
    ck_assert_uint_gt(events_count(SIM_RECORD_REQUEST), 50);
    for (size_t i = 0; i < event_count; i++) {
        const struct sim_record *record = &events[i].record;

        if (record->kind == SIM_RECORD_REQUEST)
            asked = record->thread;
        else if (record->kind == SIM_RECORD_TAKE)
            asked = 0;
        ck_assert(record->kind != SIM_RECORD_DISPATCH || record->thread != asked);
    }
    study_result_free(&result);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(who_comes_early_sleeps_for_the_mutex_and_wins),
        SUITE_TEST(setting_the_next_timer_takes_time),
        SUITE_TEST(a_sleep_of_nothing_sleeps_from_3_11_on),
        SUITE_TEST(select_is_a_thousandth_late),
        SUITE_TEST(a_core_goes_cold_by_and_by),
        SUITE_TEST(who_comes_up_first_waits_for_the_interrupt),
        SUITE_TEST(who_sets_a_timer_is_not_woken),
        { NULL, NULL },
    };

    return suite_run("contest", tests);
}
