/* SPDX-License-Identifier: GPL-3.0-or-later
 * Classes of a recorded thread's time. */
#include "ui/view/known.h"

#define BIT(reason) (1u << SIM_REASON_##reason)

static const struct view_known with_lock[VIEW_KNOWN] = {
    { "holds the lock", "holds", "runs with", "the lock", BIT(RUNNING) },
    { "waits for the lock", "waits", "waits for", "the lock", BIT(INTERPRETER) | BIT(SWITCH) },
    { "is out, computing", "computes", "computes", "without", BIT(NATIVE) },
    { "is out, blocked", "blocked", "is", "blocked", BIT(IO) | BIT(SLEEP) | BIT(LOCK) },
    { "has no processor", "ready", "has no", "processor", BIT(RUNNABLE) },
};

static const struct view_known without_lock[VIEW_KNOWN] = {
    { "computes", "computes", "", "computes", BIT(RUNNING) | BIT(NATIVE) },
    { "waits for others", "waits", "waits for", "others",
      BIT(LOCK) | BIT(INTERPRETER) | BIT(SWITCH) },
    { "sleeps", "sleeps", "", "sleeps", BIT(SLEEP) },
    { "waits for input", "input", "waits for", "input", BIT(IO) },
    { "has no processor", "ready", "has no", "processor", BIT(RUNNABLE) },
};

const struct view_known *view_known(const struct sim_cast *cast)
{
    return cast->interps ? with_lock : without_lock;
}

sim_time view_known_spent(const struct view_known *known, const struct fold_thread *thread)
{
    sim_time spent = 0;

    for (int i = 0; i < SIM_REASON_COUNT; i++)
        spent += known->reasons >> i & 1 ? thread->spent[i] : 0;
    return spent;
}
