/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing events of Chrome's trace format. */
#include "ui/report/chrome_event.h"

#include "ui/report/escape.h"

#include <inttypes.h>

/* Everything of an event but its arguments. Times are microseconds there; with three digits behind
 * the point they are our nanoseconds, exactly. */
static void put_head(struct chrome_file *file, char phase, struct chrome_place place,
                     sim_time time)
{
    fprintf(file->to,
            "%s\n{\"ph\":\"%c\",\"pid\":%" PRIu32 ",\"tid\":%" PRIu32 ",\"ts\":%" PRId64
            ".%03" PRId64,
            file->begun ? "," : "", phase, place.pid, place.tid, time / 1000, time % 1000);
    file->begun = true;
}

static void put_name(struct chrome_file *file, const char *name)
{
    fputs(",\"name\":", file->to);
    escape_json(file->to, name);
}

static void put_args(struct chrome_file *file, const struct chrome_args *args)
{
    FILE *to = file->to;
    const char *before = "";

    fputs(",\"args\":{", to);
    if (args->step) {
        fprintf(to, "\"step\":%" PRIu64, args->step);
        before = ",";
    }
    if (args->core) {
        fprintf(to, "%s\"core\":%s", before, args->core);
        before = ",";
    }
    if (args->why) {
        fprintf(to, "%s\"why\":", before);
        escape_json(to, args->why);
    }
    putc('}', to);
}

void chrome_put_begin(struct chrome_file *file)
{
    fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", file->to);
}

static void put_metadata(struct chrome_file *file, struct chrome_place place, const char *what,
                         const char *name, uint32_t order)
{
    put_head(file, 'M', place, 0);
    fprintf(file->to, ",\"name\":\"%s_name\",\"args\":{\"name\":", what);
    escape_json(file->to, name);
    fputs("}}", file->to);
    put_head(file, 'M', place, 0);
    fprintf(file->to, ",\"name\":\"%s_sort_index\",\"args\":{\"sort_index\":%" PRIu32 "}}",
            what, order);
}

void chrome_put_process(struct chrome_file *file, uint32_t pid, const char *name)
{
    put_metadata(file, (struct chrome_place){ pid, 0 }, "process", name, pid);
}

void chrome_put_thread(struct chrome_file *file, struct chrome_place place, const char *name)
{
    put_metadata(file, place, "thread", name, place.tid);
}

void chrome_put_open(struct chrome_file *file, struct chrome_place place, sim_time time,
                     const char *name, const struct chrome_args *args)
{
    put_head(file, 'B', place, time);
    put_name(file, name);
    put_args(file, args);
    putc('}', file->to);
}

void chrome_put_close(struct chrome_file *file, struct chrome_place place, sim_time time)
{
    put_head(file, 'E', place, time);
    putc('}', file->to);
}

void chrome_put_slice(struct chrome_file *file, struct chrome_place place, sim_time from,
                      sim_time to, const char *name, const struct chrome_args *args)
{
    put_head(file, 'X', place, from);
    fprintf(file->to, ",\"dur\":%" PRId64 ".%03" PRId64, (to - from) / 1000,
            (to - from) % 1000);
    put_name(file, name);
    put_args(file, args);
    putc('}', file->to);
}

void chrome_put_instant(struct chrome_file *file, struct chrome_place place, sim_time time,
                        const char *name, const struct chrome_args *args)
{
    put_head(file, 'i', place, time);
    fputs(",\"s\":\"t\"", file->to);
    put_name(file, name);
    put_args(file, args);
    putc('}', file->to);
}

void chrome_put_flow(struct chrome_file *file, struct chrome_place place, sim_time time,
                     enum chrome_flow end, uint64_t id)
{
    put_head(file, end == CHROME_FLOW_FROM ? 's' : 'f', place, time);
    fprintf(file->to, ",\"cat\":\"wake-up\",\"name\":\"wake-up\",\"id\":%" PRIu64 "%s}", id,
            end == CHROME_FLOW_FROM ? "" : ",\"bp\":\"e\"");
}

void chrome_put_counter(struct chrome_file *file, uint32_t pid, sim_time time, const char *name,
                        int64_t value)
{
    put_head(file, 'C', (struct chrome_place){ pid, 0 }, time);
    put_name(file, name);
    fprintf(file->to, ",\"args\":{\"threads\":%" PRId64 "}}", value);
}
