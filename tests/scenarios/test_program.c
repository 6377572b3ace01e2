/* SPDX-License-Identifier: GPL-3.0-or-later
 * Programs: lines to ops. */
#include "scenarios/program.h"
#include "sim/mech/bytecode.h"
#include "tests/scenarios/fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The ops of one thread, which stand from line 3 on. */
static bool program(const char *ops)
{
    char text[4000];

    snprintf(text, sizeof(text), "[thread t]\nprogram =\n%s", ops);
    return assign(text);
}

static const struct sim_op *op(uint32_t index)
{
    ck_assert_uint_lt(index, fixture.scenario.sim.op_count);
    return &fixture.scenario.sim.ops[index];
}

/* Words, arguments or defaults of an op of the table read as another's. */
START_TEST(every_op_is_read)
{
    static const struct {
        const char *line;
        enum sim_op_kind kind;
        int64_t amount;
        uint8_t form;
        bool keyword;
    } cases[] = {
        { "python 5ms", SIM_OP_PYTHON, 5000000, BODY_TOTAL, false },
        { "python 5ms as while", SIM_OP_PYTHON, 5000000, BODY_WHILE, false },
        { "loop 1_000_000 as list", SIM_OP_LOOP, 1000000, BODY_LIST, false },
        { "add counter 1e5", SIM_OP_ADD, 100000, BODY_PLAIN, false },
        { "add counter 100000 as call-c", SIM_OP_ADD, 100000, BODY_CALL_C, false },
        { "native 3us holding", SIM_OP_NATIVE, 3000, 0, true },
        { "native 3us", SIM_OP_NATIVE, 3000, 0, false },
        { "io 2ms blocking", SIM_OP_IO, 2000000, 0, true },
        { "sleep 1s", SIM_OP_SLEEP, 1000000000, 0, false },
        { "lock L", SIM_OP_LOCK, 0, 0, false },
        { "unlock L", SIM_OP_UNLOCK, 0, 0, false },
        { "barrier b", SIM_OP_BARRIER, 0, 0, false },
        { "put q 64KiB", SIM_OP_PUT, 65536, 0, false },
        { "put q", SIM_OP_PUT, 0, 0, false },
        { "get q", SIM_OP_GET, 0, 0, false },
        { "put r in 5us", SIM_OP_PUT, 5000, 0, true },
        { "get r in 0ns", SIM_OP_GET, 0, 0, true },
        { "set e", SIM_OP_SET, 0, 0, false },
        { "wait e", SIM_OP_WAIT, 0, 0, false },
        { "start t", SIM_OP_START, 0, 0, false },
        { "join t", SIM_OP_JOIN, 0, 0, false },
        { "read r", SIM_OP_READ, 0, 0, false },
        { "write r in 5us", SIM_OP_WRITE, 5000, 0, false },
    };

    /* without which nobody comes by them */
    static const char *const first[SIM_OP_COUNT][2] = {
        [SIM_OP_UNLOCK] = { "  lock L\n", NULL },
        [SIM_OP_GET] = { "  put q\n", "  put r in 1us\n" },
        [SIM_OP_WAIT] = { "  set e\n", NULL },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *also = first[cases[i].kind][cases[i].keyword];
        char text[100];

        snprintf(text, sizeof(text), "  %s\n%s", cases[i].line, also ? also : "");
        ck_assert_msg(program(text), "%s: %s", text, fixture.errors.list[0].text);
        ck_assert_uint_eq(op(0)->kind, cases[i].kind);
        ck_assert_int_eq(op(0)->amount.a, cases[i].amount);
        ck_assert_uint_eq(op(0)->form, cases[i].form);
        ck_assert_uint_eq(op(0)->object, 0);
        ck_assert(op(0)->keyword == cases[i].keyword);
        ck_assert_uint_eq(op(0)->line, 3);
        ck_assert_str_eq(op(0)->text, cases[i].line);
        ck_assert_ptr_null(op(0)->code);
    }
}
END_TEST

/* Names of one kind counted with another's, or a name declared twice. */
START_TEST(names_are_declared_by_use)
{
    const struct sim_scenario *sim = &fixture.scenario.sim;

    ck_assert(program("  lock a\n  lock b\n  unlock a\n  add a 1\n  set b\n  wait a\n"
                      "  measure a\n  end\n  set a\n"));
    ck_assert_uint_eq(sim->locks.count, 2);
    ck_assert_uint_eq(sim->vars.count, 1);
    ck_assert_uint_eq(sim->events.count, 2);
    ck_assert_uint_eq(sim->measures.count, 1);
    ck_assert_uint_eq(op(1)->object, 1);
    ck_assert_uint_eq(op(2)->object, 0);
    ck_assert_uint_eq(op(5)->object, 1);
    ck_assert_str_eq(sim->events.list[1], "a");
}
END_TEST

/* A distribution with blanks cut into words. */
START_TEST(distributions_are_one_word)
{
    ck_assert(program("  python uniform(1ms, 3ms) as while\n"
                      "  io choice( 1ms : 90% , 50ms : 10% ) blocking\n"));
    ck_assert_uint_eq(op(0)->amount.kind, SIM_DIST_UNIFORM);
    ck_assert_uint_eq(op(0)->form, BODY_WHILE);
    ck_assert_uint_eq(op(1)->amount.kind, SIM_DIST_CHOICE);
    ck_assert_uint_eq(fixture.scenario.sim.table_count, 2);
    ck_assert(op(1)->keyword);
}
END_TEST

/* Source shown beside an op cut at its own '=' or ';', or a comment taken for an argument. */
START_TEST(tails_are_cut_off)
{
    ck_assert(program("  python 5ms   code = x = {1: 2} ; y  # z\n"
                      "  python 5ms ; code = comment\n"
                      "  add code 5 code=code += 1\n"
                      "  lock code\n"));
    ck_assert_str_eq(op(0)->text, "python 5ms");
    ck_assert_str_eq(op(0)->code, "x = {1: 2} ; y  # z");
    ck_assert_str_eq(op(1)->text, "python 5ms");
    ck_assert_ptr_null(op(1)->code);
    ck_assert_str_eq(op(2)->text, "add code 5");
    ck_assert_str_eq(op(2)->code, "code += 1");
    ck_assert_str_eq(op(3)->text, "lock code");
    ck_assert_ptr_null(op(3)->code);
}
END_TEST

/* Blocks joined with another's `end`, or their depth counted from the wrong side. */
START_TEST(blocks_are_flattened)
{
    static const uint8_t depths[] = { 0, 1, 1, 2, 1, 0, 0 };
    static const uint32_t matches[] = { 5, 0, 4, 0, 2, 0, 0 };

    ck_assert(program("  repeat 3\n    native 1us\n    measure m\n      io 1ms\n    end\n"
                      "  end\n  native 2us\n"));
    ck_assert_uint_eq(fixture.scenario.sim.op_count, 7);
    for (uint32_t i = 0; i < 7; i++) {
        ck_assert_uint_eq(op(i)->depth, depths[i]);
        ck_assert_uint_eq(op(i)->match, matches[i]);
    }
    ck_assert_uint_eq(fixture.scenario.sim.programs[0].depth, 2);
    ck_assert_int_eq(op(0)->amount.a, 3);
}
END_TEST

/* Indices of the second program counted from its own beginning. */
START_TEST(indices_are_of_all_ops)
{
    ck_assert(assign("[thread a]\nprogram =\n  native 1us\n"
                     "[thread b]\nprogram =\n  repeat 2\n  end\n"));
    ck_assert_uint_eq(fixture.scenario.sim.programs[1].first, 1);
    ck_assert_uint_eq(op(1)->match, 2);
    ck_assert_uint_eq(op(2)->match, 1);
    ck_assert_str_eq(fixture.scenario.op_files[2], "t.ini");
}
END_TEST

/* A thread that stands further below not found, or one that is none. */
START_TEST(threads_are_found)
{
    ck_assert(assign("[thread a]\nprogram =\n  start b\n  join b\n"
                     "[thread b]\nstart = manual\nprogram =\n  native 1us\n"));
    ck_assert_uint_eq(op(0)->object, 1);
    ck_assert(!assign("[thread worker]\ncount = 4\nprogram =\n  native 1us\n"
                      "[thread b]\nprogram =\n  join worker-2\n  join b2\n"));
    ck_assert_str_eq(fixture.errors.list[0].text,
                     "[thread b] program: there is no [thread] 'worker-2'; did you mean "
                     "'worker'?");
    ck_assert_uint_eq(fixture.errors.list[0].line, 7);
    ck_assert_uint_eq(fixture.errors.count, 2);
}
END_TEST

/* A line that makes no sense let through, or told without what would be right. */
START_TEST(wrong_lines_are_told)
{
    static const char *const cases[][2] = {
        { "pyhton 5ms", "unknown op 'pyhton'; did you mean 'python'?" },
        { "wibble", "unknown op 'wibble'; interlock list ops names them" },
        { "python", "incomplete: python; write it like `python DURATION [as BODY]`" },
        { "add counter", "incomplete: add; write it like `add VAR COUNT [as FORM]`" },
        { "lock code =", "incomplete: lock; write it like `lock LOCK`" },
        { "python 5", "a time needs a unit: 5ms, 250us" },
        { "python exp(5ms", "write it like exp(5ms)" },
        { "python 5ms as", "incomplete: python; write it like `python DURATION [as BODY]`" },
        { "python 5ms as whle", "no body of a loop is called 'whle'; did you mean 'while'?" },
        { "python 5ms as plain",
          "no body of a loop is called 'plain'; see interlock explain python" },
        { "add v 5 as total",
          "no form of an update is called 'total'; see interlock explain add" },
        { "python 5ms as while as list",
          "unexpected 'as'; write it like `python DURATION [as BODY]`" },
        { "native 5ms holdin",
          "unexpected 'holdin'; write it like `native DURATION [holding]`; "
          "did you mean 'holding'?" },
        { "native 5ms holding holding",
          "unexpected 'holding'; write it like `native DURATION [holding]`" },
        { "lock L M", "unexpected 'M'; write it like `lock LOCK`" },
        { "lock 1st",
          "'1st' is no name: a name is a letter, then letters, digits, '-' and '_', "
          "48 characters at most" },
        { "put q 5", "a size needs a unit: 64KiB, 1MB" },
        { "put q in", "incomplete: put; write it like "
                      "`put QUEUE [SIZE] [as bytes|ints|floats | in DURATION]`" },
        { "put q 5MB in 5us", "either a size or `in`: '5us'; write it like "
                              "`put QUEUE [SIZE] [as bytes|ints|floats | in DURATION]`" },
        { "loop -1", "'-1': a count is not negative: 4, 1000, 1e6" },
        { "loop 1e13", "must be 0 to 1000000000000, got 1e13" },
        { "end", "`end` without a block that it could end" },
        { "repeat 3", "'repeat 3' has no `end`" },
        { "code = x", "`code =` stands behind an op" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char text[100], expected[300];

        snprintf(text, sizeof(text), "  native 1us\n  %s\n  native 1us\n", cases[i][0]);
        snprintf(expected, sizeof(expected), "[thread t] program: %s", cases[i][1]);
        ck_assert_msg(!program(text), "%s", cases[i][0]);
        ck_assert_str_eq(fixture.errors.list[0].text, expected);
        ck_assert_uint_eq(fixture.errors.list[0].line, 4);
        ck_assert_uint_eq(fixture.errors.count, 1);
    }
}
END_TEST

/* What is put by a call and got without one would never be there. */
START_TEST(calls_and_objects_do_not_meet)
{
    ck_assert(!program("  put q in 5us\n  put r\n  get q\n"));
    ck_assert_uint_eq(fixture.errors.count, 1);
    ck_assert_uint_eq(fixture.errors.list[0].line, 5);
    ck_assert_str_eq(
        fixture.errors.list[0].text,
        "[thread t] program: `in` is said of some of the ops of a queue, and not of "
        "others: 'q'");
}
END_TEST

/* A slip in the head of a block blamed on its `end`. */
START_TEST(wrong_block_keeps_its_end)
{
    ck_assert(!program("  repeat many\n    native 1us\n  end\n"));
    ck_assert_uint_eq(fixture.errors.count, 1);
    ck_assert_uint_eq(fixture.errors.list[0].line, 3);
}
END_TEST

/* Nesting deeper than what a running thread keeps room for. */
START_TEST(nesting_has_a_limit)
{
    char text[1000] = "";

    for (int i = 0; i < PROGRAM_NESTING_MAX; i++)
        strcat(text, "  repeat 2\n");
    for (int i = 0; i < PROGRAM_NESTING_MAX; i++)
        strcat(text, "  end\n");
    ck_assert(program(text));
    ck_assert_uint_eq(fixture.scenario.sim.programs[0].depth, PROGRAM_NESTING_MAX);
    memmove(text + 11, text, strlen(text) + 1);
    ck_assert(!program(text));
    ck_assert_str_eq(fixture.errors.list[0].text,
                     "[thread t] program: more than 16 blocks within each other");
    ck_assert_uint_eq(fixture.errors.count, 1);
}
END_TEST

/* A file that asks for more ops or names than there is room for. */
START_TEST(sizes_have_limits)
{
    size_t room = 1 << 20;
    char *text = calloc(room, 1);
    struct sim_text out = sim_text_over(text, room);

    sim_text_put(&out, "[thread t]\nprogram =\n");
    for (int i = 0; i <= PROGRAM_OPS_MAX; i++)
        sim_text_put(&out, "  get q\n");
    ck_assert(!assign(text));
    ck_assert_uint_eq(fixture.errors.count, 1);
    ck_assert_str_eq(fixture.errors.list[0].text,
                     "[thread t] program: more than 65536 ops in all programs");
    ck_assert_uint_eq(fixture.errors.list[0].line, PROGRAM_OPS_MAX + 3);

    out = sim_text_over(text, room);
    sim_text_put(&out, "[thread t]\nprogram =\n");
    for (int i = 0; i <= BUILD_NAMES_MAX; i++) {
        sim_text_put(&out, "  get q");
        sim_text_put_int(&out, i);
        sim_text_put(&out, "\n");
    }
    ck_assert(!assign(text));
    ck_assert_uint_eq(fixture.errors.count, 1);
    ck_assert_str_eq(fixture.errors.list[0].text,
                     "[thread t] program: more than 4096 names of one kind");
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("program");
    TCase *all = tcase_create("program");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, every_op_is_read);
    tcase_add_test(all, names_are_declared_by_use);
    tcase_add_test(all, distributions_are_one_word);
    tcase_add_test(all, tails_are_cut_off);
    tcase_add_test(all, blocks_are_flattened);
    tcase_add_test(all, indices_are_of_all_ops);
    tcase_add_test(all, threads_are_found);
    tcase_add_test(all, wrong_lines_are_told);
    tcase_add_test(all, calls_and_objects_do_not_meet);
    tcase_add_test(all, wrong_block_keeps_its_end);
    tcase_add_test(all, nesting_has_a_limit);
    tcase_add_test(all, sizes_have_limits);
    suite_add_tcase(suite, all);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
