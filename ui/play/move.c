/* SPDX-License-Identifier: GPL-3.0-or-later
 * Going to events, times, steps and matches. */
#include "ui/play/move.h"

#include "scenarios/units.h"
#include "sim/trace/sentence.h"
#include "ui/play/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* estimated: a sentence takes about 1 us and a condition as long, so a key press that looks
 * through so many records returns within half a second. */
#define BOUND 400000

/* ---- by what stands in the records ---- */

static bool go_found(struct play_session *session, enum play_direction direction,
                     const struct play_kind *kind)
{
    struct play_branch *branch = play_current(session);
    uint64_t place = play_find_kind(branch->run, branch->spare, branch->place, direction, kind,
                                    session->thread);
    char said[PLAY_LINE];

    if (place == PLAY_NOWHERE && direction == PLAY_FORWARD && play_branch_extend(branch))
        place = play_find_kind(branch->run, branch->spare, branch->place, direction, kind,
                               session->thread);
    if (place != PLAY_NOWHERE) {
        play_go(session, place);
        return true;
    }
    snprintf(said, sizeof(said), "no %s %s this one", kind->name,
             direction == PLAY_FORWARD ? "after" : "before");
    play_warn(session, said);
    return false;
}

static void say_end(struct play_session *session)
{
    if (play_current(session)->tape) {
        play_say(session, "end of the recording");
        return;
    }
    switch (play_branch_status(play_current(session))) {
    case SIM_DEADLOCK:
        play_warn(session, "end of the run: a deadlock, nobody can go on");
        break;
    case SIM_GOING:
        play_warn(session, "here is a choice to be made: the number of one of `who`");
        break;
    case SIM_REFUSED:
        play_warn(session, "end of the run: the ownership check refuses the program");
        break;
    case SIM_OVERLONG:
        play_warn(session, "end of the run: it is longer than can be counted");
        break;
    case SIM_UNTIL:
        play_say(session, "end of the run: [scenario] until is reached");
        break;
    default:
        play_say(session, "end of the run: all threads that count have ended");
    }
}

void play_step(struct play_session *session, enum play_direction direction)
{
    struct play_branch *branch = play_current(session);
    play_record_fn is_it = session->all ? play_is_any : play_is_noticed;
    uint64_t place = play_find(branch->run, branch->place, direction, is_it, 0);

    if (place == PLAY_NOWHERE && direction == PLAY_FORWARD && play_branch_extend(branch))
        place = play_find(branch->run, branch->place, direction, is_it, 0);
    if (place != PLAY_NOWHERE)
        play_go(session, place);
    else if (direction == PLAY_FORWARD)
        say_end(session);
    else if (branch->place)
        play_go(session, 0);
    else
        play_warn(session, "start of the run: nothing has happened yet");
}

void play_to_thread(struct play_session *session, enum play_direction direction)
{
    char name[PLAY_LINE];
    struct sim_text text = SIM_TEXT(name);
    struct play_kind of_thread = { name, play_is_of_thread, NULL };

    if (session->search[0]) {
        play_to_match(session, direction);
        return;
    }
    sim_text_put(&text, "event of ");
    sim_cast_put_thread(play_current(session)->cast, &text, session->thread);
    go_found(session, direction, &of_thread);
}

void play_to_kind(struct play_session *session, enum play_direction direction)
{
    go_found(session, direction, &play_kinds[session->kind]);
}

/* The last record of the step at hand that is one. */
static uint32_t thread_of(const struct play_branch *branch, play_record_fn is_it)
{
    for (uint64_t i = branch->place; i-- > 0;) {
        struct sim_record record = sim_run_record(branch->run, i);

        if (is_it(record, 0))
            return record.thread;
        if (record.flags & SIM_RECORD_FIRST)
            break;
    }
    return 0;
}

void play_to_wait(struct play_session *session, enum play_direction direction)
{
    const struct play_kind *kind = &play_kinds[PLAY_KIND_WAIT];
    uint32_t thread;

    if (!go_found(session, direction, kind))
        return;
    thread = thread_of(play_current(session), kind->is_it);
    if (thread)
        session->thread = thread;
}

/* ---- by time ---- */

/* Where nothing happens for so long, to what happens next: standing still would look like the end. */
static void go_on_by(struct play_session *session, sim_time time)
{
    struct play_branch *branch = play_current(session);
    uint64_t place = branch->place;

    play_go_time(session, sim_time_add(play_branch_time(branch), time));
    if (branch->place > place || place == branch->run->count)
        return;
    play_go(session, play_step_end(branch->run, place));
    play_say(session, "nothing happens for half a window: this is the next event");
}

void play_half_window(struct play_session *session, enum play_direction direction)
{
    struct play_window window = play_window(session);
    sim_time now = play_branch_time(play_current(session)),
             half = (window.to - window.from) / 2;

    if (direction == PLAY_FORWARD)
        go_on_by(session, half);
    else
        play_go_time(session, now > half ? now - half : 0);
}

void play_to_first(struct play_session *session)
{
    play_go(session, 0);
}

void play_to_last(struct play_session *session)
{
    struct play_branch *branch = play_current(session);

    if (branch->place == branch->run->count)
        play_branch_extend(branch);
    play_go(session, branch->run->count);
    if (!play_branch_ended(branch))
        play_warn(session, "the run goes on: once more goes further");
    else
        say_end(session);
}

/* ---- as written ---- */

void play_go_about(struct play_session *session, sim_time time, sim_time near,
                   const char *where)
{
    char said[PLAY_LINE];
    struct sim_text text = SIM_TEXT(said);

    play_go_time(session, time);
    if (session->message[0] || time - play_branch_time(play_current(session)) <= near)
        return;
    sim_text_put(&text, "the last event before ");
    if (where)
        sim_text_put(&text, where);
    else
        sim_text_put_time(&text, time);
    play_say(session, said);
}

/* A part of the run's time, in millionths. */
static void go_part(struct play_session *session, const char *where, struct sim_text *why)
{
    int64_t share;

    if (units_parse(UNITS_SHARE, where, &share, why) && share >= 0 && share <= 1000000)
        play_go_about(
            session, sim_time_ratio(sim_run_length(play_current(session)->run), share, 1000000),
            0, where);
    else
        play_warn(session, why->used ? why->at : "a part of the run is 0% to 100%");
}

static bool read_step(const char *digits, uint64_t *step)
{
    char *end;

    if (*digits < '0' || *digits > '9')
        return false;
    *step = strtoull(digits, &end, 10);
    return !*end;
}

void play_go_written(struct play_session *session, const char *where)
{
    char said[PLAY_LINE];
    struct sim_text why = SIM_TEXT(said);
    uint64_t step;
    int64_t time;

    while (*where == ' ')
        where++;
    if (!*where)
        return;
    if (read_step(where + (*where == '#'), &step))
        play_go_step(session, step);
    else if (where[strlen(where) - 1] == '%')
        go_part(session, where, &why);
    else if (units_parse(UNITS_TIME, where, &time, &why) && time >= 0)
        play_go_about(session, time, 0, where);
    else
        play_warn(session, "go to what? a time is 20ms, a step #412, a part of the run 50%");
}

/* ---- searching ---- */

struct searching {
    const char *word;
    bool all;
};

static bool matches(void *context, const struct sim_fold *before, struct sim_record record)
{
    const struct searching *searching = context;
    char sentence[SIM_SENTENCE];
    struct sim_text text = SIM_TEXT(sentence);

    if (!searching->all && !play_is_noticed(record, 0))
        return false;
    sim_sentence(&text, before, record);
    return play_contains(sentence, searching->word, strlen(searching->word));
}

void play_go_by_fold(struct play_session *session, enum play_direction direction,
                     const struct play_finder *finder, const char *what)
{
    struct play_branch *branch = play_current(session);
    uint64_t stopped = 0;
    uint64_t place = play_find_by_fold(branch->run, branch->spare, branch->place, direction,
                                       finder, BOUND, &stopped);
    bool at_end = direction == PLAY_FORWARD ? stopped == branch->run->count : stopped == 0;
    char said[2 * PLAY_LINE];

    if (place != PLAY_NOWHERE) {
        play_go(session, place);
        return;
    }
    if (at_end) {
        snprintf(said, sizeof(said), "%s: not %s this event", what,
                 direction == PLAY_FORWARD ? "after" : "before");
        play_warn(session, said);
        return;
    }
    play_go(session, stopped);
    snprintf(said, sizeof(said), "%s: not found up to here; the same key goes on", what);
    play_warn(session, said);
}

void play_to_match(struct play_session *session, enum play_direction direction)
{
    struct searching searching = { session->search, session->all };
    struct play_finder finder = { .record = matches, .context = &searching };

    play_go_by_fold(session, direction, &finder, session->search);
}
