/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding a thread among many. */
#include "ui/play/find_lane.h"

#include "ui/play/group.h"
#include "ui/play/match.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool matches(const struct sim_cast *cast, uint32_t thread, const char *word)
{
    char name[256];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(cast, &text, thread);
    if (play_groups_are_processes(cast)) {
        sim_text_put(&text, " ");
        sim_cast_put_interp(cast, &text, sim_cast_interp_of(cast, thread));
    }
    return play_contains(name, word, strlen(word));
}

struct play_found play_look_for_lane(const struct play_session *session, const char *word)
{
    const struct sim_cast *cast = play_current(session)->cast;
    struct play_found found = { 0, 0, 0 };

    for (uint32_t thread = 1; *word && thread <= cast->threads; thread++) {
        if (!matches(cast, thread, word))
            continue;
        found.count++;
        /* The first of all, until one comes that lies behind the selected one. */
        if (!found.thread || (found.thread <= session->thread && thread > session->thread)) {
            found.thread = thread;
            found.place = found.count;
        }
    }
    return found;
}

void play_find_lane(struct play_session *session, const char *word)
{
    struct play_found found;
    char said[2 * PLAY_LINE];

    if (*word)
        snprintf(session->lane_word, sizeof(session->lane_word), "%s", word);
    word = session->lane_word;
    if (!*word)
        return;
    found = play_look_for_lane(session, word);
    if (!found.thread) {
        snprintf(said, sizeof(said), "%s: no thread is called so, nor its process", word);
        play_warn(session, said);
        return;
    }
    session->thread = found.thread;
    snprintf(said, sizeof(said), "%s: %" PRIu32 " of %" PRIu32, word, found.place, found.count);
    play_say(session, said);
}
