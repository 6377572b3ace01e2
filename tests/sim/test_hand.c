/* SPDX-License-Identifier: GPL-3.0-or-later
 * By hand: how long a choice holds, who may be chosen, and what the time passes as. */
#include "sim/mech/hand.h"
#include "sim/mech/loop.h"
#include "sim/models/by_hand.h"
#include "sim/study/result.h"
#include "sim/timeline/timeline.h"
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

/* ---- what threads share ---- */

#define DRAWS 2000
#define GROUPS 3
#define GROUP_OPS 4

/* Threads and tasks that touch two objects of each kind, some of them in a loop. */
static void build_sharers(struct build *build, uint64_t *stream)
{
    static const enum sim_op_kind kinds[] = { SIM_OP_ADD,   SIM_OP_PUT, SIM_OP_GET,
                                              SIM_OP_LOCK,  SIM_OP_SET, SIM_OP_BARRIER,
                                              SIM_OP_NATIVE };

    build_init(build, 2);
    for (int g = 0; g < GROUPS; g++) {
        int64_t from = below(stream, 2 * GROUP_OPS);

        for (int i = 0; i < GROUP_OPS; i++) {
            if (i == from)
                build_op(build, SIM_OP_REPEAT, 2);
            build_op(build, kinds[below(stream, 7)], 1)->object = (uint32_t)below(stream, 2);
        }
        if (from < GROUP_OPS)
            build_end(build);
        build_threads(build, "group", 1 + (uint32_t)below(stream, 2))->as_thread =
            below(stream, 2);
    }
}

static bool are_of_one(const struct sim_op *a, const struct sim_op *b)
{
    enum sim_op_arg kind = sim_op_table[a->kind].first;

    return a->object == b->object && sim_op_table[b->kind].first == kind &&
           (kind == SIM_OP_ARG_VAR || kind == SIM_OP_ARG_QUEUE || kind == SIM_OP_ARG_LOCK ||
            kind == SIM_OP_ARG_EVENT || kind == SIM_OP_ARG_BARRIER);
}

/* Is there somebody else whose program touches what the op does? All tasks are one, where there are. */
static bool is_shared(const struct build *build, uint32_t group, uint32_t op, bool tasks)
{
    const struct sim_group *groups = build->groups;
    bool is_task = tasks && !groups[group].as_thread;

    for (uint32_t g = 0; g < GROUPS; g++) {
        const struct sim_program *program = &build->programs[g];
        bool same =
            g == group ? is_task || groups[g].count == 1 : is_task && !groups[g].as_thread;

        for (uint32_t i = program->first; !same && i < program->first + program->count; i++) {
            if (are_of_one(&build->ops[op], &build->ops[i]))
                return true;
        }
    }
    return false;
}

/* Does anything that is shared come after it, or before it in a loop that comes back? */
static bool has_more(const struct build *build, const struct hand_constants *constants,
                     uint32_t group, uint32_t op)
{
    const struct sim_program *program = &build->programs[group];
    uint32_t from = op + 1;

    for (uint32_t head = program->first; head < op; head++) {
        if (build->ops[head].kind == SIM_OP_REPEAT && op <= build->ops[head].match)
            from = head + 1;
    }
    for (; from < program->first + program->count; from++) {
        if (constants->ops[from].touches)
            return true;
    }
    return false;
}

/* Catches what is taken for a thread's own though another touches it, and the other way round: by
 * several of a group, by a task and a thread, by tasks only; and a thread that is left alone though it
 * comes back to what is shared. */
START_TEST(what_is_shared_is_told_from_the_programs)
{
    int shared = 0;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        uint64_t stream = seed * 1000 + 1;
        bool tasks = below(&stream, 2);
        struct hand_constants *constants;
        struct build build;

        build_sharers(&build, &stream);
        constants = hand_prepare(&build.scenario, tasks ? HAND_LOOP : HAND_CHECKS);
        for (uint32_t g = 0; g < GROUPS; g++) {
            const struct sim_program *program = &build.programs[g];

            for (uint32_t i = program->first; i < program->first + program->count; i++) {
                const struct hand_op *op = &constants->ops[i];

                ck_assert_msg(op->touches == is_shared(&build, g, i, tasks), "seed %d, op %d",
                              (int)seed, (int)i);
                ck_assert_msg(op->later == has_more(&build, constants, g, i), "seed %d, op %d",
                              (int)seed, (int)i);
                shared += op->touches;
            }
        }
        free(constants);
    }
    ck_assert_int_gt(shared, DRAWS * GROUPS * GROUP_OPS / 4);
    ck_assert_int_lt(shared, DRAWS * GROUPS * GROUP_OPS * 3 / 4);
}
END_TEST

/* Catches a rewinding that forgets a choice given before, which nothing has come to yet: to repeat the
 * run would take another way. */
START_TEST(what_is_still_to_be_chosen_is_kept)
{
    struct build build;

    build_init(&build, 2);
    build_op(&build, SIM_OP_ADD, 1)->form = BODY_CALL_C;
    build_threads(&build, "t", 2);
    for (uint64_t step = 1; step < 6; step++) {
        struct sim_scenario *untimed = by_hand_untimed(&build.scenario);
        struct timeline *timeline =
            timeline_create(untimed, by_hand_model(&build.scenario), 1 << 20, &errors);
        uint64_t hash;

        ck_assert(timeline_seek(timeline, step));
        ck_assert(timeline_command(timeline, (struct timeline_command){ .thread = 2 }));
        ck_assert(timeline_seek(timeline, step + 1));
        hash = sim_state_hash(timeline->sim);
        ck_assert(timeline_seek(timeline, step + 3));
        ck_assert(timeline_rewind(timeline, step + 1));
        ck_assert_uint_eq(sim_state_hash(timeline->sim), hash);
        ck_assert(timeline_run(timeline, 1000) && timeline_seek(timeline, 0));
        ck_assert(timeline_run(timeline, 1000));
        ck_assert_uint_eq(timeline->diverged, 0);
        timeline_destroy(timeline);
        free(untimed);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_command_is_for_one_choice),
        SUITE_TEST(a_full_queue_is_no_choice),
        SUITE_TEST(what_is_still_to_be_chosen_is_kept),
        SUITE_TEST(who_goes_on_has_not_switched),
        SUITE_TEST(only_what_is_outside_comes_to_a_task),
        SUITE_TEST(what_is_shared_is_told_from_the_programs),
        { NULL, NULL },
    };

    return suite_run("hand", tests);
}
