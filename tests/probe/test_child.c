/* SPDX-License-Identifier: GPL-3.0-or-later
 * Children: what they print, how they end, and that they do. */
#include "probe/child.h"

#include "probe/clock.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct child run(const char *script, double seconds)
{
    const char *const command[] = { "sh", "-c", script, NULL };
    struct child child;

    child_run(&child, command, seconds, NULL);
    ck_assert(child.out && child.err);
    return child;
}

/* Catches: streams mixed up, a last part that is lost because the child ended before it was read. */
START_TEST(keeps_what_was_printed)
{
    struct child child = run("echo out; echo err >&2; exec echo last", 20);

    ck_assert(child_is_good(&child));
    ck_assert_str_eq(child.out, "out\nlast\n");
    ck_assert_str_eq(child.err, "err\n");
    child_free(&child);
}
END_TEST

/* Catches: a child that fills the pipe and waits for ever because nobody reads; memory without end. */
START_TEST(reads_more_than_it_keeps)
{
    struct child child = run("head -c 3000000 /dev/zero | tr '\\0' x; echo end >&2", 60);

    ck_assert(child_is_good(&child));
    ck_assert_uint_eq(strlen(child.out), 1 << 20);
    ck_assert_str_eq(child.err, "end\n");
    child_free(&child);
}
END_TEST

/* Catches: a status or signal taken for success. */
START_TEST(tells_how_it_ended)
{
    struct child child = run("exit 3", 20);
    char text[CHILD_TEXT];

    ck_assert(!child_is_good(&child));
    ck_assert_str_eq(child_say(text, &child, 20), "ended with status 3");
    child_free(&child);
    child = run("kill -TERM $$", 20);
    ck_assert_int_eq(child.end, CHILD_KILLED);
    ck_assert_int_eq(child.status, SIGTERM);
    ck_assert_str_eq(child_say(text, &child, 20), "was killed by SIGTERM");
    child_free(&child);
}
END_TEST

START_TEST(tells_why_it_was_not_started)
{
    const char *const command[] = { "/no/such/program", NULL };
    struct child child;

    child_run(&child, command, 20, NULL);
    ck_assert_int_eq(child.end, CHILD_NOT_RUN);
    ck_assert_int_eq(child.status, ENOENT);
    child_free(&child);
}
END_TEST

/* Catches: a limit that is not kept; a wait for who the child has left behind, which has the pipe
 * open; and such a one that lives on. */
START_TEST(ends_at_the_limit_with_all_its_own)
{
    int64_t begin = probe_now();
    struct child child = run("echo $$; sleep 100 & exec sleep 100", 0.2);
    pid_t group = (pid_t)atoi(child.out);

    ck_assert_int_eq(child.end, CHILD_LATE);
    ck_assert_int_lt((probe_now() - begin) / 1000000, 20000);
    ck_assert_int_gt(group, 1);
    /* killed, if not yet gone: who was left behind is waited for by somebody else */
    for (int tries = 0; kill(-group, 0) == 0 && tries < 200; tries++)
        probe_sleep(50000000);
    ck_assert(kill(-group, 0) != 0 && errno == ESRCH);
    child_free(&child);

    begin = probe_now();
    child = run("sleep 100 & echo done", 60);
    ck_assert(child_is_good(&child));
    ck_assert_str_eq(child.out, "done\n");
    ck_assert_int_lt((probe_now() - begin) / 1000000, 20000);
    child_free(&child);
}
END_TEST

START_TEST(stops_when_asked)
{
    const char *const command[] = { "sleep", "100", NULL };
    const _Atomic int stop = 1;
    struct child child;

    child_run(&child, command, 60, &stop);
    ck_assert_int_eq(child.end, CHILD_STOPPED);
    child_free(&child);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("children");
    TCase *tests = tcase_create("children");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, keeps_what_was_printed);
    tcase_add_test(tests, reads_more_than_it_keeps);
    tcase_add_test(tests, tells_how_it_ended);
    tcase_add_test(tests, tells_why_it_was_not_started);
    tcase_add_test(tests, ends_at_the_limit_with_all_its_own);
    tcase_add_test(tests, stops_when_asked);
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
