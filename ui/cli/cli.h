/* SPDX-License-Identifier: GPL-3.0-or-later
 * The command: verbs, options, exit codes. */
#ifndef INTERLOCK_UI_CLI_CLI_H
#define INTERLOCK_UI_CLI_CLI_H

#include "scenarios/load.h"

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * One verb is one file; it ends in a const struct, and verbs.c lists them. All options stand in
 * one table (options.def), from which parsing, --help, the manual and the shells' completions are
 * made; a verb names those it takes.
 *
 * Data goes to stdout, messages to stderr. Exit codes are a contract.
 */
enum cli_exit {
#define EXIT(name, status, when) CLI_##name = (status),
#include "ui/cli/exits.def"
#undef EXIT
};

enum cli_option_id {
    CLI_OPTION_END,
#define OPTION(id, name, letter, argument, help) CLI_OPTION_##id,
#include "ui/cli/options.def"
#undef OPTION
    CLI_OPTION_COUNT
};

struct cli_option_info {
    const char *name, *argument, *help; /* argument: NULL when it takes none */
    const char *words; /* one of which that is, with blanks between; NULL: anything */
    char letter;       /* 0 none */
};

/* Indexed by enum cli_option_id. */
extern const struct cli_option_info cli_option_table[CLI_OPTION_COUNT];

#define CLI_SETS_MAX 64
#define CLI_SWEEPS_MAX 64

/* What a command line asks for. Strings belong to the command line. */
struct cli {
    const struct cli_verb *verb;
    bool given[CLI_OPTION_COUNT];
    const char *value[CLI_OPTION_COUNT]; /* the last one given */
    const char *sets[CLI_SETS_MAX + 2];  /* --set in order, then --seed as one; ended by NULL */
    size_t set_count;
    struct scenario_setting sweep[CLI_SWEEPS_MAX + 1]; /* --vary and what goes with it */
    size_t sweep_count;
    char seed[64];
    const char **words; /* the command line from the verb on; ended by NULL */
    const char **args;  /* ended by NULL */
    int arg_count;
};

struct cli_verb {
    const char *name;
    const char *arguments; /* for help: "FILE", "[TERM]" */
    const char *example;   /* the same for somebody who has never used it: "two-threads" */
    const char *words;     /* one of which that is, as for an option */
    const char *summary;
    int least, most; /* number of arguments; most -1: any */
    bool command;    /* they are another program's command line: options end before it */
    const enum cli_option_id *options; /* ended by CLI_OPTION_END */
    int (*run)(const struct cli *cli);
};

/* Ended by NULL. */
extern const struct cli_verb *const cli_verbs[];

/* Reads the command line behind the verb. CLI_GOOD, or the exit code after having said why.
 * *handled is set when all that was asked for has been done (--help). */
int cli_parse(struct cli *cli, int argc, const char **argv, bool *handled);

/* ---- what verbs share: common.c ---- */

/* What each program begins with: the user's characters, and standard files that are open. */
void cli_begin(void);

/* Loads a scenario with the command line's --set and --seed, or says what is wrong and returns
 * NULL with *code set. */
struct scenario *cli_load(const struct cli *cli, const char *file, int *code);

struct sim_model;

/* What a scenario is run by hand with (sim/models/by_hand.h): its model, and the program without
 * times, to be freed. CLI_GOOD, or the exit code after having said why not. */
int cli_by_hand(const struct scenario *scenario, const struct sim_model **model,
                struct sim_scenario **untimed);

/* Says something on stderr, one sentence. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads an option's number; `number` is left alone when it is not given. False after having said
 * that it must be from `least` to `most`, or to CLI_ANY. */
#define CLI_ANY INT64_MAX
bool cli_take_number(const struct cli *cli, enum cli_option_id id, uint64_t least,
                     uint64_t most, uint64_t *number);

/* Which of `words`, with blanks between, it is: `which` counts from 0. False after having said what
 * `whose` (an option, a verb) may be. */
bool cli_find_word(const char *whose, const char *words, const char *word, int *which);

/* The same of an option that is a CHOICE; `which` is left alone when it is not given. */
bool cli_take_word(const struct cli *cli, enum cli_option_id id, int *which);

/* Is it gone once it was read: standard input, a pipe? */
bool cli_is_read_once(const char *file);

/* Prints an object on stdout and releases it; NULL: memory ran out making it, which is said. */
int cli_print_json(json_t *object);

/* True once SIGINT has come, unless the program was started with it ignored. */
const _Atomic int *cli_interrupted(void);

/* The path of what has this name, seen from the folder of this program; it need not be there. False
 * when nobody knows that folder. */
bool cli_beside(char path[PATH_MAX], const char *name);

/* Folders with shipped scenarios, and the user's own; ended by NULL. */
const char *const *cli_search_path(void);

/* Can pictures be painted with cairo? False after having said why not. */
bool cli_has_cairo(const char *path);

/* Flushes stdout; CLI_WORLD with a message when not everything could be written. */
int cli_close_stdout(int code);

/* May more than ASCII be printed? By locale and --ascii. */
bool cli_unicode(const struct cli *cli);

/* Columns of the terminal, of COLUMNS, or 80. */
int cli_width(void);

/* The same where `to` is a terminal; 0 where it is none. */
unsigned cli_width_of(FILE *to);

/* Ends a row of which `column` columns are written: on a terminal the text is wrapped at blanks and
 * goes on below where it began; elsewhere, for other programs, it is one line. */
void cli_put_row(FILE *to, int column, const char *text);

#endif
