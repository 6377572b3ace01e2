/* SPDX-License-Identifier: GPL-3.0-or-later
 * Findings with their places. */
#include "config.h"

#include "ui/report/findings.h"

#include "sim/trace/finding.h"
#include "ui/report/escape.h"

#include <inttypes.h>

#define FINDING_TEXT 512

static void put_place(FILE *to, const struct scenario *scenario, uint32_t op)
{
    escape_shown(to, scenario->op_files[op]);
    fprintf(to, ":%" PRIu32 ": ", scenario->sim.ops[op].line);
}

static void print_op(FILE *to, const struct scenario *scenario, uint32_t op)
{
    fprintf(to, "    %s\n", scenario->sim.ops[op].text);
}

static void print_one(FILE *to, const struct scenario *scenario, const struct sim_cast *cast,
                      const struct sim_finding *finding)
{
    char said[FINDING_TEXT], task[FINDING_TEXT];
    struct sim_text text = SIM_TEXT(said), other = SIM_TEXT(task);

    sim_finding_put(&text, cast, finding);
    put_place(to, scenario, finding->op[0]);
    fprintf(to, "error: %s\n", said);
    print_op(to, scenario, finding->op[0]);
    if (sim_finding_is_pair(finding)) {
        bool writes = scenario->sim.ops[finding->op[1]].kind == SIM_OP_WRITE;

        sim_finding_put_task(&other, cast, finding, 1);
        put_place(to, scenario, finding->op[1]);
        fprintf(to, "note: %s %s it here\n", task, writes ? "writes" : "reads");
        print_op(to, scenario, finding->op[1]);
    }
    put_place(to, scenario, finding->op[0]);
    fprintf(to, "help: %s\n", sim_finding_remedy(finding));
}

void findings_print(FILE *to, const struct scenario *scenario,
                    const struct study_result *result)
{
    uint32_t shown =
        result->finding_count < STUDY_FINDINGS ? result->finding_count : STUDY_FINDINGS;

    for (uint32_t i = 0; i < shown; i++)
        print_one(to, scenario, result->cast, &result->findings[i]);
    if (result->finding_count > shown)
        fprintf(to, "and %" PRIu32 " more\n", result->finding_count - shown);
}

static json_t *task_json(const struct scenario *scenario, const struct sim_cast *cast,
                         const struct sim_finding *finding, int which)
{
    uint32_t op = finding->op[which];
    char name[FINDING_TEXT];
    struct sim_text text = SIM_TEXT(name);
    json_t *task = json_object();

    sim_finding_put_task(&text, cast, finding, which);
    json_object_set_new(task, "name", json_string(name));
    json_object_set_new(task, "file", json_string(scenario->op_files[op]));
    json_object_set_new(task, "line", json_integer(scenario->sim.ops[op].line));
    json_object_set_new(task, "op", json_string(scenario->sim.ops[op].text));
    return task;
}

static json_t *finding_json(const struct scenario *scenario, const struct sim_cast *cast,
                            const struct sim_finding *finding)
{
    json_t *object = json_object(), *tasks = json_array();
    char said[FINDING_TEXT];
    struct sim_text text = SIM_TEXT(said);

    sim_finding_put(&text, cast, finding);
    json_object_set_new(object, "kind", json_string(sim_finding_name(finding)));
    json_object_set_new(object, "text", json_string(said));
    if (finding->kind != SIM_FINDING_TOO_MANY)
        json_object_set_new(object, "region", json_string(cast->regions.list[finding->region]));
    json_array_append_new(tasks, task_json(scenario, cast, finding, 0));
    if (sim_finding_is_pair(finding))
        json_array_append_new(tasks, task_json(scenario, cast, finding, 1));
    json_object_set_new(object, "tasks", tasks);
    return object;
}

json_t *findings_json(const struct scenario *scenario, const struct study_result *result)
{
    json_t *array = json_array();

    for (uint32_t i = 0; i < result->finding_count && i < STUDY_FINDINGS; i++)
        json_array_append_new(array,
                              finding_json(scenario, result->cast, &result->findings[i]));
    return array;
}
