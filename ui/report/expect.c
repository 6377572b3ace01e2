/* SPDX-License-Identifier: GPL-3.0-or-later
 * Evaluating expectations. */
#include "ui/report/expect.h"

#include "scenarios/units.h"
#include "ui/report/escape.h"
#include "ui/report/json.h"

#include <inttypes.h>
#include <string.h>

static struct expr_value value_of(const json_t *value)
{
    if (json_is_number(value))
        return (struct expr_value){ .kind = EXPR_NUMBER, .number = json_number_value(value) };
    if (json_is_boolean(value))
        return (struct expr_value){ .kind = EXPR_TRUTH, .truth = json_is_true(value) };
    if (json_is_string(value))
        return (struct expr_value){ .kind = EXPR_TEXT, .text = json_string_value(value) };
    if (json_is_null(value))
        return (struct expr_value){ .text = "this run does not have it", .kind = EXPR_UNKNOWN };
    return (struct expr_value){ .kind = EXPR_UNKNOWN };
}

static bool is_reason(const char *name)
{
    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        if (!strcmp(name, sim_reasons[i].name))
            return true;
    }
    return false;
}

/* The reasons that a thread spent no time on are left out of JSON, but they are 0, not unknown. */
static bool is_unspent(const json_t *json, const char *path)
{
    const char *waits = strstr(path, "].waits.");
    char thread[256];
    struct sim_text text = SIM_TEXT(thread);

    if (!waits || !is_reason(waits + strlen("].waits.")))
        return false;
    sim_text_put_bytes(&text, path, (size_t)(waits - path) + 1);
    return report_lookup(json, thread);
}

/* ---- shares ---- */

/* The histogram that a path names without its `.upto[...]`; NULL when it names none. */
static const struct sim_histogram *histogram_of(const struct expect_run *run, const char *path,
                                                size_t length)
{
    static const char turn[] = "locks[interpreter lock].turn";
    const struct sim_names *measures = &run->result->cast->measures;

    for (uint32_t i = 0; i < measures->count; i++) {
        size_t name = strlen(measures->list[i]);

        if (length == strlen("latency.") + name && !memcmp(path, "latency.", 8) &&
            !memcmp(path + 8, measures->list[i], name))
            return &run->result->latency[i];
    }
    if (run->result->cast->interps && length == strlen(turn) && !memcmp(path, turn, length))
        return &run->result->turns[1];
    return NULL;
}

static struct expr_value share_upto(const struct expect_run *run, const char *path,
                                    const char *upto)
{
    const struct sim_histogram *histogram = histogram_of(run, path, (size_t)(upto - path));
    const char *from = upto + strlen(".upto["), *to = strchr(from, ']');
    char limit[64], why[128];
    struct sim_text text = SIM_TEXT(limit), reason = SIM_TEXT(why);
    int64_t value;

    if (!histogram || !to || to[1])
        return (struct expr_value){ .kind = EXPR_UNKNOWN };
    sim_text_put_bytes(&text, from, (size_t)(to - from));
    if (!units_parse(UNITS_TIME, limit, &value, &reason))
        return (struct expr_value){ .kind = EXPR_UNKNOWN, .text = "upto[] takes a time: 5ms" };
    if (!histogram->count)
        return (struct expr_value){ .kind = EXPR_UNKNOWN, .text = "nothing was measured" };
    return (struct expr_value){ .kind = EXPR_NUMBER,
                                .number = (double)sim_histogram_upto(histogram, value) /
                                          (double)histogram->count };
}

/* ---- what the run was given ---- */

/* `parameters[machine.cores]`, as the object of the run has it, or just `machine.cores`. */
static struct expr_value given(struct expect_run *run, const char *path)
{
    static const char parameters[] = "parameters[";
    const char *name = path + strlen(parameters);
    char inside[128];
    struct sim_text text = SIM_TEXT(inside);

    if (!run->scenario)
        return (struct expr_value){ .kind = EXPR_UNKNOWN };
    if (strncmp(path, parameters, strlen(parameters)))
        return sweep_read_own(run->scenario, path, &run->words);
    sim_text_put_bytes(&text, name, strcspn(name, "]"));
    return sweep_read_own(run->scenario, inside, &run->words);
}

/* ---- paths ---- */

struct expr_value expect_look_up(void *context, const char *path)
{
    struct expect_run *run = context;
    const json_t *value = report_lookup(run->json, path);
    const char *upto = strstr(path, ".upto[");
    struct expr_value parameter;

    if (value)
        return value_of(value);
    parameter = given(run, path);
    if (parameter.kind != EXPR_UNKNOWN)
        return parameter;
    if (upto && run->result)
        return share_upto(run, path, upto);
    if (is_unspent(run->json, path))
        return (struct expr_value){ .kind = EXPR_NUMBER, .number = 0 };
    return (struct expr_value){ .kind = EXPR_UNKNOWN,
                                .text = report_hint(run->json, path, run->hint) };
}

static bool holds(const struct scenario_expectation *expectation, struct expect_run *run,
                  FILE *to)
{
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    struct expr_value value;
    bool known = expr_evaluate(expectation->expr, expect_look_up, run, &value, &text);

    if (known && value.kind == EXPR_TRUTH && value.truth)
        return true;
    if (to) {
        escape_shown(to, expectation->file ? expectation->file : "");
        fprintf(to, ":%" PRIu32 ": expected %s: %s\n", expectation->line, expectation->text,
                known ? "this is false" : why);
    }
    return false;
}

uint32_t expect_check(const struct scenario *scenario, struct expect_run *run, FILE *to)
{
    uint32_t wrong = 0;

    for (uint32_t i = 0; i < scenario->expectation_count; i++)
        wrong += !holds(&scenario->expectations[i], run, to);
    return wrong;
}
