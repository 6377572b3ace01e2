/* SPDX-License-Identifier: GPL-3.0-or-later
 * A session on a terminal. */
#ifndef INTERLOCK_UI_TUI_TUI_H
#define INTERLOCK_UI_TUI_TUI_H

#include "ui/play/session.h"
#include "ui/view/screen.h"

#include <stdbool.h>

/*
 * The painter knows screens and roles, not runs: it shows what play_draw() has laid out and hands
 * keys, clicks and time to the session. It alone includes curses.h.
 *
 * The terminal is given back as it was on every way out, also when the program crashes: what is
 * needed for that is prepared at the start, since in a handler of a crash only a write is safe.
 */
enum tui_end {
    TUI_QUIT,
    TUI_INTERRUPTED, /* ^C */
    TUI_NO_TERMINAL, /* it is gone, or cannot place text */
};

enum tui_theme { TUI_DEFAULT, TUI_SAFE, TUI_CONTRAST, TUI_MONO };

/* Where none is asked for: by NO_COLOR. */
enum tui_theme tui_usual_theme(void);

struct tui_options {
    int theme; /* enum tui_theme */
    bool mouse;
};

/* Shows what `draw` lays out, every so many milliseconds, until it says that it is over, or q or
 * Escape is pressed. Signals may be set in `draw`. */
struct tui_watch {
    bool (*draw)(void *context, struct view_screen *screen); /* false: it is over */
    void *context;
    int every;
    bool unicode;
};

enum tui_end tui_watch(const struct tui_watch *watch, const struct tui_options *options);

enum tui_end tui_run(struct play_session *session, const struct tui_options *options);

#endif
