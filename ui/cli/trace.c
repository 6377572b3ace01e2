/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock trace: every record of a run, with its cause, one a line. */
#include "config.h"

#include "scenarios/units.h"
#include "sim/trace/sentence.h"
#include "ui/cli/subject.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct trace {
    const struct cli *cli;
    const struct sim_cast *cast;
    void (*print)(const struct trace *trace, const struct sim_fold *before, sim_time time,
                  uint64_t step, struct sim_record record);
    sim_time from, to;
    const char *thread;
    int kind; /* -1: all */
};

#define SENTENCE 1024

/* ---- formats ---- */

static void print_text(const struct trace *trace, const struct sim_fold *before, sim_time time,
                       uint64_t step, struct sim_record record)
{
    char sentence[SENTENCE], core[16] = "-";
    struct sim_text text = SIM_TEXT(sentence);

    (void)trace;
    sim_sentence(&text, before, record);
    if (record.core)
        snprintf(core, sizeof(core), "%u", record.core);
    printf("%8" PRIu64 " %6" PRId64 ".%06" PRId64 " ms  %3s  %s\n", step, time / 1000000,
           time % 1000000, core, sentence);
}

static const char *thread_name(char name[SENTENCE], const struct sim_fold *fold, uint32_t id)
{
    struct sim_text text = sim_text_over(name, SENTENCE);

    name[0] = '\0';
    if (id)
        sim_cast_put_thread(fold->cast, &text, id);
    return name;
}

/* What the thread does from now on; "" when that does not change. */
static const char *reason_name(struct sim_record record)
{
    enum sim_reason reason = sim_record_reason(record);

    return reason == SIM_REASON_SAME ? "" : sim_reasons[reason].name;
}

static void print_json(const struct trace *trace, const struct sim_fold *before, sim_time time,
                       uint64_t step, struct sim_record record)
{
    char sentence[SENTENCE], name[SENTENCE];
    struct sim_text text = SIM_TEXT(sentence);
    json_t *object;

    (void)trace;
    sim_sentence(&text, before, record);
    object = json_pack(
        "{sIsIsisssssssIsssb}", "step", (json_int_t)step, "time_ns", (json_int_t)time, "core",
        record.core, "thread", thread_name(name, before, record.thread), "kind",
        sim_record_kinds[record.kind].name, "sentence", sentence, "arg", (json_int_t)record.arg,
        "reason", reason_name(record), "on_core", record.flags & SIM_RECORD_ON_CORE);
    json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
    fputc('\n', stdout);
    json_decref(object);
}

/* A CSV field; sentences may contain commas and quotes. */
static void print_quoted(const char *field)
{
    putchar('"');
    for (; *field; field++) {
        if (*field == '"')
            putchar('"');
        putchar(*field);
    }
    putchar('"');
}

static void print_csv(const struct trace *trace, const struct sim_fold *before, sim_time time,
                      uint64_t step, struct sim_record record)
{
    char sentence[SENTENCE], name[SENTENCE];
    struct sim_text text = SIM_TEXT(sentence);

    (void)trace;
    sim_sentence(&text, before, record);
    printf("%" PRIu64 ",%" PRId64 ",%u,", step, time, record.core);
    print_quoted(thread_name(name, before, record.thread));
    printf(",%s,", sim_record_kinds[record.kind].name);
    print_quoted(sentence);
    printf(",%s,%d,%" PRIu32 "\n", reason_name(record), !!(record.flags & SIM_RECORD_ON_CORE),
           record.arg);
}

/* ---- choosing ---- */

static bool is_wanted(const struct trace *trace, const struct sim_fold *before, sim_time time,
                      struct sim_record record)
{
    char name[SENTENCE];

    if (record.kind == SIM_RECORD_GAP || time < trace->from || time > trace->to)
        return false;
    if (record.kind == SIM_RECORD_STEP && !trace->cli->given[CLI_OPTION_ALL])
        return false;
    if (trace->kind >= 0 && record.kind != trace->kind)
        return false;
    return !trace->thread || !strcmp(thread_name(name, before, record.thread), trace->thread);
}

static void read_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    const struct trace *trace = context;
    sim_time time = before->now + record.dt;
    uint64_t step = before->step + !!(record.flags & SIM_RECORD_FIRST);

    if (is_wanted(trace, before, time, record))
        trace->print(trace, before, time, step, record);
}

/* ---- options ---- */

static bool take_format(struct trace *trace)
{
    const char *format = trace->cli->value[CLI_OPTION_FORMAT];

    trace->print = print_text;
    if (!format || !strcmp(format, "text"))
        return true;
    if (!strcmp(format, "json")) {
        trace->print = print_json;
        return true;
    }
    if (!strcmp(format, "csv")) {
        trace->print = print_csv;
        return true;
    }
    cli_say("--format %s: must be text, json or csv", format);
    return false;
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

static bool take_time(const struct trace *trace, enum cli_option_id id, sim_time *time)
{
    const char *value = trace->cli->value[id];
    char why[256];
    struct sim_text text = SIM_TEXT(why);

    if (!value || units_parse(UNITS_TIME, value, time, &text))
        return true;
    cli_say("--%s %s: %s", cli_option_table[id].name, value, why);
    return false;
}

static int trace_subject(struct trace *trace, const struct subject *subject)
{
    struct study_reader reader = { read_record, trace };
    struct study_limits limits = { .interrupted = cli_interrupted() };
    struct study_result result;
    int code;

    if (trace->print == print_csv)
        puts("step,time_ns,core,thread,kind,sentence,reason,on_core,arg");
    code = subject_play(subject, &reader, &limits, &result);
    if (code == CLI_GOOD)
        study_result_free(&result);
    return code;
}

static int verb(const struct cli *cli)
{
    struct trace trace = { .cli = cli,
                           .to = SIM_TIME_NEVER,
                           .thread = cli->value[CLI_OPTION_THREAD] };
    struct subject subject;
    int code;

    if (!take_format(&trace) || !take_kind(&trace) ||
        !take_time(&trace, CLI_OPTION_FROM, &trace.from) ||
        !take_time(&trace, CLI_OPTION_TO, &trace.to))
        return CLI_USAGE;
    code = subject_open(&subject, cli, cli->args[0]);
    if (code == CLI_GOOD)
        code = trace_subject(&trace, &subject);
    subject_close(&subject);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_FORMAT, CLI_OPTION_FROM, CLI_OPTION_TO,   CLI_OPTION_THREAD, CLI_OPTION_KIND,
    CLI_OPTION_ALL,    CLI_OPTION_SET,  CLI_OPTION_SEED, CLI_OPTION_END,
};

const struct cli_verb verb_trace = {
    .name = "trace",
    .arguments = "FILE",
    .summary = "print what happened, one event a line, each with its cause",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
