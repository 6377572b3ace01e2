/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock plot: a sweep as curves, on the terminal or as a picture. */
#include "config.h"

#include "ui/report/plot.h"

#include "ui/cli/cli.h"
#include "ui/cli/output.h"
#include "ui/cli/sheets.h"
#include "ui/report/picture_file.h"

#include <stdlib.h>
#include <string.h>

#define TERMINAL_LINES 22 /* with the command and the prompt, a screen of 24 */
#define SIZE_MOST 10000

typedef bool (*picture_fn)(FILE *to, const struct plot *plot, unsigned width, unsigned height);

static const struct kind {
    const char *end;
    picture_fn make; /* NULL: not built in */
    bool cairo;      /* paints it */
} pictures[] = {
    { ".svg", plot_svg, false },
#ifdef WITH_CAIRO
    { ".png", plot_png, true },
    { ".pdf", plot_pdf, true },
#else
    { ".png", NULL, false },
    { ".pdf", NULL, false },
#endif
};

/* The kind of picture by the end of its name; NULL after having said what is wrong. */
static const struct kind *picture_named(const char *path)
{
    const char *end = strrchr(path, '.');

    for (size_t i = 0; end && i < sizeof(pictures) / sizeof(*pictures); i++) {
        if (strcmp(end, pictures[i].end))
            continue;
        if (!pictures[i].make)
            cli_say("%s: this program was built without cairo, and can make .svg only", path);
        return pictures[i].make ? &pictures[i] : NULL;
    }
    cli_say("%s: a picture ends in .svg, .png or .pdf", path);
    return NULL;
}

static bool take_size(const struct cli *cli, unsigned *width, unsigned *height)
{
    const char *size = cli->value[CLI_OPTION_PLOT_SIZE];
    char rest;

    if (!size || (sscanf(size, "%ux%u%c", width, height, &rest) == 2 && *width >= 20 &&
                  *height >= 10 && *width <= SIZE_MOST && *height <= SIZE_MOST))
        return true;
    cli_say("--size %s: write WIDTHxHEIGHT, from 20x10 to %dx%d", size, SIZE_MOST, SIZE_MOST);
    return false;
}

static int draw_text(const struct cli *cli, const struct plot *plot)
{
    unsigned width = (unsigned)cli_width(), height = TERMINAL_LINES;

    if (!take_size(cli, &width, &height))
        return CLI_USAGE;
    if (plot_text(stdout, plot, width, height, cli_unicode(cli)))
        return CLI_GOOD;
    cli_say("out of memory");
    return CLI_WORLD;
}

static int draw_picture(const struct cli *cli, const struct plot *plot)
{
    const char *path = cli->value[CLI_OPTION_OUTPUT];
    const struct kind *kind = picture_named(path);
    unsigned width = 720, height = 440;
    struct output output;
    FILE *to;
    int code = CLI_WORLD;

    if (!kind || !take_size(cli, &width, &height))
        return CLI_USAGE;
    if (kind->cairo && !cli_has_cairo(path))
        return CLI_WORLD;
    to = output_to(&output, path);
    if (to && kind->make(to, plot, width, height))
        code = CLI_GOOD;
#ifdef WITH_CAIRO
    else if (to && kind->cairo && !ferror(to))
        cli_say("%s: cannot be drawn: %s", path, picture_failure());
#endif
    return output_finish(&output, code);
}

static int draw(const struct cli *cli, const struct sheet *sheet)
{
    struct plot_choice choice = { .x = cli->value[CLI_OPTION_X],
                                  .figure = cli->value[CLI_OPTION_PLOT_FIGURE],
                                  .where = cli->value[CLI_OPTION_WHERE],
                                  .log = cli->value[CLI_OPTION_LOG] };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct plot *plot = errors ? plot_create(sheet, &choice, errors) : NULL;
    int code = CLI_USAGE;

    if (!plot)
        cli_say("%s", errors ? errors->list[0].text : "out of memory");
    else if (cli->given[CLI_OPTION_OUTPUT])
        code = draw_picture(cli, plot);
    else
        code = draw_text(cli, plot);
    plot_destroy(plot);
    free(errors);
    return code;
}

static int verb(const struct cli *cli)
{
    int code = CLI_USAGE, log; /* as it is called, it is passed on */
    struct sheet *sheet = NULL;

    if (cli_take_word(cli, CLI_OPTION_LOG, &log))
        sheet = sheets_open(cli->args[0], &code);
    if (sheet)
        code = draw(cli, sheet);
    sheet_free(sheet);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_X,      CLI_OPTION_PLOT_FIGURE, CLI_OPTION_WHERE, CLI_OPTION_LOG,
    CLI_OPTION_OUTPUT, CLI_OPTION_PLOT_SIZE,   CLI_OPTION_ASCII, CLI_OPTION_END,
};

const struct cli_verb verb_plot = {
    .name = "plot",
    .arguments = "SWEEP.csv",
    .example = "sweep.csv",
    .summary = "draw a sweep as curves, on the terminal or as a picture",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
