/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading schedules, which strangers may have written. */
#include "ui/cli/schedule.h"

#include "sim/base/grow.h"
#include "sim/trace/cast.h"
#include "ui/cli/cli.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
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

/* From 1; false when it is no number, or more than there may still be. */
static bool read_times(const char *word, size_t most, uint32_t *times)
{
    uint64_t number = 0;

    for (; *word >= '0' && *word <= '9' && number <= most; word++)
        number = 10 * number + (uint64_t)(*word - '0');
    *times = (uint32_t)number;
    return !*word && number > 0 && number <= most;
}

static int take_line(struct cli_schedule *schedule, const struct sim_cast *cast,
                     const char *path, unsigned number, char *line)
{
    char name[256], times_word[16] = "1", rest;
    uint32_t times, thread;
    int fields;

    line[strcspn(line, "#\n")] = '\0';
    fields = sscanf(line, "%255s %15s %c", name, times_word, &rest);
    if (fields <= 0)
        return CLI_GOOD;
    thread = sim_cast_find_thread(cast, name);
    if (!thread) {
        cli_say("%s:%u: the scenario has no thread '%s': a line is a thread's name and how "
                "often it is chosen",
                path, number, name);
        return CLI_INVALID;
    }
    if (fields > 2 || !read_times(times_word, CHOICES_MAX - schedule->count, &times)) {
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

/* What does not fit is a comment, or what no thread is called. */
static bool read_line(FILE *file, char *line, int size)
{
    int letter = 0;

    if (!fgets(line, size, file))
        return false;
    if (!strchr(line, '\n')) {
        while (letter != EOF && letter != '\n')
            letter = fgetc(file);
    }
    return true;
}

int cli_schedule_parse(FILE *file, const char *path, const struct sim_scenario *scenario,
                       struct cli_schedule *schedule)
{
    struct sim_cast *cast = sim_cast_create(scenario, "", 1, 0, false);
    char line[512];
    int code = CLI_GOOD;

    *schedule = (struct cli_schedule){ 0 };
    if (!cast) {
        cli_say("%s: out of memory", path);
        code = CLI_WORLD;
    }
    for (unsigned number = 1; code == CLI_GOOD && read_line(file, line, sizeof(line)); number++)
        code = take_line(schedule, cast, path, number, line);
    sim_cast_destroy(cast);
    return code;
}

int cli_schedule_read(const char *path, const struct sim_scenario *scenario,
                      struct cli_schedule *schedule)
{
    FILE *file = fopen(path, "r");
    int code;

    *schedule = (struct cli_schedule){ 0 };
    if (!file) {
        cli_say("%s: %s", path, strerror(errno));
        return CLI_WORLD;
    }
    code = cli_schedule_parse(file, path, scenario, schedule);
    fclose(file);
    return code;
}
