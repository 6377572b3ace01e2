/* SPDX-License-Identifier: GPL-3.0-or-later
 * From several files, and settings, to one document. */
#include "scenarios/gather.h"
#include "scenarios/overlay.h"
#include "scenarios/settings.h"
#include "tests/scenarios/fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- files ---- */

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static bool gather(const char *text)
{
    struct gather gather = { .arena = fixture.arena,
                             .errors = &fixture.errors,
                             .sources = { .arena = fixture.arena } };
    struct source source = { text, strlen(text) };
    bool good;

    fixture.errors = (struct sim_errors){ 0 };
    fixture.document.sections = NULL;
    good = gather_text(&gather, "t.ini", &source, &fixture.document);
    if (!gather.incomplete)
        good &= gather_presets(&gather, &fixture.document);
    return good;
}

/* Sections of an included file lost, or what it says about itself taken for the scenario's. */
START_TEST(include_adds_sections)
{
    write_file("test_gather_part.ini", "[scenario]\nformat = 1\ntitle = part\n"
                                       "[program p]\nprogram =\n  python 1ms\n");
    ck_assert(gather("[scenario]\nformat = 1\ninclude = test_gather_part.ini\ntitle = whole\n"
                     "[thread t]\nprogram = p\n"));
    ck_assert_str_eq(summary(), "[scenario]1 format=1@2 include=test_gather_part.ini@3 "
                                "title=whole@4 [thread t]5 program=p@6 "
                                "[program p]4 program=+python 1ms@5");
    ck_assert_str_eq(overlay_section(&fixture.document, "program", "p")->file,
                     "test_gather_part.ini");
    write_file("test_gather_part.ini", "[scenario]\nformat = 1\nseed = 1\n");
    ck_assert(!gather("[scenario]\nformat = 1\ninclude = test_gather_part.ini\n"));
    expect_error(0, 3, "[scenario] seed: cannot stand in a file that is included");
    remove("test_gather_part.ini");
}
END_TEST

/* A key that should replace another joining it, or an expectation of one scenario held against
 * another. */
START_TEST(extends_replaces_key_by_key)
{
    write_file("test_gather_base.ini",
               "[scenario]\nformat = 1\ntitle = base\n"
               "[machine]\ncores = 4\ncores.source = measured: x\nspeed = 50%\n"
               "[thread w]\ncount = 2\nprogram =\n  python 1ms\n"
               "[expect]\nthat = speedup < 1\n[question q]\nask = x\n");
    ck_assert(gather("[scenario]\nformat = 1\nextends = test_gather_base.ini\n"
                     "[machine]\ncores = 8\n[thread w]\ncount = 3\n[expect]\nthat = a < b\n"));
    ck_assert_str_eq(summary(), "[scenario]1 title=base@3 format=1@2 "
                                "extends=test_gather_base.ini@3 "
                                "[machine]4 speed=50%@7 cores=8@5 "
                                "[thread w]6 program=+python 1ms@10 count=3@7 "
                                "[expect]8 that=a < b@9");
    ck_assert(gather("[scenario]\nformat = 1\nextends = test_gather_base.ini\n"));
    ck_assert_ptr_null(overlay_section(&fixture.document, "expect", ""));
    ck_assert_ptr_null(overlay_section(&fixture.document, "question", "q"));
    remove("test_gather_base.ini");
}
END_TEST

/* A preset that wins over the scenario's own keys, whatever their order. */
START_TEST(preset_lies_below)
{
    write_file(
        "test_gather_preset.ini",
        "[scenario]\nformat = 1\n[machine]\ncores = 2\nspeed = 80%\n[runtime]\nx-a = 1\n");
    ck_assert(gather("[scenario]\nformat = 1\n"
                     "[machine]\ncores = 8\npreset = test_gather_preset.ini\n"));
    ck_assert_str_eq(summary(), "[scenario]1 format=1@2 [machine]3 speed=80%@5 cores=8@4 "
                                "preset=test_gather_preset.ini@5");
    write_file("test_gather_preset.ini", "[scenario]\nformat = 1\n[machine]\npreset = x\n"
                                         "[thread t]\n");
    ck_assert(
        !gather("[scenario]\nformat = 1\n[runtime]\npreset = ./test_gather_preset.ini\n"));
    expect_error(0, 3, "[machine]: a preset cannot name another; it can extend one");
    expect_error(1, 5, "[thread t]: a preset holds only [machine] and [runtime]");
    remove("test_gather_preset.ini");
}
END_TEST

/* A preset by name that cannot rest upon another, or that must look like a scenario. */
START_TEST(preset_extends_preset)
{
    write_file("test_gather_big.ini", "[machine]\ncores = 64\n");
    write_file("test_gather_bigger.ini",
               "[scenario]\nformat = 1\nextends = test_gather_big.ini\n"
               "[machine]\ncores = 128\nspeed = 90%\n");
    ck_assert(gather("[scenario]\nformat = 1\n[machine]\npreset = ./test_gather_bigger.ini\n"));
    ck_assert_str_eq(summary(), "[scenario]1 format=1@2 [machine]3 cores=128@5 speed=90%@6 "
                                "preset=./test_gather_bigger.ini@4");
    ck_assert(gather("[scenario]\nformat = 1\n[machine]\npreset = ./test_gather_big.ini\n"));
    write_file("test_gather_big.ini", "# nothing\n");
    ck_assert(!gather("[scenario]\nformat = 1\n[machine]\npreset = ./test_gather_big.ini\n"));
    expect_error(0, 4, "[machine] preset: the preset has no [machine]");
    remove("test_gather_big.ini");
    remove("test_gather_bigger.ini");
}
END_TEST

/* A circle of files read until memory ends, or an error that does not say which files. */
START_TEST(circle_is_named)
{
    write_file("test_gather_a.ini",
               "[scenario]\nformat = 1\ninclude = ./x/../test_gather_b.ini\n");
    write_file("test_gather_b.ini", "[scenario]\nformat = 1\ninclude = test_gather_a.ini\n");
    ck_assert(!gather("[scenario]\nformat = 1\ninclude = test_gather_a.ini\n"));
    expect_error(0, 3,
                 "[scenario] include: goes round in a circle: t.ini -> test_gather_a.ini -> "
                 "test_gather_b.ini -> test_gather_a.ini");
    ck_assert_uint_eq(fixture.errors.count, 1);
    remove("test_gather_a.ini");
    remove("test_gather_b.ini");
}
END_TEST

/* A chain of files without end that are all different. */
START_TEST(depth_has_a_limit)
{
    char name[40], text[100];

    for (int i = 0; i <= GATHER_DEPTH_MAX; i++) {
        snprintf(name, sizeof(name), "test_gather_deep%d.ini", i);
        snprintf(text, sizeof(text),
                 "[scenario]\nformat = 1\nextends = test_gather_deep%d.ini\n", i + 1);
        write_file(name, text);
    }
    ck_assert(!gather("[scenario]\nformat = 1\nextends = test_gather_deep0.ini\n"));
    ck_assert_str_eq(fixture.errors.list[0].file, "test_gather_deep14.ini");
    ck_assert_int_eq(strncmp(fixture.errors.list[0].text,
                             "[scenario] extends: more than 16 files deep: t.ini -> ", 53),
                     0);
    for (int i = 0; i <= GATHER_DEPTH_MAX; i++) {
        snprintf(name, sizeof(name), "test_gather_deep%d.ini", i);
        remove(name);
    }
}
END_TEST

/* A file of another format, or of none, read as if it were ours. */
START_TEST(format_comes_first)
{
    static const char *const cases[][2] = {
        { "", "empty: a scenario begins with [scenario] and `format = 1`" },
        { "# nothing\n", "empty: a scenario begins with [scenario] and `format = 1`" },
        { "[machine]\nformat = 1\n",
          "a scenario begins with [scenario] and `format = 1`; is it a "
          "preset? [machine] preset = FILE of a scenario reads one" },
        { "[scenario]\ntitle = x\nformat = 1\n",
          "a scenario begins with [scenario] and `format = 1`" },
        { "[scenario]\n[machine]\n", "a scenario begins with [scenario] and `format = 1`" },
        { "[scenario]\nformat = 2\nnew = x\n",
          "[scenario] format: only format 1 can be read, not '2'" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        ck_assert(!gather(cases[i][0]));
        ck_assert_str_eq(fixture.errors.list[0].text, cases[i][1]);
        ck_assert_uint_eq(fixture.errors.count, 1);
        ck_assert_ptr_null(fixture.document.sections);
    }
}
END_TEST

/* ---- settings ---- */

static bool is_named(const char *kind)
{
    return !strcmp(kind, "thread");
}

static bool set(const char *setting)
{
    const char *const settings[] = { setting, NULL };

    fixture.errors = (struct sim_errors){ 0 };
    return settings_apply(fixture.arena, settings, is_named, &fixture.document,
                          &fixture.errors);
}

/* A setting that loses against the file, or against an earlier setting. */
START_TEST(settings_replace_keys)
{
    ck_assert(read_string("[machine]\ncores = 4\n[thread w]\ncount = 2\n"));
    ck_assert(set("machine.cores=8"));
    ck_assert(set("machine.cores = 9"));
    ck_assert(set("thread.w.count=3"));
    ck_assert(set("runtime.model=a=b"));
    ck_assert_str_eq(summary(),
                     "[machine]0 cores=9@0 [thread w]0 count=3@0 [runtime]0 model=a=b@0");
    ck_assert_str_eq(fixture.document.sections->entries->file, SETTINGS_FILE);
}
END_TEST

/* A misspelt setting that makes a section of its own and is never heard of again. */
START_TEST(wrong_settings_are_told)
{
    static const char *const cases[][2] = {
        { "cores=8", "'cores=8': did you mean machine.cores=8?" },
        { "curs=8", "'curs=8': write section.key=value, such as machine.cores=8, or "
                    "section.name.key=value, such as thread.worker.count=4" },
        { "thread.count=4", "'thread.count=4': write section.key=value, such as "
                            "machine.cores=8, or section.name.key=value, such as "
                            "thread.worker.count=4" },
        { "thread.workr.count=4",
          "the scenario has no thread 'workr'; did you mean 'worker'?" },
        { "scenario.format=2", "'format' cannot be set" },
        { "machine.cores=\x1b[2J", "not one line of text" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        ck_assert(read_string("[thread worker]\ncount = 2\n"));
        ck_assert(!set(cases[i][0]));
        ck_assert_str_eq(fixture.errors.list[0].file, "--set");
        expect_error(0, 0, cases[i][1]);
        ck_assert_str_eq(summary(), "[thread worker]1 count=2@2");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gather");
    TCase *all = tcase_create("gather");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, include_adds_sections);
    tcase_add_test(all, extends_replaces_key_by_key);
    tcase_add_test(all, preset_lies_below);
    tcase_add_test(all, preset_extends_preset);
    tcase_add_test(all, circle_is_named);
    tcase_add_test(all, depth_has_a_limit);
    tcase_add_test(all, format_comes_first);
    tcase_add_test(all, settings_replace_keys);
    tcase_add_test(all, wrong_settings_are_told);
    suite_add_tcase(suite, all);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
