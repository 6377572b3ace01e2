/* SPDX-License-Identifier: GPL-3.0-or-later
 * Accounts for other programs. */
#include "embed/handles.h"
#include "sim/base/text.h"
#include "sim/state/reason.h"

/* The public list is written out, so that it can be read; it is the simulator's. */
_Static_assert((int)INTERLOCK_REASON_NONE == (int)SIM_REASON_SAME, "no reason is 0");
_Static_assert((int)INTERLOCK_REASON_COUNT == (int)SIM_REASON_COUNT, "all reasons are public");
#define REASON(id, name, letter, text)                                                         \
    _Static_assert((int)INTERLOCK_REASON_##id == (int)SIM_REASON_##id, #id);
SIM_REASONS(REASON)
#undef REASON

const char *interlock_reason_name(enum interlock_reason reason)
{
    return reason > INTERLOCK_REASON_NONE && reason < INTERLOCK_REASON_COUNT
               ? sim_reasons[reason].name
               : NULL;
}

int64_t interlock_account_now(const struct interlock_account *account)
{
    return account->fold->now;
}

uint32_t interlock_account_threads(const struct interlock_account *account)
{
    return account->cast->threads;
}

uint32_t interlock_account_cores(const struct interlock_account *account)
{
    return account->cast->cores;
}

uint32_t interlock_account_locks(const struct interlock_account *account)
{
    return account->cast->interps;
}

uint32_t interlock_account_variables(const struct interlock_account *account)
{
    return account->cast->vars.count;
}

/* Row 0 of each is nobody's. */
static bool is_one(uint32_t id, uint32_t count)
{
    return id >= 1 && id <= count;
}

struct interlock_thread interlock_account_thread(const struct interlock_account *account,
                                                 uint32_t id)
{
    const struct fold_thread *thread;

    if (!is_one(id, account->cast->threads))
        return (struct interlock_thread){ INTERLOCK_REASON_NONE, 0, false, 0 };
    thread = &account->fold->threads[id];
    return (struct interlock_thread){
        .reason = (enum interlock_reason)sim_fold_reason(account->fold, id),
        .core = thread->core,
        .on_core = thread->on_core,
        .cpu = thread->cpu,
    };
}

struct interlock_core interlock_account_core(const struct interlock_account *account,
                                             uint32_t id)
{
    const struct fold_core *core;

    if (!is_one(id, account->cast->cores))
        return (struct interlock_core){ 0, 0, 0, 0 };
    core = &account->fold->cores[id];
    return (struct interlock_core){
        .thread = core->thread,
        .busy = core->busy,
        .overhead = core->overhead,
        .idle = account->fold->now - core->busy - core->overhead,
    };
}

struct interlock_lock interlock_account_lock(const struct interlock_account *account,
                                             uint32_t id)
{
    const struct fold_lock *lock;

    if (!is_one(id, account->cast->interps))
        return (struct interlock_lock){ 0, 0, 0, 0, 0, 0, 0 };
    lock = &account->fold->interps[id];
    return (struct interlock_lock){
        .owner = lock->owner,
        .waiting = lock->waiting,
        .requested_by = lock->requested_by,
        .takes = lock->takes,
        .handoffs = lock->handoffs,
        .forced = lock->forced,
        .held = fold_held(lock, account->fold->now),
    };
}

struct interlock_variable interlock_account_variable(const struct interlock_account *account,
                                                     uint32_t i)
{
    const struct fold_var *var;

    if (i >= account->cast->vars.count)
        return (struct interlock_variable){ NULL, 0, 0, 0 };
    var = &account->fold->vars[i];
    return (struct interlock_variable){ account->cast->vars.list[i], var->value, var->expected,
                                        fold_lost(var) };
}

int64_t interlock_account_spent(const struct interlock_account *account, uint32_t thread,
                                enum interlock_reason reason)
{
    return is_one(thread, account->cast->threads) && interlock_reason_name(reason)
               ? account->fold->threads[thread].spent[reason]
               : 0;
}

size_t interlock_account_name(const struct interlock_account *account, uint32_t thread,
                              char *buffer, size_t size)
{
    char name[INTERLOCK_TEXT];
    struct sim_text text = SIM_TEXT(name);

    if (is_one(thread, account->cast->threads))
        sim_cast_put_thread(account->cast, &text, thread);
    return embed_copy(&text, buffer, size);
}

uint32_t interlock_account_find(const struct interlock_account *account, const char *name)
{
    return sim_cast_find_thread(account->cast, name);
}
