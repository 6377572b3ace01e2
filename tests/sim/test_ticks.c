/* SPDX-License-Identifier: GPL-3.0-or-later
 * Checks every so many ticks: what they take, against counting ticks one by one. */
#include "sim/mech/ticks.h"
#include "tests/sim/draws.h"
#include "tests/sim/run.h"

#define RUNS 100
#define OPS 4
#define CHECK 700

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

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(each_hundred_ticks_and_one_are_a_check),
        { NULL, NULL },
    };

    return suite_run("ticks", tests);
}
