/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parsing expressions, by recursive descent: one function for each rule of the grammar. */
#include "scenarios/expr.h"

#include "scenarios/expr_tree.h"
#include "scenarios/nearest.h"
#include "scenarios/units.h"

#include <math.h>
#include <string.h>

/*
 * A function that reads a rule returns its tree, or NULL after it has complained; whoever gets
 * a NULL passes it on. The kinds of operands are checked as soon as they are known, so that a
 * number added to a text is an error of the file and not of some run; those of paths show only
 * when a run has ended.
 */
static const struct {
    const char *sign;
    enum expr_kind takes, gives;
} nodes[EXPR_NODE_COUNT] = {
#define NODE(id, sign, takes, gives) [EXPR_NODE_##id] = { sign, takes, gives },
    EXPR_NODES(NODE)
#undef NODE
};

const char *const expr_kind_names[] = {
    [EXPR_NUMBER] = "a number",
    [EXPR_TEXT] = "text",
    [EXPR_TRUTH] = "true or false",
    [EXPR_UNKNOWN] = "nothing",
};

/* Parentheses, signs and `not` within each other; a person's expression has a few. */
#define NESTING_MAX 64

struct parser {
    struct arena *arena;
    const char *string;
    const char *at; /* never on a blank */
    int nesting;
    struct sim_text *why;
};

static const struct expr *either(struct parser *parser);
static const struct expr *sum(struct parser *parser);

/* ---- complaints ---- */

/* Characters, not bytes: those that continue one of UTF-8 do not count. */
static int64_t characters(const char *from, const char *to)
{
    int64_t count = 0;

    for (; from < to; from++)
        count += ((unsigned char)*from & 0xc0) != 0x80;
    return count;
}

/* How much of a long expression is drawn, in characters. */
#define WINDOW 48

/* The expression and a caret below the place, on two lines of their own. */
static void draw(struct parser *parser, const char *place)
{
    const char *from = parser->string, *to;
    int64_t before = characters(from, place), left = WINDOW;

    for (; before > WINDOW - 8; before--) {
        from++;
        while (((unsigned char)*from & 0xc0) == 0x80)
            from++;
    }
    for (to = from; *to && left > 0; left--) {
        to++;
        while (((unsigned char)*to & 0xc0) == 0x80)
            to++;
    }
    sim_text_put(parser->why, "\n    ");
    for (; from < to; from++)
        sim_text_put_bytes(parser->why, *from == '\t' ? " " : from, 1);
    sim_text_put(parser->why, "\n    ");
    while (before-- > 0)
        sim_text_put(parser->why, " ");
    sim_text_put(parser->why, "^");
}

static const struct expr *fail(struct parser *parser, const char *place, const char *what,
                               const char *more)
{
    sim_text_put(parser->why, "column ");
    sim_text_put_int(parser->why, characters(parser->string, place) + 1);
    sim_text_put(parser->why, ": ");
    sim_text_put(parser->why, what);
    sim_text_put(parser->why, more);
    draw(parser, place);
    return NULL;
}

/* ---- characters and words ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t word_length(const char *at)
{
    size_t length = 0;

    while (is_letter(at[length]) || (length && is_digit(at[length])))
        length++;
    return length;
}

static void move_to(struct parser *parser, const char *at)
{
    parser->at = at + strspn(at, " \t");
}

/* Takes a sign or a whole word if it stands here. */
static bool take(struct parser *parser, const char *sign)
{
    size_t length = strlen(sign), word = word_length(parser->at);

    if (strncmp(parser->at, sign, length) || (word && word != length))
        return false;
    move_to(parser, parser->at + length);
    return true;
}

/* Takes the sign of one of several kinds of node, if one stands here; else EXPR_NODE_COUNT. */
static enum expr_node take_one(struct parser *parser, enum expr_node first, enum expr_node last)
{
    for (enum expr_node node = first; node <= last; node++) {
        if (take(parser, nodes[node].sign))
            return node;
    }
    return EXPR_NODE_COUNT;
}

bool expr_is_function(const char *word, size_t length)
{
    for (enum expr_node node = EXPR_NODE_MIN; node <= EXPR_NODE_ABS; node++) {
        if (strlen(nodes[node].sign) == length && !memcmp(nodes[node].sign, word, length))
            return true;
    }
    return false;
}

/* ---- nodes ---- */

static struct expr *new_node(struct parser *parser, enum expr_node node)
{
    struct expr *expr = ARENA_NEW(parser->arena, struct expr);

    expr->node = node;
    return expr;
}

enum expr_kind expr_kind(const struct expr *expr)
{
    return nodes[expr->node].gives;
}

/* What an operator makes of its operands; `place` is where it stands. */
static const struct expr *operation(struct parser *parser, const char *place,
                                    enum expr_node node, const struct expr *first,
                                    const struct expr *second, const struct expr *third)
{
    struct expr *expr = new_node(parser, node);
    enum expr_kind takes = nodes[node].takes;
    char buffer[64];
    struct sim_text what = SIM_TEXT(buffer);

    expr->operand[0] = first;
    expr->operand[1] = second;
    expr->operand[2] = third;
    for (int i = 0; i < EXPR_OPERANDS && expr->operand[i]; i++) {
        enum expr_kind kind = expr_kind(expr->operand[i]);

        if (takes == EXPR_UNKNOWN)
            takes = kind;
        if (kind == takes || kind == EXPR_UNKNOWN)
            continue;
        sim_text_put(&what, nodes[node].sign);
        sim_text_put(&what, "' takes ");
        sim_text_put(&what, expr_kind_names[takes]);
        sim_text_put(&what, ", not ");
        sim_text_put(&what, expr_kind_names[kind]);
        return fail(parser, place, "'", buffer);
    }
    return expr;
}

/* ---- atoms ---- */

/* digits * 10^exponent * unit as a double, the last rounding being the only one that counts. */
static double real(struct units_decimal number, int64_t unit)
{
    double value = (double)number.digits * (double)unit, power = 1;

    for (; number.exponent > 0; number.exponent--)
        value *= 10;
    for (; number.exponent < 0; number.exponent++)
        power *= 10;
    return value / power;
}

/* The end of the letters of a unit. */
static const char *unit_end(const char *at)
{
    if (*at == '%')
        return at + 1;
    while (is_letter(*at) || is_digit(*at) || (unsigned char)*at >= 0x80)
        at++;
    return at;
}

static const struct expr *number(struct parser *parser)
{
    struct units_decimal decimal;
    const char *unit = units_decimal(parser->at, &decimal), *end;
    enum units_kind kind = UNITS_COUNT;
    struct expr *expr = new_node(parser, EXPR_NODE_NUMBER);
    int64_t size = 1;

    if (!unit)
        return fail(parser, parser->at, "a number has at most 19 digits", "");
    end = unit_end(unit);
    if (end > unit && !units_find(unit, (size_t)(end - unit), &kind, &size))
        return fail(parser, unit, "no such unit; there are ns, us, ms, s, B, KiB, MB and %",
                    "");
    if (kind == UNITS_SIZE && !strncmp(end, "/s", 2) && !word_length(end + 2))
        end += 2; /* a rate, in bytes per second */
    if (kind == UNITS_SHARE)
        decimal.exponent -= 6; /* units of a share are millionths */
    expr->number = real(decimal, size);
    if (!isfinite(expr->number))
        return fail(parser, parser->at, "the number is too large", "");
    move_to(parser, end);
    return expr;
}

static const struct expr *text(struct parser *parser)
{
    const char *close = strchr(parser->at + 1, *parser->at);
    struct expr *expr = new_node(parser, EXPR_NODE_TEXT);

    if (!close)
        return fail(parser, parser->at, "the quotes are not closed", "");
    expr->text = arena_text(parser->arena, parser->at + 1, (size_t)(close - parser->at - 1));
    move_to(parser, close + 1);
    return expr;
}

size_t expr_path_part(const char **path, const char **part)
{
    bool is_bracketed = **path == '[';
    size_t length;

    *part = *path + (is_bracketed || **path == '.');
    length = strcspn(*part, is_bracketed ? "]" : ".[");
    *path = *part + length + (is_bracketed && (*part)[length]);
    return length;
}

static const struct expr *path(struct parser *parser)
{
    const char *at = parser->at + word_length(parser->at);
    struct expr *expr = new_node(parser, EXPR_NODE_PATH);

    while (*at == '.' || *at == '[') {
        bool is_bracketed = *at++ == '[';
        size_t length = is_bracketed ? strcspn(at, "]") : word_length(at);

        if (!length)
            return fail(parser, at, "a name is missing", "");
        if (is_bracketed && !at[length])
            return fail(parser, at + length, "']' is missing", "");
        at += length + is_bracketed;
    }
    expr->text = arena_text(parser->arena, parser->at, (size_t)(at - parser->at));
    move_to(parser, at);
    return expr;
}

static const struct expr *closed(struct parser *parser, const struct expr *expr)
{
    parser->nesting--;
    if (expr && !take(parser, ")"))
        return fail(parser, parser->at, "')' is missing", "");
    return expr;
}

/* min, max or abs, from behind the '('. */
static const struct expr *function(struct parser *parser, const char *place,
                                   enum expr_node node)
{
    const struct expr *expr = sum(parser);

    if (expr && node == EXPR_NODE_ABS)
        return closed(parser, operation(parser, place, node, expr, NULL, NULL));
    while (expr && take(parser, ",")) {
        const struct expr *next = sum(parser);

        expr = next ? operation(parser, place, node, expr, next, NULL) : NULL;
    }
    return closed(parser, expr);
}

static bool nest(struct parser *parser)
{
    if (parser->nesting++ < NESTING_MAX)
        return true;
    fail(parser, parser->at, "too many parts within each other", "");
    return false;
}

static bool is_reserved(const char *at)
{
    static const char *const words[] = { "or", "and", "not", "within", "of" };
    size_t length = word_length(at);

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strlen(words[i]) == length && !memcmp(at, words[i], length))
            return true;
    }
    return false;
}

static const struct expr *no_function(struct parser *parser, size_t length)
{
    const char *word = arena_text(parser->arena, parser->at, length);
    static const char *const known[] = { "min", "max", "abs", NULL };
    char hint[NEAREST_HINT];

    return fail(parser, parser->at, "the functions are min, max and abs",
                nearest_of(word, known, hint));
}

static const struct expr *word(struct parser *parser)
{
    const char *place = parser->at;
    size_t length = word_length(place);
    enum expr_node node;

    if (place[length + strspn(place + length, " \t")] != '(')
        return path(parser);
    node = take_one(parser, EXPR_NODE_MIN, EXPR_NODE_ABS);
    if (node == EXPR_NODE_COUNT)
        return no_function(parser, length);
    if (!nest(parser) || !take(parser, "("))
        return NULL;
    return function(parser, place, node);
}

static const struct expr *atom(struct parser *parser)
{
    if (is_digit(*parser->at))
        return number(parser);
    if (*parser->at == '"' || *parser->at == '\'')
        return text(parser);
    if (word_length(parser->at) && !is_reserved(parser->at))
        return word(parser);
    if (take(parser, "("))
        return nest(parser) ? closed(parser, either(parser)) : NULL;
    return fail(parser, parser->at, "a number, a name or '(' is missing", "");
}

/* ---- operators, from the one that binds most ---- */

typedef const struct expr *(*rule_fn)(struct parser *parser);

/* Operands of one rule with operators between them, grouped from the left. */
static const struct expr *chain(struct parser *parser, rule_fn rule, enum expr_node first,
                                enum expr_node last)
{
    const struct expr *expr = rule(parser), *right;

    while (expr) {
        const char *place = parser->at;
        enum expr_node node = take_one(parser, first, last);

        if (node == EXPR_NODE_COUNT)
            break;
        right = rule(parser);
        expr = right ? operation(parser, place, node, expr, right, NULL) : NULL;
    }
    return expr;
}

/* An operator before its only operand, which may have one itself. */
static const struct expr *prefixed(struct parser *parser, enum expr_node node, rule_fn rule,
                                   rule_fn otherwise)
{
    const char *place = parser->at;
    const struct expr *expr;

    if (!take(parser, nodes[node].sign))
        return otherwise(parser);
    expr = nest(parser) ? rule(parser) : NULL;
    parser->nesting--;
    return expr ? operation(parser, place, node, expr, NULL, NULL) : NULL;
}

static const struct expr *sign(struct parser *parser)
{
    return prefixed(parser, EXPR_NODE_NEGATE, sign, atom);
}

static const struct expr *product(struct parser *parser)
{
    return chain(parser, sign, EXPR_NODE_MULTIPLY, EXPR_NODE_DIVIDE);
}

static const struct expr *sum(struct parser *parser)
{
    return chain(parser, product, EXPR_NODE_ADD, EXPR_NODE_SUBTRACT);
}

/* What follows `a within`. */
static const struct expr *within(struct parser *parser, const char *place,
                                 const struct expr *value)
{
    const struct expr *share = sum(parser), *middle;

    if (!share)
        return NULL;
    if (!take(parser, "of"))
        return fail(parser, parser->at, "`of` is missing: a within 5% of b", "");
    middle = sum(parser);
    return middle ? operation(parser, place, EXPR_NODE_WITHIN, value, share, middle) : NULL;
}

static const struct expr *comparison(struct parser *parser)
{
    const struct expr *expr = sum(parser), *right;
    const char *place = parser->at;
    enum expr_node node;

    if (!expr)
        return NULL;
    if (take(parser, "within"))
        return within(parser, place, expr);
    node = take_one(parser, EXPR_NODE_LESS_EQUAL, EXPR_NODE_UNEQUAL);
    if (node == EXPR_NODE_COUNT)
        return expr;
    right = sum(parser);
    expr = right ? operation(parser, place, node, expr, right, NULL) : NULL;
    place = parser->at;
    if (expr && take_one(parser, EXPR_NODE_LESS_EQUAL, EXPR_NODE_UNEQUAL) != EXPR_NODE_COUNT)
        return fail(parser, place, "two comparisons are joined with `and`", "");
    return expr;
}

static const struct expr *denied(struct parser *parser)
{
    return prefixed(parser, EXPR_NODE_NOT, denied, comparison);
}

static const struct expr *both(struct parser *parser)
{
    return chain(parser, denied, EXPR_NODE_AND, EXPR_NODE_AND);
}

static const struct expr *either(struct parser *parser)
{
    return chain(parser, both, EXPR_NODE_OR, EXPR_NODE_OR);
}

const struct expr *expr_parse(struct arena *arena, const char *string, struct sim_text *why)
{
    struct parser parser = { .arena = arena, .string = string, .why = why };
    const struct expr *expr;

    if (strlen(string) > EXPR_LENGTH_MAX) {
        sim_text_put(why, "an expression has at most 1000 bytes");
        return NULL;
    }
    move_to(&parser, string);
    expr = either(&parser);
    if (!expr || !*parser.at)
        return expr;
    if (*parser.at == '=')
        return fail(&parser, parser.at, "'=' does not compare; write '=='", "");
    if (*parser.at == ')')
        return fail(&parser, parser.at, "')' without '('", "");
    return fail(&parser, parser.at, "an operator is missing before this", "");
}
