/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which accesses to memory are in order by what lies between them, whatever executes Python: those
 * that are not are luck when they fall at different times. */
#include "tests/sim/run.h"

static struct build build;

static void write_part(uint32_t part)
{
    struct sim_op *op = build_op(&build, SIM_OP_WRITE, SIM_MS(1));

    op->index = SIM_INDEX_AT;
    op->at = (int32_t)part;
}

static void begin(void)
{
    build_init(&build, 4);
    build.regions[0].parts = 4;
}

/* How many accesses were at different times by luck only. */
static uint64_t luck(const char *model)
{
    struct study_result result;
    uint64_t lucky;

    build_python(&build, sim_model_find(model));
    result = run_build(&build, model);
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_eq(result.fold->races[0], 0);
    lucky = result.fold->luck[0];
    study_result_free(&result);
    return lucky;
}

static const char *const all[] = { "native",          "gil",           "pypy",
                                   "subinterpreters", "free-threaded", "sequential" };

/* Catches a thread that comes up without knowing what was before it was started, and one that
 * is joined and what it did forgotten. */
START_TEST(who_is_started_and_joined_is_in_order)
{
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        begin();
        write_part(0);
        build_op(&build, SIM_OP_START, 0)->object = 1;
        build_op(&build, SIM_OP_JOIN, 0)->object = 1;
        write_part(1);
        build_threads(&build, "main", 1);
        build_op(&build, SIM_OP_SLEEP, SIM_MS(2));
        write_part(0);
        write_part(1);
        build_threads(&build, "child", 1)->manual = true;
        ck_assert_msg(luck(all[i]) == 0, "under %s", all[i]);
    }
}
END_TEST

/* Catches a start that knows what comes after it. */
START_TEST(what_follows_a_start_is_not_in_order)
{
    begin();
    build_op(&build, SIM_OP_START, 0)->object = 1;
    write_part(0);
    build_threads(&build, "main", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(3));
    write_part(0);
    build_threads(&build, "child", 1)->manual = true;
    ck_assert_uint_eq(luck("native"), 1);
    ck_assert_uint_eq(luck("gil"), 1);
}
END_TEST

/* Catches luck where one thread ends before the next begins by the model's rule, not by time. */
START_TEST(one_after_the_other_is_an_order)
{
    begin();
    for (uint32_t i = 0; i < 3; i++) {
        build_op(&build, SIM_OP_SLEEP, i * SIM_MS(5));
        write_part(0);
        build_threads(&build, "thread", 1);
    }
    ck_assert_uint_eq(luck("sequential"), 0);
    ck_assert_uint_eq(luck("gil"), 2);
}
END_TEST

/* A piece of work writes what was written before it was submitted, and what is written when
 * its result is there; or the program goes on `early`, and writes in a millisecond in which
 * nobody else does. */
static void submits(bool early)
{
    begin();
    write_part(0);
    build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
    write_part(0);
    write_part(1);
    build_end(&build);
    if (early) {
        build_op(&build, SIM_OP_SLEEP, SIM_MS(5));
        write_part(1);
    }
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    write_part(1);
    build_threads(&build, "main", 1);
    build_pool(&build, "pool", 2);
}

/* Catches a worker that does not know what was before the submission, and a result that tells
 * nothing; and a result that tells before anybody has asked for it. */
START_TEST(a_pool_brings_order)
{
    static const char *const models[] = { "gil", "free-threaded", "pypy", "asyncio" };

    for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
        submits(false);
        ck_assert_msg(luck(models[i]) == 0, "under %s", models[i]);
    }
    submits(true);
    ck_assert_uint_eq(luck("gil"), 1);
}
END_TEST

static void write_parts(void)
{
    for (uint32_t part = 0; part < 3; part++)
        write_part(part);
}

/* The thread writes before its workers do, the first time and once more, and after them; or somebody
 * else does, later. */
static void deals_out(bool other)
{
    begin();
    for (int i = 0; i < 2; i++) {
        write_parts();
        build_op(&build, SIM_OP_PARALLEL, 3)->times = 3;
        build_op(&build, SIM_OP_WRITE, SIM_MS(1))->index = SIM_INDEX_CHUNK;
        build_end(&build);
    }
    write_parts();
    build_threads(&build, "main", 1);
    build_team(&build, 2);
    if (other) {
        build_op(&build, SIM_OP_SLEEP, SIM_MS(20));
        write_part(1);
        build_threads(&build, "other", 1);
    }
}

/* Catches a worker that does not know what was before its block, and one that ends and tells nobody what
 * it did; and a block whose end is known to somebody else. */
START_TEST(a_team_brings_order)
{
    deals_out(false);
    ck_assert_uint_eq(luck("native"), 0);
    deals_out(true);
    ck_assert_uint_eq(luck("native"), 1);
}
END_TEST

enum keeping { ALONE, LOCK, FORM_LOCKED, FORM_ATOMIC, BESIDE_LOCKED, KEEPINGS };

/* Two threads update a variable, the second ten milliseconds later. */
static struct fold_var update(enum keeping keeping, const char *model)
{
    struct study_result result;
    struct fold_var var;

    begin();
    for (uint32_t i = 0; i < 2; i++) {
        bool locked = keeping == FORM_LOCKED || (keeping == BESIDE_LOCKED && i);

        build_op(&build, SIM_OP_SLEEP, i * SIM_MS(10));
        if (keeping == LOCK)
            build_op(&build, SIM_OP_LOCK, 0);
        build_op(&build, SIM_OP_ADD, 10)->form =
            locked ? BODY_LOCKED : (keeping == FORM_ATOMIC ? BODY_ATOMIC : BODY_PLAIN);
        if (keeping == LOCK)
            build_op(&build, SIM_OP_UNLOCK, 0);
        build_threads(&build, "thread", 1);
    }
    build_python(&build, sim_model_find(model));
    result = run_build(&build, model);
    var = result.fold->vars[0];
    study_result_free(&result);
    return var;
}

/* Catches updates that are exact by luck and of which nothing says so; luck where something orders them or
 * keeps each of them whole, and in processes, which have a variable each. */
START_TEST(updates_may_be_exact_by_luck)
{
    static const bool lucky[KEEPINGS] = { [ALONE] = true, [BESIDE_LOCKED] = true };
    static const char *const models[] = { "gil", "gil-ticks", "free-threaded", "pypy" };

    for (int keeping = ALONE; keeping < KEEPINGS; keeping++) {
        for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
            struct fold_var var = update((enum keeping)keeping, models[i]);

            ck_assert_int_eq(fold_lost(&var), 0);
            ck_assert_msg(fold_luck(&var) == lucky[keeping], "way %d under %s", keeping,
                          models[i]);
        }
    }
    ck_assert_int_eq(update(ALONE, "sequential").unordered, 0);
    ck_assert_int_eq(update(ALONE, "processes").unordered, 0);
}
END_TEST

/* Catches luck that is told although it has gone wrong. */
START_TEST(what_is_lost_is_no_luck)
{
    struct study_result result;

    begin();
    build_op(&build, SIM_OP_ADD, 1000000);
    build_threads(&build, "thread", 2);
    build.scenario.params.python = SIM_PYTHON_3_9;
    result = run_build(&build, "gil");
    ck_assert_int_gt(fold_lost(&result.fold->vars[0]), 0);
    ck_assert_int_eq(result.fold->vars[0].unordered, 1);
    ck_assert_int_eq(fold_luck(&result.fold->vars[0]), 0);
    study_result_free(&result);
}
END_TEST

enum crossing { MESSAGE, CALL, THREADS, CROSSINGS };

/* The one writes and passes something on to another process, or to a thread of the same; the
 * other writes when it has that, or too `early`. */
static void passes_on(enum crossing crossing, bool early)
{
    bool call = crossing == CALL;

    begin();
    write_part(0);
    build_op(&build, SIM_OP_PUT, call ? SIM_US(30) : 0)->keyword = call;
    build_threads(&build, "one", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(3));
    if (early)
        write_part(0);
    build_op(&build, SIM_OP_GET, call ? SIM_US(20) : 0)->keyword = call;
    if (!early)
        write_part(0);
    build_threads(&build, "other", 1)->process = crossing == MESSAGE || call;
    build.processes[0] = (struct sim_process){ .name = "other", .count = 1, .line = 1 };
    build.scenario.process_count = crossing != THREADS;
}

/* Catches what is passed on through a pipe, by a call or by a queue and brings no order; and
 * order for whoever has not yet taken it. */
START_TEST(what_is_passed_on_brings_order)
{
    for (int crossing = MESSAGE; crossing < CROSSINGS; crossing++) {
        passes_on((enum crossing)crossing, false);
        ck_assert_msg(luck("gil") == 0, "way %d", crossing);
        passes_on((enum crossing)crossing, true);
        ck_assert_msg(luck("gil") == 1, "way %d, too early", crossing);
    }
}
END_TEST

/* ---- objects ---- */

/* Something that one leaves and another takes, of some kind and row. */
struct object {
    enum sim_op_kind leave, take;
    uint32_t row;
};

static const struct object objects[] = {
    { SIM_OP_UNLOCK, SIM_OP_LOCK, 0 }, { SIM_OP_UNLOCK, SIM_OP_LOCK, 1 },
    { SIM_OP_PUT, SIM_OP_GET, 0 },     { SIM_OP_PUT, SIM_OP_GET, 1 },
    { SIM_OP_SET, SIM_OP_WAIT, 0 },    { SIM_OP_SET, SIM_OP_WAIT, 1 },
};

#define OBJECTS (sizeof(objects) / sizeof(*objects))

static void leave(const struct object *object)
{
    if (object->leave == SIM_OP_UNLOCK)
        build_op(&build, SIM_OP_LOCK, 0)->object = object->row;
    build_op(&build, object->leave, 0)->object = object->row;
}

static void take(const struct object *object)
{
    build_op(&build, object->take, 0)->object = object->row;
    if (object->take == SIM_OP_LOCK)
        build_op(&build, SIM_OP_UNLOCK, 0)->object = object->row;
}

/* Somebody has left it there before, so that nobody waits. */
static void leaves_and_takes(const struct object *left, const struct object *taken)
{
    begin();
    leave(taken);
    build_threads(&build, "before", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(2));
    write_part(0);
    leave(left);
    build_threads(&build, "one", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(5));
    take(taken);
    write_part(0);
    build_threads(&build, "other", 1);
}

/* Catches what is left at one object and taken at another, of whatever kinds they are. */
START_TEST(each_object_keeps_its_own_order)
{
    for (size_t i = 0; i < OBJECTS; i++) {
        for (size_t k = 0; k < OBJECTS; k++) {
            leaves_and_takes(&objects[i], &objects[k]);
            ck_assert_msg(luck("native") == (i != k), "left at %d, taken at %d", (int)i,
                          (int)k);
        }
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(who_is_started_and_joined_is_in_order),
        SUITE_TEST(what_follows_a_start_is_not_in_order),
        SUITE_TEST(one_after_the_other_is_an_order),
        SUITE_TEST(updates_may_be_exact_by_luck),
        SUITE_TEST(what_is_lost_is_no_luck),
        SUITE_TEST(a_pool_brings_order),
        SUITE_TEST(a_team_brings_order),
        SUITE_TEST(what_is_passed_on_brings_order),
        SUITE_TEST(each_object_keeps_its_own_order),
        { NULL, NULL },
    };

    return suite_run("order", tests);
}
