/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where in a turn things are: arithmetic on places against counting them one by one. */
#include "sim/mech/bytecode.h"
#include "sim/mech/python.h"
#include "tests/sim/run.h"

#include <stdlib.h>

#define TURNS 5

typedef void body_fn(const struct bytecode_body *body, const char *name);

static void of_each_body(body_fn *try)
{
    for (int python = 0; python < SIM_PYTHON_COUNT; python++) {
        for (int id = 0; id < BODY_COUNT; id++) {
            struct bytecode_body body =
                bytecode_body((enum bytecode_body_id)id, (enum sim_python)python);

            try(&body, bytecode_bodies[id].name);
        }
    }
}

/* ---- counting ---- */

static void count_points(const struct bytecode_body *body, const char *name)
{
    for (sim_time work = 0; work * BYTECODE_HUNDREDTHS < TURNS * (int64_t)body->turn; work++) {
        int64_t count = 0;

        for (int64_t turn = 0; turn <= TURNS; turn++) {
            for (uint32_t i = 0; i < body->points; i++)
                count += turn * body->turn + body->point[i].at <= work * BYTECODE_HUNDREDTHS;
        }
        ck_assert_msg(bytecode_points_passed(body, work) == count, "%s, %ld", name, (long)work);
        if (count)
            ck_assert(bytecode_point_work(body, count) <= work);
        ck_assert(bytecode_point_work(body, count + 1) > work);
    }
}

/* Catches check points that are passed early or late, in the first turn or a later one, and one
 * that is reached elsewhere than where it is passed. */
START_TEST(check_points_are_counted_one_by_one)
{
    of_each_body(count_points);
}
END_TEST

static void count_places(const struct bytecode_body *body, const char *name)
{
    const int32_t places[] = { body->read, body->write, body->hold, body->release };

    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        sim_time next = 0;

        if (places[i] == BYTECODE_NOWHERE)
            continue;
        for (sim_time work = 0; work * 100 < TURNS * (int64_t)body->turn; work++) {
            int64_t count = 0;

            while (count * body->turn + places[i] <= work * 100)
                count++;
            next = (count * body->turn + places[i] + 99) / 100;
            ck_assert_msg(bytecode_passed(body, places[i], work) == count, "%s", name);
            ck_assert_int_eq(bytecode_next(body, places[i], work), next);
        }
    }
}

/* Catches the same of reading, writing, taking a lock and letting it go. */
START_TEST(places_are_counted_one_by_one)
{
    of_each_body(count_places);
}
END_TEST

static void stores(const struct bytecode_body *body, const char *name)
{
    if (body->write == BYTECODE_NOWHERE || body->write == body->read) {
        ck_assert_msg(!body->store, "%s", name);
        return;
    }
    ck_assert_msg(body->store > 0, "%s", name);
    ck_assert_int_le(body->store, body->write - body->read);
}

/* Catches an instruction that is said to write where nothing is written, or what is read is written
 * within one that nobody can come between; and a longer one than there is room for. */
START_TEST(an_instruction_writes_after_another_has_read)
{
    of_each_body(stores);
}
END_TEST

/* ---- versions ---- */

/* Of the instruction behind which the interpreter looks at a place; "" where it does not. */
static const char *check_at(const struct bytecode_body *body, int32_t at,
                            enum sim_python python)
{
    for (uint32_t i = 0; i < body->points; i++) {
        if (body->point[i].at == at)
            return bytecode_instruction_name(body->point[i].instruction, python);
    }
    return "";
}

/* Catches a `with` of 3.14 behind which the interpreter does not look, or one of 3.10 to 3.13 behind
 * which it does; and instructions named as by another release, also where a build without the lock, or
 * PyPy, comes behind it in the table. */
START_TEST(a_version_is_that_of_its_language)
{
    static const struct {
        enum sim_python python;
        const char *with, *item, *jump;
    } rows[] = {
        { SIM_PYTHON_3_9, "SETUP_WITH", "BINARY_SUBSCR", "JUMP_ABSOLUTE" },
        { SIM_PYTHON_3_10, "", "BINARY_SUBSCR", "JUMP_ABSOLUTE" },
        { SIM_PYTHON_3_13, "", "BINARY_SUBSCR", "JUMP_BACKWARD" },
        { SIM_PYTHON_3_13T, "", "BINARY_SUBSCR", "JUMP_BACKWARD" },
        { SIM_PYTHON_3_14, "CALL", "BINARY_OP", "JUMP_BACKWARD" },
        { SIM_PYTHON_3_14T, "CALL", "BINARY_OP", "JUMP_BACKWARD" },
        { SIM_PYTHON_PYPY, "", "BINARY_SUBSCR", "JUMP_ABSOLUTE" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        enum sim_python python = rows[i].python;
        struct bytecode_body locked = bytecode_body(BODY_LOCKED, python);
        struct bytecode_body item = bytecode_body(BODY_ITEM, python);
        uint8_t last = item.point[item.points - 1].instruction;

        ck_assert_str_eq(check_at(&locked, locked.hold, python), rows[i].with);
        ck_assert_str_eq(bytecode_instruction_name(item.read_by, python), rows[i].item);
        ck_assert_str_eq(bytecode_instruction_name(last, python), rows[i].jump);
    }
}
END_TEST

/* ---- slower turns ---- */

/* `at` of so many, where there are so many more: the same part of the whole, to a hundredth. */
static void keeps_its_part(int32_t at, int32_t slower, int32_t turn, int32_t by)
{
    int64_t exactly = (int64_t)at * (turn + by); /* times the turn */

    if (at == BYTECODE_NOWHERE) {
        ck_assert_int_eq(slower, BYTECODE_NOWHERE);
        return;
    }
    ck_assert_int_ge((int64_t)slower * turn, exactly - turn);
    ck_assert_int_le((int64_t)slower * turn, exactly);
}

static void slow_down(const struct bytecode_body *body, const char *name)
{
    static const int32_t more[] = { 0, 1, 777, 100000 };

    for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++) {
        struct bytecode_body slower = bytecode_slower(body, more[i]);

        ck_assert_msg(slower.turn == body->turn + more[i], "%s", name);
        ck_assert_uint_eq(slower.points, body->points);
        keeps_its_part(body->read, slower.read, body->turn, more[i]);
        keeps_its_part(body->write, slower.write, body->turn, more[i]);
        keeps_its_part(body->hold, slower.hold, body->turn, more[i]);
        keeps_its_part(body->release, slower.release, body->turn, more[i]);
        keeps_its_part(body->store, slower.store, body->turn, more[i]);
        for (uint32_t p = 0; p < body->points; p++)
            keeps_its_part(body->point[p].at, slower.point[p].at, body->turn, more[i]);
    }
}

/* Catches a turn that takes longer, but in which things happen as early as before, or not in the
 * same order; and a body that reads or takes a lock only where it is slower. */
START_TEST(a_slower_turn_is_a_longer_one)
{
    of_each_body(slow_down);
}
END_TEST

/* ---- counting references ---- */

/* Catches an atomic count that is paid twice where the measurement has it already, once only for two
 * of them, or in a turn that makes none. */
START_TEST(an_atomic_count_is_paid_once)
{
    for (int python = 0; python < SIM_PYTHON_COUNT; python++) {
        bool within = sim_python_is_free_threaded((enum sim_python)python);
        struct python_bodies *bodies;
        struct build build;

        build_init(&build, 1);
        build.scenario.params.python = python;
        build.scenario.params.atomic += 3;
        bodies = python_prepare(&build.scenario);
        for (int id = 0; id < BODY_COUNT; id++) {
            int64_t turn =
                bytecode_body((enum bytecode_body_id)id, (enum sim_python)python).turn;
            bool counted = id == BODY_COUNTED_UNLOCKED || id == BODY_COUNTED_PLAIN ||
                           id == BODY_COUNTED_ATOMIC || id == BODY_COUNTED_BIASED ||
                           id == BODY_COUNTED_DEFERRED;

            if (counted && within)
                turn -= 200 * sim_param_table[SIM_PARAM_atomic].def;
            if (id == BODY_COUNTED_ATOMIC)
                turn += 200 * build.scenario.params.atomic;
            ck_assert_msg(bodies->body[id].turn == turn, "%s", bytecode_bodies[id].name);
        }
        free(bodies);
    }
}
END_TEST

/* ---- what is said of them ---- */

/* How much longer a turn takes without the interpreter lock, in percent. */
static int64_t without_lock(enum bytecode_body_id id, enum sim_python with,
                            enum sim_python without)
{
    int64_t turn = bytecode_body(id, with).turn;

    return (bytecode_body(id, without).turn - turn) * 100 / turn;
}

/* What sim/models/free_threaded.c and docs/MODELS.md say of one thread. Catches turns that are
 * measured anew, and a sentence that stays. */
START_TEST(one_thread_without_the_lock_takes_so_much_longer)
{
    static const enum bytecode_body_id slow[] = { BODY_ATTRIBUTE, BODY_METHOD,  BODY_ITEM,
                                                  BODY_COUNTED,   BODY_READ_OF, BODY_ASSIGN };

    for (int id = 0; id < BODY_COUNT; id++) {
        enum bytecode_body_id body = (enum bytecode_body_id)id;
        int64_t old = without_lock(body, SIM_PYTHON_3_13, SIM_PYTHON_3_13T);
        int64_t new = without_lock(body, SIM_PYTHON_3_14, SIM_PYTHON_3_14T);
        size_t place = 0;

        if (body >= BODY_COUNTED_UNLOCKED && body <= BODY_COUNTED_DEFERRED)
            continue; /* not measured: `counted`, with counting taken off and put on */
        while (place < 6 && slow[place] != body)
            place++;
        ck_assert_msg(place < 6 ? old >= 100 && old <= 215 : old >= 23 && old <= 72, "%s: %ld",
                      bytecode_bodies[id].name, (long)old);
        ck_assert_msg(place > 2 && place < 6 ? new >= 73 && new <= 85 : new >= 0 && new <= 43,
                      "%s: %ld", bytecode_bodies[id].name, (long)new);
    }
}
END_TEST

/* ---- versions ---- */

/* How long 5 ms of bytecode take that were timed under one version and are executed under another. */
static sim_time takes_of_5ms(enum sim_python timed, enum sim_python python)
{
    struct build build;

    build_init(&build, 1);
    build_without_costs(&build);
    build.scenario.params.timed = timed;
    build.scenario.params.python = python;
    build_op(&build, SIM_OP_PYTHON, SIM_MS(5));
    build_threads(&build, "t", 1);
    return run_makespan(&build, "gil");
}

/* Catches durations that are of 3.12 whatever [runtime] timed says, and one that does not come out as it was
 * timed under its own version. */
START_TEST(durations_are_of_the_version_they_were_timed_under)
{
    sim_time factor = bytecode_scaled(SIM_S(1), SIM_PYTHON_3_9); /* of 3.12 */

    for (int python = SIM_PYTHON_3_2; python <= SIM_PYTHON_3_14; python++)
        ck_assert_int_eq(takes_of_5ms((enum sim_python)python, (enum sim_python)python),
                         SIM_MS(5));
    ck_assert_int_eq(takes_of_5ms(SIM_PYTHON_3_12, SIM_PYTHON_3_9), factor / 200);
    ck_assert_int_lt(llabs(takes_of_5ms(SIM_PYTHON_3_9, SIM_PYTHON_3_12) -
                           sim_time_ratio(SIM_MS(5), SIM_S(1), factor)),
                     SIM_US(1));
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(check_points_are_counted_one_by_one),
        SUITE_TEST(places_are_counted_one_by_one),
        SUITE_TEST(an_instruction_writes_after_another_has_read),
        SUITE_TEST(a_version_is_that_of_its_language),
        SUITE_TEST(a_slower_turn_is_a_longer_one),
        SUITE_TEST(an_atomic_count_is_paid_once),
        SUITE_TEST(one_thread_without_the_lock_takes_so_much_longer),
        SUITE_TEST(durations_are_of_the_version_they_were_timed_under),
        { NULL, NULL },
    };

    return suite_run("bytecode", tests);
}
