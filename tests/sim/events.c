/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run as a list of records with their times. */
#include "tests/sim/events.h"

#include "tests/sim/run.h"

struct event events[EVENTS_MAX];
size_t event_count;

static void note(void *context, const struct sim_fold *before, struct sim_record record)
{
    (void)context;
    if (event_count < EVENTS_MAX)
        events[event_count++] = (struct event){ before->now + record.dt, record };
}

struct study_result events_run(const struct build *build, const char *model)
{
    struct study_reader reader = { note, NULL, NULL };

    event_count = 0;
    return run_read(build, model, &reader);
}

struct event events_nth(enum sim_record_kind kind, uint32_t thread, size_t n)
{
    for (size_t i = 0; i < event_count; i++) {
        if (events[i].record.kind == kind && (!thread || events[i].record.thread == thread) &&
            !n--)
            return events[i];
    }
    ck_abort_msg("no such %s", sim_record_kinds[kind].name);
    return (struct event){ 0 };
}

size_t events_count(enum sim_record_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < event_count; i++)
        count += events[i].record.kind == kind;
    return count;
}
