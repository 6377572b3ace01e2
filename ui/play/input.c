/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which mode gets a key. */
#include "ui/play/change.h"
#include "ui/play/find_name.h"
#include "ui/play/game.h"
#include "ui/play/help.h"
#include "ui/play/move.h"

#include <stdio.h>
#include <string.h>

/* ---- a line is typed ---- */

static void search(struct play_session *session, const char *word)
{
    snprintf(session->search, sizeof(session->search), "%s", word);
    if (word[0])
        play_to_match(session, PLAY_FORWARD);
}

static void finish_line(struct play_session *session)
{
    session->mode = play_mode_below(session);
    play_remember(session);
    switch (session->asked) {
    case PLAY_ASK_GO:
        play_go_written(session, session->line);
        break;
    case PLAY_ASK_SEARCH:
        search(session, session->line);
        break;
    case PLAY_ASK_BREAK:
        if (!play_set_break(session, session->line))
            session->mode = PLAY_MODE_LINE; /* to be mended */
        break;
    case PLAY_ASK_LANE:
    case PLAY_ASK_PARAMETER:
        play_find_name(session, session->line);
        break;
    }
}

/* A character is taken off with all its bytes. */
static void rub_out(char *line)
{
    size_t used = strlen(line);

    while (used && (line[used - 1] & 0xc0) == 0x80)
        used--;
    line[used ? used - 1 : 0] = '\0';
}

static void type(char line[PLAY_LINE], uint32_t key)
{
    char bytes[8];
    struct sim_text text = SIM_TEXT(bytes);

    if (key == '<')
        sim_text_put(&text, "<");
    else if (key == ' ')
        sim_text_put(&text, " ");
    else if (key > ' ' && key < PLAY_KEY_BASE && key != 0x7f)
        play_put_key(&text, key);
    if (strlen(line) + text.used < PLAY_LINE)
        strcat(line, bytes);
}

void play_type(char line[PLAY_LINE], uint32_t key)
{
    if (key == PLAY_KEY_BACKSPACE)
        rub_out(line);
    else
        type(line, key);
}

static void line_key(struct play_session *session, uint32_t key)
{
    switch (key) {
    case PLAY_KEY_ESCAPE:
        session->mode = play_mode_below(session);
        break;
    case PLAY_KEY_ENTER:
        finish_line(session);
        break;
    case PLAY_KEY_BACKSPACE:
        if (!session->line[0])
            session->mode = play_mode_below(session);
        rub_out(session->line);
        break;
    default:
        play_type(session->line, key);
    }
}

/* ---- looking ---- */

static void look_key(struct play_session *session, uint32_t key)
{
    enum play_action action = play_action_of(&session->bindings, key);
    char said[PLAY_LINE];
    struct sim_text text = SIM_TEXT(said);

    if (session->game && key >= '1' && key <= '9') {
        play_choose(session, key - '0');
        return;
    }
    if (action != PLAY_ACTION_NONE) {
        play_do(session, action);
        return;
    }
    play_put_key_shown(&text, key, session->options.unicode);
    sim_text_put(&text, " does nothing here: ? lists all keys");
    play_warn(session, said);
}

void play_key(struct play_session *session, uint32_t key)
{
    session->message[0] = '\0';
    session->warned = false;
    switch (session->mode) {
    case PLAY_MODE_LOOK:
        look_key(session, key);
        break;
    case PLAY_MODE_LINE:
        line_key(session, key);
        break;
    case PLAY_MODE_MARK:
    case PLAY_MODE_GO_MARK:
        play_mark_key(session, key);
        break;
    case PLAY_MODE_HELP:
        play_help_key(session, key);
        break;
    case PLAY_MODE_CHANGE:
        play_change_key(session, key);
        break;
    case PLAY_MODE_QUIZ:
        play_quiz_key(session, key);
        break;
    }
}
