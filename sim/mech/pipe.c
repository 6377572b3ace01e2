/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sending and receiving, step by step. */
#include "sim/mech/pipe.h"

#include "sim/mech/library.h"
#include "sim/mech/queue.h"
#include "sim/mech/visit.h"
#include "sim/mech/watch.h"
#include "sim/state/waitlist.h"

/* assumed: four bytes of length before a message, and what a pickle has beside its contents */
#define PIPE_HEADER 16

static struct sim_pipe *pipe_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->pipes[sync_queue(sim, thread) + 1];
}

/* ---- messages ---- */

/* The `nth` of a pipe's rows of messages. */
static struct sim_message *row_of(struct sim *sim, const struct sim_pipe *pipe, uint32_t nth)
{
    uint32_t room = pipe_rows(sim);
    size_t row = (size_t)(pipe - sim->pipes - 1) * room;

    return &sim->messages[row + 1 + (pipe->first + nth) % room];
}

/* The one at the front. */
static struct sim_message message(struct sim *sim, const struct sim_pipe *pipe)
{
    return *row_of(sim, pipe, 0);
}

static void add_message(struct sim *sim, struct sim_pipe *pipe, uint32_t size, uint32_t payload)
{
    struct sim_message *last = row_of(sim, pipe, pipe->rows ? pipe->rows - 1 : 0);
    bool alike = pipe->rows && last->size == size && last->payload == payload;

    pipe->count++;
    if (alike || pipe->rows == pipe_rows(sim)) {
        last->times++;
        return;
    }
    *row_of(sim, pipe, pipe->rows++) =
        (struct sim_message){ .size = size, .payload = payload, .times = 1 };
}

static struct sim_message pop_message(struct sim *sim, struct sim_pipe *pipe)
{
    struct sim_message *front = row_of(sim, pipe, 0), what = *front;

    pipe->count--;
    pipe->whole--;
    if (--front->times)
        return what;
    pipe->first = (pipe->first + 1) % pipe_rows(sim);
    pipe->rows--;
    return what;
}

/* ---- costs ---- */

/* Memory for so many bytes that comes new from the kernel. */
static sim_time fresh(struct sim *sim, struct sim_thread *thread, int64_t block, int64_t bytes)
{
    const struct sim_params *p = &sim->head->params;

    return block < p->fresh_from ? 0 : library_bytes(sim, thread, &p->fresh_mib, bytes);
}

/* Of pickling or unpickling so many bytes: the call, the bytes, and new memory for them. */
static sim_time in_memory(struct sim *sim, struct sim_thread *thread,
                          const struct sim_dist *call, const struct sim_dist *a_mib,
                          int64_t bytes)
{
    sim_time cost = visit_cost(sim, thread, engine_cost(sim, thread, call));

    cost += library_bytes(sim, thread, a_mib, bytes);
    return cost + fresh(sim, thread, bytes, bytes);
}

static sim_time pickling(struct sim *sim, struct sim_thread *thread, struct sim_message what)
{
    const struct sim_params *p = &sim->head->params;
    const struct sim_dist *const a_mib[SIM_PAYLOAD_COUNT] = { &p->pickle_bytes, &p->pickle_ints,
                                                              &p->pickle_floats };

    return in_memory(sim, thread, &p->send_call, a_mib[what.payload], what.size);
}

static sim_time unpickling(struct sim *sim, struct sim_thread *thread, struct sim_message what)
{
    const struct sim_params *p = &sim->head->params;
    const struct sim_dist *const a_mib[SIM_PAYLOAD_COUNT] = { &p->unpickle_bytes,
                                                              &p->unpickle_ints,
                                                              &p->unpickle_floats };

    return in_memory(sim, thread, &p->recv_call, a_mib[what.payload], what.size);
}

/* ---- turns ---- */

static bool has_room(const struct sim *sim, const struct sim_pipe *pipe)
{
    return (pipe->polled || pipe->rows < pipe_rows(sim)) &&
           !(pipe->capacity && pipe->count >= pipe->capacity);
}

/* Wakes whoever may have the next turn at one end; returns what that costs. */
static sim_time call_for_turn(struct sim *sim, struct sim_thread *thread,
                              struct sim_wait_list *list)
{
    struct sim_thread *next = sim_wait_list_take(sim, list);

    if (!next)
        return 0;
    engine_record(sim, SIM_RECORD_RESUME, thread, next->self.i, SIM_REASON_SAME, 0);
    return engine_wake(sim, thread, next);
}

/* Wakes a thread that sleeps in read() or write(); returns what that costs. */
static sim_time call_other(struct sim *sim, struct sim_thread *thread,
                           struct sim_thread_id *sleeper)
{
    struct sim_thread *other = &sim->threads[sleeper->i];

    if (!sleeper->i)
        return 0;
    *sleeper = SIM_NO_THREAD;
    engine_record(sim, SIM_RECORD_RESUME, thread, other->self.i, SIM_REASON_SAME, 0);
    return engine_wake_by_pipe(sim, thread, other);
}

static bool may_send(const struct sim *sim, struct sim_pipe *pipe,
                     const struct sim_thread *thread)
{
    if ((pipe->sender.i && pipe->sender.i != thread->self.i) || !has_room(sim, pipe))
        return false;
    pipe->sender = thread->self;
    return true;
}

static bool may_receive(struct sim_pipe *pipe, const struct sim_thread *thread)
{
    if (pipe->receiver.i && pipe->receiver.i != thread->self.i)
        return false;
    pipe->receiver = thread->self;
    return true;
}

/* Off the core until called, for a turn or what else the record says. */
static enum sim_flow sleep_in_list(struct sim *sim, struct sim_thread *thread,
                                   struct sim_frame *frame, uint16_t state,
                                   enum sim_record_kind kind, struct sim_wait_list *list)
{
    engine_record_off(sim, kind, thread, sync_queue(sim, thread), SIM_REASON_QUEUE);
    sim_wait_list_append(sim, list, thread);
    return engine_block(sim, thread, frame, state, SIM_TIME_NEVER);
}

/* ---- within a process ---- */

/* Is all that comes next of the thread that it looks, and finds nothing? */
static bool looks_in_vain(struct sim *sim, const struct sim_thread *thread)
{
    switch (thread->depth ? engine_top(thread)->state : 0) {
    case STATE_GET_LOOK:
        return !pipe_of(sim, thread)->whole;
    case STATE_PUT_LOOK:
        return !has_room(sim, pipe_of(sim, thread));
    default:
        return false;
    }
}

/* Can the thread do anything without being called? */
static bool can_go_on(struct sim *sim, const struct sim_thread *thread)
{
    bool is_up =
        thread->schedule == SIM_THREAD_RUNNABLE || thread->schedule == SIM_THREAD_ON_CORE;

    return (is_up || engine_is_armed(sim, thread)) && !looks_in_vain(sim, thread);
}

/* Mostly he who could at the last look still can. */
static bool can_anybody_else(struct sim *sim, const struct sim_thread *thread, uint32_t *last)
{
    for (uint32_t i = 0; i <= sim->thread_count; i++) {
        if (*last && *last != thread->self.i && can_go_on(sim, &sim->threads[*last]))
            return true;
        *last = *last % sim->thread_count + 1;
    }
    return false;
}

/* Nobody is woken for a queue there: who finds it empty, or full, sleeps a while. If nobody else can ever
 * change that, it looks in vain for ever: that is a wait without end. */
static enum sim_flow look_again(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame, uint16_t state,
                                enum sim_record_kind kind, uint32_t *last)
{
    sim_time until = sim_time_add(sim->head->now, sim->head->params.interp_poll);

    if (thread->owed)
        return engine_spend(sim, thread, frame, state, 0);
    if (!can_anybody_else(sim, thread, last))
        until = SIM_TIME_NEVER;
    engine_record_off(sim, kind, thread, sync_queue(sim, thread), SIM_REASON_QUEUE);
    return engine_block(sim, thread, frame, state, engine_time_out(sim, thread, until));
}

/* ---- sending ---- */

enum sim_flow op_put(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_message what;
    int64_t size;

    if (!sim->pipes || !pipe_of(sim, thread)->crosses)
        return op_queue(sim, thread, frame);
    size = engine_work(sim, thread, &engine_op(sim, thread)->amount);
    what.size = (uint32_t)(size < SIM_MESSAGE_MAX ? size : SIM_MESSAGE_MAX);
    what.payload = engine_op(sim, thread)->form;
    frame->arg = what.size;
    interp_begin_op(sim, thread);
    engine_record(sim, SIM_RECORD_PICKLE, thread, what.size, SIM_REASON_PICKLE, 0);
    return engine_spend(sim, thread, frame, STATE_PUT_PICKLED, pickling(sim, thread, what));
}

/* The lock between the processes is taken without a call of the kernel if it is free. */
enum sim_flow put_pickled(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame,
                         pipe_of(sim, thread)->polled ? STATE_PUT_LOOK : STATE_PUT_TURN);
}

enum sim_flow put_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);
    uint32_t last = 0;

    if (!has_room(sim, pipe))
        return look_again(sim, thread, frame, STATE_PUT_LOOK, SIM_RECORD_LOOK_FULL, &last);
    add_message(sim, pipe, frame->arg, engine_op(sim, thread)->form);
    frame->arg = 0;
    return put_written(sim, thread, frame);
}

enum sim_flow put_turn(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    if (!may_send(sim, pipe, thread))
        return engine_into_kernel(sim, thread, frame, STATE_PUT_IN_KERNEL);
    add_message(sim, pipe, frame->arg, engine_op(sim, thread)->form);
    frame->arg += PIPE_HEADER;
    return put_write(sim, thread, frame);
}

enum sim_flow put_in_kernel(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    if ((!pipe->sender.i || pipe->sender.i == thread->self.i) && has_room(sim, pipe))
        return put_turn(sim, thread, frame);
    return sleep_in_list(sim, thread, frame, STATE_PUT_TURN, SIM_RECORD_TURN_WAIT,
                         &pipe->senders);
}

/* What fits of what is left; frame->arg counts it. */
static uint32_t piece(const struct sim *sim, const struct sim_pipe *pipe, uint32_t left)
{
    uint64_t room = (uint64_t)sim->head->params.pipe_capacity - pipe->bytes;

    return left < room ? left : (uint32_t)room;
}

enum sim_flow put_write(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_pipe *pipe = pipe_of(sim, thread);
    uint32_t bytes = piece(sim, pipe, frame->arg);
    sim_time cost;

    if (!bytes) {
        pipe->writer = thread->self;
        engine_record_off(sim, SIM_RECORD_PIPE_FULL, thread, sync_queue(sim, thread),
                          SIM_REASON_TRANSFER);
        return engine_block(sim, thread, frame, STATE_PUT_WRITE, SIM_TIME_NEVER);
    }
    pipe->writing = bytes;
    engine_record(sim, SIM_RECORD_PIPE_WRITE, thread, bytes, SIM_REASON_TRANSFER, 0);
    cost = engine_cost(sim, thread, &p->system_call);
    cost += library_bytes(sim, thread, &p->pipe_write, bytes);
    return engine_spend(sim, thread, frame, STATE_PUT_WRITTEN, cost);
}

static uint16_t after_write(const struct sim_frame *frame)
{
    return frame->arg ? STATE_PUT_WRITE : STATE_PUT_DONE;
}

/* Who sleeps in poll() stands before who sleeps in read() among a pipe's waiters (fs/select.c,
 * __pollwait; fs/pipe.c, wait_event_interruptible_exclusive), and one call wakes both. If they share
 * the writer's core it changes threads when that call is over, and who of the two is owed more time
 * comes first: mostly the reader, and the other wakes in vain if it has left nothing. */
static enum sim_flow tell_watcher(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    uint32_t queue = sync_queue(sim, thread) + 1;
    const struct sim_thread *watcher = &sim->threads[sim->queues[queue].watcher.i];
    sim_time cost;

    if (!watch_over(sim, queue))
        return put_told(sim, thread, frame);
    cost = watch_tell(sim, thread, queue);
    pipe_of(sim, thread)->untold = 1;
    if (watcher->core.i != thread->core.i)
        return engine_spend(sim, thread, frame, STATE_PUT_TOLD, cost);
    engine_owe(thread, cost);
    return engine_pass(sim, thread, frame, STATE_PUT_TOLD);
}

enum sim_flow put_written(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    pipe->bytes += pipe->writing;
    frame->arg -= pipe->writing;
    pipe->writing = 0;
    if (!frame->arg) {
        pipe->whole++;
        sync_pass_queue(sim, thread);
        engine_record(sim, SIM_RECORD_PUT, thread, sync_queue(sim, thread), SIM_REASON_SAME, 0);
    }
    return tell_watcher(sim, thread, frame);
}

enum sim_flow put_told(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    pipe->untold = 0;
    return engine_spend(sim, thread, frame, after_write(frame),
                        call_other(sim, thread, &pipe->reader));
}

enum sim_flow put_done(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    pipe->sender = SIM_NO_THREAD;
    engine_owe(thread, has_room(sim, pipe) ? call_for_turn(sim, thread, &pipe->senders) : 0);
    if (pipe->woken)
        engine_owe(thread, call_for_turn(sim, thread, &pipe->receivers));
    return python_attach(sim, thread, frame, STATE_RETURN);
}

/* ---- receiving ---- */

enum sim_flow op_get(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!sim->pipes || !pipe_of(sim, thread)->crosses)
        return op_queue(sim, thread, frame);
    interp_begin_op(sim, thread);
    return python_detach(sim, thread, frame,
                         pipe_of(sim, thread)->polled ? STATE_GET_LOOK : STATE_GET_TURN);
}

enum sim_flow get_turn(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!may_receive(pipe_of(sim, thread), thread))
        return engine_into_kernel(sim, thread, frame, STATE_GET_IN_KERNEL);
    return get_read(sim, thread, frame);
}

enum sim_flow get_in_kernel(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    if (!pipe->receiver.i)
        return get_turn(sim, thread, frame);
    return sleep_in_list(sim, thread, frame, STATE_GET_TURN, SIM_RECORD_TURN_WAIT,
                         &pipe->receivers);
}

/* What the thread has read of the message at the pipe's front is frame->arg. */
enum sim_flow get_read(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!pipe_of(sim, thread)->bytes)
        return engine_into_kernel(sim, thread, frame, STATE_GET_EMPTY);
    return get_some(sim, thread, frame);
}

enum sim_flow get_empty(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    if (pipe->bytes)
        return get_some(sim, thread, frame);
    pipe->reader = thread->self;
    engine_record_off(sim, frame->arg ? SIM_RECORD_PIPE_EMPTY : SIM_RECORD_ITEM_WAIT, thread,
                      sync_queue(sim, thread),
                      frame->arg ? SIM_REASON_TRANSFER : SIM_REASON_QUEUE);
    return engine_block(sim, thread, frame, STATE_GET_READ, SIM_TIME_NEVER);
}

/* From 3.3 on that is Python, which reads the length by itself and takes the lock after each read()
 * (multiprocessing/connection.py, Connection._recv); before, it was C code that read all of it
 * without the lock. */
static bool reads_in_python(const struct sim *sim)
{
    return interp_language(sim) >= SIM_PYTHON_3_3;
}

/* What there is of the message at the front, or of its length. */
static uint32_t at_hand(struct sim *sim, const struct sim_pipe *pipe, uint32_t had)
{
    bool length = had < PIPE_HEADER && reads_in_python(sim);
    uint32_t left = (length ? 0 : message(sim, pipe).size) + PIPE_HEADER - had;

    return left < pipe->bytes ? left : (uint32_t)pipe->bytes;
}

enum sim_flow get_some(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_pipe *pipe = pipe_of(sim, thread);
    uint32_t bytes = at_hand(sim, pipe, frame->arg);
    sim_time cost = engine_cost(sim, thread, &p->system_call);

    cost += library_bytes(sim, thread, &p->pipe_read, bytes);
    if (message(sim, pipe).size >= p->read_fresh_from)
        cost += library_bytes(sim, thread, &p->fresh_mib, bytes);
    engine_record(sim, SIM_RECORD_PIPE_READ, thread, bytes, SIM_REASON_TRANSFER, 0);
    pipe->bytes -= bytes;
    pipe->reading = bytes;
    frame->arg += bytes;
    return engine_spend(sim, thread, frame, STATE_GET_GOT, cost);
}

/* That its length is gone makes no room, unless that was all of it: a pipe is made of pages. */
enum sim_flow get_got(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_pipe *pipe = pipe_of(sim, thread);
    uint32_t size = message(sim, pipe).size;
    bool whole = frame->arg == size + PIPE_HEADER;
    bool room = whole || frame->arg > PIPE_HEADER;
    sim_time cost = room ? call_other(sim, thread, &pipe->writer) : 0;

    if (size >= p->gather_fresh_from) /* once read() has returned */
        cost += library_bytes(sim, thread, &p->fresh_mib, pipe->reading);
    pipe->reading = 0;
    if (whole)
        return engine_spend(sim, thread, frame, STATE_GET_WHOLE, cost);
    return engine_spend(sim, thread, frame,
                        reads_in_python(sim) ? STATE_GET_AGAIN : STATE_GET_READ, cost);
}

enum sim_flow get_again(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_GET_BETWEEN);
}

enum sim_flow get_between(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_GET_READ);
}

/* The message is taken, and the next may listen; unpickling comes after that. */
static enum sim_flow take_message(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    struct sim_message what = pop_message(sim, pipe_of(sim, thread));

    frame->arg = what.size;
    sim->tstates[thread->self.i].payload = (uint8_t)what.payload;
    sync_pass_queue(sim, thread);
    engine_record(sim, SIM_RECORD_GET, thread, sync_queue(sim, thread), SIM_REASON_SAME, 0);
    return engine_go(frame, STATE_GET_TAKEN);
}

enum sim_flow get_whole(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    pipe->receiver = SIM_NO_THREAD;
    engine_owe(thread, call_for_turn(sim, thread, &pipe->receivers));
    return take_message(sim, thread, frame);
}

/* Room for one more. */
enum sim_flow get_taken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    if (!pipe->sender.i)
        engine_owe(thread, call_for_turn(sim, thread, &pipe->senders));
    return python_attach(sim, thread, frame, STATE_GET_ATTACHED);
}

enum sim_flow get_attached(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_message what = { .size = frame->arg,
                                .payload = sim->tstates[thread->self.i].payload };

    engine_record(sim, SIM_RECORD_UNPICKLE, thread, what.size, SIM_REASON_PICKLE, 0);
    return engine_spend(sim, thread, frame, STATE_RETURN, unpickling(sim, thread, what));
}

enum sim_flow get_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pipe *pipe = pipe_of(sim, thread);

    if (pipe->whole)
        return take_message(sim, thread, frame);
    if (pipe->woken && !thread->owed)
        return sleep_in_list(sim, thread, frame, STATE_GET_LOOK, SIM_RECORD_ITEM_WAIT,
                             &pipe->receivers);
    return look_again(sim, thread, frame, STATE_GET_LOOK, SIM_RECORD_LOOK, &frame->arg);
}

/* ---- rows ---- */

static bool is_semaphore(const struct sim_scenario *scenario, ptrdiff_t pipe)
{
    return pipe && scenario->queue_defs[pipe - 1].kind == SIM_QUEUE_SEMAPHORE;
}

/* Marks the queues that a thread of another interpreter than before uses. */
static void find_crossing(struct sim *sim, uint32_t thread)
{
    const struct sim_scenario *scenario = sim->scenario;
    uint32_t group = sim->threads[thread].group, interp = sim->tstates[thread].interp.i;
    const struct sim_program *program = sim_scenario_program(scenario, group);

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        struct sim_pipe *pipe = &sim->pipes[sim_scenario_queue(scenario, i, group)];

        if (sim_op_is_call(&scenario->ops[i]))
            continue; /* not pickled: wherever the other one is, that is all the same */
        if (pipe->user && pipe->user != interp)
            pipe->crosses = !is_semaphore(scenario, pipe - sim->pipes);
        pipe->user = interp;
    }
}

void pipe_layout(struct sim *sim, struct sim_layout *layout)
{
    uint32_t pipes = sim->interp_count > 1 ? sim->scenario->queues.count : 0;

    if (!pipes)
        return;
    sim_layout_rows(layout, &sim->pipes, sizeof(*sim->pipes), pipes);
    sim_layout_rows(layout, &sim->messages, sizeof(*sim->messages),
                    (size_t)pipes * pipe_rows(sim));
}

void pipe_init(struct sim *sim)
{
    const struct sim_scenario *scenario = sim->scenario;
    bool polled = false;

    for (uint32_t g = 0; g < scenario->group_count; g++)
        polled |= scenario->groups[g].birth == SIM_BORN_INTERP;
    if (!sim->pipes)
        return;
    for (uint32_t i = 0; i < scenario->queues.count; i++) {
        sim->pipes[i + 1].capacity = scenario->queue_defs[i].capacity;
        sim->pipes[i + 1].polled = polled;
        sim->pipes[i + 1].woken = polled && scenario->queue_defs[i].kind == SIM_QUEUE_LIBRARY;
    }
    for (uint32_t thread = 1; thread <= sim->thread_count; thread++)
        find_crossing(sim, thread);
}

const char *pipe_check(const struct sim *sim)
{
    for (uint32_t i = 1; sim->pipes && i <= sim->scenario->queues.count; i++) {
        const struct sim_pipe *pipe = &sim->pipes[i];

        if (pipe->bytes + pipe->writing > (uint64_t)sim->head->params.pipe_capacity)
            return "a pipe holds no more than its capacity, with what is being written";
        if (pipe->whole > pipe->count || pipe->rows > pipe->count ||
            pipe->rows > pipe_rows(sim))
            return "a message that is whole has been begun";
        if (pipe->reader.i && pipe->bytes && !pipe->untold)
            return "nobody sleeps at a pipe that has bytes for it";
    }
    return NULL;
}
