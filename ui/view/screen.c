/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing text into cells. */
#include "ui/view/screen.h"

#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- characters ---- */

uint32_t view_take_character(const char **text)
{
    size_t length = sim_text_letter(*text, SIZE_MAX);
    uint32_t character = sim_text_character(*text, length);

    *text += length ? length : 1;
    return length ? character : 0xfffd;
}

/* Columns of a character: a short list of what stands in titles and in people's names, since the
 * C library's answer would depend on the locale. */
static int width_of(uint32_t c)
{
    if (c < 0x20 || c == 0x7f || (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) ||
        (c >= 0xfe00 && c <= 0xfe0f))
        return 0;
    if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
        (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
        (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
        (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd))
        return 2;
    return 1;
}

int view_width(const char *text)
{
    int width = 0;

    while (*text)
        width += width_of(view_take_character(&text));
    return width;
}

static void set_cell(struct view_screen *screen, int x, int y, enum view_role role,
                     const char *text, size_t length)
{
    struct view_glyph *cell = &screen->cells[y * screen->width + x];

    memset(cell->text, 0, sizeof(cell->text));
    memcpy(cell->text, text, length < VIEW_GLYPH ? length : VIEW_GLYPH - 1);
    cell->role = (uint8_t)role;
}

int view_put(struct view_screen *screen, int x, int y, int room, enum view_role role,
             const char *text)
{
    int from = x, end = x + room < screen->width ? x + room : screen->width;

    if (y < 0 || y >= screen->height || x < 0)
        return 0;
    while (*text) {
        const char *begin = text;
        uint32_t character = view_take_character(&text);
        int width = width_of(character);

        if (x + width > end)
            break;
        if (!width)
            continue;
        if (character == 0xfffd || (character > 0x7e && !screen->unicode))
            set_cell(screen, x, y, role, "?", 1);
        else
            set_cell(screen, x, y, role, begin, (size_t)(text - begin));
        if (width == 2)
            set_cell(screen, x + 1, y, role, screen->unicode ? "" : "?", !screen->unicode);
        x += width;
    }
    return x - from;
}

void view_fill(struct view_screen *screen, int x, int y, int count, enum view_role role,
               const char *glyph)
{
    for (int i = 0; i < count; i++)
        view_put(screen, x + i, y, 1, role, glyph);
}

/* ---- paragraphs ---- */

/* How many bytes of a text fit into `room` columns, broken at a blank where there is one. */
static size_t fitting(const char *text, int room)
{
    const char *at = text, *blank = NULL;
    int used = 0;

    while (*at) {
        const char *here = at;

        if (*at == ' ')
            blank = at;
        used += width_of(view_take_character(&at));
        if (used > room)
            return (size_t)((blank && blank > text ? blank : here > text ? here : at) - text);
    }
    return (size_t)(at - text);
}

size_t view_wrapped_length(int room, const char *text)
{
    size_t length = fitting(text, room);

    return length + strspn(text + length, " ");
}

int view_wrapped_rows(int room, const char *text)
{
    int rows = 0;

    for (; room > 0 && *text; rows++)
        text += view_wrapped_length(room, text);
    return rows;
}

int view_put_wrapped(struct view_screen *screen, int x, int y, int room, int rows,
                     enum view_role role, const char *text)
{
    char line[VIEW_WIDTH_MAX * 4 + 1];
    int row = 0;

    if (room < 1)
        return 0;
    for (; row < rows && *text; row++) {
        size_t length = fitting(text, room);

        if (row == rows - 1 && text[length] && room > 3)
            length = fitting(text, room - 3);
        if (length >= sizeof(line))
            length = sizeof(line) - 1;
        memcpy(line, text, length);
        line[length] = '\0';
        text += length;
        view_put(screen, x, y + row, room, role, line);
        if (row == rows - 1 && *text)
            view_put(screen, x + view_width(line), y + row, room, role, "...");
        while (*text == ' ')
            text++;
    }
    return row;
}

/* ---- regions ---- */

void view_add_region(struct view_screen *screen, struct view_region region)
{
    if (screen->region_count < VIEW_REGIONS)
        screen->regions[screen->region_count++] = region;
}

const struct view_region *view_region_at(const struct view_screen *screen, int x, int y)
{
    for (int i = screen->region_count - 1; i >= 0; i--) {
        const struct view_region *region = &screen->regions[i];

        if (x >= region->x && x < region->x + region->width && y >= region->y &&
            y < region->y + region->height)
            return region;
    }
    return NULL;
}

/* ---- making ---- */

static int between(int value, int most)
{
    return value < 1 ? 1 : value > most ? most : value;
}

struct view_screen *view_screen_create(int width, int height, bool unicode)
{
    struct view_screen *screen = calloc(1, sizeof(*screen));

    if (!screen)
        return NULL;
    screen->width = between(width, VIEW_WIDTH_MAX);
    screen->height = between(height, VIEW_HEIGHT_MAX);
    screen->unicode = unicode;
    screen->cells =
        malloc((size_t)screen->width * (size_t)screen->height * sizeof(*screen->cells));
    if (!screen->cells) {
        free(screen);
        return NULL;
    }
    view_screen_clear(screen);
    return screen;
}

void view_screen_destroy(struct view_screen *screen)
{
    if (screen)
        free(screen->cells);
    free(screen);
}

bool view_screen_fit(struct view_screen **screen, int width, int height, bool unicode)
{
    if (*screen && (*screen)->width == between(width, VIEW_WIDTH_MAX) &&
        (*screen)->height == between(height, VIEW_HEIGHT_MAX))
        return true;
    view_screen_destroy(*screen);
    *screen = view_screen_create(width, height, unicode);
    return *screen != NULL;
}

void view_screen_clear(struct view_screen *screen)
{
    for (int i = 0; i < screen->width * screen->height; i++)
        screen->cells[i] = (struct view_glyph){ " ", VIEW_PLAIN };
    screen->caret_x = screen->caret_y = -1;
    screen->region_count = 0;
}
