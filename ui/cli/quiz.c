/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock quiz: generated questions, on paper or one after the other. */
#include "config.h"

#include "recorder/recording.h"
#include "ui/cli/cli.h"
#include "ui/report/quiz_sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT 5 /* estimated: as many as fit on a page and into five minutes */

struct quiz {
    const struct cli *cli;
    struct quiz_family family;
    struct quiz_sheet sheet;
    enum quiz_sheet_format format;
    struct quiz_item *items;
    struct sim_errors *errors;
};

/* ---- options ---- */

static bool take_format(struct quiz *quiz)
{
    int format = quiz->cli->given[CLI_OPTION_JSON] ? QUIZ_SHEET_JSON : QUIZ_SHEET_TEXT;

    if (quiz->cli->given[CLI_OPTION_JSON] && quiz->cli->given[CLI_OPTION_SHEET_FORMAT]) {
        cli_say("--json and --format: one of them");
        return false;
    }
    if (!cli_take_word(quiz->cli, CLI_OPTION_SHEET_FORMAT, &format))
        return false;
    quiz->format = (enum quiz_sheet_format)format;
    return true;
}

/* JSON numbers have 53 bits for whoever reads them as floating point. */
#define SEED_MAX ((uint64_t)1 << 53)

static bool take_options(struct quiz *quiz)
{
    uint64_t count = COUNT;

    if (!cli_take_number(quiz->cli, CLI_OPTION_SHEET_SEED, 0, SEED_MAX, &quiz->sheet.seed) ||
        !cli_take_number(quiz->cli, CLI_OPTION_COUNT_, 1, QUIZ_QUESTIONS, &count) ||
        !take_format(quiz))
        return false;
    quiz->sheet.count = (int)count;
    quiz->sheet.answers = quiz->cli->given[CLI_OPTION_ANSWERS];
    quiz->sheet.width = cli_width();
    quiz->sheet.to = stdout;
    return true;
}

/* ---- the family ---- */

/* Each must be valid by itself: a mistake in one of them is not hidden by the others. */
static int take_files(struct quiz *quiz)
{
    const struct cli *cli = quiz->cli;

    if (cli->arg_count > QUIZ_FILES) {
        cli_say("more than %d scenarios", QUIZ_FILES);
        return CLI_USAGE;
    }
    for (int i = 0; i < cli->arg_count; i++) {
        int code = CLI_GOOD;
        struct scenario *scenario;

        if (cli_is_read_once(cli->args[i])) {
            cli_say("quiz reads a scenario many times: save %s as a file",
                    strcmp(cli->args[i], "-") ? cli->args[i] : "standard input");
            return CLI_USAGE;
        }
        scenario = cli_load(cli, cli->args[i], &code);
        if (!scenario)
            return code;
        scenario_free(scenario);
        quiz->family.files[i] = cli->args[i];
    }
    quiz->family.file_count = cli->arg_count;
    quiz->family.search = cli_search_path();
    quiz->family.settings = cli->set_count ? cli->sets : NULL;
    return CLI_GOOD;
}

static int draw(struct quiz *quiz)
{
    for (int i = 0; i < quiz->sheet.count; i++) {
        if (*cli_interrupted())
            return CLI_INTERRUPTED;
        if (!quiz_draw(&quiz->family, quiz->sheet.seed, i, quiz->items, &quiz->items[i],
                       quiz->errors)) {
            scenario_print_errors(stderr, quiz->errors);
            return CLI_INVALID;
        }
    }
    return CLI_GOOD;
}

/* ---- asking ---- */

/* One attempt: what is no answer at all is asked for again. False at the end of input. */
static bool read_answer(const struct quiz_question *question, double *answer, bool *given)
{
    char line[256], why[512];

    for (;;) {
        struct sim_text text = SIM_TEXT(why);

        fputs("    > ", stdout);
        fflush(stdout);
        if (!fgets(line, sizeof(line), stdin))
            return false;
        if (!isatty(STDIN_FILENO)) /* nobody has seen it being typed */
            printf("%.*s\n", (int)strcspn(line, "\r\n"), line);
        *given = line[strspn(line, " \t\r\n")];
        if (!*given || quiz_read_answer(question, line, answer, &text))
            return true;
        printf("    %s; nothing at all passes the question\n", why);
    }
}

static void show_parting(struct quiz *quiz, const struct quiz_item *item, double answer)
{
    struct quiz_parting parting;
    char command[QUIZ_TEXT];
    struct sim_text text = SIM_TEXT(command);

    if (!quiz_find_parting(&quiz->family, item, answer, &parting, quiz->errors)) {
        scenario_print_errors(stderr, quiz->errors);
        return;
    }
    quiz_sheet_print_wrapped(stdout, quiz->sheet.width, 4, parting.sentence);
    quiz_put_command(&text, &quiz->family, item, parting.step);
    printf("    %s\n", command);
}

static void show_truth(struct quiz *quiz, const struct quiz_item *item, bool given,
                       double answer)
{
    char words[2 * QUIZ_TEXT];
    struct sim_text text = SIM_TEXT(words);

    if (given) {
        quiz_put_verdict(&text, &item->question, answer);
    } else {
        sim_text_put(&text, "It is ");
        quiz_put_answer(&text, &item->question, item->question.truth);
        sim_text_put(&text, ".");
    }
    quiz_sheet_print_wrapped(stdout, quiz->sheet.width, 4, words);
    quiz_sheet_print_wrapped(stdout, quiz->sheet.width, 4, item->question.because);
    if (given && !quiz_is_right(&item->question, answer))
        show_parting(quiz, item, answer);
}

static int ask(struct quiz *quiz)
{
    int right = 0, asked = 0, passed = 0;

    for (int i = 0; i < quiz->sheet.count; i++) {
        double answer = 0;
        bool given;

        if (i)
            putchar('\n');
        quiz_sheet_print_question(&quiz->sheet, i);
        if (!read_answer(&quiz->items[i].question, &answer, &given)) {
            putchar('\n');
            break;
        }
        show_truth(quiz, &quiz->items[i], given, answer);
        asked += given;
        passed += !given;
        right += given && quiz_is_right(&quiz->items[i].question, answer);
    }
    printf("\n%d of %d right", right, asked);
    printf(passed ? ", %d passed over\n" : "\n", passed);
    return *cli_interrupted() ? CLI_INTERRUPTED : right < asked ? CLI_FALSE : CLI_GOOD;
}

/* ---- the verb ---- */

static int make_sheet(struct quiz *quiz)
{
    int code;

    quiz->items = calloc((size_t)quiz->sheet.count, sizeof(*quiz->items));
    quiz->errors = calloc(1, sizeof(*quiz->errors));
    if (!quiz->items || !quiz->errors) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    quiz->sheet.family = &quiz->family;
    quiz->sheet.items = quiz->items;
    code = draw(quiz);
    if (code != CLI_GOOD)
        return code;
    if (quiz->cli->given[CLI_OPTION_ASK])
        return ask(quiz);
    quiz_sheet_print(&quiz->sheet, quiz->format);
    return CLI_GOOD;
}

static int verb(const struct cli *cli)
{
    struct quiz *quiz = calloc(1, sizeof(*quiz));
    int code = CLI_USAGE;

    if (!quiz) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    quiz->cli = cli;
    if (take_options(quiz)) {
        code = take_files(quiz);
        if (code == CLI_GOOD)
            code = make_sheet(quiz);
    }
    free(quiz->items);
    free(quiz->errors);
    free(quiz);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_SHEET_SEED,   CLI_OPTION_COUNT_, CLI_OPTION_ASK, CLI_OPTION_ANSWERS,
    CLI_OPTION_SHEET_FORMAT, CLI_OPTION_JSON,   CLI_OPTION_SET, CLI_OPTION_END,
};

const struct cli_verb verb_quiz = {
    .name = "quiz",
    .arguments = "FILE...",
    .example = "two-threads --ask",
    .summary = "make questions about scenarios, with answers from their runs",
    .least = 1,
    .most = -1,
    .options = options,
    .run = verb,
};
