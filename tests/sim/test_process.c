/* SPDX-License-Identifier: GPL-3.0-or-later
 * Processes, messages, bags of tasks: what the laws alone would not show. */
#include "sim/mech/pipe.h"
#include "sim/models/models.h"
#include "sim/scenario/costs.h"
#include "sim/study/memory.h"
#include "tests/sim/run.h"

static struct build build;

static sim_time makespan(const char *model)
{
    return run_makespan(&build, model);
}

/* Two threads of each of two processes, on four cores. */
static void two_by_two(enum sim_op_kind kind, int64_t amount)
{
    build_init(&build, 4);
    build_op(&build, kind, amount);
    build_threads(&build, "worker", 4)->process = 1;
    build.processes[0] = (struct sim_process){ .name = "server", .count = 2, .line = 1 };
    build.scenario.process_count = 1;
}

/* Catches one lock for all processes, or one for each thread. */
START_TEST(each_process_has_its_lock)
{
    struct study_result result;

    two_by_two(SIM_OP_PYTHON, SIM_MS(50));
    result = run_build(&build, "gil");
    ck_assert_uint_eq(result.cast->interps, 2);
    ck_assert_uint_eq(sim_cast_interp_of(result.cast, 2), 1);
    ck_assert_uint_eq(sim_cast_interp_of(result.cast, 3), 2);
    ck_assert_int_gt(result.makespan, SIM_MS(100));
    ck_assert_int_lt(result.makespan, SIM_MS(104));
    ck_assert_uint_gt(result.fold->interps[2].handoffs, 10);
    study_result_free(&result);
}
END_TEST

/* Catches names from which it is not clear whose thread or lock is meant. */
START_TEST(names_tell_processes_apart)
{
    struct study_result result;
    char name[64];
    struct sim_text text = SIM_TEXT(name);

    two_by_two(SIM_OP_PYTHON, SIM_MS(1));
    result = run_build(&build, "gil");
    sim_cast_put_thread(result.cast, &text, 4);
    sim_text_put(&text, " of ");
    sim_cast_put_interp(result.cast, &text, 2);
    ck_assert_str_eq(name, "worker-2.2 of server-2");
    study_result_free(&result);
}
END_TEST

/* Catches a copy that is counted as the variable, and a shared variable of which there are copies. */
START_TEST(variables_are_copies_unless_shared)
{
    struct study_result result;

    build_init(&build, 4);
    build_op(&build, SIM_OP_ADD, 100000);
    build_threads(&build, "adder", 2);
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.fold->vars[0].value, 0);
    ck_assert_int_eq(result.fold->vars[0].copied, 200000);
    ck_assert_int_eq(result.fold->vars[0].expected, 200000);
    study_result_free(&result);

    build.vars[0].shared = true;
    result = run_build(&build, "processes");
    ck_assert_int_gt(result.fold->vars[0].value, 100000);
    ck_assert_int_lt(result.fold->vars[0].value, 200000); /* both were at it at a time */
    ck_assert_int_eq(result.fold->vars[0].copied, 0);
    study_result_free(&result);
}
END_TEST

/* Catches updates that race in several stretches of work, each counted from the first one's
 * beginning: two processes of two threads each, which take turns, against two of one. */
START_TEST(updates_race_in_each_turn)
{
    struct study_result result;
    double kept[2];

    for (int threads = 1; threads <= 2; threads++) {
        build_init(&build, 4);
        build_op(&build, SIM_OP_ADD, 1000000 / threads);
        build_threads(&build, "worker", 2 * (uint32_t)threads)->process = 1;
        build.processes[0] = (struct sim_process){ .name = "server", .count = 2, .line = 1 };
        build.scenario.process_count = 1;
        build.vars[0].shared = true;
        result = run_build(&build, "gil");
        kept[threads - 1] = (double)result.fold->vars[0].value / 2e6;
        study_result_free(&result);
    }
    ck_assert_double_eq_tol(kept[0], kept[1], 0.02);
}
END_TEST

/* Four wait for an event, each in a process of its own or all in one, and a fifth sets it. */
static struct study_result set_event(sim_time come, sim_time at, uint32_t process)
{
    build_init(&build, 8);
    build_op(&build, SIM_OP_SLEEP, come);
    build_op(&build, SIM_OP_WAIT, 0);
    build_threads(&build, "waiter", 4)->process = process;
    build_op(&build, SIM_OP_SLEEP, at);
    build_op(&build, SIM_OP_SET, 0);
    build_threads(&build, "setter", 1)->process = process;
    build.processes[0] = (struct sim_process){ .name = "all", .count = 1, .line = 1 };
    build.scenario.process_count = process;
    return run_build(&build, "processes");
}

/* Catches an event between processes whose setter does not wait until all are awake whom it has called,
 * one that takes the condition's lock although all are threads of one process, and a wait for one that
 * is set already. */
START_TEST(who_sets_an_event_waits_for_the_others)
{
    struct study_result apart = set_event(0, SIM_MS(100), 0);
    struct study_result early = set_event(SIM_MS(100), 0, 0);
    struct study_result together = set_event(0, SIM_MS(100), 1);

    ck_assert_int_eq(apart.outcome, SIM_ENDED);
    ck_assert_uint_eq(apart.fold->kinds[SIM_RECORD_EVENT_WAIT], 4);
    ck_assert_uint_ge(apart.fold->kinds[SIM_RECORD_EVENT_CALL], 1);
    ck_assert_uint_ge(apart.fold->kinds[SIM_RECORD_EVENT_LOCK_WAIT], 3);
    ck_assert_int_eq(early.outcome, SIM_ENDED);
    ck_assert_uint_eq(early.fold->kinds[SIM_RECORD_EVENT_WAIT], 0);
    ck_assert_uint_eq(together.fold->kinds[SIM_RECORD_EVENT_WAIT], 4);
    ck_assert_uint_eq(together.fold->kinds[SIM_RECORD_EVENT_CALL], 0);
    study_result_free(&apart);
    study_result_free(&early);
    study_result_free(&together);
}
END_TEST

/* So many are put into a queue between sub-interpreters before the first is taken. */
static struct study_result put_between_interps(uint32_t capacity, int64_t items, bool alike)
{
    build_init(&build, 4);
    build.queues[0].capacity = capacity;
    build_op(&build, SIM_OP_REPEAT, items);
    build_op(&build, SIM_OP_PUT, 0)->amount =
        alike ? sim_dist_constant(100) : sim_dist_between(1, 1000000);
    build_end(&build);
    build_threads(&build, "sender", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(500));
    build_op(&build, SIM_OP_REPEAT, items);
    build_op(&build, SIM_OP_GET, 0);
    build_end(&build);
    build_threads(&build, "receiver", 1);
    return run_build(&build, "subinterpreters");
}

/* Catches a queue between sub-interpreters that is full though it has no capacity, and a put into a
 * full one that is woken, which nobody does, or that waits for its turn at a pipe. */
START_TEST(who_finds_a_queue_full_looks_again)
{
    struct study_result bound = put_between_interps(1, 5, true);
    struct study_result alike = put_between_interps(0, 5000, true);
    struct study_result other = put_between_interps(0, 5000, false);

    ck_assert_int_eq(bound.outcome, SIM_ENDED);
    ck_assert_uint_ge(bound.fold->kinds[SIM_RECORD_LOOK_FULL], 40); /* every 10 ms, for 500 */
    ck_assert_uint_le(bound.fold->kinds[SIM_RECORD_LOOK_FULL], 55);
    ck_assert_uint_eq(bound.fold->kinds[SIM_RECORD_TURN_WAIT], 0);
    ck_assert_int_gt(bound.makespan, SIM_MS(530)); /* and four times more */
    ck_assert_int_eq(alike.outcome, SIM_ENDED);
    ck_assert_uint_eq(alike.fold->kinds[SIM_RECORD_LOOK_FULL], 0);
    ck_assert_int_eq(other.outcome, SIM_ENDED);
    ck_assert_uint_eq(other.fold->kinds[SIM_RECORD_GET], 5000);
    study_result_free(&bound);
    study_result_free(&alike);
    study_result_free(&other);
}
END_TEST

static struct study_result send_under(enum sim_python python, int64_t size, uint32_t receivers)
{
    build_init(&build, 4);
    build.scenario.params.python = (uint8_t)python;
    build_op(&build, SIM_OP_REPEAT, 6);
    build_op(&build, SIM_OP_SEND, size)->object = 1;
    build_end(&build);
    build_threads(&build, "sender", 1);
    build_op(&build, SIM_OP_REPEAT, 6 / receivers);
    build_op(&build, SIM_OP_RECV, 0);
    build_end(&build);
    build_threads(&build, "receiver", receivers)->inbox = 1;
    return run_build(&build, "processes");
}

static struct study_result send(int64_t size, uint32_t receivers)
{
    return send_under(SIM_PYTHON_3_12, size, receivers);
}

/* Catches a pipe without bound, bytes that are lost or read twice, and a write that waits though
 * there is room. */
START_TEST(a_pipe_holds_so_much)
{
    struct study_result small = send(1000, 1), large = send(500000, 1);
    uint64_t pieces = 6 * (500000 / 65536);

    ck_assert_int_eq(small.outcome, SIM_ENDED);
    ck_assert_uint_eq(small.fold->kinds[SIM_RECORD_PIPE_FULL], 0);
    ck_assert_uint_eq(small.fold->kinds[SIM_RECORD_PIPE_WRITE], 6);
    ck_assert_uint_eq(small.fold->kinds[SIM_RECORD_PIPE_READ], 12); /* the length by itself */
    ck_assert_int_eq(large.outcome, SIM_ENDED);
    ck_assert_uint_ge(large.fold->kinds[SIM_RECORD_PIPE_FULL], pieces - 6);
    ck_assert_uint_ge(large.fold->kinds[SIM_RECORD_PIPE_READ], pieces);
    ck_assert_uint_eq(large.fold->kinds[SIM_RECORD_GET], 6);
    ck_assert_int_gt(large.fold->threads[1].spent[SIM_REASON_TRANSFER], 0);
    ck_assert_int_gt(large.fold->threads[2].spent[SIM_REASON_PICKLE],
                     10 * small.fold->threads[2].spent[SIM_REASON_PICKLE]);
    study_result_free(&small);
    study_result_free(&large);
}
END_TEST

/* Catches a sender that sleeps at a full pipe until a message goes that is more than its length: of
 * empty ones there is none. */
START_TEST(an_empty_message_makes_room)
{
    struct study_result result;

    build_init(&build, 4);
    build_op(&build, SIM_OP_REPEAT, 5000);
    build_op(&build, SIM_OP_SEND, 0)->object = 1;
    build_end(&build);
    build_threads(&build, "sender", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_S(1));
    build_op(&build, SIM_OP_REPEAT, 5000);
    build_op(&build, SIM_OP_RECV, 0);
    build_end(&build);
    build_threads(&build, "receiver", 1)->inbox = 1;
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_ge(result.fold->kinds[SIM_RECORD_PIPE_FULL], 1);
    study_result_free(&result);
}
END_TEST

/* Catches a message read in one go by Python, which takes the lock after its length and after each of
 * its pieces, so that others may come in; and one of C code that does. */
START_TEST(the_lock_is_taken_between_two_reads)
{
    struct study_result now = send_under(SIM_PYTHON_3_3, 1000, 1);
    struct study_result then = send_under(SIM_PYTHON_3_2, 1000, 1);
    struct study_result large = send_under(SIM_PYTHON_3_3, 500000, 1);
    uint64_t more = large.fold->kinds[SIM_RECORD_PIPE_READ] - 12;

    ck_assert_uint_eq(then.fold->kinds[SIM_RECORD_PIPE_READ], 6);
    ck_assert_uint_eq(now.fold->kinds[SIM_RECORD_TAKE], then.fold->kinds[SIM_RECORD_TAKE] + 6);
    ck_assert_uint_eq(large.fold->kinds[SIM_RECORD_TAKE],
                      now.fold->kinds[SIM_RECORD_TAKE] + more);
    study_result_free(&large);
    study_result_free(&now);
    study_result_free(&then);
}
END_TEST

/* Catches two who listen at one pipe at a time. */
START_TEST(one_listens_at_a_time)
{
    struct study_result result = send(500000, 3);

    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_ge(result.fold->kinds[SIM_RECORD_TURN_WAIT], 1);
    study_result_free(&result);
}
END_TEST

/* Catches threads of one process whose messages are pickled. */
START_TEST(within_a_process_nothing_is_pickled)
{
    struct study_result result = send(500000, 1), threads = run_build(&build, "gil");

    ck_assert_uint_eq(threads.fold->kinds[SIM_RECORD_PICKLE], 0);
    ck_assert_uint_eq(threads.fold->kinds[SIM_RECORD_GET], 6);
    ck_assert_uint_eq(result.fold->kinds[SIM_RECORD_PICKLE], 6);
    study_result_free(&result);
    study_result_free(&threads);
}
END_TEST

/* A bag of ten random tasks. */
static void bag(uint32_t workers, enum sim_map_kind pool)
{
    build_init(&build, 4);
    build.scenario.params.wake_latency =
        sim_params_default().wake_latency; /* else two stay in step, and it has no end */
    build_op(&build, SIM_OP_NATIVE, SIM_MS(2))->amount.kind = SIM_DIST_EXPONENTIAL;
    build.programs[0] = (struct sim_program){ .name = "task", .count = 1 };
    build.scenario.program_count = 1;
    build.first_op = build.op_count;
    build.map = (struct sim_map){
        .tasks = 10, .workers = workers, .chunk = 1, .pool = (uint8_t)pool, .line = 1
    };
    build.scenario.map = &build.map;
}

/* Catches a pool of interpreters whose own queues are looked at every ten milliseconds: they are those
 * of threads, but for what is pickled. */
START_TEST(a_pool_of_interpreters_wakes_its_workers)
{
    struct study_result result;

    bag(2, SIM_MAP_POOL);
    build.map.calls = 4;
    result = run_build(&build, "subinterpreters");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_eq(result.fold->kinds[SIM_RECORD_LOOK], 0);
    ck_assert_uint_gt(result.fold->kinds[SIM_RECORD_ITEM_WAIT], 2);
    ck_assert_uint_ge(result.fold->kinds[SIM_RECORD_PICKLE], 80);
    study_result_free(&result);
}
END_TEST

/* Catches a semaphore that is taken for a pipe between processes, and a pipe for a semaphore. */
START_TEST(a_semaphore_is_no_pipe)
{
    static struct sim_errors errors;
    uint32_t semaphores = 0, crossing = 0;
    struct sim *sim;

    bag(2, SIM_MAP_EXECUTOR);
    sim = sim_create(&build.scenario, sim_model_find("processes"), &errors);
    ck_assert_ptr_nonnull(sim);
    for (uint32_t q = 0; q < sim->scenario->queues.count; q++) {
        bool semaphore = sim->scenario->queue_defs[q].kind == SIM_QUEUE_SEMAPHORE;

        ck_assert(!semaphore || !sim->pipes[q + 1].crosses);
        semaphores += semaphore;
        crossing += sim->pipes[q + 1].crosses;
    }
    ck_assert_uint_gt(semaphores, 0);
    ck_assert_uint_ge(crossing, 2); /* tasks and results */
    sim_destroy(sim);
}
END_TEST

/* Catches a way of making queues that costs nothing. */
START_TEST(queues_take_time_to_make)
{
    static const enum sim_map_kind kinds[] = { SIM_MAP_POOL, SIM_MAP_EXECUTOR };

    for (int i = 0; i < 2; i++) {
        struct study_result dear, cheap;

        bag(2, kinds[i]);
        build.scenario.params.map_create = sim_dist_constant(0);
        cheap = run_build(&build, "processes");
        build.scenario.params.map_create = sim_dist_constant(SIM_MS(20));
        dear = run_build(&build, "processes");
        ck_assert_int_gt(dear.makespan, cheap.makespan + SIM_MS(15));
        study_result_free(&dear);
        study_result_free(&cheap);
    }
}
END_TEST

/* Catches workers of which one imports for all, or with each task; and main that does. */
START_TEST(each_worker_imports_for_its_interpreter)
{
    struct study_result dear, cheap;

    bag(2, SIM_MAP_EXECUTOR);
    build.scenario.params.interp_import = sim_dist_constant(0);
    cheap = run_build(&build, "subinterpreters");
    build.scenario.params.interp_import = sim_dist_constant(SIM_MS(50));
    dear = run_build(&build, "subinterpreters");
    for (int i = 1; i <= 2; i++) {
        const char *worker = i == 1 ? "pool-1" : "pool-2";
        sim_time more = run_thread(&dear, worker)->spent[SIM_REASON_RUNNING] -
                        run_thread(&cheap, worker)->spent[SIM_REASON_RUNNING];

        ck_assert_int_gt(more, SIM_MS(49));
        ck_assert_int_lt(more, SIM_MS(51));
    }
    ck_assert_int_lt(run_thread(&dear, "main")->spent[SIM_REASON_RUNNING], SIM_MS(5));
    study_result_free(&dear);
    study_result_free(&cheap);
}
END_TEST

/* Catches threads of the scenario that share an interpreter, or a process, though they name none. */
START_TEST(each_thread_has_a_place_of_its_own)
{
    struct study_result result;

    build_init(&build, 4);
    for (int i = 0; i < 3; i++) {
        build_op(&build, SIM_OP_PYTHON, SIM_MS(50));
        build_threads(&build, "worker", 1);
    }
    result = run_build(&build, "processes");
    for (uint32_t i = 1; i <= 3; i++) {
        for (uint32_t k = 1; k < i; k++)
            ck_assert_uint_ne(sim_cast_interp_of(result.cast, i),
                              sim_cast_interp_of(result.cast, k));
        ck_assert_int_eq(result.fold->threads[i].spent[SIM_REASON_INTERPRETER], 0);
    }
    study_result_free(&result);
}
END_TEST

/* Catches threads that are taken from the process they name, and get one of their own. */
START_TEST(a_place_that_is_named_is_kept)
{
    struct study_result result;

    two_by_two(SIM_OP_PYTHON, SIM_MS(1));
    build_op(&build, SIM_OP_PYTHON, SIM_MS(1));
    build_threads(&build, "alone", 2);
    result = run_build(&build, "processes");
    ck_assert_uint_eq(result.cast->interps, 5); /* two and two, and the parent's */
    ck_assert_uint_eq(sim_cast_interp_of(result.cast, 1), sim_cast_interp_of(result.cast, 2));
    ck_assert_uint_eq(sim_cast_interp_of(result.cast, 3), sim_cast_interp_of(result.cast, 4));
    ck_assert_uint_ne(sim_cast_interp_of(result.cast, 2), sim_cast_interp_of(result.cast, 3));
    ck_assert_uint_ne(sim_cast_interp_of(result.cast, 5), sim_cast_interp_of(result.cast, 6));
    study_result_free(&result);
}
END_TEST

/* When the last of two processes is at its end that begin so late. */
static sim_time ended(sim_time first, sim_time second)
{
    build_init(&build, 4);
    for (int i = 0; i < 2; i++) {
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(&build, "worker", 1)->start = sim_dist_constant(i ? second : first);
    }
    build.scenario.params.start_method = SIM_START_FORK;
    return makespan("processes");
}

/* Catches a process that is started before its time, a time that is counted from when its turn
 * comes, and one whose time is over that is waited for. */
START_TEST(a_process_may_begin_later)
{
    sim_time at_once = ended(0, 0);

    ck_assert_int_ge(ended(SIM_MS(20), SIM_MS(30)), SIM_MS(31));
    ck_assert_int_lt(ended(SIM_MS(20), SIM_MS(30)), SIM_MS(30) + at_once);
    ck_assert_int_ge(ended(SIM_MS(50), SIM_MS(30)), SIM_MS(51));
    ck_assert_int_lt(ended(SIM_MS(50), SIM_MS(30)), SIM_MS(51) + at_once);
}
END_TEST

static sim_time time_of(const struct study_result *result, enum sim_reason reason)
{
    sim_time sum = 0;

    for (uint32_t i = 1; i <= result->cast->threads; i++)
        sum += result->fold->threads[i].spent[reason];
    return sum;
}

/* Catches an argument that gets to another interpreter for nothing, and one that is pickled for a
 * thread of the same. */
START_TEST(an_argument_is_carried_to_other_interpreters)
{
    static const struct {
        const char *model;
        bool carried;
    } models[] = { { "gil", false },
                   { "free-threaded", false },
                   { "processes", true },
                   { "subinterpreters", true } };

    for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
        struct study_result result;

        bag(2, SIM_MAP_POOL);
        build.map.argument = 8 << 20;
        build.map.payload = SIM_PAYLOAD_FLOATS;
        build_python(&build, sim_model_find(models[i].model));
        result = run_build(&build, models[i].model);
        /* ten of them, there and back: 8 MiB of floats take 14 ms to be pickled */
        ck_assert_msg((time_of(&result, SIM_REASON_PICKLE) > 10 * SIM_MS(14)) ==
                          models[i].carried,
                      "under %s", models[i].model);
        study_result_free(&result);
    }
}
END_TEST

/* The bag of a test, for so many workers and calls. */
static struct study_result do_tasks(const struct sim_model *model, uint32_t workers,
                                    uint32_t calls)
{
    bag(workers, workers == 2 ? SIM_MAP_EXECUTOR : SIM_MAP_POOL);
    build.map.calls = calls;
    build.map.chunk = workers;
    build_python(&build, model);
    return run_build(&build, model->name);
}

/* Of the threads that do tasks: a pool's own make native calls, too. */
static sim_time time_of_tasks(const struct study_result *result)
{
    sim_time sum = 0;

    for (uint32_t i = 1; i <= result->cast->threads; i++) {
        if (!strncmp(run_name(result, i), "pool", 4) || result->cast->threads == 1)
            sum += result->fold->threads[i].spent[SIM_REASON_NATIVE];
    }
    return sum;
}

/* Law 11. Catches draws that belong to the worker: another worker, or another model, would get other
 * tasks. And tasks that are done twice, or by nobody; an idiom of a map that is written for one call, so
 * that a handler ends after the first, or the second finds no tasks left. */
START_TEST(a_task_is_the_same_whoever_does_it)
{
    for (uint32_t workers = 1; workers <= 3; workers++) {
        uint32_t calls = 4 - workers;
        struct study_result alone = do_tasks(sim_model_find("sequential"), workers, calls);

        ck_assert_int_gt(time_of_tasks(&alone), SIM_MS(5));
        for (const struct sim_model *const *model = sim_models; *model; model++) {
            sim_time telling =
                (*model)->carriers ? SIM_US(30) : 0; /* a loop, by its self-pipe */
            struct study_result other;

            other = do_tasks(*model, workers, calls);
            ck_assert_int_eq(other.outcome, SIM_ENDED);
            ck_assert_int_ge(time_of_tasks(&other), time_of_tasks(&alone));
            ck_assert_int_le(time_of_tasks(&other), time_of_tasks(&alone) + telling);
            ck_assert_uint_eq(other.fold->kinds[SIM_RECORD_TASK], 10 * calls);
            ck_assert_uint_eq(other.latency[4].count, calls); /* behind the scenario's four */
            study_result_free(&other);
        }
        study_result_free(&alone);
    }
}
END_TEST

static sim_time handling(enum sim_python python, int cores, uint32_t calls)
{
    struct study_result result;
    sim_time running;

    bag(1, SIM_MAP_POOL);
    build.map.calls = calls;
    build.scenario.params.cores = cores;
    build.scenario.params.python = (uint8_t)python;
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    running = run_thread(&result, "worker-handler")->spent[SIM_REASON_RUNNING];
    study_result_free(&result);
    return running;
}

/* Catches a pool whose worker-handler does not wake with the results, and one of 3.7 that does. */
START_TEST(a_pool_looks_after_its_workers)
{
    ck_assert_int_gt(handling(SIM_PYTHON_3_12, 4, 1), SIM_US(15));
    ck_assert_int_gt(handling(SIM_PYTHON_3_8, 4, 1), SIM_US(15));
    ck_assert_int_lt(handling(SIM_PYTHON_3_7, 4, 1), SIM_US(5));
}
END_TEST

/* Catches waking it after the thread that reads them: it is told first, and if neither is owed time it
 * goes round on their one core for a whole turn, since what it sees is still there. And a turn that is
 * no debt: after it, most calls go on without it. */
START_TEST(a_fresh_pool_goes_round)
{
    sim_time first = handling(SIM_PYTHON_3_12, 1, 1);

    ck_assert_int_gt(first, SIM_MS(1));
    ck_assert_int_lt(handling(SIM_PYTHON_3_12, 1, 40), 40 / 4 * first);
}
END_TEST

/* Catches a worker-handler that goes round in no time once what it does costs nothing, or whose calls
 * for which it lets its lock go take none, so that nobody else gets it: the run would never end. */
START_TEST(a_pool_ends_whatever_is_for_nothing)
{
    for (int round = 0; round < 2 * SIM_PARAM_COUNT; round++) {
        enum sim_param_id id = (enum sim_param_id)(round / 2);
        struct study_result result;

        if (strcmp(sim_param_table[id].section, "costs") || id == SIM_PARAM_work)
            continue;
        bag(2, round % 2 ? SIM_MAP_EXECUTOR : SIM_MAP_POOL);
        build.map.tasks = 100;
        sim_cost_remove(&build.scenario.params, id);
        result = run_build(&build, "processes");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        study_result_free(&result);
    }
}
END_TEST

/* Catches a word to the manager that lets no other thread have the lock. */
START_TEST(a_submission_lets_the_lock_go)
{
    struct study_result result;

    bag(1, SIM_MAP_EXECUTOR);
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_int_ge(run_thread(&result, "main")->spent[SIM_REASON_NATIVE], 8 * SIM_NS(320));
    study_result_free(&result);
}
END_TEST

/* Catches a semaphore whose numbers go through a pipe, or are not given back; and a manager that hands
 * over all it has: then the feeder would hardly wait. */
START_TEST(an_executor_hands_over_only_so_much)
{
    struct study_result result;
    uint32_t room = 0;

    bag(1, SIM_MAP_EXECUTOR);
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    while (strcmp(result.cast->queues.list[room], "room"))
        room++;
    ck_assert_int_eq(result.fold->queues[room].items, 3); /* two, and the worker's end */
    ck_assert_int_gt(run_thread(&result, "feeder")->spent[SIM_REASON_QUEUE],
                     run_thread(&result, "pool")->spent[SIM_REASON_NATIVE] / 2);
    study_result_free(&result);
}
END_TEST

static sim_time spent_running(const char *name, int64_t cores, int64_t in_turn)
{
    struct study_result result;
    sim_time spent;

    bag(1, SIM_MAP_EXECUTOR);
    build.scenario.params.cores = cores;
    build.scenario.params.executor_in_turn = in_turn;
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    spent = run_thread(&result, name)->spent[SIM_REASON_RUNNING];
    study_result_free(&result);
    return spent;
}

/* Catches pieces in turn that cost what they cost in a row; a row that is charged as if it were not
 * one (the submissions); and a thread that has a core for itself and is charged after the first. */
START_TEST(code_run_in_turn_takes_longer_than_in_a_row)
{
    sim_time manager = spent_running("manager", 1, 0), main = spent_running("main", 1, 0);
    sim_time pool = spent_running("pool", 5, 0);

    ck_assert_int_ge(spent_running("manager", 1, 1000000), manager + manager / 2);
    ck_assert_int_gt(spent_running("main", 1, 1000000), main);
    ck_assert_int_le(spent_running("main", 1, 1000000), main + main / 4);
    ck_assert_int_gt(spent_running("pool", 5, 1000000), pool);
    ck_assert_int_le(spent_running("pool", 5, 1000000), pool + pool / 4);
}
END_TEST

/* Catches memory that does not depend on how many there are, or on how they are made; and a sum that
 * wraps round. */
START_TEST(memory_is_that_of_the_processes)
{
    const struct sim_params *p = &build.scenario.params;
    struct study_result result;
    int64_t threads, forked;

    build_init(&build, 4);
    build.scenario.params.memory = 100 << 20;
    build.scenario.params.memory_written = 500000;
    build_op(&build, SIM_OP_IMPORT, SIM_MS(1))->size = 1 << 20;
    build_threads(&build, "worker", 3);
    result = run_build(&build, "gil");
    threads = result.memory;
    study_result_free(&result);
    result = run_build(&build, "processes");
    forked = result.memory;
    study_result_free(&result);
    ck_assert_int_eq(threads, p->memory_process + p->memory + 3 * p->memory_thread + (1 << 20));
    ck_assert_int_eq(forked - threads, p->memory_thread + 3 * (p->memory_fork + (50 << 20)) +
                                           2 * (1 << 20)); /* and the parent's thread */
    build.ops[0].size = SIM_TIME_NEVER - (1 << 20);
    ck_assert_int_eq(study_memory(&build.scenario, sim_model_find("gil")), SIM_TIME_NEVER);
}
END_TEST

/* Six items by calls of 30 us each, to a reader in another process that finds nothing at first. */
static void by_calls(void)
{
    build_init(&build, 4);
    build_op(&build, SIM_OP_REPEAT, 6);
    build_op(&build, SIM_OP_PYTHON, SIM_US(10));
    build_op(&build, SIM_OP_PUT, SIM_US(30))->keyword = true;
    build_end(&build);
    build_threads(&build, "writer", 1);
    build_op(&build, SIM_OP_REPEAT, 6);
    build_op(&build, SIM_OP_GET, SIM_US(20))->keyword = true;
    build_end(&build);
    build_threads(&build, "reader", 1)->process = 1;
    build.processes[0] = (struct sim_process){ .name = "other", .count = 1, .line = 1 };
    build.scenario.process_count = 1;
}

/* Catches a call that keeps the lock, pickles, loses what it passes on, or takes longer for waking
 * than it takes. */
START_TEST(a_call_passes_it_on)
{
    struct study_result result;

    by_calls();
    result = run_build(&build, "gil");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_int_eq(result.fold->threads[1].spent[SIM_REASON_PICKLE], 0);
    ck_assert_int_gt(result.fold->threads[1].spent[SIM_REASON_NATIVE], 6 * SIM_US(20));
    ck_assert_int_le(result.fold->threads[1].spent[SIM_REASON_NATIVE], 6 * SIM_US(30));
    ck_assert_int_eq(result.fold->threads[2].spent[SIM_REASON_NATIVE], 6 * SIM_US(20));
    ck_assert_int_gt(result.fold->threads[2].spent[SIM_REASON_QUEUE], SIM_US(10));
    /* once for each call, and to begin */
    ck_assert_uint_eq(result.fold->interps[1].takes, 7);
    study_result_free(&result);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(each_process_has_its_lock),
        SUITE_TEST(names_tell_processes_apart),
        SUITE_TEST(variables_are_copies_unless_shared),
        SUITE_TEST(updates_race_in_each_turn),
        SUITE_TEST(who_sets_an_event_waits_for_the_others),
        SUITE_TEST(who_finds_a_queue_full_looks_again),
        SUITE_TEST(a_pipe_holds_so_much),
        SUITE_TEST(an_empty_message_makes_room),
        SUITE_TEST(a_call_passes_it_on),
        SUITE_TEST(a_pool_of_interpreters_wakes_its_workers),
        SUITE_TEST(a_semaphore_is_no_pipe),
        SUITE_TEST(queues_take_time_to_make),
        SUITE_TEST(each_worker_imports_for_its_interpreter),
        SUITE_TEST(each_thread_has_a_place_of_its_own),
        SUITE_TEST(a_place_that_is_named_is_kept),
        SUITE_TEST(a_process_may_begin_later),
        SUITE_TEST(the_lock_is_taken_between_two_reads),
        SUITE_TEST(one_listens_at_a_time),
        SUITE_TEST(within_a_process_nothing_is_pickled),
        SUITE_TEST(an_argument_is_carried_to_other_interpreters),
        SUITE_TEST(a_task_is_the_same_whoever_does_it),
        SUITE_TEST(a_pool_looks_after_its_workers),
        SUITE_TEST(a_fresh_pool_goes_round),
        SUITE_TEST(a_pool_ends_whatever_is_for_nothing),
        SUITE_TEST(a_submission_lets_the_lock_go),
        SUITE_TEST(an_executor_hands_over_only_so_much),
        SUITE_TEST(code_run_in_turn_takes_longer_than_in_a_row),
        SUITE_TEST(memory_is_that_of_the_processes),
        { NULL, NULL },
    };

    return suite_run("process", tests);
}
