/* SPDX-License-Identifier: GPL-3.0-or-later
 * The block of a run, and its main loop. */
#include "sim/engine/sim.h"

#include "sim/base/hint.h"
#include "sim/base/pages.h"
#include "sim/engine/cores.h"
#include "sim/engine/earliest.h"
#include "sim/engine/engine.h"
#include "sim/engine/model.h"
#include "sim/engine/siblings.h"
#include "sim/engine/threads.h"
#include "sim/engine/usage.h"

#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

/* Rows of sim->blocks: one for each thread and each level of blocks in its program. */
static size_t block_count(const struct sim_scenario *scenario)
{
    size_t blocks = 0;

    for (uint32_t g = 0; g < scenario->group_count; g++)
        blocks += (size_t)scenario->groups[g].count * sim_scenario_program(scenario, g)->depth;
    return blocks;
}

static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    sim_layout_rows(layout, &sim->idle, sizeof(*sim->idle), sim->core_count);
    sim_layout_rows(layout, &sim->cores, sizeof(*sim->cores), sim->core_count);
    sim_layout_rows(layout, &sim->threads, sizeof(*sim->threads), sim->thread_count);
    if (earliest_wanted(sim))
        sim_layout_rows(layout, &sim->places, sizeof(*sim->places), sim->thread_count);
    if (usage_is_wanted(sim)) {
        sim_layout_rows(layout, &sim->core_usages, sizeof(*sim->core_usages), sim->core_count);
        sim_layout_rows(layout, &sim->thread_usages, sizeof(*sim->thread_usages),
                        sim->thread_count);
    }
    sim_layout_rows(layout, &sim->blocks, sizeof(*sim->blocks), block_count(sim->scenario));
    sim_layout_rows(layout, &sim->ends, sizeof(*sim->ends), sim->scenario->group_count);
    sim_layout_events(layout, &sim->events);
    sim_layout_events(layout, &sim->ticks);
    if (sim->model->layout)
        sim->model->layout(sim, layout);
}

/* The run, with its block behind it, as the outline has it. NULL: out of memory. */
static struct sim *allocate(struct sim *outline)
{
    const size_t before = offsetof(struct sim, head), head = sizeof(*outline) - before;
    struct sim_layout layout = { .used = head };
    struct sim *sim;

    lay_out(outline, &layout);
    if (layout.used > SIZE_MAX / 2)
        return NULL;
    outline->size = (size_t)layout.used;
    sim = sim_pages_new(SIM_BLOCK_ALIGNMENT, before + outline->size);
    if (!sim)
        return NULL;
    memcpy(sim, outline, before);
    sim->block = (unsigned char *)sim + before;
    memset(sim->block, 0, sim->size);
    layout = (struct sim_layout){ .block = sim->block, .used = head };
    lay_out(sim, &layout);
    return sim;
}

/* Sums over threads or cores have to hold, whoever makes them; and what is later than events can be
 * comes too late (four threads have that long). */
static sim_time longest(const struct sim *sim)
{
    uint32_t rows = sim->thread_count > sim->core_count ? sim->thread_count : sim->core_count;

    return rows < 4 ? SIM_EVENT_TIME_MAX - 1 : INT64_MAX / rows;
}

/* All that is known before there is a block. False: out of memory. */
static bool draw_outline(struct sim *sim, const struct sim_scenario *scenario,
                         const struct sim_model *model)
{
    *sim = (struct sim){
        .scenario = scenario, .asked = scenario, .model = model, .states = model->states
    };
    if (model->translate)
        sim->scenario = scenario = sim->translated = model->translate(scenario);
    if (!scenario)
        return false;
    sim->core_count = (uint32_t)scenario->params.cores;
    sim->thread_count = (uint32_t)sim_scenario_threads(scenario);
    sim->carrier_count = model->carriers ? model->carriers(scenario) : 0;
    sim->thread_count += sim->carrier_count;
    sim->longest = longest(sim);
    sim_events_size(&sim->events, sim->thread_count);
    sim_events_size(&sim->ticks, /* and for the balancer of hardware threads */
                    sim->core_count + (sim_params_paired(&scenario->params) > 0));
    for (uint32_t kind = 0; kind < SIM_OP_COUNT; kind++)
        sim->op_states[kind] = sim_model_rule(model, kind)->state;
    return !model->prepare || (sim->constants = model->prepare(scenario));
}

/* What is outside the block. */
static void free_outline(struct sim *sim)
{
    free(sim->translated);
    free(sim->constants);
}

/* Nothing happens after that. */
static sim_time last_moment(const struct sim *sim)
{
    sim_time until = sim->head->params.until;

    return until < sim->longest ? until : sim->longest;
}

/* What is due soon: near, before the end, and not so far from now that one record could not tell. Such
 * events are nodes before this one. */
static void plan(struct sim *sim)
{
    sim_time last = sim->head->now + UINT32_MAX, end = last_moment(sim);

    last = end < last ? end : last;
    sim->head->soon = sim->model->choose ? 0 : sim_events_from(&sim->events, last + 1);
}

struct sim *sim_create(const struct sim_scenario *scenario, const struct sim_model *model,
                       struct sim_errors *errors)
{
    struct sim outline, *sim = NULL;

    if (draw_outline(&outline, scenario, model))
        sim = allocate(&outline);
    if (!sim) {
        free_outline(&outline);
        sim_error_add(errors, scenario->file, 0,
                      "out of memory: ask for fewer threads or cores", NULL);
        return NULL;
    }
    scenario = sim->scenario; /* as the model runs it */
    sim->head->params = scenario->params;
    sim_events_clear(&sim->events);
    sim_events_clear(&sim->ticks);
    cores_init(sim);
    threads_init(sim);
    if (model->init)
        model->init(sim);
    plan(sim);
    if (!sim->head->live)
        sim->head->status = SIM_ENDED;
    if (model->strict && model->find(scenario, NULL, 0))
        sim_events_clear(&sim->events); /* nothing will happen: see cannot_go_on */
    return sim;
}

void sim_destroy(struct sim *sim)
{
    if (!sim)
        return;
    free_outline(sim);
    free(sim);
}

/* ---- records ---- */

/* Records are appended without time; the step says when it was, once, in the first of them. A gap
 * that needs more than 32 bits has room in front: see go_to. */
static void date_records(struct sim_record *first, sim_time gap)
{
    if (gap > UINT32_MAX)
        first++->arg = (uint32_t)((uint64_t)gap >> 32);
    first->dt = (uint32_t)gap;
}

/* Records have been appended from `first` on. */
static inline void count_records(struct sim *sim, const struct sim_record *first)
{
    sim->head->records += (uint64_t)(sim->out - first);
}

void engine_too_many_records(const struct sim *sim)
{
    sim_assert_failed_in(sim, "a step appends at most SIM_RECORDS_PER_STEP records", __FILE__,
                         __LINE__);
}

/* ---- stepping ---- */

/* Where something happens that no other record tells of, SIM_RECORD_STEP does: a step has one, so
 * that steps can be counted by records. */

static void stop(struct sim *sim, enum sim_status status, enum sim_record_kind kind)
{
    sim->head->status = status;
    engine_append(sim, kind, 0, 0, 0, 0);
}

/* No event is left: a deadlock, or the model's check lets nothing begin. */
static void cannot_go_on(struct sim *sim)
{
    struct sim_finding found;

    if (!sim->model->strict || sim->head->step > 1 ||
        !sim->model->find(sim->scenario, &found, 1)) {
        stop(sim, SIM_DEADLOCK, SIM_RECORD_DEADLOCK);
        return;
    }
    sim->head->status = SIM_REFUSED;
    engine_append(sim, SIM_RECORD_REFUSED, 0, 0, found.thread[0], found.op[0]);
    if (found.thread[0] != found.thread[1] || found.op[0] != found.op[1] ||
        found.chunk[0] != found.chunk[1])
        engine_append(sim, SIM_RECORD_CONFLICT, 0, 0, found.thread[1], found.op[1]);
}

/* A thread may pass that many states within one step before others get their turn at the same
 * instant. It bounds a step; a program of ops that take no time then is a chain of steps. */
#define STATES_PER_STEP 64

SIM_INLINE void go_on(struct sim *sim, struct sim_thread *thread)
{
    int left = STATES_PER_STEP;

    do {
        struct sim_frame *frame = &thread->frames[(size_t)thread->depth - 1];
        enum sim_flow flow = sim->states[frame->state](sim, thread, frame);

        if (flow == SIM_FLOW_PAUSE)
            return;
        if (flow == SIM_FLOW_DONE && !--thread->depth)
            return;
    } while (!engine_is_full(sim) && --left);
    thread->burst_from = sim->head->now; /* the rest in a further step of the same instant */
    threads_arm(sim, thread);
}

SIM_INLINE void burst_ended(struct sim *sim, struct sim_thread *thread)
{
    if (thread->shares && threads_draws_on(sim, thread))
        return;
    thread->burst_left = 0;
    go_on(sim, thread);
}

SIM_INLINE void thread_step(struct sim *sim, sim_event_node event)
{
    uint32_t slot = sim_event_slot(event);
    struct sim_thread *thread = &sim->threads[slot];
    const struct sim_record *front = sim->out;
    const sim_event_node *leaf =
        sim_events_take(&sim->events, slot); /* mostly it arms a next */

    if (sim_event_ends_burst(event)) /* known before the thread's row is here */
        burst_ended(sim, thread);
    else
        threads_event_off_core(sim, thread);
    if (*leaf == SIM_EVENT_NONE)
        engine_disarm_apart(sim, thread);
    if (sim->out == front)
        engine_append(sim, SIM_RECORD_STEP, 0, 0, thread->shown.i, 0);
}

SIM_INLINE void core_step(struct sim *sim, sim_event_node event)
{
    const struct sim_record *front = sim->out;
    uint32_t core = sim_event_slot(event);

    if (core > sim->core_count) {
        siblings_balance(sim);
        core = 0;
    } else {
        cores_tick(sim, (uint16_t)core);
    }
    if (sim->out == front)
        engine_append(sim, SIM_RECORD_STEP, 0, (uint16_t)core, 0, 0);
}

/* The step of the first event: of these, the first of the threads' and of the cores'. */
SIM_INLINE void event_step(struct sim *sim, sim_event_node thread, sim_event_node core)
{
    if (thread < core)
        thread_step(sim, thread);
    else
        core_step(sim, core);
}

/* The next event is far: nothing is due before `now`. */
static void turn_events(struct sim *sim, sim_time now)
{
    sim_events_turn(&sim->events, now);
    sim_events_turn(&sim->ticks, now);
    if (sim->timers.leaves) { /* the loop may be late: there, some are overdue */
        sim_time first = sim_events_next(&sim->timers);

        sim_events_turn(&sim->timers, first < now ? first : now);
    }
}

/* Goes to an event's moment. A gap that one record cannot tell gets one of its own. */
static void go_to(struct sim *sim, sim_time now)
{
    if (now - sim->head->now > UINT32_MAX)
        engine_append(sim, SIM_RECORD_GAP, 0, 0, 0, 0);
    sim->head->now = now;
}

/* A step that may be other than that of an event that is due soon. */
SIM_SELDOM static void any_step(struct sim *sim)
{
    struct sim_head *head = sim->head;
    struct sim_record *first = sim->out;
    sim_time before = head->now, next = sim_next(sim), end = last_moment(sim);

    if (sim->model->choose && sim->model->choose(sim)) {
        /* time stands still */
    } else if (next == SIM_TIME_NEVER) {
        cannot_go_on(sim);
    } else if (next > end) {
        bool asked = end == head->params.until;

        go_to(sim, end);
        stop(sim, asked ? SIM_UNTIL : SIM_OVERLONG,
             asked ? SIM_RECORD_UNTIL : SIM_RECORD_OVERLONG);
    } else {
        SIM_INVARIANT_IN(sim, next >= head->now);
        go_to(sim, next);
        if (next >= sim_events_end(&sim->events))
            turn_events(sim, next);
        event_step(sim, sim_events_first(&sim->events), sim_events_first(&sim->ticks));
    }
    date_records(first, head->now - before);
    plan(sim);
}

/* Goes to an event that is due soon. Returns how long that is from now. */
SIM_INLINE uint32_t go_soon(struct sim *sim, sim_event_node event)
{
    sim_time before = sim->head->now, now = sim_events_when(&sim->events, event);

    sim->head->now = now;
    return (uint32_t)(now - before);
}

SIM_INLINE void step_of_thread(struct sim *sim, sim_event_node event)
{
    struct sim_record *first = sim->out;
    uint32_t gap = go_soon(sim, event);

    thread_step(sim, event);
    first->dt = gap;
}

static void step_of_core(struct sim *sim, sim_event_node event)
{
    struct sim_record *first = sim->out;
    uint32_t gap = go_soon(sim, event);

    core_step(sim, event);
    first->dt = gap;
}

/* No thread's event is due soon. */
SIM_SELDOM static void step_otherwise(struct sim *sim)
{
    sim_event_node core = sim_events_first(&sim->ticks);

    if (core < sim->head->soon)
        step_of_core(sim, core);
    else
        any_step(sim);
}

/* The run is going on. */
SIM_INLINE void step(struct sim *sim)
{
    struct sim_record *first = sim->out;
    sim_event_node event = sim_events_first(&sim->events), core = sim_events_first(&sim->ticks);

    sim->out_end = first + SIM_RECORDS_PER_STEP;
    sim->head->step++;
    if (event >= sim->head->soon)
        step_otherwise(sim);
    else if (event < core)
        step_of_thread(sim, event);
    else
        step_of_core(sim, core);
    first->flags |= SIM_RECORD_FIRST;
}

enum sim_status sim_step(struct sim *sim)
{
    const struct sim_record *first = sim->out;

    if (sim->head->status == SIM_GOING) {
        step(sim);
        count_records(sim, first);
    }
    return (enum sim_status)sim->head->status;
}

void sim_fill(struct sim *sim, const struct sim_record *end)
{
    const struct sim_record *first = sim->out;

    while (sim->head->status == SIM_GOING && sim->out < end)
        step(sim);
    count_records(sim, first);
}

sim_time sim_next(const struct sim *sim)
{
    sim_time thread = sim_events_next(&sim->events), core = sim_events_next(&sim->ticks);

    return thread < core ? thread : core;
}

/* ---- time travel and commands ---- */

void sim_save(const struct sim *sim, void *checkpoint)
{
    memcpy(checkpoint, sim->block, sim->size);
}

void sim_restore(struct sim *sim, const void *checkpoint)
{
    memcpy(sim->block, checkpoint, sim->size);
}

void sim_choose(struct sim *sim, uint32_t thread)
{
    sim->head->chosen.i = thread;
}

void sim_set_number(struct sim *sim, enum sim_param_id id, int64_t value)
{
    SIM_REQUIRE_IN(sim, sim_param_table[id].when == SIM_LIVE);
    *sim_param_number(&sim->head->params, id) = value;
}

void sim_set_dist(struct sim *sim, enum sim_param_id id, struct sim_dist dist)
{
    SIM_REQUIRE_IN(sim, sim_param_table[id].type == SIM_TYPE_LATENCY);
    *sim_param_dist(&sim->head->params, id) = dist;
}
