/* SPDX-License-Identifier: GPL-3.0-or-later
 * Drawing questions. */
#include "ui/quiz/sheet.h"

#include "scenarios/units.h"
#include "sim/base/rng.h"
#include "ui/quiz/even.h"
#include "ui/quiz/word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What is drawn may not make a question: the scenario has no variable, nothing is lost in it,
 * the threads are pinned to cores that a smaller machine lacks. Then all is drawn anew, from
 * the same stream, so that it is still a function of the seed and the question's number.
 */
#define ATTEMPTS 400

struct draws {
    uint64_t stream, n;
};

static uint64_t draw(struct draws *draws)
{
    return sim_draw(draws->stream, SIM_FOR_WORK, draws->n++);
}

static uint32_t below(struct draws *draws, uint32_t limit)
{
    return (uint32_t)sim_draw_below(draw(draws), limit);
}

/* ---- other values ---- */

static bool other_cores(const struct quiz_run *run, const char *value)
{
    return run->timeline->cast->cores != strtoul(value, NULL, 10);
}

/* And only where there is a switch interval. */
static bool other_interval(const struct quiz_run *run, const char *value)
{
    sim_time interval = run->timeline->cast->interval;
    int64_t time;

    return interval && units_any(value, &time) == UNITS_TIME && time != interval;
}

/* And only where something depends on it. */
static bool other_seed(const struct quiz_run *run, const char *value)
{
    return sim_scenario_is_random(&run->scenario->sim) &&
           run->scenario->sim.params.seed != strtoll(value, NULL, 10);
}

/* Only of what a reader can reason about, and what makes the run another one. */
static const struct {
    const char *setting;
    bool (*other)(const struct quiz_run *run, const char *value);
    const char *values[8];
} varied[] = {
    { "machine.cores", other_cores, { "1", "2", "4", "8", NULL } },
    { "runtime.switch_interval",
      other_interval,
      { "1ms", "2ms", "5ms", "10ms", "20ms", NULL } },
    { "scenario.seed", other_seed, { "1", "2", "3", "4", "5", "6", "7", NULL } },
};

static void add_setting(struct quiz_item *item, const char *setting, const char *value)
{
    char *to = item->settings[item->setting_count++];

    snprintf(to, sizeof(item->settings[0]), "%s=%s", setting, value);
}

/* What was asked for with --set holds. */
static bool is_settled(const struct quiz_family *family, const char *setting)
{
    for (const char *const *one = family->settings; one && *one; one++) {
        if (quiz_sets(*one, setting))
            return true;
    }
    return false;
}

static void draw_settings(const struct quiz_family *family, const struct quiz_run *run,
                          struct quiz_item *item, struct draws *draws)
{
    for (size_t i = 0; i < sizeof(varied) / sizeof(*varied); i++) {
        const char *const *values = varied[i].values;
        const char *value;
        uint32_t count = 0;

        while (values[count])
            count++;
        if (!below(draws, 2) || is_settled(family, varied[i].setting))
            continue;
        value = values[below(draws, count)];
        if (varied[i].other(run, value))
            add_setting(item, varied[i].setting, value);
    }
}

/* ---- times ---- */

/* The largest of 1, 2, 5, 10, 20, ... ns that goes into it forty times. */
static sim_time grid_of(sim_time length)
{
    static const int leads[] = { 1, 2, 5 };
    sim_time grid = 1;

    for (sim_time power = 1; power <= length / 40; power *= 10) {
        for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++)
            grid = power * leads[i] <= length / 40 ? power * leads[i] : grid;
    }
    return grid;
}

/* A round time at which nothing happens, so that "at" is not a matter of order, and at which
 * the thread is not between a context switch and its work. */
static bool draw_time(struct quiz_item *item, struct draws *draws, struct quiz_run *of)
{
    const struct sim_run *run = of->timeline->run;
    sim_time length = sim_run_length(run), grid = grid_of(length), at;
    const struct fold_thread *thread;

    if (length < 100)
        return false;
    at = grid * (1 + below(draws, (uint32_t)(length / grid - 1)));
    item->asked.at = at;
    if (sim_run_records_at(run, at) != sim_run_records_at(run, at - 1))
        return false;
    if (quiz_kinds[item->asked.kind].subject != QUIZ_SUBJECT_THREAD)
        return true;
    sim_run_fold(run, of->spare, sim_run_records_at(run, at));
    thread = &of->spare->threads[item->asked.subject];
    return at - thread->since >= thread->lead;
}

static bool draw_subject(struct quiz_item *item, struct draws *draws, struct quiz_run *run)
{
    const struct sim_cast *cast = run->timeline->cast;

    switch (quiz_kinds[item->asked.kind].subject) {
    case QUIZ_SUBJECT_THREAD:
    case QUIZ_SUBJECT_THREAD_LOCK:
        item->asked.subject = 1 + below(draws, cast->threads);
        break;
    case QUIZ_SUBJECT_VAR:
        item->asked.subject = below(draws, cast->vars.count);
        if (sim_cast_is_object(cast, item->asked.subject))
            return false; /* of an object no updates are counted */
        break;
    case QUIZ_SUBJECT_MEASURE:
        item->asked.subject = below(draws, cast->measures.count);
        break;
    default:
        break;
    }
    return quiz_kinds[item->asked.kind].when == QUIZ_RUN || draw_time(item, draws, run);
}

/* ---- the run ---- */

/* Without the settings that this scenario cannot have, the last drawn first. */
static bool open_run(const struct quiz_family *family, struct quiz_item *item,
                     struct quiz_run *run, struct sim_errors *errors)
{
    for (;;) {
        errors->count = errors->dropped = errors->names_used = 0;
        if (quiz_run_open(family, item, run, errors))
            return true;
        quiz_run_close(run);
        memset(run, 0, sizeof(*run));
        if (!item->setting_count)
            return false;
        item->setting_count--;
    }
}

static bool make_run(const struct quiz_family *family, struct quiz_item *item,
                     struct quiz_run *run, struct sim_errors *errors)
{
    char cut[32];
    struct sim_text text = SIM_TEXT(cut);

    if (!quiz_run_make(run))
        return sim_error_add(errors, NULL, 0, "out of memory", NULL);
    if (run->complete)
        return true;
    sim_text_put_exact_time(&text, quiz_run_cut(run));
    add_setting(item, "scenario.until", cut);
    quiz_run_close(run);
    return quiz_run_open(family, item, run, errors) && quiz_run_make(run);
}

/* ---- what makes a question ---- */

/* Several threads that end at the same moment have no first. */
static bool is_tied(const struct quiz_run *run, const struct quiz_tally *tally)
{
    const struct sim_run *records = run->timeline->run;

    for (uint64_t i = tally->last + 1; i < records->count; i++) {
        struct sim_record record = sim_run_record(records, i);

        if (record.dt || record.kind == SIM_RECORD_GAP)
            return false;
        if (record.kind == SIM_RECORD_END)
            return true;
    }
    return true; /* nobody else ends */
}

/* Whether the answer is worth asking for. */
static bool is_question(const struct quiz_item *item, const struct quiz_run *run,
                        const struct quiz_tally *tally)
{
    const struct quiz_kind_info *kind = &quiz_kinds[item->asked.kind];

    if (kind->when == QUIZ_MOMENT)
        return run->timeline->cast->cores > 1 || item->asked.kind != QUIZ_KIND_CORES;
    if (!tally->value)
        return false;
    if (item->asked.kind == QUIZ_KIND_OWN_CORES)
        return run->timeline->cast->cores > 1;
    if (item->asked.kind ==
        QUIZ_KIND_FIRST_LOCK) /* else it is how long a core takes to come up */
        return tally->begin != QUIZ_NO_RECORD;
    return item->asked.kind != QUIZ_KIND_FIRST_END || !is_tied(run, tally);
}

/* The same of other draws, which the title tells, is not. */
static bool is_new(const struct quiz_item *item, const struct quiz_item *before, int n)
{
    for (int i = 0; i < n; i++) {
        if (!strcmp(before[i].question.ask, item->question.ask) &&
            !strcmp(before[i].file, item->file) && !strcmp(before[i].machine, item->machine))
            return false;
    }
    return true;
}

static bool attempt(const struct quiz_family *family, struct draws *draws,
                    struct quiz_item *item, struct quiz_run *run, struct sim_errors *errors)
{
    struct quiz_tally tally;

    memset(item, 0, sizeof(*item));
    item->asked.kind = (enum quiz_kind)below(draws, QUIZ_KIND_COUNT);
    item->file = family->files[below(draws, (uint32_t)family->file_count)];
    if (!open_run(family, item, run, errors))
        return false;
    if (!quiz_kind_fits(item->asked.kind, run->timeline->cast))
        return false;
    draw_settings(family, run, item, draws);
    quiz_run_close(run);
    if (!open_run(family, item, run, errors))
        return false;
    if (quiz_kinds[item->asked.kind].when == QUIZ_STUDY)
        return quiz_even(item, run, draw(draws));
    if (!make_run(family, item, run, errors) || !draw_subject(item, draws, run))
        return false;
    tally = quiz_follow(run->timeline->run, &item->asked, run->spare);
    return is_question(item, run, &tally) && quiz_word(item, run, &tally, draw(draws));
}

bool quiz_draw(const struct quiz_family *family, uint64_t seed, int n,
               const struct quiz_item *before, struct quiz_item *item,
               struct sim_errors *errors)
{
    struct draws draws = { sim_stream(seed, 0, (uint64_t)n), 0 };

    for (int i = 0; i < ATTEMPTS; i++) {
        struct quiz_run run = { 0 };
        bool good = attempt(family, &draws, item, &run, errors);

        quiz_run_close(&run);
        if (errors->count)
            return false;
        if (good && is_new(item, before, n))
            return true;
    }
    return sim_error_add(errors, NULL, 0,
                         "nothing more can be asked about these scenarios: give others, or a "
                         "smaller --count",
                         NULL);
}

/* ---- a wrong answer ---- */

static void put_parting(struct sim_text *text, const struct quiz_run *run,
                        const struct quiz_item *item, uint64_t record, int64_t value,
                        double answer)
{
    const struct quiz_kind_info *kind = &quiz_kinds[item->asked.kind];

    sim_text_put(text, "Your picture and the run part at ");
    quiz_put_record(text, run, record);
    sim_text_put(text, ".");
    if (kind->answer < QUIZ_HOW_MANY || kind->when != QUIZ_RUN)
        return;
    sim_text_put(text, (double)value > answer ? " Behind it, it is already "
                                              : " It never gets beyond ");
    quiz_put_answer(text, &item->question,
                    (double)((double)value > answer ? value : item->truth));
    sim_text_put(text, ".");
}

bool quiz_find_parting(const struct quiz_family *family, const struct quiz_item *item,
                       double answer, struct quiz_parting *parting, struct sim_errors *errors)
{
    struct quiz_run run;
    struct sim_text text = SIM_TEXT(parting->sentence);
    bool good = quiz_run_open(family, item, &run, errors) &&
                (quiz_kinds[item->asked.kind].when == QUIZ_STUDY || quiz_run_make(&run));
    int64_t claimed = item->question.form == QUIZ_CHOICE ? item->choices[(int)answer]
                      : answer < 9e18                    ? (int64_t)answer
                                                         : INT64_MAX,
            value = 0;
    uint64_t record;

    parting->step = 0;
    if (good && quiz_kinds[item->asked.kind].when == QUIZ_STUDY) {
        if (!quiz_even_parting(item, &run, claimed, &text))
            sim_text_put(&text, "With that it cannot be run.");
    } else if (good) {
        record = quiz_part(run.timeline->run, &item->asked, claimed, run.spare, &value);
        parting->step = record == QUIZ_NO_RECORD ? 0 : quiz_step_of(&run, record);
        put_parting(&text, &run, item, record, value, answer);
    }
    quiz_run_close(&run);
    return good;
}

static void put_setting(struct sim_text *text, const char *setting)
{
    sim_text_put(text, " --set ");
    sim_text_put_word(text, setting);
}

static void put_models(struct sim_text *text, const struct quiz_item *item)
{
    char setting[160];
    struct sim_text put = SIM_TEXT(setting);

    sim_text_put(&put, item->parameter);
    sim_text_put(&put, "=");
    sim_text_put_exact_time(&put, item->truth);
    put_setting(text, setting);
    sim_text_put(text, " --models ");
    sim_text_put(text, item->models[0]);
    sim_text_put(text, ",");
    sim_text_put(text, item->models[1]);
}

void quiz_put_command(struct sim_text *text, const struct quiz_family *family,
                      const struct quiz_item *item, uint64_t step)
{
    bool study = quiz_kinds[item->asked.kind].when == QUIZ_STUDY;

    sim_text_put(text, study ? "interlock compare " : "interlock step ");
    sim_text_put_word(text, item->file);
    for (const char *const *one = family->settings; one && *one; one++)
        put_setting(text, *one);
    for (int i = 0; i < item->setting_count; i++)
        put_setting(text, item->settings[i]);
    if (study)
        put_models(text, item);
    if (!step)
        return;
    sim_text_put(text, " --at '#");
    sim_text_put_int(text, (int64_t)step);
    sim_text_put(text, "'");
}
