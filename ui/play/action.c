/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table of actions, and binding keys to them. */
#include "ui/play/action.h"

#include "ui/play/keys.h"

#include <string.h>

const struct play_action_info play_actions[PLAY_ACTION_COUNT] = {
#define ACTION(id, name, keys, group, help)                                                    \
    [PLAY_ACTION_##id] = { name, keys, help, PLAY_GROUP_##group },
#include "ui/play/action.def"
#undef ACTION
};

/* Reads keys between blanks; false with `why`. */
static bool read_keys(const char *keys, uint32_t out[PLAY_KEYS_PER_ACTION],
                      struct sim_text *why)
{
    struct play_input input;
    int count = 0;

    memset(out, 0, PLAY_KEYS_PER_ACTION * sizeof(*out));
    for (;;) {
        while (*keys == ' ')
            keys++;
        if (!*keys)
            return true;
        if (!play_take_input(&keys, &input, why))
            return false;
        if (input.word != PLAY_WORD_KEY || (*keys && *keys != ' ')) {
            sim_text_put(why, "keys stand between blanks, as in: <Right> l s");
            return false;
        }
        if (count < PLAY_KEYS_PER_ACTION)
            out[count++] = input.key;
    }
}

void play_bindings_default(struct play_bindings *bindings)
{
    char why[1];
    struct sim_text text = SIM_TEXT(why);

    for (int i = 0; i < PLAY_ACTION_COUNT; i++)
        read_keys(play_actions[i].keys, bindings->keys[i], &text);
}

/* Takes a key away from whoever has it; the others of that action move up. */
static void unbind(struct play_bindings *bindings, uint32_t key)
{
    for (int i = 0; i < PLAY_ACTION_COUNT; i++) {
        uint32_t *keys = bindings->keys[i];
        int kept = 0;

        for (int k = 0; k < PLAY_KEYS_PER_ACTION; k++) {
            if (keys[k] != key)
                keys[kept++] = keys[k];
        }
        while (kept < PLAY_KEYS_PER_ACTION)
            keys[kept++] = 0;
    }
}

bool play_bind(struct play_bindings *bindings, const char *action, const char *keys,
               struct sim_text *why)
{
    uint32_t read[PLAY_KEYS_PER_ACTION];

    for (int i = 0; i < PLAY_ACTION_COUNT; i++) {
        if (strcmp(play_actions[i].name, action))
            continue;
        if (!read_keys(keys, read, why))
            return false;
        for (int k = 0; k < PLAY_KEYS_PER_ACTION && read[k]; k++)
            unbind(bindings, read[k]);
        memcpy(bindings->keys[i], read, sizeof(read));
        return true;
    }
    sim_text_put(why, "no action is called '");
    sim_text_put(why, action);
    sim_text_put(why, "'; `interlock list keys` names them");
    return false;
}

enum play_action play_action_of(const struct play_bindings *bindings, uint32_t key)
{
    for (int i = 0; i < PLAY_ACTION_COUNT; i++) {
        for (int k = 0; k < PLAY_KEYS_PER_ACTION && bindings->keys[i][k]; k++) {
            if (bindings->keys[i][k] == key)
                return (enum play_action)i;
        }
    }
    return PLAY_ACTION_NONE;
}
