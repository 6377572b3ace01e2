/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making a session, and what belongs to the whole of it. */
#include "ui/play/session.h"

#include "ui/play/find.h"
#include "ui/play/move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const int play_speeds[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 };

_Static_assert(sizeof(play_speeds) / sizeof(*play_speeds) == PLAY_SPEED_COUNT,
               "PLAY_SPEED_COUNT counts play_speeds");

#define FIRST_SPEED 2 /* estimated: five sentences a second can just be glanced at */

/* ---- making ---- */

struct play_session *play_create(const struct play_source *source,
                                 const struct play_options *options, struct sim_errors *errors)
{
    struct play_session *session = calloc(1, sizeof(*session));

    if (!session) {
        sim_error_add(errors, NULL, 0, "out of memory", NULL);
        return NULL;
    }
    session->options = *options;
    session->source = *source;
    session->speed = FIRST_SPEED;
    session->thread = session->first_thread = 1;
    play_bindings_default(&session->bindings);
    session->branches[0] = play_branch_create(source, errors);
    if (!session->branches[0]) {
        play_destroy(session);
        return NULL;
    }
    session->branch_count = 1;
    return session;
}

void play_destroy(struct play_session *session)
{
    if (!session)
        return;
    play_forget_break(session);
    free(session->pending);
    for (int i = 0; i < session->branch_count; i++)
        play_branch_destroy(session->branches[i]);
    free(session);
}

/* ---- saying ---- */

void play_say(struct play_session *session, const char *text)
{
    snprintf(session->message, sizeof(session->message), "%s", text);
    session->warned = false;
}

void play_warn(struct play_session *session, const char *text)
{
    play_say(session, text);
    session->warned = true;
}

void play_say_errors(struct play_session *session, const struct sim_errors *errors)
{
    play_warn(session, errors->count ? errors->list[0].text : "that did not work");
}

/* ---- the window ---- */

/* 1, 2, 5, 10, 20, ... nanoseconds. */
static sim_time width_of(int index)
{
    static const int leads[] = { 1, 2, 5 };
    sim_time width = leads[index % 3];

    for (; index >= 3; index -= 3)
        width *= 10;
    return width;
}

#define NARROWEST 6 /* 100 ns */
#define WIDEST 48   /* 10,000,000 s */

/* Four intervals, so that turns can be seen whole; without them so much that some hundred events
 * fit in. Of the first branch, since all are shown on one clock. */
static int first_width(const struct play_session *session)
{
    const struct play_branch *branch = session->branches[0];
    sim_time length = sim_run_length(branch->run);
    sim_time wanted = sim_time_scale(branch->cast->interval, 4);
    int index = NARROWEST;

    if (!wanted)
        wanted = sim_time_ratio(length, 100, (int64_t)sim_run_steps(branch->run) + 1);
    if (wanted > length)
        wanted = length;
    while (index < WIDEST && width_of(index) < wanted)
        index++;
    return index;
}

static int width_index(const struct play_session *session)
{
    int index = first_width(session) - session->zoom;

    return index < NARROWEST ? NARROWEST : index > WIDEST ? WIDEST : index;
}

/*
 * The window moves by halves, so that it stands still under most steps and lies the same way
 * whichever way one came: the place is in its second half, but at the beginning of the run.
 */
struct play_window play_window(const struct play_session *session)
{
    sim_time width = width_of(width_index(session));
    sim_time halves = play_branch_time(play_current(session)) / (width / 2);
    sim_time from = halves > 1 ? (halves - 1) * (width / 2) : 0;

    return (struct play_window){ from, from + width };
}

static void zoom(struct play_session *session, int by)
{
    int old = width_index(session);

    session->zoom += by;
    if (width_index(session) == old) {
        session->zoom -= by;
        play_warn(session, by > 0 ? "shorter it does not get" : "longer it does not get");
    }
}

/* ---- places ---- */

void play_go(struct play_session *session, uint64_t place)
{
    play_branch_go(play_current(session), place);
}

void play_go_time(struct play_session *session, sim_time time)
{
    struct play_branch *branch = play_current(session);

    while (time > sim_run_length(branch->run) && play_branch_extend(branch))
        continue;
    play_go(session, sim_run_records_at(branch->run, time));
    if (time > sim_run_length(branch->run))
        play_warn(session, "the run ends before that");
}

void play_go_step(struct play_session *session, uint64_t step)
{
    struct play_branch *branch = play_current(session);

    while (step > sim_run_steps(branch->run) && play_branch_extend(branch))
        continue;
    play_go(session, sim_run_records_of_step(branch->run, step));
    if (step > sim_run_steps(branch->run))
        play_warn(session, "the run has fewer steps");
}

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

/* ---- branches ---- */

static void go_branch(struct play_session *session, int index)
{
    sim_time time = play_branch_time(play_current(session));

    if (session->branch_count == 1) {
        play_warn(session, "there is one branch only: p changes something and makes another");
        return;
    }
    session->current = index;
    play_go_time(session, time);
    if (session->thread > play_current(session)->cast->threads)
        session->thread = play_current(session)->cast->threads;
}

static void say_parted(struct play_session *session, const struct play_branch *branch)
{
    char time[32], said[2 * PLAY_LINE];
    struct sim_text text = SIM_TEXT(time);

    sim_text_put_time(&text, branch->parted_time);
    if (branch->parted == PLAY_NOWHERE)
        snprintf(said, sizeof(said), "branch %s, %s: nothing changes", branch->name,
                 branch->what);
    else
        snprintf(said, sizeof(said), "branch %s, %s: differs from %s from %s on; Tab goes back",
                 branch->name, branch->what, session->branches[branch->parent]->name, time);
    play_say(session, said);
}

void play_take_branch(struct play_session *session, struct play_branch *branch)
{
    struct play_branch *parent = play_current(session);
    uint64_t place = parent->place;

    if (session->branch_count == PLAY_BRANCHES) {
        play_warn(session, "there are four branches: x forgets the one shown");
        play_branch_destroy(branch);
        return;
    }
    snprintf(branch->name, sizeof(branch->name), "b%d", ++session->branch_names);
    branch->parent = session->current;
    play_branch_compare(branch, parent);
    session->branches[session->branch_count++] = branch;
    session->current = session->branch_count - 1;
    session->beside = true;
    if (branch->parted >= place)
        play_go(session, place);
    else
        play_go_time(session, play_branch_time(parent));
    if (session->thread > branch->cast->threads)
        session->thread = branch->cast->threads;
    say_parted(session, branch);
}

/* A branch made by a live parameter refers to the scenario of its parent: whoever is left of those
 * that do gets it. */
static void pass_on(struct play_session *session, struct play_branch *branch)
{
    for (int i = 0; i < session->branch_count && branch->own; i++) {
        struct play_branch *other = session->branches[i];

        if (other != branch && other->scenario == branch->own) {
            other->own = branch->own;
            branch->own = NULL;
        }
    }
}

static void adopt(struct play_session *session, int gone)
{
    for (int i = 0; i < session->branch_count; i++) {
        struct play_branch *branch = session->branches[i];

        if (branch->parent == gone) {
            branch->parent = 0;
            play_branch_compare(branch, session->branches[0]);
        } else if (branch->parent > gone) {
            branch->parent--;
        }
    }
}

static void drop_branch(struct play_session *session)
{
    int gone = session->current;
    struct play_branch *branch = session->branches[gone];

    if (!gone) {
        play_warn(session, "the first branch stays");
        return;
    }
    go_branch(session, branch->parent);
    pass_on(session, branch);
    for (int i = gone; i + 1 < session->branch_count; i++)
        session->branches[i] = session->branches[i + 1];
    session->branch_count--;
    if (session->current > gone)
        session->current--;
    adopt(session, gone);
    play_branch_destroy(branch);
}

/* ---- playing ---- */

static void play_or_pause(struct play_session *session)
{
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
        session->message[0] = '\0';
        play_step(session, PLAY_FORWARD);
        session->playing = !session->message[0];
    }
    if (steps == STEPS_AT_ONCE)
        session->play_owed = 0;
    return steps > 0;
}

/* ---- actions ---- */

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

static void open_mode(struct play_session *session, enum play_mode mode)
{
    session->mode = mode;
    session->playing = false;
}

static void ask(struct play_session *session, enum play_question question)
{
    open_mode(session, PLAY_MODE_LINE);
    session->asked = question;
    session->line[0] = '\0';
}

static void open_menu(struct play_session *session, enum play_mode mode, struct play_menu *menu)
{
    open_mode(session, mode);
    memset(menu, 0, sizeof(*menu));
}

/* One thing at a time, the uppermost first. */
static void go_up(struct play_session *session)
{
    if (session->playing)
        session->playing = false;
    else if (session->search[0])
        session->search[0] = '\0';
    else if (session->expanded)
        session->expanded = false;
    else
        play_say(session, "q quits");
}

static void toggle(struct play_session *session, bool *what, const char *on, const char *off)
{
    *what = !*what;
    play_say(session, *what ? on : off);
}

static void jump(struct play_session *session, void (*go)(struct play_session *session))
{
    session->came_from = here(session);
    go(session);
}

void play_do(struct play_session *session, enum play_action action)
{
    switch (action) {
    case PLAY_ACTION_FORWARD:
        play_step(session, PLAY_FORWARD);
        break;
    case PLAY_ACTION_BACK:
        play_step(session, PLAY_BACKWARD);
        break;
    case PLAY_ACTION_NEXT_OF_THREAD:
        play_to_thread(session, PLAY_FORWARD);
        break;
    case PLAY_ACTION_LAST_OF_THREAD:
        play_to_thread(session, PLAY_BACKWARD);
        break;
    case PLAY_ACTION_NEXT_OF_KIND:
        play_to_kind(session, PLAY_FORWARD);
        break;
    case PLAY_ACTION_LAST_OF_KIND:
        play_to_kind(session, PLAY_BACKWARD);
        break;
    case PLAY_ACTION_KIND:
        choose_kind(session, 1);
        break;
    case PLAY_ACTION_KIND_BACK:
        choose_kind(session, -1);
        break;
    case PLAY_ACTION_WINDOW_FORWARD:
        play_half_window(session, PLAY_FORWARD);
        break;
    case PLAY_ACTION_WINDOW_BACK:
        play_half_window(session, PLAY_BACKWARD);
        break;
    case PLAY_ACTION_FIRST:
        jump(session, play_to_first);
        break;
    case PLAY_ACTION_LAST:
        jump(session, play_to_last);
        break;
    case PLAY_ACTION_GO:
        ask(session, PLAY_ASK_GO);
        break;
    case PLAY_ACTION_PLAY:
        play_or_pause(session);
        break;
    case PLAY_ACTION_FASTER:
        change_speed(session, 1);
        break;
    case PLAY_ACTION_SLOWER:
        change_speed(session, -1);
        break;
    case PLAY_ACTION_SEARCH:
        ask(session, PLAY_ASK_SEARCH);
        break;
    case PLAY_ACTION_BREAK:
        ask(session, PLAY_ASK_BREAK);
        break;
    case PLAY_ACTION_CONTINUE:
        play_to_break(session, PLAY_FORWARD);
        break;
    case PLAY_ACTION_CONTINUE_BACK:
        play_to_break(session, PLAY_BACKWARD);
        break;
    case PLAY_ACTION_MARK:
        open_mode(session, PLAY_MODE_MARK);
        break;
    case PLAY_ACTION_GO_MARK:
        open_mode(session, PLAY_MODE_GO_MARK);
        break;
    case PLAY_ACTION_NEXT_THREAD:
        select_thread(session, 1);
        break;
    case PLAY_ACTION_LAST_THREAD:
        select_thread(session, -1);
        break;
    case PLAY_ACTION_EXPAND:
        session->expanded = !session->expanded;
        break;
    case PLAY_ACTION_FUTURE:
        toggle(session, &session->future, "the lanes show what comes, too",
               "the lanes end at this event");
        break;
    case PLAY_ACTION_ZOOM_IN:
        zoom(session, 1);
        break;
    case PLAY_ACTION_ZOOM_OUT:
        zoom(session, -1);
        break;
    case PLAY_ACTION_ALL:
        toggle(session, &session->all, "every event is stepped through",
               "events that nobody else would notice are passed over");
        break;
    case PLAY_ACTION_CHANGE:
        open_menu(session, PLAY_MODE_CHANGE, &session->change);
        break;
    case PLAY_ACTION_NEXT_BRANCH:
        go_branch(session, (session->current + 1) % session->branch_count);
        break;
    case PLAY_ACTION_LAST_BRANCH:
        go_branch(session,
                  (session->current + session->branch_count - 1) % session->branch_count);
        break;
    case PLAY_ACTION_BESIDE:
        toggle(session, &session->beside, "all branches are shown", "one branch is shown");
        break;
    case PLAY_ACTION_DROP:
        drop_branch(session);
        break;
    case PLAY_ACTION_HELP:
        open_menu(session, PLAY_MODE_HELP, &session->help);
        break;
    case PLAY_ACTION_UP:
        go_up(session);
        break;
    case PLAY_ACTION_QUIT:
        session->quit = true;
        break;
    case PLAY_ACTION_NONE:
        break;
    }
}

/* ---- marks ---- */

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
