/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock export: a run for slides and papers, and for other programs. */
#include "config.h"

#include "ui/cli/export.h"

#include <string.h>

/* ---- the kind of file ---- */

static const struct kind {
    const char *name; /* as --format names it, in that order (options.def) */
    const char *end;  /* of a file that is one */
    export_fn write;
    bool pictured; /* or told: the options of pictures mean nothing */
} kinds[] = {
    { "svg", ".svg", export_picture, true },  { "png", ".png", export_picture, true },
    { "pdf", ".pdf", export_picture, true },  { "chrome", ".json", export_records, false },
    { "csv", ".csv", export_records, false },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static const struct kind *kind_of_file(const char *path)
{
    const char *end = strrchr(path, '.');

    for (size_t i = 0; end && i < KINDS; i++) {
        if (!strcmp(kinds[i].end, end))
            return &kinds[i];
    }
    cli_say(
        "%s: a picture ends in .svg, .png or .pdf, Chrome's format in .json, records in .csv; "
        "else name it by --format",
        path);
    return NULL;
}

/* Said before the run is made: a slip of the pen should not cost a minute. */
static const struct kind *choose(const struct cli *cli)
{
    const char *path = cli->value[CLI_OPTION_OUTPUT];
    int which = 0;

    if (!cli_take_word(cli, CLI_OPTION_EXPORT_FORMAT, &which))
        return NULL;
    if (cli->given[CLI_OPTION_DRAW_LIST])
        return &kinds[0];
    if (!path) {
        cli_say("where to? as in: interlock export FILE -o %s%s",
                kinds[which].pictured ? "picture" : "run", kinds[which].end);
        return NULL;
    }
    return cli->given[CLI_OPTION_EXPORT_FORMAT] ? &kinds[which] : kind_of_file(path);
}

static bool suits(const struct cli *cli, const struct kind *kind)
{
    static const enum cli_option_id of_pictures[] = {
        CLI_OPTION_AT,           CLI_OPTION_WINDOW_KEYS, CLI_OPTION_PICTURE_SIZE,
        CLI_OPTION_WINDOW_THEME, CLI_OPTION_FONT_SIZE,   CLI_OPTION_WINDOW_PRESENTER,
    };

    for (size_t i = 0; !kind->pictured && i < sizeof(of_pictures) / sizeof(*of_pictures); i++) {
        if (!cli->given[of_pictures[i]])
            continue;
        cli_say("--%s: is for pictures, not for %s", cli_option_table[of_pictures[i]].name,
                kind->name);
        return false;
    }
    return true;
}

/* ---- the verb ---- */

static int verb(const struct cli *cli)
{
    const struct kind *kind = choose(cli);
    struct window window;

    if (!kind || !suits(cli, kind) || !window_take(cli, &window))
        return CLI_USAGE;
    return kind->write(cli, &window, kind->name);
}

static const enum cli_option_id options[] = {
    CLI_OPTION_OUTPUT,       CLI_OPTION_EXPORT_FORMAT,
    CLI_OPTION_AT,           CLI_OPTION_FROM,
    CLI_OPTION_TO,           CLI_OPTION_WINDOW_KEYS,
    CLI_OPTION_PICTURE_SIZE, CLI_OPTION_WINDOW_THEME,
    CLI_OPTION_FONT_SIZE,    CLI_OPTION_WINDOW_PRESENTER,
    CLI_OPTION_DRAW_LIST,    CLI_OPTION_SET,
    CLI_OPTION_SEED,         CLI_OPTION_MAX_EVENTS,
    CLI_OPTION_END,
};

const struct cli_verb verb_export = {
    .name = "export",
    .arguments = "FILE",
    .example = "counter-3.9 -o picture.svg",
    .summary = "a run as a picture (SVG, PNG, PDF), for Perfetto's viewer, or as CSV",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
