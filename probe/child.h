/* SPDX-License-Identifier: GPL-3.0-or-later
 * Another program, run to its end or to a limit, and what it printed. */
#ifndef INTERLOCK_PROBE_CHILD_H
#define INTERLOCK_PROBE_CHILD_H

#include <stdbool.h>

/*
 * Programs that are not ours may crash, hang, start others, or print without end. So a child has a
 * process group of its own, which is killed as a whole at the limit and at its end; what it prints
 * is kept up to a bound, and read meanwhile, so that it never waits for us.
 */
enum child_end {
    CHILD_EXITED,  /* with `status` */
    CHILD_KILLED,  /* by the signal `status` */
    CHILD_LATE,    /* not ended within the limit */
    CHILD_NOT_RUN, /* `status` is the errno of why not */
    CHILD_STOPPED, /* somebody asked us to stop: *stop was set */
};

struct child {
    enum child_end end;
    int status;
    char *out, *err; /* texts, never NULL but when there was no memory */
};

/* Runs a command (found in PATH; ended by NULL) for at most so many seconds. `stop` may be NULL. */
void child_run(struct child *child, const char *const *command, double seconds,
               const _Atomic int *stop);
void child_free(struct child *child);

/* Did it end by itself, with status 0? */
bool child_is_good(const struct child *child);

/* How it ended, in words: "was killed by SIGSEGV", "did not end within 20 s". Returns `text`. */
#define CHILD_TEXT 128
const char *child_say(char text[CHILD_TEXT], const struct child *child, double seconds);

#endif
