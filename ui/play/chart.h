/* SPDX-License-Identifier: GPL-3.0-or-later
 * Laying a session out in a window. */
#ifndef INTERLOCK_UI_PLAY_CHART_H
#define INTERLOCK_UI_PLAY_CHART_H

#include "ui/play/range.h"
#include "ui/view/picture.h"

/*
 * The same session as on a terminal (ui/play/draw.h), with the same actions and the same words;
 * but time has pixels, so it is zoomed about the pointer and moved by any amount. From above to
 * below: head, the whole run, ruler, lanes of cores, of locks, of threads, what the hatches mean,
 * and the drawer: the sentence of cause, the lock, the selected thread, its sums; messages and
 * what is typed.
 *
 * What has no room goes in this order: the drawer's lists, the whole run, the head's second line,
 * lanes of counters and cores, the ruler, the lock's lane; the sentence stays longest.
 *
 * In the lanes a thread that runs has its own colour, which it has in the cores' and the lock's
 * lanes too, so that one sees it move; what it waits for is pale, and hatched by kind.
 */
struct chart_box {
    int x, y, width, height;
};

/* Pixels a side: less shows nothing, and more no memory can be expected to hold. */
#define PLAY_CHART_LEAST 64
#define PLAY_CHART_MOST 16384
#define PLAY_CHART_FONT_LEAST 8
#define PLAY_CHART_FONT_MOST 72

#define CHART_TOKEN_THERE 256

struct chart_token { /* where a lock is seen, in pixels from above */
    int from, to;
    bool known;
};

struct play_chart {
    struct play_session *session;
    bool still;     /* for a page: nobody presses keys there, or waits for it to be played on */
    bool presenter; /* for a class: the sentence in large letters, and little else */
    bool patient;   /* what takes longer than a frame comes later: by play_chart_read() */
    struct view_screen *cells; /* for panes that are text (ui/play/pane.h) */
    int pointer_x, pointer_y;  /* -1: not in the window */
    bool keyed; /* a key was pressed since it moved: nothing is told of what is under it */
    uint32_t first_thread;            /* in the first thread lane, when not all fit */
    uint32_t first_lane;              /* of those in sight, the first in a lane of its own */
    bool seeks;                       /* another thread was selected: it shall be in sight */
    uint32_t thread_rows;             /* as many as fitted last, but for those pinned */
    struct chart_box lanes;           /* where time was last, without the names */
    struct chart_box run;             /* and where the whole run was */
    const struct play_branch *branch; /* where one was when it was drawn last */
    uint64_t place;
    uint32_t thread, foldings;
    struct chart_token tokens[STRIPS_LOCKS + 1]; /* from 1 on */
    bool token_moves; /* somebody has a clock, and says how far they have come: */
    int token_part; /* of CHART_TOKEN_THERE; drawing sets it to 0 when one has to go elsewhere */
};

/* Letters for a class, in pixels, where `usual` ones are for one reader: they grow with the window,
 * which is as large as the room wants it. */
int play_chart_presenter(int usual, int width, int height);

void play_chart_open(struct play_chart *chart, struct play_session *session);
void play_chart_close(struct play_chart *chart);

/* Shows this stretch of time, wherever the place is. */
void play_chart_show(struct play_chart *chart, struct play_window window);

/* Moves the window to where the place is, if one has gone elsewhere. Drawing does so, too. */
void play_chart_follow(struct play_chart *chart);

void play_chart_draw(struct play_chart *chart, struct view_picture *picture, int width,
                     int height, const struct view_metrics *metrics);

/* Reads on what has not been read of a long run; true when that changes the picture. */
bool play_chart_read(struct play_chart *chart);

/* ---- the pointer, on what was drawn last ---- */

void play_chart_click(struct play_chart *chart, const struct view_picture *picture, int x,
                      int y);

/* Zooms by `notches` of the wheel; what is under the pointer stays there. */
void play_chart_zoom(struct play_chart *chart, int x, int notches);

/* Selects the time between two pixels. */
void play_chart_select(struct play_chart *chart, int from, int to);

/* Moves the lanes by so many pixels. */
void play_chart_drag(struct play_chart *chart, int pixels);

/* Moves the threads' lanes up and down. */
void play_chart_scroll(struct play_chart *chart, int rows);

#endif
