/* SPDX-License-Identifier: GPL-3.0-or-later
 * A scenario as one text that needs no file beside it. */
#ifndef INTERLOCK_SCENARIOS_FLAT_H
#define INTERLOCK_SCENARIOS_FLAT_H

#include "scenarios/load.h"
#include "scenarios/read.h"
#include "scenarios/source.h"

/*
 * A scenario that travels (into a page, to a reader without files) is what its files, presets and
 * settings came to, a line for each section, key and indented line:
 *
 *     0@convoy-1.ini        the file of the lines below
 *     20[runtime            line 20: [runtime]
 *     21.model=gil          a key of it
 *     25[thread io
 *     26.program=
 *     27+io 20ms            an indented line
 *
 * The numbers are those of the lines where it was written, so what is wrong with another value is
 * told as if the files were there. What the scenario says of itself (what it expects, asks, sweeps)
 * stays behind, and so do folders, which are of one machine alone. A trace file is called by its
 * number, since two folders may have files of one name.
 *
 * No user writes this: it is made of a scenario that was read, so what cannot be read is a defect.
 */

/* So many trace files travel with it at most. */
#define FLAT_FILES 16

/* Writes it; its trace files go to `files`. How many there are, or -1 when one of them cannot be read
 * any more or there are too many. What the files hold is taken from the arena. */
int flat_write(FILE *to, struct arena *arena, const struct scenario *scenario,
               struct scenario_file files[FLAT_FILES]);

/* As read_text(), of such a text. */
bool flat_read(struct arena *arena, const char *file, const struct source *source,
               struct read_document *document, struct sim_errors *errors);

#endif
