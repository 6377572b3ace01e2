/* SPDX-License-Identifier: GPL-3.0-or-later
 * From the text of one file to its sections and keys. */
#include "tests/scenarios/fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines counted wrong around comments, blank lines and continued values. */
START_TEST(lines_are_counted)
{
    ck_assert(read_string("# a comment\n"
                          "\n"
                          "[scenario]\n"
                          "format = 1\n"
                          "; another\n"
                          "[thread worker]\n"
                          "program =\n"
                          "    python 5ms\n"
                          "\n"
                          "# between\n"
                          "    sleep 1ms\n"
                          "count = 2"));
    ck_assert_str_eq(summary(), "[scenario]3 format=1@4 [thread worker]6 "
                                "program=+python 5ms+sleep 1ms@7 count=2@12");
    ck_assert_uint_eq(fixture.document.sections->next->entries->more->next->line, 11);
}
END_TEST

/* Characters of Python source eaten by inih, which splits at ':' and cuts at " ;". */
START_TEST(source_passes_unharmed)
{
    ck_assert(read_string("[program p]\n"
                          "program =\n"
                          "    python 1ms code = if a == b: x = {1: 2} ; y = \"[z]\" # n\n"
                          "  = : ; odd\n"));
    ck_assert_str_eq(summary(), "[program p]1 program=+python 1ms code = if a == b: x = {1: 2} "
                                "; y = \"[z]\" # n+= : ; odd@2");
}
END_TEST

/* A value cut at a character that only an unlucky build of inih takes for its own. */
START_TEST(values_pass_unharmed)
{
    ck_assert(read_string("[scenario]\n"
                          "title = a: b = c;d ; a comment\n"
                          "that = x == 'a'\n"
                          "empty =\n"
                          "\tx-note=\t1 ;\n"));
    ck_assert_str_eq(summary(),
                     "[scenario]1 title=a: b = c;d@2 that=x == 'a'@3 empty=+x-note=\t1 ;@4");
}
END_TEST

/* A section without keys, which inih does not report. */
START_TEST(empty_section_is_seen)
{
    ck_assert(read_string("[barrier b]\n[ barrier   c ]  ; twice\n"));
    ck_assert_str_eq(summary(), "[barrier b]1 [barrier c]2");
}
END_TEST

/* A name that inih would cut off after 49 bytes. */
START_TEST(long_names_stay_whole)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh";
    char text[300], expected[300];

    snprintf(text, sizeof(text), "[thread %s]\n%s =\n  1\n  2\n", name, name);
    snprintf(expected, sizeof(expected), "[thread %s]1 %s=+1+2@2", name, name);
    ck_assert(read_string(text));
    ck_assert_str_eq(summary(), expected);
}
END_TEST

/* A byte order mark or the line ends of another system taken for part of the text. */
START_TEST(files_of_other_systems_are_read)
{
    ck_assert(read_string("\xef\xbb\xbf[scenario]\r\nformat = 1\r\ntitle =\r\n  a\r\n  b\r\n"));
    ck_assert_str_eq(summary(), "[scenario]1 format=1@2 title=+a+b@3");
}
END_TEST

/* A line of the longest length refused, or a longer one cut in two. */
START_TEST(line_length_has_a_limit)
{
    char text[300] = "[scenario]\nt = ";

    memset(text + 15, 'x', 195 - 4);
    strcpy(text + 15 + 191, "\nu = 1\n");
    ck_assert(read_string(text));
    ck_assert_uint_eq(strlen(fixture.document.sections->entries->value), 191);

    strcpy(text + 15 + 191, "x\nu = 1\n");
    ck_assert(!read_string(text));
    expect_error(0, 2, "the line is longer than 195 bytes: 196");
    ck_assert_str_eq(summary(), "[scenario]1 u=1@3");
}
END_TEST

/* Malformed lines that pass in silence, or errors that end the reading. */
START_TEST(all_malformed_lines_are_told)
{
    ck_assert(!read_string("early = 1\n"
                           "more = 2\n"
                           "[scenario\n"
                           "dropped = 1\n"
                           "[thread a] b\n"
                           "[]\n"
                           "[machine]\n"
                           "  indented = 1\n"
                           "cores: 4\n"
                           "   what follows is dropped\n"
                           " = 5\n"
                           "=5\n"
                           "good = 1\n"));
    expect_error(0, 1, "a key before the first section; a scenario begins with [scenario]");
    expect_error(1, 3, "the section's header lacks its ']'");
    expect_error(2, 5, "nothing may follow the ']' of a section's header");
    expect_error(3, 6, "the section's name is missing");
    expect_error(
        4, 8,
        "indented, but there is no key above that it could continue; sections and keys "
        "begin at the margin");
    expect_error(5, 9, "'cores: 4' is neither `key = value` nor a [section]");
    expect_error(6, 12, "'=5' is neither `key = value` nor a [section]");
    ck_assert_uint_eq(fixture.errors.count, 7);
    ck_assert_str_eq(summary(), "[machine]7 good=1@13");
}
END_TEST

/* Bytes that are no text reaching the terminal, or a screenful of errors for one film. */
START_TEST(binary_is_refused_once)
{
    static const char zero[] = "[scenario]\nformat = \0001\n\1\2\3\n\4\n";

    ck_assert(!read_bytes(zero, sizeof(zero) - 1));
    expect_error(0, 2, "not a text file: control character 0x00");
    ck_assert_uint_eq(fixture.errors.count, 1);
    ck_assert(!read_string("[scenario]\ntitle = \x1b[2J\n"));
    expect_error(0, 2, "not a text file: control character 0x1b");
    ck_assert(!read_string("[scenario]\ntitle = \xc2\x85\n"));
    expect_error(0, 2, "U+0085 is a character that is not seen; leave it out");
    ck_assert(!read_string("[scenario]\rformat = 1\r"));
    expect_error(0, 1, "not a text file: control character 0x0d");
}
END_TEST

/* Malformed UTF-8 let through: overlong forms, surrogates, cut-off and stray bytes. */
START_TEST(other_encodings_are_refused)
{
    static const char *const wrong[] = { "\xe4",         "\xc0\xaf", "\xe0\x80\xaf",
                                         "\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80",
                                         "\xff",         "\x80",     "\xf0\x80\x80\xaf" };
    static const char *const right[] = { "\u00e4", "\u20ac", "\U0001f512", "\ud7ff", "\ufffd" };
    char text[64];

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        snprintf(text, sizeof(text), "[a]\nt = %s\nu = 1\n", wrong[i]);
        ck_assert(!read_string(text));
        ck_assert_uint_eq(fixture.errors.list[0].line, 2);
        ck_assert_int_eq(strncmp(fixture.errors.list[0].text, "not UTF-8 text: byte 0x", 23),
                         0);
        ck_assert_str_eq(summary(), "[a]1 u=1@3");
    }
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        snprintf(text, sizeof(text), "[a]\nt = %s\n", right[i]);
        ck_assert(read_string(text));
    }
}
END_TEST

/* A file of many short lines or keys that takes memory and time without bound. */
START_TEST(lines_and_keys_have_limits)
{
    size_t count = READ_LINES_MAX + 10;
    char *text = calloc(count + 1, 4);

    strcpy(text, "[a]\n");
    for (size_t i = 0; i < count; i++)
        strcpy(text + 4 + 2 * i, "#\n");
    ck_assert(!read_string(text));
    expect_error(0, READ_LINES_MAX, "more than 100000 lines");

    for (size_t i = 0; i < 2000; i++)
        strcpy(text + 4 + 4 * i, "k=v\n");
    ck_assert(!read_string(text));
    expect_error(0, 2 + READ_KEYS_MAX, "more than 1024 keys in one section");
    ck_assert_uint_eq(fixture.errors.count, 1);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("read");
    TCase *all = tcase_create("read");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, lines_are_counted);
    tcase_add_test(all, source_passes_unharmed);
    tcase_add_test(all, values_pass_unharmed);
    tcase_add_test(all, empty_section_is_seen);
    tcase_add_test(all, long_names_stay_whole);
    tcase_add_test(all, files_of_other_systems_are_read);
    tcase_add_test(all, line_length_has_a_limit);
    tcase_add_test(all, all_malformed_lines_are_told);
    tcase_add_test(all, binary_is_refused_once);
    tcase_add_test(all, other_encodings_are_refused);
    tcase_add_test(all, lines_and_keys_have_limits);
    suite_add_tcase(suite, all);

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
