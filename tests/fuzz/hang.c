/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ends a fuzzer that does not come to the end of an input. */
#include "tests/fuzz/target.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

/*
 * In time of the processor: libFuzzer's own -timeout is by the clock, and takes a process that was
 * stopped for a while, or that others leave no processor, for one that hangs. Nothing here waits.
 */
#define LOOK_EVERY 15 /* seconds; an input that is there for the third time hangs */

static volatile sig_atomic_t begun;

static void look(int signal)
{
    static const char words[] = "hang: more than 30 s of the processor for one input\n";
    static sig_atomic_t last, times;

    (void)signal;
    times = begun == last ? times + 1 : 0;
    last = begun;
    if (times < 2)
        return;
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        _exit(1);
    abort();
}

void fuzz_begin(void)
{
    static const struct itimerval every = { { LOOK_EVERY, 0 }, { LOOK_EVERY, 0 } };
    struct sigaction action = { .sa_handler = look, .sa_flags = SA_RESTART };

    if (!begun && (sigaction(SIGPROF, &action, NULL) || setitimer(ITIMER_PROF, &every, NULL)))
        abort();
    begun = begun == 1000000000 ? 1 : begun + 1;
}
