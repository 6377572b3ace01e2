/* SPDX-License-Identifier: GPL-3.0-or-later
 * PyPy's loops count down to a switch: from when on, how far, and where it falls. */
#include "sim/mech/pool.h"
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

#include <string.h>

#define COUNT 1000000
#define MILLION 1000000

static void begin(struct build *build)
{
    build_init(build, 2);
    build->scenario.params.python = SIM_PYTHON_PYPY;
    build->scenario.params.warm_up = (struct sim_dist){ 0 };
    build->scenario.params.mutex = (struct sim_dist){ 0 };
    build->scenario.params.count_down = SIM_US(400);
}

static struct sim_op *loop(struct build *build, int64_t turns, enum bytecode_body_id body)
{
    struct sim_op *op = build_op(
        build, bytecode_bodies[body].kind == BODY_ADD ? SIM_OP_ADD : SIM_OP_LOOP, turns);

    op->form = (uint8_t)body;
    return op;
}

static sim_time begun(uint32_t thread, uint32_t pc)
{
    for (size_t i = 0; i < event_count; i++) {
        if (events[i].record.kind == SIM_RECORD_OP && events[i].record.thread == thread &&
            events[i].record.arg == pc)
            return events[i].time;
    }
    ck_abort_msg("thread %u has not come to op %u", thread, pc);
    return 0;
}

/* What a million turns of `total` take, in ns. */
static sim_time million(void)
{
    return (sim_time)bytecode_body(BODY_TOTAL, SIM_PYTHON_PYPY).turn * MILLION / 100;
}

/* ---- from when on ---- */

/* Starts a group and joins it, and executes a loop before that and after it. */
static void build_main(struct build *build, uint32_t child)
{
    loop(build, MILLION, BODY_TOTAL);
    build_op(build, SIM_OP_START, 0)->object = child;
    build_op(build, SIM_OP_JOIN, 0)->object = child;
    loop(build, MILLION, BODY_TOTAL);
    build_op(build, SIM_OP_NATIVE, 1);
    build_threads(build, "main", 1);
}

/* Catches turns that count, and last as if, before there is a thread to switch to; and turns that
 * are as fast afterwards, whichever of the two groups stands first. */
START_TEST(turns_count_once_a_thread_has_been_started)
{
    for (uint32_t child = 0; child < 2; child++) {
        struct build build;
        struct study_result result;
        uint32_t main = 2 - child, pc = 1 - child;

        begin(&build);
        if (child)
            build_main(&build, child);
        build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
        build_threads(&build, "child", 1)->manual = true;
        if (!child)
            build_main(&build, child);
        result = events_run(&build, "pypy");
        ck_assert_int_eq(begun(main, pc + 1) - begun(main, pc), million());
        ck_assert_int_eq(begun(main, pc + 4) - begun(main, pc + 3), million() + SIM_US(400));
        study_result_free(&result);
    }
}
END_TEST

/* Catches threads of a scenario that are taken for a program without threads, and a sequence that is
 * taken for threads. */
START_TEST(whoever_runs_in_threads_counts)
{
    static const struct {
        const char *model;
        uint32_t threads;
        int64_t down;
    } rows[] = { { "pypy", 1, SIM_US(400) },
                 { "pypy", 2, SIM_US(400) },
                 { "sequential", 2, 0 } };
    struct build build;
    struct study_result result;

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        int64_t each = 20 * (million() + rows[i].down);

        begin(&build);
        loop(&build, 20 * MILLION, BODY_TOTAL);
        build_threads(&build, "worker", rows[i].threads);
        result = events_run(&build, rows[i].model);
        ck_assert_int_ge(result.makespan, each * rows[i].threads);
        ck_assert_int_lt(result.makespan, each * rows[i].threads + SIM_MS(2));
        study_result_free(&result);
    }
}
END_TEST

/* Catches `python 10ms` that has other turns than without counting, so that a count of the same
 * length hides what counting costs. */
START_TEST(bytecode_given_as_time_is_as_many_turns)
{
    struct build build;
    struct study_result result;
    sim_time alone, counted;

    begin(&build);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(1000))->form = BODY_TOTAL;
    build_threads(&build, "worker", 1);
    result = events_run(&build, "sequential");
    alone = result.makespan;
    study_result_free(&result);
    result = events_run(&build, "pypy");
    counted = result.makespan;
    study_result_free(&result);
    ck_assert_int_ge(counted, alone * (million() + SIM_US(400)) / million() - SIM_US(5));
    ck_assert_int_le(counted, alone * (million() + SIM_US(400)) / million() + SIM_US(5));
}
END_TEST

/* ---- how far, and where ---- */

/* The slow, obvious rule: one jump after the other, until one runs out after so much work. */
static sim_time slow_switch(const struct bytecode_body *body, sim_time asked)
{
    int64_t counted = 0;

    for (int64_t place = 1;; place++) {
        counted += body->point[(place - 1) % body->points].down;
        if (counted <= COUNT)
            continue;
        if (bytecode_point_work(body, place) >= asked)
            return bytecode_point_work(body, place);
        counted = 0;
    }
}

/* Catches a switch after a million turns whatever the loop, a count that goes on where it had run out
 * with nobody waiting, and arithmetic that skips a switch too many or too few. */
START_TEST(the_count_runs_out_where_it_does)
{
    static const enum bytecode_body_id bodies[] = { BODY_TOTAL, BODY_CALL, BODY_LOCKED,
                                                    BODY_INNER_LOOP, BODY_RECURSION };
    static const sim_time late[] = { SIM_US(10), SIM_US(1100), SIM_MS(33), SIM_MS(90) };
    struct build build;
    struct study_result result;

    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
        struct bytecode_body own = bytecode_body(bodies[i], SIM_PYTHON_PYPY);
        struct bytecode_body body = bytecode_slower(&own, bodies[i] == BODY_RECURSION ? 0 : 40);

        for (size_t k = 0; k < sizeof(late) / sizeof(*late); k++) {
            sim_time asked, switched;

            begin(&build);
            loop(&build, SIM_MS(200) * 100 / body.turn, bodies[i]);
            build_threads(&build, "owner", 1);
            build_op(&build, SIM_OP_NATIVE, 1);
            build_threads(&build, "late", 1)->start.a = late[k];
            result = events_run(&build, "pypy");
            asked = events_nth(SIM_RECORD_AWAIT, 2, 0).time - begun(1, 0);
            switched = events_nth(SIM_RECORD_DROP, 1, 0).time - begun(1, 0);
            ck_assert_int_ge(switched, slow_switch(&body, asked));
            ck_assert_int_le(switched, slow_switch(&body, asked) + SIM_US(2));
            study_result_free(&result);
        }
    }
}
END_TEST

/* Catches a switch that is forgotten when a third thread comes for the lock meanwhile. */
START_TEST(a_third_who_comes_puts_nothing_off)
{
    struct build build;
    struct study_result result;
    sim_time first, second;

    begin(&build);
    loop(&build, 10 * MILLION, BODY_TOTAL);
    build_threads(&build, "owner", 2);
    build_op(&build, SIM_OP_NATIVE, 1);
    build_threads(&build, "third", 1)->start.a = SIM_US(300);
    result = events_run(&build, "pypy");
    first = events_nth(SIM_RECORD_DROP, 1, 0).time;
    second = events_nth(SIM_RECORD_DROP, 2, 0).time;
    ck_assert_int_lt(first, million() + SIM_US(500));
    ck_assert_int_lt(second, 2 * (million() + SIM_US(500)));
    study_result_free(&result);
}
END_TEST

/* Catches a loop within a loop whose switches all fall on the same of its jumps: of three, two lie
 * between reading and writing, and so a third of the updates is lost. In a plain loop none. */
START_TEST(an_inner_loop_loses_a_third)
{
    struct build build;
    struct study_result result;
    double kept;

    begin(&build);
    loop(&build, 20 * MILLION, BODY_INNER_LOOP);
    build_threads(&build, "adder", 2);
    result = events_run(&build, "pypy");
    kept = (double)result.fold->vars[0].value / (40.0 * MILLION);
    ck_assert_double_ge(kept, 0.6);
    ck_assert_double_le(kept, 0.72);
    study_result_free(&result);
    begin(&build);
    loop(&build, 20 * MILLION, BODY_PLAIN);
    build_threads(&build, "adder", 2);
    result = events_run(&build, "pypy");
    ck_assert_int_eq(result.fold->vars[0].value, 40 * MILLION);
    study_result_free(&result);
}
END_TEST

/* Catches a check point that is passed before it is come to, or counted later: against going from
 * one to the next. */
START_TEST(check_points_are_passed_one_by_one)
{
    for (int python = 0; python < SIM_PYTHON_COUNT; python++) {
        for (int id = BODY_TOTAL; id < BODY_COUNT; id++) {
            struct bytecode_body body =
                bytecode_body((enum bytecode_body_id)id, (enum sim_python)python);
            int64_t passed = 0;

            if (!body.points)
                continue;
            for (sim_time work = 0; work < 1000; work++) {
                while (bytecode_point_work(&body, passed + 1) <= work)
                    passed++;
                ck_assert_int_eq(bytecode_points_passed(&body, work), passed);
            }
        }
    }
}
END_TEST

/* ---- who gets it ---- */

/* Catches a lock that is said to change hands though nobody else has had it, or not to although
 * somebody has; and a switch that gives it to another than who has waited longest. */
START_TEST(the_lock_goes_to_who_has_waited_longest)
{
    struct build build;
    struct study_result result;
    uint32_t before[4] = { 0 }, takes = 0;

    begin(&build);
    build_op(&build, SIM_OP_REPEAT, 5);
    build_op(&build, SIM_OP_PYTHON, SIM_US(1));
    build_op(&build, SIM_OP_NATIVE, SIM_US(1));
    build_end(&build);
    loop(&build, 20 * MILLION, BODY_TOTAL);
    build_threads(&build, "worker", 4);
    result = events_run(&build, "pypy");
    for (size_t i = 0; i < event_count && events[i].record.kind != SIM_RECORD_END; i++) {
        const struct sim_record *record = &events[i].record;

        if (record->kind != SIM_RECORD_TAKE)
            continue;
        ck_assert_int_eq((record->flags & SIM_RECORD_FLAG) != 0, record->thread != before[0]);
        if (events[i].time > SIM_MS(10)) /* by then all compute */
            ck_assert(record->thread == before[3] && record->thread != before[1]);
        memmove(before + 1, before, sizeof(before) - sizeof(*before));
        before[0] = record->thread;
        takes++;
    }
    ck_assert_uint_gt(takes, 60);
    study_result_free(&result);
}
END_TEST

/* Catches check points of CPython in PyPy's table, and a turn that is made longer with its places
 * left where they were. */
START_TEST(jumps_are_the_check_points)
{
    struct bytecode_body inner = bytecode_body(BODY_INNER_LOOP, SIM_PYTHON_PYPY);
    struct bytecode_body call = bytecode_body(BODY_CALL, SIM_PYTHON_PYPY);
    struct bytecode_body slower = bytecode_slower(&inner, inner.turn);

    ck_assert_uint_eq(inner.points, 3);
    ck_assert_int_eq(inner.point[2].at, inner.turn);
    ck_assert_uint_eq(call.points, 1);
    ck_assert_uint_eq(call.point[0].down, 2);
    ck_assert_int_eq(slower.turn, 2 * inner.turn);
    ck_assert_int_eq(slower.read, 2 * inner.read);
    ck_assert_int_eq(slower.write, 2 * inner.write);
    ck_assert_int_eq(slower.hold, BYTECODE_NOWHERE);
    for (uint32_t i = 0; i < inner.points; i++)
        ck_assert_int_eq(slower.point[i].at, 2 * inner.point[i].at);
}
END_TEST

/* Catches a pool that counts who is idle by the rule of another release than that of PyPy's library:
 * up to 3.11 a worker does so when it has done a piece, and not when there is no other. */
START_TEST(a_pool_is_that_of_its_library)
{
    static const struct {
        enum sim_python python;
        const char *model;
        uint32_t idle;
    } rows[] = { { SIM_PYTHON_3_9, "gil", 3 },
                 { SIM_PYTHON_3_12, "gil", 1 },
                 { SIM_PYTHON_PYPY, "pypy", 3 } };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct sim_errors errors = { .count = 0 };
        struct sim_record records[SIM_RECORDS_PER_STEP];
        struct build build;
        struct sim *sim;

        begin(&build);
        build.scenario.params.python = rows[i].python;
        for (int piece = 0; piece < 3; piece++) {
            build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
            build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
            build_end(&build);
        }
        build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
        build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
        build_threads(&build, "main", 1);
        build_pool(&build, "pool", 1);
        sim = sim_create(&build.scenario, sim_model_find(rows[i].model), &errors);
        while (sim->head->status == SIM_GOING) {
            sim->out = records;
            sim_step(sim);
        }
        ck_assert_uint_eq(sim->pools[2].semaphore, rows[i].idle);
        sim_destroy(sim);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(turns_count_once_a_thread_has_been_started),
        SUITE_TEST(whoever_runs_in_threads_counts),
        SUITE_TEST(bytecode_given_as_time_is_as_many_turns),
        SUITE_TEST(the_count_runs_out_where_it_does),
        SUITE_TEST(a_third_who_comes_puts_nothing_off),
        SUITE_TEST(an_inner_loop_loses_a_third),
        SUITE_TEST(jumps_are_the_check_points),
        SUITE_TEST(a_pool_is_that_of_its_library),
        SUITE_TEST(check_points_are_passed_one_by_one),
        SUITE_TEST(the_lock_goes_to_who_has_waited_longest),
        { NULL, NULL },
    };

    return suite_run("pypy", tests);
}
