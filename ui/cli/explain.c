/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock explain: what a word means. */
#include "config.h"

#include "sim/mech/bytecode.h"
#include "sim/models/models.h"
#include "sim/state/reason.h"
#include "sim/state/record.h"
#include "ui/cli/cli.h"

#include <ctype.h>
#include <string.h>

/*
 * Every word that appears on a screen, in a file or in JSON has its explanation in the table it
 * comes from; the glossary adds those that come from no table. A word may stand in several.
 */
static const struct {
    const char *name, *text;
} glossary[] = {
#define TERM(name, text) { name, text },
#include "ui/cli/glossary.def"
#undef TERM
};

#define GLOSSARY_COUNT (sizeof(glossary) / sizeof(*glossary))

/* Letter case, hyphens, underscores and spaces make no difference, nor does a plural s. */
static bool is_same(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        int x = strchr("-_ ", *a) ? ' ' : tolower((unsigned char)*a);
        int y = strchr("-_ ", *b) ? ' ' : tolower((unsigned char)*b);

        if (x != y)
            return false;
    }
    return !*a && (!*b || !strcmp(b, "s"));
}

/* Prints a paragraph in the terminal's width. */
static void print_wrapped(const char *text)
{
    int width = cli_width() > 100 ? 100 : cli_width(), column = 2;

    fputs("  ", stdout);
    while (*text) {
        int length = (int)strcspn(text, " ");

        if (column + length > width) {
            fputs("\n  ", stdout);
            column = 2;
        }
        printf("%.*s", length, text);
        column += length + 1;
        text += length;
        if (*text == ' ')
            text++, putchar(' ');
    }
    putchar('\n');
}

static void print_entry(const char *name, const char *what, const char *text)
{
    printf("%s (%s)\n", name, what);
    print_wrapped(text);
}

/* ---- one function for each table; each returns how many entries it printed ---- */

static int from_glossary(const char *word)
{
    int found = 0;

    for (size_t i = 0; i < GLOSSARY_COUNT; i++) {
        if (is_same(glossary[i].name, word))
            print_entry(glossary[i].name, "term", glossary[i].text), found++;
    }
    return found;
}

static int from_reasons(const char *word)
{
    int found = 0;

    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        if (is_same(sim_reasons[i].name, word))
            print_entry(sim_reasons[i].name, "reason for a thread's time", sim_reasons[i].text),
                found++;
    }
    return found;
}

static int from_params(const char *word)
{
    struct sim_params params = sim_params_default();
    char value[128];
    int found = 0;

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        struct sim_text text = SIM_TEXT(value);

        if (!is_same(param->key, word))
            continue;
        print_entry(param->key, "parameter", param->help);
        sim_param_put(&text, &params, (enum sim_param_id)i, NULL);
        printf("  [%s] %s = %s\n  %s; %s\n", param->section, param->key, value, param->source,
               param->when == SIM_LIVE ? "may change during a run" : "fixed for a run");
        found++;
    }
    return found;
}

static int from_ops(const char *word)
{
    int found = 0;

    for (int i = 0; i < SIM_OP_COUNT; i++) {
        if (is_same(sim_op_table[i].word, word))
            print_entry(sim_op_table[i].word, "op of a program", sim_op_table[i].help), found++;
    }
    return found;
}

static int from_models(const char *word)
{
    int found = 0;

    for (const struct sim_model *const *model = sim_models; *model; model++) {
        if (is_same((*model)->name, word))
            print_entry((*model)->name, "model", (*model)->claim), found++;
    }
    return found;
}

static int from_bodies(const char *word)
{
    int found = 0;

    for (int i = 0; i < BODY_COUNT; i++) {
        if (is_same(bytecode_bodies[i].name, word))
            print_entry(bytecode_bodies[i].name,
                        bytecode_bodies[i].kind == BODY_ADD ? "form of an update"
                                                            : "body of a loop",
                        bytecode_bodies[i].source),
                found++;
    }
    return found;
}

static int explain(const char *word)
{
    return from_glossary(word) + from_reasons(word) + from_params(word) + from_ops(word) +
           from_models(word) + from_bodies(word);
}

static void print_terms(void)
{
    puts("Terms (and every reason, parameter, op, model and body; see interlock list):");
    for (size_t i = 0; i < GLOSSARY_COUNT; i++)
        printf("  %s\n", glossary[i].name);
}

static int verb(const struct cli *cli)
{
    char word[256] = "";

    if (!cli->arg_count) {
        print_terms();
        return CLI_GOOD;
    }
    for (int i = 0; i < cli->arg_count; i++) {
        size_t used = strlen(word);

        snprintf(word + used, sizeof(word) - used, "%s%s", i ? " " : "", cli->args[i]);
    }
    if (explain(word))
        return CLI_GOOD;
    cli_say("nothing is known of '%s'; interlock explain lists the terms", word);
    return CLI_USAGE;
}

static const enum cli_option_id options[] = { CLI_OPTION_END };

const struct cli_verb verb_explain = {
    .name = "explain",
    .arguments = "[TERM]",
    .summary = "say what a word means: a term, reason, parameter, op, model, ...",
    .least = 0,
    .most = -1,
    .options = options,
    .run = verb,
};
