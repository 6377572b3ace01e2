/* SPDX-License-Identifier: GPL-3.0-or-later
 * What an interpreter has for itself: its modules, its pools, queues that it looks into. */
#include "tests/sim/run.h"

static struct build build;

/* ---- modules ---- */

static sim_time time_of(const struct study_result *result, enum sim_reason reason)
{
    sim_time sum = 0;

    for (uint32_t i = 1; i <= result->cast->threads; i++)
        sum += result->fold->threads[i].spent[reason];
    return sum;
}

/* So many threads that import, some of them again, and then work for a millisecond. */
static struct study_result import_in(uint32_t threads, const char *model)
{
    build_init(&build, 4);
    build_op(&build, SIM_OP_REPEAT, 3);
    build_op(&build, SIM_OP_IMPORT, SIM_MS(80))->size = 64 << 20;
    build_end(&build);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(1));
    build_threads(&build, "worker", threads);
    build_python(&build, sim_model_find(model));
    return run_build(&build, model);
}

/* Catches modules that each thread imports for itself, or each time it comes to the import; and in other
 * processes and interpreters those that only the first has. */
START_TEST(modules_are_imported_once_in_an_interpreter)
{
    static const struct {
        const char *model;
        int times; /* by three threads */
    } models[] = { { "gil", 1 },       { "sequential", 1 }, { "unlocked", 1 },
                   { "gil-ticks", 1 }, { "processes", 3 },  { "subinterpreters", 3 } };

    for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
        struct study_result one = import_in(1, models[i].model),
                            three = import_in(3, models[i].model);
        sim_time ran = time_of(&three, SIM_REASON_RUNNING);

        ck_assert_int_eq(ran * 2 / time_of(&one, SIM_REASON_RUNNING), models[i].times * 2);
        ck_assert_int_eq((three.memory - one.memory) >> 26, models[i].times - 1);
        study_result_free(&one);
        study_result_free(&three);
    }
}
END_TEST

/* Who comes while another imports something else: up to 3.2 there is one lock for all. */
static sim_time wait_for_import(enum sim_python python)
{
    struct study_result result;
    sim_time waited;

    build_init(&build, 4);
    for (uint32_t i = 0; i < 2; i++) {
        build_op(&build, SIM_OP_IMPORT, SIM_MS(80));
        build_threads(&build, i ? "b" : "a", 1);
    }
    build.scenario.params.python = python;
    result = run_build(&build, "gil");
    waited = time_of(&result, SIM_REASON_LOCK);
    study_result_free(&result);
    return waited;
}

/* Catches one lock for all modules where each has its own, and the other way round. */
START_TEST(modules_have_locks_of_their_own)
{
    ck_assert_int_eq(wait_for_import(SIM_PYTHON_3_3), 0);
    ck_assert_int_gt(wait_for_import(SIM_PYTHON_3_2), SIM_MS(70));
}
END_TEST

/* Catches imports counted for each group where several have one program. */
START_TEST(a_program_of_two_groups_is_one)
{
    struct study_result one = import_in(2, "gil"), two;

    build.groups[1] = build.groups[0];
    build.groups[1].name = "other";
    build.groups[0].count = build.groups[1].count = 1;
    build.scenario.group_count = 2;
    two = run_build(&build, "gil");
    ck_assert_int_eq(two.memory, one.memory);
    study_result_free(&one);
    study_result_free(&two);
}
END_TEST

/* ---- pools ---- */

/* Catches one pool for all processes, whose workers do what threads of another process have submitted: in
 * each, two workers do three pieces. */
START_TEST(each_process_has_its_pool)
{
    struct study_result result;
    const struct fold_thread *worker;

    build_init(&build, 8);
    for (uint32_t i = 0; i < 3; i++) {
        build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
        build_op(&build, SIM_OP_NATIVE, SIM_MS(20));
        build_end(&build);
    }
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_threads(&build, "client", 2)->process = 1;
    build_pool(&build, "pool", 4)->process = 1;
    build.processes[0] = (struct sim_process){ .name = "server", .count = 2, .line = 1 };
    build.scenario.process_count = 1;
    result = run_build(&build, "gil");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    worker = &result.fold->threads[3];
    for (uint32_t i = 0; i < 4; i += 2)
        ck_assert_int_eq(worker[i].spent[SIM_REASON_NATIVE] +
                             worker[i + 1].spent[SIM_REASON_NATIVE],
                         3 * SIM_MS(20));
    study_result_free(&result);
}
END_TEST

/* ---- looking ---- */

/* Who looks into a queue that nobody will fill, beside one who sleeps for good. It has an hour. */
static struct study_result look_beside(sim_time sleep)
{
    build_init(&build, 4);
    build_op(&build, SIM_OP_LOCK, 0);
    if (sleep)
        build_op(&build, SIM_OP_SLEEP, sleep);
    else
        build_op(&build, SIM_OP_LOCK, 0);
    build_op(&build, SIM_OP_PUT, 10)->object = 0;
    build_threads(&build, "silent", 1);
    build_op(&build, SIM_OP_GET, 0)->object = 0;
    build_threads(&build, "looking", 2);
    build.scenario.params.until = SIM_S(3600);
    return run_build(&build, "subinterpreters");
}

/* Catches threads that look for ever for what cannot come, which keep a deadlock from being one; a look
 * given up for which something would still come. */
START_TEST(looking_in_vain_is_waiting)
{
    struct study_result result = look_beside(0);

    ck_assert_int_eq(result.outcome, SIM_DEADLOCK);
    ck_assert_int_lt(result.makespan, SIM_MS(100));
    study_result_free(&result);
    result = look_beside(SIM_S(1)); /* one of them finds it */
    ck_assert_int_eq(result.outcome, SIM_DEADLOCK);
    ck_assert_int_gt(result.makespan, SIM_S(1));
    ck_assert_uint_eq(result.fold->kinds[SIM_RECORD_GET], 1);
    study_result_free(&result);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(modules_are_imported_once_in_an_interpreter),
        SUITE_TEST(modules_have_locks_of_their_own),
        SUITE_TEST(a_program_of_two_groups_is_one),
        SUITE_TEST(each_process_has_its_pool),
        SUITE_TEST(looking_in_vain_is_waiting),
        { NULL, NULL },
    };

    return suite_run("interps", tests);
}
