/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock list: what there is. */
#include "config.h"

#include "scenarios/parameters.h"
#include "scenarios/program.h"
#include "scenarios/sections.h"
#include "sim/mech/bytecode.h"
#include "sim/models/models.h"
#include "sim/state/reason.h"
#include "sim/state/record.h"
#include "ui/cli/cli.h"
#include "ui/cli/folders.h"
#include "ui/cli/progress.h"
#include "ui/play/action.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- files ---- */

static int is_ini(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > 4 && !strcmp(entry->d_name + length - 4, ".ini");
}

static void print_title(const char *name)
{
    struct scenario_options options = { .search = cli_search_path() };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *scenario = errors ? scenario_load(name, &options, errors) : NULL;

    cli_put_row(stdout, printf("%-24s ", name), scenario ? scenario->sim.title : "(not valid)");
    scenario_free(scenario);
    free(errors);
}

static void print_name(const char *name)
{
    puts(name);
}

/* Files of a subfolder, by name without ".ini"; how many, -1 when there is no such folder. */
static int print_folder(const char *folder, const char *subfolder,
                        void (*print)(const char *name))
{
    char path[PATH_MAX];
    struct dirent **entries;
    int count = -1;

    if (snprintf(path, sizeof(path), "%s/%s", folder, subfolder) < (int)sizeof(path))
        count = scandir(path, &entries, is_ini, alphasort);
    for (int i = 0; i < count; i++) {
        char *name = entries[i]->d_name;

        name[strlen(name) - 4] = '\0';
        print(name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return count;
}

/* Of the first folder that has any. */
static int print_files(const char *subfolder, void (*print)(const char *name))
{
    for (const char *const *folder = cli_search_path(); *folder; folder++) {
        if (print_folder(*folder, subfolder, print) > 0)
            return CLI_GOOD;
    }
    cli_say("no shipped files found; set INTERLOCK_DATA to the folder of the scenarios");
    return CLI_WORLD;
}

static int list_scenarios(void)
{
    return print_files("", print_title);
}

/* A mark before those that are done. */
static int list_lessons(void)
{
    static struct course course; /* large */

    if (!course_open(&course))
        return CLI_WORLD;
    for (int i = 0; i < course.count; i++) {
        const struct course_lesson *lesson = &course.lessons[i];
        struct scenario_options options = { .search = cli_search_path() };
        struct sim_errors *errors = calloc(1, sizeof(*errors));
        struct scenario *scenario =
            errors ? scenario_load(lesson->path, &options, errors) : NULL;

        printf("%-4s %-24s %s\n", lesson->of && lesson->answered >= lesson->of ? "done" : "",
               lesson->name, scenario ? scenario->sim.title : "(not valid)");
        scenario_free(scenario);
        free(errors);
    }
    return CLI_GOOD;
}

/* Those shipped, then the user's own. */
static int list_presets(void)
{
    char own[PATH_MAX];
    int code = print_files("presets", print_name);

    if (code == CLI_GOOD && folders_path(FOLDERS_DATA, "", own))
        print_folder(own, "presets", print_name);
    return code;
}

/* ---- tables ---- */

static int list_models(void)
{
    for (const struct sim_model *const *model = sim_models; *model; model++)
        cli_put_row(stdout, printf("%-16s ", (*model)->name), (*model)->claim);
    return CLI_GOOD;
}

static int list_versions(void)
{
    for (int i = 0; i < SIM_PYTHON_COUNT; i++)
        puts(sim_python_names[i]);
    return CLI_GOOD;
}

static int list_bodies(void)
{
    static const char *const ops[] = {
        [BODY_LOOP] = "loop", [BODY_ADD] = "add", [BODY_REF] = "ref"
    };

    for (int i = 0; i < BODY_COUNT; i++)
        printf("%-4s %-15s %s\n", ops[bytecode_bodies[i].kind], bytecode_bodies[i].name,
               bytecode_bodies[i].source);
    return CLI_GOOD;
}

/* What it does, and below it how it is written. */
static int list_ops(void)
{
    for (int i = 0; i < SIM_OP_COUNT; i++) {
        const struct sim_op_info *info = &sim_op_table[i];
        char line[512];
        struct sim_text text = SIM_TEXT(line);

        if (!*info->word) /* nobody writes it */
            continue;
        cli_put_row(stdout, printf("%-9s ", info->word), info->help);
        program_put_usage(&text, info);
        printf("%10s%s\n", "", line);
    }
    return CLI_GOOD;
}

/* Parameters are keys as well, and listed by themselves. */
static int list_sections(void)
{
    for (const struct section_kind *kind = section_kinds; kind->kind; kind++) {
        char head[64];
        struct sim_text text = SIM_TEXT(head);

        section_put_head(&text, kind);
        cli_put_row(stdout, printf("%-16s ", head), kind->help);
        for (const struct section_key *key = kind->keys; key->name; key++)
            cli_put_row(stdout, printf("    %-12s ", key->name), key->help);
    }
    return CLI_GOOD;
}

static int list_reasons(void)
{
    for (int i = 1; i < SIM_REASON_COUNT; i++)
        cli_put_row(stdout, printf("%c  %-12s ", sim_reasons[i].letter, sim_reasons[i].name),
                    sim_reasons[i].text);
    return CLI_GOOD;
}

/* With what their `arg` is. */
static int list_records(void)
{
    static const char *const args[] = {
        [SIM_ARG_NONE] = "-",
        [SIM_ARG_THREAD] = "a thread, from 1; 0: none",
        [SIM_ARG_POOL] = "a thread pool, by its place among the threads of the file",
        [SIM_ARG_TIME] = "a time, in ns",
        [SIM_ARG_COUNT_] = "a number",
        [SIM_ARG_OP] = "an op, by its place among those of all programs, from 0",
        [SIM_ARG_PLACE] = "an instruction of bytecode",
        [SIM_ARG_LOCK] = "a lock, from 1",
        [SIM_ARG_QUEUE] = "a queue, from 0",
        [SIM_ARG_VAR] = "a variable, from 0",
        [SIM_ARG_EVENT] = "an event, from 0",
        [SIM_ARG_BARRIER] = "a barrier, from 0",
        [SIM_ARG_MEASURE] = "a measure, from 0",
        [SIM_ARG_REGION] = "a region, from 0",
        [SIM_ARG_SIZE] = "bytes",
    };

    for (int i = 0; i < SIM_RECORD_KIND_COUNT; i++)
        printf("%-16s %s\n", sim_record_kinds[i].name, args[sim_record_kinds[i].arg]);
    return CLI_GOOD;
}

static int list_parameters(void)
{
    struct sim_params params = sim_params_default();

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        char value[128], range[128], help[512];
        struct sim_text text = SIM_TEXT(value), limits = SIM_TEXT(range);

        sim_param_put(&text, &params, (enum sim_param_id)i, NULL);
        parameters_put_range(&limits, (enum sim_param_id)i);
        snprintf(help, sizeof(help), *range ? "%s (%s)" : "%s", sim_param_table[i].help, range);
        cli_put_row(stdout,
                    printf("%-9s %-19s %-10s ", sim_param_table[i].section,
                           sim_param_table[i].key,
                           sim_param_table[i].type == SIM_TYPE_MODEL ? "default" : value),
                    help);
    }
    return CLI_GOOD;
}

/* As a file of keys names them. */
static int list_keys(void)
{
    for (int i = 0; i < PLAY_ACTION_COUNT; i++) {
        char name[32];

        snprintf(name, sizeof(name), "%s", play_actions[i].name);
        for (char *at = name; *at; at++)
            *at = *at == ' ' ? '-' : *at;
        cli_put_row(stdout, printf("%-17s %-12s ", name, play_actions[i].keys),
                    play_actions[i].help);
    }
    return CLI_GOOD;
}

static int list_exits(void)
{
#define EXIT(name, status, when) cli_put_row(stdout, printf("%-4d", (status)), when);
#include "ui/cli/exits.def"
#undef EXIT
    return CLI_GOOD;
}

#define LISTS(LIST)                                                                            \
    LIST(scenarios)                                                                            \
    LIST(lessons)                                                                              \
    LIST(presets)                                                                              \
    LIST(models)                                                                               \
    LIST(versions)                                                                             \
    LIST(ops)                                                                                  \
    LIST(bodies)                                                                               \
    LIST(reasons)                                                                              \
    LIST(records)                                                                              \
    LIST(parameters)                                                                           \
    LIST(sections)                                                                             \
    LIST(keys)                                                                                 \
    LIST(exits)

static int verb(const struct cli *cli)
{
#define FUNCTION(name) list_##name,
    static int (*const lists[])(void) = { LISTS(FUNCTION) };
#undef FUNCTION
    int which = 0;

    if (cli->arg_count && !cli_find_word("list", cli->verb->words, cli->args[0], &which))
        return CLI_USAGE;
    return lists[which]();
}

static const enum cli_option_id options[] = { CLI_OPTION_END };

const struct cli_verb verb_list = {
    .name = "list",
    .arguments = "[WHAT]",
    .example = "models",
#define WORD(name) " " #name
    .words = &LISTS(WORD)[1],
#undef WORD
    .summary = "list scenarios, lessons, presets, models, versions, ops, bodies, reasons, ...",
    .least = 0,
    .most = 1,
    .options = options,
    .run = verb,
};
