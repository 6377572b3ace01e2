/* SPDX-License-Identifier: GPL-3.0-or-later
 * Bags of tasks: what is paid, how often, and by whom. */
#include "sim/engine/threads.h"
#include "tests/sim/run.h"

#include <string.h>

#define TASKS 10
#define WORKERS 2
#define MORE SIM_US(300)

static struct build build;

static void bag(enum sim_map_kind pool)
{
    build_init(&build, 8);
    build_op(&build, SIM_OP_NATIVE, SIM_US(500));
    build.programs[0] = (struct sim_program){ .name = "task", .count = 1 };
    build.scenario.program_count = 1;
    build.first_op = build.op_count;
    build.map = (struct sim_map){
        .tasks = TASKS, .workers = WORKERS, .chunk = 1, .pool = (uint8_t)pool, .line = 1
    };
    build.scenario.map = &build.map;
    build.scenario.params.python = SIM_PYTHON_3_12; /* that of the costs */
    build.scenario.params.executor_in_turn = build.scenario.params.map_in_turn = 0;
    build.scenario.params.start_method = SIM_START_FORK;
    build.scenario.params.wake_latency =
        sim_params_default().wake_latency; /* else two stay in step, and it has no end */
}

/* What the threads whose names begin so spend for a reason. */
static sim_time spent(const char *name, const char *model, enum sim_reason reason)
{
    struct study_result result = run_build(&build, model);
    sim_time sum = 0;

    ck_assert_int_eq(result.outcome, SIM_ENDED);
    for (uint32_t i = 1; i <= result.cast->threads; i++) {
        char text[64];
        struct sim_text put = SIM_TEXT(text);

        sim_cast_put_thread(result.cast, &put, i);
        if (!strncmp(text, name, strlen(name)))
            sum += result.fold->threads[i].spent[reason];
    }
    study_result_free(&result);
    return sum;
}

static const struct paid {
    const char *model;
    enum sim_map_kind pool;
    enum sim_param_id cost;
    const char *name; /* of those who pay */
    int64_t times;
} paid[] = {
    { "gil", SIM_MAP_POOL, SIM_PARAM_map_call, "pool", TASKS + WORKERS },
    { "gil", SIM_MAP_POOL, SIM_PARAM_pool_submit, "main", TASKS },
    { "processes", SIM_MAP_POOL, SIM_PARAM_map_worker, "pool", TASKS + WORKERS },
    { "processes", SIM_MAP_POOL, SIM_PARAM_map_task, "task-handler", TASKS },
    { "processes", SIM_MAP_POOL, SIM_PARAM_map_result, "result-handler", TASKS },
    { "processes", SIM_MAP_EXECUTOR, SIM_PARAM_executor_submit, "main", TASKS },
    { "processes", SIM_MAP_EXECUTOR, SIM_PARAM_executor_result, "main", TASKS },
    { "processes", SIM_MAP_EXECUTOR, SIM_PARAM_executor_hand, "manager", TASKS },
    { "processes", SIM_MAP_EXECUTOR, SIM_PARAM_executor_manager, "manager", TASKS },
    { "processes", SIM_MAP_EXECUTOR, SIM_PARAM_executor_frame, "feeder", TASKS },
    { "processes", SIM_MAP_EXECUTOR, SIM_PARAM_executor_call, "pool", TASKS + WORKERS },
};

/* Catches a step of a pool that costs nothing, is done by another thread, or once more or less
 * than there are tasks, and ends of them for each worker. */
START_TEST(each_step_is_paid_for_each_task)
{
    for (size_t i = 0; i < sizeof(paid) / sizeof(*paid); i++) {
        const struct paid *row = &paid[i];
        sim_time before, more;

        bag(row->pool);
        *sim_param_dist(&build.scenario.params, row->cost) = sim_dist_constant(0);
        before = spent(row->name, row->model, SIM_REASON_RUNNING);
        *sim_param_dist(&build.scenario.params, row->cost) = sim_dist_constant(MORE);
        more = spent(row->name, row->model, SIM_REASON_RUNNING) - before;
        ck_assert_msg(
            more > MORE * row->times - MORE / 2 && more < MORE * row->times + MORE / 2,
            "%s, %s: %ld us", row->model, sim_param_table[row->cost].key, (long)(more / 1000));
    }
}
END_TEST

/* Catches chunks that are not full, tasks that are left over, and costs of a chunk that are
 * paid for each of its tasks. */
START_TEST(a_chunk_is_one_piece)
{
    static const enum sim_map_kind pools[] = { SIM_MAP_POOL, SIM_MAP_EXECUTOR };

    for (size_t i = 0; i < sizeof(pools) / sizeof(*pools); i++) {
        for (uint32_t chunk = 1; chunk <= TASKS + 1; chunk++) {
            uint32_t chunks = (TASKS + chunk - 1) / chunk;
            struct study_result result;

            bag(pools[i]);
            build.map.chunk = chunk;
            result = run_build(&build, "processes");
            ck_assert_int_eq(result.outcome, SIM_ENDED);
            ck_assert_uint_eq(result.fold->kinds[SIM_RECORD_TASK], TASKS);
            for (uint32_t q = 0; q < result.cast->queues.count; q++) {
                if (!strcmp(result.cast->queues.list[q],
                            "tasks")) /* and an end for each worker */
                    ck_assert_uint_eq(result.fold->queues[q].items, 0);
            }
            study_result_free(&result);
            ck_assert_int_ge(spent("pool", "processes", SIM_REASON_NATIVE),
                             TASKS * SIM_US(500));
            build.scenario.params.map_worker = build.scenario.params.executor_call =
                sim_dist_constant(SIM_MS(10));
            ck_assert_int_eq((spent("pool", "processes", SIM_REASON_RUNNING) + SIM_MS(5)) /
                                 SIM_MS(10),
                             chunks + WORKERS);
        }
    }
}
END_TEST

/* Catches a task whose work depends on who does it, or with which others in a chunk. */
START_TEST(a_task_is_the_same_in_any_chunk)
{
    static const struct {
        enum sim_map_kind pool;
        const char *model;
    } ways[] = { { SIM_MAP_POOL, "processes" },
                 { SIM_MAP_EXECUTOR, "processes" },
                 { SIM_MAP_POOL, "gil" } };
    sim_time all = 0;

    for (uint32_t chunk = 1; chunk <= TASKS + 1; chunk++) {
        for (size_t i = 0; i < 3; i++) {
            bag(ways[i].pool);
            build.ops[0].amount =
                (struct sim_dist){ .kind = SIM_DIST_EXPONENTIAL, .a = SIM_US(500) };
            build.map.chunk = chunk;
            build.map.workers = 1 + chunk % 3;
            all = all ? all : spent("pool", ways[i].model, SIM_REASON_NATIVE);
            ck_assert_int_eq(spent("pool", ways[i].model, SIM_REASON_NATIVE), all);
        }
    }
    ck_assert_int_gt(all, TASKS * SIM_US(100));
}
END_TEST

/* Catches tasks that all take the first value of a list of durations. */
START_TEST(each_task_takes_the_value_of_its_number)
{
    static const struct sim_dist_entry table[] = { { .value = SIM_MS(1) },
                                                   { .value = SIM_MS(20) },
                                                   { .value = SIM_MS(3) },
                                                   { .value = SIM_MS(40) },
                                                   { .value = SIM_MS(5) } };
    static const char *const models[] = { "sequential", "gil", "processes" };
    sim_time native, all = 2 * (SIM_MS(1) + SIM_MS(20) + SIM_MS(3) + SIM_MS(40) + SIM_MS(5));

    for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
        bag(i == 2 ? SIM_MAP_POOL : SIM_MAP_EXECUTOR);
        build.ops[0].amount = (struct sim_dist){ .kind = SIM_DIST_TRACE, .entries = 5 };
        build.scenario.table = table;
        build.scenario.table_count = 5;
        native = spent("", models[i], SIM_REASON_NATIVE);
        ck_assert_int_ge(native, all);
        ck_assert_int_lt(native, all + SIM_MS(1)); /* calls of the kernel, too */
    }
}
END_TEST

/* Catches a worker that draws, between two chunks, from a stream that is not its own, or draws again
 * what it has drawn. */
START_TEST(between_chunks_it_draws_for_itself)
{
    struct sim_errors errors = { .count = 0 };
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t drawn[16] = { 0 };
    struct sim *sim;

    bag(SIM_MAP_POOL);
    sim = sim_create(&build.scenario, sim_model_find("gil"), &errors);
    ck_assert_uint_lt(sim->thread_count, 16);
    while (sim->head->status == SIM_GOING) {
        sim->out = records;
        sim_step(sim);
        for (uint32_t i = 1; i <= sim->thread_count; i++) {
            const struct sim_thread *thread = &sim->threads[i];

            if (thread->work_stream != threads_work_stream(sim, thread))
                continue; /* a task's */
            ck_assert_uint_ge(thread->work_draws, drawn[i]);
            drawn[i] = thread->work_draws;
        }
    }
    for (uint32_t i = 1; i <= sim->thread_count; i++)
        ck_assert_uint_eq(sim->threads[i].work_draws, drawn[i]);
    sim_destroy(sim);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(each_step_is_paid_for_each_task),
        SUITE_TEST(a_chunk_is_one_piece),
        SUITE_TEST(a_task_is_the_same_in_any_chunk),
        SUITE_TEST(each_task_takes_the_value_of_its_number),
        SUITE_TEST(between_chunks_it_draws_for_itself),
        { NULL, NULL },
    };

    return suite_run("bag", tests);
}
