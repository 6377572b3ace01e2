/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock record: running a program and keeping what its interpreter locks did. */
#include "config.h"

#include "recorder/cost.h"
#include "recorder/format.h"
#include "recorder/gather.h"
#include "recorder/program.h"
#include "recorder/recording.h"
#include "scenarios/load.h"
#include "sim/trace/fold.h"
#include "ui/cli/cli.h"
#include "ui/cli/launch.h"
#include "ui/cli/output.h"
#include "ui/report/recorded.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_FILE "interlock.rec"

struct record {
    const struct cli *cli;
    const char *file;
    struct launch launch;
    int64_t duration; /* to be recorded; SIM_TIME_NEVER: all of it */
    int64_t room;     /* bytes that it may take */
    struct cost cost;
    bool measured;
};

/* ---- before ---- */

/* What is there already is overwritten only if it is a recording. */
static bool check_file(const char *file)
{
    struct stat info;

    if (!strcmp(file, "-")) {
        cli_say("what the program prints goes to standard output: give a file with -o");
        return false;
    }
    if (stat(file, &info) != 0 ||
        (S_ISREG(info.st_mode) && (!info.st_size || recording_is(file))))
        return true;
    cli_say("%s is there already and is no recording: give another name with -o", file);
    return false;
}

/* ---- afterwards ---- */

/* Reads the recording, which completes its facts; the time that its threads worked. False when out of
 * memory. */
static bool read_all(struct recording *recording, sim_time *cpu)
{
    struct sim_fold *fold = sim_fold_create(recording_cast(recording));
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t threads = recording_cast(recording)->threads, got;

    *cpu = 0;
    if (!fold)
        return false;
    while ((got = recording_next(recording, records)) != 0) {
        for (uint32_t i = 0; i < got; i++)
            sim_fold_apply(fold, records[i]);
    }
    sim_fold_settle(fold);
    for (uint32_t i = 1; i <= threads; i++)
        *cpu += fold->threads[i].cpu;
    sim_fold_destroy(fold);
    return true;
}

/* The cost is measured here and now, not during the run: an estimate, and said to be one. */
static void tell_cost(const struct record *record, const struct recording *recording,
                      sim_time cpu)
{
    const struct recording_facts *facts = recording_facts(recording);
    const struct cost *cost = &record->cost;
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);
    sim_time all = (sim_time)facts->takes * cost->pair + (sim_time)facts->looks * cost->look +
                   (sim_time)facts->asked * cost->ask + (sim_time)facts->calls * cost->call +
                   recording_cast(recording)->threads * cost->thread;

    if (!record->measured)
        return;
    sim_text_put_time(&text, all);
    cli_say("recording took about %s, %.2f %% of the processor time (ns: take and drop %" PRId64
            ", processor time %" PRId64 ", ready time %" PRId64 ", write or read %" PRId64
            ", thread %" PRId64 ")",
            buffer, cpu ? 100.0 * (double)all / (double)cpu : 0, cost->pair, cost->look,
            cost->ask, cost->call, cost->thread);
}

static void say_note(void *context, const char *text)
{
    (void)context;
    cli_say("%s", text);
}

static void tell(const struct record *record, struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);
    const struct sim_cast *cast = recording_cast(recording);
    sim_time cpu;

    if (!read_all(recording, &cpu)) {
        cli_say("out of memory");
        return;
    }
    if (facts->locks)
        cli_say("%s: %" PRIu64 " takes of %" PRIu32 " interpreter lock%s by %" PRIu32
                " thread%s; see interlock run %s",
                record->file, facts->takes, facts->locks, facts->locks == 1 ? "" : "s",
                cast->threads, cast->threads == 1 ? "" : "s", record->file);
    else
        cli_say("%s: %" PRIu32 " thread%s without an interpreter lock; see interlock run %s",
                record->file, cast->threads, cast->threads == 1 ? "" : "s", record->file);
    recorded_warn(say_note, NULL, recording);
    tell_cost(record, recording, cpu);
}

static void tell_causes(uint32_t causes)
{
    char why[256];
    struct sim_text text = SIM_TEXT(why);

    recorded_put_causes(&text, causes);
    if (causes)
        cli_say("incomplete: nothing could be written%s", why);
}

/* No lock was seen: then there is no recording. */
static void tell_why_not(const struct record *record)
{
    tell_causes(record->launch.head.causes);
    if (record->duration != SIM_TIME_NEVER &&
        record->launch.head.until < record->launch.head.ended) {
        cli_say("no use of an interpreter lock was seen in %s within --duration %s; %s was not "
                "written",
                record->cli->args[0], record->cli->value[CLI_OPTION_DURATION], record->file);
        return;
    }
    cli_say("no use of an interpreter lock was seen in %s: %s; %s was not written",
            record->cli->args[0], program_why_unseen(record->cli->args[0]), record->file);
}

/* What is written is read: the file has its name once it is known to be a recording, and until then
 * the one of before stays. False when the parts are still all that there is. */
static bool keep_as(struct record *record, struct output *output, struct sim_errors *errors)
{
    struct recording *recording =
        recording_open_if_any(output->fresh ? output->fresh : output->path, errors);
    bool quiet = record->cli->given[CLI_OPTION_QUIET], good;

    if (!recording && !errors->count)
        tell_why_not(record);
    good = output_end(output, recording ? CLI_GOOD : CLI_FALSE) == CLI_GOOD;
    if (good && !quiet)
        record->measured =
            cost_measure(record->launch.library, record->launch.folder, &record->cost);
    if (good && !quiet)
        tell(record, recording);
    if (recording)
        recording_close(recording);
    return good || (!recording && !errors->count);
}

/* The parts go last, when the recording is on the disk, or there is none. */
static bool keep(struct record *record)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct output output;
    FILE *to = output_to(&output, record->file);
    bool good = errors && to && gather_parts(record->launch.folder, to, &record->launch.head) &&
                keep_as(record, &output, errors);

    output_finish(&output, CLI_WORLD); /* if it has not ended */
    if (errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    if (good)
        gather_remove(record->launch.folder);
    else
        cli_say("what was recorded is in %s; interlock run reads it there",
                record->launch.folder);
    return good;
}

/* ---- the verb ---- */

static int run(struct record *record)
{
    struct launch *launch = &record->launch;
    int status;
    bool kept;

    launch->head.room = record->room - (int64_t)sizeof(launch->head);
    if (!launch_start(launch, record->duration)) {
        gather_remove(launch->folder);
        return CLI_WORLD;
    }
    launch_ended(launch, true);
    kept = keep(record);
    status = launch_status(launch);
    return kept || status ? status : CLI_WORLD;
}

static int verb(const struct cli *cli)
{
    struct record *record = calloc(1, sizeof(*record));
    int code = CLI_WORLD;

    if (!record) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    record->cli = cli;
    record->file = cli->given[CLI_OPTION_OUTPUT] ? cli->value[CLI_OPTION_OUTPUT] : DEFAULT_FILE;
    if (!launch_take_limits(cli, &record->duration, &record->room))
        code = CLI_USAGE;
    else if (check_file(record->file) &&
             launch_prepare(&record->launch, cli->args, record->file))
        code = run(record);
    free(record);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_OUTPUT, CLI_OPTION_DURATION, CLI_OPTION_MAX_SIZE,
    CLI_OPTION_QUIET,  CLI_OPTION_END,
};

const struct cli_verb verb_record = {
    .name = "record",
    .arguments = "COMMAND...",
    .example = "-o app.rec -- python3 app.py",
    .summary = "record the interpreter locks of a Python program",
    .least = 1,
    .most = -1,
    .command = true,
    .options = options,
    .run = verb,
};
