/* SPDX-License-Identifier: GPL-3.0-or-later
 * The page of a question in the window. */
#include "ui/play/chart_part.h"

/*
 * The same lines as on a terminal (ui/play/quiz.h), but in letters that are read from the last row:
 * the question large, choices as boxes to be clicked, predictions as bars, and above all which of
 * the steps of a question this is. A page that is too long for that has less room between its
 * lines; one that still is too long is shown as the terminal does, which scrolls.
 */
struct sheet {
    const struct part *part;
    int x, width, y;
    int gap; /* between lines, and around the words of a box */
};

/* ---- which step ---- */

static const struct {
    enum play_page page;
    const char *name;
} steps[] = {
    { PLAY_PAGE_ASK, "predict" },       { PLAY_PAGE_REASON, "say why" },
    { PLAY_PAGE_RUN, "look" },          { PLAY_PAGE_TRUTH, "compare, in your words" },
    { PLAY_PAGE_BECAUSE, "learn why" },
};

static void put_steps(struct sheet *sheet)
{
    const struct part *part = sheet->part;
    enum play_page page = part->session->quiz.page;
    int x = sheet->x, height = part->line + part->gap / 2;

    if (page == PLAY_PAGE_DONE)
        return;
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        bool now = steps[i].page == page;
        int width = view_picture_width(part->picture, VIEW_FACE_SMALL, steps[i].name);

        if (x + width + part->gap > sheet->x + sheet->width)
            break;
        if (now)
            view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                                 .y = sheet->y,
                                                                 .width = width + part->gap,
                                                                 .height = height,
                                                                 .radius = 4,
                                                                 .ink = VIEW_INK_SELECT });
        view_picture_text(part->picture, x + part->gap / 2, sheet->y + part->gap / 4, width,
                          VIEW_FACE_SMALL, now ? VIEW_VALUE : VIEW_QUIET, steps[i].name);
        x += width + 2 * part->gap;
    }
    sheet->y += height + 2 * sheet->gap;
}

/* ---- lines ---- */

#define ROWS_MOST 40

static void put_words(struct sheet *sheet, enum view_face face, int ink, const char *text)
{
    const struct part *part = sheet->part;
    int rows = view_picture_wrapped(part->picture, sheet->x, sheet->y, sheet->width, ROWS_MOST,
                                    face, ink, text);

    sheet->y += rows * part->picture->metrics->height[face] + sheet->gap;
}

/* A box, whose height is known only when the words are in it: it was painted before. */
static void put_boxed(struct sheet *sheet, const struct play_quiz_line *line, int ink)
{
    const struct part *part = sheet->part;
    struct view_picture *picture = part->picture;
    size_t box = picture->count;
    int pad = sheet->gap, side = 2 * part->gap, rows, top = sheet->y;
    struct view_draw draw = { .x = sheet->x,
                              .y = top,
                              .width = sheet->width,
                              .height = part->line + 2 * pad,
                              .radius = 6,
                              .ink = (uint8_t)ink };

    view_picture_rect(picture, draw);
    rows = view_picture_wrapped(picture, sheet->x + side, top + pad, sheet->width - 2 * side,
                                ROWS_MOST, VIEW_FACE_TEXT, VIEW_VALUE, line->text);
    draw.height = rows * part->line + 2 * pad;
    if (box < picture->count)
        picture->list[box].height = draw.height;
    if (line->kind == PLAY_LINE_CHOSEN) /* said by more than colour */
        part_rect(part, sheet->x + 2, top + pad, 4, draw.height - 2 * pad, VIEW_TITLE);
    if (line->choice >= 0)
        view_picture_region(picture,
                            (struct view_region){ sheet->x, top, sheet->width, draw.height,
                                                  PANE_ROW, line->choice });
    sheet->y += draw.height + sheet->gap;
}

static void put_bar(struct sheet *sheet, const struct play_quiz_line *line)
{
    const struct part *part = sheet->part;
    int left = part->line * 3, right = part->line * 8, y = sheet->y;
    int room = sheet->width - left - right, height = part->line;
    int full = (int)(line->share * room + 0.5);

    full = full > room ? room : line->share > 0 && full < 1 ? 1 : full;
    view_picture_text(part->picture, sheet->x, y, left, VIEW_FACE_STRONG, VIEW_PLAIN,
                      line->before);
    if (room > 0)
        part_rect(part, sheet->x + left, y, room, height, VIEW_INK_LANE);
    if (room > 0 && full > 0)
        part_rect(part, sheet->x + left, y, full, height, VIEW_THREAD_1);
    view_picture_text(part->picture, sheet->x + left + room + part->gap, y, right - part->gap,
                      VIEW_FACE_STRONG, VIEW_VALUE, line->behind);
    sheet->y += height + sheet->gap;
}

/* Where one types. */
static void put_typed(struct sheet *sheet, const struct play_quiz_line *line)
{
    const struct part *part = sheet->part;
    int pad = part->gap, width, x = sheet->x + pad, y = sheet->y + sheet->gap;
    int height = part->line + 2 * sheet->gap;

    part_rect(part, sheet->x, sheet->y, sheet->width, height, VIEW_INK_GROUND);
    view_picture_rect(part->picture, (struct view_draw){ .x = sheet->x,
                                                         .y = sheet->y,
                                                         .width = sheet->width,
                                                         .height = height,
                                                         .shape = VIEW_SHAPE_OUTLINE,
                                                         .ink = VIEW_INK_FRAME });
    width = view_picture_width(part->picture, VIEW_FACE_TEXT, line->text);
    view_picture_text(part->picture, x, y, sheet->width - 2 * pad, VIEW_FACE_TEXT, VIEW_VALUE,
                      line->text);
    width = width > sheet->width - 2 * pad ? sheet->width - 2 * pad : width;
    part_rect(part, x + width + 1, y, 2, part->line, VIEW_NOW);
    sheet->y += height + sheet->gap;
}

static void put_line(void *context, const struct play_quiz_line *line)
{
    struct sheet *sheet = context;

    switch (line->kind) {
    case PLAY_LINE_TITLE:
        put_words(sheet, VIEW_FACE_TEXT, VIEW_TITLE, line->text);
        put_steps(sheet);
        break;
    case PLAY_LINE_ASK:
        put_words(sheet, VIEW_FACE_TITLE, VIEW_NEWS, line->text);
        break;
    case PLAY_LINE_CHOICE:
    case PLAY_LINE_CHOSEN:
        put_boxed(sheet, line,
                  line->kind == PLAY_LINE_CHOSEN ? VIEW_INK_SELECT : VIEW_INK_LANE);
        break;
    case PLAY_LINE_BAR:
        put_bar(sheet, line);
        break;
    case PLAY_LINE_TYPED:
        put_typed(sheet, line);
        break;
    case PLAY_LINE_BLANK:
        sheet->y += sheet->gap;
        break;
    default:
        put_words(sheet, VIEW_FACE_TEXT,
                  line->kind == PLAY_LINE_QUIET ? VIEW_QUIET : VIEW_PLAIN, line->text);
    }
}

/* ---- the page ---- */

#define WIDEST 56 /* lines' heights: a longer row is hard to read on from */

/* Lays the page out from `y` on; returns how far it is from the end of its part. */
static int lay(const struct part *part, int y, int gap)
{
    int width = part->box.width > WIDEST * part->line ? WIDEST * part->line : part->box.width;
    struct sheet sheet = { .part = part,
                           .x = part->box.x + (part->box.width - width) / 2,
                           .width = width,
                           .y = y,
                           .gap = gap };

    play_quiz_lines(part->session, 0, put_line, &sheet);
    return part->box.y + part->box.height - sheet.y;
}

void part_draw_quiz(const struct part *part)
{
    struct view_picture_place place = view_picture_place(part->picture);
    struct part text = *part;
    int left = -1;

    /* Once to see how long it is, once where it stands well: a little above the middle. */
    for (int gap = part->gap; gap > 1 && left < 0; gap = gap * 2 / 3) {
        left = lay(part, part->box.y, gap);
        view_picture_take_back(part->picture, place);
        if (left >= 0)
            lay(part, part->box.y + left / 3, gap);
    }
    text.no_caps = true;
    if (left < 0)
        part_draw_cells(&text, pane_draw_quiz);
}
