/* SPDX-License-Identifier: GPL-3.0-or-later
 * One document from all the files that a scenario is made of. */
#ifndef INTERLOCK_SCENARIOS_GATHER_H
#define INTERLOCK_SCENARIOS_GATHER_H

#include "scenarios/read.h"

/*
 * Still the first stage: files are put together without asking what their keys mean.
 *
 *     include = FILE   in [scenario]: the sections of that file stand here too
 *     extends = FILE   in [scenario]: what is not said here is as it is there; sections of the
 *                      same kind and name join, and what is said here holds, key by key
 *     preset = NAME    in [machine] or [runtime]: what is not said here is as in the section of
 *                      that kind of the preset, a file that holds these two alone
 *
 * Every one of these files begins with [scenario] and `format = 1`; a preset may leave that
 * out, and may extend another. What is about the scenario itself, what it
 * expects, asks, sweeps or sets as a goal is not taken over from the one it extends.
 */
#define GATHER_DEPTH_MAX 16
#define GATHER_FORMAT "1"

struct gather {
    struct arena *arena;
    struct sim_errors *errors;
    struct sources sources;
    bool incomplete;  /* a file could not be had, so what it would say seems missing */
    const char *left; /* a preset of [machine] whose [runtime] nobody takes; NULL: none */
};

/* Whether sections of a kind are about the scenario in which they stand (what is expected and asked
 * of it, which of its keys vary): others made of it do not have them. */
bool gather_is_own(const char *kind);

/* Takes those out. */
void gather_strip(struct read_document *document);

/* What files and settings came to, kept with the scenario that was made of it. */
struct gathered {
    struct read_document bare;     /* before presets */
    struct read_document document; /* with them */
    const char *file;
    const char *const *search;
    const struct scenario_file *held;
};

/* The document of a file by path or name, or of a text that the caller has read; adds what is
 * wrong, and keeps on, so that the document holds what could be read. */
bool gather_file(struct gather *gather, const char *name, struct read_document *document);
bool gather_text(struct gather *gather, const char *file, const struct source *source,
                 struct read_document *document);

/* The section of that kind in the preset that a key of `section` names; NULL: it has none, or an
 * error says why it cannot be read. */
bool gather_preset(struct gather *gather, const struct read_section *section,
                   const struct read_entry *key, struct read_section **lower);

/* Puts the presets that [machine] and [runtime] name below them. */
bool gather_presets(struct gather *gather, struct read_document *document);

#endif
