/* SPDX-License-Identifier: GPL-3.0-or-later
 * The page of a question. */
#include "ui/play/pane.h"
#include "ui/play/quiz.h"

#include <string.h>

/*
 * Lines are laid below each other from the top; where they do not all fit, the last ones are
 * shown, since that is where one types, and PgUp brings back those above. In front of a class a
 * blank row stands behind each line, as long as there is room.
 */
struct page {
    const struct pane *pane;
    int row;     /* of the next line, which may be above or below the pane */
    int spacing; /* rows behind each line */
    bool draw;
};

static enum view_role role_of(const struct play_quiz_line *line)
{
    static const enum view_role roles[] = {
        [PLAY_LINE_TITLE] = VIEW_TITLE,  [PLAY_LINE_TEXT] = VIEW_PLAIN,
        [PLAY_LINE_ASK] = VIEW_NEWS,     [PLAY_LINE_QUIET] = VIEW_QUIET,
        [PLAY_LINE_CHOICE] = VIEW_PLAIN, [PLAY_LINE_CHOSEN] = VIEW_CHOSEN,
        [PLAY_LINE_BAR] = VIEW_VALUE,    [PLAY_LINE_TYPED] = VIEW_VALUE,
        [PLAY_LINE_BLANK] = VIEW_PLAIN,
    };

    return roles[line->kind];
}

/* Rows that are above the pane are cut off at its edge. */
static void draw_line(const struct page *page, const struct play_quiz_line *line, int rows,
                      int indent)
{
    const struct pane *pane = page->pane;
    int x = pane->x + 1 + indent, room = pane->width - 2 - indent;
    int hidden = page->row < 0 ? -page->row : 0;
    const char *text = line->text;

    for (int i = 0; i < hidden && *text; i++)
        text += view_wrapped_length(room, text);
    if (hidden >= rows || page->row >= pane->rows)
        return;
    if (line->kind == PLAY_LINE_CHOSEN)
        view_put(pane->screen, pane->x + 1, pane->y + page->row + hidden, 2, VIEW_CHOSEN, ">");
    view_put_wrapped(pane->screen, x, pane->y + page->row + hidden, room,
                     pane->rows - page->row - hidden, role_of(line), text);
    if (line->choice >= 0)
        view_add_region(pane->screen, (struct view_region){
                                          pane->x, pane->y + page->row + hidden, pane->width,
                                          rows - hidden, PANE_ROW, line->choice });
}

/* Behind what is typed. */
static void put_caret(const struct page *page, const struct play_quiz_line *line, int rows)
{
    const struct pane *pane = page->pane;
    const char *last = line->text;

    for (int i = 1; i < rows; i++)
        last += view_wrapped_length(pane->width - 2, last);
    pane->screen->caret_x = pane->x + 1 + view_width(last);
    pane->screen->caret_y = pane->y + page->row + rows - 1;
    if (pane->screen->caret_x >= pane->x + pane->width)
        pane->screen->caret_x = pane->x + pane->width - 1;
}

static void lay_line(void *context, const struct play_quiz_line *line)
{
    struct page *page = context;
    bool choice = line->kind == PLAY_LINE_CHOICE || line->kind == PLAY_LINE_CHOSEN;
    int indent = choice ? 2 : 0;
    int rows = view_wrapped_rows(page->pane->width - 2 - indent, line->text);

    rows = rows ? rows : 1;
    if (page->draw)
        draw_line(page, line, rows, indent);
    if (page->draw && line->kind == PLAY_LINE_TYPED)
        put_caret(page, line, rows);
    if (!choice && line->kind != PLAY_LINE_BAR && line->kind != PLAY_LINE_BLANK)
        rows += page->spacing;
    page->row += rows;
}

static int rows_of(const struct pane *pane, int spacing)
{
    struct page page = { .pane = pane, .spacing = spacing };

    play_quiz_lines(pane->session, pane->width, lay_line, &page);
    return page.row;
}

void pane_draw_quiz(const struct pane *pane)
{
    struct play_quiz *quiz = &pane->session->quiz;
    bool wide = quiz->asker->presenter && rows_of(pane, 1) <= pane->rows;
    struct page page = { .pane = pane, .spacing = wide, .draw = true };
    int above = rows_of(pane, wide) - pane->rows;

    if (quiz->scrolled > above)
        quiz->scrolled = above > 0 ? above : 0;
    if (above > 0)
        page.row = quiz->scrolled - above;
    play_quiz_lines(pane->session, pane->width, lay_line, &page);
    if (above <= quiz->scrolled)
        return;
    view_fill(pane->screen, pane->x, pane->y, pane->width, VIEW_PLAIN, " ");
    view_put(pane->screen, pane->x + 1, pane->y, pane->width - 1, VIEW_KEY,
             "PgUp: what is above");
}
