/* SPDX-License-Identifier: GPL-3.0-or-later
 * Names by hash, with open addressing. */
#include "scenarios/names.h"

#include "sim/base/hash.h"

#include <stddef.h>
#include <string.h>

#define NAME_MAX_LENGTH 48
#define SLOTS_AT_FIRST 16

void names_init(struct names *names, struct arena *arena)
{
    *names = (struct names){ .arena = arena, .slot_count = SLOTS_AT_FIRST };
    names->slots = ARENA_LIST(arena, uint32_t, SLOTS_AT_FIRST);
}

/* Mixed at each byte, so that nobody finds many names for one slot by accident. */
static uint64_t hash(const char *name)
{
    uint64_t sum = 0;

    for (; *name; name++)
        sum = sim_mix64(sum ^ (unsigned char)*name);
    return sum;
}

/* Where a name stands, or the free slot where it would. */
static uint32_t *slot_of(const struct names *names, const char *name)
{
    uint64_t place = hash(name);

    for (;; place++) {
        uint32_t *slot = &names->slots[place & (names->slot_count - 1)];

        if (!*slot || !strcmp(names->list[*slot - 1], name))
            return slot;
    }
}

uint32_t names_find(const struct names *names, const char *name)
{
    return *slot_of(names, name) - 1;
}

static void widen(struct names *names)
{
    names->slot_count *= 2;
    names->slots = ARENA_LIST(names->arena, uint32_t, names->slot_count);
    for (uint32_t i = 0; i < names->count; i++)
        *slot_of(names, names->list[i]) = i + 1;
}

uint32_t names_add(struct names *names, const char *name)
{
    uint32_t *slot = slot_of(names, name);

    if (*slot)
        return *slot - 1;
    names->list = arena_more(names->arena, names->list, names->count, sizeof(*names->list));
    names->list[names->count++] = name;
    *slot = names->count;
    if (names->count > names->slot_count / 2)
        widen(names);
    return names->count - 1;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool names_allowed(const char *name)
{
    size_t length = strlen(name);

    if (!is_letter(name[0]) || length > NAME_MAX_LENGTH)
        return false;
    for (size_t i = 1; i < length; i++) {
        char c = name[i];

        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return true;
}
