/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading the table of cases. */
#include "config.h"

#include "ui/cli/cases.h"

#include "sim/scenario/params.h"
#include "ui/cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FIELDS 10

/* ---- fields ---- */

/* Cuts a line at semicolons, without the blanks around each field; how many there are. */
static int cut(char *line, char *field[FIELDS])
{
    int count = 0;

    while (line && count < FIELDS) {
        char *next = strchr(line, ';'), *end;

        if (next)
            *next++ = '\0';
        line += strspn(line, " ");
        end = line + strlen(line);
        while (end > line && end[-1] == ' ')
            *--end = '\0';
        field[count++] = line;
        line = next;
    }
    return line ? FIELDS + 1 : count;
}

static bool take(struct verify_case *of, char *line)
{
    char *field[FIELDS], *unit = NULL;

    if (cut(line, field) != FIELDS)
        return false;
    *of = (struct verify_case){
        .name = field[0],
        .program = field[1],
        .figure = field[2],
        .python = field[3],
        .needs = field[4],
        .scenario = field[5],
        .settings = field[6],
        .value = field[7],
        .runs = strtol(field[8], NULL, 10),
        .allowed = strtod(field[9], &unit) / 100,
    };
    return of->runs > 0 && of->allowed > 0 && !strcmp(unit, "%");
}

static bool take_lines(struct cases *cases, const char *path)
{
    char *next = cases->text;

    for (int number = 1; next && *next; number++) {
        char *line = next;

        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        if (!*line || *line == '#')
            continue;
        if (!take(&cases->list[cases->count], line)) {
            cli_say(
                "%s:%d: must have %d fields between semicolons, with a number of runs and an "
                "error in %%",
                path, number, FIELDS);
            return false;
        }
        cases->count++;
    }
    return true;
}

/* ---- the table ---- */

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    struct stat stat;
    char *text = NULL;

    if (file && fstat(fileno(file), &stat) == 0)
        text = calloc(1, (size_t)stat.st_size + 1);
    if (text && fread(text, 1, (size_t)stat.st_size, file) != (size_t)stat.st_size) {
        free(text);
        text = NULL;
    }
    if (!text)
        cli_say("%s cannot be read: %s", path, strerror(errno));
    if (file)
        fclose(file);
    return text;
}

bool cases_open(struct cases *cases)
{
    char path[PATH_MAX];
    size_t lines = 1;

    *cases = (struct cases){ .count = 0 };
    if (!python_script(path, "verify", "cases.csv"))
        return false;
    snprintf(cases->folder, sizeof(cases->folder), "%.*s", (int)(strrchr(path, '/') - path),
             path);
    cases->text = read_text(path);
    if (!cases->text)
        return false;
    for (const char *at = cases->text; *at; at++)
        lines += *at == '\n';
    cases->list = calloc(lines, sizeof(*cases->list));
    if (!cases->list)
        cli_say("out of memory");
    return cases->list && take_lines(cases, path);
}

void cases_close(struct cases *cases)
{
    free(cases->text);
    free(cases->list);
}

const struct verify_case *cases_find(const struct cases *cases, const char *name)
{
    for (int i = 0; i < cases->count; i++) {
        if (!strcmp(cases->list[i].name, name))
            return &cases->list[i];
    }
    return NULL;
}

/* ---- versions ---- */

/* The version that `length` bytes name; `otherwise` for none. */
static int version_of(const char *name, size_t length, int otherwise)
{
    for (int i = 0; length && i < SIM_PYTHON_COUNT; i++) {
        if (strlen(sim_python_names[i]) == length && !memcmp(sim_python_names[i], name, length))
            return i;
    }
    return otherwise;
}

bool case_is_for(const struct verify_case *of, int version)
{
    const char *at = of->python;

    while (*(at += strspn(at, " "))) {
        size_t length = strcspn(at, " ");
        const char *dots = strstr(at, "..");
        bool range = dots && dots < at + length;
        size_t first = range ? (size_t)(dots - at) : length;
        int from = version_of(at, first, range ? 0 : SIM_PYTHON_COUNT);
        int to = range ? version_of(dots + 2, length - first - 2, SIM_PYTHON_COUNT) : from;

        if (version >= from && version <= to)
            return true;
        at += length;
    }
    return !*of->python;
}
