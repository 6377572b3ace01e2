/* SPDX-License-Identifier: GPL-3.0-or-later
 * Drawn programs of locks, queues, barriers and events. */
#include "tests/sim/deeds.h"

#include "tests/sim/draws.h"

struct deeds_objects deeds_draw_objects(uint64_t *stream)
{
    struct deeds_objects objects;

    for (int i = 0; i < DEEDS_OBJECTS; i++) {
        objects.capacity[i] = 1 + (uint32_t)below(stream, 3);
        objects.parties[i] = 2 + (uint32_t)below(stream, 2);
    }
    return objects;
}

struct deed deeds_lock(struct deed deed, uint32_t *held)
{
    if (deed.kind != SIM_OP_LOCK)
        return deed;
    if (*held & 1u << deed.object)
        deed.kind = SIM_OP_UNLOCK;
    *held ^= 1u << deed.object;
    return deed;
}

struct deed deeds_let_go(uint32_t *held)
{
    struct deed deed = { SIM_OP_UNLOCK, 0, *held & 1 ? 0 : 1 };

    *held &= *held - 1;
    return deed;
}

void deeds_build(struct build *build, int cores, const struct deeds_objects *objects,
                 const struct deed *deeds, uint32_t rows, uint32_t each)
{
    build_init(build, cores);
    build_without_costs(build);
    for (int i = 0; i < DEEDS_OBJECTS; i++) {
        build->queues[i].capacity = objects->capacity[i];
        build->barriers[i].parties = objects->parties[i];
    }
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t i = 0; i < each; i++, deeds++)
            build_op(build, deeds->kind, deeds->amount)->object = deeds->object;
        build_threads(build, "t", 1);
    }
}
