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
    int label;     /* width of the lanes' names; within it, */
    int fold;      /* of the box that folds, if there is anything to fold, */
    int token;     /* and of a padlock behind a name, if there are locks */
    bool no_caps;  /* keys are words in a sentence here, not things to press */
};

/* ---- the parts ---- */
void part_draw_head(const struct part *part);
void part_draw_run(const struct part *part);
/* Stretches of the ruler that have words or lines of their own: a tick's label leaves them alone. */
#define RULER_TAKEN 64
struct ruler_taken {
    struct {
        int from, to;
    } list[RULER_TAKEN];
    int count;
};

void part_draw_range(const struct part *ruler, struct ruler_taken *taken);
void part_draw_ruler(const struct part *part, struct ruler_taken *taken);
void part_draw_cursor(const struct part *ruler, int bottom);
void part_draw_legend(const struct part *part);
/* A message, what is typed, what is looked for: is there any? */
bool part_has_said(const struct play_session *session);
void part_draw_said(const struct part *part);
void part_draw_drawer(const struct part *part);

/* ---- lanes ---- */

enum lane_kind {
    LANE_CORE,
    LANE_LOCK,
    LANE_QUEUE, /* how many threads are ready and have no core */
    LANE_ENDED, /* how much of what the program measures has ended */
    LANE_THREAD,
    LANE_FOLDED, /* the threads of a group, in one lane */
    LANE_GROUP, /* the threads of an interpreter are below: a process, or one of several in it */
    LANE_NAME,  /* of another branch: its threads are below */
};

struct lane {
    enum lane_kind kind;
    struct play_branch *branch;
    uint32_t id;
    int y, height;
    int pin;      /* from 1; 0: it stands where its number says */
    uint32_t row; /* of a core: as in struct strips */
    bool first;   /* of its kind: a gap stands before it */
    int more; /* cores that have no lane of their own: this one is theirs, too; or a branch's
                   threads that have none */
};

#define LANES_MOST 256

struct lanes {
    struct lane list[LANES_MOST];
    int count;
    int unit; /* height of a thread's lane */
};

struct stretch {
    int x, width, y, height;
};

/* Those read last, or new ones, with as many threads as there can be together, `first` among them;
 * NULL when out of memory. */
const struct strips *part_read_strips(const struct part *part, struct strips *have,
                                      struct play_window window, uint32_t columns,
                                      uint32_t first);
void part_draw_lane(const struct part *part, const struct lane *lane);
void part_draw_lane_name(const struct part *part, const struct lane *lane);

/* Reads what the folded groups among the lanes did, for part_draw_lane(). */
void part_read_sums(const struct part *part, const struct lanes *lanes);

/* The lane in which a thread is to be seen, its own or its group's; NULL: none. */
const struct lane *part_lane_of(const struct part *part, const struct lanes *lanes,
                                uint32_t thread);

/* Of the box before names, if threads can be folded at all; else 0. */
int part_fold_width(const struct part *part);
void part_put_folded_name(const struct sim_cast *cast, struct sim_text *text, uint32_t group);

/* A word in a stretch, if it has room: on a thread's colour as it is, on a hatch on a plate. */
bool part_put_in_stretch(const struct part *part, struct stretch at, const char *word,
                         bool plate);
/* "request", or the names of all that the program measures. */
void part_put_measures(struct sim_text *text, const struct sim_cast *cast);
/* "3 wait", "1 waits", "nobody waits". */
void part_put_waiting(struct sim_text *text, uint32_t waiting);
void part_draw_counter(const struct part *part, const struct strips *strips,
                       const struct lane *lane, int columns, struct stretch at);

/* Says in `lanes` which it has drawn, and where. */
void part_draw_lanes(const struct part *part, struct lanes *lanes);
void part_draw_arrows(const struct part *part, const struct lanes *lanes);
/* What the lane under the pointer has there. */
void part_draw_pointer(const struct part *part, const struct lanes *lanes);
int part_token_width(const struct part *part);
void part_draw_tokens(const struct part *part, const struct lanes *lanes);

/* Rows of threads that are not pinned: does one begin with this thread, how many begin in
 * from <= thread < to. */
bool part_begins_row(const struct play_session *session, const struct sim_cast *cast,
                     uint32_t thread);
uint32_t part_rows_between(const struct play_session *session, const struct sim_cast *cast,
                           uint32_t from, uint32_t to);
/* The thread that has the next row; the same where there is none. */
uint32_t part_next_row(const struct play_session *session, const struct sim_cast *cast,
                       uint32_t thread);

/* The height that the lanes can use. */
int part_lanes_height(const struct part *part);

/* Times by reason, as bars. Where there is no room for all of the run's reasons, those that have most of
 * `most` are shown, and the others together. */
void part_draw_sums(const struct part *part, const sim_time spent[SIM_REASON_COUNT],
                    const sim_time most[SIM_REASON_COUNT]);

/* The selected range, as far as it may be known; false when there is none. */
bool part_range(const struct part *part, struct play_window *range);

/* Its sums, as bars or, where they have no room, as words; false when there is none. */
bool part_draw_totals(const struct part *part);

void part_take_ruler(struct ruler_taken *taken, int from, int to);

/* How long a stretch is, in the middle of it, if it has room there. */
void part_put_length(const struct part *ruler, int from, int to, sim_time length,
                     struct ruler_taken *taken);

/* The page of a question, as large as it can be. */
void part_draw_quiz(const struct part *part);

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

/* "1,005.058 556 ms": nanoseconds to the last digit, in groups that the eye can take in. */
void part_put_exact(struct sim_text *text, sim_time time);

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
