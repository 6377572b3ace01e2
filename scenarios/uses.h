/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether what is declared is named, and what is named can come to pass. */
#ifndef INTERLOCK_SCENARIOS_USES_H
#define INTERLOCK_SCENARIOS_USES_H

#include "scenarios/build.h"

/*
 * Names of queues, locks and the like are declared by use, so a misspelt one is another object, for
 * which somebody waits for ever. Two things tell:
 *
 *     get from a queue into which nobody puts, wait for an event that nobody sets, unlock of what
 *     nobody locks; none of them can be meant
 *     a section that no op, and no thread, names. Parts of a scenario that is made of several files
 *     may be unused, so this is asked only of one that stands in a single file; and not of programs,
 *     of which there may be several to choose from (--set thread.worker.program=...).
 */
bool uses_check(struct build *build, const struct read_document *document);

#endif
