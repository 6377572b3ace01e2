/* SPDX-License-Identifier: GPL-3.0-or-later
 * A list of different names, and the place of each in it. */
#ifndef INTERLOCK_SCENARIOS_NAMES_H
#define INTERLOCK_SCENARIOS_NAMES_H

#include "scenarios/arena.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A lock or a variable is declared by its first use, and the simulator knows it by its place in
 * the list of all of its kind. Files may hold thousands, so finding one does not search the
 * list.
 */
struct names {
    struct arena *arena;
    const char **list; /* in the order in which they were added */
    uint32_t count;

    /* Places + 1 by hash, 0 free; a power of two and at most half full. */
    uint32_t *slots;
    uint32_t slot_count;
};

#define NAMES_NONE UINT32_MAX

void names_init(struct names *names, struct arena *arena);

/* The place of a name, or NAMES_NONE. */
uint32_t names_find(const struct names *names, const char *name);

/* The place of a name, which is added (not copied) if it is new. */
uint32_t names_add(struct names *names, const char *name);

/* What a name of a thread, program, lock and the like may be: a letter, then letters, digits,
 * `-` and `_`, 48 at most. So it can stand in an expression and in --set. */
bool names_allowed(const char *name);

#define NAMES_RULE                                                                             \
    "a name is a letter, then letters, digits, '-' and '_', 48 characters at most"

#endif
