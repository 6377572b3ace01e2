/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making a session, and what belongs to the whole of it. */
#include "ui/play/session.h"

#include "ui/play/find.h"
#include "ui/play/game.h"
#include "ui/play/move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const int play_speeds[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 };

_Static_assert(sizeof(play_speeds) / sizeof(*play_speeds) == PLAY_SPEED_COUNT,
               "PLAY_SPEED_COUNT counts play_speeds");

#define FIRST_SPEED 2 /* estimated: five sentences a second can just be glanced at */

/* ---- making ---- */

#define FIRST_RECORDS 1000 /* estimated: within so many a loop has given somebody a turn */

/* What ] and [ go to at first: what the run is about. */
static int first_kind(const struct play_branch *branch)
{
    for (uint64_t i = 0; i < branch->run->count && i < FIRST_RECORDS; i++) {
        if (play_kinds[PLAY_KIND_TURN].is_it(sim_run_record(branch->run, i), 0))
            return PLAY_KIND_TURN;
    }
    return branch->cast->interps ? PLAY_KIND_HANDOFF : PLAY_KIND_WAIT;
}

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
    session->thread = 1;
    play_bindings_default(&session->bindings);
    session->branches[0] = play_branch_create(source, errors);
    if (!session->branches[0]) {
        play_destroy(session);
        return NULL;
    }
    session->branch_count = 1;
    if (source->game && !play_begin_game(session)) {
        sim_error_add(errors, NULL, 0, "out of memory", NULL);
        play_destroy(session);
        return NULL;
    }
    session->kind = first_kind(session->branches[0]);
    return session;
}

void play_destroy(struct play_session *session)
{
    if (!session)
        return;
    play_forget_break(session);
    free(session->game);
    free(session->pending);
    for (int i = 0; i < session->branch_count; i++)
        play_branch_destroy(session->branches[i]);
    free(session);
}

void play_in_cells(struct play_session *session)
{
    session->source.cells = true;
    for (int i = 0; i < session->branch_count; i++) {
        session->branches[i]->cells = true;
        play_branch_survey(session->branches[i]); /* else the first frame tries again */
    }
}

void play_resume(struct play_session *session, const struct play_session *from)
{
    const struct play_branch *branch = play_current(session);

    if (from->thread <= branch->cast->threads)
        session->thread = from->thread;
    for (int i = 0; i < from->pin_count; i++) {
        if (from->pins[i] <= branch->cast->threads)
            session->pins[session->pin_count++] = from->pins[i];
    }
    memcpy(session->folded, from->folded, sizeof(session->folded));
    memcpy(session->marks, from->marks, sizeof(session->marks));
    session->zoom = from->zoom;
    session->future = from->future;
    session->hidden = from->hidden;
    session->expanded = from->expanded;
    session->all = from->all;
    session->kind = from->kind;
    session->speed = from->speed;
    session->bindings = from->bindings;
    play_stay_at(session, from->time);
    if (session->own.to && from->own.to) {
        session->own = from->own;
        play_pan(session, 0);
    }
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

/* ---- pins ---- */

int play_pin_of(const struct play_session *session, uint32_t thread)
{
    for (int i = 0; i < session->pin_count; i++) {
        if (session->pins[i] == thread)
            return i;
    }
    return -1;
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

int play_window_index(const struct play_session *session)
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
    sim_time width = width_of(play_window_index(session));
    sim_time halves = play_branch_time(play_current(session)) / (width / 2);
    sim_time from = halves > 1 ? (halves - 1) * (width / 2) : 0;

    if (session->own.to)
        return session->own;
    return (struct play_window){ from, from + width };
}

/* ---- what may be known of what comes ---- */

bool play_shows_future(const struct play_session *session)
{
    return session->future && !play_quiz_waits(session);
}

bool play_tells_future(const struct play_session *session)
{
    return !session->hidden && !play_quiz_waits(session);
}

uint32_t play_told_reasons(const struct play_session *session, struct play_branch *branch)
{
    return play_tells_future(session) ? play_branch_reasons(branch)
                                      : play_branch_reasons_so_far(branch);
}

bool play_knows_parting(const struct play_session *session, const struct play_branch *branch)
{
    return branch->parted != PLAY_NOWHERE &&
           (play_tells_future(session) ||
            branch->parted_time <= play_branch_time(play_current(session)));
}

bool play_shows_length(const struct play_session *session)
{
    const struct play_branch *branch = play_current(session);

    return play_tells_future(session) || branch->place == branch->run->count;
}

struct play_window play_known_run(const struct play_session *session)
{
    const struct play_branch *branch = play_current(session);

    return (struct play_window){ 0,
                                 1 + (play_shows_length(session) ? sim_run_length(branch->run)
                                                                 : play_branch_time(branch)) };
}

/* The run, and a little behind it, so that its end is seen to be one. */
static sim_time whole_run(const struct play_session *session)
{
    sim_time length = 0;

    for (int i = 0; i < session->branch_count; i++) {
        sim_time own = sim_run_length(session->branches[i]->run);

        length = own > length ? own : length;
    }
    return sim_time_add(length, length / 64 + 1);
}

void play_forget_length(struct play_session *session)
{
    if (play_shows_length(session) || session->own.to < whole_run(session))
        return;
    session->own.to = 0;
    session->own = play_window(session);
}

/* ---- a window of one's own ---- */

#define OWN_NARROWEST SIM_US(1)

/* How far a window may go. */
static sim_time bound(const struct play_session *session)
{
    return play_shows_length(session) ? whole_run(session) : width_of(WIDEST);
}

static sim_time own_width(const struct play_session *session, sim_time width)
{
    sim_time whole = bound(session);

    if (width > whole)
        width = whole;
    return width < OWN_NARROWEST ? OWN_NARROWEST : width;
}

static void place_own(struct play_session *session, sim_time from, sim_time width)
{
    sim_time whole = bound(session);

    width = own_width(session, width);
    if (from > whole - width)
        from = whole - width;
    session->own.from = from < 0 ? 0 : from;
    session->own.to = session->own.from + width;
}

bool play_zoom_about(struct play_session *session, sim_time about, int parts)
{
    struct play_window old = session->own;
    sim_time before = about > old.from ? about - old.from : 0, length = old.to - old.from;
    sim_time width = own_width(session, sim_time_ratio(length, parts, 16));

    place_own(session, about - sim_time_ratio(before, width, length), width);
    return session->own.to - session->own.from != old.to - old.from;
}

void play_pan(struct play_session *session, sim_time by)
{
    struct play_window old = session->own;

    place_own(session, old.from + by, old.to - old.from);
}

/* Where one goes to is a third from the left: what comes matters more than what was. */
void play_follow(struct play_session *session)
{
    struct play_window window = session->own;
    sim_time now = play_branch_time(play_current(session)), width = window.to - window.from;

    if (window.to && (now < window.from || now > window.to))
        place_own(session, now - width / 3, width);
}

void play_fit(struct play_session *session)
{
    if (session->own.to && play_shows_length(session)) {
        place_own(session, 0, whole_run(session));
        return;
    }
    session->zoom = 0;
    while (width_of(play_window_index(session)) < play_known_run(session).to - 1 &&
           play_window_index(session) < WIDEST)
        session->zoom--;
    if (session->own.to)
        session->own = (struct play_window){ 0, width_of(play_window_index(session)) };
}

/* ---- places ---- */

void play_go(struct play_session *session, uint64_t place)
{
    play_branch_go(play_current(session), place);
    session->time = play_branch_time(play_current(session));
}

/* A run without an end is made further when asked, but not for ever: a slip of the pen would fill
 * the memory. */
#define EXTENSIONS 8

static void warn_short(struct play_session *session)
{
    play_warn(session, play_branch_ended(play_current(session))
                           ? "the run ends before that"
                           : "the run is not made that far yet: the same again goes on");
}

void play_go_time(struct play_session *session, sim_time time)
{
    struct play_branch *branch = play_current(session);
    sim_time length;

    for (int i = 0; i < EXTENSIONS && time > sim_run_length(branch->run); i++) {
        if (!play_branch_extend(branch))
            break;
    }
    play_go(session, sim_run_records_at(branch->run, time));
    length = sim_run_length(branch->run);
    session->time = time < length ? time : length;
    if (time > length)
        warn_short(session);
}

void play_stay_at(struct play_session *session, sim_time time)
{
    play_go_time(session, time);
    session->time = time;
}

void play_go_step(struct play_session *session, uint64_t step)
{
    struct play_branch *branch = play_current(session);

    for (int i = 0; i < EXTENSIONS && step > sim_run_steps(branch->run); i++) {
        if (!play_branch_extend(branch))
            break;
    }
    play_go(session, sim_run_records_of_step(branch->run, step));
    if (step > sim_run_steps(branch->run))
        warn_short(session);
}
