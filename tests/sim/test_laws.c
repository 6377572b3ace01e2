/* SPDX-License-Identifier: GPL-3.0-or-later
 * The laws of the engine, each with a test that fails when it is broken. */
#include "sim/base/rng.h"
#include "sim/engine/check.h"
#include "sim/mech/cond.h"
#include "sim/mech/memory.h"
#include "sim/mech/python.h"
#include "sim/mech/sync.h"
#include "sim/mech/team.h"
#include "sim/mech/visit.h"
#include "sim/models/by_hand.h"
#include "sim/timeline/timeline.h"
#include "tests/sim/build.h"
#include "tests/sim/suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The scenarios are a zoo (every op, two to three threads of each kind) over versions and numbers
 * of cores, and random ones. Every law is tried on all of them under every model that can run
 * them. What breaks a law shows at once in the first scenario, or in a rare interleaving of a
 * random one; hence both. A model that does not stand for a scenario's version runs it with its
 * own.
 */
#define RANDOM_SCENARIOS 60
#define ZOO_SCENARIOS 12
#define LOOP_SCENARIOS 8
#define MESSAGE_SCENARIOS 12
#define LAYER_SCENARIOS 6
#define ALL_SCENARIOS                                                                          \
    (ZOO_SCENARIOS + LOOP_SCENARIOS + MESSAGE_SCENARIOS + LAYER_SCENARIOS + RANDOM_SCENARIOS)
#define STEPS_MAX 10000

static void zoo(struct build *build, int i)
{
    static const enum sim_python versions[] = { SIM_PYTHON_3_2, SIM_PYTHON_3_9, SIM_PYTHON_3_10,
                                                SIM_PYTHON_3_13 };

    if (i < 8)
        build_zoo(build, i < 4 ? 1 : 3, versions[i % 4]);
    else
        build_native_zoo(build, i < 10 ? 2 : 4);
    if (i % 2)
        build_vm(build);
}

/* As many threads as a pool may have are needed at once, or fewer; versions whose pools differ. */
static void loops(struct build *build, int i)
{
    static const enum sim_python versions[] = { SIM_PYTHON_3_6, SIM_PYTHON_3_9, SIM_PYTHON_3_12,
                                                SIM_PYTHON_3_13 };

    build_loop(build, i < 4 ? 1 : 3, versions[i % 4]);
    if (i % 2)
        build_vm(build);
}

static void messages(struct build *build, int i)
{
    static const enum sim_python versions[] = { SIM_PYTHON_2_7, SIM_PYTHON_3_7, SIM_PYTHON_3_12,
                                                SIM_PYTHON_3_14 };

    build_messages(build, 1 + i % 3, versions[i / 3 % 4], i);
    if (i % 2)
        build_vm(build);
}

static void layers(struct build *build, int i)
{
    static const enum sim_python versions[] = { SIM_PYTHON_3_9, SIM_PYTHON_3_12,
                                                SIM_PYTHON_3_13 };

    build_layers(build, 1 + i % 4, versions[i % 3]);
    if (i % 2)
        build_vm(build);
}

/* The i-th scenario, with a bound so that every run ends. */
static void scenario(struct build *build, int i)
{
    if (i < ZOO_SCENARIOS)
        zoo(build, i);
    else if (i < ZOO_SCENARIOS + LOOP_SCENARIOS)
        loops(build, i - ZOO_SCENARIOS);
    else if (i < ZOO_SCENARIOS + LOOP_SCENARIOS + MESSAGE_SCENARIOS)
        messages(build, i - ZOO_SCENARIOS - LOOP_SCENARIOS);
    else if (i < ALL_SCENARIOS - RANDOM_SCENARIOS)
        layers(build, i - ZOO_SCENARIOS - LOOP_SCENARIOS - MESSAGE_SCENARIOS);
    else
        build_random(build, (uint64_t)i - LAYER_SCENARIOS);
    build->scenario.params.until = i % 8 == 7 ? SIM_MS(20) : SIM_S(2);
    build->scenario.params.threads_per_core = i % 3 == 2 ? 2 : 1;
    build->scenario.params.spread_after = SIM_US(300);
}

/* The models, and behind them that of a run by hand. */
static const struct sim_model *model_at(const struct build *build, int i)
{
    int count = 0;

    while (sim_models[count])
        count++;
    return i == count ? by_hand_model(&build->scenario) : i < count ? sim_models[i] : NULL;
}

/* Calls `law` with a fresh run of every scenario under every model that can run it. */
static void for_all(void (*law)(struct sim *sim))
{
    struct sim_errors errors = { .count = 0 };

    for (int i = 0; i < ALL_SCENARIOS; i++) {
        struct build build;
        const struct sim_model *model;

        scenario(&build, i);
        for (int m = 0; (model = model_at(&build, m)); m++) {
            struct sim *sim;

            scenario(&build, i);
            build_python(&build, model);
            ck_assert(sim_scenario_validate(&build.scenario, &errors));
            if (!sim_model_check(model, &build.scenario, &errors)) {
                errors.count = 0;
                continue;
            }
            sim = sim_create(&build.scenario, model, &errors);
            ck_assert_ptr_nonnull(sim);
            law(sim);
            sim_destroy(sim);
        }
    }
}

static enum sim_status step(struct sim *sim, struct sim_record *records, uint32_t *count)
{
    enum sim_status status;

    sim->out = records;
    status = sim_step(sim);
    *count = (uint32_t)(sim->out - records);
    return status;
}

/* Law 1 and 5, GGPO's synctest. Catches state that lies outside the block, uninitialised bytes in
 * it, and anything that differs from one execution of a step to the next. */
static void synctest(struct sim *sim)
{
    void *before = malloc(sim->size), *after = malloc(sim->size);
    struct sim_record first[SIM_RECORDS_PER_STEP], again[SIM_RECORDS_PER_STEP];
    uint32_t count, count_again;

    for (int i = 0; i < STEPS_MAX && sim->head->status == SIM_GOING; i++) {
        sim_save(sim, before);
        step(sim, first, &count);
        sim_save(sim, after);
        sim_restore(sim, before);
        step(sim, again, &count_again);
        ck_assert_uint_eq(count, count_again);
        ck_assert(!memcmp(first, again, count * sizeof(*first)));
        ck_assert(!memcmp(sim->block, after, sim->size));
    }
    free(before);
    free(after);
}

START_TEST(restoring_and_stepping_is_stepping)
{
    for_all(synctest);
}
END_TEST

struct table {
    const char *name;
    const void *row; /* 0 */
    size_t size;
};

#define TABLE(rows)                                                                            \
    {                                                                                          \
        .name = #rows, .row = sim->rows, .size = sizeof(*sim->rows)                            \
    }

/* Row 0 stands for nobody; that of interpreters not, if there are none, nor that of pipes or items. */
static void nobody_has_anything(const struct sim *sim)
{
    const struct table tables[] = { TABLE(cores),         TABLE(threads),  TABLE(core_usages),
                                    TABLE(thread_usages), TABLE(tstates),  TABLE(mutexes),
                                    TABLE(conds),         TABLE(vars),     TABLE(locks),
                                    TABLE(queues),        TABLE(barriers), TABLE(flags),
                                    TABLE(rates),         TABLE(shares),   TABLE(regions),
                                    TABLE(parts),         TABLE(teams),    TABLE(visits),
                                    TABLE(interps) };
    size_t count = sizeof(tables) / sizeof(*tables) - !sim->interp_count;

    for (size_t i = 0; i < count; i++) {
        const unsigned char *row = tables[i].row;

        for (size_t k = 0; row && k < tables[i].size; k++)
            ck_assert_msg(!row[k], "%s, under %s", tables[i].name, sim->model->name);
    }
}

/* Catches a run queue, event or lock that is left in a state no machine can be in; and what is done to
 * nobody, by a search that found none or a loop that begins too early. */
static void stays_valid(struct sim *sim)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;

    for (int i = 0; i < STEPS_MAX && sim->head->status == SIM_GOING; i++) {
        const char *wrong;

        step(sim, records, &count);
        wrong = sim_check(sim);
        ck_assert_msg(!wrong, "%s does not hold at step %lu of seed %lu", wrong,
                      (unsigned long)sim->head->step, (unsigned long)sim->head->params.seed);
    }
    nobody_has_anything(sim);
}

START_TEST(every_state_is_valid)
{
    for_all(stays_valid);
}
END_TEST

/* Law 3. Catches a step that appends nothing, too much, or does not mark its beginning; and time
 * that runs backwards. */
static void bounded_steps(struct sim *sim)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;
    sim_time now = 0;

    for (int i = 0; i < STEPS_MAX && sim->head->status == SIM_GOING; i++) {
        step(sim, records, &count);
        ck_assert_uint_ge(count, 1);
        ck_assert_uint_le(count, SIM_RECORDS_PER_STEP);
        ck_assert(sim->head->now >= now);
        now = sim->head->now;
        for (uint32_t r = 0; r < count; r++)
            ck_assert_int_eq(!!(records[r].flags & SIM_RECORD_FIRST), r == 0);
    }
}

START_TEST(steps_are_bounded_and_counted)
{
    for_all(bounded_steps);
}
END_TEST

/* Law 3 again. Catches a program of ops that take no time, run to its end in one step. */
START_TEST(ops_without_time_are_a_chain_of_steps)
{
    struct sim_errors errors = { .count = 0 };
    struct build build;
    struct sim *sim;

    build_init(&build, 1);
    build_op(&build, SIM_OP_REPEAT, 1000);
    build_op(&build, SIM_OP_MEASURE, 0);
    build_op(&build, SIM_OP_SET, 0);
    build_end(&build);
    build_end(&build);
    build_threads(&build, "busy", 1);
    build.scenario.params.queue_cost = build.scenario.params.mutex = sim_dist_constant(0);
    sim = sim_create(&build.scenario, sim_model_find("native"), &errors);
    bounded_steps(sim);
    ck_assert_int_eq(sim->head->status, SIM_ENDED);
    ck_assert_int_lt(sim->head->now, SIM_US(10)); /* what is there besides: to come up */
    sim_destroy(sim);
}
END_TEST

/* Law 8. Catches a nanosecond that is counted twice or not at all, for threads and for cores. */
static void check_sums(const struct sim_fold *fold)
{
    for (uint32_t i = 1; i <= fold->cast->threads; i++) {
        sim_time sum = 0;

        for (int reason = 0; reason < SIM_REASON_COUNT; reason++) {
            ck_assert_int_ge(fold->threads[i].spent[reason], 0);
            sum += fold->threads[i].spent[reason];
        }
        ck_assert_int_eq(sum, fold->now);
    }
    for (uint32_t i = 1; i <= fold->cast->cores; i++)
        ck_assert_int_le(fold->cores[i].busy + fold->cores[i].overhead, fold->now);
}

/* Catches records from which the lock would have two owners, or a thread two cores. */
static void check_exclusion(const struct sim_fold *fold, struct sim_record record)
{
    const struct fold_lock *lock =
        &fold->interps[sim_cast_interp_of(fold->cast, record.thread)];

    if (record.kind == SIM_RECORD_TAKE)
        ck_assert_uint_eq(lock->owner, 0);
    if (record.kind == SIM_RECORD_DROP)
        ck_assert_uint_eq(lock->owner, record.thread);
    if (record.kind == SIM_RECORD_DISPATCH)
        ck_assert(!fold->cores[record.core].thread ||
                  fold->cores[record.core].thread == record.thread);
}

static void accounts(struct sim *sim)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim_cast *cast = sim_cast_create(sim->scenario, sim->model->name, sim->interp_count,
                                            interp_interval(sim), false);
    struct sim_fold *fold = sim_fold_create(cast);
    uint32_t count;

    for (int i = 0; i < STEPS_MAX && sim->head->status == SIM_GOING; i++) {
        step(sim, records, &count);
        for (uint32_t r = 0; r < count; r++) {
            check_exclusion(fold, records[r]);
            sim_fold_apply(fold, records[r]);
        }
        ck_assert_uint_eq(fold->step, sim->head->step);
        ck_assert_int_eq(fold->now, sim->head->now);
        if (i % 16 == 0) {
            sim_fold_settle(fold);
            check_sums(fold);
        }
    }
    sim_fold_destroy(fold);
    sim_cast_destroy(cast);
}

START_TEST(every_nanosecond_has_one_reason)
{
    for_all(accounts);
}
END_TEST

/* Catches updates that are lost in counting rather than by a race: what the records say is what
 * the simulated variable holds, it is never more than was added, and one after the other nothing
 * is lost. */
static void no_update_vanishes(struct sim *sim)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim_cast *cast = sim_cast_create(sim->scenario, sim->model->name, sim->interp_count,
                                            interp_interval(sim), false);
    struct sim_fold *fold = sim_fold_create(cast);
    uint32_t count;

    for (int i = 0; i < STEPS_MAX && sim->head->status == SIM_GOING; i++) {
        step(sim, records, &count);
        for (uint32_t r = 0; r < count; r++)
            sim_fold_apply(fold, records[r]);
    }
    for (uint32_t v = 0; v < cast->vars.count; v++) {
        ck_assert_int_eq(fold->vars[v].value, sim->vars[v + 1].value);
        ck_assert_int_eq(fold->vars[v].expected, sim->vars[v + 1].updates);
        if (v == BUILD_OBJECT)
            continue; /* a count may be wrong both ways */
        ck_assert_int_ge(fold->vars[v].value, 0);
        ck_assert_int_le(fold->vars[v].value, fold->vars[v].expected);
        ck_assert_int_le(fold->vars[v].value + fold->vars[v].copied, fold->vars[v].expected);
        if (sim->model == sim_model_find("sequential"))
            ck_assert_int_eq(fold->vars[v].value, fold->vars[v].expected);
    }
    sim_fold_destroy(fold);
    sim_cast_destroy(cast);
}

START_TEST(updates_are_there_or_lost)
{
    for_all(no_update_vanishes);
}
END_TEST

static uint64_t seen[SIM_RECORD_KIND_COUNT];

static void count_kinds(struct sim *sim)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;

    for (int i = 0; i < STEPS_MAX && sim->head->status == SIM_GOING; i++) {
        step(sim, records, &count);
        for (uint32_t r = 0; r < count; r++)
            seen[records[r].kind]++;
    }
}

/* Catches laws that hold because nothing happens: every kind of record must occur that does not
 * stand for what only a real program does. */
START_TEST(the_scenarios_show_everything)
{
    for_all(count_kinds);
    for (int kind = 0; kind < SIM_RECORD_BLOCK; kind++)
        ck_assert_msg(seen[kind] || kind == SIM_RECORD_GAP || kind == SIM_RECORD_OVERLONG,
                      "no %s in any scenario", sim_record_kinds[kind].name);
}
END_TEST

/* Law 7. Catches a long gap of which 32 bits keep a part only: who reads the records would come
 * out before the end. And one that the event queue cannot tell (sim/state/events.h). */
static void lose_no_time(sim_time gap)
{
    struct sim_errors errors = { .count = 0 };
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct build build;
    struct sim_cast *cast;
    struct sim_fold *fold;
    struct sim *sim;
    uint32_t count;

    build_init(&build, 1);
    build_op(&build, SIM_OP_SLEEP, gap);
    build_threads(&build, "sleeper", 1);
    sim = sim_create(&build.scenario, sim_model_find("native"), &errors);
    cast = sim_cast_create(sim->scenario, sim->model->name, sim->interp_count,
                           interp_interval(sim), false);
    fold = sim_fold_create(cast);
    while (sim->head->status == SIM_GOING) {
        step(sim, records, &count);
        for (uint32_t i = 0; i < count; i++)
            sim_fold_apply(fold, records[i]);
    }
    ck_assert_int_ge(sim->head->now, gap);
    ck_assert_int_le(sim->head->now, gap + SIM_MS(1));
    ck_assert_int_eq(fold->now, sim->head->now);
    ck_assert_uint_eq(fold->step, sim->head->step);
    ck_assert_uint_ge(fold->kinds[SIM_RECORD_GAP], 1);
    sim_fold_destroy(fold);
    sim_cast_destroy(cast);
    sim_destroy(sim);
}

START_TEST(long_gaps_lose_no_time)
{
    lose_no_time(SIM_S(100));
    lose_no_time(SIM_S(10000));
    lose_no_time(SIM_S(10000000));
}
END_TEST

/* ---- time travel ---- */

/* Hashes of a run that was never restored, by step. */
static uint64_t *hashes_forward(const struct sim_scenario *def, const struct sim_model *model,
                                uint64_t *steps)
{
    struct sim_errors errors = { .count = 0 };
    struct sim *sim = sim_create(def, model, &errors);
    uint64_t *hashes = malloc((STEPS_MAX + 1) * sizeof(*hashes));
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;

    hashes[0] = sim_state_hash(sim);
    while (sim->head->status == SIM_GOING && sim->head->step < STEPS_MAX) {
        step(sim, records, &count);
        hashes[sim->head->step] = sim_state_hash(sim);
    }
    *steps = sim->head->step;
    sim_destroy(sim);
    return hashes;
}

static void expect_state(struct timeline *timeline, uint64_t wanted, const uint64_t *hashes)
{
    ck_assert(timeline_seek(timeline, wanted));
    ck_assert_uint_eq(timeline_step_now(timeline), wanted);
    ck_assert_uint_eq(sim_state_hash(timeline->sim), hashes[wanted]);
    ck_assert_uint_eq(timeline->diverged, 0);
}

/* Law 5, under a given budget. Catches a checkpoint that is wrong, evicted wrongly, or restored
 * behind where it should be. */
static void travel(int i, const char *name, size_t budget)
{
    const struct sim_model *model = sim_model_find(name);
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline;
    struct build build;
    uint64_t steps, *hashes;

    scenario(&build, i);
    hashes = hashes_forward(&build.scenario, model, &steps);
    timeline = timeline_create(&build.scenario, model, budget, &errors);
    timeline->spacing = 64;
    for (uint64_t n = 0; n < 60; n++)
        expect_state(timeline, sim_mix64(n + (uint64_t)i) % (steps + 1), hashes);
    expect_state(timeline, steps, hashes);
    free(hashes);
    timeline_destroy(timeline);
}

START_TEST(any_step_can_be_reached)
{
    for (int i = 0; i < ZOO_SCENARIOS + LOOP_SCENARIOS + 12; i++)
        travel(i, "gil", 1 << 20);
    for (int i = ZOO_SCENARIOS; i < ZOO_SCENARIOS + LOOP_SCENARIOS; i++)
        travel(i, "asyncio", 1 << 20);
}
END_TEST

START_TEST(one_checkpoint_is_enough)
{
    for (int i = 0; i < ZOO_SCENARIOS; i++)
        travel(i, "gil", 1);
    for (int i = ZOO_SCENARIOS; i < ZOO_SCENARIOS + 4; i++)
        travel(i, "asyncio", 1);
}
END_TEST

static size_t bytes_of(const struct timeline *timeline)
{
    size_t bytes = timeline->sim->size;

    for (size_t i = 0; i < timeline->checkpoint_count; i++)
        bytes += timeline->checkpoints[i].bytes;
    ck_assert_uint_eq(bytes, timeline->bytes);
    return bytes;
}

/* Catches a thinning out that throws the beginning away, or keeps what does not fit. */
START_TEST(a_small_budget_is_kept)
{
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline;
    struct build build;
    size_t size, budget;

    scenario(&build, 1);
    timeline = timeline_create(&build.scenario, sim_model_find("gil"), 1, &errors);
    size = timeline->sim->size;
    timeline_destroy(timeline);
    for (budget = 2 * size; budget < 12 * size; budget += size) {
        timeline = timeline_create(&build.scenario, sim_model_find("gil"), budget, &errors);
        timeline->spacing = 8;
        ck_assert(timeline_run(timeline, STEPS_MAX));
        ck_assert_uint_le(bytes_of(timeline), budget);
        ck_assert_uint_gt(bytes_of(timeline) * 3, budget - size);
        ck_assert_uint_eq(timeline->checkpoints[0].step, 0);
        timeline_destroy(timeline);
    }
}
END_TEST

/* Catches an error of one in either direction at any place between checkpoints. */
START_TEST(every_step_backwards)
{
    const struct sim_model *model = sim_model_find("gil");
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline;
    struct build build;
    uint64_t steps, *hashes;

    scenario(&build, 1);
    hashes = hashes_forward(&build.scenario, model, &steps);
    timeline = timeline_create(&build.scenario, model, 1 << 24, &errors);
    timeline->spacing = 32;
    ck_assert(timeline_run(timeline, steps));
    for (uint64_t wanted = steps; wanted > 0; wanted--)
        expect_state(timeline, wanted - 1, hashes);
    free(hashes);
    timeline_destroy(timeline);
}
END_TEST

/* Catches a repetition that is not compared with what happened first. */
START_TEST(divergence_is_noticed)
{
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline;
    struct build build;

    scenario(&build, 1);
    timeline = timeline_create(&build.scenario, sim_model_find("gil"), 1 << 20, &errors);
    ck_assert(timeline_run(timeline, 200));
    timeline->run->open[50].arg ^= 1;
    ck_assert(timeline_seek(timeline, 0));
    ck_assert(timeline_seek(timeline, 200));
    ck_assert_uint_gt(timeline->diverged, 0);
    timeline_destroy(timeline);
}
END_TEST

/* Law 2. Catches a command that works when given but is forgotten by a repetition, or that
 * reaches back before its step; and a branch whose past differs. */
START_TEST(commands_belong_to_their_step)
{
    struct timeline_command shorter = { .param = SIM_PARAM_switch_interval,
                                        .number = SIM_US(50) };
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline, *branch;
    struct build build;
    uint64_t plain, before, after;

    scenario(&build, 1);
    timeline = timeline_create(&build.scenario, sim_model_find("gil"), 1 << 20, &errors);
    ck_assert(timeline_run(timeline, 300));
    plain = sim_state_hash(timeline->sim);
    ck_assert(timeline_seek(timeline, 100));
    before = sim_state_hash(timeline->sim);
    branch = timeline_branch(timeline, &errors);
    ck_assert(timeline_command(branch, shorter));
    ck_assert(timeline_run(branch, 300));
    after = sim_state_hash(branch->sim);
    ck_assert_uint_ne(after, plain);
    ck_assert(timeline_seek(branch, 100));
    ck_assert_uint_eq(sim_state_hash(branch->sim), before);
    ck_assert(timeline_seek(branch, 300));
    ck_assert_uint_eq(sim_state_hash(branch->sim), after);
    ck_assert_uint_eq(branch->diverged, 0);
    ck_assert(timeline_seek(timeline, 300));
    ck_assert_uint_eq(sim_state_hash(timeline->sim), plain);
    timeline_destroy(branch);
    timeline_destroy(timeline);
}
END_TEST

/* Law 2. Catches a structural parameter that is changed under a running machine, whose block and
 * queues were made for another. That is the program's mistake, not the user's: it must abort. */
START_TEST(structure_never_changes_during_a_run)
{
    struct sim_errors errors = { .count = 0 };
    struct build build;
    struct sim *sim;
    int status;
    pid_t child;

    scenario(&build, 1);
    sim = sim_create(&build.scenario, sim_model_find("gil"), &errors);
    child = fork();
    if (!child) {
        freopen("/dev/null", "w", stderr);
        sim_set_number(sim, SIM_PARAM_cores, 2);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    sim_destroy(sim);
}
END_TEST

/* ---- randomness by name ---- */

static void random_bursts(struct build *build)
{
    build_op(build, SIM_OP_REPEAT, 5);
    build_op(build, SIM_OP_NATIVE, SIM_MS(3))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_end(build);
}

/* A thread's end after a few bursts of random length. */
static sim_time end_of(struct build *build, uint32_t thread)
{
    struct sim_errors errors = { .count = 0 };
    struct sim *sim = sim_create(&build->scenario, sim_model_find("native"), &errors);
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;
    sim_time end = 0;

    while (!end && sim->head->status == SIM_GOING) {
        step(sim, records, &count);
        for (uint32_t i = 0; i < count; i++) {
            if (records[i].kind == SIM_RECORD_END && records[i].thread == thread)
                end = sim->head->now;
        }
    }
    sim_destroy(sim);
    return end;
}

/* Law 11. Catches draws that are shared, or go by a thread's number: a further thread, behind it or
 * before it, would change everyone else's. */
START_TEST(adding_a_thread_changes_nobody_elses_draws)
{
    struct build one, two, three;

    build_init(&one, 4);
    random_bursts(&one);
    build_threads(&one, "a", 1);
    build_init(&two, 4);
    random_bursts(&two);
    build_threads(&two, "a", 1);
    random_bursts(&two);
    build_threads(&two, "b", 3);
    build_init(&three, 4);
    random_bursts(&three);
    build_threads(&three, "b", 3);
    random_bursts(&three);
    build_threads(&three, "a", 1);
    ck_assert_int_eq(end_of(&one, 1), end_of(&two, 1));
    ck_assert_int_eq(end_of(&one, 1), end_of(&three, 4));
    ck_assert_int_ne(end_of(&two, 2), end_of(&two, 3));
}
END_TEST

/* Catches a seed that does nothing, or a replication that repeats the one before. */
START_TEST(seed_and_replication_matter)
{
    struct build a, b, c;

    build_random(&a, 3);
    build_init(&a, 4);
    random_bursts(&a);
    build_threads(&a, "a", 1);
    b = c = a;
    b.scenario.ops = b.ops, b.scenario.programs = b.programs, b.scenario.groups = b.groups;
    c.scenario.ops = c.ops, c.scenario.programs = c.programs, c.scenario.groups = c.groups;
    b.scenario.params.seed = 1;
    c.scenario.params.replication = 1;
    ck_assert_int_ne(end_of(&a, 1), end_of(&b, 1));
    ck_assert_int_ne(end_of(&a, 1), end_of(&c, 1));
    ck_assert_int_ne(end_of(&b, 1), end_of(&c, 1));
}
END_TEST

/* ---- outcomes ---- */

/* Catches a deadlock that would run for ever or be taken for the end. */
START_TEST(crossed_locks_deadlock)
{
    struct sim_errors errors = { .count = 0 };
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct build build;
    struct sim *sim;
    uint32_t count = 1;

    build_init(&build, 2);
    for (uint32_t i = 0; i < 2; i++) {
        build_op(&build, SIM_OP_LOCK, 0)->object = i;
        build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
        build_op(&build, SIM_OP_LOCK, 0)->object = 1 - i;
        build_threads(&build, i ? "b" : "a", 1);
    }
    sim = sim_create(&build.scenario, sim_model_find("gil"), &errors);
    while (sim->head->status == SIM_GOING)
        step(sim, records, &count);
    ck_assert_int_eq(sim->head->status, SIM_DEADLOCK);
    ck_assert_int_eq(records[count - 1].kind, SIM_RECORD_DEADLOCK);
    sim_destroy(sim);
}
END_TEST

/* Law 3 again: a crowd of waiters is woken by a chain of steps. Catches a loop over waiters inside
 * one step, which would overrun the driver's room. */
START_TEST(a_crowd_is_woken_step_by_step)
{
    struct sim_errors errors = { .count = 0 };
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct build build;
    struct sim *sim;
    uint32_t count;

    build_init(&build, 8);
    build_op(&build, SIM_OP_WAIT, 0);
    build_threads(&build, "waiter", 2000);
    build_op(&build, SIM_OP_SLEEP, SIM_S(400));
    build_op(&build, SIM_OP_SET, 0);
    build_threads(&build, "setter", 1);
    sim = sim_create(&build.scenario, sim_model_find("native"), &errors);
    while (sim->head->status == SIM_GOING)
        step(sim, records, &count);
    ck_assert_int_eq(sim->head->status, SIM_ENDED);
    sim_destroy(sim);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(restoring_and_stepping_is_stepping),
        SUITE_TEST(every_state_is_valid),
        SUITE_TEST(steps_are_bounded_and_counted),
        SUITE_TEST(ops_without_time_are_a_chain_of_steps),
        SUITE_TEST(every_nanosecond_has_one_reason),
        SUITE_TEST(updates_are_there_or_lost),
        SUITE_TEST(the_scenarios_show_everything),
        SUITE_TEST(long_gaps_lose_no_time),
        SUITE_TEST(any_step_can_be_reached),
        SUITE_TEST(one_checkpoint_is_enough),
        SUITE_TEST(a_small_budget_is_kept),
        SUITE_TEST(every_step_backwards),
        SUITE_TEST(divergence_is_noticed),
        SUITE_TEST(commands_belong_to_their_step),
        SUITE_TEST(structure_never_changes_during_a_run),
        SUITE_TEST(adding_a_thread_changes_nobody_elses_draws),
        SUITE_TEST(seed_and_replication_matter),
        SUITE_TEST(crossed_locks_deadlock),
        SUITE_TEST(a_crowd_is_woken_step_by_step),
        { NULL, NULL },
    };

    return suite_run("laws", tests);
}
