/* SPDX-License-Identifier: GPL-3.0-or-later
 * The levels of interlock play, one after the other. */
#ifndef INTERLOCK_UI_CLI_LEVELS_H
#define INTERLOCK_UI_CLI_LEVELS_H

#include <limits.h>
#include <stdbool.h>

/* Of the shipped scenarios whose name begins with "play-" the first that comes behind `name`, by
 * name; "" is before all. False: there is none. */
bool levels_next(const char *name, char next[NAME_MAX + 1]);

/* Is it the name of one? */
bool levels_has(const char *name);

#endif
