/* SPDX-License-Identifier: GPL-3.0-or-later
 * Stopping where a condition becomes true. */
#include "scenarios/arena.h"
#include "scenarios/expr.h"
#include "ui/play/move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The expressions are those of [expect] (scenarios/expr.h); here they ask about a moment:
 *
 *     holder            who has the interpreter lock; "nobody"
 *     asked             who has posted a request that is pending; "nobody"
 *     waiting           how many want the interpreter lock
 *     waits[T]          for how long thread T has been waiting, whatever for; 0 when it is not
 *     does[T]           its reason: "running", "interpreter", "io", ...
 *     spent[T].REASON   how much time it has spent on that so far
 *     vars.V.value      a shared variable; vars.V.lost what is missing
 *     locks[L]          who holds a lock of the program
 *     queues[Q]         items in it
 *     time, step
 *
 * In a hurry one may write `waits(io)` for `waits[io]`, `=` for `==`, and a thread's name without
 * quotes.
 *
 * A break stops where its condition becomes true, not wherever it is true: else it would stop at
 * every event of a long wait.
 */
struct play_break {
    struct arena *arena;
    const struct expr *expr;
    const struct sim_fold *fold; /* while it is evaluated */
    bool was;                    /* the last answer */
    char names[2][256];          /* of threads: a comparison has two sides */
    int turn;
};

/* ---- paths ---- */

static struct expr_value number(int64_t value)
{
    return (struct expr_value){ .kind = EXPR_NUMBER, .number = (double)value };
}

static struct expr_value unknown(const char *why)
{
    return (struct expr_value){ .kind = EXPR_UNKNOWN, .text = why };
}

static struct expr_value thread_name(struct play_break *stop, uint32_t thread)
{
    char *name = stop->names[stop->turn++ & 1];
    struct sim_text text = sim_text_over(name, sizeof(stop->names[0]));

    sim_cast_put_thread(stop->fold->cast, &text, thread);
    return (struct expr_value){ .kind = EXPR_TEXT, .text = name };
}

static bool find_name(const struct sim_names *names, const char *name, uint32_t *i)
{
    for (*i = 0; *i < names->count; ++*i) {
        if (!strcmp(names->list[*i], name))
            return true;
    }
    return false;
}

static bool is_waiting(const struct fold_thread *thread)
{
    switch ((enum sim_reason)thread->reason) {
    case SIM_REASON_RUNNING:
    case SIM_REASON_NATIVE:
    case SIM_REASON_ABSENT:
        return thread->waits_for_interp;
    default:
        return true;
    }
}

/* The wait for the interpreter lock counts from its beginning, whatever the thread did in it. */
static sim_time wait_of(const struct sim_fold *fold, const struct fold_thread *thread)
{
    if (!is_waiting(thread))
        return 0;
    return fold->now - (thread->waits_for_interp ? thread->wait_since : thread->reason_since);
}

static struct expr_value spent_on(const struct sim_fold *fold, const struct fold_thread *thread,
                                  const char *reason)
{
    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        if (!strcmp(sim_reasons[i].name, reason))
            return number(thread->spent[i] +
                          (thread->reason == i ? fold->now - thread->since : 0));
    }
    return unknown("there is no such reason; interlock list reasons names them");
}

/* A path in parts: spent[cpu-1].running is "spent", "cpu-1", "running". */
#define PARTS 3
struct parts {
    char text[PARTS][64];
    int count;
};

static bool take_parts(const char *path, struct parts *parts)
{
    const char *part;
    size_t length;

    parts->count = 0;
    while ((length = expr_path_part(&path, &part)) > 0) {
        if (parts->count == PARTS || length >= sizeof(parts->text[0]))
            return false;
        memcpy(parts->text[parts->count], part, length);
        parts->text[parts->count++][length] = '\0';
    }
    return parts->count > 0;
}

static struct expr_value of_thread(struct play_break *stop, const struct parts *parts)
{
    const struct sim_fold *fold = stop->fold;
    uint32_t id = sim_cast_find_thread(fold->cast, parts->text[1]);
    const struct fold_thread *thread = &fold->threads[id];

    if (!id)
        return unknown("there is no such thread");
    if (parts->count == 2 && !strcmp(parts->text[0], "waits"))
        return number(wait_of(fold, thread));
    if (parts->count == 2 && !strcmp(parts->text[0], "does"))
        return (struct expr_value){ .kind = EXPR_TEXT,
                                    .text = sim_reasons[sim_fold_reason(fold, id)].name };
    if (parts->count == 3 && !strcmp(parts->text[0], "spent"))
        return spent_on(fold, thread, parts->text[2]);
    return unknown(NULL);
}

static struct expr_value of_object(struct play_break *stop, const struct parts *parts)
{
    const struct sim_fold *fold = stop->fold;
    uint32_t i;

    if (parts->count == 3 && !strcmp(parts->text[0], "vars") &&
        find_name(&fold->cast->vars, parts->text[1], &i)) {
        if (!strcmp(parts->text[2], "value"))
            return number(fold->vars[i].value);
        if (!strcmp(parts->text[2], "lost"))
            return number(fold->vars[i].expected - fold->vars[i].value);
    }
    if (parts->count == 2 && !strcmp(parts->text[0], "locks") &&
        find_name(&fold->cast->locks, parts->text[1], &i))
        return thread_name(stop, fold->locks[i + 1].owner);
    if (parts->count == 2 && !strcmp(parts->text[0], "queues") &&
        find_name(&fold->cast->queues, parts->text[1], &i))
        return number(fold->queues[i].items);
    return unknown("it is holder, asked, waiting, waits[T], does[T], spent[T].REASON, "
                   "vars.V.value, locks[L], queues[Q], time or step");
}

static struct expr_value of_moment(struct play_break *stop, const char *word)
{
    const struct sim_fold *fold = stop->fold;
    const struct fold_lock *lock = fold->cast->interps ? &fold->interps[1] : NULL;
    uint32_t thread = sim_cast_find_thread(fold->cast, word);

    if (!strcmp(word, "time"))
        return number(fold->now);
    if (!strcmp(word, "step"))
        return number((int64_t)fold->step);
    if (lock && !strcmp(word, "holder"))
        return thread_name(stop, lock->owner);
    if (lock && !strcmp(word, "asked"))
        return thread_name(stop, lock->requested_by);
    if (lock && !strcmp(word, "waiting"))
        return number(lock->waiting);
    if (thread)
        return thread_name(stop, thread);
    return unknown("neither a thread nor one of holder, asked, waiting, time, step");
}

static struct expr_value look_up(void *context, const char *path)
{
    struct play_break *stop = context;
    struct parts parts;

    if (!take_parts(path, &parts))
        return unknown(NULL);
    if (parts.count == 1)
        return of_moment(stop, parts.text[0]);
    if (!strcmp(parts.text[0], "waits") || !strcmp(parts.text[0], "does") ||
        !strcmp(parts.text[0], "spent"))
        return of_thread(stop, &parts);
    return of_object(stop, &parts);
}

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

/* waits(io): the words that take a thread take it in round brackets too. */
static bool takes_thread(const char *word, size_t length)
{
    static const char *const words[] = { "waits", "does", "spent", "locks", "queues" };

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strlen(words[i]) == length && !memcmp(words[i], word, length))
            return true;
    }
    return false;
}

/* Copies a name; quotes it when it is a thread's. Returns what follows it. */
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
    if (!inside || !takes_thread(at, length) || !at[length + inside])
        return at + length;
    sim_text_put(text, "[");
    sim_text_put_bytes(text, at + length + 1, inside - 1);
    sim_text_put(text, "]");
    return at + length + inside + 1;
}

static void put_verbatim(struct sim_text *text, const char **at, char end)
{
    const char *to = strchr(*at + 1, end);
    size_t length = to ? (size_t)(to + 1 - *at) : strlen(*at);

    sim_text_put_bytes(text, *at, length);
    *at += length;
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
        else if (*at == '=' && at[1] != '=' && !strchr("<>!=", before))
            sim_text_put(text, "=="), at++;
        else if (name_length(at) && !(*at >= '0' && *at <= '9') && *at != '-')
            at = put_word(text, cast, at);
        else if (*at >= '0' && *at <= '9')
            while (is_name_character(*at) || *at == '.')
                sim_text_put_bytes(text, at++, 1);
        else
            sim_text_put_bytes(text, at++, 1);
        before = at[-1];
        if (at == from)
            return;
    }
}

/* ---- setting and going ---- */

void play_forget_break(struct play_session *session)
{
    if (session->stop)
        arena_destroy(session->stop->arena);
    free(session->stop);
    session->stop = NULL;
    session->stop_text[0] = '\0';
}

/* False with `why`: it names nothing, or is no condition. */
static bool try_once(struct play_break *stop, const struct sim_fold *fold, struct sim_text *why)
{
    struct expr_value value;

    stop->fold = fold;
    if (!expr_evaluate(stop->expr, look_up, stop, &value, why))
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

void play_set_break(struct play_session *session, const char *condition)
{
    char plain[2 * EXPR_LENGTH_MAX], why[1024];
    struct sim_text text = SIM_TEXT(plain), reason = SIM_TEXT(why);
    struct play_break *stop;

    play_forget_break(session);
    if (!condition[strspn(condition, " ")]) {
        play_say(session, "no break is set");
        return;
    }
    stop = calloc(1, sizeof(*stop));
    if (!stop)
        return;
    stop->arena = arena_create();
    put_plainly(&text, play_current(session)->cast, condition);
    stop->expr = expr_parse(stop->arena, plain, &reason);
    session->stop = stop;
    if (!stop->expr || !try_once(stop, play_current(session)->now, &reason)) {
        warn_line(session, why);
        play_forget_break(session);
        return;
    }
    snprintf(session->stop_text, sizeof(session->stop_text), "%s", condition);
    play_to_break(session, PLAY_FORWARD);
}

/* Has the condition become true with this step? */
static bool becomes_true(void *context, const struct sim_fold *fold)
{
    struct play_break *stop = context;
    struct expr_value value = { .kind = EXPR_UNKNOWN };
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    bool was = stop->was;

    stop->fold = fold;
    stop->was = expr_evaluate(stop->expr, look_up, stop, &value, &text) &&
                value.kind == EXPR_TRUTH && value.truth;
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
