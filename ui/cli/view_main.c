/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock-view: the program that has the window. */
#include "config.h"

#include "ui/cli/session.h"
#include "ui/cli/view.h"
#include "ui/gui/font.h"
#include "ui/gui/gui.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

static bool take_theme(const struct cli *cli, int *theme)
{
    const char *name = cli->value[CLI_OPTION_WINDOW_THEME];

    for (*theme = 0; name && theme_names[*theme]; ++*theme) {
        if (!strcmp(theme_names[*theme], name))
            return true;
    }
    *theme = 0;
    if (!name)
        return true;
    cli_say("--theme %s: must be light or dark", name);
    return false;
}

static bool take_font_size(const struct cli *cli, int *pixels)
{
    const char *size = cli->value[CLI_OPTION_FONT_SIZE];
    char rest;

    *pixels = 0;
    if (!size || (sscanf(size, "%d%c", pixels, &rest) == 1 && *pixels >= FONT_LEAST &&
                  *pixels <= FONT_MOST))
        return true;
    cli_say("--font-size %s: must be %d to %d pixels", size, FONT_LEAST, FONT_MOST);
    return false;
}

static bool take_size(const struct cli *cli, int *width, int *height)
{
    const char *size = cli->value[CLI_OPTION_WINDOW_SIZE];
    char rest;

    *width = 1280;
    *height = 720;
    if (!size || (sscanf(size, "%dx%d%c", width, height, &rest) == 2 && *width >= GUI_LEAST &&
                  *height >= GUI_LEAST && *width <= GUI_MOST && *height <= GUI_MOST))
        return true;
    cli_say("--size %s: must be pixels, %dx%d to %dx%d, as in 1280x720", size, GUI_LEAST,
            GUI_LEAST, GUI_MOST, GUI_MOST);
    return false;
}

static bool take_options(const struct cli *cli, struct gui_options *options)
{
    *options = (struct gui_options){ .full_screen = cli->given[CLI_OPTION_FULL_SCREEN],
                                     .keys = cli->value[CLI_OPTION_WINDOW_KEYS] };
    return take_theme(cli, &options->theme) && take_font_size(cli, &options->font_size) &&
           take_size(cli, &options->width, &options->height);
}

/* ---- what is asked for ---- */

static enum gui_end show(const struct cli *cli, struct play_session *session,
                         const struct gui_options *options, struct sim_text *why)
{
    if (cli->given[CLI_OPTION_DRAW_LIST])
        return gui_list(session, options, stdout, why);
    if (cli->given[CLI_OPTION_PICTURE])
        return gui_save(session, options, cli->value[CLI_OPTION_PICTURE], why);
    return gui_run(session, options, why);
}

int view_carry_out(const struct cli *cli)
{
    struct gui_options options;
    struct cli_session run;
    char said[1024];
    struct sim_text why = SIM_TEXT(said);
    int code;

    if (!take_options(cli, &options))
        return CLI_USAGE;
    code = cli_session_open(cli, &run);
    if (code == CLI_GOOD) {
        enum gui_end end = show(cli, run.session, &options, &why);

        run.session->options.unicode = true;
        code = end == GUI_GOOD ? CLI_GOOD : end == GUI_BAD_KEYS ? CLI_USAGE : CLI_WORLD;
        if (end != GUI_GOOD)
            cli_say("%s%s", end == GUI_BAD_KEYS ? "--keys: " : "", said);
    }
    cli_session_close(&run);
    return code;
}

/* `interlock view` gives its own name on as the first word, whoever calls this program its file's:
 * either way the options begin behind it. */
int main(int argc, const char **argv)
{
    static struct cli cli = { .verb = &verb_view };
    bool handled = false;
    int code;

    setlocale(LC_CTYPE, "");
    if (argc == 2 && !strcmp(argv[1], "--version")) {
        printf("interlock-view %s\n", PACKAGE_VERSION);
        return cli_close_stdout(CLI_GOOD);
    }
    code = cli_parse(&cli, argc, argv, &handled);
    if (code == CLI_GOOD && !handled)
        code = view_carry_out(&cli);
    return cli_close_stdout(code);
}
