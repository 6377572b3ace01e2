/* SPDX-License-Identifier: GPL-3.0-or-later
 * Units of quantities, and values written in them. */
#ifndef INTERLOCK_SIM_BASE_UNIT_H
#define INTERLOCK_SIM_BASE_UNIT_H

#include "sim/base/text.h"

struct sim_unit {
    const char *name;
    int64_t size; /* in the finest unit of the kind */
};

/* From large to small, a NULL name at the end. The first of those of equal size is the one that is
 * written. */
extern const struct sim_unit sim_units_of_time[];  /* in nanoseconds */
extern const struct sim_unit sim_units_of_size[];  /* in bytes */
extern const struct sim_unit sim_units_of_share[]; /* in millionths */

/* A value exactly, as a scenario file writes it: a whole number of the largest unit that it is one
 * of ("5ms", "1500us", "0ns"), or a decimal fraction of the smallest ("0.5%"). */
void sim_text_put_in(struct sim_text *text, const struct sim_unit *units, int64_t value);

static inline void sim_text_put_exact_time(struct sim_text *text, sim_time time)
{
    sim_text_put_in(text, sim_units_of_time, time);
}

#endif
