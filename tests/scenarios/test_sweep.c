/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sweeps: lists and ranges, points and their order, variants of a scenario. */
#include "scenarios/axis.h"
#include "scenarios/sweep.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct sim_errors errors;
static char reason[400];

static void set_up(void)
{
    memset(&errors, 0, sizeof(errors));
}

/* ---- lists and ranges ---- */

/* The values joined by '|', or what is wrong. */
static const char *read_axis(const char *text)
{
    static char joined[2000];
    struct arena *arena = arena_create();
    struct sim_text why = SIM_TEXT(reason), to = SIM_TEXT(joined);
    struct names values;

    names_init(&values, arena);
    if (!axis_parse(text, &values, &why))
        sim_text_put(&to, reason);
    for (uint32_t i = 0; !why.used && i < values.count; i++) {
        sim_text_put(&to, i ? "|" : "");
        sim_text_put(&to, values.list[i]);
    }
    arena_destroy(arena);
    return joined;
}

/* Catches a range that lacks its end or goes beyond it, steps that drift, a comma within
 * parentheses that cuts. */
START_TEST(lists_and_ranges)
{
    static const char *const cases[][2] = {
        { "1,2,4..16", "1|2|4|5|6|7|8|9|10|11|12|13|14|15|16" },
        { "4..16 step 4", "4|8|12|16" },
        { "1..10 step 4", "1|5|9" },
        { "1..64 x2", "1|2|4|8|16|32|64" },
        { "1..100 x10", "1|10|100" },
        { "3..20 x1.5", "3|5|8|12|18" },
        { "7..7", "7" },
        { "1ms..5ms step 2ms", "1ms|3ms|5ms" },
        { "500us..4ms x 2", "500us|1ms|2ms|4ms" },
        { "64KiB..256KiB x2", "64KiB|128KiB|256KiB" },
        { "10%..30% step 10%", "10%|20%|30%" },
        { " gil , native ", "gil|native" },
        { "exp(5ms),uniform(1ms,3ms)", "exp(5ms)|uniform(1ms,3ms)" },
        { "\"1..2\",'3..4'", "1..2|3..4" },
        { "trace(\"a,b.csv\")", "trace(\"a,b.csv\")" },
        { "1..2 , 8..16 x2,3", "1|2|8|16|3" },
        { "9223372036854775806..9223372036854775807",
          "9223372036854775806|9223372036854775807" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_str_eq(read_axis(cases[i][0]), cases[i][1]);
}
END_TEST

/* Catches a list that is read though it is none: each is one sentence that says what is wrong. */
START_TEST(wrong_lists)
{
    static const char *const cases[][2] = {
        { "", "a value is missing" },
        { "1,,2", "a value is missing" },
        { "1,2,", "a value is missing" },
        { "16..4", "backwards" },
        { "1..8 step 0", "'0' is no step" },
        { "1..8 step 1ms", "'1ms' is no step" },
        { "1..8 by 2", "is no step" },
        { "1..8 x0", "gets no further" },
        { "1..8 x1", "gets no further" },
        { "1..8 x1.1", "gets no further" },
        { "1..8 xx", "'x' is no factor" },
        { "0..8 x2", "gets no further" },
        { "1ms..5ms", "says how it goes on" },
        { "1..5ms", "'5ms' cannot end the range" },
        { "1ms..5", "'5' cannot end the range" },
        { "1.5..3", "no number to begin" },
        { "1..", "cannot end the range" },
        { "1,2,1", "'1' stands twice" },
        { "1,2..4,3", "'3' stands twice" },
        { "exp(5ms", "not closed" },
        { "\"a", "not closed" },
        { "1..1000000", "more than 100,000 values" },
        { "1..9223372036854775807", "more than 100,000 values" },
        { "1..99999999999999999999", "cannot end the range" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_msg(strstr(read_axis(cases[i][0]), cases[i][1]), "%s: %s", cases[i][0],
                      read_axis(cases[i][0]));
}
END_TEST

/* ---- points ---- */

static const char head[] = "[scenario]\nformat = 1\n"
                           "[values]\ntask = 5ms\n"
                           "[thread my-worker]\ncount = 2\nprogram =\n    python task\n";

static struct scenario *load(const char *sweep)
{
    char *text = malloc(strlen(head) + strlen(sweep) + 1);
    struct scenario *scenario;

    strcpy(text, head);
    strcat(text, sweep);
    scenario = scenario_parse(text, strlen(text), "sweep.ini", NULL, &errors);
    free(text);
    return scenario;
}

static struct scenario *must_load(const char *sweep)
{
    struct scenario *scenario = load(sweep);

    ck_assert_msg(scenario != NULL, "%s", errors.list[0].text);
    return scenario;
}

/* The points as "1 2|1 3|...", or the first error. */
static const char *points_of(const char *text)
{
    static char joined[2000];
    struct sim_text to = SIM_TEXT(joined);
    struct sweep_points points = { NULL, 0 };
    struct scenario *scenario;

    set_up();
    scenario = load(text);
    if (!scenario || !sweep_points(scenario, &points, &errors)) {
        sim_text_put(&to, errors.list[0].text);
        scenario_free(scenario);
        return joined;
    }
    for (uint32_t p = 0; p < points.count; p++) {
        sim_text_put(&to, p ? "|" : "");
        for (uint32_t i = 0; i < scenario->sweep->axis_count; i++) {
            sim_text_put(&to, i ? " " : "");
            sim_text_put(&to, sweep_value(scenario->sweep, points.list[p], i));
        }
    }
    free(points.list);
    scenario_free(scenario);
    return joined;
}

/* Catches another order, a lost combination, lockstep that multiplies, a constraint that is not
 * asked or asked of the wrong point. */
START_TEST(points_in_order)
{
    static const char *const cases[][2] = {
        { "[sweep]\nmachine.cores = 1,2\nvalues.task = 1ms,2ms,3ms\n",
          "1 1ms|1 2ms|1 3ms|2 1ms|2 2ms|2 3ms" },
        { "[sweep]\nmachine.cores = 1,2\nvalues.task = 1ms,2ms\nthread.my-worker.count = 3,4\n"
          "zip = thread.my-worker.count, machine.cores\n",
          "1 1ms 3|1 2ms 3|2 1ms 4|2 2ms 4" },
        { "[sweep]\nmachine.cores = 1..3\nthread.my-worker.count = 1..3\n"
          "constraint = thread[my-worker].count < machine.cores\n",
          "2 1|3 1|3 2" },
        { "[sweep]\nmachine.cores = 1..4\nconstraint = machine.cores != 2\n"
          "constraint = machine.cores <= thread[my-worker].count + 1\n",
          "1|3" },
        { "[sweep]\nvalues.task = 1ms..8ms x2\nconstraint = values.task >= 2000us\n",
          "2ms|4ms|8ms" },
        { "[sweep]\nmachine.cores = 1..3\nconstraint = values.task * machine.cores < 11ms\n",
          "1|2" },
        { "[sweep]\nruntime.python = 3.9,3.12\nconstraint = runtime.python != '3.9'\n",
          "3.12" },
        { "[sweep]\nruntime.model = gil,unlocked\nconstraint = runtime.model == 'gil' and "
          "runtime.python == '3.12' and machine.cores == 4\n",
          "gil" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_str_eq(points_of(cases[i][0]), cases[i][1]);
}
END_TEST

/* Catches a sweep that starts though it is wrong. (Messages with their places: tests/bad.) */
START_TEST(wrong_sweeps)
{
    static const char *const cases[][2] = {
        { "[sweep]\nmachine.cores = 1..3\nconstraint = machine.cores > 3\n",
          "[sweep]: the constraints leave no point" },
        { "[sweep]\nmachine.cores = 1..3\nconstraint = machine.core > 3\n",
          "has no value here" },
        { "[sweep]\nmachine.cores = 1..3\nconstraint = runtime.model\n",
          "neither true nor false" },
        { "[sweep]\nmachine.cores = 1..3\nconstraint = runtime.python > 3\n",
          "where a number is needed" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_msg(strstr(points_of(cases[i][0]), cases[i][1]), "%s",
                      points_of(cases[i][0]));
}
END_TEST

/* Catches a variant that is not what reading the file with --set would have been. */
START_TEST(variants_equal_settings)
{
    static const char *const settings[] = { "machine.cores=3", "values.task=2ms", NULL };
    struct scenario_options options = { .settings = settings };
    struct scenario *swept = must_load(
        "[sweep]\nmachine.cores = 2,3\nvalues.task = 1ms,2ms\n[expect]\nthat = 1 < 2\n");
    struct scenario *set = scenario_parse(head, strlen(head), "sweep.ini", &options, &errors);
    struct scenario *variant = sweep_scenario(swept, 3, &errors);

    ck_assert(set && variant);
    ck_assert_int_eq(variant->sim.params.cores, 3);
    ck_assert(!memcmp(&variant->sim.params, &set->sim.params, sizeof(set->sim.params)));
    ck_assert_int_eq(variant->sim.ops[0].amount.a, set->sim.ops[0].amount.a);
    ck_assert(!variant->sweep && !variant->expectation_count);
    ck_assert_int_eq(swept->sim.params.cores, 4); /* it is left as it was */
    scenario_free(variant);
    scenario_free(set);
    scenario_free(swept);
}
END_TEST

/* Catches a preset that is read once and then stuck: along an axis of presets each point has its
 * own. */
START_TEST(presets_vary)
{
    static const char *const search[] = { SHIPPED, NULL };
    static const char text[] = "[scenario]\nformat = 1\n[machine]\npreset = laptop-8\n"
                               "[thread a]\nprogram =\n    python 1ms\n"
                               "[sweep]\nmachine.preset = laptop-8,vm-2\n";
    struct scenario_options options = { .search = search };
    struct scenario *scenario =
        scenario_parse(text, strlen(text), "presets.ini", &options, &errors);
    struct scenario *laptop, *vm;

    ck_assert_msg(scenario != NULL, "%s", errors.list[0].text);
    laptop = sweep_scenario(scenario, 0, &errors);
    vm = sweep_scenario(scenario, 1, &errors);
    ck_assert(laptop && vm);
    ck_assert_int_eq(laptop->sim.params.cores, 8);
    ck_assert_int_eq(vm->sim.params.cores, 2);
    scenario_free(vm);
    scenario_free(laptop);
    scenario_free(scenario);
}
END_TEST

/* Catches parts of different sweeps that pass for one, and equal ones that do not. */
START_TEST(fingerprints)
{
    static const char *const same[] = {
        "[sweep]\nmachine.cores = 1,2\n",
        "[machine]\nx-note = 3\n[sweep]\nmachine.cores = 1,2\n[expect]\nthat = 1 < 2\n",
        "\n# another line\n[sweep]\nmachine.cores   =  1,2\n",
    };
    static const char *const others[] = {
        "[sweep]\nmachine.cores = 1,3\n",
        "[sweep]\nmachine.cores = 1,2\nreplications = 3\n",
        "[sweep]\nmachine.cores = 1,2\n[machine]\ntick = 3ms\n",
        "[sweep]\nmachine.cores = 1,2\n[thread b]\nprogram =\n    python 1ms\n",
    };
    struct scenario *scenario = must_load(same[0]);
    uint64_t first = scenario_fingerprint(scenario);

    scenario_free(scenario);
    for (size_t i = 1; i < sizeof(same) / sizeof(*same); i++) {
        scenario = must_load(same[i]);
        ck_assert(scenario_fingerprint(scenario) == first);
        scenario_free(scenario);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        scenario = must_load(others[i]);
        ck_assert(scenario_fingerprint(scenario) != first);
        scenario_free(scenario);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep");
    TCase *all = tcase_create("sweep");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(all, set_up, NULL);
    tcase_add_test(all, lists_and_ranges);
    tcase_add_test(all, wrong_lists);
    tcase_add_test(all, points_in_order);
    tcase_add_test(all, wrong_sweeps);
    tcase_add_test(all, variants_equal_settings);
    tcase_add_test(all, presets_vary);
    tcase_add_test(all, fingerprints);
    suite_add_tcase(suite, all);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
