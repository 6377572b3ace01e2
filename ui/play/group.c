/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which threads stand together, and folding them. */
#include "ui/play/group.h"

#include <inttypes.h>
#include <stdio.h>

#define LEAST 3 /* assumed: threads that are worth folding */

bool play_groups_are_processes(const struct sim_cast *cast)
{
    return cast->interps > 1 && cast->threads > cast->interps;
}

uint32_t play_group_of(const struct sim_cast *cast, uint32_t thread)
{
    const struct sim_cast_group *group = sim_cast_group_of(cast, thread);

    if (play_groups_are_processes(cast))
        return sim_cast_interp_of(cast, thread);
    return group->count >= LEAST ? (uint32_t)(group - cast->groups) + 1 : 0;
}

/* The first thread of an interpreter in a section, and how many there are; 0: none. */
static uint32_t in_section(const struct sim_cast_group *section, uint32_t interp,
                           uint32_t *count)
{
    uint32_t each = section->each ? section->each : section->count;
    uint32_t which = interp - section->interp;

    if (interp < section->interp || which * each >= section->count)
        return *count = 0;
    *count = each;
    return section->first + which * each;
}

/* A process may have threads of several sections. */
static uint32_t first_and_size(const struct sim_cast *cast, uint32_t group, uint32_t *size)
{
    uint32_t first = 0, count;

    if (!play_groups_are_processes(cast)) {
        *size = cast->groups[group - 1].count;
        return cast->groups[group - 1].first;
    }
    *size = 0;
    for (uint32_t g = 0; g < cast->group_count; g++) {
        uint32_t thread = in_section(&cast->groups[g], group, &count);

        first = first ? first : thread;
        *size += count;
    }
    return first;
}

uint32_t play_group_first(const struct sim_cast *cast, uint32_t group)
{
    uint32_t size;

    return first_and_size(cast, group, &size);
}

uint32_t play_group_size(const struct sim_cast *cast, uint32_t group)
{
    uint32_t size;

    first_and_size(cast, group, &size);
    return size;
}

void play_group_put(const struct sim_cast *cast, struct sim_text *text, uint32_t group)
{
    if (play_groups_are_processes(cast))
        sim_cast_put_interp(cast, text, group);
    else
        sim_text_put(text, cast->groups[group - 1].name);
}

/* ---- folding ---- */

/* Branches may be processes here and sections there: each kind has a set of its own. */
static uint64_t *set_of(struct play_session *session, const struct sim_cast *cast)
{
    return session->folded[play_groups_are_processes(cast)];
}

static bool can_fold(uint32_t group)
{
    return group && group < PLAY_FOLDS;
}

bool play_group_folded(const struct play_session *session, const struct sim_cast *cast,
                       uint32_t group)
{
    const uint64_t *set = session->folded[play_groups_are_processes(cast)];

    return can_fold(group) && set[group / 64] >> group % 64 & 1;
}

static void set_folded(struct play_session *session, const struct sim_cast *cast,
                       uint32_t group, bool folded)
{
    uint64_t *word = &set_of(session, cast)[group / 64], bit = (uint64_t)1 << group % 64;

    session->foldings++;
    *word = folded ? *word | bit : *word & ~bit;
}

void play_group_toggle(struct play_session *session, uint32_t group)
{
    const struct sim_cast *cast = play_current(session)->cast;
    char said[PLAY_LINE], name[128];
    struct sim_text text = SIM_TEXT(name);

    if (!can_fold(group)) {
        play_warn(session, group ? "only the first 4,095 groups can be folded"
                                 : "its lane stands alone: there is no group to fold");
        return;
    }
    set_folded(session, cast, group, !play_group_folded(session, cast, group));
    play_group_put(cast, &text, group);
    snprintf(said, sizeof(said), "%s: %" PRIu32 " threads %s", name,
             play_group_size(cast, group),
             play_group_folded(session, cast, group) ? "in one lane; the same key unfolds them"
                                                     : "in lanes of their own");
    play_say(session, said);
}

void play_group_key(struct play_session *session)
{
    play_group_toggle(session, play_group_of(play_current(session)->cast, session->thread));
}

static bool is_group(const struct sim_cast *cast, uint32_t group)
{
    uint32_t first = play_group_first(cast, group);

    return can_fold(group) && first && play_group_of(cast, first) == group;
}

/* All are folded, unless they are. */
void play_group_all_key(struct play_session *session)
{
    const struct sim_cast *cast = play_current(session)->cast;
    uint32_t groups = play_groups_are_processes(cast) ? cast->interps : cast->group_count;
    uint32_t count = 0, open = 0;

    for (uint32_t group = 1; group <= groups; group++) {
        count += is_group(cast, group);
        open += is_group(cast, group) && !play_group_folded(session, cast, group);
    }
    for (uint32_t group = 1; group <= groups; group++) {
        if (is_group(cast, group))
            set_folded(session, cast, group, open);
    }
    if (!count)
        play_warn(session, "each lane stands alone: there are no groups to fold");
    else
        play_say(session, open ? "all groups are folded to one lane each"
                               : "all threads have lanes of their own");
}

/* ---- rows ---- */

uint32_t play_group_row_of(const struct play_session *session, const struct sim_cast *cast,
                           uint32_t thread)
{
    uint32_t group = play_group_of(cast, thread);

    return play_group_folded(session, cast, group) ? play_group_first(cast, group) : thread;
}

bool play_group_begins_row(const struct play_session *session, const struct sim_cast *cast,
                           uint32_t thread)
{
    return play_group_row_of(session, cast, thread) == thread;
}
