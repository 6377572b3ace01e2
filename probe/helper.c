/* SPDX-License-Identifier: GPL-3.0-or-later
 * Starting helpers. */
#include "probe/helper.h"

#include <stdio.h>
#include <stdlib.h>

static void *main_of(void *arg)
{
    struct probe_helper *helper = arg;

    if (helper->core >= 0)
        probe_pin(helper->core);
    helper->id = (pid_t)syscall(SYS_gettid);
    probe_post(&helper->ready, 1);
    helper->body(helper->arg);
    return NULL;
}

void probe_helper_start(struct probe_helper *helper, int core, void (*body)(void *), void *arg)
{
    *helper = (struct probe_helper){ .body = body, .arg = arg, .core = core };
    if (pthread_create(&helper->thread, NULL, main_of, helper)) {
        fputs("cannot start a thread\n", stderr);
        exit(4);
    }
    probe_await(&helper->ready, 1);
}

void probe_helper_join(struct probe_helper *helper)
{
    pthread_join(helper->thread, NULL);
}

int64_t probe_random(int64_t range)
{
    static uint64_t state = 1;

    /* xorshift64* (Vigna 2016): good enough for where to poke. */
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (int64_t)((state * UINT64_C(0x2545f4914f6cdd1d) >> 11) % (uint64_t)range);
}

static void spin_until_stopped(void *arg)
{
    struct probe_spinner *spinner = arg;

    while (!atomic_load_explicit(&spinner->stop, memory_order_relaxed))
        ;
}

void probe_spinner_start(struct probe_spinner *spinner, int core)
{
    spinner->stop = false;
    probe_helper_start(&spinner->helper, core, spin_until_stopped, spinner);
}

void probe_spinner_stop(struct probe_spinner *spinner)
{
    spinner->stop = true;
    probe_helper_join(&spinner->helper);
}

struct probe_bounds probe_halve(struct probe_samples *answers,
                                bool (*is_so)(void *context, double share), void *context)
{
    struct probe_bounds bounds = { 0, 1 };

    for (int i = 0; i < 6; i++) {
        double middle = (bounds.low + bounds.high) / 2;
        bool so = is_so(context, middle);

        probe_samples_add(answers, so);
        *(so ? &bounds.low : &bounds.high) = middle;
    }
    return bounds;
}
