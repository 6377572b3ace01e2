/* SPDX-License-Identifier: GPL-3.0-or-later
 * Checkpoints, commands, seeking. */
#include "sim/timeline/timeline.h"

#include "sim/base/grow.h"
#include "sim/engine/model.h"
#include "sim/mech/interp.h"
#include "sim/timeline/pack.h"

#include <stdlib.h>
#include <string.h>

/* estimated: a step takes about 50 ns and copying a state of 50 KiB 5 us, so with 4,096 steps
 * between checkpoints they cost 2 % of a run, and going anywhere takes 0.2 ms. The bound for
 * going back without a noticeable wait, 16 ms, is kept up to 300,000 steps between them. */
#define FIRST_SPACING 4096

/* ---- checkpoints ---- */

static struct timeline_checkpoint *last_checkpoint(struct timeline *timeline)
{
    return &timeline->checkpoints[timeline->checkpoint_count - 1];
}

/* Keeps the first `bytes` of what has been packed. */
static bool add_checkpoint(struct timeline *timeline, size_t bytes)
{
    struct timeline_checkpoint *checkpoint;

    if (!sim_grow(&timeline->checkpoints, &timeline->checkpoint_room,
                  timeline->checkpoint_count, sizeof(*timeline->checkpoints)))
        return false;
    checkpoint = &timeline->checkpoints[timeline->checkpoint_count];
    checkpoint->packed = malloc(bytes);
    if (!checkpoint->packed)
        return false;
    memcpy(checkpoint->packed, timeline->packing, bytes);
    checkpoint->bytes = bytes;
    checkpoint->step = timeline_step_now(timeline);
    checkpoint->records = timeline->records;
    checkpoint->hash = sim_state_hash(timeline->sim);
    timeline->checkpoint_count++;
    timeline->bytes += bytes;
    return true;
}

static size_t pack_state(struct timeline *timeline)
{
    const struct sim *sim = timeline->sim;

    return timeline_pack(timeline->packing, sim->block, timeline->beginning, sim->size);
}

/* The checkpoint at step 0, from which all others are told. */
static bool begin_checkpoints(struct timeline *timeline)
{
    const struct sim *sim = timeline->sim;

    timeline->beginning = malloc(sim->size);
    timeline->packing = malloc(timeline_pack_most(sim->size));
    if (!timeline->beginning || !timeline->packing)
        return false;
    sim_save(sim, timeline->beginning);
    timeline->bytes = sim->size;
    return add_checkpoint(timeline, pack_state(timeline));
}

static void drop_checkpoint(struct timeline *timeline, size_t i)
{
    timeline->bytes -= timeline->checkpoints[i].bytes;
    free(timeline->checkpoints[i].packed);
}

static void thin_out(struct timeline *timeline)
{
    size_t kept = 0;

    for (size_t i = 0; i < timeline->checkpoint_count; i++) {
        if (i % 2)
            drop_checkpoint(timeline, i);
        else
            timeline->checkpoints[kept++] = timeline->checkpoints[i];
    }
    timeline->checkpoint_count = kept;
    timeline->spacing *= 2;
}

static bool is_due(struct timeline *timeline)
{
    return timeline_step_now(timeline) - last_checkpoint(timeline)->step >= timeline->spacing;
}

static bool checkpoint_if_due(struct timeline *timeline)
{
    size_t bytes;

    if (!is_due(timeline))
        return true;
    bytes = pack_state(timeline);
    while (is_due(timeline) && timeline->bytes + bytes > timeline->budget)
        thin_out(timeline);
    return !is_due(timeline) || add_checkpoint(timeline, bytes);
}

/* The last checkpoint at or before a step. */
static struct timeline_checkpoint *checkpoint_before(struct timeline *timeline, uint64_t step)
{
    size_t low = 0, high = timeline->checkpoint_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (timeline->checkpoints[middle].step > step)
            high = middle;
        else
            low = middle;
    }
    return &timeline->checkpoints[low];
}

/* ---- commands ---- */

static void apply(struct sim *sim, const struct timeline_command *command)
{
    if (command->thread)
        sim_choose(sim, command->thread);
    else if (sim_param_table[command->param].type == SIM_TYPE_LATENCY)
        sim_set_dist(sim, command->param, command->dist);
    else
        sim_set_number(sim, command->param, command->number);
}

/* How many take effect before steps up to this one. */
static size_t commands_up_to(const struct timeline *timeline, uint64_t step)
{
    size_t low = 0, high = timeline->command_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (timeline->commands[middle].step > step)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Commands that take effect before the step to come, which is made now. */
static void apply_commands(struct timeline *timeline)
{
    uint64_t here = timeline_step_now(timeline);
    size_t i = commands_up_to(timeline, here);

    for (; i < timeline->command_count && timeline->commands[i].step == here + 1; i++)
        apply(timeline->sim, &timeline->commands[i]);
}

/* ---- stepping ---- */

static bool make_history(struct timeline *timeline)
{
    struct sim *sim = timeline->sim;
    uint64_t before = sim->head->records;

    sim->out = sim_run_room(timeline->run);
    if (!sim->out)
        return false;
    apply_commands(timeline);
    timeline->status = sim_step(sim);
    timeline->frontier = sim->head->step;
    if (!sim_run_append(timeline->run, (uint32_t)(sim->head->records - before)))
        return false;
    timeline->records = timeline->run->count;
    return checkpoint_if_due(timeline);
}

static void repeat_history(struct timeline *timeline)
{
    struct sim_record again[SIM_RECORDS_PER_STEP];
    struct sim *sim = timeline->sim;
    bool same = true;
    uint32_t count;

    sim->out = again;
    apply_commands(timeline);
    sim_step(sim);
    count = (uint32_t)(sim->out - again);
    for (uint32_t i = 0; i < count; i++) {
        struct sim_record first = sim_run_record(timeline->run, timeline->records + i);

        same &= !memcmp(&first, &again[i], sizeof(first));
    }
    timeline->records += count;
    if (!same && !timeline->diverged)
        timeline->diverged = sim->head->step;
}

/* One step forward; false at the end of the run, or when out of memory. */
static bool forward(struct timeline *timeline)
{
    if (timeline_step_now(timeline) < timeline->frontier) {
        repeat_history(timeline);
        return true;
    }
    return timeline->status == SIM_GOING && make_history(timeline);
}

static void go_back(struct timeline *timeline, uint64_t step)
{
    struct timeline_checkpoint *checkpoint = checkpoint_before(timeline, step);

    sim_restore(timeline->sim, timeline->beginning);
    timeline_unpack(timeline->sim->block, checkpoint->packed, timeline->sim->size);
    timeline->records = checkpoint->records;
    if (sim_state_hash(timeline->sim) != checkpoint->hash && !timeline->diverged)
        timeline->diverged = checkpoint->step;
}

bool timeline_run(struct timeline *timeline, uint64_t steps)
{
    while (timeline_step_now(timeline) < steps) {
        bool at_frontier = timeline_step_now(timeline) == timeline->frontier;

        if (!forward(timeline))
            return at_frontier && timeline->status != SIM_GOING;
    }
    return true;
}

bool timeline_seek(struct timeline *timeline, uint64_t step)
{
    uint64_t here = timeline_step_now(timeline);

    if (step < here ||
        (step <= timeline->frontier && checkpoint_before(timeline, step)->step > here))
        go_back(timeline, step);
    return timeline_run(timeline, step);
}

/* ---- making, commanding, branching ---- */

struct sim_cast *timeline_cast_of(const struct sim *sim)
{
    struct sim_cast *cast = sim_cast_create(sim->scenario, sim->model->name, sim->interp_count,
                                            interp_interval(sim), sim->carrier_count > 0);

    if (cast) {
        cast->compiled = !sim->op_states[SIM_OP_PYTHON];
        cast->imports = sim->import_count;
    }
    return cast;
}

struct timeline *timeline_create(const struct sim_scenario *scenario,
                                 const struct sim_model *model, size_t budget,
                                 struct sim_errors *errors)
{
    struct timeline *timeline = calloc(1, sizeof(*timeline));

    if (timeline) {
        timeline->spacing = FIRST_SPACING;
        timeline->budget = budget;
        timeline->sim = sim_create(scenario, model, errors);
        if (!timeline->sim) {
            free(timeline);
            return NULL;
        }
        timeline->status = (enum sim_status)timeline->sim->head->status;
        timeline->cast = timeline_cast_of(timeline->sim);
        if (timeline->cast)
            timeline->run = sim_run_create(timeline->cast, budget);
    }
    if (!timeline || !timeline->run || !begin_checkpoints(timeline)) {
        sim_error_add(errors, scenario->file, 0, "out of memory", NULL);
        timeline_destroy(timeline);
        return NULL;
    }
    return timeline;
}

void timeline_destroy(struct timeline *timeline)
{
    if (!timeline)
        return;
    for (size_t i = 0; i < timeline->checkpoint_count; i++)
        free(timeline->checkpoints[i].packed);
    free(timeline->checkpoints);
    free(timeline->beginning);
    free(timeline->packing);
    free(timeline->commands);
    sim_run_destroy(timeline->run);
    sim_cast_destroy(timeline->cast);
    sim_destroy(timeline->sim);
    free(timeline);
}

static bool has_room(struct timeline *timeline)
{
    return sim_grow(&timeline->commands, &timeline->command_room, timeline->command_count,
                    sizeof(*timeline->commands)) &&
           sim_cast_makes_room(timeline->cast);
}

static bool keep_command(struct timeline *timeline, struct timeline_command command)
{
    if (!has_room(timeline))
        return false;
    timeline->commands[timeline->command_count++] = command;
    if (!command.thread && command.param == SIM_PARAM_switch_interval)
        sim_cast_change_interval(timeline->cast, command.step, command.number);
    return true;
}

/* Those that take effect later than before this step. */
static void forget_commands(struct timeline *timeline, uint64_t step)
{
    timeline->command_count = commands_up_to(timeline, step);
    sim_cast_forget_intervals(timeline->cast, step);
}

/* Forgets all that lies behind the cursor. */
static void forget_future(struct timeline *timeline)
{
    uint64_t here = timeline_step_now(timeline);

    forget_commands(timeline, here + 1);
    while (last_checkpoint(timeline)->step > here)
        drop_checkpoint(timeline, --timeline->checkpoint_count);
    sim_run_truncate(timeline->run, timeline->records);
    timeline->frontier = here;
    timeline->status = (enum sim_status)timeline->sim->head->status;
}

bool timeline_command(struct timeline *timeline, struct timeline_command command)
{
    if (!has_room(timeline))
        return false;
    command.step = timeline_step_now(timeline) + 1;
    forget_future(timeline);
    return keep_command(timeline, command);
}

bool timeline_rewind(struct timeline *timeline, uint64_t step)
{
    if (!timeline_seek(timeline, step))
        return false;
    forget_commands(timeline, timeline_step_now(timeline));
    forget_future(timeline);
    return true;
}

struct timeline *timeline_branch(const struct timeline *timeline, struct sim_errors *errors)
{
    const struct sim *sim = timeline->sim;
    struct timeline *branch = timeline_create(sim->asked, sim->model, timeline->budget, errors);
    uint64_t here = timeline_step_now(timeline);
    size_t count = commands_up_to(timeline, here);
    bool good = branch != NULL;

    for (size_t i = 0; good && i < count; i++)
        good = keep_command(branch, timeline->commands[i]);
    if (good && timeline_run(branch, here))
        return branch;
    if (branch)
        sim_error_add(errors, sim->scenario->file, 0, "out of memory", NULL);
    timeline_destroy(branch);
    return NULL;
}
