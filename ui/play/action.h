/* SPDX-License-Identifier: GPL-3.0-or-later
 * What keys do: the table of actions. */
#ifndef INTERLOCK_UI_PLAY_ACTION_H
#define INTERLOCK_UI_PLAY_ACTION_H

#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum play_action {
#define ACTION(id, name, keys, group, help) PLAY_ACTION_##id,
#include "ui/play/action.def"
#undef ACTION
    PLAY_ACTION_COUNT,
    PLAY_ACTION_NONE = PLAY_ACTION_COUNT
};

enum play_group {
    PLAY_GROUP_MOVE,
    PLAY_GROUP_FIND,
    PLAY_GROUP_LOOK,
    PLAY_GROUP_CHANGE,
    PLAY_GROUP_PROGRAM,
    PLAY_GROUP_COUNT
};

struct play_action_info {
    const char *name, *keys, *help;
    enum play_group group;
};

/* Indexed by enum play_action. */
extern const struct play_action_info play_actions[PLAY_ACTION_COUNT];

#define PLAY_KEYS_PER_ACTION 4

/* Which key does what. */
struct play_bindings {
    uint32_t keys[PLAY_ACTION_COUNT][PLAY_KEYS_PER_ACTION]; /* 0: no more */
};

/* As the table has it. */
void play_bindings_default(struct play_bindings *bindings);

/* Binds an action, by its name, to other keys, written as in the table; what these keys did
 * before they do no longer. False with `why`. */
bool play_bind(struct play_bindings *bindings, const char *action, const char *keys,
               struct sim_text *why);

/* PLAY_ACTION_NONE when the key is not bound. */
enum play_action play_action_of(const struct play_bindings *bindings, uint32_t key);

#endif
