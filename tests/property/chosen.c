/* SPDX-License-Identifier: GPL-3.0-or-later
 * Choosing at random, and twice the same. */
#include "tests/property/chosen.h"

#include "sim/base/rng.h"
#include "sim/engine/check.h"
#include "sim/mech/hand.h"
#include "sim/models/by_hand.h"
#include "tests/property/watch.h"

#include <stdlib.h>

#define STEPS_MOST 1500

struct chooser {
    struct sim *sim;
    struct watch *watch; /* NULL: somebody has looked before */
    uint64_t stream, choices, hash;
};

static uint32_t ready(const struct sim *sim)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i <= sim->thread_count; i++)
        count += hand_may(sim, i);
    return count;
}

/* A choice is a function of its number: so the same falls again. */
static void choose(struct chooser *chooser)
{
    struct sim *sim = chooser->sim;
    uint32_t count = ready(sim), thread = 0;
    uint64_t draw = sim_draw(chooser->stream, SIM_FOR_WORK, chooser->choices++);

    if (!count)
        laws_broken("by hand, step %lu: a choice is due between nobody",
                    (unsigned long)sim->head->step);
    for (uint64_t left = sim_draw_below(draw, count) + 1; left; left -= hand_may(sim, thread))
        thread++;
    sim_choose(sim, thread);
}

static void look(const struct chooser *chooser, const struct sim_record *records)
{
    const struct sim *sim = chooser->sim;
    const char *wrong = sim_check(sim);

    if (wrong)
        laws_broken("by hand, step %lu: it does not hold that %s",
                    (unsigned long)sim->head->step, wrong);
    for (const struct sim_record *record = records; record < sim->out; record++)
        watch_record(chooser->watch, *record);
    watch_step(chooser->watch);
}

static void run_to(struct chooser *chooser, uint64_t wanted)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim *sim = chooser->sim;

    while (sim->head->status == SIM_GOING && sim->head->step < wanted) {
        if (hand_due(sim))
            choose(chooser);
        sim->out = records;
        sim_step(sim);
        chooser->hash =
            sim_hash(records, (size_t)(sim->out - records) * sizeof(*records), chooser->hash);
        if (chooser->watch)
            look(chooser, records);
    }
}

/* Twice from the same state on: it has to be one run. */
static void twice(struct chooser *chooser, uint64_t from)
{
    struct sim *sim = chooser->sim;
    struct chooser before;
    unsigned char *state = malloc(sim->size);
    uint64_t hash;

    if (!state)
        abort();
    run_to(chooser, from);
    sim_save(sim, state);
    before = *chooser;
    run_to(chooser, STEPS_MOST);
    watch_end(chooser->watch);
    hash = sim_state_hash(sim);
    sim_restore(sim, state);
    before.watch = NULL;
    run_to(&before, STEPS_MOST);
    if (before.hash != chooser->hash || sim_state_hash(sim) != hash)
        laws_broken("by hand: the same choices from step %lu on make another run",
                    (unsigned long)from);
    free(state);
}

static void by_hand(const struct sim_scenario *scenario, const struct sim_model *model,
                    uint64_t seed, struct laws_tally *tally)
{
    struct sim_errors errors = { .count = 0 };
    struct chooser chooser = { .stream = sim_stream(seed, 2, 0) };

    chooser.sim = sim_create(scenario, model, &errors);
    if (!chooser.sim)
        laws_broken("by hand: it cannot be run: %s", errors.list[0].text);
    chooser.watch = watch_create(chooser.sim);
    twice(&chooser, 1 + seed % 97);
    tally->choices += chooser.choices;
    tally->steps += chooser.sim->head->step;
    watch_destroy(chooser.watch);
    sim_destroy(chooser.sim);
}

void chosen_try(const struct sim_scenario *scenario, uint64_t seed, struct laws_tally *tally)
{
    const struct sim_model *model = by_hand_model(scenario);
    struct sim_errors errors = { .count = 0 };
    struct sim_scenario *untimed;

    if (!model || by_hand_refuses(scenario) || !sim_model_check(model, scenario, &errors))
        return;
    untimed = by_hand_untimed(scenario);
    if (!untimed)
        abort();
    by_hand(untimed, model, seed, tally);
    by_hand(scenario, model, seed, tally);
    free(untimed);
}
