/* SPDX-License-Identifier: GPL-3.0-or-later
 * Answering what a condition asks about a moment of a run. */
#include "ui/play/moment.h"

#include <string.h>

static struct expr_value number(int64_t value)
{
    return (struct expr_value){ .kind = EXPR_NUMBER, .number = (double)value };
}

static struct expr_value unknown(const char *why)
{
    return (struct expr_value){ .kind = EXPR_UNKNOWN, .text = why };
}

static struct expr_value thread_name(struct play_moment *moment, uint32_t thread)
{
    char *name = moment->names[moment->turn++ & 1];
    struct sim_text text = sim_text_over(name, sizeof(moment->names[0]));

    sim_cast_put_thread(moment->fold->cast, &text, thread);
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

static struct expr_value spent_on(const struct sim_fold *fold, uint32_t thread,
                                  const char *reason)
{
    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        if (!strcmp(sim_reasons[i].name, reason))
            return number(sim_fold_spent(fold, thread, (enum sim_reason)i));
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

static struct expr_value of_thread(struct play_moment *moment, const struct parts *parts)
{
    const struct sim_fold *fold = moment->fold;
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
        return spent_on(fold, id, parts->text[2]);
    return unknown(NULL);
}

static struct expr_value of_object(struct play_moment *moment, const struct parts *parts)
{
    const struct sim_fold *fold = moment->fold;
    uint32_t i;

    if (parts->count == 3 && !strcmp(parts->text[0], "vars") &&
        find_name(&fold->cast->vars, parts->text[1], &i)) {
        if (!strcmp(parts->text[2], "value"))
            return number(fold->vars[i].value);
        if (!strcmp(parts->text[2], "lost"))
            return number(fold_lost(&fold->vars[i]));
    }
    if (parts->count == 2 && !strcmp(parts->text[0], "locks") &&
        find_name(&fold->cast->locks, parts->text[1], &i))
        return thread_name(moment, fold->locks[i + 1].owner);
    if (parts->count == 2 && !strcmp(parts->text[0], "queues") &&
        find_name(&fold->cast->queues, parts->text[1], &i))
        return number(fold->queues[i].items);
    return unknown("it is holder, asked, waiting, waits[T], does[T], spent[T].REASON, "
                   "vars.V.value, vars.V.lost, locks[L], queues[Q], time or step");
}

static struct expr_value of_moment(struct play_moment *moment, const char *word)
{
    const struct sim_fold *fold = moment->fold;
    const struct fold_lock *lock = fold->cast->interps ? &fold->interps[1] : NULL;
    uint32_t thread = sim_cast_find_thread(fold->cast, word);

    if (!strcmp(word, "time"))
        return number(fold->now);
    if (!strcmp(word, "step"))
        return number((int64_t)fold->step);
    if (!strcmp(word, "deadlock"))
        return (struct expr_value){ .kind = EXPR_TRUTH,
                                    .truth = fold->last_kind == SIM_RECORD_DEADLOCK };
    if (lock && !strcmp(word, "holder"))
        return thread_name(moment, lock->owner);
    if (lock && !strcmp(word, "asked"))
        return thread_name(moment, lock->requested_by);
    if (lock && !strcmp(word, "waiting"))
        return number(lock->waiting);
    if (thread || !strcmp(word, "nobody"))
        return thread_name(moment, thread);
    return unknown("neither a thread nor one of holder, asked, waiting, deadlock, time, step");
}

struct expr_value play_moment_look_up(void *context, const char *path)
{
    struct play_moment *moment = context;
    struct parts parts;

    if (!take_parts(path, &parts))
        return unknown(NULL);
    if (parts.count == 1)
        return of_moment(moment, parts.text[0]);
    if (!strcmp(parts.text[0], "waits") || !strcmp(parts.text[0], "does") ||
        !strcmp(parts.text[0], "spent"))
        return of_thread(moment, &parts);
    return of_object(moment, &parts);
}
