/* SPDX-License-Identifier: GPL-3.0-or-later
 * Following signals from who lets a lock go to who wakes up. */
#include "recorder/wakes.h"

#include "sim/base/grow.h"

#include <stdlib.h>

bool wakes_begin(struct wakes *wakes, const struct sim_cast *cast, uint32_t cores)
{
    /* up to 3.1 a letting go that was not kept may have woken whoever takes the lock at the next */
    if (sim_python_language(cast->version) < SIM_PYTHON_3_2)
        cores = 0;
    *wakes = (struct wakes){ .cast = cast, .cores = cores, .good = true };
    wakes->signals = calloc(cast->interps + 1, sizeof(*wakes->signals));
    return wakes->signals != NULL;
}

void wakes_end(struct wakes *wakes)
{
    free(wakes->signals);
    free(wakes->latency.list);
    free(wakes->call.list);
}

static void note(struct wakes *wakes, struct wakes_times *times, sim_time time)
{
    if (!sim_grow(&times->list, &times->room, times->count, sizeof(*times->list)))
        wakes->good = false;
    else
        times->list[times->count++] = time;
}

/* Does somebody sleep for the lock, and is there a core for who wakes up? */
static bool finds_sleeper(const struct wakes *wakes, const struct sim_fold *fold,
                          uint16_t interp, sim_time time)
{
    uint32_t waiting = 0, asleep = 0, busy = 0;

    for (uint32_t i = 1; i <= wakes->cast->threads; i++) {
        const struct fold_thread *thread = &fold->threads[i];

        busy += thread->on_core || thread->reason == SIM_REASON_RUNNABLE;
        if (!thread->waits_for_interp || sim_cast_interp_of(wakes->cast, i) != interp)
            continue;
        waiting++;
        asleep += time - thread->patience_since >= WAKES_ASLEEP;
    }
    return waiting && asleep == waiting && busy < wakes->cores;
}

static void let_go(struct wakes *wakes, const struct sim_fold *fold, struct wakes_signal *now,
                   struct sim_record record, sim_time time)
{
    uint16_t interp = sim_cast_interp_of(wakes->cast, record.thread);
    bool alone = !now->waker && finds_sleeper(wakes, fold, interp, time);

    *now = (struct wakes_signal){ .waker = record.thread,
                                  .counts = alone,
                                  .calls = alone && !(record.flags & SIM_RECORD_FLAG),
                                  .time = time };
}

static void wake(struct wakes *wakes, struct wakes_signal *now, sim_time time)
{
    if (now->counts)
        note(wakes, &wakes->latency, time - now->time);
    *now = (struct wakes_signal){ .waker = 0 };
}

void wakes_see(struct wakes *wakes, const struct sim_fold *fold, struct sim_record record)
{
    struct wakes_signal *now;
    sim_time time = fold->now + record.dt;

    if (!record.thread || !wakes->cores)
        return;
    now = &wakes->signals[sim_cast_interp_of(wakes->cast, record.thread)];
    switch (record.kind) {
    case SIM_RECORD_DROP:
        let_go(wakes, fold, now, record, time);
        return;
    case SIM_RECORD_TAKE:
    case SIM_RECORD_LATE:
        if (fold->threads[record.thread].waits_for_interp)
            wake(wakes, now, time);
        break;
    case SIM_RECORD_EXPIRE: /* one that was awake by itself may have taken the signal */
    case SIM_RECORD_REQUEST:
        *now = (struct wakes_signal){ .waker = 0 };
        break;
    case SIM_RECORD_WROTE:
        if (now->calls && now->waker == record.thread)
            note(wakes, &wakes->call, time - now->time);
        break;
    default:
        break;
    }
    if (now->waker == record.thread)
        now->calls = false;
}

static int compare(const void *left, const void *right)
{
    const sim_time *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

bool wakes_parts(struct wakes_times *times, sim_time parts[WAKES_PARTS])
{
    if (times->count < WAKES_LEAST)
        return false;
    qsort(times->list, times->count, sizeof(*times->list), compare);
    for (size_t i = 0; i < WAKES_PARTS; i++)
        parts[i] = times->list[times->count * (2 * i + 1) / (2 * WAKES_PARTS)];
    return true;
}
