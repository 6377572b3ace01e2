/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing what only a recorded run has to tell. */
#include "config.h"

#include "ui/report/recorded.h"

#include "recorder/format.h"
#include "ui/report/advice.h"
#include "ui/view/known.h"

#include <inttypes.h>

/* ---- what is missing ---- */

/* For want of what, joined; nothing where that is not known. */
void recorded_put_causes(struct sim_text *text, uint32_t causes)
{
    static const char *const names[PART_CAUSE_COUNT] = {
        [PART_CAUSE_SPACE] = "the disk was full",
        [PART_CAUSE_LIMIT] = "the limit on the size of files was reached",
        [PART_CAUSE_DESCRIPTOR] = "no descriptor was free for a time",
        [PART_CAUSE_ACCESS] = "their folder could not be written to",
    };
    const char *before = ": ";

    for (int i = 0; i < PART_CAUSE_COUNT; i++) {
        if (!(causes >> i & 1))
            continue;
        sim_text_put(text, before);
        sim_text_put(text, names[i]);
        before = ", ";
    }
}

void recorded_warn(void (*say)(void *context, const char *text), void *context,
                   const struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);
    char text[256];

    if (!facts->finished)
        say(context, "the recorder did not see the end of the command");
    if (facts->until != SIM_TIME_NEVER) {
        struct sim_text put = SIM_TEXT(text);

        sim_text_put(&put, "the recording ends after ");
        sim_text_put_time(&put, facts->until);
        sim_text_put(&put, facts->outgrown ? ", having grown to --max-size"
                                           : ", as --duration asked");
        sim_text_put(&put, "; the program went on");
        say(context, text);
    }
    if (facts->stuck) {
        snprintf(text, sizeof(text),
                 "%" PRIu32 " thread%s still wait%s for others when the process ends: daemons, "
                 "or a deadlock",
                 facts->stuck, facts->stuck == 1 ? "" : "s", facts->stuck == 1 ? "s" : "");
        say(context, text);
    }
    if (facts->lost) {
        struct sim_text put = SIM_TEXT(text);

        sim_text_put(&put, "incomplete: ");
        sim_text_put_int(&put, (int64_t)facts->lost);
        sim_text_put(&put, " events of one or more threads are missing");
        recorded_put_causes(&put, facts->causes);
        say(context, text);
    }
    if (facts->crowded) {
        snprintf(text, sizeof(text),
                 "incomplete: a process had more interpreters than can be told apart; %" PRIu64
                 " takes of their locks are missing",
                 facts->crowded);
        say(context, text);
    }
    if (facts->damaged) {
        snprintf(text, sizeof(text), "damaged: %" PRIu64 " bytes make no sense or are cut off",
                 facts->damaged);
        say(context, text);
    }
    if (facts->overlaps || facts->unpaired) {
        snprintf(text, sizeof(text),
                 "inconsistent: %" PRIu64 " takes of a lock that was held, %" PRIu64
                 " drops by others than its owner",
                 facts->overlaps, facts->unpaired);
        say(context, text);
    }
}

/* ---- the table of threads ---- */

#define TIME_COLUMNS 9 /* "123.4 ms", or a heading */

/* Columns for names. */
static int name_columns(const struct summary_style *style)
{
    int left = (int)style->width - 2 - VIEW_KNOWN * (TIME_COLUMNS + 1);

    return left < 8 ? 8 : left > 20 ? 20 : left;
}

static void print_time(FILE *to, sim_time time)
{
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_time(&text, time);
    fprintf(to, " %*s", TIME_COLUMNS, time ? buffer : "-");
}

static void print_thread(const struct summary_style *style, const struct study_result *result,
                         uint32_t id)
{
    const struct view_known *known = view_known(result->cast);
    char name[256];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(result->cast, &text, id);
    fputs("  ", style->to);
    summary_put_name(style->to, name, (unsigned)name_columns(style));
    for (int i = 0; i < VIEW_KNOWN; i++)
        print_time(style->to, view_known_spent(&known[i], &result->fold->threads[id]));
    fputc('\n', style->to);
}

static void print_headings(const struct summary_style *style, const struct view_known *known)
{
    fprintf(style->to, "\n  %-*s", name_columns(style), "");
    for (int i = 0; i < VIEW_KNOWN; i++)
        fprintf(style->to, " %*s", TIME_COLUMNS, known[i].above);
    fprintf(style->to, "\n  %-*s", name_columns(style), "thread");
    for (int i = 0; i < VIEW_KNOWN; i++)
        fprintf(style->to, " %*s", TIME_COLUMNS, known[i].below);
    fputc('\n', style->to);
}

static void print_table(const struct summary_style *style, const struct study_result *result)
{
    uint32_t threads = result->cast->threads;
    uint32_t shown = threads < SUMMARY_THREADS ? threads : SUMMARY_THREADS;

    print_headings(style, view_known(result->cast));
    for (uint32_t id = 1; id <= shown; id++)
        print_thread(style, result, id);
    if (threads > shown)
        fprintf(style->to, "  and %" PRIu32 " more threads\n", threads - shown);
}

static void print_processes(const struct summary_style *style,
                            const struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);
    char locks[32];

    summary_say(style, "processes", "%" PRIu32 ", with %s interpreter lock%s", facts->processes,
                facts->locks ? summary_count(locks, facts->locks) : "no",
                facts->locks == 1 ? "" : "s");
    for (uint32_t i = 0; i < facts->processes && i < SUMMARY_LOCKS; i++) {
        struct recording_process process = recording_process(recording, i);
        char name[16];

        snprintf(name, sizeof(name), "p%" PRIu32, i + 1);
        summary_say(style, name, "%" PRIu32 ": %s", process.pid, process.command);
    }
}

static void print_note(void *context, const char *text)
{
    summary_say(context, "note", "%s", text);
}

void recorded_print(const struct summary_style *style, const struct recording *recording,
                    const struct study_result *result)
{
    const struct recording_facts *facts = recording_facts(recording);
    struct summary_style own = *style;
    char advice[512];
    struct sim_text text = SIM_TEXT(advice);

    if (facts->processes > 1)
        print_processes(style, recording);
    if (facts->finished && facts->status < 0)
        summary_say(style, "ended", "by signal %d", -facts->status);
    else if (facts->finished)
        summary_say(style, "ended", "with exit status %d", facts->status);
    recorded_warn(print_note, &own, recording);
    advice_put(&text, result);
    summary_say(style, "advice", "%s", advice);
    print_table(style, result);
}

/* ---- JSON ---- */

static void set_int(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

static json_t *commands_array(const struct recording *recording)
{
    json_t *array = json_array();

    for (uint32_t i = 0; i < recording_facts(recording)->processes; i++)
        json_array_append_new(array, json_string(recording_process(recording, i).command));
    return array;
}

static json_t *facts_object(const struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);
    json_t *object = json_object();

    set_int(object, "processes", facts->processes);
    json_object_set_new(object, "commands", commands_array(recording));
    set_int(object, "unended_processes", facts->unended);
    set_int(object, "locks", facts->locks);
    set_int(object, "takes", (int64_t)facts->takes);
    set_int(object, "drops", (int64_t)facts->drops);
    set_int(object, "overlaps", (int64_t)facts->overlaps);
    set_int(object, "unpaired", (int64_t)facts->unpaired);
    set_int(object, "stuck_threads", facts->stuck);
    set_int(object, "lost", (int64_t)facts->lost);
    set_int(object, "crowded", (int64_t)facts->crowded);
    set_int(object, "damaged_bytes", (int64_t)facts->damaged);
    set_int(object, "processor_ns", (int64_t)facts->processor);
    json_object_set_new(object, "until_ns",
                        facts->until != SIM_TIME_NEVER ? json_integer(facts->until)
                                                       : json_null());
    json_object_set_new(object, "outgrown", json_boolean(facts->outgrown));
    json_object_set_new(object, "exit_status",
                        facts->finished ? json_integer(facts->status) : json_null());
    return object;
}

/* Begins as the object of a scenario does; a recording has neither seed nor parameters. */
json_t *recorded_json(const struct recording *recording, const struct study_result *result,
                      const struct study_speedup *speedup)
{
    json_t *object = json_object();
    char advice[512];
    struct sim_text text = SIM_TEXT(advice);

    if (!object)
        return NULL;
    json_object_set_new(object, "schema", json_string("interlock/run/1"));
    json_object_set_new(object, "version", json_string(PACKAGE_VERSION));
    json_object_set_new(object, "seed", json_null());
    json_object_set_new(object, "parameters", json_object());
    json_object_set_new(object, "title", json_string(result->cast->title));
    json_object_set_new(object, "python", json_string(result->cast->python));
    json_object_set_new(object, "recording", facts_object(recording));
    advice_put(&text, result);
    json_object_set_new(object, "advice", json_string(advice));
    report_put_run(object, result, speedup);
    return object;
}
