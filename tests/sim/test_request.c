/* SPDX-License-Identifier: GPL-3.0-or-later
 * Requests that come by themselves. */
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

#define REQUESTS 8
#define CALLS SIM_US(50) /* more than all system calls and hand-offs of a request come to */

/* A thread that answers requests; `every` apart, each of which takes `work` of bytecode. */
static struct sim_op *build_server(struct build *build, sim_time every, sim_time work)
{
    struct sim_op *arrive;

    build_init(build, 2);
    arrive = build_op(build, SIM_OP_ARRIVE, every);
    arrive->times = REQUESTS;
    build_op(build, SIM_OP_PYTHON, work);
    build_end(build);
    build_threads(build, "server", 1);
    return arrive;
}

static void serve(const struct build *build, const char *model)
{
    struct study_result result = events_run(build, model);

    ck_assert_uint_eq(result.latency[0].count, REQUESTS);
    study_result_free(&result);
}

/* When the n-th request came, as the run tells it. */
static sim_time came_at(size_t n)
{
    struct event taken = events_nth(SIM_RECORD_ARRIVE, 0, n);

    return taken.time - sim_record_late(taken.record);
}

/* Catches a client that waits for its answer: the second request would come after the first's end,
 * and a server that is too slow would look as fast as its work. */
START_TEST(who_is_too_slow_falls_behind)
{
    struct build build;

    build_server(&build, SIM_MS(10), SIM_MS(15));
    serve(&build, "gil");
    for (size_t n = 0; n < REQUESTS; n++) {
        sim_time answered = events_nth(SIM_RECORD_MEASURED, 0, n).time;
        sim_time latency = answered - came_at(n), expected = SIM_MS(15 + 5 * (int)n);

        ck_assert_int_le(came_at(n), SIM_MS(10 * ((int)n + 1)) + CALLS);
        ck_assert_int_ge(came_at(n), SIM_MS(10 * ((int)n + 1)));
        ck_assert_int_ge(latency, expected);
        ck_assert_int_le(latency, expected + CALLS * ((int)n + 1));
    }
}
END_TEST

/* Catches a server that takes its next request as soon as the last is done. */
START_TEST(who_is_fast_waits)
{
    struct build build;

    build_server(&build, SIM_MS(10), SIM_MS(1));
    serve(&build, "gil");
    ck_assert_uint_eq(events_count(SIM_RECORD_IO), REQUESTS);
    for (size_t n = 0; n < REQUESTS; n++)
        ck_assert_int_ge(events_nth(SIM_RECORD_ARRIVE, 0, n).time, SIM_MS(10 * ((int)n + 1)));
}
END_TEST

/* Catches draws that depend on the model or on how long answers take: models would be compared under
 * loads that differ. */
START_TEST(requests_come_alike_under_all_models)
{
    static const char *const models[] = { "gil", "asyncio", "free-threaded", "processes" };
    struct build build;
    sim_time came[REQUESTS];

    for (size_t m = 0; m < sizeof(models) / sizeof(*models); m++) {
        build_server(&build, SIM_MS(4), SIM_MS(3 * (int)m))->amount.kind = SIM_DIST_EXPONENTIAL;
        build_python(&build, sim_model_find(models[m]));
        serve(&build, models[m]);
        for (size_t n = 1; n < REQUESTS; n++) {
            sim_time apart = came_at(n) - came_at(n - 1);

            if (m == 0)
                came[n] = apart;
            ck_assert_int_eq(apart, came[n]);
        }
    }
}
END_TEST

/* Catches a wait that a record cannot tell any more: what is over four seconds would be told as four,
 * and the worst latencies, for which one looks, would all be the same. */
START_TEST(long_waits_are_told_as_they_are)
{
    struct build build;

    build_server(&build, SIM_MS(10), SIM_S(3));
    serve(&build, "gil");
    for (size_t n = 0; n < REQUESTS; n++) {
        sim_time late = events_nth(SIM_RECORD_ARRIVE, 0, n).time - SIM_MS(10 * ((int)n + 1));

        ck_assert_int_le(sim_record_late(events_nth(SIM_RECORD_ARRIVE, 0, n).record), late);
        ck_assert_int_ge(sim_record_late(events_nth(SIM_RECORD_ARRIVE, 0, n).record),
                         late - CALLS);
    }
}
END_TEST

/* Catches a count that goes on where it stopped, when the block is come to again. */
START_TEST(requests_come_anew_each_time)
{
    struct study_result result;
    struct build build;

    build_init(&build, 1);
    build_op(&build, SIM_OP_REPEAT, 3);
    build_op(&build, SIM_OP_ARRIVE, SIM_MS(1))->times = 2;
    build_end(&build);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(20));
    build_end(&build);
    build_threads(&build, "server", 1);
    result = events_run(&build, "gil");
    ck_assert_uint_eq(events_count(SIM_RECORD_ARRIVE), 6);
    for (size_t n = 0; n < 6; n++) /* none has come while the thread computed */
        ck_assert_int_le(sim_record_late(events_nth(SIM_RECORD_ARRIVE, 0, n).record), CALLS);
    study_result_free(&result);
}
END_TEST

/* Catches a run without an end that nobody has asked for; and one that is asked for. */
START_TEST(requests_without_end_need_one)
{
    struct sim_errors errors = { .count = 0 };
    struct study_result result;
    struct build build;

    build_server(&build, SIM_MS(10), SIM_MS(1))->times = 0;
    build.scenario.params.until = SIM_TIME_NEVER;
    ck_assert(!sim_scenario_validate(&build.scenario, &errors));
    build.scenario.params.until = SIM_MS(95);
    ck_assert(sim_scenario_validate(&build.scenario, &errors));
    result = events_run(&build, "gil");
    ck_assert_uint_eq(events_count(SIM_RECORD_ARRIVE), 9);
    study_result_free(&result);
}
END_TEST

/* Catches a warm-up that counts what began in it, or that leaves out more. */
START_TEST(what_begins_in_the_warm_up_does_not_count)
{
    struct study_result result;
    struct build build;

    build_server(&build, SIM_MS(10), SIM_MS(15));
    /* three came before, and are answered after it */
    build.scenario.params.warmup = SIM_MS(35);
    result = events_run(&build, "gil");
    ck_assert_uint_eq(result.latency[0].count, REQUESTS - 3);
    ck_assert_int_ge(result.latency[0].least, SIM_MS(15 + 5 * 3));
    study_result_free(&result);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(who_is_too_slow_falls_behind),
        SUITE_TEST(who_is_fast_waits),
        SUITE_TEST(requests_come_alike_under_all_models),
        SUITE_TEST(long_waits_are_told_as_they_are),
        SUITE_TEST(requests_come_anew_each_time),
        SUITE_TEST(requests_without_end_need_one),
        SUITE_TEST(what_begins_in_the_warm_up_does_not_count),
        { NULL, NULL },
    };

    return suite_run("request", tests);
}
