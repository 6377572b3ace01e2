/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parameters in a page: values, and where each comes from. */
#include "ui/report/escape.h"
#include "ui/report/page.h"

#include "sim/scenario/params.h"

#include <string.h>

/* The value as it was written, since that may be a distribution; else as it would be. */
static void put_value(struct page *page, const struct scenario *scenario, enum sim_param_id id)
{
    const struct scenario_origin *origin = &scenario->origins[id];
    char value[512];
    struct sim_text text = SIM_TEXT(value);

    if (origin->written) {
        page_cell(page, "number", origin->written);
        return;
    }
    sim_param_put(&text, &scenario->sim.params, id, scenario->sim.table);
    page_cell(page, "number", sim_param_table[id].type == SIM_TYPE_MODEL ? "default" : value);
}

static void put_source(struct page *page, const struct scenario_origin *origin)
{
    FILE *to = page->to;

    fputs("<td>", to);
    escape_xml(to, origin->source ? origin->source : "not said");
    if (origin->low && origin->high) {
        fputs(" <span class=\"quiet\">(", to);
        escape_xml(to, origin->low);
        fputs(" to ", to);
        escape_xml(to, origin->high);
        fputs(")</span>", to);
    }
    fputs("</td>", to);
}

static void put_place(struct page *page, const struct scenario_origin *origin)
{
    const char *slash = origin->file ? strrchr(origin->file, '/') : NULL;
    const char *name = slash ? slash + 1 : origin->file; /* the rest is of this machine alone */
    char place[512] = "default";

    if (name && origin->line)
        snprintf(place, sizeof(place), "%s:%u", name, origin->line);
    else if (name)
        snprintf(place, sizeof(place), "%s", name);
    page_cell(page, "quiet", place);
}

static void put_rows(struct page *page, const struct scenario *scenario, bool given)
{
    fputs("<div class=\"scroll\"><table class=\"parameters\">\n<tr><th>parameter</th><th "
          "class=\"number\">value"
          "</th><th>where it comes from</th><th>set in</th><th></th></tr>\n",
          page->to);
    for (int id = 0; id < SIM_PARAM_COUNT; id++) {
        const struct scenario_origin *origin = &scenario->origins[id];
        char name[96];

        if ((origin->file != NULL) != given)
            continue;
        snprintf(name, sizeof(name), "%s.%s", sim_param_table[id].section,
                 sim_param_table[id].key);
        fputs("<tr>", page->to);
        page_cell(page, "", name);
        put_value(page, scenario, (enum sim_param_id)id);
        put_source(page, origin);
        put_place(page, origin);
        page_cell(page, "quiet", sim_param_table[id].help);
        fputs("</tr>\n", page->to);
    }
    fputs("</table></div>\n", page->to);
}

void page_put_parameters(struct page *page, const struct scenario *scenario)
{
    page_begin_part(page, "Parameters");
    put_rows(page, scenario, true);
    fputs("<details><summary>those that nobody set: the defaults</summary>\n", page->to);
    put_rows(page, scenario, false);
    fputs("</details>\n", page->to);
}
