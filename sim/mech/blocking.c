/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ops `native`, `io` and `sleep`: what is done without the interpreter. */
#include "sim/mech/python.h"
#include "sim/mech/request.h"

/*
 * Py_BEGIN_ALLOW_THREADS: the lock is let go before the call and taken again after it. If a
 * request is pending the switch is forced here too, before the call has even begun (gil.c).
 */
/* The call is over: the lock is wanted again. */
enum sim_flow outside_back(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_RETURN);
}

/* ---- on the core ---- */

enum sim_flow op_native(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);

    interp_begin_op(sim, thread);
    if (op->keyword)
        return engine_spend(sim, thread, frame, STATE_RETURN,
                            engine_work(sim, thread, &op->amount));
    return python_detach(sim, thread, frame, STATE_NATIVE_OUTSIDE);
}

enum sim_flow native_outside(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    sim_time work = engine_work(sim, thread, &engine_op(sim, thread)->amount);

    engine_refill(thread, work);
    engine_record(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_NATIVE, 0);
    return engine_work_for(sim, thread, frame, STATE_OUTSIDE_BACK, work);
}

/* ---- off the core ---- */

enum sim_flow op_off_core(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return python_detach(sim, thread, frame, STATE_OFF_CORE_OUTSIDE);
}

enum sim_flow off_core_outside(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_OFF_CORE_CALLED,
                        engine_cost(sim, thread, &sim->head->params.system_call));
}

/*
 * time.sleep is a select with a time-out up to 3.10 (Modules/timemodule.c of 3.10.13, pysleep), and in
 * PyPy (pypy/module/time/interp_time.py): of nothing, it is over at once. From 3.11 on it is
 * clock_nanosleep until a time (the same of 3.11.7 to 3.14.4), as compiled code has it: that sleeps even
 * if the time is now, for the timer slack and a wake-up.
 */
static bool sleeps_by_select(const struct sim *sim)
{
    return sim->model->ops != mech_native_ops && interp_language(sim) < SIM_PYTHON_3_11;
}

static enum sim_flow fall_asleep(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame, sim_time until)
{
    sim_time slack =
        sleeps_by_select(sim) ? engine_poll_slack(sim, until) : sim->head->params.timer_slack;
    sim_time set = engine_set_timer(sim, thread, until, slack, &thread->deadline);

    return set ? engine_spend(sim, thread, frame, STATE_SLEEP_TIMER_SET, set)
               : sleep_timer_set(sim, thread, frame);
}

enum sim_flow sleep_timer_set(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    engine_record_off(sim, SIM_RECORD_SLEEP, thread, frame->arg, SIM_REASON_SLEEP);
    return engine_block(sim, thread, frame, STATE_OUTSIDE_BACK, thread->deadline);
}

enum sim_flow off_core_called(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    bool sleeps = engine_op(sim, thread)->kind == SIM_OP_SLEEP;
    sim_time duration = request_wait(sim, thread), until;

    if (!duration && !(sleeps && !sleeps_by_select(sim)))
        return outside_back(sim, thread, frame); /* answered before anyone could sleep */
    until = sim_time_add(sim->head->now, duration);
    frame->arg = engine_shown(duration);
    if (sleeps)
        return fall_asleep(sim, thread, frame, until);
    engine_record_off(sim, SIM_RECORD_IO, thread, frame->arg, SIM_REASON_IO);
    return engine_block(sim, thread, frame, STATE_OUTSIDE_BACK, until);
}
