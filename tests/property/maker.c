/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lines and quantities. */
#include "tests/property/maker.h"

#include "sim/base/rng.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t maker_below(struct maker *maker, uint64_t limit)
{
    return sim_draw_below(sim_draw(maker->stream, SIM_FOR_WORK, maker->drawn++), limit);
}

bool maker_one_in(struct maker *maker, uint64_t n)
{
    return maker_below(maker, n) == 0;
}

void maker_line(struct maker *maker, const char *format, ...)
{
    va_list arguments;

    if (maker->file->count == GENERATE_LINES)
        abort();
    va_start(arguments, format);
    vsnprintf(maker->file->lines[maker->file->count++], GENERATE_WIDTH, format, arguments);
    va_end(arguments);
}

/* ---- quantities ---- */

int64_t maker_duration(struct maker *maker)
{
    static const int64_t usual[] = { 0,           SIM_NS(1), SIM_US(1), SIM_US(20), SIM_US(100),
                                     SIM_US(500), SIM_MS(1), SIM_MS(5), SIM_MS(7) };

    if (!maker_one_in(maker, 4))
        return usual[maker_below(maker, sizeof(usual) / sizeof(*usual))];
    return (int64_t)maker_below(maker, (uint64_t)1 << maker_below(maker, 24));
}

void maker_put_dist(struct maker *maker, char text[MAKER_QUANTITY], int64_t a, int64_t b)
{
    long long low = a < b ? a : b, high = a < b ? b : a;

    switch (maker_below(maker, 5)) {
    case 0:
        snprintf(text, MAKER_QUANTITY, "exp(%lldns)", high);
        break;
    case 1:
        snprintf(text, MAKER_QUANTITY, "uniform(%lldns,%lldns)", low, high);
        break;
    case 2:
        snprintf(text, MAKER_QUANTITY, "normal(%lldns,%lldns)", high, low);
        break;
    case 3:
        snprintf(text, MAKER_QUANTITY, "lognormal(mean=%lldns,cv=0.%d)", high,
                 (int)maker_below(maker, 9) + 1);
        break;
    default:
        snprintf(text, MAKER_QUANTITY, "choice(%lldns:75%%,%lldns:25%%)", low, high);
    }
}

void maker_put_duration(struct maker *maker, char text[MAKER_QUANTITY])
{
    int64_t a = maker_duration(maker);

    if (maker_one_in(maker, 5))
        maker_put_dist(maker, text, a, maker_duration(maker));
    else
        snprintf(text, MAKER_QUANTITY, "%lldns", (long long)a);
}

uint64_t maker_size(struct maker *maker)
{
    if (maker_one_in(maker, 24))
        return (uint64_t)1 << (16 + maker_below(maker, 11));
    return 1 + maker_below(maker, (uint64_t)1 << maker_below(maker, 18));
}
