/* SPDX-License-Identifier: GPL-3.0-or-later
 * The lock as an object: who has it, who waits, and what each waiter waits for. */
#include "ui/play/pane.h"

#include "sim/mech/bytecode.h"
#include "sim/mech/interp.h"
#include "sim/models/models.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the interpreter lock ---- */

static uint16_t own_interp(const struct pane *pane, uint32_t thread)
{
    return sim_cast_interp_of(pane->branch->cast, thread);
}

static const struct fold_lock *lock_of(const struct pane *pane)
{
    return &pane->branch->now->interps[own_interp(pane, pane->session->thread)];
}

/* Nobody ever takes the lock, or it has not been switched on yet. */
static bool is_off(const struct pane *pane, const struct sim_model *model)
{
    const struct fold_lock *lock = lock_of(pane);

    if (!play_takes_lock(pane->branch, own_interp(pane, pane->session->thread)))
        return true;
    return model && model->lock == INTERP_LOCK_FREE && !lock->last_owner && !lock->owner &&
           !lock->waiting;
}

/* Whose the lock is, where there are several. */
static int draw_whose(const struct pane *pane)
{
    const struct sim_cast *cast = pane->branch->cast;
    char name[128];
    struct sim_text text = SIM_TEXT(name);

    if (cast->interps < 2)
        return 0;
    sim_text_put(&text, "of ");
    sim_cast_put_interp(cast, &text, own_interp(pane, pane->session->thread));
    sim_text_put(&text, ": ");
    return pane_put(pane, 0, 0, VIEW_PLAIN, name);
}

static void draw_holder(const struct pane *pane, const struct fold_lock *lock)
{
    sim_time now = play_branch_time(pane->branch);
    bool narrow = pane->width < 60;
    int x = draw_whose(pane);

    if (lock->owner) {
        x = pane_put(pane, x, 0, VIEW_PLAIN, narrow ? "" : "held by ");
        x = pane_put_thread(pane, x, 0, VIEW_VALUE, lock->owner);
        x = pane_put(pane, x, 0, VIEW_QUIET, narrow ? "'s for " : " for ");
        x = pane_put_time(pane, x, 0, VIEW_VALUE, now - lock->since);
    } else {
        x = pane_put(pane, x, 0, VIEW_VALUE, "free");
        x = pane_put(pane, x, 0, VIEW_QUIET, lock->last_owner ? "; last held by " : "");
        if (lock->last_owner)
            x = pane_put_thread(pane, x, 0, VIEW_PLAIN, lock->last_owner);
    }
    x = pane_put(pane, x, 0, VIEW_QUIET, ", ");
    if (lock->waiting)
        x = pane_put_count(pane, x, 0, VIEW_VALUE, lock->waiting);
    x = pane_put(pane, x, 0, VIEW_QUIET,
                 !lock->waiting       ? narrow ? "none wait" : "nobody waits"
                 : lock->waiting == 1 ? " waits"
                                      : " wait");
    if (narrow)
        return;
    x = pane_put(pane, x, 0, VIEW_QUIET, ", ");
    x = pane_put_count(pane, x, 0, VIEW_VALUE, lock->handoffs);
    pane_put(pane, x, 0, VIEW_QUIET, lock->handoffs == 1 ? " hand-off" : " hand-offs");
}

/* What the owner does next about the lock, read from what the run has behind this place. */
struct answer {
    enum sim_record_kind kind; /* NOTICE, DROP, or GAP: nothing was found */
    sim_time after;
    uint8_t place;
    bool asked; /* a DROP because of the request: recordings do not say where it was noticed */
};

/* estimated: a holder answers within a few dozen records; no more is looked at for one line */
#define LOOK_AHEAD 4096

static struct answer next_answer(const struct pane *pane, uint32_t owner)
{
    const struct play_branch *branch = pane->branch;
    uint64_t most = play_tells_future(pane->session) ? LOOK_AHEAD : 0;
    struct answer answer = { .kind = SIM_RECORD_GAP };

    for (uint64_t i = branch->place; i < branch->run->count && i - branch->place < most; i++) {
        struct sim_record record = sim_run_record(branch->run, i);

        answer.after += sim_record_gap(record);
        if (record.thread != owner ||
            (record.kind != SIM_RECORD_NOTICE && record.kind != SIM_RECORD_DROP))
            continue;
        answer.kind = (enum sim_record_kind)record.kind;
        answer.place = (uint8_t)record.arg;
        answer.asked = record.kind == SIM_RECORD_DROP && record.flags & SIM_RECORD_FLAG;
        return answer;
    }
    return answer;
}

static void draw_answer(const struct pane *pane, const struct fold_lock *lock, int x)
{
    struct answer answer = next_answer(pane, lock->owner);

    x = pane_put(pane, x, 1, VIEW_PLAIN, "; ");
    x = pane_put_thread(pane, x, 1, VIEW_PLAIN, lock->owner);
    if (answer.kind == SIM_RECORD_GAP) {
        pane_put(pane, x, 1, VIEW_PLAIN, " has not noticed it yet");
        return;
    }
    x = pane_put(pane, x, 1, VIEW_PLAIN,
                 answer.kind == SIM_RECORD_NOTICE ? " notices in "
                 : answer.asked                   ? " lets go in "
                                                  : " lets go by itself in ");
    x = pane_put_time(pane, x, 1, VIEW_VALUE, answer.after);
    if (answer.kind != SIM_RECORD_NOTICE)
        return;
    x = pane_put(pane, x, 1, VIEW_PLAIN, ", after ");
    pane_put(pane, x, 1, VIEW_VALUE,
             bytecode_instruction_name(answer.place, pane->branch->cast->version));
}

static void draw_request(const struct pane *pane, const struct fold_lock *lock)
{
    int x;

    if (!lock->owner || !lock->requested_by) {
        pane_put(pane, 0, 1, VIEW_QUIET, "no drop request is pending");
        return;
    }
    x = pane_put(pane, 0, 1, VIEW_WARNING, "drop request");
    x = pane_put(pane, x, 1, VIEW_PLAIN, " by ");
    x = pane_put_thread(pane, x, 1, VIEW_VALUE, lock->requested_by);
    draw_answer(pane, lock, x);
}

/* ---- waiters ---- */

#define PATIENCE 10

/* Ten boxes that empty while the interval runs down. */
static int draw_patience(const struct pane *pane, int x, int row, sim_time left,
                         sim_time interval)
{
    int full = (int)sim_time_ratio(left > 0 ? left : 0, PATIENCE, interval);

    if (left > 0 && full < PATIENCE)
        full++;
    for (int i = 0; i < PATIENCE; i++)
        x = pane_put(pane, x, row, i < full ? VIEW_VALUE : VIEW_QUIET,
                     i < full ? pane_glyph(pane, "\u25a0", "#")
                              : pane_glyph(pane, "\u25a1", "."));
    return x;
}

#define OF_PATIENCE " of patience left"

static void draw_waiter(const struct pane *pane, int row, uint32_t id)
{
    const struct sim_fold *now = pane->branch->now;
    const struct fold_thread *thread = &now->threads[id];
    sim_time interval = thread->patience;
    sim_time left = thread->patience_since + interval - now->now;
    int x = pane_column_behind(pane, 2, 12);

    pane_put_thread_in(pane, 2, row, x - 3,
                       id == pane->session->thread ? VIEW_CHOSEN : VIEW_PLAIN, id);
    if (thread->reason != SIM_REASON_INTERPRETER) {
        x = pane_put(pane, x, row, VIEW_PLAIN,
                     thread->reason == SIM_REASON_RUNNABLE ? "awake, but its core is taken"
                                                           : "awake, on its way");
    } else if (interval && left > 0) {
        x = draw_patience(pane, x, row, left, interval);
        x = pane_put_time(pane, x + 1, row, VIEW_VALUE, left);
        if (x + view_width(OF_PATIENCE) <= pane->width)
            x = pane_put(pane, x, row, VIEW_QUIET, OF_PATIENCE);
    } else if (interval) {
        x = draw_patience(pane, x, row, 0, interval);
        x = pane_put(pane, x + 1, row, VIEW_PLAIN, "patience is spent: it wakes up");
    } else {
        x = pane_put(pane, x, row, VIEW_PLAIN, "asleep");
    }
    if (x < pane->width - 20) {
        x = pane_put(pane, x, row, VIEW_QUIET, "; waits ");
        pane_put_time(pane, x, row, VIEW_VALUE, now->now - thread->wait_since);
    }
}

/* For whom there is no room, the first of them by name if nobody else has been named. */
static void draw_others(const struct pane *pane, int row, uint32_t first, uint32_t count)
{
    char more[48];
    int length = snprintf(more, sizeof(more), "and %" PRIu32 " more", count - (first != 0)),
        x = 2;

    if (first)
        x = pane_put_thread_in(pane, 2, row, pane->width - 3 - length, VIEW_PLAIN, first) + 1;
    pane_put(pane, x, row, VIEW_QUIET, more);
}

static int draw_waiters(const struct pane *pane, int row)
{
    const struct sim_fold *now = pane->branch->now;
    uint16_t interp = own_interp(pane, pane->session->thread);
    uint32_t left = now->interps[interp].waiting;
    int first = row;

    for (uint32_t i = 1; i <= now->cast->threads && left && row < pane->rows; i++) {
        if (!now->threads[i].waits_for_interp || own_interp(pane, i) != interp)
            continue;
        if (row < pane->rows - 1 || left == 1)
            draw_waiter(pane, row, i);
        else
            draw_others(pane, row, row == first ? i : 0, left);
        left--;
        row++;
    }
    return row;
}

/* ---- the program's own ---- */

/* Who is in the middle of updates of a variable: they are counted when its turn is over. */
static uint32_t who_adds(const struct sim_fold *now, uint32_t var)
{
    for (uint32_t i = 1; i <= now->cast->threads; i++) {
        const struct fold_thread *thread = &now->threads[i];
        const struct sim_cast_op *op = &now->cast->ops[thread->op];

        if (thread->on_core && thread->reason == SIM_REASON_RUNNING && !thread->lead &&
            thread->op < now->cast->op_count && op->kind == SIM_OP_ADD && op->object == var)
            return i;
    }
    return 0;
}

static int draw_var(const struct pane *pane, int row, uint32_t i)
{
    const struct fold_var *var = &pane->branch->now->vars[i];
    int x = pane_put(pane, 0, row, VIEW_PLAIN, pane->branch->cast->vars.list[i]);
    int64_t gone = fold_lost(var) ? fold_lost(var) : var->copied;
    uint32_t adds = who_adds(pane->branch->now, i);
    char text[64];

    snprintf(text, sizeof(text), " = %" PRId64, var->value);
    x = pane_put(pane, x, row, VIEW_VALUE, text);
    if (var->value != var->expected) {
        snprintf(text, sizeof(text), ", %" PRId64 " update%s %s", gone,
                 gone == 1 ? " is" : "s are", fold_lost(var) ? "lost" : "in copies");
        x = pane_put(pane, x, row, VIEW_WARNING, text);
    }
    if (adds) { /* last, where it may be cut: the loss is what matters */
        x = pane_put(pane, x, row, VIEW_QUIET, " before this turn of ");
        pane_put_thread(pane, x, row, VIEW_QUIET, adds);
    }
    return row + 1;
}

static int draw_program_lock(const struct pane *pane, int row, uint32_t i)
{
    const struct sim_fold *now = pane->branch->now;
    int x = pane_put(pane, 0, row, VIEW_PLAIN, now->cast->locks.list[i]);

    x = pane_put(pane, x, row, VIEW_QUIET,
                 now->locks[i + 1].owner ? " is held by " : " is free");
    if (now->locks[i + 1].owner)
        x = pane_put_thread(pane, x, row, VIEW_VALUE, now->locks[i + 1].owner);
    for (uint32_t t = 1; t <= now->cast->threads; t++) {
        const struct fold_thread *thread = &now->threads[t];

        if (thread->reason != SIM_REASON_LOCK || thread->object_kind != SIM_ARG_LOCK ||
            thread->object != i + 1)
            continue;
        x = pane_put(pane, x, row, VIEW_QUIET, ", wanted by ");
        x = pane_put_thread(pane, x, row, VIEW_VALUE, t);
    }
    return row + 1;
}

static int draw_queue(const struct pane *pane, int row, uint32_t i)
{
    const struct sim_cast *cast = pane->branch->cast;
    uint32_t items = pane->branch->now->queues[i].items;
    char text[64];
    int x = pane_put(pane, 0, row, VIEW_PLAIN, cast->queues.list[i]);

    snprintf(text, sizeof(text), " has %" PRIu32 " %s%s", items,
             cast->places && cast->places[i] ? "place" : "item", items == 1 ? "" : "s");
    pane_put(pane, x, row, VIEW_VALUE, text);
    return row + 1;
}

static void draw_objects(const struct pane *pane, int row)
{
    const struct sim_cast *cast = pane->branch->cast;

    for (uint32_t i = 0; i < cast->vars.count && row < pane->rows; i++)
        row = draw_var(pane, row, i);
    for (uint32_t i = 0; i < cast->locks.count && row < pane->rows; i++)
        row = draw_program_lock(pane, row, i);
    for (uint32_t i = 0; i < cast->queues.count && row < pane->rows; i++)
        row = draw_queue(pane, row, i);
}

static int object_count(const struct sim_cast *cast)
{
    return (int)(cast->vars.count + cast->locks.count + cast->queues.count);
}

/* Rows at the end that objects of the program keep from a crowd of waiters. */
static int kept_for_objects(const struct pane *pane)
{
    int objects = object_count(pane->branch->cast), most = pane->rows - 2;

    if (objects > 3)
        objects = 3;
    return objects < most ? objects : most > 0 ? most : 0;
}

/* In place of the lock's owner. A sentence gets what rows are left, and one in any case. What the
 * model is said to do tells what comes. */
static void draw_none(const struct pane *pane, const struct sim_model *model)
{
    int rows = pane->rows - object_count(pane->branch->cast);
    bool claims = model && play_tells_future(pane->session);

    rows = view_put_wrapped(pane->screen, pane->x, pane->y, pane->width, rows > 1 ? rows : 1,
                            VIEW_QUIET, claims ? model->claim : "no interpreter lock");
    draw_objects(pane, rows);
}

void pane_draw_lock(const struct pane *pane)
{
    const struct sim_cast *cast = pane->branch->cast;
    const struct sim_model *model = sim_model_find(cast->model);
    bool none =
        !cast->interps || !own_interp(pane, pane->session->thread) || is_off(pane, model);
    struct pane inside = pane_label(pane, none ? "lock" : "GIL"), waiters;

    if (none) {
        draw_none(&inside, model);
        return;
    }
    draw_holder(&inside, lock_of(pane));
    draw_request(&inside, lock_of(pane));
    waiters = inside;
    waiters.rows = pane->words ? 2 : inside.rows - kept_for_objects(&inside);
    draw_waiters(&waiters, 2);
    draw_objects(&inside, waiters.rows < 2 ? 2 : waiters.rows);
}

/* One has the lock, but for the moments in which nobody has; in a game these last. */
static int most_waiting(const struct play_session *session)
{
    uint32_t threads = play_current(session)->cast->threads;

    if (!session->game)
        threads -= threads > 0;
    return threads < 39 ? (int)threads : 39;
}

struct pane_wish pane_wish_lock(const struct play_session *session)
{
    const struct sim_cast *cast = play_current(session)->cast;
    int waiters = most_waiting(session);
    int objects = object_count(cast);
    int rows = cast->interps ? 2 + waiters : 3; /* a sentence wraps */

    return (struct pane_wish){ 1,
                               (cast->interps ? 2 + (waiters < 3 ? waiters : 3) : 1) +
                                   (objects < 2 ? objects : 2),
                               rows + (objects < 12 ? objects : 12) };
}
