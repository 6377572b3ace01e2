/* SPDX-License-Identifier: GPL-3.0-or-later
 * Without the interpreter lock: who stops the world, who pauses for it, and a lock that is put on. */
#include "sim/mech/python.h"
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

static struct build build;

static struct study_result run(void)
{
    struct study_result result;

    build_python(&build, sim_model_find("free-threaded"));
    result = events_run(&build, "free-threaded");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    return result;
}

static void begin(void)
{
    build_init(&build, 8);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(2));
}

/* Catches bytecode that is executed while the world is stopped, C code that is stopped with
 * it, somebody who is not let go on, and a collection that begins before all have paused. */
START_TEST(a_collection_stops_bytecode_only)
{
    struct study_result result;
    sim_time stopped, went_on;

    begin();
    build_op(&build, SIM_OP_COLLECT, SIM_MS(5));
    build_threads(&build, "collector", 1);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(20));
    build_threads(&build, "bytecode", 2);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(20));
    build_threads(&build, "native", 1);
    result = run();
    ck_assert_uint_eq(events_count(SIM_RECORD_STOP), 1);
    ck_assert_uint_eq(events_count(SIM_RECORD_GO), 1);
    stopped = events_nth(SIM_RECORD_WORK, 1, 0).time;
    went_on = events_nth(SIM_RECORD_GO, 1, 0).time;
    ck_assert_int_eq(went_on - stopped, SIM_MS(5));
    for (uint32_t i = 2; i <= 3; i++) {
        ck_assert_int_le(events_nth(SIM_RECORD_NOTICE, i, 0).time, stopped);
        ck_assert_int_ge(result.fold->threads[i].spent[SIM_REASON_PAUSE],
                         SIM_MS(5) - SIM_US(1));
        ck_assert_int_le(result.fold->threads[i].spent[SIM_REASON_PAUSE],
                         SIM_MS(5) + SIM_US(50));
    }
    ck_assert_int_lt(events_nth(SIM_RECORD_END, 4, 0).time, SIM_MS(21));
    study_result_free(&result);
}
END_TEST

/* Catches two who stop the world at a time, and one who does not do so because another has. */
START_TEST(one_stops_the_world_at_a_time)
{
    struct study_result result;
    bool stopped = false;

    begin();
    build_op(&build, SIM_OP_COLLECT, SIM_MS(5));
    build_threads(&build, "collector", 3);
    result = run();
    ck_assert_uint_eq(events_count(SIM_RECORD_GO), 3);
    for (size_t i = 0; i < event_count; i++) {
        ck_assert(events[i].record.kind != SIM_RECORD_STOP || !stopped);
        stopped |= events[i].record.kind == SIM_RECORD_STOP;
        stopped &= events[i].record.kind != SIM_RECORD_GO;
    }
    ck_assert_int_gt(result.makespan, SIM_MS(17));
    ck_assert_int_lt(result.makespan, SIM_MS(18));
    study_result_free(&result);
}
END_TEST

/* Catches an extension that needs the lock and leaves it off, with others that execute
 * bytecode or alone; one that puts it on twice, or leaves the world stopped; and a lock that
 * is put on and not kept: what was at once until then, is in turn afterwards. */
START_TEST(an_extension_puts_the_lock_on)
{
    for (uint32_t others = 0; others <= 2; others++) {
        for (uint32_t loaders = 1; loaders <= 2; loaders++) {
            struct study_result result;
            uint32_t both = others + loaders;

            begin();
            build_op(&build, SIM_OP_EXTENSION, SIM_MS(1))->keyword = true;
            build_op(&build, SIM_OP_PYTHON, SIM_MS(22));
            build_threads(&build, "loader", loaders);
            if (others) {
                build_op(&build, SIM_OP_PYTHON, SIM_MS(25));
                build_threads(&build, "other", others);
            }
            result = run();
            ck_assert_uint_eq(events_count(SIM_RECORD_LOCK_ON), 1);
            ck_assert_int_gt(result.makespan, SIM_MS(3) + both * SIM_MS(22));
            ck_assert_int_lt(result.makespan, SIM_MS(3) + both * SIM_MS(22) * 5 / 4);
            study_result_free(&result);
        }
    }
}
END_TEST

/* How long one waits for the lock that an extension may put on. */
static sim_time patience(bool unsafe)
{
    struct sim_errors errors = { .count = 0 };
    struct sim *sim;
    sim_time interval;

    begin();
    build_op(&build, SIM_OP_EXTENSION, SIM_MS(1))->keyword = unsafe;
    build_threads(&build, "loader", 1);
    build_python(&build, sim_model_find("free-threaded"));
    sim = sim_create(&build.scenario, sim_model_find("free-threaded"), &errors);
    interval = interp_interval(sim);
    sim_destroy(sim);
    return interval;
}

/* Catches an extension that may do without and puts the lock on, or is thought to. */
START_TEST(an_extension_may_do_without)
{
    struct study_result result;

    ck_assert_int_eq(patience(true), build.scenario.params.switch_interval);
    ck_assert_int_eq(patience(false), 0);

    begin();
    build_op(&build, SIM_OP_EXTENSION, SIM_MS(1));
    build_op(&build, SIM_OP_PYTHON, SIM_MS(20));
    build_threads(&build, "loader", 3);
    result = run();
    ck_assert_uint_eq(events_count(SIM_RECORD_LOCK_ON), 0);
    ck_assert_int_lt(result.makespan, SIM_MS(30));
    study_result_free(&result);
}
END_TEST

/* Two threads collect at the same time, and a third imports what needs the lock. */
static struct study_result collect_twice(const struct sim_model *model)
{
    struct study_result result;

    build_init(&build, 3);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(1));
    build_op(&build, SIM_OP_COLLECT, SIM_MS(1));
    build_threads(&build, "collector", 2);
    if (sim_model_rule(model, SIM_OP_EXTENSION)->state) {
        build_op(&build, SIM_OP_EXTENSION, SIM_MS(1))->keyword = true;
        build_threads(&build, "importer", 1);
    }
    build.scenario.params.lock = SIM_LOCK_NONE;
    build_python(&build, model);
    result = events_run(&build, model->name);
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    return result;
}

/* Catches a world that is stopped where nobody attaches to it: with the lock taken away, in every
 * model, two stoppers gave way to each other for ever, and one waited for itself. */
START_TEST(only_a_build_without_the_lock_stops_the_world)
{
    struct study_result result;

    for (int m = 0; sim_models[m]; m++) {
        bool free = !strcmp(sim_models[m]->name, "free-threaded");

        if (!sim_model_rule(sim_models[m], SIM_OP_COLLECT)->state)
            continue;
        result = collect_twice(sim_models[m]);
        ck_assert_uint_eq(events_count(SIM_RECORD_STOP), free ? 2 : 0);
        ck_assert_uint_eq(events_count(SIM_RECORD_LOCK_ON), 0);
        study_result_free(&result);
    }
}
END_TEST

/* Catches a collection where there is no collector, and a lock that is put on where there is
 * none. */
START_TEST(the_gilectomy_collects_nothing)
{
    struct study_result result;

    begin();
    build_op(&build, SIM_OP_COLLECT, SIM_MS(5));
    build_op(&build, SIM_OP_EXTENSION, SIM_MS(1))->keyword = true;
    build_threads(&build, "collector", 2);
    build_python(&build, sim_model_find("gilectomy"));
    result = events_run(&build, "gilectomy");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_int_lt(result.makespan, SIM_MS(4));
    ck_assert_uint_eq(events_count(SIM_RECORD_STOP) + events_count(SIM_RECORD_LOCK_ON), 0);
    study_result_free(&result);
}
END_TEST

/* What is kept of the updates that so many threads make on so many cores. */
static double kept(const char *model, uint32_t threads, int cores)
{
    struct study_result result;
    double share;

    build_init(&build, cores);
    build_op(&build, SIM_OP_ADD, 1000000);
    build_threads(&build, "adder", threads);
    build_python(&build, sim_model_find(model));
    result = events_run(&build, model);
    ck_assert_int_eq(result.fold->vars[0].expected, 1000000 * threads);
    share = (double)result.fold->vars[0].value / 1e6 / threads;
    study_result_free(&result);
    return share;
}

/* Catches a thread that loses its core between reading and writing and overwrites nothing
 * (where it yields it to whoever writes), or overwrites what others have written meanwhile
 * where it does not; and updates that are lost to nobody. */
START_TEST(who_yields_its_core_overwrites_more)
{
    double open = kept("free-threaded", 2, 2);

    ck_assert_double_gt(kept("free-threaded", 1, 2), 0.999);
    ck_assert_double_lt(open, 0.9);
    ck_assert_double_eq_tol(kept("free-threaded", 4, 2), open / 2, 0.02);
    ck_assert_double_eq_tol(kept("free-threaded", 6, 2), open / 3, 0.02);
    ck_assert_double_eq_tol(kept("free-threaded", 2, 1), 0.5, 0.02);
    ck_assert_double_eq_tol(kept("unlocked", 4, 2), kept("unlocked", 2, 2), 0.02);
    ck_assert_double_gt(kept("unlocked", 2, 1), 0.999);
}
END_TEST

#define HEAPS SIM_MS(4)

/* From a started thread's last op until it calls who joins it. */
static sim_time leaving(enum sim_python python, const char *model)
{
    struct study_result result;
    sim_time done;

    build_init(&build, 2);
    build_without_costs(&build);
    build.scenario.params.python = python;
    build.scenario.params.thread_heaps = sim_dist_constant(HEAPS);
    build_op(&build, SIM_OP_START, 0)->object = 1;
    build_op(&build, SIM_OP_JOIN, 0)->object = 1;
    build_threads(&build, "starter", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
    build_threads(&build, "started", 1)->manual = 1;
    result = events_run(&build, model);
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    done = events_nth(SIM_RECORD_SLEEP, 2, 0).time + SIM_MS(1);
    study_result_free(&result);
    return events_nth(SIM_RECORD_END, 1, 0).time - done;
}

/* Catches an end that is as quick where each thread has heaps of its own, and a joiner that does not wait
 * until they have been left: CPython 3.14.4t takes 247 us to start and join a thread, 3.14.4 takes 65. */
START_TEST(a_thread_leaves_its_heaps_before_it_is_joined)
{
    ck_assert_int_lt(leaving(SIM_PYTHON_3_14, "gil"), SIM_US(100));
    ck_assert_int_ge(leaving(SIM_PYTHON_3_14T, "free-threaded"), HEAPS);
}
END_TEST

/* Catches updates that are counted as open by another share when they end than when they began: what
 * is left over would cost all that come later. */
START_TEST(who_leaves_takes_along_what_it_brought)
{
    struct sim_errors errors = { .count = 0 };
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim *sim;

    build_init(&build, 4);
    build_op(&build, SIM_OP_ADD, 100000);
    build_threads(&build, "adder", 3);
    build_python(&build, sim_model_find("free-threaded"));
    sim = sim_create(&build.scenario, sim_model_find("free-threaded"), &errors);
    ck_assert_ptr_nonnull(sim);
    for (int64_t step = 0; sim->head->status == SIM_GOING; step++) {
        sim->out = records;
        sim_step(sim);
        sim_set_dist(sim, SIM_PARAM_line_transfer, sim_dist_constant(step % 2 * 5000));
    }
    ck_assert_int_eq(sim->vars[1].updates, 300000);
    ck_assert_uint_eq(sim->vars[1].race.adders, 0);
    ck_assert_int_eq(sim->vars[1].race.open, 0);
    sim_destroy(sim);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_collection_stops_bytecode_only),
        SUITE_TEST(one_stops_the_world_at_a_time),
        SUITE_TEST(an_extension_puts_the_lock_on),
        SUITE_TEST(an_extension_may_do_without),
        SUITE_TEST(only_a_build_without_the_lock_stops_the_world),
        SUITE_TEST(the_gilectomy_collects_nothing),
        SUITE_TEST(who_yields_its_core_overwrites_more),
        SUITE_TEST(a_thread_leaves_its_heaps_before_it_is_joined),
        SUITE_TEST(who_leaves_takes_along_what_it_brought),
        { NULL, NULL },
    };

    return suite_run("free", tests);
}
