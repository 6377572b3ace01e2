/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scenario files: from a name to the definition of a run. */
#ifndef INTERLOCK_SCENARIOS_LOAD_H
#define INTERLOCK_SCENARIOS_LOAD_H

#include "scenarios/expr.h"
#include "scenarios/fill.h"
#include "scenarios/units.h"
#include "sim/scenario/scenario.h"

#include <stdio.h>

/*
 * What is in a scenario beside the run itself: where each number comes from, what is expected
 * of the run, and what is asked of the reader. All strings belong to the scenario and live as
 * long. It is never changed once loaded; another value is another scenario.
 */
struct scenario_origin {
    const char *file;    /* NULL: nobody gave a value, so it is the default */
    uint32_t line;       /* 0 for one from --set */
    const char *written; /* the value as it stands there; NULL for the default */
    const char
        *source; /* "measured: how", "published: where", "assumed: why"; NULL: not said */
    const char *low, *high; /* bounds of the value as they stand there; NULL: not said */
};

/* [expect] that = ... */
struct scenario_expectation {
    const char *text;
    const struct expr *expr; /* true or false, as far as can be known before the run */
    const char *file;
    uint32_t line;
};

/* How a number is typed and shown: "ms" is a time of 1e6 ns, "%" a share of 0.01; any other word
 * counts things. */
struct scenario_unit {
    const char *name; /* "" none */
    enum units_kind kind;
    double size;
};

struct scenario_choice {
    const char *text;
    const struct expr *when; /* it is right if this is true of the run */
};

#define SCENARIO_CHOICES_MAX 8

/* [question NAME]; scenarios/question.h says what the keys mean. NULL: not given. */
struct scenario_question {
    const char *name;
    const struct fill_piece *ask, *because, *said, *so;
    const char *answer; /* as it stands there */
    const struct expr *expr;
    struct scenario_unit unit;
    const char *tolerance_text;
    double tolerance, bar; /* 0: not given */
    struct scenario_choice choices[SCENARIO_CHOICES_MAX];
    int choice_count;
    bool is_choice;
    const char *vary;  /* "machine.cores=8" */
    const char *watch; /* a condition about the moment where it can be seen */
    const char *file;
    uint32_t line;
};

/* [goal]: what who plays the scenario is to bring about. */
struct scenario_policy {
    const char *file;  /* the scenario with that policy */
    const char *words; /* what it is */
};

struct scenario_goal {
    const char *ask;
    const char *text; /* of `that`; NULL: there is no goal */
    const struct expr *expr;
    bool timed; /* times count, as the machine has them; else only orders */
    const struct scenario_policy *policies; /* to be chosen from: under which can nobody? */
    uint32_t policy_count;
    const char *file;
    uint32_t line;
};

/* [values]: what ops name in place of a quantity. */
struct scenario_value {
    const char *name, *text;
};

struct arena;
struct scenario_file; /* scenarios/source.h */
struct scenario_sweep;
struct gathered;

/* "machine.cores=8", and the place that is blamed for it. */
struct scenario_setting {
    const char *text;
    const char *file;
    uint32_t line;
};

struct scenario {
    struct sim_scenario sim;
    const char *description; /* NULL: none */
    const char *caveat;      /* in one line; NULL: none */
    struct scenario_origin origins[SIM_PARAM_COUNT];
    const char *left_preset; /* of [machine], whose [runtime] is not taken; NULL: none */

    const struct scenario_expectation *expectations;
    const struct scenario_question *questions;
    const struct scenario_value *values;
    uint32_t expectation_count, question_count, value_count;
    struct scenario_goal goal;

    /* Files of what has a line in `sim`, since a scenario may be made of several. */
    const char *const *op_files;    /* indexed as sim.ops */
    const char *const *group_files; /* indexed as sim.groups */
    const char *const *process_files;
    const char *map_file;

    const char *const *paths; /* of the files that were read for it */
    uint32_t path_count;

    const struct scenario_sweep *sweep; /* scenarios/sweep.h; NULL: none */
    const struct gathered *gathered;    /* what it was made of, for making others of it */

    struct arena *arena; /* all of the above */
};

struct scenario_options {
    const char *const *
        search; /* folders of shipped scenarios, NULL at the end; with presets/. It outlives the
                    scenario */
    const struct scenario_file *files;    /* read in place of files of their names; NULL name at
                                          the end. They outlive the scenario, too */
    const char *const *settings;          /* "machine.cores=8", NULL at the end */
    const struct scenario_setting *sweep; /* "machine.cores=1..8": keys of [sweep]; NULL text
                                             at the end */
};

/* Loads a scenario by path, by the name of a shipped one, or "-" for standard input. NULL when
 * `errors` says what is wrong with it: everything, in the order of the file. Options may be
 * NULL. */
struct scenario *scenario_load(const char *name, const struct scenario_options *options,
                               struct sim_errors *errors);

/* The same from `count` bytes in memory, which errors call `file`. */
struct scenario *scenario_parse(const char *bytes, size_t count, const char *file,
                                const struct scenario_options *options,
                                struct sim_errors *errors);

/* Whether a preset, by path or name, says anything of a kind, "machine" or "runtime"; errors are
 * added when it cannot be read. */
bool scenario_preset_has(const char *preset, const char *kind, const char *const *search,
                         struct sim_errors *errors);

/* The same scenario with settings (NULL text at the end) over it, without reading its files again;
 * it has no sweep, expectations or questions, and does not outlive it. Several threads may do so at
 * once. NULL with errors. */
struct scenario *scenario_variant(const struct scenario *scenario,
                                  const struct scenario_setting *settings,
                                  struct sim_errors *errors);

/* Whether the values of settings can be what they set, whatever else there is. */
bool scenario_may_set(const struct scenario *scenario, const struct scenario_setting *settings,
                      struct sim_errors *errors);

/* Equal for scenarios that say the same of their runs and their sweep, whatever files they were
 * put together from; the seed, titles, caveats and comments are left out. */
uint64_t scenario_fingerprint(const struct scenario *scenario);

void scenario_free(struct scenario *scenario); /* NULL is allowed */

/* "path:line: what is wrong", or "path: what is wrong" of the file as a whole. */
void scenario_put_error(struct sim_text *text, const struct sim_error *error);

/* One line for each. */
void scenario_print_errors(FILE *file, const struct sim_errors *errors);

#endif
