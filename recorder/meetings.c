/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding where threads meet. */
#include "recorder/meetings.h"

#include "recorder/format.h"
#include "sim/base/grow.h"

#include <stdlib.h>

#define SLOTS_LEAST 64 /* a power of two, as all that follow */

/* Where it is, or would be. Fibonacci hashing: Knuth, The Art of Computer Programming, 6.4. */
static uint32_t *slot_of(const struct meetings *meetings, uint32_t process, uint64_t object)
{
    size_t slot = (size_t)(((object ^ (uint64_t)process << 40) * 0x9e3779b97f4a7c15u) >> 32);

    for (;; slot++) {
        uint32_t *at = &meetings->slots[slot & (meetings->slot_count - 1)];
        const struct meeting *there = *at ? &meetings->list[*at - 1] : NULL;

        if (!there || (there->object == object && there->process == process))
            return at;
    }
}

/* Half of the slots stay free. */
static bool grow_slots(struct meetings *meetings)
{
    size_t count = meetings->slot_count ? 2 * meetings->slot_count : SLOTS_LEAST;
    uint32_t *slots;

    if (meetings->count < meetings->slot_count / 2)
        return true;
    slots = calloc(count, sizeof(*slots));
    if (!slots)
        return false;
    free(meetings->slots);
    meetings->slots = slots;
    meetings->slot_count = count;
    for (size_t i = 0; i < meetings->count; i++)
        *slot_of(meetings, meetings->list[i].process, meetings->list[i].object) =
            (uint32_t)i + 1;
    return true;
}

struct meeting *meetings_at(struct meetings *meetings, uint32_t process, uint64_t object)
{
    uint32_t *slot = NULL;

    if (object & PART_OBJECT_SHARED)
        process = 0;
    if (meetings->slot_count)
        slot = slot_of(meetings, process, object);
    if (slot && *slot)
        return &meetings->list[*slot - 1];
    if (!grow_slots(meetings) ||
        !sim_grow(&meetings->list, &meetings->room, meetings->count, sizeof(*meetings->list)))
        return NULL;
    meetings->list[meetings->count++] =
        (struct meeting){ .object = object, .process = process };
    *slot_of(meetings, process, object) = (uint32_t)meetings->count;
    return &meetings->list[meetings->count - 1];
}

void meetings_rewind(struct meetings *meetings)
{
    for (size_t i = 0; i < meetings->count; i++)
        meetings->list[i].first = meetings->list[i].last = 0;
}

void meetings_free(struct meetings *meetings)
{
    free(meetings->list);
    free(meetings->slots);
}
