/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock-view: the program that has the window. */
#include "config.h"

#include "scenarios/gather.h"
#include "ui/cli/looks.h"
#include "ui/cli/session.h"
#include "ui/cli/view.h"
#include "ui/gui/gui.h"
#include "ui/play/chart_still.h"
#include "ui/report/recorded.h"

#include <limits.h>
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

/* ---- files that are opened from the window ---- */

/* The session that is looked at, and room for the next one. What a session refers to lives as long
 * as it does: each has a command line of its own. */
struct opener {
    struct cli cli[2];
    char file[2][PATH_MAX];
    const char *args[2][2];
    struct cli_session run[2];
    int current;
};

/* Options that were given for one file are not meant for another. */
static void name_file(struct opener *opener, int slot, const char *file)
{
    if (file)
        snprintf(opener->file[slot], PATH_MAX, "%s", file);
    else
        memcpy(opener->file[slot], opener->file[opener->current], PATH_MAX);
    opener->cli[slot] = opener->cli[opener->current];
    if (file)
        opener->cli[slot].set_count = 0;
    if (file)
        memset(opener->cli[slot].sets, 0, sizeof(opener->cli[slot].sets));
    opener->args[slot][0] = opener->file[slot];
    opener->cli[slot].args = opener->args[slot];
}

/* Why it cannot be: what is said on stderr is not seen in a window. */
static void put_errors(const struct cli *cli, struct sim_text *why)
{
    struct scenario_options options = { .search = cli_search_path(), .settings = cli->sets };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *scenario = errors ? scenario_load(cli->args[0], &options, errors) : NULL;

    if (errors && errors->count && !recording_is(cli->args[0])) {
        sim_text_put(why, errors->list[0].file ? errors->list[0].file : cli->args[0]);
        sim_text_put(why, ":");
        sim_text_put_int(why, errors->list[0].line);
        sim_text_put(why, ": ");
        sim_text_put(why, errors->list[0].text);
    } else {
        sim_text_put(why, cli->args[0]);
        sim_text_put(why, ": cannot be opened; the terminal says why");
    }
    scenario_free(scenario);
    free(errors);
}

static struct play_session *open_other(void *context, const char *file, struct sim_text *why)
{
    struct opener *opener = context;
    int slot = 1 - opener->current;

    if (!file && !strcmp(opener->file[opener->current], "-")) {
        sim_text_put(why, PLAY_FROM_STANDARD_INPUT);
        return NULL;
    }
    name_file(opener, slot, file);
    if (cli_session_open(&opener->cli[slot], &opener->run[slot]) != CLI_GOOD) {
        cli_session_close(&opener->run[slot]);
        memset(&opener->run[slot], 0, sizeof(opener->run[slot]));
        put_errors(&opener->cli[slot], why);
        return NULL;
    }
    opener->current = slot;
    opener->run[slot].session->options.unicode = true;
    return opener->run[slot].session;
}

static void close_other(void *context)
{
    struct opener *opener = context;
    struct cli_session *other = &opener->run[1 - opener->current];

    cli_session_close(other);
    memset(other, 0, sizeof(*other));
}

/* As it was found, since a shipped scenario is given by its name. */
static const char *path_of(void *context)
{
    const struct opener *opener = context;
    const struct scenario *scenario = opener->run[opener->current].subject.scenario;

    return scenario && scenario->gathered && scenario->gathered->bare.sections
               ? scenario->gathered->bare.sections->file
               : NULL;
}

/* ---- the verb ---- */

static enum gui_end show(struct opener *opener, const struct looks *looks, struct sim_text *why)
{
    const struct cli *cli = &opener->cli[0];
    struct play_session *session = opener->run[0].session;
    struct gui_files files = { open_other, close_other, path_of, opener };
    struct gui_options options = { .theme = looks->theme,
                                   .font_size = looks->font_size,
                                   .width = looks->width,
                                   .height = looks->height,
                                   .full_screen = cli->given[CLI_OPTION_FULL_SCREEN],
                                   .presenter = cli->given[CLI_OPTION_WINDOW_PRESENTER],
                                   .keys = cli->value[CLI_OPTION_WINDOW_KEYS],
                                   .files = &files };

    session->options.unicode = true;
    if (cli->given[CLI_OPTION_DRAW_LIST])
        return print_list(session, looks, options.keys, why);
    if (cli->given[CLI_OPTION_PICTURE])
        return gui_save(session, &options, cli->value[CLI_OPTION_PICTURE], why);
    return gui_run(session, &options, why);
}

int view_carry_out(const struct cli *cli)
{
    static struct opener opener;
    struct looks looks;
    char said[1024];
    struct sim_text why = SIM_TEXT(said);
    int code;

    if (!looks_take(cli, CLI_OPTION_WINDOW_SIZE, &looks))
        return CLI_USAGE;
    opener.cli[0] = *cli;
    snprintf(opener.file[0], PATH_MAX, "%s", cli->args[0]);
    code = cli_session_open(&opener.cli[0], &opener.run[0]);
    if (code == CLI_GOOD) {
        enum gui_end end = show(&opener, &looks, &why);

        code = end == GUI_GOOD ? CLI_GOOD : end == GUI_BAD_KEYS ? CLI_USAGE : CLI_WORLD;
        if (end != GUI_GOOD)
            cli_say("%s%s", end == GUI_BAD_KEYS ? "--keys: " : "", said);
    }
    cli_session_close(&opener.run[opener.current]);
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
