/* SPDX-License-Identifier: GPL-3.0-or-later
 * The simulator in a page, and the scenario that it runs there. */
#include "config.h"

#include "ui/report/page.h"

#include "scenarios/arena.h"
#include "scenarios/flat.h"
#include "ui/report/escape.h"

#include <stdlib.h>

/*
 * A build with --enable-wasm has compiled the simulator a second time, for browsers (ui/wasm). It
 * goes into a page once, as base64, behind the last file; each scenario stands with its run, as one
 * text. Pages of other builds are the same without these.
 */
#ifdef WITH_WASM

/* Made from ui/wasm and page_engine.js. */
static const char *const module[] = {
#include "ui/report/page_engine_wasm.inc"
    NULL
};
static const char *const script[] = {
#include "ui/report/page_engine_js.inc"
    NULL
};

#else

static const char *const module[] = { NULL };
static const char *const script[] = { NULL };

#endif

bool page_has_engine(void)
{
    return *module;
}

static void put_scenario(FILE *to, const char *text, const struct scenario_file *files,
                         int count)
{
    fputs("<form class=\"lab\" aria-label=\"change and run again\"></form>\n"
          "<script type=\"application/json\" class=\"scenario\">\n{\"text\":",
          to);
    escape_json(to, text);
    fputs(",\n\"files\":[", to);
    for (int i = 0; i < count; i++) {
        fputs(i ? ",[" : "[", to);
        escape_json(to, files[i].name);
        fputc(',', to);
        escape_json(to, files[i].bytes);
        fputc(']', to);
    }
    fputs("]}\n</script>\n", to);
}

void page_put_engine(struct page *page, const struct scenario *scenario)
{
    struct scenario_file files[FLAT_FILES];
    struct arena *arena;
    char *text = NULL;
    size_t size;
    FILE *to;
    int count = -1;

    if (!page_has_engine())
        return;
    arena = arena_create();
    to = open_memstream(&text, &size);
    if (to) {
        count = flat_write(to, arena, scenario, files);
        count = fclose(to) == 0 ? count : -1;
    }
    if (count >= 0)
        put_scenario(page->to, text, files, count);
    page->engines += count >= 0;
    free(text);
    arena_destroy(arena);
}

void page_put_engine_module(struct page *page)
{
    if (!page->engines)
        return;
    fputs("<script type=\"application/wasm\" class=\"engine\">\n", page->to);
    page_put_lines(page->to, module);
    fputs("</script>\n", page->to);
}

void page_put_engine_script(struct page *page)
{
    if (page->engines)
        page_put_lines(page->to, script);
}
