/* SPDX-License-Identifier: GPL-3.0-or-later
 * Memory that is given back all at once. */
#ifndef INTERLOCK_SCENARIOS_ARENA_H
#define INTERLOCK_SCENARIOS_ARENA_H

#include <stddef.h>
#include <stdint.h>

/*
 * A scenario is read once, never changed, and thrown away as a whole; so are its thousand small
 * strings and lists. Nothing in here is freed singly. How much a file can make us take is
 * bounded by whoever reads it (scenarios/source.h and the limits in scenarios/program.h), so
 * running out of memory is the world's failure, not the file's: the program says so and ends
 * with status 4.
 */
struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena); /* NULL is allowed */

/* Zeroed and aligned for any type. */
void *arena_take(struct arena *arena, size_t count, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), 1, sizeof(type)))
#define ARENA_LIST(arena, type, count) ((type *)arena_take((arena), (count), sizeof(type)))

/* A list of `count` elements with room for one more, which is zeroed. The list doubles when its
 * length is a power of two, so it needs no field for its capacity; NULL when `count` is 0. */
void *arena_more(struct arena *arena, void *list, size_t count, size_t size);

/* A copy that ends in a zero byte. */
char *arena_text(struct arena *arena, const char *bytes, size_t count);

/* The pieces up to a NULL, joined. */
char *arena_join(struct arena *arena, ...) __attribute__((sentinel));

#endif
