/* SPDX-License-Identifier: GPL-3.0-or-later
 * What each action does. */
#include "ui/play/find.h"
#include "ui/play/game.h"
#include "ui/play/group.h"
#include "ui/play/move.h"
#include "ui/play/range.h"
#include "ui/play/session.h"

#include <stdio.h>
#include <string.h>

/* Most actions come in pairs, one forward and one back: one function with a direction. */
static enum play_direction direction_of(int by)
{
    return by > 0 ? PLAY_FORWARD : PLAY_BACKWARD;
}

/* ---- playing ---- */

static void play_or_pause(struct play_session *session, int by)
{
    (void)by;
    session->playing = !session->playing;
    session->play_owed = 0;
}

static void change_speed(struct play_session *session, int by)
{
    char said[PLAY_LINE];
    int speed = session->speed + by;

    if (speed >= 0 && speed < PLAY_SPEED_COUNT)
        session->speed = speed;
    snprintf(said, sizeof(said), "%d event%s a second", play_speeds[session->speed],
             play_speeds[session->speed] == 1 ? "" : "s");
    play_say(session, said);
}

/* estimated: more than so many at once would only make a picture late */
#define STEPS_AT_ONCE 2000

/* A step; the last for now at the end, and where the break's condition becomes true. */
static void play_on(struct play_session *session)
{
    bool was = play_breaks(session);

    session->message[0] = '\0';
    play_step(session, PLAY_FORWARD);
    if (!was && play_breaks(session))
        play_say(session, "paused: the break's condition has become true");
    session->playing = !session->message[0];
}

bool play_wait(struct play_session *session, sim_time time)
{
    sim_time period = SIM_S(1) / play_speeds[session->speed];
    int steps = 0;

    if (!session->playing)
        return false;
    session->play_owed += time;
    if (session->options.reduced_motion && session->play_owed < SIM_MS(500))
        return false;
    for (; session->play_owed >= period && steps < STEPS_AT_ONCE && session->playing; steps++) {
        session->play_owed -= period;
        play_on(session);
    }
    if (steps == STEPS_AT_ONCE)
        session->play_owed = 0;
    return steps > 0;
}

/* ---- actions ---- */

static void step(struct play_session *session, int by)
{
    play_step(session, direction_of(by));
}

static void to_thread(struct play_session *session, int by)
{
    play_to_thread(session, direction_of(by));
}

static void to_kind(struct play_session *session, int by)
{
    play_to_kind(session, direction_of(by));
}

static void half_window(struct play_session *session, int by)
{
    play_half_window(session, direction_of(by));
}

static void to_wait(struct play_session *session, int by)
{
    play_to_wait(session, direction_of(by));
}

static void to_break(struct play_session *session, int by)
{
    play_to_break(session, direction_of(by));
}

static void to_end(struct play_session *session, int by)
{
    play_remember(session);
    if (by > 0)
        play_to_last(session);
    else
        play_to_first(session);
}

static void select_thread(struct play_session *session, int by)
{
    uint32_t count = play_current(session)->cast->threads;

    session->thread = (session->thread - 1 + count + (uint32_t)by) % count + 1;
}

static void choose_kind(struct play_session *session, int by)
{
    char said[PLAY_LINE];
    int count = 0;

    while (play_kinds[count].name)
        count++;
    session->kind = (session->kind + count + by) % count;
    snprintf(said, sizeof(said), "] and [ go to: %s", play_kinds[session->kind].name);
    play_say(session, said);
}

static void open_mode(struct play_session *session, int mode)
{
    session->mode = (enum play_mode)mode;
    session->playing = false;
}

void play_ask(struct play_session *session, enum play_question question)
{
    open_mode(session, PLAY_MODE_LINE);
    session->asked = question;
    session->line[0] = '\0';
}

static void ask(struct play_session *session, int question)
{
    play_ask(session, (enum play_question)question);
}

static void open_help(struct play_session *session, int by)
{
    (void)by;
    open_mode(session, PLAY_MODE_HELP);
    memset(&session->help, 0, sizeof(session->help));
}

static void open_change(struct play_session *session, int by)
{
    (void)by;
    if (play_current(session)->tape || session->source.model) {
        play_warn(session, session->source.model ? PLAY_BY_HAND : PLAY_RECORDED);
        return;
    }
    open_mode(session, PLAY_MODE_CHANGE);
    memset(&session->change, 0, sizeof(session->change));
}

/* One thing at a time, the uppermost first. */
static void go_up(struct play_session *session, int by)
{
    (void)by;
    if (session->playing)
        session->playing = false;
    else if (session->search[0])
        session->search[0] = '\0';
    else if (session->expanded)
        session->expanded = false;
    else if (session->ranging || session->range.to)
        play_range_forget(session);
    else
        play_say(session, "q quits");
}

static void toggle(struct play_session *session, bool *what, const char *on, const char *off)
{
    *what = !*what;
    play_say(session, *what ? on : off);
}

static void expand(struct play_session *session, int by)
{
    (void)by;
    session->expanded = !session->expanded;
}

static void show_future(struct play_session *session, int by)
{
    (void)by;
    if (play_quiz_waits(session)) {
        play_warn(session, "what comes is hidden until somebody has predicted it");
        return;
    }
    toggle(session, &session->future, "the lanes show what comes, too",
           "the lanes end at this event");
    session->hidden = !session->future;
    play_forget_length(session);
}

static void show_all(struct play_session *session, int by)
{
    (void)by;
    toggle(session, &session->all, "every event is stepped through",
           "events that nobody else would notice are passed over");
}

static void show_beside(struct play_session *session, int by)
{
    (void)by;
    toggle(session, &session->beside, "all branches are shown", "one branch is shown");
}

static void to_branch(struct play_session *session, int by)
{
    play_go_branch(session,
                   (session->current + session->branch_count + by) % session->branch_count);
}

static void question(struct play_session *session, int by)
{
    (void)by;
    session->playing = false;
    play_quiz_action(session);
}

static void drop(struct play_session *session, int by)
{
    (void)by;
    play_drop_branch(session);
}

/* The window's length has changed, by a power of ten's half or third. */
static bool zoomed(struct play_session *session, int by)
{
    int old = play_window_index(session);

    if (session->own.to)
        return play_zoom_about(session, play_branch_time(play_current(session)),
                               by > 0 ? 8 : 32);
    session->zoom += by;
    if (play_window_index(session) != old)
        return true;
    session->zoom -= by;
    return false;
}

static void zoom(struct play_session *session, int by)
{
    if (!zoomed(session, by))
        play_warn(session, by > 0 ? "shorter it does not get" : "longer it does not get");
}

static void fit(struct play_session *session, int by)
{
    (void)by;
    play_fit(session);
}

static void range(struct play_session *session, int by)
{
    (void)by;
    play_range_key(session);
}

/* ---- lanes ---- */

static void pin(struct play_session *session, int by)
{
    int at = play_pin_of(session, session->thread);

    (void)by;
    if (at >= 0) {
        session->pin_count--;
        memmove(&session->pins[at], &session->pins[at + 1],
                (size_t)(session->pin_count - at) * sizeof(*session->pins));
        play_say(session, "its lane is where it was");
    } else if (session->pin_count < PLAY_PINS) {
        session->pins[session->pin_count++] = session->thread;
        play_say(session, "its lane comes first; K and J move it, the same key unpins it");
    } else {
        play_warn(session, "no more lanes can be pinned: unpin another");
    }
}

/* Whoever wants to move a lane wants it among those that can be moved. */
static void move_lane(struct play_session *session, int by)
{
    int at = play_pin_of(session, session->thread), to = at + by;

    if (at < 0) {
        pin(session, 0);
        return;
    }
    if (to < 0 || to >= session->pin_count) {
        play_warn(session, by < 0 ? "it is the first" : "it is the last of those pinned");
        return;
    }
    session->pins[at] = session->pins[to];
    session->pins[to] = session->thread;
}

static void fold(struct play_session *session, int by)
{
    (void)by;
    play_group_key(session);
}

static void fold_all(struct play_session *session, int by)
{
    (void)by;
    play_group_all_key(session);
}

static void choose(struct play_session *session, int by)
{
    (void)by;
    play_choose(session, session->thread);
}

static void undo(struct play_session *session, int by)
{
    (void)by;
    play_undo(session);
}

static void quit(struct play_session *session, int by)
{
    (void)by;
    session->quit = true;
}

struct doing {
    void (*act)(struct play_session *session, int by);
    int by;           /* +1 forward, -1 back; or which mode or question */
    bool window_only; /* there is nothing of it on a terminal */
};

static const struct doing doings[PLAY_ACTION_COUNT] = {
    [PLAY_ACTION_FORWARD] = { step, 1 },
    [PLAY_ACTION_BACK] = { step, -1 },
    [PLAY_ACTION_NEXT_OF_THREAD] = { to_thread, 1 },
    [PLAY_ACTION_LAST_OF_THREAD] = { to_thread, -1 },
    [PLAY_ACTION_NEXT_OF_KIND] = { to_kind, 1 },
    [PLAY_ACTION_LAST_OF_KIND] = { to_kind, -1 },
    [PLAY_ACTION_NEXT_WAIT] = { to_wait, 1 },
    [PLAY_ACTION_LAST_WAIT] = { to_wait, -1 },
    [PLAY_ACTION_KIND] = { choose_kind, 1 },
    [PLAY_ACTION_KIND_BACK] = { choose_kind, -1 },
    [PLAY_ACTION_WINDOW_FORWARD] = { half_window, 1 },
    [PLAY_ACTION_WINDOW_BACK] = { half_window, -1 },
    [PLAY_ACTION_FIRST] = { to_end, -1 },
    [PLAY_ACTION_LAST] = { to_end, 1 },
    [PLAY_ACTION_GO] = { ask, PLAY_ASK_GO },
    [PLAY_ACTION_PLAY] = { play_or_pause, 0 },
    [PLAY_ACTION_FASTER] = { change_speed, 1 },
    [PLAY_ACTION_SLOWER] = { change_speed, -1 },
    [PLAY_ACTION_SEARCH] = { ask, PLAY_ASK_SEARCH },
    [PLAY_ACTION_LANE] = { ask, PLAY_ASK_LANE },
    [PLAY_ACTION_BREAK] = { ask, PLAY_ASK_BREAK },
    [PLAY_ACTION_CONTINUE] = { to_break, 1 },
    [PLAY_ACTION_CONTINUE_BACK] = { to_break, -1 },
    [PLAY_ACTION_MARK] = { open_mode, PLAY_MODE_MARK },
    [PLAY_ACTION_GO_MARK] = { open_mode, PLAY_MODE_GO_MARK },
    [PLAY_ACTION_NEXT_THREAD] = { select_thread, 1 },
    [PLAY_ACTION_LAST_THREAD] = { select_thread, -1 },
    [PLAY_ACTION_EXPAND] = { expand, 0 },
    [PLAY_ACTION_FUTURE] = { show_future, 0 },
    [PLAY_ACTION_ZOOM_IN] = { zoom, 1 },
    [PLAY_ACTION_ZOOM_OUT] = { zoom, -1 },
    [PLAY_ACTION_FIT] = { fit, 0 },
    [PLAY_ACTION_RANGE] = { range, 0 },
    [PLAY_ACTION_PIN] = { pin, 0, true },
    [PLAY_ACTION_LANE_UP] = { move_lane, -1, true },
    [PLAY_ACTION_LANE_DOWN] = { move_lane, 1, true },
    [PLAY_ACTION_FOLD] = { fold, 0, true },
    [PLAY_ACTION_FOLD_ALL] = { fold_all, 0, true },
    [PLAY_ACTION_ALL] = { show_all, 0 },
    [PLAY_ACTION_CHOOSE] = { choose, 0 },
    [PLAY_ACTION_UNDO] = { undo, 0 },
    [PLAY_ACTION_CHANGE] = { open_change, 0 },
    [PLAY_ACTION_NEXT_BRANCH] = { to_branch, 1 },
    [PLAY_ACTION_LAST_BRANCH] = { to_branch, -1 },
    [PLAY_ACTION_BESIDE] = { show_beside, 0 },
    [PLAY_ACTION_DROP] = { drop, 0 },
    [PLAY_ACTION_QUESTION] = { question, 0 },
    [PLAY_ACTION_HELP] = { open_help, 0 },
    [PLAY_ACTION_UP] = { go_up, 0 },
    [PLAY_ACTION_QUIT] = { quit, 0 },
};

/* Whoever goes somewhere while it plays wants to look there. */
static bool ends_playing(enum play_action action)
{
    return play_actions[action].group == PLAY_GROUP_MOVE && action != PLAY_ACTION_PLAY &&
           action != PLAY_ACTION_FASTER && action != PLAY_ACTION_SLOWER;
}

void play_do(struct play_session *session, enum play_action action)
{
    if (action >= PLAY_ACTION_COUNT)
        return;
    if (ends_playing(action))
        session->playing = false;
    if (doings[action].window_only && !session->own.to) {
        play_warn(session, "only in the window: interlock view");
        return;
    }
    doings[action].act(session, doings[action].by);
}

/* ---- marks ---- */

static struct play_mark here(const struct play_session *session)
{
    const struct play_branch *branch = play_current(session);

    return (struct play_mark){ true, play_branch_time(branch), play_branch_step(branch) };
}

/* By step, which is exact; by time in a branch where that step is another. */
static void go_mark(struct play_session *session, struct play_mark mark)
{
    session->came_from = here(session);
    play_go_step(session, mark.step);
    if (play_branch_time(play_current(session)) != mark.time)
        play_go_time(session, mark.time);
}

void play_mark_key(struct play_session *session, uint32_t key)
{
    enum play_mode mode = session->mode;
    struct play_mark *mark = key >= 'a' && key <= 'z' ? &session->marks[key - 'a'] : NULL;
    char said[PLAY_LINE];

    session->mode = PLAY_MODE_LOOK;
    if (key == PLAY_KEY_ESCAPE)
        return;
    if (mode == PLAY_MODE_GO_MARK && key == '\'')
        mark = &session->came_from;
    if (!mark) {
        play_warn(session, "a mark is a letter from a to z");
    } else if (mode == PLAY_MODE_MARK) {
        *mark = here(session);
        snprintf(said, sizeof(said), "mark %c set: '%c comes back here", (char)key, (char)key);
        play_say(session, said);
    } else if (mark->set) {
        go_mark(session, *mark);
    } else {
        play_warn(session, "no such mark has been set: m sets one");
    }
}

void play_remember(struct play_session *session)
{
    session->came_from = here(session);
}
