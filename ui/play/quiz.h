/* SPDX-License-Identifier: GPL-3.0-or-later
 * Being asked: a prediction before the run, laid over the truth behind it. */
#ifndef INTERLOCK_UI_PLAY_QUIZ_H
#define INTERLOCK_UI_PLAY_QUIZ_H

#include "ui/play/keys.h"
#include "ui/quiz/question.h"

/*
 *     ask -> reason -> (the run is looked at) -> truth -> because -> the next question, or done
 *
 * Whoever only looks understands no better than who did not look; who has said before what will
 * happen does, whether they were right or not. So the answer counts once, a reason is asked
 * for, and behind the truth one says in a sentence what happened before one reads it.
 *
 * Where questions come from is the caller's affair: the answer is computed when a question is
 * opened, from a run of its own, and never shown before somebody has predicted it.
 */
struct play_asker {
    int count;
    const char *heading; /* "Lesson 3 of 10"; NULL: none */
    const char *next;    /* what comes after the last question; NULL: nothing */
    bool presenter;      /* in front of a class: wide lines, votes */
    /* The n-th question. False with `why`. */
    bool (*pose)(void *context, int n, struct quiz_question *question, struct sim_text *why);
    void *context;
    /* It has been answered, rightly or not; NULL: nobody wants to know. */
    void (*note)(void *context, int n, int count, bool right);
    void *note_context;
};

enum play_page {
    PLAY_PAGE_CLOSED, /* not opened yet */
    PLAY_PAGE_ASK,
    PLAY_PAGE_REASON,
    PLAY_PAGE_RUN, /* predicted: the panes of the run are shown meanwhile */
    PLAY_PAGE_TRUTH,
    PLAY_PAGE_BECAUSE,
    PLAY_PAGE_DONE, /* all questions are answered */
};

struct play_quiz {
    const struct play_asker *asker; /* NULL: nothing is asked */
    int index;                      /* of the question */
    enum play_page page;
    struct quiz_question question;
    double answer; /* predicted */
    int chosen;    /* of a choice; -1: none yet */
    bool drawn;    /* of a bar: it was, if only back to nothing */
    int votes[QUIZ_CHOICES];
    bool voted;
    int right;    /* answers so far */
    int scrolled; /* lines above the last that fit */
    char typed[PLAY_LINE], reason[PLAY_LINE], restated[PLAY_LINE];
    bool go_on; /* the session was left for what comes next */
};

struct play_session;

/* Asks from question `first` on; the session opens with it. */
void play_begin_quiz(struct play_session *session, const struct play_asker *asker, int first);

/* The key that asks, reveals, or goes on. */
void play_quiz_action(struct play_session *session);

/* Is somebody asked who has not predicted yet? Until then the run keeps to itself what comes. */
bool play_quiz_waits(const struct play_session *session);

/* A key while a page is open. */
void play_quiz_key(struct play_session *session, uint32_t key);

/* A click on the choice. */
void play_quiz_choose(struct play_session *session, int choice);

/* What that key does now, in a word; NULL: nothing. */
const char *play_quiz_hint(const struct play_session *session);

/* The lines of the page, one after the other. */
enum play_line {
    PLAY_LINE_TITLE,
    PLAY_LINE_TEXT,
    PLAY_LINE_ASK, /* what matters */
    PLAY_LINE_QUIET,
    PLAY_LINE_CHOICE,
    PLAY_LINE_CHOSEN,
    PLAY_LINE_BAR,
    PLAY_LINE_TYPED,
    PLAY_LINE_BLANK,
};

struct play_quiz_line {
    enum play_line kind;
    char text[2 * QUIZ_TEXT];
    int choice; /* which it is; -1: none */
    /* Of a bar, for who draws one: what stands before and behind it, and how full it is. */
    char before[16], behind[QUIZ_TEXT];
    double share;
};

typedef void (*play_quiz_line_fn)(void *context, const struct play_quiz_line *line);

/* `columns` is the room for a bar. */
void play_quiz_lines(const struct play_session *session, int columns, play_quiz_line_fn emit,
                     void *context);

#endif
