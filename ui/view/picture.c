/* SPDX-License-Identifier: GPL-3.0-or-later
 * Gathering what a window is to show. */
#include "ui/view/picture.h"

#include "sim/base/grow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct view_face_look view_faces[VIEW_FACE_COUNT] = {
    [VIEW_FACE_TEXT] = { "sans-serif", false, 16 },
    [VIEW_FACE_STRONG] = { "sans-serif", true, 16 },
    [VIEW_FACE_SMALL] = { "sans-serif", false, 14 },
    [VIEW_FACE_TITLE] = { "sans-serif", true, 21 },
    [VIEW_FACE_CODE] = { "monospace", false, 15 },
};

/* ---- sizes without fonts ---- */

/* Three fifths of its height: what most fonts of equal width have. */
static int fixed_width(void *context, enum view_face face, const char *text, size_t bytes)
{
    const int *size = context;
    int columns = 0;

    for (size_t i = 0; i < bytes; i++)
        columns += (text[i] & 0xc0) != 0x80;
    return columns * (face == VIEW_FACE_TITLE ? *size * 3 / 2 : *size) * 3 / 5;
}

struct view_metrics view_fixed_metrics(int size)
{
    static int sizes[64];
    int *own = &sizes[size < 64 ? size : 63];

    *own = size;
    return (struct view_metrics){ .width = fixed_width,
                                  .context = own,
                                  .height = { size, size, size, size * 3 / 2, size } };
}

/* ---- gathering ---- */

void view_picture_begin(struct view_picture *picture, int width, int height,
                        const struct view_metrics *metrics)
{
    picture->width = width;
    picture->height = height;
    picture->metrics = metrics;
    picture->count = picture->text_used = 0;
    picture->region_count = 0;
    picture->incomplete = false;
}

void view_picture_free(struct view_picture *picture)
{
    free(picture->list);
    free(picture->text);
    memset(picture, 0, sizeof(*picture));
}

static void add(struct view_picture *picture, const struct view_draw *draw)
{
    if (sim_grow(&picture->list, &picture->room, picture->count, sizeof(*draw)))
        picture->list[picture->count++] = *draw;
    else
        picture->incomplete = true;
}

struct view_picture_place view_picture_place(const struct view_picture *picture)
{
    return (struct view_picture_place){ picture->count, picture->text_used,
                                        picture->region_count };
}

void view_picture_take_back(struct view_picture *picture, struct view_picture_place place)
{
    picture->count = place.count;
    picture->text_used = place.text;
    picture->region_count = place.regions;
}

/* What lies outside is left out, and what reaches over the edge is cut there. */
void view_picture_rect(struct view_picture *picture, struct view_draw draw)
{
    int right = draw.x + draw.width, bottom = draw.y + draw.height;

    if (draw.x < 0)
        draw.x = 0;
    if (draw.y < 0)
        draw.y = 0;
    draw.width = (right < picture->width ? right : picture->width) - draw.x;
    draw.height = (bottom < picture->height ? bottom : picture->height) - draw.y;
    if (draw.width > 0 && draw.height > 0)
        add(picture, &draw);
}

int view_picture_width(const struct view_picture *picture, enum view_face face,
                       const char *text)
{
    return picture->metrics->width(picture->metrics->context, face, text, strlen(text));
}

int view_picture_scale(const struct view_picture *picture)
{
    return picture->metrics->height[VIEW_FACE_TEXT] / 24 + 1;
}

/* ---- words ---- */

/* The bytes of the character that begins there. */
static size_t character(const char *text)
{
    size_t bytes = 1;

    while ((text[bytes] & 0xc0) == 0x80)
        bytes++;
    return bytes;
}

/* How many bytes fit. Fonts know no rule but measuring; widths only grow, so halving finds it. */
static size_t fitting(const struct view_picture *picture, enum view_face face, const char *text,
                      size_t length, int room)
{
    const struct view_metrics *metrics = picture->metrics;
    size_t low = 0, high = length;

    if (metrics->width(metrics->context, face, text, length) <= room)
        return length;
    while (low < high) {
        size_t middle = low + (high - low) / 2, next;

        while (middle > low && (text[middle] & 0xc0) == 0x80)
            middle--;
        next = middle + character(text + middle);
        if (next > high)
            break;
        if (metrics->width(metrics->context, face, text, next) <= room)
            low = next;
        else
            high = middle;
    }
    return low;
}

static int put_bytes(struct view_picture *picture, struct view_draw draw, const char *text,
                     size_t bytes, const char *behind)
{
    size_t all = bytes + strlen(behind);

    while (picture->text_room < picture->text_used + all + 1) {
        if (!sim_grow(&picture->text, &picture->text_room, picture->text_room, 1)) {
            picture->incomplete = true;
            return 0;
        }
    }
    draw.shape = VIEW_SHAPE_TEXT;
    draw.text = (uint32_t)picture->text_used;
    memcpy(picture->text + draw.text, text, bytes);
    strcpy(picture->text + draw.text + bytes, behind);
    picture->text_used += all + 1;
    draw.width = picture->metrics->width(picture->metrics->context, (enum view_face)draw.face,
                                         picture->text + draw.text, all);
    draw.height = picture->metrics->height[draw.face];
    if (all && draw.y < picture->height && draw.x < picture->width)
        add(picture, &draw);
    return draw.width;
}

#define CUT "\u2026"

static int put_cut(struct view_picture *picture, struct view_draw draw, int room,
                   const char *text, size_t length)
{
    size_t fits = fitting(picture, (enum view_face)draw.face, text, length, room);
    int dots;

    if (fits == length)
        return put_bytes(picture, draw, text, length, "");
    dots = view_picture_width(picture, (enum view_face)draw.face, CUT);
    if (dots > room)
        return 0;
    fits = fitting(picture, (enum view_face)draw.face, text, length, room - dots);
    while (fits && text[fits - 1] == ' ')
        fits--;
    return put_bytes(picture, draw, text, fits, CUT);
}

int view_picture_text(struct view_picture *picture, int x, int y, int room, enum view_face face,
                      int ink, const char *text)
{
    struct view_draw draw = { .x = x, .y = y, .face = (uint8_t)face, .ink = (uint8_t)ink };

    return put_cut(picture, draw, room, text, strlen(text));
}

int view_picture_wrapped(struct view_picture *picture, int x, int y, int room, int rows,
                         enum view_face face, int ink, const char *text)
{
    int row = 0;

    for (; *text && row < rows; row++) {
        struct view_draw draw = { .x = x, .face = (uint8_t)face, .ink = (uint8_t)ink };
        size_t length = strlen(text), fits = fitting(picture, face, text, length, room);
        size_t blank = fits;

        draw.y = y + row * picture->metrics->height[face];
        if (fits == length || row == rows - 1) {
            put_cut(picture, draw, room, text, length);
            return row + 1;
        }
        while (blank && text[blank] != ' ')
            blank--;
        fits = blank ? blank : fits ? fits : character(text);
        put_bytes(picture, draw, text, fits, "");
        text += fits + strspn(text + fits, " ");
    }
    return row;
}

/* ---- regions ---- */

void view_picture_region(struct view_picture *picture, struct view_region region)
{
    if (picture->region_count < VIEW_REGIONS)
        picture->regions[picture->region_count++] = region;
}

const struct view_region *view_picture_region_at(const struct view_picture *picture, int x,
                                                 int y)
{
    for (int i = picture->region_count; i-- > 0;) {
        const struct view_region *region = &picture->regions[i];

        if (x >= region->x && x < region->x + region->width && y >= region->y &&
            y < region->y + region->height)
            return region;
    }
    return NULL;
}

/* ---- as text ---- */

static const char *const ink_names[VIEW_INK_COUNT] = {
    [VIEW_PLAIN] = "plain",
    [VIEW_QUIET] = "quiet",
    [VIEW_TITLE] = "title",
    [VIEW_VALUE] = "value",
    [VIEW_CHOSEN] = "chosen",
    [VIEW_NOW] = "now",
    [VIEW_NEWS] = "news",
    [VIEW_WARNING] = "warning",
    [VIEW_KEY] = "key",
    [VIEW_THREAD_1] = "thread-1",
    [VIEW_THREAD_1 + 1] = "thread-2",
    [VIEW_THREAD_1 + 2] = "thread-3",
    [VIEW_THREAD_1 + 3] = "thread-4",
    [VIEW_THREAD_1 + 4] = "thread-5",
    [VIEW_THREAD_6] = "thread-6",
    [VIEW_INK_GROUND] = "ground",
    [VIEW_INK_PANEL] = "panel",
    [VIEW_INK_LANE] = "lane",
    [VIEW_INK_GRID] = "grid",
    [VIEW_INK_EDGE] = "edge",
    [VIEW_INK_SELECT] = "select",
    [VIEW_INK_ON_THREAD] = "on-thread",
    [VIEW_INK_FRAME] = "frame",
    [VIEW_INK_VEIL] = "veil",
    [VIEW_INK_OTHERS] = "others",
    [VIEW_INK_RANGE] = "range",
    [VIEW_INK_ARROW] = "arrow",
    [VIEW_INK_CAP] = "cap",
};

static const char *ink_name(uint8_t ink)
{
    if (ink > VIEW_REASON && ink < VIEW_ROLE_COUNT)
        return sim_reasons[ink - VIEW_REASON].name;
    return ink_names[ink] ? ink_names[ink] : "?";
}

void view_picture_write(const struct view_picture *picture,
                        void (*put)(void *context, const char *line), void *context)
{
    static const char *const shapes[] = { "rect", "outline", "wedge", "roof", "text" };
    static const char *const hatches[VIEW_HATCH_COUNT] = {
        "", " rising", " falling", " cross", " dots", " sparse", " level", " upright", " brick",
    };
    static const char *const faces[VIEW_FACE_COUNT] = { "", " strong", " small", " title",
                                                        " code" };
    char line[4096];

    snprintf(line, sizeof(line), "picture %dx%d", picture->width, picture->height);
    put(context, line);
    for (size_t i = 0; i < picture->count; i++) {
        const struct view_draw *draw = &picture->list[i];

        if (draw->shape == VIEW_SHAPE_TEXT)
            snprintf(line, sizeof(line), "text %d,%d %s%s \"%s\"", draw->x, draw->y,
                     ink_name(draw->ink), faces[draw->face], picture->text + draw->text);
        else
            snprintf(line, sizeof(line), "%s %d,%d %dx%d %s%s", shapes[draw->shape], draw->x,
                     draw->y, draw->width, draw->height, ink_name(draw->ink),
                     hatches[draw->hatch]);
        put(context, line);
    }
}

/* ---- reasons ---- */

/* What is done is solid or nearly so; what is waited for is hatched, each kind its own way. */
enum view_hatch view_reason_hatch(enum sim_reason reason)
{
    static const uint8_t hatches[SIM_REASON_COUNT] = {
        [SIM_REASON_NATIVE] = VIEW_HATCH_LEVEL,
        [SIM_REASON_INTERPRETER] = VIEW_HATCH_RISING,
        [SIM_REASON_RUNNABLE] = VIEW_HATCH_UPRIGHT,
        [SIM_REASON_IO] = VIEW_HATCH_DOTS,
        [SIM_REASON_SLEEP] = VIEW_HATCH_SPARSE,
        [SIM_REASON_LOCK] = VIEW_HATCH_FALLING,
        [SIM_REASON_QUEUE] = VIEW_HATCH_CROSS,
        [SIM_REASON_SYNC] = VIEW_HATCH_BRICK,
        [SIM_REASON_JOIN] = VIEW_HATCH_LEVEL,
        [SIM_REASON_PICKLE] = VIEW_HATCH_CROSS,
        [SIM_REASON_TRANSFER] = VIEW_HATCH_DOTS,
        [SIM_REASON_STARTUP] = VIEW_HATCH_SPARSE,
        [SIM_REASON_LOOP] = VIEW_HATCH_BRICK,
        [SIM_REASON_PAUSE] = VIEW_HATCH_UPRIGHT,
        [SIM_REASON_STALL] = VIEW_HATCH_FALLING,
        [SIM_REASON_SHARED] = VIEW_HATCH_LEVEL,
    };

    return (enum view_hatch)hatches[reason];
}
