/* SPDX-License-Identifier: GPL-3.0-or-later
 * The page's frame: head, colours, script. */
#include "ui/report/page.h"

#include "ui/report/escape.h"
#include "ui/report/plot_picture.h"
#include "ui/view/theme.h"

/* Made from page.css and page.js (ui/cli/Makefile.inc). */
static const char *const style[] = {
#include "ui/report/page_css.inc"
    NULL
};
static const char *const script[] = {
#include "ui/report/page_js.inc"
    NULL
};

void page_put_lines(FILE *to, const char *const *lines)
{
    for (; *lines; lines++)
        fputs(*lines, to);
}

/* ---- colours: those of the window ---- */

static const struct {
    const char *name;
    uint8_t ink;
} inks[] = {
    { "text", VIEW_PLAIN },        { "quiet", VIEW_QUIET },     { "title", VIEW_TITLE },
    { "warning", VIEW_WARNING },   { "key", VIEW_KEY },         { "ground", VIEW_INK_GROUND },
    { "panel", VIEW_INK_PANEL },   { "lane", VIEW_INK_LANE },   { "edge", VIEW_INK_EDGE },
    { "select", VIEW_INK_SELECT }, { "frame", VIEW_INK_FRAME }, { "cap", VIEW_INK_CAP },
    { "on", VIEW_INK_ON_THREAD },  { "t1", VIEW_THREAD_1 },     { "t2", VIEW_THREAD_1 + 1 },
    { "t3", VIEW_THREAD_1 + 2 },   { "t4", VIEW_THREAD_1 + 3 }, { "t5", VIEW_THREAD_1 + 4 },
    { "t6", VIEW_THREAD_6 },
};

static void put_colour(FILE *to, const char *name, const char *end, uint32_t argb)
{
    fprintf(to, "--%s%s:#%06x;", name, end, argb & 0xffffff);
}

static void put_theme(FILE *to, int theme)
{
    fputs(":root{", to);
    for (size_t i = 0; i < sizeof(inks) / sizeof(*inks); i++)
        put_colour(to, inks[i].name, "", view_theme_colour(theme, inks[i].ink).fill);
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        struct view_colour colour =
            view_theme_colour(theme, (uint8_t)view_reason_role((enum sim_reason)reason));

        put_colour(to, sim_reasons[reason].name, "", colour.fill);
        put_colour(to, sim_reasons[reason].name, "-on",
                   colour.line == colour.fill ? view_theme_colour(theme, VIEW_INK_GROUND).fill
                                              : colour.line);
    }
    fputs("}\n", to);
}

/* What a lane shows has a class: a thread's colour, or a reason. */
static void put_classes(FILE *to)
{
    for (int i = 1; i <= 6; i++)
        fprintf(to, ".t%d{--c:var(--t%d);--o:var(--on)}\n", i, i);
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++)
        fprintf(to, ".%s{--c:var(--%s);--o:var(--%s-on)}\n", sim_reasons[reason].name,
                sim_reasons[reason].name, sim_reasons[reason].name);
}

/* A plot has the colours of paper; on a dark page ink and grid are others. */
static void put_plot_ink(FILE *to, unsigned ink, const char *variable)
{
    const struct plot_color *color = &plot_colors[ink];

    fprintf(to,
            ".plot [fill=\"#%02x%02x%02x\"]{fill:var(--%s)}"
            ".plot [stroke=\"#%02x%02x%02x\"]{stroke:var(--%s)}\n",
            color->r, color->g, color->b, variable, color->r, color->g, color->b, variable);
}

static void put_style(FILE *to)
{
    fputs("<style>\n", to);
    put_theme(to, 0);
    fputs("@media (prefers-color-scheme:dark){", to);
    put_theme(to, 1);
    fputs("}\n@media print{", to);
    put_theme(to, 0);
    fputs("}\n", to);
    put_classes(to);
    put_plot_ink(to, PLOT_INK, "text");
    put_plot_ink(to, PLOT_GRID, "edge");
    page_put_lines(to, style);
    fputs("</style>\n", to);
}

/* ---- the frame ---- */

void page_begin(struct page *page, FILE *to, const char *title)
{
    *page = (struct page){ .to = to };
    fprintf(to,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            /* what is not in the page is nowhere */
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; script-src 'unsafe-inline'%s; base-uri 'none'; "
            "form-action 'none'\">\n<title>",
            page_has_engine() ? " 'wasm-unsafe-eval'" : "");
    escape_xml(to, title);
    fputs("</title>\n", to);
    put_style(to);
    fputs("</head>\n<body>\n<main>\n", to);
}

void page_end(struct page *page, const char *version, const char *command)
{
    fputs("<footer>\n<p>Made by Interlock ", page->to);
    escape_xml(page->to, version);
    fputs(". The same command makes the same page:</p>\n<pre>$ ", page->to);
    escape_xml(page->to, command);
    fputs("</pre>\n</footer>\n</main>\n", page->to);
    page_put_engine_module(page);
    fputs("<script>\n", page->to);
    page_put_lines(page->to, script);
    page_put_engine_script(page);
    fputs("</script>\n</body>\n</html>\n", page->to);
}

void page_begin_subject(struct page *page, const char *file, const char *title)
{
    fprintf(page->to, "<section class=\"subject\" id=\"s%u\">\n<h1>", ++page->subjects);
    escape_xml(page->to, title);
    fputs("</h1>\n<p class=\"file\">", page->to);
    escape_xml(page->to, file);
    fputs("</p>\n", page->to);
}

void page_end_subject(struct page *page)
{
    fputs("</section>\n", page->to);
}

void page_begin_part(struct page *page, const char *heading)
{
    fputs("<h2>", page->to);
    escape_xml(page->to, heading);
    fputs("</h2>\n", page->to);
}

void page_say(struct page *page, const char *text)
{
    fputs("<p>", page->to);
    escape_xml(page->to, text);
    fputs("</p>\n", page->to);
}

void page_cell(struct page *page, const char *class, const char *text)
{
    fprintf(page->to, "<td class=\"%s\">", class);
    escape_xml(page->to, text);
    fputs("</td>", page->to);
}

void page_bar(struct page *page, double from, double to)
{
    double low = from < to ? from : to, high = from < to ? to : from;

    low = low < 0 ? 0 : low > 1 ? 1 : low;
    high = high < low ? low : high > 1 ? 1 : high;
    if (low == high) {
        fputs("<td class=\"room\"></td>", page->to);
        return;
    }
    fprintf(page->to,
            "<td class=\"room\"><div class=\"bar\" style=\"margin-left:%.2f%%;width:%.2f%%\">"
            "</div></td>",
            100 * low, 100 * (high - low));
}
