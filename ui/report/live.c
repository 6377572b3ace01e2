/* SPDX-License-Identifier: GPL-3.0-or-later
 * Laying out what a program's threads do just now. */
#include "ui/report/live.h"

#include "sim/base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME NAMES_ROOM /* and what else stands in a cell */

/* ---- words ---- */

static uint64_t length_of(const struct live *live)
{
    return live->now > live->before ? live->now - live->before : 1;
}

static unsigned percent(const struct live *live, uint64_t time)
{
    uint64_t share = (200 * time + length_of(live)) / (2 * length_of(live));

    return share < 999 ? (unsigned)share : 999;
}

static uint64_t each_second(const struct live *live, uint64_t count)
{
    return (count * 1000000000 + length_of(live) / 2) / length_of(live);
}

static uint64_t held(const struct live *live, const struct live_lock *lock, uint32_t *waiting)
{
    uint64_t time = 0;

    *waiting = 0;
    for (size_t i = 0; i < live->thread_count; i++) {
        const struct live_thread *thread = &live->threads[i];

        if (thread->process != lock->process || thread->lock != lock->index)
            continue;
        time += thread->spent[LIVE_HOLDING];
        *waiting += thread->state == LIVE_WAITING;
    }
    return time;
}

static void put_lock(const struct live *live, const struct live_lock *lock, char *text,
                     size_t size)
{
    char owner[NAME] = "nobody", of[32] = "";
    uint32_t waiting;
    uint64_t time = held(live, lock, &waiting);

    if (lock->owner)
        live_name(live, &live->threads[lock->owner - 1], owner);
    if (live->process_count > 1)
        snprintf(of, sizeof(of), " of p%" PRIu32, live_place(live, lock->process) + 1);
    snprintf(text, size,
             "lock%s: %s has it, %" PRIu32 " wait%s; %" PRIu64
             " hand-offs a second, held %u %% of the time",
             of, owner, waiting, waiting == 1 ? "s" : "", each_second(live, lock->handoffs),
             percent(live, time));
}

static void put_state(const struct live *live, const struct live_thread *thread, char *text,
                      size_t size)
{
    static const char *const words[LIVE_STATE_COUNT] = { "without", "waits", "has it",
                                                         "ended" };
    struct sim_text to = { text, size, 0 };

    *text = '\0';
    sim_text_put(&to, words[thread->state]);
    if (thread->state == LIVE_ENDED || live->now < thread->since)
        return;
    sim_text_put(&to, ", ");
    sim_text_put_time(&to, (sim_time)(live->now - thread->since));
}

static void put_share(const struct live *live, uint64_t time, bool known, char text[8])
{
    if (!known)
        snprintf(text, 8, "-");
    else
        snprintf(text, 8, "%u %%", percent(live, time));
}

/* ---- rows ---- */

struct columns {
    const char *heads[7];
    int widths[7];
};

static struct columns columns_of(int width)
{
    struct columns columns = {
        { "thread", "now", "has it", "waits", "without", "cpu", "ready" },
        { 18, 20, 7, 7, 8, 7, 7 },
    };

    if (width < 80)
        columns.widths[0] = 12;
    if (width < 70)
        columns.widths[1] = 0; /* the shares tell more */
    return columns;
}

static void put_thread(const struct live *live, const struct live_thread *thread,
                       char cells[7][NAME])
{
    live_name(live, thread, cells[0]);
    put_state(live, thread, cells[1], NAME);
    put_share(live, thread->spent[LIVE_HOLDING], true, cells[2]);
    put_share(live, thread->spent[LIVE_WAITING], true, cells[3]);
    put_share(live, thread->spent[LIVE_OUTSIDE], true, cells[4]);
    put_share(live, thread->cpu, thread->known, cells[5]);
    put_share(live, thread->queued, thread->known, cells[6]);
}

static int draw_row(struct view_screen *screen, int y, const struct columns *columns,
                    enum view_role role, const char *const cells[7])
{
    int x = 0;

    for (int i = 0; i < 7; i++) {
        int width = columns->widths[i], used = view_width(cells[i]);

        if (!width || x + width > screen->width)
            continue;
        if (i > 1 && used < width) /* numbers to the right */
            view_put(screen, x + width - 1 - used, y, width, role, cells[i]);
        else
            view_put(screen, x, y, width - 1, role, cells[i]);
        x += width;
    }
    return y + 1;
}

static enum view_role role_of(const struct live_thread *thread)
{
    return thread->state == LIVE_HOLDING   ? VIEW_VALUE
           : thread->state == LIVE_WAITING ? VIEW_WARNING
                                           : VIEW_PLAIN;
}

/* Threads that did something since it was looked at last, the busiest with the lock first; those that
 * have ended before are nobody's concern any more. */
static bool is_shown(const struct live *live, const struct live_thread *thread)
{
    return thread->state != LIVE_ENDED || thread->spent[LIVE_ENDED] < live->now - live->before;
}

static int compare(const void *left, const void *right)
{
    const struct live_thread *a = *(const struct live_thread *const *)left,
                             *b = *(const struct live_thread *const *)right;
    uint64_t wants_a = a->spent[LIVE_HOLDING] + a->spent[LIVE_WAITING],
             wants_b = b->spent[LIVE_HOLDING] + b->spent[LIVE_WAITING];

    if (wants_a != wants_b)
        return wants_a > wants_b ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The threads to be shown, in order if not all find room; NULL when out of memory. */
static const struct live_thread **shown(const struct live *live, size_t room, size_t *count)
{
    const struct live_thread **threads = calloc(live->thread_count + 1, sizeof(*threads));

    *count = 0;
    for (size_t i = 0; threads && i < live->thread_count; i++) {
        if (is_shown(live, &live->threads[i]))
            threads[(*count)++] = &live->threads[i];
    }
    if (threads && *count > room)
        qsort(threads, *count, sizeof(*threads), compare);
    return threads;
}

/* ---- the screen ---- */

static void draw_threads(struct view_screen *screen, int y, const struct live *live)
{
    struct columns columns = columns_of(screen->width);
    size_t room = screen->height - 2 > y ? (size_t)(screen->height - 2 - y) : 0, count;
    const struct live_thread **threads = shown(live, room, &count);
    char cells[7][NAME], text[64];

    y = draw_row(screen, y, &columns, VIEW_QUIET, columns.heads);
    for (size_t i = 0; threads && i < count && i < room; i++) {
        const char *const row[7] = { cells[0], cells[1], cells[2], cells[3],
                                     cells[4], cells[5], cells[6] };

        put_thread(live, threads[i], cells);
        y = draw_row(screen, y, &columns, role_of(threads[i]), row);
    }
    if (threads && count > room) {
        snprintf(text, sizeof(text), "and %zu more threads", count - room);
        view_put(screen, 0, y, screen->width, VIEW_QUIET, text);
    }
    free(threads);
}

static void put_head(const struct live *live, const struct live_title *title, char *text,
                     size_t size)
{
    struct sim_text to = { text, size, 0 };
    size_t threads = 0;
    char counts[128];

    for (size_t i = 0; i < live->thread_count; i++)
        threads += live->threads[i].state != LIVE_ENDED;
    *text = '\0';
    sim_text_put_time(&to, (sim_time)(live->now - title->began));
    for (uint32_t i = 0; i < live->process_count; i++) {
        if (live_place(live, i) || !*live->processes[i].version)
            continue;
        sim_text_put(&to, ", CPython ");
        sim_text_put(&to, live->processes[i].version);
        break;
    }
    snprintf(counts, sizeof(counts), ", %zu process%s, %zu thread%s", live->process_count,
             live->process_count == 1 ? "" : "es", threads, threads == 1 ? "" : "s");
    sim_text_put(&to, counts);
}

/* Locks that somebody used lately, as many as leave room for threads. */
static int draw_locks(struct view_screen *screen, int y, const struct live *live)
{
    int most = screen->height / 4 > 1 ? screen->height / 4 : 1, drawn = 0, left = 0;
    char text[256];

    for (size_t i = 0; i < live->lock_count; i++) {
        const struct live_lock *lock = &live->locks[i];

        if (live->processes[lock->process].ended)
            continue;
        if (drawn == most) {
            left++;
            continue;
        }
        put_lock(live, lock, text, sizeof(text));
        view_put(screen, 0, y++, screen->width, VIEW_PLAIN, text);
        drawn++;
    }
    if (!live->lock_count)
        view_put(screen, 0, y++, screen->width, VIEW_QUIET,
                 "no use of an interpreter lock was seen yet");
    if (left) {
        snprintf(text, sizeof(text), "and %d more locks", left);
        view_put(screen, 0, y++, screen->width, VIEW_QUIET, text);
    }
    return y;
}

void live_draw(struct view_screen *screen, const struct live *live,
               const struct live_title *title)
{
    char text[512];
    int y = 0;

    view_screen_clear(screen);
    view_put(screen, 0, y++, screen->width, VIEW_TITLE, title->command);
    put_head(live, title, text, sizeof(text));
    view_put(screen, 0, y++, screen->width, VIEW_QUIET, text);
    y = draw_locks(screen, y, live);
    if (screen->height > 8)
        y++;
    draw_threads(screen, y, live);
    if (title->note)
        view_put(screen, 0, screen->height - 1, screen->width, VIEW_QUIET, title->note);
}

/* ---- lines ---- */

#define LINES_MOST 16

void live_print(FILE *to, const struct live *live, const struct live_title *title)
{
    char text[512], cells[7][NAME];
    size_t count;
    const struct live_thread **threads = shown(live, LINES_MOST, &count);

    put_head(live, title, text, sizeof(text));
    fprintf(to, "%s\n", text);
    for (size_t i = 0; i < live->lock_count; i++) {
        if (live->processes[live->locks[i].process].ended)
            continue;
        put_lock(live, &live->locks[i], text, sizeof(text));
        fprintf(to, "  %s\n", text);
    }
    for (size_t i = 0; threads && i < count && i < LINES_MOST; i++) {
        put_thread(live, threads[i], cells);
        fprintf(to, "  %s: %s; has it %s, waits %s, without %s, cpu %s, ready %s\n", cells[0],
                cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]);
    }
    if (count > LINES_MOST)
        fprintf(to, "  and %zu more threads\n", count - LINES_MOST);
    fflush(to);
    free(threads);
}
