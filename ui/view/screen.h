/* SPDX-License-Identifier: GPL-3.0-or-later
 * A grid of characters with roles: what a terminal is to show. */
#ifndef INTERLOCK_UI_VIEW_SCREEN_H
#define INTERLOCK_UI_VIEW_SCREEN_H

#include "sim/state/reason.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whoever lays out a screen writes text with a role into cells; whoever paints it gives each role
 * a colour, or none. So a screen can be compared as text in a test, printed without a terminal,
 * and painted in any theme, and the layout knows no colour at all: what must be told apart has a
 * character of its own.
 *
 * Regions say what a place on the screen stands for, so that a mouse can be answered.
 */
enum view_role {
    VIEW_PLAIN,
    VIEW_QUIET,    /* frames, units, what explains itself */
    VIEW_TITLE,    /* the first line, and names of panes */
    VIEW_VALUE,    /* what the eye should find: times, counts */
    VIEW_CHOSEN,   /* the selected row */
    VIEW_NOW,      /* the cursor in time */
    VIEW_NEWS,     /* the event's sentence */
    VIEW_WARNING,  /* an end, a mistake, a request */
    VIEW_KEY,      /* a key that may be pressed */
    VIEW_THREAD_1, /* threads by turns, in the lanes of cores */
    VIEW_THREAD_6 = VIEW_THREAD_1 + 5,
    VIEW_REASON, /* and behind it one role for each reason */
    VIEW_ROLE_COUNT = VIEW_REASON + SIM_REASON_COUNT
};

static inline enum view_role view_reason_role(enum sim_reason reason)
{
    return (enum view_role)(VIEW_REASON + (int)reason);
}

static inline enum view_role view_thread_role(uint32_t thread)
{
    return (enum view_role)(VIEW_THREAD_1 + (int)((thread - 1) % 6));
}

#define VIEW_GLYPH 8 /* bytes of one character, with the zero byte */

struct view_glyph {
    char text[VIEW_GLYPH]; /* UTF-8; "" is the second half of a wide character */
    uint8_t role;
};

struct view_region {
    int x, y, width, height;
    int what; /* as the one who lays out says */
    int64_t value;
};

#define VIEW_REGIONS 256

struct view_screen {
    int width, height;
    bool unicode;
    int caret_x, caret_y; /* where text is typed; -1 nowhere */
    struct view_glyph *cells;
    struct view_region regions[VIEW_REGIONS];
    int region_count;
};

/* The largest screen there is; larger terminals are used in part. */
#define VIEW_WIDTH_MAX 500
#define VIEW_HEIGHT_MAX 200

/* Blank. NULL when out of memory. */
struct view_screen *view_screen_create(int width, int height, bool unicode);
void view_screen_destroy(struct view_screen *screen);

/* Makes it as above anew where it is NULL or has another size; else it stays, with what is in it.
 * False when out of memory: then it is NULL. */
bool view_screen_fit(struct view_screen **screen, int width, int height, bool unicode);
void view_screen_clear(struct view_screen *screen);

/* Writes text from a place on, at most `room` columns and never beyond the row; returns the
 * columns used. Without Unicode every character beyond ASCII becomes '?'. */
int view_put(struct view_screen *screen, int x, int y, int room, enum view_role role,
             const char *text);

/* The same, wrapped at blanks into at most `rows` rows; returns the rows used. When it does not
 * fit, the last row ends in "...". */
int view_put_wrapped(struct view_screen *screen, int x, int y, int room, int rows,
                     enum view_role role, const char *text);

/* The bytes of its first row, with the blanks behind it. */
size_t view_wrapped_length(int room, const char *text);

/* The rows it takes when there are enough. */
int view_wrapped_rows(int room, const char *text);

/* One character, `count` times. */
void view_fill(struct view_screen *screen, int x, int y, int count, enum view_role role,
               const char *glyph);

/* Columns that a text takes. */
int view_width(const char *text);

/* Takes one character off a UTF-8 text; what is no UTF-8 is taken byte by byte as U+FFFD. */
uint32_t view_take_character(const char **text);

void view_add_region(struct view_screen *screen, struct view_region region);

/* The last region laid over a place; NULL: none. */
const struct view_region *view_region_at(const struct view_screen *screen, int x, int y);

#endif
