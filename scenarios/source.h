/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding files and reading them whole. */
#ifndef INTERLOCK_SCENARIOS_SOURCE_H
#define INTERLOCK_SCENARIOS_SOURCE_H

#include "scenarios/arena.h"
#include "scenarios/nearest.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A scenario may be made of several files, and any of them may be a mistake or a trap: a device
 * without an end, a film. So there is a limit for one file and one for all files together.
 */
#define SOURCE_BYTES_MAX ((size_t)1 << 20)
#define SOURCE_ALL_BYTES_MAX ((size_t)4 << 20)
#define SOURCE_FILES_MAX 64

struct source {
    const char *bytes; /* and a zero byte after the last */
    size_t count;
};

/* A file that needs no folder; NULL name at the end of a list. */
struct scenario_file {
    const char *name;
    const char *bytes;
    size_t count;
};

struct sources {
    struct arena *arena;
    const char *const *search;        /* folders of shipped scenarios, ended by NULL; or NULL */
    const struct scenario_file *held; /* files in memory, which come first; or NULL */
    size_t bytes;                     /* read so far */
    uint32_t files;
    const char *paths[SOURCE_FILES_MAX]; /* of those that were read by their path */
    uint32_t path_count;
};

/* Reads a file; on failure `why` says what is wrong. */
bool source_read(struct sources *sources, const char *path, struct source *source,
                 struct sim_text *why);
bool source_read_stdin(struct sources *sources, struct source *source, struct sim_text *why);

/* The path of `name` as written in the file `from` (NULL: by the user), with "x/.." and "."
 * taken out, so that two ways of writing one path compare equal. */
const char *source_beside(struct arena *arena, const char *from, const char *name);

/* Whether this can only be a path: it has a '/' or ends in ".ini". */
bool source_is_path(const char *name);

/* As source_beside(), but what could be the name of a shipped scenario, and is no file, is
 * looked up among those. */
const char *source_find(struct sources *sources, const char *from, const char *name);

/* A preset: by its path, or the first presets/NAME.ini of the search path; NULL when there is
 * none. */
const char *source_find_preset(struct sources *sources, const char *from, const char *name);

/* Offer the names of all shipped scenarios, or presets. */
void source_offer(struct sources *sources, struct nearest *nearest);
void source_offer_presets(struct sources *sources, struct nearest *nearest);

/* How many bytes, from the first, are text: UTF-8 that can be shown (sim_text_shown), tabs, carriage
 * returns and line feeds. */
size_t source_text_length(const char *bytes, size_t count);

/* How many bytes a byte order mark takes at the beginning; 0: there is none. */
size_t source_mark_length(const char *bytes, size_t count);

#endif
