/* SPDX-License-Identifier: GPL-3.0-or-later
 * A file of runs, a line each. */
#include "config.h"

#include "ui/cli/verify_kept.h"

#include "ui/cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Whole lines are taken; who comes after one that is not begins a line of its own. */
static void read_lines(struct verify_kept *kept)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    bool ended = true;

    rewind(kept->file);
    while ((length = getline(&line, &size, kept->file)) > 0) {
        json_t *object = json_loads(line, 0, NULL);

        ended = line[length - 1] == '\n';
        if (json_is_object(json_object_get(object, "run")))
            json_array_append(kept->lines, object);
        json_decref(object);
    }
    free(line);
    fseek(kept->file, 0, SEEK_END);
    if (!ended)
        fputc('\n', kept->file);
}

bool verify_kept_open(struct verify_kept *kept, const char *path)
{
    if (!path)
        return true;
    kept->file = fopen(path, "a+");
    kept->lines = json_array();
    if (!kept->file || !kept->lines) {
        cli_say("%s: %s", path, strerror(errno));
        return false;
    }
    read_lines(kept);
    return true;
}

static bool is_of(const json_t *line, const char *key, const char *value)
{
    const char *text = json_string_value(json_object_get(line, key));

    return text && value && !strcmp(text, value);
}

json_t *verify_kept_runs(const struct verify_kept *kept, const struct python *python,
                         const char *program)
{
    json_t *runs = json_array(), *line;
    size_t i;

    json_array_foreach(kept->lines, i, line)
    {
        if (is_of(line, "interpreter", python->executable) &&
            is_of(line, "label", python->label) && is_of(line, "program", program))
            json_array_append(runs, json_object_get(line, "run"));
    }
    return runs;
}

const char *verify_kept_add(struct verify_kept *kept, const struct python *python,
                            const char *program, json_t *run)
{
    json_t *line;
    bool good;

    if (!kept->file)
        return NULL;
    line = json_pack("{s:s,s:s,s:s,s:O}", "interpreter", python->executable, "label",
                     python->label, "program", program, "run", run);
    good = line && !json_dumpf(line, kept->file, JSON_COMPACT) &&
           fputc('\n', kept->file) != EOF && !fflush(kept->file);
    json_decref(line);
    return good ? NULL : strerror(errno);
}

void verify_kept_close(struct verify_kept *kept)
{
    if (kept->file)
        fclose(kept->file);
    json_decref(kept->lines);
}
