/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock-view: the program that has the window. */
#include "config.h"

#include "scenarios/gather.h"
#include "ui/cli/looks.h"
#include "ui/cli/output.h"
#include "ui/cli/place.h"
#include "ui/cli/session.h"
#include "ui/cli/view.h"
#include "ui/gui/gui.h"
#include "ui/play/chart_still.h"
#include "ui/report/recorded.h"

#include <limits.h>
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
    still.chart.presenter = looks->presenter;
    end = play_still_draw(&still, keys, &metrics, why);
    if (end == PLAY_STILL_GOOD)
        looks_print(&still.picture);
    play_still_close(&still);
    return end == PLAY_STILL_GOOD       ? GUI_GOOD
           : end == PLAY_STILL_BAD_KEYS ? GUI_BAD_KEYS
                                        : GUI_FAILED;
}

/* The picture, whole or not at all. */
static enum gui_end save(struct play_session *session, const struct gui_options *options,
                         const char *path, struct sim_text *why)
{
    struct output output;
    FILE *file = output_to(&output, path);
    enum gui_end end = file ? gui_save(session, options, file, why) : GUI_FAILED;
    int code = output_finish(&output, end == GUI_GOOD ? CLI_GOOD : CLI_WORLD);

    return end == GUI_GOOD && code != CLI_GOOD ? GUI_FAILED : end;
}

/* ---- files that are opened from the window ---- */

/* The session that is looked at, and room for the next one. What a session refers to lives as long
 * as it does: each has a command line of its own. Within the course of lessons `place` says which
 * one it is; a file that is opened meanwhile leaves the course. */
struct opener {
    struct place place;
    bool lessons;
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

/* Asks from question `first` on; less than none: when somebody wishes to be asked. */
static void begin_questions(struct opener *opener, int first)
{
    struct cli_session *run = &opener->run[opener->current];
    struct play_asker *asker = &run->asker.play;

    run->session->options.unicode = true;
    asker->presenter = opener->cli[0].given[CLI_OPTION_WINDOW_PRESENTER];
    if (!opener->lessons || !asker->count)
        return;
    place_put(&opener->place, asker);
    if (first >= 0)
        play_begin_quiz(run->session, asker, first < asker->count ? first : 0);
}

/* Why it cannot be: what is said on stderr is not seen in a window. */
static void put_errors(const struct cli *cli, struct sim_text *why)
{
    struct scenario_options options = { .search = cli_search_path(), .settings = cli->sets };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *scenario = errors ? scenario_load(cli->args[0], &options, errors) : NULL;

    if (errors && errors->count && !recording_is(cli->args[0])) {
        scenario_put_error(why, &errors->list[0]);
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

    if (!file && cli_is_read_once(opener->file[opener->current])) {
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
    opener->lessons = opener->lessons && !file;
    begin_questions(opener, -1);
    return opener->run[slot].session;
}

static struct play_session *open_next(void *context, struct sim_text *why)
{
    struct opener *opener = context;
    const struct course *course = &opener->place.course;
    struct play_session *session;

    if (!opener->lessons || opener->place.index + 1 >= course->count)
        return NULL;
    session = open_other(opener, course->lessons[opener->place.index + 1].path, why);
    if (!session)
        return NULL;
    opener->place.index++;
    opener->lessons = true;
    begin_questions(opener, 0);
    return session;
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

/* Of a lesson that was left for the next one, that one, with the rest of the keys. */
static enum gui_end show_still(struct opener *opener, const struct looks *looks,
                               struct gui_options *options, struct sim_text *why)
{
    const struct cli *cli = &opener->cli[0];

    for (;;) {
        struct play_session *session = opener->run[opener->current].session;
        const char *left;
        enum gui_end end = cli->given[CLI_OPTION_DRAW_LIST]
                               ? print_list(session, looks, options->keys, why)
                               : save(session, options, cli->value[CLI_OPTION_PICTURE], why);

        left = session->keys_left;
        if (end != GUI_GOOD || !session->quit || !session->quiz.go_on ||
            !open_next(opener, why))
            return end;
        close_other(opener);
        options->keys = left;
    }
}

static enum gui_end show(struct opener *opener, const struct looks *looks, struct sim_text *why)
{
    const struct cli *cli = &opener->cli[0];
    struct play_session *session = opener->run[0].session;
    struct gui_files files = { open_other, close_other, open_next, path_of, opener };
    struct gui_options options = { .theme = looks->theme,
                                   .font_size = looks->font_size,
                                   .width = looks->width,
                                   .height = looks->height,
                                   .fit = !cli->given[CLI_OPTION_WINDOW_SIZE],
                                   .full_screen = cli->given[CLI_OPTION_FULL_SCREEN],
                                   .presenter = looks->presenter,
                                   .keys = cli->value[CLI_OPTION_WINDOW_KEYS],
                                   .files = &files };

    if (cli->given[CLI_OPTION_DRAW_LIST] || cli->given[CLI_OPTION_PICTURE])
        return show_still(opener, looks, &options, why);
    return gui_run(session, &options, why);
}

/* What is looked at first: CLI_GOOD, or the exit code. *first: the question that is asked. */
static int choose(struct opener *opener, const struct cli *cli, int *first)
{
    struct place *place = &opener->place;

    opener->cli[0] = *cli;
    *first = -1;
    opener->lessons = cli->given[CLI_OPTION_LESSONS];
    if (!opener->lessons && !cli->arg_count) {
        cli_say("view what? a FILE, or --lesson (see interlock view --help)");
        return CLI_USAGE;
    }
    snprintf(opener->file[0], PATH_MAX, "%s", cli->arg_count ? cli->args[0] : "");
    if (!opener->lessons)
        return CLI_GOOD;
    if (!course_open(&place->course))
        return CLI_WORLD;
    if (!cli->arg_count)
        place->index = course_next(&place->course);
    else if (!place_find(place, cli->args[0]))
        return CLI_USAGE;
    *first = 0;
    if (place->index < 0) /* any scenario with questions */
        return CLI_GOOD;
    if (place->index < place->course.count) {
        const struct course_lesson *lesson = &place->course.lessons[place->index];

        *first = cli->arg_count ? 0 : lesson->answered;
        snprintf(opener->file[0], PATH_MAX, "%s", lesson->path);
    }
    return CLI_GOOD;
}

/* All of them are done: there is nothing to be shown. */
static bool is_done(const struct opener *opener)
{
    return opener->lessons && opener->place.index == opener->place.course.count;
}

static void say_end(const struct opener *opener)
{
    const struct cli *cli = &opener->cli[0];
    const struct place *place = &opener->place;

    if (opener->lessons && place->index >= 0 && place->course.lessons[place->index].answered &&
        !cli->given[CLI_OPTION_DRAW_LIST] && !cli->given[CLI_OPTION_PICTURE]) {
        course_say_kept(&place->course);
        place_say(place, "interlock view --lesson");
    }
}

static int look(struct opener *opener, const struct looks *looks, int first)
{
    char said[1024];
    struct sim_text why = SIM_TEXT(said);
    enum gui_end end;

    if (opener->lessons && !opener->run[0].asker.play.count) {
        cli_say("%s asks no questions; interlock quiz makes some", opener->file[0]);
        return CLI_INVALID;
    }
    if (!cli_session_go(&opener->cli[0], CLI_OPTION_AT, opener->run[0].session))
        return CLI_USAGE;
    begin_questions(opener, first);
    end = show(opener, looks, &why);
    if (end == GUI_GOOD) {
        say_end(opener);
        return CLI_GOOD;
    }
    if (why.used) /* else it has been said */
        cli_say("%s%s", end == GUI_BAD_KEYS ? "--keys: " : "", said);
    return end == GUI_BAD_KEYS ? CLI_USAGE : CLI_WORLD;
}

int view_carry_out(const struct cli *cli)
{
    static struct opener opener;
    struct looks looks;
    int code, first;

    if (!looks_take(cli, CLI_OPTION_WINDOW_SIZE, &looks))
        return CLI_USAGE;
    code = choose(&opener, cli, &first);
    if (code != CLI_GOOD)
        return code;
    if (is_done(&opener)) {
        place_say_done(&opener.place, "interlock view --lesson");
        return CLI_GOOD;
    }
    opener.args[0][0] = opener.file[0];
    opener.cli[0].args = opener.args[0];
    opener.cli[0].arg_count = 1;
    code = cli_session_open(&opener.cli[0], &opener.run[0]);
    if (code == CLI_GOOD)
        code = look(&opener, &looks, first);
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

    cli_begin();
    if (argc == 2 && !strcmp(argv[1], "--version")) {
        printf("interlock-view %s\n", PACKAGE_VERSION);
        return cli_close_stdout(CLI_GOOD);
    }
    code = cli_parse(&cli, argc, argv, &handled);
    if (code == CLI_GOOD && !handled)
        code = view_carry_out(&cli);
    return cli_close_stdout(code);
}
