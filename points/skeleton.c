/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing a scenario from what a source does. */
#include "points/skeleton.h"

#include <ctype.h>
#include <string.h>

/*
 * Which ops there are and in which order is in the source; how long each takes and how often a loop
 * turns is not. So durations and unknown counts are placeholders, and the file says so. Beside each
 * op stands the code that it was made from.
 */

/* A line of a scenario has room for so many bytes (inih). */
#define LINE 180

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Up to so many bytes, no half character; what an INI line cannot hold becomes a blank. */
static void put_plain(FILE *to, const char *text, size_t most)
{
    size_t length = strlen(text);

    if (length > most) {
        length = most;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    for (size_t i = 0; i < length; i++)
        fputc((unsigned char)text[i] < ' ' ? ' ' : text[i], to);
}

static bool updates_something(const struct points *points,
                              const struct points_function *function)
{
    for (uint32_t i = function->first; i < function->first + function->count; i++) {
        if (!strncmp(points->ops[i].op, "add ", 4))
            return true;
    }
    return false;
}

static bool has_threads(const struct points *points)
{
    for (size_t i = 0; i < points->function_count; i++) {
        if (points->functions[i].is_thread)
            return true;
    }
    return false;
}

static bool is_wanted(const struct points *points, const struct points_function *function)
{
    if (!function->count)
        return false;
    return has_threads(points) ? function->is_thread : updates_something(points, function);
}

static void write_op(const struct points_op *op, FILE *to)
{
    int used = fprintf(to, "    %*s%s", (int)op->depth * 4, "", op->op);

    if (*op->code && used < LINE - 20) {
        fprintf(to, "%*s    code = ", used < 40 ? 40 - used : 0, "");
        put_plain(to, op->code, (size_t)(LINE - 20 - (used < 40 ? 40 : used)));
    }
    fputc('\n', to);
}

/* Names in scenarios are letters, digits, - and _. */
static void put_name(const char *name, FILE *to)
{
    for (; *name; name++)
        fputc(isalnum((unsigned char)*name) || *name == '_' ? *name : '-', to);
}

static void write_thread(const struct points *points, const struct points_function *function,
                         FILE *to)
{
    fputs("\n[thread ", to);
    put_name(function->name, to);
    fputs("]\ncount = 2\nprogram =\n", to);
    for (uint32_t i = function->first; i < function->first + function->count; i++)
        write_op(&points->ops[i], to);
}

bool points_write_scenario(const struct points *points, const char *file, FILE *to)
{
    char version[16];
    int major = 3, minor = 12;
    bool any = false;

    for (size_t i = 0; i < points->function_count; i++)
        any |= is_wanted(points, &points->functions[i]);
    if (!any)
        return false;
    if (sscanf(points->version, "%d.%d", &major, &minor) != 2)
        minor = 12;
    snprintf(version, sizeof(version), "%d.%d", major, minor);
    fputs("# The beginning of a scenario, from ", to);
    put_plain(to, file_of(file), 80);
    fputs(".\n#\n# Every `python 1us`, `io 1ms` and `repeat 1000` is a placeholder, and so is "
          "each "
          "count of\n# threads: put in what you measure or know.\n\n"
          "[scenario]\nformat = 1\ntitle = ",
          to);
    put_plain(to, file_of(file), 80);
    fprintf(to, "\n\n[runtime]\nmodel = gil\npython = %s\n", version);
    for (size_t i = 0; i < points->function_count; i++) {
        if (is_wanted(points, &points->functions[i]))
            write_thread(points, &points->functions[i], to);
    }
    return true;
}
