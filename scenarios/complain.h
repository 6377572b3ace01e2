/* SPDX-License-Identifier: GPL-3.0-or-later
 * Saying what is wrong with a scenario file, and where. */
#ifndef INTERLOCK_SCENARIOS_COMPLAIN_H
#define INTERLOCK_SCENARIOS_COMPLAIN_H

#include "sim/base/error.h"
#include "sim/base/text.h"

/*
 * A complaint reads "[thread worker] count: must be 1 to 1000000, got 0" and stands with file
 * and line. It quotes what the user wrote, but only the beginning of it, so that the sentence
 * fits whatever they wrote.
 */
struct place {
    const char *file;
    uint32_t line;    /* 0: the file as a whole */
    const char *kind; /* of the section; NULL: no section and no key to name */
    const char *name; /* of the section; "" when it has none */
    const char *key;  /* NULL: the section as a whole */
};

/* Adds the pieces up to a NULL; always returns false. */
bool complain(struct sim_errors *errors, const struct place *place, ...)
    __attribute__((sentinel));

/* Whether the list is full; then there is no use in looking for the nearest of many names. */
static inline bool complained_enough(const struct sim_errors *errors)
{
    return errors->count == SIM_ERRORS_MAX;
}

#define QUOTED 64

/* What the user wrote, in single quotes, shortened. */
const char *quote(char buffer[QUOTED], const char *word);

/* A number in decimal. */
const char *in_digits(char buffer[24], int64_t number);

#endif
