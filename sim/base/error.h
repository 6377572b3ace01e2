/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is wrong with what a user wrote, collected and told all at once. */
#ifndef INTERLOCK_SIM_BASE_ERROR_H
#define INTERLOCK_SIM_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A reader or validator goes on after an error, so that a user mends all of them in one go. Each
 * entry is one sentence that says what is wrong and what would be right, with the place where it
 * stands. Functions that take a list return false when they added to it and leave their output
 * as it was. A list outlives what it complains of, so it keeps the names of files itself; for
 * this it must not be copied. It begins as all zero.
 */
#define SIM_ERRORS_MAX 32
#define SIM_ERROR_TEXT 256
#define SIM_ERROR_NAMES 4096

struct sim_error {
    const char *file; /* a copy, in `names` below; NULL when not from a file */
    uint32_t line;    /* from 1; 0: the file as a whole */
    char text[SIM_ERROR_TEXT];
};

struct sim_errors {
    struct sim_error list[SIM_ERRORS_MAX];
    uint32_t count;   /* entries in list */
    uint32_t dropped; /* errors after the list was full */
    uint32_t names_used;
    char names[SIM_ERROR_NAMES]; /* of files, each ended by a zero byte */
};

/* Adds an error made of the pieces up to a NULL; always returns false. */
bool sim_error_add(struct sim_errors *errors, const char *file, uint32_t line, ...)
    __attribute__((sentinel));

#endif
