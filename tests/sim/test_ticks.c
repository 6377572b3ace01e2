/* SPDX-License-Identifier: GPL-3.0-or-later
 * Checks every so many ticks: what they take, against counting ticks one by one. */
#include "sim/mech/ticks.h"
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/run.h"

#define RUNS 100
#define OPS 4
#define CHECK 700
#define THREADS_MOST 5

/* A loop or updates of a variable, without a lock. */
static enum bytecode_body_id draw_body(uint64_t *stream)
{
    for (;;) {
        enum bytecode_body_id id = (enum bytecode_body_id)below(stream, BODY_COUNT);

        if (bytecode_bodies[id].kind != BODY_REF && id != BODY_LOCKED)
            return id;
    }
}

/* One thread that executes a few loops of drawn lengths, some of them of seconds. Returns how often a
 * hundred ticks and one have passed in all. */
static int64_t build_loops(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000;
    int64_t ticks = 0;

    build_init(build, 1);
    build->scenario.params.python =
        SIM_PYTHON_2_7 + (int64_t)below(&stream, SIM_PYTHON_3_2 - SIM_PYTHON_2_7);
    for (int i = 0; i < OPS; i++) {
        enum bytecode_body_id id = draw_body(&stream);
        enum sim_op_kind kind = bytecode_bodies[id].kind == BODY_ADD ? SIM_OP_ADD : SIM_OP_LOOP;
        int64_t turns = 1 + (int64_t)below(&stream, i ? 300 : 100000000);

        build_op(build, kind, turns)->form = (uint8_t)id;
        ticks +=
            turns * bytecode_body(id, (enum sim_python)build->scenario.params.python).points;
    }
    build_threads(build, "loops", 1);
    return ticks / TICKS_PERIOD;
}

static sim_time took(struct build *build, sim_time check)
{
    struct study_result result;
    sim_time makespan;

    build->scenario.params.mutex = sim_dist_constant(check);
    result = run_build(build, "gil-ticks");
    makespan = result.makespan;
    study_result_free(&result);
    return makespan;
}

/* Catches ticks that are lost or counted twice where one op ends and the next begins, or where a long
 * burst is settled; a check that is made for nothing, forgotten, or paid twice. */
START_TEST(each_hundred_ticks_and_one_are_a_check)
{
    sim_time apart = 0;

    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct build build;
        int64_t checks = build_loops(&build, seed);
        sim_time more = took(&build, CHECK) - took(&build, 0) - checks * CHECK;

        if (!seed)
            apart = more; /* taking it at first, and letting it go in the end */
        ck_assert_msg(more == apart, "seed %d: %ld ns, not %ld", (int)seed, (long)more,
                      (long)apart);
    }
    ck_assert_int_lt(apart, 6 * CHECK);
}
END_TEST

/* ---- who waits ---- */

/* Threads that compute, and let the lock go to do something else now and then. */
static void build_waiters(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000 + 1;

    build_init(build, 1 + (int)below(&stream, 4));
    if (below(&stream, 2))
        build_vm(build);
    build->scenario.params.python = SIM_PYTHON_2_7;
    build->scenario.params.seed = (int64_t)seed;
    build_op(build, SIM_OP_REPEAT, 5);
    build_op(build, SIM_OP_PYTHON, SIM_US(1) + below(&stream, SIM_MS(2)));
    build_op(build, SIM_OP_IO, below(&stream, SIM_US(100)));
    build_end(build);
    build_threads(build, "t", 2 + (uint32_t)below(&stream, 4));
}

/* Catches a wait that is told as waking up in vain: a thread has been woken in vain if it has slept
 * for the lock since it last had it, and only then. */
START_TEST(in_vain_is_who_has_slept_for_it_already)
{
    size_t anew = 0, again = 0;

    for (uint64_t seed = 0; seed < RUNS; seed++) {
        bool slept[THREADS_MOST + 1] = { false };
        struct study_result result;
        struct build build;

        build_waiters(&build, seed);
        result = events_run(&build, "gil-ticks");
        for (size_t i = 0; i < event_count; i++) {
            const struct sim_record *record = &events[i].record;

            if (record->kind == SIM_RECORD_TAKE)
                slept[record->thread] = false;
            if (record->kind != SIM_RECORD_AWAIT && record->kind != SIM_RECORD_VAIN)
                continue;
            ck_assert_msg(slept[record->thread] == (record->kind == SIM_RECORD_VAIN),
                          "seed %d, record %d", (int)seed, (int)i);
            anew += !slept[record->thread];
            again += slept[record->thread];
            slept[record->thread] = true;
        }
        study_result_free(&result);
    }
    ck_assert_uint_gt(anew, RUNS);
    ck_assert_uint_gt(again, RUNS);
}
END_TEST

/* ---- who loses its core ---- */

/* The first computes after some native work, and is about to lose its core to the second, whom the third
 * has called from another core: that takes as long as such an interrupt. */
static void build_interrupt(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000 + 2;

    build_init(build, 2);
    build->scenario.params.python = SIM_PYTHON_2_7;
    build->scenario.params.preempt_latency =
        sim_dist_constant(SIM_US(300) + below(&stream, SIM_US(500)));
    build_op(build, SIM_OP_SLEEP, SIM_US(20));
    build_op(build, SIM_OP_NATIVE, SIM_US(19600) + below(&stream, SIM_US(100)));
    build_op(build, SIM_OP_PYTHON, SIM_MS(5));
    build_threads(build, "computes", 1);
    build_op(build, SIM_OP_WAIT, 0);
    build_op(build, SIM_OP_NATIVE, SIM_US(1));
    build_threads(build, "is called", 1);
    build_op(build, SIM_OP_NATIVE, SIM_US(19600) - below(&stream, SIM_US(50)));
    build_op(build, SIM_OP_SET, 0);
    build_threads(build, "calls", 1);
    for (uint16_t g = 0; g < 3; g++)
        build->groups[g].first_core = build->groups[g].last_core = g / 2 + 1;
}

/* Catches a check that takes the lock again on a core that is about to be another's: it comes back from
 * the kernel when the core is its own again, and has let the lock go until then. */
START_TEST(who_loses_its_core_at_a_check_has_no_lock)
{
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct study_result result;
        struct build build;
        size_t takes = 0, called = 0;
        bool has = false;

        build_interrupt(&build, seed);
        result = events_run(&build, "gil-ticks");
        while (called < event_count && (events[called].record.kind != SIM_RECORD_PREEMPT ||
                                        events[called].record.thread != 1)) {
            const struct sim_record *record = &events[called++].record;

            if (record->thread == 1 && record->kind == SIM_RECORD_DROP)
                has = false;
            if (record->thread == 1 && record->kind == SIM_RECORD_TAKE)
                has = true, takes++;
        }
        ck_assert_uint_lt(called, event_count);
        ck_assert_uint_gt(takes, 1); /* it has begun to compute */
        ck_assert_msg(!has, "seed %d", (int)seed);
        study_result_free(&result);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(each_hundred_ticks_and_one_are_a_check),
        SUITE_TEST(in_vain_is_who_has_slept_for_it_already),
        SUITE_TEST(who_loses_its_core_at_a_check_has_no_lock),
        { NULL, NULL },
    };

    return suite_run("ticks", tests);
}
