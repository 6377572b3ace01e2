/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock: finding the verb. */
#include "config.h"

#include "scenarios/nearest.h"
#include "ui/cli/cli.h"

#include <string.h>
#include <unistd.h>

static const struct cli_verb *find_verb(const char *name)
{
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++) {
        if (!strcmp((*verb)->name, name))
            return *verb;
    }
    return NULL;
}

static bool is_help(const char *word)
{
    return !strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help");
}

static int print_help(FILE *to)
{
    fprintf(to, "interlock: how an interpreter's threads share a multicore machine\n\n"
                "Usage: interlock VERB [OPTION...] [FILE]\n\n");
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++) {
        int column = fprintf(to, "  %-10s %-11s ", (*verb)->name, (*verb)->arguments);

        cli_put_row(to, column, (*verb)->summary);
    }
    putc('\n', to);
    cli_put_row(to, 0,
                "FILE is a path, the name of a shipped scenario (interlock list), or - for "
                "standard input.");
    fprintf(to, "Try:  interlock run two-threads\n"
                "Each verb explains itself with --help.\n");
    return CLI_GOOD;
}

/* What is asked for without a verb: help, version, or a mistake. */
static int without_verb(const char *word)
{
    struct nearest nearest = nearest_to(word ? word : "");
    char hint[NEAREST_HINT];

    if (!word || is_help(word))
        return cli_close_stdout(print_help(stdout));
    if (!strcmp(word, "--version")) {
        printf("interlock %s\n", PACKAGE_VERSION);
        return cli_close_stdout(CLI_GOOD);
    }
    for (const struct cli_verb *const *verb = cli_verbs; *verb; verb++)
        nearest_offer(&nearest, (*verb)->name);
    nearest_hint(&nearest, hint);
    cli_say("no verb '%s'%s", word, *hint ? hint : "; interlock --help lists them");
    return CLI_USAGE;
}

int main(int argc, const char **argv)
{
    /* what a terminal gets that asks for nothing */
    static const char *next_lesson[] = { "interlock", "lesson", NULL };
    /* `interlock help run` is `interlock run --help` */
    static const char *verb_help[] = { "interlock", NULL, "--help", NULL };
    static struct cli cli;
    bool handled = false;
    int code;

    cli_begin();
    if (argc == 1 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        argc++, argv = next_lesson;
    if (argc == 3 && is_help(argv[1]) && find_verb(argv[2]))
        verb_help[1] = argv[2], argv = verb_help;
    cli.verb = argc > 1 ? find_verb(argv[1]) : NULL;
    if (!cli.verb)
        return without_verb(argc > 1 ? argv[1] : NULL);
    code = cli_parse(&cli, argc - 1, argv + 1, &handled);
    if (code == CLI_GOOD && !handled)
        code = cli.verb->run(&cli);
    return cli_close_stdout(code);
}
