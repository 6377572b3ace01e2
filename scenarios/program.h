/* SPDX-License-Identifier: GPL-3.0-or-later
 * Programs: one op a line, by the table of sim/scenario/ops.def. */
#ifndef INTERLOCK_SCENARIOS_PROGRAM_H
#define INTERLOCK_SCENARIOS_PROGRAM_H

#include "scenarios/build.h"
#include "sim/mech/bytecode.h"

/*
 *     repeat 10
 *         python uniform(1ms, 3ms) as while    code = while i < n: i += 1
 *         lock L                                ; a comment
 *     end
 *
 * A word of the table, its arguments in order, perhaps `as` and a body or form, perhaps a
 * keyword. Blanks part words, except between parentheses and quotes. What follows `code =` is
 * source for the reader of the scenario, kept as it stands. A name of a variable, lock, event,
 * measure, queue or barrier is declared by its use; threads are those that have a section.
 */
#define PROGRAM_OPS_MAX 65536
#define PROGRAM_NESTING_MAX 16

/* Beyond this many turns or updates, sums of their costs could leave 63 bits. */
#define PROGRAM_COUNT_MAX INT64_C(1000000000000)

/* Adds the program whose ops stand in the lines below an entry; `place` is that of the entry.
 * The index of it in build->programs goes to *program. */
bool program_add(struct build *build, const struct place *place, const char *name,
                 const struct read_entry *entry, uint32_t *program);

/* How an op is written: "add VAR COUNT [as FORM]", "repeat COUNT ... end". */
void program_put_usage(struct sim_text *to, const struct sim_op_info *info);

/* May the body stand behind the op's `as`? */
bool program_may_be(const struct sim_op_info *info, const struct bytecode_body_info *body);

/* When all programs are there: scales what they compute, by [costs] work; the same. */
bool program_scale(struct build *build);

#endif
