/* SPDX-License-Identifier: GPL-3.0-or-later
 * Expressions: grammar, kinds, values. */
#include "scenarios/expr.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static char reason[400];

static void set_up(void)
{
    arena = arena_create();
}

static void tear_down(void)
{
    arena_destroy(arena);
}

/* What the paths of these tests name. */
static struct expr_value look_up(void *context, const char *path)
{
    static const struct {
        const char *path;
        double number;
    } known[] = {
        { "speedup", 1.02 },
        { "makespan_ns", 100e6 },
        { "latency.request.p50_ns", 5e6 },
        { "threads[worker-1].waits.interpreter", 20e6 },
        { "locks[interpreter lock].handoffs", 7 },
        { "vars.counter.value", 41 },
    };
    int *calls = context;

    if (calls)
        ++*calls;
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (!strcmp(known[i].path, path))
            return (struct expr_value){ .kind = EXPR_NUMBER, .number = known[i].number };
    }
    if (!strcmp(path, "outcome"))
        return (struct expr_value){ .kind = EXPR_TEXT, .text = "done" };
    if (!strcmp(path, "scaling"))
        return (struct expr_value){ .kind = EXPR_UNKNOWN, .text = "not run" };
    return (struct expr_value){ .kind = EXPR_UNKNOWN };
}

static const struct expr *parse(const char *text)
{
    struct sim_text why = SIM_TEXT(reason);

    return expr_parse(arena, text, &why);
}

static bool evaluate(const char *text, struct expr_value *value)
{
    const struct expr *expr = parse(text);
    struct sim_text why = SIM_TEXT(reason);

    ck_assert_msg(expr != NULL, "%s: %s", text, reason);
    return expr_evaluate(expr, look_up, NULL, value, &why);
}

/* Operators grouped or ranked wrongly, units with the wrong factor. */
START_TEST(numbers_are_computed)
{
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        { "1", 1 },
        { "1.05", 1.05 },
        { "1e-3", 0.001 },
        { "1_000", 1000 },
        { "5ms", 5e6 },
        { "1.5us", 1500 },
        { "64KiB", 65536 },
        { "30%", 0.3 },
        { "800MB/s", 800e6 },
        { "1 + 2 * 3", 7 },
        { "(1 + 2) * 3", 9 },
        { "10 - 4 - 3", 3 },
        { "64 / 4 / 2", 8 },
        { "-2 * -3", 6 },
        { "--2", 2 },
        { "2 - -2", 4 },
        { "min(3, 1, 2)", 1 },
        { "max(3,1)", 3 },
        { "max(3)", 3 },
        { "abs(1 - 3)", 2 },
        { "min (1, 2)", 1 },
        { "makespan_ns / 2", 50e6 },
        { "latency.request.p50_ns", 5e6 },
        { "threads[worker-1].waits.interpreter", 20e6 },
        { "locks[interpreter lock].handoffs * 2", 14 },
        { "  vars.counter.value+1\t", 42 },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct expr_value value = { 0 };

        ck_assert_msg(evaluate(cases[i].text, &value), "%s: %s", cases[i].text, reason);
        ck_assert_int_eq(value.kind, EXPR_NUMBER);
        ck_assert_msg(value.number == cases[i].number, "%s is %.17g", cases[i].text,
                      value.number);
    }
}
END_TEST

/* A comparison or connective that is its own opposite in some case. */
START_TEST(truths_are_computed)
{
    static const struct {
        const char *text;
        bool truth;
    } cases[] = {
        { "speedup <= 1.05", true },
        { "1 < 1", false },
        { "1 <= 1", true },
        { "1 > 1", false },
        { "1 >= 1", true },
        { "1 == 1", true },
        { "1 != 1", false },
        { "outcome == \"done\"", true },
        { "outcome != 'done'", false },
        { "'a' == 'b'", false },
        { "(1 < 2) == (2 < 3)", true },
        { "104 within 5% of 100", true },
        { "106 within 5% of 100", false },
        { "-96 within 5% of -100", true },
        { "0 within 5% of 0", true },
        { "2 + 2 within 0.1 * 2 of 5", true },
        { "1 < 2 and 2 < 1", false },
        { "1 < 2 or 2 < 1", true },
        { "not 1 < 2", false },
        { "not not 1 < 2", true },
        { "not 1 < 2 or 1 < 2", true },
        { "1 < 2 or 1 < 2 and 2 < 1", true },
        { "(1 < 2 or 1 < 2) and 2 < 1", false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct expr_value value = { 0 };

        ck_assert_msg(evaluate(cases[i].text, &value), "%s: %s", cases[i].text, reason);
        ck_assert_int_eq(value.kind, EXPR_TRUTH);
        ck_assert_msg(value.truth == cases[i].truth, "%s", cases[i].text);
    }
}
END_TEST

/* An operand looked at although the first has decided. */
START_TEST(connectives_stop_early)
{
    struct expr_value value;
    struct sim_text why = SIM_TEXT(reason);
    int calls = 0;

    ck_assert(
        expr_evaluate(parse("speedup < 2 or nothing > 1"), look_up, &calls, &value, &why));
    ck_assert(
        expr_evaluate(parse("speedup > 2 and nothing > 1"), look_up, &calls, &value, &why));
    ck_assert_int_eq(calls, 2);
}
END_TEST

/* A mistake let through, or shown at the wrong place. */
START_TEST(mistakes_are_drawn)
{
    static const char *const cases[][2] = {
        { "", "column 1: a number, a name or '(' is missing\n    \n    ^" },
        { "speedup <=", "column 11: a number, a name or '(' is missing\n"
                        "    speedup <=\n"
                        "              ^" },
        { "a < and b", "column 5: a number, a name or '(' is missing\n"
                       "    a < and b\n"
                       "        ^" },
        { "a = 1", "column 3: '=' does not compare; write '=='\n    a = 1\n      ^" },
        { "(a < 1", "column 7: ')' is missing\n    (a < 1\n          ^" },
        { "a < 1)", "column 6: ')' without '('\n    a < 1)\n         ^" },
        { "a 1", "column 3: an operator is missing before this\n    a 1\n      ^" },
        { "1 < a < 3", "column 7: two comparisons are joined with `and`\n"
                       "    1 < a < 3\n"
                       "          ^" },
        { "a within 5%", "column 12: `of` is missing: a within 5% of b\n"
                         "    a within 5%\n"
                         "               ^" },
        { "5 parsec", "column 3: an operator is missing before this\n    5 parsec\n      ^" },
        { "5parsec", "column 2: no such unit; there are ns, us, ms, s, B, KiB, MB and %\n"
                     "    5parsec\n"
                     "     ^" },
        { "mni(1, 2)", "column 1: the functions are min, max and abs; did you mean 'min'?\n"
                       "    mni(1, 2)\n"
                       "    ^" },
        { "abs(1, 2)", "column 6: ')' is missing\n    abs(1, 2)\n         ^" },
        { "a == 'x", "column 6: the quotes are not closed\n    a == 'x\n         ^" },
        { "a.", "column 3: a name is missing\n    a.\n      ^" },
        { "a[]", "column 3: a name is missing\n    a[]\n      ^" },
        { "a[b < 3", "column 8: ']' is missing\n    a[b < 3\n           ^" },
        { "1 + 'x'", "column 3: '+' takes a number, not text\n    1 + 'x'\n      ^" },
        { "1 == 'x'", "column 3: '==' takes a number, not text\n    1 == 'x'\n      ^" },
        { "not 1", "column 1: 'not' takes true or false, not a number\n    not 1\n    ^" },
        { "(1 < 2) < 3", "column 9: '<' takes a number, not true or false\n"
                         "    (1 < 2) < 3\n"
                         "            ^" },
        { "1e999", "column 1: the number is too large\n    1e999\n    ^" },
        { "12345678901234567890123", "column 1: a number has at most 19 digits\n"
                                     "    12345678901234567890123\n"
                                     "    ^" },
        { "\u00e4 < 1", "column 1: a number, a name or '(' is missing\n"
                        "    \u00e4 < 1\n"
                        "    ^" },
        { "'\u00e4\u00f6' = 1", "column 6: '=' does not compare; write '=='\n"
                                "    '\u00e4\u00f6' = 1\n"
                                "         ^" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        ck_assert_msg(!parse(cases[i][0]), "%s", cases[i][0]);
        ck_assert_str_eq(reason, cases[i][1]);
    }
}
END_TEST

/* A long expression whose drawing is wider than a terminal, or misses the place. */
START_TEST(long_expressions_are_drawn_in_part)
{
    static const char start[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    char text[200];

    strcpy(text, start);
    strcat(text, " < 1 ) bbbbbbbbbbbbbbbbbbb");
    ck_assert(!parse(text));
    ck_assert_str_eq(reason, "column 72: ')' without '('\n"
                             "    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa < 1 ) bbbbbb\n"
                             "                                            ^");
}
END_TEST

/* Recursion as deep as the text is long. */
START_TEST(depth_has_a_limit)
{
    char text[1100] = "";

    memset(text, '(', 900);
    ck_assert(!parse(text));
    ck_assert_ptr_nonnull(strstr(reason, "too many parts within each other"));
    memset(text, '-', 900);
    ck_assert(!parse(text));
    memset(text, '1', sizeof(text) - 1);
    ck_assert(!parse(text));
    ck_assert_str_eq(reason, "an expression has at most 1000 bytes");
}
END_TEST

/* A path that names nothing taken for zero, or an error that does not say which. */
START_TEST(values_are_checked)
{
    static const char *const cases[][2] = {
        { "speedupp < 1", "'speedupp' has no value here" },
        { "scaling < 1", "'scaling' has no value here: not run" },
        { "outcome < 1", "'outcome' is text where a number is needed" },
        { "speedup == outcome", "'outcome' is text where a number is needed" },
        { "speedup and 1 < 2", "'speedup' is a number where true or false is needed" },
        { "1 / (speedup - speedup)", "division by zero" },
        { "1e300 * 1e300", "a number became too large" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct expr_value value = { .number = -1 };

        ck_assert_msg(!evaluate(cases[i][0], &value), "%s", cases[i][0]);
        ck_assert_str_eq(reason, cases[i][1]);
        ck_assert(value.number == -1);
    }
}
END_TEST

/* Parts of a path cut at the wrong place. */
START_TEST(paths_fall_into_parts)
{
    static const char *const parts[] = { "threads", "a.b c", "1", "waits", "io" };
    const char *path = "threads[a.b c][1].waits.io", *part;

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        size_t length = expr_path_part(&path, &part);

        ck_assert_uint_eq(length, strlen(parts[i]));
        ck_assert_int_eq(memcmp(part, parts[i], length), 0);
    }
    ck_assert_uint_eq(expr_path_part(&path, &part), 0);
}
END_TEST

/* The kind of an expression told wrongly before it is evaluated. */
START_TEST(kinds_are_known_early)
{
    ck_assert_int_eq(expr_kind(parse("1 + a")), EXPR_NUMBER);
    ck_assert_int_eq(expr_kind(parse("a < 1")), EXPR_TRUTH);
    ck_assert_int_eq(expr_kind(parse("'x'")), EXPR_TEXT);
    ck_assert_int_eq(expr_kind(parse("a.b")), EXPR_UNKNOWN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("expr");
    TCase *all = tcase_create("expr");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, numbers_are_computed);
    tcase_add_test(all, truths_are_computed);
    tcase_add_test(all, connectives_stop_early);
    tcase_add_test(all, mistakes_are_drawn);
    tcase_add_test(all, long_expressions_are_drawn_in_part);
    tcase_add_test(all, depth_has_a_limit);
    tcase_add_test(all, values_are_checked);
    tcase_add_test(all, paths_fall_into_parts);
    tcase_add_test(all, kinds_are_known_early);
    suite_add_tcase(suite, all);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
