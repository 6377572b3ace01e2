/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where threads of a recording meet: finding what one waits for and another posts. */
#ifndef INTERLOCK_RECORDER_MEETINGS_H
#define INTERLOCK_RECORDER_MEETINGS_H

#include <stddef.h>
#include <stdint.h>

struct meeting {
    uint64_t object;
    uint32_t process;     /* in which it means something; 0 where it does so in all */
    uint32_t channel;     /* the recording's, from 1; 0: nothing is written there */
    uint32_t first, last; /* of the threads that wait, the longest first; from 1, 0 nobody */
};

/* One for each object that came up; looked for by hash, since there may be as many as connections. */
struct meetings {
    struct meeting *list;
    size_t count, room;
    uint32_t *slots; /* number in the list, from 1; 0: free */
    size_t slot_count;
};

/* That of an object as the process knows it, made if it is new; stays until the next one is. NULL when
 * out of memory. */
struct meeting *meetings_at(struct meetings *meetings, uint32_t process, uint64_t object);

/* Nobody waits anywhere. */
void meetings_rewind(struct meetings *meetings);
void meetings_free(struct meetings *meetings);

#endif
