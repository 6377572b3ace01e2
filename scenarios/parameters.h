/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parameters of [machine], [runtime] and [scenario], by the one table there is of them. */
#ifndef INTERLOCK_SCENARIOS_PARAMETERS_H
#define INTERLOCK_SCENARIOS_PARAMETERS_H

#include "scenarios/build.h"

/*
 * Beside `wake_latency = 29us` a file may say where the number comes from, and between which
 * bounds it lies:
 *
 *     wake_latency.source = measured: futex wake-up to an idle core, 1000 times
 *     wake_latency.low = 22us
 *     wake_latency.high = 33us
 */
#define PARAMETERS_NONE SIM_PARAM_COUNT

/* What a key of a section sets. */
enum parameters_part {
    PARAMETERS_VALUE,
    PARAMETERS_SOURCE,
    PARAMETERS_LOW,
    PARAMETERS_HIGH,
};

struct parameters_key {
    enum sim_param_id id; /* PARAMETERS_NONE: there is none of that name */
    enum parameters_part part;
};

struct parameters_key parameters_find(const char *section, const char *key);

/* The section of which a key would be a parameter, or NULL. */
const char *parameters_home(const char *key);

/* Offers the keys of a section. */
void parameters_offer(const char *section, struct nearest *nearest);

bool parameters_assign(struct build *build, const struct place *place,
                       const struct parameters_key *key, const char *value);

/* Puts the value that a scenario gives to a parameter, "machine.cores"; false when there is none of
 * that name. */
bool parameters_put(struct sim_text *text, const struct scenario *scenario, const char *name);

/* Puts what a parameter may be: "1 to 1024", "0ns or more", "eevdf, round-robin or fifo". Nothing for
 * models and versions, which have lists of their own. */
void parameters_put_range(struct sim_text *text, enum sim_param_id id);

/* Whether "runtime.python" is a parameter whose values are words. */
bool parameters_is_word(const char *name);

/* When all parameters have their values: scales them by what [costs] says. False when that are too many
 * values. */
bool parameters_scale(struct build *build);

/* Parameters and origins before anything is assigned. */
void parameters_default(struct scenario *scenario);

#endif
