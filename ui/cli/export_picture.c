/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock export, pictures: what the window shows, for slides and papers. */
#include "config.h"

#include "ui/report/picture_file.h"

#include "ui/cli/export.h"
#include "ui/cli/looks.h"
#include "ui/cli/output.h"
#include "ui/cli/session.h"
#include "ui/play/chart_still.h"
#include "ui/play/move.h"

#include <string.h>

static const struct painter {
    const char *name;
    picture_write_fn write;
} painters[] = {
#ifdef WITH_CAIRO
    { "svg", picture_write_svg },
    { "png", picture_write_png },
    { "pdf", picture_write_pdf },
#endif
    { NULL, NULL },
};

/* NULL after having said that there is none. */
static picture_write_fn find_painter(const char *path, const char *format)
{
    for (const struct painter *painter = painters; painter->name; painter++) {
        if (!strcmp(painter->name, format))
            return cli_has_cairo(path) ? painter->write : NULL;
    }
    cli_say("%s: this program was built without cairo, and draws no pictures (on Debian and "
            "Ubuntu: "
            "apt-get install libcairo2-dev, then configure again)",
            path);
    return NULL;
}

/* ---- which moment, and which stretch of time ---- */

/*
 * The moment is --at, else --from. Neither may lie behind the run, but --to may: so one sees that
 * it ends. A long run is first made so far.
 */
static bool place(const struct cli *cli, const struct window *given, struct play_still *still)
{
    struct play_session *session = still->chart.session;
    struct play_window window = { .from = given->from, .to = given->to };

    if (window.to > 0) {
        play_go_time(session, window.to);
        play_go(session, 0);
    }
    if (!cli_session_go(cli, CLI_OPTION_FROM, session) ||
        !cli_session_go(cli, CLI_OPTION_AT, session))
        return false;
    session->message[0] = '\0';
    if (window.from < 0 && window.to < 0)
        return true;
    if (window.from < 0)
        window.from = 0;
    if (window.to < 0)
        window.to = sim_run_length(play_current(session)->run) + 1;
    play_chart_show(&still->chart, window);
    return true;
}

/* ---- writing ---- */

static int draw(const struct cli *cli, struct play_still *still,
                const struct view_metrics *metrics)
{
    char said[512];
    struct sim_text why = SIM_TEXT(said);
    enum play_still_end end =
        play_still_draw(still, cli->value[CLI_OPTION_WINDOW_KEYS], metrics, &why);

    if (end == PLAY_STILL_GOOD)
        return CLI_GOOD;
    cli_say("%s%s", end == PLAY_STILL_BAD_KEYS ? "--keys: " : "", said);
    return end == PLAY_STILL_BAD_KEYS ? CLI_USAGE : CLI_WORLD;
}

static int write_list(const struct cli *cli, const struct looks *looks,
                      struct play_still *still)
{
    struct view_metrics metrics = looks_metrics(looks);
    int code = draw(cli, still, &metrics);

    if (code == CLI_GOOD)
        looks_print(&still->picture);
    return code;
}

#ifdef WITH_CAIRO
static int write_file(const char *path, picture_write_fn write, const struct play_still *still,
                      const struct picture_fonts *fonts, int theme)
{
    struct output output;
    FILE *to = output_to(&output, path);
    int code = CLI_WORLD;

    if (to && write(to, &still->picture, fonts, theme))
        code = CLI_GOOD;
    else if (to && !ferror(to))
        cli_say("%s: cannot be drawn: %s", path, picture_failure());
    return output_finish(&output, code);
}

static int write_picture(const struct cli *cli, const struct looks *looks,
                         picture_write_fn write, struct play_still *still)
{
    struct picture_fonts *fonts = picture_fonts_open(looks_font_size(looks));
    struct view_metrics metrics;
    int code;

    if (!fonts) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    if (picture_fonts_missing(fonts))
        cli_say(
            "no sans-serif font is installed, so letters are strokes; on Debian and Ubuntu: "
            "apt-get install fonts-dejavu-core");
    metrics = picture_fonts_metrics(fonts);
    code = draw(cli, still, &metrics);
    if (code == CLI_GOOD)
        code = write_file(cli->value[CLI_OPTION_OUTPUT], write, still, fonts, looks->theme);
    picture_fonts_close(fonts);
    return code;
}
#else
static int write_picture(const struct cli *cli, const struct looks *looks,
                         picture_write_fn write, struct play_still *still)
{
    (void)cli, (void)looks, (void)write, (void)still;
    return CLI_WORLD; /* find_painter() has said so */
}
#endif

/* ---- all of it ---- */

static int with_session(const struct cli *cli, const struct looks *looks,
                        const struct window *window, picture_write_fn write,
                        struct play_session *session)
{
    struct play_still still;
    int code = CLI_USAGE;

    /* What a window would say below its lanes. */
    if (session->message[0])
        cli_say("%s", session->message);
    session->message[0] = '\0';
    session->options.unicode = true;
    play_still_open(&still, session, looks->width, looks->height);
    still.chart.still = true;
    still.chart.presenter = looks->presenter;
    if (place(cli, window, &still))
        code =
            write ? write_picture(cli, looks, write, &still) : write_list(cli, looks, &still);
    play_still_close(&still);
    return code;
}

int export_picture(const struct cli *cli, const struct window *window, const char *format)
{
    picture_write_fn write = NULL;
    struct looks looks;
    struct cli_session run;
    int code;

    if (!looks_take(cli, CLI_OPTION_PICTURE_SIZE, &looks))
        return CLI_USAGE;
    if (!cli->given[CLI_OPTION_DRAW_LIST]) {
        write = find_painter(cli->value[CLI_OPTION_OUTPUT], format);
        if (!write)
            return CLI_WORLD;
    }
    code = cli_session_open(cli, &run);
    if (code == CLI_GOOD)
        code = with_session(cli, &looks, window, write, run.session);
    cli_session_close(&run);
    return code;
}
