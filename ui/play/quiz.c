/* SPDX-License-Identifier: GPL-3.0-or-later
 * What happens while somebody is asked. */
#include "ui/play/quiz.h"

#include "ui/play/move.h"
#include "ui/play/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_page(struct play_session *session, enum play_page page)
{
    struct play_quiz *quiz = &session->quiz;

    quiz->page = page;
    quiz->typed[0] = '\0';
    quiz->scrolled = 0;
    session->playing = false;
    session->mode = page == PLAY_PAGE_RUN ? PLAY_MODE_LOOK : PLAY_MODE_QUIZ;
}

static bool pose(struct play_session *session, int index)
{
    struct play_quiz *quiz = &session->quiz;
    const struct play_asker *asker = quiz->asker;
    char why[512], said[PLAY_LINE * 3];
    struct sim_text text = SIM_TEXT(why);

    if (!asker->pose(asker->context, index, &quiz->question, &text)) {
        snprintf(said, sizeof(said), "question %d cannot be asked: %s", index + 1, why);
        play_warn(session, said);
        return false;
    }
    quiz->index = index;
    quiz->chosen = -1;
    quiz->answer = 0;
    quiz->drawn = quiz->voted = false;
    memset(quiz->votes, 0, sizeof(quiz->votes));
    quiz->reason[0] = quiz->restated[0] = '\0';
    return true;
}

static void go_on(struct play_session *session, int index)
{
    if (index >= session->quiz.asker->count)
        show_page(session, PLAY_PAGE_DONE);
    else if (pose(session, index)) {
        show_page(session, PLAY_PAGE_ASK);
        play_forget_length(session);
    } else {
        session->mode = PLAY_MODE_LOOK;
    }
}

void play_begin_quiz(struct play_session *session, const struct play_asker *asker, int first)
{
    session->quiz.asker = asker;
    go_on(session, first);
}

/* ---- the run ---- */

/* The run that is asked about: the first one, or one with another value beside it. */
static void go_to_run(struct play_session *session)
{
    const struct quiz_question *question = &session->quiz.question;
    const char *const vary[] = { question->vary, NULL };
    struct sim_errors *errors;
    struct play_branch *branch;

    session->current = 0;
    if (question->vary[0] && session->branch_count < PLAY_BRANCHES &&
        !session->branches[0]->tape && !session->source.model) {
        errors = calloc(1, sizeof(*errors));
        branch = errors
                     ? play_branch_setting(&session->source, session->branches[0], vary, errors)
                     : NULL;
        if (branch) {
            snprintf(branch->what, sizeof(branch->what), "%.90s", question->vary);
            play_take_branch(session, branch);
        } else if (errors) {
            play_say_errors(session, errors);
        }
        free(errors);
    }
    play_go(session, 0);
}

/* Whoever looks gets there with one key. */
static void set_watch(struct play_session *session)
{
    const struct play_quiz *quiz = &session->quiz;

    play_forget_break(session);
    if (quiz->question.watch[0]) {
        play_set_break(session, quiz->question.watch);
        play_go(session, 0);
    }
    play_say(session, session->stop ? "c: to where it shows   r: what is so"
                                    : "look at the run; r: what is so");
}

bool play_quiz_waits(const struct play_session *session)
{
    enum play_page page = session->quiz.page;

    return page == PLAY_PAGE_ASK || page == PLAY_PAGE_REASON;
}

static void look(struct play_session *session)
{
    show_page(session, PLAY_PAGE_RUN);
    go_to_run(session);
    set_watch(session);
}

/* ---- committing ---- */

/* "12 5 3": so many votes for each choice. */
static bool take_votes(struct play_quiz *quiz)
{
    const char *at = quiz->typed;
    int count = 0;

    if (!quiz->asker->presenter || quiz->question.form != QUIZ_CHOICE)
        return false;
    while (count < quiz->question.choice_count) {
        char *end;
        long votes = strtol(at, &end, 10);

        if (end == at || votes < 0 || votes > 100000)
            break;
        quiz->votes[count++] = (int)votes;
        at = end;
    }
    quiz->voted = count == quiz->question.choice_count && !at[strspn(at, " ")];
    return quiz->voted;
}

/* The most of them are the answer; as many for another are none. */
static bool count_votes(struct play_quiz *quiz)
{
    int most = 0;
    bool tied = false;

    for (int i = 1; i < quiz->question.choice_count; i++) {
        tied =
            quiz->votes[i] == quiz->votes[most] || (tied && quiz->votes[i] < quiz->votes[most]);
        most = quiz->votes[i] > quiz->votes[most] ? i : most;
    }
    quiz->answer = most;
    quiz->voted = !tied;
    return !tied;
}

/* False when `why` says what it should be. */
static bool read_typed(struct play_quiz *quiz, struct sim_text *why)
{
    if (!take_votes(quiz))
        return quiz_read_answer(&quiz->question, quiz->typed, &quiz->answer, why);
    if (count_votes(quiz))
        return true;
    sim_text_put(why, "two have the most votes: vote again, or type a letter");
    return false;
}

static void ask_for_answer(struct play_session *session)
{
    static const char *const by_form[] = {
        [QUIZ_NUMBER] = "type what you expect; it counts once",
        [QUIZ_CHOICE] = "choose what you expect; it counts once",
        [QUIZ_BAR] = "draw or type what you expect; it counts once",
    };

    play_warn(session, by_form[session->quiz.question.form]);
}

static void commit(struct play_session *session)
{
    struct play_quiz *quiz = &session->quiz;
    char why[512];
    struct sim_text text = SIM_TEXT(why);
    bool is_choice = quiz->question.form == QUIZ_CHOICE;
    bool by_hand = !quiz->typed[0] && (is_choice ? quiz->chosen >= 0 : quiz->drawn);

    if (!by_hand && !quiz->typed[0]) {
        ask_for_answer(session);
        return;
    }
    if (by_hand && is_choice) {
        quiz->answer = quiz->chosen;
    } else if (!by_hand && !read_typed(quiz, &text)) {
        play_warn(session, why);
        return;
    }
    show_page(session, PLAY_PAGE_REASON);
}

static void settle(struct play_session *session)
{
    struct play_quiz *quiz = &session->quiz;
    bool right = quiz_is_right(&quiz->question, quiz->answer);

    if (quiz->page != PLAY_PAGE_RUN)
        return;
    quiz->right += right;
    if (quiz->asker->note)
        quiz->asker->note(quiz->asker->note_context, quiz->index, quiz->asker->count, right);
    show_page(session, PLAY_PAGE_TRUTH);
}

/* Enter, on each page. */
static void finish_page(struct play_session *session)
{
    struct play_quiz *quiz = &session->quiz;

    switch (quiz->page) {
    case PLAY_PAGE_ASK:
        commit(session);
        break;
    case PLAY_PAGE_REASON:
        memcpy(quiz->reason, quiz->typed, sizeof(quiz->reason));
        look(session);
        break;
    case PLAY_PAGE_TRUTH:
        memcpy(quiz->restated, quiz->typed, sizeof(quiz->restated));
        show_page(session, PLAY_PAGE_BECAUSE);
        break;
    case PLAY_PAGE_BECAUSE:
        go_on(session, quiz->index + 1);
        break;
    default:
        session->mode = PLAY_MODE_LOOK;
        quiz->go_on = quiz->asker->next;
        session->quit = quiz->go_on;
    }
}

/* ---- keys ---- */

const char *play_quiz_hint(const struct play_session *session)
{
    static const char *const hints[] = {
        [PLAY_PAGE_CLOSED] = "question", [PLAY_PAGE_ASK] = "question",
        [PLAY_PAGE_REASON] = "question", [PLAY_PAGE_RUN] = "reveal",
        [PLAY_PAGE_TRUTH] = "answer",    [PLAY_PAGE_BECAUSE] = "answer",
        [PLAY_PAGE_DONE] = "go on",
    };

    if (!session->quiz.asker ||
        (session->quiz.page == PLAY_PAGE_DONE && !session->quiz.asker->next))
        return NULL;
    return hints[session->quiz.page];
}

void play_quiz_action(struct play_session *session)
{
    struct play_quiz *quiz = &session->quiz;

    if (!quiz->asker)
        play_warn(session, "this scenario asks no question; interlock quiz makes some");
    else if (quiz->page == PLAY_PAGE_CLOSED)
        go_on(session, quiz->index);
    else if (quiz->page == PLAY_PAGE_RUN)
        settle(session);
    else
        session->mode = PLAY_MODE_QUIZ;
}

static void type(struct play_quiz *quiz, uint32_t key)
{
    if (quiz->page != PLAY_PAGE_BECAUSE && quiz->page != PLAY_PAGE_DONE)
        play_type(quiz->typed, key);
}

void play_quiz_choose(struct play_session *session, int choice)
{
    struct play_quiz *quiz = &session->quiz;

    if (quiz->page != PLAY_PAGE_ASK || quiz->question.form != QUIZ_CHOICE)
        return;
    quiz->chosen = choice;
    quiz->typed[0] = '\0';
}

/* Up and down choose among choices, and elsewhere scroll. */
static void move(struct play_session *session, int by)
{
    struct play_quiz *quiz = &session->quiz;
    int count = quiz->question.choice_count;

    if (quiz->page == PLAY_PAGE_ASK && count)
        play_quiz_choose(session, quiz->chosen < 0 ? (by > 0 ? 0 : count - 1)
                                                   : (quiz->chosen + count + by) % count);
    else if (quiz->scrolled - by >= 0)
        quiz->scrolled -= by;
}

#define BAR_STEPS 40

static void stretch(struct play_quiz *quiz, int by)
{
    double step = quiz->question.bar / BAR_STEPS;

    if (quiz->page != PLAY_PAGE_ASK || quiz->question.form != QUIZ_BAR)
        return;
    quiz->typed[0] = '\0';
    quiz->drawn = true;
    if (quiz->answer + by * step > -step / 2 &&
        quiz->answer + by * step < quiz->question.bar + step / 2)
        quiz->answer += by * step;
}

/* A single letter chooses, without Enter: it can still be changed. */
static void type_letter(struct play_session *session, uint32_t key)
{
    struct play_quiz *quiz = &session->quiz;

    if (quiz->page == PLAY_PAGE_ASK && quiz->question.form == QUIZ_CHOICE && key >= 'a' &&
        key < 'a' + (uint32_t)quiz->question.choice_count)
        play_quiz_choose(session, (int)(key - 'a'));
    else
        type(quiz, key);
}

void play_quiz_key(struct play_session *session, uint32_t key)
{
    struct play_quiz *quiz = &session->quiz;

    switch (key) {
    case PLAY_KEY_ESCAPE:
        session->mode = PLAY_MODE_LOOK;
        break;
    case PLAY_KEY_ENTER:
        finish_page(session);
        break;
    case PLAY_KEY_UP:
    case PLAY_KEY_DOWN:
        move(session, key == PLAY_KEY_DOWN ? 1 : -1);
        break;
    case PLAY_KEY_PAGE_UP:
        quiz->scrolled += 4;
        break;
    case PLAY_KEY_PAGE_DOWN:
        quiz->scrolled = quiz->scrolled > 4 ? quiz->scrolled - 4 : 0;
        break;
    case PLAY_KEY_LEFT:
    case PLAY_KEY_RIGHT:
        stretch(quiz, key == PLAY_KEY_RIGHT ? 1 : -1);
        break;
    default:
        type_letter(session, key);
    }
}
