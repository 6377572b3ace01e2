/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parts of the window; for the files that lay them out. */
#ifndef INTERLOCK_UI_PLAY_CHART_PART_H
#define INTERLOCK_UI_PLAY_CHART_PART_H

#include "ui/play/chart.h"
#include "ui/play/pane.h"

/* Where a part is, and what it shows. `line` is the height of a line of text, from which all other
 * distances are made, so that a larger font makes everything larger. */
struct part {
    struct play_chart *chart;
    struct view_picture *picture;
    struct play_session *session;
    struct play_branch *branch;
    struct chart_box box;
    int line, gap; /* gap: half a line */
    int label;     /* width of the lanes' names */
    bool no_caps;  /* keys are words in a sentence here, not things to press */
};

/* ---- the parts ---- */
void part_draw_head(const struct part *part);
void part_draw_run(const struct part *part);
void part_draw_ruler(const struct part *part);
void part_draw_lanes(const struct part *part);
void part_draw_cursor(const struct part *ruler, int bottom);
void part_draw_legend(const struct part *part);
void part_draw_drawer(const struct part *part);
void part_draw_pointer(const struct part *part);

/* The height that the lanes can use. */
int part_lanes_height(const struct part *part);

/* A pane of the terminal's, as text in the part's box. */
void part_draw_cells(const struct part *part, void (*draw)(const struct pane *pane));

/* ---- pieces ---- */

static inline struct part part_in(const struct part *part, int x, int y, int width, int height)
{
    struct part inside = *part;

    inside.box = (struct chart_box){ x, y, width, height };
    return inside;
}

void part_rect(const struct part *part, int x, int y, int width, int height, int ink);
void part_hatched(const struct part *part, int x, int y, int width, int height, int ink,
                  enum view_hatch hatch);

/* The pixel of a time, in a box that shows a window; may lie outside it. */
int part_x(const struct chart_box *box, struct play_window window, sim_time time);

/* What is painted for a thread's reason. */
struct part_look {
    int ink;
    enum view_hatch hatch;
};
struct part_look part_look(uint32_t thread, enum sim_reason reason);

/* A little square in a thread's colour, as high as `size`. */
void part_chip(const struct part *part, int x, int y, int size, uint32_t thread);

#endif
