/* SPDX-License-Identifier: GPL-3.0-or-later
 * Evaluating an expression. */
#include "scenarios/complain.h"
#include "scenarios/expr_tree.h"

#include <math.h>
#include <string.h>

/*
 * Bottom up, except that `and` and `or` look at their second operand only when the first does
 * not decide, as everywhere. The kinds of what paths name are checked here; all others were by
 * the parser.
 */
struct evaluation {
    expr_lookup_fn lookup;
    void *context;
    struct sim_text *why;
};

static bool evaluate(const struct evaluation *evaluation, const struct expr *expr,
                     struct expr_value *value);

/* ---- complaints ---- */

static bool fail(const struct evaluation *evaluation, const char *what, const char *more)
{
    sim_text_put(evaluation->why, what);
    sim_text_put(evaluation->why, more);
    return false;
}

static bool wrong_kind(const struct evaluation *evaluation, const struct expr *operand,
                       enum expr_kind is, enum expr_kind wanted)
{
    char quoted[QUOTED];

    fail(evaluation, operand->text ? quote(quoted, operand->text) : "a part", " is ");
    fail(evaluation, expr_kind_names[is], " where ");
    return fail(evaluation, expr_kind_names[wanted], " is needed");
}

static bool look_up(const struct evaluation *evaluation, const struct expr *expr,
                    struct expr_value *value)
{
    char quoted[QUOTED];

    *value = evaluation->lookup(evaluation->context, expr->text);
    if (value->kind != EXPR_UNKNOWN)
        return true;
    fail(evaluation, quote(quoted, expr->text), " has no value here");
    return fail(evaluation, value->text ? ": " : "", value->text ? value->text : "");
}

/* ---- operators ---- */

/* The operand's value, which has to be of a kind; EXPR_UNKNOWN: of any. */
static bool operand(const struct evaluation *evaluation, const struct expr *expr, int which,
                    enum expr_kind wanted, struct expr_value *value)
{
    const struct expr *at = expr->operand[which];

    if (!evaluate(evaluation, at, value))
        return false;
    if (wanted == EXPR_UNKNOWN || value->kind == wanted)
        return true;
    return wrong_kind(evaluation, at, value->kind, wanted);
}

static bool logic(const struct evaluation *evaluation, const struct expr *expr,
                  struct expr_value *value)
{
    if (!operand(evaluation, expr, 0, EXPR_TRUTH, value))
        return false;
    if (expr->node == EXPR_NODE_NOT) {
        value->truth = !value->truth;
        return true;
    }
    if (value->truth == (expr->node == EXPR_NODE_OR))
        return true;
    return operand(evaluation, expr, 1, EXPR_TRUTH, value);
}

static bool equality(const struct evaluation *evaluation, const struct expr *expr,
                     struct expr_value *value)
{
    struct expr_value a, b;
    bool equal;

    if (!operand(evaluation, expr, 0, EXPR_UNKNOWN, &a) ||
        !operand(evaluation, expr, 1, a.kind, &b))
        return false;
    if (a.kind == EXPR_NUMBER)
        equal = a.number == b.number;
    else
        equal = a.kind == EXPR_TEXT ? !strcmp(a.text, b.text) : a.truth == b.truth;
    *value = (struct expr_value){ .kind = EXPR_TRUTH,
                                  .truth = equal == (expr->node == EXPR_NODE_EQUAL) };
    return true;
}

/* A number, or a comparison's truth as 0 or 1, made of numbers. */
static double arithmetic(enum expr_node node, double a, double b, double c)
{
    switch (node) {
    case EXPR_NODE_LESS_EQUAL:
        return a <= b;
    case EXPR_NODE_LESS:
        return a < b;
    case EXPR_NODE_GREATER_EQUAL:
        return a >= b;
    case EXPR_NODE_GREATER:
        return a > b;
    case EXPR_NODE_WITHIN:
        return fabs(a - c) <= b * fabs(c);
    case EXPR_NODE_ADD:
        return a + b;
    case EXPR_NODE_SUBTRACT:
        return a - b;
    case EXPR_NODE_MULTIPLY:
        return a * b;
    case EXPR_NODE_DIVIDE:
        return a / b;
    case EXPR_NODE_NEGATE:
        return -a;
    case EXPR_NODE_MIN:
        return a < b ? a : b;
    case EXPR_NODE_MAX:
        return a > b ? a : b;
    default:
        return fabs(a);
    }
}

static bool calculate(const struct evaluation *evaluation, const struct expr *expr,
                      struct expr_value *value)
{
    struct expr_value part[EXPR_OPERANDS] = { { 0 } };
    double result;

    for (int i = 0; i < EXPR_OPERANDS && expr->operand[i]; i++) {
        if (!operand(evaluation, expr, i, EXPR_NUMBER, &part[i]))
            return false;
    }
    if (expr->node == EXPR_NODE_DIVIDE && part[1].number == 0)
        return fail(evaluation, "division by zero", "");
    result = arithmetic(expr->node, part[0].number, part[1].number, part[2].number);
    if (!isfinite(result))
        return fail(evaluation, "a number became too large", "");
    *value =
        (struct expr_value){ .kind = expr_kind(expr), .number = result, .truth = result != 0 };
    return true;
}

static bool evaluate(const struct evaluation *evaluation, const struct expr *expr,
                     struct expr_value *value)
{
    switch (expr->node) {
    case EXPR_NODE_NUMBER:
    case EXPR_NODE_TEXT:
        *value = (struct expr_value){ .kind = expr_kind(expr),
                                      .number = expr->number,
                                      .text = expr->text };
        return true;
    case EXPR_NODE_PATH:
        return look_up(evaluation, expr, value);
    case EXPR_NODE_OR:
    case EXPR_NODE_AND:
    case EXPR_NODE_NOT:
        return logic(evaluation, expr, value);
    case EXPR_NODE_EQUAL:
    case EXPR_NODE_UNEQUAL:
        return equality(evaluation, expr, value);
    default:
        return calculate(evaluation, expr, value);
    }
}

bool expr_names_path(const struct expr *expr)
{
    if (expr->node == EXPR_NODE_PATH)
        return true;
    for (int i = 0; i < EXPR_OPERANDS && expr->operand[i]; i++) {
        if (expr_names_path(expr->operand[i]))
            return true;
    }
    return false;
}

bool expr_evaluate(const struct expr *expr, expr_lookup_fn lookup, void *context,
                   struct expr_value *value, struct sim_text *why)
{
    struct evaluation evaluation = { lookup, context, why };
    struct expr_value result;

    if (!evaluate(&evaluation, expr, &result))
        return false;
    *value = result;
    return true;
}
