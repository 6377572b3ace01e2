/* SPDX-License-Identifier: GPL-3.0-or-later
 * From the text of one file to its sections, keys and values. */
#ifndef INTERLOCK_SCENARIOS_READ_H
#define INTERLOCK_SCENARIOS_READ_H

#include "scenarios/arena.h"
#include "scenarios/source.h"
#include "sim/base/error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The first of three stages: read, assign (scenarios/assign.h), validate. This one knows how a
 * file is written and nothing of what it means:
 *
 *     [thread worker]        a section: its kind and, for some kinds, a name
 *     count = 2              a key and its value
 *     program =              a value may go on in indented lines,
 *         python 5ms         which are kept one by one
 *     # so it goes           a comment; also with ';', and after " ;" unless indented
 *
 * A file is UTF-8, with or without a byte order mark, its lines end in LF or CR LF, and no line
 * is longer than READ_LINE_MAX bytes. A key is separated from its value by '=' alone.
 *
 * Sections and keys are lists in the order of the file. Keys stay beside the place where they
 * stand, since what is wrong with a value often turns out much later.
 */
#define READ_LINE_MAX 195
#define READ_LINES_MAX 100000
#define READ_KEYS_MAX 1024 /* in one section */

struct read_line {
    struct read_line *next;
    const char *text;
    uint32_t line;
};

struct read_entry {
    struct read_entry *next;
    const char *key, *value; /* never NULL */
    const char *file;
    uint32_t line;
    struct read_line *more; /* indented lines below, without those that are empty */
    bool lost;              /* there are more, of which one was refused: that has been said */
};

struct read_section {
    struct read_section *next;
    const char *kind, *name; /* [thread worker]; "" when the name is missing */
    const char *file;
    uint32_t line;
    struct read_entry *entries;
};

struct read_document {
    struct read_section *sections;
};

/* Adds what is wrong, and reads on, so that `document` holds whatever could be read; true when
 * all could be. `file` is what errors call it, and lives as long as the arena. */
bool read_text(struct arena *arena, const char *file, const struct source *source,
               struct read_document *document, struct sim_errors *errors);

#endif
