/* SPDX-License-Identifier: GPL-3.0-or-later
 * The parameters of a run: values, and the table that describes them. */
#ifndef INTERLOCK_SIM_SCENARIO_PARAMS_H
#define INTERLOCK_SIM_SCENARIO_PARAMS_H

#include "sim/base/dist.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/base/unit.h"
#include "sim/scenario/python.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_scheduler {
    SIM_SCHEDULER_EEVDF,
    SIM_SCHEDULER_ROUND_ROBIN,
    SIM_SCHEDULER_FIFO,
    SIM_SCHEDULER_COUNT
};

enum sim_priority { SIM_PRIORITY_NONE, SIM_PRIORITY_IO, SIM_PRIORITY_COUNT };

enum sim_start_method {
    SIM_START_DEFAULT, /* the version's own */
    SIM_START_FORK,
    SIM_START_SPAWN,
    SIM_START_FORKSERVER,
    SIM_START_COUNT
};

enum sim_lock_choice { SIM_LOCK_OWN, SIM_LOCK_NONE, SIM_LOCK_COUNT };

enum sim_param_type {
    SIM_TYPE_COUNT,
    SIM_TYPE_TIME,
    SIM_TYPE_LATENCY,
    SIM_TYPE_SHARE,
    SIM_TYPE_CHANCE,
    SIM_TYPE_RATE,
    SIM_TYPE_SIZE, /* bytes */
    SIM_TYPE_START,
    SIM_TYPE_SCHEDULER,
    SIM_TYPE_PRIORITY,
    SIM_TYPE_LOCK,
    SIM_TYPE_MODEL, /* index into sim_models, 0 for the version's own */
    SIM_TYPE_VERSION,
};

enum sim_param_when {
    SIM_FIXED,
    SIM_LIVE,
};

/* One member for each line of params.def; keys are unique over all sections. */
struct sim_params {
#define SIM_FIELD_LATENCY struct sim_dist
#define SIM_FIELD_COUNT int64_t
#define SIM_FIELD_TIME sim_time
#define SIM_FIELD_SHARE int64_t
#define SIM_FIELD_CHANCE int64_t
#define SIM_FIELD_RATE int64_t
#define SIM_FIELD_SIZE int64_t
#define SIM_FIELD_START int64_t
#define SIM_FIELD_SCHEDULER int64_t
#define SIM_FIELD_PRIORITY int64_t
#define SIM_FIELD_LOCK int64_t
#define SIM_FIELD_MODEL int64_t
#define SIM_FIELD_VERSION int64_t
#define PARAM(section, key, type, def, least, most, when, help, source) SIM_FIELD_##type key;
#include "sim/scenario/params.def"
#undef PARAM
};

enum sim_param_id {
#define PARAM(section, key, type, def, least, most, when, help, source) SIM_PARAM_##key,
#include "sim/scenario/params.def"
#undef PARAM
    SIM_PARAM_COUNT
};

struct sim_param {
    const char *section, *key;
    const char *help, *source;
    enum sim_param_type type;
    enum sim_param_when when;
    size_t offset;         /* into struct sim_params */
    int64_t def, def_most; /* the default; of a LATENCY uniform between them, if they differ */
    int64_t least, most;
};

static inline bool sim_param_is_share(const struct sim_param *param)
{
    return param->type == SIM_TYPE_SHARE || param->type == SIM_TYPE_CHANCE;
}

/* Indexed by enum sim_param_id. */
extern const struct sim_param sim_param_table[SIM_PARAM_COUNT];

/* Names of the choices of an enumerated type, ended by NULL; NULL for other types. */
const char *const *sim_param_choices(enum sim_param_type type);

/* All parameters at their defaults. */
struct sim_params sim_params_default(void);

/* The method that [runtime] start_method stands for. */
enum sim_start_method sim_params_start_method(const struct sim_params *params);

/* The first of a machine's cores, so many, are hardware threads of which two share one; 0: none are. */
uint32_t sim_params_paired(const struct sim_params *params);

/* The other hardware thread of its core; 0: there is none. One of each core is counted first, then the
 * others, as Linux does it on most machines; of an odd number the last of the first half has none. */
uint16_t sim_params_sibling(uint32_t paired, uint16_t core);

/* Appends a parameter's value as a scenario file writes it: "4", "5ms", "30%", "eevdf",
 * "uniform(200ns,800ns)". A MODEL is put as its number. `table` is the scenario's, for
 * distributions. */
void sim_param_put(struct sim_text *text, const struct sim_params *params, enum sim_param_id id,
                   const struct sim_dist_entry *table);

/* The same for a duration that may be a distribution. */
void sim_dist_put(struct sim_text *text, const struct sim_dist *dist,
                  const struct sim_dist_entry *table);

/* The value of a parameter that is no LATENCY, */
static inline int64_t sim_param_value(const struct sim_params *params, enum sim_param_id id)
{
    return *(const int64_t *)(const void *)((const char *)params + sim_param_table[id].offset);
}

/* and of one that is. */
static inline const struct sim_dist *sim_param_latency(const struct sim_params *params,
                                                       enum sim_param_id id)
{
    return (const void *)((const char *)params + sim_param_table[id].offset);
}

/* The same, to be changed. */
static inline int64_t *sim_param_number(struct sim_params *params, enum sim_param_id id)
{
    return (int64_t *)(void *)((char *)params + sim_param_table[id].offset);
}

static inline struct sim_dist *sim_param_dist(struct sim_params *params, enum sim_param_id id)
{
    return (struct sim_dist *)(void *)((char *)params + sim_param_table[id].offset);
}

#endif
