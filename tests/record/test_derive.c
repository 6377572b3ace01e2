/* SPDX-License-Identifier: GPL-3.0-or-later
 * Deriving: what is wanted in the recordings that were built. */
#include "tests/record/built.h"
#include "tests/sim/suite.h"

#include <string.h>

/* Catches waiting that is written down as wanting, and work that is not; and durations that the speed of a
 * preset scales, though they are of that machine. */
START_TEST(a_scenario_says_what_was_wanted)
{
    char *text;

    build_alone();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "title = python3 program.py\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nspeed = 100%\n"));
    ck_assert_ptr_nonnull(strstr(text, "python = 3.12\ntimed = 3.12\nswitch_interval = 5ms\n"));
    ck_assert_ptr_nonnull(strstr(text, "[thread main]\n"
                                       "start = 2ms\n"
                                       "program =\n"
                                       "    python 3ms\n"
                                       "    native 2ms\n"
                                       "    sleep 8ms\n"
                                       "    python 5us\n"
                                       "    native 4us\n"
                                       "    python 6991us\n"
                                       "    native 5ms\n"));
    free(text);
}
END_TEST

/* Catches posts that let nobody go on, or the wrong one. */
START_TEST(posts_become_queues)
{
    char *text;

    build_posts();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "\n[queue wake-main]\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n[queue wake-thread-1]\n"));
    ck_assert_ptr_null(strstr(text, "[queue wake-thread-2]"));
    ck_assert_ptr_nonnull(strstr(text, "    get wake-main\n"));
    ck_assert_ptr_nonnull(strstr(text, "    python 1ms\n"
                                       "    put wake-main\n"
                                       "    python 2ms\n"
                                       "    put wake-thread-1\n"
                                       "    python 1ms\n"));
    free(text);
}
END_TEST

/* Catches a let-go on request that is taken for one of the thread's own accord. */
START_TEST(requests_are_not_wanted)
{
    char *text;

    build_two();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "    python 1ms\n"
                                       "    start thread-1\n"
                                       "    python 5ms\n"
                                       "    native 1ms holding\n" /* asked, and late */
                                       "    python 994us\n"));
    free(text);
}
END_TEST

/* Catches items that go to another reader than the one who had them, writings of which nobody knows
 * who read them, waits that end twice, and processes that share a lock. */
START_TEST(what_is_written_goes_to_who_read_it)
{
    char *text;

    build_pipe();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text,
                                 "[thread main]\n"
                                 "start = 1ms\n"
                                 "program =\n"
                                 "    python 1ms\n"
                                 "    start p2-main\n"
                                 "    python 1ms\n"
                                 "    put channel-1-p2-main in 5us\n" /* read without waiting */
                                 "    put wake-thread-1\n" /* which looks, and leaves it */
                                 "    python 2990us\n"
                                 "    put channel-1-p2-main in 5us\n" /* waited for */));
    ck_assert_ptr_nonnull(strstr(text, "[process p2]\n"));
    ck_assert_ptr_nonnull(strstr(text, "    python 10us\n"
                                       "    get wake-thread-1\n"));
    ck_assert_ptr_nonnull(strstr(text, "[thread p2-main]\n"
                                       "process = p2\n"
                                       "start = manual\n"
                                       "program =\n"
                                       "    python 2ms\n"
                                       "    get channel-1-p2-main in 0ns\n"
                                       "    python 10us\n"
                                       "    get channel-1-p2-main in 0ns\n"));
    free(text);
}
END_TEST

/* Catches a lock that nobody has in a scenario: two threads would be within it at once. */
START_TEST(sections_become_locks)
{
    char *text;

    build_locks();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "    python 1ms\n"
                                       "    lock m1\n"
                                       "    python 1ms\n"
                                       "    start thread-1\n"
                                       "    sleep 5ms\n"
                                       "    python 1ms\n"
                                       "    unlock m1\n"
                                       "    python 1ms\n"));
    ck_assert_ptr_nonnull(strstr(text, "    python 1ms\n"
                                       "    lock m1\n" /* where it began to wait */
                                       "    python 500us\n"
                                       "    unlock m1\n"
                                       "    python 500us\n"
                                       "    lock m1\n"
                                       "    python 1ms\n"
                                       "    unlock m1\n"
                                       "    python 1ms\n"));
    ck_assert_ptr_null(strstr(text, "wake-"));
    free(text);
}
END_TEST

static void expect_no_lock(const char *wait, const char *post)
{
    char *text = derived();

    ck_assert_ptr_null(strstr(text, "lock m"));
    ck_assert_ptr_nonnull(strstr(text, wait));
    ck_assert_ptr_nonnull(strstr(text, post));
    free(text);
}

/* Catches locks that are none, whose waits are then no waits for who lets go on: what one thread alone
 * had, or two at once; one within which a thread waits for another, that could keep it waiting for ever;
 * and a thread's end, for which join waits even where the thread has not begun. */
START_TEST(what_is_no_lock_stays_a_wait)
{
    char *text;

    build_sections(SECTIONS_OF_ONE);
    expect_no_lock("    get wake-thread-1\n", "    put wake-thread-1\n");
    build_sections(SECTIONS_AT_ONCE);
    expect_no_lock("    get wake-thread-1\n", "    put wake-thread-1\n");
    build_sections(SECTIONS_WITH_WAIT);
    expect_no_lock("    get wake-thread-1\n", "    put wake-thread-1\n");
    build_join();
    expect_no_lock("    get wake-main\n", "    put wake-main\n");
    set_version("3.13.0", false); /* whose threads end otherwise: it is a lock as any */
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "    lock m1\n"));
    free(text);
}
END_TEST

/* Catches a scenario that does not say that two of its threads may be within one lock. */
START_TEST(locks_that_are_not_seen_are_owned_up_to)
{
    static const struct {
        const char *version;
        bool told, says;
    } cases[] = { { "3.12.1", true, false }, { "3.12.1", false, true },
                  { "3.13.0", true, false }, { "3.13.0t", true, false },
                  { "3.13.01", true, true }, { "3.13.1", true, true },
                  { "3.14.0t", true, true }, { "2.7.18", true, false } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *text;

        build_posts();
        set_version(cases[i].version, false);
        built.part->sections = cases[i].told;
        text = derived();
        ck_assert_msg(cases[i].says == !!strstr(text, "\n    Locks of the program"), "%s: %s",
                      cases[i].version, text);
        free(text);
    }
    build_alone(); /* nobody waits for anybody */
    expect_no_lock("    sleep", "    native");
}
END_TEST

/* Catches a thread that would have gone on and is waited for, or goes on no more. */
START_TEST(who_was_cut_off_goes_on)
{
    char *text;

    build_cut_off();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "[thread thread-1]\n"
                                       "daemon = yes\n"
                                       "start = manual\n"
                                       "program =\n"
                                       "    python 4ms\n"
                                       "    python 1h\n"));
    free(text);
}
END_TEST

/* Catches work behind a letting go on request that is lost; a thread that ends while somebody waits
 * for the lock, and is taken for one that would have gone on for ever, or for a daemon because it
 * was blocked for a moment on its way out; a wait whose end is seen a little late. */
START_TEST(a_request_hides_nothing)
{
    char *text;

    build_crowded();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "    native 5ms\n    python 5013us\n"));
    ck_assert_ptr_nonnull(strstr(text, "    get wake-main\n"));
    ck_assert_ptr_nonnull(strstr(text, "    put wake-main\n"));
    ck_assert_ptr_null(strstr(text, "daemon"));
    ck_assert_ptr_null(strstr(text, "1h"));
    free(text);
}
END_TEST

/* Catches a call that lets the lock go twice, and latencies that are lost or another machine's. */
START_TEST(waking_takes_as_long_as_it_took)
{
    char *text;

    build_wakes();
    text = derived();
    ck_assert_ptr_nonnull(strstr(
        text, "cores = 2\n"
              "wake_latency = choice(10us:20%,10us:20%,20us:20%,32us:20%,44us:20%)\n"
              "wake_latency.source = measured: 60 times in the recording, by fifths\n"
              "wake_call_idle = choice(10us:20%,10us:20%,10us:20%,10us:20%,10us:20%)\n"
              "wake_call_idle.source = measured: 30 times in the recording, by fifths\n"));
    ck_assert_ptr_nonnull(strstr(text, "    native 30us\n    python 1ms\n    native 30us\n"));
    free(text);
    build_two(); /* too few */
    text = derived();
    ck_assert_ptr_null(strstr(text, "wake_"));
    free(text);
    build_wakes(); /* up to 3.1 who takes the lock may have been woken before */
    set_version("2.7.18", true);
    text = derived();
    ck_assert_ptr_null(strstr(text, "wake_"));
    free(text);
}
END_TEST

/* A scenario's names have one character for each letter that they do not take. */
START_TEST(names_keep_their_letters)
{
    char *text;

    build_named();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "[thread prod-2]"));
    ck_assert_ptr_nonnull(strstr(text, "[thread t-t-]"));
    free(text);
}
END_TEST

START_TEST(several_interpreters_are_refused)
{
    char *text;

    build_interpreters();
    text = derived();
    ck_assert_str_eq(text, "");
    free(text);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_scenario_says_what_was_wanted),
        SUITE_TEST(posts_become_queues),
        SUITE_TEST(requests_are_not_wanted),
        SUITE_TEST(what_is_written_goes_to_who_read_it),
        SUITE_TEST(sections_become_locks),
        SUITE_TEST(what_is_no_lock_stays_a_wait),
        SUITE_TEST(locks_that_are_not_seen_are_owned_up_to),
        SUITE_TEST(who_was_cut_off_goes_on),
        SUITE_TEST(a_request_hides_nothing),
        SUITE_TEST(waking_takes_as_long_as_it_took),
        SUITE_TEST(names_keep_their_letters),
        SUITE_TEST(several_interpreters_are_refused),
        { NULL, NULL },
    };

    return suite_run("derive", tests);
}
