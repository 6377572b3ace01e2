/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing and telling schedules. */
#include "config.h"

#include "ui/cli/schedule.h"

#include "sim/timeline/schedule.h"
#include "ui/cli/output.h"
#include "ui/report/explored.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void write_choices(FILE *file, const struct sim_cast *cast, const uint32_t *threads,
                          size_t count)
{
    for (size_t i = 0, next; i < count; i = next) {
        char name[256];
        struct sim_text text = SIM_TEXT(name);

        for (next = i + 1; next < count && threads[next] == threads[i];)
            next++;
        sim_cast_put_thread(cast, &text, threads[i]);
        if (next - i > 1)
            fprintf(file, "%s %zu\n", name, next - i);
        else
            fprintf(file, "%s\n", name);
    }
}

int cli_schedule_write(const char *path, const struct sim_scenario *scenario, const char *about,
                       const uint32_t *threads, size_t count)
{
    struct sim_cast *cast = sim_cast_create(scenario, "", 1, 0, false);
    struct output output;
    FILE *file = output_to(&output, path);

    if (file && cast) {
        fprintf(file, "# Interlock schedule\n# %s\n", about);
        write_choices(file, cast, threads, count);
    }
    sim_cast_destroy(cast);
    if (!cast)
        cli_say("out of memory");
    return output_finish(&output, cast ? CLI_GOOD : CLI_WORLD);
}

/* Bytes for the checkpoints of a schedule that is told, and steps between two of its choices: where it
 * has more, nobody would read what is told of it. */
#define BUDGET ((size_t)16 << 20)
#define STEPS_MOST 1000000

bool cli_schedule_print(const struct sim_scenario *untimed, const struct sim_model *model,
                        const uint32_t *threads, size_t count)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct timeline *timeline = errors ? timeline_create(untimed, model, BUDGET, errors) : NULL;
    bool good = false;

    if (timeline) {
        schedule_follow(timeline, threads, count, STEPS_MOST);
        good = explored_print_schedule(stdout, timeline->run, cli_width());
    }
    if (errors && !timeline)
        scenario_print_errors(stderr, errors);
    else if (!good)
        cli_say("out of memory");
    timeline_destroy(timeline);
    free(errors);
    return good;
}
