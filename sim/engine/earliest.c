/* SPDX-License-Identifier: GPL-3.0-or-later
 * A core's queue by the ends of turns: who of those not in debt has the earliest. */
#include "sim/engine/earliest.h"

#include "sim/base/rng.h"
#include "sim/engine/runqueue.h"

enum side { LEFT, RIGHT };

uint32_t earliest_rank(uint32_t id)
{
    return (uint32_t)sim_mix64(id);
}

/* The least service at a place and below it. */
static int64_t least_of(const struct sim_place *places, const struct sim_place *place)
{
    int64_t least = place->service;

    for (int side = LEFT; side <= RIGHT; side++) {
        uint32_t below = place->below[side].i;

        if (below && places[below].least < least)
            least = places[below].least;
    }
    return least;
}

/* On which side of the one above it. */
static enum side side_of(const struct sim_place *places, struct sim_thread_id id)
{
    return places[places[id.i].above.i].below[RIGHT].i == id.i ? RIGHT : LEFT;
}

static void hang(struct sim_place *places, struct sim_thread_id above, enum side side,
                 struct sim_thread_id id)
{
    places[above.i].below[side] = id;
    if (id.i)
        places[id.i].above = above;
}

/* `instead`, or nobody, hangs where `id` has hung. */
static void replace(struct sim_place *places, struct sim_core *core, struct sim_thread_id id,
                    struct sim_thread_id instead)
{
    struct sim_thread_id above = places[id.i].above;

    if (above.i) {
        hang(places, above, side_of(places, id), instead);
        return;
    }
    core->top = instead;
    if (instead.i)
        places[instead.i].above = SIM_NO_THREAD;
}

/* Changes places with the one above it; the order stays. */
static void rise(struct sim_place *places, struct sim_core *core, struct sim_thread_id id)
{
    struct sim_thread_id above = places[id.i].above;
    enum side side = side_of(places, id);

    replace(places, core, above, id);
    hang(places, above, side, places[id.i].below[!side]);
    hang(places, id, (enum side) !side, above);
    places[above.i].least = least_of(places, &places[above.i]);
    places[id.i].least = least_of(places, &places[id.i]);
}

/* To the bottom, behind all whose turns end no later. */
static void hang_at_bottom(struct sim_place *places, struct sim_thread_id top,
                           struct sim_thread_id id)
{
    const struct sim_place *place = &places[id.i];
    struct sim_thread_id next = top;
    enum side side = LEFT;

    while (next.i) {
        top = next;
        side = place->end < places[top.i].end ? LEFT : RIGHT;
        if (place->service < places[top.i].least)
            places[top.i].least = place->service;
        next = places[top.i].below[side];
    }
    hang(places, top, side, id);
}

static void add(struct sim *sim, struct sim_core *core, const struct sim_thread *thread)
{
    struct sim_thread_id id = thread->self;
    struct sim_place *places = sim->places, *place = &places[id.i];

    place->end = thread->turn_end;
    place->service = place->least = thread->service;
    if (!core->top.i) {
        core->top = id;
        return;
    }
    hang_at_bottom(places, core->top, id);
    while (place->above.i && places[place->above.i].rank < place->rank)
        rise(places, core, id);
}

void earliest_add(struct sim *sim, struct sim_core *core, const struct sim_thread *thread)
{
    if (core->top.i)
        add(sim, core, thread);
    else if (runqueue_length(core) >= EARLIEST_LONG)
        for (uint32_t i = core->queue_first.i; i; i = sim->threads[i].queue_next.i)
            add(sim, core, &sim->threads[i]);
}

/* The higher by rank of two below. */
static struct sim_thread_id higher(const struct sim_place *places,
                                   const struct sim_place *place)
{
    struct sim_thread_id left = place->below[LEFT], right = place->below[RIGHT];

    return places[left.i].rank > places[right.i].rank ? left : right;
}

/* A row of nobody's place. */
static void clear(struct sim_place *place)
{
    *place = (struct sim_place){ .rank = place->rank };
}

static void give_up(struct sim *sim, struct sim_core *core)
{
    for (uint32_t i = core->queue_first.i; i; i = sim->threads[i].queue_next.i)
        clear(&sim->places[i]);
    core->top = SIM_NO_THREAD;
}

void earliest_remove(struct sim *sim, struct sim_core *core, const struct sim_thread *thread)
{
    struct sim_place *places = sim->places, *place = &places[thread->self.i];

    while (place->below[LEFT].i && place->below[RIGHT].i)
        rise(places, core, higher(places, place));
    replace(places, core, thread->self, place->below[place->below[LEFT].i ? LEFT : RIGHT]);
    for (uint32_t i = place->above.i; i; i = places[i].above.i)
        places[i].least = least_of(places, &places[i]);
    clear(place);
    if (runqueue_length(core) <= EARLIEST_LONG / 2)
        give_up(sim, core);
}

/* ---- finding ---- */

static struct sim_thread *look_through(struct sim *sim, const struct sim_core *core,
                                       int64_t mean)
{
    struct sim_thread *best = NULL;

    for (uint32_t i = core->queue_first.i; i; i = sim->threads[i].queue_next.i) {
        struct sim_thread *thread = &sim->threads[i];

        if (thread->service <= mean && (!best || thread->turn_end < best->turn_end))
            best = thread;
    }
    return best;
}

static struct sim_thread *go_down(struct sim *sim, const struct sim_core *core, int64_t mean)
{
    const struct sim_place *places = sim->places;
    uint32_t i = core->top.i;

    if (places[i].least > mean)
        return NULL;
    for (;;) {
        uint32_t left = places[i].below[LEFT].i;

        if (left && places[left].least <= mean)
            i = left;
        else if (places[i].service <= mean)
            return &sim->threads[i];
        else
            i = places[i].below[RIGHT].i;
    }
}

struct sim_thread *earliest_eligible(struct sim *sim, const struct sim_core *core, int64_t mean)
{
    return core->top.i ? go_down(sim, core, mean) : look_through(sim, core, mean);
}

/* ---- checking ---- */

static uint32_t leftmost(const struct sim_place *places, uint32_t i)
{
    while (places[i].below[LEFT].i)
        i = places[i].below[LEFT].i;
    return i;
}

/* The next in order. */
static uint32_t next(const struct sim_place *places, uint32_t i)
{
    if (places[i].below[RIGHT].i)
        return leftmost(places, places[i].below[RIGHT].i);
    while (places[i].above.i && places[places[i].above.i].below[RIGHT].i == i)
        i = places[i].above.i;
    return places[i].above.i;
}

static bool is_right(const struct sim *sim, uint32_t i)
{
    const struct sim_place *places = sim->places, *place = &places[i];

    for (int side = LEFT; side <= RIGHT; side++) {
        const struct sim_place *below = &places[place->below[side].i];

        if (place->below[side].i && (below->above.i != i || below->rank > place->rank))
            return false;
    }
    return place->least == least_of(places, place) &&
           place->service == sim->threads[i].service && place->end == sim->threads[i].turn_end;
}

bool earliest_check(const struct sim *sim, const struct sim_core *core)
{
    uint32_t i, seen = 0, count = runqueue_length(core);
    int64_t end = INT64_MIN;

    if (!core->top.i)
        return !sim->places || count < EARLIEST_LONG;
    for (i = leftmost(sim->places, core->top.i); i && seen <= count; i = next(sim->places, i)) {
        if (!is_right(sim, i) || sim->places[i].end < end)
            return false;
        end = sim->places[i].end;
        seen++;
    }
    return seen == count;
}
