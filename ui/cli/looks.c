/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading --theme, --font-size and --size. */
#include "config.h"

#include "ui/cli/looks.h"

#include "ui/play/chart.h"
#include "ui/view/theme.h"

#include <string.h>

static bool take_font_size(const struct cli *cli, int *pixels)
{
    const char *size = cli->value[CLI_OPTION_FONT_SIZE];
    char rest;

    *pixels = 0;
    if (!size || (sscanf(size, "%d%c", pixels, &rest) == 1 &&
                  *pixels >= PLAY_CHART_FONT_LEAST && *pixels <= PLAY_CHART_FONT_MOST))
        return true;
    cli_say("--font-size %s: must be %d to %d pixels", size, PLAY_CHART_FONT_LEAST,
            PLAY_CHART_FONT_MOST);
    return false;
}

static bool take_size(const char *size, int *width, int *height)
{
    char rest;

    *width = 1280;
    *height = 720;
    if (!size || (sscanf(size, "%dx%d%c", width, height, &rest) == 2 &&
                  *width >= PLAY_CHART_LEAST && *height >= PLAY_CHART_LEAST &&
                  *width <= PLAY_CHART_MOST && *height <= PLAY_CHART_MOST))
        return true;
    cli_say("--size %s: must be pixels, %dx%d to %dx%d, as in 1280x720", size, PLAY_CHART_LEAST,
            PLAY_CHART_LEAST, PLAY_CHART_MOST, PLAY_CHART_MOST);
    return false;
}

bool looks_take(const struct cli *cli, enum cli_option_id size, struct looks *looks)
{
    looks->presenter = cli->given[CLI_OPTION_WINDOW_PRESENTER];
    looks->theme = VIEW_LIGHT;
    return cli_take_word(cli, CLI_OPTION_WINDOW_THEME, &looks->theme) &&
           take_font_size(cli, &looks->font_size) &&
           take_size(cli->value[size], &looks->width, &looks->height);
}

int looks_font_size(const struct looks *looks)
{
    return looks->font_size ? looks->font_size
           : looks->presenter
               ? play_chart_presenter(LOOKS_FONT_SIZE, looks->width, looks->height)
               : LOOKS_FONT_SIZE;
}

/* A line of usual fonts is a fifth higher than their letters. */
struct view_metrics looks_metrics(const struct looks *looks)
{
    return view_fixed_metrics(looks_font_size(looks) * 6 / 5);
}

static void put_line(void *context, const char *line)
{
    fprintf(context, "%s\n", line);
}

void looks_print(const struct view_picture *picture)
{
    view_picture_write(picture, put_line, stdout);
}
