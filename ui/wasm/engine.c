/* SPDX-License-Identifier: GPL-3.0-or-later
 * A scenario, what is changed in it, and its run. */
#include "ui/wasm/engine.h"

#include "scenarios/flat.h"
#include "sim/study/aim.h"
#include "sim/study/speedup.h"
#include "sim/trace/run.h"
#include "sim/trace/sentence.h"
#include "ui/report/escape.h"
#include "ui/report/page.h"
#include "ui/report/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FACTS_WIDTH 96
#define FOLDS ((size_t)32 << 20) /* bytes for copies of the fold: a step is found at once */
#define SETTINGS 64

/* Of this instance of the module. */
static struct {
    char *room;
    uint32_t room_size;
    char *text;
    size_t text_size;

    struct scenario_file files[FLAT_FILES + 1];
    int file_count;
    struct scenario *loaded, *changed; /* changed NULL: as it was loaded */

    struct study_result result; /* of the run; its cast is NULL when there is none */
    struct sim_run *run;        /* its records; NULL: none, too */
    bool short_of_memory;
} engine;

static const struct study_limits limits = { .events = ENGINE_STEPS };

/* ---- texts ---- */

char *engine_room(uint32_t count)
{
    free(engine.room);
    engine.room = calloc(count + 1, 1);
    engine.room_size = engine.room ? count : 0;
    return engine.room;
}

const char *engine_text(void)
{
    return engine.text ? engine.text : "out of memory";
}

static FILE *begin_text(void)
{
    free(engine.text);
    engine.text = NULL;
    return open_memstream(&engine.text, &engine.text_size);
}

static bool end_text(FILE *to, bool good)
{
    if (fclose(to) == 0)
        return good;
    free(engine.text);
    engine.text = NULL;
    return false;
}

static bool say(const char *what)
{
    FILE *to = begin_text();

    if (to)
        fputs(what, to);
    return to && end_text(to, false);
}

static bool complain_of(const struct sim_errors *errors)
{
    FILE *to = begin_text();

    if (to)
        scenario_print_errors(to, errors);
    return to && end_text(to, false);
}

static void put_text(FILE *to, const char *name, const char *text)
{
    fprintf(to, "\"%s\":", name);
    escape_json(to, text);
    fputc(',', to);
}

/* ---- the scenario ---- */

bool engine_hold(void)
{
    size_t name = engine.room ? strlen(engine.room) + 1 : 0;

    if (!name || name > engine.room_size || engine.file_count == FLAT_FILES)
        return say("a trace file has no room");
    engine.files[engine.file_count++] = (struct scenario_file){
        .name = engine.room, .bytes = engine.room + name, .count = engine.room_size - name
    };
    engine.room = NULL; /* it stays */
    return true;
}

static const struct scenario *current(void)
{
    return engine.changed ? engine.changed : engine.loaded;
}

static void put_models(FILE *to, const struct sim_params *params)
{
    fputs("\"models\":[", to);
    for (int i = 0; sim_models[i]; i++) {
        fputs(i ? ",[" : "[", to);
        escape_json(to, sim_models[i]->name);
        fputc(',', to);
        escape_json(to, sim_python_names[sim_model_version(sim_models[i], params->python)]);
        fputc(']', to);
    }
    fputc(']', to);
}

static bool tell_scenario(void)
{
    const struct sim_scenario *sim = &current()->sim;
    FILE *to = begin_text();
    char interval[32];
    struct sim_text text = SIM_TEXT(interval);

    if (!to)
        return false;
    sim_text_put_exact_time(&text, sim->params.switch_interval);
    fputc('{', to);
    put_text(to, "model", sim_model_of(sim)->name);
    put_text(to, "interval", interval);
    put_text(to, "python", sim_python_names[sim->params.python]);
    fprintf(to, "\"cores\":%" PRId64 ",\"draw\":%" PRId64 ",\"random\":%s,", sim->params.cores,
            sim->params.replication, sim_scenario_is_random(sim) ? "true" : "false");
    put_models(to, &sim->params);
    fputc('}', to);
    return end_text(to, true);
}

static void forget_run(void)
{
    sim_run_destroy(engine.run);
    study_result_free(&engine.result);
    engine.run = NULL;
}

bool engine_load(void)
{
    struct scenario_options options = { .files = engine.files };
    struct sim_errors errors = { .count = 0 };

    if (!engine.room || engine.loaded)
        return say("there is no scenario to load, or there is one already");
    engine.loaded =
        scenario_parse(engine.room, engine.room_size, "the page", &options, &errors);
    return engine.loaded ? tell_scenario() : complain_of(&errors);
}

/* Cuts the room into lines; the list ends in one without a text. */
static bool settings_of(char *room, struct scenario_setting settings[SETTINGS + 1])
{
    int count = 0;

    for (char *line = strtok(room, "\n"); line; line = strtok(NULL, "\n")) {
        if (count == SETTINGS)
            return false;
        settings[count++] = (struct scenario_setting){ line, "the settings", 0 };
    }
    settings[count] = (struct scenario_setting){ NULL, NULL, 0 };
    return true;
}

bool engine_change(void)
{
    struct scenario_setting settings[SETTINGS + 1];
    struct sim_errors errors = { .count = 0 };
    struct scenario *changed;

    if (!engine.loaded || !engine.room || !settings_of(engine.room, settings))
        return say("no scenario, or too many settings");
    changed = scenario_variant(engine.loaded, settings, &errors);
    if (!changed)
        return complain_of(&errors);
    forget_run();
    scenario_free(engine.changed);
    engine.changed = changed;
    return tell_scenario();
}

/* ---- the run ---- */

/* The cast is known with the first record. */
static void keep_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct sim_record *room;

    (void)context;
    if (!engine.run && !engine.short_of_memory)
        engine.run = sim_run_create(before->cast, FOLDS);
    room = engine.run ? sim_run_room(engine.run) : NULL;
    if (room)
        *room = record;
    if (!room || !sim_run_append(engine.run, 1))
        engine.short_of_memory = true;
}

static bool give_up(const struct sim_errors *errors)
{
    bool endless = engine.result.events; /* else it has none */

    forget_run();
    return endless
               ? say("The run has more than 2,000,000 events, which is the most that a page "
                     "runs: use the command, or give it an end with scenario.until.")
               : complain_of(errors);
}

static bool tell_run(void)
{
    struct study_speedup speedup = study_speedup(&current()->sim, &engine.result, &limits);
    char *facts = NULL;
    size_t size;
    struct summary_style style = { .to = open_memstream(&facts, &size),
                                   .width = FACTS_WIDTH,
                                   .unicode = true };
    FILE *to = style.to ? begin_text() : NULL;

    if (!to) {
        if (style.to)
            fclose(style.to);
        free(facts);
        return false;
    }
    summary_head(&style, &engine.result, &speedup);
    if (fclose(style.to) == 0) {
        fputc('{', to);
        put_text(to, "facts", facts);
        fprintf(to, "\"steps\":%" PRIu64 ",\"length\":%" PRId64 ",\"makespan\":%" PRId64 "}",
                engine.result.events, engine.run ? sim_run_length(engine.run) : 0,
                engine.result.makespan);
    }
    free(facts);
    return end_text(to, facts != NULL);
}

bool engine_run(void)
{
    struct study_reader reader = { keep_record, NULL, NULL };
    struct sim_errors errors = { .count = 0 };

    if (!engine.loaded)
        return say("no scenario");
    forget_run();
    engine.short_of_memory = false;
    if (!study_run(&current()->sim, sim_model_of(&current()->sim), &reader, &limits,
                   &engine.result, &errors))
        return give_up(&errors);
    if (!engine.short_of_memory)
        return tell_run();
    forget_run();
    return say("The run needs more memory than a page has: use the command.");
}

double engine_record_count(void)
{
    return engine.run ? (double)engine.run->count : 0;
}

const struct sim_record *engine_records(uint32_t chunk)
{
    return engine.run ? sim_run_chunk(engine.run, chunk) : NULL;
}

/* ---- what is to be seen of it ---- */

static void gather(struct page_steps *steps, struct sim_fold *fold, uint64_t at)
{
    struct study_reader reader = page_steps_reader(steps);

    sim_run_fold(engine.run, fold, at);
    for (; at < engine.run->count && !page_steps_full(steps); at++) {
        struct sim_record record = sim_run_record(engine.run, at);

        reader.read(reader.context, fold, record);
        sim_fold_apply(fold, record);
    }
}

static bool tell_window(struct page_steps *steps)
{
    FILE *to = page_steps_finish(steps, &engine.result) ? begin_text() : NULL;

    if (!to)
        return false;
    fputs("{\"list\":", to);
    escape_json(to, page_steps_list(steps));
    if (page_steps_told(steps)) {
        fputs(",\"data\":", to);
        page_put_steps_data(to, steps);
    }
    fputc('}', to);
    return end_text(to, true);
}

bool engine_window(double from, double until, uint32_t most)
{
    sim_time begin = (sim_time)from;
    struct page_steps *steps;
    struct sim_fold *fold;
    bool good = false;

    if (!engine.run)
        return say("nothing has happened");
    steps = page_steps_create(begin, (sim_time)until, most);
    fold = sim_fold_create(engine.result.cast);
    if (steps && fold) {
        gather(steps, fold, begin > 0 ? sim_run_records_at(engine.run, begin - 1) : 0);
        good = tell_window(steps);
    }
    sim_fold_destroy(fold);
    page_steps_destroy(steps);
    return good || (!engine.text && say("out of memory"));
}

bool engine_state(double step)
{
    struct sim_fold *fold = engine.run ? sim_fold_create(engine.result.cast) : NULL;
    FILE *to = fold ? begin_text() : NULL;
    char sentence[SIM_SENTENCE];

    if (to) {
        sim_run_fold(engine.run, fold, sim_run_records_of_step(engine.run, (uint64_t)step));
        for (uint32_t i = 1; i <= engine.result.cast->threads; i++) {
            struct sim_text text = SIM_TEXT(sentence);

            sim_state_sentence(&text, fold, i);
            fputs(i > 1 ? "," : "[", to);
            escape_json(to, sentence);
        }
        fputc(']', to);
    }
    sim_fold_destroy(fold);
    return to ? end_text(to, true) : say("nothing has happened");
}

/* ---- models ---- */

/* What counts of a run, or why it does not tell that. */
static void put_outcome(FILE *to, uint32_t aim, const struct study_result *result)
{
    char time[32];
    struct sim_text text = SIM_TEXT(time);
    sim_time value = (sim_time)study_aim_value(aim, result);

    if (study_aim_is_told(aim, result)) {
        sim_text_put_time(&text, value);
        put_text(to, "time", time);
        fprintf(to, "\"ns\":%" PRId64, value);
    } else {
        put_text(to, "why",
                 result->outcome != SIM_UNTIL ? result->why
                 : aim                        ? STUDY_UNANSWERED
                                              : "stopped by [scenario] until");
        fputs("\"ns\":0", to);
    }
}

/* Versions execute the same bytecode at different speeds: another than the scenario's is compared
 * with one thread after the other under its own, too. */
static void put_own(FILE *to, const struct sim_scenario *scenario,
                    const struct study_result *result)
{
    struct study_speedup own = { .known = false };

    if (scenario->params.python != current()->sim.params.python)
        own = study_speedup(scenario, result, &limits);
    if (own.known)
        fprintf(to, ",\"own\":%.6g", own.speedup);
}

bool engine_model(void)
{
    const struct sim_model *model = engine.room ? sim_model_find(engine.room) : NULL;
    struct sim_errors errors = { .count = 0 };
    struct study_result result;
    struct sim_scenario copy;
    uint32_t aim;
    FILE *to;

    if (!engine.loaded || !model)
        return say("no such model");
    copy = current()->sim;
    aim = study_aim(&current()->sim, &limits);
    copy.params.python = sim_model_version(model, copy.params.python);
    to = begin_text();
    if (!to)
        return false;
    fputc('{', to);
    put_text(to, "model", model->name);
    put_text(to, "python", sim_python_names[copy.params.python]);
    if (aim)
        put_text(to, "requests", copy.measures.list[aim - 1]);
    if (study_run(&copy, model, NULL, &limits, &result, &errors)) {
        put_outcome(to, aim, &result);
        if (!aim)
            put_own(to, &copy, &result);
        study_result_free(&result);
    } else {
        put_text(to, "why", errors.count ? errors.list[0].text : "");
        fputs("\"ns\":0", to);
    }
    fputc('}', to);
    return end_text(to, true);
}
