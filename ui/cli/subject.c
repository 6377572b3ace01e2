/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scenarios and recordings, played alike. */
#include "config.h"

#include "ui/cli/subject.h"

#include "ui/cli/bar.h"

#include <stdlib.h>
#include <string.h>

static int open_recording(struct subject *subject)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));

    subject->recording = errors ? recording_open(subject->file, errors) : NULL;
    if (!subject->recording && errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    return subject->recording ? CLI_GOOD : CLI_WORLD;
}

int subject_open(struct subject *subject, const struct cli *cli, const char *file)
{
    int code = CLI_GOOD;

    *subject = (struct subject){ .file = file, .quiet = cli->given[CLI_OPTION_QUIET] };
    if (!recording_is(file)) {
        subject->scenario = cli_load(cli, file, &code);
        return subject->scenario ? CLI_GOOD : code;
    }
    if (cli->set_count) {
        cli_say("%s: a recording tells what happened: --set and --seed change scenarios only",
                file);
        return CLI_USAGE;
    }
    return open_recording(subject);
}

void subject_close(struct subject *subject)
{
    scenario_free(subject->scenario);
    if (subject->recording)
        recording_close(subject->recording);
}

static uint32_t next(void *context, struct sim_record *records)
{
    return recording_next(context, records);
}

struct sim_tape subject_tape(const struct subject *subject)
{
    return (struct sim_tape){ .cast = recording_cast(subject->recording),
                              .next = next,
                              .context = subject->recording };
}

static bool play(const struct subject *subject, const struct study_reader *reader,
                 const struct study_limits *limits, struct study_result *result,
                 struct sim_errors *errors)
{
    struct sim_tape tape;
    const struct sim_scenario *sim;

    if (!subject->recording) {
        sim = &subject->scenario->sim;
        return study_run(sim, sim_model_of(sim), reader, limits, result, errors);
    }
    tape = subject_tape(subject);
    recording_rewind(subject->recording);
    return study_replay(&tape, subject->file, reader, limits, result, errors);
}

/* ---- how far it is ---- */

static void went_on(void *context, uint64_t events)
{
    bar_set(context, events);
}

static struct study_limits limits_telling(const struct subject *subject,
                                          const struct study_limits *limits, struct bar *bar,
                                          const char *what)
{
    struct study_limits telling = *limits;

    bar_begin(bar, !subject->quiet, true, what, 0, 0);
    telling.went_on = went_on;
    telling.context = bar;
    return telling;
}

int subject_play(const struct subject *subject, const struct study_reader *reader,
                 const struct study_limits *limits, struct study_result *result)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct bar bar;
    struct study_limits telling = limits_telling(subject, limits, &bar, "events");
    int code = CLI_WORLD;

    if (errors && play(subject, reader, &telling, result, errors))
        code = CLI_GOOD;
    bar_end(&bar);
    if (!errors)
        cli_say("out of memory");
    else if (code != CLI_GOOD)
        scenario_print_errors(stderr, errors);
    free(errors);
    if (code != CLI_GOOD && limits->interrupted && *limits->interrupted)
        code = CLI_INTERRUPTED;
    return code;
}

struct study_speedup subject_speedup(const struct subject *subject,
                                     const struct study_result *result,
                                     const struct study_limits *limits)
{
    struct study_speedup speedup;
    struct study_limits telling;
    struct bar bar;

    if (subject->scenario) {
        telling = limits_telling(subject, limits, &bar, "events, one thread after the other");
        speedup = study_speedup(&subject->scenario->sim, result, &telling);
        bar_end(&bar);
        return speedup;
    }
    return (struct study_speedup){
        .why = "a recording tells what happened, not what else could have"
    };
}
