/* SPDX-License-Identifier: GPL-3.0-or-later
 * All stages together: files, settings, validation, the order of errors. */
#include "scenarios/load.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct sim_errors errors;

static void set_up(void)
{
    errors = (struct sim_errors){ 0 };
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static struct scenario *parse(const char *text)
{
    errors = (struct sim_errors){ 0 };
    return scenario_parse(text, strlen(text), "t.ini", NULL, &errors);
}

static void expect_error(uint32_t index, const char *file, uint32_t line, const char *text)
{
    ck_assert_uint_gt(errors.count, index);
    ck_assert_str_eq(errors.list[index].text, text);
    ck_assert_str_eq(errors.list[index].file, file);
    ck_assert_uint_eq(errors.list[index].line, line);
}

#define HEAD "[scenario]\nformat = 1\n"
#define THREAD "[thread t]\nprogram =\n  python 1ms\n"

/* The example of the plan: whatever else changes, this has to be read. */
START_TEST(first_scenario_is_read)
{
    struct scenario *scenario = parse("[scenario]\n"
                                      "format = 1\n"
                                      "title = Two CPU-bound threads on four cores\n"
                                      "[machine]\n"
                                      "cores = 4\n"
                                      "[runtime]\n"
                                      "model = gil\n"
                                      "python = 3.12\n"
                                      "switch_interval = 5ms\n"
                                      "[thread worker]\n"
                                      "count = 2\n"
                                      "program =\n"
                                      "    python 50ms\n"
                                      "[expect]\n"
                                      "that = speedup <= 1.05\n");

    ck_assert_ptr_nonnull(scenario);
    ck_assert_str_eq(scenario->sim.title, "Two CPU-bound threads on four cores");
    ck_assert_str_eq(scenario->sim.file, "t.ini");
    ck_assert_uint_eq(sim_scenario_threads(&scenario->sim), 2);
    ck_assert_int_eq(scenario->sim.ops[0].amount.a, SIM_MS(50));
    ck_assert_uint_eq(scenario->expectation_count, 1);
    ck_assert_str_eq(scenario->origins[SIM_PARAM_cores].written, "4");
    ck_assert_uint_eq(errors.count, 0);
    scenario_free(scenario);
}
END_TEST

/* Errors that end at the first stage that finds one, or come in the order of the stages. */
START_TEST(all_errors_come_in_order)
{
    ck_assert_ptr_null(parse("[scenario]\n"
                             "format = 1\n"
                             "[machine]\n"
                             "coers = 4\n"
                             "[thread a]\n"
                             "program =\n"
                             "  pyhton 1ms\n"
                             "[thread b]\n"
                             "count = 0\n"
                             "program = p\n"
                             "no equals sign\n"
                             "[expect]\n"
                             "that = 1 +\n"));
    expect_error(0, "t.ini", 4, "[machine] coers: unknown key; did you mean 'cores'?");
    expect_error(1, "t.ini", 7,
                 "[thread a] program: unknown op 'pyhton'; did you mean 'python'?");
    expect_error(2, "t.ini", 9, "[thread b] count: must be 1 to 1000000, got 0");
    expect_error(3, "t.ini", 10, "[thread b] program: there is no [program] 'p'");
    expect_error(4, "t.ini", 11, "'no equals sign' is neither `key = value` nor a [section]");
    ck_assert_uint_eq(errors.list[5].line, 13);
    ck_assert_uint_eq(errors.count, 6);
}
END_TEST

/* What the validator finds told without its line, or with a number that is no line. */
START_TEST(validation_has_places)
{
    ck_assert_ptr_null(parse(HEAD "[machine]\ncores = 2\nslow_cores = 3\n"
                                  "[thread a]\naffinity = 1..3\nprogram =\n  python 1ms\n"
                                  "  join a\n  python 9000h\n"));
    expect_error(0, "t.ini", 5, "[machine] slow_cores: there are only 2 cores");
    expect_error(1, "t.ini", 6, "[thread a] affinity: the machine has cores 1 to 2");
    expect_error(2, "t.ini", 10, "[thread a] join a: a thread cannot wait for its own end");
    expect_error(3, "t.ini", 11, "python 9000h: longer than a year");
    ck_assert_uint_eq(errors.count, 4);

    ck_assert_ptr_null(parse(HEAD "[runtime]\nmodel = gil\npython = 2.7\n" THREAD));
    ck_assert_uint_eq(errors.list[0].line, 5);
    ck_assert_ptr_null(parse(HEAD "[runtime]\nmodel = native\n" THREAD));
    ck_assert_uint_eq(errors.list[0].line, 7);
    ck_assert_ptr_null(parse(HEAD));
    expect_error(0, "t.ini", 0,
                 "no thread: a scenario needs at least one [thread NAME], or a "
                 "[map]");
}
END_TEST

/* A validator's line of an included file blamed on the one that includes it. */
START_TEST(validation_knows_all_files)
{
    write_file("test_load_part.ini", HEAD "\n\n[thread a]\nprogram =\n  join a\n");
    ck_assert_ptr_null(parse("[scenario]\nformat = 1\ninclude = test_load_part.ini\n"));
    expect_error(0, "test_load_part.ini", 7,
                 "[thread a] join a: a thread cannot wait for its own end");
    remove("test_load_part.ini");
}
END_TEST

/* A file that could not be had followed by complaints about what would be in it. */
START_TEST(missing_file_is_the_only_error)
{
    ck_assert_ptr_null(parse("[scenario]\nformat = 1\ninclude = nowhere.ini\n"
                             "[thread t]\nprogram = shared\n"));
    expect_error(0, "t.ini", 3,
                 "[scenario] include: cannot read 'nowhere.ini': No such file or directory");
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_ptr_null(scenario_load("nowhere.ini", NULL, &errors));
    expect_error(1, "nowhere.ini", 0, "cannot be read: No such file or directory");
    ck_assert_ptr_null(scenario_load("nowhere", NULL, &errors));
    expect_error(2, "nowhere", 0,
                 "cannot be read: No such file or directory; `interlock list` names those "
                 "that are shipped");
    ck_assert_ptr_null(scenario_load("/", NULL, &errors));
    expect_error(3, "/", 0, "cannot be read: Is a directory; name a file in it");
}
END_TEST

/* Shipped scenarios and presets not found, or found before the user's own file. */
START_TEST(shipped_files_are_found)
{
    const char *const search[] = { "test_load_none", "test_load_dir", NULL };
    struct scenario_options options = { .search = search };
    struct scenario *scenario;

    mkdir("test_load_dir", 0777);
    mkdir("test_load_dir/presets", 0777);
    write_file("test_load_dir/convoy.ini",
               HEAD "title = shipped\n[machine]\npreset = big\ncold = 2us\n" THREAD);
    write_file("test_load_dir/presets/big.ini",
               HEAD "[machine]\ncores = 1024\ncores.source = published: x\n"
                    "cold = 1us\ncold.source = assumed: y\n");

    ck_assert_ptr_null(scenario_load("convoi", &options, &errors));
    expect_error(0, "convoi", 0,
                 "cannot be read: No such file or directory; did you mean 'convoy'?");
    errors.count = 0;
    scenario = scenario_load("convoy", &options, &errors);
    ck_assert_ptr_nonnull(scenario);
    ck_assert_str_eq(scenario->sim.file, "test_load_dir/convoy.ini");
    ck_assert_int_eq(scenario->sim.params.cores, 1024);
    ck_assert_str_eq(scenario->origins[SIM_PARAM_cores].file, "test_load_dir/presets/big.ini");
    ck_assert_str_eq(scenario->origins[SIM_PARAM_cores].source, "published: x");
    ck_assert_int_eq(scenario->sim.params.cold.a, SIM_US(2));
    ck_assert_ptr_null(scenario->origins[SIM_PARAM_cold].source);
    scenario_free(scenario);

    write_file("convoy", HEAD "title = own\n" THREAD);
    scenario = scenario_load("convoy", &options, &errors);
    ck_assert_str_eq(scenario->sim.title, "own");
    scenario_free(scenario);

    write_file("convoy", HEAD "[machine]\npreset = bgi\n" THREAD);
    ck_assert_ptr_null(scenario_load("convoy", &options, &errors));
    expect_error(0, "convoy", 4,
                 "[machine] preset: there is no preset 'bgi'; did you mean 'big'?");
    remove("convoy");
    remove("test_load_dir/convoy.ini");
    remove("test_load_dir/presets/big.ini");
    rmdir("test_load_dir/presets");
    rmdir("test_load_dir");
}
END_TEST

/* A setting checked less than a key, or without saying that it was one. */
START_TEST(settings_are_checked)
{
    static const char text[] = HEAD "[machine]\ncores = 2\n" THREAD;
    const char *settings[] = { "machine.cores=8", "thread.t.count=3", NULL };
    struct scenario_options options = { .settings = settings };
    struct scenario *scenario =
        scenario_parse(text, sizeof(text) - 1, "t.ini", &options, &errors);

    ck_assert_ptr_nonnull(scenario);
    ck_assert_int_eq(scenario->sim.params.cores, 8);
    ck_assert_uint_eq(scenario->sim.groups[0].count, 3);
    ck_assert_str_eq(scenario->origins[SIM_PARAM_cores].file, "--set");
    ck_assert_str_eq(scenario->sim.file, "t.ini");
    scenario_free(scenario);

    settings[0] = "machine.cores=0";
    ck_assert_ptr_null(scenario_parse(text, sizeof(text) - 1, "t.ini", &options, &errors));
    expect_error(0, "--set", 0, "[machine] cores: must be 1 to 1024, got 0");
}
END_TEST

/* A pipe or a device that is read without end. */
START_TEST(endless_files_are_refused)
{
    ck_assert_ptr_null(scenario_load("/dev/zero", NULL, &errors));
    expect_error(0, "/dev/zero", 0, "cannot be read: longer than 1 MiB");
}
END_TEST

/* Names of files in errors that are gone with the scenario. */
START_TEST(errors_outlive_what_they_tell_of)
{
    char name[] = "short-lived.ini";

    ck_assert_ptr_null(scenario_parse("x", 1, name, NULL, &errors));
    memset(name, 'x', sizeof(name) - 1);
    ck_assert_str_eq(errors.list[0].file, "short-lived.ini");
}
END_TEST

/* Errors printed in another form than editors understand. */
START_TEST(errors_are_printed)
{
    char text[200] = "";
    FILE *file = tmpfile();

    sim_error_add(&errors, "a.ini", 12, "wrong", NULL);
    sim_error_add(&errors, "a.ini", 0, "all wrong", NULL);
    sim_error_add(&errors, NULL, 0, "out of memory", NULL);
    errors.dropped = 2;
    scenario_print_errors(file, &errors);
    rewind(file);
    ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, file), 0);
    ck_assert_str_eq(text, "a.ini:12: wrong\na.ini: all wrong\nout of memory\nand 2 more\n");
    fclose(file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("load");
    TCase *all = tcase_create("load");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(all, set_up, NULL);
    tcase_add_test(all, first_scenario_is_read);
    tcase_add_test(all, all_errors_come_in_order);
    tcase_add_test(all, validation_has_places);
    tcase_add_test(all, validation_knows_all_files);
    tcase_add_test(all, missing_file_is_the_only_error);
    tcase_add_test(all, shipped_files_are_found);
    tcase_add_test(all, settings_are_checked);
    tcase_add_test(all, endless_files_are_refused);
    tcase_add_test(all, errors_outlive_what_they_tell_of);
    tcase_add_test(all, errors_are_printed);
    suite_add_tcase(suite, all);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
