/* SPDX-License-Identifier: GPL-3.0-or-later
 * A list of rectangles and words with roles: what a window is to show. */
#ifndef INTERLOCK_UI_VIEW_PICTURE_H
#define INTERLOCK_UI_VIEW_PICTURE_H

#include "ui/view/screen.h"

#include <stddef.h>

/*
 * What a screen is for a terminal, a picture is for a window: whoever lays it out says where a
 * rectangle or a word stands and what its role is, and whoever paints it gives each role a colour.
 * So a test compares lists instead of pixels, needs no display, and does not depend on fonts:
 * how wide a word is comes in as a function.
 *
 * Roles are those of screens and some that only a window has. A hatch is the second code beside
 * colour, as the character is on a terminal: what is told apart by colour is told apart without.
 */
enum view_ink {
    VIEW_INK_GROUND = VIEW_ROLE_COUNT, /* behind everything */
    VIEW_INK_PANEL,                    /* head, drawer and lists */
    VIEW_INK_LANE,                     /* a lane in which nothing happens */
    VIEW_INK_GRID,                     /* lines of the ruler through the lanes */
    VIEW_INK_EDGE,                     /* between panels */
    VIEW_INK_SELECT,                   /* the selected lane */
    VIEW_INK_ON_THREAD,                /* words on a thread's colour */
    VIEW_INK_FRAME,                    /* around what the minimap has in the window */
    VIEW_INK_VEIL,                     /* over what is not looked at */
    VIEW_INK_OTHERS,                   /* others, in less than a pixel */
    VIEW_INK_RANGE,                    /* over a selected stretch of time */
    VIEW_INK_ARROW,                    /* who woke whom */
    VIEW_INK_CAP,                      /* a key that may be pressed, as on a keyboard */
    VIEW_INK_COUNT
};

enum view_hatch {
    VIEW_HATCH_NONE,
    VIEW_HATCH_RISING,  /* lines upwards to the right */
    VIEW_HATCH_FALLING, /* downwards */
    VIEW_HATCH_CROSS,
    VIEW_HATCH_DOTS,
    VIEW_HATCH_SPARSE, /* fewer dots */
    VIEW_HATCH_LEVEL,  /* lines along */
    VIEW_HATCH_UPRIGHT,
    VIEW_HATCH_BRICK,
    VIEW_HATCH_COUNT
};

enum view_face {
    VIEW_FACE_TEXT,
    VIEW_FACE_STRONG,
    VIEW_FACE_SMALL,
    VIEW_FACE_TITLE,
    VIEW_FACE_CODE, /* every character as wide as the other */
    VIEW_FACE_COUNT
};

/* Of which family, and how large beside the size that is asked for: for all painters. */
struct view_face_look {
    const char *family; /* of fontconfig */
    bool bold;
    int parts; /* of the size, in sixteenths */
};

extern const struct view_face_look view_faces[VIEW_FACE_COUNT];

enum view_shape {
    VIEW_SHAPE_RECT,
    VIEW_SHAPE_OUTLINE, /* a rectangle's edge, one pixel */
    VIEW_SHAPE_WEDGE,   /* a triangle that points down */
    VIEW_SHAPE_ROOF,    /* one that points up */
    VIEW_SHAPE_TEXT,
};

struct view_draw {
    int x, y, width, height;
    uint8_t shape, ink, hatch, face;
    uint8_t radius; /* of a rectangle's corners */
    uint32_t text;  /* begins there in view_picture.text */
};

/* How large words are. */
struct view_metrics {
    int (*width)(void *context, enum view_face face, const char *text, size_t bytes);
    void *context;
    int height[VIEW_FACE_COUNT]; /* of a line */
};

struct view_picture {
    int width, height;
    const struct view_metrics *metrics;
    struct view_draw *list;
    size_t count, room;
    char *text;
    size_t text_used, text_room;
    bool incomplete; /* memory was short: something is missing */
    struct view_region regions[VIEW_REGIONS];
    int region_count;
};

/* Sizes that depend on no font: for tests, and where there is none. `size`: of a line of text. */
struct view_metrics view_fixed_metrics(int size);

void view_picture_begin(struct view_picture *picture, int width, int height,
                        const struct view_metrics *metrics);
void view_picture_free(struct view_picture *picture);

void view_picture_rect(struct view_picture *picture, struct view_draw draw);

/* Words from a place on, the top left of their line, cut with "..." after `room` pixels; returns
 * the pixels used. */
int view_picture_text(struct view_picture *picture, int x, int y, int room, enum view_face face,
                      int ink, const char *text);

/* Wrapped at blanks into at most `rows` lines; returns the lines used. */
int view_picture_wrapped(struct view_picture *picture, int x, int y, int room, int rows,
                         enum view_face face, int ink, const char *text);

int view_picture_width(const struct view_picture *picture, enum view_face face,
                       const char *text);

/* How many pixels the thinnest line has: more beside large letters. */
int view_picture_scale(const struct view_picture *picture);

/* How far a picture has come: what is put since can be taken back, for what has to be laid out
 * before one knows whether it has room. */
struct view_picture_place {
    size_t count, text;
    int regions;
};

struct view_picture_place view_picture_place(const struct view_picture *picture);
void view_picture_take_back(struct view_picture *picture, struct view_picture_place place);

void view_picture_region(struct view_picture *picture, struct view_region region);
const struct view_region *view_picture_region_at(const struct view_picture *picture, int x,
                                                 int y);

/* The list as text, a line each, given to `put`. */
void view_picture_write(const struct view_picture *picture,
                        void (*put)(void *context, const char *line), void *context);

/* The second code of a reason. */
enum view_hatch view_reason_hatch(enum sim_reason reason);

#endif
