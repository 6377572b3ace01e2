/* SPDX-License-Identifier: GPL-3.0-or-later
 * An arena is a chain of chunks, each filled from its beginning. */
#include "scenarios/arena.h"

#include "sim/base/assert.h"
#include "sim/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT _Alignof(max_align_t)
#ifndef ARENA_CHUNK /* fuzzing has smaller ones: most of its files are, and a chunk is cleared */
#define ARENA_CHUNK ((size_t)64 * 1024)
#endif

/* For the address sanitizer a chunk is one allocation: so it is told what of it is in use, and
 * behind each piece lies a gap that is not. */
#ifdef __has_feature
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define GAP ALIGNMENT
#else
#define GAP 0
#define ASAN_POISON_MEMORY_REGION(from, count) ((void)(from), (void)(count))
#define ASAN_UNPOISON_MEMORY_REGION(from, count) ((void)(from), (void)(count))
#endif

/* Whoever ends a program for want of memory uses this status ("the world failed"). */
#define STATUS_WORLD 4

struct chunk {
    struct chunk *next; /* the one filled before */
    size_t used, size;  /* of bytes */
    max_align_t bytes[];
};

struct arena {
    struct chunk *last;
};

static void *must(void *memory)
{
    if (memory)
        return memory;
    fputs("interlock: out of memory\n", stderr);
    exit(STATUS_WORLD);
}

struct arena *arena_create(void)
{
    return must(calloc(1, sizeof(struct arena)));
}

void arena_destroy(struct arena *arena)
{
    struct chunk *chunk = arena ? arena->last : NULL;

    while (chunk) {
        struct chunk *next = chunk->next;

        free(chunk);
        chunk = next;
    }
    free(arena);
}

static void add_chunk(struct arena *arena, size_t least)
{
    size_t size = least > ARENA_CHUNK ? least : ARENA_CHUNK;
    struct chunk *chunk = must(calloc(1, sizeof(*chunk) + size));

    chunk->size = size;
    chunk->next = arena->last;
    arena->last = chunk;
    ASAN_POISON_MEMORY_REGION(chunk->bytes, size);
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    size_t wanted, bytes;
    char *place;

    SIM_REQUIRE(!__builtin_mul_overflow(count, size, &wanted) && wanted < SIZE_MAX / 2);
    bytes = (wanted + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GAP;
    if (!arena->last || bytes > arena->last->size - arena->last->used)
        add_chunk(arena, bytes);
    place = (char *)arena->last->bytes + arena->last->used;
    arena->last->used += bytes;
    ASAN_UNPOISON_MEMORY_REGION(place, wanted);
    return place;
}

void *arena_more(struct arena *arena, void *list, size_t count, size_t size)
{
    void *longer;

    if (count & (count - 1))
        return list;
    longer = arena_take(arena, count ? 2 * count : 1, size);
    if (count)
        memcpy(longer, list, count * size);
    return longer;
}

char *arena_text(struct arena *arena, const char *bytes, size_t count)
{
    return memcpy(arena_take(arena, count + 1, 1), bytes, count);
}

char *arena_join(struct arena *arena, ...)
{
    size_t size = 1;
    const char *piece;
    va_list pieces;
    struct sim_text text;

    va_start(pieces, arena);
    while ((piece = va_arg(pieces, const char *)))
        size += strlen(piece);
    va_end(pieces);

    text = sim_text_over(arena_take(arena, size, 1), size);
    va_start(pieces, arena);
    while ((piece = va_arg(pieces, const char *)))
        sim_text_put(&text, piece);
    va_end(pieces);
    return text.at;
}
