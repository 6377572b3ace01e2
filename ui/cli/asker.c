/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running what a question is about. */
#include "config.h"

#include "ui/cli/asker.h"

#include "sim/study/speedup.h"
#include "ui/quiz/posed.h"
#include "ui/report/escape.h"
#include "ui/report/expect.h"
#include "ui/report/json.h"

#include <stdlib.h>
#include <string.h>

/* assumed: who asks about a longer run would wait for minutes */
#define EVENTS_MAX 500000000

/* ---- the run ---- */

static bool pose_result(const struct asker *asker, const struct scenario *scenario,
                        const struct scenario_question *from, const struct study_result *result,
                        struct quiz_question *question, struct sim_text *why)
{
    struct study_limits limits = { .events = EVENTS_MAX };
    struct study_speedup speedup = study_speedup(&scenario->sim, result, &limits);
    struct expect_run run = { .json = report_facts(scenario, result, &speedup),
                              .scenario = scenario,
                              .result = result };
    bool good =
        run.json && quiz_pose(asker->scenario, from, expect_look_up, &run, question, why);

    if (!run.json)
        sim_text_put(why, "out of memory");
    json_decref((json_t *)run.json);
    return good;
}

static void put_first(struct sim_text *why, const struct sim_errors *errors)
{
    sim_text_put(why, errors && errors->count ? errors->list[0].text : "out of memory");
}

/* With the one value that is varied; NULL with `why`. */
static struct scenario *load_varied(const struct cli *cli, const char *file, const char *vary,
                                    struct sim_errors *errors)
{
    const char *all[CLI_SETS_MAX + 3];
    struct scenario_options options = { .search = cli_search_path(), .settings = all };
    size_t count = 0;

    for (; count < cli->set_count; count++)
        all[count] = cli->sets[count];
    all[count++] = vary;
    all[count] = NULL;
    return scenario_load(file, &options, errors);
}

static bool pose_scenario(const struct asker *asker, const struct scenario *scenario,
                          const struct scenario_question *from, struct quiz_question *question,
                          struct sim_text *why, struct sim_errors *errors)
{
    struct study_limits limits = { .events = EVENTS_MAX };
    struct study_result result;
    bool good;

    if (!study_run(&scenario->sim, sim_model_of(&scenario->sim), NULL, &limits, &result,
                   errors)) {
        put_first(why, errors);
        return false;
    }
    good = pose_result(asker, scenario, from, &result, question, why);
    study_result_free(&result);
    return good;
}

static bool pose(void *context, int n, struct quiz_question *question, struct sim_text *why)
{
    const struct asker *asker = context;
    const struct scenario_question *from = &asker->scenario->questions[n];
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *varied = NULL;
    bool good = errors;

    if (good && from->vary && cli_is_read_once(asker->file)) {
        sim_text_put(why, strcmp(asker->file, "-") ? asker->file : "standard input");
        sim_text_put(why, " cannot be read again with ");
        sim_text_put(why, from->vary);
        good = false;
    } else if (good && from->vary) {
        varied = load_varied(asker->cli, asker->file, from->vary, errors);
        good = varied;
    }
    if (good)
        good = pose_scenario(asker, varied ? varied : asker->scenario, from, question, why,
                             errors);
    else if (!why->used)
        put_first(why, errors);
    scenario_free(varied);
    free(errors);
    return good;
}

void asker_open(struct asker *asker, const struct cli *cli, const char *file,
                const struct scenario *scenario)
{
    *asker = (struct asker){ .cli = cli, .file = file, .scenario = scenario };
    asker->play = (struct play_asker){ .count = (int)scenario->question_count,
                                       .pose = pose,
                                       .context = asker };
}

/* ---- checking ---- */

int asker_check(const struct cli *cli, const char *file, const struct scenario *scenario)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    int code = CLI_GOOD;

    for (uint32_t i = 0; errors && !cli_is_read_once(file) && i < scenario->question_count;
         i++) {
        const struct scenario_question *question = &scenario->questions[i];
        struct scenario *varied;

        if (!question->vary)
            continue;
        memset(errors, 0, sizeof(*errors));
        varied = load_varied(cli, file, question->vary, errors);
        if (!varied) {
            escape_shown(stderr, question->file);
            fprintf(stderr, ":%u: [question %s] vary: with %s:\n", question->line,
                    question->name, question->vary);
            scenario_print_errors(stderr, errors);
            code = CLI_INVALID;
        }
        scenario_free(varied);
    }
    free(errors);
    return code;
}
