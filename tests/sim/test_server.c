/* SPDX-License-Identifier: GPL-3.0-or-later
 * How processes come up: by forking, anew, or from a fork server. */
#include "tests/sim/run.h"

static struct build build;

static sim_time makespan(void)
{
    return run_makespan(&build, "processes");
}

/* Catches a start method that makes no difference, and a fork server that comes up each time. */
START_TEST(start_methods_differ)
{
    sim_time fork, spawn, server, two;

    build_init(&build, 4);
    build_op(&build, SIM_OP_LOOP, 1);
    build_threads(&build, "worker", 1);
    build.scenario.params.start_method = SIM_START_FORK;
    fork = makespan();
    build.scenario.params.start_method = SIM_START_SPAWN;
    spawn = makespan();
    build.scenario.params.start_method = SIM_START_FORKSERVER;
    server = makespan();
    build.groups[0].count = 2;
    two = makespan();
    ck_assert_int_lt(fork, SIM_MS(3));
    ck_assert_int_gt(spawn, SIM_MS(30));
    ck_assert_int_gt(server, SIM_MS(40));
    ck_assert_int_lt(two - server, SIM_MS(3));
}
END_TEST

/* How long it takes to start a process and to wait for it, when the server is up. */
static sim_time second_child(enum sim_python python, sim_time main_import, sim_time main_run)
{
    sim_time time[2];

    for (uint32_t more = 0; more < 2; more++) {
        build_init(&build, 4);
        build.scenario.params.python = (uint8_t)python;
        build.scenario.params.start_method = SIM_START_FORKSERVER;
        build.scenario.params.main_import = sim_dist_constant(main_import);
        build.scenario.params.main_run = sim_dist_constant(main_run);
        for (uint32_t child = 1; child <= 1 + more; child++) {
            build_op(&build, SIM_OP_START, 0)->object = child;
            build_op(&build, SIM_OP_JOIN, 0)->object = child;
        }
        build_threads(&build, "main", 1);
        for (uint32_t child = 0; child <= more; child++) {
            build_op(&build, SIM_OP_PYTHON, 1);
            build_threads(&build, child ? "second" : "first", 1)->manual = true;
        }
        time[more] = makespan();
    }
    return time[1] - time[0];
}

/* Catches a fork server of 3.14 whose children import the main module again, one of 3.13 that has done
 * so for them, and an empty main module that is run in no time, or alike under all versions. */
START_TEST(a_fork_server_imports_the_main_module)
{
    sim_time old = second_child(SIM_PYTHON_3_13, 0, 0);
    sim_time now = second_child(SIM_PYTHON_3_14, 0, 0);

    ck_assert_int_eq(second_child(SIM_PYTHON_3_13, SIM_MS(200), 0) - old, SIM_MS(200));
    ck_assert_int_eq(second_child(SIM_PYTHON_3_14, SIM_MS(200), SIM_MS(6)), now);
    ck_assert_int_eq(second_child(SIM_PYTHON_3_12, 0, SIM_MS(10)) -
                         second_child(SIM_PYTHON_3_12, 0, 0),
                     SIM_MS(10));
    ck_assert_int_lt(second_child(SIM_PYTHON_3_7, 0, SIM_MS(10)) -
                         second_child(SIM_PYTHON_3_7, 0, 0),
                     SIM_MS(3));
}
END_TEST

/* Catches memory of a fork server's child that it has for nothing, that costs what its starter's does
 * as well, and time that is given back where it has less. */
START_TEST(a_fork_servers_child_has_memory_of_its_own)
{
    const int64_t mib = 1 << 20;
    struct sim_params *p = &build.scenario.params;
    sim_time alike, more;

    build_init(&build, 4);
    build_op(&build, SIM_OP_LOOP, 1);
    build_threads(&build, "worker", 1);
    p->start_method = SIM_START_FORKSERVER;
    p->fresh_mib = sim_dist_constant(SIM_MS(1));
    p->memory_forkserver = p->memory_fork = 50 * mib;
    alike = makespan();
    p->memory_forkserver += 30 * mib;
    more = makespan();
    ck_assert_int_eq(more - alike, SIM_MS(30));
    p->memory_fork += 20 * mib;
    ck_assert_int_eq(makespan() - alike, SIM_MS(10));
    p->memory_fork += 20 * mib;
    ck_assert_int_eq(makespan(), alike);
}
END_TEST

/* Catches a fork server that does two things at once, or that needs no core: what it does for one
 * process the next waits for, and who joins one waits for what it does at its end. And one that waits
 * for an item, though it has no queue. */
START_TEST(a_fork_server_is_a_process_with_one_thread)
{
    struct study_result result;
    sim_time before, accept, reap;

    build_init(&build, 4);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(&build, "worker", 2);
    build.scenario.params.start_method = SIM_START_FORKSERVER;
    before = makespan();
    build.scenario.params.server_accept = sim_dist_constant(SIM_MS(20));
    accept = makespan() - before;
    build.scenario.params.server_reap = sim_dist_constant(SIM_MS(20));
    reap = makespan() - before - accept;
    ck_assert_int_gt(accept, SIM_MS(39));
    ck_assert_int_gt(reap, SIM_MS(19)); /* of the second: the first is told of meanwhile */
    result = run_build(&build, "processes");
    ck_assert_int_gt(run_thread(&result, "fork-server")->spent[SIM_REASON_RUNNING] +
                         run_thread(&result, "fork-server")->spent[SIM_REASON_STARTUP],
                     SIM_MS(80));
    ck_assert_int_eq(run_thread(&result, "fork-server")->spent[SIM_REASON_QUEUE], 0);
    ck_assert_int_gt(run_thread(&result, "fork-server")->spent[SIM_REASON_SLEEP], 0);
    study_result_free(&result);
}
END_TEST

/* Catches a process that starts another and has no fork server for it: the first of all groups does,
 * which another has started. */
START_TEST(who_starts_a_process_has_a_fork_server)
{
    struct study_result result;

    build_init(&build, 4);
    build_op(&build, SIM_OP_START, 0)->object = 1;
    build_op(&build, SIM_OP_JOIN, 0)->object = 1;
    build_threads(&build, "main", 1);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(&build, "child", 1)->manual = true;
    build.scenario.params.start_method = SIM_START_FORKSERVER;
    build.scenario.params.server_accept = sim_dist_constant(SIM_MS(20));
    result = run_build(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    for (int server = 1; server <= 2; server++) {
        const struct fold_thread *one =
            run_thread(&result, server == 1 ? "fork-server-1" : "fork-server-2");

        ck_assert_int_gt(one->spent[SIM_REASON_RUNNING] + one->spent[SIM_REASON_STARTUP],
                         SIM_MS(19));
    }
    study_result_free(&result);
}
END_TEST

/* Catches a process that is started twice because two ask the fork server, or fork, at the same
 * time. */
START_TEST(a_process_is_started_once)
{
    for (int method = SIM_START_FORK; method <= SIM_START_FORKSERVER; method++) {
        struct study_result result;

        build_init(&build, 4);
        build_op(&build, SIM_OP_START, 0)->object = 1;
        build_op(&build, SIM_OP_JOIN, 0)->object = 1;
        build_threads(&build, "main", 3)->process = 1;
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(&build, "child", 1)->manual = true;
        build.processes[0] = (struct sim_process){ .name = "first", .count = 1, .line = 1 };
        build.scenario.process_count = 1;
        build.scenario.params.start_method = method;
        result = run_build(&build, "processes");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        ck_assert_int_eq(run_thread(&result, "child")->spent[SIM_REASON_NATIVE], SIM_MS(1));
        study_result_free(&result);
    }
}
END_TEST

/* Catches forking that costs the same under every version: 2.7 has less to copy and to set up anew.
 * Other parts of a process are no matter of its version. */
START_TEST(forking_is_a_matter_of_the_version)
{
    sim_time took[2], end = SIM_MS(1);

    for (int old = 0; old < 2; old++) {
        build_init(&build, 4);
        build.scenario.params.python = old ? SIM_PYTHON_2_7 : SIM_PYTHON_3_12;
        build.scenario.params.start_method = SIM_START_FORK;
        build.scenario.params.fork_child = sim_dist_constant(SIM_MS(10));
        build.scenario.params.process_exit = sim_dist_constant(end);
        build_op(&build, SIM_OP_PYTHON, 1);
        build_threads(&build, "worker", 1);
        took[old] = makespan() - end;
    }
    ck_assert_int_gt(took[0], SIM_MS(10));
    ck_assert_int_gt(took[1], took[0] * 48 / 100);
    ck_assert_int_lt(took[1], took[0] * 54 / 100);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(start_methods_differ),
        SUITE_TEST(a_fork_server_imports_the_main_module),
        SUITE_TEST(a_fork_servers_child_has_memory_of_its_own),
        SUITE_TEST(a_fork_server_is_a_process_with_one_thread),
        SUITE_TEST(who_starts_a_process_has_a_fork_server),
        SUITE_TEST(a_process_is_started_once),
        SUITE_TEST(forking_is_a_matter_of_the_version),
        { NULL, NULL },
    };

    return suite_run("server", tests);
}
