/* SPDX-License-Identifier: GPL-3.0-or-later
 * From sections and keys to a definition, by the tables. */
#include "scenarios/units.h"
#include "sim/models/models.h"
#include "tests/scenarios/fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One wrong line in a section, which stands first, and what is said about it. */
static void expect_wrong(const char *section, const char *line, const char *text)
{
    char file[400];

    snprintf(file, sizeof(file), "%s\n%s\n", section, line);
    ck_assert_msg(!assign(file), "%s", line);
    expect_error(0, 2, text);
    ck_assert_uint_eq(fixture.errors.count, 1);
    ck_assert_str_eq(fixture.scenario.description, "untouched");
}

#define PROGRAM "program =\n  native 1ms\n"

/* ---- parameters ---- */

/* A parameter that nobody gave losing its default, or the source of it. */
START_TEST(defaults_hold)
{
    struct sim_params params = sim_params_default();

    ck_assert(assign("[machine]\n"));
    ck_assert_int_eq(fixture.scenario.sim.params.cores, params.cores);
    ck_assert_int_eq(fixture.scenario.sim.params.until, SIM_TIME_NEVER);
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        ck_assert_ptr_null(fixture.scenario.origins[i].file);
        ck_assert_ptr_null(fixture.scenario.origins[i].written);
        ck_assert_str_eq(fixture.scenario.origins[i].source, sim_param_table[i].source);
    }
}
END_TEST

/* A value of one type written into a parameter as if it were of another. */
START_TEST(every_type_is_assigned)
{
    const struct sim_params *params = &fixture.scenario.sim.params;

    ck_assert(assign("[scenario]\nseed = 9223372036854775807\nuntil = 2s\n"
                     "[machine]\ncores = 8\nspeed = 80%\nscheduler = fifo\n"
                     "wake_latency = normal(mean=29us,sd=3us)\n"
                     "[runtime]\nmodel = native\npython = 3.9\nswitch_interval = 100us\n"));
    ck_assert_int_eq(params->seed, INT64_MAX);
    ck_assert_int_eq(params->until, SIM_S(2));
    ck_assert_int_eq(params->cores, 8);
    ck_assert_int_eq(params->speed, 800000);
    ck_assert_int_eq(params->scheduler, SIM_SCHEDULER_FIFO);
    ck_assert_uint_eq(params->wake_latency.kind, SIM_DIST_NORMAL);
    ck_assert_int_eq(params->wake_latency.b, SIM_US(3));
    ck_assert_int_eq(params->python, SIM_PYTHON_3_9);
    ck_assert_int_eq(params->switch_interval, SIM_US(100));
    ck_assert_str_eq(sim_model_of(&fixture.scenario.sim)->name, "native");
}
END_TEST

/* Every parameter of the table can be given its own default; a new type would be forgotten. */
START_TEST(every_parameter_can_be_given)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        const char *const *choices = sim_param_choices(param->type);
        char text[200], value[64];
        struct sim_text buffer = SIM_TEXT(value);

        if (param->def == SIM_TIME_NEVER)
            continue;
        if (choices)
            sim_text_put(&buffer, choices[param->def]);
        else if (param->type == SIM_TYPE_MODEL)
            sim_text_put(&buffer, sim_models[0]->name);
        else
            units_put(param->type == SIM_TYPE_COUNT  ? UNITS_COUNT
                      : sim_param_is_share(param)    ? UNITS_SHARE
                      : param->type == SIM_TYPE_RATE ? UNITS_RATE
                      : param->type == SIM_TYPE_SIZE ? UNITS_SIZE
                                                     : UNITS_TIME,
                      &buffer, param->def);
        snprintf(text, sizeof(text), "[%s]\n%s = %s\n", param->section, param->key, value);
        ck_assert_msg(assign(text), "%s: %s", text, fixture.errors.list[0].text);
        ck_assert_str_eq(fixture.scenario.origins[i].written, value);
        ck_assert_uint_eq(fixture.scenario.origins[i].line, 2);
    }
}
END_TEST

/* A number that keeps the source of the default it replaced, or loses its own. */
START_TEST(origin_goes_with_the_value)
{
    const struct scenario_origin *wake = &fixture.scenario.origins[SIM_PARAM_wake_latency];
    const struct scenario_origin *cold = &fixture.scenario.origins[SIM_PARAM_cold];

    ck_assert(assign("[machine]\n"
                     "wake_latency.low = 22us\n"
                     "wake_latency.source = measured: futex, 1000 times\n"
                     "wake_latency = 29us\n"
                     "wake_latency.high = 33us\n"
                     "cold = 1us\n"));
    ck_assert_str_eq(wake->file, "t.ini");
    ck_assert_uint_eq(wake->line, 4);
    ck_assert_str_eq(wake->written, "29us");
    ck_assert_str_eq(wake->source, "measured: futex, 1000 times");
    ck_assert_str_eq(wake->low, "22us");
    ck_assert_str_eq(wake->high, "33us");
    ck_assert_int_eq(fixture.scenario.sim.params.wake_latency.a, SIM_US(29));
    ck_assert_ptr_null(cold->source);
    ck_assert_ptr_null(cold->low);
}
END_TEST

/* A value out of range taken, or told without its range and its nearest valid name. */
START_TEST(wrong_parameters_are_told)
{
    static const char *const cases[][3] = {
        { "[machine]", "cores = 0", "[machine] cores: must be 1 to 1024, got 0" },
        { "[machine]", "cores = 1e9", "[machine] cores: must be 1 to 1024, got 1e9" },
        { "[machine]", "cores = 4ms", "[machine] cores: a count has no unit: 4, 1000, 1e6" },
        { "[machine]", "cores =", "[machine] cores: the value is missing" },
        { "[machine]", "coers = 4", "[machine] coers: unknown key; did you mean 'cores'?" },
        { "[machine]", "wibble = 4", "[machine] wibble: unknown key" },
        { "[machine]", "seed = 4", "[machine] seed: unknown key; it belongs to [scenario]" },
        { "[machine]", "tick = 4", "[machine] tick: a time needs a unit: 5ms, 250us" },
        { "[machine]", "tick = 1us", "[machine] tick: must be 10us to 1s, got 1us" },
        { "[machine]", "speed = 0.5%", "[machine] speed: must be 1% to 10000%, got 0.5%" },
        { "[machine]", "cold = exp(1s)", "[machine] cold: must be 0ns to 10ms, got exp(1s)" },
        { "[machine]", "cold = uniform(0ns,11ms)",
          "[machine] cold: must be 0ns to 10ms, got uniform(0ns,11ms)" },
        { "[machine]", "scheduler = cfs",
          "[machine] scheduler: must be one of eevdf, round-robin, fifo, not 'cfs'" },
        { "[machine]", "cold.source = somewhere",
          "[machine] cold.source: begins with 'measured:', 'published:' or 'assumed:', and "
          "then "
          "how, where or why" },
        { "[machine]", "cold.low = 5", "[machine] cold.low: a time needs a unit: 5ms, 250us" },
        { "[machine]", "cold.lower = 5ns",
          "[machine] cold.lower: unknown key; did you mean 'cold'?" },
        { "[runtime]", "model = gill",
          "[runtime] model: no model is called 'gill'; did you mean 'gil'?" },
        { "[runtime]", "switch_intervall = 5ms",
          "[runtime] switch_intervall: unknown key; did you mean 'switch_interval'?" },
        { "[runtime]", "interval = 5ms", /* a part of it, though far by letters */
          "[runtime] interval: unknown key; did you mean 'switch_interval'?" },
        { "[runtime]", "inter = 5ms", "[runtime] inter: unknown key" },
        { "[scenario]", "seed = -1",
          "[scenario] seed: '-1': a count is not negative: 4, 1000, 1e6" },
        { "[scenario]", "until = 0ns", "[scenario] until: must be at least 1ns, got 0ns" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        expect_wrong(cases[i][0], cases[i][1], cases[i][2]);
}
END_TEST

/* ---- sections ---- */

/* A section or key that stands twice, of which one is lost in silence. */
START_TEST(twice_is_told)
{
    ck_assert(!assign("[machine]\ncores = 2\ncores = 4\n[runtime]\n[machine]\ncores = 0\n"
                      "[thread a]\ncount = 1\n[thread a]\n"));
    expect_error(0, 3, "[machine] cores: given twice, first in line 2");
    expect_error(1, 5, "[machine]: given twice, first in line 1; put its keys there");
    expect_error(2, 7, "[thread a]: lacks `program =`, with ops on indented lines below it");
    expect_error(
        3, 9, "[thread a]: given twice, first in line 7; a second one needs a name of its own");
    ck_assert_uint_eq(fixture.errors.count, 4);
}
END_TEST

/* A misspelt section taken for none at all, or names where there are none. */
START_TEST(wrong_sections_are_told)
{
    ck_assert(!assign("[machin]\ncores = 0\n[machine x]\n[thread]\n[thread a b]\n[queue 1st]\n"
                      "[question \u00e4]\n"));
    expect_error(0, 1, "[machin]: unknown section; did you mean 'machine'?");
    expect_error(1, 3, "[machine x]: this section has no name");
    expect_error(2, 4, "[thread]: a name is missing: [thread NAME]");
    expect_error(3, 5,
                 "[thread a b]: 'a b' is no name: a name is a letter, then letters, "
                 "digits, '-' and '_', 48 characters at most");
    ck_assert_uint_eq(fixture.errors.count, 6);
}
END_TEST

/* A note refused, or taken for a key. */
START_TEST(notes_are_ignored)
{
    ck_assert(assign("[machine]\nx-vendor = somebody\nx-vendor = again\n  and\n  on\n"));
}
END_TEST

/* A value that goes on below by accident, as when somebody indents all keys. */
START_TEST(indented_keys_are_told)
{
    ck_assert(!assign("[machine]\ncores = 2\n  speed = 50%\n"));
    expect_error(0, 3,
                 "[machine] cores: has a value of one line, but this line is indented; keys "
                 "begin at the margin");
}
END_TEST

/* ---- workload ---- */

/* Fields of a thread section mixed up, or defaults other than documented. */
START_TEST(threads_are_assigned)
{
    const struct sim_scenario *sim = &fixture.scenario.sim;

    ck_assert(assign("[thread a]\n" PROGRAM "[thread b]\ncount = 3\nstart = exp(5ms)\n"
                     "daemon = yes\naffinity = 2..4\n" PROGRAM
                     "[thread c]\nstart = manual\naffinity = 7\ndaemon = no\n" PROGRAM));
    ck_assert_uint_eq(sim->group_count, 3);
    ck_assert_str_eq(sim->groups[0].name, "a");
    ck_assert_uint_eq(sim->groups[0].count, 1);
    ck_assert_uint_eq(sim->groups[0].first_core, 0);
    ck_assert(!sim->groups[0].daemon && !sim->groups[0].manual);
    ck_assert_uint_eq(sim->groups[1].count, 3);
    ck_assert_uint_eq(sim->groups[1].start.kind, SIM_DIST_EXPONENTIAL);
    ck_assert(sim->groups[1].daemon);
    ck_assert_uint_eq(sim->groups[1].first_core, 2);
    ck_assert_uint_eq(sim->groups[1].last_core, 4);
    ck_assert_uint_eq(sim->groups[1].line, 4);
    ck_assert(sim->groups[2].manual);
    ck_assert_uint_eq(sim->groups[2].last_core, 7);
    ck_assert_str_eq(fixture.scenario.group_files[2], "t.ini");
}
END_TEST

/* A thread that makes no sense let through. */
START_TEST(wrong_threads_are_told)
{
    static const char *const cases[][2] = {
        { "count = 0", "[thread t] count: must be 1 to 1000000, got 0" },
        { "count = 1000000000", "[thread t] count: must be 1 to 1000000, got 1000000000" },
        { "daemon = maybe", "[thread t] daemon: must be one of no, yes, not 'maybe'" },
        { "affinity = 0", "[thread t] affinity: must be 1 to 1024, got 0" },
        { "affinity = 4..2", "[thread t] affinity: the first core comes first: 1..4" },
        { "affinity = 1..", "[thread t] affinity: a count is missing: 4, 1000, 1e6" },
        { "start = later", "[thread t] start: 'later' is no time: 5ms, 250us" },
        { "pogram = x", "[thread t] pogram: unknown key; did you mean 'program'?" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char text[200];

        snprintf(text, sizeof(text), "[thread t]\n%s\n" PROGRAM, cases[i][0]);
        ck_assert_msg(!assign(text), "%s", cases[i][0]);
        expect_error(0, 2, cases[i][1]);
        ck_assert_uint_eq(fixture.errors.count, 1);
    }
}
END_TEST

/* A shared program copied for each thread, or found under another's name. */
START_TEST(programs_are_shared)
{
    const struct sim_scenario *sim = &fixture.scenario.sim;

    ck_assert(assign("[thread a]\nprogram = two\n[program one]\n" PROGRAM "[thread b]\n" PROGRAM
                     "[program two]\n" PROGRAM "[thread c]\nprogram = two\n"));
    ck_assert_uint_eq(sim->program_count, 3);
    ck_assert_uint_eq(sim->op_count, 3);
    ck_assert_str_eq(sim->programs[sim->groups[0].program].name, "two");
    ck_assert_uint_eq(sim->groups[2].program, sim->groups[0].program);
    ck_assert_str_eq(sim->programs[sim->groups[1].program].name, "b");
}
END_TEST

/* A thread left without a program because of a slip in its name. */
START_TEST(missing_programs_are_told)
{
    ck_assert(!assign("[thread a]\nprogram = wrok\n[program work]\n" PROGRAM
                      "[thread b]\nprogram = python 5ms\n"
                      "[thread c]\nprogram = work\n  native 1ms\n"
                      "[thread d]\nprogram =\n[program e]\nprogram = native 1ms\n"
                      "[program f]\n"));
    expect_error(0, 14, "[program e] program: ops stand on indented lines below `program =`");
    expect_error(1, 15, "[program f]: lacks `program =`, with ops on indented lines below it");
    expect_error(2, 2,
                 "[thread a] program: there is no [program] 'wrok'; did you mean 'work'?");
    expect_error(3, 7,
                 "[thread b] program: there is no [program] 'python 5ms'; ops stand on "
                 "indented lines below `program =`");
    expect_error(4, 9,
                 "[thread c] program: either the name of a program or ops on the lines "
                 "below, not both");
    expect_error(5, 12,
                 "[thread d] program: no op: they stand on indented lines below, one a "
                 "line");
}
END_TEST

/* A barrier that waits for fewer or more threads than use it. */
START_TEST(barriers_count_their_threads)
{
    const struct sim_scenario *sim = &fixture.scenario.sim;

    ck_assert(assign("[barrier given]\nparties = 9\n[barrier unused]\n"
                     "[program p]\nprogram =\n  barrier given\n  barrier b\n  barrier b\n"
                     "[thread a]\ncount = 3\nprogram = p\n[thread b]\nprogram = p\n"
                     "[thread c]\ncount = 2\nprogram =\n  barrier b\n  barrier other\n"
                     "[program nobody]\nprogram =\n  barrier unused\n"));
    ck_assert_uint_eq(sim->barriers.count, 4);
    ck_assert_uint_eq(sim->barrier_defs[0].parties, 9);
    ck_assert_uint_eq(sim->barrier_defs[1].parties, 1);
    ck_assert_str_eq(sim->barriers.list[2], "b");
    ck_assert_uint_eq(sim->barrier_defs[2].parties, 6);
    ck_assert_uint_eq(sim->barrier_defs[3].parties, 2);
}
END_TEST

/* A queue's section not found by the ops that use it. */
START_TEST(queues_have_capacities)
{
    const struct sim_scenario *sim = &fixture.scenario.sim;

    ck_assert(assign("[queue jobs]\ncapacity = 5\n[thread a]\nprogram =\n  put results\n"
                     "  get jobs\n  put jobs\n"));
    ck_assert_uint_eq(sim->queues.count, 2);
    ck_assert_uint_eq(sim->queue_defs[0].capacity, 5);
    ck_assert_uint_eq(sim->queue_defs[1].capacity, 0);
    ck_assert_uint_eq(sim->ops[0].object, 1);
    ck_assert_uint_eq(sim->ops[1].object, 0);
}
END_TEST

/* ---- expectations and questions ---- */

/* Expectations lost, or their places. */
START_TEST(expectations_are_kept)
{
    const struct scenario *scenario = &fixture.scenario;

    ck_assert(assign("[expect]\nthat = speedup <= 1.05\nthat = outcome == 'done'\n"));
    ck_assert_uint_eq(scenario->expectation_count, 2);
    ck_assert_str_eq(scenario->expectations[1].text, "outcome == 'done'");
    ck_assert_uint_eq(scenario->expectations[1].line, 3);
    ck_assert_ptr_nonnull(scenario->expectations[1].expr);
    expect_wrong("[expect]", "that = speedup * 2",
                 "[expect] that: is neither true nor false: compare it with something");
    expect_wrong("[expect]", "that = speedup <",
                 "[expect] that: column 10: a number, a name or '(' is missing\n"
                 "    speedup <\n"
                 "             ^");
}
END_TEST

static const char *filled(const struct fill_piece *pieces)
{
    static char words[256], why[256];
    struct sim_text text = SIM_TEXT(words), reason = SIM_TEXT(why);

    ck_assert(fill_put(pieces, NULL, NULL, &text, &reason));
    return words;
}

/* Figures in texts: each way to write one, and one that cannot be. */
START_TEST(figures_are_filled_in)
{
    struct arena *arena = arena_create();
    char why[256];
    struct sim_text text = SIM_TEXT(why);

    ck_assert_str_eq(filled(fill_parse(arena,
                                       "{1234567} {1.5ms as time} {0.25 as share} "
                                       "{0.031 as share} {1.2345 as ratio} {-12 as count}",
                                       &text)),
                     "1,234,567 1.50 ms 25 % 3.1 % 1.23 -12");
    ck_assert_str_eq(filled(fill_parse(arena, "{'as it is'}{1 < 2}", &text)), "as it isyes");
    ck_assert_ptr_null(fill_parse(arena, "a { that is not closed", &text));
    ck_assert_ptr_null(fill_parse(arena, "a } alone", &text));
    ck_assert_ptr_null(fill_parse(arena, "{1 as minutes}", &text));
    ck_assert_ptr_null(fill_parse(arena, "{1 +}", &text));
    arena_destroy(arena);
}
END_TEST

/* Texts of a question mixed up, cut, or run together; choices cut at the wrong `when`. */
START_TEST(questions_are_kept)
{
    const struct scenario_question *question;

    ck_assert(
        assign("[question half]\nask = How long?\n  And why?\nanswer = makespan_ns / 2\n"
               "unit = ms\ntolerance = 5%\nbar = 20ms\nbecause = it waits\n  {1ms as time}.\n"
               "said = Threads are slow.\nso = They wait.\nvary = machine.cores=2\n"
               "watch = time > 1ms\n"
               "[question which]\nask = Which?\nchoices =\n"
               "  one when makespan_ns < 1ms\n  another, when or not when speedup > 1\n"));
    ck_assert_uint_eq(fixture.scenario.question_count, 2);
    question = fixture.scenario.questions;
    ck_assert_str_eq(question->name, "half");
    ck_assert_str_eq(filled(question->ask), "How long? And why?");
    ck_assert_str_eq(question->answer, "makespan_ns / 2");
    ck_assert_str_eq(question->unit.name, "ms");
    ck_assert(question->unit.kind == UNITS_TIME && question->unit.size == 1e6);
    ck_assert(question->tolerance == 0.05 && question->bar == 2e7);
    ck_assert_str_eq(filled(question->because), "it waits 1.00 ms.");
    ck_assert_str_eq(filled(question->said), "Threads are slow.");
    ck_assert_str_eq(filled(question->so), "They wait.");
    ck_assert_str_eq(question->vary, "machine.cores=2");
    ck_assert_str_eq(question->watch, "time > 1ms");
    question++;
    ck_assert_int_eq(question->choice_count, 2);
    ck_assert_str_eq(question->choices[0].text, "one");
    ck_assert_str_eq(question->choices[1].text, "another, when or not");
    ck_assert(!assign("[question a]\nask = Why?\n[question b]\nanswer = events\n"));
    expect_error(0, 1, "[question a]: lacks `answer =` or `choices =`");
    expect_error(1, 3, "[question b]: lacks `ask =`");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("assign");
    TCase *all = tcase_create("assign");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, defaults_hold);
    tcase_add_test(all, every_type_is_assigned);
    tcase_add_test(all, every_parameter_can_be_given);
    tcase_add_test(all, origin_goes_with_the_value);
    tcase_add_test(all, wrong_parameters_are_told);
    tcase_add_test(all, twice_is_told);
    tcase_add_test(all, wrong_sections_are_told);
    tcase_add_test(all, notes_are_ignored);
    tcase_add_test(all, indented_keys_are_told);
    tcase_add_test(all, threads_are_assigned);
    tcase_add_test(all, wrong_threads_are_told);
    tcase_add_test(all, programs_are_shared);
    tcase_add_test(all, missing_programs_are_told);
    tcase_add_test(all, barriers_count_their_threads);
    tcase_add_test(all, queues_have_capacities);
    tcase_add_test(all, expectations_are_kept);
    tcase_add_test(all, figures_are_filled_in);
    tcase_add_test(all, questions_are_kept);
    suite_add_tcase(suite, all);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
