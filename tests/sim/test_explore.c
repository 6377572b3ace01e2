/* SPDX-License-Identifier: GPL-3.0-or-later
 * Exploring: against an interleaver of its own, against counting without a table, and by what must
 * come of well-known programs. */
#include "sim/base/hash.h"
#include "sim/base/rng.h"
#include "sim/mech/hand.h"
#include "sim/models/by_hand.h"
#include "sim/study/explore.h"
#include "sim/timeline/schedule.h"
#include "tests/sim/build.h"
#include "tests/sim/interleave.h"
#include "tests/sim/suite.h"

#include <string.h>

static struct sim_errors errors;

static struct explore explore_build(const struct build *build, struct explore_limits limits)
{
    const struct sim_model *model = by_hand_model(&build->scenario);
    struct sim_scenario *untimed = by_hand_untimed(&build->scenario);
    struct explore result;

    errors.count = 0;
    ck_assert(model && untimed);
    ck_assert_msg(explore(untimed, model, &limits, &result, &errors), "%s",
                  errors.list[0].text);
    free(untimed);
    return result;
}

static const struct explore_limits all = { .preemptions = -1 };
static const struct explore_limits every = { .preemptions = -1, .every = true };

/* ---- against an interleaver that knows nothing of the simulator ---- */

/* One turn of a loop, written down by hand from `dis` and from where each version looks at its eval
 * breaker. */
static const struct turn {
    enum sim_python python;
    enum bytecode_body_id form;
    const char *text;
} turns[] = {
    { SIM_PYTHON_3_9, BODY_PLAIN, "|R||W||" },
    { SIM_PYTHON_3_10, BODY_PLAIN, "RW|" },
    { SIM_PYTHON_3_12, BODY_PLAIN, "RW|" },
    { SIM_PYTHON_3_13, BODY_PLAIN, "RW|" },
    { SIM_PYTHON_2_7, BODY_PLAIN, "|R||W||" },
    { SIM_PYTHON_3_9, BODY_ATTRIBUTE, "|R||W||" },
    { SIM_PYTHON_3_9, BODY_METHOD, "|||R||W|||" },
    { SIM_PYTHON_3_12, BODY_METHOD, "|RW|" },
    { SIM_PYTHON_3_9, BODY_ATOMIC, "|RW||" },
    { SIM_PYTHON_3_12, BODY_ATOMIC, "RW||" },
    { SIM_PYTHON_3_9, BODY_CALL_C, "|R|||W||" },
    { SIM_PYTHON_3_12, BODY_CALL_C, "R|W|" },
    { SIM_PYTHON_3_12, BODY_CALL_PYTHON, "R|W|" },
    { SIM_PYTHON_3_10, BODY_CALL_PYTHON, "R||W|" },
    { SIM_PYTHON_3_10, BODY_CONDITIONAL, "R|W|" },
    { SIM_PYTHON_3_12, BODY_CONDITIONAL, "RW|" },
    { SIM_PYTHON_3_10, BODY_LENGTH, "R|W|" },
    { SIM_PYTHON_3_12, BODY_LENGTH, "RW|" },
    { SIM_PYTHON_3_9, BODY_LOCKED, "|L|R||W|U||" },
    { SIM_PYTHON_3_12, BODY_LOCKED, "L|RWU||" },
};

static struct explore explore_turns(const struct turn *turn, int threads, int count,
                                    struct explore_limits limits)
{
    static struct build build;

    build_init(&build, 2);
    build.scenario.params.python = turn->python;
    build_op(&build, SIM_OP_ADD, count)->form = (uint8_t)turn->form;
    build_threads(&build, "t", (uint32_t)threads);
    return explore_build(&build, limits);
}

/* Catches a check point too many or too few, an update that is counted at the wrong place, a thread
 * that cannot be chosen where it could. */
START_TEST(finds_what_an_interleaver_finds)
{
    static const struct {
        int threads, count;
    } sizes[] = { { 2, 1 }, { 2, 2 }, { 3, 1 } };

    for (size_t i = 0; i < sizeof(turns) / sizeof(*turns); i++) {
        for (size_t s = 0; s < 3; s++) {
            uint64_t wanted, found = 0;
            struct explore result;

            wanted = interleave_values(turns[i].text, sizes[s].threads, sizes[s].count);
            result = explore_turns(&turns[i], sizes[s].threads, sizes[s].count, all);
            ck_assert_int_eq(result.end, EXPLORE_ALL);
            for (uint32_t o = 0; o < result.outcome_count; o++)
                found |= UINT64_C(1) << result.outcomes[o].values[0];
            ck_assert_msg(found == wanted, "%s as %s, %d x %d: %#lx, by hand %#lx",
                          sim_python_names[turns[i].python],
                          bytecode_bodies[turns[i].form].name, sizes[s].threads, sizes[s].count,
                          (unsigned long)found, (unsigned long)wanted);
            explore_free(&result);
        }
    }
}
END_TEST

/* Orders of two rows of n pieces each: catches a choice that is offered where nothing is shared, or
 * twice at one place, and a sum along the graph that is wrong. */
START_TEST(counts_are_binomial)
{
    struct explore result = explore_turns(&turns[0], 2, 2, all); /* 3.9: 2 x 4 pieces */

    ck_assert(result.schedules == 70);
    explore_free(&result);
    result = explore_turns(&turns[0], 2, 6, all); /* 2 x 12 */
    ck_assert(result.schedules == 2704156);
    explore_free(&result);
    result = explore_turns(&turns[2], 2, 2, all); /* 3.12: 2 x 2 */
    ck_assert(result.schedules == 6);
    ck_assert_uint_eq(result.outcome_count, 1);
    ck_assert(!explore_loses(&result, &result.outcomes[0]));
    explore_free(&result);
    result = explore_turns(&turns[2], 3, 2, all); /* 6! / (2! 2! 2!) */
    ck_assert(result.schedules == 90);
    explore_free(&result);
}
END_TEST

/* Catches choices about an update of what nobody else touches. */
START_TEST(what_is_ones_own_is_no_choice)
{
    for (uint32_t shared = 0; shared < 2; shared++) {
        struct explore result;
        struct build build;

        build_init(&build, 2);
        build_op(&build, SIM_OP_ADD, 2)->object = 0;
        build_threads(&build, "one", 1);
        build_op(&build, SIM_OP_ADD, 2)->object = !shared;
        build_threads(&build, "other", 1);
        result = explore_build(&build, every);
        ck_assert_msg(result.schedules == (shared ? 6 : 2), "%u: %g", shared, result.schedules);
        explore_free(&result);
    }
}
END_TEST

/* ---- counting without a table of states ---- */

struct naive {
    struct sim *sim;
    double ways, losses, deadlocks;
    uint64_t limit; /* of choices, so that no draw takes minutes */
    bool given_up;
};

static void count_naively(struct naive *naive)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim *sim = naive->sim;
    unsigned char *checkpoint;
    bool loses = false;

    while (sim->head->status == SIM_GOING && !hand_due(sim)) {
        sim->out = records;
        sim_step(sim);
    }
    if (sim->head->status != SIM_GOING) {
        for (uint32_t i = 1; i <= 4; i++)
            loses |= sim->vars[i].value < sim->vars[i].updates;
        naive->ways++;
        naive->losses += loses;
        naive->deadlocks += sim->head->status == SIM_DEADLOCK;
        return;
    }
    naive->given_up |= !naive->limit--;
    checkpoint = malloc(sim->size);
    sim_save(sim, checkpoint);
    for (uint32_t t = 1; t <= sim->thread_count && !naive->given_up; t++) {
        sim_restore(sim, checkpoint);
        if (!hand_may(sim, t))
            continue;
        sim_choose(sim, t);
        sim->out = records;
        sim_step(sim);
        count_naively(naive);
    }
    free(checkpoint);
}

static uint32_t below(uint64_t *stream, uint32_t limit)
{
    *stream = sim_mix64(*stream + UINT64_C(0x9e3779b97f4a7c15));
    return (uint32_t)sim_draw_below(*stream, limit);
}

static void small_op(struct build *build, uint64_t *draws)
{
    static const enum sim_op_kind kinds[] = {
        SIM_OP_ADD, SIM_OP_ADD, SIM_OP_ADD,  SIM_OP_PUT,     SIM_OP_GET,  SIM_OP_LOOP,
        SIM_OP_IO,  SIM_OP_SET, SIM_OP_WAIT, SIM_OP_BARRIER, SIM_OP_SEND, SIM_OP_RECV,
    };
    enum sim_op_kind kind = kinds[below(draws, sizeof(kinds) / sizeof(*kinds))];
    struct sim_op *op = build_op(build, kind, kind == SIM_OP_IO ? SIM_MS(1) : 1);

    op->object = below(draws, 2);
    if (kind == SIM_OP_ADD)
        op->form = (uint8_t)(BODY_PLAIN + (int)below(draws, BODY_COUNT - BODY_PLAIN));
}

/* A few ops for two or three threads, some between taking and letting go a lock; the last may be
 * started and joined by the first, or a daemon. */
static void build_small(struct build *build, uint64_t seed)
{
    static const char *const names[] = { "x", "y", "z" };
    uint64_t draws = sim_mix64(seed + 77);
    uint32_t groups = 2 + below(&draws, 2);
    bool starts = below(&draws, 4) == 0, daemon = below(&draws, 4) == 0;

    build_init(build, 2);
    build->scenario.params.python = SIM_PYTHON_3_9 + below(&draws, 5);
    build->queues[1].capacity = 1;
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t ops = 1 + below(&draws, 3), lock = below(&draws, 2);
        bool locks = below(&draws, 2), twice = below(&draws, 4) == 0;

        if (starts && !g)
            build_op(build, SIM_OP_START, 0)->object = groups - 1;

        if (twice)
            build_op(build, SIM_OP_REPEAT, 2);
        if (locks)
            build_op(build, SIM_OP_LOCK, 0)->object = lock;
        while (ops--)
            small_op(build, &draws);
        if (locks)
            build_op(build, SIM_OP_UNLOCK, 0)->object = lock;
        if (twice)
            build_end(build);
        if (starts && !g)
            build_op(build, SIM_OP_JOIN, 0)->object = groups - 1;
        build_threads(build, names[g], 1)->inbox = 3 + g % 2;
    }
    build->groups[groups - 1].manual = starts;
    build->groups[groups - 1].daemon = daemon;
}

static struct naive naively(const struct build *build)
{
    struct sim_scenario *untimed = by_hand_untimed(&build->scenario);
    struct naive naive = { .limit = 20000 };

    naive.sim = sim_create(untimed, by_hand_model(&build->scenario), &errors);
    count_naively(&naive);
    sim_destroy(naive.sim);
    free(untimed);
    return naive;
}

static void sum_up(const struct explore *result, double *losses, double *deadlocks)
{
    *losses = *deadlocks = 0;
    for (uint32_t i = 0; i < result->outcome_count; i++) {
        const struct explore_outcome *outcome = &result->outcomes[i];

        *losses += explore_loses(result, outcome) ? outcome->schedules : 0;
        *deadlocks += outcome->status == SIM_DEADLOCK ? outcome->schedules : 0;
    }
}

#define SEEDS 400

/* Catches two states taken for one that continue differently (something missing in the key), and
 * one state taken for two only in its cost. */
START_TEST(states_taken_together_continue_alike)
{
    static struct build build;
    int compared = 0, deadlocks = 0, losses = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct naive naive;
        struct explore result;
        double lost, stuck;

        build_small(&build, seed);
        naive = naively(&build);
        if (naive.given_up)
            continue;
        result = explore_build(&build, every);
        sum_up(&result, &lost, &stuck);
        ck_assert_msg(
            result.schedules == naive.ways && lost == naive.losses && stuck == naive.deadlocks,
            "seed %lu: %.0f (%.0f, %.0f) schedules, without a table %.0f (%.0f, %.0f)",
            (unsigned long)seed, result.schedules, lost, stuck, naive.ways, naive.losses,
            naive.deadlocks);
        compared++;
        deadlocks += stuck > 0;
        losses += lost > 0;
        explore_free(&result);
    }
    /* The draws are worth something. */
    ck_assert_int_gt(compared, SEEDS / 2);
    ck_assert_int_gt(deadlocks, 10);
    ck_assert_int_gt(losses, 10);
}
END_TEST

static bool has_outcome(const struct explore *result, const struct explore_outcome *wanted)
{
    for (uint32_t i = 0; i < result->outcome_count; i++) {
        const struct explore_outcome *outcome = &result->outcomes[i];

        if (outcome->status == wanted->status &&
            !memcmp(outcome->values, wanted->values, 2 * 4 * sizeof(int64_t)))
            return true;
    }
    return false;
}

/* Catches threads that are kept apart though they touch the same, later on or in a block. */
START_TEST(classes_have_the_same_outcomes)
{
    static struct build build;
    int fewer = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct explore whole, classes;

        build_small(&build, seed);
        whole = explore_build(&build, every);
        classes = explore_build(&build, all);
        for (uint32_t i = 0; i < whole.outcome_count; i++)
            ck_assert_msg(has_outcome(&classes, &whole.outcomes[i]), "seed %lu",
                          (unsigned long)seed);
        for (uint32_t i = 0; i < classes.outcome_count; i++)
            ck_assert_msg(has_outcome(&whole, &classes.outcomes[i]), "seed %lu",
                          (unsigned long)seed);
        ck_assert(classes.schedules <= whole.schedules);
        fewer += classes.states < whole.states;
        explore_free(&whole);
        explore_free(&classes);
    }
    ck_assert_int_gt(fewer, 20);
}
END_TEST

/* ---- schedules ---- */

/* The shortest schedule to each outcome, followed, comes to it; and coming back and going again is
 * the same (law 5). Catches choices that are left out of it or counted twice. */
START_TEST(schedules_lead_where_they_say)
{
    static struct build build;

    for (uint64_t seed = 0; seed < 100; seed++) {
        const struct sim_model *model;
        struct sim_scenario *untimed;
        struct explore result;

        build_small(&build, seed);
        model = by_hand_model(&build.scenario);
        untimed = by_hand_untimed(&build.scenario);
        result = explore_build(&build, all);
        for (uint32_t i = 0; i < result.outcome_count; i++) {
            const struct explore_outcome *outcome = &result.outcomes[i];
            struct timeline *timeline = timeline_create(untimed, model, 1 << 20, &errors);
            uint64_t end;

            ck_assert_uint_eq(
                schedule_follow(timeline, outcome->choices, outcome->choice_count, 100000),
                outcome->choice_count);
            ck_assert_int_eq(timeline->status, outcome->status);
            for (uint32_t v = 0; v < 4; v++)
                ck_assert_int_eq(timeline->sim->vars[v + 1].value, outcome->values[v]);
            end = timeline->frontier;
            ck_assert(timeline_seek(timeline, end / 2) && timeline_seek(timeline, end));
            ck_assert_uint_eq(timeline->diverged, 0);
            timeline_destroy(timeline);
        }
        explore_free(&result);
        free(untimed);
    }
}
END_TEST

/* Undoing a choice and choosing otherwise is as if one had never chosen. */
START_TEST(rewinding_forgets)
{
    static struct build build;
    const struct sim_model *model;
    struct sim_scenario *untimed;
    struct timeline *one, *other;
    uint64_t here;

    build_init(&build, 2);
    build.scenario.params.python = SIM_PYTHON_3_9;
    build_op(&build, SIM_OP_ADD, 2);
    build_threads(&build, "t", 2);
    model = by_hand_model(&build.scenario);
    untimed = by_hand_untimed(&build.scenario);
    one = timeline_create(untimed, model, 1 << 20, &errors);
    other = timeline_create(untimed, model, 1 << 20, &errors);
    ck_assert(schedule_to_choice(one, 100000) && schedule_to_choice(other, 100000));
    here = one->frontier;
    ck_assert(schedule_choose(one, 1, 100000) && schedule_choose(one, 1, 100000));
    ck_assert(timeline_rewind(one, here) && schedule_choose(one, 2, 100000));
    ck_assert(schedule_choose(other, 2, 100000));
    ck_assert_uint_eq(sim_state_hash(one->sim), sim_state_hash(other->sim));
    ck_assert_uint_eq(one->command_count, other->command_count);
    timeline_destroy(one);
    timeline_destroy(other);
    free(untimed);
}
END_TEST

/* ---- what must come of programs ---- */

/* Catches an update that gets lost between two roundings: that of the op's length, and that of the
 * place where it is written. */
START_TEST(every_update_counts)
{
    for (int python = 0; python < SIM_PYTHON_COUNT; python++) {
        for (int form = BODY_PLAIN; form < BODY_COUNTED; form++) {
            struct bytecode_body body =
                bytecode_body((enum bytecode_body_id)form, (enum sim_python)python);

            for (int64_t count = 0; count < 200; count++) {
                sim_time work = bytecode_work(&body, count);

                ck_assert_int_eq(bytecode_passed(&body, body.read, work), count);
                ck_assert_int_eq(bytecode_passed(&body, body.write, work), count);
            }
        }
    }
}
END_TEST

static void cross(struct build *build, uint32_t first, uint32_t second)
{
    build_op(build, SIM_OP_LOCK, 0)->object = first;
    build_op(build, SIM_OP_LOCK, 0)->object = second;
    build_op(build, SIM_OP_UNLOCK, 0)->object = second;
    build_op(build, SIM_OP_UNLOCK, 0)->object = first;
    build_threads(build, first ? "s" : "n", 1);
}

START_TEST(crossed_locks_deadlock_and_ordered_ones_do_not)
{
    static struct build build;
    struct explore result;
    double lost, stuck;

    build_init(&build, 2);
    cross(&build, 0, 1);
    cross(&build, 1, 0);
    result = explore_build(&build, all);
    sum_up(&result, &lost, &stuck);
    ck_assert(stuck > 0 && stuck < result.schedules);
    ck_assert_uint_eq(result.outcomes[1].switches, 2);
    explore_free(&result);

    build_init(&build, 2);
    cross(&build, 0, 1);
    cross(&build, 0, 1);
    result = explore_build(&build, all);
    sum_up(&result, &lost, &stuck);
    ck_assert(stuck == 0);
    explore_free(&result);
}
END_TEST

/* Catches a message that nobody takes because its receiver slept already; and receivers that are not
 * told apart, since none of them names what it waits for. */
START_TEST(a_message_is_taken)
{
    static struct build build;
    struct explore result;
    double lost, stuck;

    for (uint32_t receivers = 1; receivers <= 2; receivers++) {
        build_init(&build, 2);
        build_op(&build, SIM_OP_RECV, 0);
        build_threads(&build, "receiver", receivers)->inbox = 1;
        build_op(&build, SIM_OP_SEND, 1);
        build_threads(&build, "sender", 1);
        result = explore_build(&build, all);
        sum_up(&result, &lost, &stuck);
        ck_assert(receivers == 1 ? stuck == 0 : stuck == result.schedules);
        ck_assert_uint_eq(result.outcome_count, receivers);
        explore_free(&result);
    }
}
END_TEST

/* The turns of a `repeat` can be interrupted as those of a loop can: catches a point that is left out
 * as the last of its op, though the op comes again. */
START_TEST(turns_of_a_block_are_apart)
{
    static struct build build;
    struct explore result;

    build_init(&build, 2);
    build.scenario.params.python = SIM_PYTHON_3_12;
    build_op(&build, SIM_OP_REPEAT, 2);
    build_op(&build, SIM_OP_ADD, 1);
    build_end(&build);
    build_threads(&build, "t", 2);
    result = explore_build(&build, all);
    ck_assert(result.schedules >=
              6); /* as with two turns of a loop; ends of blocks may add some */
    explore_free(&result);
}
END_TEST

/* A daemon may go on between the last thing that another does and that one's end, or not. */
START_TEST(a_daemon_may_come_in_time)
{
    static struct build build;
    struct explore result;

    build_init(&build, 2);
    build.scenario.params.python = SIM_PYTHON_3_12;
    build_op(&build, SIM_OP_SET, 0);
    build_threads(&build, "t", 1);
    build_op(&build, SIM_OP_WAIT, 0);
    build_op(&build, SIM_OP_ADD, 1);
    build_threads(&build, "d", 1)->daemon = true;
    result = explore_build(&build, all);
    ck_assert_uint_eq(result.outcome_count, 2);
    ck_assert_int_eq(result.outcomes[0].values[0], 1);
    ck_assert_int_eq(result.outcomes[1].values[0], 0);
    explore_free(&result);
}
END_TEST

static void use_model(struct build *build, const char *name)
{
    while (sim_models[build->scenario.params.model++] != sim_model_find(name))
        ;
}

/* Without an interpreter lock every access is a point, in every version. */
START_TEST(unlocked_loses_in_every_version)
{
    static struct build build;
    struct explore result;

    build_init(&build, 2);
    build.scenario.params.python = SIM_PYTHON_3_12;
    use_model(&build, "unlocked");
    build_op(&build, SIM_OP_ADD, 2);
    build_threads(&build, "t", 2);
    result = explore_build(&build, all);
    ck_assert(result.schedules == 70);
    ck_assert_uint_eq(result.outcome_count, 3);
    explore_free(&result);
}
END_TEST

/* A bound on preemptions leaves out what needs more of them, and says so. */
START_TEST(bounds_are_told)
{
    struct explore_limits none = { .preemptions = 0 }, one = { .preemptions = 1 },
                          few = { .preemptions = -1, .states = 20 };
    struct explore result = explore_turns(&turns[0], 2, 2, none);

    ck_assert(result.bounded);
    ck_assert(result.schedules == 2);
    explore_free(&result);
    result = explore_turns(&turns[0], 2, 2, one);
    ck_assert(result.bounded);
    ck_assert(result.schedules > 2 && result.schedules < 70);
    explore_free(&result);
    result = explore_turns(&turns[0], 2, 2, few);
    ck_assert_int_eq(result.end, EXPLORE_STATES_SPENT);
    explore_free(&result);
    result = explore_turns(&turns[0], 2, 100000, all);
    ck_assert_int_eq(result.end, EXPLORE_TOO_DEEP);
    explore_free(&result);
    result = explore_turns(&turns[0], 2, 2, (struct explore_limits){ .preemptions = 100 });
    ck_assert(!result.bounded && result.schedules == 70);
    explore_free(&result);
}
END_TEST

/* With times: nobody keeps the lock for much longer than the interval while somebody waits, but who
 * gets it is open; the one who was asked may not go on. */
START_TEST(by_hand_the_interval_is_kept)
{
    static struct build build;
    struct timeline *timeline;
    int choices = 0;

    build_init(&build, 4);
    build_op(&build, SIM_OP_PYTHON, SIM_MS(100));
    build_threads(&build, "t", 3);
    timeline =
        timeline_create(&build.scenario, by_hand_model(&build.scenario), 1 << 20, &errors);
    ck_assert(schedule_to_choice(timeline, 100000));
    while (timeline->status == SIM_GOING) {
        sim_time before = timeline->sim->head->now;
        uint32_t thread = 1;

        while (!hand_may(timeline->sim, thread))
            thread++;
        ck_assert(schedule_choose(timeline, thread, 100000));
        if (timeline->status == SIM_GOING)
            ck_assert_int_le(timeline->sim->head->now - before, SIM_MS(5) + SIM_US(20));
        choices++;
    }
    ck_assert_int_gt(choices, 30);
    timeline_destroy(timeline);
}
END_TEST

/* Two threads that execute an op twice; `other` is what stands before the second's. */
static int stuck_by(enum sim_op_kind kind, enum sim_op_kind other)
{
    static struct build build;
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim_scenario *untimed;
    struct sim *sim;
    int status;

    build_init(&build, 2);
    build.queues[0].capacity = 1;
    for (int thread = 0; thread < 2; thread++) {
        if (thread)
            build_op(&build, other, 0);
        build_op(&build, kind, 0);
        build_op(&build, kind, 0);
        build_threads(&build, thread ? "b" : "a", 1);
    }
    untimed = by_hand_untimed(&build.scenario);
    sim = sim_create(untimed, by_hand_model(&build.scenario), &errors);
    for (int steps = 0; steps < 1000 && sim->head->status == SIM_GOING; steps++) {
        sim->out = records;
        sim_step(sim);
    }
    status = sim->head->status;
    sim_destroy(sim);
    free(untimed);
    return status;
}

/* Catches a sleeper that may be chosen though there is no room, no item or no lock for it: it would
 * look in vain and be chosen again, for ever. */
START_TEST(who_could_not_go_on_is_no_choice)
{
    ck_assert_int_eq(stuck_by(SIM_OP_PUT, SIM_OP_GET), SIM_DEADLOCK);
    ck_assert_int_eq(stuck_by(SIM_OP_GET, SIM_OP_PUT), SIM_DEADLOCK);
    ck_assert_int_eq(stuck_by(SIM_OP_LOCK, SIM_OP_ADD), SIM_DEADLOCK);
}
END_TEST

/* ---- an event loop ---- */

/* Each of `left[i]` tasks has i rests still to come and lies in one now. A round of the loop: some of
 * them come, one after the other; then all that have come have their turns, in that order. */
#define RESTS 4

static double rounds_by_hand(const int left[RESTS], const int come[RESTS], bool begun)
{
    double ways = 0;
    bool resting = false;
    int rest[RESTS], more[RESTS];

    for (int i = 1; i < RESTS; i++) {
        memcpy(rest, left, sizeof(rest));
        memcpy(more, come, sizeof(more));
        rest[i]--;
        more[i - 1]++;
        resting |= left[i] > 0;
        if (left[i])
            ways += left[i] * rounds_by_hand(rest, more, true);
    }
    if (!begun)
        return resting ? ways : 1;
    for (int i = 0; i < RESTS; i++) {
        rest[i] = left[i] + come[i];
        more[i] = 0;
    }
    return ways + rounds_by_hand(rest, more, false);
}

/* Catches a task that may come while the loop has no eye for it, or not while it listens; and turns
 * in another order than that of coming. */
START_TEST(a_loop_listens_between_its_rounds)
{
    static const int cases[][2] = {
        { 2, 1 }, { 2, 2 }, { 2, 3 }, { 3, 1 }, { 3, 2 }, { 4, 1 }
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        static struct build build;
        struct explore result;
        int left[RESTS] = { 0 }, none[RESTS] = { 0 };

        build_init(&build, 2);
        use_model(&build, "asyncio");
        for (int rest = 0; rest < cases[i][1]; rest++) {
            build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
            build_op(&build, SIM_OP_ADD, 1)->form = BODY_PLAIN;
        }
        build_threads(&build, "t", (uint32_t)cases[i][0]);
        left[cases[i][1]] = cases[i][0];
        result = explore_build(&build, every);
        ck_assert_msg(result.schedules == rounds_by_hand(left, none, false),
                      "%d tasks, %d rests: %g schedules", cases[i][0], cases[i][1],
                      result.schedules);
        ck_assert_uint_eq(result.outcome_count, 1);
        explore_free(&result);
    }
}
END_TEST

/* Catches a task that was to begin later and never does, or only when it was to. */
START_TEST(a_later_task_may_begin_whenever_the_loop_listens)
{
    static struct build build;
    struct explore result;

    build_init(&build, 2);
    use_model(&build, "asyncio");
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
    build_op(&build, SIM_OP_PUT, 0);
    build_threads(&build, "first", 1);
    build_op(&build, SIM_OP_GET, 0);
    build_threads(&build, "later", 1)->start = sim_dist_constant(SIM_MS(5));
    result = explore_build(&build, every);
    ck_assert(result.schedules > 1);
    ck_assert_uint_eq(result.outcome_count, 1);
    ck_assert_int_eq(result.outcomes[0].status, SIM_ENDED);
    explore_free(&result);
}
END_TEST

/* Catches a task that loses the loop between two locks though it awaits nothing, or keeps it though
 * it does. */
START_TEST(tasks_deadlock_only_where_they_await)
{
    for (int awaits = 0; awaits < 2; awaits++) {
        static struct build build;
        struct explore result;
        double lost, stuck;

        build_init(&build, 2);
        use_model(&build, "asyncio");
        for (uint32_t first = 0; first < 2; first++) {
            build_op(&build, SIM_OP_LOCK, 0)->object = first;
            if (awaits)
                build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
            build_op(&build, SIM_OP_LOCK, 0)->object = !first;
            build_op(&build, SIM_OP_UNLOCK, 0)->object = !first;
            build_op(&build, SIM_OP_UNLOCK, 0)->object = first;
            build_threads(&build, first ? "b" : "a", 1);
        }
        result = explore_build(&build, all);
        sum_up(&result, &lost, &stuck);
        ck_assert(stuck == (awaits ? result.schedules : 0));
        explore_free(&result);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(finds_what_an_interleaver_finds),
        SUITE_TEST(counts_are_binomial),
        SUITE_TEST(what_is_ones_own_is_no_choice),
        SUITE_TEST(states_taken_together_continue_alike),
        SUITE_TEST(classes_have_the_same_outcomes),
        SUITE_TEST(schedules_lead_where_they_say),
        SUITE_TEST(rewinding_forgets),
        SUITE_TEST(every_update_counts),
        SUITE_TEST(crossed_locks_deadlock_and_ordered_ones_do_not),
        SUITE_TEST(a_message_is_taken),
        SUITE_TEST(turns_of_a_block_are_apart),
        SUITE_TEST(a_daemon_may_come_in_time),
        SUITE_TEST(unlocked_loses_in_every_version),
        SUITE_TEST(bounds_are_told),
        SUITE_TEST(by_hand_the_interval_is_kept),
        SUITE_TEST(who_could_not_go_on_is_no_choice),
        SUITE_TEST(a_loop_listens_between_its_rounds),
        SUITE_TEST(a_later_task_may_begin_whenever_the_loop_listens),
        SUITE_TEST(tasks_deadlock_only_where_they_await),
        { NULL, NULL },
    };

    return suite_run("explore", tests);
}
