/* SPDX-License-Identifier: GPL-3.0-or-later
 * Texts and choices of generated questions. */
#include "ui/quiz/word.h"

#include "sim/base/rng.h"
#include "sim/trace/sentence.h"

#include <stdio.h>
#include <string.h>

struct wording {
    struct quiz_item *item;
    const struct quiz_run *run;
    const struct quiz_tally *tally;
    const struct sim_cast *cast;
};

/* ---- records ---- */

uint64_t quiz_step_of(const struct quiz_run *run, uint64_t record)
{
    sim_run_fold(run->timeline->run, run->spare, record + 1);
    return run->spare->step;
}

void quiz_put_record(struct sim_text *text, const struct quiz_run *run, uint64_t record)
{
    struct sim_record of;

    if (record == QUIZ_NO_RECORD) {
        sim_text_put(text, "the beginning of the run, before anything has happened");
        return;
    }
    of = sim_run_record(run->timeline->run, record);
    sim_text_put(text, "step ");
    sim_text_put_int(text, (int64_t)quiz_step_of(run, record));
    sim_text_put(text, " (");
    sim_text_put_time(text, run->spare->now);
    sim_text_put(text, "): ");
    sim_run_fold(run->timeline->run, run->spare, record);
    sim_sentence(text, run->spare, of);
}

/* ---- templates ---- */

static void put_run(struct sim_text *text, const struct wording *wording)
{
    sim_time until = wording->run->scenario->sim.params.until;

    if (until == SIM_TIME_NEVER) {
        sim_text_put(text, "in this run");
        return;
    }
    sim_text_put(text, "in the first ");
    sim_text_put_exact_time(text, until);
}

static void put_word(struct sim_text *text, const struct wording *wording, const char *word,
                     size_t length)
{
    const struct quiz_asked *asked = &wording->item->asked;

    if (!strncmp(word, "subject", length))
        sim_text_put(text, wording->item->subject);
    else if (!strncmp(word, "at", length))
        sim_text_put_exact_time(text, asked->at);
    else if (!strncmp(word, "run", length))
        put_run(text, wording);
    else if (!strncmp(word, "first", length))
        quiz_put_record(text, wording->run, wording->tally->first);
    else if (!strncmp(word, "last", length))
        quiz_put_record(text, wording->run, wording->tally->last);
    else if (!strncmp(word, "begin", length))
        quiz_put_record(text, wording->run, wording->tally->begin);
}

/* Up to where a template tells of the last change again, which was the first. */
static const char *end_of(const struct wording *wording, const char *template)
{
    const char *first = strstr(template, "{first}");

    if (first && wording->tally->first == wording->tally->last)
        return first + strlen("{first}.");
    return template + strlen(template);
}

static void put_template(struct sim_text *text, const struct wording *wording, const char *at)
{
    const char *end = end_of(wording, at);

    while (at < end) {
        size_t length = strcspn(at, "{");

        length = length < (size_t)(end - at) ? length : (size_t)(end - at);
        sim_text_put_bytes(text, at, length);
        at += length;
        if (at == end)
            break;
        length = strcspn(++at, "}");
        put_word(text, wording, at, length);
        at += length + 1;
    }
    if (text->used)
        text->at[0] = (char)(text->at[0] >= 'a' && text->at[0] <= 'z' ? text->at[0] - 'a' + 'A'
                                                                      : text->at[0]);
}

/* ---- what one has to know ---- */

static void put_ops(struct sim_text *text, const struct sim_scenario *sim, uint32_t program)
{
    const struct sim_program *of = &sim->programs[program];

    sim_text_put(text, ": ");
    for (uint32_t i = 0; i < of->count; i++) {
        sim_text_put(text, i ? "; " : "");
        sim_text_put(text, sim->ops[of->first + i].text);
    }
}

/* ", on cores 1 to 4" */
static void put_affinity(struct sim_text *text, const struct sim_group *group)
{
    if (!group->first_core)
        return;
    sim_text_put(text, group->first_core < group->last_core ? ", on cores " : ", on core ");
    sim_text_put_int(text, group->first_core);
    if (group->first_core == group->last_core)
        return;
    sim_text_put(text, " to ");
    sim_text_put_int(text, group->last_core);
}

/* "worker (2 threads), on core 1: loop 1000000 as total" */
static void put_group(struct sim_text *text, const struct sim_scenario *sim,
                      const struct sim_group *group)
{
    sim_text_put(text, group->name);
    if (group->count > 1) {
        sim_text_put(text, " (");
        sim_text_put_int(text, group->count);
        sim_text_put(text, " threads)");
    }
    put_affinity(text, group);
    put_ops(text, sim, group->program);
}

/* "8 tasks for a pool of 2, in chunks of 1, each: native task holding" */
static void put_map(struct sim_text *text, const struct sim_scenario *sim)
{
    sim_text_put_int(text, sim->map->tasks);
    sim_text_put(text, sim->map->tasks == 1 ? " task for a pool of " : " tasks for a pool of ");
    sim_text_put_int(text, sim->map->workers);
    sim_text_put(text, ", handed out ");
    if (sim_map_chunk(sim->map) > 1) {
        sim_text_put_int(text, sim_map_chunk(sim->map));
        sim_text_put(text, " at a time, each");
    } else {
        sim_text_put(text, "one by one, each");
    }
    put_ops(text, sim, sim->map->program);
    if (sim_map_calls(sim->map) > 1) {
        sim_text_put(text, "; ");
        sim_text_put_int(text, sim->map->calls);
        sim_text_put(text, " such calls, one after the other");
    }
}

/* What the names in the ops stand for. */
static void put_values(struct sim_text *text, const struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->value_count; i++) {
        sim_text_put(text, i ? ", " : text->used ? ". Where " : "Where ");
        sim_text_put(text, scenario->values[i].name);
        sim_text_put(text, " = ");
        sim_text_put(text, scenario->values[i].text);
    }
}

static void put_cores(struct sim_text *text, const struct sim_cast *cast)
{
    sim_text_put_int(text, cast->cores);
    sim_text_put(text, " ");
    sim_text_put(text, sim_cast_cores_word(cast));
}

static void put_interval(struct sim_text *text, const struct sim_cast *cast)
{
    sim_text_put(text, "switch interval ");
    sim_text_put_exact_time(text, cast->interval);
}

static void put_machine(struct sim_text *text, const struct sim_cast *cast)
{
    sim_text_put(text, cast->model);
    if (cast->python) {
        sim_text_put(text, ", CPython ");
        sim_text_put(text, cast->python);
    }
    sim_text_put(text, ", ");
    put_cores(text, cast);
    if (cast->interval) {
        sim_text_put(text, ", ");
        put_interval(text, cast);
    }
}

/* As the option that shows the same run. */
static void put_seed(struct sim_text *text, const struct quiz_run *run)
{
    sim_text_put(text, "--seed ");
    sim_text_put_int(text, run->scenario->sim.params.seed);
}

bool quiz_sets(const char *setting, const char *parameter)
{
    size_t length = strlen(parameter);

    return !strncmp(setting, parameter, length) && strchr(" =", setting[length]);
}

/* What is otherwise than the title may say, and of which draws the answer is one. How long the run is
 * stands in the question. */
static bool put_change(struct sim_text *text, const char *setting, const struct quiz_run *run,
                       bool first)
{
    const struct sim_cast *cast = run->timeline->cast;
    bool is_seed = quiz_sets(setting, "scenario.seed");

    if (!is_seed && !strncmp(setting, "scenario.", strlen("scenario.")))
        return false;
    sim_text_put(text, first ? "; here: " : ", ");
    if (quiz_sets(setting, "machine.cores"))
        put_cores(text, cast);
    else if (quiz_sets(setting, "runtime.switch_interval") && cast->interval)
        put_interval(text, cast);
    else if (is_seed)
        put_seed(text, run);
    else
        sim_text_put(text, setting);
    return true;
}

static void put_title(struct quiz_item *item, const struct quiz_run *run)
{
    struct sim_text text = SIM_TEXT(item->title);
    bool first = true;

    sim_text_put(&text, run->timeline->cast->title);
    for (const char *const *one = run->family->settings; one && *one; one++)
        first &= !put_change(&text, *one, run, first);
    for (int i = 0; i < item->setting_count; i++)
        first &= !put_change(&text, item->settings[i], run, first);
}

void quiz_describe(struct quiz_item *item, const struct quiz_run *run)
{
    const struct sim_scenario *sim = &run->scenario->sim;
    const struct sim_cast *cast = run->timeline->cast;
    struct sim_text text = SIM_TEXT(item->question.context), machine = SIM_TEXT(item->machine);

    put_title(item, run);
    put_machine(&machine, cast);
    for (uint32_t i = 0; i < sim->group_count; i++) {
        sim_text_put(&text, i ? ". " : "");
        put_group(&text, sim, &sim->groups[i]);
    }
    if (sim->map) {
        sim_text_put(&text, sim->group_count ? ". " : "");
        put_map(&text, sim);
    }
    put_values(&text, run->scenario);
}

/* ---- choices ---- */

static void add_choice(struct wording *wording, int64_t value)
{
    struct quiz_item *item = wording->item;
    struct quiz_question *question = &item->question;
    struct sim_text text;

    if (question->choice_count == QUIZ_CHOICES)
        return;
    text = SIM_TEXT(question->choices[question->choice_count]);
    if (quiz_kinds[item->asked.kind].answer == QUIZ_WHAT)
        sim_text_put(&text, sim_cast_reason(wording->cast, (enum sim_reason)value));
    else if (value)
        sim_cast_put_thread(wording->cast, &text, (uint32_t)value);
    else
        sim_text_put(&text, "nobody");
    if (value == item->truth)
        question->truth = question->choice_count;
    item->choices[question->choice_count++] = value;
}

/* Threads in their order: all of them, or a run of neighbours that the right one is in. */
static void choose_threads(struct wording *wording, uint64_t draws)
{
    int64_t most = QUIZ_CHOICES - 1, count = wording->cast->threads, first = 1;

    if (count > most) {
        first = wording->item->truth - (int64_t)sim_draw_below(draws, (uint64_t)most);
        first = first > count - most + 1 ? count - most + 1 : first;
        first = first < 1 ? 1 : first;
        count = most;
    }
    for (int64_t i = first; i < first + count; i++)
        add_choice(wording, i);
    if (wording->item->asked.kind == QUIZ_KIND_HOLDER)
        add_choice(wording, 0);
}

static bool might_do(const struct wording *wording, const struct fold_thread *thread,
                     int64_t reason)
{
    return thread->spent[reason] || reason == SIM_REASON_RUNNING ||
           reason == SIM_REASON_RUNNABLE ||
           (reason == SIM_REASON_INTERPRETER && wording->cast->interps);
}

/* What the thread does, what it does somewhere else in the run, and what one might think that it
 * does. Where that is too much, there is always a place for the first. */
static void choose_reasons(struct wording *wording)
{
    const struct sim_fold *end = wording->run->timeline->run->end;
    const struct quiz_item *item = wording->item;
    const struct fold_thread *thread = &end->threads[item->asked.subject];

    for (int64_t reason = 1; reason < SIM_REASON_COUNT; reason++) {
        int places = QUIZ_CHOICES - (reason < item->truth);

        if (reason == item->truth ||
            (might_do(wording, thread, reason) && item->question.choice_count < places))
            add_choice(wording, reason);
    }
}

/* ---- numbers ---- */

/* estimated: up to so many can be counted off a picture one by one */
#define COUNTED 10

static void choose_number(struct wording *wording)
{
    struct quiz_question *question = &wording->item->question;
    bool is_time = quiz_kinds[wording->item->asked.kind].answer == QUIZ_HOW_LONG;
    const char *unit = !is_time ? "" : wording->item->truth < SIM_MS(1) ? "us" : "ms";

    snprintf(question->unit_name, sizeof(question->unit_name), "%s", unit);
    question->unit = (struct scenario_unit){
        .kind = is_time ? UNITS_TIME : UNITS_COUNT,
        .size = !is_time       ? 1
                : *unit == 'u' ? 1e3
                               : 1e6,
    };
    question->truth = (double)wording->item->truth;
    question->relative = is_time || wording->item->truth > COUNTED;
    question->tolerance = question->relative ? 0.1 : 0;
}

static void put_subject(struct wording *wording)
{
    struct quiz_item *item = wording->item;
    struct sim_text text = SIM_TEXT(item->subject);

    switch (quiz_kinds[item->asked.kind].subject) {
    case QUIZ_SUBJECT_THREAD:
    case QUIZ_SUBJECT_THREAD_LOCK:
        sim_cast_put_thread(wording->cast, &text, item->asked.subject);
        break;
    case QUIZ_SUBJECT_VAR:
        sim_text_put(&text, wording->cast->vars.list[item->asked.subject]);
        break;
    case QUIZ_SUBJECT_MEASURE:
        sim_text_put(&text, wording->cast->measures.list[item->asked.subject]);
        break;
    default:
        break;
    }
}

bool quiz_word(struct quiz_item *item, const struct quiz_run *run,
               const struct quiz_tally *tally, uint64_t draws)
{
    struct wording wording = { item, run, tally, run->timeline->cast };
    const struct quiz_kind_info *kind = &quiz_kinds[item->asked.kind];
    struct sim_text ask = SIM_TEXT(item->question.ask),
                    because = SIM_TEXT(item->question.because);

    item->truth = tally->value;
    quiz_describe(item, run);
    put_subject(&wording);
    put_template(&ask, &wording, kind->ask);
    put_template(&because, &wording, kind->because);
    if (kind->answer >= QUIZ_HOW_MANY) {
        item->question.form = QUIZ_NUMBER;
        choose_number(&wording);
        return true;
    }
    item->question.form = QUIZ_CHOICE;
    if (kind->answer == QUIZ_WHO)
        choose_threads(&wording, draws);
    else
        choose_reasons(&wording);
    return item->question.choice_count > 1;
}
