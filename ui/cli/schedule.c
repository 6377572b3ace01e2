/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading and writing schedules. */
#include "config.h"

#include "ui/cli/schedule.h"

#include "sim/base/grow.h"
#include "sim/timeline/schedule.h"
#include "ui/cli/cli.h"
#include "ui/report/explored.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A schedule has no more choices than this, whatever a slip of the pen says. */
#define CHOICES_MAX 1000000

void cli_schedule_free(struct cli_schedule *schedule)
{
    free(schedule->threads);
    *schedule = (struct cli_schedule){ 0 };
}

static bool add(struct cli_schedule *schedule, uint32_t thread)
{
    if (!sim_grow(&schedule->threads, &schedule->room, schedule->count,
                  sizeof(*schedule->threads)))
        return false;
    schedule->threads[schedule->count++] = thread;
    return true;
}

static int take_line(struct cli_schedule *schedule, const struct sim_cast *cast,
                     const char *path, unsigned number, char *line)
{
    char name[256], rest;
    uint32_t times = 1, thread;
    int fields;

    line[strcspn(line, "#\n")] = '\0';
    fields = sscanf(line, "%255s %" SCNu32 " %c", name, &times, &rest);
    if (fields <= 0)
        return CLI_GOOD;
    thread = sim_cast_find_thread(cast, name);
    if (!thread) {
        cli_say("%s:%u: the scenario has no thread '%s': a line is a thread's name and how "
                "often it is chosen",
                path, number, name);
        return CLI_INVALID;
    }
    if (fields > 2 || strchr(line, '-') == line || !times ||
        times > CHOICES_MAX - schedule->count) {
        cli_say("%s:%u: behind a thread's name stands how often it is chosen, from 1", path,
                number);
        return CLI_INVALID;
    }
    for (uint32_t i = 0; i < times; i++) {
        if (!add(schedule, thread)) {
            cli_say("out of memory");
            return CLI_WORLD;
        }
    }
    return CLI_GOOD;
}

int cli_schedule_read(const char *path, const struct sim_scenario *scenario,
                      struct cli_schedule *schedule)
{
    struct sim_cast *cast = sim_cast_create(scenario, "", 1);
    FILE *file = fopen(path, "r");
    char line[512];
    int code = CLI_GOOD;

    *schedule = (struct cli_schedule){ 0 };
    if (!file || !cast) {
        cli_say("%s: %s", path, file ? "out of memory" : strerror(errno));
        code = CLI_WORLD;
    }
    for (unsigned number = 1; code == CLI_GOOD && fgets(line, sizeof(line), file); number++)
        code = take_line(schedule, cast, path, number, line);
    if (file)
        fclose(file);
    sim_cast_destroy(cast);
    return code;
}

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
    struct sim_cast *cast = sim_cast_create(scenario, "", 1);
    FILE *file = cast && path ? fopen(path, "w") : cast ? stdout : NULL;
    bool good = false;

    if (file) {
        fprintf(file, "# Interlock schedule\n# %s\n", about);
        write_choices(file, cast, threads, count);
    }
    sim_cast_destroy(cast);
    if (file)
        good = !ferror(file) && (path ? fclose(file) : fflush(file)) == 0;
    if (good)
        return CLI_GOOD;
    cli_say("%s: %s", path ? path : "standard output",
            cast ? strerror(errno) : "out of memory");
    return CLI_WORLD;
}

/* Bytes for the checkpoints of a schedule that is told. */
#define BUDGET ((size_t)16 << 20)

bool cli_schedule_print(const struct sim_scenario *untimed, const struct sim_model *model,
                        const uint32_t *threads, size_t count)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct timeline *timeline = errors ? timeline_create(untimed, model, BUDGET, errors) : NULL;
    bool good = timeline != NULL;

    if (good) {
        schedule_follow(timeline, threads, count);
        explored_print_schedule(stdout, timeline->run, cli_width());
    }
    timeline_destroy(timeline);
    free(errors);
    return good;
}
