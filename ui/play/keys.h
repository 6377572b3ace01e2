/* SPDX-License-Identifier: GPL-3.0-or-later
 * Keys: codes, and how they are written. */
#ifndef INTERLOCK_UI_PLAY_KEYS_H
#define INTERLOCK_UI_PLAY_KEYS_H

#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A key is a character, or one of these. Written, a character stands for itself and the others
 * have names in angle brackets: `]]<Left>:20ms<Enter>`. The same writing binds keys in the table
 * of actions, names them on the screen, and scripts a session with --keys, where a name may be
 * repeated (`<Right*3>`) and three words more are understood:
 *
 *     <Click X,Y>     the left button there, counted from 0
 *     <Size WxH>      the terminal gets this size
 *     <Wait TIME>     so much time passes
 *     <Show>          print the screen as it is now
 */
#define PLAY_LINE 256 /* bytes of a line that is typed */

enum play_key {
    PLAY_KEY_NONE = 0,
    PLAY_KEY_BASE = 0x110000, /* behind the last character */
#define KEY(id, name) PLAY_KEY_##id,
#define PLAY_KEYS                                                                              \
    KEY(LEFT, "Left")                                                                          \
    KEY(RIGHT, "Right")                                                                        \
    KEY(UP, "Up")                                                                              \
    KEY(DOWN, "Down")                                                                          \
    KEY(HOME, "Home")                                                                          \
    KEY(END, "End")                                                                            \
    KEY(PAGE_UP, "PgUp")                                                                       \
    KEY(PAGE_DOWN, "PgDn")                                                                     \
    KEY(ENTER, "Enter")                                                                        \
    KEY(ESCAPE, "Esc")                                                                         \
    KEY(TAB, "Tab")                                                                            \
    KEY(BACK_TAB, "BackTab")                                                                   \
    KEY(BACKSPACE, "Backspace")                                                                \
    KEY(DELETE, "Del")                                                                         \
    KEY(F1, "F1")
    PLAY_KEYS
#undef KEY
        PLAY_KEY_LAST
};

enum play_word {
    PLAY_WORD_KEY,
    PLAY_WORD_CLICK,
    PLAY_WORD_SIZE,
    PLAY_WORD_WAIT,
    PLAY_WORD_SHOW,
};

/* The next thing that a script asks for. */
struct play_input {
    enum play_word word;
    uint32_t key;   /* of KEY */
    uint32_t times; /* of KEY */
    int x, y;       /* of CLICK, or the SIZE */
    int64_t wait;   /* of WAIT, ns */
};

/* Takes it off *script. False at its end, or with `why` filled in at a mistake. */
bool play_take_input(const char **script, struct play_input *input, struct sim_text *why);

/* As it is written: "q", "<Left>", "<Space>". */
void play_put_key(struct sim_text *text, uint32_t key);

/* The same for a screen: arrows as arrows where they can be shown, names without brackets. */
void play_put_key_shown(struct sim_text *text, uint32_t key, bool unicode);

#endif
