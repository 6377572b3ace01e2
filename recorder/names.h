/* SPDX-License-Identifier: GPL-3.0-or-later
 * What threads of a recorded program are called. */
#ifndef INTERLOCK_RECORDER_NAMES_H
#define INTERLOCK_RECORDER_NAMES_H

#include "recorder/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "p65535/", a thread's name of 15 bytes, its number, its interpreter. */
#define NAMES_ROOM 48

struct names_thread {
    uint32_t process;         /* in the order in which they began, from 0 */
    uint32_t place;           /* in its process, in the order in which they came up */
    const char *process_name; /* as the system has it */
    const char *name;         /* likewise; a thread that was given none has its process's */
    bool first;               /* of its process */
    bool alone;               /* no other of its process has the name that it was given */
    uint32_t number;          /* else: among the others of its process, from 1 */
    uint32_t lock;            /* of its process, from 0 */
};

/* Sets what a thread's name owes to the others of its process: `alone` and `number`. False when out of
 * memory. */
bool names_tell_apart(struct names_thread *threads, size_t count);

/* "main", "thread-1", "p2/main", "p2/loader", "main@2"; "loader-3" where two have the same name. */
void names_put(char name[NAMES_ROOM], const struct names_thread *thread);

/* Is this the version of a build that can do without its lock? Such a one ends in a t. */
bool names_are_free(const char *version);

/* Text from a file: ends somewhere, is UTF-8, and nothing in it moves a terminal's cursor. `to` may be `from`. */
void names_copy_text(char *to, const char *from, size_t size);

/* The same of a name, which fills its field and then has no end there. */
void names_copy_name(char to[PART_NAME + 1], const char from[PART_NAME]);

#endif
