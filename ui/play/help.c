/* SPDX-License-Identifier: GPL-3.0-or-later
 * Searching the table of actions. */
#include "ui/play/help.h"

#include "ui/play/match.h"

#include <string.h>

void play_put_action_keys(struct sim_text *text, const struct play_session *session,
                          enum play_action action, int most)
{
    const uint32_t *keys = session->bindings.keys[action];

    for (int i = 0; i < PLAY_KEYS_PER_ACTION && i < most && keys[i]; i++) {
        sim_text_put(text, i ? " " : "");
        play_put_key_shown(text, keys[i], session->options.unicode);
    }
}

static bool fits(const struct play_session *session, enum play_action action)
{
    const char *typed = session->help.typed;
    char keys[64];
    struct sim_text text = SIM_TEXT(keys);

    play_put_action_keys(&text, session, action, PLAY_KEYS_PER_ACTION);
    for (;;) {
        size_t length;

        typed += strspn(typed, " ");
        length = strcspn(typed, " ");
        if (!length)
            return true;
        if (!play_contains(play_actions[action].name, typed, length) &&
            !play_contains(play_actions[action].help, typed, length) &&
            !play_contains(keys, typed, length))
            return false;
        typed += length;
    }
}

/* Is what is typed a key of it? */
static bool has_key(const struct play_session *session, enum play_action action)
{
    const uint32_t *keys = session->bindings.keys[action];

    for (int i = 0; i < PLAY_KEYS_PER_ACTION && keys[i]; i++) {
        char key[32];
        struct sim_text text = SIM_TEXT(key);

        play_put_key_shown(&text, keys[i], session->options.unicode);
        if (!strcmp(key, session->help.typed))
            return true;
    }
    return false;
}

/* Whoever types `q` asks what that key does before all words with a q. */
int play_help_rows(const struct play_session *session, enum play_action rows[PLAY_ACTION_COUNT])
{
    int count = 0;

    for (int other = 0; other <= 1; other++) {
        for (int i = 0; i < PLAY_ACTION_COUNT; i++) {
            if (has_key(session, (enum play_action)i) == !other &&
                fits(session, (enum play_action)i))
                rows[count++] = (enum play_action)i;
        }
    }
    return count;
}

static void carry_out(struct play_session *session)
{
    enum play_action rows[PLAY_ACTION_COUNT];
    int count = play_help_rows(session, rows);

    session->mode = PLAY_MODE_LOOK;
    if (session->help.chosen < count && rows[session->help.chosen] != PLAY_ACTION_HELP)
        play_do(session, rows[session->help.chosen]);
}

static void type(struct play_session *session, uint32_t key)
{
    char *typed = session->help.typed;
    size_t used = strlen(typed);

    if (key == PLAY_KEY_BACKSPACE && used)
        typed[used - 1] = '\0';
    else if (key >= ' ' && key < 0x7f && used + 1 < sizeof(session->help.typed))
        typed[used] = (char)key, typed[used + 1] = '\0';
    session->help.chosen = 0;
}

static void choose(struct play_session *session, int row)
{
    enum play_action rows[PLAY_ACTION_COUNT];
    int count = play_help_rows(session, rows);

    session->help.chosen = row >= count ? count - 1 : row;
    if (session->help.chosen < 0)
        session->help.chosen = 0;
}

void play_help_key(struct play_session *session, uint32_t key)
{
    switch (key) {
    case PLAY_KEY_ESCAPE:
    case PLAY_KEY_F1:
        session->mode = PLAY_MODE_LOOK;
        break;
    case PLAY_KEY_UP:
        choose(session, session->help.chosen - 1);
        break;
    case PLAY_KEY_DOWN:
        choose(session, session->help.chosen + 1);
        break;
    case PLAY_KEY_PAGE_UP:
        choose(session, session->help.chosen - 10);
        break;
    case PLAY_KEY_PAGE_DOWN:
        choose(session, session->help.chosen + 10);
        break;
    case PLAY_KEY_ENTER:
        carry_out(session);
        break;
    default:
        type(session, key);
    }
}
