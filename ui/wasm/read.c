/* SPDX-License-Identifier: GPL-3.0-or-later
 * In place of scenarios/read.c: a page has no inih, and its scenario is flat. */
#include "scenarios/flat.h"

bool read_text(struct arena *arena, const char *file, const struct source *source,
               struct read_document *document, struct sim_errors *errors)
{
    return flat_read(arena, file, source, document, errors);
}
