/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making a cast from a scenario, and names from ids. */
#include "sim/trace/cast.h"

#include "sim/base/grow.h"

#include <stdlib.h>
#include <string.h>

static struct sim_cast_group group_of(const struct sim_scenario *scenario, uint32_t g,
                                      uint32_t first, uint32_t interps)
{
    const struct sim_group *from = &scenario->groups[g];
    struct sim_cast_group group = { .name = from->name,
                                    .first = first,
                                    .count = from->count,
                                    .interp = interps != 0,
                                    .daemon = from->daemon };

    if (interps != sim_scenario_processes(scenario))
        return group;
    group.interp = (uint16_t)sim_scenario_process_of(scenario, g, 0);
    if (from->process) {
        group.each = sim_scenario_each(scenario, g);
        group.process = scenario->processes[from->process - 1].name;
    }
    return group;
}

static size_t size_of(const struct sim_names *names)
{
    return names->count * sizeof(*names->list);
}

/* A model may have added names, and its lists go with the run. */
static struct sim_names copy_of(const struct sim_names *names, const char ***at)
{
    struct sim_names copy = { *at, names->count };

    if (names->count)
        memcpy(*at, names->list, size_of(names));
    *at += names->count;
    return copy;
}

/* The cast and its arrays are one allocation. */
struct sim_cast *sim_cast_create(const struct sim_scenario *scenario, const char *model,
                                 uint32_t interps, sim_time interval, bool loops)
{
    size_t groups = scenario->group_count * sizeof(struct sim_cast_group);
    size_t ops = scenario->op_count * sizeof(struct sim_cast_op);
    size_t names =
        size_of(&scenario->queues) + size_of(&scenario->events) + size_of(&scenario->measures);
    size_t places = scenario->queues.count * sizeof(uint32_t);
    struct sim_cast *cast = calloc(1, sizeof(*cast) + groups + ops + names + places);
    const char **list;
    uint32_t *place;
    struct sim_cast_group *group;
    struct sim_cast_op *op;

    if (!cast)
        return NULL;
    group = (struct sim_cast_group *)(cast + 1);
    op = (struct sim_cast_op *)(void *)(group + scenario->group_count);
    list = (const char **)(void *)(op + scenario->op_count);
    *cast =
        (struct sim_cast){ .title = scenario->title,
                           .model = model,
                           .python = interps ? sim_python_names[scenario->params.python] : NULL,
                           .version = (enum sim_python)scenario->params.python,
                           .interval = interval,
                           .cores = (uint32_t)scenario->params.cores,
                           .paired = sim_params_paired(&scenario->params),
                           .shared_speed = scenario->params.shared_speed,
                           .threads = (uint32_t)sim_scenario_threads(scenario),
                           .interps = interps,
                           .groups = group,
                           .group_count = scenario->group_count,
                           .ops = op,
                           .op_count = scenario->op_count,
                           .vars = scenario->vars,
                           .var_defs = scenario->var_defs,
                           .locks = scenario->locks,
                           .events = copy_of(&scenario->events, &list),
                           .measures = copy_of(&scenario->measures, &list),
                           .queues = copy_of(&scenario->queues, &list),
                           .barriers = scenario->barriers,
                           .regions = scenario->regions };
    cast->places = place = (uint32_t *)(void *)list;
    for (uint32_t i = 0; i < scenario->queues.count; i++) {
        const struct sim_queue_def *def = &scenario->queue_defs[i];

        place[i] = def->kind == SIM_QUEUE_SEMAPHORE ? def->value + 1 : 0;
    }
    for (uint32_t g = 0, first = 1; g < scenario->group_count; g++) {
        const struct sim_group *from = &scenario->groups[g];

        group[g] = group_of(scenario, g, first, interps);
        cast->tasks += loops && sim_group_is_task(from) ? from->count : 0;
        first += from->count;
    }
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        const struct sim_op *from = &scenario->ops[i];

        op[i] = (struct sim_cast_op){ from->text, from->code, from->kind, from->object,
                                      from->line };
    }
    return cast;
}

void sim_cast_destroy(struct sim_cast *cast)
{
    if (cast)
        free(cast->intervals);
    free(cast);
}

bool sim_cast_makes_room(struct sim_cast *cast)
{
    return sim_grow(&cast->intervals, &cast->interval_room, cast->interval_count,
                    sizeof(*cast->intervals));
}

void sim_cast_change_interval(struct sim_cast *cast, uint64_t step, sim_time interval)
{
    if (cast->interval) /* else nobody waits for one */
        cast->intervals[cast->interval_count++] = (struct sim_cast_interval){ step, interval };
}

void sim_cast_forget_intervals(struct sim_cast *cast, uint64_t step)
{
    while (cast->interval_count && cast->intervals[cast->interval_count - 1].step > step)
        cast->interval_count--;
}

sim_time sim_cast_interval(const struct sim_cast *cast, uint64_t step)
{
    for (size_t i = cast->interval_count; i; i--) {
        if (cast->intervals[i - 1].step <= step)
            return cast->intervals[i - 1].time;
    }
    return cast->interval;
}

const struct sim_cast_group *sim_cast_group_of(const struct sim_cast *cast, uint32_t thread)
{
    uint32_t low = 0, high = cast->group_count;

    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;

        if (cast->groups[middle].first <= thread)
            low = middle;
        else
            high = middle;
    }
    return &cast->groups[low];
}

void sim_cast_put_thread(const struct sim_cast *cast, struct sim_text *text, uint32_t thread)
{
    const struct sim_cast_group *group;

    if (!thread) {
        sim_text_put(text, "nobody");
        return;
    }
    group = sim_cast_group_of(cast, thread);
    sim_text_put(text, group->name);
    thread -= group->first;
    if (group->count <= 1)
        return;
    sim_text_put(text, "-");
    if (group->each > 1 && group->each < group->count) {
        sim_text_put_int(text, thread / group->each + 1);
        sim_text_put(text, ".");
        thread %= group->each;
    }
    sim_text_put_int(text, thread + 1);
}

/* ---- interpreters ---- */

/* How many of them a group's threads belong to. */
static uint32_t interps_of(const struct sim_cast_group *group)
{
    return group->each ? group->count / group->each : 1;
}

uint16_t sim_cast_interp_of(const struct sim_cast *cast, uint32_t thread)
{
    const struct sim_cast_group *group = sim_cast_group_of(cast, thread);

    if (!group->each)
        return group->interp;
    return (uint16_t)(group->interp + (thread - group->first) / group->each);
}

bool sim_cast_copies(const struct sim_cast *cast, uint32_t thread, uint32_t var)
{
    return sim_cast_interp_of(cast, thread) > 1 &&
           !(cast->var_defs && cast->var_defs[var].shared);
}

void sim_cast_put_interp(const struct sim_cast *cast, struct sim_text *text, uint32_t interp)
{
    const struct sim_cast_group *group = cast->groups;
    uint32_t which;

    while (interp < group->interp || interp >= group->interp + interps_of(group)) {
        if (++group == cast->groups + cast->group_count) {
            sim_text_put(text, "main"); /* whose threads are others' */
            return;
        }
    }
    which = interp - group->interp;
    if (!group->process) {
        sim_cast_put_thread(cast, text, group->first + which * group->each);
        return;
    }
    sim_text_put(text, group->process);
    if (interps_of(group) < 2)
        return;
    sim_text_put(text, "-");
    sim_text_put_int(text, which + 1);
}

void sim_cast_put_whose(const struct sim_cast *cast, struct sim_text *text, uint32_t interp)
{
    if (cast->interps < 2)
        return;
    sim_text_put(text, " of ");
    sim_cast_put_interp(cast, text, interp);
}

void sim_cast_put_gil(const struct sim_cast *cast, struct sim_text *text, uint32_t interp)
{
    sim_text_put(text, "GIL");
    if (cast->interps < 2)
        return;
    sim_text_put(text, " ");
    sim_cast_put_interp(cast, text, interp);
}

bool sim_cast_is_object(const struct sim_cast *cast, uint32_t var)
{
    for (uint32_t i = 0; i < cast->op_count; i++) {
        if (cast->ops[i].kind == SIM_OP_REF && cast->ops[i].object == var)
            return true;
    }
    return false;
}

uint32_t sim_cast_find_thread(const struct sim_cast *cast, const char *name)
{
    char buffer[256];

    for (uint32_t thread = 1; thread <= cast->threads; thread++) {
        struct sim_text text = SIM_TEXT(buffer);

        sim_cast_put_thread(cast, &text, thread);
        if (!strcmp(buffer, name))
            return thread;
    }
    return 0;
}

static void put_count(struct sim_text *text, uint32_t count, const char *what)
{
    sim_text_put_int(text, count);
    sim_text_put(text, what);
    sim_text_put(text, count == 1 ? "" : "s");
}

void sim_cast_put_threads(const struct sim_cast *cast, struct sim_text *text)
{
    uint32_t others = cast->threads - cast->tasks;

    if (others || !cast->tasks)
        put_count(text, others, " thread");
    sim_text_put(text, others && cast->tasks ? ", " : "");
    if (cast->tasks)
        put_count(text, cast->tasks, " task");
}

const char *sim_cast_threads_word(const struct sim_cast *cast)
{
    return 2 * cast->tasks > cast->threads ? "tasks" : "threads";
}

const char *sim_cast_cores_word(const struct sim_cast *cast)
{
    if (cast->paired)
        return cast->cores == 1 ? "hardware thread" : "hardware threads";
    return cast->cores == 1 ? "core" : "cores";
}

/* Where nothing is interpreted, what takes time beside the program's own work; and what locks there are
 * where modules have some, too. */
const char *sim_cast_reason(const struct sim_cast *cast, enum sim_reason reason)
{
    if (cast->compiled && reason == SIM_REASON_RUNNING)
        return "calling libraries and the kernel";
    if (cast->imports && reason == SIM_REASON_LOCK)
        return "waiting for a lock, or for an import";
    return sim_reasons[reason].text;
}
