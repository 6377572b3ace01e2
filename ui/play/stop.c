/* SPDX-License-Identifier: GPL-3.0-or-later
 * Stopping where a condition becomes true. */
#include "scenarios/arena.h"
#include "scenarios/expr.h"
#include "ui/play/moment.h"
#include "ui/play/move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * In a hurry one may write `waits(io)` for `waits[io]`, `=` for `==`, and a thread's name without
 * quotes; what may be asked stands in ui/play/moment.h.
 *
 * A break stops where its condition becomes true, not wherever it is true: else it would stop at
 * every event of a long wait.
 */
struct play_break {
    struct arena *arena;
    const struct expr *expr;
    struct play_moment moment; /* while it is evaluated */
    bool was;                  /* the last answer */
};

/* ---- writing in a hurry ---- */

static bool is_name_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '-';
}

static size_t name_length(const char *at)
{
    size_t length = 0;

    while (is_name_character(at[length]))
        length++;
    while (length && at[length - 1] == '-')
        length--;
    return length;
}

/* Copies a name; quotes it when it is a thread's. Returns what follows it. waits(io): what takes a name in
 * brackets takes it in round ones, too; so a word that nobody knows is looked up like those, and the
 * answer says which there are. */
static const char *put_word(struct sim_text *text, const struct sim_cast *cast, const char *at)
{
    size_t length = name_length(at), inside;
    char word[64];

    if (length < sizeof(word)) {
        memcpy(word, at, length);
        word[length] = '\0';
        if (sim_cast_find_thread(cast, word)) {
            sim_text_put(text, "'");
            sim_text_put(text, word);
            sim_text_put(text, "'");
            return at + length;
        }
    }
    /* A hyphen that is part of no thread's name is a minus. */
    length = strcspn(at, "-") < length ? strcspn(at, "-") : length;
    sim_text_put_bytes(text, at, length);
    inside = at[length] == '(' ? strcspn(at + length, ")") : 0;
    if (!inside || !length || expr_is_function(at, length) || !at[length + inside])
        return at + length;
    sim_text_put(text, "[");
    sim_text_put_bytes(text, at + length + 1, inside - 1);
    sim_text_put(text, "]");
    return at + length + inside + 1;
}

static void put_bytes(struct sim_text *text, const char **at, size_t length)
{
    sim_text_put_bytes(text, *at, length);
    *at += length;
}

static void put_verbatim(struct sim_text *text, const char **at, char end)
{
    const char *to = strchr(*at + 1, end);

    put_bytes(text, at, to ? (size_t)(to + 1 - *at) : strlen(*at));
}

/* `waits(io) > 20ms and holder = A` as the grammar has it. */
static void put_plainly(struct sim_text *text, const struct sim_cast *cast, const char *at)
{
    char before = ' ';

    while (*at) {
        const char *from = at;

        if (*at == '[')
            put_verbatim(text, &at, ']');
        else if (*at == '\'' || *at == '"')
            put_verbatim(text, &at, *at);
        else if (*at == '.') /* spent[io].io: what stands behind it is no thread */
            put_bytes(text, &at, 1 + name_length(at + 1));
        else if (*at == '=' && at[1] != '=' && !strchr("<>!=", before))
            sim_text_put(text, "=="), at++;
        else if (name_length(at) && !(*at >= '0' && *at <= '9') && *at != '-')
            at = put_word(text, cast, at);
        else if (*at >= '0' && *at <= '9')
            while (is_name_character(*at) || *at == '.')
                put_bytes(text, &at, 1);
        else
            put_bytes(text, &at, 1);
        before = at[-1];
        if (at == from)
            return;
    }
}

/* ---- setting and going ---- */

static void forget(struct play_break *stop)
{
    if (stop)
        arena_destroy(stop->arena);
    free(stop);
}

void play_forget_break(struct play_session *session)
{
    forget(session->stop);
    session->stop = NULL;
    session->stop_text[0] = '\0';
}

/* False with `why`: it names nothing, or is no condition. */
static bool try_once(struct play_break *stop, const struct sim_fold *fold, struct sim_text *why)
{
    struct expr_value value;

    stop->moment.fold = fold;
    if (!expr_evaluate(stop->expr, play_moment_look_up, &stop->moment, &value, why))
        return false;
    if (value.kind == EXPR_TRUTH)
        return true;
    sim_text_put(why, "a break needs a condition, as in: waits(io) > 20ms");
    return false;
}

/* Of an error with a drawing only its first line fits. */
static void warn_line(struct play_session *session, char *why)
{
    why[strcspn(why, "\n")] = '\0';
    play_warn(session, why);
}

/* NULL with `why`: it is no condition. */
static struct play_break *read_condition(const struct play_branch *branch,
                                         const char *condition, struct sim_text *why)
{
    char plain[2 * EXPR_LENGTH_MAX];
    struct sim_text text = SIM_TEXT(plain);
    struct play_break *stop = calloc(1, sizeof(*stop));

    if (!stop)
        return NULL;
    stop->arena = arena_create();
    put_plainly(&text, branch->cast, condition);
    stop->expr = expr_parse(stop->arena, plain, why);
    if (stop->expr && try_once(stop, branch->now, why))
        return stop;
    forget(stop);
    return NULL;
}

bool play_set_break(struct play_session *session, const char *condition)
{
    char why[1024];
    struct sim_text reason = SIM_TEXT(why);
    struct play_break *stop = NULL;
    bool none = !condition[strspn(condition, " ")];

    if (!none && !(stop = read_condition(play_current(session), condition, &reason))) {
        warn_line(session, reason.used ? why : (char[]){ "out of memory" });
        return false;
    }
    play_forget_break(session);
    if (none) {
        play_say(session, "no break is set");
        return true;
    }
    session->stop = stop;
    snprintf(session->stop_text, sizeof(session->stop_text), "%s", condition);
    play_to_break(session, PLAY_FORWARD);
    return true;
}

static bool is_true(struct play_break *stop, const struct sim_fold *fold)
{
    struct expr_value value = { .kind = EXPR_UNKNOWN };
    char why[256];
    struct sim_text text = SIM_TEXT(why);

    stop->moment.fold = fold;
    return expr_evaluate(stop->expr, play_moment_look_up, &stop->moment, &value, &text) &&
           value.kind == EXPR_TRUTH && value.truth;
}

bool play_breaks(struct play_session *session)
{
    return session->stop && is_true(session->stop, play_current(session)->now);
}

/* Has the condition become true with this step? */
static bool becomes_true(void *context, const struct sim_fold *fold)
{
    struct play_break *stop = context;
    bool was = stop->was;

    stop->was = is_true(stop, fold);
    return stop->was && !was;
}

void play_to_break(struct play_session *session, enum play_direction direction)
{
    struct play_finder finder = { .step = becomes_true, .context = session->stop };

    if (!session->stop) {
        play_warn(session, "no break is set: b sets one");
        return;
    }
    play_go_by_fold(session, direction, &finder, session->stop_text);
}
