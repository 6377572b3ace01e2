/* SPDX-License-Identifier: GPL-3.0-or-later
 * Expressions over the results of a run: what is expected, asked, or stopped at. */
#ifndef INTERLOCK_SCENARIOS_EXPR_H
#define INTERLOCK_SCENARIOS_EXPR_H

#include "scenarios/arena.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * One grammar for `that = ...` and `answer = ...`, for breaks and for constraints of a sweep:
 *
 *     makespan_ns within 5% of 100ms and threads[io].waits.interpreter < 2 * 5ms
 *
 *     either     = both { "or" both }
 *     both       = denied { "and" denied }
 *     denied     = "not" denied | comparison
 *     comparison = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum
 *                      | "within" sum "of" sum ]
 *     sum        = product { ("+" | "-") product }
 *     product    = sign { ("*" | "/") sign }
 *     sign       = "-" sign | atom
 *     atom       = number [unit] | "text" | 'text' | path | "(" either ")"
 *                | ("min" | "max" | "abs") "(" sum { "," sum } ")"
 *     path       = word { "." word | "[" anything but "]" "]" }
 *
 * Times are nanoseconds, sizes bytes, 30% is 0.3. `a within x of b` means |a - b| <= x * |b|.
 * A path is looked up by the caller, who alone knows what there is: vars.counter.value,
 * threads[worker-1].waits.interpreter. Values are numbers, texts, and truths; there is no
 * conversion between them. Doubles are good enough here: nothing of this gets into a run.
 */
#define EXPR_LENGTH_MAX 1000

enum expr_kind {
    EXPR_NUMBER,
    EXPR_TEXT,
    EXPR_TRUTH,
    EXPR_UNKNOWN, /* of a path: it names nothing */
};

struct expr_value {
    enum expr_kind kind;
    double number;
    bool truth;
    const char *text; /* EXPR_TEXT; of EXPR_UNKNOWN why, or NULL */
};

/* What a path names, as it is written in the expression. */
typedef struct expr_value (*expr_lookup_fn)(void *context, const char *path);

/* Takes the next part off a path: a word, or what stands in brackets. The length of the part
 * that begins at *part; 0 when the path has ended. */
size_t expr_path_part(const char **path, const char **part);

struct expr;

/* Reads an expression; NULL when `why` says what is wrong, with the column and a drawing of it:
 *
 *     column 9: a number, a name or '(' is missing
 *         speedup <=
 *                   ^
 */
const struct expr *expr_parse(struct arena *arena, const char *string, struct sim_text *why);

/* Is a word so long the name of a function? */
bool expr_is_function(const char *word, size_t length);

/* What it will be: EXPR_UNKNOWN for a path, which may be anything. */
enum expr_kind expr_kind(const struct expr *expr);

/* Whether its value depends on what a path names. */
bool expr_names_path(const struct expr *expr);

/* False when `why` says what is wrong: a path that names nothing, text where a number should
 * be, division by zero. */
bool expr_evaluate(const struct expr *expr, expr_lookup_fn lookup, void *context,
                   struct expr_value *value, struct sim_text *why);

#endif
