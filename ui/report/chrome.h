/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run in Chrome's trace event format, for Perfetto's viewer. */
#ifndef INTERLOCK_UI_REPORT_CHROME_H
#define INTERLOCK_UI_REPORT_CHROME_H

#include "sim/study/result.h"

#include <stdio.h>

/*
 * The format is that of the "Trace Event Format" (Google, 2016), which https://ui.perfetto.dev and
 * chrome://tracing open; docs/EXPORT.md says what is where. It is written while the run is under
 * way: what is kept is a row for each thread, core and lock, however long the run.
 */
struct chrome;

/* Of what happens from `from` to `to`. NULL when out of memory. */
struct chrome *chrome_create(FILE *to, sim_time from, sim_time until);
void chrome_destroy(struct chrome *chrome); /* NULL is allowed */

struct study_reader chrome_reader(struct chrome *chrome);

/* What the file says of the run beside what happened in it. */
struct chrome_facts {
    const char *version;
    const char *seed; /* NULL: nobody drew */
    const char *command;
};

/* After the last record. False when memory was short on the way. */
bool chrome_end(struct chrome *chrome, const struct study_result *result,
                const struct chrome_facts *facts);

#endif
