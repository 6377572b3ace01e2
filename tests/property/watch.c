/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the records of a run must agree on. */
#include "tests/property/watch.h"

#include "sim/engine/model.h"
#include "sim/mech/interp.h"
#include "sim/trace/sentence.h"
#include "tests/property/generate.h"

#include <stdlib.h>
#include <string.h>

/* What a thread's last record with a reason was: where it is a wait, it waits still. */
struct watched_thread {
    uint8_t kind;
    bool ended;
    uint32_t object;
};

struct watch {
    const struct sim *sim;
    struct sim_cast *cast;
    struct sim_fold *fold;
    struct watched_thread *threads; /* from 1 */
    uint32_t *running;              /* by interpreter: who executes bytecode now */
    bool *set;                      /* by event */
    uint32_t safe;                  /* the variable of which no update may be lost, from 1 */
};

static void *rows(size_t count, size_t size)
{
    void *made = calloc(count + 1, size);

    if (!made)
        abort();
    return made;
}

struct watch *watch_create(const struct sim *sim)
{
    struct watch *watch = rows(1, sizeof(*watch));

    watch->sim = sim;
    watch->cast = sim_cast_create(sim->scenario, sim->model->name, sim->interp_count,
                                  interp_interval(sim), false);
    watch->fold = sim_fold_create(watch->cast);
    watch->threads = rows(watch->cast->threads, sizeof(*watch->threads));
    watch->running = rows(watch->cast->interps, sizeof(*watch->running));
    watch->set = rows(watch->cast->events.count, sizeof(*watch->set));
    for (uint32_t i = 0; i < watch->cast->vars.count; i++) {
        if (!strcmp(watch->cast->vars.list[i], GENERATE_SAFE))
            watch->safe = i + 1;
    }
    return watch;
}

void watch_destroy(struct watch *watch)
{
    free(watch->threads);
    free(watch->running);
    free(watch->set);
    sim_fold_destroy(watch->fold);
    sim_cast_destroy(watch->cast);
    free(watch);
}

static unsigned long step_of(const struct watch *watch)
{
    return (unsigned long)watch->sim->head->step;
}

/* ---- record by record: nobody gets what another has ---- */

static void exclusion(const struct watch *watch, struct sim_record record)
{
    const struct sim_fold *fold = watch->fold;
    const struct fold_lock *lock =
        &fold->interps[sim_cast_interp_of(watch->cast, record.thread)];

    if (record.kind == SIM_RECORD_TAKE && lock->owner)
        laws_broken("step %lu: thread %u takes the interpreter lock of thread %u",
                    step_of(watch), record.thread, lock->owner);
    if (record.kind == SIM_RECORD_DROP && lock->owner != record.thread)
        laws_broken("step %lu: thread %u lets an interpreter lock go that thread %u has",
                    step_of(watch), record.thread, lock->owner);
    if (record.kind == SIM_RECORD_LOCK_TAKE && fold->locks[record.arg].owner &&
        (!fold->locks[record.arg].items || fold->locks[record.arg].owner != record.thread))
        laws_broken("step %lu: thread %u takes lock %u of thread %u", step_of(watch),
                    record.thread, record.arg, fold->locks[record.arg].owner);
    if (record.kind == SIM_RECORD_DISPATCH && fold->cores[record.core].thread &&
        fold->cores[record.core].thread != record.thread)
        laws_broken("step %lu: core %u goes to thread %u while thread %u has it",
                    step_of(watch), record.core, record.thread,
                    fold->cores[record.core].thread);
}

/* Whatever happens can be said, and nothing of the template is left in it. */
static void sentence(const struct watch *watch, struct sim_record record)
{
    char said[400];
    struct sim_text text = SIM_TEXT(said);

    sim_sentence(&text, watch->fold, record);
    if (!text.used || strpbrk(said, "{}"))
        laws_broken("step %lu: a record '%s' is told as '%s'", step_of(watch),
                    sim_record_kinds[record.kind].name, said);
}

static bool is_locked(const struct sim *sim)
{
    const struct sim_model *model = sim->model;

    return sim->scenario->params.lock != SIM_LOCK_NONE && model->interps != SIM_INTERPS_NONE &&
           model->lock != INTERP_UNLOCKED && !interp_locks[model->lock]->parallel;
}

/* Time passes. Whoever executes bytecode meanwhile has the lock, if there is one; what comes before
 * its work (the lead) is no bytecode. */
static void one_at_a_time(const struct watch *watch, sim_time now)
{
    const struct sim_fold *fold = watch->fold;

    for (uint32_t i = 1; i <= watch->cast->threads; i++) {
        const struct fold_thread *thread = &fold->threads[i];
        uint32_t owner = fold->interps[sim_cast_interp_of(watch->cast, i)].owner;

        if (thread->reason == SIM_REASON_RUNNING && now - thread->since > thread->lead &&
            owner != i)
            laws_broken("step %lu: thread %u executes bytecode while thread %u has the lock",
                        step_of(watch), i, owner);
    }
}

void watch_record(struct watch *watch, struct sim_record record)
{
    struct watched_thread *thread = &watch->threads[record.thread];

    if (record.dt && is_locked(watch->sim))
        one_at_a_time(watch, watch->fold->now + record.dt);
    exclusion(watch, record);
    sentence(watch, record);
    sim_fold_apply(watch->fold, record);
    if (thread->ended && sim_record_reason(record) != SIM_REASON_SAME &&
        !watch->sim->carrier_count) /* the loop goes on where its last task has been */
        laws_broken("step %lu: thread %u goes on after its end", step_of(watch), record.thread);
    if (record.kind == SIM_RECORD_END)
        thread->ended = true;
    if (record.kind == SIM_RECORD_EVENT_SET)
        watch->set[record.arg] = true;
    if (record.thread && sim_record_reason(record) != SIM_REASON_SAME) {
        thread->kind = record.kind;
        thread->object = record.arg;
    }
}

/* ---- step by step ---- */

/* Every nanosecond of every thread has one reason; no core has worked longer than there was. */
static void sums(const struct watch *watch)
{
    struct sim_fold *fold = watch->fold;

    sim_fold_settle(fold);
    for (uint32_t i = 1; i <= watch->cast->threads; i++) {
        sim_time sum = 0;

        for (int reason = 0; reason < SIM_REASON_COUNT; reason++) {
            if (fold->threads[i].spent[reason] < 0)
                laws_broken("step %lu: thread %u has %s for less than no time", step_of(watch),
                            i, sim_reasons[reason].name);
            sum += fold->threads[i].spent[reason];
        }
        if (sum != fold->now)
            laws_broken("step %lu: the times of thread %u sum to %lld of %lld ns",
                        step_of(watch), i, (long long)sum, (long long)fold->now);
    }
    for (uint32_t i = 1; i <= watch->cast->cores; i++) {
        const struct fold_core *core = &fold->cores[i];

        if (core->busy < 0 || core->overhead < 0 || core->busy + core->overhead > fold->now)
            laws_broken(
                "step %lu: core %u has worked longer than there was time, or less than none",
                step_of(watch), i);
    }
}

void watch_step(struct watch *watch)
{
    const struct sim_fold *fold = watch->fold;

    if (fold->step != watch->sim->head->step || fold->now != watch->sim->head->now)
        laws_broken("step %lu: the records say step %lu at %lld ns", step_of(watch),
                    (unsigned long)fold->step, (long long)fold->now);
    if (watch->safe && fold_lost(&fold->vars[watch->safe - 1]))
        laws_broken("step %lu: updates are lost that were made under a lock", step_of(watch));
    if (fold->step % 64 == 0)
        sums(watch);
}

/* ---- at the end ---- */

static uint32_t at_barrier(const struct watch *watch, uint32_t barrier)
{
    uint32_t waiting = 0;

    for (uint32_t i = 1; i <= watch->cast->threads; i++)
        waiting += watch->threads[i].kind == SIM_RECORD_BARRIER_WAIT &&
                   watch->threads[i].object == barrier;
    return waiting;
}

/* Is what the thread waits for there? */
static bool could_go_on(const struct watch *watch, const struct watched_thread *thread)
{
    const struct sim_scenario *scenario = watch->sim->scenario;
    const struct sim_fold *fold = watch->fold;
    uint32_t object = thread->object, capacity;

    switch ((enum sim_record_kind)thread->kind) {
    case SIM_RECORD_LOCK_WAIT:
        return !fold->locks[object].owner;
    case SIM_RECORD_ITEM_WAIT:
    case SIM_RECORD_PLACE_WAIT:
        return fold->queues[object].items > 0;
    case SIM_RECORD_ROOM_WAIT:
        capacity = scenario->queue_defs[object].capacity;
        return !capacity || fold->queues[object].items < capacity;
    case SIM_RECORD_EVENT_WAIT:
        return watch->set[object];
    case SIM_RECORD_JOIN_WAIT:
        return watch->threads[object].ended;
    case SIM_RECORD_BARRIER_WAIT:
        return at_barrier(watch, object) >= scenario->barrier_defs[object].parties;
    case SIM_RECORD_WAIT:
    case SIM_RECORD_AWAIT:
    case SIM_RECORD_EXPIRE:
    case SIM_RECORD_REQUEST:
    case SIM_RECORD_MUTEX_WAIT:
    case SIM_RECORD_YIELD:
        return true; /* who has the lock never sleeps for good with it */
    default:
        return false;
    }
}

static void deadlock(const struct watch *watch)
{
    for (uint32_t i = 1; i <= watch->cast->threads; i++) {
        const struct watched_thread *thread = &watch->threads[i];

        if (could_go_on(watch, thread))
            laws_broken("at the end thread %u sleeps for good (%s), but what it waits for is "
                        "there",
                        i, sim_record_kinds[thread->kind].name);
    }
}

/* Nobody is left behind whom the run had to wait for. (A task's end is told when the next has its
 * turn, which a run may not come to.) */
static void all_ended(const struct watch *watch)
{
    if (watch->sim->carrier_count)
        return;
    for (uint32_t i = 1; i <= watch->cast->threads; i++) {
        if (!watch->threads[i].ended && !sim_cast_group_of(watch->cast, i)->daemon)
            laws_broken("at the end thread %u has not ended", i);
    }
}

void watch_end(struct watch *watch)
{
    sums(watch);
    if (watch->sim->head->status == SIM_DEADLOCK)
        deadlock(watch);
    if (watch->sim->head->status == SIM_ENDED)
        all_ended(watch);
}
