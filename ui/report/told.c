/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing a line about a record. */
#include "ui/report/told.h"

#include "ui/report/escape.h"

#include <inttypes.h>
#include <jansson.h>

sim_time told_time(const struct sim_fold *before, struct sim_record record)
{
    return before->now + sim_record_gap(record);
}

static uint64_t step_of(const struct sim_fold *before, struct sim_record record)
{
    return before->step + !!(record.flags & SIM_RECORD_FIRST);
}

/* Name of a thread; "" of none. */
#define NAME 1024
static const char *thread_name(char name[NAME], const struct sim_fold *fold, uint32_t thread)
{
    struct sim_text text = sim_text_over(name, NAME);

    name[0] = '\0';
    if (thread)
        sim_cast_put_thread(fold->cast, &text, thread);
    return name;
}

/* What the thread does from now on; "" when that does not change. */
static const char *reason_name(struct sim_record record)
{
    enum sim_reason reason = sim_record_reason(record);

    return reason == SIM_REASON_SAME ? "" : sim_reasons[reason].name;
}

int told_begin(FILE *to, const struct sim_fold *before, struct sim_record record,
               char sentence[SIM_SENTENCE])
{
    struct sim_text text = sim_text_over(sentence, SIM_SENTENCE);
    sim_time time = told_time(before, record);
    char core[16] = "-";

    sim_sentence(&text, before, record);
    if (record.core)
        snprintf(core, sizeof(core), "%u", record.core);
    return fprintf(to, "%8" PRIu64 " %6" PRId64 ".%06" PRId64 " ms  %3s  ",
                   step_of(before, record), time / 1000000, time % 1000000, core);
}

void told_text(FILE *to, const struct sim_fold *before, struct sim_record record)
{
    char sentence[SIM_SENTENCE];

    told_begin(to, before, record, sentence);
    fprintf(to, "%s\n", sentence);
}

void told_json(FILE *to, const struct sim_fold *before, struct sim_record record)
{
    char sentence[SIM_SENTENCE], name[NAME];
    struct sim_text text = SIM_TEXT(sentence);
    json_t *object;

    sim_sentence(&text, before, record);
    object = json_pack("{sIsIsisssssssIsssb}", "step", (json_int_t)step_of(before, record),
                       "time_ns", (json_int_t)told_time(before, record), "core", record.core,
                       "thread", thread_name(name, before, record.thread), "kind",
                       sim_record_kinds[record.kind].name, "sentence", sentence, "arg",
                       (json_int_t)record.arg, "reason", reason_name(record), "on_core",
                       record.flags & SIM_RECORD_ON_CORE);
    json_dumpf(object, to, JSON_COMPACT | JSON_PRESERVE_ORDER);
    fputc('\n', to);
    json_decref(object);
}

void told_csv_head(FILE *to)
{
    fputs("step,time_ns,core,thread,kind,sentence,reason,on_core,arg\n", to);
}

void told_csv(FILE *to, const struct sim_fold *before, struct sim_record record)
{
    char sentence[SIM_SENTENCE], name[NAME];
    struct sim_text text = SIM_TEXT(sentence);

    sim_sentence(&text, before, record);
    fprintf(to, "%" PRIu64 ",%" PRId64 ",%u,", step_of(before, record),
            told_time(before, record), record.core);
    escape_csv(to, thread_name(name, before, record.thread));
    fprintf(to, ",%s,", sim_record_kinds[record.kind].name);
    escape_csv(to, sentence);
    fprintf(to, ",%s,%d,%" PRIu32 "\n", reason_name(record),
            !!(record.flags & SIM_RECORD_ON_CORE), record.arg);
}
