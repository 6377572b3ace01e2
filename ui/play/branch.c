/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making runs, and standing somewhere in them. */
#include "ui/play/branch.h"

#include "sim/models/models.h"
#include "sim/timeline/schedule.h"
#include "ui/play/find.h"

#include <stdlib.h>
#include <string.h>

/* Bytes for the checkpoints of a run, and again for the copies of its fold. */
#define BUDGET ((size_t)128 << 20)

/* ---- making ---- */

void play_branch_forget_lanes(struct play_branch *branch)
{
    lanes_free(&branch->lanes);
    strips_free(&branch->strips);
    strips_free(&branch->overview);
    for (int i = 0; i < PLAY_BRANCH_APART; i++)
        strips_free(&branch->apart[i]);
    strips_sums_free(&branch->sums);
    strips_survey_free(&branch->fine);
    branch->lanes_surveyed = false;
    branch->totals_thread = 0;
    branch->reasons = 0;
}

void play_branch_destroy(struct play_branch *branch)
{
    if (!branch)
        return;
    for (size_t i = 0; i < branch->setting_count; i++)
        free(branch->settings[i]);
    play_branch_forget_lanes(branch);
    lanes_free(&branch->survey);
    sim_fold_destroy(branch->before);
    sim_fold_destroy(branch->now);
    sim_fold_destroy(branch->spare);
    timeline_destroy(branch->timeline);
    sim_run_destroy(branch->read);
    scenario_free(branch->own);
    free(branch);
}

static struct play_branch *new_branch(const struct play_source *source)
{
    struct play_branch *branch = calloc(1, sizeof(*branch));

    if (branch) {
        branch->parent = -1;
        branch->parted = UINT64_MAX;
        branch->limit = source->limit;
        branch->game = source->game;
        branch->cells = source->cells;
    }
    return branch;
}

static bool out_of_memory(struct sim_errors *errors)
{
    return sim_error_add(errors, NULL, 0, "out of memory", NULL);
}

static uint32_t reasons_of(const struct sim_fold *fold)
{
    uint32_t reasons = 0;

    for (uint32_t i = 1; i <= fold->cast->threads; i++) {
        reasons |= 1u << fold->threads[i].reason;
        for (int reason = 1; reason < SIM_REASON_COUNT; reason++)
            reasons |= sim_fold_spent(fold, i, (enum sim_reason)reason) > 0 ? 1u << reason : 0;
    }
    return reasons;
}

uint32_t play_branch_reasons(struct play_branch *branch)
{
    const struct sim_fold *now = branch->now;

    for (uint32_t i = 1; branch->game && i <= now->cast->threads; i++)
        branch->reasons |= 1u << sim_fold_reason(now, i);
    if (!branch->reasons)
        branch->reasons = reasons_of(branch->run->end);
    return branch->reasons;
}

uint32_t play_branch_reasons_so_far(const struct play_branch *branch)
{
    return reasons_of(branch->now);
}

bool play_takes_lock(const struct play_branch *branch, uint32_t interp)
{
    return branch->game || branch->run->end->interps[interp].takes;
}

/* The next steps of the tape. */
static bool read_on(struct play_branch *branch)
{
    for (uint64_t i = 0; i < branch->limit && !branch->tape_ended; i++) {
        struct sim_record *records = sim_run_room(branch->read);
        uint32_t count = records ? branch->tape->next(branch->tape->context, records) : 0;

        if (!records || (count && !sim_run_append(branch->read, count)))
            return false;
        branch->tape_ended = !count;
    }
    return true;
}

bool play_branch_survey(struct play_branch *branch)
{
    if (!branch->lanes_surveyed)
        branch->lanes_surveyed = lanes_survey(branch->run, branch->spare, &branch->survey);
    return branch->lanes_surveyed;
}

static bool run_on(struct play_branch *branch)
{
    struct timeline *timeline = branch->timeline;

    if (branch->tape)
        return read_on(branch);
    if (branch->game)
        return schedule_to_choice(timeline, branch->limit);
    return timeline_run(timeline, timeline_step_now(timeline) + branch->limit);
}

/* As much of the run as the limit allows, from the frontier on. */
static bool make_more(struct play_branch *branch)
{
    return run_on(branch) && (!branch->cells || play_branch_survey(branch));
}

static bool begin(struct play_branch *branch, const struct sim_run *run,
                  struct sim_errors *errors)
{
    branch->run = run;
    branch->cast = run->cast;
    branch->before = sim_fold_create(branch->cast);
    branch->now = sim_fold_create(branch->cast);
    branch->spare = sim_fold_create(branch->cast);
    if (!branch->before || !branch->now || !branch->spare || !make_more(branch))
        return out_of_memory(errors);
    play_branch_go(branch, 0);
    return true;
}

/* Takes a timeline over and makes its run. */
static bool take_timeline(struct play_branch *branch, struct timeline *timeline,
                          struct sim_errors *errors)
{
    if (!timeline)
        return false;
    branch->timeline = timeline;
    return begin(branch, timeline->run, errors);
}

static bool read_tape(struct play_branch *branch, const struct sim_tape *tape,
                      struct sim_errors *errors)
{
    branch->tape = tape;
    branch->read = sim_run_create(tape->cast, BUDGET);
    return branch->read ? begin(branch, branch->read, errors) : out_of_memory(errors);
}

static bool make_run(struct play_branch *branch, const struct play_source *source,
                     struct sim_errors *errors)
{
    const struct sim_scenario *sim = &branch->scenario->sim;
    const struct sim_model *model = source->model ? source->model : sim_model_of(sim);
    struct timeline *timeline;

    if (!sim_model_check(model, sim, errors))
        return false;
    timeline = timeline_create(sim, model, BUDGET, errors);
    if (timeline && source->choices)
        branch->chosen =
            schedule_follow(timeline, source->choices, source->choice_count, source->limit);
    return take_timeline(branch, timeline, errors);
}

struct play_branch *play_branch_create(const struct play_source *source,
                                       struct sim_errors *errors)
{
    struct play_branch *branch = new_branch(source);

    if (!branch) {
        out_of_memory(errors);
        return NULL;
    }
    strcpy(branch->name, source->tape ? "recording" : "main");
    branch->scenario = source->scenario;
    if (source->tape ? read_tape(branch, source->tape, errors)
                     : make_run(branch, source, errors))
        return branch;
    play_branch_destroy(branch);
    return NULL;
}

/* ---- other values ---- */

static bool copy_settings(struct play_branch *branch, const char *const *settings,
                          struct sim_errors *errors)
{
    for (; *settings; settings++) {
        if (branch->setting_count == PLAY_SETTINGS_MAX)
            return sim_error_add(errors, NULL, 0, PLAY_CHANGED_OFTEN, NULL);
        branch->settings[branch->setting_count] = strdup(*settings);
        if (!branch->settings[branch->setting_count])
            return out_of_memory(errors);
        branch->setting_count++;
    }
    return true;
}

/* What a parent was loaded by: ended by NULL, as there is room for one more. */
static const char *const *settings_of(const struct play_branch *parent)
{
    return (const char *const *)parent->settings;
}

struct scenario *play_branch_scenario(const struct play_source *source,
                                      const struct play_branch *parent, const char *const *more,
                                      struct sim_errors *errors)
{
    const char *const *parts[] = { source->settings, settings_of(parent), more };
    const char *all[3 * PLAY_SETTINGS_MAX + 1];
    struct scenario_options options = { .search = source->search, .settings = all };
    size_t count = 0;

    if (!source->file) {
        sim_error_add(errors, NULL, 0, PLAY_FROM_STANDARD_INPUT, NULL);
        return NULL;
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        size_t most = count + PLAY_SETTINGS_MAX;

        for (const char *const *one = parts[i]; one && *one && count < most;)
            all[count++] = *one++;
    }
    all[count] = NULL;
    return scenario_load(source->file, &options, errors);
}

struct play_branch *play_branch_setting(const struct play_source *source,
                                        const struct play_branch *parent,
                                        const char *const *more, struct sim_errors *errors)
{
    struct play_branch *branch = new_branch(source);

    if (!branch) {
        out_of_memory(errors);
    } else if (copy_settings(branch, settings_of(parent), errors) &&
               copy_settings(branch, more, errors)) {
        branch->own = play_branch_scenario(source, parent, more, errors);
        branch->scenario = branch->own;
        if (branch->own && make_run(branch, source, errors))
            return branch;
    }
    play_branch_destroy(branch);
    return NULL;
}

struct play_branch *play_branch_command(const struct play_source *source,
                                        const struct play_branch *parent,
                                        struct timeline_command command,
                                        struct sim_errors *errors)
{
    struct play_branch *branch = new_branch(source);
    struct timeline *timeline = NULL;

    if (!branch || !timeline_seek(parent->timeline, play_branch_step(parent))) {
        out_of_memory(errors);
    } else if (copy_settings(branch, settings_of(parent), errors)) {
        branch->scenario = parent->scenario;
        timeline = timeline_branch(parent->timeline, errors);
    }
    if (timeline && timeline_command(timeline, command) &&
        take_timeline(branch, timeline, errors))
        return branch;
    if (timeline && !branch->timeline) {
        timeline_destroy(timeline);
        out_of_memory(errors);
    }
    play_branch_destroy(branch);
    return NULL;
}

bool play_branch_extend(struct play_branch *branch)
{
    uint64_t frontier = sim_run_steps(branch->run);

    play_branch_forget_lanes(branch); /* a window may reach behind what was the end */
    if (play_branch_ended(branch) ||
        (branch->timeline && !timeline_seek(branch->timeline, branch->timeline->frontier)))
        return false;
    return make_more(branch) && sim_run_steps(branch->run) > frontier;
}

/* ---- choosing ---- */

static void look_anew(struct play_branch *branch)
{
    play_branch_forget_lanes(branch);
    play_branch_go(branch, branch->run->count);
}

bool play_branch_choose(struct play_branch *branch, uint32_t thread)
{
    if (!timeline_seek(branch->timeline, branch->timeline->frontier) ||
        !schedule_choose(branch->timeline, thread, branch->limit))
        return false;
    look_anew(branch);
    return true;
}

bool play_branch_unchoose(struct play_branch *branch, uint64_t step)
{
    if (!timeline_rewind(branch->timeline, step))
        return false;
    look_anew(branch);
    return true;
}

/* ---- standing somewhere ---- */

void play_branch_go(struct play_branch *branch, uint64_t place)
{
    branch->place = place;
    sim_run_fold(branch->run, branch->before, play_step_begin(branch->run, place));
    sim_run_fold(branch->run, branch->now, place);
    sim_fold_settle(branch->now);
}

struct sim_params play_branch_params(const struct play_branch *branch)
{
    struct sim_params params = branch->scenario->sim.params;
    const struct timeline *timeline = branch->timeline;

    for (size_t i = 0; i < timeline->command_count; i++) {
        const struct timeline_command *command = &timeline->commands[i];

        if (command->step > play_branch_step(branch) + 1)
            break;
        if (command->thread)
            continue;
        if (sim_param_table[command->param].type == SIM_TYPE_LATENCY)
            *sim_param_dist(&params, command->param) = command->dist;
        else
            *sim_param_number(&params, command->param) = command->number;
    }
    return params;
}

/* ---- comparing ---- */

static bool same_record(const struct play_branch *one, const struct play_branch *other,
                        uint64_t i)
{
    struct sim_record a = sim_run_record(one->run, i), b = sim_run_record(other->run, i);

    return !memcmp(&a, &b, sizeof(a));
}

void play_branch_compare(struct play_branch *branch, const struct play_branch *parent)
{
    uint64_t least =
        branch->run->count < parent->run->count ? branch->run->count : parent->run->count;
    uint64_t i = 0;

    while (i < least && same_record(branch, parent, i))
        i++;
    if (i == branch->run->count && i == parent->run->count) {
        branch->parted = UINT64_MAX;
        return;
    }
    branch->parted = i;
    sim_run_fold(branch->run, branch->spare, i < branch->run->count ? i + 1 : i);
    branch->parted_time = branch->spare->now;
    if (i < parent->run->count) {
        sim_run_fold(parent->run, parent->spare, i + 1);
        if (parent->spare->now < branch->parted_time)
            branch->parted_time = parent->spare->now;
    }
}
