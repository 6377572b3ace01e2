/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding a name among many. */
#include "ui/play/find_name.h"

#include "ui/play/change.h"
#include "ui/play/group.h"
#include "ui/play/match.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef bool (*match_fn)(const struct play_session *session, uint32_t at, const char *word);

static bool is_lane(const struct play_session *session, uint32_t thread, const char *word)
{
    const struct sim_cast *cast = play_current(session)->cast;
    char name[256];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(cast, &text, thread);
    if (play_groups_are_processes(cast)) {
        sim_text_put(&text, " ");
        sim_cast_put_interp(cast, &text, sim_cast_interp_of(cast, thread));
    }
    return play_contains(name, word, strlen(word));
}

static bool is_parameter(const struct play_session *session, uint32_t row, const char *word)
{
    struct play_change change = play_change_row(session, (int)row - 1);
    char name[96];
    struct sim_text text = SIM_TEXT(name);

    play_put_change_name(&text, &change);
    return play_contains(name, word, strlen(word));
}

static bool is_told_of(const struct play_session *session, uint32_t row, const char *word)
{
    struct play_change change = play_change_row(session, (int)row - 1);

    return play_contains(play_change_help(&change), word, strlen(word));
}

static struct play_found look(const struct play_session *session, const char *word,
                              match_fn matches, uint32_t selected, uint32_t count)
{
    struct play_found found = { 0, 0, 0 };

    for (uint32_t at = 1; *word && at <= count; at++) {
        if (!matches(session, at, word))
            continue;
        found.count++;
        /* The first of all, until one comes that lies behind the selected one. */
        if (!found.at || (found.at <= selected && at > selected)) {
            found.at = at;
            found.place = found.count;
        }
    }
    return found;
}

static bool of_parameters(const struct play_session *session)
{
    return session->asked == PLAY_ASK_PARAMETER;
}

/* Each of the two has a last word of its own. */
static const char *word_of(const struct play_session *session, const char *word)
{
    return *word ? word : of_parameters(session) ? session->change.typed : session->lane_word;
}

/* Whoever types `interval` means what is called so before all that speak of one. */
static struct play_found look_for_parameter(const struct play_session *session,
                                            const char *word)
{
    uint32_t chosen = (uint32_t)session->change.chosen + 1;
    uint32_t count = (uint32_t)play_change_count(session);
    struct play_found found = look(session, word, is_parameter, chosen, count);

    return found.at ? found : look(session, word, is_told_of, chosen, count);
}

struct play_found play_look_for_name(const struct play_session *session, const char *word)
{
    word = word_of(session, word);
    if (of_parameters(session))
        return look_for_parameter(session, word);
    return look(session, word, is_lane, session->thread, play_current(session)->cast->threads);
}

static void say_found(struct play_session *session, const struct play_found *found,
                      const char *word)
{
    char said[2 * PLAY_LINE];

    snprintf(said, sizeof(said), "%s: %" PRIu32 " of %" PRIu32, word, found->place,
             found->count);
    play_say(session, said);
}

static void say_none(struct play_session *session, const char *word)
{
    char said[2 * PLAY_LINE];

    snprintf(said, sizeof(said), "%s: no %s", word,
             of_parameters(session) ? "parameter has this in its name or help"
                                    : "thread is called so, nor its process");
    play_warn(session, said);
}

void play_find_name(struct play_session *session, const char *word)
{
    struct play_found found = play_look_for_name(session, word);
    char *last = of_parameters(session) ? session->change.typed : session->lane_word;

    if (*word)
        snprintf(last, PLAY_LINE, "%s", word);
    if (!*last)
        return;
    if (!found.at) {
        say_none(session, last);
        return;
    }
    if (of_parameters(session))
        session->change.chosen = (int)found.at - 1;
    else
        session->thread = found.at;
    say_found(session, &found, last);
}
