/* SPDX-License-Identifier: GPL-3.0-or-later
 * One Check program from a table of tests. */
#ifndef INTERLOCK_TESTS_SIM_SUITE_H
#define INTERLOCK_TESTS_SIM_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Check notes each assertion that holds in a file, for its message about a crash. A law that is
 * tried at every step of a thousand runs would mostly write there: one note for each place. */
#undef ck_assert_msg
#define ck_assert_msg(expr, ...)                                                               \
    do {                                                                                       \
        if (!(expr)) {                                                                         \
            ck_abort_msg(__VA_ARGS__);                                                         \
        } else {                                                                               \
            static int suite_noted_;                                                           \
            if (!suite_noted_) {                                                               \
                suite_noted_ = 1;                                                              \
                mark_point();                                                                  \
            }                                                                                  \
        }                                                                                      \
    } while (0)
#undef ck_assert
#define ck_assert(expr) ck_assert_msg(expr, "%s", "Assertion '" #expr "' failed")

struct suite_test {
    const char *name;
    const TTest *test;
};

#define SUITE_TEST(function)                                                                   \
    {                                                                                          \
        .name = #function, .test = (function)                                                  \
    }

/* Runs each test as a test case of its own, so that Check's CK_RUN_CASE picks one; CK_FORK=no
 * keeps it in one process for a debugger. Returns the exit status. */
static inline int suite_run(const char *name, const struct suite_test *tests)
{
    Suite *suite = suite_create(name);
    SRunner *runner;
    int failed;

    for (; tests->name; tests++) {
        TCase *one = tcase_create(tests->name);

        tcase_set_timeout(one, 120);
        tcase_add_test(one, tests->test);
        suite_add_tcase(suite, one);
    }
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
