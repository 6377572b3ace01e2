/* SPDX-License-Identifier: GPL-3.0-or-later
 * Panes of the terminal's, shown in a window as they are: lists and sentences are text in both. */
#include "ui/play/chart_part.h"

#include <string.h>

struct grid {
    int columns, rows, height; /* of one cell, in pixels */
    int tenths; /* its width in tenths of a pixel: fonts need not have whole ones */
};

static struct grid grid_of(const struct part *part)
{
    struct grid grid = { .height = part->picture->metrics->height[VIEW_FACE_CODE] };

    grid.tenths = view_picture_width(part->picture, VIEW_FACE_CODE, "0000000000");
    grid.tenths = grid.tenths < 10 ? 10 : grid.tenths;
    grid.columns = part->box.width * 10 / grid.tenths;
    /* A line that is nearly as high as a box is in it. */
    grid.rows = (part->box.height + grid.height / 4) / (grid.height ? grid.height : 1);
    grid.columns = grid.columns > VIEW_WIDTH_MAX ? VIEW_WIDTH_MAX : grid.columns;
    grid.rows = grid.rows > VIEW_HEIGHT_MAX ? VIEW_HEIGHT_MAX : grid.rows;
    return grid;
}

static int pixels(const struct grid *grid, int columns)
{
    return columns * grid->tenths / 10;
}

static bool fit(struct play_chart *chart, const struct grid *grid)
{
    if (!view_screen_fit(&chart->cells, grid->columns, grid->rows, true))
        return false;
    view_screen_clear(chart->cells);
    return true;
}

/* What stands behind words of a role; 0 nothing. */
static int behind(const struct part *part, uint8_t role)
{
    return role == VIEW_CHOSEN                  ? VIEW_INK_SELECT
           : role == VIEW_KEY && !part->no_caps ? VIEW_INK_CAP
                                                : 0;
}

static void put_run(const struct part *part, const struct grid *grid, int x, int y, int end)
{
    const struct view_glyph *row = &part->chart->cells->cells[y * grid->columns];
    int left = part->box.x + pixels(grid, x), top = part->box.y + y * grid->height;
    uint8_t role = row[x].role;
    char text[VIEW_WIDTH_MAX * VIEW_GLYPH];
    size_t used = 0;
    bool blank = true;

    for (int i = x; i < end; i++) {
        size_t length = strlen(row[i].text);

        blank &= row[i].text[0] == ' ' || !length;
        memcpy(text + used, row[i].text, length);
        used += length;
    }
    while (role != VIEW_CHOSEN && used && text[used - 1] == ' ')
        used--, end--;
    text[used] = '\0';
    if (behind(part, role) && (!blank || role != VIEW_KEY))
        view_picture_rect(part->picture,
                          (struct view_draw){ .x = left - 2,
                                              .y = top,
                                              .width = pixels(grid, end - x) + 4,
                                              .height = grid->height,
                                              .radius = 3,
                                              .ink = (uint8_t)behind(part, role) });
    if (!blank)
        view_picture_text(part->picture, left, top, part->picture->width, VIEW_FACE_CODE,
                          role == VIEW_NOW ? VIEW_TITLE : role, text);
}

/* Words of one role; and a gap of two blanks ends them, so that rounding does not add up. */
static void put_row(const struct part *part, const struct grid *grid, int y)
{
    const struct view_glyph *row = &part->chart->cells->cells[y * grid->columns];
    int from = 0;

    for (int x = 1; x <= grid->columns; x++) {
        bool gap = x < grid->columns && row[x].role != VIEW_CHOSEN && x > 1 &&
                   row[x - 1].text[0] == ' ' && row[x].text[0] != ' ';

        if (x < grid->columns && row[x].role == row[from].role && !gap)
            continue;
        put_run(part, grid, from, y, x);
        from = x;
    }
}

static void put_regions(const struct part *part, const struct grid *grid)
{
    const struct view_screen *screen = part->chart->cells;

    for (int i = 0; i < screen->region_count; i++) {
        struct view_region region = screen->regions[i];

        region.x = part->box.x + pixels(grid, region.x);
        region.y = part->box.y + region.y * grid->height;
        region.width = pixels(grid, region.width);
        region.height *= grid->height;
        view_picture_region(part->picture, region);
    }
}

void part_draw_cells(const struct part *part, void (*draw)(const struct pane *pane))
{
    struct grid grid = grid_of(part);
    struct pane pane = { .session = part->session,
                         .branch = part->branch,
                         .presenter = part->chart->presenter };

    if (grid.columns < 1 || grid.rows < 1 || !fit(part->chart, &grid))
        return;
    pane.screen = part->chart->cells;
    pane.width = grid.columns;
    pane.rows = grid.rows;
    draw(&pane);
    for (int y = 0; y < grid.rows; y++)
        put_row(part, &grid, y);
    put_regions(part, &grid);
    if (pane.screen->caret_x >= 0)
        part_rect(part, part->box.x + pixels(&grid, pane.screen->caret_x),
                  part->box.y + pane.screen->caret_y * grid.height, 2, grid.height, VIEW_NOW);
}
