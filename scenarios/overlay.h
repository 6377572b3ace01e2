/* SPDX-License-Identifier: GPL-3.0-or-later
 * Laying one document over another. */
#ifndef INTERLOCK_SCENARIOS_OVERLAY_H
#define INTERLOCK_SCENARIOS_OVERLAY_H

#include "scenarios/read.h"

/*
 * A scenario lies over the one that it extends, its machine over the preset's, and what is set
 * from outside over it all. What the upper document says holds, key by key; the rest shines
 * through. Lists are relinked in place, so a document that was used is used up.
 *
 * A number and where it comes from belong together: a key that replaces `cores` replaces
 * `cores.source`, `cores.low` and `cores.high` as well.
 */

/* Puts `upper` over `lower`. A section that stands twice in one document is left so, for the
 * next stage to refuse. */
void overlay_documents(struct arena *arena, struct read_document *lower,
                       const struct read_document *upper);

/* Puts keys over those of `section`, which keeps its place in the file. */
void overlay_entries(struct read_section *section, struct read_entry *upper);

/* Adds a key at the end of a section, whatever stands there. */
void overlay_add(struct read_section *section, struct read_entry *entry);

/* A document of its own with the same keys, which may be relinked. */
struct read_document overlay_copy(struct arena *arena, const struct read_document *document);

/* Adds all sections of `more` at the end. */
void overlay_append(struct read_document *document, const struct read_document *more);

/* The first section of a kind and name, the first key of that name in it; NULL: none. */
struct read_section *overlay_section(const struct read_document *document, const char *kind,
                                     const char *name);
struct read_entry *overlay_find(const struct read_section *section, const char *key);

#endif
