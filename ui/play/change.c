/* SPDX-License-Identifier: GPL-3.0-or-later
 * Editing a parameter: a live one from here on, another one from the beginning. */
#include "ui/play/change.h"

#include "sim/models/models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What is typed goes the way of --set through the scenario reader, so there is one grammar, one
 * range and one message for each value, wherever it is given. What comes out decides: a live
 * parameter's value becomes a command on a branch that shares the past; anything else makes a
 * run of its own, looked at from the same time on. A model stands for some versions of Python, so
 * either takes the other along where they would contradict each other.
 */

/* ---- the list ---- */

static const enum sim_param_id asked_about[] = {
    SIM_PARAM_cores,
    SIM_PARAM_python,
    SIM_PARAM_model,
    SIM_PARAM_switch_interval,
};

#define ASKED_ABOUT ((int)(sizeof(asked_about) / sizeof(*asked_about)))

static bool is_asked_about(enum sim_param_id id)
{
    for (int i = 0; i < ASKED_ABOUT; i++) {
        if (asked_about[i] == id)
            return true;
    }
    return false;
}

static const struct sim_scenario *scenario_of(const struct play_session *session)
{
    return &play_current(session)->scenario->sim;
}

int play_change_count(const struct play_session *session)
{
    return SIM_PARAM_COUNT + (int)scenario_of(session)->group_count;
}

static struct play_change of_param(enum sim_param_id id)
{
    const struct sim_param *param = &sim_param_table[id];

    return (struct play_change){ param->section, NULL, param->key, param, id, 0 };
}

struct play_change play_change_row(const struct play_session *session, int row)
{
    const struct sim_scenario *sim = scenario_of(session);
    int groups = (int)sim->group_count;

    if (row < ASKED_ABOUT)
        return of_param(asked_about[row]);
    row -= ASKED_ABOUT;
    if (row < groups) {
        const struct sim_group *group = &sim->groups[row];

        return (struct play_change){ .section = group->pool ? "pool" : "thread",
                                     .name = group->name,
                                     .key = group->pool ? "workers" : "count",
                                     .id = SIM_PARAM_COUNT,
                                     .group = (uint32_t)row };
    }
    row -= groups;
    for (int id = 0; id < SIM_PARAM_COUNT; id++) {
        if (!is_asked_about((enum sim_param_id)id) && row-- == 0)
            return of_param((enum sim_param_id)id);
    }
    return of_param(asked_about[0]);
}

void play_put_change_name(struct sim_text *text, const struct play_change *change)
{
    sim_text_put(text, change->section);
    sim_text_put(text, ".");
    if (change->name) {
        sim_text_put(text, change->name);
        sim_text_put(text, ".");
    }
    sim_text_put(text, change->key);
}

void play_put_change_value(struct sim_text *text, const struct play_session *session,
                           const struct play_change *change)
{
    const struct sim_scenario *sim = scenario_of(session);
    struct sim_params params = play_branch_params(play_current(session));

    if (!change->param)
        sim_text_put_int(text, sim->groups[change->group].count);
    else if (change->param->type == SIM_TYPE_MODEL)
        sim_text_put(text, sim_model_of(sim)->name);
    else
        sim_param_put(text, &params, change->id, sim->table);
}

const char *play_change_help(const struct play_change *change)
{
    return change->param ? change->param->help : "how many threads of this kind";
}

/* ---- one notch up or down ---- */

/* 1, 2, 5, 10, ...: the next beyond `value`, or the last before it. */
static int64_t next_round(int64_t value, int by)
{
    static const int leads[] = { 1, 2, 5, 10 };
    int64_t power = 1;

    while (power <= value / 10)
        power *= 10;
    if (by > 0) {
        for (int i = 0; i < 4; i++) {
            if (leads[i] * power > value)
                return leads[i] * power;
        }
        return 10 * power;
    }
    for (int i = 3; i >= 0; i--) {
        if (leads[i] * power < value)
            return leads[i] * power;
    }
    return value <= 1 ? 0 : power / 2;
}

static int64_t within(int64_t value, const struct sim_param *param)
{
    return value < param->least ? param->least : value > param->most ? param->most : value;
}

static void put_model(struct sim_text *text, const struct sim_scenario *sim, const char *name,
                      int by)
{
    int count = 0, at = 0;

    for (; sim_models[count]; count++) {
        if (name ? !strcmp(sim_models[count]->name, name)
                 : sim_models[count] == sim_model_of(sim))
            at = count;
    }
    sim_text_put(text, sim_models[(at + count + by) % count]->name);
}

static void put_choice(struct sim_text *text, const char *const *choices, const char *value,
                       int by)
{
    int count = 0, at = 0;

    for (; choices[count]; count++) {
        if (!strcmp(choices[count], value))
            at = count;
    }
    sim_text_put(text, choices[(at + count + by) % count]);
}

#define SETTING (2 * PLAY_LINE)

static void write_setting(char setting[SETTING], const struct play_change *change,
                          const char *value)
{
    struct sim_text text = sim_text_over(setting, SETTING);

    play_put_change_name(&text, change);
    sim_text_put(&text, "=");
    sim_text_put(&text, value);
}

/* The value that a text stands for, by way of the reader; false when it stands for none. */
static bool read_number(struct play_session *session, const struct play_change *change,
                        const char *value, int64_t *number)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *scenario = NULL;
    char setting[SETTING];
    const char *const settings[] = { setting, NULL };

    write_setting(setting, change, value);
    if (errors)
        scenario =
            play_branch_scenario(&session->source, play_current(session), settings, errors);
    if (scenario && change->param && change->param->type == SIM_TYPE_LATENCY)
        *number = sim_param_latency(&scenario->sim.params, change->id)->a;
    else if (scenario && change->param)
        *number = sim_param_value(&scenario->sim.params, change->id);
    else if (scenario)
        *number = sim_scenario_each(&scenario->sim, change->group);
    free(errors);
    scenario_free(scenario);
    return scenario != NULL;
}

static void put_notched(struct sim_text *text, const struct play_change *change, int64_t value,
                        int by)
{
    struct sim_params params = sim_params_default();

    if (!change->param) {
        sim_text_put_int(text, value + by < 1 ? 1 : value + by);
        return;
    }
    if (change->param->type == SIM_TYPE_LATENCY) {
        sim_text_put_exact_time(text, within(next_round(value, by), change->param));
        return;
    }
    if (change->param->type == SIM_TYPE_COUNT)
        value = within(value + by, change->param);
    else if (sim_param_is_share(change->param))
        value = within(value + by * 100000, change->param);
    else if (change->param->type == SIM_TYPE_SIZE)
        value = within(by < 0 ? value / 2 : value ? value * 2 : 1 << 20, change->param);
    else
        value = within(next_round(value, by), change->param);
    *sim_param_number(&params, change->id) = value;
    sim_param_put(text, &params, change->id, NULL);
}

static const char *const *choices_of(const struct play_change *change)
{
    return change->param ? sim_param_choices(change->param->type) : NULL;
}

static void set_pending(struct play_session *session, const char *value)
{
    char *copy = value ? strdup(value) : NULL;

    free(session->pending);
    session->pending = copy;
}

static void notch(struct play_session *session, int by)
{
    struct play_change change = play_change_row(session, session->change.chosen);
    char old[PLAY_LINE], value[PLAY_LINE];
    struct sim_text text = SIM_TEXT(old), next = SIM_TEXT(value);
    int64_t number;

    if (!session->source.file) {
        play_warn(session, PLAY_FROM_STANDARD_INPUT);
        return;
    }
    play_put_change_value(&text, session, &change);
    if (change.param && change.param->type == SIM_TYPE_MODEL)
        put_model(&next, scenario_of(session), session->pending, by);
    else if (choices_of(&change))
        put_choice(&next, choices_of(&change), session->pending ? session->pending : old, by);
    else if (read_number(session, &change, session->pending ? session->pending : old, &number))
        put_notched(&next, &change, number, by);
    else
        play_warn(session, "this value has no next one: type another");
    if (next.used)
        set_pending(session, value);
}

/* ---- doing it ---- */

/* Distributions with a table belong to the scenario they stand in. */
static bool is_live(const struct play_change *change, struct scenario *scenario)
{
    if (!change->param || change->param->when != SIM_LIVE)
        return false;
    return change->param->type != SIM_TYPE_LATENCY ||
           !sim_param_dist(&scenario->sim.params, change->id)->entries;
}

static struct play_branch *make_branch(struct play_session *session,
                                       const struct play_change *change,
                                       struct scenario *scenario, const char *const *settings,
                                       struct sim_errors *errors)
{
    struct timeline_command command = { .param = change->id };

    if (!is_live(change, scenario))
        return play_branch_setting(&session->source, play_current(session), settings, errors);
    if (change->param->type == SIM_TYPE_LATENCY)
        command.dist = *sim_param_dist(&scenario->sim.params, change->id);
    else
        command.number = *sim_param_number(&scenario->sim.params, change->id);
    return play_branch_command(&session->source, play_current(session), command, errors);
}

/* The version that a model needs beside it. */
static const char *version_for(const char *model_name, const struct sim_params *params)
{
    const struct sim_model *model = sim_model_find(model_name);
    int64_t version = model ? sim_model_version(model, params->python) : params->python;

    return version == params->python ? NULL : sim_python_names[version];
}

/* The model that a version needs beside it, where the scenario names another. */
static const char *model_for(const char *version_name, const struct sim_scenario *sim)
{
    struct sim_scenario other = *sim;
    int64_t version = 0;

    while (sim_python_names[version] && strcmp(sim_python_names[version], version_name))
        version++;
    if (!sim->params.model || !sim_python_names[version] ||
        sim_model_version(sim_model_of(sim), version) == version)
        return NULL;
    other.params.python = version;
    other.params.model = 0;
    return sim_model_of(&other)->name;
}

/* Puts what has to change with it, and into what; false when nothing has to. */
static bool find_companion(const struct play_session *session, const struct play_change *change,
                           struct play_change *other, const char **value)
{
    const struct sim_scenario *sim = scenario_of(session);

    *value = NULL;
    if (change->id == SIM_PARAM_model) {
        *other = of_param(SIM_PARAM_python);
        *value = version_for(session->pending, &sim->params);
    } else if (change->id == SIM_PARAM_python) {
        *other = of_param(SIM_PARAM_model);
        *value = model_for(session->pending, sim);
    }
    return *value != NULL;
}

static void put_what(struct sim_text *text, const struct play_change *change, const char *value)
{
    sim_text_put(text, text->used ? ", " : "");
    sim_text_put(text, change->name ? change->name : "");
    sim_text_put(text, change->name ? "." : "");
    sim_text_put(text, change->key);
    sim_text_put(text, " = ");
    sim_text_put(text, value);
}

static void make_change(struct play_session *session, const struct play_change *change,
                        const char *const *settings, const char *what,
                        struct sim_errors *errors)
{
    struct scenario *scenario =
        play_branch_scenario(&session->source, play_current(session), settings, errors);
    struct play_branch *branch =
        scenario ? make_branch(session, change, scenario, settings, errors) : NULL;

    scenario_free(scenario);
    if (!branch) {
        play_say_errors(session, errors);
        return;
    }
    snprintf(branch->what, sizeof(branch->what), "%.95s", what);
    session->mode = PLAY_MODE_LOOK;
    play_take_branch(session, branch);
}

static void apply(struct play_session *session)
{
    struct play_change change = play_change_row(session, session->change.chosen), other;
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    char own[SETTING], along[SETTING], what[SETTING];
    const char *settings[] = { own, NULL, NULL }, *value;
    struct sim_text text = SIM_TEXT(what);

    write_setting(own, &change, session->pending);
    put_what(&text, &change, session->pending);
    if (find_companion(session, &change, &other, &value)) {
        write_setting(along, &other, value);
        settings[1] = along;
        put_what(&text, &other, value);
    }
    if (errors)
        make_change(session, &change, settings, what, errors);
    free(errors);
    set_pending(session, NULL);
}

/* ---- keys ---- */

static void choose(struct play_session *session, int row)
{
    int count = play_change_count(session);

    set_pending(session, NULL);
    session->change.chosen = row < 0 ? 0 : row >= count ? count - 1 : row;
}

static void type(struct play_session *session, uint32_t key)
{
    size_t used = session->pending ? strlen(session->pending) : 0;
    char value[PLAY_LINE];

    if (used + 2 > sizeof(value))
        return;
    memcpy(value, session->pending ? session->pending : "", used);
    value[used] = (char)key;
    value[used + 1] = '\0';
    set_pending(session, value);
}

static void rub_out(struct play_session *session)
{
    if (session->pending && session->pending[0])
        session->pending[strlen(session->pending) - 1] = '\0';
}

void play_change_key(struct play_session *session, uint32_t key)
{
    int chosen = session->change.chosen;

    switch (key) {
    case PLAY_KEY_ESCAPE:
        if (!session->pending)
            session->mode = PLAY_MODE_LOOK;
        set_pending(session, NULL);
        break;
    case PLAY_KEY_UP:
    case PLAY_KEY_DOWN:
        choose(session, chosen + (key == PLAY_KEY_UP ? -1 : 1));
        break;
    case PLAY_KEY_PAGE_UP:
    case PLAY_KEY_PAGE_DOWN:
        choose(session, chosen + (key == PLAY_KEY_PAGE_UP ? -10 : 10));
        break;
    case PLAY_KEY_LEFT:
    case PLAY_KEY_RIGHT:
        notch(session, key == PLAY_KEY_LEFT ? -1 : 1);
        break;
    case PLAY_KEY_BACKSPACE:
        rub_out(session);
        break;
    case PLAY_KEY_ENTER:
        if (session->pending && session->pending[0])
            apply(session);
        else
            play_warn(session,
                      "type a value, or choose one with the arrows to the left and right");
        break;
    default:
        if (key == '/' && !session->pending) /* no value begins with it */
            play_ask(session, PLAY_ASK_PARAMETER);
        else if (key >= ' ' && key < 0x7f)
            type(session, key);
    }
}
