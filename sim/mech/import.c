/* SPDX-License-Identifier: GPL-3.0-or-later
 * Importing, or waiting for who does. */
#include "sim/mech/import.h"

#include "sim/mech/order.h"

/* Notes for each op how many before it are imports, if `nth` is there; returns how many there are. */
static uint32_t count_imports(const struct sim_scenario *scenario, uint32_t *nth)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (nth)
            nth[i] = count;
        count += scenario->ops[i].kind == SIM_OP_IMPORT;
    }
    return count;
}

void import_layout(struct sim *sim, struct sim_layout *layout)
{
    sim->import_count = count_imports(sim->scenario, NULL);
    sim_layout_rows(layout, &sim->modules, sizeof(*sim->modules), sync_import_rows(sim));
    if (sim->import_count)
        sim_layout_rows(layout, &sim->imports, sizeof(*sim->imports), sim->scenario->op_count);
}

void import_init(struct sim *sim)
{
    if (sim->import_count)
        count_imports(sim->scenario, sim->imports);
}

/* The row of the interpreter's import that comes `nth`, from 0. */
static uint32_t row_of(const struct sim *sim, const struct sim_thread *thread, uint32_t nth)
{
    uint32_t interp = sim->tstates[thread->self.i].interp.i; /* 0: there is but one */

    return (interp ? interp - 1 : 0) * sim->import_count + nth + 1;
}

static struct sim_module *module_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->modules[row_of(sim, thread, sim->imports[thread->pc])];
}

static uint32_t lock_of(const struct sim *sim, const struct sim_thread *thread)
{
    bool one = interp_language(sim) < SIM_PYTHON_3_3;
    uint32_t nth = one ? 0 : sim->imports[thread->pc];

    return sync_locks_of_modules(sim) + row_of(sim, thread, nth);
}

enum sim_flow op_import(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    if (interp_lock_of(sim, thread)->chosen)
        return python_op(sim, thread, frame, engine_op(sim, thread)->form);
    if (!module_of(sim, thread)->loaded)
        return sync_acquire(sim, thread, frame, STATE_IMPORT_LOCKED, lock_of(sim, thread));
    engine_work(sim, thread, &engine_op(sim, thread)->amount); /* drawn under every model */
    order_learn(sim, thread, ORDER_LOCK, lock_of(sim, thread));
    return SIM_FLOW_DONE;
}

enum sim_flow import_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (module_of(sim, thread)->loaded) {
        engine_work(sim, thread, &engine_op(sim, thread)->amount);
        return import_loaded(sim, thread, frame);
    }
    frame = engine_push(thread, frame, STATE_IMPORT_LOADED, STATE_NONE, 0);
    return python_op(sim, thread, frame, engine_op(sim, thread)->form);
}

enum sim_flow import_loaded(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    module_of(sim, thread)->loaded = 1;
    return engine_spend(sim, thread, frame, STATE_RETURN,
                        sync_release(sim, thread, lock_of(sim, thread)));
}
