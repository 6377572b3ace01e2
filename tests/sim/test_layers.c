/* SPDX-License-Identifier: GPL-3.0-or-later
 * What stands between an interpreter and native code: teams, calls back, conversion, the device. */
#include "sim/mech/team.h"
#include "tests/sim/run.h"

/* Nothing costs time but what is asked for, under one version. */
static void without_costs(struct build *build)
{
    build_without_costs(build);
    build->scenario.params.python = SIM_PYTHON_3_12;
}

static struct study_result run(struct build *build, const char *model)
{
    struct study_result result = run_build(build, model);

    ck_assert_int_eq(result.outcome, SIM_ENDED);
    return result;
}

/* 6 ms of bytecode and twelve chunks of 1 ms, by a team of `workers` and the thread. */
static void build_front(struct build *build, uint32_t workers)
{
    build_init(build, 4);
    without_costs(build);
    build_op(build, SIM_OP_PYTHON, SIM_MS(6));
    build_op(build, SIM_OP_PARALLEL, 12);
    build_op(build, SIM_OP_NATIVE, SIM_MS(1));
    build_end(build);
    build_threads(build, "main", 1);
    build_team(build, workers);
}

/* Amdahl's law. Catches chunks that keep the lock, or that one thread does alone; a model with a
 * lock and no layers that shares them out. */
START_TEST(bytecode_and_shares_add_up)
{
    for (uint32_t workers = 1; workers < 4; workers++) {
        struct build build;

        build_front(&build, workers);
        ck_assert_int_eq(run_makespan(&build, "layered"),
                         SIM_MS(6) + SIM_MS(12) / (workers + 1));
        build_front(&build, workers);
        ck_assert_int_eq(run_makespan(&build, "gil"), SIM_MS(6) + SIM_MS(12));
    }
}
END_TEST

/* Another thread's bytecode runs while the team is at work, which needs no lock. Catches a lock
 * that is kept over `parallel`, and a thread that goes on behind it without. */
START_TEST(others_execute_bytecode_meanwhile)
{
    struct build build;

    build_init(&build, 4);
    without_costs(&build);
    build_op(&build, SIM_OP_PARALLEL, 2);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(20));
    build_end(&build);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(5));
    build_threads(&build, "main", 1);
    build_team(&build, 1);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(22));
    build_threads(&build, "beside", 1);
    /* 22 ms beside the 20; the main thread's 5 ms of bytecode have to stand in a row with them. */
    ck_assert_int_eq(run_makespan(&build, "layered"), SIM_MS(27));
}
END_TEST

static void build_calls(struct build *build, enum sim_op_kind kind)
{
    build_init(build, 4);
    without_costs(build);
    build->scenario.params.call_back = sim_dist_constant(SIM_US(5));
    build_op(build, SIM_OP_PARALLEL, 12);
    build_op(build, SIM_OP_NATIVE, SIM_US(200));
    build_op(build, kind, SIM_MS(1))->keyword = kind == SIM_OP_NATIVE;
    build_end(build);
    build_threads(build, "main", 1);
    build_team(build, 3);
}

/* Twelve calls back of a millisecond stand in a row, each with what it costs; the first begins
 * behind its native part. Catches bytecode in a chunk without the lock, a call back that costs
 * nothing or costs outside of it, and C code `holding` a lock that the thread does not have. */
START_TEST(calls_back_stand_in_a_row)
{
    static const enum sim_op_kind kinds[] = { SIM_OP_PYTHON, SIM_OP_NATIVE };

    for (int i = 0; i < 2; i++) {
        struct build build;

        build_calls(&build, kinds[i]);
        ck_assert_int_eq(run_makespan(&build, "layered"), SIM_US(200) + 12 * SIM_US(1005));
    }
}
END_TEST

/* Catches a device that does two things at a time, or makes one wait for what came later. */
START_TEST(a_device_does_one_thing_at_a_time)
{
    struct build build;

    build_init(&build, 4);
    without_costs(&build);
    build_op(&build, SIM_OP_DEVICE, SIM_MS(3));
    build_threads(&build, "worker", 4);
    ck_assert_int_eq(run_makespan(&build, "gil"), 4 * SIM_MS(3));
    build_init(&build, 4);
    without_costs(&build);
    build_op(&build, SIM_OP_DEVICE, SIM_MS(3))->keyword = true;
    build_op(&build, SIM_OP_DEVICE, SIM_MS(4))->keyword = true;
    build_op(&build, SIM_OP_PYTHON, SIM_MS(5));
    build_op(&build, SIM_OP_DEVICE, 0);
    build_threads(&build, "worker", 1);
    ck_assert_int_eq(run_makespan(&build, "gil"), SIM_MS(7));
}
END_TEST

/* Catches a conversion at the other direction's price, of another kind, or not by size. */
START_TEST(converting_is_paid_by_size_kind_and_way)
{
    for (int way = 0; way < 2; way++) {
        for (int kind = 0; kind < SIM_PAYLOAD_COUNT; kind++) {
            struct build build;
            struct sim_params *p = &build.scenario.params;
            struct sim_op *op;

            build_init(&build, 1);
            without_costs(&build);
            p->unbox_bytes = sim_dist_constant(100);
            p->unbox_ints = sim_dist_constant(200);
            p->unbox_floats = sim_dist_constant(300);
            p->box_bytes = sim_dist_constant(400);
            p->box_ints = sim_dist_constant(500);
            p->box_floats = sim_dist_constant(600);
            op = build_op(&build, SIM_OP_CONVERT, 3 << 20);
            op->keyword = way;
            op->form = (uint8_t)kind;
            build_threads(&build, "worker", 1);
            ck_assert_int_eq(run_makespan(&build, "gil"), 3 * 100 * (1 + kind + 3 * way));
        }
    }
}
END_TEST

/* Catches workers that are called without a record of it, those who sleep and those who do not. */
START_TEST(each_call_of_a_worker_is_told)
{
    for (uint32_t times = 1; times < 4; times++) {
        for (int pause = 0; pause < 2; pause++) {
            struct study_result result;
            struct build build;

            build_init(&build, 4);
            build_op(&build, SIM_OP_REPEAT, times);
            build_op(&build, SIM_OP_PARALLEL, 12);
            build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
            build_end(&build);
            build_op(&build, SIM_OP_SLEEP, pause * SIM_MS(1));
            build_end(&build);
            build_threads(&build, "main", 1);
            build_team(&build, 3);
            result = run(&build, "native");
            ck_assert_uint_eq(result.fold->kinds[SIM_RECORD_FORK], 3 * times);
            study_result_free(&result);
        }
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(bytecode_and_shares_add_up),
        SUITE_TEST(others_execute_bytecode_meanwhile),
        SUITE_TEST(calls_back_stand_in_a_row),
        SUITE_TEST(a_device_does_one_thing_at_a_time),
        SUITE_TEST(converting_is_paid_by_size_kind_and_way),
        SUITE_TEST(each_call_of_a_worker_is_told),
        { NULL, NULL },
    };

    return suite_run("layers", tests);
}
