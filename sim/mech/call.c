/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ops `put ... in DUR` and `get ... in DUR`: a call of the kernel that passes something on. */
#include "sim/mech/sync.h"

#include "sim/state/waitlist.h"

/*
 * write() to a pipe or a connection, read() from one, as Python calls them: the lock is let go
 * before the call whether it will have to wait or not, and taken again after it, so that whoever
 * wants it has its chance each time. What is passed on is bytes that the program has made itself:
 * nothing is pickled, and writer and reader may be of two processes. DUR is the whole of the call
 * beside waiting; that it wakes the other one is a part of it, and comes first.
 */

static enum sim_flow pass(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time all = engine_work(sim, thread, &engine_op(sim, thread)->amount), wake;

    wake = sync_call(sim, thread);
    engine_owe(thread, wake);
    engine_record(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_NATIVE, 0);
    return engine_work_for(sim, thread, frame, STATE_OUTSIDE_BACK, all > wake ? all - wake : 0);
}

enum sim_flow op_pass(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return python_detach(sim, thread, frame, STATE_PASS_LOOK);
}

enum sim_flow pass_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sync_rule_of(sim, thread)->pass(sim, thread, frame))
        return pass(sim, thread, frame);
    return engine_into_kernel(sim, thread, frame, STATE_PASS_IN_KERNEL);
}

enum sim_flow pass_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    if (sync_rule_of(sim, thread)->pass(sim, thread, frame))
        return pass(sim, thread, frame);
    return sync_sleep(sim, thread, frame, STATE_PASS_LOOK);
}
