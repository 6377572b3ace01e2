/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the pages of a question say, line by line. */
#include "ui/play/quiz.h"
#include "ui/play/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The same lines are drawn in a pane and told to who cannot see one. */
struct lines {
    const struct play_session *session;
    const struct play_quiz *quiz;
    const struct quiz_question *question;
    int columns;
    play_quiz_line_fn emit;
    void *context;
};

static void put(const struct lines *lines, enum play_line kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put(const struct lines *lines, enum play_line kind, const char *format, ...)
{
    struct play_quiz_line line = { .kind = kind, .choice = -1 };
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line.text, sizeof(line.text), format, arguments);
    va_end(arguments);
    lines->emit(lines->context, &line);
}

static void blank(const struct lines *lines)
{
    put(lines, PLAY_LINE_BLANK, "%s", "");
}

static const char *said(char words[QUIZ_TEXT], const struct lines *lines, double answer)
{
    struct sim_text text = sim_text_over(words, QUIZ_TEXT);

    quiz_put_answer(&text, lines->question, answer);
    return words;
}

#define BAR_MOST 60                    /* columns */
#define BAR_BYTES (4 * (BAR_MOST + 1)) /* in UTF-8 */

/* ---- parts ---- */

static void put_number(const struct lines *lines)
{
    const struct play_asker *asker = lines->quiz->asker;

    put(lines, PLAY_LINE_TITLE, "%s%squestion %d of %d", asker->heading ? asker->heading : "",
        asker->heading ? ", " : "", lines->quiz->index + 1, asker->count);
}

static void put_vary(const struct lines *lines)
{
    if (lines->question->vary[0])
        put(lines, PLAY_LINE_QUIET, "With %s", lines->question->vary);
}

static void put_heading(const struct lines *lines)
{
    put_number(lines);
    put_vary(lines);
}

/* It tells of the run without the value that is varied. */
static void put_context(const struct lines *lines)
{
    const struct quiz_question *question = lines->question;

    if (question->context[0])
        put(lines, PLAY_LINE_TEXT, "%s%s", question->vary[0] ? "So far: " : "",
            question->context);
}

/* The question itself, which stays in sight on every page. */
static void put_ask(const struct lines *lines)
{
    put(lines, PLAY_LINE_ASK, "%s", lines->question->ask);
}

static void put_choice(const struct lines *lines, int i, bool chosen, const char *mark)
{
    struct play_quiz_line line = { .choice = i,
                                   .kind = chosen ? PLAY_LINE_CHOSEN : PLAY_LINE_CHOICE };

    snprintf(line.text, sizeof(line.text), "%c) %s%s%s", 'a' + i, lines->question->choices[i],
             *mark ? "   <- " : "", mark);
    lines->emit(lines->context, &line);
}

/* As characters, too. */
static void emit_bar(const struct lines *lines, const char *before, double value, double scale,
                     int columns, const char *behind)
{
    struct play_quiz_line line = { .kind = PLAY_LINE_BAR,
                                   .choice = -1,
                                   .share = value / scale };
    char bar[BAR_BYTES];
    struct sim_text text = SIM_TEXT(bar);

    snprintf(line.before, sizeof(line.before), "%s", before);
    snprintf(line.behind, sizeof(line.behind), "%s", behind);
    quiz_put_bar(&text, value, scale, columns, lines->session->options.unicode);
    snprintf(line.text, sizeof(line.text), "%s%s %s", before, bar, behind);
    lines->emit(lines->context, &line);
}

static void put_bar(const struct lines *lines, const char *whose, double value, double scale)
{
    char words[QUIZ_TEXT], before[16];
    int columns = lines->columns - 24;

    snprintf(before, sizeof(before), "%-5s", whose);
    emit_bar(lines, before, value, scale,
             columns < 8          ? 8
             : columns > BAR_MOST ? BAR_MOST
                                  : columns,
             said(words, lines, value));
}

static void put_typed(const struct lines *lines, const char *prompt)
{
    put(lines, PLAY_LINE_TYPED, "%s%s", prompt, lines->quiz->typed);
}

/* ---- pages ---- */

static void ask_page(const struct lines *lines)
{
    const struct quiz_question *question = lines->question;
    char prompt[128];
    struct sim_text text = SIM_TEXT(prompt);

    put_number(lines);
    put_context(lines);
    put_vary(lines);
    blank(lines);
    put_ask(lines);
    for (int i = 0; i < question->choice_count; i++)
        put_choice(lines, i, i == lines->quiz->chosen && !lines->quiz->typed[0], "");
    if (question->form == QUIZ_CHOICE && !lines->quiz->typed[0] &&
        !lines->quiz->asker->presenter)
        return;
    if (question->form == QUIZ_BAR)
        put_bar(lines, "you", lines->quiz->answer, question->bar);
    sim_text_put(&text, question->form == QUIZ_CHOICE ? "A letter, or votes for each, as 12 5 3"
                                                      : "You expect (");
    if (question->form != QUIZ_CHOICE)
        quiz_put_wanted(&text, question);
    sim_text_put(&text, question->form == QUIZ_CHOICE ? ": " : "): ");
    put_typed(lines, prompt);
}

static void reason_page(const struct lines *lines)
{
    char words[QUIZ_TEXT];

    put_heading(lines);
    put_ask(lines);
    put(lines, PLAY_LINE_TEXT, "You say: %s", said(words, lines, lines->quiz->answer));
    blank(lines);
    put(lines, PLAY_LINE_QUIET,
        "Why do you think so? It counts as much as the answer. Alone, Enter leaves it out.");
    put_typed(lines, "Because ");
}

static void put_votes(const struct lines *lines)
{
    int most = 1;

    for (int i = 0; i < lines->question->choice_count; i++)
        most = lines->quiz->votes[i] > most ? lines->quiz->votes[i] : most;
    for (int i = 0; i < lines->question->choice_count; i++) {
        char before[16], votes[16];

        snprintf(before, sizeof(before), "%c) ", 'a' + i);
        snprintf(votes, sizeof(votes), "%d", lines->quiz->votes[i]);
        emit_bar(lines, before, lines->quiz->votes[i], most, 20, votes);
    }
}

static void put_over(const struct lines *lines)
{
    const struct quiz_question *question = lines->question;
    double answer = lines->quiz->answer, scale = quiz_scale(question, answer);

    if (question->form != QUIZ_CHOICE) {
        put_bar(lines, "you", answer, scale);
        put_bar(lines, "run", question->truth, scale);
        return;
    }
    for (int i = 0; i < question->choice_count; i++)
        put_choice(lines, i, i == (int)question->truth,
                   i == (int)question->truth
                       ? i == (int)answer ? "you, and so it is" : "so it is"
                   : i == (int)answer ? "you"
                                      : "");
    if (lines->quiz->voted)
        put_votes(lines);
}

static void truth_page(const struct lines *lines)
{
    char words[2 * QUIZ_TEXT];
    struct sim_text text = SIM_TEXT(words);

    put_heading(lines);
    put_ask(lines);
    put_over(lines);
    quiz_put_verdict(&text, lines->question, lines->quiz->answer);
    put(lines, PLAY_LINE_TEXT, "%s", words);
    if (lines->quiz->reason[0])
        put(lines, PLAY_LINE_QUIET, "You thought: because %s", lines->quiz->reason);
    blank(lines);
    put(lines, PLAY_LINE_QUIET, "Say it in your own words before you read why.");
    put_typed(lines, "What happened? ");
}

static void because_page(const struct lines *lines)
{
    const struct quiz_question *question = lines->question;

    put_heading(lines);
    if (lines->quiz->restated[0])
        put(lines, PLAY_LINE_QUIET, "You: %s", lines->quiz->restated);
    if (question->because[0])
        put(lines, PLAY_LINE_TEXT, "%s", question->because);
    if (question->said[0]) {
        blank(lines);
        put(lines, PLAY_LINE_QUIET, "Commonly said: %s", question->said);
    }
    if (question->so[0])
        put(lines, PLAY_LINE_ASK, "So it is: %s", question->so);
}

static void done_page(const struct lines *lines)
{
    const struct play_asker *asker = lines->quiz->asker;

    put(lines, PLAY_LINE_TITLE, "%s%s", asker->heading ? asker->heading : "Questions",
        asker->heading ? " is done" : " answered");
    put(lines, PLAY_LINE_TEXT, "%d of %d right.", lines->quiz->right, asker->count);
    put(lines, PLAY_LINE_TEXT,
        "Esc goes back to the run: p changes a value, and you can predict again.");
    if (asker->next)
        put(lines, PLAY_LINE_ASK, "Enter goes on: %s", asker->next);
}

void play_quiz_lines(const struct play_session *session, int columns, play_quiz_line_fn emit,
                     void *context)
{
    static void (*const pages[])(const struct lines *lines) = {
        [PLAY_PAGE_ASK] = ask_page,     [PLAY_PAGE_REASON] = reason_page,
        [PLAY_PAGE_TRUTH] = truth_page, [PLAY_PAGE_BECAUSE] = because_page,
        [PLAY_PAGE_DONE] = done_page,
    };
    const struct play_quiz *quiz = &session->quiz;
    struct lines lines = { session, quiz, &quiz->question, columns, emit, context };

    if (quiz->page <= PLAY_PAGE_DONE && pages[quiz->page])
        pages[quiz->page](&lines);
}
