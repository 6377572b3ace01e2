/* SPDX-License-Identifier: GPL-3.0-or-later
 * Conditions between processes: barriers and events. */
#include "sim/mech/meet.h"

#include "sim/mech/library.h"
#include "sim/mech/order.h"
#include "sim/mech/sync.h"
#include "sim/state/waitlist.h"

/* What a thread that takes the lock is about to do: an arg of its frame. */
enum {
    ENTERS,
    LEAVES,
};

/* Those of barriers come first; 0: the op has none. */
static uint32_t row_of(const struct sim_scenario *scenario, const struct sim_op *op)
{
    switch (op->kind) {
    case SIM_OP_BARRIER:
        return op->object + 1;
    case SIM_OP_SET:
    case SIM_OP_WAIT:
        return scenario->barriers.count + op->object + 1;
    default:
        return 0;
    }
}

static struct sim_meeting *meeting_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->meetings[row_of(sim->scenario, engine_op(sim, thread))];
}

static bool at_barrier(const struct sim *sim, const struct sim_thread *thread)
{
    return engine_op(sim, thread)->kind == SIM_OP_BARRIER;
}

/* ---- semaphores ---- */

static bool take(uint32_t *count)
{
    if (!*count)
        return false;
    --*count;
    return true;
}

/* At a barrier it is all the same for what; `event` is the record for one who is at an event. */
static enum sim_flow sleep_in(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame, uint16_t state,
                              enum sim_record_kind event)
{
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, at_barrier(sim, thread) ? SIM_RECORD_BARRIER_WAIT : event, thread,
                      engine_op(sim, thread)->object, SIM_REASON_SYNC);
    return engine_block(sim, thread, frame, state, SIM_TIME_NEVER);
}

/* ---- the lock ---- */

static bool try_lock(struct sim_meeting *meeting)
{
    if (meeting->locked)
        return false;
    meeting->locked = 1;
    return true;
}

static sim_time let_lock_go(struct sim *sim, struct sim_thread *thread)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);

    meeting->locked = 0;
    return engine_resume(sim, thread, sim_wait_list_take(sim, &meeting->lockers), engine_wake);
}

enum sim_flow op_meet(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!sim->meetings || !meeting_of(sim, thread)->crosses)
        return op_sync(sim, thread, frame);
    interp_begin_op(sim, thread);
    frame->arg = ENTERS;
    return meet_lock(sim, thread, frame);
}

enum sim_flow meet_lock(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (try_lock(meeting_of(sim, thread)))
        return meet_locked(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_MEET_LOCK_DETACHED);
}

enum sim_flow meet_lock_detached(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_MEET_LOCK_IN_KERNEL);
}

/* On the way to sleep, or woken. */
enum sim_flow meet_lock_in_kernel(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);

    if (try_lock(meeting))
        return python_attach(sim, thread, frame, STATE_MEET_LOCKED);
    sim_wait_list_append(sim, &meeting->lockers, thread);
    return sleep_in(sim, thread, frame, STATE_MEET_LOCK_IN_KERNEL, SIM_RECORD_EVENT_LOCK_WAIT);
}

/* Half of what it costs to wait there is spent on coming in, half on leaving. */
enum sim_flow meet_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time whole =
        library_cost(sim, thread, LIBRARY_FUTURES,
                     at_barrier(sim, thread) ? &p->process_barrier : &p->process_event);

    return engine_spend(sim, thread, frame,
                        frame->arg == ENTERS ? STATE_MEET_ENTER : STATE_MEET_LEAVE, whole / 2);
}

/* ---- waiting ---- */

static enum sim_flow wait_for_call(struct sim *sim, struct sim_thread *thread,
                                   struct sim_frame *frame)
{
    meeting_of(sim, thread)->counted++;
    return engine_spend(sim, thread, frame, STATE_MEET_WAIT, let_lock_go(sim, thread));
}

/* Who sets an event calls; who finds it set leaves. */
static enum sim_flow enter_event(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    bool passes = sync_rule_of(sim, thread)->pass(sim, thread, frame);

    frame->arg = LEAVES;
    if (!passes)
        return wait_for_call(sim, thread, frame);
    return engine_op(sim, thread)->kind == SIM_OP_SET ? engine_go(frame, STATE_MEET_CALL)
                                                      : meet_locked(sim, thread, frame);
}

enum sim_flow meet_enter(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);
    uint32_t id = engine_op(sim, thread)->object;

    if (!at_barrier(sim, thread))
        return enter_event(sim, thread, frame);
    if (meeting->leaving)
        return wait_for_call(sim, thread, frame);
    order_leave(sim, thread, ORDER_BARRIER, id + 1);
    frame->arg = LEAVES;
    if (++meeting->here < sim->barriers[id + 1].parties)
        return wait_for_call(sim, thread, frame);
    meeting->leaving = 1;
    engine_record(sim, SIM_RECORD_BARRIER_OPEN, thread, id, SIM_REASON_SAME, 0);
    return engine_go(frame, STATE_MEET_CALL);
}

enum sim_flow meet_wait(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (take(&meeting_of(sim, thread)->called))
        return meet_up(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_MEET_WAIT_DETACHED);
}

enum sim_flow meet_wait_detached(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_MEET_WAIT_IN_KERNEL);
}

enum sim_flow meet_wait_in_kernel(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);

    if (take(&meeting->called))
        return python_attach(sim, thread, frame, STATE_MEET_UP);
    sim_wait_list_append(sim, &meeting->sleepers, thread);
    return sleep_in(sim, thread, frame, STATE_MEET_WAIT_IN_KERNEL, SIM_RECORD_EVENT_WAIT);
}

/* It says that it is awake, and takes the lock again. */
enum sim_flow meet_up(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);
    struct sim_thread *caller = meeting->caller.i ? &sim->threads[meeting->caller.i] : NULL;

    meeting->awake++;
    meeting->caller = SIM_NO_THREAD;
    return engine_spend(sim, thread, frame, STATE_MEET_LOCK,
                        engine_resume(sim, thread, caller, engine_wake));
}

/* ---- calling ---- */

/* With the lock: one after the other, so that a step stays bounded. */
enum sim_flow meet_call(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);

    if (!take(&meeting->counted))
        return meet_see(sim, thread, frame);
    meeting->called++;
    meeting->due++;
    return engine_spend(
        sim, thread, frame, STATE_MEET_CALL,
        engine_resume(sim, thread, sim_wait_list_take(sim, &meeting->sleepers), engine_wake));
}

static bool see_one(struct sim_meeting *meeting)
{
    bool seen = take(&meeting->awake);

    meeting->due -= seen;
    return seen;
}

/* All who were called must be awake. Who has opened the barrier leaves it then; who has left it as the
 * last, or has set an event, is done. */
enum sim_flow meet_see(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);

    if (meeting->due && !see_one(meeting))
        return python_detach(sim, thread, frame, STATE_MEET_SEE_DETACHED);
    if (meeting->due)
        return engine_go(frame, STATE_MEET_SEE);
    if (meeting->leaving)
        return meet_locked(sim, thread, frame);
    return engine_spend(sim, thread, frame, STATE_RETURN, let_lock_go(sim, thread));
}

enum sim_flow meet_see_detached(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_MEET_SEE_IN_KERNEL);
}

enum sim_flow meet_see_in_kernel(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);

    if (see_one(meeting))
        return python_attach(sim, thread, frame, STATE_MEET_SEE);
    meeting->caller = thread->self;
    return sleep_in(sim, thread, frame, STATE_MEET_SEE_IN_KERNEL, SIM_RECORD_EVENT_CALL);
}

enum sim_flow meet_leave(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_meeting *meeting = meeting_of(sim, thread);
    bool barrier = at_barrier(sim, thread);

    order_learn(sim, thread, barrier ? ORDER_BARRIER : ORDER_EVENT,
                engine_op(sim, thread)->object + 1);
    if (!barrier || --meeting->here)
        return engine_spend(sim, thread, frame, STATE_RETURN, let_lock_go(sim, thread));
    meeting->leaving = 0;
    return engine_go(frame, STATE_MEET_CALL);
}

/* ---- rows ---- */

void meet_layout(struct sim *sim, struct sim_layout *layout)
{
    uint32_t rows = sim->scenario->barriers.count + sim->scenario->events.count;

    if (sim->interp_count > 1 && rows)
        sim_layout_rows(layout, &sim->meetings, sizeof(*sim->meetings), rows);
}

/* Marks those that threads of several processes use. */
void meet_init(struct sim *sim)
{
    for (uint32_t i = 1; sim->meetings && i <= sim->thread_count; i++) {
        const struct sim_program *program =
            sim_scenario_program(sim->scenario, sim->threads[i].group);
        uint32_t interp = sim->tstates[i].interp.i;

        for (uint32_t at = program->first; at < program->first + program->count; at++) {
            uint32_t row = row_of(sim->scenario, &sim->scenario->ops[at]);
            struct sim_meeting *meeting = &sim->meetings[row];

            if (!row)
                continue;
            meeting->crosses |= meeting->user && meeting->user != interp;
            meeting->user = interp;
        }
    }
}
