/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sections [question NAME]: what is asked of the reader, and how the run answers it. */
#ifndef INTERLOCK_SCENARIOS_QUESTION_H
#define INTERLOCK_SCENARIOS_QUESTION_H

#include "scenarios/load.h"
#include "scenarios/sections.h"

/*
 *     [question half]
 *     ask = How long do the two threads take together?
 *     unit = ms                  how the answer is typed and shown; without: a count
 *     answer = makespan_ns       computed from the run; an answer that is no expression over
 *                                the run is an error
 *     tolerance = 10%            of the answer; or absolute, in the unit
 *     bar = 200ms                draw the answer as a bar of a scale that ends there
 *     because = ... {makespan_ns as time} ...
 *
 *     [question kind]
 *     ask = What do two cores bring?
 *     choices =                  in place of an answer: the one of which the run says it is so
 *         half the time when speedup > 1.8
 *         nothing when speedup < 1.2
 *
 * In `ask`, `because`, `said` and `so`, what stands in braces is an expression over the run,
 * too, so that no figure in an explanation is ever stored.
 */
extern const struct section_key question_keys[];

uint32_t question_add(struct build *build, const struct place *place,
                      const struct read_section *section);
bool question_finish(struct build *build, const struct place *place, uint32_t row);

#endif
