/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing what only a recorded run has to tell. */
#include "config.h"

#include "ui/report/recorded.h"

#include <inttypes.h>

/* ---- what is missing ---- */

void recorded_warn(FILE *to, const char *before, const struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);

    if (!facts->finished)
        fprintf(to, "%sthe recorder did not see the end of the command\n", before);
    if (facts->lost)
        fprintf(to,
                "%sincomplete: no space was left for %" PRIu64
                " events at the end of one or more threads\n",
                before, facts->lost);
    if (facts->crowded)
        fprintf(to,
                "%sincomplete: a process had more interpreters than can be told apart; %" PRIu64
                " takes of their locks are missing\n",
                before, facts->crowded);
    if (facts->damaged)
        fprintf(to, "%sdamaged: %" PRIu64 " bytes make no sense\n", before, facts->damaged);
    if (facts->overlaps || facts->unpaired)
        fprintf(to,
                "%sinconsistent: %" PRIu64 " takes of a lock that was held, %" PRIu64
                " drops by others than its owner\n",
                before, facts->overlaps, facts->unpaired);
}

/* ---- the table of threads ---- */

struct shares {
    sim_time running, waiting, computing, blocked, ready;
};

static struct shares shares_of(const struct fold_thread *thread)
{
    const sim_time *spent = thread->spent;

    return (struct shares){
        .running = spent[SIM_REASON_RUNNING],
        .waiting = spent[SIM_REASON_INTERPRETER] + spent[SIM_REASON_SWITCH],
        .computing = spent[SIM_REASON_NATIVE],
        .blocked = spent[SIM_REASON_IO] + spent[SIM_REASON_SLEEP] + spent[SIM_REASON_LOCK],
        .ready = spent[SIM_REASON_RUNNABLE],
    };
}

static void print_time(FILE *to, sim_time time)
{
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_time(&text, time);
    fprintf(to, "  %10s", time ? buffer : "-");
}

static void print_thread(FILE *to, const struct study_result *result, uint32_t id)
{
    struct shares shares = shares_of(&result->fold->threads[id]);
    char name[256];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(result->cast, &text, id);
    fprintf(to, "  %-20s", name);
    print_time(to, shares.running);
    print_time(to, shares.waiting);
    print_time(to, shares.computing);
    print_time(to, shares.blocked);
    print_time(to, shares.ready);
    fputc('\n', to);
}

static void print_table(FILE *to, const struct study_result *result)
{
    uint32_t threads = result->cast->threads;
    uint32_t shown = threads < SUMMARY_THREADS ? threads : SUMMARY_THREADS;

    fprintf(to, "\n  %-20s  %10s  %10s  %10s  %10s  %10s\n", "", "runs with", "waits for",
            "computes", "", "has no");
    fprintf(to, "  %-20s  %10s  %10s  %10s  %10s  %10s\n", "thread", "the lock", "the lock",
            "without it", "is blocked", "processor");
    for (uint32_t id = 1; id <= shown; id++)
        print_thread(to, result, id);
    if (threads > shown)
        fprintf(to, "  and %" PRIu32 " more threads\n", threads - shown);
}

void recorded_print(const struct summary_style *style, const struct recording *recording,
                    const struct study_result *result)
{
    const struct recording_facts *facts = recording_facts(recording);

    if (facts->processes > 1)
        fprintf(style->to, "  processes  %" PRIu32 ", with %" PRIu32 " interpreter locks\n",
                facts->processes, facts->locks);
    if (facts->finished && facts->status < 0)
        fprintf(style->to, "  ended      by signal %d\n", -facts->status);
    else if (facts->finished)
        fprintf(style->to, "  ended      with exit status %d\n", facts->status);
    recorded_warn(style->to, "  note       ", recording);
    print_table(style->to, result);
}

/* ---- JSON ---- */

static void set_int(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

static json_t *facts_object(const struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);
    json_t *object = json_object();

    set_int(object, "processes", facts->processes);
    set_int(object, "unended_processes", facts->unended);
    set_int(object, "locks", facts->locks);
    set_int(object, "takes", (int64_t)facts->takes);
    set_int(object, "drops", (int64_t)facts->drops);
    set_int(object, "overlaps", (int64_t)facts->overlaps);
    set_int(object, "unpaired", (int64_t)facts->unpaired);
    set_int(object, "lost", (int64_t)facts->lost);
    set_int(object, "crowded", (int64_t)facts->crowded);
    set_int(object, "damaged_bytes", (int64_t)facts->damaged);
    json_object_set_new(object, "exit_status",
                        facts->finished ? json_integer(facts->status) : json_null());
    return object;
}

/* Begins as the object of a scenario does; a recording has neither seed nor parameters. */
json_t *recorded_json(const struct recording *recording, const struct study_result *result,
                      const struct study_speedup *speedup)
{
    json_t *object = json_object();

    if (!object)
        return NULL;
    json_object_set_new(object, "schema", json_string("interlock/run/1"));
    json_object_set_new(object, "version", json_string(PACKAGE_VERSION));
    json_object_set_new(object, "seed", json_null());
    json_object_set_new(object, "parameters", json_object());
    json_object_set_new(object, "title", json_string(result->cast->title));
    json_object_set_new(object, "python", json_string(result->cast->python));
    json_object_set_new(object, "recording", facts_object(recording));
    report_put_run(object, result, speedup);
    return object;
}
