/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the engine offers to mechanisms: records, costs, waking, cutting a burst short. */
#ifndef INTERLOCK_SIM_ENGINE_ENGINE_H
#define INTERLOCK_SIM_ENGINE_ENGINE_H

#include "sim/base/hint.h"
#include "sim/base/rng.h"
#include "sim/state/state.h"

#include <string.h>

/* ---- records ---- */

SIM_SELDOM _Noreturn void engine_too_many_records(const struct sim *sim);

/* Appends a record to the step under way, as two words: the compiler would copy the struct byte by
 * byte. Its time is filled in at the end of the step. Inline, like what stands on it: most of what
 * it says is known where it is called, and a step appends two on average. */
static inline void engine_append(struct sim *sim, uint64_t kind, uint64_t flags, uint64_t core,
                                 uint64_t thread, uint64_t arg)
{
    uint64_t first = kind << 32 | flags << 40 | core << 48, second = thread | arg << 32;
    struct sim_record *record = sim->out;

    if (record == sim->out_end)
        engine_too_many_records(sim);
    sim->out = record + 1;
    memcpy(record, &first, sizeof(first));
    memcpy(&record->thread, &second, sizeof(second));
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are written as words");

/* Appends a record about a thread, on its core. With a reason other than SIM_REASON_SAME, that is
 * the thread's reason from now on, on its core. `flag` is 0 or SIM_RECORD_FLAG. */
static inline void engine_record(struct sim *sim, enum sim_record_kind kind,
                                 struct sim_thread *thread, uint32_t arg,
                                 enum sim_reason reason, uint8_t flag)
{
    uint64_t flags = reason | flag;

    if (reason != SIM_REASON_SAME && thread->schedule == SIM_THREAD_ON_CORE) {
        thread->reason = (uint8_t)reason;
        flags |= SIM_RECORD_ON_CORE;
    }
    engine_append(sim, kind, flags, thread->core.i, thread->shown.i, arg);
}

/* The same for a thread that has a core for certain, as one has whose state is under way. */
static inline void engine_record_on(struct sim *sim, enum sim_record_kind kind,
                                    struct sim_thread *thread, uint32_t arg,
                                    enum sim_reason reason, uint8_t flag)
{
    SIM_INVARIANT_IN(sim, thread->schedule == SIM_THREAD_ON_CORE);
    thread->reason = (uint8_t)reason;
    engine_append(sim, kind, (uint64_t)reason | flag | SIM_RECORD_ON_CORE, thread->core.i,
                  thread->shown.i, arg);
}

/* The same for a thread that leaves its core with this very step: `reason` is that of its time
 * off the core. */
static inline void engine_record_off(struct sim *sim, enum sim_record_kind kind,
                                     struct sim_thread *thread, uint32_t arg,
                                     enum sim_reason reason)
{
    engine_append(sim, kind, reason, thread->core.i, thread->shown.i, arg);
}

/* ---- threads that are carried ---- */

/*
 * A carried thread has a program, but the kernel does not know it: another thread, its carrier,
 * executes it on its own time, as an event loop does with tasks. Its row holds where it is in its
 * program, its pending event is what it waits for outside, and for the engine it is blocked from
 * its first moment to its last. The carrier is a thread beyond those of the scenario, which only
 * the engine sees: what is recorded of it is recorded of whom it carries (`shown`), so that the
 * cast is the scenario's, and each nanosecond of a core that of somebody in it. When the carrier
 * changes over from one to the next, it records that itself.
 */
static inline void engine_show(struct sim_thread *carrier, const struct sim_thread *as)
{
    carrier->shown = as->self;
}

/* The thread, which is blocked, is woken by a device, not by its time-out. */
void engine_wake_by_device(struct sim *sim, struct sim_thread *thread);

/* A carried thread has ended. Its record is the carrier's to append. */
void engine_end_carried(struct sim *sim, struct sim_thread *thread);

/* ---- draws and costs ---- */

/* The next machine draw of a thread: 64 uniform bits. */
static inline uint64_t engine_machine_bits(struct sim_thread *thread)
{
    return sim_draw(thread->stream, SIM_FOR_MACHINE, thread->machine_draws++);
}

SIM_SELDOM sim_time engine_draw_cost(struct sim *sim, struct sim_thread *thread,
                                     const struct sim_dist *cost);

/* What a cost comes to this time. Constant costs draw nothing. */
static inline sim_time engine_cost(struct sim *sim, struct sim_thread *thread,
                                   const struct sim_dist *cost)
{
    return cost->kind == SIM_DIST_CONSTANT ? cost->a : engine_draw_cost(sim, thread, cost);
}

SIM_SELDOM bool engine_draw_chance(struct sim_thread *thread, int64_t share);

/* True with probability `share` (millionths); certain outcomes draw nothing. */
static inline bool engine_chance(struct sim_thread *thread, int64_t share)
{
    if (share <= 0 || share >= 1000000)
        return share > 0;
    return engine_draw_chance(thread, share);
}

/* The next value that the scenario asks for, by thread and not by who runs it: every model sees
 * the same. */
int64_t engine_work(struct sim *sim, struct sim_thread *thread, const struct sim_dist *dist);

/* ---- events ---- */

static inline void engine_arm(struct sim *sim, const struct sim_thread *thread, sim_time at,
                              enum sim_rank rank)
{
    sim_events_set(&sim->events, thread->self.i, at, rank);
}

static inline bool engine_is_armed(const struct sim *sim, const struct sim_thread *thread)
{
    return sim_events_has(&sim->events, thread->self.i);
}

/* When its event is due, if it is armed. */
static inline sim_time engine_armed_for(const struct sim *sim, const struct sim_thread *thread)
{
    return sim_events_time(&sim->events, thread->self.i);
}

static inline void engine_disarm(struct sim *sim, const struct sim_thread *thread)
{
    sim_events_cancel(&sim->events, thread->self.i);
}

/* The same, where it is seldom needed. */
SIM_SELDOM void engine_disarm_apart(struct sim *sim, const struct sim_thread *thread);

/* ---- cores ---- */

/* Wakes a blocked thread; its time-out, if any, is cancelled. `waker` is the thread that does it,
 * on a core, or NULL for a device. Returns what the call costs the waker. */
sim_time engine_wake(struct sim *sim, struct sim_thread *waker, struct sim_thread *thread);

/* The same for one who writes to a pipe or a socket or reads from one: the kernel takes it that such
 * a thread will soon wait for an answer (wake_up_interruptible_sync_poll, fs/pipe.c). */
sim_time engine_wake_by_pipe(struct sim *sim, struct sim_thread *waker,
                             struct sim_thread *thread);

/* One of the two. */
typedef sim_time engine_wake_fn(struct sim *sim, struct sim_thread *waker,
                                struct sim_thread *thread);

/* Wakes one who has what it has slept for, and is in no list any more; NULL: nobody. Returns what that
 * costs the waker. */
static inline sim_time engine_resume(struct sim *sim, struct sim_thread *waker,
                                     struct sim_thread *sleeper, engine_wake_fn *wake)
{
    if (!sleeper)
        return 0;
    sleeper->waiting = SIM_CALLED;
    engine_record(sim, SIM_RECORD_RESUME, waker, sleeper->shown.i, SIM_REASON_SAME, 0);
    return wake(sim, waker, sleeper);
}

/* The thread, whose burst has just begun, comes back from the kernel. If its core is about to be
 * given to another, that is where it sees so: it stands still until then. */
void engine_return(struct sim *sim, struct sim_thread *thread);

/* How long its core takes over work that a core of speed 100% does in `work`. */
sim_time engine_time_for(const struct sim *sim, const struct sim_thread *thread, sim_time work);

/* Brings up a thread that is not there yet, on behalf of `parent`. Returns what that costs it
 * beyond the call itself. */
sim_time engine_start(struct sim *sim, struct sim_thread *parent, struct sim_thread *thread);

/* The thread on top of whose frames `frame` stands has ended: called by a main routine just
 * before it returns SIM_FLOW_DONE for good. */
void engine_end(struct sim *sim, struct sim_thread *thread);

#endif
