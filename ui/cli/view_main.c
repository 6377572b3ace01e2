/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock-view: the program that has the window. */
#include "config.h"

#include "ui/cli/looks.h"
#include "ui/cli/session.h"
#include "ui/cli/view.h"
#include "ui/gui/gui.h"
#include "ui/play/chart_still.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is asked for ---- */

static enum gui_end print_list(struct play_session *session, const struct looks *looks,
                               const char *keys, struct sim_text *why)
{
    struct view_metrics metrics = looks_metrics(looks);
    struct play_still still;
    enum play_still_end end;

    play_still_open(&still, session, looks->width, looks->height);
    end = play_still_draw(&still, keys, &metrics, why);
    if (end == PLAY_STILL_GOOD)
        looks_print(&still.picture);
    play_still_close(&still);
    return end == PLAY_STILL_GOOD       ? GUI_GOOD
           : end == PLAY_STILL_BAD_KEYS ? GUI_BAD_KEYS
                                        : GUI_FAILED;
}

static enum gui_end show(const struct cli *cli, struct play_session *session,
                         const struct looks *looks, struct sim_text *why)
{
    struct gui_options options = { .theme = looks->theme,
                                   .font_size = looks->font_size,
                                   .width = looks->width,
                                   .height = looks->height,
                                   .full_screen = cli->given[CLI_OPTION_FULL_SCREEN],
                                   .keys = cli->value[CLI_OPTION_WINDOW_KEYS] };

    session->options.unicode = true;
    if (cli->given[CLI_OPTION_DRAW_LIST])
        return print_list(session, looks, options.keys, why);
    if (cli->given[CLI_OPTION_PICTURE])
        return gui_save(session, &options, cli->value[CLI_OPTION_PICTURE], why);
    return gui_run(session, &options, why);
}

int view_carry_out(const struct cli *cli)
{
    struct looks looks;
    struct cli_session run;
    char said[1024];
    struct sim_text why = SIM_TEXT(said);
    int code;

    if (!looks_take(cli, CLI_OPTION_WINDOW_SIZE, &looks))
        return CLI_USAGE;
    code = cli_session_open(cli, &run);
    if (code == CLI_GOOD) {
        enum gui_end end = show(cli, run.session, &looks, &why);

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
