/* SPDX-License-Identifier: GPL-3.0-or-later
 * The op `device`. */
#include "sim/mech/device.h"

#include "sim/mech/python.h"

void device_layout(struct sim *sim, struct sim_layout *layout)
{
    const struct sim_scenario *scenario = sim->scenario;
    size_t rows = 0;

    for (uint32_t i = 0; i < scenario->op_count; i++)
        rows |= scenario->ops[i].kind == SIM_OP_DEVICE;
    sim_layout_rows(layout, &sim->devices, sizeof(*sim->devices), rows);
}

/* Hands the op's work over, behind what is there. Returns how long from now until it is done. */
static sim_time hand_over(struct sim *sim, struct sim_thread *thread)
{
    struct sim_device *device = &sim->devices[1];
    sim_time now = sim->head->now;

    if (device->free < now)
        device->free = now;
    device->free =
        sim_time_add(device->free, engine_work(sim, thread, &engine_op(sim, thread)->amount));
    return device->free - now;
}

enum sim_flow op_device(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    if (!engine_op(sim, thread)->keyword)
        return python_detach(sim, thread, frame, STATE_DEVICE_OUTSIDE);
    engine_record(sim, SIM_RECORD_DEVICE_AHEAD, thread, engine_shown(hand_over(sim, thread)),
                  SIM_REASON_SAME, 0);
    return engine_spend(sim, thread, frame, STATE_RETURN,
                        engine_cost(sim, thread, &sim->head->params.system_call));
}

enum sim_flow device_outside(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_DEVICE_CALLED,
                        engine_cost(sim, thread, &sim->head->params.system_call));
}

enum sim_flow device_called(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time left = hand_over(sim, thread);

    if (!left)
        return outside_back(sim, thread, frame);
    engine_record_off(sim, SIM_RECORD_DEVICE, thread, engine_shown(left), SIM_REASON_IO);
    return engine_block(sim, thread, frame, STATE_OUTSIDE_BACK,
                        sim_time_add(sim->head->now, left));
}
