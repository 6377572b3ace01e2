/* SPDX-License-Identifier: GPL-3.0-or-later
 * Process.start, step by step. */
#include "sim/mech/process.h"

#include "sim/mech/library.h"
#include "sim/mech/order.h"
#include "sim/mech/python.h"
#include "sim/mech/server.h"

#define MIB (INT64_C(1) << 20)

static sim_time cost_of(struct sim *sim, struct sim_thread *thread, const struct sim_dist *cost)
{
    return engine_cost(sim, thread, cost);
}

/* What forking makes necessary depends on what a version's interpreter has and writes to. */
static sim_time fork_cost(struct sim *sim, struct sim_thread *thread,
                          const struct sim_dist *cost)
{
    return library_cost(sim, thread, LIBRARY_FORK, cost);
}

static bool is_pools(const struct sim_op *op)
{
    return op->kind == SIM_OP_SUBMIT || op->kind == SIM_OP_RESULTS;
}

const char *process_refuses(const struct sim_op *op)
{
    return is_pools(op) ? "a thread pool is of one process; write a [map]" : NULL;
}

const char *process_interp_refuses(const struct sim_op *op)
{
    return is_pools(op)
               ? "a thread pool is of one interpreter; write a [map], which is a pool of them"
               : NULL;
}

/* ---- in the new process ---- */

/* What a process touches anew that one forked from its starter would share. */
static sim_time more_memory_cost(struct sim *sim, struct sim_thread *thread, int64_t more)
{
    sim_time each = cost_of(sim, thread, &sim->head->params.fresh_mib);

    return more > 0 ? sim_time_ratio(each, more, MIB) : 0;
}

/* From 3.14 on a fork server imports the main module before it forks, unless the program has set other
 * modules to preload; before, it was to, and got the wrong key (Lib/multiprocessing/forkserver.py,
 * ensure_running: 'main_path' of 3.13, 'init_main_from_path' of 3.14). */
static bool server_imports_main(const struct sim *sim)
{
    return interp_language(sim) >= SIM_PYTHON_3_14;
}

static sim_time main_cost(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost = library_cost(sim, thread, LIBRARY_MAIN, &p->main_run);

    return cost + cost_of(sim, thread, &p->main_import);
}

/* An interpreter that is started anew, which imports so much for its work. */
static sim_time start_cost(struct sim *sim, struct sim_thread *thread,
                           const struct sim_dist *import, bool main)
{
    sim_time cost = cost_of(sim, thread, &sim->head->params.interpreter_start);

    cost += cost_of(sim, thread, import);
    return main ? cost + main_cost(sim, thread) : cost;
}

static sim_time boot_cost(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost;

    if (process_birth(sim, thread) == SIM_BORN_INTERP)
        return cost_of(sim, thread, &p->interp_create);
    if (process_birth(sim, thread) == SIM_BORN_SERVER)
        return start_cost(sim, thread, &p->server_import, server_imports_main(sim));
    if (sim_params_start_method(p) == SIM_START_SPAWN)
        return start_cost(sim, thread, &p->spawn_import, true);
    cost = fork_cost(sim, thread, &p->fork_child);
    if (sim_params_start_method(p) != SIM_START_FORKSERVER)
        return cost;
    if (!server_imports_main(sim))
        cost += main_cost(sim, thread);
    return cost + more_memory_cost(sim, thread, p->memory_forkserver - p->memory_fork);
}

static uint8_t flag_of(const struct sim *sim, const struct sim_thread *thread)
{
    return process_birth(sim, thread) == SIM_BORN_INTERP ? SIM_RECORD_FLAG : 0;
}

enum sim_flow process_begin(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time cost = boot_cost(sim, thread);

    engine_record(sim, SIM_RECORD_BOOT, thread, engine_shown(cost), SIM_REASON_STARTUP,
                  flag_of(sim, thread));
    return engine_spend(sim, thread, frame, STATE_PROCESS_UP, cost);
}

enum sim_flow process_up(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_MAIN_ATTACHED);
}

enum sim_flow process_ends(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    bool interp = process_birth(sim, thread) == SIM_BORN_INTERP;
    sim_time cost = cost_of(sim, thread, interp ? &p->interp_destroy : &p->process_exit);

    engine_record(sim, SIM_RECORD_EXIT, thread, engine_shown(cost), SIM_REASON_STARTUP,
                  flag_of(sim, thread));
    return engine_spend(sim, thread, frame,
                        server_made(sim, thread) ? STATE_PROCESS_GONE : STATE_MAIN_DETACHED,
                        cost);
}

/* It is the server that tells whoever waits for it. */
enum sim_flow process_gone(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (thread->owed)
        return engine_spend(sim, thread, frame, STATE_PROCESS_GONE, 0);
    return engine_spend(sim, thread, frame, STATE_MAIN_ENDS, server_hears(sim, thread));
}

/* ---- in the one that starts it; frame->arg is the child ---- */

static struct sim_thread *child_of(struct sim *sim, const struct sim_frame *frame)
{
    return &sim->threads[frame->arg];
}

/* A child that is to come up later is waited for: whoever starts it has nothing else to do. */
enum sim_flow process_make(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = child_of(sim, frame);
    const struct sim_group *group = &sim->scenario->groups[child->group];

    child->deadline = group->timed ? engine_work(sim, child, &group->start) : 0;
    if (child->deadline <= sim->head->now)
        return process_now(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_PROCESS_SLEEP);
}

enum sim_flow process_sleep(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time left = child_of(sim, frame)->deadline - sim->head->now;

    if (thread->owed)
        return engine_spend(sim, thread, frame, STATE_PROCESS_SLEEP, 0);
    if (left <= 0)
        return process_due(sim, thread, frame);
    engine_record_off(sim, SIM_RECORD_SLEEP, thread, engine_shown(left), SIM_REASON_SLEEP);
    return engine_block(sim, thread, frame, STATE_PROCESS_DUE, sim->head->now + left);
}

enum sim_flow process_due(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_PROCESS_NOW);
}

enum sim_flow process_now(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost = cost_of(sim, thread, &p->process_call);

    engine_record(sim, SIM_RECORD_MAKE, thread, frame->arg, SIM_REASON_STARTUP, 0);
    switch (sim_params_start_method(p)) {
    case SIM_START_SPAWN:
        cost += cost_of(sim, thread, &p->exec);
        break;
    case SIM_START_FORKSERVER:
        cost += cost_of(sim, thread, &p->server_call);
        if (server_is_lacking(sim, thread))
            cost += cost_of(sim, thread, &p->exec);
        return engine_spend(sim, thread, frame, STATE_PROCESS_ASKED, cost);
    default:
        cost += fork_cost(sim, thread, &p->fork);
        cost += sim_time_ratio(cost_of(sim, thread, &p->fork_mib), p->memory, MIB);
        break;
    }
    return engine_spend(sim, thread, frame, STATE_PROCESS_MADE, cost);
}

enum sim_flow process_asked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = child_of(sim, frame);

    if (child->schedule != SIM_THREAD_ABSENT || child->starter.i) /* another's came first */
        return SIM_FLOW_DONE;
    order_after(sim, thread, child);
    return engine_spend(sim, thread, frame, STATE_PROCESS_SENT, server_ask(sim, thread, child));
}

enum sim_flow process_sent(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_PROCESS_READS);
}

enum sim_flow process_reads(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_PROCESS_SERVER);
}

/* The server answers with the number of the new process. */
enum sim_flow process_server(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    thread->waiting = SIM_NOT_WAITING;
    if (!child_of(sim, frame)->starter.i)
        return python_attach(sim, thread, frame, STATE_RETURN);
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_SERVER, thread, frame->arg, SIM_REASON_STARTUP);
    return engine_block(sim, thread, frame, STATE_PROCESS_SERVER, SIM_TIME_NEVER);
}

enum sim_flow process_made(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost;

    if (child_of(sim, frame)->schedule != SIM_THREAD_ABSENT) /* another's `start` came first */
        return SIM_FLOW_DONE;
    order_after(sim, thread, child_of(sim, frame));
    engine_record(sim, SIM_RECORD_STARTS, thread, frame->arg, SIM_REASON_SAME, 0);
    cost = engine_start(sim, thread, child_of(sim, frame));
    if (sim_params_start_method(p) == SIM_START_FORK)
        cost += fork_cost(sim, thread, &p->fork_parent);
    return engine_spend(sim, thread, frame, STATE_RETURN, cost);
}
