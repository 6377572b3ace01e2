/* SPDX-License-Identifier: GPL-3.0-or-later
 * By hand: how long a choice holds, who may be chosen, and what the time passes as. */
#include "sim/mech/hand.h"
#include "sim/mech/loop.h"
#include "sim/models/by_hand.h"
#include "sim/study/result.h"
#include "tests/sim/build.h"
#include "tests/sim/draws.h"
#include "tests/sim/suite.h"

static struct sim_errors errors;

static struct sim *create(const struct build *build, struct sim_scenario **untimed)
{
    *untimed = by_hand_untimed(&build->scenario);
    return sim_create(*untimed, by_hand_model(&build->scenario), &errors);
}

/* Who ends first, if the first choice falls on `first` and nothing is said about the others. */
static uint32_t ends_first(const struct build *build, uint32_t first)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim_scenario *untimed;
    struct sim *sim = create(build, &untimed);
    uint32_t ended = 0;

    sim_choose(sim, first);
    for (int steps = 0; steps < 1000 && !ended; steps++) {
        ck_assert_int_eq(sim->head->status, SIM_GOING);
        sim->out = records;
        sim_step(sim);
        for (struct sim_record *r = records; r < sim->out; r++)
            ended = r->kind == SIM_RECORD_END ? r->thread : ended;
    }
    sim_destroy(sim);
    free(untimed);
    return ended;
}

/* Catches a command that holds for more than one choice: the second thread, chosen once, waits for
 * what the first puts there, which goes on from point to point unless somebody says otherwise. */
START_TEST(a_command_is_for_one_choice)
{
    struct build build;

    build_init(&build, 2);
    build.queues[0].capacity = 9;
    build.scenario.params.python = SIM_PYTHON_3_9;
    build_op(&build, SIM_OP_PUT, 0);
    build_op(&build, SIM_OP_ADD, 5);
    build_threads(&build, "puts", 1);
    build_op(&build, SIM_OP_GET, 0);
    build_op(&build, SIM_OP_ADD, 1);
    build_threads(&build, "gets", 1);
    ck_assert_uint_eq(ends_first(&build, 1), 1);
    ck_assert_uint_eq(ends_first(&build, 2), 1);
}
END_TEST

/* Who may be chosen when nobody but the first goes on until it stops: a bit for each. */
static uint32_t may_after(enum sim_op_kind first, uint32_t before, enum sim_op_kind then)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim_scenario *untimed;
    struct build build;
    struct sim *sim;
    uint32_t may = 0;

    build_init(&build, 2);
    build.queues[0].capacity = 2;
    for (uint32_t i = 0; i < before; i++)
        build_op(&build, first, 0);
    build_op(&build, then, 0);
    build_threads(&build, "one", 1);
    build_op(&build, SIM_OP_GET, 0);
    build_op(&build, SIM_OP_PUT, 0);
    build_threads(&build, "other", 1);
    sim = create(&build, &untimed);
    for (int steps = 0; steps < 1000 && (!hand_due(sim) || hand_may(sim, 1)); steps++) {
        sim_choose(sim, 1);
        sim->out = records;
        sim_step(sim);
    }
    for (uint32_t i = 1; i <= 2; i++)
        may |= (uint32_t)hand_may(sim, i) << i;
    sim_destroy(sim);
    free(untimed);
    return may;
}

/* Catches a thread that may be chosen to put something where there is no room, or to take what is
 * not there; and one that may not though it could. */
START_TEST(a_full_queue_is_no_choice)
{
    ck_assert_uint_eq(may_after(SIM_OP_PUT, 1, SIM_OP_PUT), 1 << 2);
    ck_assert_uint_eq(may_after(SIM_OP_PUT, 2, SIM_OP_PUT), 1 << 2);
    ck_assert_uint_eq(may_after(SIM_OP_PUT, 3, SIM_OP_PUT), 1 << 2);
    ck_assert_uint_eq(may_after(SIM_OP_ADD, 0, SIM_OP_GET), 1 << 2);
}
END_TEST

/* Catches somebody who goes on where it stands as one who has switched: of what its way to the lock
 * and back takes, where it is asked at each point, the greater part is reasons as running. */
START_TEST(who_goes_on_has_not_switched)
{
    struct study_result result;
    struct build build;

    build_init(&build, 2);
    build_op(&build, SIM_OP_ADD, 1000);
    build_threads(&build, "t", 2);
    ck_assert(study_run(&build.scenario, by_hand_model(&build.scenario), NULL, NULL, &result,
                        &errors));
    for (uint32_t i = 1; i <= 2; i++) {
        const sim_time *spent = result.fold->threads[i].spent;

        ck_assert_int_gt(spent[SIM_REASON_RUNNING], SIM_MS(1));
        ck_assert_int_lt(spent[SIM_REASON_SWITCH], SIM_MS(3));
    }
    study_result_free(&result);
}
END_TEST

/* ---- tasks ---- */

#define WALKS 50

/* One sleeps, one reads, and one each waits for what another does: as tasks of a loop. */
static void build_awaiting(struct build *build)
{
    static const enum sim_op_kind kinds[] = { SIM_OP_SLEEP, SIM_OP_IO,   SIM_OP_WAIT,
                                              SIM_OP_GET,   SIM_OP_LOCK, SIM_OP_BARRIER };

    build_init(build, 2);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (kinds[i] == SIM_OP_SLEEP)
            build_op(build, SIM_OP_LOCK, 0);
        build_op(build, kinds[i], SIM_US(100));
        build_threads(build, "task", 1);
    }
    while (sim_models[build->scenario.params.model++] != sim_model_find("asyncio"))
        ;
}

/* Whom the choice falls on is drawn. Returns what those waited for who could be chosen although it was
 * not their turn: a bit for each reason. */
static uint32_t walk(struct sim *sim, uint64_t seed)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint64_t stream = seed * 1000;
    uint32_t reasons = 0;

    for (int steps = 0; steps < 200 && sim->head->status == SIM_GOING; steps++) {
        for (uint32_t i = 1; hand_due(sim) && i <= sim->thread_count; i++) {
            if (hand_may(sim, i) && loop_turn(sim) != i)
                reasons |= 1u << sim->threads[i].reason;
        }
        sim_choose(sim, 1 + (uint32_t)below(&stream, sim->thread_count));
        sim->out = records;
        sim_step(sim);
    }
    return reasons;
}

/* Catches a task that goes on though what it awaits is another's to do, or is not let go on by what comes
 * from outside. */
START_TEST(only_what_is_outside_comes_to_a_task)
{
    uint32_t reasons = 0;

    for (uint64_t seed = 0; seed < WALKS; seed++) {
        struct sim_scenario *untimed;
        struct build build;
        struct sim *sim;

        build_awaiting(&build);
        sim = create(&build, &untimed);
        reasons |= walk(sim, seed);
        sim_destroy(sim);
        free(untimed);
    }
    ck_assert_uint_eq(reasons, 1u << SIM_REASON_SLEEP | 1u << SIM_REASON_IO);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_command_is_for_one_choice),
        SUITE_TEST(a_full_queue_is_no_choice),
        SUITE_TEST(who_goes_on_has_not_switched),
        SUITE_TEST(only_what_is_outside_comes_to_a_task),
        { NULL, NULL },
    };

    return suite_run("hand", tests);
}
