/* SPDX-License-Identifier: GPL-3.0-or-later
 * What frames the panes: head, overview, time axis, message, keys. */
#include "ui/play/change.h"
#include "ui/play/find.h"
#include "ui/play/find_name.h"
#include "ui/play/help.h"
#include "ui/play/pane.h"
#include "ui/view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- head ---- */

static void put_right(const struct pane *pane, int row, enum view_role role, const char *text)
{
    int width = view_width(text);

    if (width < pane->width)
        pane_put(pane, pane->width - width - 1, row, role, text);
}

/* The run that is asked about is not there before something is predicted of it. */
static bool is_foretold(const struct play_session *session)
{
    const struct play_quiz *quiz = &session->quiz;

    return session->mode == PLAY_MODE_QUIZ && quiz->question.vary[0] &&
           (quiz->page == PLAY_PAGE_ASK || quiz->page == PLAY_PAGE_REASON);
}

void pane_put_what(struct sim_text *text, const struct play_session *session,
                   const struct sim_cast *cast)
{
    if (is_foretold(session)) {
        sim_text_put(text, session->quiz.question.vary);
        return;
    }
    sim_text_put(text, cast->model);
    if (cast->python) {
        sim_text_put(text, " ");
        sim_text_put(text, cast->python);
    }
    if (!cast->cores)
        return;
    sim_text_put(text, ", ");
    sim_text_put_int(text, cast->cores);
    sim_text_put(text, " ");
    sim_text_put(text, sim_cast_cores_word(cast));
}

static void draw_title(const struct pane *pane)
{
    const struct sim_cast *cast = pane->branch->cast;
    bool narrow = pane->width < 60;
    char what[128];
    struct sim_text text = SIM_TEXT(what);
    struct pane title = *pane;

    pane_put_what(&text, pane->session, cast);
    put_right(pane, 0, VIEW_VALUE, what);
    title.width -= view_width(what) + 3;
    pane_put_prose(&title, pane_put(&title, 1, 0, VIEW_TITLE, narrow ? "" : "interlock  "), 0,
                   VIEW_PLAIN, cast->title ? cast->title : "");
}

/* Nanoseconds to the last digit: two events may be one apart. */
static int put_exact(const struct pane *pane, int x, int row, sim_time time)
{
    char text[48];

    snprintf(text, sizeof(text), ".%06" PRId64 " ms", time % 1000000);
    x = pane_put_count(pane, x, row, VIEW_VALUE, (uint64_t)(time / 1000000));
    return pane_put(pane, x, row, VIEW_VALUE, text);
}

/* "step 9 of 228"; a run that is not known to its end says so: "of 228 so far". While what comes is
 * hidden, so is how much of it there is. */
static int put_step(const struct pane *pane, int x)
{
    const struct play_branch *branch = pane->branch;
    bool narrow = pane->width < 60;

    x = pane_put(pane, x, 1, VIEW_QUIET, narrow ? "#" : "step ");
    x = pane_put_count(pane, x, 1, VIEW_VALUE, play_branch_step(branch));
    if (!play_shows_length(pane->session))
        return x;
    x = pane_put(pane, x, 1, VIEW_QUIET, narrow ? "/" : " of ");
    x = pane_put_count(pane, x, 1, VIEW_QUIET, sim_run_steps(branch->run));
    if (play_branch_ended(branch))
        return x;
    return pane_put(pane, x, 1, VIEW_QUIET, narrow ? "+" : " so far");
}

static void draw_place(const struct pane *pane)
{
    const struct play_session *session = pane->session;
    const char *gap = pane->width < 60 ? " " : "   ";
    char text[160];
    int x;

    x = put_exact(pane, 1, 1, play_branch_time(pane->branch));
    x = put_step(pane, pane_put(pane, x, 1, VIEW_PLAIN, gap));
    x = pane_put(pane, x, 1, VIEW_PLAIN, gap);
    if (session->playing)
        snprintf(text, sizeof(text), "playing %d/s", play_speeds[session->speed]);
    else
        snprintf(text, sizeof(text), "paused");
    x = pane_put(pane, x, 1, session->playing ? VIEW_NOW : VIEW_QUIET, text);
    snprintf(text, sizeof(text), "%s%s%s%s",
             pane->width < 60 || pane->branch->tape ? "" : "branch ", pane->branch->name,
             pane->branch->what[0] ? ": " : "", pane->branch->what);
    if (x + 3 + view_width(text) < pane->width)
        put_right(pane, 1, VIEW_VALUE, text);
    else if (session->branch_count > 1 || pane->width >= 60)
        put_right(pane, 1, VIEW_VALUE, pane->branch->name);
    if (play_branch_diverged(pane->branch))
        pane_put(pane, x + 2, 1, VIEW_WARNING, "REPEATS DIFFERENTLY: please report this");
}

void pane_draw_head(const struct pane *pane)
{
    draw_title(pane);
    draw_place(pane);
}

/* ---- the whole run ---- */

void pane_draw_overview(const struct pane *pane)
{
    struct play_window run = play_known_run(pane->session);
    struct play_window window = play_window(pane->session);
    int from = pane_column(run, pane->width, window.from);
    int to = pane_column(run, pane->width, window.to);
    int now = pane_column(run, pane->width, play_branch_time(pane->branch));

    if (to < 0)
        to = pane->width - 1;
    view_fill(pane->screen, pane->x, pane->y, pane->width, VIEW_QUIET,
              pane_glyph(pane, "\u2500", "-"));
    view_fill(pane->screen, pane->x + from, pane->y, to - from + 1, VIEW_PLAIN,
              pane_glyph(pane, "\u2501", "="));
    view_put(pane->screen, pane->x + now, pane->y, 1, VIEW_NOW,
             pane_glyph(pane, "\u25cf", "O"));
    view_add_region(pane->screen,
                    (struct view_region){ pane->x, pane->y, pane->width, 1, PANE_RUN, 0 });
}

/* ---- the time axis ---- */

static void put_on_axis(const struct pane *lanes, sim_time time, const char *glyph)
{
    int column = pane_column(play_window(lanes->session), lanes->width, time);

    if (column >= 0)
        pane_put(lanes, column, 0, VIEW_WARNING, glyph);
}

static void put_marks(const struct pane *lanes)
{
    const struct play_session *session = lanes->session;

    for (int i = 0; i < 26; i++) {
        char letter[2] = { (char)('a' + i), '\0' };

        if (session->marks[i].set)
            put_on_axis(lanes, session->marks[i].time, letter);
    }
    for (int i = 0; session->beside && i < session->branch_count; i++) {
        if (play_knows_parting(session, session->branches[i]))
            put_on_axis(lanes, session->branches[i]->parted_time,
                        pane_glyph(lanes, "\u2260", "!"));
    }
}

/* "1,010.9835 ms": as many digits as tell a tenth of `length`. */
static void put_close(struct sim_text *text, sim_time time, sim_time length)
{
    int decimals = 0;
    char rest[16];
    sim_time unit = 1000000;

    for (; unit > 1 && unit > length / 10; unit /= 10)
        decimals++;
    pane_count_text(text, (uint64_t)(time / 1000000));
    snprintf(rest, sizeof(rest), ".%0*" PRId64, decimals, time % 1000000 / unit);
    sim_text_put(text, decimals ? rest : "");
    sim_text_put(text, " ms");
}

/* The window's ends; where the usual digits do not tell them apart, its begin in more of them, and how
 * long it is. */
static void put_ends(const struct pane *pane, const struct pane *lanes, int now)
{
    struct play_window window = play_window(pane->session);
    sim_time length = window.to - window.from;
    bool close = length < window.to / 100;
    char begin[48], end[32];
    struct sim_text from = SIM_TEXT(begin), to = SIM_TEXT(end);
    int x;

    if (close)
        put_close(&from, window.from, length);
    else
        sim_text_put_time(&from, window.from);
    sim_text_put(&from, " ");
    x = lanes->x - pane->x - view_width(begin);
    pane_put(pane, x > 0 ? x : 0, 0, VIEW_QUIET, begin);
    sim_text_put(&to, close ? " +" : " ");
    sim_text_put_time(&to, close ? length : window.to);
    x = lanes->width - view_width(end);
    if (close && now >= x) /* a length may stand anywhere */
        x = now - view_width(end);
    if (now < x || close)
        pane_put(lanes, x, 0, VIEW_QUIET, end);
}

void pane_draw_axis(const struct pane *pane)
{
    struct pane lanes = *pane;
    int label = pane_lane_label(pane), now;

    lanes.x += label;
    lanes.width -= label;
    now = pane_column(play_window(pane->session), lanes.width, play_branch_time(pane->branch));
    view_fill(pane->screen, pane->x, pane->y, pane->width, VIEW_QUIET,
              pane_glyph(pane, "\u2500", "-"));
    put_ends(pane, &lanes, now);
    put_marks(&lanes);
    pane_put(&lanes, now, 0, VIEW_NOW, pane_glyph(pane, "\u25b2", "^"));
    view_add_region(pane->screen,
                    (struct view_region){ lanes.x, lanes.y, lanes.width, 1, PANE_WINDOW, 0 });
}

/* ---- message ---- */

/* Which lane or parameter Enter would find, while its name is typed. */
static void put_found(const struct pane *pane, int x)
{
    const struct play_session *session = pane->session;
    struct play_found found = play_look_for_name(session, session->line);
    char count[64], name[96];
    struct sim_text text = SIM_TEXT(name);

    if (!found.at) {
        pane_put(pane, x, 0, VIEW_QUIET, session->line[0] ? "none" : "");
        return;
    }
    if (session->asked == PLAY_ASK_PARAMETER) {
        struct play_change change = play_change_row(session, (int)found.at - 1);

        play_put_change_name(&text, &change);
        x = pane_put(pane, x, 0, VIEW_VALUE, name);
    } else {
        x = pane_put_thread(pane, x, 0, VIEW_VALUE, found.at);
    }
    snprintf(count, sizeof(count), " (%" PRIu32 " of %" PRIu32 ")", found.place, found.count);
    pane_put(pane, x, 0, VIEW_QUIET, count);
}

static void draw_line(const struct pane *pane)
{
    static const char *const questions[] = {
        [PLAY_ASK_GO] = "go to (20ms, #412, 50%): ", [PLAY_ASK_SEARCH] = "search: ",
        [PLAY_ASK_BREAK] = "break when: ",           [PLAY_ASK_LANE] = "lane: ",
        [PLAY_ASK_PARAMETER] = "parameter: ",
    };
    const struct play_session *session = pane->session;
    int x = pane_put(pane, 1, 0, VIEW_TITLE, questions[session->asked]);

    x = pane_put(pane, x, 0, VIEW_PLAIN, session->line);
    pane->screen->caret_x = pane->x + x;
    pane->screen->caret_y = pane->y;
    if (session->asked == PLAY_ASK_LANE || session->asked == PLAY_ASK_PARAMETER)
        put_found(pane, x + 3);
}

static int put_glyph(const struct pane *pane, int x, enum view_role role, const char *glyph,
                     const char *name)
{
    if (x + 3 + view_width(name) > pane->width)
        return x;
    x = pane_put(pane, x, 0, role, glyph);
    return pane_put(pane, x + 1, 0, VIEW_QUIET, name) + 2;
}

static bool shows_seldom(const struct pane *pane)
{
    const struct play_session *session = pane->session;
    const struct lanes_columns *lanes = &pane->branch->lanes;
    int columns = (int)lanes->columns, shown = columns;

    if (!play_tells_future(session))
        shown =
            pane_column(play_window(session), columns, play_branch_time(play_current(session)));
    for (int i = 0; i < (int)lanes->cores * columns; i++) {
        if (lanes->core_thread[i] == VIEW_SELDOM && i % columns < shown)
            return true;
    }
    return false;
}

/* What the characters in the lanes stand for. */
static void draw_legend(const struct pane *pane)
{
    uint32_t used = play_told_reasons(pane->session, pane->branch);
    char mark[] = { view_thread_mark(VIEW_SELDOM), '\0' };
    int x = 1;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        if (used >> reason & 1)
            x = put_glyph(pane, x, view_reason_role((enum sim_reason)reason),
                          view_glyph((enum sim_reason)reason, pane->screen->unicode),
                          sim_reasons[reason].name);
    }
    if (shows_seldom(pane))
        put_glyph(pane, x, VIEW_QUIET, mark, VIEW_SELDOM_TEXT);
}

/* All that the table says of the chosen action, since the list cuts it off. */
static void draw_chosen_help(const struct pane *pane)
{
    enum play_action rows[PLAY_ACTION_COUNT];
    int count = play_help_rows(pane->session, rows);

    if (pane->session->help.chosen < count)
        pane_put(pane, 1, 0, VIEW_NEWS, play_actions[rows[pane->session->help.chosen]].help);
}

/* What is on, when there is nothing else to say. */
static void draw_standing(const struct pane *pane)
{
    const struct play_session *session = pane->session;
    int x = 1;

    if (session->mode == PLAY_MODE_HELP) {
        draw_chosen_help(pane);
        return;
    }
    if (session->mode == PLAY_MODE_QUIZ)
        return;
    if (session->mode == PLAY_MODE_LOOK && !session->search[0] && !session->stop) {
        draw_legend(pane);
        return;
    }

    if (session->search[0]) {
        x = pane_put(pane, x, 0, VIEW_QUIET, "search ");
        x = pane_put(pane, x, 0, VIEW_VALUE, session->search);
        x = pane_put(pane, x, 0, VIEW_QUIET, "   ");
    }
    if (session->stop) {
        x = pane_put(pane, x, 0, VIEW_QUIET, "break ");
        pane_put(pane, x, 0, VIEW_VALUE, session->stop_text);
    }
}

#define MESSAGE_ROWS 3

/* What has no room in the row takes those above it, until the next key. */
static void draw_said(const struct pane *pane)
{
    const struct play_session *session = pane->session;
    int rows = view_wrapped_rows(pane->width - 1, session->message);

    rows = rows < MESSAGE_ROWS ? rows : MESSAGE_ROWS;
    for (int row = 0; row < rows; row++)
        view_fill(pane->screen, pane->x, pane->y - row, pane->width, VIEW_PLAIN, " ");
    view_put_wrapped(pane->screen, pane->x + 1, pane->y + 1 - rows, pane->width - 1, rows,
                     session->warned ? VIEW_WARNING : VIEW_NEWS, session->message);
}

void pane_draw_message(const struct pane *pane)
{
    const struct play_session *session = pane->session;
    struct pane above = *pane;

    above.y -= session->mode == PLAY_MODE_LINE;
    if (session->message[0])
        draw_said(&above);
    if (session->mode == PLAY_MODE_LINE)
        draw_line(pane);
    else if (session->mode == PLAY_MODE_MARK)
        pane_put(pane, 1, 0, VIEW_TITLE, "set which mark? a letter");
    else if (session->mode == PLAY_MODE_GO_MARK)
        pane_put(pane, 1, 0, VIEW_TITLE,
                 "go to which mark? its letter, or ' for where you came from");
    else if (!session->message[0])
        draw_standing(pane);
}

/* ---- keys ---- */

/*
 * The keys that matter now, as many as fit. `rank` says which go first when there is no room; the
 * order in the row stays.
 */
struct hint {
    enum play_action action, partner; /* NONE: it has none */
    const char *text;                 /* NULL: the action's name */
    int rank;
};

#define HINTS 13
#define LEAST_OF_ALL 10

static int key_hints(const struct pane *pane, struct hint hints[HINTS])
{
    const struct play_session *session = pane->session;
    const char *kind = play_kinds[session->kind].name;
    int count = 0;

    hints[count++] =
        (struct hint){ PLAY_ACTION_BACK, PLAY_ACTION_FORWARD, "step", session->game ? 2 : 1 };
    if (session->game) {
        hints[count++] =
            (struct hint){ PLAY_ACTION_CHOOSE, PLAY_ACTION_NONE, "or 1-9 choose", 1 };
        hints[count++] = (struct hint){ PLAY_ACTION_UNDO, PLAY_ACTION_NONE, NULL, 1 };
    }
    hints[count++] =
        (struct hint){ PLAY_ACTION_LAST_THREAD, PLAY_ACTION_NEXT_THREAD, "thread", 3 };
    if (session->search[0])
        hints[count++] =
            (struct hint){ PLAY_ACTION_NEXT_OF_THREAD, PLAY_ACTION_LAST_OF_THREAD, "match", 2 };
    if (session->stop)
        hints[count++] =
            (struct hint){ PLAY_ACTION_CONTINUE, PLAY_ACTION_CONTINUE_BACK, "break", 2 };
    hints[count++] =
        (struct hint){ PLAY_ACTION_LAST_OF_KIND, PLAY_ACTION_NEXT_OF_KIND, kind, 7 };
    hints[count++] =
        (struct hint){ PLAY_ACTION_PLAY, PLAY_ACTION_NONE, session->playing ? "pause" : "play",
                       session->playing  ? 1 /* who looks on wants to stop it */
                       : pane->presenter ? 4
                                         : 8 };
    if (!session->game)
        hints[count++] = (struct hint){ PLAY_ACTION_NEXT_WAIT, PLAY_ACTION_NONE, "wait", 5 };
    hints[count++] = (struct hint){ PLAY_ACTION_EXPAND, PLAY_ACTION_NONE,
                                    session->expanded ? "close" : "parts", 6 };
    if (session->branch_count > 1)
        hints[count++] = (struct hint){ PLAY_ACTION_NEXT_BRANCH, PLAY_ACTION_NONE, NULL, 3 };
    if (!play_current(session)->tape && !session->source.model)
        hints[count++] = (struct hint){ PLAY_ACTION_CHANGE, PLAY_ACTION_NONE, NULL, 4 };
    if (play_quiz_hint(session))
        hints[count++] =
            (struct hint){ PLAY_ACTION_QUESTION, PLAY_ACTION_NONE, play_quiz_hint(session),
                           session->quiz.page == PLAY_PAGE_RUN      ? 0
                           : session->quiz.page == PLAY_PAGE_CLOSED ? 9
                                                                    : 2 };
    hints[count++] = (struct hint){ PLAY_ACTION_HELP, PLAY_ACTION_NONE, NULL, 0 };
    hints[count++] = (struct hint){ PLAY_ACTION_QUIT, PLAY_ACTION_NONE, NULL, LEAST_OF_ALL };
    return count;
}

/* "<- -> step": the keys' part and the whole. */
static void hint_text(const struct play_session *session, const struct hint *hint,
                      char keys[48], char text[96])
{
    const char *name = hint->text ? hint->text : play_actions[hint->action].name;
    struct sim_text put = sim_text_over(keys, 48);
    bool arrows =
        session->options.unicode && session->bindings.keys[hint->action][0] > PLAY_KEY_BASE;

    play_put_action_keys(&put, session, hint->action, 1);
    if (hint->partner != PLAY_ACTION_NONE) {
        sim_text_put(&put, arrows ? "" : " ");
        play_put_action_keys(&put, session, hint->partner, 1);
    }
    snprintf(text, 96, "%s %s", keys, name);
}

/* Draws those of a rank up to `rank`, or only adds up their columns. */
static int lay_hints(const struct pane *pane, const struct hint *hints, int count, int rank,
                     bool draw)
{
    char keys[48], text[96];
    int x = 1;

    for (int i = 0; i < count; i++) {
        if (hints[i].rank > rank)
            continue;
        hint_text(pane->session, &hints[i], keys, text);
        if (draw) {
            pane_put(pane, x, 0, VIEW_PLAIN, text);
            pane_put(pane, x, 0, VIEW_KEY, keys);
            view_add_region(
                pane->screen,
                (struct view_region){ pane->x + x, pane->y, view_width(text), 1, PANE_ACTION,
                                      hints[i].partner != PLAY_ACTION_NONE ? hints[i].partner
                                                                           : hints[i].action });
        }
        x += view_width(text) + 2;
    }
    return x - 2;
}

/* All of them, or where they have no room those without which one is lost. */
static void put_keys(const struct pane *pane, const char *all, const char *few)
{
    pane_put(pane, 1, 0, VIEW_KEY, 1 + view_width(all) <= pane->width ? all : few);
}

static void draw_quiz_keys(const struct pane *pane)
{
    static const char *const enter[] = {
        [PLAY_PAGE_ASK] = "Enter: so I say, once", [PLAY_PAGE_REASON] = "Enter: to the run",
        [PLAY_PAGE_TRUTH] = "Enter: why it is so", [PLAY_PAGE_BECAUSE] = "Enter: go on",
        [PLAY_PAGE_DONE] = "Enter: go on",
    };
    const struct play_quiz *quiz = &pane->session->quiz;
    const char *more = quiz->page != PLAY_PAGE_ASK          ? ""
                       : quiz->question.form == QUIZ_CHOICE ? "   Up Down choose"
                       : quiz->question.form == QUIZ_BAR    ? "   Left Right draw, or type"
                                                            : "";
    const char *few = quiz->page != PLAY_PAGE_ASK          ? ""
                      : quiz->question.form == QUIZ_CHOICE ? "   Up Down"
                      : quiz->question.form == QUIZ_BAR    ? "   Left Right"
                                                           : "";
    char all[96], least[96];

    snprintf(all, sizeof(all), "%s%s   Esc: to the run", enter[quiz->page], more);
    snprintf(least, sizeof(least), "Enter%s   PgUp   Esc", few);
    put_keys(pane, pane->width < 60 ? least : all,
             least); /* a page scrolls where it is narrow */
}

static const char *const line_keys[] = {
    [PLAY_ASK_GO] = "Enter goes there   Esc leaves",
    [PLAY_ASK_SEARCH] = "Enter finds it   Esc leaves",
    [PLAY_ASK_BREAK] = "Enter sets it   Esc leaves",
    [PLAY_ASK_LANE] = "Enter selects it   Esc leaves",
    [PLAY_ASK_PARAMETER] = "Enter chooses it   Esc leaves",
};

void pane_draw_keys(const struct pane *pane)
{
    struct hint hints[HINTS];
    int count, rank = LEAST_OF_ALL;

    switch (pane->session->mode) {
    case PLAY_MODE_LOOK:
        count = key_hints(pane, hints);
        while (rank > 0 && lay_hints(pane, hints, count, rank, false) > pane->width)
            rank--;
        lay_hints(pane, hints, count, rank, true);
        break;
    case PLAY_MODE_HELP:
        put_keys(pane, "type to search   Up Down choose   Enter does it   Esc",
                 "Up Down choose   Enter does it   Esc");
        break;
    case PLAY_MODE_CHANGE:
        put_keys(
            pane,
            "Left Right value, or type it   Enter runs it   Up Down choose   / finds   Esc",
            "Left Right value  Enter runs  /  Esc");
        break;
    case PLAY_MODE_QUIZ:
        draw_quiz_keys(pane);
        break;
    case PLAY_MODE_LINE:
        pane_put(pane, 1, 0, VIEW_KEY, line_keys[pane->session->asked]);
        break;
    case PLAY_MODE_MARK:
    case PLAY_MODE_GO_MARK:
        pane_put(pane, 1, 0, VIEW_KEY, "a to z   Esc leaves");
    }
}
