/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run in a page: what came of it, where the time went, the whole of it as a picture. */
#include "ui/report/escape.h"
#include "ui/report/page.h"
#include "ui/report/recorded.h"
#include "ui/report/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- what came of it: the words of `run` ---- */

#define FACTS_WIDTH 96

static void put_facts(struct page *page, const struct page_run *run)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    struct summary_style style = { .to = to, .width = FACTS_WIDTH, .unicode = true };

    if (!to) {
        page->failed = true;
        return;
    }
    summary_head(&style, run->result, run->speedup);
    if (run->recording)
        recorded_print(&style, run->recording, run->result);
    if (fclose(to) == 0) {
        fputs("<pre class=\"facts\">", page->to);
        escape_xml(page->to, text);
        fputs("</pre>\n", page->to);
    } else {
        page->failed = true;
    }
    free(text);
}

/* ---- where the time went ---- */

static sim_time sum_of(const struct study_result *result, int reason)
{
    sim_time sum = 0;

    for (uint32_t i = 1; i <= result->cast->threads; i++)
        sum += result->fold->threads[i].spent[reason];
    return sum;
}

/* A lane's mark beside what it means. */
static void put_key(struct page *page, int reason)
{
    fprintf(page->to, "<td><i class=\"key %s\">%c</i> %s</td>", sim_reasons[reason].name,
            sim_reasons[reason].letter, sim_reasons[reason].name);
}

static void put_time_row(struct page *page, int reason, const char *meaning, sim_time time,
                         sim_time most, sim_time whole)
{
    char cell[64];
    struct sim_text text = SIM_TEXT(cell);

    fputs("<tr>", page->to);
    put_key(page, reason);
    sim_text_put_time(&text, time);
    page_cell(page, "number", cell);
    snprintf(cell, sizeof(cell), "%.1f %%", 100.0 * (double)time / (double)whole);
    page_cell(page, "number", cell);
    page_bar(page, 0, (double)time / (double)most);
    page_cell(page, "quiet", meaning);
    fputs("</tr>\n", page->to);
}

static void put_times(struct page *page, const struct study_result *result)
{
    sim_time whole = 0, most = 0;
    char all[64];
    struct sim_text text = SIM_TEXT(all);

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        sim_time time = sum_of(result, reason);

        whole += time;
        most = time > most ? time : most;
    }
    if (!whole)
        return;
    page_begin_part(page, "Where the threads' time went");
    sim_text_put_time(&text, whole);
    sim_text_put(&text, " in all: the times of all threads, added up.");
    page_say(page, all);
    fputs("<div class=\"scroll\"><table>\n", page->to);
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        sim_time time = sum_of(result, reason);

        if (time)
            put_time_row(page, reason, sim_cast_reason(result->cast, (enum sim_reason)reason),
                         time, most, whole);
    }
    fputs("</table></div>\n", page->to);
}

/* ---- the whole run as a picture ---- */

#define NAMES 130 /* pixels for names */
#define LANE 20   /* pixels from one lane to the next */
#define THICK 15  /* of which it takes */
#define COLUMN 2  /* pixels */
#define RULER 22
#define LETTER 7 /* pixels of a letter, about */

struct lanes {
    FILE *to;
    const struct view_cells *cells;
    const struct sim_cast *cast;
    int row;
};

/* What is in a column of a lane: a class, and a word for those that are wide. */
struct shown {
    uint32_t what;
    bool thread; /* or a reason */
};

static bool is_same(struct shown a, struct shown b)
{
    return a.what == b.what && a.thread == b.thread;
}

static void put_stretch(const struct lanes *lanes, struct shown shown, uint32_t from,
                        uint32_t to, uint32_t thread)
{
    int x = NAMES + (int)from * COLUMN, width = (int)(to - from) * COLUMN;
    int y = RULER + lanes->row * LANE;
    char name[256] = "";
    struct sim_text text = SIM_TEXT(name);

    if (!shown.what || (!shown.thread && shown.what == SIM_REASON_ABSENT))
        return;
    if (shown.thread) {
        sim_cast_put_thread(lanes->cast, &text, shown.what);
        fprintf(lanes->to, "<rect class=\"t%u\"", (shown.what - 1) % 6 + 1);
    } else if (shown.what == SIM_REASON_RUNNING) {
        sim_text_put(&text, "R");
        fprintf(lanes->to, "<rect class=\"t%u\"", (thread - 1) % 6 + 1);
    } else {
        sim_text_put_bytes(&text, &sim_reasons[shown.what].letter, 1);
        fprintf(lanes->to, "<rect class=\"%s\"", sim_reasons[shown.what].name);
    }
    fprintf(lanes->to, " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x, y, width, THICK);
    if ((int)text.used * LETTER + 4 > width)
        return;
    if (shown.thread || shown.what == SIM_REASON_RUNNING)
        fprintf(lanes->to, "<text class=\"t%u\"",
                ((shown.thread ? shown.what : thread) - 1) % 6 + 1);
    else
        fprintf(lanes->to, "<text class=\"%s\"", sim_reasons[shown.what].name);
    fprintf(lanes->to, " x=\"%d\" y=\"%d\">", x + width / 2, y + THICK - 4);
    escape_xml(lanes->to, name);
    fputs("</text>", lanes->to);
}

/* A core's column is blank if it was idle for the most of it. */
static struct shown shown_on_core(const struct lanes *lanes, uint32_t core, uint32_t column)
{
    uint32_t user = view_core_user(lanes->cells, core, column);

    return (struct shown){ user == VIEW_SELDOM ? 0 : user, true };
}

static struct shown shown_in(const struct lanes *lanes, uint32_t core, uint32_t thread,
                             uint32_t column)
{
    if (core)
        return shown_on_core(lanes, core, column);
    return (struct shown){ view_cell_reason(view_thread_cell(lanes->cells, thread, column)),
                           false };
}

#define NAME_LETTERS ((NAMES - 8) / LETTER)

/* So much of a name as has room, without cutting a character in two. */
static void put_name(const struct lanes *lanes, int y, char *name)
{
    size_t length = strlen(name), cut = NAME_LETTERS - 1;

    if (length > NAME_LETTERS) {
        while (cut && (name[cut] & 0xc0) == 0x80)
            cut--;
        name[cut] = '\0';
    }
    fprintf(lanes->to, "<text class=\"name\" x=\"%d\" y=\"%d\">", NAMES - 8, y + THICK - 4);
    escape_xml(lanes->to, name);
    fputs(length > NAME_LETTERS ? "\xe2\x80\xa6</text>" : "</text>", lanes->to);
}

/* A lane of a core, or of a thread. */
static void put_lane(struct lanes *lanes, uint32_t core, uint32_t thread)
{
    int y = RULER + lanes->row * LANE;
    char name[256];
    struct sim_text text = SIM_TEXT(name);
    struct shown shown = shown_in(lanes, core, thread, 0);
    uint32_t from = 0;

    if (core) {
        sim_text_put(&text, "core ");
        sim_text_put_int(&text, core);
    } else {
        sim_cast_put_thread(lanes->cast, &text, thread);
    }
    put_name(lanes, y, name);
    fprintf(lanes->to, "<rect class=\"lane\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
            NAMES, y, PAGE_COLUMNS * COLUMN, THICK);
    for (uint32_t column = 1; column <= PAGE_COLUMNS; column++) {
        struct shown next = { 0, false };

        if (column < PAGE_COLUMNS)
            next = shown_in(lanes, core, thread, column);
        if (column < PAGE_COLUMNS && is_same(next, shown))
            continue;
        put_stretch(lanes, shown, from, column, thread);
        shown = next;
        from = column;
    }
    fputc('\n', lanes->to);
    lanes->row++;
}

static void put_ruler(const struct lanes *lanes, sim_time end)
{
    for (int i = 0; i <= 4; i++) {
        int x = NAMES + PAGE_COLUMNS * COLUMN * i / 4;
        char time[32];
        struct sim_text text = SIM_TEXT(time);

        sim_text_put_time(&text, end * i / 4);
        fprintf(lanes->to, "<text class=\"tick%s\" x=\"%d\" y=\"13\">%s</text>",
                i == 0   ? " first"
                : i == 4 ? " last"
                         : "",
                x, time);
    }
    fputc('\n', lanes->to);
}

static void put_left_out(struct page *page, const struct page_run *run)
{
    const struct sim_cast *cast = run->result->cast;
    char text[128];

    if (cast->cores <= run->cells->cores && cast->threads <= run->cells->threads)
        return;
    snprintf(text, sizeof(text), "The first %u of %u cores, and %u of %u threads.",
             run->cells->cores, cast->cores, run->cells->threads, cast->threads);
    page_say(page, text);
}

static void put_picture(struct page *page, const struct page_run *run)
{
    struct lanes lanes = { .to = page->to, .cells = run->cells, .cast = run->result->cast };
    uint32_t rows = run->cells->cores + run->cells->threads;

    /* Stepping shows as much, where it can be had and has all of the run. */
    fprintf(page->to, "<div class=\"whole%s\">\n",
            page_steps_whole(run->steps) ? " covered" : "");
    page_begin_part(page, "The whole run");
    fprintf(
        page->to,
        "<div class=\"scroll\"><svg class=\"lanes\" role=\"img\" viewBox=\"0 0 %d "
        "%d\" width=\"%d\" height=\"%d\"><title>What each core and each thread did</title>\n",
        NAMES + PAGE_COLUMNS * COLUMN + 10, RULER + (int)rows * LANE,
        NAMES + PAGE_COLUMNS * COLUMN + 10, RULER + (int)rows * LANE);
    put_ruler(&lanes, run->result->makespan);
    for (uint32_t core = 1; core <= run->cells->cores; core++)
        put_lane(&lanes, core, 0);
    for (uint32_t thread = 1; thread <= run->cells->threads; thread++)
        put_lane(&lanes, 0, thread);
    fputs("</svg></div>\n<p class=\"quiet\">Each column shows what lasted longest in it. A "
          "thread "
          "that executes bytecode has a colour of its own, which it has on its core, too; what "
          "it waits for has a letter.</p>\n",
          page->to);
    put_left_out(page, run);
    fputs("</div>\n", page->to);
}

void page_put_run(struct page *page, const struct page_run *run)
{
    bool refused = run->result->outcome == SIM_REFUSED; /* nothing has happened */

    put_facts(page, run);
    if (!refused)
        put_picture(page, run);
    if (run->scenario)
        page_put_engine(page, run->scenario);
    if (refused)
        return;
    page_put_steps(page, run->steps);
    put_times(page, run->result);
}
