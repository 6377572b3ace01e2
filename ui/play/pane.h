/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parts of the screen; for the files that draw them. */
#ifndef INTERLOCK_UI_PLAY_PANE_H
#define INTERLOCK_UI_PLAY_PANE_H

#include "ui/play/draw.h"

/* Where a pane is, and what it shows. `branch` is mostly the current one. */
struct pane {
    struct view_screen *screen;
    struct play_session *session;
    struct play_branch *branch;
    int x, y, width, rows;
    bool presenter; /* in front of a class: ui/play/chart.h */
    bool words; /* read aloud: no bars, no signs, and not what is said of each thread anyway */
};

/* What a click stands for: `what` of a region. */
enum pane_region {
    PANE_ACTION, /* value: enum play_action */
    PANE_THREAD, /* value: thread */
    PANE_WINDOW, /* a time in the window, by the column; value: whose lane it is, 0 nobody's */
    PANE_RUN,    /* a time of the whole run */
    PANE_ROW,    /* of a menu, value: row */
    PANE_CHOICE, /* of a game, value: thread */
    PANE_GROUP,  /* folds or unfolds, value: group */
};

/* How many rows a pane can use at all, and how many it needs to be of use. */
struct pane_wish {
    int least, good, most;
};

struct pane_info {
    void (*draw)(const struct pane *pane);
    struct pane_wish (*wish)(const struct play_session *session);
};

/* "gil 3.12, 4 cores"; of a recording "recorded 3.12.1", since its cores are not known; while a
 * question is open whose run is another one, what that has otherwise. */
void pane_put_what(struct sim_text *text, const struct play_session *session,
                   const struct sim_cast *cast);

/* ---- the panes: pane_*.c ---- */
void pane_draw_head(const struct pane *pane);
void pane_draw_overview(const struct pane *pane);
void pane_draw_axis(const struct pane *pane);
void pane_draw_message(const struct pane *pane);
void pane_draw_keys(const struct pane *pane);

void pane_draw_cores(const struct pane *pane);
struct pane_wish pane_wish_cores(const struct play_session *session);
void pane_draw_threads(const struct pane *pane);
struct pane_wish pane_wish_threads(const struct play_session *session);
void pane_draw_beside(const struct pane *pane);
struct pane_wish pane_wish_beside(const struct play_session *session);

void pane_draw_lock(const struct pane *pane);
struct pane_wish pane_wish_lock(const struct play_session *session);
void pane_draw_event(const struct pane *pane);
struct pane_wish pane_wish_event(const struct play_session *session);
void pane_draw_game(const struct pane *pane);
struct pane_wish pane_wish_game(const struct play_session *session);
void pane_draw_log(const struct pane *pane);
void pane_draw_thread(const struct pane *pane);
void pane_draw_program(const struct pane *pane);
void pane_draw_sums(const struct pane *pane);
struct pane_wish pane_wish_sums(const struct play_session *session);

void pane_draw_help(const struct pane *pane);
void pane_draw_change(const struct pane *pane);
void pane_draw_quiz(const struct pane *pane);

/* What takes the room of all panes in a mode; NULL: nothing. */
typedef void (*pane_draw_fn)(const struct pane *pane);
pane_draw_fn pane_instead(enum play_mode mode);

/* ---- pieces ---- */

/* The name of a pane at its left; returns the pane without it. */
struct pane pane_label(const struct pane *pane, const char *label);

/* Text at a column and row of the pane; what its edge cuts ends in "...". Returns the column behind it. */
int pane_put(const struct pane *pane, int x, int row, enum view_role role, const char *text);

/* The same for prose: what is cut ends in "...". */
void pane_put_prose(const struct pane *pane, int x, int row, enum view_role role,
                    const char *text);

/* The same with a sim_text's content made on the way: a time, a thread's name, a number. */
int pane_put_time(const struct pane *pane, int x, int row, enum view_role role, sim_time time);
int pane_put_thread(const struct pane *pane, int x, int row, enum view_role role,
                    uint32_t thread);
/* In so many columns at most: what has no room is cut before its number. */
int pane_put_thread_in(const struct pane *pane, int x, int row, int columns,
                       enum view_role role, uint32_t thread);
int pane_put_count(const struct pane *pane, int x, int row, enum view_role role,
                   uint64_t count);

/* What a screen can show: the one or the other. */
const char *pane_glyph(const struct pane *pane, const char *unicode, const char *ascii);

/* Where a name that has no room is cut: before its number, in which alone threads of a kind differ. NULL:
 * it has room, or its number would take more than half of it. */
typedef int (*pane_measure_fn)(const void *context, const char *text);
const char *pane_cut_before(const char *name, int room, pane_measure_fn measure,
                            const void *context);

/* Where columns go on behind names of threads that begin at `x`: the same for all, at least `least`. */
int pane_column_behind(const struct pane *pane, int x, int least);

/* Columns of names before the lanes. */
int pane_lane_label(const struct pane *pane);

/* The column of a time in `columns` columns of the window; -1 outside. */
int pane_column(struct play_window window, int columns, sim_time time);

/* 1,234,567 */
void pane_count_text(struct sim_text *text, uint64_t count);

#endif
