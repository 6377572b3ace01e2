/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a fork server does. */
#include "sim/mech/server.h"

#include "sim/mech/library.h"
#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

/* ---- rows ---- */

/* The group of the servers' threads; that behind the last: there is none. */
static uint32_t servers_group(const struct sim_scenario *scenario)
{
    uint32_t g = 0;

    while (g < scenario->group_count && scenario->groups[g].birth != SIM_BORN_SERVER)
        g++;
    return g;
}

static uint32_t server_count(const struct sim_scenario *scenario)
{
    uint32_t g = servers_group(scenario);

    return g < scenario->group_count ? scenario->groups[g].count : 0;
}

void server_layout(struct sim *sim, struct sim_layout *layout)
{
    sim_layout_rows(layout, &sim->servers, sizeof(*sim->servers), server_count(sim->scenario));
}

void server_init(struct sim *sim)
{
    const struct sim_scenario *scenario = sim->scenario;

    for (uint32_t i = 0; i < server_count(scenario); i++)
        sim->servers[i + 1].thread =
            sim->threads[sim_scenario_first_thread(scenario, servers_group(scenario)) + i].self;
}

/* ---- asking ---- */

bool server_made(struct sim *sim, const struct sim_thread *thread)
{
    return interp_of(sim, thread)->made_by;
}

bool server_is_lacking(struct sim *sim, const struct sim_thread *thread)
{
    return !interp_of(sim, thread)->serves;
}

static uint32_t new_server(struct sim *sim)
{
    uint32_t i = 1;

    while (sim->threads[sim->servers[i].thread.i].schedule != SIM_THREAD_ABSENT)
        i++;
    return i;
}

/* There is something for it in one of its lists. */
static sim_time rouse(struct sim *sim, struct sim_thread *thread,
                      const struct sim_server *server, engine_wake_fn *wake)
{
    struct sim_thread *own = &sim->threads[server->thread.i];

    if (own->schedule == SIM_THREAD_ABSENT) {
        engine_record(sim, SIM_RECORD_STARTS, thread, own->self.i, SIM_REASON_SAME, 0);
        return engine_start(sim, thread, own);
    }
    if (own->waiting != SIM_ASLEEP)
        return 0;
    return engine_resume(sim, thread, own, wake);
}

sim_time server_ask(struct sim *sim, struct sim_thread *thread, struct sim_thread *child)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (!interp->serves)
        interp->serves = new_server(sim);
    interp_of(sim, child)->made_by = interp->serves;
    child->starter = thread->self;
    sim_wait_list_append(sim, &sim->servers[interp->serves].asked, child);
    return rouse(sim, thread, &sim->servers[interp->serves], engine_wake_by_pipe);
}

/* The kernel tells it by a signal. */
sim_time server_hears(struct sim *sim, struct sim_thread *thread)
{
    struct sim_server *server = &sim->servers[interp_of(sim, thread)->made_by];

    sim_wait_list_append(sim, &server->gone, thread);
    return rouse(sim, thread, server, engine_wake);
}

/* ---- its own thread ---- */

static struct sim_server *server_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->servers[1 + thread->member];
}

static bool has_work(const struct sim_server *server)
{
    return !sim_wait_list_empty(&server->asked) || !sim_wait_list_empty(&server->gone);
}

/* One round of its loop, from select on. */
enum sim_flow op_serve(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return python_detach(sim, thread, frame, STATE_SERVE_POLL);
}

enum sim_flow serve_poll(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_SERVE_IN_KERNEL,
                        engine_cost(sim, thread, &sim->head->params.poll_call));
}

enum sim_flow serve_in_kernel(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    thread->waiting = SIM_NOT_WAITING;
    if (has_work(server_of(sim, thread)))
        return python_attach(sim, thread, frame, STATE_SERVE_NEXT);
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_SERVE_WAIT, thread, 0, SIM_REASON_SLEEP);
    return engine_block(sim, thread, frame, STATE_SERVE_IN_KERNEL, SIM_TIME_NEVER);
}

enum sim_flow serve_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_server *server = server_of(sim, thread);
    struct sim_thread *gone = sim_wait_list_take(sim, &server->gone);
    sim_time cost;

    if (gone) {
        frame->arg = gone->self.i;
        engine_record(sim, SIM_RECORD_REAP, thread, frame->arg, SIM_REASON_RUNNING, 0);
        return engine_spend(sim, thread, frame, STATE_SERVE_TELLS,
                            engine_cost(sim, thread, &p->server_reap));
    }
    if (sim_wait_list_empty(&server->asked))
        return SIM_FLOW_DONE;
    engine_record(sim, SIM_RECORD_MAKE, thread, server->asked.first.i, SIM_REASON_STARTUP, 0);
    cost = engine_cost(sim, thread, &p->server_accept);
    cost += library_cost(sim, thread, LIBRARY_FORK, &p->fork);
    return engine_spend(sim, thread, frame, STATE_SERVE_FORKS, cost);
}

/* Whoever joins the thread knows now that it is over; one at a time, so that a step stays bounded. */
enum sim_flow serve_tells(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *gone = &sim->threads[frame->arg], *joiner;

    gone->life = SIM_OVER;
    joiner = sim_wait_list_take(sim, &gone->joiners);
    if (!joiner)
        return serve_next(sim, thread, frame);
    engine_record(sim, SIM_RECORD_RESUME, thread, joiner->shown.i, SIM_REASON_SAME, 0);
    return engine_spend(sim, thread, frame, STATE_SERVE_TELLS,
                        engine_wake_by_pipe(sim, thread, joiner));
}

enum sim_flow serve_forks(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_thread *child = sim_wait_list_take(sim, &server_of(sim, thread)->asked);
    sim_time cost;

    frame->arg = child->self.i;
    engine_record(sim, SIM_RECORD_STARTS, thread, child->self.i, SIM_REASON_SAME, 0);
    cost = engine_start(sim, thread, child);
    cost += engine_cost(sim, thread, &p->server_answer);
    cost += library_cost(sim, thread, LIBRARY_FORK, &p->fork_parent);
    return engine_spend(sim, thread, frame, STATE_SERVE_ANSWERS, cost);
}

/* Asleep for the answer; on its way there it may sleep for the interpreter lock. */
static bool awaits_answer(const struct sim_thread *asker)
{
    return asker->waiting == SIM_ASLEEP && engine_top(asker)->state == STATE_PROCESS_SERVER;
}

enum sim_flow serve_answers(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = &sim->threads[frame->arg];
    struct sim_thread *asker = &sim->threads[child->starter.i];

    child->starter = SIM_NO_THREAD;
    if (!awaits_answer(asker))
        return SIM_FLOW_DONE;
    return engine_spend(sim, thread, frame, STATE_RETURN,
                        engine_resume(sim, thread, asker, engine_wake_by_pipe));
}
