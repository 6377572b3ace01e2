/* SPDX-License-Identifier: GPL-3.0-or-later
 * Choosing, and what comes of it. */
#include "sim/timeline/schedule.h"

#include "sim/mech/hand.h"

bool schedule_at_choice(const struct timeline *timeline)
{
    const struct sim *sim = timeline->sim;
    uint32_t ready = 0;

    if (!hand_due(sim))
        return false;
    for (uint32_t i = 1; i <= sim->thread_count; i++)
        ready += hand_may(sim, i);
    return ready > 1;
}

bool schedule_to_choice(struct timeline *timeline, uint64_t steps)
{
    while (steps-- && timeline->sim->head->status == SIM_GOING &&
           !schedule_at_choice(timeline)) {
        if (!timeline_run(timeline, timeline_step_now(timeline) + 1))
            return false;
    }
    return true;
}

bool schedule_choose(struct timeline *timeline, uint32_t thread, uint64_t steps)
{
    struct timeline_command command = { .thread = thread };

    return timeline_command(timeline, command) &&
           timeline_run(timeline, timeline_step_now(timeline) + 1) &&
           schedule_to_choice(timeline, steps);
}

size_t schedule_follow(struct timeline *timeline, const uint32_t *threads, size_t count,
                       uint64_t steps)
{
    size_t done = 0;

    if (!schedule_to_choice(timeline, steps))
        return 0;
    while (done < count && schedule_at_choice(timeline) &&
           hand_may(timeline->sim, threads[done]) &&
           schedule_choose(timeline, threads[done], steps))
        done++;
    return done;
}
