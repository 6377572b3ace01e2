/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock step: a run, event by event, forwards and backwards. */
#include "config.h"

#include "ui/cli/session.h"
#include "ui/play/draw.h"
#ifdef WITH_TUI
#include "ui/tui/tui.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Three ways to use a session: on a terminal; with --keys, which plays a script of keys and prints
 * the screen at its end, so that a screen is a text that a test can compare; and with --linear,
 * which reads such scripts line by line and answers in sentences, for screen readers and pipes.
 */

/* ---- with --keys ---- */

static void print_screen(const struct view_screen *screen)
{
    for (int y = 0; y < screen->height; y++) {
        const struct view_glyph *row = &screen->cells[y * screen->width];
        int end = screen->width;

        while (end > 0 && (!strcmp(row[end - 1].text, " ") || !row[end - 1].text[0]))
            end--;
        for (int x = 0; x < end; x++)
            fputs(row[x].text, stdout);
        putchar('\n');
    }
}

static void show(struct play_session *session, struct view_screen *screen)
{
    play_draw(session, screen);
    print_screen(screen);
}

struct script {
    struct play_session *session;
    struct view_screen *screen;
};

/* A click needs the screen that it is a click on. */
static bool obey(struct script *script, const struct play_input *input)
{
    switch (input->word) {
    case PLAY_WORD_KEY:
        for (uint32_t i = 0; i < input->times && !script->session->quit; i++)
            play_key(script->session, input->key);
        break;
    case PLAY_WORD_CLICK:
        play_draw(script->session, script->screen);
        play_click(script->session, script->screen, input->x, input->y);
        break;
    case PLAY_WORD_SIZE:
        view_screen_fit(&script->screen, input->x, input->y, script->session->options.unicode);
        break;
    case PLAY_WORD_WAIT:
        play_wait(script->session, input->wait);
        break;
    case PLAY_WORD_SHOW:
        show(script->session, script->screen);
        putchar('\n');
        break;
    }
    return script->screen != NULL;
}

/* CLI_GOOD, or what went wrong has been said. */
static int play_script(struct script *script, const char *keys)
{
    char why[512];
    struct sim_text text = SIM_TEXT(why);
    struct play_input input;

    while (!script->session->quit && play_take_input(&keys, &input, &text)) {
        if (!obey(script, &input)) {
            cli_say("out of memory");
            return CLI_WORLD;
        }
    }
    script->session->keys_left = keys;
    if (text.used) {
        cli_say("--keys: %s", why);
        return CLI_USAGE;
    }
    return CLI_GOOD;
}

static bool take_size(const struct cli *cli, int *width, int *height)
{
    const char *size = cli->value[CLI_OPTION_SIZE];
    char rest;

    *width = 80;
    *height = 24;
    if (!size || (sscanf(size, "%dx%d%c", width, height, &rest) == 2 && *width > 0 &&
                  *height > 0 && *width <= VIEW_WIDTH_MAX && *height <= VIEW_HEIGHT_MAX))
        return true;
    cli_say("--size %s: must be columns and rows, 1x1 to %dx%d, as in 80x24", size,
            VIEW_WIDTH_MAX, VIEW_HEIGHT_MAX);
    return false;
}

static int with_keys(const struct cli *cli, struct play_session *session)
{
    struct script script = { .session = session };
    int width, height, code;

    if (!take_size(cli, &width, &height))
        return CLI_USAGE;
    script.screen = view_screen_create(width, height, session->options.unicode);
    if (!script.screen) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    code = play_script(&script, cli->value[CLI_OPTION_KEYS]);
    if (code == CLI_GOOD && !(session->quit && session->quiz.go_on))
        show(session, script.screen);
    view_screen_destroy(script.screen);
    return code;
}

/* ---- with --linear ---- */

static void describe(struct play_session *session)
{
    static char words[16384];
    struct sim_text text = SIM_TEXT(words);

    play_describe(session, &text);
    fputs(words, stdout);
    fflush(stdout);
}

/* Each line is a script of keys; an empty one is a step, or the end of a line that is typed. */
static int linear(struct play_session *session)
{
    struct script script = { session, view_screen_create(80, 24, session->options.unicode) };
    char line[1024];
    int code;

    if (!script.screen) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    describe(session);
    while (script.screen && !session->quit && fgets(line, sizeof(line), stdin)) {
        const char *empty = session->mode == PLAY_MODE_LINE ? "<Enter>" : "<Right>";

        line[strcspn(line, "\n")] = '\0';
        if (play_script(&script, line[0] ? line : empty) == CLI_GOOD && !session->quit)
            describe(session);
    }
    code = script.screen ? CLI_GOOD : CLI_WORLD;
    view_screen_destroy(script.screen);
    return code;
}

/* ---- on a terminal ---- */

#ifdef WITH_TUI
static int on_terminal(const struct cli *cli, struct play_session *session)
{
    struct tui_options options = { .theme = (int)tui_usual_theme(),
                                   .mouse = !cli->given[CLI_OPTION_NO_MOUSE] };

    if (!cli_take_word(cli, CLI_OPTION_THEME, &options.theme))
        return CLI_USAGE;
    switch (tui_run(session, &options)) {
    case TUI_QUIT:
        return CLI_GOOD;
    case TUI_INTERRUPTED:
        return CLI_INTERRUPTED;
    default:
        cli_say("the terminal (TERM=%s) is gone or cannot place text; --linear needs no more "
                "than lines",
                getenv("TERM") ? getenv("TERM") : "");
        return CLI_WORLD;
    }
}
#else
static int on_terminal(const struct cli *cli, struct play_session *session)
{
    (void)cli, (void)session;
    cli_say(
        "this build has no terminal interface (it was configured without ncurses); --linear "
        "and --keys work");
    return CLI_WORLD;
}
#endif

/* ---- the verb ---- */

bool cli_can_look(const struct cli *cli)
{
    bool in = isatty(STDIN_FILENO), out = isatty(STDOUT_FILENO);

    if (cli->given[CLI_OPTION_KEYS] || cli->given[CLI_OPTION_LINEAR] || (in && out))
        return true;
    cli_say("%s needs a terminal, and standard %s is none; --keys plays keys and prints the "
            "screen, --linear answers in sentences",
            cli->verb->name, out ? "input" : "output");
    return false;
}

int cli_look(const struct cli *cli, struct play_session *session)
{
    if (!cli_session_go(cli, CLI_OPTION_AT, session))
        return CLI_USAGE;
    if (cli->given[CLI_OPTION_KEYS])
        return with_keys(cli, session);
    if (cli->given[CLI_OPTION_LINEAR])
        return linear(session);
    play_in_cells(session);
    return on_terminal(cli, session);
}

static int verb(const struct cli *cli)
{
    struct cli_session run;
    int code;

    if (!cli_can_look(cli))
        return CLI_WORLD;
    code = cli_session_open(cli, &run);
    if (code == CLI_GOOD)
        code = cli_look(cli, run.session);
    cli_session_close(&run);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_AT,       CLI_OPTION_PRESENTER, CLI_OPTION_KEYS,     CLI_OPTION_SIZE,
    CLI_OPTION_LINEAR,   CLI_OPTION_THEME,     CLI_OPTION_NO_MOUSE, CLI_OPTION_REDUCED_MOTION,
    CLI_OPTION_ASCII,    CLI_OPTION_SET,       CLI_OPTION_SEED,     CLI_OPTION_MAX_EVENTS,
    CLI_OPTION_SCHEDULE, CLI_OPTION_END,
};

const struct cli_verb verb_step = {
    .name = "step",
    .arguments = "FILE",
    .example = "counter-3.9",
    .summary = "go through a run event by event, forwards and backwards",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
