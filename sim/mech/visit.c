/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who has run a piece of the pool's code on a core last. */
#include "sim/mech/visit.h"

#include "sim/engine/flow.h"

void visit_layout(struct sim *sim, struct sim_layout *layout)
{
    bool any = sim->scenario->map != NULL;

    sim_layout_rows(layout, &sim->visits, sizeof(*sim->visits), any ? sim->thread_count : 0);
    sim_layout_rows(layout, &sim->visitors, sizeof(*sim->visitors), any ? sim->core_count : 0);
}

static int64_t share_of(const struct sim_scenario *scenario)
{
    return scenario->map->pool == SIM_MAP_EXECUTOR ? scenario->params.executor_in_turn
                                                   : scenario->params.map_in_turn;
}

/* Has the thread come round to the piece with which it has begun here? */
static bool is_in_a_row(struct sim *sim, const struct sim_thread *thread)
{
    struct sim_thread_id *visitor = &sim->visitors[thread->core.i];
    struct sim_visit *visit = &sim->visits[thread->self.i];

    if (visitor->i != thread->self.i) {
        *visitor = thread->self;
        *visit = (struct sim_visit){ .first = thread->pc };
    } else if (visit->first == thread->pc) {
        visit->again = 1;
    }
    return visit->again;
}

sim_time visit_cost(struct sim *sim, const struct sim_thread *thread, sim_time cost)
{
    if (!engine_op(sim, thread)->in_turn || is_in_a_row(sim, thread))
        return cost;
    return sim_time_add(cost, sim_time_ratio(cost, share_of(sim->scenario), 1000000));
}
