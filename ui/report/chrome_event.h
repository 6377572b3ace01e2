/* SPDX-License-Identifier: GPL-3.0-or-later
 * Events of Chrome's trace format, one a line. */
#ifndef INTERLOCK_UI_REPORT_CHROME_EVENT_H
#define INTERLOCK_UI_REPORT_CHROME_EVENT_H

#include "sim/base/time.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct chrome_file {
    FILE *to;
    bool begun; /* an event has been written: the next follows a comma */
};

struct chrome_place {
    uint32_t pid, tid;
};

/* What is known of an event besides its name. */
struct chrome_args {
    uint64_t step;    /* 0: not said */
    const char *why;  /* NULL: not said */
    const char *core; /* likewise; a number as text */
};

void chrome_put_begin(struct chrome_file *file);

/* Names a process or a thread, and says where it stands among the others. */
void chrome_put_process(struct chrome_file *file, uint32_t pid, const char *name);
void chrome_put_thread(struct chrome_file *file, struct chrome_place place, const char *name);

/* A slice; or its beginning and its end, with what stands between them. */
void chrome_put_slice(struct chrome_file *file, struct chrome_place place, sim_time from,
                      sim_time to, const char *name, const struct chrome_args *args);
void chrome_put_open(struct chrome_file *file, struct chrome_place place, sim_time time,
                     const char *name, const struct chrome_args *args);
void chrome_put_close(struct chrome_file *file, struct chrome_place place, sim_time time);

/* Something without a length. */
void chrome_put_instant(struct chrome_file *file, struct chrome_place place, sim_time time,
                        const char *name, const struct chrome_args *args);

enum chrome_flow { CHROME_FLOW_FROM, CHROME_FLOW_TO };

/* An end of an arrow: it belongs to the slice that is open there. */
void chrome_put_flow(struct chrome_file *file, struct chrome_place place, sim_time time,
                     enum chrome_flow end, uint64_t id);

void chrome_put_counter(struct chrome_file *file, uint32_t pid, sim_time time, const char *name,
                        int64_t value);

#endif
