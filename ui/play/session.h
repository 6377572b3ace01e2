/* SPDX-License-Identifier: GPL-3.0-or-later
 * A session: what is looked at, and what a key changes. */
#ifndef INTERLOCK_UI_PLAY_SESSION_H
#define INTERLOCK_UI_PLAY_SESSION_H

#include "ui/play/action.h"
#include "ui/play/branch.h"
#include "ui/play/keys.h"
#include "ui/play/quiz.h"

/*
 *     key -> action -> change of the session -> screen
 *
 * A session knows no terminal, no clock and no colour: keys, clicks and time come in as calls, and
 * what is to be seen is laid out by play_draw() (ui/play/draw.h) as text with roles. So a script
 * of keys and a person at a terminal get the same, and every screen can be tested as text.
 *
 * What moves the place depends on the place alone, never on the way there: back and then forward
 * is the same screen. What else there is (the selection, the zoom, what is open) is changed only
 * by its own keys.
 */
#define PLAY_BRANCHES 4
#define PLAY_PINS PLAY_BRANCH_PINS
#define PLAY_FOLDS 4096 /* groups that may be folded: those of smaller numbers */

/* What has the keys. Each mode but LOOK is left with Esc. */
enum play_mode {
    PLAY_MODE_LOOK,
    PLAY_MODE_LINE,    /* a line is typed: `asked` says for what */
    PLAY_MODE_MARK,    /* the next letter names a mark to set */
    PLAY_MODE_GO_MARK, /* or to go to */
    PLAY_MODE_HELP,
    PLAY_MODE_CHANGE,
    PLAY_MODE_QUIZ,
};

enum play_question {
    PLAY_ASK_GO,
    PLAY_ASK_SEARCH,
    PLAY_ASK_BREAK,
    PLAY_ASK_LANE,
    PLAY_ASK_PARAMETER,
};

/* A list from which something is chosen. */
struct play_menu {
    int chosen, first; /* rows; the first shown */
    char typed[PLAY_LINE];
};

struct play_break;
struct play_game;

/* A stretch of time. */
struct play_window {
    sim_time from, to;
};

struct play_options {
    bool unicode;
    bool reduced_motion; /* playing shows at most two pictures a second */
};

struct play_session {
    struct play_options options;
    struct play_source source;
    struct play_bindings bindings;

    struct play_branch *branches[PLAY_BRANCHES];
    int branch_count, current;
    int branch_names; /* given so far */

    /* looking */
    enum play_mode mode;
    sim_time time;          /* asked for: the place is behind the last event up to then */
    uint32_t thread;        /* selected */
    int zoom;               /* of the window of time; 0 as chosen at first */
    struct play_window own; /* where lanes have pixels, time is moved and zoomed freely: the
                               window, if its `to` is not 0 */
    bool expanded, future, all, beside;
    bool hidden;              /* what comes, by the key for it: so is how much of it there is */
    struct play_window range; /* selected (ui/play/range.h); nothing if its `to` is 0 */
    bool ranging;             /* its end is still to be chosen */
    uint32_t pins[PLAY_PINS]; /* threads whose lanes come first, in this order */
    int pin_count;
    uint64_t folded[2][PLAY_FOLDS / 64]; /* ui/play/group.h */
    uint32_t foldings;                   /* how often that has changed */
    int kind;                            /* for ] and [: index into play_kinds */

    /* playing */
    bool playing;
    int speed;          /* index into play_speeds */
    sim_time play_owed; /* time passed since the last step that was played */

    struct play_game *game; /* the keys choose who goes on: ui/play/game.h; NULL: nobody does */

    /* finding */
    char search[PLAY_LINE];    /* "" none is on */
    char lane_word[PLAY_LINE]; /* by which a lane was found last */
    struct play_break *stop;   /* NULL: no break is set */
    char stop_text[PLAY_LINE];
    struct play_mark {
        bool set;
        sim_time time;
        uint64_t step;
    } marks[26], came_from;

    /* typing and choosing */
    enum play_question asked;
    char line[PLAY_LINE];
    struct play_menu help, change; /* `typed`: narrows the help; finds a parameter */
    struct play_quiz quiz;
    char *pending; /* a new value for the parameter that `change` has chosen; NULL none */

    char message[4 * PLAY_LINE]; /* until the next key */
    bool warned;                 /* it is a mistake or an end */
    bool quit;
    const char
        *keys_left; /* of a script that has been played: what stands behind the last key */
};

/* Events a second when playing. */
extern const int play_speeds[];
#define PLAY_SPEED_COUNT 12

/* NULL with errors. What `source` refers to must outlive the session. */
struct play_session *play_create(const struct play_source *source,
                                 const struct play_options *options, struct sim_errors *errors);
void play_destroy(struct play_session *session); /* NULL is allowed */

/* It will be drawn in cells: what the lanes of long runs are made from is made now, as it is with
 * every branch from now on, so that no frame has to wait for it. */
void play_in_cells(struct play_session *session);

/* Looks at the same as another session does, whose scenario may be an older one: time, thread,
 * window, marks, lanes. */
void play_resume(struct play_session *session, const struct play_session *from);

void play_key(struct play_session *session, uint32_t key);
void play_do(struct play_session *session, enum play_action action);

/* So much time passes; true when the screen has changed. */
bool play_wait(struct play_session *session, sim_time time);

static inline struct play_branch *play_current(const struct play_session *session)
{
    return session->branches[session->current];
}

/* The mode whose panes are shown, and to which one comes back: while a line is typed, the one in
 * which it is asked for. */
static inline enum play_mode play_mode_below(const struct play_session *session)
{
    if (session->mode != PLAY_MODE_LINE)
        return session->mode;
    return session->asked == PLAY_ASK_PARAMETER ? PLAY_MODE_CHANGE : PLAY_MODE_LOOK;
}

/* ---- for the files of ui/play ---- */

/* Opens a line for the answer. */
void play_ask(struct play_session *session, enum play_question question);

/* Says something below the panes. */
void play_say(struct play_session *session, const char *text);

void play_warn(struct play_session *session, const char *text);

/* Where a thread is among those pinned; -1: it is not. */
int play_pin_of(const struct play_session *session, uint32_t thread);

/* Goes to a place of the current branch, or says that there is none. */
void play_go(struct play_session *session, uint64_t place);
void play_go_time(struct play_session *session, sim_time time);
/* The same, and it stays the time asked for even if the run ends before. */
void play_stay_at(struct play_session *session, sim_time time);
void play_go_step(struct play_session *session, uint64_t step);

/* Takes a branch in and goes to it, at the current time; it is forgotten again when there are
 * too many. */
void play_take_branch(struct play_session *session, struct play_branch *branch);

void play_go_branch(struct play_session *session, int index);
void play_drop_branch(struct play_session *session);

/* The first of some errors, said. */
void play_say_errors(struct play_session *session, const struct sim_errors *errors);

/* A key into a line that is typed. */
void play_type(char line[PLAY_LINE], uint32_t key);

/* A key while a mark is asked for. */
void play_mark_key(struct play_session *session, uint32_t key);

/* Notes where one is, for '' to come back. */
void play_remember(struct play_session *session);

/* ---- what may be known of what comes ---- */

/* Is what comes after the place to be seen? Not where it is hidden, or about to be predicted. */
bool play_shows_future(const struct play_session *session);
/* And told in words? Not where somebody has hidden it. */
bool play_tells_future(const struct play_session *session);
/* Has a branch parted from another, and may that be known? */
bool play_knows_parting(const struct play_session *session, const struct play_branch *branch);
/* The reasons that a legend may tell of, a bit each: those of the run, so that it stays as it is while
 * one steps; where nothing may be told of what comes, those up to the place. */
uint32_t play_told_reasons(const struct play_session *session, struct play_branch *branch);
/* And how long the run is? Else only at its end. */
bool play_shows_length(const struct play_session *session);
/* The run as far as it may be known. */
struct play_window play_known_run(const struct play_session *session);
/* A window that ends where the run does would tell that: then it is another one. */
void play_forget_length(struct play_session *session);

/* ---- windows ---- */

/* The window of time that the lanes show. */
/* How long it is: place in a list of round times. */
int play_window_index(const struct play_session *session);
struct play_window play_window(const struct play_session *session);

/* Makes the window `parts` 16ths as long, with `about` at the same place of it; false when it does
 * not get longer or shorter. For a window of one's own. */
bool play_zoom_about(struct play_session *session, sim_time about, int parts);
/* Moves it, as far as the run goes. */
void play_pan(struct play_session *session, sim_time by);
/* Moves it to where the place is, if that is outside. */
void play_follow(struct play_session *session);
/* The window shows the whole run. */
void play_fit(struct play_session *session);

#endif
