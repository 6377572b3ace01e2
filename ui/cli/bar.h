/* SPDX-License-Identifier: GPL-3.0-or-later
 * A bar on the terminal that shows how far a long job is. */
#ifndef INTERLOCK_UI_CLI_BAR_H
#define INTERLOCK_UI_CLI_BAR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * On stderr, and only if that is a terminal; one line, drawn anew at most ten times a second, and
 * taken away at the end. Of a job whose end nobody knows only what is done is shown, and not before
 * it has taken a second. Whoever has several threads calls from one at a time.
 */
struct bar {
    bool shown, unicode, up;     /* up: the line stands there */
    const char *what;            /* is counted, in the plural */
    uint64_t done, of, at_first; /* of: 0 not known; at_first: done before this call */
    int64_t begun, drawn;        /* by view_clock() */
};

void bar_begin(struct bar *bar, bool wanted, bool unicode, const char *what, uint64_t done,
               uint64_t of);
void bar_add(struct bar *bar);
void bar_set(struct bar *bar, uint64_t done);
void bar_end(struct bar *bar);

#endif
