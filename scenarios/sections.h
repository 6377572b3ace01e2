/* SPDX-License-Identifier: GPL-3.0-or-later
 * The kinds of sections and their keys: the table of what may stand in a scenario file. */
#ifndef INTERLOCK_SCENARIOS_SECTIONS_H
#define INTERLOCK_SCENARIOS_SECTIONS_H

#include "scenarios/build.h"

/* Parameters are not listed here; they have a table of their own (sim/scenario/params.def). */
enum section_key_flags {
    SECTION_ONE_LINE = 0,
    SECTION_MANY = 1,  /* may be given several times */
    SECTION_LINES = 2, /* its value may go on in indented lines */
};

/* Puts a value into row `row` of its section's kind. */
typedef bool (*section_key_fn)(struct build *build, const struct place *place,
                               const struct read_entry *entry, uint32_t row);

struct section_key {
    const char *name;
    int flags;
    section_key_fn assign; /* NULL: used while files were put together */
    const char *help;      /* what stands there, and what is so without it */
};

struct section_kind {
    const char *kind;
    const char *help;

    /* Makes the row of a section; NAMES_NONE when it cannot, having complained. NULL: the kind
     * stands once and has no name. */
    uint32_t (*add)(struct build *build, const struct place *place,
                    const struct read_section *section);

    /* Complains of what is missing once all keys are assigned; NULL: nothing can be. */
    bool (*finish)(struct build *build, const struct place *place, uint32_t row);

    const struct section_key *keys; /* ended by a NULL name */

    /* Takes all keys that are in no table; NULL: those are parameters, or unknown. */
    section_key_fn other;
};

/* Ended by a NULL kind. */
extern const struct section_kind section_kinds[];

/* NULL: there is none. */
const struct section_kind *section_kind_named(const char *name);

/* "[thread NAME]" */
void section_put_head(struct sim_text *text, const struct section_kind *kind);

#endif
