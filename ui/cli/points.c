/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock points: where in a source a switch of threads can fall, by version. */
#include "config.h"

#include "points/points.h"
#include "points/skeleton.h"
#include "ui/cli/output.h"
#include "ui/cli/pythons.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * The source stands to the right, a column for each interpreter to the left: how many check points
 * a line has there, and whether an update can be lost in it. Below, each place that is read and
 * written back, with what each interpreter may do in between.
 */
#define VERSIONS 16
#define COLUMN 9

struct listing {
    const char *file;
    struct pythons pythons;
    struct points versions[VERSIONS];
    int count;
};

/* ---- asking ---- */

static int ask(struct listing *listing, const char *script, const char *python,
               struct sim_errors *errors)
{
    static const int codes[] = { [POINTS_GOOD] = CLI_GOOD,
                                 [POINTS_INVALID] = CLI_INVALID,
                                 [POINTS_WORLD] = CLI_WORLD,
                                 [POINTS_OUTSIDE] = CLI_OUTSIDE };
    int code;

    code = codes[points_ask(&listing->versions[listing->count], python, script, listing->file,
                            errors)];
    listing->count++;
    if (code != CLI_GOOD)
        scenario_print_errors(stderr, errors);
    return code;
}

static int ask_all(struct listing *listing, const char *names, struct sim_errors *errors)
{
    struct pythons *pythons = &listing->pythons;
    char script[PATH_MAX];
    int code = CLI_GOOD;

    if (!python_script(script, "python", "points.py"))
        return CLI_WORLD;
    if (!pythons_find(pythons, names))
        return CLI_USAGE;
    if (pythons->count > VERSIONS) {
        cli_say("--python: more than %d interpreters", VERSIONS);
        return CLI_USAGE;
    }
    for (int i = 0; i < pythons->count && code == CLI_GOOD; i++)
        code = ask(listing, script, pythons->list[i].path, errors);
    return code;
}

/* ---- lines ---- */

static uint32_t line_at(const struct points *points, uint32_t instruction)
{
    return points->instructions[instruction].line;
}

static uint32_t points_on(const struct points *points, uint32_t line)
{
    uint32_t count = 0;

    for (size_t i = 0; i < points->instruction_count; i++)
        count += points->instructions[i].line == line &&
                 points->instructions[i].check >= POINTS_JUMPED;
    return count;
}

static bool loses(const struct points *points, const struct points_window *window)
{
    return points->free_threaded || points_in_window(points, window);
}

static bool loses_on(const struct points *points, uint32_t line)
{
    for (size_t i = 0; i < points->window_count; i++) {
        const struct points_window *window = &points->windows[i];

        if (line_at(points, window->read) <= line && line <= line_at(points, window->write) &&
            !window->guard && loses(points, window))
            return true;
    }
    return false;
}

static void print_cell(const struct points *points, uint32_t line)
{
    uint32_t count = points_on(points, line);
    bool lost = loses_on(points, line);
    char cell[32] = "";

    if (count)
        snprintf(cell, sizeof(cell), "%" PRIu32 "%s", count, lost ? "!" : " ");
    else if (lost)
        strcpy(cell, "!");
    printf("%*s", COLUMN, cell);
}

static void print_lines(const struct listing *listing, FILE *source)
{
    char *text = NULL;
    size_t room = 0;

    for (int i = 0; i < listing->count; i++)
        printf("%*s ", COLUMN - 1, listing->versions[i].version);
    putchar('\n');
    for (uint32_t line = 1; getline(&text, &room, source) >= 0; line++) {
        text[strcspn(text, "\r\n")] = '\0';
        for (int i = 0; i < listing->count; i++)
            print_cell(&listing->versions[i], line);
        printf("%6" PRIu32 "%s%s\n", line, *text ? "  " : "", text);
    }
    free(text);
}

/* ---- updates ---- */

static bool is_same(const struct points *a, const struct points_window *one,
                    const struct points *b, const struct points_window *other)
{
    return !strcmp(one->key, other->key) && line_at(a, one->read) == line_at(b, other->read) &&
           line_at(a, one->write) == line_at(b, other->write);
}

/* Was it told already, of this version or one before? */
static bool is_told(const struct listing *listing, int version, size_t window)
{
    const struct points *points = &listing->versions[version];

    for (int i = 0; i <= version; i++) {
        const struct points *before = &listing->versions[i];

        for (size_t w = 0; w < (i < version ? before->window_count : window); w++) {
            if (is_same(before, &before->windows[w], points, &points->windows[window]))
                return true;
        }
    }
    return false;
}

/* "LOAD_GLOBAL, BINARY_ADD": behind which a switch can fall; a jump or a call is said to be one. */
static void print_between(const struct points *points, const struct points_window *window)
{
    const char *separator = "";

    for (uint32_t i = window->read; i < window->write; i++) {
        const struct points_instruction *instruction = &points->instructions[i];

        if (instruction->check < POINTS_JUMPED)
            continue;
        printf("%s%s", separator, instruction->name);
        if (instruction->callee)
            printf(" (%s)", instruction->callee);
        else if (instruction->check == POINTS_JUMPED)
            printf(" (if it jumps)");
        separator = ", ";
    }
}

static bool has_cold(const struct points *points, const struct points_window *window)
{
    for (uint32_t i = window->read; i < window->write; i++) {
        if (points->instructions[i].check == POINTS_COLD)
            return true;
    }
    return false;
}

static void print_verdict(const struct points *points, const struct points_window *window)
{
    bool can = loses(points, window);

    printf("    %-8s ", points->version);
    if (!can)
        printf("whole: no check point in between%s",
               has_cold(points, window) ? " but in the first few calls" : "");
    else if (points->free_threaded)
        printf("%s: threads run at the same time", window->guard ? "guarded" : "can be lost");
    else if (window->guard)
        printf("guarded: a switch can fall behind ");
    else
        printf("can be lost: a switch can fall behind ");
    if (can && !points->free_threaded)
        print_between(points, window);
    if (can && window->guard)
        printf("; whoever else enters `with %s` waits", window->guard);
    putchar('\n');
}

/* The window of a version that belongs to it; of several the one that loses. */
static const struct points_window *find_same(const struct points *points,
                                             const struct points *of,
                                             const struct points_window *window)
{
    const struct points_window *found = NULL;

    for (size_t i = 0; i < points->window_count; i++) {
        if (is_same(of, window, points, &points->windows[i]) &&
            (!found || loses(points, &points->windows[i])))
            found = &points->windows[i];
    }
    return found;
}

static void print_update(const struct listing *listing, const struct points *of,
                         const struct points_window *window)
{
    uint32_t read = line_at(of, window->read), write = line_at(of, window->write);

    printf("\nline %" PRIu32 ": %s is read", read, window->key);
    if (read == write)
        printf(" and written back\n");
    else
        printf(", and written back in line %" PRIu32 "\n", write);
    for (int i = 0; i < listing->count; i++) {
        const struct points *points = &listing->versions[i];
        const struct points_window *same = find_same(points, of, window);

        if (same)
            print_verdict(points, same);
        else
            printf("    %-8s is not seen to be\n", points->version);
    }
}

static void print_updates(const struct listing *listing)
{
    bool any = false;

    for (int i = 0; i < listing->count; i++) {
        const struct points *points = &listing->versions[i];

        for (size_t w = 0; w < points->window_count; w++) {
            if (is_told(listing, i, w))
                continue;
            print_update(listing, points, &points->windows[w]);
            any = true;
        }
    }
    puts(any ? "\nNumbers: check points of the line, behind which another thread may go on; "
               "!: an update can\nbe lost. Operators and attributes are taken to be those of "
               "built-in types."
             : "\nNothing shared is read and written back.");
}

/* ---- the verb ---- */

static int write_scenario(const struct listing *listing, const char *path)
{
    struct output output;
    FILE *to = output_to(&output, path);
    int code = CLI_GOOD;

    if (to && !points_write_scenario(&listing->versions[0], listing->file, to)) {
        cli_say(
            "%s: no function is started as a thread or updates anything shared: there is no "
            "scenario in it",
            listing->file);
        code = CLI_INVALID;
    }
    return output_finish(&output, code);
}

static int show(const struct cli *cli, struct listing *listing, FILE *source)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    const char *pythons = cli->value[CLI_OPTION_PYTHON];
    int code = CLI_WORLD;

    if (errors)
        code = ask_all(listing, pythons ? pythons : "python3", errors);
    else
        cli_say("out of memory");
    if (code == CLI_GOOD && !cli->given[CLI_OPTION_QUIET]) {
        print_lines(listing, source);
        print_updates(listing);
    }
    if (code == CLI_GOOD && cli->given[CLI_OPTION_OUTPUT])
        code = write_scenario(listing, cli->value[CLI_OPTION_OUTPUT]);
    free(errors);
    return code;
}

static int verb(const struct cli *cli)
{
    struct listing *listing = calloc(1, sizeof(*listing));
    FILE *source = fopen(cli->args[0], "r");
    int code = CLI_WORLD;

    if (listing && source) {
        listing->file = cli->args[0];
        code = show(cli, listing, source);
        for (int i = 0; i < listing->count; i++)
            points_free(&listing->versions[i]);
        pythons_free(&listing->pythons);
    } else {
        cli_say("%s cannot be read: %s", cli->args[0], strerror(errno));
    }
    if (source)
        fclose(source);
    free(listing);
    return code;
}

static const enum cli_option_id options[] = { CLI_OPTION_PYTHON, CLI_OPTION_OUTPUT,
                                              CLI_OPTION_QUIET, CLI_OPTION_END };

const struct cli_verb verb_points = {
    .name = "points",
    .arguments = "FILE.py",
    .example = "app.py",
    .summary = "show where in a source a switch of threads can fall, by version",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
