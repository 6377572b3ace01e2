/* SPDX-License-Identifier: GPL-3.0-or-later
 * The tables of units. */
#include "sim/base/unit.h"

const struct sim_unit sim_units_of_time[] = {
    { "h", SIM_S(3600) },     { "min", SIM_S(60) }, { "s", SIM_S(1) },
    { "ms", SIM_MS(1) },      { "us", SIM_US(1) },  { "\u00b5s", SIM_US(1) }, /* micro sign */
    { "\u03bcs", SIM_US(1) },                                                 /* Greek mu */
    { "ns", SIM_NS(1) },      { NULL, 0 },
};

const struct sim_unit sim_units_of_size[] = {
    { "TiB", INT64_C(1) << 40 },
    { "TB", INT64_C(1000000000000) },
    { "GiB", INT64_C(1) << 30 },
    { "GB", 1000000000 },
    { "MiB", INT64_C(1) << 20 },
    { "MB", 1000000 },
    { "KiB", INT64_C(1) << 10 },
    { "kB", 1000 },
    { "B", 1 },
    { NULL, 0 },
};

const struct sim_unit sim_units_of_share[] = { { "%", 10000 }, { NULL, 0 } };

/* Sizes of units without finer ones are powers of ten. */
static void put_fraction(struct sim_text *text, int64_t part, int64_t whole)
{
    sim_text_put(text, part ? "." : "");
    for (; part; part %= whole) {
        whole /= 10;
        sim_text_put_int(text, part / whole);
    }
}

void sim_text_put_in(struct sim_text *text, const struct sim_unit *units, int64_t value)
{
    while (units[1].name && (value % units->size || value < units->size))
        units++;
    sim_text_put_int(text, value / units->size);
    put_fraction(text, value % units->size, units->size);
    sim_text_put(text, units->name);
}
