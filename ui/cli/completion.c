/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock completion: what a shell needs to complete a command line. */
#include "config.h"

#include "sim/models/models.h"
#include "sim/scenario/params.h"
#include "sim/state/record.h"
#include "ui/cli/cli.h"

#include <string.h>

/*
 * Made from the tables that the command line is read by: verbs, and their options. What an option's
 * value may be is known for some of them, from the tables in which it is looked up; names of
 * scenarios and presets are asked for when somebody completes one, since they are files.
 *
 * Each shell has its own way of saying the same; what is said to it is a choice.
 */
enum values {
    VALUES_NONE,  /* free text */
    VALUES_FILES, /* names of files */
    VALUES_WORDS,
    VALUES_ASKED, /* printed by a command */
};

struct choice {
    enum values kind;
    const char *words;              /* of WORDS: with blanks between; of ASKED: the command */
    void (*put)(const char *after); /* instead of words: prints them, with this behind each */
};

static void put_word(const char *word, const char *after)
{
    printf("%s%s ", word, after);
}

static void put_models(const char *after)
{
    for (const struct sim_model *const *model = sim_models; *model; model++)
        put_word((*model)->name, after);
}

static void put_kinds(const char *after)
{
    for (int i = 0; i < SIM_RECORD_KIND_COUNT; i++)
        put_word(sim_record_kinds[i].name, after);
}

static void put_keys(const char *after)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        printf("%s.", sim_param_table[i].section);
        put_word(sim_param_table[i].key, after);
    }
}

#define SCENARIOS "interlock list scenarios 2>/dev/null | cut -d\" \" -f1"
#define PRESETS "interlock list presets 2>/dev/null"
#define LESSONS "interlock list lessons 2>/dev/null | cut -c6- | cut -d\" \" -f1"

static const struct {
    enum cli_option_id id;
    struct choice choice;
} option_choices[] = {
    { CLI_OPTION_MODELS, { VALUES_WORDS, NULL, put_models } },
    { CLI_OPTION_SET, { VALUES_WORDS, NULL, put_keys } },
    { CLI_OPTION_VARY, { VALUES_WORDS, NULL, put_keys } },
    { CLI_OPTION_AGAINST, { VALUES_WORDS, NULL, put_keys } },
    { CLI_OPTION_X, { VALUES_WORDS, NULL, put_keys } },
    { CLI_OPTION_KIND, { VALUES_WORDS, NULL, put_kinds } },
    { CLI_OPTION_PRESET, { VALUES_ASKED, PRESETS, NULL } },
};

static struct choice choice_of_option(enum cli_option_id id)
{
    const char *argument = cli_option_table[id].argument;

    if (cli_option_table[id].words)
        return (struct choice){ VALUES_WORDS, cli_option_table[id].words, NULL };
    for (size_t i = 0; i < sizeof(option_choices) / sizeof(*option_choices); i++) {
        if (option_choices[i].id == id)
            return option_choices[i].choice;
    }
    return (struct choice){ argument && !strncmp(argument, "FILE", 4) ? VALUES_FILES
                                                                      : VALUES_NONE,
                            NULL, NULL };
}

/* A key is written with its value behind. */
static const char *after_of(enum cli_option_id id)
{
    const char *argument = cli_option_table[id].argument;

    return argument && !strncmp(argument, "KEY=", 4) ? "=" : "";
}

static struct choice choice_of_verb(const struct cli_verb *verb)
{
    if (verb->words)
        return (struct choice){ VALUES_WORDS, verb->words, NULL };
    if (!strcmp(verb->name, "lesson"))
        return (struct choice){ VALUES_ASKED, LESSONS, NULL };
    if (!strncmp(verb->arguments, "FILE", 4) || !strncmp(verb->arguments, "[FILE", 5))
        return (struct choice){ VALUES_ASKED, SCENARIOS, NULL };
    return (struct choice){ strstr(verb->arguments, "csv") || strstr(verb->arguments, "FILE") ||
                                    strstr(verb->arguments, "RECORDING") || verb->command
                                ? VALUES_FILES
                                : VALUES_NONE,
                            NULL, NULL };
}

static void put_words(const struct choice *choice, const char *after)
{
    if (choice->put)
        choice->put(after);
    else
        fputs(choice->words, stdout);
}

/* Text within single quotes of any of the shells, and of zsh's lists if `zsh`. */
static void put_quoted(const char *text, bool zsh)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs(zsh ? "'\\''" : "\\'", stdout);
        else if (zsh && strchr("[]:\\", *text))
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

/* ---- bash ---- */

static void bash_reply(const struct choice *choice, const char *after)
{
    if (choice->kind == VALUES_FILES) {
        fputs("COMPREPLY=($(compgen -f -- \"$cur\")); compopt -o filenames", stdout);
        return;
    }
    if (choice->kind == VALUES_NONE) {
        fputs(":", stdout);
        return;
    }
    if (choice->kind == VALUES_ASKED)
        printf("COMPREPLY=($(compgen -f -W \"$(%s)\" -- \"$cur\")); compopt -o filenames",
               choice->words);
    else {
        fputs("COMPREPLY=($(compgen -W '", stdout);
        put_words(choice, after);
        fputs("' -- \"$cur\"))", stdout);
    }
    if (*after)
        fputs("; compopt -o nospace", stdout);
}

static void bash_option(const struct cli_verb *verb, enum cli_option_id id)
{
    const struct cli_option_info *info = &cli_option_table[id];
    struct choice choice = choice_of_option(id);

    if (!info->argument)
        return;
    printf("    '%s --%s'", verb->name, info->name);
    if (info->letter)
        printf("|'%s -%c'", verb->name, info->letter);
    fputs(") ", stdout);
    bash_reply(&choice, after_of(id));
    fputs("; return ;;\n", stdout);
}

static void bash_verb(const struct cli_verb *verb)
{
    struct choice choice = choice_of_verb(verb);

    printf("    %s)\n        case $cur in -*) COMPREPLY=($(compgen -W '--help", verb->name);
    for (const enum cli_option_id *id = verb->options; *id != CLI_OPTION_END; id++)
        printf(" --%s", cli_option_table[*id].name);
    fputs("' -- \"$cur\")); return ;; esac\n        ", stdout);
    bash_reply(&choice, "");
    fputs(" ;;\n", stdout);
}

static void print_bash(void)
{
    fputs("# bash completion of interlock; made by: interlock completion bash\n"
          "_interlock() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} given=\n"
          "    COMPREPLY=()\n"
          "    # --option=value and key=value come as three words\n"
          "    if [[ $cur == = ]]; then cur='' given=$prev\n"
          "    elif [[ $prev == = ]]; then given=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    case $given in\n"
          "    '') ;;\n"
          "    -*) prev=$given ;;\n"
          "    runtime.model) COMPREPLY=($(compgen -W '",
          stdout);
    put_models("");
    fputs("' -- \"$cur\")); return ;;\n"
          "    *) return ;;\n"
          "    esac\n"
          "    if ((COMP_CWORD == 1)); then\n"
          "        COMPREPLY=($(compgen -W '--help --version",
          stdout);
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++)
        printf(" %s", (*verb)->name);
    fputs("' -- \"$cur\"))\n        return\n    fi\n    case \"${COMP_WORDS[1]} $prev\" in\n",
          stdout);
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++) {
        for (const enum cli_option_id *id = (*verb)->options; *id != CLI_OPTION_END; id++)
            bash_option(*verb, *id);
    }
    fputs("    esac\n    case ${COMP_WORDS[1]} in\n", stdout);
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++)
        bash_verb(*verb);
    fputs("    esac\n}\ncomplete -F _interlock interlock\n", stdout);
}

/* ---- zsh ---- */

static void zsh_choice(const struct choice *choice, const char *after)
{
    if (choice->kind == VALUES_FILES)
        fputs("_files", stdout);
    else if (choice->kind == VALUES_ASKED)
        printf("{ _files; compadd -- ${(f)\"$(%s)\"} }", choice->words);
    else if (choice->kind == VALUES_WORDS && *after) {
        fputs("{ compadd -S \"\" -- ", stdout);
        put_words(choice, after);
        fputs("}", stdout);
    } else if (choice->kind == VALUES_WORDS) {
        fputs("(", stdout);
        put_words(choice, "");
        fputs(")", stdout);
    } else
        fputs(" ", stdout);
}

static void zsh_option(enum cli_option_id id)
{
    const struct cli_option_info *info = &cli_option_table[id];
    struct choice choice = choice_of_option(id);

    fputs("        '*", stdout);
    if (info->letter) /* both names, each once in the list */
        printf("'{-%c,--%s}'[", info->letter, info->name);
    else
        printf("--%s[", info->name);
    put_quoted(info->help, true);
    fputs("]", stdout);
    if (info->argument) {
        fputs(":", stdout);
        put_quoted(info->argument, true);
        fputs(":", stdout);
        zsh_choice(&choice, after_of(id));
    }
    fputs("' \\\n", stdout);
}

static void print_zsh(void)
{
    fputs(
        "#compdef interlock\n# zsh completion of interlock; made by: interlock completion zsh\n"
        "_interlock() {\n    local -a verbs=(\n",
        stdout);
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++) {
        printf("        '%s:", (*verb)->name);
        put_quoted((*verb)->summary, true);
        fputs("'\n", stdout);
    }
    fputs("    )\n    if ((CURRENT == 2)); then _describe verb verbs; return; fi\n"
          "    shift words; ((CURRENT--))\n    case $words[1] in\n",
          stdout);
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++) {
        struct choice choice = choice_of_verb(*verb);

        printf("    %s) _arguments -s \\\n", (*verb)->name);
        zsh_option(CLI_OPTION_HELP);
        for (const enum cli_option_id *id = (*verb)->options; *id != CLI_OPTION_END; id++)
            zsh_option(*id);
        fputs("        '*:", stdout);
        put_quoted(*(*verb)->arguments ? (*verb)->arguments : "nothing", true);
        fputs(":", stdout);
        zsh_choice(&choice, "");
        fputs("' ;;\n", stdout);
    }
    fputs("    esac\n}\n_interlock \"$@\"\n", stdout);
}

/* ---- fish ---- */

static void fish_choice(const struct choice *choice, const char *after)
{
    if (choice->kind == VALUES_WORDS) {
        fputs(" -x -a '", stdout);
        put_words(choice, after);
        fputs("'", stdout);
    } else if (choice->kind == VALUES_ASKED)
        printf(" -r -F -a '(%s)'", choice->words);
    else
        fputs(choice->kind == VALUES_FILES ? " -r -F" : " -x", stdout);
}

static void fish_option(const struct cli_verb *verb, enum cli_option_id id)
{
    const struct cli_option_info *info = &cli_option_table[id];
    struct choice choice = choice_of_option(id);

    printf("complete -c interlock -n '__fish_seen_subcommand_from %s' -l %s", verb->name,
           info->name);
    if (info->letter)
        printf(" -s %c", info->letter);
    fputs(" -d '", stdout);
    put_quoted(info->help, false);
    fputs("'", stdout);
    if (info->argument)
        fish_choice(&choice, after_of(id));
    fputs("\n", stdout);
}

static void fish_verb(const struct cli_verb *verb)
{
    struct choice choice = choice_of_verb(verb);

    printf("complete -c interlock -n __fish_use_subcommand -a %s -d '", verb->name);
    put_quoted(verb->summary, false);
    fputs("'\n", stdout);
    fish_option(verb, CLI_OPTION_HELP);
    for (const enum cli_option_id *id = verb->options; *id != CLI_OPTION_END; id++)
        fish_option(verb, *id);
    if (choice.kind == VALUES_NONE)
        return;
    printf("complete -c interlock -n '__fish_seen_subcommand_from %s'", verb->name);
    if (choice.kind == VALUES_FILES)
        fputs(" -F\n", stdout);
    else if (choice.kind == VALUES_ASKED)
        printf(" -F -a '(%s)'\n", choice.words);
    else {
        fputs(" -a '", stdout);
        put_words(&choice, "");
        fputs("'\n", stdout);
    }
}

static void print_fish(void)
{
    fputs("# fish completion of interlock; made by: interlock completion fish\n"
          "complete -c interlock -f\n"
          "complete -c interlock -n __fish_use_subcommand -l help -d 'show help'\n"
          "complete -c interlock -n __fish_use_subcommand -l version -d 'show the version'\n",
          stdout);
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++)
        fish_verb(*verb);
}

/* ---- the verb ---- */

static int verb(const struct cli *cli)
{
    static void (*const shells[])(void) = { print_bash, print_zsh, print_fish }; /* as words */
    int which;

    if (!cli_find_word("completion", cli->verb->words, cli->args[0], &which))
        return CLI_USAGE;
    shells[which]();
    return CLI_GOOD;
}

static const enum cli_option_id options[] = { CLI_OPTION_END };

const struct cli_verb verb_completion = {
    .name = "completion",
    .arguments = "SHELL",
    .example = "bash",
    .words = "bash zsh fish",
    .summary = "what bash, zsh or fish needs to complete these command lines",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
