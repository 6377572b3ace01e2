/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading a verb's command line, by table, with popt. */
#include "config.h"

#include "scenarios/nearest.h"
#include "scenarios/parameters.h"
#include "ui/cli/output.h"

#include <popt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct cli_option_info cli_option_table[CLI_OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, help) CHOICE(id, name, letter, argument, NULL, help)
#define CHOICE(id, name, letter, argument, words, help)                                        \
    [CLI_OPTION_##id] = { name, argument, help, words, letter },
#include "ui/cli/options.def"
#undef OPTION
};

/* What an option was called before, and still is where somebody has it in a script; it is told to
 * nobody. */
static const struct {
    enum cli_option_id id;
    const char *name;
} former[] = {
    { CLI_OPTION_LINES, "linear" },
    { CLI_OPTION_PAGE_RECORDS, "events" },
};

#define FORMER (sizeof(former) / sizeof(*former))

static void fill_row(struct poptOption *row, enum cli_option_id id)
{
    const struct cli_option_info *info = &cli_option_table[id];

    *row = (struct poptOption){ .longName = info->name,
                                .shortName = info->letter,
                                .argInfo = info->argument ? POPT_ARG_STRING : POPT_ARG_NONE,
                                .val = (int)id,
                                .descrip = info->help,
                                .argDescrip = info->argument };
}

/* popt's table for a verb: its own options, then --help. */
static void fill_table(struct poptOption table[CLI_OPTION_COUNT + FORMER + 1],
                       const struct cli_verb *verb)
{
    size_t count = 0;

    for (const enum cli_option_id *id = verb->options; *id != CLI_OPTION_END; id++) {
        fill_row(&table[count++], *id);
        for (size_t i = 0; i < FORMER; i++) {
            if (former[i].id != *id)
                continue;
            fill_row(&table[count], *id);
            table[count].longName = former[i].name;
            table[count++].argInfo |= POPT_ARGFLAG_DOC_HIDDEN;
        }
    }
    fill_row(&table[count++], CLI_OPTION_HELP);
    memset(&table[count], 0, sizeof(table[count]));
}

static const char *blank_before(const char *words)
{
    return *words ? " " : "";
}

static void print_help(poptContext context, const struct cli_verb *verb)
{
    cli_put_row(stdout, printf("interlock %s: ", verb->name), verb->summary);
    putchar('\n');
    poptPrintHelp(context, stdout, 0);
    printf("\nTry:  interlock %s%s%s\n", verb->name, blank_before(verb->example),
           verb->example);
}

/* Options that are keys of [sweep]. */
static const struct {
    enum cli_option_id id;
    const char *key; /* NULL: the value begins with it */
    const char *label;
} sweep_options[] = {
    { CLI_OPTION_VARY, NULL, "--vary" },
    { CLI_OPTION_ZIP, "zip", "--zip" },
    { CLI_OPTION_CONSTRAINT, "constraint", "--constraint" },
    { CLI_OPTION_REPLICATIONS, "replications", "--replications" },
    { CLI_OPTION_PRECISION, "precision", "--precision" },
};

#define SWEEP_OPTION_COUNT (sizeof(sweep_options) / sizeof(*sweep_options))

static bool is_axis(const char *value)
{
    return strchr(value, '=') && strcspn(value, ".") < strcspn(value, "=");
}

static void say_axis(const char *label, const char *value)
{
    char key[64];
    const char *section;

    snprintf(key, sizeof(key), "%.*s", (int)strcspn(value, "="), value);
    section = parameters_home(key);
    if (section)
        cli_say("%s %s: did you mean %s.%s?", label, value, section, value);
    else
        cli_say("%s %s: write section.key=LIST, such as machine.cores=1,2,4..16", label, value);
}

/* --vary A=1,2 is `A = 1,2` in [sweep], --zip A,B is `zip = A,B`. */
static int take_sweep(struct cli *cli, size_t which, const char *value)
{
    const char *key = sweep_options[which].key, *label = sweep_options[which].label;
    char *text = NULL;

    if (!key && !is_axis(value)) {
        say_axis(label, value);
        return CLI_USAGE;
    }
    if (cli->sweep_count == CLI_SWEEPS_MAX) {
        cli_say("more than %d %s: put them into [sweep] of a scenario file", CLI_SWEEPS_MAX,
                label);
        return CLI_USAGE;
    }
    if (asprintf(&text, "%s%s%s", key ? key : "", key ? "=" : "", value) < 0) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    cli->sweep[cli->sweep_count++] = (struct scenario_setting){ text, label, 0 };
    return CLI_GOOD;
}

/* Notes an option; popt has allocated its value, which lives as long as the program. */
static int take(struct cli *cli, enum cli_option_id id, char *value)
{
    int code;

    cli->given[id] = true;
    for (size_t i = 0; i < SWEEP_OPTION_COUNT; i++) {
        if (sweep_options[i].id != id)
            continue;
        code = take_sweep(cli, i, value);
        free(value); /* it was copied, and may come again */
        return code;
    }
    if (id != CLI_OPTION_SET)
        free((char *)cli->value[id]);
    cli->value[id] = value;
    if (id != CLI_OPTION_SET)
        return CLI_GOOD;
    if (cli->set_count == CLI_SETS_MAX) {
        cli_say("more than %d --set: put them into a scenario file with `extends`",
                CLI_SETS_MAX);
        return CLI_USAGE;
    }
    cli->sets[cli->set_count++] = value;
    return CLI_GOOD;
}

/* --seed N is --set scenario.seed=N. */
static bool take_seed(struct cli *cli)
{
    uint64_t seed;

    if (!cli->given[CLI_OPTION_SEED])
        return true;
    if (!cli_take_number(cli, CLI_OPTION_SEED, 0, INT64_MAX, &seed))
        return false;
    snprintf(cli->seed, sizeof(cli->seed), "scenario.seed=%s", cli->value[CLI_OPTION_SEED]);
    cli->sets[cli->set_count++] = cli->seed;
    return true;
}

/* Why there is one argument more than the verb takes; --set machine.cores 4 is why. */
static void say_surplus(const struct cli *cli)
{
    const char *word = cli->args[cli->verb->most];

    for (const char *const *set = cli->sets; *set; set++) {
        if (!strchr(*set, '='))
            cli_say("--set %s: its value stands behind '=': --set %s=%s", *set, *set, word);
    }
    cli_say("'%s' is one argument too many", word);
}

static int check_count(const struct cli *cli)
{
    const struct cli_verb *verb = cli->verb;

    if (cli->arg_count >= verb->least && (verb->most < 0 || cli->arg_count <= verb->most))
        return CLI_GOOD;
    if (verb->most >= 0 && cli->arg_count > verb->most)
        say_surplus(cli);
    cli_say("usage: interlock %s [OPTION...]%s%s, such as interlock %s%s%s (see interlock %s "
            "--help)",
            verb->name, blank_before(verb->arguments), verb->arguments, verb->name,
            blank_before(verb->example), verb->example, verb->name);
    return CLI_USAGE;
}

/* A file that is read, and that --output names, too, would be lost. */
static int check_files(const struct cli *cli)
{
    for (int i = 0; !cli->verb->command && i < cli->arg_count; i++) {
        if (output_replaces(cli, cli->args[i]))
            return CLI_USAGE;
    }
    return cli->value[CLI_OPTION_SCHEDULE] &&
                   output_replaces(cli, cli->value[CLI_OPTION_SCHEDULE])
               ? CLI_USAGE
               : CLI_GOOD;
}

/* What newcomers write for a value of the scenario: --cores 8, --cores=8. */
static void say_set(const struct cli_verb *verb, const char *option)
{
    const char *start = option + strspn(option, "-"), *section;
    char key[64];
    bool sets = false;

    for (const enum cli_option_id *id = verb->options; *id != CLI_OPTION_END; id++)
        sets |= *id == CLI_OPTION_SET;
    snprintf(key, sizeof(key), "%.*s", (int)strcspn(start, "="), start);
    section = parameters_home(key);
    if (sets && section)
        cli_say("a value of the scenario is changed by --set %s.%s=...", section, key);
}

/* "; did you mean '--output'?"; "" when no option of the verb is near. */
static const char *option_hint(const struct cli_verb *verb, const char *option,
                               char hint[NEAREST_HINT])
{
    char names[CLI_OPTION_COUNT][32], word[64];
    struct nearest nearest;
    size_t count = 0;

    snprintf(word, sizeof(word), "%.*s", (int)strcspn(option, "="), option);
    nearest = nearest_to(word);
    for (const enum cli_option_id *id = verb->options; *id != CLI_OPTION_END; id++, count++) {
        snprintf(names[count], sizeof(names[count]), "--%s", cli_option_table[*id].name);
        nearest_offer(&nearest, names[count]);
    }
    return nearest_hint(&nearest, hint);
}

static void say_bad(const struct cli_verb *verb, const char *option, int why)
{
    char hint[NEAREST_HINT] = "";

    if (why == POPT_ERROR_BADOPT)
        option_hint(verb, option, hint);
    cli_say("%s: %s%s (see interlock %s --help)", option, poptStrerror(why), hint, verb->name);
    if (why == POPT_ERROR_BADOPT)
        say_set(verb, option);
}

static int take_all(struct cli *cli, poptContext context, bool *handled)
{
    int id, code;

    while ((id = poptGetNextOpt(context)) > 0) {
        code = take(cli, (enum cli_option_id)id, poptGetOptArg(context));
        if (code != CLI_GOOD)
            return code;
    }
    if (id < -1) {
        say_bad(cli->verb, poptBadOption(context, POPT_BADOPTION_NOALIAS), id);
        return CLI_USAGE;
    }
    if (cli->given[CLI_OPTION_HELP]) {
        print_help(context, cli->verb);
        *handled = true;
        return CLI_GOOD;
    }
    if (!take_seed(cli))
        return CLI_USAGE;
    cli->args = poptGetArgs(context);
    for (cli->arg_count = 0; cli->args && cli->args[cli->arg_count];)
        cli->arg_count++;
    code = check_count(cli);
    return code == CLI_GOOD ? check_files(cli) : code;
}

int cli_parse(struct cli *cli, int argc, const char **argv, bool *handled)
{
    /* They own the arguments, and live as long as the program. */
    static struct poptOption table[CLI_OPTION_COUNT + FORMER + 1];
    static poptContext context;
    static char name[64];
    char usage[128];

    snprintf(name, sizeof(name), "interlock %s", cli->verb->name);
    argv[0] = name; /* what the usage begins with */
    cli->words = argv;
    fill_table(table, cli->verb);
    context = poptGetContext(NULL, argc, argv, table,
                             cli->verb->command ? POPT_CONTEXT_POSIXMEHARDER : 0);
    snprintf(usage, sizeof(usage), "[OPTION...]%s%s", blank_before(cli->verb->arguments),
             cli->verb->arguments);
    poptSetOtherOptionHelp(context, usage);
    return take_all(cli, context, handled);
}
