/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock explain: what a word means. */
#include "config.h"

#include "scenarios/nearest.h"
#include "scenarios/parameters.h"
#include "scenarios/program.h"
#include "scenarios/sections.h"
#include "sim/mech/bytecode.h"
#include "sim/models/models.h"
#include "sim/state/reason.h"
#include "sim/state/record.h"
#include "sim/study/waterfall.h"
#include "ui/cli/cli.h"
#include "ui/report/summary.h"

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

/* Names of Python's library that are none here. */
static const struct {
    const char *name, *words, *text;
} python_names[] = {
#define NAME(name, words, text) { name, words, text },
#include "ui/cli/python_names.def"
#undef NAME
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

/* Prints a paragraph in the terminal's width, from the column on to which a line has come. */
static void wrap_from(int column, const char *text)
{
    struct summary_style style = { .to = stdout,
                                   .width = cli_width() > 100 ? 100 : (unsigned)cli_width() };

    summary_wrap(&style, (unsigned)column, (unsigned)column, text);
}

static void print_wrapped(const char *text)
{
    wrap_from(printf("  "), text);
}

/* ---- the tables: each gives its i-th name (NULL: there are no more) and what it means ---- */

struct table {
    const char *what;
    const char *(*name)(int i);
    const char *(*text)(int i);
    void (*more)(int i); /* printed below the text; NULL: nothing */
};

static const char *term_name(int i)
{
    return i < (int)GLOSSARY_COUNT ? glossary[i].name : NULL;
}

static const char *term_text(int i)
{
    return glossary[i].text;
}

/* Reason 0 is no reason. */
static const char *reason_name(int i)
{
    return i + 1 < SIM_REASON_COUNT ? sim_reasons[i + 1].name : NULL;
}

static const char *reason_text(int i)
{
    return sim_reasons[i + 1].text;
}

static const char *param_name(int i)
{
    return i < SIM_PARAM_COUNT ? sim_param_table[i].key : NULL;
}

static const char *param_text(int i)
{
    return sim_param_table[i].help;
}

static void print_param(int i)
{
    const struct sim_param *param = &sim_param_table[i];
    struct sim_params params = sim_params_default();
    char value[128], range[128], source[256];
    struct sim_text text = SIM_TEXT(value), limits = SIM_TEXT(range);

    sim_param_put(&text, &params, (enum sim_param_id)i, NULL);
    parameters_put_range(&limits, (enum sim_param_id)i);
    printf("  [%s] %s = %s%s%s\n", param->section, param->key,
           param->type == SIM_TYPE_MODEL ? "that of the version" : value,
           *range ? ", may be " : "", range);
    snprintf(source, sizeof(source), "%s; %s", param->source,
             param->when == SIM_LIVE ? "may change during a run" : "fixed for a run");
    print_wrapped(source);
}

static const char *section_name(int i)
{
    return section_kinds[i].kind;
}

static const char *section_text(int i)
{
    return section_kinds[i].help;
}

/* Its keys, then the parameters that are keys of it, too. */
static void print_section(int i)
{
    for (const struct section_key *key = section_kinds[i].keys; key->name; key++)
        wrap_from(printf("    %-12s ", key->name), key->help);
    for (int id = 0; id < SIM_PARAM_COUNT; id++) {
        if (strcmp(sim_param_table[id].section, section_kinds[i].kind))
            continue;
        printf("\n%s\n", sim_param_table[id].key);
        print_wrapped(sim_param_table[id].help);
        print_param(id);
    }
}

struct key {
    const struct section_kind *of;
    const struct section_key *row; /* NULL: there are no more */
};

/* The i-th of all keys. */
static struct key key_at(int i)
{
    for (const struct section_kind *kind = section_kinds; kind->kind; kind++) {
        for (const struct section_key *key = kind->keys; key->name; key++) {
            if (!i--)
                return (struct key){ kind, key };
        }
    }
    return (struct key){ NULL, NULL };
}

static const char *key_name(int i)
{
    const struct section_key *row = key_at(i).row;

    return row ? row->name : NULL;
}

static const char *key_text(int i)
{
    return key_at(i).row->help;
}

static void print_place(int i)
{
    char head[64];
    struct sim_text text = SIM_TEXT(head);

    section_put_head(&text, key_at(i).of);
    printf("  %s\n", head);
}

static const char *op_name(int i)
{
    return i < SIM_OP_COUNT ? sim_op_table[i].word : NULL;
}

static const char *op_text(int i)
{
    return sim_op_table[i].help;
}

/* "3.2 to 3.6 62.4 ns": versions in a row of which the same is to be said stand together. Returns the
 * last. */
static int put_versions(struct sim_text *to, const double of[SIM_PYTHON_COUNT],
                        const char *unit, int first)
{
    int last = first;
    char value[32];

    while (last + 1 < SIM_PYTHON_COUNT && of[last + 1] == of[first])
        last++;
    sim_text_put(to, sim_python_names[first]);
    if (last > first) {
        sim_text_put(to, " to ");
        sim_text_put(to, sim_python_names[last]);
    }
    snprintf(value, sizeof(value), " %.3g%s", of[first], unit);
    sim_text_put(to, value);
    return last;
}

static void print_versions(const char *what, const double of[SIM_PYTHON_COUNT],
                           const char *unit)
{
    char line[512];
    struct sim_text text = SIM_TEXT(line);

    sim_text_put(&text, what);
    for (int version = 0; version < SIM_PYTHON_COUNT; version++) {
        sim_text_put(&text, version ? ", " : "");
        version = put_versions(&text, of, unit, version);
    }
    print_wrapped(line);
}

static void print_factors(void)
{
    double factors[SIM_PYTHON_COUNT];

    for (int i = 0; i < SIM_PYTHON_COUNT; i++)
        factors[i] = (double)bytecode_scaled(1000000, (enum sim_python)i) * 1e-6;
    print_versions("for each second under 3.12 it takes, under ", factors, "");
    print_wrapped(
        "measured: the mean of the loop bodies' ratios, sim/mech/turns.csv, Xeon 2.3 GHz "
        "virtual "
        "machine. A piece timed under another version is written as it was timed, with "
        "[runtime] timed = that version, or divided by that version's factor");
}

/* How it is written, and what may stand behind its `as`. */
static void print_op(int i)
{
    const struct sim_op_info *info = &sim_op_table[i];
    char line[512];
    struct sim_text text = SIM_TEXT(line);

    program_put_usage(&text, info);
    printf("  %s\n", line);
    for (int body = 0; body < BODY_COUNT; body++) {
        if (program_may_be(info, &bytecode_bodies[body]))
            wrap_from(printf("    as %-15s ", bytecode_bodies[body].name),
                      bytecode_bodies[body].source);
    }
    if (i == SIM_OP_PYTHON)
        print_factors();
}

/* The list of models ends in NULL. */
static const char *model_name(int i)
{
    return sim_models[i] ? sim_models[i]->name : NULL;
}

static const char *model_text(int i)
{
    return sim_models[i]->claim;
}

static const char *body_name(int i)
{
    return i < BODY_COUNT ? bytecode_bodies[i].name : NULL;
}

static const char *body_text(int i)
{
    return bytecode_bodies[i].source;
}

static void print_body(int i)
{
    static const char *const of[] = { [BODY_LOOP] = "  a body for the ops loop and python",
                                      [BODY_ADD] = "  a form of the op add",
                                      [BODY_REF] = "  a use of the op ref" };
    double turns[SIM_PYTHON_COUNT];

    puts(of[bytecode_bodies[i].kind]);
    for (int version = 0; version < SIM_PYTHON_COUNT; version++)
        turns[version] =
            bytecode_body((enum bytecode_body_id)i, (enum sim_python)version).turn / 100.0;
    print_versions("a turn takes, under ", turns, " ns");
    print_wrapped(
        "measured: sim/mech/turns.csv, Xeon 2.3 GHz virtual machine; a version that was "
        "not measured takes the nearest one");
}

static const char *python_name(int i)
{
    return i < (int)(sizeof(python_names) / sizeof(*python_names)) ? python_names[i].name
                                                                   : NULL;
}

static const char *python_text(int i)
{
    return python_names[i].text;
}

static void print_words(int i)
{
    printf("  interlock explain: %s\n", python_names[i].words);
}

static const char *loss_name(int i)
{
    return i < STUDY_LOSS_COUNT ? study_losses[i].name : NULL;
}

static const char *loss_text(int i)
{
    return study_losses[i].text;
}

static const struct table tables[] = {
    { "term", term_name, term_text, NULL },
    { "reason for a thread's time", reason_name, reason_text, NULL },
    { "parameter", param_name, param_text, print_param },
    { "section of a scenario file", section_name, section_text, print_section },
    { "key of a section", key_name, key_text, print_place },
    { "op of a program", op_name, op_text, print_op },
    { "model", model_name, model_text, NULL },
    { "body", body_name, body_text, print_body },
    { "name in Python", python_name, python_text, print_words },
    { "part of the waterfall", loss_name, loss_text, NULL },
};

#define TABLE_COUNT (sizeof(tables) / sizeof(*tables))

/* Prints what each table says of the word; returns how many entries that were. */
static int explain(const char *word)
{
    int found = 0;

    for (const struct table *table = tables; table < tables + TABLE_COUNT; table++) {
        for (int i = 0; table->name(i); i++) {
            if (!is_same(table->name(i), word))
                continue;
            printf("%s (%s)\n", table->name(i), table->what);
            print_wrapped(table->text(i));
            if (table->more)
                table->more(i);
            found++;
        }
    }
    return found;
}

static void nearest_name(const char *word, char hint[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(word);

    for (const struct table *table = tables; table < tables + TABLE_COUNT; table++) {
        for (int i = 0; table->name(i); i++)
            nearest_offer(&nearest, table->name(i));
    }
    nearest_hint(&nearest, hint);
}

/* ---- what was perhaps meant ---- */

static bool is_part(char c)
{
    return c && !strchr("-_/ ", c);
}

/* Is one word of a name, or of a text, such a word? */
static bool has_word(const char *text, const char *word, size_t length)
{
    for (; *text; text += is_part(*text) ? strcspn(text, "-_/ ") : 1) {
        size_t its = strcspn(text, "-_/ .,:;()");

        if (its >= length && its <= length + 1 && !strncasecmp(text, word, length) &&
            (its == length || text[length] == 's'))
            return true;
    }
    return false;
}

static bool shares_a_word(const char *name, const char *words)
{
    for (size_t length; *words; words += length) {
        words += strspn(words, "-_/ ");
        length = strcspn(words, "-_/ ");
        if (length > 2 && has_word(name, words, length))
            return true;
    }
    return false;
}

/* Words stand in a text as they are; one word stands there whole. */
static bool says(const char *text, const char *words)
{
    return words[strcspn(words, " ")] ? strcasestr(text, words) != NULL
                                      : has_word(text, words, strlen(words));
}

#define MEANT 6

/* Terms that share a word with it, or, where none does, those whose text has it. */
static int put_meant(struct sim_text *text, const char *word)
{
    int found = 0;

    for (int in_text = 0; in_text < 2 && !found; in_text++) {
        for (size_t i = 0; i < GLOSSARY_COUNT && found < MEANT; i++) {
            if (in_text ? !says(glossary[i].text, word)
                        : !shares_a_word(glossary[i].name, word))
                continue;
            sim_text_put(text, found++ ? ", " : "; see interlock explain: ");
            sim_text_put(text, glossary[i].name);
        }
    }
    return found;
}

static void print_terms(void)
{
    cli_put_row(stdout, 0,
                "Terms (and every reason, parameter, section, key, op, model and body; see "
                "interlock list):");
    for (size_t i = 0; i < GLOSSARY_COUNT; i++)
        printf("  %s\n", glossary[i].name);
}

static int verb(const struct cli *cli)
{
    char word[256] = "", hint[NEAREST_HINT], meant[512] = "";
    struct sim_text text = SIM_TEXT(meant);

    if (!cli->arg_count) {
        print_terms();
        return CLI_GOOD;
    }
    for (int i = 0; i < cli->arg_count; i++) {
        size_t used = strlen(word);

        snprintf(word + used, sizeof(word) - used, "%s%s", i ? " " : "", cli->args[i]);
    }
    if (explain(word) || (strrchr(word, '.') && explain(strrchr(word, '.') + 1)))
        return CLI_GOOD; /* machine.cores, as in --set: the key tells its section */
    nearest_name(word, hint);
    if (put_meant(&text, word))
        cli_say("nothing is called '%s'%s", word, meant);
    else
        cli_say("nothing is called '%s'%s", word,
                *hint ? hint : "; interlock explain lists the terms");
    return CLI_USAGE;
}

static const enum cli_option_id options[] = { CLI_OPTION_END };

const struct cli_verb verb_explain = {
    .name = "explain",
    .arguments = "[TERM]",
    .example = "convoy",
    .summary = "say what a word means: a term, reason, parameter, op, model, ...",
    .least = 0,
    .most = -1,
    .options = options,
    .run = verb,
};
