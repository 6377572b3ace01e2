/* SPDX-License-Identifier: GPL-3.0-or-later
 * The event loop and thread pools, rule by rule. */
#include "sim/engine/check.h"
#include "sim/study/memory.h"
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

#include <stdlib.h>

/* Runs to its end; the result is the caller's to free. */
static struct study_result run_to_end(const struct build *build, const char *model)
{
    struct study_result result = events_run(build, model);

    ck_assert_int_eq(result.outcome, SIM_ENDED);
    return result;
}

static void run_and_free(const struct build *build, const char *model)
{
    struct study_result result = run_to_end(build, model);

    study_result_free(&result);
}

/* ---- the loop ---- */

/* Catches a loop that gives the thread to another task before the one that has it awaits: a
 * blocking call and a computation must both hold all others up. And a task that is told to sleep
 * while it is held up. */
START_TEST(nothing_ends_a_turn_but_awaiting)
{
    struct build build;
    struct study_result result;
    struct event back;

    build_init(&build, 4);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
    build_threads(&build, "waiter", 1);
    build_op(&build, SIM_OP_IO, SIM_MS(7))->keyword = true;
    build_op(&build, SIM_OP_PYTHON, SIM_MS(5));
    build_op(&build, SIM_OP_NATIVE, SIM_MS(3));
    build_threads(&build, "hog", 1);
    result = run_to_end(&build, "asyncio");
    ck_assert_int_eq(result.fold->threads[1].spent[SIM_REASON_SLEEP], SIM_MS(1));
    ck_assert_int_ge(result.fold->threads[1].spent[SIM_REASON_LOOP], SIM_MS(13));
    study_result_free(&result);
    back = events_nth(SIM_RECORD_END, 1, 0);
    ck_assert_int_ge(back.time, SIM_MS(15));
    ck_assert_int_le(back.time, SIM_MS(15) + SIM_US(200));
}
END_TEST

/* Catches timers that lose their order where they are overdue by hours, so that the engine counts
 * from a later moment than when they were due. */
START_TEST(timers_overdue_by_days_come_in_order)
{
    struct build build;

    build_init(&build, 1);
    build_op(&build, SIM_OP_SLEEP, SIM_S(7000));
    build_threads(&build, "second", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_S(6000));
    build_threads(&build, "first", 1);
    build_op(&build, SIM_OP_NATIVE, SIM_S(200000));
    build_threads(&build, "hog", 1);
    run_and_free(&build, "asyncio");
    ck_assert_uint_eq(events_nth(SIM_RECORD_END, 0, 0).record.thread, 3);
    ck_assert_uint_eq(events_nth(SIM_RECORD_END, 0, 1).record.thread, 2);
    ck_assert_uint_eq(events_nth(SIM_RECORD_END, 0, 2).record.thread, 1);
    ck_assert_int_ge(events_nth(SIM_RECORD_END, 0, 0).time, SIM_S(200000));
}
END_TEST

/* The same as threads: catches a test above that would hold whatever the loop did. */
START_TEST(threads_are_not_held_up_so)
{
    struct build build;

    build_init(&build, 4);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
    build_threads(&build, "waiter", 1);
    build_op(&build, SIM_OP_IO, SIM_MS(7))->keyword = true;
    build_threads(&build, "hog", 1);
    run_and_free(&build, "gil");
    ck_assert_int_le(events_nth(SIM_RECORD_END, 1, 0).time, SIM_MS(2));
}
END_TEST

/* Catches time-outs that are not rounded up to what select can tell, rounded down, rounded when the
 * loop does not sleep at all, or where nothing is to be rounded. */
START_TEST(sleeps_are_rounded_up_to_milliseconds)
{
    static const struct {
        sim_time asked, least;
    } cases[] = { { SIM_US(100), SIM_MS(1) },
                  { SIM_MS(2), SIM_MS(2) },
                  { SIM_US(2100), SIM_MS(3) } };

    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
        bool costs = i % 2;
        struct build build;
        struct study_result result;

        build_init(&build, 1);
        if (!costs)
            build_without_costs(&build);
        build_op(&build, SIM_OP_MEASURE, 0);
        build_op(&build, SIM_OP_SLEEP, cases[i / 2].asked);
        build_end(&build);
        build_threads(&build, "sleeper", 1);
        result = run_to_end(&build, "asyncio");
        ck_assert_int_ge(result.makespan, cases[i / 2].least);
        ck_assert_int_le(result.makespan, cases[i / 2].least + costs * SIM_US(150));
        study_result_free(&result);
    }
}
END_TEST

/* Catches an iteration that runs what became ready in it: two tasks that yield for ever would then
 * never let the loop look for input. */
START_TEST(what_becomes_ready_waits_for_the_next_iteration)
{
    struct build build;

    build_init(&build, 1);
    build_op(&build, SIM_OP_REPEAT, 10);
    build_op(&build, SIM_OP_SLEEP, 0);
    build_end(&build);
    build_threads(&build, "yielder", 2);
    run_and_free(&build, "asyncio");
    /* Making two tasks, ten yields, the end: each its own iteration, with both in it. */
    ck_assert_uint_eq(events_count(SIM_RECORD_ROUND), 12);
    for (size_t i = 0; i < 12; i++)
        ck_assert_uint_eq(events_nth(SIM_RECORD_ROUND, 0, i).record.arg, 2);
    ck_assert_uint_eq(events_count(SIM_RECORD_SELECT), 0);
}
END_TEST

/* Catches a task that begins with the loop, or never, though it was to begin later. */
START_TEST(a_later_task_begins_later)
{
    struct study_result result;
    struct build build;

    build_init(&build, 1);
    build_op(&build, SIM_OP_PYTHON, SIM_US(10));
    build_threads(&build, "first", 1);
    build_op(&build, SIM_OP_PYTHON, SIM_US(10));
    build_threads(&build, "later", 1)->start = sim_dist_constant(SIM_MS(5));
    result = run_to_end(&build, "asyncio");
    ck_assert_int_ge(result.makespan, SIM_MS(5));
    ck_assert_int_lt(result.makespan, SIM_MS(6));
    study_result_free(&result);
}
END_TEST

/* A task makes three others, so many of them one after the other has ended, the others at once. How
 * many times has memory been got that nobody had? */
static sim_time fresh_tasks(uint32_t one_by_one)
{
    const sim_time fresh = SIM_MS(1);
    struct study_result result;
    struct build build;
    sim_time took;

    build_init(&build, 1);
    build.scenario.params.task_fresh = sim_dist_constant(fresh);
    for (uint32_t child = 1; child <= 3; child++) {
        build_op(&build, SIM_OP_START, 0)->object = child;
        if (child <= one_by_one)
            build_op(&build, SIM_OP_JOIN, 0)->object = child;
    }
    build_threads(&build, "parent", 1);
    for (int child = 0; child < 3; child++) {
        static const char *const names[] = { "first", "second", "third" };

        build_op(&build, SIM_OP_PYTHON, 1);
        build_threads(&build, names[child], 1)->manual = 1;
    }
    result = run_to_end(&build, "asyncio");
    took = result.makespan;
    study_result_free(&result);
    return took / fresh;
}

/* Catches a task that costs as much in the memory of one that has ended as in memory that nobody had,
 * and two that have the memory of one. */
START_TEST(memory_that_was_left_is_used_again)
{
    ck_assert_int_eq(fresh_tasks(0), 4);
    ck_assert_int_eq(fresh_tasks(1), 3);
    ck_assert_int_eq(fresh_tasks(2), 2);
    ck_assert_int_eq(fresh_tasks(3), 2);
}
END_TEST

static sim_time tasks_take(uint32_t tasks, uint32_t awaits, int64_t turn, int64_t gather)
{
    struct study_result result;
    struct build build;
    sim_time makespan;

    build_init(&build, 1);
    build.scenario.params.task_switch = sim_dist_constant(turn);
    build.scenario.params.task_last = sim_dist_constant(0);
    build.scenario.params.task_gather = sim_dist_constant(gather);
    for (uint32_t i = 0; i < awaits; i++)
        build_op(&build, SIM_OP_SLEEP, 0);
    build_op(&build, SIM_OP_PYTHON, 1);
    build_threads(&build, "task", tasks);
    result = run_to_end(&build, "asyncio");
    makespan = result.makespan;
    study_result_free(&result);
    return makespan;
}

/* Catches a task's last turn that costs as much as one in which it awaits again, and a cost of
 * awaiting that is lost or had twice. */
START_TEST(a_last_turn_awaits_nothing)
{
    for (uint32_t awaits = 0; awaits < 4; awaits++) {
        sim_time took = tasks_take(1, awaits, SIM_MS(1), 0);

        ck_assert_int_eq(took / SIM_MS(1), awaits);
    }
}
END_TEST

/* Catches a task that nobody awaits and is gathered all the same, and several that are not. */
START_TEST(several_tasks_are_gathered)
{
    ck_assert_int_lt(tasks_take(1, 0, 0, SIM_MS(1)), SIM_MS(1));
    ck_assert_int_eq(tasks_take(3, 0, 0, SIM_MS(1)) / SIM_MS(1), 3);
}
END_TEST

/* Catches a lock that somebody else can take between its release and the turn of the task that has
 * waited longest. */
START_TEST(locks_go_to_whoever_has_waited_longest)
{
    struct build build;

    build_init(&build, 2);
    for (uint32_t g = 0; g < 4; g++) {
        build_op(&build, SIM_OP_LOCK, 0);
        build_op(&build, SIM_OP_SLEEP, SIM_MS(2));
        build_op(&build, SIM_OP_UNLOCK, 0);
        build_op(&build, SIM_OP_LOCK, 0);
        build_op(&build, SIM_OP_UNLOCK, 0);
        build_threads(&build, "abcd", 1);
    }
    run_and_free(&build, "asyncio");
    for (uint32_t i = 0; i < 8; i++)
        ck_assert_uint_eq(events_nth(SIM_RECORD_LOCK_TAKE, 0, i).record.thread, i % 4 + 1);
}
END_TEST

/* Catches a barrier that tasks can come to again while others leave it, which takes one iteration each
 * time: asyncio's was counted to take two. */
START_TEST(tasks_meet_again_when_all_have_left)
{
    const size_t times = 50;
    struct build build;

    build_init(&build, 1);
    build_op(&build, SIM_OP_REPEAT, (int64_t)times);
    build_op(&build, SIM_OP_BARRIER, 0);
    build_end(&build);
    build.barriers[0].parties = 5;
    build_threads(&build, "task", 5);
    run_and_free(&build, "asyncio");
    ck_assert_uint_eq(events_count(SIM_RECORD_BARRIER_OPEN), times);
    ck_assert_uint_ge(events_count(SIM_RECORD_ROUND), 2 * times);
    ck_assert_uint_le(events_count(SIM_RECORD_ROUND), 2 * times + 2);
}
END_TEST

/* Catches tasks that are counted as running while the loop's thread waits for the lock: beside a
 * thread that computes each round costs an interval, told as waiting for the interpreter. */
START_TEST(the_loop_waits_for_the_lock_like_any_thread)
{
    struct build build;
    struct study_result result;

    build_init(&build, 4);
    build_op(&build, SIM_OP_REPEAT, 10);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
    build_end(&build);
    build_threads(&build, "task", 1);
    build_op(&build, SIM_OP_PYTHON, SIM_S(10));
    build_threads(&build, "hog", 1)->as_thread = true;
    build.groups[1].daemon = true;
    result = run_to_end(&build, "asyncio");
    ck_assert_int_ge(result.fold->threads[1].spent[SIM_REASON_INTERPRETER], SIM_MS(50));
    ck_assert_int_le(result.fold->threads[1].spent[SIM_REASON_INTERPRETER], SIM_MS(57));
    ck_assert_int_le(result.fold->threads[1].spent[SIM_REASON_RUNNING], SIM_US(100));
    study_result_free(&result);
}
END_TEST

/* Catches a carrier that shows itself: no record may name anybody who is not in the cast. */
START_TEST(nobody_but_the_cast_is_recorded)
{
    struct build build;

    build_loop(&build, 2, SIM_PYTHON_3_12);
    run_and_free(&build, "asyncio");
    for (size_t i = 0; i < event_count; i++) {
        struct sim_record record = events[i].record;

        ck_assert_uint_le(record.thread, sim_scenario_threads(&build.scenario));
        if (sim_record_kinds[record.kind].arg == SIM_ARG_THREAD)
            ck_assert_uint_le(record.arg, sim_scenario_threads(&build.scenario));
    }
    ck_assert_uint_eq(events_count(SIM_RECORD_END), 8); /* of all but the workers */
}
END_TEST

/* ---- pools ---- */

/* A call that waits for so long, in the pool that is so many-th of the groups. */
static void build_call(struct build *build, uint32_t pool, sim_time io)
{
    build_op(build, SIM_OP_SUBMIT, 0)->object = pool;
    build_op(build, SIM_OP_IO, io);
    build_end(build);
}

static struct build pool_of(uint32_t workers, int64_t pieces, enum sim_python python)
{
    struct build build;

    build_init(&build, 8);
    build.scenario.params.python = python;
    build_op(&build, SIM_OP_REPEAT, pieces);
    build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
    build_op(&build, SIM_OP_IO, SIM_MS(1))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(&build, SIM_OP_PYTHON, SIM_US(100))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_end(&build);
    build_end(&build);
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_threads(&build, "main", 1);
    build_pool(&build, "pool", workers);
    return build;
}

/* `build` is returned by value, and what it refers to is itself. */
static void refer_anew(struct build *build)
{
    build->scenario.ops = build->ops;
    build->scenario.programs = build->programs;
    build->scenario.groups = build->groups;
    build->scenario.queue_defs = build->queues;
    build->scenario.barrier_defs = build->barriers;
}

/* Law 11. Catches work that is drawn by the worker that happens to execute it, or by the order in
 * which that happens: the bytecode of all pieces is the same in all models. */
START_TEST(pieces_draw_the_same_whoever_executes_them)
{
    static const char *const models[] = { "sequential", "gil", "unlocked", "asyncio" };
    sim_time first = 0;

    for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
        struct build build = pool_of(i == 1 ? 3 : 5, 50, SIM_PYTHON_3_12);
        struct study_result result;
        sim_time io = 0;

        refer_anew(&build);
        result = run_to_end(&build, models[i]);
        for (uint32_t t = 1; t <= result.cast->threads; t++)
            io += result.fold->threads[t].spent[SIM_REASON_IO];
        first = i ? first : io;
        ck_assert_int_eq(io, first);
        study_result_free(&result);
    }
}
END_TEST

/* Catches pieces that are lost, done twice, or seen before they are done. */
START_TEST(every_piece_is_done_once_and_seen_afterwards)
{
    for (int asyncio = 0; asyncio < 2; asyncio++) {
        struct build build = pool_of(3, 40, SIM_PYTHON_3_12);

        refer_anew(&build);
        run_and_free(&build, asyncio ? "asyncio" : "gil");
        ck_assert_uint_eq(events_count(SIM_RECORD_SUBMIT), 40);
        ck_assert_uint_eq(events_count(SIM_RECORD_JOB), 40);
        ck_assert_uint_eq(events_count(SIM_RECORD_JOB_DONE), 40);
        ck_assert_uint_eq(events_count(SIM_RECORD_RESULT), 40);
        ck_assert_int_ge(events_nth(SIM_RECORD_RESULT, 0, 39).time,
                         events_nth(SIM_RECORD_JOB_DONE, 0, 39).time);
    }
}
END_TEST

/* Catches the rule of one version for all: one piece at a time needs one worker from 3.8 on, where
 * idle ones are counted; before, each brings up another until there are all. */
START_TEST(workers_come_up_on_demand_by_version)
{
    static const struct {
        enum sim_python python;
        size_t workers;
    } cases[] = { { SIM_PYTHON_3_7, 4 }, { SIM_PYTHON_3_8, 1 }, { SIM_PYTHON_3_12, 1 } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct build build;

        build_init(&build, 8);
        build.scenario.params.python = cases[i].python;
        build_op(&build, SIM_OP_REPEAT, 10);
        build_call(&build, 1, SIM_US(100));
        build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
        build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
        build_end(&build);
        build_threads(&build, "main", 1);
        build_pool(&build, "pool", 4);
        run_and_free(&build, "gil");
        ck_assert_uint_eq(events_count(SIM_RECORD_STARTS), cases[i].workers);
    }
}
END_TEST

/* Main submits so many pieces at once, and sleeps when they are done; so often. */
static void build_rounds(struct build *build, int64_t rounds, int64_t pieces)
{
    build_op(build, SIM_OP_REPEAT, rounds);
    build_op(build, SIM_OP_REPEAT, pieces);
    build_call(build, 1, SIM_MS(5));
    build_end(build);
    build_op(build, SIM_OP_RESULTS, 0)->object = 1;
    build_op(build, SIM_OP_SLEEP, SIM_MS(1));
    build_end(build);
}

/* Catches a worker that is counted as idle twice, so that of several pieces one has to wait for
 * another's worker; and idle ones that are forgotten. */
START_TEST(each_idle_worker_is_counted_once)
{
    static const enum sim_python versions[] = { SIM_PYTHON_3_8, SIM_PYTHON_3_11,
                                                SIM_PYTHON_3_12, SIM_PYTHON_3_13 };

    for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
        struct build build;

        build_init(&build, 8);
        build.scenario.params.python = versions[i];
        for (int at_once = 1; at_once <= 3; at_once += 2)
            build_rounds(&build, 6, at_once);
        build_threads(&build, "main", 1);
        build_pool(&build, "pool", 8);
        run_and_free(&build, "gil");
        ck_assert_uint_eq(events_count(SIM_RECORD_STARTS), 3);
    }
}
END_TEST

/* Three workers have been idle for long when main submits so many pieces at once; and so often. */
static void idle_crew(enum sim_python python, int64_t rounds, int64_t pieces)
{
    struct build build;

    build_init(&build, 8);
    build.scenario.params.python = python;
    build_op(&build, SIM_OP_REPEAT, 3);
    build_call(&build, 1, SIM_MS(5));
    build_end(&build);
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_op(&build, SIM_OP_SLEEP, SIM_MS(50));
    build_rounds(&build, rounds, pieces);
    build_threads(&build, "main", 1);
    build_pool(&build, "pool", 3);
    run_and_free(&build, "gil");
}

/* Of a thread (0: any), since they were idle. */
static uint32_t since_idle(enum sim_record_kind kind, uint32_t thread)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < event_count; i++) {
        const struct event *event = &events[i];

        count += event->time > SIM_MS(30) && event->record.kind == kind &&
                 (!thread || event->record.thread == thread);
    }
    return count;
}

/* Catches a queue of one lock, 3.7 to 3.12, whose every piece wakes a worker of its own, or whose last
 * worker of a chain wakes nobody in vain; and other versions' that do so. */
START_TEST(one_lock_wakes_workers_in_a_chain)
{
    static const struct {
        enum sim_python python;
        uint32_t by_main, waits;
    } cases[] = { { SIM_PYTHON_3_6, 3, 1 },
                  { SIM_PYTHON_3_7, 1, 2 },
                  { SIM_PYTHON_3_12, 1, 2 },
                  { SIM_PYTHON_3_13, 3, 1 } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        idle_crew(cases[i].python, 1, 3);
        ck_assert_uint_eq(since_idle(SIM_RECORD_RESUME, 1), cases[i].by_main);
        ck_assert_uint_eq(since_idle(SIM_RECORD_JOB, 0), 3);
        idle_crew(cases[i].python, 10, 1);
        ck_assert_uint_eq(since_idle(SIM_RECORD_JOB_WAIT, 0), 10 * cases[i].waits);
    }
}
END_TEST

/* Who takes the second piece: a worker that has just done the first, or one that was woken for it and
 * comes up late? */
static uint32_t who_takes_the_second(enum sim_python python)
{
    struct build build;

    build_init(&build, 8);
    build.scenario.params.python = python;
    build.scenario.params.deep_wake_latency = sim_dist_constant(SIM_MS(1));
    build_op(&build, SIM_OP_REPEAT, 2);
    build_call(&build, 1, SIM_MS(5));
    build_end(&build);
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_op(&build, SIM_OP_SLEEP, SIM_MS(50));
    build_call(&build, 1, SIM_MS(5));
    build_op(&build, SIM_OP_SLEEP, SIM_US(5900)); /* the first began at one */
    build_call(&build, 1, SIM_MS(5));
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_threads(&build, "main", 1);
    build_pool(&build, "pool", 2);
    run_and_free(&build, "gil");
    ck_assert_uint_eq(events_count(SIM_RECORD_JOB), 4);
    return events_nth(SIM_RECORD_JOB, 0, 3).record.thread;
}

/* Catches a piece that was handed over, from 3.13 on, and that somebody else takes. */
START_TEST(nobody_takes_what_was_handed_over)
{
    uint32_t last = who_takes_the_second(SIM_PYTHON_3_13);

    ck_assert_uint_ne(last, events_nth(SIM_RECORD_JOB, 0, 2).record.thread);
    last = who_takes_the_second(SIM_PYTHON_3_12);
    ck_assert_uint_eq(last, events_nth(SIM_RECORD_JOB, 0, 2).record.thread);
}
END_TEST

/* Catches a self-pipe that is read with the lock held: for each of two calls the loop lets it go,
 * beside once for the select that follows. */
START_TEST(the_loop_reads_its_pipe_without_the_lock)
{
    struct build build;
    uint32_t own = 0;

    build_init(&build, 2);
    build_call(&build, 1, SIM_MS(5));
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_threads(&build, "task", 1);
    build_pool(&build, "pool", 1);
    run_and_free(&build, "asyncio");
    for (uint32_t i = 0; i < events_count(SIM_RECORD_DROP); i++)
        own += events_nth(SIM_RECORD_DROP, 0, i).time > SIM_MS(5) &&
               events_nth(SIM_RECORD_DROP, 0, i).record.thread == 1;
    ck_assert_uint_eq(own, 3);
}
END_TEST

/* Catches a completion that does not wake a sleeping loop: the loop has no timer, so it would sleep
 * for ever, or until something else comes. And a round that tells of more or less than its one turn or
 * the one call of a future. */
START_TEST(a_pool_wakes_the_loop)
{
    struct build build;
    struct study_result result;

    build_init(&build, 2);
    build_call(&build, 1, SIM_MS(5));
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_threads(&build, "main", 1);
    build_pool(&build, "pool", 1);
    result = run_to_end(&build, "asyncio");
    ck_assert_int_ge(result.makespan, SIM_MS(5));
    ck_assert_int_le(result.makespan, SIM_MS(5) + SIM_US(400));
    ck_assert_uint_eq(events_nth(SIM_RECORD_SELECT, 0, 0).record.arg, 0);
    ck_assert_uint_eq(events_count(SIM_RECORD_ROUND), 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(events_nth(SIM_RECORD_ROUND, 0, i).record.arg, 1);
    study_result_free(&result);
}
END_TEST

/* After how long a task that has submitted so many calls to a pool has begun to await their results: the
 * loop has nothing to do then. */
static sim_time awaits_after(int calls, int64_t gather)
{
    struct build build;

    build_init(&build, 4);
    build.scenario.params.task_gather = sim_dist_constant(gather);
    build_op(&build, SIM_OP_REPEAT, calls);
    build_call(&build, 1, SIM_MS(50));
    build_end(&build);
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_op(&build, SIM_OP_SLEEP, SIM_MS(100));
    build_threads(&build, "task", 1);
    build_pool(&build, "pool", 4);
    run_and_free(&build, "asyncio");
    return events_nth(SIM_RECORD_SELECT, 0, 0).time;
}

/* Catches one future that is gathered, which is only awaited, and several that are not, or once for all
 * of them. */
START_TEST(several_results_are_gathered)
{
    for (int calls = 1; calls <= 3; calls++) {
        sim_time more = awaits_after(calls, SIM_MS(1)) - awaits_after(calls, 0);

        ck_assert_int_eq((more + SIM_US(500)) / SIM_MS(1), calls > 1 ? calls : 0);
    }
}
END_TEST

/* Catches a task that has awaited its results and is taken to await them still: another result
 * would end its sleep. The pool is the first group, whose number is 0. */
START_TEST(a_result_that_nobody_awaits_wakes_nobody)
{
    struct build build;
    struct study_result result;

    build_init(&build, 4);
    build_pool(&build, "pool", 1);
    for (int twice = 0; twice < 2; twice++) {
        build_call(&build, 0, SIM_MS(1));
        build_op(&build, SIM_OP_SLEEP, twice * SIM_MS(10));
        build_op(&build, SIM_OP_RESULTS, 0)->object = 0;
    }
    build_threads(&build, "task", 1);
    result = run_to_end(&build, "asyncio");
    ck_assert_int_gt(result.makespan, SIM_MS(11));
    ck_assert_int_lt(result.makespan, SIM_MS(13));
    study_result_free(&result);
}
END_TEST

/* Catches a loop that comes up in the name of the task whose timer it would have slept for, and not
 * of that whose result has come. */
START_TEST(the_loop_wakes_for_whose_result_has_come)
{
    struct build build;
    bool resumed = false;
    uint32_t first = 0;

    build_init(&build, 4);
    build_call(&build, 2, SIM_MS(5));
    build_op(&build, SIM_OP_RESULTS, 0)->object = 2;
    build_threads(&build, "submitter", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(20));
    build_threads(&build, "sleeper", 1);
    build_pool(&build, "pool", 1);
    run_and_free(&build, "asyncio");
    for (size_t i = 0; i < event_count && !first; i++) {
        const struct sim_record *record = &events[i].record;

        if (resumed && record->thread && record->thread <= 2)
            first = record->thread;
        resumed |= record->kind == SIM_RECORD_RESUME && events[i].time > SIM_MS(5);
    }
    ck_assert_uint_eq(first, 1);
}
END_TEST

/* Catches a count of rows that is too small for what a program can have under way, which would stop
 * a run with an assertion, or too large, which would cost memory for nothing. */
START_TEST(pieces_are_counted_from_the_program)
{
    struct build build = pool_of(2, 40, SIM_PYTHON_3_12);
    struct sim_errors errors = { .count = 0 };

    refer_anew(&build);
    ck_assert_uint_eq(sim_scenario_items(&build.scenario), 40);
    build_init(&build, 1);
    build_op(&build, SIM_OP_REPEAT, 1000000);
    build_op(&build, SIM_OP_REPEAT, 3);
    build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
    build_end(&build);
    build_end(&build);
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_end(&build);
    build_threads(&build, "main", 2);
    build_pool(&build, "pool", 1);
    build_pool(&build, "other", 1);
    ck_assert_uint_eq(sim_scenario_items(&build.scenario), 2 * 2 * 3);
    build.ops[5].object = 2; /* of another pool: nobody waits for these */
    ck_assert_uint_eq(sim_scenario_items(&build.scenario), SIM_ITEMS_MAX);
    ck_assert(!sim_scenario_validate(&build.scenario, &errors));
}
END_TEST

/* ---- memory ---- */

/* Catches tasks that are counted as threads, workers of a pool that are not counted, and threads that
 * `sequential` does not have. */
START_TEST(memory_is_that_of_who_is_there)
{
    struct build build = pool_of(3, 1, SIM_PYTHON_3_12);
    const struct sim_params *p = &build.scenario.params;
    int64_t process = p->memory_process, thread = p->memory_thread, task = p->memory_task;

    refer_anew(&build);
    build.groups[0].count = 100;
    ck_assert_int_eq(study_memory(&build.scenario, sim_model_find("asyncio")),
                     process + 100 * task + 3 * thread);
    ck_assert_int_eq(study_memory(&build.scenario, sim_model_find("gil")),
                     process + 103 * thread);
    ck_assert_int_eq(study_memory(&build.scenario, sim_model_find("native")), 103 * thread);
    ck_assert_int_eq(study_memory(&build.scenario, sim_model_find("sequential")), process);
}
END_TEST

/* ---- what is refused ---- */

/* Catches a mixture that would deadlock or race in Python, and runs here. */
START_TEST(tasks_and_threads_share_no_objects)
{
    struct sim_errors errors = { .count = 0 };
    struct build build;

    build_init(&build, 2);
    build_op(&build, SIM_OP_PUT, 0);
    build_threads(&build, "task", 1);
    build_op(&build, SIM_OP_GET, 0);
    build_threads(&build, "thread", 1);
    ck_assert(sim_model_check(sim_model_find("asyncio"), &build.scenario, &errors));
    build.groups[1].as_thread = true;
    ck_assert(!sim_model_check(sim_model_find("asyncio"), &build.scenario, &errors));
    ck_assert(sim_model_check(sim_model_find("gil"), &build.scenario, &errors));
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(nothing_ends_a_turn_but_awaiting),
        SUITE_TEST(timers_overdue_by_days_come_in_order),
        SUITE_TEST(threads_are_not_held_up_so),
        SUITE_TEST(sleeps_are_rounded_up_to_milliseconds),
        SUITE_TEST(what_becomes_ready_waits_for_the_next_iteration),
        SUITE_TEST(a_later_task_begins_later),
        SUITE_TEST(memory_that_was_left_is_used_again),
        SUITE_TEST(a_last_turn_awaits_nothing),
        SUITE_TEST(several_tasks_are_gathered),
        SUITE_TEST(several_results_are_gathered),
        SUITE_TEST(locks_go_to_whoever_has_waited_longest),
        SUITE_TEST(tasks_meet_again_when_all_have_left),
        SUITE_TEST(the_loop_waits_for_the_lock_like_any_thread),
        SUITE_TEST(nobody_but_the_cast_is_recorded),
        SUITE_TEST(pieces_draw_the_same_whoever_executes_them),
        SUITE_TEST(every_piece_is_done_once_and_seen_afterwards),
        SUITE_TEST(workers_come_up_on_demand_by_version),
        SUITE_TEST(each_idle_worker_is_counted_once),
        SUITE_TEST(one_lock_wakes_workers_in_a_chain),
        SUITE_TEST(nobody_takes_what_was_handed_over),
        SUITE_TEST(the_loop_reads_its_pipe_without_the_lock),
        SUITE_TEST(a_pool_wakes_the_loop),
        SUITE_TEST(a_result_that_nobody_awaits_wakes_nobody),
        SUITE_TEST(the_loop_wakes_for_whose_result_has_come),
        SUITE_TEST(pieces_are_counted_from_the_program),
        SUITE_TEST(memory_is_that_of_who_is_there),
        SUITE_TEST(tasks_and_threads_share_no_objects),
        { NULL, NULL },
    };

    return suite_run("loop", tests);
}
