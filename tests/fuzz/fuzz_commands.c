/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any lines as what is done to a run: a schedule, or commands of a timeline. */
#include "scenarios/load.h"
#include "sim/engine/check.h"
#include "sim/models/by_hand.h"
#include "sim/models/models.h"
#include "sim/timeline/schedule.h"
#include "tests/fuzz/target.h"
#include "ui/cli/cli.h"
#include "ui/cli/schedule.h"

#include <stdlib.h>
#include <string.h>

/*
 * The first letter says which. A schedule may be refused, with a word; what is taken is followed as
 * far as it goes, twice, with the same end. Of commands each line is one:
 *
 *     120              to this step
 *     -30              so many steps back, and what was behind them is forgotten
 *     b                a branch, with which it goes on
 *     runtime.switch_interval=1ms    a live parameter, if the reader takes it
 *
 * Whatever they are, each state is valid, and what is repeated is the same: law 5.
 */
#define STEPS 400     /* further nothing goes */
#define CHOICES 60    /* of a schedule that are followed */
#define COMMANDS 24   /* that are obeyed */
#define BUDGET 100000 /* bytes of checkpoints: a few */

static const char by_hand[] = "[scenario]\n"
                              "format = 1\n"
                              "[runtime]\n"
                              "python = 3.9\n"
                              "[variable count]\n"
                              "[thread a]\n"
                              "count = 2\n"
                              "program =\n"
                              "    add count 2 as attribute\n"
                              "    lock door\n"
                              "    python 1ms\n"
                              "    unlock door\n"
                              "[thread b]\n"
                              "program =\n"
                              "    add count 1 as call-python\n"
                              "    join a\n";

static const char timed[] = "[scenario]\n"
                            "format = 1\n"
                            "[machine]\n"
                            "cores = 2\n"
                            "[runtime]\n"
                            "python = 3.12\n"
                            "[thread a]\n"
                            "count = 3\n"
                            "program =\n"
                            "    repeat 20\n"
                            "        python exp(2ms)\n"
                            "        io 1ms\n"
                            "        native 300us\n"
                            "    end\n"
                            "[thread b]\n"
                            "program =\n"
                            "    python 30ms\n"
                            "    sleep 2ms\n"
                            "    python 10ms\n";

static int said;

/* What the command says on standard error. */
void cli_say(const char *format, ...)
{
    fuzz_require(*format);
    said++;
}

static struct scenario *parse(const char *text, size_t size)
{
    struct sim_errors errors = { .count = 0 };
    struct scenario *scenario = scenario_parse(text, size, "fuzz.ini", NULL, &errors);

    fuzz_require(scenario != NULL);
    return scenario;
}

static struct timeline *begin(const struct sim_scenario *sim, const struct sim_model *model)
{
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline = timeline_create(sim, model, BUDGET, &errors);

    fuzz_require(timeline != NULL);
    return timeline;
}

static void fine(const struct timeline *timeline)
{
    fuzz_require(!sim_check(timeline->sim));
    fuzz_require(!timeline->diverged);
}

/* ---- schedules ---- */

static uint64_t follow(const struct sim_scenario *sim, const struct sim_model *model,
                       const struct cli_schedule *schedule, size_t *done)
{
    size_t count = schedule->count < CHOICES ? schedule->count : CHOICES;
    struct timeline *timeline = begin(sim, model);
    uint64_t hash, step;

    *done = schedule_follow(timeline, schedule->threads, count, 100000);
    fine(timeline);
    hash = sim_state_hash(timeline->sim);
    step = timeline_step_now(timeline);
    fuzz_require(timeline_seek(timeline, step / 2) && timeline_seek(timeline, step));
    fuzz_require(sim_state_hash(timeline->sim) == hash);
    fine(timeline);
    timeline_destroy(timeline);
    return hash;
}

static void read_schedule(const uint8_t *data, size_t size)
{
    static struct scenario *scenario;
    static const struct sim_model *model;
    static struct sim_scenario *untimed;
    struct cli_schedule schedule;
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "r");
    size_t done, again;
    int code;

    if (!scenario) {
        scenario = parse(by_hand, sizeof(by_hand) - 1);
        model = by_hand_model(&scenario->sim);
        untimed = by_hand_untimed(&scenario->sim);
    }
    if (!file || !untimed)
        abort();
    said = 0;
    code = cli_schedule_parse(file, "fuzz", untimed, &schedule);
    fclose(file);
    fuzz_require((code == CLI_GOOD) == (said == 0));
    if (code == CLI_GOOD)
        fuzz_require(follow(untimed, model, &schedule, &done) ==
                         follow(untimed, model, &schedule, &again) &&
                     done == again);
    cli_schedule_free(&schedule);
}

/* ---- commands ---- */

/* As the views do it: whatever the reader makes of the setting over the scenario. */
static void set(struct timeline *timeline, const struct scenario *plain, const char *line)
{
    struct scenario_setting settings[] = { { line, "fuzz.ini", 1 }, { NULL, NULL, 0 } };
    struct sim_errors errors = { .count = 0 };
    struct scenario *variant = scenario_variant(plain, settings, &errors);

    fuzz_require(!variant == (errors.count > 0));
    for (int i = 0; variant && i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        struct timeline_command command = { .param = (enum sim_param_id)i };
        const char *key = strchr(line, '.');

        if (param->when != SIM_LIVE || !key || strncmp(key + 1, param->key, strlen(param->key)))
            continue;
        if (param->type == SIM_TYPE_LATENCY)
            command.dist = *sim_param_dist(&variant->sim.params, command.param);
        else
            command.number = *sim_param_number(&variant->sim.params, command.param);
        if (!command.dist.entries)
            fuzz_require(timeline_command(timeline, command));
    }
    scenario_free(variant);
}

static struct timeline *obey(struct timeline *timeline, const struct scenario *plain,
                             const char *line)
{
    uint64_t number = strtoul(line + (*line == '-'), NULL, 10) % STEPS,
             now = timeline_step_now(timeline);
    struct sim_errors errors = { .count = 0 };

    if (*line >= '0' && *line <= '9') {
        fuzz_require(timeline_seek(timeline, number));
    } else if (*line == '-') {
        fuzz_require(timeline_rewind(timeline, now - (number < now ? number : now)));
    } else if (*line == 'b') {
        struct timeline *branch = timeline_branch(timeline, &errors);

        fuzz_require(branch && timeline_step_now(branch) == now &&
                     sim_state_hash(branch->sim) == sim_state_hash(timeline->sim));
        timeline_destroy(timeline);
        timeline = branch;
    } else if (strchr(line, '=')) {
        set(timeline, plain, line);
    }
    fine(timeline);
    return timeline;
}

static void read_commands(const uint8_t *data, size_t size)
{
    static struct scenario *plain;
    struct timeline *timeline;
    char *text = strndup((const char *)data, size), *rest = text, *line;
    uint64_t hash, step;

    if (!plain)
        plain = parse(timed, sizeof(timed) - 1);
    if (!text)
        abort();
    timeline = begin(&plain->sim, sim_model_of(&plain->sim));
    for (int i = 0; i < COMMANDS && (line = strsep(&rest, "\n")); i++)
        timeline = obey(timeline, plain, line);
    step = timeline->frontier;
    fuzz_require(timeline_seek(timeline, step));
    hash = sim_state_hash(timeline->sim);
    fuzz_require(timeline_seek(timeline, step / 3) && timeline_seek(timeline, step));
    fuzz_require(sim_state_hash(timeline->sim) == hash);
    fine(timeline);
    timeline_destroy(timeline);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_begin();
    if (size < 2)
        return 0;
    if (*data % 2)
        read_schedule(data + 1, size - 1);
    else
        read_commands(data + 1, size - 1);
    return 0;
}
