/* SPDX-License-Identifier: GPL-3.0-or-later
 * Keys that are given from outside a scenario's files. */
#ifndef INTERLOCK_SCENARIOS_SETTINGS_H
#define INTERLOCK_SCENARIOS_SETTINGS_H

#include "scenarios/load.h"
#include "scenarios/read.h"

/*
 * `--set machine.cores=8` replaces a key whatever file it stands in; of two for one key the
 * last holds. A section that has a name is written with it: thread.worker.count=4. Which kinds
 * have one is the next stage's knowledge, so it is asked for. What says how files are put
 * together (format, include, extends) cannot be set, since they are together already.
 */
typedef bool (*settings_named_fn)(const char *kind);

/* What errors and origins call the file of a setting. */
#define SETTINGS_FILE "--set"

/* Puts settings (ended by NULL; NULL: none) over a document; adds what is wrong. */
bool settings_apply(struct arena *arena, const char *const *settings, settings_named_fn named,
                    struct read_document *document, struct sim_errors *errors);

/* Puts one over it; its value is blamed on the place that it comes from. */
bool settings_put(struct arena *arena, const struct scenario_setting *setting,
                  settings_named_fn named, struct read_document *document,
                  struct sim_errors *errors);

/* Puts keys of [sweep] over it, which may be given several times. */
bool settings_put_sweep(struct arena *arena, const struct scenario_setting *settings,
                        struct read_document *document, struct sim_errors *errors);

#endif
