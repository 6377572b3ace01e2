/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock trace: every record of a run, with its cause, one a line. */
#include "config.h"

#include "ui/cli/limits.h"
#include "ui/cli/subject.h"
#include "ui/cli/window.h"
#include "ui/report/told.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trace {
    const struct cli *cli;
    const struct sim_cast *cast;
    told_fn tell;
    struct window window;
    const char *thread; /* NULL: all */
    uint32_t first,
        last; /* those that it names: one, or a group's; 0 not looked for yet, or none */
    int kind; /* -1: all */
};

/* ---- choosing ---- */

static void find_threads(struct trace *trace, const struct sim_cast *cast)
{
    trace->cast = cast;
    trace->first = trace->last = sim_cast_find_thread(cast, trace->thread);
    for (uint32_t g = 0; g < cast->group_count && !trace->first; g++) {
        const struct sim_cast_group *group = &cast->groups[g];

        if (strcmp(group->name, trace->thread) != 0)
            continue;
        trace->first = group->first;
        trace->last = group->first + group->count - 1;
    }
}

static void say_no_thread(const struct trace *trace)
{
    char names[512];
    struct sim_text text = SIM_TEXT(names);

    for (uint32_t g = 0; g < trace->cast->group_count; g++) {
        sim_text_put(&text, g ? ", " : "");
        sim_text_put(&text, trace->cast->groups[g].name);
    }
    cli_say("--thread %s: no such thread, nor several of that name; there are %s",
            trace->thread, names);
}

static bool is_wanted(const struct trace *trace, sim_time time, struct sim_record record)
{
    if (record.kind == SIM_RECORD_GAP || time < trace->window.from ||
        (trace->window.to >= 0 && time > trace->window.to))
        return false;
    if (record.kind == SIM_RECORD_STEP && !trace->cli->given[CLI_OPTION_ALL])
        return false;
    if (trace->kind >= 0 && record.kind != trace->kind)
        return false;
    return !trace->thread || (record.thread >= trace->first && record.thread <= trace->last);
}

static void read_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct trace *trace = context;

    if (trace->thread && !trace->cast)
        find_threads(trace, before->cast);
    if (is_wanted(trace, told_time(before, record), record))
        trace->tell(stdout, before, record);
}

/* On a terminal: a sentence goes on below where it began. */
static void tell_wrapped(FILE *to, const struct sim_fold *before, struct sim_record record)
{
    char sentence[SIM_SENTENCE];
    int column = told_begin(to, before, record, sentence);

    cli_put_row(to, column, sentence);
}

/* ---- options ---- */

static bool take_format(struct trace *trace)
{
    static const told_fn formats[] = { told_text, told_json, told_csv }; /* as options.def */
    int format = 0;

    if (!cli_take_word(trace->cli, CLI_OPTION_FORMAT, &format))
        return false;
    trace->tell = formats[format];
    if (trace->tell == told_text && isatty(STDOUT_FILENO))
        trace->tell = tell_wrapped;
    return true;
}

static bool take_kind(struct trace *trace)
{
    const char *kind = trace->cli->value[CLI_OPTION_KIND];

    trace->kind = -1;
    if (!kind)
        return true;
    for (int i = 0; i < SIM_RECORD_KIND_COUNT; i++) {
        if (!strcmp(sim_record_kinds[i].name, kind)) {
            trace->kind = i;
            return true;
        }
    }
    cli_say("--kind %s: no such kind; interlock list records names them", kind);
    return false;
}

static int trace_subject(struct trace *trace, const struct subject *subject,
                         const struct study_limits *limits)
{
    struct study_reader reader = { read_record, trace, NULL };
    struct study_result result;
    int code;

    if (trace->tell == told_csv)
        told_csv_head(stdout);
    code = subject_play(subject, &reader, limits, &result);
    if (code != CLI_GOOD)
        return code;
    if (trace->cast && !trace->first) {
        say_no_thread(trace);
        code = CLI_USAGE;
    }
    study_result_free(&result);
    return code;
}

static int verb(const struct cli *cli)
{
    struct trace trace = { .cli = cli, .thread = cli->value[CLI_OPTION_THREAD] };
    struct study_limits limits;
    struct subject subject;
    int code;

    if (!take_format(&trace) || !take_kind(&trace) || !window_take(cli, &trace.window) ||
        !limits_take(cli, &limits))
        return CLI_USAGE;
    limits.enough = trace.window.to < 0 ? 0 : trace.window.to;
    code = subject_open(&subject, cli, cli->args[0]);
    subject.quiet |= isatty(STDOUT_FILENO); /* what it prints tells how far it is */
    if (code == CLI_GOOD)
        code = trace_subject(&trace, &subject, &limits);
    subject_close(&subject);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_FORMAT, CLI_OPTION_FROM, CLI_OPTION_TO,   CLI_OPTION_THREAD,     CLI_OPTION_KIND,
    CLI_OPTION_ALL,    CLI_OPTION_SET,  CLI_OPTION_SEED, CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_trace = {
    .name = "trace",
    .arguments = "FILE",
    .example = "two-threads --from 5ms --to 6ms",
    .summary = "print what happened, one event a line, each with its cause",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
