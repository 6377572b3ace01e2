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
    for (uint32_t threads = 2; threads <= 4; threads++) {
        result = computing(threads, 1000000, 1000000);
        ck_assert_uint_gt(events_count(SIM_RECORD_STEAL), 15);
        ck_assert_uint_ge(events_count(SIM_RECORD_MUTEX_WAIT), events_count(SIM_RECORD_STEAL));
        check_who_steals_wins();
        study_result_free(&result);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(who_comes_early_sleeps_for_the_mutex_and_wins),
        { NULL, NULL },
    };

    return suite_run("contest", tests);
}
