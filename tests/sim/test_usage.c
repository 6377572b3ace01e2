/* SPDX-License-Identifier: GPL-3.0-or-later
 * How busy a core has been of late, and packing by it. */
#include "sim/engine/usage.h"
#include "tests/sim/build.h"
#include "tests/sim/suite.h"

#define PACK 670000 /* millionths */

static struct sim_record records[SIM_RECORDS_PER_STEP];

static struct sim *create(struct build *build, const char *model)
{
    static struct sim_errors errors;
    struct sim *sim;

    sim = sim_create(&build->scenario, sim_model_find(model), &errors);
    ck_assert_ptr_nonnull(sim);
    return sim;
}

static bool step(struct sim *sim)
{
    sim->out = records;
    return sim_step(sim) == SIM_GOING;
}

/* Catches another half-life than the kernel's, and a core that is counted while it is idle. */
START_TEST(a_half_life_of_work_is_half)
{
    struct build build;
    struct sim *sim;
    int64_t level;

    build_init(&build, 1);
    build.scenario.params.pack = PACK;
    build_op(&build, SIM_OP_NATIVE, 32768000);
    build_op(&build, SIM_OP_IO, 32768000);
    build_op(&build, SIM_OP_NATIVE, 1);
    build_threads(&build, "worker", 1);
    sim = create(&build, "native");
    while (sim->threads[1].schedule != SIM_THREAD_BLOCKED)
        ck_assert(step(sim));
    level = sim->cores[1].usage.level;
    ck_assert_int_gt(level, 499000);
    ck_assert_int_lt(level, 501000);
    while (sim->threads[1].schedule == SIM_THREAD_BLOCKED)
        ck_assert(step(sim));
    ck_assert_int_gt(sim->cores[1].usage.level, level / 2 - 1000);
    ck_assert_int_lt(sim->cores[1].usage.level, level / 2 + 1000);
    sim_destroy(sim);
}
END_TEST

static void sums_agree(struct sim *sim)
{
    int64_t sum[SIM_CORES_MAX + 1] = { 0 };

    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        usage_count_thread(sim, &sim->threads[i]);
        sum[sim->threads[i].core.i] += sim->threads[i].usage.level;
    }
    for (uint16_t i = 1; i <= sim->core_count; i++) {
        usage_count_core(sim, i);
        ck_assert_int_lt(llabs(sum[i] - sim->cores[i].usage.level), 2000);
    }
}

/* Catches a thread that moves and leaves its usage behind, or takes it twice. */
START_TEST(a_core_is_used_by_its_threads)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct build build;
        struct sim *sim;

        build_random(&build, seed);
        build.scenario.params.pack = PACK;
        sim = create(&build, "gil");
        for (int i = 0; i < 3000 && step(sim); i++)
            sums_agree(sim);
        sim_destroy(sim);
    }
}
END_TEST

/* How often the second thread began on the core of the first, of its last wake-ups. */
static int beside_its_waker(int64_t pack, int64_t computing)
{
    struct build build;
    struct sim *sim;
    int beside = 0, wakes = 0;

    build_init(&build, 2);
    build.scenario.params.pack = pack;
    build_op(&build, SIM_OP_REPEAT, 400);
    build_op(&build, SIM_OP_NATIVE, computing);
    build_op(&build, SIM_OP_PUT, 0);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1) - computing);
    build_end(&build);
    build_threads(&build, "waker", 1);
    build_op(&build, SIM_OP_REPEAT, 400);
    build_op(&build, SIM_OP_GET, 0);
    build_op(&build, SIM_OP_NATIVE, SIM_US(5));
    build_end(&build);
    build_threads(&build, "woken", 1);
    sim = create(&build, "native");
    do {
        for (uint32_t i = 0; i < sim->out_used; i++) {
            if (records[i].kind != SIM_RECORD_DISPATCH || records[i].thread != 2)
                continue;
            wakes++;
            beside += wakes > 300 && records[i].core == sim->threads[1].core.i;
        }
    } while (step(sim));
    sim_destroy(sim);
    ck_assert_int_ge(wakes, 400);
    return beside;
}

/* Catches packing where there is none, none where there is, and packing without regard to use. */
START_TEST(a_used_core_is_not_packed)
{
    ck_assert_int_eq(beside_its_waker(0, SIM_US(100)), 0);
    ck_assert_int_ge(beside_its_waker(PACK, SIM_US(100)), 99);
    ck_assert_int_ge(beside_its_waker(PACK, SIM_US(500)), 99);
    ck_assert_int_eq(beside_its_waker(PACK, SIM_US(800)), 0);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_half_life_of_work_is_half),
        SUITE_TEST(a_core_is_used_by_its_threads),
        SUITE_TEST(a_used_core_is_not_packed),
        { NULL, NULL },
    };

    return suite_run("usage", tests);
}
