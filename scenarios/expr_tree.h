/* SPDX-License-Identifier: GPL-3.0-or-later
 * The tree of an expression; for expr.c, which grows it, and expr_evaluate.c. */
#ifndef INTERLOCK_SCENARIOS_EXPR_TREE_H
#define INTERLOCK_SCENARIOS_EXPR_TREE_H

#include "scenarios/expr.h"

/* NODE(identifier, as written, kind of its operands, kind of its value); EXPR_UNKNOWN stands
 * for any kind, the same for all operands. */
#define EXPR_NODES(NODE)                                                                       \
    NODE(NUMBER, "", EXPR_UNKNOWN, EXPR_NUMBER)                                                \
    NODE(TEXT, "", EXPR_UNKNOWN, EXPR_TEXT)                                                    \
    NODE(PATH, "", EXPR_UNKNOWN, EXPR_UNKNOWN)                                                 \
    NODE(OR, "or", EXPR_TRUTH, EXPR_TRUTH)                                                     \
    NODE(AND, "and", EXPR_TRUTH, EXPR_TRUTH)                                                   \
    NODE(NOT, "not", EXPR_TRUTH, EXPR_TRUTH)                                                   \
    NODE(LESS_EQUAL, "<=", EXPR_NUMBER, EXPR_TRUTH)                                            \
    NODE(LESS, "<", EXPR_NUMBER, EXPR_TRUTH)                                                   \
    NODE(GREATER_EQUAL, ">=", EXPR_NUMBER, EXPR_TRUTH)                                         \
    NODE(GREATER, ">", EXPR_NUMBER, EXPR_TRUTH)                                                \
    NODE(EQUAL, "==", EXPR_UNKNOWN, EXPR_TRUTH)                                                \
    NODE(UNEQUAL, "!=", EXPR_UNKNOWN, EXPR_TRUTH)                                              \
    NODE(WITHIN, "within", EXPR_NUMBER, EXPR_TRUTH)                                            \
    NODE(ADD, "+", EXPR_NUMBER, EXPR_NUMBER)                                                   \
    NODE(SUBTRACT, "-", EXPR_NUMBER, EXPR_NUMBER)                                              \
    NODE(MULTIPLY, "*", EXPR_NUMBER, EXPR_NUMBER)                                              \
    NODE(DIVIDE, "/", EXPR_NUMBER, EXPR_NUMBER)                                                \
    NODE(NEGATE, "-", EXPR_NUMBER, EXPR_NUMBER)                                                \
    NODE(MIN, "min", EXPR_NUMBER, EXPR_NUMBER)                                                 \
    NODE(MAX, "max", EXPR_NUMBER, EXPR_NUMBER)                                                 \
    NODE(ABS, "abs", EXPR_NUMBER, EXPR_NUMBER)

enum expr_node {
#define NODE(id, sign, takes, gives) EXPR_NODE_##id,
    EXPR_NODES(NODE)
#undef NODE
        EXPR_NODE_COUNT
};

/* "a number", by enum expr_kind. */
extern const char *const expr_kind_names[];

#define EXPR_OPERANDS 3 /* a within x of b: a, x, b */

struct expr {
    enum expr_node node;
    double number;
    const char *text;                          /* of a text or a path */
    const struct expr *operand[EXPR_OPERANDS]; /* NULL after the last */
};

#endif
