/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing what a search has found. */
#include "config.h"

#include "ui/report/explored.h"

#include "sim/trace/sentence.h"
#include "ui/report/expect.h"
#include "ui/report/json.h"
#include "ui/report/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- expectations ---- */

/* What `run --json` tells of a run, as far as orders decide it. */
static json_t *result_object(const struct explored *explored,
                             const struct explore_outcome *outcome)
{
    const struct sim_names *names = &explored->scenario->sim.vars;
    json_t *object = json_object(), *vars = json_object();

    json_object_set_new(object, "outcome", json_string(report_outcome(outcome->status)));
    for (uint32_t i = 0; i < names->count; i++) {
        json_t *var = json_object();

        json_object_set_new(var, "value", json_integer(outcome->values[i]));
        json_object_set_new(var, "expected", json_integer(outcome->updates[i]));
        json_object_set_new(vars, names->list[i], var);
    }
    json_object_set_new(object, "vars", vars);
    return object;
}

static void check_expectations(struct explored *explored, uint32_t which)
{
    const struct scenario *scenario = explored->scenario;
    json_t *object = result_object(explored, &explored->result->outcomes[which]);
    struct expect_run run = { .json = object, .scenario = scenario };
    enum explored_expect found = EXPLORED_OPEN;

    for (uint32_t i = 0; explored->expects && i < scenario->expectation_count; i++) {
        char why[256];
        struct sim_text text = SIM_TEXT(why);
        struct expr_value value;

        if (!expr_evaluate(scenario->expectations[i].expr, expect_look_up, &run, &value,
                           &text) ||
            value.kind != EXPR_TRUTH)
            continue;
        if (!value.truth && found != EXPLORED_BROKEN)
            explored->broken[which] = &scenario->expectations[i];
        if (found != EXPLORED_BROKEN)
            found = value.truth ? EXPLORED_MET : EXPLORED_BROKEN;
    }
    explored->expect[which] = found;
    json_decref(object);
}

/* ---- the worst ---- */

static bool is_evil(const struct explored *explored, uint32_t i, enum explored_evil evil)
{
    const struct explore_outcome *outcome = &explored->result->outcomes[i];

    switch (evil) {
    case EXPLORED_LOSES:
        return explore_loses(explored->result, outcome);
    case EXPLORED_DEADLOCK:
        return outcome->status == SIM_DEADLOCK;
    default:
        return explored->expect[i] == EXPLORED_BROKEN;
    }
}

static int shortest(const struct explored *explored, enum explored_evil evil)
{
    const struct explore_outcome *outcomes = explored->result->outcomes;
    int found = -1;

    for (uint32_t i = 0; i < explored->result->outcome_count; i++) {
        if (is_evil(explored, i, evil) &&
            (found < 0 || outcomes[i].switches < outcomes[found].switches))
            found = (int)i;
    }
    return found;
}

const char *explored_heading(enum explored_evil evil)
{
    static const char *const headings[] = {
        [EXPLORED_LOSES] = "How an update is lost",
        [EXPLORED_DEADLOCK] = "How it deadlocks",
        [EXPLORED_BREAKS] = "How [expect] is broken",
    };

    return headings[evil];
}

bool explored_prepare(struct explored *explored)
{
    const struct sim_scenario *sim = &explored->scenario->sim;
    size_t count = explored->result->outcome_count + 1;

    explored->cast =
        sim_cast_create(sim, sim_model_of(sim)->name, 1, sim->params.switch_interval, false);
    explored->expect = calloc(count, sizeof(*explored->expect));
    explored->broken = calloc(count, sizeof(*explored->broken));
    if (!explored->cast || !explored->expect || !explored->broken)
        return false;
    for (uint32_t i = 0; i < explored->result->outcome_count; i++)
        check_expectations(explored, i);
    for (int evil = 0; evil < EXPLORED_EVILS; evil++)
        explored->shortest[evil] = shortest(explored, (enum explored_evil)evil);
    return true;
}

void explored_free(struct explored *explored)
{
    sim_cast_destroy(explored->cast);
    free(explored->expect);
    free(explored->broken);
}

/* ---- words ---- */

/* 2^53: up to there a double counts exactly. */
#define EXACT 9007199254740992.0

/* With commas between thousands; beyond what a double counts exactly, roughly. */
const char *explored_count(char buffer[32], double count)
{
    if (count <= EXACT)
        return summary_count(buffer, (int64_t)count);
    snprintf(buffer, 32, "about %.1e", count);
    return buffer;
}

static bool is_complete(const struct explored *explored)
{
    return explored->result->end == EXPLORE_ALL && !explored->result->bounded;
}

const char *explored_counts(const struct explore *result)
{
    if (result->classes)
        return result->schedules == 1 ? "class of schedules" : "classes of schedules";
    return result->schedules == 1 ? "schedule" : "schedules";
}

static void print_extent(FILE *to, const struct explored *explored)
{
    const struct explore *result = explored->result;
    char schedules[32], states[32];

    explored_count(schedules, result->schedules);
    explored_count(states, (double)result->states);
    fprintf(to, "\n  %s%s %s, %s state%s%s\n",
            is_complete(explored) ? "all " : "bounded: ", schedules, explored_counts(result),
            states, result->states == 1 ? "" : "s",
            is_complete(explored) ? "" : "; there are more");
    if (result->classes)
        fprintf(to, "  (schedules that differ only in the order of threads that share nothing\n"
                    "  are one class)\n");
    if (result->bounded)
        fprintf(to, "  (all with at most %d preemption%s)\n", explored->preemptions,
                explored->preemptions == 1 ? "" : "s");
}

/* The values, and what is missing. */
static void put_outcome(struct sim_text *text, const struct explored *explored, uint32_t which)
{
    const struct explore_outcome *outcome = &explored->result->outcomes[which];
    const struct sim_names *names = &explored->scenario->sim.vars;
    bool begun = outcome->status == SIM_DEADLOCK;

    if (begun)
        sim_text_put(text, "deadlock");
    for (uint32_t i = 0; i < names->count; i++) {
        sim_text_put(text, begun ? ", " : "");
        begun = true;
        sim_text_put(text, names->list[i]);
        sim_text_put(text, " = ");
        sim_text_put_int(text, outcome->values[i]);
        if (outcome->values[i] == outcome->updates[i])
            continue;
        sim_text_put(text, " of ");
        sim_text_put_int(text, outcome->updates[i]);
    }
    if (!begun)
        sim_text_put(text, "ends");
}

/* Who is stuck at what. */
static void print_stuck(FILE *to, const struct explored *explored, uint32_t which)
{
    const struct explore_outcome *outcome = &explored->result->outcomes[which];
    const struct sim_cast *cast = explored->cast;

    for (uint32_t t = 1; outcome->status == SIM_DEADLOCK && t <= cast->threads; t++) {
        const struct sim_cast_group *group = sim_cast_group_of(cast, t);
        const struct sim_scenario *sim = &explored->scenario->sim;
        const struct sim_program *program =
            sim_scenario_program(sim, (uint32_t)(group - cast->groups));
        char name[256];
        struct sim_text text = SIM_TEXT(name);

        if (outcome->stuck[t] >= program->first + program->count)
            continue;
        sim_cast_put_thread(cast, &text, t);
        fprintf(to, "       %s is stuck at: %s\n", name, cast->ops[outcome->stuck[t]].text);
    }
}

static void print_outcome(FILE *to, const struct explored *explored, uint32_t which)
{
    const struct explore_outcome *outcome = &explored->result->outcomes[which];
    char words[1024], schedules[32];
    struct sim_text text = SIM_TEXT(words);

    put_outcome(&text, explored, which);
    fprintf(to, "  %2" PRIu32 "  %-34s %12s  %8" PRIu32 "%s\n", which + 1, words,
            explored_count(schedules, outcome->schedules), outcome->switches,
            explored->expect[which] == EXPLORED_BROKEN ? "  breaks [expect]" : "");
    print_stuck(to, explored, which);
}

void explored_print(FILE *to, const struct explored *explored)
{
    const struct sim_scenario *sim = &explored->scenario->sim;
    const struct sim_model *model = sim_model_of(sim);

    fprintf(to, "%s\n%s", sim->title ? sim->title : "", model->name);
    if (strcmp(model->name, "native"))
        fprintf(to, " %s", sim_python_names[sim->params.python]);
    fprintf(to, ", %" PRIu32 " thread%s, without times\n", explored->cast->threads,
            explored->cast->threads == 1 ? "" : "s");
    print_extent(to, explored);
    fprintf(to, "\n      %-34s %12s  %8s\n", "outcome",
            explored->result->classes ? "classes" : "schedules", "switches");
    for (uint32_t i = 0; i < explored->result->outcome_count; i++)
        print_outcome(to, explored, i);
}

/* ---- a schedule ---- */

/* What the machine does for its own sake says nothing about the order. */
static bool is_told(const struct sim_run *run, uint64_t i)
{
    struct sim_record record = sim_run_record(run, i), next;

    switch ((enum sim_record_kind)record.kind) {
    case SIM_RECORD_POINT:
    case SIM_RECORD_BETWEEN:
        /* Only where another goes on: then the first thing that one's step says is DROP. */
        while (++i < run->count) {
            next = sim_run_record(run, i);
            if (next.kind == SIM_RECORD_CHOICE)
                return next.thread != record.thread;
        }
        return false;
    case SIM_RECORD_OP:
    case SIM_RECORD_MEASURE:
    case SIM_RECORD_MEASURED:
        return true;
    case SIM_RECORD_POLL: /* how a loop goes round is the same in all of them */
    case SIM_RECORD_ROUND:
    case SIM_RECORD_TIMER:
    case SIM_RECORD_SELECT:
    case SIM_RECORD_PARK:
        return false;
    default:
        return record.kind >= SIM_RECORD_ADDED || record.kind == SIM_RECORD_END ||
               record.kind == SIM_RECORD_DEADLOCK;
    }
}

/* "   7  what happens", wrapped at blanks. */
static void print_numbered(FILE *to, int number, const char *words, int width)
{
    struct summary_style style = { .to = to, .width = width > 26 ? (unsigned)width : 26 };
    unsigned column = (unsigned)fprintf(to, "  %2d  ", number);

    summary_wrap(&style, column, column, words);
}

bool explored_print_schedule(FILE *to, const struct sim_run *run, int width)
{
    struct sim_fold *fold = sim_fold_create(run->cast);
    uint32_t last = 0;
    int number = 0;

    for (uint64_t i = 0; fold && i < run->count; i++) {
        struct sim_record record = sim_run_record(run, i);
        char words[SIM_SENTENCE];
        struct sim_text text = SIM_TEXT(words);

        if (is_told(run, i)) {
            sim_sentence(&text, fold, record);
            if (number && record.thread != last)
                fputc('\n', to);
            print_numbered(to, ++number, words, width);
            last = record.thread;
        }
        sim_fold_apply(fold, record);
    }
    sim_fold_destroy(fold);
    return fold != NULL;
}

/* ---- JSON ---- */

static json_t *count_value(double count)
{
    return count <= EXACT ? json_integer((json_int_t)count) : json_real(count);
}

static json_t *schedule_array(const struct explored *explored,
                              const struct explore_outcome *outcome)
{
    json_t *array = json_array();

    for (uint32_t i = 0; i < outcome->choice_count; i++) {
        char name[256];
        struct sim_text text = SIM_TEXT(name);

        sim_cast_put_thread(explored->cast, &text, outcome->choices[i]);
        json_array_append_new(array, json_string(name));
    }
    return array;
}

static json_t *outcome_object(const struct explored *explored, uint32_t which)
{
    const struct explore_outcome *outcome = &explored->result->outcomes[which];
    enum explored_expect expect = explored->expect[which];
    json_t *object = result_object(explored, outcome);

    json_object_set_new(object, "loses",
                        json_boolean(explore_loses(explored->result, outcome)));
    json_object_set_new(object, "expect",
                        expect == EXPLORED_OPEN ? json_null()
                                                : json_boolean(expect == EXPLORED_MET));
    json_object_set_new(object, "schedules", count_value(outcome->schedules));
    json_object_set_new(object, "switches", json_integer(outcome->switches));
    json_object_set_new(object, "schedule", schedule_array(explored, outcome));
    return object;
}

json_t *explored_json(const struct explored *explored)
{
    static const char *const evils[] = { "loses", "deadlock", "breaks" };
    const struct explore *result = explored->result;
    json_t *object = report_head("interlock/explore/1", explored->scenario);
    json_t *outcomes = json_array(), *shortest = json_object();

    if (!object || !outcomes || !shortest)
        return NULL;
    json_object_set_new(object, "complete", json_boolean(is_complete(explored)));
    json_object_set_new(object, "preemptions",
                        explored->preemptions < 0 ? json_null()
                                                  : json_integer(explored->preemptions));
    json_object_set_new(object, "counts",
                        json_string(result->classes ? "classes" : "schedules"));
    json_object_set_new(object, "schedules", count_value(result->schedules));
    json_object_set_new(object, "states", json_integer((json_int_t)result->states));
    for (uint32_t i = 0; i < result->outcome_count; i++)
        json_array_append_new(outcomes, outcome_object(explored, i));
    json_object_set_new(object, "outcomes", outcomes);
    for (int evil = 0; evil < EXPLORED_EVILS; evil++)
        json_object_set_new(shortest, evils[evil],
                            explored->shortest[evil] < 0
                                ? json_null()
                                : json_integer(explored->shortest[evil]));
    json_object_set_new(object, "shortest", shortest);
    return object;
}
