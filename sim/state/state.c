/* SPDX-License-Identifier: GPL-3.0-or-later
 * Laying out the block. */
#include "sim/state/state.h"

#include "sim/base/hash.h"

#include <string.h>

void sim_layout_rows(struct sim_layout *layout, void *rows, size_t size, uint64_t count)
{
    uint64_t bytes = (count + 1) * size;

    if (layout->block) {
        void *at = layout->block + (size_t)layout->used;

        memcpy(rows, &at, sizeof(at));
    }
    layout->used +=
        (bytes + SIM_BLOCK_ALIGNMENT - 1) / SIM_BLOCK_ALIGNMENT * SIM_BLOCK_ALIGNMENT;
}

void sim_layout_events(struct sim_layout *layout, struct sim_events *events)
{
    sim_layout_rows(layout, &events->nodes, sizeof(*events->nodes), events->leaves * 2);
    sim_layout_rows(layout, &events->far, sizeof(*events->far), events->leaves);
}

void sim_assert_failed_in(const struct sim *sim, const char *condition, const char *file,
                          int line)
{
    struct sim_where where = { .title = sim->scenario->title,
                               .seed = (uint64_t)sim->head->params.seed,
                               .step = sim->head->step,
                               .now = sim->head->now };

    sim_assert_failed(condition, file, line, &where);
}

uint64_t sim_state_hash(const struct sim *sim)
{
    return sim_hash(sim->block, sim->size, 0);
}
