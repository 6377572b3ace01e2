/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock lesson: predict, look, and see what is so. */
#include "config.h"

#include "ui/cli/place.h"
#include "ui/cli/session.h"
#include "ui/report/quiz_sheet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lesson {
    const struct cli *cli;
    struct place place;
    const char *keys; /* those of --keys that have not been played; NULL without it */
};

/* ---- on paper ---- */

static void print_part(int width, const char *head, const char *text)
{
    char words[3 * QUIZ_TEXT];

    if (!*text)
        return;
    snprintf(words, sizeof(words), "%s%s", head, text);
    quiz_sheet_print_wrapped(stdout, width, 4, words);
}

static void print_answer(int width, const struct quiz_question *question)
{
    char words[2 * QUIZ_TEXT];
    struct sim_text text = SIM_TEXT(words);

    quiz_put_answer(&text, question, question->truth);
    print_part(width, "Answer: ", words);
    print_part(width, "", question->because);
    print_part(width, "Commonly said: ", question->said);
    print_part(width, "So it is: ", question->so);
}

static int print_question(const struct cli_session *run, int n)
{
    const struct play_asker *play = &run->asker.play;
    struct quiz_question question;
    char why[512], head[16], words[2 * QUIZ_TEXT];
    struct sim_text text = SIM_TEXT(why);
    int width = cli_width();

    if (!play->pose(play->context, n, &question, &text)) {
        cli_say("%s: question %s cannot be asked: %s", run->asker.file,
                run->asker.scenario->questions[n].name, why);
        return CLI_INVALID;
    }
    if (!n)
        print_part(width, "", question.context);
    putchar('\n');
    snprintf(head, sizeof(head), "%2d.", n + 1);
    snprintf(words, sizeof(words), "%s%s%s%s", question.vary[0] ? "[" : "", question.vary,
             question.vary[0] ? "] " : "", question.ask);
    quiz_sheet_print_behind(stdout, width, 4, head, words);
    for (int i = 0; i < question.choice_count; i++)
        printf("      %c) %s\n", 'a' + i, question.choices[i]);
    print_answer(width, &question);
    return CLI_GOOD;
}

static int print_all(const struct cli_session *run)
{
    int code = CLI_GOOD;

    puts(run->subject.scenario->sim.title);
    for (int i = 0; i < run->asker.play.count && code == CLI_GOOD; i++)
        code = print_question(run, i);
    return code;
}

/* ---- asking ---- */

static int ask_session(struct lesson *lesson, const struct cli *cli, struct cli_session *run,
                       int first)
{
    int count = run->asker.play.count;

    if (!count) {
        cli_say("%s asks no questions; interlock quiz makes some", cli->args[0]);
        return CLI_INVALID;
    }
    place_put(&lesson->place, &run->asker.play);
    if (cli->given[CLI_OPTION_ANSWERS])
        return print_all(run);
    play_begin_quiz(run->session, &run->asker.play, first < count ? first : 0);
    return cli_look(cli, run->session);
}

/* `go_on`: whether the next lesson is wished for; what is left of --keys is for that. */
static int ask(struct lesson *lesson, const struct cli *cli, int first, bool *go_on)
{
    struct cli_session run;
    int code = cli_session_open(cli, &run);

    *go_on = false;
    if (code == CLI_GOOD) {
        code = ask_session(lesson, cli, &run, first);
        *go_on = run.session->quiz.go_on;
        if (*go_on && lesson->keys)
            lesson->keys = run.session->keys_left;
    }
    cli_session_close(&run);
    return code;
}

static int ask_file(struct lesson *lesson, const char *file, int first, bool *go_on)
{
    struct cli cli = *lesson->cli;
    const char *args[] = { file, NULL };

    cli.args = args;
    cli.arg_count = 1;
    cli.value[CLI_OPTION_KEYS] = lesson->keys;
    return ask(lesson, &cli, first, go_on);
}

static void say_place(const struct lesson *lesson)
{
    const struct place *place = &lesson->place;
    bool screen = !lesson->cli->given[CLI_OPTION_KEYS] &&
                  !lesson->cli->given[CLI_OPTION_LINEAR] &&
                  !lesson->cli->given[CLI_OPTION_ANSWERS];

    if (place->course.lessons[place->index].answered)
        course_say_kept(&place->course);
    if (screen)
        place_say(place, "interlock lesson");
}

/* From a lesson on, as long as one wants to go on. */
static int take_course(struct lesson *lesson, int first)
{
    bool go_on = true;
    int code = CLI_GOOD;

    for (; code == CLI_GOOD && go_on; lesson->place.index++, first = 0) {
        code = ask_file(lesson, lesson->place.course.lessons[lesson->place.index].path, first,
                        &go_on);
        if (!go_on)
            break;
    }
    say_place(lesson);
    return code;
}

static int take_next(struct lesson *lesson)
{
    struct place *place = &lesson->place;

    place->index = course_next(&place->course);
    if (place->index == place->course.count) {
        place_say_done(place, "interlock lesson");
        return CLI_GOOD;
    }
    return take_course(lesson, place->course.lessons[place->index].answered);
}

static int verb(const struct cli *cli)
{
    static struct lesson lesson; /* large */
    bool go_on;

    memset(&lesson, 0, sizeof(lesson));
    lesson.cli = cli;
    lesson.keys = cli->value[CLI_OPTION_KEYS];
    if (!cli->given[CLI_OPTION_ANSWERS] && !cli_can_look(cli))
        return CLI_WORLD;
    if (!course_open(&lesson.place.course))
        return CLI_WORLD;
    if (!cli->arg_count)
        return take_next(&lesson);
    if (!place_find(&lesson.place, cli->args[0]))
        return CLI_USAGE;
    if (lesson.place.index >= 0)
        return take_course(&lesson, 0);
    return ask_file(&lesson, cli->args[0], 0, &go_on);
}

static const enum cli_option_id options[] = {
    CLI_OPTION_ANSWERS, CLI_OPTION_PRESENTER, CLI_OPTION_KEYS,     CLI_OPTION_SIZE,
    CLI_OPTION_LINEAR,  CLI_OPTION_THEME,     CLI_OPTION_NO_MOUSE, CLI_OPTION_REDUCED_MOTION,
    CLI_OPTION_ASCII,   CLI_OPTION_END,
};

const struct cli_verb verb_lesson = {
    .name = "lesson",
    .arguments = "[LESSON]",
    .example = "4",
    .summary = "predict, look at the run, and see what is so: the next lesson of a course",
    .least = 0,
    .most = 1,
    .options = options,
    .run = verb,
};
