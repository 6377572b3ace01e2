/* SPDX-License-Identifier: GPL-3.0-or-later
 * Drawing the bar. */
#include "config.h"

#include "ui/cli/bar.h"

#include "sim/base/time.h"
#include "ui/view/clock.h"
#include "ui/view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PERIOD SIM_MS(100) /* the eye follows no faster */
#define PATIENCE SIM_S(1)  /* a line that comes and goes with a short job is noise */
#define BAR_MOST 40

static unsigned columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* "3 min 20 s": how long the rest takes at the pace so far. */
static void put_rest(const struct bar *bar, char text[48])
{
    uint64_t made = bar->done - bar->at_first;
    double rest = made ? 1e-9 * (double)(view_clock() - bar->begun) / (double)made *
                             (double)(bar->of - bar->done)
                       : 0;
    uint64_t seconds = (uint64_t)rest + 1;

    text[0] = '\0';
    if (!made)
        return;
    if (seconds < 100)
        snprintf(text, 48, ", %" PRIu64 " s left", seconds);
    else if (seconds < 6000)
        snprintf(text, 48, ", %" PRIu64 " min left", (seconds + 30) / 60);
    else
        snprintf(text, 48, ", %.1f h left", rest / 3600);
}

static void draw_count(const struct bar *bar)
{
    char text[128];

    snprintf(text, sizeof(text), "%" PRIu64 " %s", bar->done, bar->what);
    fprintf(stderr, "\r\033[K%.*s", (int)columns() - 1, text);
}

static void draw_share(const struct bar *bar)
{
    char text[128], rest[48], blocks[3 * BAR_MOST + 1];
    unsigned width = columns(), room, used;
    int length;

    put_rest(bar, rest);
    length = snprintf(text, sizeof(text), " %" PRIu64 " of %" PRIu64 " %s%s", bar->done,
                      bar->of, bar->what, rest);
    room = width > (unsigned)length + 4 ? width - (unsigned)length - 3 : 0;
    if (room > BAR_MOST)
        room = BAR_MOST;
    used = view_bar(blocks, (unsigned)(8 * room * bar->done / bar->of), room, bar->unicode);
    fprintf(stderr, "\r\033[K[%s%*s]%.*s", blocks, (int)(room - used), "", (int)width - 4,
            text);
}

static void draw(struct bar *bar)
{
    if (bar->of)
        draw_share(bar);
    else
        draw_count(bar);
    bar->up = true;
    bar->drawn = view_clock();
}

void bar_begin(struct bar *bar, bool wanted, bool unicode, const char *what, uint64_t done,
               uint64_t of)
{
    *bar = (struct bar){ .shown = wanted && isatty(STDERR_FILENO),
                         .unicode = unicode,
                         .what = what,
                         .done = done,
                         .of = of,
                         .at_first = done,
                         .begun = view_clock() };
    if (!of)
        bar->drawn = bar->begun + PATIENCE - PERIOD;
    else if (bar->shown)
        draw(bar);
}

void bar_add(struct bar *bar)
{
    bar_set(bar, bar->done + 1);
}

void bar_set(struct bar *bar, uint64_t done)
{
    bar->done = done;
    if (bar->shown && view_clock() - bar->drawn >= PERIOD)
        draw(bar);
}

void bar_end(struct bar *bar)
{
    if (bar->up)
        fputs("\r\033[K", stderr);
    bar->shown = bar->up = false;
}
